"""From a national table to an economy and its simulated society, calibrated so that last year stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from parecon.datasets.collective import Commons, build_collective, drift_needs, levels_of
from parecon.datasets.coming_year import ComingYear
from parecon.datasets.good_sheets import write_sheets
from parecon.datasets.pollution import Harm, abate_by_industry, build_communities, find_harms, place_harm
from parecon.datasets.society_consumers import build_consumers, build_requests, settle_people
from parecon.datasets.society_drift import drift_society
from parecon.datasets.society_federations import build_councils, build_federations, members_of_councils
from parecon.datasets.society_ground import Ground, lay_ground
from parecon.datasets.society_workers import build_workers, council_counts, social_rates, variety_sigmas
from parecon.datasets.tables import NationalTables
from parecon.economy import Consumers, CouncilKind, Economy, FixedRequests, Row, RowTotals, Society, TradeDesk, Workers
from parecon.quantities import to_fixed

__all__ = ["build_society"]


def build_society(tables: NationalTables, *, seed: int, charter, size: float = 1.0, coming: ComingYear | None = None,
                  permits: Mapping[str, float] | None = None, harms: Mapping[str, Harm] | None = None) -> tuple[Economy, Society]:
    """Return the economy of ``tables`` and simulated councils whose lines sum to its cells.

    size: number of councils relative to the real one; coming: hours and capital of the
    year to be planned, else the year of the tables itself; permits: hard cap on each
    pollutant, as a change on last year (-0.05 is 5 % less); harms: whom each pollutant
    harms (the others: everybody alike). At last year's prices and with neither,
    every council proposes what it did and every gap vanishes; habits drift only in a
    coming year, and only if the charter says so. The same seed gives the
    same society. Raises ValueError for a size that is not positive, a permit change
    below -1, a pollutant or a place there is not, or a coming year of other industries.

    >>> from parecon.charter import default_charter
    >>> from parecon.datasets import read_sweden
    >>> economy, society = build_society(read_sweden(2013), seed=1, charter=default_charter(), size=0.01)
    >>> len(economy.rows), economy.goods[0].unit
    (68, 'million SEK of 2013')
    """
    _check(tables, size, coming, permits or {})
    rng = np.random.Generator(np.random.PCG64(seed))
    harms = find_harms(tables, charter, harms)
    ground = lay_ground(tables, charter, harms)
    counts = council_counts(tables, ground, size, charter)
    shared = {"charter": charter, "variety_sigma": variety_sigmas(len(tables.products), charter, rng)}
    workers = build_workers(tables, ground, counts, shared | {
        "rng": rng, "rates": social_rates(tables, ground, charter), "size_this_year": _size_this_year(tables, ground, coming)})
    workers = abate_by_industry(workers, ground, np.repeat(np.arange(len(counts)), counts), (charter, seed))
    people, first = settle_people(ground, size, charter, rng), len(workers.council)
    levels = levels_of(charter) if tables.final_domestic["government"].any() or tables.final_imported["government"].any() else ()
    rows = _rows(tables, ground, levels, harms)
    tree = build_federations(tables, rows, len(people.members), charter)
    boards = first + len(people.members)
    harmed = place_harm(ground, harms, people.members, (tree[0], tree[1][:len(people.members)]))
    commons = _commons(tables, ground, (tree, people), {
        "charter": charter, "seed": seed, "first": first, "after": 1 + (ground.exchange >= 0) + len(harmed.points)}) if levels else None
    consumers, people, spent = build_consumers(tables, ground, people, shared | {
        "rng": rng, "first": first, "hours_factor": coming.hours_factor if coming else 1.0, "charged": None if commons is None else commons.charged,
        "compensation": harmed.compensation})
    requests = build_requests(tables, ground, boards, shared | {"commons": commons})
    desk = boards + len(requests.council)
    trade = _trade(tables, ground, desk, (charter, rng))
    last = desk + (trade is not None)
    communities, affected = build_communities(ground, harms, harmed, {
        "charter": charter, "seed": seed, "permits": permits or {}, "members": people.members, "first": first, "community": last,
        "region": np.arange(len(people.members)) // charter["society.federation_sizes"][0]})
    budgets = np.zeros(last + len(communities))
    budgets[consumers.council] = spent
    society = Society(ground.price, budgets, ground.labour, ground.capital, ground.exchange, workers, consumers, requests, trade,
                      None if commons is None else commons.tastes, ground.notes, affected)
    economy = _economy(tables, ground, (society, people, counts), (charter, coming, permits or {}), (rows, tree, commons, communities))
    return economy, _drift(economy, society, (seed, charter)) if coming else society


def _commons(tables: NationalTables, ground: Ground, given, tools) -> Commons:
    """Return the collective goods of all places."""
    (federations, leaf), people = given
    return build_collective(tables, ground, (federations, leaf[:len(people.members)], people), tools)


def _drift(economy: Economy, society: Society, given) -> Society:
    seed, charter = given
    moved = drift_society(economy, society, seed=seed, charter=charter)
    if economy.collective is None:
        return moved
    return replace(moved, collective=drift_needs(economy.collective, society.collective, seed=seed, charter=charter))


def _check(tables: NationalTables, size: float, coming: ComingYear | None, permits: Mapping[str, float]) -> None:
    if not (np.isfinite(size) and size > 0):
        raise ValueError(f"size is {size}; give a positive number, 1 for about 100 people in a worker council")
    if coming is not None and coming.capital_factor.shape != (len(tables.industries),):
        raise ValueError(f"the coming year has {coming.capital_factor.size} capital factors for the {len(tables.industries)} industries of "
                         f"{tables.name}; give one for every industry, in their order")
    for name, change in permits.items():
        if name not in tables.emissions:
            raise ValueError(f"permits.{name}: {tables.name} has no such pollutant; it has {', '.join(tables.emissions) or 'none'}")
        if not change >= -1:
            raise ValueError(f"permits.{name} change by {change}; no less than -1 (no permits at all) is possible")


def _size_this_year(tables: NationalTables, ground: Ground, coming: ComingYear | None) -> np.ndarray:
    """Return the size of each industry's councils this year, (j,): capital and persons by their shares of value added."""
    at = ground.industries
    if coming is None:
        return np.ones(len(at))
    cost, charge = tables.labour_cost[at], tables.capital_charge[at]
    share = np.divide(charge, cost + charge, out=np.zeros(len(at)), where=cost + charge > 0)
    return coming.capital_factor[at] ** share * coming.hours_factor ** (1.0 - share)


def _trade(tables: NationalTables, ground: Ground, council: int, tools) -> TradeDesk | None:
    if ground.exchange < 0:
        return None
    charter, rng = tools
    sold, sold_on = (np.flatnonzero(final["exports"]) for final in (tables.final_domestic, tables.final_imported))
    answer = rng.uniform(charter["society.export_elasticity_min"], charter["society.export_elasticity_max"], len(sold))
    return TradeDesk(
        council, np.concatenate([ground.domestic[sold], ground.imported[sold_on]]).astype(np.int32),
        np.concatenate([tables.final_domestic["exports"][sold], tables.final_imported["exports"][sold_on]]),
        # What is bought abroad and sold on costs the same abroad at any rate of exchange.
        np.concatenate([answer, np.zeros(len(sold_on))]))


def _rows(tables: NationalTables, ground: Ground, levels: tuple[str, ...], harms: Mapping[str, Harm]) -> tuple[Row, ...]:
    rows = [Row(tables.industries[j], tables.industry_names[j], CouncilKind.WORKER) for j in ground.industries]
    rows.append(Row("households", "neighbourhoods", CouncilKind.CONSUMER))
    rows += [Row(f"collective-{level}", f"collective consumption, {level}", CouncilKind.COLLECTIVE) for level in levels] or [
        Row("government", "collective consumption", CouncilKind.COLLECTIVE)]
    rows.append(Row("investment", "investment", CouncilKind.INVESTMENT))
    rows += [Row("trade", "foreign trade", CouncilKind.TRADE)] if ground.exchange >= 0 else []
    rows += [Row(f"affected-{name}", f"those affected by {name}", CouncilKind.COMMUNITY) for name in ground.pollutants if name in harms]
    return tuple(rows)


def _economy(tables: NationalTables, ground: Ground, built, *parts) -> Economy:
    society, people, counts = built
    (charter, coming, permits), (rows, (federations, leaf), commons, communities) = parts
    collective = None if commons is None else commons.collective
    working = members_of_councils(ground.persons, counts, society.workers.labour)
    councils = build_councils((counts, working, people.members), leaf, rows, None if commons is None else commons.places)
    households = society.consumers.council
    columns = {name: np.zeros(len(councils)) for name in ("hours", "effort", "not_working")}
    for name, values in (("hours", society.consumers.hours), ("effort", people.effort), ("not_working", people.not_working)):
        columns[name][households] = values
    endowment, claim = _given(tables, ground, society, (coming, permits, {c.pollutant for c in communities}))
    world = np.zeros(len(ground.goods))
    world[ground.imported[ground.imported >= 0]] = 1.0
    rate, clock = np.zeros(len(rows)), np.ones(len(rows))
    rate[:len(counts)] = social_rates(tables, ground, charter)
    if ground.labour >= 0:
        clock[:len(counts)] = np.divide(tables.hours[ground.industries], ground.standard, out=np.ones(len(counts)), where=ground.standard > 0)
    year = coming.year if coming else tables.year
    coming_size = np.ones(len(rows))
    coming_size[:len(counts)] = _size_this_year(tables, ground, coming)
    return Economy(
        name=tables.name.replace(str(tables.year), str(year)), year=year, goods=ground.goods, federations=federations, rows=rows, councils=councils,
        endowment=endowment, claim=claim, world_price=world, last_prices=ground.price, last_totals=_last_totals(ground, society, councils),
        social_rate=rate, last_elasticity=np.full(len(rows), -1.0), clock_hours=clock, coming_size=coming_size,
        collective=collective, communities=communities, sheets=write_sheets(tables, ground, charter), source=_source(tables, ground, coming), **columns)


def _source(tables: NationalTables, ground: Ground, coming: ComingYear | None) -> dict[str, str]:
    told = {f"file {i + 1}": f"{p.publisher}, {p.licence}, {p.source_file}, SHA-256 {p.sha256}" for i, p in enumerate(tables.origin)}
    told |= {f"note {i + 1}": note for i, note in enumerate(ground.notes)}
    return {"table": tables.name, "currency": tables.currency_unit, "million credits per unit of currency": repr(ground.credit)} | told | (
        {"coming year": coming.note} if coming else {})


def _given(tables: NationalTables, ground: Ground, society: Society, plan) -> tuple[np.ndarray, np.ndarray]:
    """Return endowment and claim, (n,) fixed point: capital, permits that nobody votes on, releases from stocks; trade surplus."""
    coming, permits, permitted = plan
    endowment, claim = np.zeros(len(ground.goods)), np.zeros(len(ground.goods))
    for at, release in ((ground.domestic, tables.stock_release_domestic), (ground.imported, tables.stock_release_imported)):
        there = at >= 0
        endowment[at[there]] += release[there]
    if ground.capital >= 0:
        factor = coming.capital_factor[ground.industries] if coming else np.ones(len(ground.industries))
        endowment[ground.capital] = tables.capital_charge[ground.industries] @ factor
    for name, at in ground.pollutants.items():
        # Where those affected permit a pollutant, nobody else supplies permits; without them a long-term plan does.
        endowment[at] = 0.0 if name in permitted else ground.emitted[name] * (1.0 + permits.get(name, 0.0))
    if ground.exchange >= 0:
        # Exports less imports as the lines have them, for the published surplus may be rounded.
        surplus = float(society.trade.quantity.sum() - tables.imports.sum())
        (claim if surplus >= 0 else endowment)[ground.exchange] = abs(surplus)
    return to_fixed(endowment, "endowment"), to_fixed(claim, "claim")


def _last_totals(ground: Ground, society: Society, councils) -> RowTotals:
    """Return last year's sums by row and good at the benchmark, as sorted cells."""
    w, c, q, t = society.workers, society.consumers, society.requests, society.trade
    parts = [(w.council, w.out_start, w.out_good, w.out_quantity), (w.council, w.in_start, w.in_good, -w.in_quantity),
             (c.council, c.start, c.good, -c.quantity), (q.council, q.start, q.good, -q.quantity)]
    single = [(w.council, ground.labour, -w.labour), (w.council, ground.capital, -w.capital), (c.council, ground.labour, _last_hours(ground, c))]
    owner = np.repeat(np.arange(len(c.council)), np.diff(c.start))
    single += [(c.council, at, -np.bincount(owner, emission * c.quantity, len(c.council))) for at, emission in zip(c.pollutant, c.emission)]
    single += [(np.array([a.council]), a.pollutant, np.array([a.benchmark])) for a in society.affected]
    if t is not None:
        parts.append((np.array([t.council]), np.array([0, len(t.good)]), t.good, -t.quantity))
        single.append((np.array([t.council]), ground.exchange, np.array([t.quantity.sum()])))
    row, good, amount = [], [], []
    for council, start, goods, quantity in parts:
        row.append(np.repeat(councils.row[council], np.diff(start)))
        good.append(goods)
        amount.append(quantity)
    for council, at, quantity in single:
        if at >= 0:
            row.append(councils.row[council])
            good.append(np.full(len(council), at))
            amount.append(quantity)
    return _sum_cells(np.concatenate(row), np.concatenate(good), np.concatenate(amount), len(ground.goods))


def _last_hours(ground: Ground, consumers: Consumers) -> np.ndarray:
    total = consumers.hours.sum()
    return consumers.hours * (ground.standard.sum() / total) if total > 0 else consumers.hours


def _sum_cells(row: np.ndarray, good: np.ndarray, amount: np.ndarray, goods: int) -> RowTotals:
    cell = row.astype(np.int64) * goods + good
    size = int(cell.max()) + 1
    # Numbering the cells that occur takes a sort, which only pays where the grid is much larger than the lines.
    keys, cell = np.unique(cell, return_inverse=True) if size > 4 * len(cell) else (np.arange(size), cell)
    supply, use = (np.bincount(cell, part, len(keys)) for part in (np.maximum(amount, 0.0), np.maximum(-amount, 0.0)))
    there = np.flatnonzero((supply > 0) | (use > 0))
    return RowTotals((keys[there] // goods).astype(np.int32), (keys[there] % goods).astype(np.int32),
                     to_fixed(supply[there], "last year's supply"), to_fixed(use[there], "last year's use"))
