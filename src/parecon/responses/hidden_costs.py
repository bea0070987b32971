"""How simulated councils vote on hidden social costs, and how makers that are charged for them answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from parecon.ballots import ApprovalCounts, count_approvals
from parecon.economy import CouncilKind, Economy, Workers
from parecon.facilitation.hidden_costs import HiddenCost, amounts_offered

__all__ = ["approve_hidden_cost", "with_hidden_cost"]

_GOLDEN = 0.6180339887498949
"""Multiples of it spread evenly between 0 and 1, whatever their order."""
_MOST = 0.9
"""No simulated council counts more of its revenue as charged away than this."""


def approve_hidden_cost(economy: Economy, claim: HiddenCost, charter) -> ApprovalCounts:
    """Return the approvals of all consumer councils, by members, for the amounts on the ballot.

    How much a simulated council thinks the harm is worth lies evenly between nothing and twice the claim; it approves every
    amount up to that, and nothing where that is below the smallest amount.
    """
    councils = np.flatnonzero(economy.councils.kind == CouncilKind.CONSUMER)
    worth = 2.0 * np.mod((councils + 1) * _GOLDEN, 1.0) * claim.credits_per_unit
    amounts = np.array(list(amounts_offered(claim, charter).values()))
    charged = amounts[amounts > 0]
    approves = np.where(amounts > 0, amounts <= worth[:, None], (worth < charged.min(initial=np.inf))[:, None])
    return count_approvals(approves, economy.councils.members[councils].astype(np.int64))


def with_hidden_cost(economy: Economy, workers: Workers, prices: np.ndarray) -> Workers:
    """Return ``workers`` whose social charge per credit of output includes the hidden costs of what they make, at ``prices``."""
    if economy.hidden_cost is None:
        return workers
    owner = np.repeat(np.arange(len(workers.council)), np.diff(workers.out_start))
    made, charged = (np.bincount(owner, workers.out_quantity * value[workers.out_good], len(workers.council)) for value in (prices, economy.hidden_cost))
    share = np.divide(charged, made, out=np.zeros(len(made)), where=made > 0)
    return replace(workers, social_rate=np.minimum(workers.social_rate + share, np.maximum(workers.social_rate, _MOST)))
