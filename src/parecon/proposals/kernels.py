"""Compiled loops over the lines of a batch."""

from __future__ import annotations

import numba
import numpy as np

__all__ = ["assess_lines", "sum_cells", "warm_kernels"]

PARTS = ("output", "input", "labour", "nature", "capital", "emission", "social")


@numba.njit(cache=True, nogil=True)
def assess_lines(start, good, quantity, prices, part_of_good, social_rate, values):
    """Fill ``values`` (b, 7) with the value of each part of each council's proposal, each line rounded to the smallest unit."""
    for i in range(len(start) - 1):
        for j in range(start[i], start[i + 1]):
            value = np.int64(np.rint(quantity[j] * prices[good[j]]))
            if quantity[j] > 0:
                values[i, 0] += value
            else:
                values[i, part_of_good[good[j]]] -= value
        values[i, 6] = np.int64(np.rint(values[i, 0] * social_rate[i]))


@numba.njit(cache=True, nogil=True)
def sum_cells(cell, quantity, supply, use):
    """Add each line to its cell: positive quantities to supply, negative ones to use."""
    for j in range(len(cell)):
        if quantity[j] > 0:
            supply[cell[j]] += quantity[j]
        else:
            use[cell[j]] -= quantity[j]


def warm_kernels() -> None:
    """Compile the loops of this room for the types they are called with."""
    start, good, quantity = np.array([0, 1]), np.zeros(1, np.int32), np.ones(1, np.int64)
    for array in (start, good, quantity):
        array.setflags(write=False)
    prices = np.ones(1)
    prices.setflags(write=False)
    assess_lines(start, good, quantity, prices, np.ones(1, np.int64), np.zeros(1), np.zeros((1, 7), np.int64))
    sum_cells(np.zeros(1, np.int64), quantity, np.zeros(1, np.int64), np.zeros(1, np.int64))
