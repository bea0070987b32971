"""Effort rated in secret: the box, the count, what each may see, appeals, and what ratings do to next year's incomes."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from unittest.mock import patch

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import IntegrityError, connections, transaction
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from parecon_web.councils.models import Council
from parecon_web.members.links import make_link
from parecon_web.members.models import Member
from parecon_web.publish.own_data import own_data
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.models import Community, Event
from parecon_web.record.rebuild import rebuild, table_text
from parecon_web.record.refusals import Answered, Refused
from parecon_web.rounds.allowances import shares_not_joined, shares_of
from parecon_web.rounds.keeping import current_round, current_year, economy_of
from parecon_web.rounds.models import Earned, Year
from parecon_web.rounds.packing import unpack
from parecon_web.voting.motions import charter_of_community
from parecon_web.work.bots import work_together
from parecon_web.work.earned import earned_parts, with_effort
from parecon_web.work.effort import count_effort, own_trackers, tracker_of
from parecon_web.work.effort_page import rate_form
from parecon_web.work.models import Appeal, EffortBallot, EffortVote, RatedMember
from parecon_web.work.reasons import WorkReason

from web.accounts.lived import end_year
from web.voting.test_polls import RULES, great_council


def begin(council: Council) -> EffortBallot:
    """Open a rating by the first member of a workplace."""
    outcome = perform(council.community, "effort.open", {"council": council.slug}, by=council.seats.order_by("member__number").first().member_id, request_id=new_request_id())
    assert isinstance(outcome, Answered), outcome
    return EffortBallot.objects.get(community=council.community, number=outcome.answer["rating"])


def raters(ballot: EffortBallot) -> list[Member]:
    """Return who is on the roll."""
    return list(Member.objects.filter(community=ballot.community, number__in=map(int, ballot.roll)).order_by("number"))


def rate(ballot: EffortBallot, member: Member, points: dict, reasons: dict | None = None, request_id: str = "") -> Answered | Refused:
    """Rate as a browser posts it; points, reasons: by the member who is rated."""
    form = QueryDict(mutable=True)
    form.update({f"points:{one.number}": str(given) for one, given in points.items()} | {f"reason:{one.number}": words for one, words in (reasons or {}).items()})
    form["request_id"] = request_id or new_request_id()
    return rate_form(ballot, member, form)


def rate_all(ballot: EffortBallot, given) -> None:
    """Let everybody rate everybody else; given: (rater's place, rated's place) to points."""
    people = raters(ballot)
    for i, member in enumerate(people):
        assert isinstance(rate(ballot, member, {other: given(i, j) for j, other in enumerate(people) if i != j}), Answered)


def later(ballot: EffortBallot):
    """Let it be an hour after the rating's time."""
    return patch.object(timezone, "now", return_value=ballot.closes_at + timedelta(hours=1))


def count(ballot: EffortBallot) -> EffortBallot:
    """Let the time be over and count."""
    with later(ballot):
        outcome = count_effort(ballot, ballot.opened_by_id, new_request_id())
    assert isinstance(outcome, Answered), outcome
    return EffortBallot.objects.get(pk=ballot.pk)


def signed_in(member: Member) -> Client:
    """Return a browser in which somebody is signed in."""
    client = Client()
    client.get(f"/{member.community.slug}/enter/{make_link(member)}")
    return client


def test_six_rate_each_other_the_median_stands_and_nothing_joins_rater_and_points(both):
    ballot = begin(great_council(Community.objects.get(slug="riverside"), 6))
    rate_all(ballot, lambda i, j: 8 + j + (i == 0) * 3)
    trackers = {vote.member_id: own_trackers(vote) for vote in EffortVote.objects.all()}
    codes = set(EffortVote.objects.values_list("code", flat=True)) | set(EffortVote.objects.values_list("request", flat=True))
    ballot = count(ballot)
    assert not EffortVote.objects.exists()
    people = raters(ballot)
    assert [one.rating for one in ballot.rated.order_by("member__number")] == [8 + j for j in range(6)]
    for member, own in trackers.items():
        for number, tracker in own.items():
            rows = dict(RatedMember.objects.get(ballot=ballot, member__number=int(number)).rows)
            assert rows[tracker] == 8 + people.index(next(one for one in people if str(one.number) == number)) + (member == people[0].id) * 3
    event = Event.objects.get(kind="effort.close")
    assert "points" not in event.body and set(json.loads(event.body)) == {"rating", "voted"} and not any(code in event.sealed + event.body for code in codes)
    # One vote's trackers stand in different places of different lists, so nobody can put a vote together.
    places = [[[tracker for tracker, _points in json.loads(event.sealed)["body"]["rows"][number]].index(own[number]) for number in own] for own in trackers.values()]
    assert any(len(set(one)) > 1 for one in places)
    before = table_text(ballot.community)
    rebuild(ballot.community)
    assert table_text(ballot.community) == before


def test_who_was_rated_sees_points_and_words_others_the_middle_strangers_nothing(riverside):
    ballot = begin(great_council(riverside.community, 6))
    people = raters(ballot)
    rate_all(ballot, lambda i, j: 7 + (i + j) % 5)
    rate(ballot, people[1], {people[0]: 19, people[2]: 7}, {people[0]: "MARKER you carried us"})
    ballot = count(ballot)
    stranger = Member.objects.filter(community=riverside.community).exclude(seats__council=ballot.council).first()
    pages = {who: signed_in(who).get(riverside.url(f"ratings/{ballot.number}")).content.decode() for who in (people[0], people[3], stranger)}
    assert "MARKER" in pages[people[0]] and "MARKER" not in pages[people[3]] + pages[stranger]
    assert "What was found</h2>" in pages[people[3]] and "<td class=\"n\">19</td>" in pages[people[0]]
    assert "What was found</h2>" not in pages[stranger] and not re.search(r'class="n">\d', pages[stranger])
    for path in ("log.jsonl", "audit", "me/data.json"):
        answer = signed_in(people[3]).get(riverside.url(path))
        assert "MARKER" not in (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
    assert "MARKER" in json.dumps(own_data(people[0])) and "MARKER" not in json.dumps(own_data(people[3]))


def test_who_counts_takes_nothing_of_others_away_in_their_own_data(riverside):
    """The act of counting carries everybody's points and words, sealed; they are not the counter's own."""
    ballot = begin(great_council(riverside.community, 6))
    people = raters(ballot)
    rate_all(ballot, lambda i, j: 9)
    rate(ballot, people[1], {people[2]: 9}, {people[2]: "MARKER for two"})
    with later(ballot):
        assert isinstance(count_effort(ballot, people[5].id, new_request_id()), Answered)
    taken = json.dumps(own_data(people[5]))
    assert "MARKER" not in taken and "effort.close" in taken
    others = RatedMember.objects.get(ballot=ballot, member=people[2]).rows
    assert others and not any(tracker in taken for tracker, _points in others)


def test_before_the_count_nobody_sees_points(riverside):
    ballot = begin(great_council(riverside.community, 6))
    people = raters(ballot)
    rate(ballot, people[1], {people[0]: 17}, {people[0]: "MARKER"})
    for member in (people[0], people[2]):
        for path in ("", f"ratings/{ballot.number}", f"councils/{ballot.council.slug}/effort", "log.jsonl", "me/data.json"):
            answer = signed_in(member).get(riverside.url(path))
            text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
            assert "MARKER" not in text and 'value="17"' not in text, path
    own = signed_in(people[1]).get(riverside.url(f"ratings/{ballot.number}")).content.decode()
    assert 'value="17"' in own and tracker_of(EffortVote.objects.get().code, str(people[0].number)) in own


def test_with_fewer_than_three_ratings_one_counts_as_average_and_under_five_no_rows_are_shown(riverside):
    ballot = begin(great_council(riverside.community, 6))
    people = raters(ballot)
    for rater in people[1:3]:
        rate(ballot, rater, {people[0]: 20})
    for rater in people[1:5]:
        rate(ballot, rater, {people[0]: 20, people[5]: 12})
    ballot = count(ballot)
    rated = {one.member_id: one for one in ballot.rated.all()}
    assert rated[people[0].id].rating == 20 and rated[people[5].id].rating == 12 and rated[people[1].id].by_norm and rated[people[1].id].rating == 10
    page = signed_in(people[1]).get(riverside.url(f"ratings/{ballot.number}")).content.decode()
    assert "only the middle is shown" in page and rated[people[0].id].rows == [] and rated[people[0].id].raters == 4
    assert not re.search(r'class="n">20<', page)


def test_rating_again_replaces_and_a_race_of_one_member_leaves_one_vote(both):
    ballot = begin(great_council(Community.objects.get(slug="riverside"), 6))
    people, request = raters(ballot), new_request_id()
    rate(ballot, people[0], {people[1]: 9}, request_id=request)
    code = EffortVote.objects.get().code
    assert rate(ballot, people[0], {people[1]: 9}, request_id=request).hit and EffortVote.objects.get().code == code

    def again(at: int) -> bool:
        try:
            return isinstance(rate(ballot, people[0], {people[2]: 5 + at % 3}), Answered)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(again, range(24)))
    assert EffortVote.objects.count() == 1 and EffortVote.objects.get().code != code and list(EffortVote.objects.get().points) == [str(people[2].number)]
    with pytest.raises(IntegrityError), transaction.atomic():
        EffortVote.objects.create(community=ballot.community, ballot=ballot.number, member=people[0], points={}, reasons={}, code="x", request="y")


@pytest.mark.parametrize(("whom", "points", "reason"), [
    (0, "10", WorkReason.NOT_YOURSELF), (1, "21", WorkReason.POINTS), (1, "0", WorkReason.POINTS), (1, "2.5", WorkReason.POINTS), (1, "", WorkReason.NOBODY_RATED), (None, "9", WorkReason.NOT_ON_ROLL)])
def test_ratings_that_do_not_fit_are_refused_at_their_field(riverside, whom, points, reason):
    ballot = begin(great_council(riverside.community, 6))
    people = raters(ballot)
    number = people[whom].number if whom is not None else 99999
    answer = signed_in(people[0]).post(riverside.url(f"ratings/{ballot.number}"), {f"points:{number}": points, "request_id": new_request_id()})
    page = answer.content.decode()
    assert answer.status_code == 422 and str(reason.value) in page and f'href="#points:{number}"' in page and not EffortVote.objects.exists()
    assert whom != 1 or f'value="{points}"' in page


def test_who_may_open_rate_and_count(riverside):
    council = great_council(riverside.community, 6)
    stranger = Member.objects.filter(community=riverside.community).exclude(seats__council=council).first()
    ask = {"council": council.slug}
    assert perform(riverside.community, "effort.open", ask, by=stranger.id, request_id=new_request_id()).refusals[0].reason is WorkReason.NOT_SEATED
    ballot = begin(council)
    people = raters(ballot)
    assert perform(riverside.community, "effort.open", ask, by=people[1].id, request_id=new_request_id()).refusals[0].reason is WorkReason.OPEN_ALREADY
    assert rate(ballot, stranger, {people[0]: 9}).refusals[0].reason is WorkReason.NOT_ON_ROLL
    assert count_effort(ballot, people[0].id, new_request_id()).refusals[0].reason is WorkReason.TOO_EARLY
    ballot = count(ballot)
    assert all(one.by_norm for one in ballot.rated.all()), "nobody rated"
    assert rate(ballot, people[0], {people[1]: 9}).refusals[0].reason is WorkReason.COUNTED
    assert count_effort(ballot, people[0].id, new_request_id()).refusals[0].reason is WorkReason.COUNTED


def test_a_rating_that_comes_in_during_the_count_is_not_lost(riverside, monkeypatch):
    from parecon_web.work import effort

    ballot = begin(great_council(riverside.community, 6))
    people = raters(ballot)
    rate(ballot, people[0], {people[1]: 9})
    seen, real = iter([effort.box_of(ballot)]), effort.box_of
    rate(ballot, people[2], {people[1]: 15})
    monkeypatch.setattr(effort, "box_of", lambda ballot: next(seen, None) or real(ballot))
    with later(ballot):
        assert count_effort(ballot, people[0].id, new_request_id()).refusals[0].reason is WorkReason.BOX_CHANGED
    assert count(ballot).rated.get(member=people[1]).raters == 2


def test_an_appeal_is_heard_by_a_jury_drawn_by_lot_that_anybody_can_draw_again(riverside):
    from parecon.work import draw_jury

    ballot = begin(great_council(riverside.community, 6))
    people = raters(ballot)
    rate_all(ballot, lambda i, j: 6 if j == 0 else 11)
    early = perform(riverside.community, "effort.appeal", {"rating": ballot.number, "text": "Unfair"}, by=people[0].id, request_id=new_request_id())
    assert early.refusals[0].reason is WorkReason.NOT_RATED
    ballot = count(ballot)
    answer = signed_in(people[0]).post(riverside.url(f"ratings/{ballot.number}/appeal"), {"text": "", "request_id": new_request_id()})
    assert answer.status_code == 422 and str(WorkReason.NO_WORDS.value) in answer.content.decode()
    assert signed_in(people[0]).post(riverside.url(f"ratings/{ballot.number}/appeal"), {"text": "SECRET I was ill", "request_id": new_request_id()}).status_code == 302
    appeal = Appeal.objects.get()
    event = Event.objects.get(kind="effort.appeal")
    everybody = [str(number) for number in Member.objects.filter(community=riverside.community).values_list("number", flat=True)]
    assert tuple(appeal.jury) == draw_jury(everybody, int(event.previous[:15], 16), excluded=ballot.roll, charter=charter_of_community(riverside.community))
    assert not set(appeal.jury) & set(ballot.roll) and len(appeal.jury) == 5 and "SECRET" not in event.body
    again = perform(riverside.community, "effort.appeal", {"rating": ballot.number, "text": "More"}, by=people[0].id, request_id=new_request_id())
    assert again.refusals[0].reason is WorkReason.NOT_RATED
    jurors = [Member.objects.get(community=riverside.community, number=int(number)) for number in appeal.jury]
    stranger = Member.objects.filter(community=riverside.community).exclude(number__in=[int(n) for n in appeal.jury + ballot.roll]).first()
    assert "SECRET" in signed_in(jurors[0]).get(riverside.url(f"appeals/{appeal.number}")).content.decode()
    assert "SECRET" not in signed_in(stranger).get(riverside.url(f"appeals/{appeal.number}")).content.decode()
    assert signed_in(stranger).post(riverside.url(f"appeals/{appeal.number}"), {"points": "20", "request_id": new_request_id()}).status_code == 422
    for juror, points in zip(jurors, (9, 12, 10, 14, 10)):
        assert signed_in(juror).post(riverside.url(f"appeals/{appeal.number}"), {"points": str(points), "request_id": new_request_id()}).status_code == 302
    rated = RatedMember.objects.get(ballot=ballot, member=people[0])
    assert rated.rating == 10 and rated.by_jury and Appeal.objects.get().decided_at is not None
    before = table_text(riverside.community)
    rebuild(riverside.community)
    assert table_text(riverside.community) == before


def test_a_jury_lowers_nothing_and_late_appeals_are_refused_with_both_numbers(riverside):
    ballot = begin(great_council(riverside.community, 6))
    people = raters(ballot)
    rate_all(ballot, lambda i, j: 9)
    ballot = count(ballot)
    with patch.object(timezone, "now", return_value=ballot.closed_at + timedelta(days=15)):
        late = perform(riverside.community, "effort.appeal", {"rating": ballot.number, "text": "Late"}, by=people[1].id, request_id=new_request_id())
    assert late.refusals[0].reason is WorkReason.TOO_LATE and (late.refusals[0].given, late.refusals[0].limit) == ("15", "14")
    with patch.object(timezone, "now", return_value=ballot.closed_at + timedelta(days=2)):
        assert isinstance(perform(riverside.community, "effort.appeal", {"rating": ballot.number, "text": "Now"}, by=people[1].id, request_id=new_request_id()), Answered)
    for number in Appeal.objects.get().jury:
        juror = Member.objects.get(community=riverside.community, number=int(number))
        perform(riverside.community, "effort.judge", {"appeal": 1, "points": 2}, by=juror.id, request_id=new_request_id())
    assert RatedMember.objects.get(ballot=ballot, member=people[1]).rating == 9


def test_ratings_set_how_the_next_years_budgets_are_shared_and_no_workplace_gains_by_praising_itself(riverside):
    council = great_council(riverside.community, 6)
    ballot = begin(council)
    people = raters(ballot)
    rate_all(ballot, lambda i, j: 18 if j == 0 else 9 if j == 1 else 15)
    count(ballot)
    charter = charter_of_community(riverside.community)
    parts = earned_parts(riverside.community, charter)
    assert sum(parts.values()) == pytest.approx(600, abs=3) and parts[people[0].id] == 2 * parts[people[1].id]
    economy = economy_of(current_year(riverside.community))
    changed = with_effort(economy, riverside.community, parts, charter)
    home = next(one for one in Council.objects.filter(kind=Council.Kind.CONSUMER, seats__member=people[0]))
    before, after = float(economy.effort[home.position]), float(changed.effort[home.position])
    rated = [parts[member] / 100 for member in home.seats.values_list("member_id", flat=True) if member in parts]
    persons = max(int(economy.councils.members[home.position]), home.seats.count())
    assert after == pytest.approx(before + sum(one - before for one in rated) / persons)


def test_in_a_year_with_ratings_shares_follow_effort_and_still_sum_to_the_budget(riverside):
    year = current_year(riverside.community)
    home = Council.objects.filter(community=riverside.community, kind=Council.Kind.CONSUMER, seats__isnull=False).first()
    economy, said = economy_of(year), unpack(current_round(year).announcement)
    alike = shares_of(home, economy, said)
    first, second = list(alike)[:2]
    for at, (member, parts) in enumerate(((first, 150), (second, 50))):
        Earned.objects.create(id=900 + at, community=riverside.community, year=year, member_id=member, parts=parts, of=100)
    shares, rest = shares_of(home, economy, said), shares_not_joined(home, economy, said)
    assert sum(share.allowance for share in [*shares.values(), *rest]) == int(said.budgets[home.position])
    assert shares[first].allowance == pytest.approx(1.5 * alike[first].allowance, rel=1e-6) and shares[second].allowance == pytest.approx(0.5 * alike[second].allowance, rel=1e-6)


def test_a_year_later_incomes_follow_the_ratings_and_the_log_gives_the_same_tables(riverside):
    """Ratings counted in year 1 are in force in year 2: in the economy, in shares, and each is used once."""
    ballot = begin(great_council(riverside.community, 6))
    people = raters(ballot)
    rate_all(ballot, lambda i, j: 14 if j == 0 else 10)
    count(ballot)
    opened = end_year(riverside.community)
    assert isinstance(opened, Year) and EffortBallot.objects.get(pk=ballot.pk).counts_in == opened.number
    earned = Earned.objects.get(year=opened, member=people[0])
    assert earned.parts > earned.of and earned_parts(riverside.community, charter_of_community(riverside.community)) == {}
    page = signed_in(people[0]).get(riverside.url(f"councils/{ballot.council.slug}/effort")).content.decode()
    assert f"In year {opened.number} your share" in page
    before = table_text(riverside.community)
    rebuild(riverside.community)
    assert table_text(riverside.community) == before


def test_simulated_members_rate_and_judge(riverside):
    ballot = begin(great_council(riverside.community, 6))
    simulated = [member for member in raters(ballot) if member.simulated]
    assert work_together(riverside.community) == len(simulated) > 0 == work_together(riverside.community)
    ballot = count(ballot)
    perform(riverside.community, "effort.appeal", {"rating": ballot.number, "text": "Why?"}, by=raters(ballot)[0].id, request_id=new_request_id())
    jurors = Member.objects.filter(community=riverside.community, number__in=map(int, Appeal.objects.get().jury))
    assert work_together(riverside.community) == sum(juror.simulated for juror in jurors) > 0


@pytest.mark.parametrize("width", [320, 1280])
def test_from_the_opening_to_an_appeal_on_screen(chromium, server, width):
    community = Community.objects.get(slug="riverside")
    council = great_council(community, 7)
    one = council.seats.order_by("member__number").first().member
    context, found = chromium.new_context(viewport={"width": width, "height": 4000}), []
    page = context.new_page()

    def look() -> None:
        found.extend(f"{page.url}: {one['id']} {one['nodes'][0]['html'][:120]}" for one in Axe().run(page, options=RULES).response["violations"])
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url

    page.goto(f"{server.address}/riverside/enter/{make_link(one)}")
    page.goto(f"{server.address}/riverside/councils/{council.slug}/effort")
    look()
    page.click("main form button")
    look()
    field = page.locator("main input[id^='points:']").first
    field.fill("99")
    page.click("main .questions button")
    look()
    page.locator("main input[id^='points:']").first.fill("12")
    page.locator("main textarea").first.fill("You kept us going.")
    page.click("main .questions button")
    look()
    ballot = EffortBallot.objects.get()
    people = raters(ballot)
    for member in people[1:]:
        rate(ballot, member, {other: 9 + other.number % 4 for other in people if other != member})
    page.reload()
    page.click("form[action$='/close'] button")
    look()
    page.click("summary")
    page.fill("#text", "I was ill in spring.")
    page.click("form[action$='/appeal'] button")
    look()
    juror = Member.objects.get(community=community, number=int(Appeal.objects.get().jury[0]))
    page.goto(f"{server.address}/riverside/enter/{make_link(juror)}")
    look()
    page.goto(f"{server.address}/riverside/appeals/1")
    page.fill("#points", "11")
    page.click("main .questions button")
    look()
    assert found == []
