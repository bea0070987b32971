"""What is done where there is not enough: tiers, and equal shares per head within a tier."""

from __future__ import annotations

import numpy as np

__all__ = ["TIERS", "share_equally"]

TIERS = ("survival", "infrastructure", "comfort", "luxury")
"""First to last: what is needed to live and be healthy; what everything else runs on; comfort; luxury."""


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
