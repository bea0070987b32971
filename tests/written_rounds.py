"""An economy of two goods and records written by hand, on which every rule can be followed with a pencil."""

from __future__ import annotations

import numpy as np

from parecon.economy import CouncilKind, Councils, Economy, Federation, Good, GoodKind, Row, RowTotals
from parecon.facilitation import Filings, RoundRecord
from parecon.proposals import Announcement
from parecon.quantities import to_fixed

WORKER, CONSUMER = CouncilKind.WORKER, CouncilKind.CONSUMER


def bread_and_cloth(elasticity: float = -1.0) -> Economy:
    """Return an economy of bakers and weavers who use nothing, and households with a fixed income of 1000 credits."""
    rows = (Row("bakers", "bakers", WORKER), Row("weavers", "weavers", WORKER), Row("households", "households", CONSUMER))
    federations = (Federation("work", "work", WORKER, level="nation"), Federation("town", "town", CONSUMER, level="nation"))
    nothing = {name: np.zeros(3) for name in ("hours", "effort", "not_working", "clock_hours")}
    empty = RowTotals(*(np.zeros(0, dtype=kind) for kind in (np.int32, np.int32, np.int64, np.int64)))
    return Economy(
        name="two goods", year=1, goods=(Good("bread", "bread", GoodKind.PRODUCT, "loaves"), Good("cloth", "cloth", GoodKind.PRODUCT, "yards")),
        federations=federations, rows=rows,
        councils=Councils(np.array([WORKER, WORKER, CONSUMER], dtype=np.uint8), np.array([0, 0, 1], dtype=np.int32), np.arange(3, dtype=np.int32),
                          np.array([1, 1, 10], dtype=np.int32), np.array([1, 2, 1], dtype=np.int32)),
        endowment=np.zeros(2, dtype=np.int64), claim=np.zeros(2, dtype=np.int64), world_price=np.zeros(2), last_prices=np.array([1.0, 1.0]),
        last_totals=empty, social_rate=np.zeros(3), last_elasticity=np.full(3, elasticity), fixed_incomes=True,
        income=to_fixed(np.array([0.0, 0.0, 1000.0])), **nothing)


def record_of(number: int, prices, supply, demand, elasticity: float = -1.0) -> RoundRecord:
    """Return a closed round in which bakers and weavers offer ``supply`` and households ask for ``demand``, (2,) units each."""
    prices = np.array(prices, dtype=np.float64)
    offered, asked = to_fixed(np.array(supply, dtype=np.float64)), to_fixed(np.array(demand, dtype=np.float64))
    none = np.zeros(2, dtype=np.int64)
    rows = RowTotals(np.array([0, 1, 2, 2], dtype=np.int32), np.array([0, 1, 0, 1], dtype=np.int32),
                     np.concatenate([offered, none]), np.concatenate([none, asked]))
    income = to_fixed(np.array([0.0, 0.0, 1000.0]))
    said = Announcement(number, prices, income, int(income.sum()), 1.0, 0.0, np.zeros(3, dtype=bool), np.ones(3), 1.0)
    filings = Filings(np.array([elasticity, elasticity, -1.0]), np.zeros(3), np.zeros(3))
    return RoundRecord(said, 3, 0, 0, offered, asked, rows, filings, np.zeros(3, dtype=np.int64), {})
