"""Silent councils: their last known proposal stands in, marked (institutions.md 2.8)."""

from __future__ import annotations

from typing import Sequence

import numpy as np

from parecon.economy import CouncilKind, Economy
from parecon.proposals import Announcement, ProposalBatch, make_batch, request_costs

__all__ = ["choose", "join", "stand_in"]

SILENT = 1


def choose(batch: ProposalBatch, chosen: np.ndarray) -> ProposalBatch:
    """Return the proposals of ``batch`` where ``chosen`` (b,) is true."""
    lengths = np.diff(batch.start)
    lines = np.repeat(chosen, lengths)
    return make_batch(batch.round, {
        "council": batch.council[chosen], "start": np.concatenate([[0], np.cumsum(lengths[chosen])]), "good": batch.good[lines],
        "quantity": batch.quantity[lines], "flexibility": batch.flexibility[lines], "capacity": batch.capacity[chosen], "marks": batch.marks[chosen],
    })


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
    })


def _within(lengths: np.ndarray) -> np.ndarray:
    start = np.concatenate([[0], np.cumsum(lengths)])[:-1]
    return np.arange(int(lengths.sum())) - np.repeat(start, lengths)


def stand_in(standing: ProposalBatch, heard: Sequence[ProposalBatch], economy: Economy, said: Announcement) -> ProposalBatch | None:
    """Return the standing proposals of councils that were not heard; requests are cut by one factor to the budget."""
    here = np.zeros(len(economy.councils), dtype=bool)
    for batch in heard:
        here[batch.council] = True
    silent = ~here[standing.council]
    if not silent.any():
        return None
    batch = choose(standing, silent)
    cost = request_costs(batch, said.prices)
    budget = said.budgets[batch.council]
    consumer = economy.councils.kind[batch.council] == CouncilKind.CONSUMER
    factor = np.where(consumer & (cost > budget), budget / np.maximum(cost, 1), 1.0)
    line = np.repeat(factor, np.diff(batch.start))
    quantity = np.where(batch.quantity < 0, -np.floor(-batch.quantity * line).astype(np.int64), batch.quantity)
    return make_batch(said.round, {**batch.columns(), "quantity": quantity, "marks": np.full(len(batch), SILENT)})
