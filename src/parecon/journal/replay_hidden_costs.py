"""Replay of votes on hidden social costs: the decision follows again from the claim and the recorded counts."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from parecon.ballots import ApprovalCounts
from parecon.economy import CouncilKind
from parecon.facilitation import PlanningYear
from parecon.facilitation.hidden_costs import HiddenCost, amounts_offered, charge_hidden_cost, decide_hidden_cost
from parecon.journal.plain import as_plain
from parecon.journal.recorder import first_difference

__all__ = ["replay_hidden_cost"]


def replay_hidden_cost(body: dict, year: PlanningYear) -> tuple[PlanningYear, tuple[str, object, object] | None]:
    """Return the year with the vote counted again, and the first difference from what is recorded."""
    claim = HiddenCost(**body["claim"])
    offered, result = amounts_offered(claim, year.charter), body["result"]
    counts = ApprovalCounts(tuple(Fraction(result["scores"][name]) for name in offered), result["voters"], Fraction(result["cast"]))
    everyone = int(year.economy.councils.members[year.economy.councils.kind == CouncilKind.CONSUMER].sum())
    decision = decide_hidden_cost(claim, counts, everyone, year.charter)
    found = first_difference(body, as_plain(decision))
    difference = (f"hidden cost of {claim.good}: {found[0]}", found[1], found[2]) if found else None
    return replace(year, economy=charge_hidden_cost(year.economy, decision)), difference
