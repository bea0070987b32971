"""Techniques and tastes that have moved since last year, so that last year's totals no longer tell all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from parecon.economy import Consumers, Economy, Society, Workers

__all__ = ["drift_society", "shock_society"]

_DRAWN_AT_ONCE = 2**22


def drift_society(economy: Economy, society: Society, *, seed: int, charter) -> Society:
    """Return ``society`` with moved habits: what an industry uses of a product, and what all neighbourhoods want of it.

    One lognormal factor for each industry and product (charter: society.technique_drift)
    and one for each product (society.taste_drift). What a worker council no longer
    spends on inputs its value added earns, down to half of last year's, below which its
    inputs follow; baskets keep their cost. With both rows at 0 nothing changes. Source:
    algorithm.md 11, where 1 % and 2 % were used.
    """
    technique, taste = charter["society.technique_drift"], charter["society.taste_drift"]
    if technique <= 0 and taste <= 0:
        return society
    rng = np.random.Generator(np.random.PCG64(seed))
    nests = 1 + max(int(block.max(initial=0)) for block in (society.workers.in_nest, society.consumers.nest))
    bound = charter["society.spread_bound"]
    drawn = _draw_inputs(rng, economy, society.workers, nests)
    wished = np.exp(taste * np.clip(rng.standard_normal(nests), -bound, bound))
    workers = _move_inputs(society, np.exp(technique * np.clip(drawn, -bound, bound))) if technique > 0 else society.workers
    consumers = _move_wishes(society, wished) if taste > 0 else society.consumers
    return replace(society, workers=workers, consumers=consumers)


def _draw_inputs(rng: np.random.Generator, economy: Economy, workers: Workers, nests: int) -> np.ndarray:
    """Return a normal draw for every input line (l,), the same for all councils of an industry; drawn in blocks of rows, so that memory stays small."""
    row = np.repeat(economy.councils.row[workers.council], np.diff(workers.in_start))
    order = np.argsort(row, kind="stable")
    drawn, done = np.empty(len(row)), 0
    step = max(1, _DRAWN_AT_ONCE // nests)
    for first in range(0, len(economy.rows), step):
        block = rng.standard_normal((min(step, len(economy.rows) - first), nests))
        upto = int(np.searchsorted(row, first + len(block), sorter=order))
        lines = order[done:upto]
        drawn[lines], done = block[row[lines] - first, workers.in_nest[lines]], upto
    return drawn


def shock_society(society: Society, *, seed: int, goods: int, factor: float) -> Society:
    """Return ``society`` after a structural shock that last year's totals know nothing of.

    What all industries use of some products, and what all neighbourhoods want of them,
    moves by ``factor`` up or down, each of ``goods`` composites by lot; baskets keep their
    cost, and what councils save or spend on inputs their value added earns. Source: the
    issue of seven rounds, "ten goods' tastes or techniques move by half".
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    known = np.unique(np.concatenate([society.workers.in_nest, society.consumers.nest]))
    moved = np.ones(int(known.max(initial=0)) + 1)
    chosen = rng.choice(known, min(goods, len(known)), replace=False)
    moved[chosen] = factor ** rng.choice([-1.0, 1.0], len(chosen))
    workers = _move_inputs(society, moved[society.workers.in_nest])
    return replace(society, workers=workers, consumers=_move_wishes(society, moved))


def _move_inputs(society: Society, moved: np.ndarray) -> Workers:
    """Return the workers with each input line (l,) moved by its factor."""
    workers, price = society.workers, society.benchmark_prices
    owner = np.repeat(np.arange(len(workers.council)), np.diff(workers.in_start))
    quantity = workers.in_quantity * moved
    before, after = (np.bincount(owner, part * price[workers.in_good], len(workers.council)) for part in (workers.in_quantity, quantity))
    most = before + 0.5 * workers.own_value
    fit = np.minimum(1.0, most / np.where(after > 0, after, 1.0))
    return replace(workers, in_quantity=quantity * fit[owner], own_value=workers.own_value + before - after * fit)


def _move_wishes(society: Society, wished: np.ndarray) -> Consumers:
    wishes = society.consumers
    owner = np.repeat(np.arange(len(wishes.council)), np.diff(wishes.start))
    unit = society.benchmark_prices[wishes.good]
    unit = unit + society.benchmark_prices[wishes.pollutant] @ wishes.emission
    factor = wished[wishes.nest]
    before, after = (np.bincount(owner, part * unit, len(wishes.council)) for part in (wishes.quantity, wishes.quantity * factor))
    factor = factor * (before / np.where(after > 0, after, 1.0))[owner]
    return replace(wishes, quantity=wishes.quantity * factor, subsistence=wishes.subsistence * factor)
