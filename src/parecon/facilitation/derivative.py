"""The exact derivative of the board's model, as sparse matrices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from parecon.economy import CouncilKind
from parecon.facilitation.evaluation import LEAST, Point, abate, permit
from parecon.facilitation.surrogate import Model

__all__ = ["Derivative", "differentiate"]


@dataclass(frozen=True)
class Derivative:
    """d ln(D / S) / d ln p, (k, k), as ``direct + through @ rows`` with rows (2r, k): activities, then margins."""

    direct: sparse.csr_matrix
    through: sparse.csr_matrix
    rows: sparse.csr_matrix

    def dense(self) -> np.ndarray:
        """Return the whole matrix, (k, k)."""
        return (self.direct + self.through @ self.rows).toarray()

    def apply(self, vector: np.ndarray) -> np.ndarray:
        """Return the product with ``vector`` (k,)."""
        return self.direct @ vector + self.through @ (self.rows @ vector)

    def diagonal(self) -> np.ndarray:
        """Return the diagonal of the whole matrix, (k,), without forming it."""
        columns = self.rows.tocsc()
        columns.sort_indices()
        through = self.through
        found = self.direct.diagonal()
        owner = np.repeat(np.arange(through.shape[0]), np.diff(through.indptr))
        # One look-up for every entry of ``through``: the same row's entry in the column of its own good.
        wanted = owner.astype(np.int64) * self.rows.shape[0] + through.indices
        there = np.repeat(np.arange(columns.shape[1], dtype=np.int64), np.diff(columns.indptr)) * self.rows.shape[0] + columns.indices
        place = np.minimum(np.searchsorted(there, wanted), max(len(there) - 1, 0))
        hit = there[place] == wanted if len(there) else np.zeros(len(wanted), dtype=bool)
        return found + np.bincount(owner[hit], through.data[hit] * columns.data[place[hit]], len(found))


def _pick(column: np.ndarray, count: int) -> sparse.csr_matrix:
    """Return the (len(column), count) matrix with a 1 in each row at ``column``."""
    size = len(column)
    return sparse.csr_matrix((np.ones(size), (np.arange(size), column)), shape=(size, count))


def _spread(index: np.ndarray, weight: np.ndarray, count: int) -> sparse.csr_matrix:
    """Return the (count, len(index)) matrix that adds weighted entries up by ``index``."""
    return sparse.csr_matrix((weight, (index, np.arange(len(index)))), shape=(count, len(index)))


def differentiate(m: Model, at: Point) -> Derivative:
    """Return the derivative of the model at ``at``."""
    k, n, row_count = len(m.own), len(at.prices), len(m.kind)
    price_of = _pick(m.column[m.use_good], k)
    nests = _spread(m.use_nest, at.indices.use_share, len(m.nest_row)) @ price_of
    cost = _spread(m.nest_row, at.indices.nest_share, row_count) @ nests
    out_price = _pick(m.column[m.out_good], k)
    unit = _spread(m.out_row, at.indices.out_share, row_count) @ out_price
    worker = m.kind == CouncilKind.WORKER
    consumer = m.kind == CouncilKind.CONSUMER
    elasticity = sparse.diags(np.where(worker, m.row_elasticity, 0.0))
    activity = elasticity @ (unit - cost)
    rows = activity + sparse.diags(np.where(worker, m.row_sigma, 0.0)) @ cost
    lone = m.own_elasticity > 0
    outward = (m.kind[m.use_row] == CouncilKind.TRADE) & (m.exchange >= 0)
    nest_sigma, row_sigma = m.nest_sigma[m.use_nest], m.row_sigma[m.use_row]
    log_r = np.log(at.prices / m.prices)
    abating = np.zeros(len(lone), dtype=bool)
    abating[m.fixed.abating] = True
    normal = ~lone & ~outward & ~abating
    shape = sparse.diags(np.where(normal, nest_sigma - row_sigma, 0.0)) @ nests[m.use_nest] - sparse.diags(np.where(normal, nest_sigma, 0.0)) @ price_of
    shape = shape - sparse.diags(np.where(lone, m.own_elasticity, 0.0)) @ price_of
    shape = shape + _answer_by_abating(m, (log_r, at.indices, abating), price_of, cost)
    # Lines of their own are few; to copy the costs of its row to every line would square the goods of the largest row.
    inward = np.flatnonzero(lone & ~outward)
    shape = shape + sparse.csr_matrix((m.own_elasticity[inward], (inward, m.use_row[inward])), shape=(len(lone), row_count)) @ cost
    if m.exchange >= 0:
        abroad = sparse.csr_matrix((m.own_elasticity * (lone & outward), (np.arange(len(lone)), np.full(len(lone), m.column[m.exchange]))), shape=shape.shape)
        shape = shape + abroad
    made = _pick(m.out_row, row_count) @ (activity - m.transform * unit) + m.transform * out_price
    stacked = sparse.vstack([rows, unit - cost]).tocsr()
    rows, per_hour, wishes = _add_budget(m, at, (stacked, cost, shape, made, price_of, out_price, lone, consumer))
    through_row = _follow_rows(np.where(normal | abating, 1.0, 0.0), np.where(normal, m.deepening, 0.0), m)
    demand = _spread(m.use_good, at.use, n)
    need, need_rows = demand @ shape, demand @ through_row
    offer = _spread(m.out_good, at.output, n) @ made
    if len(m.permits.good):
        answer = at.permits * permit(m, log_r, at.earned)[1]
        offer = offer + _spread(m.permits.good, answer, n) @ (_pick(m.column[m.permits.good], k) - _pick(np.zeros(len(answer), dtype=int), 1) @ per_hour)
    if m.exchange >= 0:
        need, need_rows, offer = _add_exchange(m, at, (need, need_rows, offer, shape, price_of, outward))
    if m.hours_good >= 0 and at.hours > 0:
        offer = offer + sparse.csr_matrix((np.ones(1), ([m.hours_good], [0])), shape=(n, 1)) @ (at.hours * m.hours_elasticity * wishes)
    over_demand = sparse.diags(1.0 / np.maximum(at.demand[m.own], 1e-300))
    over_supply = sparse.diags(1.0 / np.maximum(at.supply[m.own], 1e-300))
    return Derivative((over_demand @ need[m.own] - over_supply @ offer[m.own]).tocsr(), (over_demand @ need_rows[m.own]).tocsr(), rows.tocsr())


def _follow_rows(activity: np.ndarray, margin: np.ndarray, m: Model) -> sparse.csr_matrix:
    """Return the (e, 2r) matrix by which uses follow their rows' activity and, with weight ``margin``, their margin."""
    line, row_count = np.arange(len(m.use_row)), len(m.kind)
    return sparse.csr_matrix((np.concatenate([activity, margin]), (np.tile(line, 2), np.concatenate([m.use_row, row_count + m.use_row]))),
                             shape=(len(line), 2 * row_count))


def _add_budget(m: Model, at: Point, parts) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """Return the rows with consumers' budgets filled in, and the derivatives of what an hour earns and of what it buys, (1, k) each."""
    rows, cost, shape, made, price_of, out_price, lone, consumer = parts
    k = len(m.own)
    value = at.prices[m.use_good] * at.use
    through = _follow_rows(np.where(lone, 0.0, 1.0), np.where(lone, 0.0, m.deepening), m)
    gradient = sparse.csr_matrix((1, k))
    if not m.economy.fixed_incomes:
        income, collective, fixed = m.fixed.income, m.fixed.collective, m.fixed.fund
        whole = price_of + shape
        terms = sparse.csr_matrix(income * value), sparse.csr_matrix(collective * value)
        earned = sparse.csr_matrix(at.prices[m.out_good] * at.output)
        constant = np.bincount(m.column, fixed * at.prices, k)
        rise = terms[0] @ whole + (terms[0] @ through) @ rows + earned @ (out_price + made) + sparse.csr_matrix(constant)
        charge = terms[1] @ whole + (terms[1] @ through) @ rows
        gradient = (rise - charge).tocsr()
        due = np.bincount(m.column[m.permits.good], at.prices[m.permits.good] * m.permits.quantity, k)
        # Where nothing is left for work, what an hour earns stands at its floor.
        per_hour = (rise - sparse.csr_matrix(due)) / at.earned if at.earned > LEAST else sparse.csr_matrix((1, k))
    else:
        per_hour = sparse.csr_matrix((1, k))
    mine = lone & (m.kind[m.use_row] == CouncilKind.CONSUMER)
    own = sparse.csr_matrix(np.where(mine, value, 0.0)) @ (price_of + shape)
    left = max(at.budget - float(value[mine].sum()), 1e-300)
    spending = (gradient - own) / left
    # Consumers' rows are empty so far: they spend what they have, on goods that have become cheap against the others.
    households = sparse.csr_matrix((np.ones(consumer.sum()), (np.flatnonzero(consumer), np.zeros(consumer.sum(), dtype=int))), shape=(rows.shape[0], 1))
    wished = sparse.diags(np.where(consumer, m.row_sigma - 1.0, 0.0)) @ cost
    out = rows + households @ spending + sparse.vstack([wished, sparse.csr_matrix(cost.shape)])
    wishes = per_hour - sparse.csr_matrix(np.where(consumer, 1.0 / max(consumer.sum(), 1), 0.0)) @ cost
    return out.tocsr(), per_hour, wishes


def _answer_by_abating(m: Model, state, price_of, cost) -> sparse.csr_matrix:
    """Return how emissions answer prices beside their row's activity, (e, k); their row's answer to its cost is taken back."""
    log_r, indices, abating = state
    lines = np.flatnonzero(abating)
    rise = abate(m, log_r, indices)[1]
    size = len(abating)
    own = sparse.csr_matrix((rise, (lines, lines)), shape=(size, size)) @ price_of
    rest = sparse.csr_matrix((-rise - m.row_sigma[m.use_row[lines]], (lines, m.use_row[lines])), shape=(size, len(m.kind))) @ cost
    return own + rest


def _add_exchange(m: Model, at: Point, parts):
    """Add what exports earn and imports cost to the balance of foreign exchange."""
    need, need_rows, offer, shape, price_of, outward = parts
    x, n = m.exchange, len(at.prices)
    earned = sparse.csr_matrix(np.where(outward, at.prices[m.use_good] * at.use, 0.0) / at.prices[x])
    gain = earned @ (price_of + shape) - float(earned.sum()) * sparse.csr_matrix((np.ones(1), ([0], [m.column[x]])), shape=(1, len(m.own)))
    imports = np.flatnonzero(m.economy.follows != np.arange(n))
    cost = sparse.csr_matrix((m.economy.world_price[imports], (np.zeros(len(imports), dtype=int), imports)), shape=(1, n))
    at_x = sparse.csr_matrix((np.ones(1), ([x], [0])), shape=(n, 1))
    return need + at_x @ (cost @ need), need_rows + at_x @ (cost @ need_rows), offer + at_x @ gain
