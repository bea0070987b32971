"""What groups of consumers ask for at prices and budgets: nested CES above what is needed first, around last year's wishes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.economy import Economy
from parecon.responses import Ground

__all__ = ["Tastes", "read_tastes", "utility_of", "wishes_at"]


@dataclass(frozen=True)
class Tastes:
    """Tastes of the groups of a `Ground`: wanted, needed (g, n) units at the prices ``base`` (n,); nest (n,) number of each good's composite.

    sigma (g,) between composites, inner (n,) between varieties of one; emits (n,) pollution of good ``pollutant`` (-1: none) by a unit used.
    """

    base: np.ndarray
    wanted: np.ndarray
    needed: np.ndarray
    nest: np.ndarray
    sigma: np.ndarray
    inner: np.ndarray
    emits: np.ndarray
    pollutant: int

    def at(self, prices: np.ndarray) -> np.ndarray:
        """Return what a unit costs who uses it, (n,): its price and that of what it emits."""
        return prices + (self.emits * prices[self.pollutant] if self.pollutant >= 0 else 0.0)


def read_tastes(economy: Economy, ground: Ground, base: np.ndarray, wanted: np.ndarray | None = None) -> Tastes:
    """Return the tastes of ``ground`` at the prices ``base`` (n,); wanted (g, n): where wishes are no longer last year's."""
    _, nest = np.unique([g.variety_of or g.code for g in economy.goods], return_inverse=True)
    # The formulas have holes at one and at zero: a hair beside them makes no difference.
    step_off = lambda s: np.maximum(np.where(np.abs(s - 1.0) < 1e-6, 1.0 + 1e-6, s), 0.01)  # noqa: E731
    inner = np.array(ground.nest_sigma, dtype=np.float64)
    largest = np.zeros(nest.max(initial=-1) + 1)
    np.maximum.at(largest, nest, inner)
    return Tastes(np.asarray(base, dtype=np.float64), ground.wanted if wanted is None else wanted, ground.needed, nest, step_off(ground.sigma),
                  step_off(largest[nest]), ground.emits, ground.pollutant)


def _sum_nests(values: np.ndarray, nest: np.ndarray) -> np.ndarray:
    """Return (g, n) values summed over each good's composite, for every good."""
    whole = np.zeros((len(values), int(nest.max(initial=-1)) + 1))
    np.add.at(whole, (slice(None), nest), values)
    return whole[:, nest]


def wishes_at(tastes: Tastes, prices: np.ndarray, budgets: np.ndarray) -> np.ndarray:
    """Return what each group asks for, (g, n) units, spending all of ``budgets`` (g,) at ``prices`` (n,).

    What is needed first comes first; a budget too small for it buys an equal part of all needs. At the
    base prices and what last year's wishes cost then, it is last year's wishes. Source: as `parecon.responses`.
    """
    was, now = tastes.at(tastes.base), tastes.at(np.asarray(prices, dtype=np.float64))
    relative = np.maximum(np.divide(now, was, out=np.ones_like(now), where=was > 0), 1e-12)
    extra = np.maximum(tastes.wanted - tastes.needed, 0.0)
    worth = extra * was
    above = worth.sum(axis=1)
    share, sigma, s = worth / np.maximum(above, 1e-300)[:, None], tastes.sigma[:, None], tastes.inner[None, :]
    weight = _sum_nests(share, tastes.nest)
    # Means are taken around the geometric mean: near an elasticity of one the power mean of what lies far from one has no digits left.
    inside = share / np.where(weight > 0, weight, 1.0)
    middle = np.where(weight > 0, np.exp(_sum_nests(inside * np.log(relative), tastes.nest)), relative)
    mixed = np.where(weight > 0, _sum_nests(inside * (relative / middle) ** (1.0 - s), tastes.nest), 1.0)
    index = middle * mixed ** (1.0 / (1.0 - s))
    centre = np.exp((share * np.log(index)).sum(axis=1))
    spread = np.where(above > 0, (share * (index / centre[:, None]) ** (1.0 - sigma)).sum(axis=1), 1.0)
    whole = centre * spread ** (1.0 / (1.0 - tastes.sigma))
    left = np.asarray(budgets, dtype=np.float64) - tastes.needed @ now
    scale = np.divide(left, above * whole, out=np.zeros_like(left), where=(left > 0) & (above > 0))
    asked = tastes.needed + extra * scale[:, None] * (whole[:, None] / index) ** sigma * (index / relative) ** s
    poor = left <= 0
    if poor.any():
        cost = tastes.needed @ now
        part = np.divide(np.maximum(budgets, 0.0), cost, out=np.zeros_like(cost), where=cost > 0)
        asked[poor] = (tastes.needed * part[:, None])[poor]
    spent = asked @ now
    return asked * np.divide(np.maximum(budgets, 0.0), spent, out=np.zeros_like(spent), where=spent > 0)[:, None]


def utility_of(tastes: Tastes, consumed: np.ndarray) -> np.ndarray:
    """Return the utility of each group at ``consumed`` (g, n), (g,): 1 at last year's wishes, homogeneous in what is beyond need.

    Zero where something needed first is short.
    """
    was = tastes.at(tastes.base)
    extra = np.maximum(tastes.wanted - tastes.needed, 0.0)
    beyond = np.maximum(consumed - tastes.needed, 0.0)
    ratio = np.divide(beyond, extra, out=np.ones_like(beyond), where=extra > 0)
    worth = extra * was
    share = worth / np.maximum(worth.sum(axis=1), 1e-300)[:, None]
    weight = _sum_nests(share, tastes.nest)
    inner, outer = 1.0 - 1.0 / tastes.inner[None, :], (1.0 - 1.0 / tastes.sigma)[:, None]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        mixed = _sum_nests(np.where(share > 0, share * ratio**inner, 0.0), tastes.nest) / np.where(weight > 0, weight, 1.0)
        composite = np.where(weight > 0, mixed ** (1.0 / inner), 1.0)
        level = np.where(share > 0, share * composite**outer, 0.0).sum(axis=1) ** (1.0 / outer[:, 0])
    return np.where(np.isfinite(level), level, 0.0)
