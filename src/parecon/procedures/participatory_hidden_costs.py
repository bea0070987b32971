"""Hidden social costs in a year of simulated councils: claims are voted on between two rounds."""

from __future__ import annotations

from dataclasses import replace

from parecon.economy import CouncilKind, Economy
from parecon.facilitation import PlanningYear
from parecon.facilitation.hidden_costs import HiddenCost, charge_hidden_cost, decide_hidden_cost, file_hidden_cost
from parecon.procedures.events import HiddenCostVoted, OnEvent
from parecon.responses.hidden_costs import approve_hidden_cost

__all__ = ["refuse_unheard", "vote_hidden_costs"]


def refuse_unheard(claims: tuple[HiddenCost, ...], economy: Economy, charter) -> None:
    """Raise ValueError for a claim that would never be voted: one that names no good made here, or no round that another may follow."""
    last = charter["rounds.count_max"] - 1
    for claim in claims:
        heard = file_hidden_cost(economy, claim)
        if not isinstance(heard, HiddenCost):
            raise ValueError(f"{claim.good}: {heard.reason.value} (given {heard.given}); {heard.way_out}")
        if not 1 <= claim.round <= last:
            allowed = f"allowed 1 to {last}; name one of these" if last else "the charter holds one round only; raise rounds.count_max"
            raise ValueError(f"{claim.good}: a claim is voted after the round it names, before another one (given {claim.round}); {allowed}")


def vote_hidden_costs(year: PlanningYear, claims: tuple[HiddenCost, ...], on_event: OnEvent) -> PlanningYear:
    """Return the closed round's year with the claims voted on that name this round; whether they can be heard was seen when the year opened."""
    for claim in (c for c in claims if c.round == year.round):
        everyone = int(year.economy.councils.members[year.economy.councils.kind == CouncilKind.CONSUMER].sum())
        decision = decide_hidden_cost(claim, approve_hidden_cost(year.economy, claim, year.charter), everyone, year.charter)
        on_event(HiddenCostVoted(decision))
        year = replace(year, economy=charge_hidden_cost(year.economy, decision), decisions=(*year.decisions, decision))
    return year
