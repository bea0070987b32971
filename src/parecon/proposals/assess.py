"""Social benefit and social cost of worker proposals, with their parts."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from parecon.economy import CouncilKind, Economy, GoodKind
from parecon.proposals.batch import ProposalBatch
from parecon.proposals.kernels import PARTS, assess_lines

__all__ = ["Assessment", "assess"]

_PART_OF_KIND = {
    GoodKind.PRODUCT: 1, GoodKind.IMPORT: 1, GoodKind.COLLECTIVE: 1, GoodKind.LABOUR: 2, GoodKind.NATURE: 3,
    GoodKind.CAPITAL: 4, GoodKind.POLLUTANT: 5, GoodKind.FOREIGN_EXCHANGE: 1,
}

_NEAR = 1e-12
"""Floats that differ by more than this share cannot be in the wrong order after a handful of roundings."""


@dataclass(frozen=True)
class Assessment:
    """Social benefit and cost of every worker proposal of a batch, in integers of the smallest unit.

    council: (w,); parts: (w, 7) int64 in the order of ``PARTS``; norm: the average ratio
    of the round or one; returned: (w,) bool, ratio below norm * (1 - tolerance).
    """

    council: np.ndarray
    parts: np.ndarray
    norm: float
    tolerance: float
    returned: np.ndarray

    @property
    def benefit(self) -> np.ndarray:
        """Social benefit, (w,) int64."""
        return self.parts[:, 0]

    @property
    def cost(self) -> np.ndarray:
        """Social cost, (w,) int64."""
        return self.parts[:, 1:].sum(axis=1)

    @property
    def surplus(self) -> np.ndarray:
        """Social benefit minus social cost, (w,) int64 (identity A2)."""
        return self.benefit - self.cost

    @property
    def ratio(self) -> np.ndarray:
        """Social benefit over social cost, (w,); 1 where nothing is proposed."""
        cost = self.cost
        return np.where(cost > 0, self.benefit / np.maximum(cost, 1), 1.0)


def assess(batch: ProposalBatch, economy: Economy, prices: np.ndarray, charter) -> Assessment:
    """Assess all worker proposals of ``batch`` at ``prices`` (n,) (institutions.md 2.3).

    Ratios are compared in integers: a proposal comes back when
    benefit * sum(cost) < sum(benefit) * (1 - tolerance) * cost under the norm `average`,
    and when benefit < (1 - tolerance) * cost under the norm `one`, the tolerance being the
    decimal number that the charter holds.
    """
    workers = np.flatnonzero(economy.councils.kind[batch.council] == CouncilKind.WORKER)
    part_of_good = np.array([_PART_OF_KIND[g.kind] for g in economy.goods], dtype=np.int64)
    values = np.zeros((len(batch), len(PARTS)), dtype=np.int64)
    rate = economy.social_rate[economy.councils.row[batch.council]]
    assess_lines(batch.start, batch.good, batch.quantity, np.array(prices, dtype=np.float64), part_of_good, rate, values)
    if economy.hidden_cost is not None:
        _add_hidden(batch, economy.hidden_cost, values)
    parts = values[workers]
    benefit, cost = parts[:, 0], parts[:, 1:].sum(axis=1)
    average = charter["approval.norm"] == "average"
    tolerance = charter["approval.tolerance_average" if average else "approval.tolerance_one"]
    top, bottom = (int(benefit.sum()), int(cost.sum())) if average else (1, 1)
    if bottom <= 0:
        top, bottom = 1, 1
    returned = _falls_short(benefit, cost, Fraction(top, bottom) * (1 - Fraction(repr(tolerance))))
    return Assessment(batch.council[workers], parts, top / bottom, tolerance, returned)


def _add_hidden(batch: ProposalBatch, cost: np.ndarray, values: np.ndarray) -> None:
    """Add what makers are charged for voted hidden costs, price a unit times output, to their social charges."""
    lines = np.flatnonzero((batch.quantity > 0) & (cost[batch.good] > 0))
    owner = np.repeat(np.arange(len(batch)), np.diff(batch.start))[lines]
    np.add.at(values, (owner, PARTS.index("social")), np.rint(batch.quantity[lines] * cost[batch.good[lines]]).astype(np.int64))


def _falls_short(benefit: np.ndarray, cost: np.ndarray, least: Fraction) -> np.ndarray:
    """Return where benefit < least * cost, (w,) bool: exact, though only what floats cannot tell apart is compared in integers."""
    bound = float(least) * cost
    short = benefit < bound
    near = np.abs(benefit - bound) <= _NEAR * np.maximum(np.abs(benefit), np.abs(bound))
    for i in np.flatnonzero(near):
        short[i] = int(benefit[i]) * least.denominator < least.numerator * int(cost[i])
    return short
