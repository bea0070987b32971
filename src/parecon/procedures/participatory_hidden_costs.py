"""Hidden social costs in a year of simulated councils: claims are voted on between two rounds."""

from __future__ import annotations

from dataclasses import replace

from parecon.economy import CouncilKind
from parecon.facilitation import PlanningYear
from parecon.facilitation.hidden_costs import HiddenCost, charge_hidden_cost, decide_hidden_cost, file_hidden_cost
from parecon.procedures.events import HiddenCostVoted, OnEvent
from parecon.responses.hidden_costs import approve_hidden_cost

__all__ = ["vote_hidden_costs"]


def vote_hidden_costs(year: PlanningYear, claims: tuple[HiddenCost, ...], on_event: OnEvent) -> PlanningYear:
    """Return the closed round's year with the claims voted on that name this round; a claim that is not heard is a mistake of the caller."""
    for claim in (c for c in claims if c.round == year.round):
        heard = file_hidden_cost(year.economy, claim)
        if not isinstance(heard, HiddenCost):
            raise ValueError(f"{claim.good}: {heard.reason.value} (given {heard.given}); {heard.way_out}")
        everyone = int(year.economy.councils.members[year.economy.councils.kind == CouncilKind.CONSUMER].sum())
        decision = decide_hidden_cost(heard, approve_hidden_cost(year.economy, heard, year.charter), everyone, year.charter)
        on_event(HiddenCostVoted(decision))
        year = replace(year, economy=charge_hidden_cost(year.economy, decision), decisions=(*year.decisions, decision))
    return year
