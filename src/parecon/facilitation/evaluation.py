"""The board's model at one vector of prices: what every row would propose, and what balances."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.economy import CouncilKind, Economy, GoodKind
from parecon.facilitation.pollution import answer_straight
from parecon.facilitation.surrogate import Model

__all__ = ["LEAST", "Indices", "Point", "abate", "evaluate", "fund_terms", "permit"]

LEAST = 1e-9
"""Incomes below this many million credits count as this much: the model has no answer to an economy that consumes itself."""

_FARTHEST = 50.0
"""No quantity of the model moves further than this many log points, so that nothing overflows."""

_GOODS = (GoodKind.PRODUCT, GoodKind.IMPORT, GoodKind.COLLECTIVE)


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
    consumer = model.kind[model.use_row] == CouncilKind.CONSUMER
    outside = model.own_elasticity > 0
    left = [max(whole - float(np.dot(at_price[model.use_good], amount * (consumer & outside))), LEAST)
            for whole, at_price, amount in ((budget, price, use), (model.budget, model.prices, model.use_quantity))]
    spread = np.exp((model.row_sigma - 1.0) * at.cost)[model.use_row]
    use = np.where(consumer & ~outside, use * (left[0] / left[1]) * spread, use)
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
    nests, rows = len(m.nest_row), len(m.kind)
    worth = m.prices[m.use_good] * m.use_quantity
    within = worth / np.maximum(np.bincount(m.use_nest, worth, nests), 1e-300)[m.use_nest]
    nest, use_share = _index(within, log_r[m.use_good], m.nest_sigma, m.use_nest, nests)
    counted = np.bincount(m.use_nest, np.where(m.own_elasticity > 0, 0.0, worth), nests)
    within = counted / np.maximum(np.bincount(m.nest_row, counted, rows), 1e-300)[m.nest_row]
    cost, nest_share = _index(within, nest, m.row_sigma, m.nest_row, rows)
    made = m.prices[m.out_good] * m.out_quantity
    within = made / np.maximum(np.bincount(m.out_row, made, rows), 1e-300)[m.out_row]
    unit, out_share = _index(within, log_r[m.out_good], np.full(rows, -m.transform), m.out_row, rows)
    return Indices(nest, cost, unit, use_share, nest_share, out_share)


def _propose(m: Model, log_r: np.ndarray, at: Indices) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return uses (e,) before consumers' budgets enter, outputs (o,), and each row's log activity (r,)."""
    worker = m.kind == CouncilKind.WORKER
    activity = np.where(worker, m.row_elasticity * at.margin + m.shift, 0.0)
    own = log_r[m.use_good]
    outward = (m.kind[m.use_row] == CouncilKind.TRADE) & (m.exchange >= 0)
    sigma = m.nest_sigma[m.use_nest]
    inside = (sigma - m.row_sigma[m.use_row]) * at.nest[m.use_nest] - sigma * own
    inside = inside + np.where(worker, activity + m.row_sigma * at.cost, 0.0)[m.use_row] + m.deepening * at.margin[m.use_row]
    emitted = activity[m.use_row] + abate(m, log_r, at)[0]
    # Exports answer the price abroad, households' own emissions their price against everything they buy.
    against = np.where(outward, log_r[m.exchange], at.cost[m.use_row])
    change = np.select([m.own_elasticity > 0, outward, m.abatement > 0], [-m.own_elasticity * (own - against), 0.0, emitted], inside)
    made = activity[m.out_row] + m.transform * (log_r[m.out_good] - at.unit[m.out_row])
    return m.use_quantity * _bounded(change), m.out_quantity * _bounded(made), activity


def abate(m: Model, log_r: np.ndarray, at: Indices) -> tuple[np.ndarray, np.ndarray]:
    """Return by how many log points abatement lowers each use (e,), and its elasticity to the emission's price over what all inputs cost."""
    relative = np.exp(np.clip(log_r[m.use_good] - at.cost[m.use_row], -_FARTHEST, _FARTHEST))
    return answer_straight(-m.abatement, relative)


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
    supply, demand = m.endowment.copy(), m.claim.copy()
    supply[m.permits.good] += permits
    np.add.at(supply, m.out_good, output)
    np.add.at(demand, m.use_good, use)
    if m.hours_good >= 0:
        supply[m.hours_good] += hours
    if m.exchange >= 0:
        outward = m.kind[m.use_row] == CouncilKind.TRADE
        supply[m.exchange] += float(np.dot(price[m.use_good], use * outward)) / price[m.exchange]
        imports = np.flatnonzero(m.economy.follows != np.arange(len(supply)))
        bought = np.maximum(demand[imports] - supply[imports], 0.0)
        demand[m.exchange] += float(np.dot(m.economy.world_price[imports], bought))
        supply[imports] += bought
    return supply, demand


def _product_mask(economy: Economy) -> np.ndarray:
    mask = np.zeros(len(economy.goods), dtype=bool)
    for kind in _GOODS:
        mask[economy.kinds(kind)] = True
    return mask


def fund_terms(m: Model, price: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Return the signed weights of uses and outputs in incomes and in collective consumption, and the fixed terms."""
    product = _product_mask(m.economy)
    kind = m.kind[m.use_row]
    of_product = product[m.use_good]
    income = np.where((kind == CouncilKind.WORKER) & of_product, -1.0, 0.0) + np.where(kind == CouncilKind.INVESTMENT, -1.0, 0.0)
    income = income + np.where((kind == CouncilKind.CONSUMER) & (m.own_elasticity > 0), 1.0, 0.0)
    collective = np.where(kind == CouncilKind.COLLECTIVE, 1.0, 0.0)
    fixed = np.where(product, m.endowment - m.claim, 0.0)
    if m.exchange >= 0:
        fixed[m.exchange] -= m.claim[m.exchange] - m.endowment[m.exchange]
    return income, collective, fixed, float(np.dot(fixed, price))


def _incomes(m: Model, price: np.ndarray, use: np.ndarray, output: np.ndarray) -> tuple[float, float]:
    """Return all incomes and the budget left for private requests, in credits (A4, A5)."""
    if m.economy.fixed_incomes:
        return m.budget, m.budget
    income, collective, _, fixed = fund_terms(m, price)
    value = price[m.use_good] * use
    incomes = float(np.dot(income, value)) + float(np.dot(price[m.out_good], output)) + fixed
    return incomes, incomes - float(np.dot(collective, value))
