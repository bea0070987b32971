"""Neighbourhood councils around the household column of a national table, and fixed requests of boards."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from parecon.datasets.collective import place_requests
from parecon.datasets.society_ground import Ground
from parecon.datasets.society_scatter import Cells, Scatter, bounded_lognormal, share_cells, split_whole
from parecon.datasets.tables import NationalTables
from parecon.economy import Consumers, FixedRequests, average_allowance

__all__ = ["People", "build_consumers", "build_requests", "settle_people"]


@dataclass(frozen=True)
class People:
    """Neighbourhoods, one entry each.

    members, not_working: (k,) persons; hours: (k,) million standard hours; effort: (k,),
    1 on average; gross: (k,) credits earned and allowed, before collective consumption.
    """

    members: np.ndarray
    not_working: np.ndarray
    hours: np.ndarray
    effort: np.ndarray
    gross: np.ndarray


def settle_people(ground: Ground, size: float, charter, rng: np.random.Generator) -> People:
    """Return neighbourhoods with their members, hours, effort and gross income when an hour at average effort earns one credit."""
    count = min(max(1, round(ground.population / charter["society.persons_per_neighbourhood"] * size)), ground.population)
    bound = charter["society.spread_bound"]
    members = split_whole(ground.population, bounded_lognormal(rng, charter["society.persons_per_neighbourhood_spread"], count, bound))
    at_work = min(float(ground.persons.sum()), 0.98 * ground.population)
    share = bounded_lognormal(rng, charter["society.hours_spread"], count, bound)
    workers = members * share
    for _ in range(20):
        workers = np.minimum(workers * (at_work / workers.sum()), 0.99 * members)
    workers *= at_work / workers.sum()
    hours = workers * bounded_lognormal(rng, charter["society.hours_spread"], count, bound)
    hours *= ground.standard.sum() / hours.sum()
    effort = bounded_lognormal(rng, charter["society.effort_spread"], count, bound)
    effort *= hours.sum() / (hours @ effort) if hours.sum() > 0 else 1.0
    not_working = members - workers
    gross = hours * effort + average_allowance(charter) * hours.sum() / at_work * not_working
    return People(members, not_working, hours, effort, gross)


def build_consumers(tables: NationalTables, ground: Ground, people: People, tools: dict) -> tuple[Consumers, People, np.ndarray]:
    """Return consumer councils whose lines sum to the household column, people whose incomes exactly pay for those lines, and budgets (k,).

    The basket of each neighbourhood is fitted to what its income leaves after collective
    consumption; what little is left is put down to its hours.
    tools: charter, rng, variety_sigma (G,), first (position of the first council), hours_factor, charged (k,) credits
    for collective consumption, or None where everyone is charged alike, compensation (k,) credits that each was paid for
    the harm of pollution.
    """
    charter, rng = tools["charter"], tools["rng"]
    charged = tools["charged"]
    if charged is None:
        charged = _collective(tables, ground, charter) / ground.population * people.members
    cells = _cells(tables, ground)
    scatter = Scatter(charter["society.consumer_lines_mean"], charter["society.councils_per_cell_min"], charter["society.big_input_share"],
                      charter["society.taste_spread"], charter["society.spread_bound"])
    size = people.members.astype(np.float64)
    if ground.labour >= 0:
        size = np.maximum(people.gross + tools["compensation"] - charged, 0.05 * people.gross)
    else:
        # No hours can take up what is left over: baskets must cost what everyone is given.
        size = (cells.worth.sum() * ground.credit + charged.sum()) / ground.population * size - charged
        scatter = replace(scatter, rounds=1000, near=1e-13)
    size *= cells.worth.sum() / size.sum()
    lines = share_cells(cells, size, np.array([0, len(size)]), scatter, rng=rng)
    good = cells.good[lines.cell]
    unit_price = ground.price + ground.emission_worth
    quantity = lines.worth / (unit_price / ground.credit)[good]
    spent = np.bincount(lines.council, quantity * unit_price[good], len(size))
    people = _settle_hours(ground, people, (spent, charged - tools["compensation"], charter))
    first = rng.random(len(size)) < charter["society.needs_first_share"]
    needed = {"": 0.0} | {tier: charter[f"society.needed_{tier}"] for tier in ("survival", "comfort", "luxury")}
    share = np.array([needed[g.tier] for g in ground.goods])[good]
    consumers = Consumers(
        council=tools["first"] + np.arange(len(size)), start=lines.start, good=good.astype(np.int32), quantity=quantity,
        nest=cells.nest[lines.cell].astype(np.int32), nest_sigma=tools["variety_sigma"][cells.nest[lines.cell]],
        subsistence=quantity * share * first[lines.council], emission=np.array([rate[good] for rate in ground.household_emission.values()]),
        pollutant=np.array([ground.pollutants[name] for name in ground.household_emission], dtype=np.int32),
        sigma=rng.uniform(charter["society.consumer_sigma_min"], charter["society.consumer_sigma_max"], len(size)),
        hours=people.hours * tools["hours_factor"], hours_elasticity=np.full(len(size), charter["society.hours_elasticity"]))
    return consumers, people, spent


def _collective(tables: NationalTables, ground: Ground, charter) -> float:
    """Return the value of collective consumption at last year's prices, in credits."""
    volume = float(tables.final_domestic["government"].sum() + tables.final_imported["government"].sum())
    return volume * charter["society.collective_factor"] * ground.credit


def _cells(tables: NationalTables, ground: Ground) -> Cells:
    factor = (ground.price + ground.emission_worth) / ground.credit
    found = []
    for at, final in ((ground.domestic, tables.final_domestic), (ground.imported, tables.final_imported)):
        product = np.flatnonzero(final["households"])
        found.append((product, at[product], final["households"][product] * factor[at[product]]))
    nest, good, worth = (np.concatenate(column) for column in zip(*found))
    order = np.lexsort((good, nest))
    return Cells(np.zeros(len(nest), dtype=np.int64), nest[order], good[order], worth[order], np.zeros(len(nest), dtype=bool))


def _settle_hours(ground: Ground, people: People, given) -> People:
    """Return people whose hours earn, beside allowances, compensation and less collective consumption, exactly what they spend."""
    spent, charged, charter = given
    if ground.labour < 0:
        return people
    gross = spent + charged
    total, at_work = people.hours.sum(), (people.members - people.not_working).sum()
    needy = average_allowance(charter) * people.not_working / at_work
    # Prices are rounded, so effort on average is one but for as much: all weights together are exactly all incomes.
    counted = np.maximum(gross - gross.sum() / (1.0 + needy.sum()) * needy, 0.0)
    hours = counted / people.effort
    effort = people.effort * (hours.sum() / total)
    return People(people.members, people.not_working, hours * (total / hours.sum()), effort, gross)


def build_requests(tables: NationalTables, ground: Ground, first: int, tools: dict) -> FixedRequests:
    """Return the requests of every place for its collective goods, or of one national federation, and of the investment board.

    first: position of the first of these councils. tools: charter, variety_sigma (G,), commons or None.
    """
    commons = tools["commons"]
    number = _products(ground)
    columns = [] if commons is None else [(place_requests(commons, number))]
    roles = (("government", "collective"), ("investment", "investment")) if commons is None else (("investment", "investment"),)
    for role, factor in roles:
        found = []
        for at, final in ((ground.domestic, tables.final_domestic), (ground.imported, tables.final_imported)):
            product = np.flatnonzero(final[role])
            found.append((product, at[product], final[role][product] * tools["charter"][f"society.{factor}_factor"]))
        nest, good, quantity = (np.concatenate(column) for column in zip(*found))
        order = np.lexsort((good, nest))
        columns.append((np.array([len(order)]), good[order], quantity[order]))
    lengths, good, quantity = (np.concatenate(column) for column in zip(*columns))
    nest = number[good]
    return FixedRequests(
        council=first + np.arange(len(lengths)), start=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64), good=good.astype(np.int32),
        quantity=quantity, nest=nest.astype(np.int32), nest_sigma=tools["variety_sigma"][nest])


def _products(ground: Ground) -> np.ndarray:
    """Return the number of the product that each good is a variety of, (n,); -1 for what is no product."""
    found = np.full(len(ground.goods), -1)
    for at in (ground.domestic, ground.imported):
        found[at[at >= 0]] = np.flatnonzero(at >= 0)
    return found
