"""One row of the bench of rounds: its economy, its start, its rounds, and the close of the plan they lead to."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from parecon.charter import default_charter
from parecon.datasets import load_coming_year, load_tables
from parecon.datasets.coming_year import ComingYear
from parecon.datasets.generate_published import CLASSES, PublishedModel, generate_published, published_columns, published_economy, respond_published
from parecon.datasets.generate_tables import generate_input_output
from parecon.datasets.society import build_society
from parecon.economy import CouncilKind, Economy, RowTotals, Society
from parecon.facilitation import PlanningYear, announce_first, close_round, choose, follow, submit, value_gap
from parecon.facilitation.rules_limits import keep_limits
from parecon.feasibility import Infeasible, find_effects
from parecon.lab.bench_rounds import INPUTS_APART, OWN_SIGN, Case
from parecon.procedures.optimum import distance_to_optimum
from parecon.procedures.participatory import Setting, finish, start_prices, worst_gap
from parecon.proposals import Announcement, ProposalBatch
from parecon.proposals.batch import make_batch
from parecon.quantities import to_fixed
from parecon.responses import lay_out, respond

__all__ = ["Market", "main", "run_case"]

_ENOUGH = 0.001
_HOURS_FACTOR, _CAPITAL_DRIFT = 0.98, 0.03
"""The coming year of economies without one: 2 % fewer hours, each industry's capital off by a lognormal factor of 3 %."""
_SIZES = {"sweden": 0.05, "us-summary-2017": 0.002, "us-detail-2017": 0.003, "input-output": 1.0}
_DISTANCE_GOODS_MAX = 500
"""The distance to an optimum takes minutes in larger economies; there it is not part of a row."""
_CHARTERS = {INPUTS_APART: {"prices.substitution_inputs": 2.0, "prices.substitution_value": 2.0}, OWN_SIGN: {"prices.own_sign": True}}
_CAPACITY_UNBOUND = 1000.0


@dataclass(frozen=True)
class Market:
    """What a row is run on: the public economy, what answers announcements, the first prices, and who is silent.

    society: None in the published model; prices: (n,) or None for last year's; silent: the
    share of worker and consumer councils, drawn anew in each round, that say nothing.
    """

    economy: Economy
    society: Society | None
    answer: Callable[[Announcement], ProposalBatch]
    prices: np.ndarray | None
    silent: float = 0.0


def run_case(case: Case) -> Iterator[dict]:
    """Yield the rounds of one row, then what the close of its plan came to; raise whatever stops it."""
    changes = next((changed for end, changed in _CHARTERS.items() if case.economy.endswith(end)), {})
    charter = default_charter().adopt({"prices.rule": case.rule, **changes}, "the bench")
    market = _market(case, charter)
    found, at_close = _hold_rounds(market, case, charter)
    yield found
    yield _close(at_close, market, case, charter)


def _hold_rounds(market: Market, case: Case, charter) -> tuple[dict, PlanningYear]:
    """Return rounds by key, and the year as it stood when its plan would be closed."""
    year = announce_first(market.economy, charter, market.prices)
    rng = np.random.Generator(np.random.PCG64(case.seed))
    if market.silent:
        year = replace(year, standing=market.answer(announce_first(market.economy, charter, market.economy.last_prices).announcement))
    worst, value, own = [], [], market.economy.priced
    at_close = None
    while True:
        batch = market.answer(year.announcement)
        if case.rule == "looking-forward" and year.records:
            batch = keep_limits(batch, year.records[-1], year.standing, economy=market.economy, charter=charter, said=year.announcement)
        year, refusals = submit(year, _heard(batch, market, rng))
        if refusals:
            raise ValueError(f"round {year.round}: {refusals[0].reason.value}: {refusals[0].given:g} against {refusals[0].limit:g}")
        year = close_round(year)
        record = year.records[-1]
        worst.append(worst_gap(record, market.economy))
        value.append(value_gap(record.announcement.prices[own], record.supply[own], record.demand[own]))
        if at_close is None and (worst[-1] <= charter["rounds.worst_gap_to_close"] or year.round >= charter["rounds.count_max"]):
            at_close = year
        if worst[-1] <= _ENOUGH or year.round >= case.rounds_max:
            break
        year = follow(year)
    first = lambda gaps, limit: next((i for i, gap in enumerate(gaps, 1) if gap <= limit), None)  # noqa: E731
    return {"rounds_worst_5": first(worst, 0.05), "rounds_worst_1": first(worst, 0.01), "rounds_worst_01": first(worst, 0.001),
                  "rounds_value_1": first(value, 0.01)}, at_close or year


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
    effects = find_effects(market.economy, outcome.closing, outcome.closing.candidate(outcome.plan.norm), charter)
    loss = float(effects.cut_value[:2].sum()) / max(float(effects.request_value[:2].sum()), 1.0)
    if case.rule != "calibrated-share" or len(market.economy.goods) > _DISTANCE_GOODS_MAX:
        return {"closing_loss": loss}
    found = distance_to_optimum(market.economy, market.society, outcome.plan, charter, closing=outcome.closing)
    return {"closing_loss": loss, "distance": found.gain}


def _market(case: Case, charter) -> Market:
    if case.economy.startswith("published"):
        return _published_market(case, charter)
    economy, society = _national_society(case, charter)
    if case.incomes == "fixed":
        economy = replace(economy, fixed_incomes=True, income=to_fixed(society.benchmark_budgets))
    if case.start == "last-year":
        prices = None
    else:
        prices = start_prices(economy, "random", case.seed)
    if case.start == "unknown":
        # Nobody knows last year: the board has the random prices and the proposals that answer them, nothing else.
        economy = replace(economy, last_totals=_nothing(), last_prices=prices, coming_size=None)
    layout = lay_out(society)
    silent = float(case.economy.rpartition("-")[2]) / 100 if "-silent-" in case.economy else 0.0
    return Market(economy, society, lambda said: respond(economy, society, said, layout), prices, silent)


def _national_society(case: Case, charter) -> tuple[Economy, Society]:
    name = case.economy.removesuffix(OWN_SIGN)
    base = name.partition("-permits-")[0].partition("-silent-")[0]
    permits = {"CO2": -float(name.rpartition("-")[2]) / 100} if "-permits-" in name else {}
    if base.startswith("input-output-"):
        tables, coming, size = generate_input_output(int(base.rpartition("-")[2]), case.seed), None, _SIZES["input-output"]
    else:
        tables, coming = load_tables(base, charter), load_coming_year(base, charter)
        size = _SIZES.get(base, _SIZES["sweden"])
    if coming is None:
        drift = np.random.Generator(np.random.PCG64(case.seed)).normal(0.0, _CAPITAL_DRIFT, len(tables.industries))
        coming = ComingYear(tables.year + 1, _HOURS_FACTOR, _HOURS_FACTOR, np.exp(drift), 1.0, "a stated year: 2 % fewer hours, capital drifting by 3 %")
    return build_society(tables, seed=case.seed, charter=charter, size=size, coming=coming, permits=permits)


def _nothing() -> RowTotals:
    return RowTotals(*(np.zeros(0, dtype=kind) for kind in (np.int32, np.int32, np.int64, np.int64)))


def _published_market(case: Case, charter) -> Market:
    """Return the published model from a start that nobody has answered before: no last year is known."""
    model = _read_convex() if case.economy.startswith("published-convex_01") else generate_published(case.seed)
    first = charter["prices.published_start"]
    if case.start == "lognormal":
        prices = first * np.exp(np.random.Generator(np.random.PCG64(case.seed)).normal(0.0, 1.0, len(model.goods)))
    else:
        prices = np.full(len(model.goods), float(case.start))
    economy = replace(published_economy(model, first), last_totals=_nothing(), last_prices=prices)
    return Market(economy, None, lambda said: _answer_published(model, said), prices)


def _answer_published(model: PublishedModel, said: Announcement) -> ProposalBatch:
    """Return all proposals; worker councils file how their output answers its price, by their own exponents, and no capacity that binds."""
    columns = published_columns(model, respond_published(model, said.prices))
    share = np.add.reduceat(model.exponent, model.start[:-1]) + model.c / model.k
    count = len(share)
    columns["flexibility"][columns["start"][:count]] = 1.1 ** (share / (1.0 - share)) - 1.0
    columns["capacity"][:count] = _CAPACITY_UNBOUND
    return make_batch(said.round, columns)


def _read_convex() -> PublishedModel:
    """Return the published simulation from the shared data, or raise FileNotFoundError with the way out."""
    given = os.environ.get("PARECON_PUBLISHED")
    shared = Path(os.environ.get("PARECON_SHARED_DATA") or Path.cwd().parent / "shared" / "data")
    folder = (Path(given) if given else shared / "published") / "convex_01"
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} is no folder; set PARECON_PUBLISHED to the folder of published runs")

    def rows(part: str) -> list[dict[str, str]]:
        with open(folder / f"{part}.csv", newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    names = tuple(f"{kind}_{i + 1}" for kind in CLASSES for i in range(10))
    at = {name: i for i, name in enumerate(names)}
    workers, inputs, consumers = (rows(part) for part in ("workers", "worker_inputs", "consumers"))
    number = {row["council"]: i for i, row in enumerate(workers)}
    owner = np.array([number[row["council"]] for row in inputs])
    endowment = np.zeros(len(names))
    endowment[20:40] = 1000.0
    wishes = {kind: np.array([[float(row[f"{kind}_{i + 1}"]) for i in range(10)] for row in consumers]) for kind in ("private", "public")}
    return PublishedModel(
        goods=names, output=np.array([at[row["output"]] for row in workers]),
        **{key: np.array([float(row[key]) for row in workers]) for key in ("a", "c", "k", "s")},
        start=np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=len(workers)))]), good=np.array([at[row["input"]] for row in inputs]),
        exponent=np.array([float(row["exponent"]) for row in inputs]), income=np.array([float(row["income"]) for row in consumers]),
        endowment=endowment, **wishes)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the parts of the row whose case stands in the first argument as JSON, each on a line as soon as it is known."""
    (words,) = sys.argv[1:] if arguments is None else arguments
    for part in run_case(Case(**json.loads(words))):
        print(json.dumps(part), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
