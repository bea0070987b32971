"""A town small enough to plan by hand: carpenters' hours, concrete, houses, a clinic, bicycles and wheelchairs."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from parecon.economy import (
    Consumers, CouncilKind, Councils, Economy, Federation, FixedRequests, Good, GoodKind, Row, RowTotals, Society, Workers,
)
from parecon.quantities import as_units, round_significant, to_fixed

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
        Good("concrete", "concrete", GoodKind.PRODUCT, "units", tier="comfort"),
        Good("house", "houses", GoodKind.PRODUCT, "houses", tier="survival"),
        Good("clinic", "clinics", GoodKind.COLLECTIVE, "clinics", level="town"),
        Good("bicycle", "bicycles", GoodKind.PRODUCT, "bicycles", tier="comfort"),
        Good("wheelchair", "wheelchairs", GoodKind.PRODUCT, "wheelchairs", tier="survival"),
        Good("tube", "steel tube", GoodKind.NATURE, "kilograms"),
        Good("hours", "carpenters' hours", GoodKind.LABOUR, "hours"))
    at = {good.code: i for i, good in enumerate(goods)}
    price = np.array([_PRICES[good.code] for good in goods])
    benchmark, made = _clear_concrete(price)
    households = _neighbourhood(3, {at["concrete"]: made, at["house"]: 1.0, at["bicycle"]: _BICYCLES, at["wheelchair"]: _WHEELCHAIRS}, hours=_HOURS)
    town = FixedRequests(np.array([4]), np.array([0, 1]), np.array([at["clinic"]], dtype=np.int32), np.ones(1), np.zeros(1, np.int32), np.zeros(1))
    workers = _works(benchmark, at["hours"], (
        _Works({at["house"]: 1.0, at["clinic"]: 1.0}, hours=_HOUSE_HOURS + _CLINIC_HOURS),
        _Works({at["concrete"]: made}, charge=_PIT_CHARGE),
        _Works({at["bicycle"]: _BICYCLES, at["wheelchair"]: _WHEELCHAIRS}, {at["tube"]: _TUBE}, answer=0.2)))
    budgets = np.zeros(5)
    budgets[3] = benchmark[households.good] @ households.quantity
    society = Society(benchmark, budgets, at["hours"], -1, -1, workers, households, town, None)
    return _toy_town(goods, at, price), society


def _toy_town(goods: tuple[Good, ...], at: dict[str, int], price: np.ndarray) -> Economy:
    rows = (Row("carpenters", "carpenters", CouncilKind.WORKER), Row("concrete-works", "concrete works", CouncilKind.WORKER),
            Row("cycle-works", "cycle works", CouncilKind.WORKER), Row("households", "the neighbourhood", CouncilKind.CONSUMER),
            Row("town", "the town's federation", CouncilKind.COLLECTIVE))
    federations = (*(Federation(r.code, f"federation of {r.name}", r.kind, "congress", "industry") for r in rows[:3]),
                   Federation("neighbourhood", "the neighbourhood", CouncilKind.CONSUMER, "nation", "ward"),
                   Federation("town", "the town's federation", CouncilKind.COLLECTIVE, "nation", "town"),
                   Federation("congress", "congress of industry federations", CouncilKind.WORKER, level="town"),
                   Federation("nation", "the town", CouncilKind.CONSUMER, level="town"))
    supply = {(0, "house"): 1.0, (0, "clinic"): 1.0, (1, "concrete"): _SPENT_ON_CONCRETE, (2, "bicycle"): _BICYCLES,
              (2, "wheelchair"): _WHEELCHAIRS, (3, "hours"): _HOURS}
    use = {(0, "hours"): _HOURS, (2, "tube"): _TUBE, (3, "concrete"): _SPENT_ON_CONCRETE, (3, "house"): 1.0, (3, "bicycle"): _BICYCLES,
           (3, "wheelchair"): _WHEELCHAIRS, (4, "clinic"): 1.0}
    endowment = np.zeros(len(goods))
    endowment[at["tube"]] = _TUBE
    return _small_economy(
        "toy", goods, (rows, federations, (60, 20, 20, 100, 0)), (supply, use), last_prices=price, endowment=to_fixed(endowment),
        hours=np.array([0.0, 0.0, 0.0, _HOURS, 0.0]), social_rate=np.array([0.0, _PIT_CHARGE, 0.0, 0.0, 0.0]))


def concrete_economy(answering: bool = True) -> tuple[Economy, Society]:
    """Return concrete alone: a neighbourhood spends 130 credits on it, the works supply 100 units times its price, or 100 at any price.

    By hand: at a price of 1, 130 units are requested and 100 supplied. Answering works
    end at 1.140 and 114.0 units; works that cannot answer end at 1.30 and 100. Incomes
    are fixed, so prices keep their scale.

    >>> _, society = concrete_economy(answering=False)
    >>> society.benchmark_prices.tolist(), society.workers.out_quantity.tolist()
    ([1.3], [100.0])
    """
    goods = (Good("concrete", "concrete", GoodKind.PRODUCT, "units", tier="comfort"),)
    price = np.ones(1)
    benchmark, made = _clear_concrete(price) if answering else (np.array([_SPENT_ON_CONCRETE / _SUPPLY_AT_ONE]), _SUPPLY_AT_ONE)
    rows = (Row("concrete-works", "concrete works", CouncilKind.WORKER), Row("households", "the neighbourhood", CouncilKind.CONSUMER))
    federations = (Federation("concrete-works", "federation of concrete works", CouncilKind.WORKER, level="industry"),
                   Federation("neighbourhood", "the neighbourhood", CouncilKind.CONSUMER, level="ward"))
    last = ({(0, "concrete"): _SPENT_ON_CONCRETE}, {(1, "concrete"): _SPENT_ON_CONCRETE})
    income = to_fixed([0.0, _SPENT_ON_CONCRETE])
    economy = _small_economy("concrete", goods, (rows, federations, (20, 100)), last, last_prices=price, fixed_incomes=True, income=income)
    workers = _works(benchmark, -1, (_Works({0: made}, answer=1.0 if answering else 0.0),))
    none = FixedRequests(*(np.zeros(size, kind) for size, kind in ((0, int), (1, int), (0, np.int32), (0, float), (0, np.int32), (0, float))))
    return economy, Society(benchmark, as_units(income), -1, -1, -1, workers, _neighbourhood(1, {0: made}), none, None)


def _clear_concrete(price: np.ndarray) -> tuple[np.ndarray, float]:
    """Return prices at which concrete clears, and how much of it is made: p = root of 130 / 100."""
    benchmark = price.copy()
    benchmark[0] = np.sqrt(_SPENT_ON_CONCRETE / _SUPPLY_AT_ONE)
    benchmark = round_significant(benchmark, 9)
    return benchmark, _SPENT_ON_CONCRETE / benchmark[0]


@dataclass(frozen=True)
class _Works:
    """One worker council: what it makes and uses by good, hours, social charge per credit, and how its size answers."""

    made: dict[int, float]
    used: dict[int, float] = field(default_factory=dict)
    hours: float = 0.0
    charge: float = 0.0
    answer: float = 1.0


def _works(price: np.ndarray, hours_good: int, works: tuple[_Works, ...]) -> Workers:
    """Return worker councils with fixed recipes: inputs in fixed proportion to output, no capital."""
    w = len(works)
    out_start, out_good, out_quantity = _lines([each.made for each in works])
    in_start, in_good, in_quantity = _lines([each.used for each in works])
    own = [(1.0 - each.charge) * sum(price[g] * q for g, q in each.made.items()) - sum(price[g] * q for g, q in each.used.items()) for each in works]
    return Workers(
        council=np.arange(w), out_start=out_start, out_good=out_good, out_quantity=out_quantity, in_start=in_start, in_good=in_good,
        in_quantity=in_quantity, in_nest=np.arange(len(in_good), dtype=np.int32), nest_sigma=np.zeros(len(in_good)),
        labour=np.array([each.hours if hours_good >= 0 else 0.0 for each in works]), capital=np.zeros(w), own_value=np.array(own),
        sigma_inputs=np.zeros(w), sigma_value=np.full(w, 0.5), transform=np.ones(w), size_elasticity=np.array([each.answer for each in works]),
        size=np.ones(w), capacity=np.full(w, 10.0), social_rate=np.array([each.charge for each in works]))


def _neighbourhood(council: int, wanted: dict[int, float], hours: float = 0.0) -> Consumers:
    """Return one neighbourhood that spends a fixed share of its budget on each good and offers fixed hours."""
    start, good, quantity = _lines([wanted])
    k = len(good)
    return Consumers(
        council=np.array([council]), start=start, good=good, quantity=quantity, nest=np.arange(k, dtype=np.int32), nest_sigma=np.zeros(k),
        subsistence=np.zeros(k), emission=np.zeros(k), pollutant=-1, sigma=np.ones(1), hours=np.array([hours]), hours_elasticity=np.zeros(1))


def _lines(amounts: list[dict[int, float]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return start, good and quantity of the lines of several councils."""
    start = np.concatenate([[0], np.cumsum([len(lines) for lines in amounts])]).astype(np.int64)
    pairs = [pair for lines in amounts for pair in lines.items()]
    return start, np.array([g for g, _ in pairs], dtype=np.int32), np.array([q for _, q in pairs], dtype=np.float64)


def _small_economy(name: str, goods: tuple[Good, ...], people, last, **columns) -> Economy:
    """Return an economy of one council a row, without trade; what is not given in ``columns`` is 0, or 1 for effort and clock hours.

    people: rows, federations (the first of them in the order of the rows) and members; last: last year's supply and use by row and good.
    """
    rows, federations, members = people
    at = {good.code: i for i, good in enumerate(goods)}
    supply, use = ({(r, at[code]): amount for (r, code), amount in cells.items()} for cells in last)
    cells = sorted({*supply, *use})
    totals = RowTotals(*(np.array(axis, dtype=np.int32) for axis in zip(*cells)), *(to_fixed([part.get(c, 0.0) for c in cells]) for part in (supply, use)))
    n, r = len(goods), len(rows)
    place = np.arange(r, dtype=np.int32)
    councils = Councils(np.array([row.kind for row in rows], dtype=np.uint8), place, place.copy(), np.array(members, dtype=np.int32), np.ones(r, np.int32))
    standard = {"endowment": np.zeros(n, dtype=np.int64), "claim": np.zeros(n, dtype=np.int64), "world_price": np.zeros(n), "hours": np.zeros(r),
                "effort": np.array([float(row.kind is CouncilKind.CONSUMER) for row in rows]), "not_working": np.zeros(r), "social_rate": np.zeros(r),
                "last_elasticity": np.full(r, -1.0), "clock_hours": np.ones(r), "source": _SOURCE}
    return Economy(name=name, year=1, goods=goods, federations=federations, rows=rows, councils=councils, last_totals=totals, **(standard | columns))
