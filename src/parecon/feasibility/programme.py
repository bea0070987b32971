"""The closing as one linear programme over classes, in changes from what was proposed."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from parecon.economy import Economy, GoodKind
from parecon.feasibility.classes import GROUPS, KINDS_OF_REQUESTS, ClassTable
from parecon.quantities import FIXED_PER_UNIT, as_units

__all__ = ["ClosingProgramme", "Columns", "NoConvergence", "Solution"]

_PRECISION = 1e-10
_MAGNIFIED = 1e3
"""Changes are solved for in thousandths, so that the solver's precision lies far below a smallest unit."""
_COST = 1e4
_STEPS_MAX = 30_000
_DUST_MAX = 1e-3
_EXPORTS = GROUPS.index("exports")


@dataclass(frozen=True)
class Columns:
    """Where each kind of change stands among the columns of the programme.

    down, up: (k,) less and more activity of each class; cut: (m,) what a ration takes
    from the request at (cut_group, cut_good); equal: (e,) one cut for all requests of
    equal_good but exports, which tie rows hold to the same share; spared, bought: (i,) imports of import_good not bought, or bought besides;
    short: (n,) units missing, allowed only while a certificate is looked for; worst: the
    largest share an income group loses.
    """

    down: np.ndarray
    up: np.ndarray
    cut: np.ndarray
    cut_group: np.ndarray
    cut_good: np.ndarray
    equal: np.ndarray
    equal_good: np.ndarray
    spared: np.ndarray
    bought: np.ndarray
    import_good: np.ndarray
    short: np.ndarray
    worst: int
    count: int


@dataclass(frozen=True)
class Solution:
    """Optimal changes (columns,), the objective, and how much one more unit of each good would ease it (n,)."""

    changes: np.ndarray
    objective: float
    duals: np.ndarray


class NoConvergence(ArithmeticError):
    """A search ended without a plan; a norm that meets this is left out, with this reason."""


class ClosingProgramme:
    """One HiGHS model, built once; every norm changes its costs and bounds and solves again.

    Rows: a balance for each good, in shares of its scale; the loss of each kind of
    request; the loss of each income group; the change of all classes. No change at all
    is the starting point, so a nearly balanced round is closed in few steps.
    """

    def __init__(self, economy: Economy, table: ClassTable, charter) -> None:
        self.economy, self.table = economy, table
        self.net = (table.supply - table.use).tocsr()
        self._measure()
        self.columns = self._lay_columns()
        self.dust = self._first_dust()
        self._bound_columns(charter)
        self._build()

    def _measure(self) -> None:
        """Find the imports bought, the slack and the scale of each good, and the value of each change."""
        economy, table, n = self.economy, self.table, len(self.economy.goods)
        supply = economy.endowment + table.offers + table.other_supply + table.earned_total(n) + table.supply.sum(axis=0)
        use = economy.claim + table.use.sum(axis=0) + table.requests.sum(axis=0)
        imports = np.zeros(n, dtype=bool)
        imports[economy.kinds(GoodKind.IMPORT)] = True
        self.bought = np.where(imports, np.maximum(use - supply, 0), 0)
        spent = np.zeros(n)
        if table.exchange >= 0:
            spent[table.exchange] = float(np.dot(economy.world_price, as_units(self.bought)))
        self.slack = as_units(supply + self.bought - use) - spent
        self.scale = np.maximum(as_units(np.maximum(supply + self.bought, use)) + spent, 1 / FIXED_PER_UNIT)
        self.class_value = table.supply @ (table.prices / FIXED_PER_UNIT)
        self.request_value = as_units(table.requests) * table.prices
        self.worth = max(float(self.class_value.sum() + self.request_value.sum()), 1 / FIXED_PER_UNIT)

    def _lay_columns(self) -> Columns:
        table, n = self.table, len(self.economy.goods)
        group, good = np.nonzero(table.requests)
        equal_good = np.flatnonzero(table.requests.any(axis=0))
        self.tied = np.flatnonzero(table.requests[_EXPORTS])
        imports = self.economy.kinds(GoodKind.IMPORT)
        sizes = [len(table.row)] * 2 + [len(good), len(equal_good)] + [len(imports)] * 2 + [n, 1]
        ends = np.cumsum([0, *sizes])
        down, up, cut, equal, spared, bought, short, worst = (np.arange(a, b) for a, b in zip(ends[:-1], ends[1:]))
        return Columns(down, up, cut, group, good, equal, equal_good, spared, bought, imports, short, int(worst[0]), int(ends[-1]))

    def _first_dust(self) -> np.ndarray:
        """Return the share of each balance kept back for rounding: a smallest unit a line and two for the sums."""
        lines = np.where(self.table.supply_lines > 0, self.table.supply_lines + 2.0, 0.0)
        if self.table.exchange >= 0:
            lines[self.table.exchange] += 2.0 * len(self.economy.goods)
        used = (self.table.use.sum(axis=0) + self.table.requests.sum(axis=0)) > 0
        if self.table.exchange >= 0:
            used[self.table.exchange] |= self.bought.any()
        # Where a good has but a few smallest units, less is tried first: each closing is checked in integers anyway.
        return np.where(used, np.minimum(lines / FIXED_PER_UNIT / self.scale + 2 * _PRECISION, _DUST_MAX), 0.0)

    def _bound_columns(self, charter) -> None:
        """Set lower and upper bounds: capacities, and the floors under private wishes."""
        at, table = self.columns, self.table
        lower, upper = np.zeros(at.count), np.full(at.count, np.inf)
        lower[at.down] = np.maximum(1 - table.bound, 0)
        upper[at.down] = np.maximum(charter["closing.slack_down"], lower[at.down])
        upper[at.up] = np.maximum(table.bound - 1, 0)
        floors = np.array([charter[f"closing.floor_{tier}"] for tier in KINDS_OF_REQUESTS[:3]] + [0.0] * 3)
        pollutant = np.isin(np.arange(len(self.economy.goods)), self.economy.kinds(GoodKind.POLLUTANT))
        # What consumers emit follows from what they use, which good by good is not public: it is kept whole.
        upper[at.cut] = np.where((at.cut_group == 0) & pollutant[at.cut_good], 0.0, 1 - floors[self.table.request_kind[at.cut_group, at.cut_good]])
        private = table.requests[0, at.equal_good] > 0
        upper[at.equal] = np.where(private, 1 - floors[self.table.request_kind[0, at.equal_good]], 1.0)
        upper[at.equal[private & pollutant[at.equal_good]]] = 0.0
        self.floor_cuts = upper.copy()
        for cuts in (at.cut, at.equal):
            upper[cuts] = np.minimum(upper[cuts], charter["closing.cut_most"])
        upper[at.spared] = as_units(self.bought[at.import_good]) / self.scale[at.import_good]
        self.lower, self.upper = lower, upper

    def _balance_rows(self) -> sparse.csr_array:
        """Return the balances (n, columns): how much each change adds to a good, in shares of its scale."""
        at, table, n = self.columns, self.table, len(self.economy.goods)
        net, requests = as_units(self.net.toarray() if not self.net.nnz else self.net.tocoo().data), as_units(table.requests)
        cells = self.net.tocoo()
        entries = [(cells.col, at.down[cells.row], -net), (cells.col, at.up[cells.row], net)] if self.net.nnz else []
        entries += [(at.cut_good, at.cut, requests[at.cut_group, at.cut_good]), (at.equal_good, at.equal, requests[:_EXPORTS].sum(axis=0)[at.equal_good]),
                    (at.import_good, at.bought, self.scale[at.import_good]), (at.import_good, at.spared, -self.scale[at.import_good])]
        if table.exchange >= 0:
            earned, exports = as_units(table.earned), at.cut_group == _EXPORTS
            price = self.economy.world_price[at.import_good] * self.scale[at.import_good]
            entries += [(table.exchange, at.cut[exports], -earned[at.cut_good[exports]]), (table.exchange, at.bought, -price), (table.exchange, at.spared, price)]
        row, column, value = (np.concatenate([np.broadcast_to(e[i], e[2].shape) for e in entries]) for i in range(3))
        matrix = sparse.csr_array((value / self.scale[row], (row, column)), shape=(n, at.count))
        return (matrix + sparse.csr_array((np.ones(n), (np.arange(n), at.short)), shape=matrix.shape)).tocsr()

    def _loss_rows(self) -> sparse.csr_array:
        """Return the loss rows: value lost by each kind of request, by each income group less the worst, and changed by classes."""
        at, table = self.columns, self.table
        kinds = self.table.request_kind[at.cut_group, at.cut_good]
        by_kind = sparse.csr_array((self.request_value[at.cut_group, at.cut_good] / self.worth, (kinds, at.cut)), shape=(len(KINDS_OF_REQUESTS), at.count))
        value = as_units(table.private_by_income) * table.prices
        share = value / np.maximum(value.sum(axis=1, keepdims=True), 1 / FIXED_PER_UNIT)
        private = at.cut_group == 0
        by_income = sparse.lil_array((len(value), at.count))
        by_income[:, at.cut[private]] = share[:, at.cut_good[private]]
        by_income[:, [at.worst]] = -1.0
        by_class = sparse.csr_array((np.tile(self.class_value / self.worth, 2), (np.zeros(2 * len(table.row), dtype=int), np.concatenate([at.down, at.up]))),
                                    shape=(1, at.count))
        return sparse.vstack([by_kind, by_income.tocsr(), by_class]).tocsr()

    def _tie_rows(self) -> sparse.csr_array:
        """Return one row for each export: its cut less the cut of all other requests for the good."""
        at, rows = self.columns, np.arange(len(self.tied))
        matrix = sparse.lil_array((len(rows), at.count))
        matrix[rows, self.export_columns] = 1.0
        matrix[rows, at.equal[np.searchsorted(at.equal_good, self.tied)]] = -1.0
        return matrix.tocsr()

    @property
    def export_columns(self) -> np.ndarray:
        """The columns that cut exports."""
        return self.columns.cut[self.columns.cut_group == _EXPORTS]

    def _build(self) -> None:
        losses = self._loss_rows()
        matrix = sparse.vstack([self._balance_rows(), losses, self._tie_rows()]).tocsc()
        self.matrix = matrix
        n, kinds = len(self.economy.goods), len(KINDS_OF_REQUESTS)
        self.row_upper = np.full(matrix.shape[0], np.inf)
        self.row_upper[n + kinds:n + losses.shape[0] - 1] = 0.0
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = matrix.shape[1], matrix.shape[0]
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.zeros(matrix.shape[1]), self.lower, self.upper
        lp.row_lower_, lp.row_upper_ = self._row_lower(), self.row_upper
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
        self.solver = highspy.Highs()
        for option, value in (("output_flag", False), ("threads", 1), ("presolve", "off"), ("small_matrix_value", 1e-12), ("random_seed", 0),
                              ("primal_feasibility_tolerance", 1e-9), ("dual_feasibility_tolerance", 1e-9), ("solver", "simplex"),
                              ("simplex_iteration_limit", _STEPS_MAX)):
            self.solver.setOptionValue(option, value)
        assert self.solver.passModel(lp) != highspy.HighsStatus.kError, "the closing programme was not accepted"

    def loosen(self) -> None:
        """Allow classes to be lowered without limit, and requests to be cut down to the floors of the charter."""
        at = self.columns
        self.upper[at.down] = 1.0
        for cuts in (at.cut, at.equal):
            self.upper[cuts] = self.floor_cuts[cuts]

    def _row_lower(self, tie: bool = False) -> np.ndarray:
        lower = np.full(self.matrix.shape[0], -np.inf)
        lower[:len(self.scale)] = self.dust - self.slack / self.scale
        if tie:
            lower[self.matrix.shape[0] - len(self.tied):] = 0.0
        return lower

    @property
    def loss_rows(self) -> dict[str, int]:
        """The row of each kind of request, and of "classes"."""
        first = len(self.economy.goods)
        rows = {kind: first + i for i, kind in enumerate(KINDS_OF_REQUESTS)}
        return {**rows, "classes": self.matrix.shape[0] - len(self.tied) - 1}

    def row_costs(self, rows: list[int]) -> np.ndarray:
        """Return costs (columns,) that add up the given loss rows."""
        return np.asarray(self.matrix.tocsr()[rows].sum(axis=0)).ravel()

    def solve(self, cost: np.ndarray, closed: np.ndarray, row_upper: np.ndarray | None = None, *, tie: bool = False,
              to_floors: bool = False) -> Solution | None:
        """Minimise ``cost`` (columns,) with the columns in ``closed`` at no change; return None where no plan exists.

        tie: exports lose the same share of a good as all other requests for it. to_floors:
        requests may be cut to the floors of the charter, whatever it says of the largest cut.
        """
        upper = self.upper.copy()
        if to_floors:
            upper[self.columns.cut] = self.floor_cuts[self.columns.cut]
        upper[closed] = self.lower[closed]
        every_column, every_row = np.arange(self.columns.count, dtype=np.int32), np.arange(self.matrix.shape[0], dtype=np.int32)
        limits = (self.row_upper if row_upper is None else row_upper).copy()
        if tie:
            limits[self.matrix.shape[0] - len(self.tied):] = 0.0
        self.solver.changeColsBounds(len(every_column), every_column, self.lower * _MAGNIFIED, upper * _MAGNIFIED)
        self.solver.changeColsCost(len(every_column), every_column, np.asarray(cost, dtype=np.float64) * _COST)
        self.solver.changeRowsBounds(len(every_row), every_row, self._row_lower(tie) * _MAGNIFIED, limits * _MAGNIFIED)
        if not self._run():
            return None
        found = self.solver.getSolution()
        changes = np.clip(np.array(found.col_value) / _MAGNIFIED, self.lower, upper)
        duals = np.array(found.row_dual)[:len(self.scale)] / _COST / self.scale
        return Solution(changes, float(np.dot(cost, changes)), duals)

    def _run(self) -> bool:
        """Solve; return False where no plan exists; raise NoConvergence where the solver does not know."""
        for strategy in (1, 4):
            # No change at all is dual feasible for every norm, so each solve starts there rather than from the last norm's end.
            self.solver.clearSolver()
            self.solver.setOptionValue("simplex_strategy", strategy)
            self.solver.run()
            status = self.solver.getModelStatus()
            if status in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible):
                return status == highspy.HighsModelStatus.kOptimal
        raise NoConvergence(f"the linear programme ended as {self.solver.modelStatusToString(status)}")
