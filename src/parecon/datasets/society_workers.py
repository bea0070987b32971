"""Worker councils around the industries of a national table."""

from __future__ import annotations

import numpy as np

from parecon.datasets.society_ground import Ground, entries
from parecon.datasets.society_scatter import Cells, Lines, Scatter, bounded_lognormal, bounded_normal, share_cells, share_evenly
from parecon.datasets.tables import NationalTables
from parecon.economy import Workers

__all__ = ["build_workers", "council_counts", "social_rates", "variety_sigmas"]

_ROUNDS_OF_BALANCING = 12


def council_counts(tables: NationalTables, ground: Ground, size: float, charter) -> np.ndarray:
    """Return the number of worker councils of each industry with output, (j,); an industry without labour has one."""
    wanted = np.rint(np.minimum(ground.persons / charter["society.persons_per_worker_council"] * size, ground.persons)).astype(np.int64)
    return np.where(tables.labour_cost[ground.industries] > 0, np.maximum(wanted, 1), 1)


def social_rates(tables: NationalTables, ground: Ground, charter) -> np.ndarray:
    """Return the social charge per credit of output by industry with output, (j,).

    What permits cost at last year's prices is taken out of it; an industry that would
    add no value at all is charged so much less that it adds the charter's floor.
    """
    at = ground.industries
    permits = sum((tables.emissions[name][at] * (ground.price[i] / ground.credit) for name, i in ground.pollutants.items()), np.zeros(len(at)))
    added = tables.labour_cost[at] + tables.capital_charge[at]
    lacking = np.where(added > 0, 0.0, charter["society.value_added_floor"] * tables.output[at])
    return (tables.social_charge[at] - permits - lacking) / tables.output[at]


def variety_sigmas(products: int, charter, rng: np.random.Generator) -> np.ndarray:
    """Return the elasticity of substitution between the varieties of each product, (G,)."""
    return rng.uniform(charter["society.variety_sigma_min"], charter["society.variety_sigma_max"], products)


def build_workers(tables: NationalTables, ground: Ground, counts: np.ndarray, tools: dict) -> Workers:
    """Return all worker councils, industry by industry, whose lines sum to the cells of ``tables``.

    tools: charter, rng, variety_sigma (G,), rates (j,), size_this_year (j,).
    """
    charter, rng, rates = tools["charter"], tools["rng"], tools["rates"]
    start = np.concatenate([[0], np.cumsum(counts)])
    industry = np.repeat(np.arange(len(counts)), counts)
    outputs = _outputs(tables, ground, start, tools)
    revenue = np.bincount(outputs.council, outputs.worth, len(industry))
    net = revenue * (1.0 - rates[industry])
    cells = _input_cells(tables, ground)
    inputs, own = _inputs(cells, net, (start, industry), tools)
    hours, capital = _factors(tables, ground, (own, revenue, industry), (charter, rng))
    unlike = _unlike(charter, (revenue, net, own, hours + capital), industry, len(counts))
    if len(unlike):
        inputs = share_evenly(inputs, cells, net, start, groups=unlike)
        hours, capital = (_even_out(worth, net, industry, unlike) for worth in (hours, capital))
    at_price = ground.price / ground.credit
    price = ground.price
    in_good = cells.good[inputs.cell]
    in_quantity = inputs.worth / at_price[in_good]
    out_good = outputs.cell
    own_value = (1.0 - rates[industry]) * np.bincount(outputs.council, outputs.worth * price[out_good], len(industry))
    own_value -= np.bincount(inputs.council, in_quantity * price[in_good], len(industry))
    nest = cells.nest[inputs.cell]
    sigma = np.append(tools["variety_sigma"], np.zeros(len(ground.pollutants)))[nest]
    paid = tables.labour_cost[ground.industries].sum()
    # Not divided by the price, which is rounded: hours must sum to those of the table.
    labour = hours * (ground.standard.sum() / paid) if ground.labour >= 0 else np.zeros(len(industry))
    return Workers(
        council=np.arange(len(industry)), out_start=outputs.start, out_good=out_good.astype(np.int32), out_quantity=outputs.worth,
        in_start=inputs.start, in_good=in_good.astype(np.int32), in_quantity=in_quantity, in_nest=nest.astype(np.int32), nest_sigma=sigma,
        labour=labour, capital=capital, own_value=own_value, size=tools["size_this_year"][industry], social_rate=rates[industry],
        **_parameters(tables, ground, industry, tools))


def _parameters(tables: NationalTables, ground: Ground, industry: np.ndarray, tools: dict) -> dict[str, np.ndarray]:
    charter, rng, w = tools["charter"], tools["rng"], len(industry)

    def between(name: str) -> np.ndarray:
        return rng.uniform(charter[f"society.{name}_min"], charter[f"society.{name}_max"], w)

    low = charter["society.inputs_sigma_min"]
    fixed = rng.random(w) < charter["society.inputs_fixed_share"]
    full = rng.random(w) < charter["society.at_capacity_share"]
    labourless = (tables.labour_cost[ground.industries] <= 0)[industry]
    return {
        "sigma_inputs": np.where(fixed, low, between("inputs_sigma")), "sigma_value": between("value_sigma"), "transform": between("transform"),
        "size_elasticity": np.where(labourless, 0.0, between("size_elasticity")),
        "capacity": np.where(full & ~labourless, 1.0, between("capacity")),
    }


def _outputs(tables: NationalTables, ground: Ground, start: np.ndarray, tools: dict) -> Lines:
    """Return output lines; ``cell`` is the position of the good. The main product goes to all, small joint ones to few."""
    charter, rng = tools["charter"], tools["rng"]
    group, product, worth = _of_industries(ground, *entries(tables.make))
    whole = np.bincount(group, worth, len(start) - 1)
    largest = np.lexsort((product, -worth, group))
    main = np.zeros(len(group), dtype=bool)
    main[largest[np.append(True, np.diff(group[largest]) > 0)]] = True
    cells = Cells(group, product, ground.domestic[product], worth, main)
    sizes = bounded_lognormal(rng, charter["society.persons_per_worker_council_spread"], start[-1], charter["society.spread_bound"])
    of_group = np.repeat(np.arange(len(start) - 1), np.diff(start))
    sizes = sizes / np.bincount(of_group, sizes)[of_group] * whole[of_group]
    share = worth / whole[group] / charter["society.joint_product_share"]
    chance = np.where(main, 1.0, np.clip(share, np.minimum(1.0, charter["society.councils_per_cell_min"] / np.diff(start))[group], 1.0))
    drawn = share_cells(cells, sizes, start, Scatter(rounds=0, chance=chance), rng=rng)
    return Lines(drawn.council, cells.good[drawn.cell], drawn.worth, drawn.start)


def _of_industries(ground: Ground, industry: np.ndarray, product: np.ndarray, worth: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return group, product and worth of the entries whose industry has output; groups count these industries only."""
    group = np.full(max(int(industry.max(initial=0)), int(ground.industries.max())) + 1, -1)
    group[ground.industries] = np.arange(len(ground.industries))
    kept = group[industry] >= 0
    return group[industry[kept]], product[kept], worth[kept]


def _input_cells(tables: NationalTables, ground: Ground) -> Cells:
    """Return the input cells of all industries, varieties of one product side by side, pollutants last."""
    found = []
    for at, use in ((ground.domestic, tables.use_domestic), (ground.imported, tables.use_imported)):
        product, industry, worth = entries(use)
        group, product, worth = _of_industries(ground, industry, product, worth)
        found.append((group, product, at[product], worth, np.zeros(len(group), dtype=bool)))
    for k, (name, good) in enumerate(ground.pollutants.items()):
        amount = tables.emissions[name][ground.industries]
        group = np.flatnonzero(amount)
        worth = amount[group] * (ground.price[good] / ground.credit)
        found.append((group, np.full(len(group), len(tables.products) + k), np.full(len(group), good), worth, np.ones(len(group), dtype=bool)))
    group, nest, good, worth, always = (np.concatenate(column) for column in zip(*found))
    order = np.lexsort((good, nest, group))
    return Cells(group[order], nest[order], good[order], worth[order], always[order])


def _inputs(cells: Cells, net: np.ndarray, place, tools: dict) -> tuple[Lines, np.ndarray]:
    """Return input lines, and what each council's value added earns, (w,) in currency."""
    start, industry = place
    charter, rng = tools["charter"], tools["rng"]
    whole = np.bincount(cells.group, cells.worth, len(start) - 1)
    added = 1.0 - whole / np.bincount(industry, net)
    apart = bounded_normal(rng, charter["society.value_added_spread"], len(net), charter["society.spread_bound"])
    least = np.minimum(1.0, 0.5 * np.divide(1.0 - added, added, out=np.ones_like(added), where=added > 0))
    apart = np.clip(apart, -least[industry], least[industry])
    target = net * (1.0 - added[industry] * (1.0 + apart))
    target *= (whole / np.maximum(np.bincount(industry, target), 1e-300))[industry]
    scatter = Scatter(charter["society.input_lines_mean"], charter["society.councils_per_cell_min"], charter["society.big_input_share"],
                      charter["society.coefficient_spread"], charter["society.spread_bound"])
    lines = share_cells(cells, target, start, scatter, rng=rng)
    return lines, net - np.bincount(lines.council, lines.worth, len(net))


def _factors(tables: NationalTables, ground: Ground, councils, tools) -> tuple[np.ndarray, np.ndarray]:
    """Return the worth of hours and of capital of every council, (w,) each; their sums by industry are those of the table."""
    own, revenue, industry = councils
    charter, rng = tools
    cost, charge = tables.labour_cost[ground.industries], tables.capital_charge[ground.industries]
    if ground.labour < 0:
        cost = np.zeros_like(cost)
    off = bounded_normal(rng, charter["society.ratio_spread"], len(own), charter["society.spread_bound"]) * revenue
    off = np.clip(off, -0.4 * np.abs(own), 0.4 * np.abs(own))
    target = np.maximum(own + off, 1e-12 * revenue)
    both = cost + charge
    target *= (both / np.bincount(industry, target))[industry]
    lean = bounded_lognormal(rng, charter["society.coefficient_spread"], len(own), charter["society.spread_bound"])
    share = np.divide(cost, both, out=np.zeros_like(both), where=both > 0)[industry]
    hours, capital = target * share * lean, target * (1.0 - share)
    for _ in range(_ROUNDS_OF_BALANCING):
        fit = target / np.where(hours + capital > 0, hours + capital, 1.0)
        hours, capital = _meet(hours * fit, cost, industry), _meet(capital * fit, charge, industry)
    return hours, capital


def _meet(worth: np.ndarray, whole: np.ndarray, industry: np.ndarray) -> np.ndarray:
    """Return ``worth`` scaled so that every industry's sum is ``whole``."""
    sums = np.bincount(industry, worth, len(whole))
    return worth * np.divide(whole, sums, out=np.zeros_like(sums), where=sums > 0)[industry]


def _even_out(worth: np.ndarray, net: np.ndarray, industry: np.ndarray, unlike: np.ndarray) -> np.ndarray:
    """Return ``worth`` with the sums of the industries ``unlike`` shared in proportion to ``net``."""
    whole, sums = np.bincount(industry, worth), np.bincount(industry, net)
    return np.where(np.isin(industry, unlike), net * (whole / sums)[industry], worth)


def _unlike(charter, worths, industry: np.ndarray, groups: int) -> np.ndarray:
    """Return the industries that hold a council outside the charter's bounds, ascending."""
    revenue, net, own, factors = worths
    added = (np.bincount(industry, own, groups) / np.bincount(industry, net, groups))[industry]
    usual = np.bincount(industry, factors, groups) / np.bincount(industry, own, groups)
    # Where an industry as a whole earns more than its hours and capital, its councils are compared with it.
    cost = revenue - own + factors + own * (1.0 - usual[industry])
    bad = (np.abs(revenue / cost - 1.0) > charter["society.ratio_bound"]) | (own < charter["society.value_added_kept_min"] * added * net)
    alone = np.bincount(industry, minlength=groups) == 1
    return np.flatnonzero((np.bincount(industry, bad, groups) > 0) & ~alone)
