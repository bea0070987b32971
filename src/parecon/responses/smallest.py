"""The smallest economy there is, on which kernels are compiled once after installation."""

from __future__ import annotations

import numpy as np

from parecon.economy import (
    Consumers, CouncilKind, Councils, Economy, Federation, FixedRequests, Good, GoodKind, Row, RowTotals, Society, Workers,
)
from parecon.proposals import Announcement

__all__ = ["smallest_society"]


def smallest_society() -> tuple[Society, Announcement, Economy]:
    """Return one worker council that makes bread from bread and hours, one consumer council, one public request."""
    one, start = np.ones(1), np.array([0, 1])
    first, none = np.zeros(1, np.int32), np.zeros(0, np.int32)
    workers = Workers(np.array([0]), start, first, 2 * one, start, first, one, first.astype(np.int64), one, one, 0 * one, one,
                      0.5 * one, 0.7 * one, one, one, one, 1.2 * one, 0 * one)
    consumers = Consumers(np.array([1]), start, first, 0.5 * one, first, one, 0 * one, 0 * one, -1, one, one, 0.1 * one)
    requests = FixedRequests(np.array([2]), start, first, 0.5 * one, first.astype(np.int64), one)
    kinds = (CouncilKind.WORKER, CouncilKind.CONSUMER, CouncilKind.COLLECTIVE)
    numbers = np.arange(3, dtype=np.int32)
    councils = Councils(np.array(kinds, np.uint8), numbers, numbers, np.ones(3, np.int32), numbers)
    goods = (Good("bread", "bread", GoodKind.PRODUCT, "loaf"), Good("hours", "hours", GoodKind.LABOUR, "hour"))
    federations = tuple(Federation(k.name, k.name, k) for k in kinds)
    rows = tuple(Row(k.name, k.name, k) for k in kinds)
    nothing, two = np.zeros(2, np.int64), np.ones(2)
    totals = RowTotals(none, none, np.zeros(0, np.int64), np.zeros(0, np.int64))
    economy = Economy("smallest", 1, goods, federations, rows, councils, nothing, nothing, np.zeros(2), two, totals, np.array([0.0, 1.0, 0.0]),
                      np.ones(3), np.zeros(3), np.zeros(3), np.ones(3), -np.ones(3))
    budgets = np.array([0, 500_000_000, 0])
    society = Society(two, budgets, 1, -1, -1, workers, consumers, requests, None)
    announcement = Announcement(1, two, budgets, 1_000_000_000, 1.0, 0.0, np.zeros(3, bool), np.ones(3), 1.0)
    return society, announcement, economy
