"""Compiled loops over the lines of a batch: one pass each, sums in integers."""

from __future__ import annotations

import numba
import numpy as np

__all__ = ["assess_lines", "check_lines", "choose_lines", "cost_lines", "number_cells", "sum_cells", "warm_kernels"]

PARTS = ("output", "input", "labour", "nature", "capital", "emission", "social")

_kernel = numba.njit(cache=True, nogil=True)


@_kernel
def check_lines(start, good, quantity, offers, named):
    """Return (first line whose good and direction its council has named already or -1, number of lines that offer what they may not).

    offers: (may this council offer every good (b,), may everyone offer this good (n,));
    named: (n, 2) zeros. Empty lines do not count.
    """
    any_good, by_anyone = offers
    wrong = 0
    for i in range(len(start) - 1):
        for j in range(start[i], start[i + 1]):
            if quantity[j] == 0:
                continue
            direction = 1 if quantity[j] > 0 else 0
            if named[good[j], direction] == i + 1:
                return j, wrong
            named[good[j], direction] = i + 1
            if direction and not any_good[i] and not by_anyone[good[j]]:
                wrong += 1
    return -1, wrong


@_kernel
def cost_lines(start, good, quantity, prices, cost, rounding):
    """Fill ``cost`` (b,) with the value of what each proposal uses, each line rounded to the smallest unit.

    ``rounding`` (b,) gets how far whole units of amount and value may carry it: half a unit of each, a line.
    """
    for i in range(len(start) - 1):
        for j in range(start[i], start[i + 1]):
            rounding[i] += 0.5 + 0.5 * prices[good[j]]
            if quantity[j] < 0:
                cost[i] += np.int64(np.rint(-quantity[j] * prices[good[j]]))


@_kernel
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


@_kernel
def choose_lines(start, quantity, side, line, owner):
    """Fill ``line`` and ``owner`` with the lines that supply (side 1) or use (side -1) of the councils of that side (b,); return how many."""
    count = 0
    for i in range(len(side)):
        if side[i] != 0:
            for j in range(start[i], start[i + 1]):
                if quantity[j] * side[i] > 0:
                    line[count], owner[count] = j, i
                    count += 1
    return count


@_kernel
def number_cells(order, row, start, good, goods):
    """Return the (row, good) cell of each line (l,) int64, and the row (k,) and good (k,) int32 of each cell, sorted by row, then good.

    order: (b,) councils in the order of their rows; row: (b,) of each council; goods: how many there are.
    It needs room for the lines and the goods, never for every row times every good.
    """
    cell = np.empty(len(good), np.int64)
    rows, found = np.empty(len(good), np.int32), np.empty(len(good), np.int32)
    seen, number = np.full(goods, -1, np.int64), np.empty(goods, np.int64)
    count, at = 0, 0
    while at < len(order):
        here, first, end = row[order[at]], count, at
        while end < len(order) and row[order[end]] == here:
            for j in range(start[order[end]], start[order[end] + 1]):
                if seen[good[j]] != here:
                    seen[good[j]] = here
                    found[count] = good[j]
                    count += 1
            end += 1
        found[first:count] = np.sort(found[first:count])
        for i in range(first, count):
            rows[i] = here
            number[found[i]] = i
        for i in range(at, end):
            for j in range(start[order[i]], start[order[i] + 1]):
                cell[j] = number[good[j]]
        at = end
    return cell, rows[:count].copy(), found[:count].copy()


@_kernel
def sum_cells(cell, quantity, supply, use):
    """Add each line to its cell: positive quantities to supply, negative ones to use."""
    for j in range(len(cell)):
        if quantity[j] > 0:
            supply[cell[j]] += quantity[j]
        else:
            use[cell[j]] -= quantity[j]


def warm_kernels() -> None:
    """Compile the loops of this room for the types they are called with: the columns of a batch are read-only, a copy of the prices is not."""
    start, good, quantity = np.array([0, 1]), np.zeros(1, np.int32), np.ones(1, np.int64)
    for array in (start, good, quantity):
        array.setflags(write=False)
    prices = np.ones(1)
    whole, yes = np.zeros(1, np.int64), np.ones(1, dtype=bool)
    check_lines(start, good, quantity, (yes, yes), np.zeros((1, 2), np.int64))
    cost_lines(start, good, quantity, prices, np.zeros(1, np.int64), np.zeros(1))
    assess_lines(start, good, quantity, prices, np.ones(1, np.int64), np.zeros(1), np.zeros((1, 7), np.int64))
    choose_lines(start, quantity, np.ones(1, np.int64), np.zeros(1, np.int64), np.zeros(1, np.int64))
    number_cells(whole, np.zeros(1, np.int32), start, good, 1)
    sum_cells(whole, quantity, np.zeros(1, np.int64), np.zeros(1, np.int64))
