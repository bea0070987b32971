"""Compiled loops of the division of whole numbers."""

from __future__ import annotations

import numba
import numpy as np

__all__ = ["give_remainders", "warm_kernels"]


@numba.njit(cache=True, nogil=True)
def give_remainders(floors, remainders, start, left):
    """Add one to the ``left[s]`` entries of each segment ``start[s]`` to ``start[s + 1]`` with the largest remainders, earlier entries first."""
    for s in range(len(left)):
        if left[s] <= 0:
            continue
        here = remainders[start[s]:start[s + 1]]
        least = np.partition(here, len(here) - left[s])[len(here) - left[s]]
        ties = left[s] - np.sum(here > least)
        for i in range(len(here)):
            if here[i] > least:
                floors[start[s] + i] += 1
            elif here[i] == least and ties > 0:
                floors[start[s] + i] += 1
                ties -= 1


def warm_kernels() -> None:
    """Compile the kernel for the types it is called with."""
    give_remainders(np.zeros(1, np.int64), np.ones(1, np.int64), np.array([0, 1]), np.ones(1, np.int64))
