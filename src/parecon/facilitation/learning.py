"""Elasticities of supply that the board learns from how proposals answered earlier rounds."""

from __future__ import annotations

from typing import Sequence

import numpy as np

from parecon.economy import CouncilKind, Economy, GoodKind
from parecon.facilitation.evaluation import evaluate
from parecon.facilitation.record import RoundRecord, value_gap
from parecon.facilitation.surrogate import Knowledge, fit_model

__all__ = ["filed_elasticities", "learn_elasticities", "priors", "record_gap"]


def filed_elasticities(record: RoundRecord, economy: Economy, charter) -> np.ndarray:
    """Return (r,) elasticities of supply from what councils filed, else priors.

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
    return supply


def priors(record: RoundRecord, economy: Economy, charter, weights: float) -> Knowledge:
    """Return what the board knows before any two rounds can be compared: filings, else priors."""
    n = len(economy.goods)
    trade = np.array([r.kind is CouncilKind.TRADE for r in economy.rows])
    filed = record.filings.elasticity[trade]
    exports = float(filed[0]) if len(filed) and filed[0] >= 0 else charter["prices.export_elasticity"]
    return Knowledge(weights, filed_elasticities(record, economy, charter), np.full(n, charter["prices.substitution_varieties"]), np.full(n, exports))


def learn_elasticities(records: Sequence[RoundRecord], economy: Economy, charter, weights: float) -> Knowledge:
    """Return what the board knows after ``records``: filings and priors, corrected by how proposals answered.

    After each pair of rounds, a row whose margin (what its products earn over what its
    inputs cost) moved enough shows how its output answered; so do the shares of domestic
    and imported varieties, and exports. An elasticity moves towards what was shown by a
    charter share, in logarithms, so that learning is damped and bounded. Rounds far from
    balance teach nothing. Source: our design, after algorithm.md 9.
    """
    known = priors(records[-1], economy, charter, weights)
    worker = np.array([r.kind is CouncilKind.WORKER for r in economy.rows])
    for before, after in zip(records[:-1], records[1:]):
        if max(record_gap(before, economy), record_gap(after, economy)) > charter["prices.last_year_trust"]:
            continue
        margin, answer = _answers(before, after, economy, (charter, priors(before, economy, charter, weights)))
        supply = _approach(known.supply, np.where(worker, margin, 0.0), answer, charter)
        varieties = _approach(known.varieties, *_variety_answers(before, after, economy), charter)
        exports = _approach(known.exports, *_export_answers(before, after, economy), charter)
        known = Knowledge(weights, supply, varieties, exports)
    return known


def _approach(known: np.ndarray, cause: np.ndarray, answer: np.ndarray, charter) -> np.ndarray:
    """Return ``known`` elasticities moved towards answer / cause where the cause moved enough."""
    least, most, share = charter["prices.learnt_least"], charter["prices.learnt_most"], charter["prices.learning_share"]
    seen = np.abs(cause) > charter["prices.learning_margin"]
    shown = np.clip(np.where(seen, answer / np.where(seen, cause, 1.0), 1.0), least, most)
    return np.where(seen, np.exp((1.0 - share) * np.log(np.clip(known, least, most)) + share * np.log(shown)), known)


def _log_change(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    there = (before > 0) & (after > 0)
    return np.where(there, np.log(np.where(there, after, 1.0) / np.where(there, before, 1.0)), 0.0)


def _variety_answers(before: RoundRecord, after: RoundRecord, economy: Economy) -> tuple[np.ndarray, np.ndarray]:
    """Return (n,) change of import over home price, and of home over imported use, both in logs, for both varieties."""
    moved, used = np.zeros(len(economy.goods)), np.zeros(len(economy.goods))
    home = {g.variety_of: i for i, g in enumerate(economy.goods) if g.kind is GoodKind.PRODUCT and g.variety_of}
    price = np.log(after.announcement.prices / before.announcement.prices)
    trade = np.array([r.kind is CouncilKind.TRADE for r in economy.rows])
    sums = [np.bincount(r.rows.good, r.rows.use * ~trade[r.rows.row], len(economy.goods)) for r in (before, after)]
    use = _log_change(*sums)
    for i in economy.kinds(GoodKind.IMPORT):
        at = home.get(economy.goods[i].variety_of)
        if at is not None and min(s[k] for s in sums for k in (i, at)) > 0:
            for k in (i, at):
                moved[k], used[k] = price[i] - price[at], use[at] - use[i]
    return moved, used


def _export_answers(before: RoundRecord, after: RoundRecord, economy: Economy) -> tuple[np.ndarray, np.ndarray]:
    """Return (n,) fall of each good's price abroad, and the rise of its exports, both in logs."""
    exchange = economy.kinds(GoodKind.FOREIGN_EXCHANGE)
    n = len(economy.goods)
    if not len(exchange):
        return np.zeros(n), np.zeros(n)
    trade = np.array([r.kind is CouncilKind.TRADE for r in economy.rows])
    price = np.log(after.announcement.prices / before.announcement.prices)
    sold = _log_change(*(np.bincount(r.rows.good, r.rows.use * trade[r.rows.row], n) for r in (before, after)))
    return np.where(sold != 0, price[exchange[0]] - price, 0.0), sold


def record_gap(record: RoundRecord, economy: Economy) -> float:
    """Return the value-weighted gap of a round over goods with a price of their own."""
    own = economy.priced
    return value_gap(record.announcement.prices[own], record.supply[own], record.demand[own])


def _answers(before: RoundRecord, after: RoundRecord, economy: Economy, given) -> tuple[np.ndarray, np.ndarray]:
    """Return (r,) log change of each row's margin and of its output between two rounds."""
    charter, known = given
    model = fit_model(before, economy, charter, known)
    step = np.log(after.announcement.prices[model.own] / before.announcement.prices[model.own])
    at = evaluate(model, step)
    now = np.zeros((len(economy.rows), len(economy.goods)))
    now[after.rows.row, after.rows.good] = after.rows.supply
    made = now[model.out_row, model.out_good] / 1e9
    share = model.prices[model.out_good] * model.out_quantity
    total = np.bincount(model.out_row, share, len(economy.rows))
    change = np.log(np.maximum(made, 1e-12) / model.out_quantity)
    answer = np.bincount(model.out_row, share * change, len(economy.rows)) / np.maximum(total, 1e-300)
    return at.indices.margin, answer
