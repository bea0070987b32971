"""The closing, the ballot and the adopted plan as the journal holds them."""

from __future__ import annotations

import numpy as np

from parecon.feasibility import Candidate, Closing, Infeasible
from parecon.journal.plain import array_hash, as_plain
from parecon.plans import AdoptedPlan
from parecon.quantities import round_significant

__all__ = ["adopt_body", "candidate_body", "close_body"]

_IN_FULL = 10**6
_SCARCITY_DIGITS = 6


def candidate_body(candidate: Candidate) -> dict:
    """Return a candidate plan: the shares that every adopted line follows from, what they change, and hashes of its balances."""
    shares = {name: as_plain(getattr(candidate, name), _IN_FULL) for name in ("scale", "ration", "other")}
    balance = {name: array_hash(array) for name, array in vars(candidate.balance).items()}
    changed = {name: int(value) for name, value in candidate.changed.items()}
    return {"norm": candidate.norm, **shares, "changed": changed, "objective": float(candidate.objective), "balance": balance}


def close_body(closing: Closing | Infeasible) -> dict:
    """Return what the rounds were closed to: candidate plans, or the certificate that there is none.

    scarcity: what one more unit of each good would change, rounded; a sign beside the prices, no part of the plan.
    """
    if isinstance(closing, Infeasible):
        return {"candidates": [], "certificate": as_plain(closing)}
    scarcity = {c.norm: as_plain(round_significant(np.asarray(c.duals), _SCARCITY_DIGITS), _IN_FULL) for c in closing.candidates}
    return {"candidates": [candidate_body(c) for c in closing.candidates], "certificate": None, "left_out": as_plain(closing.left_out),
            "coincide": as_plain(closing.coincide), "dust": float(closing.dust), "classes": len(closing.table.row), "scarcity": scarcity}


def adopt_body(plan: AdoptedPlan) -> dict:
    """Return the adopted plan: its hash, a hash of each column that this hash covers, and its figures."""
    columns = {name: array_hash(column) for name, column in plan.columns().items()}
    return {"plan": plan.hash, "norm": plan.norm, "round": plan.round, "columns": columns, "accounts": as_plain(plan.accounts.values),
            "income_factor": plan.accounts.income_factor, "objective": plan.objective, "changed": as_plain(plan.changed), "votes": as_plain(plan.votes)}
