"""How simulated councils vote on candidate plans."""

from __future__ import annotations

import numpy as np

from parecon.ballots import ApprovalCounts, count_approvals
from parecon.economy import CouncilKind, Economy
from parecon.proposals import ProposalBatch

__all__ = ["vote_on_plans"]


def vote_on_plans(economy: Economy, proposed: ProposalBatch, rations: np.ndarray, prices: np.ndarray, *, charter) -> ApprovalCounts:
    """Return the approvals of all consumer councils, each with the weight of its members.

    rations: (options, n) share of every private request that each plan keeps. A council
    approves every plan that costs it, at the announced prices, no more than a charter
    share of its request above what its best plan costs it.
    """
    owner = np.repeat(np.arange(len(proposed)), np.diff(proposed.start))
    kind = economy.councils.kind[proposed.council]
    asked = (kind[owner] == CouncilKind.CONSUMER) & (proposed.quantity < 0)
    value = -proposed.quantity[asked] * prices[proposed.good[asked]]
    place, whole = owner[asked], np.bincount(owner[asked], value, len(proposed))
    lost = np.stack([np.bincount(place, value * (1.0 - kept[proposed.good[asked]]), len(proposed)) for kept in rations], axis=1)
    voters = np.flatnonzero(kind == CouncilKind.CONSUMER)
    share = lost[voters] / np.maximum(whole[voters], 1e-300)[:, None]
    approves = share <= share.min(axis=1, keepdims=True) + charter["ballots.simulated_tolerance"]
    return count_approvals(approves, economy.councils.members[proposed.council[voters]].astype(np.int64))
