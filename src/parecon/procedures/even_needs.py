"""What people need where income does not decide: everybody as much as everybody else, each by their own tastes."""

from __future__ import annotations

import numpy as np

from parecon.responses import Ground

__all__ = ["even_needs"]


def even_needs(ground: Ground, prices: np.ndarray) -> np.ndarray:
    """Return what groups need (g, n): as much per head for all, chosen as each group would choose it, and of every good as much as last year in all.

    What is needed first (Stone–Geary) stays as it is; what is wanted beyond it grows or shrinks alike, until every group
    has the same worth a head. prices (n,): only say how much of each good makes up for less of another.
    """
    first, more = np.minimum(ground.needed, ground.wanted), np.maximum(ground.wanted - ground.needed, 0.0)
    worth = ground.wanted @ prices
    even = ground.people * worth.sum() / max(float(ground.people.sum()), 1e-300)
    beyond = more @ prices
    scale = np.divide(even - first @ prices, beyond, out=np.ones_like(even), where=beyond > 0)
    needs = first + more * np.maximum(scale, 0.0)[:, None]
    total, before = needs.sum(axis=0), ground.wanted.sum(axis=0)
    return needs * np.divide(before, total, out=np.ones_like(total), where=total > 0)
