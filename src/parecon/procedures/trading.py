"""What becomes of orders when something is short: a little less of what brings least, and nothing used that is not there.

No procedure is in here, only what several share: from intended activities and asked-for
final uses to what can be done with them.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from parecon.economy import Economy, GoodKind
from parecon.responses import Ground

__all__ = ["Orders", "Settled", "Unsettled", "check_claims", "settle_orders", "solve_programme"]

_STEPS = ((0.9, 4.0), (0.07, 2.0), (0.03, 1.0))
"""The last units of every order are let go first, so that a shortage takes a little from many: width and weight of each step."""
_SLACK = 1e-9


class Unsettled(ValueError):
    """Claims that come before all orders cannot be met: the procedure ends without a plan."""


@dataclass(frozen=True)
class Orders:
    """What is intended in a period, at the rates of a year, in units of each good.

    activity (u,): share of each unit's recipe; consumed (g, n); collective, investment, exports (n,);
    prices (n,): what a unit of each brings; stock (n,): what is left from before; hours: hours offered; take (u, n):
    what units take at activity 1 (the ground's where None); endless: goods that are never short, such as a pollutant
    without a limit.
    """

    activity: np.ndarray
    consumed: np.ndarray
    collective: np.ndarray
    investment: np.ndarray
    exports: np.ndarray
    prices: np.ndarray
    stock: np.ndarray
    hours: float
    take: np.ndarray | None = None
    endless: tuple[int, ...] = ()


@dataclass(frozen=True)
class Settled:
    """What became of orders: activity (u,); consumed (g, n); collective, investment, exports, imported, left (n,); hours worked.

    offered, asked (n,): what there was, and what was ordered by all, had every unit worked as intended; part (n,): of
    orders of final uses that was filled.
    """

    activity: np.ndarray
    consumed: np.ndarray
    collective: np.ndarray
    investment: np.ndarray
    exports: np.ndarray
    imported: np.ndarray
    left: np.ndarray
    hours: float
    offered: np.ndarray
    asked: np.ndarray
    part: np.ndarray


def settle_orders(economy: Economy, ground: Ground, orders: Orders) -> Settled:
    """Return what can be done of ``orders``: units work and final uses are filled so far that the value of both is largest.

    A unit counts with the value it adds, a final use with its price; the last tenth of every order counts less than the rest.
    All final uses of a good get the same part of what they asked. Imports are paid with what exports earn. Raises Unsettled
    where even nothing but exports would not pay what is owed abroad.
    """
    frame = _Frame.of(economy, ground, orders)
    activity, part = frame.solve()
    used, made = activity @ frame.take, activity @ ground.make
    own = orders.consumed * part
    final = own.sum(axis=0) + (orders.collective + orders.investment + orders.exports) * part
    there = made + frame.given
    imported = np.where(frame.abroad, np.maximum(used + final - there, 0.0), 0.0)
    asked = orders.activity @ frame.take + frame.final
    hours = float(used[ground.labour]) if ground.labour >= 0 else 0.0
    if ground.pollutant >= 0:
        final[ground.pollutant] += float(own.sum(axis=0) @ ground.emits)
    return Settled(activity, own, orders.collective * part, orders.investment * part, orders.exports * part, imported,
                   np.maximum(there + imported - used - final, 0.0), hours, np.maximum(there, 0.0), asked, part)


def check_claims(economy: Economy, ground: Ground) -> None:
    """Raise Unsettled where full activity could not meet what is claimed beforehand, whatever everybody else did without."""
    none = np.zeros(len(economy.goods))
    most = np.minimum(np.where(np.isfinite(ground.capacity), ground.capacity, 1.0), 10.0)
    settle_orders(economy, ground, Orders(most, ground.wanted, none, none, ground.exports, np.ones(len(none)), none, float(ground.hours.sum()),
                                          endless=() if ground.pollutant < 0 else (ground.pollutant,)))


@dataclass(frozen=True)
class _Frame:
    """The programme's columns: steps of units, steps of final uses, imports; rows are goods."""

    ground: Ground
    orders: Orders
    take: np.ndarray
    given: np.ndarray
    abroad: np.ndarray
    final: np.ndarray
    world: np.ndarray

    @classmethod
    def of(cls, economy: Economy, ground: Ground, orders: Orders) -> _Frame:
        given = ground.endowment - ground.claim + orders.stock
        if ground.labour >= 0:
            given[ground.labour] += orders.hours
        abroad = np.array([g.kind is GoodKind.IMPORT for g in economy.goods]) & (economy.world_price > 0)
        final = orders.consumed.sum(axis=0) + orders.collective + orders.investment + orders.exports
        return cls(ground, orders, ground.take if orders.take is None else orders.take, given, abroad, final, economy.world_price)

    def solve(self) -> tuple[np.ndarray, np.ndarray]:
        """Return activity (u,) and the part of final uses that is filled, (n,)."""
        orders, units = self.orders, len(self.orders.activity)
        asked = np.flatnonzero(self.final > 0)
        bounded = np.ones(len(self.final), dtype=bool)
        bounded[list(orders.endless)] = False
        of_units = (orders.activity[:, None] * (self.take - self.ground.make)).T
        of_final = self._final_rows(asked)
        bought = np.flatnonzero(self.abroad)
        of_imports = np.zeros((len(self.final), len(bought)))
        of_imports[bought, np.arange(len(bought))] = -1.0
        if self.ground.exchange >= 0:
            of_imports[self.ground.exchange] += self.world[bought]
        steps = [part for width, _ in _STEPS for part in (of_units * width, of_final * width)]
        matrix = np.hstack([*steps, of_imports])[bounded]
        added = orders.activity * np.maximum((self.ground.make - self.take) @ self._counted(), _SLACK * (self.ground.make @ orders.prices))
        worth = self.final[asked] * orders.prices[asked]
        gain = np.concatenate([part for width, weight in _STEPS for part in (added * width * weight, worth * width * weight)] + [np.zeros(len(bought))])
        upper = np.concatenate([np.ones(len(_STEPS) * (units + len(asked))), np.full(len(bought), np.inf)])
        found = solve_programme(sparse.csc_array(matrix), self.given[bounded], gain, upper)
        filled, size = np.zeros(units + len(asked)), units + len(asked)
        for i, (width, _) in enumerate(_STEPS):
            filled += width * found[i * size:(i + 1) * size]
        part = np.ones(len(self.final))
        part[asked] = np.clip(filled[units:], 0.0, 1.0)
        return orders.activity * np.clip(filled[:units], 0.0, 1.0), part

    def _counted(self) -> np.ndarray:
        """Return prices (n,) at which a unit's value added is counted: hours and capital are what it adds."""
        prices = self.orders.prices.copy()
        prices[[i for i in (self.ground.labour, self.ground.capital) if i >= 0]] = 0.0
        return prices

    def _final_rows(self, asked: np.ndarray) -> np.ndarray:
        rows = np.zeros((len(self.final), len(asked)))
        rows[asked, np.arange(len(asked))] = self.final[asked]
        ground = self.ground
        if ground.exchange >= 0:
            rows[ground.exchange] -= _earned(ground, self.orders.exports)[asked]
        if ground.pollutant >= 0:
            rows[ground.pollutant] += (self.orders.consumed.sum(axis=0) * ground.emits)[asked]
        return rows


def _earned(ground: Ground, exports: np.ndarray) -> np.ndarray:
    """Return the foreign exchange that each good's ``exports`` (n,) earn, (n,)."""
    each = np.zeros((len(exports), len(exports)))
    np.fill_diagonal(each, exports)
    return np.array([ground.earned_abroad(row) if row.any() else 0.0 for row in each])


def solve_programme(matrix: sparse.csc_array, limit: np.ndarray, gain: np.ndarray, upper: np.ndarray) -> np.ndarray:
    """Return the columns between 0 and ``upper`` that gain most with matrix @ columns <= limit; raise Unsettled where there are none."""
    size = np.maximum(np.abs(matrix).max(axis=1).toarray().ravel() if matrix.shape[1] else np.ones(matrix.shape[0]), 1e-12)
    scaled = sparse.csc_array(sparse.diags_array(1.0 / size) @ matrix)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = matrix.shape[1], matrix.shape[0]
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = gain / max(float(np.abs(gain).max(initial=0.0)), 1e-300), np.zeros(matrix.shape[1]), upper
    lp.row_lower_, lp.row_upper_ = np.full(matrix.shape[0], -np.inf), limit / size
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = scaled.indptr, scaled.indices, scaled.data
    solver = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("presolve", "off"), ("solver", "simplex")):
        solver.setOptionValue(option, value)
    assert solver.passModel(lp) != highspy.HighsStatus.kError, "the programme of orders was not accepted"
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise Unsettled("exports and stocks do not cover what is owed abroad and claimed beforehand, whatever is left undone")
    return np.maximum(np.array(solver.getSolution().col_value), 0.0)
