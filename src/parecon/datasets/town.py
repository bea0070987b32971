"""The demonstration town: twelve workplaces, eight neighbourhoods, sixty people, thirty goods, and a year that balances."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Mapping

import numpy as np

from parecon.datasets import town_table as table
from parecon.datasets.society_drift import drift_society
from parecon.datasets.society_scatter import bounded_lognormal, split_whole
from parecon.datasets.town_table import GOODS, NEIGHBOURHOODS, WORKPLACES
from parecon.economy import (
    Actuals, Consumers, CouncilKind, Councils, Economy, Federation, FixedRequests, GoodKind, Row, Society, TradeDesk, Workers, average_allowance,
    total_actuals,
)
from parecon.quantities import as_units, round_significant, to_fixed

__all__ = ["build_town", "town_actuals"]

_YEAR = 2026
_SOURCE = {"source": "made up for demonstration; amounts are ours, of the size of a small town's", "unit of value": "one credit"}
_AT = {good.code: i for i, good in enumerate(GOODS)}
_EMITTED_PER_GAS = 3.0
"""Kilograms of carbon dioxide from a kilogram of bottled gas."""
_DIGITS = 9
_HOURS_FACTOR, _PERMIT_FACTOR, _MORE_LESSONS = 0.98, 0.97, 120
_DRIFT = {"society.technique_drift": 0.01, "society.taste_drift": 0.02}
"""The coming year: people want 2 % fewer hours, permits for 3 % less carbon dioxide, evening classes; techniques and tastes have moved a little."""


@dataclass(frozen=True)
class _LastYear:
    """Last year in whole units.

    price: (n,); hours, effort: (8,) of the neighbourhoods; baskets: (8, n) whole units;
    spent: (8,) credits; made, used: (12, n) whole units of the workplaces.
    """

    price: np.ndarray
    hours: np.ndarray
    effort: np.ndarray
    baskets: np.ndarray
    spent: np.ndarray
    made: np.ndarray
    used: np.ndarray


def build_town(charter, seed: int, *, coming: bool = True) -> tuple[Economy, Society]:
    """Return the demonstration town, which has a row for each workplace, and its simulated councils.

    Last year stands in whole kilograms, trips, hours and balances exactly. coming: the year
    to be planned brings two per cent fewer hours, permits for three per cent less carbon
    dioxide, a wish for evening classes, and techniques and tastes that have moved a little;
    without it every council proposes at last year's prices what it did, and no gap is left.
    The same seed gives the same town; another seed shares the same goods out to other tastes.

    >>> from parecon.charter import default_charter
    >>> economy, society = build_town(default_charter(), seed=1)
    >>> len(economy.goods), len(society.workers.council), len(society.consumers.council), int(economy.councils.members[society.consumers.council].sum())
    (30, 12, 8, 60)
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    last = _settle(charter, rng)
    economy = _economy(last, coming)
    society = _society(economy, last, coming, (charter, rng))
    if not coming:
        return economy, society
    return economy, drift_society(economy, society, seed=seed, charter=charter.adopt(_DRIFT, "the demonstration town"))


def town_actuals(charter, seed: int) -> Actuals:
    """Return what each council of the demonstration town made and used last year, in whole units: what a form is prefilled with."""
    return _actuals(_settle(charter, np.random.Generator(np.random.PCG64(seed))))


def _vector(amounts: Mapping[str, float]) -> np.ndarray:
    """Return amounts by code as (n,)."""
    found = np.zeros(len(GOODS))
    for code, amount in amounts.items():
        found[_AT[code]] = amount
    return found


def _settle(charter, rng: np.random.Generator) -> _LastYear:
    """Share last year's goods out to the neighbourhoods, and find the hours and efforts that pay exactly for them."""
    made, used = (np.array([_vector(getattr(w, part)) for w in WORKPLACES]) for part in ("made", "used"))
    raw = _solve_prices(made, used)
    members, at_work = (np.array([getattr(n, part) for n in NEIGHBOURHOODS]) for part in ("members", "at_work"))
    needy = average_allowance(charter) * (members - at_work) / at_work.sum()
    collective = sum(_vector(wanted) for wanted in table.COLLECTIVE_LAST_YEAR.values())
    private = _private(made, used, collective)
    emitted = private[_AT["gas"]] * _EMITTED_PER_GAS
    total = raw @ (private + collective) + raw[_AT["co2"]] * emitted
    labour = int(used[:, _AT["hours"]].sum())
    # One average hour at average effort earns one credit: incomes are all hours and allowances together.
    price = round_significant(raw * (labour * (1.0 + needy.sum()) / total), _DIGITS)
    price[_imports()] = [table.WORLD_PRICES[GOODS[g].code] * price[_AT["exchange"]] for g in _imports()]
    spread = lambda name, size: bounded_lognormal(rng, charter[name], size, charter["society.spread_bound"])  # noqa: E731
    hours = split_whole(labour, at_work * spread("society.hours_spread", len(members)))
    wished, cost = _wished(price, hours + needy * labour, collective, members), _unit_costs(price)
    baskets = _share_out(private, wished, spread("society.taste_spread", (len(members), len(GOODS))), cost)
    spent = baskets @ cost
    gross = spent + price @ collective * members / members.sum()
    counted = gross - gross.sum() / (1.0 + needy.sum()) * needy
    return _LastYear(price, hours, counted / hours, baskets, spent, made, used)


def _imports() -> np.ndarray:
    return np.array([i for i, good in enumerate(GOODS) if good.kind is GoodKind.IMPORT])


def _unit_costs(price: np.ndarray) -> np.ndarray:
    """Return what a unit of each good costs a neighbourhood, with what it emits when it is burnt."""
    cost = price.copy()
    cost[_AT["gas"]] += _EMITTED_PER_GAS * price[_AT["co2"]]
    return cost


def _solve_prices(made: np.ndarray, used: np.ndarray) -> np.ndarray:
    """Return prices (n,) at which each workplace has its stated ratio of benefit to cost."""
    price = _vector(table.FACTOR_PRICES)
    for code, abroad in table.WORLD_PRICES.items():
        price[_AT[code]] = abroad * price[_AT["exchange"]]
    worth = np.zeros((len(WORKPLACES), len(GOODS)))
    for i, workplace in enumerate(WORKPLACES):
        for code in workplace.made:
            worth[i, _AT[code]] = workplace.worth.get(code, 1.0)
    ratio = np.array([w.ratio for w in WORKPLACES])[:, None]
    own = np.linalg.solve((made - ratio * used) @ worth.T, (ratio * used) @ price)
    return price + own @ worth


def _private(made: np.ndarray, used: np.ndarray, collective: np.ndarray) -> np.ndarray:
    """Return what the neighbourhoods used last year, (n,): of the town's own products what was left, of others what they requested."""
    left = made.sum(axis=0) - used.sum(axis=0) - collective - _vector(table.INVESTMENT_LAST_YEAR) - _vector(table.EXPORTS)
    own = made.sum(axis=0) > 0
    assert (left[own] >= 0).all(), f"more of {GOODS[int(np.argmin(np.where(own, left, 0)))].code} was used than made"
    return np.where(own, left, _vector(table.PRIVATE_IMPORTS))


def _wished(price: np.ndarray, weights: np.ndarray, collective: np.ndarray, members: np.ndarray) -> np.ndarray:
    """Return what each neighbourhood's income leaves for private wishes, (8,), if all efforts were alike."""
    return np.maximum(weights - price @ collective * members / members.sum(), 0.1 * weights)


def _share_out(whole: np.ndarray, budgets: np.ndarray, tastes: np.ndarray, cost: np.ndarray) -> np.ndarray:
    """Return whole baskets (8, n) that sum to ``whole``, by taste, and cost about what each budget is of all."""
    shares = tastes * budgets[:, None]
    for _ in range(30):
        spent = (shares / shares.sum(axis=0) * whole) @ cost
        shares = shares * (budgets / budgets.sum() / (spent / spent.sum()))[:, None]
    return np.array([split_whole(int(whole[g]), shares[:, g]) for g in range(len(whole))]).T.astype(np.float64)


def _rows() -> tuple[Row, ...]:
    return (*(Row(w.code, w.name, CouncilKind.WORKER) for w in WORKPLACES), Row("neighbourhoods", "neighbourhoods", CouncilKind.CONSUMER),
            Row("town", "the town together", CouncilKind.COLLECTIVE), Row("commons", "streets and squares", CouncilKind.COLLECTIVE),
            Row("investment", "investment", CouncilKind.INVESTMENT), Row("trade", "trade with the world outside", CouncilKind.TRADE))


def _federations() -> tuple[Federation, ...]:
    """Return the tree: a leaf for each council, in the order of the councils, then what lies above them."""
    kind = CouncilKind
    leaves = [Federation(w.code, w.name, kind.WORKER, w.industry, "workplace") for w in WORKPLACES]
    leaves += [Federation(n.code, n.name, kind.CONSUMER, n.ward, "neighbourhood") for n in NEIGHBOURHOODS]
    leaves += [Federation("town-requests", "the town together", kind.COLLECTIVE, "town", "town"),
               Federation("commons", "streets and squares", kind.COLLECTIVE, "town", "neighbourhood"),
               Federation("investment", "investment board", kind.INVESTMENT, "congress", "town"),
               Federation("trade", "trade desk", kind.TRADE, "congress", "town")]
    above = [Federation(code, f"federation of {name}", kind.WORKER, "congress", "industry") for code, name in table.INDUSTRIES.items()]
    above += [Federation(code, f"{code} ward", kind.CONSUMER, "town", "ward") for code in sorted({n.ward for n in NEIGHBOURHOODS})]
    return (*leaves, *above, Federation("congress", "congress of workplaces", kind.WORKER, level="town"),
            Federation("town", "assembly of the town", kind.CONSUMER, level="town"))


def _councils() -> Councils:
    w, k = len(WORKPLACES), len(NEIGHBOURHOODS)
    rows = _rows()
    row = np.array([*range(w), *[w] * k, *range(w + 1, len(rows))], dtype=np.int32)
    members = [*(p.members for p in WORKPLACES), *(n.members for n in NEIGHBOURHOODS), 0, 0, 0, 0]
    count = len(row)
    return Councils(np.array([rows[r].kind for r in row], dtype=np.uint8), np.arange(count, dtype=np.int32), row, np.array(members, np.int32),
                    np.ones(count, np.int32))


def _actuals(last: _LastYear) -> Actuals:
    """Return last year's lines: workplaces, neighbourhoods, the town, its commons, investment, trade."""
    lines = [last.made[i] - last.used[i] for i in range(len(WORKPLACES))]
    for basket, hours in zip(last.baskets, last.hours):
        own = -basket
        own[_AT["co2"]] = -basket[_AT["gas"]] * _EMITTED_PER_GAS
        own[_AT["hours"]] = hours
        lines.append(own)
    lines += [-_vector(wanted) for wanted in (*table.COLLECTIVE_LAST_YEAR.values(), table.INVESTMENT_LAST_YEAR)]
    sold = -_vector(table.EXPORTS)
    sold[_AT["exchange"]] = -sold @ last.price / last.price[_AT["exchange"]]
    lines.append(sold)
    there = [np.flatnonzero(line) for line in lines]
    start = np.concatenate([[0], np.cumsum([len(goods) for goods in there])])
    quantity = np.concatenate([to_fixed(line[goods], "last year") for line, goods in zip(lines, there)])
    return Actuals(np.arange(len(lines)), start, np.concatenate(there), quantity)


def _economy(last: _LastYear, coming: bool) -> Economy:
    councils, rows = _councils(), _rows()
    w, k, c = len(WORKPLACES), len(NEIGHBOURHOODS), len(councils)
    totals = total_actuals(_actuals(last), councils)
    endowment, claim = _given(totals, coming)
    columns = {name: np.zeros(c) for name in ("hours", "effort", "not_working")}
    people = slice(w, w + k)
    columns["hours"][people] = last.hours * (_HOURS_FACTOR if coming else 1.0)
    columns["effort"][people] = last.effort
    columns["not_working"][people] = [n.members - n.at_work for n in NEIGHBOURHOODS]
    return Economy(
        name="town", year=_YEAR, goods=GOODS, federations=_federations(), rows=rows, councils=councils, endowment=endowment, claim=claim,
        world_price=_vector(table.WORLD_PRICES), last_prices=last.price, last_totals=totals, social_rate=np.zeros(len(rows)),
        clock_hours=np.ones(len(rows)), last_elasticity=np.full(len(rows), -1.0),
        coming_size=np.append(_sizes(last), np.ones(len(rows) - w)) if coming else None, source=_SOURCE, **columns)


def _given(totals, coming: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return endowment and claim, (n,) fixed point: equipment and land that was used, permits, and what foreign trade leaves over."""
    net = np.zeros(len(GOODS), dtype=np.int64)
    np.add.at(net, totals.good, totals.use - totals.supply)
    endowment, claim = np.zeros_like(net), np.zeros_like(net)
    for code in ("equipment", "land", "co2"):
        endowment[_AT[code]] = net[_AT[code]]
    bought = np.maximum(net[_imports()], 0)
    world = _vector(table.WORLD_PRICES)[_imports()]
    paid = sum(int(np.ceil(amount * rate)) for amount, rate in zip(bought.tolist(), world.tolist()))
    over = -int(net[_AT["exchange"]]) - paid
    (claim if over >= 0 else endowment)[_AT["exchange"]] = abs(over)
    if coming:
        endowment[_AT["co2"]] = int(endowment[_AT["co2"]] * _PERMIT_FACTOR)
    return endowment, claim


def _sizes(last: _LastYear) -> np.ndarray:
    """Return each workplace's size in the coming year over last year's, (12,): fewer hours count by their share of value added."""
    hours, capital = (last.used[:, _AT[code]] * last.price[_AT[code]] for code in ("hours", "equipment"))
    return _HOURS_FACTOR ** (hours / (hours + capital))


def _society(economy: Economy, last: _LastYear, coming: bool, tools) -> Society:
    w, k = len(WORKPLACES), len(NEIGHBOURHOODS)
    budgets = np.zeros(len(economy.councils))
    budgets[w:w + k] = last.spent
    workers = _workers(last, coming, tools)
    consumers = _consumers(last, coming, tools)
    wanted = [_vector(part) for part in (*table.COLLECTIVE_LAST_YEAR.values(), table.INVESTMENT_LAST_YEAR)]
    if coming:
        wanted[0][_AT["lessons"]] += _MORE_LESSONS
    start, good, quantity = _lines(np.array(wanted))
    requests = FixedRequests(w + k + np.arange(len(wanted)), start, good, quantity, good, np.zeros(len(good)))
    charter, rng = tools
    sold = np.flatnonzero(_vector(table.EXPORTS))
    answer = rng.uniform(charter["society.export_elasticity_min"], charter["society.export_elasticity_max"], len(sold))
    trade = TradeDesk(len(budgets) - 1, sold, _vector(table.EXPORTS)[sold], answer)
    return Society(last.price, budgets, _AT["hours"], _AT["equipment"], _AT["exchange"], workers, consumers, requests, trade)


def _lines(amounts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return start, good and quantity of the lines of several councils, from a table (b, n)."""
    row, good = np.nonzero(amounts)
    start = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=len(amounts)))])
    return start, good, amounts[row, good]


def _workers(last: _LastYear, coming: bool, tools) -> Workers:
    charter, rng = tools
    w = len(WORKPLACES)
    factors = [_AT["hours"], _AT["equipment"]]
    inputs = last.used.copy()
    inputs[:, factors] = 0.0
    out_start, out_good, out_quantity = _lines(last.made)
    in_start, in_good, in_quantity = _lines(inputs)
    between = lambda name: rng.uniform(charter[f"society.{name}_min"], charter[f"society.{name}_max"], w)  # noqa: E731
    return Workers(
        council=np.arange(w), out_start=out_start, out_good=out_good, out_quantity=out_quantity, in_start=in_start, in_good=in_good,
        in_quantity=in_quantity, in_nest=in_good, nest_sigma=np.zeros(len(in_good)), labour=last.used[:, factors[0]], capital=last.used[:, factors[1]],
        own_value=(last.made - inputs) @ last.price, sigma_inputs=between("inputs_sigma"), sigma_value=between("value_sigma"),
        transform=between("transform"), size_elasticity=np.array([p.answer for p in WORKPLACES]),
        size=_sizes(last) if coming else np.ones(w), capacity=np.array([p.room for p in WORKPLACES]), social_rate=np.zeros(w))


def _consumers(last: _LastYear, coming: bool, tools) -> Consumers:
    charter, rng = tools
    k = len(NEIGHBOURHOODS)
    start, good, quantity = _lines(last.baskets)
    first = rng.random(k) < charter["society.needs_first_share"]
    needed = {"": 0.0} | {tier: charter[f"society.needed_{tier}"] for tier in ("survival", "comfort", "luxury")}
    share = np.array([needed[g.tier] for g in GOODS])[good]
    return Consumers(
        council=len(WORKPLACES) + np.arange(k), start=start, good=good, quantity=quantity, nest=good, nest_sigma=np.zeros(len(good)),
        subsistence=quantity * share * np.repeat(first, np.diff(start)), emission=np.where(good == _AT["gas"], _EMITTED_PER_GAS, 0.0),
        pollutant=_AT["co2"], sigma=rng.uniform(charter["society.consumer_sigma_min"], charter["society.consumer_sigma_max"], k),
        hours=last.hours * (_HOURS_FACTOR if coming else 1.0), hours_elasticity=np.full(k, charter["society.hours_elasticity"]))
