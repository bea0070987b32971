"""The norm of shared change: least squares over the same balances, solved through its dual."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from parecon.feasibility.programme import ClosingProgramme, NoConvergence, Solution

__all__ = ["solve_shared_change"]

_ITERATIONS = 200
_PRECISION = 1e-11


@dataclass(frozen=True)
class _Squares:
    """min 1/2 sum w x**2 subject to matrix x >= least, lower <= x <= upper; row: the balance each row stands for."""

    matrix: sparse.csr_array
    least: np.ndarray
    weight: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    row: np.ndarray


def solve_shared_change(programme: ClosingProgramme) -> Solution:
    """Minimise the value-weighted sum of squared relative changes of activities and requests.

    Its dual has one number for each balance, is concave and piecewise quadratic, and is
    climbed by Newton steps on the balances that bind; raises NoConvergence.
    """
    squares = _lay_out(programme)
    multipliers, amounts = _climb(squares)
    at = programme.columns
    changes = np.zeros(at.count)
    classes = len(at.up)
    changes[at.up], changes[at.down] = np.maximum(amounts[:classes], 0), np.maximum(-amounts[:classes], 0)
    changes[at.cut] = amounts[classes:]
    duals = np.zeros(len(programme.scale))
    np.add.at(duals, squares.row, multipliers)
    return Solution(changes, 0.5 * float(np.dot(squares.weight, amounts**2)), duals / programme.scale)


def _lay_out(programme) -> _Squares:
    """Return the programme with one signed column for each class, and imports replaced by the foreign exchange they cost."""
    at, table, n = programme.columns, programme.table, len(programme.scale)
    matrix = programme.matrix.tocsr()[:n][:, np.concatenate([at.up, at.cut])].tocsr()
    least = (programme.dust - programme.slack / programme.scale).copy()
    bought = at.import_good[programme.bought[at.import_good] > 0]
    rest = np.setdiff1d(np.arange(n), bought)
    if table.exchange >= 0 and len(bought):
        price = programme.economy.world_price[bought] * programme.scale[bought] / programme.scale[table.exchange]
        pay = sparse.csr_array((price, (np.full(len(bought), table.exchange), bought)), shape=(n, n))
        matrix, least = (matrix + pay @ matrix).tocsr(), least + pay @ least
    fewest = -(programme.upper[at.spared][np.isin(at.import_good, bought)] + least[bought])
    value = np.concatenate([programme.class_value, programme.request_value[at.cut_group, at.cut_good]])
    lower = np.concatenate([-programme.upper[at.down], programme.lower[at.cut]])
    upper = np.concatenate([np.where(table.bound < 1, table.bound - 1, programme.upper[at.up]), programme.upper[at.cut]])
    weight = np.maximum(value / max(float(value.sum()) / max(len(value), 1), 1e-300), 1e-6)
    return _Squares(sparse.vstack([matrix[rest], -matrix[bought]]).tocsr(), np.concatenate([least[rest], fewest]), weight, lower, upper,
                    np.concatenate([rest, bought]))


def _climb(squares: _Squares) -> tuple[np.ndarray, np.ndarray]:
    """Return multipliers (rows,) at least 0 and amounts (columns,) at the optimum."""
    multipliers = np.zeros(len(squares.least))
    for _ in range(_ITERATIONS):
        amounts, height = _respond(squares, multipliers)
        slope = squares.least - squares.matrix @ amounts
        binding = (multipliers > 0) | (slope > 0)
        if np.maximum(slope, 0).max(initial=0.0) <= _PRECISION and np.abs(slope[multipliers > 0]).max(initial=0.0) <= _PRECISION:
            return multipliers, amounts
        multipliers = _step(squares, multipliers, slope, binding, height)
    worst = float(np.maximum(slope, 0).max(initial=0.0))
    if worst <= 1e3 * _PRECISION:
        return multipliers, amounts
    raise NoConvergence(f"after {_ITERATIONS} steps a balance is still {worst:.2g} of its scale short")


def _respond(squares, multipliers):
    pull = multipliers @ squares.matrix
    amounts = np.clip(pull / squares.weight, squares.lower, squares.upper)
    height = float(np.dot(squares.least, multipliers) - np.dot(pull, amounts) + 0.5 * np.dot(squares.weight, amounts**2))
    return amounts, height


def _step(squares, multipliers, slope, binding, height):
    """Return the next multipliers: a Newton step on the binding balances, shortened until the dual rises."""
    chosen = np.flatnonzero(binding)
    pull = (multipliers @ squares.matrix) / squares.weight
    free = (pull > squares.lower) & (pull < squares.upper)
    # At no change every column rests on its proposal: it may move either way unless a bound forbids it.
    free |= (pull == 0) & (squares.upper > 0)
    rows = squares.matrix[chosen][:, free]
    curve = (rows * (1.0 / squares.weight[free])[None, :]) @ rows.T
    curve = curve.toarray() + 1e-12 * max(float(curve.diagonal().max(initial=0.0)), 1e-12) * np.eye(len(chosen))
    direction = np.zeros(len(multipliers))
    direction[chosen] = np.linalg.solve(curve, slope[chosen])
    for newton in (True, False):
        move = direction if newton else np.where(binding, slope, 0.0) / max(float(curve.diagonal().max()), 1e-12)
        length = 1.0
        for _ in range(40):
            candidate = np.maximum(multipliers + length * move, 0.0)
            _, reached = _respond(squares, candidate)
            if reached >= height + 1e-4 * float(np.dot(slope, candidate - multipliers)) - 1e-18 and (candidate != multipliers).any():
                return candidate
            length *= 0.5
    return np.maximum(multipliers + move, 0.0)
