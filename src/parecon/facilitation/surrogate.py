"""P9, the calibrated share: a model of all rows, fitted to the proposals just received.

Every row is written as a nested CES around what it just proposed at the announced prices
(calibrated share form: Rutherford 1995), with elasticities from what councils filed and
priors from the charter. Only published numbers enter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from parecon.economy import CouncilKind, Economy, GoodKind
from parecon.facilitation.record import RoundRecord

__all__ = ["Knowledge", "Model", "Point", "evaluate", "fit_model", "fund_terms"]

_LEAST = 1e-9
"""Incomes below this many million credits count as this much: the model has no answer to an economy that consumes itself."""

_DUST = 1.0
"""Cells of at most this many smallest units are left out of the model."""


@dataclass(frozen=True)
class Model:
    """The fitted model.

    Uses are entries: row, good, quantity (units), nest; nests belong to rows. Arrays per
    entry, nest, output, row; ``own`` maps priced goods to columns.
    """

    economy: Economy
    prices: np.ndarray
    own: np.ndarray
    column: np.ndarray
    kind: np.ndarray
    use_row: np.ndarray
    use_good: np.ndarray
    use_quantity: np.ndarray
    use_nest: np.ndarray
    nest_row: np.ndarray
    nest_sigma: np.ndarray
    row_sigma: np.ndarray
    row_elasticity: np.ndarray
    own_elasticity: np.ndarray
    out_row: np.ndarray
    out_good: np.ndarray
    out_quantity: np.ndarray
    transform: float
    hours_good: int
    hours_quantity: float
    hours_elasticity: float
    budget: float
    income_factor: float
    weights: float
    endowment: np.ndarray
    claim: np.ndarray
    exchange: int
    shift: np.ndarray


@dataclass(frozen=True)
class Point:
    """The model at one vector of prices: supply, demand (n,) units, incomes and budget in credits, with what its derivative needs.

    unit, cost: (r,) log index of what a row's products earn and of what its inputs cost.
    """

    prices: np.ndarray
    supply: np.ndarray
    demand: np.ndarray
    use: np.ndarray
    output: np.ndarray
    unit: np.ndarray
    cost: np.ndarray
    incomes: float
    budget: float
    nest_share: np.ndarray
    entry_share: np.ndarray
    out_share: np.ndarray
    hours: float


def _nest_keys(economy: Economy, rows, row_kind) -> np.ndarray:
    """Return for each cell a key naming its nest: varieties of one product together, hours and capital together."""
    composite: dict[str, int] = {}
    number = np.empty(len(economy.goods), dtype=np.int64)
    for g, good in enumerate(economy.goods):
        name = "value added" if good.kind in (GoodKind.LABOUR, GoodKind.CAPITAL) else good.variety_of or good.code
        number[g] = composite.setdefault(name, len(composite))
    return rows.row.astype(np.int64) * (len(composite) + 1) + number[rows.good]


@dataclass(frozen=True)
class Knowledge:
    """What the board knows besides one round's totals.

    weights: sum of income weights (standard hours); supply: (r,) elasticity of each row's
    output; varieties: (n,) elasticity of substitution between the varieties of a good;
    exports: (n,) elasticity of each good's demand abroad.
    """

    weights: float
    supply: np.ndarray
    varieties: np.ndarray
    exports: np.ndarray


def fit_model(record: RoundRecord, economy: Economy, charter, known: Knowledge) -> Model:
    """Fit the model to one closed round: at the announced prices it gives exactly what was proposed."""
    rows, prices = record.rows, record.announcement.prices
    row_kind = np.array([r.kind for r in economy.rows])
    good_kind = np.array([list(GoodKind).index(g.kind) for g in economy.goods])
    is_kind = lambda k: good_kind[rows.good] == list(GoodKind).index(k)  # noqa: E731
    kind = row_kind[rows.row]
    use = rows.use > _DUST
    key = _nest_keys(economy, rows, row_kind)[use]
    order = np.argsort(key, kind="stable")
    use_at = np.flatnonzero(use)[order]
    nests, use_nest = np.unique(key[order], return_inverse=True)
    first = np.searchsorted(use_nest, np.arange(len(nests)))
    nest_row = rows.row[use_at][first]
    value_added = np.isin(good_kind[rows.good[use_at][first]], [list(GoodKind).index(k) for k in (GoodKind.LABOUR, GoodKind.CAPITAL)])
    own = np.zeros(len(use_at))
    own[is_kind(GoodKind.POLLUTANT)[use_at] & (kind[use_at] == CouncilKind.CONSUMER)] = charter["prices.emission_elasticity"]
    trade = kind[use_at] == CouncilKind.TRADE
    own[trade] = known.exports[rows.good[use_at]][trade]
    row_sigma = np.select([row_kind == CouncilKind.WORKER, row_kind == CouncilKind.CONSUMER],
                          [charter["prices.substitution_inputs"], charter["prices.substitution_wishes"]], 0.0)
    out = (rows.supply > _DUST) & (kind == CouncilKind.WORKER)
    exchange, labour = economy.kinds(GoodKind.FOREIGN_EXCHANGE), economy.kinds(GoodKind.LABOUR)
    column = np.full(len(economy.goods), -1)
    column[economy.priced] = np.arange(len(economy.priced))
    return Model(
        economy, prices, economy.priced, column[economy.follows], row_kind, rows.row[use_at], rows.good[use_at],
        rows.use[use_at] / 1e9, use_nest, nest_row, np.where(value_added, charter["prices.substitution_value"], known.varieties[rows.good[use_at][first]]),
        row_sigma, known.supply, own,
        rows.row[out], rows.good[out], rows.supply[out] / 1e9, charter["prices.transformation"],
        int(labour[0]) if len(labour) else -1, float(record.hours.sum()) / 1e9, charter["prices.hours_elasticity"],
        float(record.announcement.budgets.sum()) / 1e9, record.announcement.income_factor, known.weights,
        economy.endowment / 1e9, economy.claim / 1e9, int(exchange[0]) if len(exchange) else -1,
        np.zeros(len(economy.rows)),
    )


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
    m, economy = model, model.economy
    price = m.prices * np.exp(step[m.column])
    log_r = step[m.column]
    worth = m.prices[m.use_good] * m.use_quantity
    nest_worth = np.bincount(m.use_nest, worth, len(m.nest_row))
    row_count = len(economy.rows)
    counted = np.where(m.own_elasticity > 0, 0.0, worth)
    nest_counted = np.bincount(m.use_nest, counted, len(m.nest_row))
    row_worth = np.bincount(m.nest_row, nest_counted, row_count)
    nest_q, entry_share = _index(worth / np.maximum(nest_worth, 1e-300)[m.use_nest], log_r[m.use_good], m.nest_sigma, m.use_nest, len(m.nest_row))
    row_c, nest_share = _index(nest_counted / np.maximum(row_worth, 1e-300)[m.nest_row], nest_q, m.row_sigma, m.nest_row, row_count)
    out_worth = m.prices[m.out_good] * m.out_quantity
    out_total = np.bincount(m.out_row, out_worth, row_count)
    unit, out_share = _index(out_worth / np.maximum(out_total, 1e-300)[m.out_row], log_r[m.out_good], np.full(row_count, -m.transform), m.out_row, row_count)
    activity = np.where(m.kind == CouncilKind.WORKER, m.row_elasticity * (unit - row_c) + m.shift, 0.0)
    scale = activity + m.row_sigma * row_c
    shape = (m.nest_sigma - m.row_sigma[m.nest_row])[m.use_nest] * nest_q[m.use_nest] - m.nest_sigma[m.use_nest] * log_r[m.use_good]
    outward = (m.kind[m.use_row] == CouncilKind.TRADE) & (m.exchange >= 0)
    rate = log_r[m.exchange] if m.exchange >= 0 else 0.0
    lone = m.own_elasticity > 0
    # Exports answer the price abroad, households' own emissions their price against everything they buy.
    against = np.where(outward, rate, row_c[m.use_row])
    shape = np.where(lone, -m.own_elasticity * (log_r[m.use_good] - against), shape)
    shape = np.where(outward & ~lone, 0.0, shape)
    output = m.out_quantity * np.exp(np.clip(activity[m.out_row] + m.transform * (log_r[m.out_good] - unit[m.out_row]), -50, 50))
    consumer = m.kind[m.use_row] == CouncilKind.CONSUMER
    use = m.use_quantity * np.exp(np.clip(np.where(consumer | lone, 0.0, scale[m.use_row]) + shape, -50, 50))
    incomes, budget = _incomes(m, price, use, output)
    own_cost = float(np.dot(price[m.use_good], use * (consumer & lone)))
    base_cost = float(np.dot(m.prices[m.use_good], m.use_quantity * (consumer & lone)))
    for row in np.flatnonzero(m.kind == CouncilKind.CONSUMER):
        mine = (m.use_row == row) & ~lone
        factor = max(budget - own_cost, _LEAST) / max(m.budget - base_cost, _LEAST)
        use[mine] *= factor * np.exp((m.row_sigma[row] - 1.0) * row_c[row])
        wishes = row_c[row]
    factor_now = max(incomes, _LEAST) / m.weights if m.weights > 0 and not economy.fixed_incomes else m.income_factor
    hours = m.hours_quantity * (factor_now / max(m.income_factor, _LEAST) / np.exp(wishes)) ** m.hours_elasticity if m.hours_quantity > 0 else 0.0
    supply, demand = m.endowment.copy(), m.claim.copy()
    np.add.at(supply, m.out_good, output)
    np.add.at(demand, m.use_good, use)
    if m.hours_good >= 0:
        supply[m.hours_good] += hours
    if m.exchange >= 0:
        supply[m.exchange] += float(np.dot(price[m.use_good], use * outward)) / price[m.exchange]
        imports = np.flatnonzero(economy.follows != np.arange(len(supply)))
        bought = np.maximum(demand[imports] - supply[imports], 0.0)
        demand[m.exchange] += float(np.dot(economy.world_price[imports], bought))
        supply[imports] += bought
    return Point(price, supply, demand, use, output, unit, row_c, incomes, budget, nest_share, entry_share, out_share, hours)


_GOODS = (GoodKind.PRODUCT, GoodKind.IMPORT, GoodKind.COLLECTIVE)


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
