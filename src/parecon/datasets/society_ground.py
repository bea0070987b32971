"""The goods of an economy built from a national table, their codes, prices and last year's cells."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from parecon.datasets.tables import ROLES, NationalTables
from parecon.economy import Good, GoodKind, average_allowance
from parecon.quantities import round_significant

__all__ = ["Ground", "entries", "lay_ground"]


@dataclass(frozen=True)
class Ground:
    """What everything else is built upon.

    goods; domestic, imported: (G,) position of each variety of a product or -1;
    labour, capital, exchange: positions or -1; pollutants: name -> position; price: (n,)
    credits per unit; credit: million credits per unit of currency; industries: positions
    in the table of industries with output; standard: (j,) standard hours by those;
    persons: (j,); population; household_emission: name -> (n,) units of the pollutant that
    households emit per unit of a good; emitted: name -> units emitted by all; notes.
    """

    goods: tuple[Good, ...]
    domestic: np.ndarray
    imported: np.ndarray
    labour: int
    capital: int
    exchange: int
    pollutants: Mapping[str, int]
    price: np.ndarray
    credit: float
    industries: np.ndarray
    standard: np.ndarray
    persons: np.ndarray
    population: int
    household_emission: Mapping[str, np.ndarray]
    emitted: Mapping[str, float]
    notes: tuple[str, ...]

    @property
    def emission_worth(self) -> np.ndarray:
        """What households pay for their emissions per unit of each good, (n,) credits."""
        return sum((rate * self.price[self.pollutants[name]] for name, rate in self.household_emission.items()), np.zeros(len(self.goods)))


def lay_ground(tables: NationalTables, charter, compensated: Collection[str] = ()) -> Ground:
    """Return goods, prices and standard hours of ``tables``; prices let an average standard hour earn one credit.

    compensated: pollutants whose charges go to those they harm, and are no income from work.
    """
    notes: list[str] = []
    industries = np.flatnonzero(tables.output > 0)
    goods, domestic, imported, position = _list_goods(tables, industries)
    pollutants = {name: position[name] for name in tables.emissions if name in position}
    persons = _persons(tables, industries, charter, notes)
    population = _population(tables, persons, charter, notes)
    standard = _standard_hours(tables, industries, notes)
    emission, emitted, emission_price = _pollution(tables, pollutants, (domestic, imported, len(goods)), charter, notes)
    private = sum(float(d.sum()) for d in (tables.final_domestic["households"], tables.final_imported["households"]))
    private += sum(price * float(tables.household_emissions.get(name, 0.0)) for name, price in zip(pollutants, emission_price))
    paid = sum(price * emitted[name] for name, price in zip(pollutants, emission_price) if name in compensated)
    collective = charter["society.collective_factor"] * float(tables.final_domestic["government"].sum() + tables.final_imported["government"].sum())
    at_work = float(persons.sum())
    hours = float(standard.sum())
    # Without hours every person at work counts as many as usual, so that credits have a scale.
    counted = hours or at_work * charter["society.hours_per_person_year"] / 1e6
    weight = counted * (1 + average_allowance(charter) * max(population - at_work, 0.0) / at_work)
    # Last year's prices carry the digits of announced ones, so that the base year can be announced exactly.
    digits = charter["rounds.price_digits"]
    credit = float(round_significant([weight / (private + collective - paid)], digits)[0])
    price = np.full(len(goods), credit)
    if "hours" in position:
        price[position["hours"]] = credit * tables.labour_cost[industries][standard > 0].sum() / hours
    for (name, at), amount in zip(pollutants.items(), emission_price):
        price[at] = credit * amount
    return Ground(tuple(goods), domestic, imported, position.get("hours", -1), position.get("capital", -1), position.get("FX", -1),
                  pollutants, round_significant(price, digits), credit, industries, standard, persons, population, emission, emitted, tuple(notes))


def entries(matrix) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return row, column and value of everything but 0 in a numpy matrix or a scipy sparse array, row by row."""
    if isinstance(matrix, np.ndarray):
        row, column = np.nonzero(matrix)
        return row, column, matrix[row, column]
    found = matrix.tocoo()
    row, column = (axis.astype(np.int64) for axis in found.coords)
    order = np.lexsort((column, row))
    order = order[found.data[order] != 0]
    return row[order], column[order], found.data[order]


def _list_goods(tables: NationalTables, industries: np.ndarray):
    unit, currency = f"{tables.currency_unit} of {tables.year}", tables.currency_unit
    domestic_use = tables.use_domestic.sum(axis=1) + sum(tables.final_domestic[r] for r in ROLES)
    imported_use = tables.use_imported.sum(axis=1) + sum(tables.final_imported[r] for r in ROLES)
    goods: list[Good] = []
    domestic, imported = (np.full(len(tables.products), -1) for _ in range(2))
    for g in np.flatnonzero(domestic_use + tables.supply > 0):
        domestic[g] = len(goods)
        goods.append(Good(tables.products[g], tables.product_names[g], GoodKind.PRODUCT, unit, tables.product_classification,
                          tier=tables.tiers[tables.products[g]]))
    for g in np.flatnonzero(imported_use > 0):
        imported[g] = len(goods)
        code = tables.products[g]
        goods.append(Good(f"{code}.imported", f"{tables.product_names[g]}, imported", GoodKind.IMPORT, unit, tables.product_classification,
                          variety_of=code if domestic[g] >= 0 else "", priced_by="FX", tier=tables.tiers[code]))
    extra = []
    if tables.hours is not None and tables.hours[industries].sum() > 0 and tables.labour_cost[industries].sum() > 0:
        extra.append(Good("hours", "hours of work", GoodKind.LABOUR, "million standard hours"))
    if tables.capital_charge[industries].sum() > 0:
        extra.append(Good("capital", "user rights of capital", GoodKind.CAPITAL, f"{currency} of last year's capital charge"))
    if imported_use.sum() > 0 or tables.final_domestic["exports"].sum() > 0:
        extra.append(Good("FX", "foreign exchange", GoodKind.FOREIGN_EXCHANGE, f"{currency} of {tables.year} abroad"))
    for name, amounts in tables.emissions.items():
        if amounts[industries].sum() + tables.household_emissions.get(name, 0.0) > 0:
            extra.append(Good(name, f"permits for {name}", GoodKind.POLLUTANT, tables.emission_unit[name]))
    position = {good.code: len(goods) + i for i, good in enumerate(extra)}
    return [*goods, *extra], domestic, imported, position


def _persons(tables: NationalTables, industries: np.ndarray, charter, notes: list[str]) -> np.ndarray:
    if tables.persons is not None and tables.persons[industries].sum() > 0:
        return tables.persons[industries]
    if tables.hours is not None and tables.hours[industries].sum() > 0:
        notes.append(f"persons at work: hours divided by {charter['society.hours_per_person_year']} hours a year, for the table has none")
        return tables.hours[industries] * 1e6 / charter["society.hours_per_person_year"]
    everyone = tables.population or charter["society.persons_where_unknown"]
    weight = tables.labour_cost[industries] if tables.labour_cost[industries].sum() > 0 else tables.output[industries]
    notes.append("persons at work: a stated share of the population in proportion to labour cost, for the table has neither hours nor persons")
    return everyone * charter["society.at_work_share"] * weight / weight.sum()


def _population(tables: NationalTables, persons: np.ndarray, charter, notes: list[str]) -> int:
    if tables.population:
        return int(tables.population)
    notes.append(f"population: persons at work divided by {charter['society.at_work_share']}, for the table has none")
    return int(round(persons.sum() / charter["society.at_work_share"]))


def _standard_hours(tables: NationalTables, industries: np.ndarray, notes: list[str]) -> np.ndarray:
    """Return standard hours by industry: hours by the clock weighted by labour cost, so that one price of an hour holds."""
    if tables.hours is None or tables.hours[industries].sum() <= 0 or tables.labour_cost[industries].sum() <= 0:
        notes.append("the table has no hours: there is no good for labour, and labour cost is part of each council's surplus")
        return np.zeros(len(industries))
    cost, hours = tables.labour_cost[industries], tables.hours[industries]
    for name, j in ((tables.industries[industries[j]], j) for j in np.flatnonzero((hours > 0) & (cost <= 0))):
        notes.append(f"industry {name} has {hours[j]:g} million hours and no labour cost: its hours are left out")
    counted = np.where(cost > 0, hours, 0.0).sum()
    return cost * (counted / cost.sum())


def _pollution(tables: NationalTables, pollutants: Mapping[str, int], places, charter, notes: list[str]):
    """Return by pollutant what households emit per unit of each good and what all emit, and a list of prices in currency."""
    domestic, imported, n = places
    rates: dict[str, np.ndarray] = {}
    value_added = float((tables.labour_cost + tables.capital_charge + tables.social_charge).sum())
    active = np.flatnonzero(tables.output > 0)
    emitted = {name: float(tables.emissions[name][active].sum() + tables.household_emissions.get(name, 0.0)) for name in pollutants}
    prices = [charter["society.pollutant_charge_share"] * value_added / amount for amount in emitted.values()]
    for name in pollutants:
        own = float(tables.household_emissions.get(name, 0.0))
        if own > 0:
            fuels = _fuels(tables, name, charter)
            bought = {at[g]: final["households"][g] for g in fuels for at, final in
                      ((domestic, tables.final_domestic), (imported, tables.final_imported)) if final["households"][g] > 0}
            rates[name] = np.zeros(n)
            rates[name][list(bought)] = own / sum(bought.values())
            notes.append(f"{name}: what households emit is attached to what they buy of {', '.join(tables.products[g] for g in fuels)}")
    return rates, emitted, prices


def _fuels(tables: NationalTables, name: str, charter) -> list[int]:
    """Return the products whose use by households emits: the charter's fuels, else the one whose making emits most per unit."""
    wanted = tables.final_domestic["households"] + tables.final_imported["households"]
    listed = [g for g, code in enumerate(tables.products) if code in charter["society.household_fuels"] and wanted[g] > 0]
    if listed:
        return listed
    made = tables.make.sum(axis=0)
    emitted = (tables.emissions[name] / np.where(tables.output > 0, tables.output, 1.0)) @ tables.make
    intensity = np.where((made > 0) & (wanted > 0), emitted / np.where(made > 0, made, 1.0), -1.0)
    return [int(np.argmax(intensity))]
