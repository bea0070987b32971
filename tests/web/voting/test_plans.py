"""From the last round to the adopted plan: drawn up together, voted by all, counted by anybody."""

from __future__ import annotations

import threading

import pytest
from parecon.plans import check_plan
from parecon_web.members.models import Member
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.models import Community, Event
from parecon_web.record.rebuild import rebuild, table_text
from parecon_web.record.refusals import Answered, Refused
from parecon_web.rounds.bots import answer_round, demonstration_economy
from parecon_web.rounds.keeping import current_round, current_year, economy_of
from parecon_web.rounds.models import Year
from parecon_web.voting.acts import VotingReason
from parecon_web.voting.bots import vote_for_members
from parecon_web.voting.models import AdoptedYear, PlanBallot, PlanVote
from parecon_web.voting.pages import _adopted
from parecon_web.rounds.situation import Situation


def facilitators(community):
    return list(Member.objects.filter(community=community, roles__task="facilitator").order_by("number"))


def together(community, kind):
    """Let all facilitators consent to an act; return the outcomes."""
    year = current_year(community)
    body = {"year": year.number, **({"round": current_round(year).number} if kind.startswith("round.") else {})}
    return [perform(community, kind, body, by=member.id, request_id=new_request_id()) for member in facilitators(community)]


def hold_rounds(community):
    while current_year(community).phase == Year.Phase.ROUNDS:
        answer_round(current_round(current_year(community)), demonstration_economy("toy")[1], Member.objects.filter(community=community))
        together(community, "round.close")


def approve(community, member, *names, request_id=""):
    return perform(community, "plans.vote", {"year": current_year(community).number, "approves": list(names)}, by=member.id, request_id=request_id or new_request_id())


def draw_plans():
    """Let Riverside go through the rounds and draw up its plans."""
    community = Community.objects.get(slug="riverside")
    hold_rounds(community)
    assert current_year(community).phase == Year.Phase.CLOSING
    assert [outcome.answer["drawn"] for outcome in together(community, "plans.draw")] == [False, True]


@pytest.fixture(params=["sqlite", "postgres"])
def voting(request, grown):
    """A community whose plans are drawn up and open to the vote, on SQLite and on PostgreSQL."""
    grown(request.param, draw_plans)
    return Community.objects.get(slug="riverside")


def test_nobody_draws_up_plans_before_the_rounds_are_over_nor_twice(both):
    community = Community.objects.get(slug="riverside")
    assert {outcome.refusals[0].reason for outcome in together(community, "plans.draw")} == {VotingReason.NOT_CLOSING}


def test_a_member_who_does_not_facilitate_cannot_count(voting):
    member = Member.objects.filter(community=voting).exclude(roles__task="facilitator").first()
    outcome = perform(voting, "plans.count", {"year": current_year(voting).number}, by=member.id, request_id=new_request_id())
    assert isinstance(outcome, Refused) and current_year(voting).phase == Year.Phase.BALLOT


def test_the_plan_that_most_can_live_with_is_adopted_exact_and_derived_again(voting):
    ballot, members = PlanBallot.objects.get(year=current_year(voting)), list(Member.objects.filter(community=voting).order_by("number"))
    first, last = ballot.options[0], ballot.options[-1]
    for i, member in enumerate(members):
        assert isinstance(approve(voting, member, first if i == 0 else last), Answered)
    counted = together(voting, "plans.count")[-1].answer
    assert counted["counted"] and counted["winner"] == last and len(counted["roll"]) == len(members)
    year = current_year(voting)
    assert year.phase == Year.Phase.LIVE and AdoptedYear.objects.get(year=year).hash == counted["plan"]
    adopted, plan = _adopted(Situation(year, current_round(year)))
    assert check_plan(economy_of(year), plan) == [] and plan.hash == adopted.hash


def test_a_member_votes_again_until_the_count_and_counts_once(voting):
    ballot, member = PlanBallot.objects.get(year=current_year(voting)), Member.objects.filter(community=voting).first()
    approve(voting, member, ballot.options[0])
    approve(voting, member, *ballot.options)
    assert PlanVote.objects.get(member=member).approves == sorted(ballot.options) and PlanVote.objects.get(member=member).times == 2


def test_a_strange_plan_and_an_empty_ballot_are_refused_by_name(voting):
    member = Member.objects.filter(community=voting).first()
    assert approve(voting, member, "mine").refusals[0].reason == VotingReason.UNKNOWN_PLAN
    assert approve(voting, member).refusals[0].reason == VotingReason.NOTHING_MARKED
    assert {outcome.refusals[0].reason for outcome in together(voting, "plans.count")[1:]} == {VotingReason.NOBODY_VOTED}


def test_forty_ballots_of_one_member_at_once_count_once(voting):
    ballot, member = PlanBallot.objects.get(year=current_year(voting)), Member.objects.filter(community=voting).first()
    outcomes, ready = [], threading.Barrier(8)

    def vote():
        from django.db import connection

        ready.wait()
        for _ in range(5):
            outcomes.append(approve(voting, member, ballot.options[0]))
        connection.close()

    threads = [threading.Thread(target=vote) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(outcomes) == 40 and all(isinstance(outcome, Answered) for outcome in outcomes)
    assert PlanVote.objects.filter(ballot=ballot, member=member).count() == 1


def test_before_the_count_no_public_entry_and_no_answer_tells_a_choice(voting):
    ballot, member = PlanBallot.objects.get(year=current_year(voting)), Member.objects.filter(community=voting).first()
    approve(voting, member, ballot.options[0])
    event = Event.objects.filter(community=voting, kind="plans.vote").last()
    assert ballot.options[0] not in event.body + event.answer and ballot.result == {}


def test_the_year_with_its_vote_is_rebuilt_from_the_log_to_the_byte(voting):
    assert vote_for_members(voting) > 2
    together(voting, "plans.count")
    before = table_text(voting)
    rebuild(voting)
    assert table_text(voting) == before


def test_simulated_members_vote_through_the_form_of_people_and_only_once(voting):
    assert vote_for_members(voting) == PlanVote.objects.filter(ballot__year=current_year(voting)).count() > 0
    assert vote_for_members(voting) == 0


def test_the_screens_of_the_vote_and_of_the_plan_say_what_holds(riverside):
    community = Community.objects.get(slug="riverside")
    carl, fay, finn = riverside.carl.browser, riverside.fay.browser, riverside.finn.browser
    hold_rounds(community)
    assert carl.get(riverside.url("plan")).status_code == 404
    assert b"The rounds are over" in carl.get(riverside.url("plans")).content
    for browser in (fay, finn):
        browser.post(riverside.url("plans/draw"), {"request_id": new_request_id()})
    page = carl.get(riverside.url("plans")).content.decode()
    assert page.count('name="approves"') == len(PlanBallot.objects.get().options) and "Nobody sees how anyone votes" in page
    assert carl.post(riverside.url("plans/count"), {"request_id": new_request_id()}).status_code == 403
    empty = carl.post(riverside.url("plans/vote"), {"request_id": new_request_id()})
    assert empty.status_code == 422 and "Mark at least one plan" in empty.content.decode()
    sent = {"request_id": new_request_id(), "approves": PlanBallot.objects.get().options[0]}
    assert [carl.post(riverside.url("plans/vote"), sent).get("Idempotency-Hit") for _ in range(2)] == [None, "true"]
    assert "Your vote is in" in carl.get(riverside.url("plans")).content.decode()
    for browser in (fay, finn):
        browser.post(riverside.url("plans/count"), {"request_id": new_request_id()})
    told = carl.get(riverside.url("plans")).content.decode()
    assert "The roll" in told and "See the adopted plan" in told
    plan = carl.get(riverside.url("plan")).content.decode()
    assert AdoptedYear.objects.get().hash in plan
    from parecon_web.councils.models import Council

    for council in Council.objects.filter(community=community):
        assert carl.get(riverside.url(f"plan/{council.slug}")).status_code == 200
