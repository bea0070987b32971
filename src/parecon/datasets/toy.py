"""A town small enough to plan by hand: carpenters' hours, concrete, houses, a clinic, bicycles and wheelchairs."""

from __future__ import annotations

import numpy as np

from parecon.economy import (Consumers, CouncilKind, Councils, Economy, Federation, FixedRequests, Good, GoodKind, Row, RowTotals, Society,
                             Workers)
from parecon.quantities import round_significant, to_fixed

__all__ = ["concrete_economy", "toy_economy"]

_SOURCE = {"source": "things of Wetzel, Debating Economic Vision for a Society without Classes (2004); amounts are ours",
           "unit of value": "one credit"}
_SUPPLY_AT_ONE, _SPENT_ON_CONCRETE = 100.0, 130.0
_HOURS, _HOUSE_HOURS, _CLINIC_HOURS = 2000.0, 400.0, 1600.0
_TUBE, _BICYCLES, _WHEELCHAIRS = 1000.0, 60.0, 20.0
_PIT_CHARGE = 0.8
_PRICES = {"concrete": 1.0, "house": 324.0, "clinic": 1296.0, "bicycle": 2.5, "wheelchair": 5.0, "tube": 0.2, "hours": 0.81}


def toy_economy() -> tuple[Economy, Society]:
    """Return a town of five councils whose plan can be checked by hand; the unit of value is one credit.

    The carpenters have 2,000 hours: a house takes 400, the clinic 1,600. The concrete
    works supply 100 units times the price, 0.80 of which is a social charge for the pit
    they leave behind. The cycle works have 1,000 kg of tube: a bicycle takes 10, a
    wheelchair 20. One neighbourhood of 100 equal people works the 2,000 hours; the
    town's federation requests one clinic.

    The plan. An average hour earns one credit, so incomes are 2,000. One house and one
    clinic take all hours: 400 + 1,600, and a clinic costs what 4 houses cost. 60
    bicycles and 20 wheelchairs take all the tube: 600 + 400 kg. People spend 130 on
    concrete, so its price p solves 130 / p = 100 p: p is the root of 1.3, 1.140, and
    114.0 units are made. They spend 150 on bicycles at 2.50 and 100 on wheelchairs at
    5; 50 of these 250 stand for the effort of the cycle works, so a kilogram of tube
    costs 0.20. What is left of 2,000, 1,620, pays 2,000 carpenters' hours at 0.81:
    a house costs 324 and the clinic 1,296, which is 12.96 a head. Each person gets 20,
    less 12.96, and spends 3.24 on the house, 1.30, 1.50 and 1.00.

    Last year 130 units of concrete were made at a price of 1, at which the works now
    supply 100: every other price of last year clears already.

    >>> economy, society = toy_economy()
    >>> [good.code for good in economy.goods]
    ['concrete', 'house', 'clinic', 'bicycle', 'wheelchair', 'tube', 'hours']
    >>> society.benchmark_prices.round(3).tolist()
    [1.14, 324.0, 1296.0, 2.5, 5.0, 0.2, 0.81]
    """
    goods = (
        Good("concrete", "concrete", GoodKind.PRODUCT, "units", tier="comfort"), Good("house", "houses", GoodKind.PRODUCT, "houses", tier="survival"),
        Good("clinic", "clinics", GoodKind.COLLECTIVE, "clinics", level="town"), Good("bicycle", "bicycles", GoodKind.PRODUCT, "bicycles", tier="comfort"),
        Good("wheelchair", "wheelchairs", GoodKind.PRODUCT, "wheelchairs", tier="survival"), Good("tube", "steel tube", GoodKind.NATURE, "kilograms"),
        Good("hours", "carpenters' hours", GoodKind.LABOUR, "hours"))
    at = {good.code: i for i, good in enumerate(goods)}
    price = np.array([_PRICES[good.code] for good in goods])
    benchmark, made = _clear_concrete(price)
    households = Consumers(
        council=np.array([3]), start=np.array([0, 4]), good=np.array([at[c] for c in ("concrete", "house", "bicycle", "wheelchair")], dtype=np.int32),
        quantity=np.array([made, 1.0, _BICYCLES, _WHEELCHAIRS]), nest=np.arange(4, dtype=np.int32), nest_sigma=np.zeros(4), subsistence=np.zeros(4),
        emission=np.zeros(4), pollutant=-1, sigma=np.ones(1), hours=np.array([_HOURS]), hours_elasticity=np.zeros(1))
    town = FixedRequests(np.array([4]), np.array([0, 1]), np.array([at["clinic"]], dtype=np.int32), np.ones(1), np.zeros(1, np.int32), np.zeros(1))
    budget = float(benchmark[households.good] @ households.quantity)
    society = Society(benchmark, np.array([0.0, 0.0, 0.0, budget, 0.0]), at["hours"], -1, -1, _toy_workers(at, benchmark, made), households, town, None)
    return _toy_town(goods, at, price), society


def _clear_concrete(price: np.ndarray) -> tuple[np.ndarray, float]:
    """Return prices at which concrete clears, and how much of it is made: p = root of 130 / 100."""
    benchmark = price.copy()
    benchmark[0] = np.sqrt(_SPENT_ON_CONCRETE / _SUPPLY_AT_ONE)
    benchmark = round_significant(benchmark, 9)
    return benchmark, _SPENT_ON_CONCRETE / benchmark[0]


def _toy_workers(at: dict[str, int], price: np.ndarray, made: float) -> Workers:
    """Return carpenters, concrete works and cycle works; only the carpenters' work has a price here."""
    out = np.array([at[c] for c in ("house", "clinic", "concrete", "bicycle", "wheelchair")], dtype=np.int32)
    amounts = np.array([1.0, 1.0, made, _BICYCLES, _WHEELCHAIRS])
    worth = price[out] * amounts
    own = np.array([worth[:2].sum(), worth[2] * (1.0 - _PIT_CHARGE), worth[3:].sum() - price[at["tube"]] * _TUBE])
    return Workers(
        council=np.arange(3), out_start=np.array([0, 2, 3, 5]), out_good=out, out_quantity=amounts,
        in_start=np.array([0, 0, 0, 1]), in_good=np.array([at["tube"]], dtype=np.int32), in_quantity=np.array([_TUBE]), in_nest=np.zeros(1, np.int32),
        nest_sigma=np.zeros(1), labour=np.array([_HOUSE_HOURS + _CLINIC_HOURS, 0.0, 0.0]), capital=np.zeros(3), own_value=own, sigma_inputs=np.zeros(3),
        sigma_value=np.full(3, 0.5), transform=np.ones(3), size_elasticity=np.array([1.0, 1.0, 0.2]), size=np.ones(3), capacity=np.full(3, 10.0),
        social_rate=np.array([0.0, _PIT_CHARGE, 0.0]))


def _toy_town(goods: tuple[Good, ...], at: dict[str, int], price: np.ndarray) -> Economy:
    rows = (Row("carpenters", "carpenters", CouncilKind.WORKER), Row("concrete-works", "concrete works", CouncilKind.WORKER),
            Row("cycle-works", "cycle works", CouncilKind.WORKER), Row("households", "the neighbourhood", CouncilKind.CONSUMER),
            Row("town", "the town's federation", CouncilKind.COLLECTIVE))
    congress = Federation("congress", "congress of industry federations", CouncilKind.WORKER, level="town")
    federations = (congress, *(Federation(r.code, f"federation of {r.name}", r.kind, "congress", "industry") for r in rows[:3]),
                   Federation("nation", "the town", CouncilKind.CONSUMER, level="town"), Federation("town", "the town's federation", CouncilKind.COLLECTIVE, "nation", "town"))
    councils = Councils(np.array([r.kind for r in rows], dtype=np.uint8), np.array([1, 2, 3, 4, 5], dtype=np.int32), np.arange(5, dtype=np.int32),
                        np.array([60, 20, 20, 100, 0], dtype=np.int32), np.ones(5, dtype=np.int32))
    supply = {(0, "house"): 1.0, (0, "clinic"): 1.0, (1, "concrete"): _SPENT_ON_CONCRETE, (2, "bicycle"): _BICYCLES, (2, "wheelchair"): _WHEELCHAIRS, (3, "hours"): _HOURS}
    use = {(0, "hours"): _HOURS, (2, "tube"): _TUBE, (3, "concrete"): _SPENT_ON_CONCRETE, (3, "house"): 1.0, (3, "bicycle"): _BICYCLES, (3, "wheelchair"): _WHEELCHAIRS,
           (4, "clinic"): 1.0}
    endowment = np.zeros(len(goods))
    endowment[at["tube"]] = _TUBE
    return _frame("toy", goods, (federations, rows, councils), (at, supply, use), to_fixed(endowment), price, charged={1: _PIT_CHARGE}, households=3)


def _frame(name: str, goods, council_parts, last, endowment: np.ndarray, price: np.ndarray, households: int, income: float | None = None,
           charged: dict[int, float] | None = None) -> Economy:
    """Return an economy of a few councils without trade; all hours are those of one neighbourhood; charged: social charge by row."""
    federations, rows, councils = council_parts
    at, supply, use = last
    cells = sorted({(r, at[code]) for r, code in (*supply, *use)})
    named = {(r, at[code]): (supply.get((r, code), 0.0), use.get((r, code), 0.0)) for r, code in (*supply, *use)}
    totals = RowTotals(*(np.array([cell[i] for cell in cells], dtype=np.int32) for i in range(2)),
                       *(to_fixed([named[cell][i] for cell in cells]) for i in range(2)))
    n, c, r = len(goods), len(councils), len(rows)
    hours, effort = np.zeros(c), np.zeros(c)
    effort[households] = 1.0
    hours[households] = _HOURS if income is None else 0.0
    incomes = None
    if income is not None:
        incomes = np.zeros(c, dtype=np.int64)
        incomes[households] = to_fixed([income])[0]
    return Economy(
        name=name, year=1, goods=goods, federations=federations, rows=rows, councils=councils, endowment=endowment, claim=np.zeros(n, dtype=np.int64),
        world_price=np.zeros(n), last_prices=price, last_totals=totals, hours=hours, effort=effort, not_working=np.zeros(c), social_rate=np.array([(charged or {}).get(i, 0.0) for i in range(r)]),
        last_elasticity=np.full(r, -1.0), clock_hours=np.ones(r), fixed_incomes=income is not None, income=incomes, source=_SOURCE)


def concrete_economy(answering: bool = True) -> tuple[Economy, Society]:
    """Return concrete alone: a neighbourhood spends 130 credits on it, the works supply 100 units times its price, or 100 at any price.

    By hand: at a price of 1, 130 units are requested and 100 supplied. Answering works
    end at 1.140 and 114.0 units; works that cannot answer end at 1.30 and 100.

    >>> _, society = concrete_economy(answering=False)
    >>> society.benchmark_prices.tolist(), society.workers.out_quantity.tolist()
    ([1.3], [100.0])
    """
    goods = (Good("concrete", "concrete", GoodKind.PRODUCT, "units", tier="comfort"),)
    price = np.ones(1)
    benchmark, made = _clear_concrete(price) if answering else (np.array([_SPENT_ON_CONCRETE / _SUPPLY_AT_ONE]), _SUPPLY_AT_ONE)
    rows = (Row("concrete-works", "concrete works", CouncilKind.WORKER), Row("households", "the neighbourhood", CouncilKind.CONSUMER))
    federations = (Federation("concrete-works", "federation of concrete works", CouncilKind.WORKER, level="industry"),
                   Federation("nation", "the town", CouncilKind.CONSUMER, level="town"))
    councils = Councils(np.array([r.kind for r in rows], dtype=np.uint8), np.arange(2, dtype=np.int32), np.arange(2, dtype=np.int32),
                        np.array([20, 100], dtype=np.int32), np.ones(2, dtype=np.int32))
    nothing, one = np.zeros(0), np.ones(1)
    workers = Workers(
        council=np.array([0]), out_start=np.array([0, 1]), out_good=np.zeros(1, np.int32), out_quantity=np.array([made]), in_start=np.array([0, 0]),
        in_good=nothing.astype(np.int32), in_quantity=nothing, in_nest=nothing.astype(np.int32), nest_sigma=nothing, labour=np.zeros(1),
        capital=np.zeros(1), own_value=np.array([made * benchmark[0]]), sigma_inputs=np.zeros(1), sigma_value=0.5 * one, transform=one,
        size_elasticity=one if answering else np.zeros(1), size=one, capacity=10.0 * one, social_rate=np.zeros(1))
    households = Consumers(
        council=np.array([1]), start=np.array([0, 1]), good=np.zeros(1, np.int32), quantity=np.array([made]), nest=np.zeros(1, np.int32),
        nest_sigma=np.zeros(1), subsistence=np.zeros(1), emission=np.zeros(1), pollutant=-1, sigma=one, hours=np.zeros(1), hours_elasticity=np.zeros(1))
    none = FixedRequests(np.zeros(0, np.int64), np.zeros(1, np.int64), nothing.astype(np.int32), nothing, nothing.astype(np.int32), nothing)
    society = Society(benchmark, np.array([0.0, made * benchmark[0]]), -1, -1, -1, workers, households, none, None)
    last = ({"concrete": 0}, {(0, "concrete"): _SPENT_ON_CONCRETE}, {(1, "concrete"): _SPENT_ON_CONCRETE})
    economy = _frame("concrete", goods, (federations, rows, councils), last, np.zeros(1, dtype=np.int64), price, households=1, income=_SPENT_ON_CONCRETE)
    return economy, society
