"""The engine's candidate plans and adopted plan of a year, derived from what stands in the tables."""

from __future__ import annotations

from functools import lru_cache

from parecon.ballots import Result, tally_approval
from parecon.feasibility import Closing, Infeasible, close_plan
from parecon.plans import AdoptedPlan, PlanOption, adopt, plan_options, tie_break
from parecon_web.members.models import Member
from parecon_web.rounds.keeping import charter_in_force, economy_of, load_year
from parecon_web.rounds.models import Round, Year

__all__ = ["adopted_plan", "closing_of", "count", "options_of", "plan_of"]


@lru_cache(maxsize=8)
def _close(year: int, rounds: int, given: tuple[str, ...]) -> Closing | Infeasible:
    kept = Year.objects.get(pk=year)
    value = load_year(kept)
    assert len(value.records) == rounds and all(given), "the rounds are over"
    return close_plan(economy_of(kept), value.records[-1], value.standing, charter_in_force(kept))


def _given(year: Year, last: Round) -> tuple[str, ...]:
    """Return what the candidate plans follow from: what stands after the last round, the economy and the rules."""
    return last.standing, year.economy, year.charter


def closing_of(year: Year) -> Closing | Infeasible:
    """Return the candidate plans of a year whose rounds are over, or the goods that stand in the way."""
    last = year.rounds.order_by("-number").first()
    assert last.state == Round.State.CLOSED, "the rounds are over"
    return _close(year.pk, last.number, _given(year, last))


@lru_cache(maxsize=8)
def _options(year: int, rounds: int, given: tuple[str, ...]) -> tuple[PlanOption, ...]:
    kept = Year.objects.get(pk=year)
    return plan_options(economy_of(kept), _close(year, rounds, given), charter_in_force(kept))


def options_of(year: Year) -> tuple[PlanOption, ...]:
    """Return the options of the plan ballot, with who gains and who bears."""
    last = year.rounds.order_by("-number").first()
    return _options(year.pk, last.number, _given(year, last))


def count(year: Year, votes: dict[str, list[str]], members: int) -> Result:
    """Count the approvals of members exactly; a tie goes to the plan with least change (institutions.md 2.9)."""
    options = options_of(year)
    return tally_approval(votes, [option.name for option in options], tie_break(options), electorate=members)


def plan_of(year: Year, result: Result) -> AdoptedPlan:
    """Return the plan that ``result`` adopts."""
    return adopt(economy_of(year), closing_of(year), result, charter_in_force(year))


@lru_cache(maxsize=8)
def _adopted(year: int, digest: str) -> AdoptedPlan:
    kept = Year.objects.get(pk=year)
    votes = {str(vote.member_id): vote.approves for vote in kept.ballot.votes.order_by("member_id")}
    members = Member.objects.filter(community_id=kept.community_id, joined_at__lte=kept.ballot.closed_at).count()
    plan = plan_of(kept, count(kept, votes, members))
    assert plan.hash == digest, f"the plan derived again has hash {plan.hash}, adopted was {digest}"
    return plan


def adopted_plan(year: Year) -> AdoptedPlan:
    """Return the plan that a year's ballot adopted, derived again from the roll; it has the hash that was adopted."""
    return _adopted(year.pk, year.adopted.hash)
