"""How rows were seen to answer prices with what they use: substitution between inputs, returns, wishes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Sequence

import numpy as np

from parecon.economy import CouncilKind, Economy, GoodKind
from parecon.facilitation.evaluation import Point, evaluate
from parecon.facilitation.groups import whole_rows
from parecon.facilitation.record import RoundRecord
from parecon.facilitation.surrogate import Knowledge, Model, fit_model

__all__ = ["Comparison", "InputLessons", "compare_rounds"]

_KINDS = ("inputs", "deepening", "deepening_value", "value", "wishes", "abatement")


@dataclass(frozen=True)
class Comparison:
    """What a model fitted to one round says of the next round's prices, beside what was then proposed.

    model; at: the model there; use: (e,) units, output: (o,) units, as they were proposed.
    """

    model: Model
    at: Point
    use: np.ndarray
    output: np.ndarray


def compare_rounds(before: RoundRecord, after: RoundRecord, economy: Economy, given: tuple) -> Comparison:
    """Return the comparison of two rounds, council by council where both rounds have the same groups, else row by row.

    given: the charter and what is known so far.
    """
    charter, known = given
    first, second = before.groups, after.groups
    if not (np.array_equal(first.row, second.row) and np.array_equal(first.council, second.council)):
        before, after = (replace(r, grouped=whole_rows(r.rows, r.filings)) for r in (before, after))
        second = after.groups
    model = fit_model(before, economy, charter, known)
    step = np.log(after.announcement.prices[model.own] / before.announcement.prices[model.own])
    n = len(economy.goods)
    key = second.totals.row.astype(np.int64) * n + second.totals.good

    def found(row: np.ndarray, good: np.ndarray, amount: np.ndarray) -> np.ndarray:
        wanted = row.astype(np.int64) * n + good
        place = np.minimum(np.searchsorted(key, wanted), max(len(key) - 1, 0))
        return np.where(key[place] == wanted, amount[place] / 1e9, 0.0) if len(key) else np.zeros(len(wanted))

    return Comparison(model, evaluate(model, step), found(model.use_row, model.use_good, second.totals.use),
                      found(model.out_row, model.out_good, second.totals.supply))


class InputLessons:
    """Elasticities of use as weighted least squares of all pairs of rounds seen so far, beginning from priors.

    A prior counts as one observation of prices that moved by ``prices.learning_noise``; a
    pair of rounds in which they moved far more leaves earlier pairs a weight of 1 -
    ``prices.learning_share``, so that no single answer throws an elasticity and none is
    held for ever. scatter: (r,) log points by which a row's uses moved against each other
    in the last pair for no reason that prices give.
    """

    def __init__(self, known: Knowledge, charter) -> None:
        self.charter, self.prior = charter, known
        self.noise = charter["prices.learning_noise"] ** 2
        count = len(known.inputs)
        self.scatter = np.zeros(count)
        self.seen = {kind: np.zeros((2, 1 if kind == "wishes" else count)) for kind in _KINDS}

    def add(self, pair: Comparison, row: np.ndarray) -> None:
        """Take in one comparison; row: (g,) the published row of each of the model's rows."""
        nests = _read_nests(pair)
        self._remember(_substitution(pair, nests, row, len(self.prior.inputs)) | _abatement(pair, row, self._slope("abatement")))
        worker = pair.model.kind == CouncilKind.WORKER
        sigma = np.where(worker, self._slope("inputs")[row], 0.0)
        self._remember(_returns(pair, nests, row, (sigma, len(self.prior.inputs))))
        self.scatter = _scatter(pair, nests, row, (sigma, len(self.prior.inputs)))

    def _remember(self, lessons: dict[str, np.ndarray]) -> None:
        for kind, sums in lessons.items():
            # What is old gives way as far as something new was seen: prices that hardly move teach nothing and forget nothing.
            keep = 1.0 - self.charter["prices.learning_share"] * sums[1] / (self.noise + sums[1])
            self.seen[kind] = keep * self.seen[kind] + sums

    def apply(self, known: Knowledge) -> Knowledge:
        """Return ``known`` with the elasticities of use as learnt so far, each within the charter's bounds."""
        return replace(known, **{kind: self._slope(kind) for kind in _KINDS})

    def _slope(self, kind: str) -> np.ndarray | float:
        prior, (product, square) = getattr(self.prior, kind), self.seen[kind]
        slope = (prior * self.noise + product) / (self.noise + square)
        most = self.charter["prices.learnt_inputs_most"]
        least = -most if kind.startswith("deepening") else 1.0 / most if kind == "abatement" else 0.0
        slope = np.clip(slope, least, most)
        return float(slope[0]) if kind == "wishes" else slope


@dataclass(frozen=True)
class _Nests:
    """By nest: log change of what was used, of its price, its worth, and whether it is hours and capital; by line: change and worth."""

    moved: np.ndarray
    cost: np.ndarray
    worth: np.ndarray
    factor: np.ndarray
    change: np.ndarray
    line_worth: np.ndarray


def _read_nests(pair: Comparison) -> _Nests:
    m, count = pair.model, len(pair.model.nest_row)
    there = (pair.use > 0) & (m.own_elasticity == 0)
    worth = np.where(there, m.prices[m.use_good] * m.use_quantity, 0.0)
    change = np.where(there, np.log(np.where(there, pair.use, 1.0) / m.use_quantity), 0.0)
    (moved,), whole = _means(m.use_nest, worth, (change,), count)
    factor = np.zeros(count, dtype=bool)
    factor[m.use_nest[np.isin(m.use_good, np.concatenate([m.economy.kinds(k) for k in (GoodKind.LABOUR, GoodKind.CAPITAL)]))]] = True
    return _Nests(moved, pair.at.indices.nest, whole, factor, change, worth)


def _substitution(pair: Comparison, nests: _Nests, row: np.ndarray, count: int) -> dict[str, np.ndarray]:
    """Return by kind the (2, rows) mean products of cause and answer, and mean squares of the cause, weighted by value.

    The cause is how far a price moved from the mean of its council's, the answer how far the use fell against the mean of its uses.
    """
    m = pair.model
    worker, consumer = m.kind[m.nest_row] == CouncilKind.WORKER, m.kind[m.nest_row] == CouncilKind.CONSUMER
    plain = np.where(nests.factor, 0.0, nests.worth)
    mean, _ = _means(m.nest_row, plain, (nests.moved, nests.cost), len(m.kind))
    moved, cost = (value - of_group[m.nest_row] for value, of_group in zip((nests.moved, nests.cost), mean))
    price = np.log(pair.at.prices / m.prices)[m.use_good]
    mean, _ = _means(m.use_nest, nests.line_worth, (nests.change, price), len(m.nest_row))
    change, price = (value - of_nest[m.use_nest] for value, of_nest in zip((nests.change, price), mean))
    hours = nests.line_worth * (nests.factor & worker)[m.use_nest]
    return {"inputs": _sums(row[m.nest_row], plain * worker, cost, -moved, count),
            "wishes": _sums(np.zeros(len(moved), dtype=int), plain * consumer, cost, -moved, 1),
            "value": _sums(row[m.use_row], hours, price, -change, count)}


def _returns(pair: Comparison, nests: _Nests, row: np.ndarray, given) -> dict[str, np.ndarray]:
    """Return likewise how far uses rose beyond output, for substitution ``given`` (g,): the cause is the row's margin."""
    m, (sigma, count) = pair.model, given
    groups = len(m.kind)
    made = np.where(pair.output > 0, m.prices[m.out_good] * m.out_quantity, 0.0)
    (output,), whole = _means(m.out_row, made, (np.log(np.maximum(pair.output, 1e-12) / m.out_quantity),), groups)
    margin = np.where(whole > 0, pair.at.indices.margin, 0.0)
    found = {}
    for kind, mine in (("deepening", ~nests.factor), ("deepening_value", nests.factor)):
        (moved, cost), weight = _means(m.nest_row, np.where(mine, nests.worth, 0.0), (nests.moved, nests.cost), groups)
        beyond = moved + sigma * (cost - pair.at.indices.cost) - output
        found[kind] = _sums(row, np.where(m.kind == CouncilKind.WORKER, weight, 0.0), margin, beyond, count)
    return found


def _scatter(pair: Comparison, nests: _Nests, row: np.ndarray, given) -> np.ndarray:
    """Return (rows,) root mean squares of what substitution ``given`` (g,) leaves unexplained of uses against each other."""
    m, (sigma, count) = pair.model, given
    plain = np.where(nests.factor | (m.kind[m.nest_row] != CouncilKind.WORKER), 0.0, nests.worth)
    left = nests.moved + sigma[m.nest_row] * nests.cost
    (mean,), _ = _means(m.nest_row, plain, (left,), len(m.kind))
    (square,), _ = _means(row[m.nest_row], plain, ((left - mean[m.nest_row]) ** 2,), count)
    return np.sqrt(square)


def _abatement(pair: Comparison, row: np.ndarray, known: np.ndarray) -> dict[str, np.ndarray]:
    """Return likewise how emissions fell against output: the cause is how far their price rose over other costs, the answer the fall over the slope that was filed.

    known: (rows,) the model's factors of what was filed.
    """
    m = pair.model
    lines = m.fixed.abating
    made = np.bincount(m.out_row, m.prices[m.out_good] * np.where(pair.output > 0, m.out_quantity, 0.0), len(m.kind))
    makes = np.bincount(m.out_row, m.prices[m.out_good] * pair.output, len(m.kind))
    grew = (makes / np.where(made > 0, made, 1.0))[m.use_row[lines]]
    there = (pair.use[lines] > 0) & (grew > 0)
    kept = pair.use[lines] / np.where(there, grew, 1.0) / m.use_quantity[lines]
    relative = np.exp(np.log(pair.at.prices / m.prices)[m.use_good[lines]] - pair.at.indices.cost[m.use_row[lines]])
    worth = np.where(there, m.prices[m.use_good[lines]] * m.use_quantity[lines], 0.0)
    of_row = row[m.use_row[lines]]
    filed = m.abatement[lines] / known[of_row]
    return {"abatement": _sums(of_row, worth * filed**2, relative - 1.0, (1.0 - kept) / filed, len(known))}


def _means(group: np.ndarray, weight: np.ndarray, values: Sequence[np.ndarray], count: int) -> tuple[list[np.ndarray], np.ndarray]:
    """Return the weighted means of ``values`` by group, and the weights."""
    whole = np.bincount(group, weight, count)
    return [np.bincount(group, weight * value, count) / np.maximum(whole, 1e-300) for value in values], whole


def _sums(row: np.ndarray, weight: np.ndarray, cause: np.ndarray, answer: np.ndarray, count: int) -> np.ndarray:
    whole = np.maximum(np.bincount(row, weight, count), 1e-300)
    return np.stack([np.bincount(row, weight * cause * answer, count), np.bincount(row, weight * cause * cause, count)]) / whole
