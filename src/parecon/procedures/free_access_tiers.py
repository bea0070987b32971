"""What is done where there is not enough: the law of the minimum, tiers, and equal shares per head within a tier."""

from __future__ import annotations

import numpy as np

__all__ = ["TIERS", "find_scarcest", "fit_tiers", "limit_output", "share_equally"]

_USED = 1e-9

TIERS = ("survival", "infrastructure", "comfort", "luxury")
"""First to last: what is needed to live and be healthy; what everything else runs on; comfort; luxury."""


def limit_output(stock: np.ndarray, recipe: np.ndarray) -> float:
    """Return what can be made of stocks (k,) where a unit takes ``recipe`` (k,): the least ``stock / recipe``, infinite where nothing is taken.

    Source: Liebig's law of the minimum as the SPGB uses it, economise most on what is scarcest: Cox, The "Economic
    Calculation" Controversy (2005).

    >>> limit_output(np.array([10.0, 6.0]), np.array([2.0, 3.0]))
    2.0
    """
    taken = recipe > 0
    return float((stock[taken] / recipe[taken]).min()) if taken.any() else float("inf")


def find_scarcest(cover_days: np.ndarray, target_days: np.ndarray) -> tuple[int, np.ndarray]:
    """Return the position of the scarcest factor and the scarcity of all (k,): target days of cover over days of cover; a factor nobody uses has none.

    >>> find_scarcest(np.array([10.0, 2.0, 30.0]), np.array([10.0, 10.0, 10.0]))[0]
    1
    """
    known = np.isfinite(cover_days)
    scarcity = np.where(known, target_days / np.maximum(np.where(known, cover_days, 1.0), 1e-9), 0.0)
    return int(np.argmax(scarcity)), scarcity


def fit_tiers(needed: np.ndarray, tier: np.ndarray, available: np.ndarray) -> np.ndarray:
    """Return the share of each need that can be met, (k,), first tiers first: needed (k, f) of each factor, tier (k,), available (f,).

    A tier is met whole before the next receives anything. Within a tier that does not fit whole all needs rise alike until a
    factor is used up; those that take of it stay where they are, and the others go on: the scarcest factor decides, for whoever needs it.

    >>> needed, there = np.array([[60.0, 1.0], [80.0, 1.0], [10.0, 0.0], [10.0, 1.0]]), np.array([100.0, 2.0])
    >>> fit_tiers(needed, np.array([0, 1, 2, 3]), there).tolist()
    [1.0, 0.5, 0.0, 0.0]
    """
    left, shares = np.array(available, dtype=np.float64), np.zeros(len(needed))
    for level in np.unique(tier):
        rising = (tier == level) & needed.any(axis=1)
        shares[(tier == level) & ~rising] = 1.0
        while rising.any():
            wanted = needed[rising].sum(axis=0)
            step = min(limit_output(np.maximum(left, 0.0), wanted), float((1.0 - shares[rising]).min()))
            shares[rising] += step
            left = left - step * wanted
            gone = (wanted > 0) & (left <= _USED * np.maximum(available, 1e-300))
            rising &= (shares < 1.0 - _USED) & ~(needed[:, gone] > 0).any(axis=1)
    return np.minimum(shares, 1.0)


def share_equally(amount: np.ndarray, wanted: np.ndarray, heads: np.ndarray) -> np.ndarray:
    """Return what each group receives, (l, n): no more than wanted (l, n), and else the same per head; amount (n,), heads (l,).

    Nobody receives more than they want, and whoever gets less than they want gets at least what any other gets per head.

    >>> share_equally(np.array([10.0]), np.array([[2.0], [9.0], [9.0]]), np.array([1.0, 1.0, 1.0])).ravel().tolist()
    [2.0, 4.0, 4.0]
    """
    amount, total = np.maximum(amount, 0.0), wanted.sum(axis=0)
    short = np.flatnonzero(total > amount)
    given = np.array(wanted, dtype=np.float64)
    if not short.size:
        return given
    per_head = wanted[:, short] / heads[:, None]
    order = np.argsort(per_head, axis=0, kind="stable")
    sorted_per_head, sorted_heads = np.take_along_axis(per_head, order, axis=0), heads[order]
    met_below = np.cumsum(sorted_per_head * sorted_heads, axis=0) - sorted_per_head * sorted_heads
    heads_left = np.cumsum(sorted_heads[::-1], axis=0)[::-1]
    level = (amount[short] - met_below) / heads_left
    # the first group, from the most modest up, that wants more than an equal share of what is left fixes the level
    first = np.argmax(sorted_per_head >= level, axis=0)
    given[:, short] = np.minimum(wanted[:, short], level[first, np.arange(short.size)] * heads[:, None])
    return given
