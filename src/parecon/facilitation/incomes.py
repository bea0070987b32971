"""Budgets that close in every round: incomes follow hours and effort, need, and the fund."""

from __future__ import annotations

import numpy as np

from parecon.economy import CouncilKind, Economy

__all__ = ["income_weights", "share_exactly", "split_fund"]


def share_exactly(total: int, weights: np.ndarray) -> np.ndarray:
    """Return integers proportional to ``weights`` (k,) that sum to ``total``, by largest remainder.

    >>> share_exactly(10, np.array([1.0, 1.0, 1.0])).tolist()
    [4, 3, 3]
    """
    weights = np.asarray(weights, dtype=np.float64)
    if len(weights) == 0 or weights.sum() <= 0:
        return np.zeros(len(weights), dtype=np.int64)
    exact = total * (weights / weights.sum())
    parts = np.floor(exact).astype(np.int64)
    rest = int(total - int(parts.sum()))
    order = np.argsort(-(exact - parts), kind="stable")
    for step in range(0, abs(rest), len(parts)):
        chosen = order[:min(len(parts), abs(rest) - step)]
        parts[chosen] += 1 if rest > 0 else -1
    return parts


def income_weights(economy: Economy, hours: np.ndarray, charter) -> np.ndarray:
    """Return each council's claim on incomes in standard hours at average effort, (c,).

    Hours (c,) in units, weighted by effort, plus the allowance of those who do not work:
    a charter share of the average person's hours (institutions.md 7, method 2).
    """
    work = hours * economy.effort
    consumers = economy.councils.kind == CouncilKind.CONSUMER
    working = float((economy.councils.members - economy.not_working)[consumers].sum())
    average = float(work.sum()) / working if working > 0 else 0.0
    return work + charter["incomes.allowance_share"] * average * economy.not_working


def split_fund(economy: Economy, incomes: int, collective: int, hours: np.ndarray, *, charter) -> np.ndarray:
    """Return budgets (c,) int64 that sum to ``incomes`` - ``collective`` exactly, in smallest units.

    ``incomes`` is all income of the year, shared by `income_weights`; ``collective`` is
    the value of collective consumption, charged in equal shares per member
    (institutions.md 4); a council whose charge exceeds its income has a budget of 0.
    """
    if economy.fixed_incomes:
        return np.asarray(economy.income, dtype=np.int64)
    weights = income_weights(economy, hours, charter)
    consumers = economy.councils.kind == CouncilKind.CONSUMER
    members = np.where(consumers, economy.councils.members, 0).astype(np.float64)
    if weights.sum() <= 0:
        weights = members
    left = incomes * (weights / weights.sum()) - collective * (members / max(members.sum(), 1.0))
    return share_exactly(max(incomes - collective, 0), np.maximum(left, 0.0))
