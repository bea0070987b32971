"""The economies on which the bench of rounds is run, and what answers there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from parecon.datasets import load_coming_year, load_tables
from parecon.datasets.coming_year import ComingYear
from parecon.datasets.generate_published import PublishedModel, generate_published, published_columns, published_economy, respond_published
from parecon.datasets.published_files import find_published, read_published
from parecon.datasets.generate_tables import generate_input_output
from parecon.datasets.society import build_society
from parecon.economy import Economy, RowTotals, Society
from parecon.facilitation import announce_first, close_round, follow, submit
from parecon.facilitation.learning import remember_answers
from parecon.lab.bench_rounds_cases import Case
from parecon.lab.bench_rounds_small import add_free_good, answer_scarf, room_market, scarf_economy
from parecon.lab.bench_rounds_variants import adopt_changes, change_answer, change_society, read_name
from parecon.procedures.participatory import start_prices
from parecon.proposals import Announcement, ProposalBatch
from parecon.proposals.batch import make_batch
from parecon.quantities import to_fixed
from parecon.responses import lay_out, respond

__all__ = ["Market", "build_national", "open_market"]

_HOURS_FACTOR, _CAPITAL_DRIFT = 0.98, 0.03
"""The coming year of economies without one: 2 % fewer hours, each industry's capital off by a lognormal factor of 3 %."""
_SIZES = {"sweden": 0.05, "us-summary-2017": 0.002, "us-detail-2017": 0.003, "input-output": 1.0, "input-output-10000": 0.62, "input-output-100000": 0.45}
_CAPACITY_UNBOUND = 1000.0
_WARM_ROUNDS, _WARM_DRIFT = 8, 0.004
"""Last year's prices of a published economy are those after so many rounds; then exponents rise by up to so much (dep1ex, year 2)."""


@dataclass(frozen=True)
class Market:
    """What a row is run on: the public economy, what answers announcements, the first prices, and who is silent.

    society: None in the published model; prices: (n,) or None for last year's; silent: the
    share of worker and consumer councils, drawn anew in each round, that say nothing;
    limits: whether councils revise within the limits of Looking Forward.
    """

    economy: Economy
    society: Society | None
    answer: Callable[[Announcement], ProposalBatch]
    prices: np.ndarray | None
    silent: float = 0.0
    limits: bool = False


def open_market(case: Case, charter) -> tuple[Market, object]:
    """Return the market of a row, and its charter with what the economy's name changes."""
    base, variants = read_name(case.economy)
    charter = adopt_changes(charter, variants)
    open_base = next((opener for word, opener in _OPENERS if base.startswith(word)), _national_market)
    market = open_base(base, case, charter)
    answer = change_answer(market.answer, variants, (market.economy, market.society, case.seed))
    silent = max((v.silent for v in variants), default=0.0)
    return replace(market, answer=answer, silent=silent, limits=any(v.limits for v in variants)), charter


def _room_market(base: str, case: Case, charter) -> Market:
    economy, society, answer = room_market(case.seed, charter)
    prices = None if case.start == "last-year" else start_prices(economy, "random", case.seed)
    if case.start == "unknown":
        economy = replace(economy, last_totals=_nothing(), last_prices=prices, coming_size=None)
    return Market(economy, society, answer, prices)


def _scarf_market(base: str, case: Case, charter) -> Market:
    economy = scarf_economy()
    prices = economy.last_prices * np.exp(np.random.Generator(np.random.PCG64(case.seed)).normal(0.0, 1.0, len(economy.goods)))
    return Market(replace(economy, last_prices=prices), None, answer_scarf, prices)


def _national_market(base: str, case: Case, charter) -> Market:
    _, variants = read_name(case.economy)
    permits = {"CO2": sum(v.permits for v in variants)} if any(v.permits for v in variants) else {}
    economy, society = build_national(base, case.seed, charter, permits)
    society = change_society(economy, society, variants, case.seed)
    if any(v.free_good for v in variants):
        economy, society = add_free_good(economy, society)
    if case.incomes == "fixed":
        economy = replace(economy, fixed_incomes=True, income=to_fixed(society.benchmark_budgets))
    prices = None if case.start == "last-year" else start_prices(economy, "random", case.seed)
    if case.start == "unknown":
        # Nobody knows last year: the board has the random prices and the proposals that answer them, nothing else.
        economy = replace(economy, last_totals=_nothing(), last_prices=prices, coming_size=None)
    layout = lay_out(society)
    return Market(economy, society, lambda said: respond(economy, society, said, layout), prices)


def build_national(base: str, seed: int, charter, permits, *, size: float | None = None) -> tuple[Economy, Society]:
    """Return a national or random input-output economy in its coming year; permits: changes by pollutant; size: share of councils, the bench's where None."""
    if base.startswith("input-output-"):
        tables, coming, usual = generate_input_output(int(base.rpartition("-")[2]), seed), None, _SIZES.get(base, _SIZES["input-output"])
    else:
        tables, coming = load_tables(base, charter), load_coming_year(base, charter)
        usual = _SIZES.get(base, _SIZES["sweden"])
    if coming is None:
        drift = np.random.Generator(np.random.PCG64(seed)).normal(0.0, _CAPITAL_DRIFT, len(tables.industries))
        coming = ComingYear(tables.year + 1, _HOURS_FACTOR, _HOURS_FACTOR, np.exp(drift), 1.0, "a stated year: 2 % fewer hours, capital drifting by 3 %")
    return build_society(tables, seed=seed, charter=charter, size=usual if size is None else size, coming=coming, permits=permits)


def _nothing() -> RowTotals:
    return RowTotals(*(np.zeros(0, dtype=kind) for kind in (np.int32, np.int32, np.int64, np.int64)))


def _published_market(base: str, case: Case, charter) -> Market:
    """Return the published model from a start that nobody has answered before: no last year is known."""
    model, first, answers = _published_model(base, case.seed), charter["prices.published_start"], None
    if case.start == "lognormal":
        prices = first * np.exp(np.random.Generator(np.random.PCG64(case.seed)).normal(0.0, 1.0, len(model.goods)))
    elif case.start == "last-year":
        model, prices, answers = _after_a_year(model, charter, case.seed)
    else:
        prices = np.full(len(model.goods), float(case.start))
    economy = replace(published_economy(model, first), last_totals=_nothing(), last_prices=prices, last_answers=answers)
    return Market(economy, None, lambda said: _answer_published(model, said), prices)


def _published_model(base: str, seed: int) -> PublishedModel:
    if base == "published-convex_01":
        return read_published(find_published())
    if base == "published-30000":
        return generate_published(seed, workers=30_000, consumers=30_000, goods=500)
    return generate_published(seed)


def _after_a_year(model: PublishedModel, charter, seed: int) -> tuple[PublishedModel, np.ndarray, np.ndarray]:
    """Return the model with exponents a little larger, as in the published second years, the first year's last prices, and what it taught."""
    economy = replace(published_economy(model, charter["prices.published_start"]), last_totals=_nothing())
    year = announce_first(economy, charter, economy.last_prices)
    for _ in range(_WARM_ROUNDS):
        year = follow(close_round(submit(year, _answer_published(model, year.announcement))[0]))
    drift = np.random.Generator(np.random.PCG64([seed, 4])).uniform(0.0, _WARM_DRIFT, len(model.exponent))
    return replace(model, exponent=model.exponent + drift), year.announcement.prices, remember_answers(year.records, economy, charter)


def _answer_published(model: PublishedModel, said: Announcement) -> ProposalBatch:
    """Return all proposals; worker councils file how their output answers its price, by their own exponents, and no capacity that binds."""
    columns = published_columns(model, respond_published(model, said.prices))
    share = np.add.reduceat(model.exponent, model.start[:-1]) + model.c / model.k
    count = len(share)
    columns["flexibility"][columns["start"][:count]] = 1.1 ** (share / (1.0 - share)) - 1.0
    columns["capacity"][:count] = _CAPACITY_UNBOUND
    return make_batch(said.round, columns)


_OPENERS = (("published", _published_market), ("room", _room_market), ("scarf", _scarf_market))
