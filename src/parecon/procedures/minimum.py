"""The law of the minimum, without prices: what stocks allow, and which needs fit what there is of every factor, tier by tier."""

from __future__ import annotations

import numpy as np

__all__ = ["fit_tiers", "limit_output"]

_USED = 1e-9


def limit_output(stock: np.ndarray, recipe: np.ndarray) -> float:
    """Return what can be made of stocks (k,) where a unit takes ``recipe`` (k,): the least ``stock / recipe``, infinite where nothing is taken.

    Source: Liebig's law of the minimum as the SPGB uses it, economise most on what is scarcest: Cox, The "Economic
    Calculation" Controversy (2005).

    >>> limit_output(np.array([10.0, 6.0]), np.array([2.0, 3.0]))
    2.0
    """
    taken = recipe > 0
    return float((stock[taken] / recipe[taken]).min()) if taken.any() else float("inf")


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
