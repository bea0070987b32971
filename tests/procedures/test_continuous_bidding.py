"""Continuous bidding: who holds keeps, who comes first is served, prices move, and a year's score is benefit over cost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from parecon import default_charter, toy_economy
from parecon.economy import GoodKind
from parecon.procedures.continuous_bidding_year import benefit_over_cost, grant_bids, run_bidding_year
from parecon.procedures.registry import run_procedure
from parecon.responses import Conduct, Respondents
from planned_years import small_sweden

TAKE = np.array([[1.0, 0.0], [1.0, 2.0], [0.0, 1.0]])


def test_who_holds_keeps_and_what_is_free_is_shared_by_what_is_asked():
    granted = grant_bids(TAKE, np.ones(3), np.array([2.0, 1.5, 1.0]), np.array([0.75, np.inf]))
    # By hand: 1 and 0.5 more are asked of the first good, 0.75 are free: half of each.
    assert granted.tolist() == [1.5, 1.25, 1.0]


def test_what_one_hands_back_another_may_have():
    granted = grant_bids(TAKE, np.ones(3), np.array([0.5, 2.0, 1.0]), np.array([0.0, np.inf]))
    assert granted.tolist() == [0.5, 1.5, 1.0]


def test_where_nothing_is_free_no_bid_takes_anything_from_anybody():
    granted = grant_bids(TAKE, np.ones(3), np.array([9.0, 1.0, 1.0]), np.array([-1.0, 0.0]))
    assert granted.tolist() == [1.0, 1.0, 1.0]


def test_a_unit_whose_product_is_dearer_scores_more():
    economy, society, charter = small_sweden()
    ground = Respondents(economy, society, charter).ground
    units = np.arange(len(ground.row))
    main = np.argmax(ground.make * economy.last_prices, axis=1)
    before = benefit_over_cost(economy, ground, economy.last_prices)
    for unit in units[ground.make[units, main] > 3 * ground.take[units, main]]:
        dearer = np.array(economy.last_prices)
        dearer[main[unit]] *= 1.1
        assert benefit_over_cost(economy, ground, dearer)[unit] > before[unit]


def test_a_year_without_news_repeats_the_last():
    economy, society, charter = small_sweden(base_year=True)
    year = run_bidding_year(economy, Respondents(economy, society, charter), charter, seed=1)
    ground = Respondents(economy, society, charter).ground
    worth = ground.make @ economy.last_prices
    assert [float(d.activity @ worth) / float(worth.sum()) for d in year.done] == pytest.approx([1.0] * len(year.done), abs=0.01)
    assert float(year.ratio @ worth) / float(worth.sum()) == pytest.approx(1.0, abs=0.02)


def test_units_that_bid_ahead_of_others_hold_what_others_lack():
    economy, society, charter = small_sweden()
    honest, grabbing = (run_procedure("continuous_bidding", economy, charter, Respondents(economy, society, charter, Conduct(dial)), seed=1) for dial in (0.0, 1.0))
    ours = "who had come before, or what ran short"
    assert grabbing.last_hand[ours] > honest.last_hand[ours] + 0.01
    assert grabbing.served @ economy.last_prices <= honest.served @ economy.last_prices * 1.001


def test_emissions_stay_within_permits():
    economy, society, charter = small_sweden()
    outcome = run_procedure("continuous_bidding", economy, charter, Respondents(economy, society, charter), seed=1)
    pollutant = economy.kinds(GoodKind.POLLUTANT)[0]
    assert outcome.flows.left(economy)[pollutant] >= 0


def test_what_is_promised_away_beforehand_is_refused():
    economy, society = toy_economy()
    owed = replace(economy, claim=economy.claim + 10**15 * np.array([g.kind is GoodKind.PRODUCT for g in economy.goods]))
    assert run_procedure("continuous_bidding", owed, default_charter(), Respondents(owed, society, default_charter()), seed=1).refusal
