"""Units and goods as a table of inputs and outputs: who makes what share of a good, and what a good takes on average."""

from __future__ import annotations

import numpy as np

from parecon.economy import Economy, GoodKind

__all__ = ["made_goods", "product_recipe", "units_for"]


def made_goods(economy: Economy) -> np.ndarray:
    """Return which goods are made by units, (n,) bool."""
    return np.array([good.kind in (GoodKind.PRODUCT, GoodKind.COLLECTIVE) for good in economy.goods])


def product_recipe(make: np.ndarray, take: np.ndarray, made: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return share (u, n) of each unit in what is made of a good, and recipe (n, n): what of the row's good one of the column's takes on average.

    make, take: (u, n) of a usual year; made: (n,) bool. A unit's recipe belongs to all it makes alike (industry technology): United
    Nations, Handbook on Supply, Use and Input-Output Tables (2018), ch. 12, model B.
    """
    total = make.sum(axis=0)
    share = np.divide(make, total, out=np.zeros_like(make), where=made & (total > 0))
    volume = np.where(made, make, 0.0).sum(axis=1)
    per_volume = np.divide(take, volume[:, None], out=np.zeros_like(take), where=volume[:, None] > 0)
    return share, per_volume.T @ share


def units_for(outputs: np.ndarray, share: np.ndarray, make: np.ndarray, made: np.ndarray) -> np.ndarray:
    """Return the activity (u,) at which units make their shares of ``outputs`` (n,), in volume; make: (u, n) at activity 1."""
    volume = np.where(made, make, 0.0).sum(axis=1)
    return np.divide(share @ outputs, volume, out=np.zeros_like(volume), where=volume > 0)
