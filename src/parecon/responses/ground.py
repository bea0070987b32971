"""An economy in the size of a page: units of like worker councils, groups of consumers, fixed uses; every line can be traced to councils."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.economy import CouncilKind, Economy, GoodKind, Society
from parecon.economy.economy import freeze
from parecon.quantities import as_units
from parecon.responses.affected import answer_communities

__all__ = ["CouncilLines", "Ground", "lay_ground"]


@dataclass(frozen=True)
class CouncilLines:
    """Signed amounts by council, CSR: council (b,), start (b+1,), good (l,), quantity (l,) units, supply positive."""

    council: np.ndarray
    start: np.ndarray
    good: np.ndarray
    quantity: np.ndarray

    @property
    def owner(self) -> np.ndarray:
        """Return the position of the council of each line, (l,)."""
        return np.repeat(np.arange(len(self.council)), np.diff(self.start))

    def sum_by(self, place: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
        """Return the lines summed into ``shape``; place: (b,) the row each council is summed into."""
        return np.bincount(place[self.owner] * shape[1] + self.good, self.quantity, minlength=shape[0] * shape[1]).reshape(shape)


@dataclass(frozen=True)
class Ground:
    """What every procedure that plans by units and groups stands on, in units of each good a year.

    Units are worker councils of one row that may grow about as far: row (u,) position in
    the economy's rows; councils (u,) how many; members (u,); make, take (u, n): what a
    unit makes and uses at activity 1, last year's recipe at this year's size, labour,
    capital and pollution among what it takes; capacity (u,): its largest activity.

    Groups are consumer councils of like income last year, the lowest first: people (g,);
    not_working (g,); wanted (g, n): last year's wishes; needed (g, n): what is needed first
    (Stone–Geary); sigma (g,): elasticity between composites; nest_sigma (n,): between the
    domestic and the imported variety of a product (0 where there is one); emits (n,):
    pollution of ``pollutant`` (-1: none) by a unit used; hours (g,): standard hours
    offered; effort (g,).

    collective, investment, exports (n,): other final uses of last year; export_earning
    (n,): foreign exchange a unit of last year's exports earned, export_elasticity (n,): of
    demand abroad with respect to that (`earned_abroad`). endowment, claim (n,): what is there (what communities permit of a pollutant too) and what is promised before anything is planned. labour, capital,
    exchange: positions of these goods, -1 where there is none.

    work (lines of all worker councils at activity 1), unit (w,), wishes (of all consumer
    councils), group (k,), other (all other councils) lead back to councils.
    """

    row: np.ndarray
    councils: np.ndarray
    members: np.ndarray
    make: np.ndarray
    take: np.ndarray
    capacity: np.ndarray
    people: np.ndarray
    not_working: np.ndarray
    wanted: np.ndarray
    needed: np.ndarray
    sigma: np.ndarray
    nest_sigma: np.ndarray
    emits: np.ndarray
    hours: np.ndarray
    effort: np.ndarray
    collective: np.ndarray
    investment: np.ndarray
    exports: np.ndarray
    export_earning: np.ndarray
    export_elasticity: np.ndarray
    endowment: np.ndarray
    claim: np.ndarray
    labour: int
    capital: int
    exchange: int
    pollutant: int
    work: CouncilLines
    unit: np.ndarray
    wishes: CouncilLines
    group: np.ndarray
    other: CouncilLines

    def __post_init__(self) -> None:
        freeze(self)

    def earned_abroad(self, exports: np.ndarray) -> float:
        """Return the foreign exchange that ``exports`` (n,) earn: the more of a good is offered, the less a unit brings."""
        sold = np.where(self.exports > 0, exports / np.where(self.exports > 0, self.exports, 1.0), 0.0)
        power = 1.0 - 1.0 / np.maximum(self.export_elasticity, 1.0 + 1e-9)
        return float(self.export_earning * self.exports @ sold ** power)

    @property
    def net(self) -> np.ndarray:
        """Return what each unit gives less what it takes at activity 1, (u, n)."""
        return self.make - self.take


def lay_ground(economy: Economy, society: Society, charter, unit: np.ndarray | None = None) -> Ground:
    """Return ``society`` as units and groups; bands of capacity and groups of income as many as the charter says.

    Scaling all councils of a unit alike is something each of them can do: a unit's
    capacity is the least of its councils'. unit: (w,) where the units are known already.
    """
    n = len(economy.goods)
    work = _work_lines(society)
    unit = _units(economy, society, charter["comparison.capacity_bands"]) if unit is None else unit
    u, first = int(unit.max(initial=-1)) + 1, np.unique(unit, return_index=True)[1]
    positive = CouncilLines(work.council, work.start, work.good, np.maximum(work.quantity, 0.0))
    make = positive.sum_by(unit, (u, n))
    capacity = np.full(u, np.inf)
    np.minimum.at(capacity, unit, society.workers.capacity)
    members = np.bincount(unit, economy.councils.members[work.council], minlength=u)
    finals = {kind: _requests(economy, society, kind) for kind in (CouncilKind.COLLECTIVE, CouncilKind.INVESTMENT)}
    return Ground(
        row=economy.councils.row[work.council][first], councils=np.bincount(unit, minlength=u), members=members, make=make,
        take=make - work.sum_by(unit, (u, n)), capacity=capacity, collective=finals[CouncilKind.COLLECTIVE],
        investment=finals[CouncilKind.INVESTMENT], **_trade(society, n), endowment=as_units(economy.endowment) + _permits(economy, society, n),
        claim=as_units(economy.claim), labour=society.labour_good, capital=society.capital_good, exchange=society.exchange_good,
        pollutant=_own_pollutant(society), work=work, unit=unit, other=_other_lines(economy, society), **_groups(economy, society, charter))


def _work_lines(society: Society) -> CouncilLines:
    """Return the benchmark recipes of all worker councils at this year's size: outputs, inputs, hours, capital."""
    w = society.workers
    parts = [(w.out_start, w.out_good, w.out_quantity)]
    parts.append((w.in_start, w.in_good, -w.in_quantity))
    each = np.arange(len(w.council) + 1)
    for good, amount in ((society.labour_good, w.labour), (society.capital_good, w.capital)):
        if good >= 0:
            parts.append((each, np.full(len(amount), good), -amount))
    return _weave(w.council, parts, w.size)


def _weave(council: np.ndarray, parts, size: np.ndarray) -> CouncilLines:
    """Return the CSR parts put side by side, council by council, each council's lines times its size."""
    owner = np.concatenate([np.repeat(np.arange(len(council)), np.diff(start)) for start, _, _ in parts])
    order = np.argsort(owner, kind="stable")
    good = np.concatenate([good for _, good, _ in parts])[order].astype(np.int32)
    quantity = np.concatenate([amount for _, _, amount in parts])[order] * size[owner[order]]
    start = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=len(council)))]).astype(np.int64)
    return CouncilLines(council, start, good, quantity)


def _other_lines(economy: Economy, society: Society) -> CouncilLines:
    """Return what councils request that neither work nor consume (collective consumption, investment, exports), and what communities permit."""
    q, t = society.requests, society.trade
    parts = [(int(c), q.good[a:b], -q.quantity[a:b]) for c, a, b in zip(q.council, q.start, q.start[1:])]
    parts += [(int(t.council), t.good, -t.quantity)] if t is not None else []
    permitted = answer_communities(economy, society, society.benchmark_prices)[0] if society.affected else ()
    parts += [(a.council, np.array([a.pollutant]), as_units(np.array([amount]))) for a, amount in zip(society.affected, permitted)]
    parts.sort(key=lambda part: part[0])
    start = np.concatenate([[0], np.cumsum([len(good) for _, good, _ in parts])]).astype(np.int64)
    return CouncilLines(np.array([council for council, _, _ in parts], dtype=np.int32), start,
                        np.concatenate([good for _, good, _ in parts] or [np.zeros(0)]).astype(np.int32),
                        np.concatenate([amount for _, _, amount in parts] or [np.zeros(0)]))


def _permits(economy: Economy, society: Society, n: int) -> np.ndarray:
    """Return what those affected permit of each pollutant at last year's price, under any cap, (n,): every procedure but the participatory takes it as given."""
    found = np.zeros(n)
    if society.affected:
        for affected, amount in zip(society.affected, as_units(answer_communities(economy, society, society.benchmark_prices)[0])):
            found[affected.pollutant] += amount
    return found


def _units(economy: Economy, society: Society, bands: int) -> np.ndarray:
    """Return the unit of each worker council, (w,): one for the full of each row, and ``bands`` for those with room, by how much."""
    capacity, row = society.workers.capacity, economy.councils.row[society.workers.council]
    band = np.zeros(len(capacity), dtype=np.int64)
    for r in np.unique(row):
        room = np.flatnonzero((row == r) & (capacity > 1.0 + 1e-9))
        rank = np.argsort(np.argsort(capacity[room], kind="stable"), kind="stable")
        band[room] = 1 + rank * bands // max(len(room), 1)
    return np.unique(np.stack([row, band]), axis=1, return_inverse=True)[1].ravel()


def _own_pollutant(society: Society) -> int:
    """Return the pollutant that households emit, -1 where there is none; units and groups are laid out for one."""
    own = society.consumers.pollutant
    assert len(own) <= 1, f"households emit {len(own)} pollutants; procedures are compared on economies in which they emit one at most"
    return int(own[0]) if len(own) else -1


def _trade(society: Society, n: int) -> dict:
    """Return exports, what a unit of them earns, and the elasticities of demand abroad, (n,) each."""
    found = {"exports": np.zeros(n), "export_earning": np.zeros(n), "export_elasticity": np.zeros(n)}
    trade = society.trade
    if trade is not None:
        found["exports"][trade.good] = trade.quantity
        found["export_earning"][trade.good] = society.benchmark_prices[trade.good] / society.benchmark_prices[society.exchange_good]
        found["export_elasticity"][trade.good] = trade.elasticity
    return found


def _requests(economy: Economy, society: Society, kind: CouncilKind) -> np.ndarray:
    q = society.requests
    mine = economy.councils.kind[np.repeat(q.council, np.diff(q.start))] == kind
    return np.bincount(q.good[mine], q.quantity[mine], minlength=len(economy.goods)).astype(float)


def _groups(economy: Economy, society: Society, charter) -> dict:
    c, n = society.consumers, len(economy.goods)
    group = income_group(economy, c.council, charter["closing.income_groups"])
    g = int(group.max(initial=-1)) + 1
    members = economy.councils.members[c.council].astype(float)
    wishes = CouncilLines(c.council, c.start, c.good, c.quantity)
    needs = CouncilLines(c.council, c.start, c.good, c.subsistence)
    amount = np.bincount(c.good, c.quantity, minlength=n)
    average = lambda values: np.divide(np.bincount(c.good, c.quantity * values, minlength=n), amount, out=np.zeros(n), where=amount > 0)  # noqa: E731
    people, hours = np.bincount(group, members, minlength=g), np.bincount(group, c.hours, minlength=g)
    return {
        "people": people, "not_working": np.bincount(group, economy.not_working[c.council], minlength=g),
        "wanted": wishes.sum_by(group, (g, n)), "needed": needs.sum_by(group, (g, n)), "hours": hours,
        "sigma": np.bincount(group, members * c.sigma, minlength=g) / np.maximum(people, 1e-300), "nest_sigma": average(c.nest_sigma),
        "emits": average(c.emission[0]) if len(c.pollutant) else np.zeros(n), "wishes": CouncilLines(c.council, c.start, c.good, -c.quantity), "group": group,
        "effort": np.divide(np.bincount(group, c.hours * economy.effort[c.council], minlength=g), hours, out=np.ones(g), where=hours > 0),
    }


def income_group(economy: Economy, council: np.ndarray, groups: int) -> np.ndarray:
    """Return the income group of each consumer council, (k,) from 0: as many people in each, by hours times effort a member (or fixed income).

    A council belongs to the group in which its middle member stands; groups that would be empty are left out.
    """
    members = np.maximum(economy.councils.members[council], 1).astype(np.int64)
    income = economy.income if economy.income is not None else economy.hours * economy.effort
    order = np.lexsort((council, income[council] / members))
    reached = np.cumsum(members[order])
    found = np.zeros(len(council), dtype=np.int64)
    if len(order):
        found[order] = np.minimum((2 * reached - members[order]) * groups // (2 * reached[-1]), groups - 1)
    return np.unique(found, return_inverse=True)[1].ravel()


def is_product(economy: Economy) -> np.ndarray:
    """Return which goods are made or imported, (n,) bool."""
    return np.array([g.kind in (GoodKind.PRODUCT, GoodKind.IMPORT, GoodKind.COLLECTIVE) for g in economy.goods])
