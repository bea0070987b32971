"""Techniques and tastes that have moved since last year, so that last year's totals no longer tell all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from parecon.economy import Consumers, Economy, Society, Workers

__all__ = ["drift_society", "shock_society"]


def drift_society(economy: Economy, society: Society, *, seed: int, charter) -> Society:
    """Return ``society`` with moved habits: what an industry uses of a product, and what all neighbourhoods want of it.

    One lognormal factor for each industry and product (charter: society.technique_drift)
    and one for each product (society.taste_drift). What a worker council no longer
    spends on inputs its value added earns, down to half of last year's, below which its
    inputs follow; baskets keep their cost. With both rows at 0 nothing changes. Source:
    algorithm.md 11, where 1 % and 2 % were used.
    """
    technique, taste = charter["society.technique_drift"], charter["society.taste_drift"]
    rng = np.random.Generator(np.random.PCG64(seed))
    nests = 1 + max(int(block.max(initial=0)) for block in (society.workers.in_nest, society.consumers.nest))
    bound = charter["society.spread_bound"]
    moved = np.exp(technique * np.clip(rng.standard_normal((len(economy.rows), nests)), -bound, bound))
    wished = np.exp(taste * np.clip(rng.standard_normal(nests), -bound, bound))
    workers = _move_inputs(economy, society, moved) if technique > 0 else society.workers
    consumers = _move_wishes(society, wished) if taste > 0 else society.consumers
    return replace(society, workers=workers, consumers=consumers)


def shock_society(economy: Economy, society: Society, *, seed: int, goods: int, factor: float) -> Society:
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
    workers = _move_inputs(economy, society, np.tile(moved, (len(economy.rows), 1)))
    return replace(society, workers=workers, consumers=_move_wishes(society, moved))


def _move_inputs(economy: Economy, society: Society, moved: np.ndarray) -> Workers:
    workers, price = society.workers, society.benchmark_prices
    owner = np.repeat(np.arange(len(workers.council)), np.diff(workers.in_start))
    quantity = workers.in_quantity * moved[economy.councils.row[workers.council][owner], workers.in_nest]
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
