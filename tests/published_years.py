"""Small economies of the published kind, on which councils of one industry use quite different inputs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from parecon.charter import default_charter
from parecon.datasets.generate_published import generate_published, published_columns, published_economy, respond_published
from parecon.economy import RowTotals
from parecon.facilitation import announce_first, close_round, follow, submit
from parecon.proposals import make_batch

UNBOUND = 1000.0


def published_society(seed: int = 1, workers: int = 300, consumers: int = 60, goods: int = 25):
    """Return (economy, answer): last year is not known, and ``answer`` gives all proposals to an announcement."""
    model = generate_published(seed, workers, consumers, goods)
    nothing = RowTotals(*(np.zeros(0, dtype=kind) for kind in (np.int32, np.int32, np.int64, np.int64)))
    share = np.add.reduceat(model.exponent, model.start[:-1]) + model.c / model.k

    def answer(said):
        columns = published_columns(model, respond_published(model, said.prices))
        columns["flexibility"][columns["start"][:workers]] = 1.1 ** (share / (1.0 - share)) - 1.0
        columns["capacity"][:workers] = UNBOUND
        return make_batch(said.round, columns)

    return replace(published_economy(model), last_totals=nothing), answer


def hold_published(rounds: int, start: float = 700.0, changes: dict | None = None, **size):
    """Return the year after ``rounds`` closed rounds from one price for every good."""
    economy, answer = published_society(**size)
    charter = default_charter().adopt(changes or {}, "test")
    year = announce_first(economy, charter, np.full(len(economy.goods), start))
    for number in range(rounds):
        year, refusals = submit(year, answer(year.announcement))
        assert not refusals
        year = close_round(year)
        if number < rounds - 1:
            year = follow(year)
    return year
