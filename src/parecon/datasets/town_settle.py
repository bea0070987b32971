"""From a town's last year in whole units to prices, baskets and efforts at which all of it closes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping

import numpy as np

from parecon.datasets.society_scatter import bounded_lognormal, split_whole
from parecon.datasets.town_commons import common_recipes, lay_out_commons, share_commons
from parecon.datasets.town_record import UNIT_OF_VALUE, TownCouncil, TownRecord
from parecon.datasets.town_table import TownTable
from parecon.economy import Actuals, Community, CouncilKind, Federation, GoodKind, average_allowance
from parecon.quantities import as_units, round_significant, to_fixed

__all__ = ["Settled", "draw_record", "settle"]

_DIGITS = 9
_FITS = 30
_POINTS_PER_PERSON = 1000
_SOURCE = {"source": "made up for demonstration; amounts are ours", **UNIT_OF_VALUE}


@dataclass(frozen=True)
class Settled:
    """Last year of ``table`` in whole units.

    place: position of each good; price: (n,); hours, effort: (k,) of the neighbourhoods;
    baskets: (k, n) whole units; spent: (k,) credits; made, used: (w, n) whole units of
    the workplaces; amounts: (f, m) whole units of collective goods by place, the town
    first, then its neighbourhoods, or None where one council requests them all;
    compensation: (k,) credits that those harmed by the pollutant were paid, or None where it harms nobody in particular.
    """

    table: TownTable
    place: Mapping[str, int]
    price: np.ndarray
    hours: np.ndarray
    effort: np.ndarray
    baskets: np.ndarray
    spent: np.ndarray
    made: np.ndarray
    used: np.ndarray
    amounts: np.ndarray | None = None
    compensation: np.ndarray | None = None

    def vector(self, amounts: Mapping[str, float]) -> np.ndarray:
        """Return amounts by code as (n,)."""
        return _vector(self.place, amounts)

    def sizes(self) -> np.ndarray:
        """Return each workplace's size in the coming year over last year's, (w,): fewer hours count by their share of value added."""
        labour = self.used[:, self.place["hours"]] * self.price[self.place["hours"]]
        kept = [i for i, good in enumerate(self.table.goods) if good.kind is GoodKind.CAPITAL]
        capital = (self.used[:, kept] * self.price[kept]).sum(axis=1)
        return self.table.hours_factor ** (labour / (labour + capital))

    def requests(self) -> list[np.ndarray]:
        """Return last year's requests of each board: collective consumption, then investment where there is any, (n,) each."""
        if self.amounts is not None:
            found = list(self.amounts @ common_recipes(self.table, self.place))
        else:
            found = [self.vector(wanted) for _, wanted in self.table.collective.values()]
        return [*found, self.vector(self.table.investment)] if self.table.investment else found


def _vector(place: Mapping[str, int], amounts: Mapping[str, float]) -> np.ndarray:
    found = np.zeros(len(place))
    for code, amount in amounts.items():
        found[place[code]] = amount
    return found


def settle(table: TownTable, charter, rng: np.random.Generator, *, places: np.random.Generator | None = None, harmed: bool = False) -> Settled:
    """Share last year's goods out to the neighbourhoods, and find the hours and efforts that pay exactly for them.

    Prices are such that each workplace has its stated ratio of benefit to cost, and that
    an average hour at average effort earns one credit. places: draws how neighbourhoods
    differ in what they have together; without it collective goods are nobody's in particular.
    harmed: everybody was paid alike for what was emitted.
    """
    place = {good.code: i for i, good in enumerate(table.goods)}
    made, used = (np.array([_vector(place, getattr(w, part)) for w in table.workplaces]) for part in ("made", "used"))
    raw = _solve_prices(table, place, made, used)
    emitted = _vector(place, table.emitted)
    members, at_work = (np.array([getattr(n, part) for n in table.neighbourhoods]) for part in ("members", "at_work"))
    needy = average_allowance(charter) * (members - at_work) / at_work.sum()
    collective = sum(_vector(place, wanted) for _, wanted in table.collective.values())
    private = _private(table, place, made.sum(axis=0) - used.sum(axis=0) - collective)
    labour = int(used[:, place["hours"]].sum())
    total = raw @ collective + _unit_costs(table, place, raw, emitted) @ private
    units = float((used.sum(axis=0) @ _permits(table, place)) + private @ emitted) if harmed else 0.0
    price = round_significant(raw * (labour * (1.0 + needy.sum()) / (total - units * (raw @ _permits(table, place)))), _DIGITS)
    for code, abroad in table.world_prices.items():
        price[place[code]] = abroad * price[place["exchange"]]
    spread = lambda name, size: bounded_lognormal(rng, charter[name], size, charter["society.spread_bound"])  # noqa: E731
    hours = split_whole(labour, at_work * spread("society.hours_spread", len(members)))
    amounts = None if places is None else share_commons(table, members, charter, places)
    charged = price @ collective * members / members.sum() if amounts is None else _charge_places(amounts @ common_recipes(table, place) @ price, members)
    paid = units * (price @ _permits(table, place)) * members / members.sum()
    weights, cost = hours + needy * labour + paid, _unit_costs(table, place, price, emitted)
    baskets = _share_out(private, np.maximum(weights - charged, 0.1 * weights), spread("society.taste_spread", (len(members), len(table.goods))), cost)
    spent = baskets @ cost
    gross = spent + charged - paid
    counted = gross - gross.sum() / (1.0 + needy.sum()) * needy
    return Settled(table, place, price, hours, counted / hours, baskets, spent, made, used, amounts, paid if harmed else None)


def _permits(table: TownTable, place) -> np.ndarray:
    """Return one unit of the town's pollutant, (n,), nothing where it has none."""
    return _vector(place, {table.pollutant: 1.0} if table.pollutant else {})


def _charge_places(costs: np.ndarray, members: np.ndarray) -> np.ndarray:
    """Return what each neighbourhood is charged, (k,): an equal share of the town's cost per member, and all of its own."""
    return costs[0] * members / members.sum() + costs[1:]


def _unit_costs(table: TownTable, place, price: np.ndarray, emitted: np.ndarray) -> np.ndarray:
    """Return what a unit of each good costs a neighbourhood, with what it emits when it is burnt, (n,)."""
    return price + emitted * price[place[table.pollutant]] if table.pollutant else price


def _solve_prices(table: TownTable, place, made: np.ndarray, used: np.ndarray) -> np.ndarray:
    """Return prices (n,) at which each workplace has its stated ratio of benefit to cost."""
    price = _vector(place, table.factor_prices)
    for code, abroad in table.world_prices.items():
        price[place[code]] = abroad * price[place["exchange"]]
    worth = np.array([_vector(place, {code: w.worth.get(code, 1.0) for code in w.made}) for w in table.workplaces])
    ratio = np.array([w.ratio for w in table.workplaces])[:, None]
    own = np.linalg.solve((made - ratio * used) @ worth.T, (ratio * used) @ price)
    return price + own @ worth


def _private(table: TownTable, place, left: np.ndarray) -> np.ndarray:
    """Return what the neighbourhoods used last year, (n,): of the town's own products what was left, of others what they requested."""
    left = left - _vector(place, table.investment) - _vector(place, table.exports)
    own = np.array([good.kind in (GoodKind.PRODUCT, GoodKind.COLLECTIVE) for good in table.goods])
    assert (left[own] >= 0).all(), f"more of {table.goods[int(np.argmin(np.where(own, left, 0)))].code} was used than made"
    return np.where(own, left, _vector(place, table.private_imports))


def _share_out(whole: np.ndarray, budgets: np.ndarray, tastes: np.ndarray, cost: np.ndarray) -> np.ndarray:
    """Return whole baskets (k, n) that sum to ``whole``, by taste, and cost about what each budget is of all."""
    shares = tastes * budgets[:, None]
    for _ in range(_FITS):
        spent = (shares / shares.sum(axis=0) * whole) @ cost
        shares = shares * (budgets / budgets.sum() / (spent / spent.sum()))[:, None]
    return np.array([split_whole(int(whole[g]), shares[:, g]) for g in range(len(whole))]).T.astype(np.float64)


def draw_record(settled: Settled, coming: bool, charter) -> TownRecord:
    """Return all that is public of the town; coming: with the coming year's hours and permits, else with last year's."""
    table = settled.table
    actuals = _actuals(settled)
    endowment, claim = _given(settled, actuals)
    if coming and table.pollutant:
        endowment[settled.place[table.pollutant]] = np.floor(endowment[settled.place[table.pollutant]] * table.permit_factor)
    councils = _councils(settled, coming)
    collective = None if settled.amounts is None else lay_out_commons(table, settled.place, settled.amounts, councils)
    return TownRecord(table.name, table.year, table.goods, councils, _federations(table), settled.price,
                      settled.vector(table.world_prices), endowment, claim, actuals, _SOURCE, collective, _communities(settled, councils, charter))


def _communities(settled: Settled, councils: tuple[TownCouncil, ...], charter) -> tuple[Community, ...]:
    """Return the community of those whom the town's pollutant harms: everybody, by head."""
    if settled.compensation is None:
        return ()
    share = np.array([c.members * _POINTS_PER_PERSON if c.kind is CouncilKind.CONSUMER else 0 for c in councils], dtype=np.int64)
    harmful = next(good for good in settled.table.goods if good.code == settled.table.pollutant)
    return (Community(harmful.code, f"community of those affected by {harmful.name}", len(councils) - 1, share, share, charter["ballots.pollution_permit.threshold"]),)


def _councils(settled: Settled, coming: bool) -> tuple[TownCouncil, ...]:
    table, kind = settled.table, CouncilKind
    sizes = settled.sizes() if coming else np.ones(len(table.workplaces))
    hours = settled.hours * (table.hours_factor if coming else 1.0)
    found = [TownCouncil(w.code, w.name, kind.WORKER, w.industry, w.members, coming_size=float(size)) for w, size in zip(table.workplaces, sizes)]
    found += [TownCouncil(n.code, n.name, kind.CONSUMER, n.ward, n.members, n.at_work, float(given), float(effort))
              for n, given, effort in zip(table.neighbourhoods, hours, settled.effort)]
    if settled.amounts is None:
        found += [TownCouncil(code, name, kind.COLLECTIVE, "assembly") for code, (name, _) in table.collective.items()]
    else:
        found.append(TownCouncil("whole-town", "The town together", kind.COLLECTIVE, "assembly", row="town-together"))
        found += [TownCouncil(f"{n.code}-together", f"{n.name} together", kind.COLLECTIVE, n.ward, row="neighbourhoods-together") for n in table.neighbourhoods]
    if table.investment:
        found.append(TownCouncil("investment", "Investment board", kind.INVESTMENT, "congress"))
    if table.exports:
        found.append(TownCouncil("trade", "Trade desk", kind.TRADE, "congress"))
    if settled.compensation is not None:
        found.append(TownCouncil("those-affected", "Community of those affected", kind.COMMUNITY, "assembly"))
    return tuple(found)


def _federations(table: TownTable) -> tuple[Federation, ...]:
    above = [Federation(code, f"federation of {name}", CouncilKind.WORKER, "congress", "industry") for code, name in table.industries.items()]
    above += [Federation(code, name, CouncilKind.CONSUMER, "assembly", "ward") for code, name in table.wards.items()]
    return (*above, Federation("congress", "congress of workplaces", CouncilKind.WORKER, level="town"),
            Federation("assembly", "assembly of the town", CouncilKind.CONSUMER, level="town"))


def _actuals(settled: Settled) -> Actuals:
    """Return last year's lines: workplaces, neighbourhoods, boards, trade."""
    table, place = settled.table, settled.place
    emitted = settled.vector(table.emitted)
    lines = list(settled.made - settled.used)
    for basket, hours in zip(settled.baskets, settled.hours):
        own = -basket
        if table.emitted:
            own[place[table.pollutant]] = -basket @ emitted
        own[place["hours"]] = hours
        lines.append(own)
    lines += [-wanted for wanted in settled.requests()]
    if table.exports:
        sold = -settled.vector(table.exports)
        sold[place["exchange"]] = -sold @ settled.price / settled.price[place["exchange"]]
        lines.append(sold)
    if settled.compensation is not None:
        lines.append(-np.sum(lines, axis=0) * _permits(table, place))
    there = [np.flatnonzero(line) for line in lines]
    start = np.concatenate([[0], np.cumsum([len(goods) for goods in there])])
    quantity = np.concatenate([to_fixed(line[goods], "last year") for line, goods in zip(lines, there)])
    return Actuals(np.arange(len(lines)), start, np.concatenate(there), quantity)


def _given(settled: Settled, actuals: Actuals) -> tuple[np.ndarray, np.ndarray]:
    """Return endowment and claim, (n,) units: what was used of nature, capital and permits, and what foreign trade left over."""
    table, place = settled.table, settled.place
    net = np.zeros(len(table.goods), dtype=np.int64)
    np.add.at(net, actuals.good, -actuals.quantity)
    endowment, claim = np.zeros(len(net)), np.zeros(len(net))
    for i, good in enumerate(table.goods):
        if good.kind in (GoodKind.NATURE, GoodKind.CAPITAL, GoodKind.POLLUTANT):
            endowment[i] = as_units(net[i])
    if table.exports:
        paid = sum(int(np.ceil(int(net[place[code]]) * abroad)) for code, abroad in table.world_prices.items())
        over = -int(net[place["exchange"]]) - paid
        (claim if over >= 0 else endowment)[place["exchange"]] = abs(over) / 1e9
    return endowment, claim
