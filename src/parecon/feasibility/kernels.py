"""Compiled loops over the lines of a plan."""

from __future__ import annotations

import numba
import numpy as np

from parecon.feasibility.shares import SHARE_ONE

__all__ = ["WHOLE", "apply_shares", "warm_closing_kernels"]

WHOLE = SHARE_ONE
_LOW = (1 << 40) - 1
_LOW_HALF = (1 << 20) - 1


@numba.njit(cache=True, nogil=True)
def _keep(quantity, share):
    size = abs(quantity)
    low = size & _LOW
    kept = (size >> 40) * share + ((low * (share >> 20) + ((low * (share & _LOW_HALF)) >> 20)) >> 20)
    return kept if quantity >= 0 else -kept


@numba.njit(cache=True, nogil=True)
def apply_shares(lines, council, shares, prices, kinds, adopted, supply, use, changed):
    """Fill ``adopted`` (l,) with each line's share, add it to ``supply`` and ``use`` (n,), and its change in value to ``changed``.

    lines: (start, good, quantity). council: (group, class) of each council, group 0 to 3 as
    requests and 4 for workers. shares: (scale of classes, ration (4, n), share of other supply (4, n)).
    changed: (2 + kinds,) value of output raised, lowered, and cut from requests of each kind.
    """
    start, good, quantity = lines
    group, council_class = council
    scale, ration, other = shares
    for i in range(len(start) - 1):
        for j in range(start[i], start[i + 1]):
            g, q = good[j], quantity[j]
            if group[i] == 4:
                kept = _keep(q, scale[council_class[i]])
            elif q < 0:
                kept = _keep(q, ration[group[i], g])
            else:
                kept = _keep(q, other[group[i], g])
            adopted[j] = kept
            if kept > 0:
                supply[g] += kept
            else:
                use[g] -= kept
            moved = np.int64(np.rint(abs(q) * prices[g])) - np.int64(np.rint(abs(kept) * prices[g]))
            if group[i] == 4:
                if q > 0:
                    changed[0 if moved < 0 else 1] += abs(moved)
            elif q < 0:
                changed[2 + kinds[group[i], g]] += moved


def warm_closing_kernels() -> None:
    """Compile the loops of this room for the types they are called with: shares that are being found, and frozen ones."""
    start, good, quantity, prices = np.array([0, 1]), np.zeros(1, np.int32), np.ones(1, np.int64), np.ones(1)
    council_class, kinds = np.zeros(1, np.int32), np.zeros((4, 1), np.int64)
    for array in (start, good, quantity, prices, council_class, kinds):
        array.setflags(write=False)
    for frozen in (False, True):
        shares = (np.zeros(1, np.int64), np.zeros((4, 1), np.int64), np.zeros((4, 1), np.int64))
        for array in shares:
            array.setflags(write=not frozen)
        sums = (np.zeros(1, np.int64) for _ in range(3))
        apply_shares((start, good, quantity), (np.zeros(1, np.int64), council_class), shares, prices, kinds, *sums, np.zeros(8, np.int64))
