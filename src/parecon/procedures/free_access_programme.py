"""The linear programmes in kind, scaled so that a solver is at ease with amounts of any unit."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

__all__ = ["solve_in_kind"]

_WAYS = ("highs", "highs-ipm", "highs-ds")


def solve_in_kind(cost: np.ndarray, matrix: sparse.csr_array, bound: np.ndarray, upper: np.ndarray) -> np.ndarray:
    """Return the x (k,) of ``min cost x`` over ``matrix x <= bound`` and ``0 <= x <= upper``, where x = 0 is possible or lacks can be chosen."""
    width = np.where(np.isfinite(upper), upper, np.maximum(np.abs(bound).max(initial=1.0), 1.0))
    open_columns = np.flatnonzero(width > 0)
    width = width[open_columns]
    scaled = matrix[:, open_columns] @ sparse.diags_array(width)
    rows = 1.0 / np.maximum(abs(scaled).max(axis=1).toarray().ravel(), 1e-300)
    costs = cost[open_columns] * width
    costs = costs / max(float(np.abs(costs).max(initial=0.0)), 1e-300)
    limits = np.stack([np.zeros(len(width)), np.where(np.isfinite(upper[open_columns]), 1.0, np.inf)], axis=1)
    rows = np.where(np.isfinite(rows), np.minimum(rows, 1e12), 1.0)
    for way in _WAYS:
        found = linprog(costs, A_ub=sparse.diags_array(rows) @ scaled, b_ub=bound * rows, bounds=limits, method=way)
        if found.status == 0:
            break
    assert found.x is not None and found.status == 0, f"a programme that has a solution was not solved: {found.message}"
    x = np.zeros(len(cost))
    x[open_columns] = np.clip(found.x, limits[:, 0], limits[:, 1]) * width
    return x
