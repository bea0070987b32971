"""Compiled loops of the division of whole numbers."""

from __future__ import annotations

import numba
import numpy as np

__all__ = ["give_remainders", "warm_kernels"]


@numba.njit(cache=True, nogil=True)
def give_remainders(floors, remainders, start, left):
    """Add one to the ``left[s]`` entries of each segment ``start[s]`` to ``start[s + 1]`` with the largest remainders, earlier entries first."""
    for s in range(len(left)):
        if left[s] > 0:
            largest = np.argsort(-remainders[start[s]:start[s + 1]], kind="mergesort")
            for i in range(left[s]):
                floors[start[s] + largest[i]] += 1


def warm_kernels() -> None:
    """Compile the kernel for the types it is called with."""
    give_remainders(np.zeros(1, np.int64), np.ones(1, np.int64), np.array([0, 1]), np.ones(1, np.int64))
