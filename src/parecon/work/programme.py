"""A linear or mixed-integer programme built row by row and solved by HiGHS."""

from __future__ import annotations

from dataclasses import dataclass, field

import highspy
import numpy as np

__all__ = ["Programme", "Solution"]

INFINITY = highspy.kHighsInf


@dataclass(frozen=True)
class Solution:
    """values: (columns,) or None when none was found. value, bound: of the objective; status: "optimal", "limit" or "infeasible"."""

    status: str
    values: np.ndarray | None
    value: float
    bound: float


@dataclass
class Programme:
    """Columns and sparse rows of a minimisation."""

    cost: list = field(default_factory=list)
    low: list = field(default_factory=list)
    high: list = field(default_factory=list)
    whole: list = field(default_factory=list)
    row_low: list = field(default_factory=list)
    row_high: list = field(default_factory=list)
    rows: list = field(default_factory=list)
    columns: list = field(default_factory=list)
    values: list = field(default_factory=list)
    size: int = 0
    row_count: int = 0

    def add_columns(self, count: int, *, cost=0.0, low=0.0, high=INFINITY, whole: bool = False) -> np.ndarray:
        """Add ``count`` columns and return their indices."""
        for store, value in ((self.cost, cost), (self.low, low), (self.high, high)):
            store.append(np.broadcast_to(np.asarray(value, float), (count,)))
        self.whole.append(np.full(count, whole))
        self.size += count
        return np.arange(self.size - count, self.size)

    def add_rows(self, count: int, entries, *, low=-INFINITY, high=INFINITY) -> np.ndarray:
        """Add ``count`` rows; entries: (row in 0..count, column, value) triples of arrays."""
        for row, column, value in entries:
            row, column, value = np.broadcast_arrays(np.asarray(row), np.asarray(column), np.asarray(value, float))
            self.rows.append(row.ravel() + self.row_count)
            self.columns.append(column.ravel())
            self.values.append(value.ravel())
        self.row_low.append(np.broadcast_to(np.asarray(low, float), (count,)))
        self.row_high.append(np.broadcast_to(np.asarray(high, float), (count,)))
        self.row_count += count
        return np.arange(self.row_count - count, self.row_count)

    def solve(self, *, cost=None, time_limit_seconds: float = INFINITY, gap_share: float = 1e-6, start: np.ndarray | None = None) -> Solution:
        """Minimise; ``cost`` replaces the columns' costs; one thread, so that the same programme gives the same answer.

        gap_share: a mixed-integer programme may stop this close to its bound, relative to its value.
        """
        model = self._model(cost)
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("random_seed", 0)
        solver.setOptionValue("time_limit", float(time_limit_seconds))
        # At its default of 1e-6 the solver calls some programmes with a known solution infeasible.
        solver.setOptionValue("mip_feasibility_tolerance", 1e-7)
        solver.setOptionValue("mip_rel_gap", float(gap_share))
        solver.passModel(model)
        if start is not None:
            guess = highspy.HighsSolution()
            guess.col_value = list(map(float, start))
            solver.setSolution(guess)
        solver.run()
        return self._read(solver)

    def _model(self, cost) -> highspy.HighsLp:
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.size, self.row_count
        lp.col_cost_ = np.concatenate(self.cost) if cost is None else np.asarray(cost, float)
        lp.col_lower_, lp.col_upper_ = np.concatenate(self.low), np.concatenate(self.high)
        lp.row_lower_, lp.row_upper_ = np.concatenate(self.row_low), np.concatenate(self.row_high)
        rows, columns, values = (np.concatenate(part) for part in (self.rows, self.columns, self.values))
        order = np.lexsort((columns, rows))
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=self.row_count))]).astype(np.int32)
        lp.a_matrix_.index_, lp.a_matrix_.value_ = columns[order].astype(np.int32), values[order]
        whole = np.concatenate(self.whole)
        if whole.any():
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            lp.integrality_ = [kinds[int(w)] for w in whole]
        return lp

    def _read(self, solver: highspy.Highs) -> Solution:
        status, info = solver.getModelStatus(), solver.getInfo()
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return Solution("infeasible", None, INFINITY, INFINITY)
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        values = np.array(solver.getSolution().col_value) if found else None
        value = float(info.objective_function_value) if found else INFINITY
        done = status == highspy.HighsModelStatus.kOptimal
        whole = any(w.any() for w in self.whole)
        bound = float(info.mip_dual_bound) if whole else value if done else -INFINITY
        return Solution("optimal" if done else "limit", values, value, bound)
