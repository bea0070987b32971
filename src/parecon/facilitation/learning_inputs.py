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

_KINDS = ("inputs", "deepening", "deepening_value", "value", "wishes")


@dataclass(frozen=True)
class Comparison:
    """What a model fitted to one round says of the next round's prices, beside what was then proposed.

    model; at: the model there; use: (e,) units, output: (o,) units, as they were proposed.
    """

    model: Model
    at: Point
    use: np.ndarray
    output: np.ndarray


def compare_rounds(before: RoundRecord, after: RoundRecord, economy: Economy, charter, known: Knowledge) -> Comparison:
    """Return the comparison of two rounds, council by council where both rounds have the same groups, else row by row."""
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
    held for ever.
    """

    def __init__(self, known: Knowledge, charter) -> None:
        self.charter, self.prior = charter, known
        self.noise = charter["prices.learning_noise"] ** 2
        count = len(known.inputs)
        self.seen = {kind: np.zeros((2, 1 if kind == "wishes" else count)) for kind in _KINDS}

    def add(self, pair: Comparison, row: np.ndarray) -> None:
        """Take in one comparison; row: (g,) the published row of each of the model's rows."""
        for kind, sums in _lessons(pair, row, len(self.prior.inputs)).items():
            # What is old gives way as far as something new was seen: prices that hardly move teach nothing and forget nothing.
            keep = 1.0 - self.charter["prices.learning_share"] * sums[1] / (self.noise + sums[1])
            self.seen[kind] = keep * self.seen[kind] + sums

    def apply(self, known: Knowledge) -> Knowledge:
        """Return ``known`` with the elasticities of use as learnt so far, each within the charter's bounds."""
        return replace(known, **{kind: self._slope(kind) for kind in _KINDS})

    def _slope(self, kind: str) -> np.ndarray | float:
        prior, (product, square) = getattr(self.prior, kind), self.seen[kind]
        slope = (prior * self.noise + product) / (self.noise + square)
        least = -self.charter["prices.learnt_inputs_most"] if kind.startswith("deepening") else 0.0
        slope = np.clip(slope, least, self.charter["prices.learnt_inputs_most"])
        return float(slope[0]) if kind == "wishes" else slope


def _lessons(pair: Comparison, row: np.ndarray, count: int) -> dict[str, np.ndarray]:
    """Return by kind the (2, rows) mean products of cause and answer, and mean squares of the cause, weighted by value."""
    m, at = pair.model, pair.at
    groups, nests = len(m.kind), len(m.nest_row)
    worker, consumer = m.kind == CouncilKind.WORKER, m.kind == CouncilKind.CONSUMER
    there = (pair.use > 0) & (m.own_elasticity == 0)
    worth = np.where(there, m.prices[m.use_good] * m.use_quantity, 0.0)
    change = np.where(there, np.log(np.where(there, pair.use, 1.0) / m.use_quantity), 0.0)
    price = np.log(at.prices / m.prices)[m.use_good]
    in_nest = np.bincount(m.use_nest, worth, nests)
    moved = np.bincount(m.use_nest, worth * change, nests) / np.maximum(in_nest, 1e-300)
    cost = at.indices.nest
    factor = np.zeros(nests, dtype=bool)
    factor[m.use_nest[np.isin(m.use_good, np.concatenate([m.economy.kinds(k) for k in (GoodKind.LABOUR, GoodKind.CAPITAL)]))]] = True
    mean, weight = _means(m.nest_row, np.where(factor, 0.0, in_nest), (moved, cost), groups)
    apart = [value - of_group[m.nest_row] for value, of_group in zip((moved, cost), mean)]
    plain = np.where(factor, 0.0, in_nest)
    kind = {"inputs": _sums(row[m.nest_row], plain * worker[m.nest_row], apart[1], -apart[0], count),
            "wishes": _sums(np.zeros(nests, dtype=int), plain * consumer[m.nest_row], apart[1], -apart[0], 1)}
    within, _ = _means(m.use_nest, worth, (change, price), nests)
    lines = [value - of_nest[m.use_nest] for value, of_nest in zip((change, price), within)]
    kind["value"] = _sums(row[m.use_row], worth * (factor[m.use_nest] & worker[m.use_row]), lines[1], -lines[0], count)
    made = m.prices[m.out_good] * m.out_quantity
    output, _ = _means(m.out_row, np.where(pair.output > 0, made, 0.0), (np.log(np.maximum(pair.output, 1e-12) / m.out_quantity),), groups)
    sigma, margin = m.row_sigma, np.where(worker & (np.bincount(m.out_row, pair.output, groups) > 0), at.indices.margin, 0.0)
    beyond = mean[0] + sigma * (mean[1] - at.indices.cost) - output[0]
    kind["deepening"] = _sums(row, weight, margin, beyond, count)
    of_value, weight_value = _means(m.nest_row, np.where(factor, in_nest, 0.0), (moved, cost), groups)
    kind["deepening_value"] = _sums(row, weight_value, margin, of_value[0] + sigma * (of_value[1] - at.indices.cost) - output[0], count)
    return kind


def _means(group: np.ndarray, weight: np.ndarray, values: Sequence[np.ndarray], count: int) -> tuple[list[np.ndarray], np.ndarray]:
    """Return the weighted means of ``values`` by group, and the weights."""
    whole = np.bincount(group, weight, count)
    return [np.bincount(group, weight * value, count) / np.maximum(whole, 1e-300) for value in values], whole


def _sums(row: np.ndarray, weight: np.ndarray, cause: np.ndarray, answer: np.ndarray, count: int) -> np.ndarray:
    whole = np.maximum(np.bincount(row, weight, count), 1e-300)
    return np.stack([np.bincount(row, weight * cause * answer, count), np.bincount(row, weight * cause * cause, count)]) / whole
