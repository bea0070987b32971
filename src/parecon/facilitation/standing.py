"""Silent councils: their last known proposal stands in, marked, read as a response to prices (institutions.md 2.8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

import numpy as np

from parecon.economy import CouncilKind, Economy, GoodKind
from parecon.facilitation.evaluation import evaluate
from parecon.facilitation.incomes import income_weights
from parecon.facilitation.last_year import last_year
from parecon.facilitation.learning import learn_elasticities
from parecon.facilitation.record import RoundRecord
from parecon.facilitation.surrogate import fit_model
from parecon.proposals import Announcement, ProposalBatch, make_batch, request_costs
from parecon.quantities import round_significant

__all__ = ["Moves", "choose", "expected_moves", "join", "stand_in"]

SILENT = 1


@dataclass(frozen=True)
class Moves:
    """How rows are expected to answer new prices, as factors of what they proposed in ``record``.

    group: (c,) the row of the model each council belongs to; use, supply: sorted keys
    group * n + good and a factor each; hours: one factor for all hours offered.
    """

    record: RoundRecord
    group: np.ndarray
    use: tuple[np.ndarray, np.ndarray]
    supply: tuple[np.ndarray, np.ndarray]
    hours: float


def choose(batch: ProposalBatch, chosen: np.ndarray) -> ProposalBatch:
    """Return the proposals of ``batch`` where ``chosen`` (b,) is true."""
    lengths = np.diff(batch.start)
    lines = np.repeat(chosen, lengths)
    return make_batch(batch.round, {
        "council": batch.council[chosen], "start": np.concatenate([[0], np.cumsum(lengths[chosen])]), "good": batch.good[lines],
        "quantity": batch.quantity[lines], "flexibility": batch.flexibility[lines], "capacity": batch.capacity[chosen], "marks": batch.marks[chosen],
    }, reasons=_of_those(batch, chosen) if batch.reasons else ())


def _of_those(batch: ProposalBatch, chosen: np.ndarray) -> tuple[tuple[int, str], ...]:
    here = set(batch.council[chosen].tolist())
    return tuple((council, words) for council, words in batch.reasons if council in here)


def join(batches: Sequence[ProposalBatch]) -> ProposalBatch:
    """Return several batches of different councils as one, in ascending order of councils."""
    council = np.concatenate([b.council for b in batches])
    order = np.argsort(council, kind="stable")
    lengths = np.concatenate([np.diff(b.start) for b in batches])
    first = np.concatenate([[0], np.cumsum(lengths)])[:-1]
    line = np.repeat(first[order], lengths[order]) + _within(lengths[order])
    column = lambda name: np.concatenate([getattr(b, name) for b in batches])  # noqa: E731
    return make_batch(batches[0].round, {
        "council": council[order], "start": np.concatenate([[0], np.cumsum(lengths[order])]), "good": column("good")[line],
        "quantity": column("quantity")[line], "flexibility": column("flexibility")[line],
        "capacity": column("capacity")[order], "marks": column("marks")[order],
    }, reasons=tuple(each for b in batches for each in b.reasons))


def _within(lengths: np.ndarray) -> np.ndarray:
    start = np.concatenate([[0], np.cumsum(lengths)])[:-1]
    return np.arange(int(lengths.sum())) - np.repeat(start, lengths)


def stand_in(standing: ProposalBatch, heard: Sequence[ProposalBatch], economy: Economy, said: Announcement, *,
             moves: Moves | None = None) -> ProposalBatch | None:
    """Return the standing orders of councils that were not heard.

    moves: how the public model expects each row to answer the announced prices; every line
    moves with its row, outputs to the filed capacity at most, and requests spend the share
    of the budget that they spent before. Without it the last proposal stands as it was,
    requests cut by one factor to the budget.
    """
    here = np.zeros(len(economy.councils), dtype=bool)
    for batch in heard:
        here[batch.council] = True
    silent = ~here[standing.council]
    if not silent.any():
        return None
    batch = choose(standing, silent)
    spend = said.budgets[batch.council].astype(np.float64)
    if moves is not None:
        before = moves.record.announcement
        budget = before.budgets[batch.council]
        spend *= np.where(budget > 0, np.minimum(request_costs(batch, before.prices) / np.maximum(budget, 1), 1.0), 1.0)
        batch = _move(batch, economy, moves)
    cost = request_costs(batch, said.prices)
    consumer = economy.councils.kind[batch.council] == CouncilKind.CONSUMER
    bound = consumer & (cost > 0) & ((cost > spend) | (moves is not None))
    factor = np.where(bound, spend / np.maximum(cost, 1), 1.0)
    line = np.repeat(factor, np.diff(batch.start))
    quantity = np.where(batch.quantity < 0, -np.floor(-batch.quantity * line).astype(np.int64), batch.quantity)
    return make_batch(said.round, {**batch.columns(), "quantity": quantity, "marks": np.full(len(batch), SILENT)})


def _move(batch: ProposalBatch, economy: Economy, moves: Moves) -> ProposalBatch:
    """Return the proposals with every line moved as its row is expected to, no output above what its council filed it can make."""
    owner = np.repeat(np.arange(len(batch)), np.diff(batch.start))
    key = moves.group[batch.council][owner] * len(economy.goods) + batch.good
    factor = np.where(batch.quantity > 0, _look_up(moves.supply, key), _look_up(moves.use, key))
    labour = np.isin(batch.good, economy.kinds(GoodKind.LABOUR)) & (batch.quantity > 0)
    factor = np.where(labour & (economy.councils.kind[batch.council] == CouncilKind.CONSUMER)[owner], moves.hours, factor)
    made = (batch.quantity > 0) & ~labour
    most = np.zeros(len(batch))
    np.maximum.at(most, owner[made], factor[made])
    room = batch.capacity.astype(np.float64)
    kept = np.where((room > 0) & (most > room), room / np.where(most > 0, most, 1.0), 1.0)
    quantity = np.rint(batch.quantity * (factor * kept[owner])).astype(np.int64)
    capacity = np.where(room > 0, np.maximum(room / np.where(most > 0, most * kept, 1.0), 1.0), room)
    return make_batch(batch.round, {**batch.columns(), "quantity": quantity, "capacity": capacity})


def _look_up(table: tuple[np.ndarray, np.ndarray], key: np.ndarray) -> np.ndarray:
    """Return the value of each key, 1 where the table has none; table: sorted keys and their values."""
    keys, values = table
    if not len(keys):
        return np.ones(len(key))
    place = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
    return np.where(keys[place] == key, values[place], 1.0)


def expected_moves(records: Sequence[RoundRecord], economy: Economy, charter, said: Announcement) -> Moves | None:
    """Return how the board's model expects every row to answer ``said``, from the last round or from last year's actuals; None where neither is known.

    Any price rule may be in use; the model and its elasticities are those of P9.
    """
    if not records and not len(economy.last_totals.row):
        return None
    record = records[-1] if records else last_year(economy, charter)
    known_rounds = records or (record,)
    known = learn_elasticities(known_rounds, economy, charter, float(income_weights(economy, record.hours / 1e9, charter).sum()))
    model = fit_model(record, economy, charter, known)
    at = evaluate(model, np.log(said.prices[model.own] / record.announcement.prices[model.own]))
    n, groups = len(economy.goods), record.groups
    group = np.full(len(economy.rows), -1)
    group[groups.row] = np.arange(len(groups.row))
    group = group[economy.councils.row]
    alone = groups.council >= 0
    group[groups.council[alone]] = np.flatnonzero(alone)
    digits = charter["rounds.price_digits"]

    def table(row, good, now, then) -> tuple[np.ndarray, np.ndarray]:
        key = row.astype(np.int64) * n + good
        order = np.argsort(key, kind="stable")
        return key[order], round_significant(now / then, digits)[order]

    hours = round_significant(np.array([at.hours / model.hours_quantity if model.hours_quantity > 0 else 1.0]), digits)
    return Moves(record, group, table(model.use_row, model.use_good, at.use, model.use_quantity),
                 table(model.out_row, model.out_good, at.output, model.out_quantity), float(hours[0]))
