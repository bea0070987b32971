"""Communities whose plan is adopted, for the tests of the year."""

from __future__ import annotations

from parecon_web.members.models import Member
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.refusals import Answered
from parecon_web.rounds.bots import answer_round, demonstration_economy
from parecon_web.rounds.keeping import current_round, current_year, economy_of
from parecon_web.rounds.models import Year
from parecon_web.voting.bots import vote_for_members


def together(community, kind, **body):
    """Let both facilitators consent to an act; return the outcomes."""
    year = current_year(community)
    place = {"round": current_round(year).number} if kind.startswith("round.") else {}
    return [perform(community, kind, {"year": year.number, **place, **body}, by=member.id, request_id=new_request_id())
            for member in Member.objects.filter(community=community, roles__task="facilitator").order_by("number")]


def adopt(community):
    """Let everybody go through rounds and vote; return the year under its plan."""
    members = list(Member.objects.filter(community=community))
    while current_year(community).phase == Year.Phase.ROUNDS:
        round = current_round(current_year(community))
        answer_round(round, demonstration_economy(economy_of(round.year).name)[1], members)
        together(community, "round.close")
    together(community, "plans.draw")
    assert vote_for_members(community)
    together(community, "plans.count")
    year = current_year(community)
    assert year.phase == Year.Phase.LIVE
    return year.live


def do(community, kind, body, by):
    """Do an act of the year."""
    return perform(community, kind, {"year": current_year(community).number, **body}, by=by, request_id=new_request_id())


def end_year(community):
    """Let a community go through its rounds, live its year, close it and open the next; return that."""
    adopt(community)
    for kind in ("year.close", "year.next"):
        outcomes = together(community, kind)
        assert all(isinstance(one, Answered) for one in outcomes), outcomes
    return current_year(community)
