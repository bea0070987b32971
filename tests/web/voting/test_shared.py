"""Shared goods and pollution: members wish, propose and vote part by part, those harmed permit, and the year's file replays it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.db import IntegrityError, connections, transaction
from django.http import QueryDict
from django.test import Client
from parecon_web.councils.models import Council
from parecon_web.members.links import make_link
from parecon_web.members.models import Member, Role
from parecon_web.publish.year_file import write_year
from parecon_web.record.acts import chained_line, new_request_id, perform
from parecon_web.record.models import Event
from parecon_web.record.rebuild import rebuild, table_text
from parecon_web.record.refusals import Answered, Refused
from parecon_web.rounds.board import turnout_of
from parecon_web.rounds.bots import answer_round, demonstration_economy
from parecon_web.rounds.forms import say_permit_form
from parecon_web.rounds.keeping import current_round, current_year, economy_of, load_year
from parecon_web.rounds.models import PermitCount, Round, Settled, Year
from parecon_web.rounds.packing import unpack
from parecon_web.rounds.permits import permit_vote, standing_permit
from parecon_web.rounds.reasons import RoundReason
from parecon_web.rounds.situation import Situation
from parecon_web.settings import sqlite
from parecon_web.town import decide_before, decide_part, seed_town
from parecon_web.voting.bots import vote_for_members
from parecon_web.voting.models import SharedCount, SharedVote, SharedWish
from parecon_web.voting.shared import SharedReason, council_wishes, settlement_of, stage_of
from parecon_web.voting.shared_page import propose_form, vote_form, wish_form

from parecon import default_charter
from parecon.cli import main as run_command
from web.databases import use_database
from web.serving import Server
from web.voting.towns import decided, town  # noqa: F401 – fixtures

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
TOWN, LIBRARY, OUTDOORS = 0, 2, 4
"""Positions in the demonstration town: the place of all, and two shared goods."""


def form(**fields) -> QueryDict:
    """Return what a browser would post, each request with an id of its own; lists are fields with several values."""
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data.setlist(name, value) if isinstance(value, list) else data.update({name: value})
    data["request_id"] = new_request_id()
    return data


def open_round(town) -> Round:
    """Return the town's last round."""
    return current_round(current_year(town.community))


def say(act, town, member, **fields):
    """Let a member send one of the forms of shared goods."""
    return act(current_year(town.community), open_round(town), member, form(**fields))


def together(town, kind: str, **body) -> list:
    """Let all facilitators do an act."""
    roles = Role.objects.filter(community=town.community, task=Role.Task.FACILITATOR)
    return [perform(town.community, kind, {"year": current_year(town.community).number, **body}, by=role.member_id, request_id=new_request_id()) for role in roles]


def count(town) -> list:
    """Let facilitators count what is being decided."""
    round = open_round(town)
    return together(town, "shared.close", round=round.number, stage=stage_of(round).number)


def test_nobody_asks_for_goods_before_shared_goods_are_decided(town):
    assert current_year(town.community).phase == Year.Phase.SHARED and open_round(town).state == Round.State.WAITING
    browser = Client()
    browser.get(f"/commons/enter/{make_link(town.members[0])}")
    page = browser.get("/commons/request")
    assert page.status_code == 200 and browser.post("/commons/request", {"act": "send", "request_id": new_request_id(), "based_on": "0"}).status_code == 422
    year = load_year(current_year(town.community))
    assert standing_permit(year, year.economy.communities[0]) > 0 and browser.get("/commons/permits").status_code == 200
    assert "Shared goods, before round 1" in browser.get("/commons/").content.decode()


def test_a_wish_counts_as_one_persons_part_and_stays_private(town):
    first, second = town.members[:2]
    home = Council.objects.get(seats__member=first, kind=Council.Kind.CONSUMER)
    assert isinstance(say(wish_form, town, first, **{f"wish:{TOWN}/{LIBRARY}": "123.456"}), Answered)
    s = settlement_of(open_round(town))
    persons, standing = int(s.economy.councils.members[home.position]), 1_000_000_000
    wished = council_wishes(open_round(town), s)[str(home.position)]
    assert standing == int(s.standing[LIBRARY]) // 60 and wished[LIBRARY] == (123_456_000_000 // 60 + (persons - 1) * standing) // persons
    assert isinstance(say(wish_form, town, first, **{f"wish:{TOWN}/{LIBRARY}": "60"}), Answered) and SharedWish.objects.count() == 1
    public = "".join(chained_line(event)[0] for event in Event.objects.filter(community=town.community))
    assert "123456" not in public
    with pytest.raises(IntegrityError), transaction.atomic():
        SharedWish.objects.create(id=1, community=town.community, round=open_round(town), member=first, wishes={}, at=open_round(town).opened_at)
    assert second.id not in SharedWish.objects.values_list("member_id", flat=True)


def test_refusals_name_the_rule_and_the_field(town):
    member, other = town.members[0], Member.objects.filter(seats__council__slug="meadow").first()
    mine, theirs = TOWN, 8
    asked = [
        (wish_form, {f"wish:{TOWN}/{LIBRARY}": "-1"}, RoundReason.NEGATIVE), (wish_form, {f"wish:{TOWN}/{LIBRARY}": "much"}, RoundReason.UNREADABLE),
        (wish_form, {f"wish:{theirs}/{OUTDOORS}": "5"}, SharedReason.UNKNOWN_GOOD), (wish_form, {}, SharedReason.NOTHING_SAID),
        (vote_form, {"stage": "0", "approves": ["as wished"]}, SharedReason.NOT_OPEN),
        (propose_form, {"place": str(theirs), f"option:{theirs}/{OUTDOORS}": "5", "reason": "more"}, SharedReason.OTHER_PLACE),
        (propose_form, {"place": str(mine), f"option:{mine}/{LIBRARY}": "80", "reason": " "}, SharedReason.WORDS),
        (propose_form, {"place": "x", "reason": "more"}, SharedReason.OTHER_PLACE),
    ]
    for act, fields, reason in asked:
        outcome = say(act, town, member, **fields)
        assert isinstance(outcome, Refused) and outcome.refusals[0].reason == reason, (fields, outcome)
    assert isinstance(say(wish_form, town, other, **{f"wish:{theirs}/{OUTDOORS}": "5"}), Answered)
    no_facilitator = perform(town.community, "shared.close", {"year": current_year(town.community).number, "round": 1, "stage": 0}, by=member.id, request_id=new_request_id())
    assert isinstance(no_facilitator, Refused) and not SharedCount.objects.exists()
    count(town)
    for fields, reason in (({"stage": "1", "approves": ["my own"]}, SharedReason.UNKNOWN_OPTION), ({"stage": "1"}, SharedReason.NOTHING_MARKED), ({"stage": "2", "approves": ["as wished"]}, SharedReason.NOT_OPEN)):
        assert say(vote_form, town, member, **fields).refusals[0].reason == reason
    assert say(wish_form, town, member, **{f"wish:{TOWN}/{LIBRARY}": "5"}).refusals[0].reason == SharedReason.NOT_OPEN


def test_the_option_that_most_can_live_with_is_made_and_everybody_pays_for_it(town):
    member, before = town.members[0], open_round(town)
    charged = unpack(before.announcement).collective_charge
    assert isinstance(say(propose_form, town, member, place=str(TOWN), reason="open in the evening", **{f"option:{TOWN}/{LIBRARY}": "180"}), Answered)
    count(town)
    for one in town.members:
        assert isinstance(say(vote_form, town, one, stage="1", approves=["alternative 1"]), Answered)
    say(vote_form, town, member, stage="1", approves=["as it stands"])
    assert SharedVote.objects.count() == len(town.members)
    first, second = count(town)
    assert first.answer["counted"] is False and second.answer["counted"] is True
    assert second.answer["result"]["counts"] == [[0, 1, len(town.members) - 1]] and second.answer["result"]["cast"] == [len(town.members)]
    count(town)  # nobody votes on the neighbourhoods' own goods: what is there goes on
    for one in town.members:
        say(vote_form, town, one, stage="3", approves=["the package"])
    count(town)
    year, held = current_year(town.community), economy_of(current_year(town.community)).collective
    assert year.phase == Year.Phase.ROUNDS and open_round(town).state == Round.State.OPEN
    assert int(held.amount[LIBRARY]) == 180 * 10**9 and (held.amount[OUTDOORS:] == held.last_amount[OUTDOORS:]).all()
    assert unpack(open_round(town).announcement).collective_charge > charged
    kept = table_text(town.community)
    rebuild(town.community)
    assert table_text(town.community) == kept


def test_without_a_majority_for_the_whole_last_years_amounts_go_on(town):
    while stage_of(open_round(town)).what != "package":
        decide_part(town)
    moved = settlement_of(open_round(town))
    assert (moved.amount != moved.standing).any()
    for one in town.members:
        say(vote_form, town, one, stage="3", approves=["last year's amounts"])
    count(town)
    held = economy_of(current_year(town.community)).collective
    assert (held.amount == held.last_amount).all() and Settled.objects.count() == 1


def test_places_ask_for_what_was_decided_without_anybody_drafting(decided):
    town = decided
    round = open_round(town)
    missing = {one["council"].kind for one in turnout_of(Situation(current_year(town.community), round), round).missing}
    assert Council.Kind.COLLECTIVE not in missing and {Council.Kind.WORKER, Council.Kind.COMMUNITY} <= missing
    answer_round(round, demonstration_economy("town")[1], town.members)
    assert turnout_of(Situation(current_year(town.community), round), round).heard > len(economy_of(current_year(town.community)).collective.council)
    assert Council.Kind.COMMUNITY not in {one["council"].kind for one in turnout_of(Situation(current_year(town.community), round), round).missing}
    together(town, "round.close", round=1)
    record = unpack(Round.objects.get(pk=round.pk).record)
    economy = economy_of(current_year(town.community))
    assert record.heard + record.silent == len(economy.councils)
    standing = load_year(current_year(town.community)).standing
    assert set(economy.collective.council.tolist()) <= set(standing.council.tolist())
    assert (load_year(current_year(town.community)).economy.collective.filed == economy.collective.amount).all()


def test_those_harmed_permit_what_more_than_half_of_their_people_permit(decided):
    town = decided
    round, year = open_round(town), load_year(current_year(town.community))
    community = year.economy.communities[0]
    standing = standing_permit(year, community)
    assert standing > 0 and permit_vote(round, year, community) is None
    home = Council.objects.get(seats__member=town.members[0], kind=Council.Kind.CONSUMER)
    seated = list(Member.objects.filter(seats__council=home))
    for member in seated[: len(seated) // 2 + 1]:
        assert isinstance(say_permit_form(round, member, form(**{"permit:co2": "1000"})), Answered)
    vote = permit_vote(round, year, community)
    amounts = dict(zip(vote.council.tolist(), vote.amount.tolist()))
    assert amounts.pop(home.position) == 1000 * 10**9 and set(amounts.values()) == {standing} and vote.permitted == standing
    for member in town.members:
        say_permit_form(round, member, form(**{"permit:co2": "40000"}))
    assert permit_vote(round, year, community).permitted == 40000 * 10**9
    assert say_permit_form(round, town.members[0], form(**{"permit:co2": ""})).refusals[0].reason == RoundReason.UNREADABLE
    assert say_permit_form(round, town.members[0], form(**{"permit:co2": "-5"})).refusals[0].reason == RoundReason.NEGATIVE
    assert say_permit_form(round, town.members[0], form(**{"permit:soot": "5"})).refusals[0].reason == RoundReason.NOT_HARMED
    together(town, "round.close", round=1)
    assert PermitCount.objects.get().permitted == 40000 * 10**9
    assert say_permit_form(round, town.members[0], form(**{"permit:co2": "5"})).refusals[0].reason == RoundReason.ROUND_CLOSED
    # In the next round everybody's voice stands.
    assert permit_vote(open_round(town), load_year(current_year(town.community)), community).permitted == 40000 * 10**9


def test_each_person_who_has_not_joined_counts_once_with_what_was_permitted_last(decided):
    town = decided
    round, year = open_round(town), load_year(current_year(town.community))
    community, home = year.economy.communities[0], Council.objects.get(seats__member=town.members[0], kind=Council.Kind.CONSUMER)
    persons = int(year.economy.councils.members[home.position])
    seated = list(Member.objects.filter(seats__council=home).order_by("number"))
    left = persons // 2 + 1
    for member in seated[left:]:
        home.seats.filter(member=member).delete()
    for member in seated[:left]:
        say_permit_form(round, member, form(**{"permit:co2": "1000"}))
    amounts = dict(zip(permit_vote(round, year, community).council.tolist(), permit_vote(round, year, community).amount.tolist()))
    assert persons - left >= 2 and amounts[home.position] == 1000 * 10**9, "more than half of all persons permit no more"
    home.seats.filter(member=seated[0]).delete()
    amounts = dict(zip(permit_vote(round, year, community).council.tolist(), permit_vote(round, year, community).amount.tolist()))
    assert amounts[home.position] == standing_permit(year, community)


def test_zero_is_permitted_where_all_say_so(decided):
    town = decided
    for member in town.members:
        assert isinstance(say_permit_form(open_round(town), member, form(**{"permit:co2": "0"})), Answered)
    answer_round(open_round(town), demonstration_economy("town")[1], town.members)
    assert isinstance(together(town, "round.close", round=1)[-1], Answered)
    assert PermitCount.objects.get().permitted == 0


def test_levels_whose_cost_moved_vote_once_more_and_the_file_replays_all_of_it(tmp_path, monkeypatch, capsys):
    use_database(sqlite(tmp_path / "parecon.sqlite3"))
    call_command("migrate", verbosity=0)
    charter = default_charter().adopt({"collective.reopen_round": 3, "collective.reopen_share": 1e-6}, "a test")
    from parecon_web import town as making

    open_year = making.open_year
    monkeypatch.setattr(making, "open_year", lambda community, economy: open_year(community, economy, charter))
    town = seed_town("again")
    decide_before(town)
    while current_year(town.community).phase in (Year.Phase.ROUNDS, Year.Phase.SHARED):
        if current_year(town.community).phase == Year.Phase.SHARED:
            assert open_round(town).number == 3
            decide_before(town)
            continue
        answer_round(open_round(town), demonstration_economy("town")[1], town.members)
        together(town, "round.close", round=open_round(town).number)
    assert list(Settled.objects.order_by("round__number").values_list("round__number", flat=True)) == [1, 3]
    together(town, "plans.draw")
    vote_for_members(town.community)
    together(town, "plans.count")
    folder = tmp_path / "year"
    folder.mkdir()
    write_year(folder, current_year(town.community))
    assert run_command(["verify", str(folder)]) == 0 and run_command(["replay", str(folder)]) == 0
    assert "identical" in capsys.readouterr().out
    connections.close_all()


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_part_reads_well_and_works_by_hand(chromium, town, tmp_path, language):
    running = Server({"PARECON_DATA": str(tmp_path)}, tmp_path).start()
    try:
        context = chromium.new_context(viewport={"width": 320, "height": 740}, locale=language, extra_http_headers={"Accept-Language": language})
        page, problems = context.new_page(), []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(f"{running.address}/commons/enter/{make_link(town.members[0])}")

        def look(path: str) -> None:
            page.goto(f"{running.address}/commons/{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= 320
            found = Axe().run(page, options={"runOnly": RULES["runOnly"]})
            assert found.violations_count == 0, found.generate_report()

        look("shared")
        page.fill(f"[name='wish:{TOWN}/{LIBRARY}']", "lots")
        page.click("#wish .acts button")
        assert page.locator("[role=alert] a").first.get_attribute("href") == f"#wish:{TOWN}/{LIBRARY}"
        page.fill(f"[name='wish:{TOWN}/{LIBRARY}']", "90")
        page.click("#wish .acts button")
        assert page.locator(f"[name='wish:{TOWN}/{LIBRARY}']").input_value() == "90"
        page.locator("details summary").first.click()
        page.locator("textarea").first.fill("open in the evening")
        page.locator("details button.second").first.click()
        assert "open in the evening" in page.inner_text("main")
        decide_part(town)
        for _part in range(2):
            look("shared")
            page.check("input[name=approves] >> nth=1")
            page.click("#vote .acts button")
            assert page.locator("input[name=approves] >> nth=1").is_checked()
            decide_part(town)
        look("shared")
        decide_part(town)
        look("shared")
        look("permits")
        page.fill("[name='permit:co2']", "50000")
        page.click("main form button")
        assert page.locator("[name='permit:co2']").input_value() == "50000"
        look("")
        assert not problems
    finally:
        running.kill()
        connections.close_all()
