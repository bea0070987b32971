"""Years after the first: every system goes on from what its own year came to."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from parecon.economy import CouncilKind, Economy, GoodKind, Society
from parecon.procedures.protocol import Outcome
from parecon.procedures.registry import run_procedure
from parecon.quantities import as_units
from parecon.responses import Respondents

__all__ = ["LivedYear", "carry_on", "live_on"]


@dataclass(frozen=True)
class LivedYear:
    """One year of a run over years: its outcome, and the prices (n,) by which its consumption is compared, the same in every year."""

    outcome: Outcome
    prices: np.ndarray


def live_on(name: str, respond: Respondents, first: tuple[Outcome, int], years: int) -> list[LivedYear]:
    """Return ``years`` years of the procedure ``name``, the first of which is given with its seed; a year without a plan ends them."""
    outcome, seed = first
    economy, society = respond.economy, respond.society
    lived = [LivedYear(outcome, society.benchmark_prices)]
    while len(lived) < years and outcome.flows is not None:
        economy, society = carry_on(economy, society, outcome, respond.charter)
        outcome = run_procedure(name, economy, respond.charter, replace(respond, economy=economy, society=society), seed=seed + len(lived))
        lived.append(LivedYear(outcome, respond.society.benchmark_prices))
    return lived if lived[-1].outcome.flows is not None else lived[:-1]


def carry_on(economy: Economy, society: Society, outcome: Outcome, charter) -> tuple[Economy, Society]:
    """Return the economy and society of the next year: capital has worn and been replaced as far as investment was delivered, and prices are the year's own.

    A year that delivers last year's investment keeps its capital; of what lacks, capital goes without by the share that wears out in
    a year (``comparison.wear_share``). Capacity follows capital. Where a procedure has prices, the next year begins at them.
    """
    delivered = _invested(economy, society, outcome)
    kept = 1.0 - charter["comparison.wear_share"] * (1.0 - delivered)
    endowment = economy.endowment.copy()
    capital = np.array([good.kind is GoodKind.CAPITAL for good in economy.goods])
    endowment[capital] = (endowment[capital] * kept).astype(np.int64)
    workers = replace(society.workers, capacity=society.workers.capacity * kept)
    prices = economy.last_prices
    if outcome.prices is not None:
        found = np.where(outcome.prices > 0, outcome.prices, economy.last_prices)
        scale = float(economy.last_prices.sum() / found.sum())
        prices = np.where(economy.last_prices > 0, found * scale, 0.0)
    return replace(economy, year=economy.year + 1, endowment=endowment, last_prices=economy.link_prices(prices)), replace(society, workers=workers)


def _invested(economy: Economy, society: Society, outcome: Outcome) -> float:
    """Return investment over what is asked for, by last year's prices; 1 where none is asked for."""
    flows = outcome.flows
    kind = np.repeat(economy.councils.kind[flows.council], np.diff(flows.start))
    mine = kind == CouncilKind.INVESTMENT
    requests = society.requests
    asked = economy.councils.kind[np.repeat(requests.council, np.diff(requests.start))] == CouncilKind.INVESTMENT
    whole = float(requests.quantity[asked] @ society.benchmark_prices[requests.good[asked]])
    return float(-as_units(flows.quantity[mine]) @ society.benchmark_prices[flows.good[mine]]) / whole if whole > 0 else 1.0
