"""Answers in whole numbers, as people give them."""

from __future__ import annotations

import numpy as np

from parecon.economy import CouncilKind, Economy, GoodKind
from parecon.proposals import Announcement, ProposalBatch, make_batch, request_costs
from parecon.quantities import FIXED_PER_UNIT

__all__ = ["answer_whole"]


def answer_whole(batch: ProposalBatch, economy: Economy, said: Announcement) -> ProposalBatch:
    """Return ``batch`` as people would write it: every amount a whole number of units, every request within its budget.

    Amounts are rounded to the nearest unit. Where a request then costs more than its budget,
    units are taken off one by one, first of the goods that were rounded up most; what is
    left of the budget stays unused. What the trade desk earns abroad is no amount that
    anybody writes down, and what a community permits is what was voted; both stay as they are.

    >>> from parecon.charter import default_charter
    >>> from parecon.datasets.town import build_room
    >>> from parecon.facilitation import announce_first
    >>> from parecon.responses import respond
    >>> economy, society = build_room(default_charter(), seed=1)
    >>> said = announce_first(economy, default_charter()).announcement
    >>> batch = answer_whole(respond(economy, society, said), economy, said)
    >>> int(abs(batch.quantity % 10**9).max())
    0
    """
    owner = np.repeat(batch.council, np.diff(batch.start))
    kept = np.isin(batch.good, economy.kinds(GoodKind.FOREIGN_EXCHANGE)) | (economy.councils.kind[owner] == CouncilKind.COMMUNITY)
    units = np.rint(batch.quantity / FIXED_PER_UNIT).astype(np.int64)
    whole = np.where(kept, batch.quantity, units * FIXED_PER_UNIT)
    rounded = make_batch(batch.round, {**batch.columns(), "quantity": whole.copy()})
    over = request_costs(rounded, said.prices) - said.budgets[batch.council]
    over[economy.councils.kind[batch.council] != CouncilKind.CONSUMER] = 0
    for i in np.flatnonzero(over > 0):
        lines = slice(int(batch.start[i]), int(batch.start[i + 1]))
        whole[lines] = _take_off(whole[lines], batch.quantity[lines], said.prices[batch.good[lines]], int(over[i]))
    return make_batch(batch.round, {**batch.columns(), "quantity": whole})


def _take_off(whole: np.ndarray, exact: np.ndarray, prices: np.ndarray, over: int) -> np.ndarray:
    """Return the lines with single units taken off uses, most rounded up first, until they cost ``over`` less."""
    whole = whole.copy()
    while over > 0:
        excess = np.where(whole < 0, exact - whole, np.iinfo(np.int64).min)
        most = int(np.argmax(excess))
        if whole[most] >= 0:
            return whole
        whole[most] += FIXED_PER_UNIT
        over -= int(np.rint(prices[most] * FIXED_PER_UNIT))
    return whole
