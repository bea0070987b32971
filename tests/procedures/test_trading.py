"""Orders are settled so that nothing is used that is not there, and a shortage takes a little from many."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from parecon import default_charter, toy_economy
from parecon.procedures.trading import Orders, Unsettled, settle_orders
from parecon.responses import Respondents
from planned_years import small_sweden


def last_year_again(economy, society, charter, activity=1.0):
    ground = Respondents(economy, society, charter).ground
    orders = Orders(np.full(len(ground.row), activity), ground.wanted, ground.collective, ground.investment, ground.exports, society.benchmark_prices,
                    np.zeros(len(economy.goods)), float(ground.hours.sum()), endless=() if ground.pollutant < 0 else (ground.pollutant,))
    return ground, orders


def test_orders_that_fit_are_filled():
    economy, society = toy_economy()
    ground, orders = last_year_again(economy, society, default_charter())
    done = settle_orders(economy, ground, orders)
    assert done.activity == pytest.approx(1.0) and done.part == pytest.approx(1.0) and done.hours == pytest.approx(2000.0)
    assert np.abs(done.left).max() < 1e-6


def test_too_few_hours_cut_work_and_then_what_is_made_of_it():
    economy, society = toy_economy()
    ground, orders = last_year_again(economy, society, default_charter())
    done = settle_orders(economy, ground, replace(orders, hours=1900.0))
    # By hand: 1,900 of 2,000 hours make 0.95 of a house and of a clinic; nothing else takes hours.
    names = [economy.rows[r].code for r in ground.row]
    assert dict(zip(names, done.activity.round(9).tolist())) == {"carpenters": 0.95, "concrete-works": 1.0, "cycle-works": 1.0}
    assert done.part[economy.labels.position("house")] == pytest.approx(0.95) and done.part[economy.labels.position("bicycle")] == pytest.approx(1.0)


@pytest.mark.parametrize("activity", [0.97, 1.0, 1.05])
def test_nothing_is_used_that_is_not_there(activity):
    economy, society, charter = small_sweden()
    ground, orders = last_year_again(economy, society, charter, activity)
    done = settle_orders(economy, ground, orders)
    final = done.consumed.sum(axis=0) + done.collective + done.investment + done.exports
    there = done.activity @ ground.make + ground.endowment - ground.claim + done.imported
    there[ground.labour] += orders.hours
    used = done.activity @ ground.take + final
    used[ground.exchange] += economy.world_price @ done.imported - ground.earned_abroad(done.exports)
    kept = np.arange(len(used)) != ground.pollutant
    assert (used - there)[kept].max() < 1e-6 * np.abs(there).max()
    assert (done.activity <= orders.activity * (1 + 1e-9)).all() and (done.part <= 1 + 1e-9).all()


def test_stock_from_before_is_sold_first():
    economy, society = toy_economy()
    ground, orders = last_year_again(economy, society, default_charter())
    bicycle = economy.labels.position("bicycle")
    stock = np.zeros(len(economy.goods))
    stock[bicycle] = 10.0
    done = settle_orders(economy, ground, replace(orders, stock=stock))
    assert done.left[bicycle] == pytest.approx(10.0) and done.asked[bicycle] / done.offered[bicycle] == pytest.approx(60 / 70)


def test_a_claim_that_nobody_can_meet_is_refused():
    economy, society = toy_economy()
    ground, orders = last_year_again(economy, society, default_charter())
    owed = ground.claim.copy()
    owed[economy.labels.position("bicycle")] = 1000.0
    with pytest.raises(Unsettled, match="claimed beforehand"):
        settle_orders(economy, replace(ground, claim=owed), orders)
