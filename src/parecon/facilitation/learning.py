"""Elasticities of supply that the board learns from how proposals answered earlier rounds."""

from __future__ import annotations

from typing import Sequence

import numpy as np

from parecon.economy import CouncilKind, Economy, GoodKind
from parecon.facilitation.record import RoundRecord, value_gap
from parecon.facilitation.surrogate import evaluate, fit_model

__all__ = ["filed_elasticities", "learn_elasticities"]


def filed_elasticities(record: RoundRecord, economy: Economy, charter) -> np.ndarray:
    """Return (r,) elasticities of supply (of exports for trade) from what councils filed, else priors.

    Councils at capacity count as 0. Where capacity cuts the filed flexibility off, it says
    only "at least this much"; there, and where nothing is filed, the prior is the charter's
    elasticity of a council's size over the share of hours and capital in what it makes: the
    smaller that share, the more a price moves what is left for it.
    """
    rows, prices, filings = record.rows, record.announcement.prices, record.filings
    factor = np.isin(np.arange(len(economy.goods)), np.concatenate([economy.kinds(GoodKind.LABOUR), economy.kinds(GoodKind.CAPITAL)]))
    count = len(economy.rows)
    made = np.bincount(rows.row, prices[rows.good] * rows.supply, count)
    own = np.bincount(rows.row, prices[rows.good] * rows.use * factor[rows.good], count)
    share = np.where((made > 0) & (own > 0), own / np.maximum(made, 1e-300), 0.0)
    structural = np.where(share > 0, charter["prices.size_elasticity"] / np.maximum(share, 1e-9), charter["prices.supply_elasticity"])
    structural = np.minimum(structural, charter["prices.learnt_most"])
    known = filings.elasticity >= 0
    free = 1.0 - filings.capped - filings.hidden
    supply = np.where(known, free * np.maximum(filings.elasticity, 0.0), free * structural) + filings.hidden * structural
    trade = np.array([r.kind is CouncilKind.TRADE for r in economy.rows])
    return np.where(trade, np.where(known, filings.elasticity, charter["prices.export_elasticity"]), supply)


def learn_elasticities(records: Sequence[RoundRecord], economy: Economy, charter, weights: float) -> np.ndarray:
    """Return (r,) elasticities of supply for the next model.

    It starts from what councils filed. After each pair of rounds, a row whose margin (what
    its products earn over what its inputs cost) moved enough shows how its output answered;
    its elasticity moves towards that answer by a charter share, in logarithms, so that
    learning is damped and bounded. Rounds far from balance teach nothing. Source: our design, after algorithm.md 9.
    """
    known = filed_elasticities(records[-1], economy, charter)
    worker = np.array([r.kind is CouncilKind.WORKER for r in economy.rows])
    for before, after in zip(records[:-1], records[1:]):
        if max(record_gap(before, economy), record_gap(after, economy)) > charter["prices.last_year_trust"]:
            continue
        margin, answer = _answers(before, after, economy, charter, weights)
        seen = worker & (np.abs(margin) > charter["prices.learning_margin"])
        shown = np.clip(np.where(seen, answer / np.where(seen, margin, 1.0), 0.0), charter["prices.learnt_least"], charter["prices.learnt_most"])
        prior = np.clip(known, charter["prices.learnt_least"], charter["prices.learnt_most"])
        share = charter["prices.learning_share"]
        known = np.where(seen, np.exp((1.0 - share) * np.log(prior) + share * np.log(shown)), known)
    return known


def record_gap(record: RoundRecord, economy: Economy) -> float:
    """Return the value-weighted gap of a round over goods with a price of their own."""
    own = economy.priced
    return value_gap(record.announcement.prices[own], record.supply[own], record.demand[own])


def _answers(before: RoundRecord, after: RoundRecord, economy: Economy, charter, weights: float) -> tuple[np.ndarray, np.ndarray]:
    """Return (r,) log change of each row's margin and of its output between two rounds."""
    model = fit_model(before, economy, charter, (weights, filed_elasticities(before, economy, charter)))
    step = np.log(after.announcement.prices[model.own] / before.announcement.prices[model.own])
    at = evaluate(model, step)
    now = np.zeros((len(economy.rows), len(economy.goods)))
    now[after.rows.row, after.rows.good] = after.rows.supply
    made = now[model.out_row, model.out_good] / 1e9
    share = model.prices[model.out_good] * model.out_quantity
    total = np.bincount(model.out_row, share, len(economy.rows))
    change = np.log(np.maximum(made, 1e-12) / model.out_quantity)
    answer = np.bincount(model.out_row, share * change, len(economy.rows)) / np.maximum(total, 1e-300)
    return at.unit - at.cost, answer
