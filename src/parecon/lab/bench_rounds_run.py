"""One row of the bench of rounds: its economy, its start, its rounds, and the close of the plan they lead to."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from parecon.charter import default_charter
from parecon.economy import CouncilKind
from parecon.facilitation import PlanningYear, announce_first, close_round, choose, follow, submit, value_gap
from parecon.facilitation.rules_limits import keep_limits
from parecon.feasibility import Infeasible, find_effects
from parecon.lab.bench_rounds import Case
from parecon.lab.bench_rounds_markets import Market, open_market
from parecon.procedures.optimum import distance_to_optimum
from parecon.procedures.participatory import Outcome, Setting, finish, gap_to_close
from parecon.proposals import ProposalBatch

__all__ = ["main", "run_case"]

_ENOUGH, _MILLIONTH, _CLOSE_ENOUGH = 0.001, 1e-6, 0.01
_DISTANCE_GOODS_MAX, _CLOSE_GOODS_MAX = 500, 2000
"""The distance to an optimum, and the close of a plan, take minutes in larger economies; there they are not part of a row."""


def run_case(case: Case) -> Iterator[dict]:
    """Yield the rounds of one row, then what the close of its plan came to; raise whatever stops it."""
    market, charter = open_market(case, default_charter().adopt({"prices.rule": case.rule}, "the bench"))
    found, at_close = _hold_rounds(market, case, charter)
    yield found
    # Where all is exchange there are no requests that a close could cut.
    if len(market.economy.goods) <= _CLOSE_GOODS_MAX and case.economy != "scarf":
        yield _close(at_close, market, case, charter)


def _hold_rounds(market: Market, case: Case, charter) -> tuple[dict, PlanningYear]:
    """Return rounds by key, and the year as it stood when its plan would be closed."""
    year = announce_first(market.economy, charter, market.prices)
    rng = np.random.Generator(np.random.PCG64(case.seed))
    if market.silent:
        year = replace(year, standing=market.answer(announce_first(market.economy, charter, market.economy.last_prices).announcement))
    worst, value, own = [], [], market.economy.priced
    at_close, closed = None, None
    while True:
        batch = market.answer(year.announcement)
        if (market.limits or case.rule == "looking-forward") and year.records:
            batch = keep_limits(batch, year.records[-1], year.standing, economy=market.economy, charter=charter, said=year.announcement)
        year, refusals = submit(year, _heard(batch, market, rng))
        if refusals:
            raise ValueError(f"round {year.round}: {refusals[0].reason.value}: {refusals[0].given:g} against {refusals[0].limit:g}")
        year = close_round(year)
        record = year.records[-1]
        worst.append(gap_to_close(record, market.economy, charter))
        value.append(value_gap(record.announcement.prices[own], record.supply[own], record.demand[own]))
        if case.measure == "close" and closed is None and _loses_little(year, market, case, charter):
            closed, at_close = year.round, year
        if at_close is None and (worst[-1] <= charter["rounds.worst_gap_to_close"] or year.round >= charter["rounds.count_max"]):
            at_close = year
        if worst[-1] <= (_MILLIONTH if case.to_the_last else _ENOUGH) or year.round >= case.rounds_max:
            break
        year = follow(year)
    first = lambda gaps, limit: next((i for i, gap in enumerate(gaps, 1) if gap <= limit), None)  # noqa: E731
    return {"rounds_worst_5": first(worst, 0.05), "rounds_worst_1": first(worst, 0.01), "rounds_worst_01": first(worst, 0.001),
            "rounds_value_1": first(value, 0.01), "rounds_millionth": first(worst, _MILLIONTH) if case.to_the_last else None, "rounds_close_1": closed,
            "worst": worst, "value": value}, at_close or year


def _heard(batch: ProposalBatch, market: Market, rng) -> ProposalBatch:
    if not market.silent:
        return batch
    may = np.isin(market.economy.councils.kind[batch.council], (CouncilKind.WORKER, CouncilKind.CONSUMER))
    return choose(batch, ~(may & (rng.random(len(batch)) < market.silent)))


def _close(year: PlanningYear, market: Market, case: Case, charter) -> dict:
    """Return what the close takes of private and collective requests, and how far the adopted plan is from an optimum.

    The year is closed after the first round within ``rounds.worst_gap_to_close``, or after
    ``rounds.count_max`` rounds, as the procedure does.
    """
    outcome = finish(year, Setting(case.seed), lambda event: None)
    if isinstance(outcome.closing, Infeasible):
        return {"failed": f"no plan: {', '.join(outcome.closing.goods[:5])} fall short"}
    loss = _loss(outcome, market, charter)
    if case.rule != "calibrated-share" or len(market.economy.goods) > _DISTANCE_GOODS_MAX:
        return {"closing_loss": loss}
    found = distance_to_optimum(market.economy, market.society, outcome.plan, charter, closing=outcome.closing)
    return {"closing_loss": loss, "distance": found.gain}


def _loss(outcome: Outcome, market: Market, charter) -> float:
    """Return the share of the value of private and collective requests that the close takes."""
    effects = find_effects(market.economy, outcome.closing, outcome.closing.candidate(outcome.plan.norm), charter)
    return float(effects.cut_value[:2].sum()) / max(float(effects.request_value[:2].sum()), 1.0)


def _loses_little(year: PlanningYear, market: Market, case: Case, charter) -> bool:
    outcome = finish(year, Setting(case.seed), lambda event: None)
    return not isinstance(outcome.closing, Infeasible) and _loss(outcome, market, charter) < _CLOSE_ENOUGH


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the parts of the row whose case stands in the first argument as JSON, each on a line as soon as it is known."""
    (words,) = sys.argv[1:] if arguments is None else arguments
    case = Case(**json.loads(words))
    if arguments is None:
        with contextlib.suppress(ImportError):  # Windows has no limit of processor seconds; there the clock alone ends a row
            import resource

            resource.setrlimit(resource.RLIMIT_CPU, (case.seconds_max, case.seconds_max + 1))
    for part in run_case(case):
        print(json.dumps(part), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
