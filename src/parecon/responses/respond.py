"""Simulated councils answer an announcement with a batch of proposals."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from parecon.economy import Economy, Society
from parecon.proposals import Announcement, ProposalBatch, make_batch
from parecon.quantities import FIXED_PER_UNIT
from parecon.responses.kernels import answer_consumers, answer_requests, answer_workers

__all__ = ["Layout", "lay_out", "respond"]


@dataclass(frozen=True)
class Layout:
    """Where each simulated council's lines lie in the batch; it stays the same all year.

    council, start, good: columns of the batch; first_*: (k,) first line of each council
    of a block.
    """

    council: np.ndarray
    start: np.ndarray
    good: np.ndarray
    first_worker: np.ndarray
    first_consumer: np.ndarray
    first_request: np.ndarray
    first_export: int


def lay_out(society: Society) -> Layout:
    """Return the layout of all simulated councils: workers, consumers, requests, trade, in ascending order."""
    w, c, q, t = society.workers, society.consumers, society.requests, society.trade
    own = ([] if c.pollutant < 0 else [c.pollutant]) + [max(society.labour_good, 0)]
    factors = [max(society.labour_good, 0), max(society.capital_good, 0)]
    counts = [np.diff(w.out_start) + np.diff(w.in_start) + 2, np.diff(c.start) + len(own), np.diff(q.start),
              np.array([len(t.good) + 1] if t else [], dtype=np.int64)]
    council = np.concatenate([w.council, c.council, q.council, [t.council] if t else []]).astype(np.int32)
    assert (np.diff(council) > 0).all(), "blocks of simulated councils stand in ascending order"
    start = np.concatenate([[0], np.cumsum(np.concatenate(counts))]).astype(np.int64)
    good = np.empty(start[-1], dtype=np.int32)
    n_w, n_c, n_q = len(w.council), len(c.council), len(q.council)
    first = start[:-1]
    _place(good, first[:n_w], w.out_start, w.out_good)
    _place(good, first[:n_w] + np.diff(w.out_start), w.in_start, w.in_good)
    for i, g in enumerate(factors):
        good[start[1:n_w + 1] - 2 + i] = g
    _place(good, first[n_w:n_w + n_c], c.start, c.good)
    for i, g in enumerate(own):
        good[start[n_w + 1:n_w + n_c + 1] - len(own) + i] = g
    _place(good, first[n_w + n_c:n_w + n_c + n_q], q.start, q.good)
    if t:
        good[start[-2]:start[-1] - 1] = t.good
        good[start[-1] - 1] = society.exchange_good
    for array in (council, start, good):
        array.setflags(write=False)
    return Layout(council, start, good, first[:n_w], first[n_w:n_w + n_c], first[n_w + n_c:n_w + n_c + n_q], int(start[-2]) if t else -1)


def _place(target: np.ndarray, first: np.ndarray, start: np.ndarray, values: np.ndarray) -> None:
    """Copy the CSR ``values`` to ``target``, each row beginning at ``first``."""
    lengths = np.diff(start)
    target[np.repeat(first - start[:-1], lengths) + np.arange(len(values))] = values


def respond(economy: Economy, society: Society, announcement: Announcement, layout: Layout | None = None) -> ProposalBatch:
    """Return what every simulated council of ``society`` proposes at the announced prices and budgets.

    A council whose last proposal was returned answers the new prices; if its ratio still
    falls short of the announced norm (of one, where that is lower), it shrinks what it
    proposes to ratio / norm.
    """
    layout = layout or lay_out(society)
    quantity = np.zeros(len(layout.good))
    flexibility = np.zeros(len(layout.good), dtype=np.float32)
    capacity = np.zeros(len(layout.council), dtype=np.float32)
    old, prices = society.benchmark_prices, np.array(announcement.prices, dtype=np.float64)
    workers, consumers, requests = society.workers, society.consumers, society.requests
    factors = np.array([society.labour_good, society.capital_good], dtype=np.int64)
    # An average far above one is the mark of strange prices; a council that covers its cost at new ones expects to pass.
    norm = np.where(announcement.returned, min(announcement.norm, 1.0), 0.0)[workers.council]
    full = np.zeros(len(workers.council))
    answer_workers(_columns(workers), old, prices, factors, norm, layout.first_worker, quantity, flexibility, full)
    capacity[:len(full)] = np.where(full > 0, np.maximum(full, 1.0), 0.0)
    budgets = announcement.budgets[consumers.council] / FIXED_PER_UNIT
    block = (consumers.start, consumers.good, consumers.quantity, consumers.nest, consumers.nest_sigma, consumers.subsistence,
             consumers.emission, consumers.sigma, consumers.hours, consumers.hours_elasticity)
    answer_consumers(block, old, prices, budgets, float(announcement.income_factor), int(consumers.pollutant), layout.first_consumer, quantity)
    answer_requests(_columns(requests), old, prices, layout.first_request, quantity)
    if society.trade:
        _answer_trade(society, prices, quantity[layout.first_export:], flexibility[layout.first_export:])
    marks = np.zeros(len(layout.council), dtype=np.uint8)
    marks[:len(workers.council)] = np.where(announcement.returned[workers.council], 2, 0)
    return make_batch(announcement.round, {
        "council": layout.council, "start": layout.start, "good": layout.good,
        "quantity": np.rint(quantity * FIXED_PER_UNIT).astype(np.int64),
        "flexibility": flexibility, "capacity": capacity, "marks": marks,
    })


def _columns(block) -> tuple:
    return tuple(getattr(block, f.name) for f in fields(block) if f.name != "council")


def _answer_trade(society: Society, prices: np.ndarray, quantity: np.ndarray, flexibility: np.ndarray) -> None:
    """Fill the trade council's exports and the foreign exchange they earn; file the elasticities of demand abroad."""
    trade, exchange = society.trade, society.exchange_good
    relative = (prices / society.benchmark_prices)[trade.good] / (prices[exchange] / society.benchmark_prices[exchange])
    sold = trade.quantity * relative ** -trade.elasticity
    quantity[:-1] = -sold
    quantity[-1] = np.dot(prices[trade.good], sold) / prices[exchange]
    flexibility[:-1] = 1.1 ** -trade.elasticity - 1.0


def warm_kernels() -> None:
    """Compile the kernels for the types they are called with, on an economy of one good."""
    from parecon.responses.smallest import smallest_society

    society, announcement, economy = smallest_society()
    respond(economy, society, announcement)
