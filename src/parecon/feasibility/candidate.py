"""One candidate plan: the share of every filed line that it keeps, and the balances this gives in integers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Mapping

import numpy as np

from parecon.economy import CouncilKind, Economy, GoodKind
from parecon.feasibility.classes import KINDS_OF_REQUESTS, ClassTable
from parecon.feasibility.kernels import WHOLE, apply_shares
from parecon.feasibility.programme import ClosingProgramme, Solution
from parecon.feasibility.shares import keep_share, to_share
from parecon.proposals import ProposalBatch

__all__ = ["Balance", "Candidate", "adopted_lines", "balance_lines", "council_groups", "draw_candidate"]

_WORKERS = 4
_COMMUNITIES = 1


@dataclass(frozen=True)
class Balance:
    """Every good's balance in fixed point, (n,) int64 each: identity A1 of institutions.md 3.

    endowment + supply + bought = use + claim + spent + remainder, where bought are
    imports, spent is the foreign exchange they cost, and remainder is the closing stock
    (of hours, capital and permits: what nobody needs).
    """

    supply: np.ndarray
    use: np.ndarray
    bought: np.ndarray
    spent: np.ndarray
    remainder: np.ndarray

    def __post_init__(self) -> None:
        for array in vars(self).values():
            array.setflags(write=False)


@dataclass(frozen=True)
class Candidate:
    """A plan that is feasible to the last unit, as shares of what was proposed (parts of SHARE_ONE).

    norm: key of the norm. scale: (k,) activity of each class. ration: (4, n) share kept
    of each group's requests for each good. other: (4, n) share kept of what other than
    worker councils supply (hours called on, foreign exchange earned). balance: integers.
    changed: value altered, in smallest units: "raised" and "lowered" output, and cuts of
    each kind of request. objective: all of it as a share of the value proposed. duals:
    (n,) by how much one more unit of a good would lower the norm's objective (a sign of
    scarcity, not a price).
    """

    norm: str
    scale: np.ndarray
    ration: np.ndarray
    other: np.ndarray
    balance: Balance
    changed: Mapping[str, int]
    objective: float
    duals: np.ndarray

    def __post_init__(self) -> None:
        object.__setattr__(self, "changed", MappingProxyType(dict(self.changed)))
        assert (self.scale >= 0).all() and (self.ration >= 0).all() and (self.ration <= WHOLE).all()
        for name in ("scale", "ration", "other", "duals"):
            getattr(self, name).setflags(write=False)


    @property
    def shares(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The three tables that every adopted line follows from."""
        return self.scale, self.ration, self.other


    @property
    def private_ration(self) -> np.ndarray:
        """The share of private requests for each good that is kept, (n,) floats."""
        return self.ration[0] / WHOLE


def council_groups(economy: Economy, batch: ProposalBatch) -> np.ndarray:
    """Return the group of each council of ``batch``, (b,) int64: its place in GROUPS, 4 for worker councils.

    Communities of affected parties stand with collective requests: they request nothing, and nobody else there supplies permits.
    """
    place = {CouncilKind.CONSUMER: 0, CouncilKind.COLLECTIVE: 1, CouncilKind.INVESTMENT: 2, CouncilKind.TRADE: 3, CouncilKind.WORKER: _WORKERS,
             CouncilKind.COMMUNITY: _COMMUNITIES}
    return np.array([place[CouncilKind(k)] for k in range(len(CouncilKind))], dtype=np.int64)[economy.councils.kind[batch.council]]


def draw_candidate(norm: str, programme: ClosingProgramme, solution: Solution, batch: ProposalBatch) -> Candidate:
    """Return the candidate of ``solution``; its remainders may still be negative by units that the margin did not foresee."""
    economy, table, at, n = programme.economy, programme.table, programme.columns, len(programme.economy.goods)
    scale = to_share(1 - solution.changes[at.down] + solution.changes[at.up])
    cut = np.zeros((4, n))
    cut[at.cut_group, at.cut_good] += solution.changes[at.cut]
    cut[:3, at.equal_good] += solution.changes[at.equal]
    ration = to_share(np.maximum(1 - cut, 0.0))
    other = np.full((4, n), WHOLE, dtype=np.int64)
    if table.exchange >= 0 and (filed := int(table.earned.sum())):
        other[3, table.exchange] = int(keep_share(table.earned, ration[3]).sum()) * WHOLE // filed
    shares = (scale, ration, other)
    _, supply, use, changed = adopted_lines(economy, table, batch, shares)
    other[0] = _hours_called(economy, table, (supply, use))
    supply -= table.offers
    supply += _sum_offers(economy, batch, other[0])
    other[_COMMUNITIES], unused = _permits_called(economy, table, (supply, use))
    supply -= unused
    values = dict(zip(("raised", "lowered", *KINDS_OF_REQUESTS), (int(v) for v in changed)))
    objective = sum(values.values()) / (programme.worth * 1e9)
    return Candidate(norm, scale, ration, other, balance_lines(economy, supply, use), values, objective, solution.duals)


def adopted_lines(economy: Economy, table: ClassTable, batch: ProposalBatch, shares) -> tuple[np.ndarray, ...]:
    """Return each line's adopted quantity (l,), supply (n,), use (n,) and changed values (8,), all int64.

    shares: (scale, ration, other) as in `Candidate`. Anyone can derive how far a line lies
    from its author's proposal: it is that proposal times one entry of these tables, rounded
    towards zero.
    """
    n = len(economy.goods)
    adopted, supply, use = np.zeros(len(batch.good), np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64)
    changed = np.zeros(2 + len(KINDS_OF_REQUESTS), np.int64)
    apply_shares((batch.start, batch.good, batch.quantity), (council_groups(economy, batch), table.council_class), shares,
                 table.prices, table.request_kind, adopted, supply, use, changed)
    return adopted, supply, use, changed


def _hours_called(economy, table: ClassTable, sums) -> np.ndarray:
    """Return the share of offered hours that is called on, (n,), rounded up so that enough are."""
    supply, use = sums
    called = np.full(len(economy.goods), WHOLE, dtype=np.int64)
    for g in np.flatnonzero(table.offers):
        offered = int(table.offers[g])
        needed = int(use[g] + economy.claim[g] - economy.endowment[g] - (supply[g] - table.offers[g])) + int(table.supply_lines[g])
        called[g] = min(WHOLE, -(-max(needed, 0) * WHOLE // offered))
    return called


def _permits_called(economy, table: ClassTable, sums) -> tuple[np.ndarray, np.ndarray]:
    """Return the share of what each community permitted that is emitted, (n,), rounded up so that enough is, and what that leaves unused, (n,)."""
    supply, use = sums
    called, unused = np.full(len(economy.goods), WHOLE, dtype=np.int64), np.zeros(len(economy.goods), dtype=np.int64)
    for community in economy.communities:
        g = economy.labels.position(community.pollutant)
        permitted = int(table.other_supply[g])
        needed = int(use[g] + economy.claim[g] - economy.endowment[g] - (supply[g] - permitted))
        if 0 <= needed < permitted:
            called[g] = -(-needed * WHOLE // permitted)
            unused[g] = permitted - int(keep_share(np.array([permitted]), called[g:g + 1])[0])
    return called, unused


def _sum_offers(economy, batch, called) -> np.ndarray:
    owner = np.repeat(economy.councils.kind[batch.council], np.diff(batch.start))
    offer = (owner == CouncilKind.CONSUMER) & (batch.quantity > 0)
    total = np.zeros(len(economy.goods), dtype=np.int64)
    np.add.at(total, batch.good[offer], keep_share(batch.quantity[offer], called[batch.good[offer]]))
    return total


def balance_lines(economy: Economy, supply: np.ndarray, use: np.ndarray) -> Balance:
    """Return the balances that lines summing to ``supply`` and ``use`` (n,) int64 leave; imports are bought as needed."""
    without = economy.endowment + supply - use - economy.claim
    bought, spent = np.zeros_like(supply), np.zeros_like(supply)
    imports = economy.kinds(GoodKind.IMPORT)
    bought[imports] = np.maximum(-without[imports], 0)
    for g in imports[economy.follows[imports] != imports]:
        cost = Fraction(float(economy.world_price[g])) * int(bought[g])
        spent[economy.follows[g]] += -(-cost.numerator // cost.denominator)
    return Balance(np.asarray(supply), np.asarray(use), bought, spent, without + bought - spent)
