"""Neighbourhoods whose wishes end: quadratic utility, with a price at which a good is not wanted and an amount that is enough."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from parecon.economy import Economy, Society
from parecon.proposals import Announcement, ProposalBatch
from parecon.proposals.batch import make_batch
from parecon.quantities import FIXED_PER_UNIT

__all__ = ["satiate", "spend_quadratic"]

_EVERY = 3
_LEAST_MORE, _MOST_MORE = 0.5, 1.5
_HALVINGS = 80


def satiate(answer: Callable[[Announcement], ProposalBatch], economy: Economy, society: Society,
            seed: int) -> Callable[[Announcement], ProposalBatch]:
    """Return ``answer`` with the requests of every third neighbourhood by quadratic utility, calibrated at the benchmark.

    A neighbourhood that requested b of a good has enough at (1 + s) b, s between 0.5 and
    1.5 by lot, and would ask for none at (1 + s) / s times its relative price. Hours
    offered are as before, emissions of its own follow its requests. Source: algorithm.md 2
    (misspecified consumers).
    """
    wishes, benchmark = society.consumers, society.benchmark_prices
    chosen = np.arange(len(wishes.council)) % _EVERY == 0
    rng = np.random.Generator(np.random.PCG64([seed, 3]))
    lengths = np.diff(wishes.start)
    more = np.repeat(rng.uniform(_LEAST_MORE, _MOST_MORE, len(wishes.council)), lengths)
    line = np.repeat(chosen, lengths)
    owner = (np.cumsum(chosen) - 1)[np.repeat(np.arange(len(lengths)), lengths)][line]

    def satiated(said: Announcement) -> ProposalBatch:
        batch = answer(said)
        at = np.searchsorted(batch.council, wishes.council)
        place = np.repeat(batch.start[at] - wishes.start[:-1], lengths) + np.arange(len(line))
        unit, was = (prices[wishes.good] + prices[wishes.pollutant] @ wishes.emission for prices in (said.prices, benchmark))
        budget = said.budgets[wishes.council][chosen] / FIXED_PER_UNIT
        amount = spend_quadratic(wishes.quantity[line], more[line], ((unit / np.where(was > 0, was, 1.0))[line], unit[line]), (owner, budget))
        quantity = batch.quantity.copy()
        quantity[place[line]] = -np.floor(amount * FIXED_PER_UNIT).astype(np.int64)
        for number, rate in enumerate(wishes.emission):
            emitted = np.bincount(owner, amount * rate[line], int(chosen.sum()))
            quantity[(batch.start[at] + lengths)[chosen] + number] = -np.floor(emitted * FIXED_PER_UNIT).astype(np.int64)
        return make_batch(batch.round, {**batch.columns(), "quantity": quantity})

    return satiated


def spend_quadratic(wanted, more, prices, purse) -> np.ndarray:
    """Return amounts (l,) max(0, (1 + s) - s m r) of what was wanted, with m >= 0 for each owner such that its budget is kept.

    wanted: (l,) units at the benchmark; more: (l,) s; prices: (l,) over the
    benchmark's, and (l,) in credits; purse: owner (l,) and budget (k,) credits.
    """
    owner, budget = purse
    relative, unit = prices

    def amounts(weight):
        return wanted * np.maximum(1.0 + more - more * weight[owner] * relative, 0.0)

    def spent(weight):
        return np.bincount(owner, amounts(weight) * unit, len(budget))

    low, high = np.zeros(len(budget)), np.ones(len(budget))
    while (over := spent(high) > budget).any():
        high = np.where(over, 2.0 * high, high)
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        over = spent(middle) > budget
        low, high = np.where(over, middle, low), np.where(over, high, middle)
    return amounts(np.where(spent(low) <= budget, low, high))
