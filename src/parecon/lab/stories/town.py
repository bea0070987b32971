"""Towns of a few councils for the stories: workshops, neighbourhoods with given budgets, and rounds until they agree."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Mapping, Sequence

import numpy as np

from parecon.economy import (
    Consumers, CouncilKind, Councils, Economy, Federation, FixedRequests, Good, GoodKind, Row, RowTotals, Society, Workers,
)
from parecon.facilitation import PlanningYear, announce_first, close_round, follow, rule_called, submit
from parecon.proposals import ProposalBatch
from parecon.proposals.batch import make_batch
from parecon.quantities import to_fixed
from parecon.responses import lay_out, respond

__all__ = ["Neighbourhood", "Workshop", "build_town", "first_batch", "hold_rounds", "post_by_hand", "product"]

_ROOM_BY_HAND = 2.0
_ROOM = 1e15
"""No workshop of a story meets its capacity."""


@dataclass(frozen=True)
class Workshop:
    """A worker council that makes ``amount`` of one good from ``inputs`` at the prices it was used to.

    own_share: share of its output's value that its own work earns; elasticity: how its
    size answers what that work earns (0: it makes this amount at any price).
    """

    name: str
    good: str
    amount: float
    inputs: Mapping[str, float] = field(default_factory=dict)
    own_share: float = 1.0
    elasticity: float = 0.0


@dataclass(frozen=True)
class Neighbourhood:
    """A consumer council with a given budget that requested ``amounts`` at the prices it was used to; sigma: elasticity of substitution."""

    name: str
    members: int
    amounts: Mapping[str, float]
    sigma: float = 1.0


def build_town(goods: Sequence[Good], prices: Mapping[str, float], councils: Sequence[Workshop | Neighbourhood],
               *, endowment: Mapping[str, float] | None = None) -> tuple[Economy, Society]:
    """Return a town of workshops and neighbourhoods; ``prices`` are last year's, at which everybody would do what is stated.

    Budgets are what the stated requests cost. endowment: units of goods that nature gives.
    """
    at = {good.code: i for i, good in enumerate(goods)}
    price = np.array([prices[good.code] for good in goods], dtype=np.float64)
    shops = [c for c in councils if isinstance(c, Workshop)]
    homes = [c for c in councils if isinstance(c, Neighbourhood)]
    budget = np.array([0.0] * len(shops) + [sum(prices[g] * q for g, q in home.amounts.items()) for home in homes])
    given = np.zeros(len(goods))
    for code, units in (endowment or {}).items():
        given[at[code]] = units
    none = np.zeros(0)
    society = Society(price, budget, -1, -1, -1, _workers(shops, at, price), _consumers(homes, at, len(shops)),
                      FixedRequests(none, np.zeros(1, dtype=np.int64), none, none, none, none), None)
    return _economy(goods, price, (shops, homes), (budget, given, at)), society


def _lines(parts, at) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    start = np.cumsum([0, *(len(p) for p in parts)])
    return start, np.array([at[g] for p in parts for g in p], dtype=np.int32), np.array([q for p in parts for q in p.values()], dtype=np.float64)


def _workers(shops: Sequence[Workshop], at, price) -> Workers:
    out, used, w = [{s.good: s.amount} for s in shops], [dict(s.inputs) for s in shops], len(shops)
    out_start, out_good, out_quantity = _lines(out, at)
    in_start, in_good, in_quantity = _lines(used, at)
    own = np.array([price[at[s.good]] * s.amount * s.own_share for s in shops])
    return Workers(
        council=np.arange(w), out_start=out_start, out_good=out_good, out_quantity=out_quantity, in_start=in_start, in_good=in_good, in_quantity=in_quantity,
        in_nest=np.arange(len(in_good)), nest_sigma=np.zeros(len(in_good)), labour=np.zeros(w), capital=np.zeros(w), own_value=own, sigma_inputs=np.zeros(w),
        sigma_value=np.full(w, 0.5), transform=np.ones(w), size_elasticity=np.array([s.elasticity for s in shops]), size=np.ones(w), capacity=np.full(w, _ROOM),
        social_rate=np.zeros(w))


def _consumers(homes: Sequence[Neighbourhood], at, first: int) -> Consumers:
    start, good, quantity = _lines([dict(h.amounts) for h in homes], at)
    k, lines = len(homes), len(good)
    return Consumers(council=first + np.arange(k), start=start, good=good, quantity=quantity, nest=np.arange(lines), nest_sigma=np.zeros(lines),
                     subsistence=np.zeros(lines), emission=np.zeros(lines), pollutant=-1, sigma=np.array([h.sigma for h in homes]), hours=np.zeros(k),
                     hours_elasticity=np.zeros(k))


def _economy(goods, price, councils, given) -> Economy:
    shops, homes = councils
    budget, endowment, at = given
    both, n = [*shops, *homes], len(goods)
    kinds = [CouncilKind.WORKER] * len(shops) + [CouncilKind.CONSUMER] * len(homes)
    cells: dict[tuple[int, int], list[float]] = {}
    for row, council in enumerate(both):
        made, used = ({council.good: council.amount}, council.inputs) if isinstance(council, Workshop) else ({}, council.amounts)
        for side, part in enumerate((made, used)):
            for code, units in part.items():
                cells.setdefault((row, at[code]), [0.0, 0.0])[side] += units
    keys, c = sorted(cells), len(both)
    last = RowTotals(np.array([k[0] for k in keys], np.int32), np.array([k[1] for k in keys], np.int32), *(to_fixed([cells[k][i] for k in keys]) for i in range(2)))
    place = np.arange(c, dtype=np.int32)
    return Economy(
        name="town", year=1, goods=tuple(goods), federations=tuple(Federation(x.name, x.name, k, level="town") for x, k in zip(both, kinds)),
        rows=tuple(Row(x.name, x.name, k) for x, k in zip(both, kinds)),
        councils=Councils(np.array(kinds, np.uint8), place, place, np.array([getattr(x, "members", 10) for x in both], np.int32), np.ones(c, np.int32)),
        endowment=to_fixed(endowment), claim=np.zeros(n, np.int64), world_price=np.zeros(n), last_prices=price, last_totals=last, hours=np.zeros(c),
        effort=np.zeros(c), not_working=np.zeros(c), social_rate=np.zeros(c), last_elasticity=np.full(c, -1.0), clock_hours=np.ones(c), fixed_incomes=True,
        income=to_fixed(budget), source={"unit of value": "one credit"})


def hold_rounds(economy: Economy, society: Society, charter, *, until: float, rule: str, most: int = 200, start: np.ndarray | None = None) -> PlanningYear:
    """Return the year after rounds under ``rule``, from last year’s prices or those of ``start`` (n,), until no gap is larger than ``until``; raise RuntimeError after ``most``."""
    year, layout = announce_first(economy, charter, economy.last_prices if start is None else start), lay_out(society)
    for _ in range(most):
        year, refusals = submit(year, respond(economy, society, year.announcement, layout))
        assert not refusals, f"simulated councils keep the rules, but {refusals[0]}"
        year = close_round(year)
        if np.abs(year.records[-1].gaps).max() <= until:
            return year
        year = follow(year, rule_called(rule))
    raise RuntimeError(f"the largest gap is {np.abs(year.records[-1].gaps).max():.3g} after {most} rounds, not {until:g}; look at the prices of the last round")


def first_batch(year: PlanningYear, society: Society) -> ProposalBatch:
    """Return what all councils answer to the open round."""
    return respond(year.economy, society, year.announcement, lay_out(society))


def post_by_hand(economy: Economy, lines: Sequence[Mapping[str, float]], round: int = 1) -> ProposalBatch:
    """Return one proposal for every council, in order, as good -> units: outputs positive, uses negative."""
    start, good, quantity = _lines([dict(sorted(p.items(), key=lambda item: economy.labels.position(item[0]))) for p in lines], {g.code: i for i, g in enumerate(economy.goods)})
    workers = economy.councils.kind == CouncilKind.WORKER
    return make_batch(round, {"council": np.arange(len(lines)), "start": start, "good": good, "quantity": to_fixed(quantity), "flexibility": np.zeros(len(good)),
                              "capacity": np.where(workers, _ROOM_BY_HAND, 0.0), "marks": np.zeros(len(lines))})


def product(code: str, unit: str, tier: str = "comfort") -> Good:
    """Return a good that a workshop makes."""
    return Good(code, code, GoodKind.PRODUCT, unit, tier=tier)
