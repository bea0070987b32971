"""Answers of very many councils, summed as they are given: one pass over each shard, and no batch of them is ever held.

What each council asks for is rounded to the smallest unit, as in a batch, and sums are sums of
integers. So the totals are the same, to the last unit, for any number of shards and threads.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from typing import Sequence

import numba
import numpy as np

from parecon.economy import WishShard
from parecon.quantities import FIXED_PER_UNIT

__all__ = ["total_in_floats", "total_wishes"]

_kernel = numba.njit(cache=True, nogil=True)
_LARGEST = 2.0**62


@_kernel
def _worth_of(a, b, good, weight, spending):
    """Return the sum of weight times p**(1-s) over the lines a to b of one council, in four lanes: always added in the same order, and twice as fast as in one."""
    one, two, three, four = np.uint64(1), np.uint64(2), np.uint64(3), np.uint64(4)
    lane0, lane1, lane2, lane3 = 0.0, 0.0, 0.0, 0.0
    even = a + (b - a) // four * four
    for j in range(a, even, four):
        lane0 += weight[j] * spending[good[j]]
        lane1 += weight[j + one] * spending[good[j + one]]
        lane2 += weight[j + two] * spending[good[j + two]]
        lane3 += weight[j + three] * spending[good[j + three]]
    for j in range(even, b):
        lane0 += weight[j] * spending[good[j]]
    return (lane0 + lane1) + (lane2 + lane3)


@_kernel
def _sum_shard(lines, councils, tables, asked):
    """Add what every council of a shard asks for to ``asked`` (n,) int64; return the largest amount of one line and the largest total, as floats.

    lines: start, good, weight; councils: budget, sigma_class; tables: p**(1-s) and p**-s by class and good (k, n).
    """
    start, good, weight = lines
    budget, sigma_class = councils
    largest, whole = 0.0, 0.0
    for i in range(len(budget)):
        a, b = np.uint64(start[i] - start[0]), np.uint64(start[i + 1] - start[0])
        amount = tables[1][sigma_class[i]]
        worth, most = _worth_of(a, b, good, weight, tables[0][sigma_class[i]]), 0.0
        if worth <= 0.0:
            continue
        factor = budget[i] / worth
        for j in range(a, b):
            wanted = np.rint(weight[j] * factor * amount[good[j]])
            most = max(most, wanted)
            asked[good[j]] += np.int64(wanted)
        largest = max(largest, most)
        whole += most
    return largest, whole


@_kernel
def _sum_shard_in_floats(lines, councils, tables, asked):
    """As `_sum_shard`, with unrounded sums in floats ``asked`` (n,): the price of exact sums is what the other takes longer."""
    start, good, weight = lines
    budget, sigma_class = councils
    for i in range(len(budget)):
        a, b = np.uint64(start[i] - start[0]), np.uint64(start[i + 1] - start[0])
        amount = tables[1][sigma_class[i]]
        worth = _worth_of(a, b, good, weight, tables[0][sigma_class[i]])
        if worth <= 0.0:
            continue
        factor = budget[i] / worth
        for j in range(a, b):
            asked[good[j]] += weight[j] * factor * amount[good[j]]


def total_wishes(shards: Sequence[WishShard], prices: np.ndarray, sigmas: Sequence[float], *, threads: int = 1) -> np.ndarray:
    """Return what all councils of ``shards`` ask for of every good at ``prices`` (n,), (n,) int64 fixed point.

    Each council divides its budget by CES tastes: x_g = w_g p_g**-s m / sum_h w_h p_h**(1-s),
    rounded to the smallest unit (constant elasticity of substitution: Arrow, Chenery, Minhas and
    Solow, Review of Economics and Statistics 43, 1961, 225–250). sigmas: elasticity of each class.
    Raises OverflowError where an amount or a total leaves the range of integers.

    >>> shard = WishShard(np.array([0]), np.array([6 * 10**9]), np.array([0]), np.array([0, 2]), np.array([0, 1]), np.ones(2))
    >>> total_wishes([shard], np.array([1.0, 2.0]), [1.0]).tolist()
    [3000000000, 1500000000]
    """
    tables = _tables(prices, sigmas)

    def total(shard: WishShard) -> np.ndarray:
        asked = np.zeros(len(prices), dtype=np.int64)
        largest, whole = _sum_shard((shard.start, shard.good, shard.weight), (shard.budget, shard.sigma_class), tables, asked)
        if not (largest < _LARGEST and whole < _LARGEST):
            raise OverflowError(f"councils {shard.council[0]} to {shard.council[-1]} ask for up to {largest / FIXED_PER_UNIT:.3g} units of one good, "
                                f"in all up to {whole / FIXED_PER_UNIT:.3g}; {_LARGEST / FIXED_PER_UNIT:.3g} can be counted: look for a price near zero")
        return asked

    parts = _over_shards(total, shards, threads)
    totals = np.zeros(len(prices), dtype=np.int64)
    whole = np.zeros(len(prices))
    for part in parts:
        totals += part
        whole += part
    if not (whole < _LARGEST).all():
        raise OverflowError(f"in all {whole.max() / FIXED_PER_UNIT:.3g} units of good {int(whole.argmax())} are asked for; "
                            f"{_LARGEST / FIXED_PER_UNIT:.3g} can be counted: look for a price near zero")
    return totals


def total_in_floats(shards: Sequence[WishShard], prices: np.ndarray, sigmas: Sequence[float], *, threads: int = 1) -> np.ndarray:
    """Return the totals as floating-point sums (n,) of smallest units, which depend on the order: to compare, never to publish."""
    tables = _tables(prices, sigmas)

    def total(shard: WishShard) -> np.ndarray:
        asked = np.zeros(len(prices))
        _sum_shard_in_floats((shard.start, shard.good, shard.weight), (shard.budget, shard.sigma_class), tables, asked)
        return asked

    return np.array([math.fsum(column) for column in zip(*_over_shards(total, shards, threads))])


def _over_shards(act, shards: Sequence[WishShard], threads: int) -> list[np.ndarray]:
    if threads <= 1:
        return [act(shard) for shard in shards]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(act, shards))


def _tables(prices: np.ndarray, sigmas: Sequence[float]) -> tuple[np.ndarray, np.ndarray]:
    """Return p**(1-s) and p**-s, (k, n) each."""
    logs, sigma = np.log(np.asarray(prices, dtype=np.float64))[None, :], np.asarray(sigmas, dtype=np.float64)[:, None]
    return np.exp((1.0 - sigma) * logs), np.exp(-sigma * logs)
