"""Elasticities of supply that the board learns from how proposals answered earlier rounds."""

from __future__ import annotations

from dataclasses import replace
from typing import Sequence

import numpy as np

from parecon.economy import CouncilKind, Economy, GoodKind
from parecon.facilitation.groups import whole_rows
from parecon.facilitation.incomes import income_weights
from parecon.facilitation.learning_inputs import Comparison, InputLessons, compare_rounds
from parecon.facilitation.record import RoundRecord, value_gap
from parecon.facilitation.surrogate import Knowledge, filed_elasticities
from parecon.quantities import round_significant

__all__ = ["learn_elasticities", "priors", "record_gap", "remember_answers"]


def priors(record: RoundRecord, economy: Economy, charter, weights: float) -> Knowledge:
    """Return what the board knows before any two rounds can be compared: filings, else priors."""
    n, rows = len(economy.goods), len(economy.rows)
    trade = economy.row_kind == CouncilKind.TRADE
    filed = record.filings.elasticity[trade]
    exports = float(filed[0]) if len(filed) and filed[0] >= 0 else charter["prices.export_elasticity"]
    nothing = np.zeros(rows)
    stated = (nothing + charter["prices.substitution_inputs"], nothing + charter["prices.substitution_value"], nothing, nothing)
    inputs, value, deepening, deepening_value = stated if economy.last_answers is None else economy.last_answers
    wishes = charter["prices.substitution_wishes"]
    households = economy.row_kind == CouncilKind.CONSUMER
    if economy.last_answers is not None and households.any():
        wishes = float(inputs[households].mean())
    return Knowledge(
        weights, supply=filed_elasticities(whole_rows(record.rows, record.filings), record.announcement.prices, economy, charter),
        inputs=inputs, value=value, deepening=deepening, deepening_value=deepening_value, wishes=wishes,
        varieties=np.full(n, charter["prices.substitution_varieties"]), exports=np.full(n, exports), abatement=np.ones(rows))


def remember_answers(records: Sequence[RoundRecord], economy: Economy, charter) -> np.ndarray:
    """Return (4, r) what the rounds of a year showed of how rows answer prices with what they use: next year's `Economy.last_answers`."""
    weights = float(income_weights(economy, records[-1].hours / 1e9, charter).sum())
    known = learn_elasticities(records, economy, charter, weights)
    households = economy.row_kind == CouncilKind.CONSUMER
    answers = np.stack([np.where(households, known.wishes, known.inputs), known.value, known.deepening, known.deepening_value])
    return round_significant(answers, charter["rounds.price_digits"])


def learn_elasticities(records: Sequence[RoundRecord], economy: Economy, charter, weights: float) -> Knowledge:
    """Return what the board knows after ``records``: filings and priors, corrected by how proposals answered.

    After each pair of rounds, a row whose margin (what its products earn over what its
    inputs cost) moved enough shows how its output answered; so do the shares of domestic
    and imported varieties, and exports. An elasticity moves towards what was shown by a
    charter share, in logarithms, and by less where answers scatter for no reason that prices
    give, so that learning is damped and bounded. Rounds far from
    balance teach nothing of these; how rows exchange one input for another they show at any
    distance (`InputLessons`). Source: our design, after algorithm.md 9.
    """
    known = priors(records[-1], economy, charter, weights)
    inputs = InputLessons(known, charter)
    worker = economy.row_kind == CouncilKind.WORKER
    for before, after in zip(records[:-1], records[1:]):
        far = max(record_gap(before, economy), record_gap(after, economy)) > charter["prices.last_year_trust"]
        if far and not (before.groups.single and after.groups.single):
            continue
        pair = compare_rounds(before, after, economy, (charter, known))
        row = before.groups.row if len(before.groups.row) == len(pair.model.kind) else np.arange(len(economy.rows))
        inputs.add(pair, row)
        known = inputs.apply(known)
        if far:
            continue
        cause, answer = _outputs(pair, row, known.supply)
        supply = _approach(known.supply, cause, answer, (charter, inputs.scatter))
        usual = charter, float(np.median(inputs.scatter[worker]))
        varieties = _approach(known.varieties, *_variety_answers(before, after, economy), usual)
        exports = _approach(known.exports, *_export_answers(before, after, economy), usual)
        noisy = known.noisy + (not gap_halved(before, after, economy) and _is_noise(after, economy, (charter, usual[1])))
        known = replace(known, supply=supply, varieties=varieties, exports=exports, noisy=noisy)
    return known


def _approach(known: np.ndarray, cause: np.ndarray, answer: np.ndarray, given) -> np.ndarray:
    """Return ``known`` elasticities moved towards answer / cause where the cause moved enough.

    given: the charter and how far answers scatter for no reason that prices give (log
    points): the less an answer stands out from that, the less it teaches.
    """
    charter, scatter = given
    least, most = charter["prices.learnt_least"], charter["prices.learnt_most"]
    seen = np.abs(cause) > charter["prices.learning_margin"]
    expected = (cause * np.maximum(known, 1.0)) ** 2
    share = charter["prices.learning_share"] * expected / np.maximum(expected + scatter**2, 1e-300)
    # What went against its cause was moved by something else, and says less of how it answers.
    share = np.where(cause * answer < 0, charter["prices.learning_against"] * share, share)
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
    trade = economy.row_kind == CouncilKind.TRADE
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
    trade = economy.row_kind == CouncilKind.TRADE
    price = np.log(after.announcement.prices / before.announcement.prices)
    sold = _log_change(*(np.bincount(r.rows.good, r.rows.use * trade[r.rows.row], n) for r in (before, after)))
    return np.where(sold != 0, price[exchange[0]] - price, 0.0), sold


def record_gap(record: RoundRecord, economy: Economy) -> float:
    """Return the value-weighted gap of a round over goods with a price of their own."""
    own = economy.priced
    return value_gap(record.announcement.prices[own], record.supply[own], record.demand[own])


def gap_halved(before: RoundRecord, after: RoundRecord, economy: Economy) -> bool:
    """Tell whether the value-weighted gap fell to half or less from one round to the next."""
    return record_gap(after, economy) <= 0.5 * record_gap(before, economy)


def _is_noise(record: RoundRecord, economy: Economy, given) -> bool:
    """Tell whether the gaps of a round are no larger than answers scatter, by value and for the worst good; given: the charter and the scatter (log points)."""
    charter, scatter = given
    noise = charter["prices.noise_factor"] * scatter
    return record_gap(record, economy) <= noise and float(np.max(np.abs(record.gaps[economy.priced]), initial=0.0)) <= charter["prices.noise_worst"] * noise


def _outputs(pair: Comparison, row: np.ndarray, supply: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (r,) log changes by row: of its margin, each council's weighed by how far it was thought to answer, and of its output."""
    m, rows = pair.model, len(supply)
    worth = m.prices[m.out_good] * m.out_quantity
    total = np.maximum(np.bincount(row[m.out_row], worth, rows), 1e-300)
    weighed = np.where(supply[row] > 0, m.row_elasticity / np.where(supply[row] > 0, supply[row], 1.0), 1.0)
    margin = (weighed * pair.at.indices.margin)[m.out_row]
    change = np.log(np.maximum(pair.output, 1e-12) / m.out_quantity)
    return tuple(np.bincount(row[m.out_row], worth * value, rows) / total for value in (margin, change))
