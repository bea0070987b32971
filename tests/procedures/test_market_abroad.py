"""A country that lives on credit from abroad: last year's accounts close there too, and a market without news does not fall into a slump."""

from __future__ import annotations

import pytest

from parecon import build_society, default_charter, load_tables
from parecon.procedures.circulation import account_for, last_rates, last_year_done
from parecon.procedures.market_socialism_year import begin_self_managed
from parecon.procedures.market_year import begin_market, run_market_year
from parecon.responses import Respondents


@pytest.fixture(scope="module")
def states():
    """The United States of 2017, 71 industries, about 2,500 councils, as they stood."""
    charter = default_charter()
    economy, society = build_society(load_tables("us-summary-2017"), seed=1, charter=charter, size=0.002)
    return economy, Respondents(economy, society, charter), charter


def test_what_is_borrowed_abroad_is_spent(states):
    economy, respond, _ = states
    ground, prices = respond.ground, economy.last_prices
    last = account_for(economy, ground, last_year_done(economy, ground, ground.wanted), prices)
    rates = last_rates(economy, ground, last_year_done(economy, ground, ground.wanted), prices)
    assert last.net_exports < 0 and rates.saved < 0
    assert (1 - rates.tax) * (last.wages + (last.surplus - last.investment) * (1 - rates.saved)) == pytest.approx(last.private)


def test_both_markets_begin_with_last_years_consumption(states):
    economy, respond, charter = states
    standing, market = begin_market(economy, respond, charter)
    terms, socialist = begin_self_managed(economy, respond, charter.adopt({"selfmanaged.pollution": "unpriced"}, "test"))
    assert sum(market.spent) == pytest.approx(standing.last.private) and socialist.spent == pytest.approx(standing.last.private)


def test_a_market_without_news_repeats_its_year_on_credit_too(states):
    economy, respond, charter = states
    calm = charter.adopt({"market.forecast_error": 0.0, "market.search_share": 0.0, "market.stock_cover": 0.0, "market.wage_answer": 0.0}, "test")
    year = run_market_year(economy, respond, calm, seed=1)
    assert float(year.done[-1].activity @ year.standing.worth) / year.standing.sales == pytest.approx(1.0, abs=0.005)
