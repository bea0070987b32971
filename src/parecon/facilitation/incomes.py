"""Budgets that close in every round: incomes follow hours and effort, need, and the fund."""

from __future__ import annotations

import numpy as np

from parecon.economy import CouncilKind, Economy, average_allowance
from parecon.quantities import to_fixed
from parecon.work import divide_exactly

__all__ = ["income_weights", "split_fund"]


def income_weights(economy: Economy, hours: np.ndarray, charter) -> np.ndarray:
    """Return each council's claim on incomes in standard hours at average effort, (c,).

    Hours (c,) in units, weighted by effort, plus the allowance of those who do not work:
    their share of the average person's hours by the voted table (institutions.md 7, method 2).
    """
    work = hours * economy.effort
    consumers = economy.councils.kind == CouncilKind.CONSUMER
    working = float((economy.councils.members - economy.not_working)[consumers].sum())
    average = float(work.sum()) / working if working > 0 else 0.0
    return work + average_allowance(charter) * average * economy.not_working


def split_fund(economy: Economy, incomes: int, charges: np.ndarray, hours: np.ndarray, *, charter) -> np.ndarray:
    """Return budgets (c,) int64 that sum to ``incomes`` less all ``charges`` exactly, in smallest units.

    ``incomes`` is all income of the year, shared by `income_weights`; ``charges`` (c,) int64 is
    what each council pays for collective goods (`share_collective`, institutions.md 4); a council
    whose charge exceeds its income has a budget of 0. Where more is promised away than is made,
    incomes are below zero and all budgets are 0.
    """
    if economy.fixed_incomes:
        return np.asarray(economy.income, dtype=np.int64)
    points = to_fixed(income_weights(economy, hours, charter), "hours")
    consumers = economy.councils.kind == CouncilKind.CONSUMER
    members = np.where(consumers, economy.councils.members, 0).astype(np.int64)
    if not points.any():
        points = members
    if not points.any():
        return np.zeros(len(economy.councils), dtype=np.int64)
    if incomes <= 0:
        return np.zeros(len(economy.councils), dtype=np.int64)
    left = divide_exactly(incomes, points) - charges
    if (left >= 0).all():
        return left
    whole = max(incomes - int(charges.sum()), 0)
    return divide_exactly(whole, np.maximum(left, 0)) if (left > 0).any() else np.zeros(len(left), dtype=np.int64)
