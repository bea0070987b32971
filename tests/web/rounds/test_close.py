"""A round in the tables is the engine's round, to the last bit."""

from __future__ import annotations

import pytest
from parecon.facilitation import close_round, follow, submit
from parecon.proposals import batch_hash
from parecon_web.councils.models import Council
from parecon_web.members.models import Member
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.models import Community
from parecon_web.record.rebuild import rebuild, table_text
from parecon_web.record.refusals import Answered, Refused
from parecon_web.rounds.bots import answer_round
from parecon_web.rounds.closing import heard_batches
from parecon_web.rounds.keeping import current_round, current_year, load_year
from parecon_web.rounds.models import Request, Round, Year
from parecon_web.rounds.packing import pack
from parecon_web.rounds.bots import demonstration_economy


def facilitators(community: Community) -> list[Member]:
    return list(Member.objects.filter(community=community, roles__task="facilitator"))


def close(community: Community) -> list:
    place = {"year": current_year(community).number, "round": current_round(current_year(community)).number}
    return [perform(community, "round.close", place, by=member.id, request_id=new_request_id()) for member in facilitators(community)]


def answer(community: Community) -> Round:
    round = current_round(current_year(community))
    assert answer_round(round, demonstration_economy("toy")[1], Member.objects.filter(community=community)) > 0
    return round


def test_one_facilitator_alone_closes_nothing_and_the_second_closes(both):
    community = Community.objects.get(slug="riverside")
    first, second = close(community)
    assert first.answer == {"given": 1, "needed": 2, "closed": False}
    assert second.answer["closed"] and second.answer["next"] == 2


def test_a_closed_round_gives_what_the_engine_gives_from_the_same_proposals(both):
    community = Community.objects.get(slug="riverside")
    for _ in range(2):
        round = answer(community)
        by_hand, refusals = submit(load_year(round.year), heard_batches(round, load_year(round.year)))
        assert not refusals
        by_hand = follow(close_round(by_hand))
        close(community)
        kept = load_year(current_year(community))
        assert pack(kept.announcement) == pack(by_hand.announcement)
        assert [pack(record) for record in kept.records] == [pack(record) for record in by_hand.records]
        assert (pack(kept.standing), pack(kept.assessment), pack(kept.step)) == (pack(by_hand.standing), pack(by_hand.assessment), pack(by_hand.step))


def test_the_order_in_which_people_send_leaves_no_trace(both):
    hashes = []
    for slug, order in (("riverside", "number"), ("hilltop", "-number")):
        community = Community.objects.get(slug=slug)
        round, society = current_round(current_year(community)), demonstration_economy("toy")[1]
        for member in Member.objects.filter(community=community).order_by(order):
            answer_round(round, society, [member])
        hashes.append(batch_hash(heard_batches(round, load_year(round.year))))
    assert Request.objects.count() > 20 and hashes[0] == hashes[1]


def test_a_whole_year_of_rounds_is_rebuilt_from_the_log_to_the_byte(both):
    community = Community.objects.get(slug="riverside")
    while current_year(community).phase == Year.Phase.ROUNDS:
        answer(community)
        close(community)
    assert current_round(current_year(community)).number > 1
    before = table_text(community)
    rebuild(community)
    assert table_text(community) == before


def test_nobody_but_facilitators_closes(both):
    community = Community.objects.get(slug="riverside")
    member = Member.objects.filter(community=community, roles=None).first()
    outcome = perform(community, "round.close", {"year": 1, "round": 1}, by=member.id, request_id="x")
    assert isinstance(outcome, Refused)


def test_after_the_close_a_request_for_that_round_is_refused(both):
    community = Community.objects.get(slug="riverside")
    close(community)
    member = Member.objects.filter(community=community).first()
    body = {"year": 1, "round": 1, "council": "the-neighbourhood", "lines": {}, "based_on": 0, "made_by": "person"}
    outcome = perform(community, "request.send", body, by=member.id, request_id="late")
    assert isinstance(outcome, Refused) and "closed" in outcome.refusals[0].text


@pytest.mark.parametrize("number", [1, 2])
def test_silent_councils_stand_in_with_last_years_actuals(sqlite_database, number):
    community = Community.objects.get(slug="riverside")
    for _ in range(number):
        outcomes = close(community)
    assert all(isinstance(outcome, Answered) for outcome in outcomes)
    record = load_year(current_year(community)).records[-1]
    assert record.heard == 0 and record.silent == 5


def test_a_round_closes_even_when_more_people_joined_than_the_neighbourhood_counted(sqlite_database):
    community = Community.objects.get(slug="riverside")
    asked = answer(community)
    council, many = Council.objects.get(community=community, kind=Council.Kind.CONSUMER), 120
    joined = perform(community, "members.join", {"simulated": [False] * many}, by=None, request_id="join").answer["members"]
    seats = [{"council": council.slug, "member": member, "delegate": False} for member in joined]
    assert isinstance(perform(community, "councils.seat", {"seats": seats}, by=None, request_id="seat"), Answered)
    assert close(community)[1].answer["closed"]
    asked.refresh_from_db()
    assert asked.state == Round.State.CLOSED
