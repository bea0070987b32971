"""The board's model at one vector of prices: what every row would propose, and what balances."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.economy import CouncilKind
from parecon.facilitation.pollution import answer_straight
from parecon.facilitation.surrogate import Model

__all__ = ["LEAST", "Indices", "Point", "abate", "evaluate", "permit"]

LEAST = 1e-9
"""Incomes below this many million credits count as this much: the model has no answer to an economy that consumes itself."""

_FARTHEST = 50.0
"""No quantity of the model moves further than this many log points, so that nothing overflows."""


@dataclass(frozen=True)
class Indices:
    """Log price indices relative to the prices the model was fitted at, and value shares at these prices.

    nest: (m,) of each nest; cost: (r,) of what each row uses; unit: (r,) of what it makes;
    use_share within its nest, nest_share within its row, out_share within its row.
    """

    nest: np.ndarray
    cost: np.ndarray
    unit: np.ndarray
    use_share: np.ndarray
    nest_share: np.ndarray
    out_share: np.ndarray

    @property
    def margin(self) -> np.ndarray:
        """What a row's products earn over what its inputs cost, (r,) log points."""
        return self.unit - self.cost


@dataclass(frozen=True)
class Point:
    """The model at one vector of prices, with what its derivative needs.

    supply, demand: (n,) units; use: (e,), output: (o,) units; indices: logs of price
    indices; incomes, earned (incomes less compensation), budget: credits; hours: units
    offered; permits: (k,) units that communities permit.
    """

    prices: np.ndarray
    supply: np.ndarray
    demand: np.ndarray
    use: np.ndarray
    output: np.ndarray
    indices: Indices
    incomes: float
    budget: float
    hours: float
    earned: float
    permits: np.ndarray


def _index(share: np.ndarray, log_price: np.ndarray, sigma: np.ndarray, group: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return log CES price indices (count,) and the shares at these prices, for benchmark shares within each group."""
    exponent = np.where(np.abs(1.0 - sigma) < 1e-6, 1e-6, 1.0 - sigma)
    peak = np.zeros(count)
    np.maximum.at(peak, group, exponent[group] * log_price)
    part = share * np.exp(exponent[group] * log_price - peak[group])
    total = np.bincount(group, part, count)
    safe = np.where(total > 0, total, 1.0)
    return np.where(total > 0, (np.log(safe) + peak) / exponent, 0.0), part / safe[group]


def evaluate(model: Model, step: np.ndarray) -> Point:
    """Return the model ``step`` (k,) log points of own prices away from the prices it was fitted at."""
    log_r = step[model.column]
    price = model.prices * np.exp(log_r)
    at = _find_indices(model, log_r)
    use, output, activity = _propose(model, log_r, at)
    incomes, budget = _incomes(model, price, use, output)
    fixed = model.fixed
    own = np.flatnonzero(fixed.own_emissions)
    left = [max(whole - float(np.dot(at_price[model.use_good[own]], amount[own])), LEAST)
            for whole, at_price, amount in ((budget, price, use), (model.budget, model.prices, model.use_quantity))]
    spread = np.exp((model.row_sigma - 1.0) * at.cost)[model.use_row[fixed.wanted]]
    use[fixed.wanted] *= left[0] / left[1] * spread
    earned = incomes - float(np.dot(price[model.permits.good], model.permits.quantity))
    hours = _hours(model, at, earned)
    permits = permit(model, log_r, earned)[0]
    supply, demand = _balances(model, price, use, (output, hours, permits))
    return Point(price, supply, demand, use, output, at, incomes, budget, hours, earned, permits)


def permit(m: Model, log_r: np.ndarray, earned: float) -> tuple[np.ndarray, np.ndarray]:
    """Return what communities permit, (k,) units, and its elasticity with respect to a permit's price over what an hour earns."""
    real = np.exp(np.clip(log_r[m.permits.good] - np.log(_hour(m, earned) / max(m.income_factor, LEAST)), -_FARTHEST, _FARTHEST))
    level, rise = answer_straight(m.permits.slope, real)
    wished = m.permits.quantity * _bounded(level)
    return np.minimum(wished, m.permits.cap), np.where(wished < m.permits.cap, rise, 0.0)


def _hour(m: Model, earned: float) -> float:
    """Return what a standard hour at average effort earns."""
    return max(earned, LEAST) / m.weights if m.weights > 0 and not m.economy.fixed_incomes else m.income_factor


def _find_indices(m: Model, log_r: np.ndarray) -> Indices:
    nests, rows, fixed = len(m.nest_row), len(m.kind), m.fixed
    nest, use_share = _index(fixed.use_within, log_r[m.use_good], m.nest_sigma, m.use_nest, nests)
    cost, nest_share = _index(fixed.nest_within, nest, m.row_sigma, m.nest_row, rows)
    unit, out_share = _index(fixed.out_within, log_r[m.out_good], np.full(rows, -m.transform), m.out_row, rows)
    return Indices(nest, cost, unit, use_share, nest_share, out_share)


def _propose(m: Model, log_r: np.ndarray, at: Indices) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return uses (e,) before consumers' budgets enter, outputs (o,), and each row's log activity (r,)."""
    fixed = m.fixed
    activity = np.where(fixed.worker, m.row_elasticity * at.margin + m.shift, 0.0)
    own = log_r[m.use_good]
    change = m.nest_sigma[m.use_nest] * (at.nest[m.use_nest] - own) - m.row_sigma[m.use_row] * at.nest[m.use_nest]
    change += np.where(fixed.worker, activity + m.row_sigma * at.cost, 0.0)[m.use_row] + m.deepening * at.margin[m.use_row]
    lines, abroad, outside = fixed.abating, fixed.outward, fixed.outside
    change[lines] = activity[m.use_row[lines]] + abate(m, log_r, at)[0]
    change[abroad] = 0.0
    # Exports answer the price abroad, households' own emissions their price against everything they buy.
    against = np.where(abroad[outside], log_r[m.exchange], at.cost[m.use_row[outside]])
    change[outside] = -m.own_elasticity[outside] * (own[outside] - against)
    made = activity[m.out_row] + m.transform * (log_r[m.out_good] - at.unit[m.out_row])
    return m.use_quantity * _bounded(change), m.out_quantity * _bounded(made), activity


def abate(m: Model, log_r: np.ndarray, at: Indices) -> tuple[np.ndarray, np.ndarray]:
    """Return by how many log points abatement lowers each use that it lowers (`Fixed.abating`), and its elasticity to the
    emission's price over what all inputs cost."""
    lines = m.fixed.abating
    relative = np.exp(np.clip(log_r[m.use_good[lines]] - at.cost[m.use_row[lines]], -_FARTHEST, _FARTHEST))
    return answer_straight(-m.abatement[lines], relative)


def _bounded(move: np.ndarray) -> np.ndarray:
    return np.exp(np.clip(move, -_FARTHEST, _FARTHEST))


def _hours(m: Model, at: Indices, earned: float) -> float:
    """Return the hours offered: they answer what an hour buys."""
    if m.hours_quantity <= 0:
        return 0.0
    wishes = float(at.cost[m.kind == CouncilKind.CONSUMER].mean())
    return m.hours_quantity * (_hour(m, earned) / max(m.income_factor, LEAST) / np.exp(wishes)) ** m.hours_elasticity


def _balances(m: Model, price: np.ndarray, use: np.ndarray, made) -> tuple[np.ndarray, np.ndarray]:
    """Return supply and demand (n,): outputs, uses, hours, permits, endowments, claims, and imports bought as requested."""
    output, hours, permits = made
    goods = len(m.endowment)
    supply = m.endowment + np.bincount(m.out_good, output, goods)
    demand = m.claim + np.bincount(m.use_good, use, goods)
    supply[m.permits.good] += permits
    if m.hours_good >= 0:
        supply[m.hours_good] += hours
    if m.exchange >= 0:
        outward = np.flatnonzero(m.fixed.outward)
        supply[m.exchange] += float(np.dot(price[m.use_good[outward]], use[outward])) / price[m.exchange]
        imports = np.flatnonzero(m.economy.follows != np.arange(goods))
        bought = np.maximum(demand[imports] - supply[imports], 0.0)
        demand[m.exchange] += float(np.dot(m.economy.world_price[imports], bought))
        supply[imports] += bought
    return supply, demand


def _incomes(m: Model, price: np.ndarray, use: np.ndarray, output: np.ndarray) -> tuple[float, float]:
    """Return all incomes and the budget left for private requests, in credits (A4, A5)."""
    if m.economy.fixed_incomes:
        return m.budget, m.budget
    fixed = m.fixed
    value = price[m.use_good] * use
    incomes = float(np.dot(fixed.income, value)) + float(np.dot(price[m.out_good], output)) + float(np.dot(fixed.fund, price))
    return incomes, incomes - float(np.dot(fixed.collective, value))
