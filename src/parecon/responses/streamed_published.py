"""Answers of the published model's councils, summed as they are given, to the same integers as a batch of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numba
import numpy as np

from parecon.datasets.generate_published import PublishedModel, answer_published_workers
from parecon.economy.economy import freeze
from parecon.quantities import FIXED_PER_UNIT, to_fixed

__all__ = ["PublishedStream", "stream_published", "total_published"]

_kernel = numba.njit(cache=True, nogil=True)
_EXACT_BELOW = 2.0**53
"""Whole numbers below this add up in floating point without rounding."""
_COUNCILS_PER_BLOCK = 4096


@dataclass(frozen=True)
class PublishedStream:
    """A published model with what does not change with prices: spending (h, 2q) of each consumer council on private, then public goods."""

    model: PublishedModel
    spending: np.ndarray

    def __post_init__(self) -> None:
        freeze(self)


def stream_published(model: PublishedModel) -> PublishedStream:
    """Return ``model`` made ready to be summed in one pass a round."""
    per_wish = model.income / (model.private.sum(axis=1) + model.public.sum(axis=1))
    return PublishedStream(model, np.concatenate([model.private * per_wish[:, None], model.public * per_wish[:, None]], axis=1))


@_kernel
def _sum_wishes(spending, price, split, asked):
    """Add what each council asks for, in whole smallest units, to ``asked`` (m,); price: (m,), split: of the second half, the public goods."""
    half = len(price) // 2
    for i in range(len(spending)):
        for g in range(half):
            asked[g] += np.rint(spending[i, g] / price[g] * FIXED_PER_UNIT)
        for g in range(half, len(price)):
            asked[g] += np.rint(spending[i, g] / price[g] / split * FIXED_PER_UNIT)


def total_published(stream: PublishedStream, prices: np.ndarray, *, threads: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Return supply and demand of every good at ``prices`` (n,), (n,) int64 fixed point each, as the lines of `published_columns` sum up.

    Raises OverflowError where a total of one block of councils leaves the range in which whole
    numbers add up exactly.
    """
    model = stream.model
    n, h = len(model.goods), len(model.income)
    places = np.concatenate([np.arange(n)[model.places(name)] for name in ("private", "public")])
    # A public good costs each of h councils 1/h of its price, and the mean of their wishes is requested.
    price = np.where(np.arange(len(places)) >= len(places) // 2, prices[places] / h, prices[places])

    def make(_) -> tuple[np.ndarray, np.ndarray]:
        output, _, inputs = answer_published_workers(model, prices)
        supply, demand = to_fixed(model.endowment), np.zeros(n, dtype=np.int64)
        np.add.at(supply, model.output, to_fixed(output, "proposal"))
        np.add.at(demand, model.good, to_fixed(inputs, "proposal"))
        return supply, demand

    def ask(first: int) -> np.ndarray:
        asked = np.zeros(len(places))
        _sum_wishes(stream.spending[first:first + _COUNCILS_PER_BLOCK], price, float(h), asked)
        if not (asked < _EXACT_BELOW).all():
            raise OverflowError(f"consumer councils {first} to {first + _COUNCILS_PER_BLOCK - 1} ask for {asked.max() / FIXED_PER_UNIT:.3g} units of one good; "
                                f"{_EXACT_BELOW / FIXED_PER_UNIT:.3g} can be summed exactly: look for a price near zero")
        return asked.astype(np.int64)

    blocks = range(0, h, _COUNCILS_PER_BLOCK)
    if threads <= 1:
        (supply, demand), asked = make(None), sum(map(ask, blocks))
    else:
        with ThreadPoolExecutor(threads) as pool:
            made, wishes = pool.submit(make, None), list(pool.map(ask, blocks))
            (supply, demand), asked = made.result(), sum(wishes)
    demand[places] += asked
    return supply, demand
