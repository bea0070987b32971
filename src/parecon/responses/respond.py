"""Simulated councils answer an announcement with a batch of proposals."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields

import numba
import numpy as np

from parecon.economy import Economy, Society
from parecon.proposals import Announcement, ProposalBatch, make_batch
from parecon.quantities import FIXED_PER_UNIT, to_fixed
from parecon.responses.affected import answer_communities
from parecon.responses.hidden_costs import with_hidden_cost
from parecon.responses.kernels import WORK_ROWS, answer_consumers, answer_requests, answer_workers, log_prices

__all__ = ["Layout", "lay_out", "respond"]

_LINES_PER_BLOCK = 60_000
"""A block this large takes some milliseconds, far more than handing it to a thread."""

_LEAST_FACTOR = 1e-9
"""Where nothing is left for incomes, a credit buys as good as everything, and prices in incomes stay numbers."""

_EXPORTED_MAX = 2**61 / FIXED_PER_UNIT
"""Units of one export, or of foreign exchange for all, that leave room for all other uses of the good in an int64."""


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
    first_permit: int


def lay_out(society: Society) -> Layout:
    """Return the layout of all simulated councils: workers, consumers, requests, trade, communities, in ascending order."""
    w, c, q, t = society.workers, society.consumers, society.requests, society.trade
    own = [*c.pollutant.tolist(), max(society.labour_good, 0)]
    factors = [max(society.labour_good, 0), max(society.capital_good, 0)]
    counts = [np.diff(w.out_start) + np.diff(w.in_start) + 2, np.diff(c.start) + len(own), np.diff(q.start),
              np.array([len(t.good) + 1] if t else [], dtype=np.int64), np.ones(len(society.affected), dtype=np.int64)]
    council = np.concatenate([w.council, c.council, q.council, [t.council] if t else [], [a.council for a in society.affected]]).astype(np.int32)
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
    permits = int(start[-1]) - len(society.affected)
    exports = permits - (len(t.good) + 1 if t else 0)
    if t:
        good[exports:permits] = [*t.good, society.exchange_good]
    good[permits:] = [a.pollutant for a in society.affected]
    for array in (council, start, good):
        array.setflags(write=False)
    return Layout(council, start, good, first[:n_w], first[n_w:n_w + n_c], first[n_w + n_c:n_w + n_c + n_q], exports, permits)


def _place(target: np.ndarray, first: np.ndarray, start: np.ndarray, values: np.ndarray) -> None:
    """Copy the CSR ``values`` to ``target``, each row beginning at ``first``."""
    lengths = np.diff(start)
    target[np.repeat(first - start[:-1], lengths) + np.arange(len(values))] = values


def respond(economy: Economy, society: Society, announcement: Announcement, layout: Layout | None = None) -> ProposalBatch:
    """Return what every simulated council of ``society`` proposes at the announced prices and budgets.

    A council whose last proposal was returned answers the new prices; if its ratio still
    falls short of the announced norm (of one, where that is lower), it shrinks what it
    proposes to ratio / norm. A good that cost nothing at the benchmark is used as it was
    then; an announced price of zero for any other is a bug, which is asserted.
    """
    layout = layout or lay_out(society)
    workers, consumers, requests = society.workers, society.consumers, society.requests
    filed = (np.empty(len(layout.good), dtype=np.int64), np.zeros(len(layout.good), dtype=np.float32), np.zeros(len(layout.council), dtype=np.float32))
    market = _market(society, announcement.prices)
    workers = with_hidden_cost(economy, workers, announcement.prices)
    factors = np.array([society.labour_good, society.capital_good], dtype=np.int64)
    # An average far above one is the mark of strange prices; a council that covers its cost at new ones expects to pass.
    norm = np.where(announcement.returned, min(announcement.norm, 1.0), 0.0)[workers.council]
    _answer(answer_workers, layout, layout.first_worker, (_columns(workers), market, factors, norm, layout.first_worker, filed))
    budgets = announcement.budgets[consumers.council] / FIXED_PER_UNIT
    block = (consumers.start, consumers.good, consumers.quantity, consumers.nest, consumers.nest_sigma, consumers.subsistence,
             consumers.emission, consumers.sigma, consumers.hours, consumers.hours_elasticity)
    _answer(answer_consumers, layout, layout.first_consumer,
            (block, market, budgets, float(announcement.income_factor), consumers.pollutant, layout.first_consumer, filed))
    _answer(answer_requests, layout, layout.first_request, (_columns(requests), market, layout.first_request, filed))
    if society.trade:
        exports = slice(layout.first_export, layout.first_permit)
        _answer_trade(society, market[1], filed[0][exports], filed[1][exports])
    filed[0][layout.first_permit:], filed[1][layout.first_permit:] = answer_communities(economy, society, market[1] / max(float(announcement.income_factor), _LEAST_FACTOR))
    marks = np.zeros(len(layout.council), dtype=np.uint8)
    marks[:len(workers.council)] = np.where(announcement.returned[workers.council], 2, 0)
    return make_batch(announcement.round, {
        "council": layout.council, "start": layout.start, "good": layout.good, "quantity": filed[0],
        "flexibility": filed[1], "capacity": filed[2], "marks": marks,
    })


def _market(society: Society, announced: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return benchmark prices, announced prices, their ratio and its logarithm, (n,) each; a good that was free has the ratio one."""
    old, prices = society.benchmark_prices, np.array(announced, dtype=np.float64)
    free = np.flatnonzero((old > 0) & ~(prices > 0))
    assert not len(free), f"good {free[0]} is announced at {prices[free[0]]}; what costs nothing is asked for without end, so prices stay above zero"
    relative = np.divide(prices, old, out=np.ones_like(prices), where=old > 0)
    return old, prices, relative, log_prices(relative)


def _answer(kernel, layout: Layout, first_line: np.ndarray, arguments: tuple) -> None:
    """Run ``kernel`` over the councils whose lines begin at ``first_line``, in blocks on as many threads as numba may use."""
    count = len(first_line)
    if not count:
        return
    at = int(np.searchsorted(layout.start, first_line[0]))
    lines = layout.start[at:at + count + 1]
    widest = int(np.diff(lines).max())
    threads = numba.config.NUMBA_NUM_THREADS
    blocks = 1 if threads == 1 else max(1, min(count, int(lines[-1] - lines[0]) // _LINES_PER_BLOCK))
    cuts = np.searchsorted(lines, np.linspace(lines[0], lines[-1], blocks + 1)[1:-1])
    ends = [0, *cuts.tolist(), count]

    def answer(first: int, last: int) -> int:
        return kernel((first, last), *arguments, np.empty((WORK_ROWS, widest)))

    if blocks == 1:
        bad = [answer(0, count)]
    else:
        with ThreadPoolExecutor(threads) as pool:
            bad = list(pool.map(answer, ends[:-1], ends[1:]))
    for line in bad:
        assert line < 0, (f"council {layout.council[np.searchsorted(layout.start, line, side='right') - 1]} proposes an amount of good "
                          f"{layout.good[line]} that is no number below 2**62 smallest units; look for a zero among prices and benchmarks")


def _columns(block) -> tuple:
    return tuple(getattr(block, f.name) for f in fields(block) if f.name != "council")


def _answer_trade(society: Society, prices: np.ndarray, quantity: np.ndarray, flexibility: np.ndarray) -> None:
    """Fill the trade council's exports and the foreign exchange they earn; file the elasticities of demand abroad."""
    trade, exchange = society.trade, society.exchange_good
    relative = (prices / society.benchmark_prices)[trade.good] / (prices[exchange] / society.benchmark_prices[exchange])
    sold = trade.quantity * relative ** -trade.elasticity
    # At prices far off, demand abroad outgrows what fixed point can count; then all of it is cut by one factor.
    sold *= min(1.0, _EXPORTED_MAX / max(np.max(sold, initial=1.0), np.dot(prices[trade.good], sold) / prices[exchange]))
    quantity[:-1] = to_fixed(-sold, "exports")
    quantity[-1] = to_fixed(np.dot(prices[trade.good], sold) / prices[exchange], "foreign exchange")
    flexibility[:-1] = 1.1 ** -trade.elasticity - 1.0


def warm_kernels() -> None:
    """Compile the kernels for the types they are called with, on an economy of one good."""
    from parecon.responses.smallest import smallest_society

    society, announcement, economy = smallest_society()
    respond(economy, society, announcement)
