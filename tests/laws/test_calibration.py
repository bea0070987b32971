"""Law: at last year's prices, with nothing new, every council proposes what it did and every gap vanishes."""

from dataclasses import replace

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.datasets import SWEDEN_YEARS, load_tables, read_sweden
from parecon.datasets.generate_tables import generate_input_output
from parecon.datasets.society import build_society
from parecon.datasets.toy import concrete_economy, toy_economy
from parecon.economy import CouncilKind
from parecon.facilitation import announce_first, close_round, submit
from parecon.proposals import assess
from parecon.responses import respond

GAP = 1e-9
NATIONS = {f"sweden-{year}": lambda year=year: read_sweden(year) for year in SWEDEN_YEARS}
NATIONS |= {name: lambda name=name: load_tables(name) for name in ("us-summary-2012", "us-summary-2017", "us-summary-2022", "us-detail-2017")}
NATIONS |= {f"generated-{goods}": lambda goods=goods: generate_input_output(goods, seed=13) for goods in (10, 60, 400)}
SIZES = {"sweden": 0.05, "us-summary": 0.003, "us-detail": 0.001, "generated": 1.0}


@pytest.fixture(scope="module", params=sorted(NATIONS))
def nation(request):
    size = next(size for name, size in SIZES.items() if request.param.startswith(name))
    return build_society(NATIONS[request.param](), seed=11, charter=default_charter(), size=size)


def at_benchmark(economy, society, charter):
    """Return the year with the benchmark's prices announced and answered."""
    year = announce_first(economy, charter, society.benchmark_prices)
    batch = respond(economy, society, year.announcement)
    year, refusals = submit(year, batch)
    assert not refusals
    return close_round(year), batch


def test_every_gap_vanishes_at_last_years_prices(nation):
    economy, society = nation
    year, _ = at_benchmark(economy, society, default_charter())
    gaps = np.abs(year.records[-1].gaps)
    assert gaps.max() <= GAP, f"{economy.name}: {economy.labels[int(gaps.argmax())]} is {gaps.max():.3g} off"


def test_the_board_announces_the_budgets_that_councils_were_calibrated_at(nation):
    economy, society = nation
    said = announce_first(economy, default_charter(), society.benchmark_prices).announcement
    np.testing.assert_allclose(said.budgets / 1e9, society.benchmark_budgets, atol=1e-8)
    np.testing.assert_array_equal(said.prices, society.benchmark_prices)
    assert said.income_factor == pytest.approx(1.0, abs=1e-12)


def test_the_base_year_passes_the_norm_of_approval(nation):
    economy, society = nation
    charter = default_charter()
    year, batch = at_benchmark(economy, society, charter)
    assessed = assess(batch, economy, society.benchmark_prices, charter)
    assert not assessed.returned.any()
    assert np.abs(assessed.ratio - 1).max() <= charter["society.ratio_bound"] + 1e-6


def test_last_years_totals_are_what_councils_propose_then(nation):
    economy, society = nation
    year, _ = at_benchmark(economy, society, default_charter())
    last, now = economy.last_totals, year.records[-1].rows
    n = len(economy.goods)
    there = np.isin(now.row.astype(np.int64) * n + now.good, last.row.astype(np.int64) * n + last.good)
    assert (now.supply[~there] == 0).all() and (now.use[~there] == 0).all()
    np.testing.assert_allclose(now.supply[there], last.supply, rtol=1e-8, atol=20_000)
    np.testing.assert_allclose(now.use[there], last.use, rtol=1e-8, atol=20_000)


def test_the_calibration_is_no_accident_of_prices(nation):
    """The law could fail: with one price off, gaps open."""
    economy, society = nation
    prices = society.benchmark_prices.copy()
    prices[0] *= 1.05
    year = announce_first(economy, default_charter(), society.benchmark_prices)
    year = replace(year, announcement=replace(year.announcement, prices=economy.link_prices(prices)))
    year, _ = submit(year, respond(economy, society, year.announcement))
    assert np.abs(close_round(year).records[-1].gaps).max() > 1e-3


@pytest.mark.parametrize("made", [toy_economy, concrete_economy, lambda: concrete_economy(answering=False)])
def test_hand_made_economies_clear_at_the_prices_of_their_plan(made):
    economy, society = made()
    said = announce_first(economy, default_charter(), economy.last_prices).announcement
    said = replace(said, prices=society.benchmark_prices, budgets=np.rint(society.benchmark_budgets * 1e9).astype(np.int64))
    batch = respond(economy, society, said)
    supply, demand = economy.endowment.copy(), economy.claim.copy()
    np.add.at(supply, batch.good, np.maximum(batch.quantity, 0))
    np.add.at(demand, batch.good, np.maximum(-batch.quantity, 0))
    consumers = economy.councils.kind == CouncilKind.CONSUMER
    assert consumers.any()
    np.testing.assert_allclose(demand, supply, rtol=GAP)
