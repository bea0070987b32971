"""Secret ballots: one vote each, changed until the count, found by its phrase after it, and joined with nobody by anything that stays."""

import json
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from unittest.mock import patch

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import IntegrityError, connections, transaction
from django.http import QueryDict
from django.utils import timezone
from parecon_web.councils.models import Council, FederationSeat, Seat
from parecon_web.members.links import make_link
from parecon_web.members.models import Member
from parecon_web.publish.own_data import own_data
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.models import Community, Event
from parecon_web.record.rebuild import rebuild, table_text
from parecon_web.record.refusals import Answered, Refused
from parecon_web.voting.bots import vote_in_polls
from parecon_web.voting.models import Poll, SecretVote, Term
from parecon_web.voting.poll_page import vote_in_secret
from parecon_web.voting.polls import PollReason, count_poll

from web.bars.secrecy import measure_secrecy

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def great_council(community: Community, size: int) -> Council:
    """Return a workplace with at least ``size`` members, seating more where it has fewer."""
    council = Council.objects.filter(community=community, kind=Council.Kind.WORKER).order_by("position").first()
    seated = set(council.seats.values_list("member_id", flat=True))
    more = [member for member in Member.objects.filter(community=community).order_by("number") if member.id not in seated][:max(size - len(seated), 0)]
    done = perform(community, "councils.seat", {"seats": [{"council": council.slug, "member": member.id, "delegate": False} for member in more]}, by=None,
                   request_id=new_request_id())
    assert isinstance(done, Answered)
    return council


def begin(council: Council, kind: str = "election", **body) -> Poll:
    """Open a ballot by the first member of a council."""
    outcome = perform(council.community, "poll.open", {"council": council.slug, "kind": kind, **body}, by=council.seats.order_by("member__number").first().member_id,
                      request_id=new_request_id())
    assert isinstance(outcome, Answered), outcome
    return Poll.objects.get(community=council.community, number=outcome.answer["poll"])


def cast(poll: Poll, member: Member, choice, phrase: str, request_id: str = "") -> str | Refused:
    """Vote as a browser posts it."""
    form = QueryDict(mutable=True)
    form.setlist("choice", choice if isinstance(choice, list) else [choice])
    form["phrase"], form["request_id"] = phrase, request_id or new_request_id()
    return vote_in_secret(poll, member, form)


def voters(poll: Poll) -> list[Member]:
    """Return who is on the roll."""
    return list(Member.objects.filter(community=poll.community, number__in=map(int, poll.roll)).order_by("number"))


def later(poll: Poll):
    """Let it be an hour after the ballot's time."""
    return patch.object(timezone, "now", return_value=poll.closes_at + timedelta(hours=1))


def count(poll: Poll) -> Poll:
    """Let the time be over and count."""
    with later(poll):
        outcome = count_poll(poll, poll.opened_by_id, new_request_id())
    assert isinstance(outcome, Answered), outcome
    return Poll.objects.get(pk=poll.pk)


def test_fifty_voters_all_find_their_row_and_nothing_that_stays_joins_them_with_it(both, tmp_path):
    figure = measure_secrecy(50, tmp_path)
    assert figure.reached, figure
    event = Event.objects.get(kind="poll.close")
    body = json.loads(event.body)
    assert len(body["rows"]) == 50 and all(set(row) == {"tracker", "phrase", "choice"} for row in body["rows"]) and body["voted"] == sorted(body["voted"])
    order = [int(re.match(r"marker(\d+)", row["phrase"])[1]) for row in body["rows"]]
    assert order != sorted(order) and order != sorted(order, reverse=True)
    before = table_text(event.community)
    rebuild(event.community)
    assert table_text(event.community) == before


def test_on_sqlite_the_file_itself_forgets_who_voted_how(sqlite_database):
    poll = begin(great_council(Community.objects.get(slug="riverside"), 6))
    requests = [new_request_id() for _member in voters(poll)]
    for at, (member, request) in enumerate(zip(voters(poll), requests)):
        cast(poll, member, poll.options[:1 + at % 2], f"amber brook{at}", request)
    count(poll)
    with connections["default"].cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections.close_all()
    stored = sqlite_database.read_bytes()
    assert b"amber brook1" in stored, "the published row is there"
    assert not any(request.encode() in stored for request in requests), "the row of the box is overwritten"


def test_voting_again_replaces_the_vote_with_a_new_tracker_and_the_same_request_does_nothing(both):
    poll = begin(great_council(Community.objects.get(slug="riverside"), 6))
    one, request = voters(poll)[0], new_request_id()
    first = cast(poll, one, [poll.options[0]], "green otter", request)
    assert cast(poll, one, [poll.options[0]], "green otter", request) == first
    second = cast(poll, one, [poll.options[1]], "blue otter")
    assert second != first and [(vote.choice, vote.times) for vote in SecretVote.objects.all()] == [([poll.options[1]], 2)]
    with pytest.raises(IntegrityError), transaction.atomic():
        SecretVote.objects.create(community=poll.community, poll=poll.number, member=one, choice=[], phrase="x y", tracker="z", times=1, request="r")


def test_of_many_votes_of_one_member_at_once_one_counts(both):
    poll = begin(great_council(Community.objects.get(slug="riverside"), 6))
    one = voters(poll)[0]

    def vote(at: int) -> bool:
        try:
            return isinstance(cast(poll, one, [poll.options[at % 2]], f"amber fern{at}"), str)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(vote, range(40)))
    assert SecretVote.objects.count() == 1 and SecretVote.objects.get().times == 40


def test_who_is_elected_is_seated_at_once_and_speaks_in_the_federation(riverside):
    council = great_council(riverside.community, 6)
    poll = begin(council)
    for member in voters(poll):
        cast(poll, member, [poll.options[2]], f"my phrase{member.number}")
    poll = count(poll)
    winner = Member.objects.get(community=riverside.community, number=int(poll.options[2]))
    assert poll.result["done"] == "seated" and list(council.seats.filter(delegate=True).values_list("member_id", flat=True)) == [winner.id]
    assert FederationSeat.objects.get(sent_by=council).member_id == winner.id and Term.objects.get().member_id == winner.id
    page = riverside.rosa.browser.get(riverside.url(f"polls/{poll.number}")).content.decode()
    assert "All voted alike" in page and page.count("<tr id=") == len(poll.roll)


def test_a_recall_takes_the_seat_at_once_and_a_failed_one_does_not(riverside):
    council = great_council(riverside.community, 6)
    sitting = council.seats.get(delegate=True).member
    for voices, done in ((("for", "against", "against"), "THRESHOLD"), (("for", "for", "against"), "recalled")):
        poll = begin(council, "recall", subject=sitting.id)
        for at, member in enumerate(voters(poll)):
            cast(poll, member, voices[at % 3], f"word{at} lark")
        assert count(poll).result["done"] == done
        assert Seat.objects.get(council=council, member=sitting).delegate == (done != "recalled")


def test_nobody_is_delegate_more_often_in_a_row_than_the_charter_says(riverside):
    council, seen = great_council(riverside.community, 6), []
    for _time in range(3):
        poll = begin(council)
        for member in voters(poll):
            cast(poll, member, [poll.options[0]], f"my phrase{member.number}")
        seen.append(count(poll).result["done"])
    assert seen == ["seated", "seated", "ROTATION"] and Term.objects.count() == 2


def test_under_five_votes_no_figures_and_no_rows_are_shown_anywhere(riverside):
    poll = begin(great_council(riverside.community, 6))
    for at, member in enumerate(voters(poll)[:4]):
        cast(poll, member, [poll.options[at % 2]], f"MARKER{at} lark")
    poll = count(poll)
    assert poll.result["rows"] == [] and poll.result["result"] is None
    for path in (f"polls/{poll.number}", "log.jsonl", "audit"):
        answer = riverside.ada.browser.get(riverside.url(path))
        text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode().lower()
        assert "marker" not in text and ("no figures" in text or "polls" not in path)
    counted = json.dumps(own_data(poll.opened_by)).lower()
    assert "poll.close" in counted and "marker" not in counted, "nor are they in the own data of who counted"
    before = table_text(riverside.community)
    rebuild(riverside.community)
    assert table_text(riverside.community) == before


def test_before_the_count_nobody_sees_a_tally(riverside):
    council = great_council(riverside.community, 6)
    poll = begin(council)
    for member in voters(poll):
        if member.id != riverside.rosa.id:
            cast(poll, member, [poll.options[0]], f"marker{member.number} words")
    for person in (riverside.rosa, riverside.ada, riverside.adam, riverside.cleo):
        for path in ("", f"polls/{poll.number}", f"councils/{council.slug}/delegate", "audit", "log.jsonl", "me/data.json"):
            answer = person.browser.get(riverside.url(path))
            text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
            own = SecretVote.objects.filter(member=person.id).exists()
            assert set(re.findall(r"marker\d+", text)) <= ({f"marker{person.member.number}"} if own else set()), path
            assert " checked" not in text or own, path


@pytest.mark.parametrize(("choice", "phrase", "reason"), [
    (["99999"], "two words", PollReason.UNKNOWN_OPTION), (None, "one", PollReason.PHRASE), (None, "", PollReason.PHRASE), (None, "x y" * 40, PollReason.PHRASE_TOO_LONG)])
def test_votes_that_do_not_fit_are_refused_and_what_was_typed_stays(riverside, choice, phrase, reason):
    poll = begin(great_council(riverside.community, 6))
    answer = riverside.rosa.browser.post(riverside.url(f"polls/{poll.number}"), {"request_id": new_request_id(), "choice": choice or [poll.options[0]], "phrase": phrase})
    page = answer.content.decode()
    assert answer.status_code == 422 and str(reason.value) in page and not SecretVote.objects.exists()
    assert f'name="phrase" value="{phrase}"' in page and (choice or "checked" in page)


def test_strangers_open_vote_and_count_nothing(riverside):
    council = great_council(riverside.community, 6)
    stranger = Member.objects.filter(community=riverside.community).exclude(seats__council=council).first()
    ask = {"council": council.slug, "kind": "election"}

    def refused(kind: str, body: dict, by: int) -> PollReason:
        outcome = perform(riverside.community, kind, body, by=by, request_id=new_request_id())
        assert isinstance(outcome, Refused), outcome
        return outcome.refusals[0].reason

    assert refused("poll.open", ask, stranger.id) is PollReason.NOT_SEATED
    assert refused("poll.open", ask | {"kind": "lottery"}, riverside.rosa.id) is PollReason.NO_KIND
    assert refused("poll.open", ask | {"kind": "recall", "subject": stranger.id}, riverside.rosa.id) is PollReason.NO_DELEGATE
    poll = begin(council)
    assert refused("poll.open", ask, riverside.rosa.id) is PollReason.OPEN_ALREADY
    assert cast(poll, stranger, [poll.options[0]], "two words").refusals[0].reason is PollReason.STRANGER
    assert count_poll(poll, stranger.id, new_request_id()).refusals[0].reason is PollReason.TOO_EARLY
    counted = count(poll)
    assert counted.result["done"] == "NOBODY_VOTED"
    assert cast(counted, riverside.rosa.member, [poll.options[0]], "two words").refusals[0].reason is PollReason.COUNTED
    assert count_poll(counted, riverside.rosa.id, new_request_id()).refusals[0].reason is PollReason.COUNTED


def test_a_vote_that_comes_in_during_the_count_is_not_lost(riverside, monkeypatch):
    from parecon_web.voting import polls

    poll = begin(great_council(riverside.community, 6))
    for member in voters(poll)[1:]:
        cast(poll, member, [poll.options[0]], "two words")
    box = polls.box_of(poll)
    cast(poll, voters(poll)[0], [poll.options[1]], "late words")
    monkeypatch.setattr(polls, "box_of", lambda poll: box)
    with later(poll):
        assert count_poll(poll, poll.opened_by_id, new_request_id()).refusals[0].reason is PollReason.BOX_CHANGED
    monkeypatch.undo()
    assert len(count(poll).result["rows"]) == len(poll.roll)


def test_simulated_members_vote_in_secret_too(riverside):
    poll = begin(great_council(riverside.community, 6))
    simulated = [member for member in voters(poll) if member.simulated]
    assert vote_in_polls(riverside.community) == len(simulated) > 0 and vote_in_polls(riverside.community) == 0


def test_the_promise_takes_at_most_eighty_words(riverside):
    poll = begin(great_council(riverside.community, 6))
    page = riverside.rosa.browser.get(riverside.url(f"polls/{poll.number}")).content.decode()
    promise = re.search(r"What is promised</h2><p>(.*?)</p>", page)[1]
    assert 20 < len(promise.split()) <= 80


@pytest.mark.parametrize("width", [320, 1280])
def test_from_the_opening_to_ones_own_row_on_screen(chromium, server, width):
    community = Community.objects.get(slug="riverside")
    council = great_council(community, 6)
    rosa = council.seats.order_by("member__number").first().member
    context, found = chromium.new_context(viewport={"width": width, "height": 4000}), []
    page = context.new_page()

    def look() -> None:
        found.extend(f"{page.url}: {one['id']} {one['nodes'][0]['html'][:120]}" for one in Axe().run(page, options=RULES).response["violations"])
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.goto(f"{server.address}/riverside/enter/{make_link(rosa)}")
    page.goto(f"{server.address}/riverside/councils/{council.slug}/delegate")
    look()
    page.click("main form:has(input[value=election]) button")
    look()
    page.click("main .questions button")
    look()
    page.check("fieldset label:nth-of-type(2) input")
    page.fill("#phrase", "Silent river")
    page.click("main .questions button")
    look()
    poll = Poll.objects.get()
    for member in voters(poll)[1:]:
        cast(poll, member, [poll.options[0]], f"other word{member.number}")
    page.reload()
    page.click("form[action$='/close'] button")
    look()
    taps = 0
    page.goto(f"{server.address}/riverside/councils/{council.slug}/delegate")
    page.click("main .list a")
    taps += 1
    assert page.locator("tr.own th").inner_text().lower().startswith("silent river") and taps <= 3
    assert Counter(page.locator("table.rows tbody td:nth-child(2)").all_inner_texts()).total() == len(poll.roll)
    assert found == []
