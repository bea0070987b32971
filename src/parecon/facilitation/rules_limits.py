"""P8: the rule of Looking Forward, whose prices move mildly while councils revise within limits (institutions.md 2.7)."""

from __future__ import annotations

from dataclasses import replace
from typing import Sequence

import numpy as np

from parecon.economy import CouncilKind, Economy
from parecon.facilitation.record import PriceStep, RoundRecord
from parecon.facilitation.rules import PowerRule
from parecon.proposals import Announcement, ProposalBatch, make_batch, request_costs

__all__ = ["LookingForwardRule", "keep_limits"]


class LookingForwardRule:
    """P8: any map from percentage excess to percentage price change; ours is P5 (Albert and Hahnel, Looking Forward, ch. 6).

    Its limits bind councils, not prices: `keep_limits` says what of a revision is within them.
    """

    name = "looking-forward"

    def next_prices(self, records: Sequence[RoundRecord], economy: Economy, charter) -> PriceStep:
        """Return the step of P5."""
        step = PowerRule().next_prices(records, economy, charter)
        return replace(step, rule=self.name, why=f"{step.why}; from round {charter['limits.first_round_consumers']} revisions are limited")


def keep_limits(wanted: ProposalBatch, last: RoundRecord, before: ProposalBatch, *, economy: Economy, charter, said: Announcement) -> ProposalBatch:
    """Return ``wanted`` with each council's revision of ``before`` cut to the limits that hold in its round.

    last: the closed round whose gaps the limits are measured by; said: what was announced
    for the open round. Consumers, from ``limits.first_round_consumers``: of the average excess z of a
    good per person they may cut half and add a quarter where it is in excess demand, the
    reverse where it is in excess supply; what then exceeds the budget is cut by one factor.
    Worker councils, from ``limits.first_round_workers``: an item may change by half where
    that closes the gap, by a quarter where it widens it; the whole proposal moves by the
    largest share that keeps every item within this, for half of a revision is a
    technique, half of each item is none. A line that was not there before is free. Both
    batches hold the same councils and lines; an AssertionError says otherwise. Source:
    Looking Forward 6.6 as read in institutions.md 2.7.
    """
    assert np.array_equal(wanted.council, before.council) and np.array_equal(wanted.start, before.start) and np.array_equal(wanted.good, before.good), \
        "limits compare line with line, so both proposals need the same lines"
    kind = economy.councils.kind[wanted.council]
    owner = np.repeat(np.arange(len(wanted)), np.diff(wanted.start))
    quantity = wanted.quantity.copy()
    if wanted.round >= charter["limits.first_round_consumers"]:
        mine = (kind[owner] == CouncilKind.CONSUMER) & (wanted.quantity < 0) & (before.quantity < 0)
        quantity = np.where(mine, _limit_consumers((wanted, before, owner), last, economy, charter), quantity)
        quantity = _fit_budgets(wanted, quantity, (owner, kind), said)
    capacity = wanted.capacity
    if wanted.round >= charter["limits.first_round_workers"]:
        share = np.where(kind == CouncilKind.WORKER, _worker_shares((wanted, before, owner), last, charter), 1.0)
        moved = before.quantity + np.rint(share[owner] * (wanted.quantity - before.quantity)).astype(np.int64)
        quantity = np.where(kind[owner] == CouncilKind.WORKER, moved, quantity)
        capacity = _same_capacity(wanted, quantity, owner)
    return make_batch(wanted.round, {**wanted.columns(), "quantity": quantity, "capacity": capacity})


def _limit_consumers(batches, last, economy, charter) -> np.ndarray:
    """Return (l,) lines of consumers within the limits."""
    wanted, before, owner = batches
    members = economy.councils.members.astype(np.float64)
    people = members[economy.councils.kind == CouncilKind.CONSUMER].sum()
    excess = (last.demand - last.supply)[wanted.good] / max(people, 1.0)
    each = np.abs(excess) * members[wanted.council][owner]
    closing, widening = charter["limits.share_closing"] * each, charter["limits.share_widening"] * each
    cut, more = np.where(excess > 0, closing, widening), np.where(excess > 0, widening, closing)
    had, asked = -before.quantity.astype(np.float64), -wanted.quantity.astype(np.float64)
    return -np.rint(np.clip(asked, np.maximum(had - cut, 0.0), had + more)).astype(np.int64)


def _fit_budgets(wanted, quantity, councils, said) -> np.ndarray:
    """Return the lines with each consumer's requests cut by one factor to its budget: only budgets bind (Looking Forward 6.7)."""
    owner, kind = councils
    batch = make_batch(wanted.round, {**wanted.columns(), "quantity": quantity})
    cost, budget = request_costs(batch, said.prices), said.budgets[wanted.council]
    over = (kind == CouncilKind.CONSUMER) & (cost > budget)
    factor = np.where(over, budget / np.maximum(cost, 1), 1.0)[owner]
    return np.where((quantity < 0) & over[owner], -np.floor(-quantity * factor).astype(np.int64), quantity)


def _worker_shares(batches, last, charter) -> np.ndarray:
    """Return (b,) the largest share of each council's revision that keeps every item within its limit."""
    wanted, before, owner = batches
    change = (wanted.quantity - before.quantity).astype(np.float64)
    excess = (last.demand - last.supply)[wanted.good]
    # More supply or less use closes a gap of excess demand: both are a positive change of the signed quantity.
    limit = np.where(change * excess > 0, charter["limits.share_closing"], charter["limits.share_widening"]) * np.abs(before.quantity)
    bound = (before.quantity != 0) & (np.abs(change) > limit)
    share = np.ones(len(wanted))
    np.minimum.at(share, owner[bound], (limit / np.maximum(np.abs(change), 1.0))[bound])
    return share


def _same_capacity(wanted, quantity, owner) -> np.ndarray:
    """Return (b,) capacities such that the same outputs stay possible: they are filed as multiples of what is proposed."""
    made = (wanted.quantity > 0) & (quantity > 0)
    ratio = np.full(len(wanted), np.inf)
    np.minimum.at(ratio, owner[made], wanted.quantity[made] / quantity[made])
    ratio = np.where(np.isfinite(ratio), ratio, 1.0)
    return np.where(wanted.capacity > 0, np.maximum(wanted.capacity * ratio, 1.0), wanted.capacity)
