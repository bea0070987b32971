"""What collective goods cost, place by place, and who is charged for them (institutions.md 4)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from parecon.economy import Collective, CouncilKind, Economy, RowTotals
from parecon.quantities import as_units, to_fixed
from parecon.work import divide_exactly

__all__ = ["Charges", "charge_places", "expect_package", "note_filed", "package_units", "share_collective", "share_equally", "unit_costs"]


@dataclass(frozen=True)
class Charges:
    """What every council is charged for collective goods, in smallest units, exact.

    by_level: (L, c) int64 equal shares per member; fees: (c,) int64 by use; both are 0 but for consumer councils.
    """

    by_level: np.ndarray
    fees: np.ndarray

    @property
    def total(self) -> np.ndarray:
        """All charges of each council, (c,) int64."""
        return self.by_level.sum(axis=0) + self.fees


def recipes(collective: Collective, goods: int) -> sparse.csr_array:
    """Return what a unit of each collective good is made of, (m, n)."""
    return sparse.csr_array((collective.recipe_quantity, collective.recipe_good, collective.recipe_start), shape=(len(collective.goods), goods))


def unit_costs(collective: Collective, prices: np.ndarray) -> np.ndarray:
    """Return the price of each collective good, (m,): what a unit is made of, at ``prices`` (n,)."""
    return recipes(collective, len(prices)) @ prices


def package_units(collective: Collective, goods: int, amount: np.ndarray) -> sparse.csr_array:
    """Return the units of each good that every place needs for ``amount`` (l,) fixed point, (f, n)."""
    held = sparse.csr_array((as_units(amount), collective.good, collective.start), shape=(len(collective.council), len(collective.goods)))
    return sparse.csr_array(held @ recipes(collective, goods))


def share_equally(cost: int, members: np.ndarray) -> np.ndarray:
    """Return equal shares of ``cost`` per member for councils of ``members`` (c,), exact.

    Sidewalks of 2,000 for 1,000 residents are 2 each, whatever other places ask (Hahnel, pen-l, msg23287).

    >>> share_equally(2000, np.array([400, 600])).tolist()
    [800, 1200]
    """
    return divide_exactly(cost, members)


def charge_places(economy: Economy, costs: np.ndarray, prices: np.ndarray) -> Charges:
    """Return who is charged for what places use together; ``costs``: (f,) int64 value of each place's goods.

    Of a good with a fee that share of its cost is divided by use, the rest is an equal share of every member of the
    place; both sum to ``costs`` exactly. Where nobody of a place has stated a use there is no fee.
    """
    collective, members = economy.collective, np.where(economy.councils.kind == CouncilKind.CONSUMER, economy.councils.members, 0).astype(np.int64)
    worth = as_units(collective.amount) * unit_costs(collective, prices)[collective.good]
    whole = np.bincount(collective.line_place, worth, len(collective.council))
    by_level = np.zeros((len(collective.levels), len(members)), dtype=np.int64)
    fees, left = np.zeros(len(members), dtype=np.int64), np.array(costs, dtype=np.int64)
    for i, level in enumerate(collective.levels):
        # Places of one level stand side by side, so each division handles those of its level alone.
        places = np.flatnonzero(collective.level == i)
        here = np.flatnonzero(collective.membership[i] >= 0)
        at = collective.membership[i][here].astype(np.int64) - places[0]
        for q in (q for q, good in enumerate(collective.goods) if good.fee_share > 0 and good.level == level):
            part = _fee_part(collective, q, (worth, whole, costs))[places]
            part[np.bincount(at, collective.use[q][here], len(places)) <= 0] = 0
            fees[here] += divide_exactly(part, collective.use[q][here], segment=at)
            left[places] -= part
        # Where every place is one council there is nothing to divide.
        alone = len(here) == len(places)
        by_level[i, here] = left[places][at] if alone else divide_exactly(left[places], members[here], segment=at)
    return Charges(by_level, fees)


def _fee_part(collective: Collective, good: int, given) -> np.ndarray:
    """Return what of each place's cost those pay who use ``good``, (f,) int64."""
    worth, whole, costs = given
    lines = np.flatnonzero(collective.good == good)
    place = collective.line_place[lines]
    part = np.zeros(len(costs), dtype=np.int64)
    share = worth[lines] / np.where(whole[place] > 0, whole[place], 1.0) * collective.goods[good].fee_share
    part[place] = np.floor(share * costs[place]).astype(np.int64)
    return part


def share_collective(economy: Economy, collective: int, prices: np.ndarray) -> np.ndarray:
    """Return what every council is charged when all collective goods together cost ``collective``, (c,) int64.

    Places share it in proportion to what their amounts cost at ``prices``; without places everyone is charged alike.
    """
    members = np.where(economy.councils.kind == CouncilKind.CONSUMER, economy.councils.members, 0).astype(np.int64)
    if economy.collective is None or collective <= 0:
        return divide_exactly(max(collective, 0), members) if members.any() else np.zeros(len(members), dtype=np.int64)
    held = economy.collective
    worth = as_units(held.amount) * unit_costs(held, prices)[held.good]
    points = to_fixed(np.bincount(held.line_place, worth, len(held.council)), "cost of a place")
    if not points.any():
        return divide_exactly(collective, members)
    return charge_places(economy, divide_exactly(collective, points), prices).total


def expect_package(rows: RowTotals, economy: Economy, *, last_year: bool = False) -> RowTotals:
    """Return ``rows`` of the last closed round, or of last year, with collective requests moved to the amounts that are settled now."""
    held = economy.collective
    if held is None or np.array_equal(held.amount, held.last_amount if last_year else held.filed):
        return rows
    n, row_of = len(economy.goods), economy.councils.row[held.council]
    gather = sparse.csr_array((np.ones(len(row_of)), (row_of, np.arange(len(row_of)))), shape=(len(economy.rows), len(row_of)))
    before, after = (gather @ package_units(held, n, amount) for amount in (held.last_amount if last_year else held.filed, held.amount))
    use = rows.use.copy()
    mine = np.flatnonzero(np.isin(rows.row, np.unique(row_of)))
    if not len(mine):
        return rows
    old, new = (np.asarray(table.tocsr()[rows.row[mine], rows.good[mine]]).ravel() for table in (before, after))
    use[mine] = np.rint(use[mine] * np.divide(new, old, out=np.ones(len(mine)), where=old > 0)).astype(np.int64)
    return replace(rows, use=use)


def note_filed(economy: Economy) -> Economy:
    """Return the economy once a round is closed whose requests were for the amounts that are settled."""
    held = economy.collective
    return economy if held is None or np.array_equal(held.filed, held.amount) else replace(economy, collective=replace(held, filed=held.amount))
