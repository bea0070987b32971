"""Price rules: where they move prices, and where they refuse."""

import numpy as np
import pytest
from planned_years import hold_rounds, small_sweden, three_rounds

from parecon.facilitation import PowerRule, PublishedRule, follow, relative_gaps, rule_called
from parecon.facilitation.rules import published_step
from parecon.procedures.participatory import worst_gap


def test_power_and_published_move_each_price_with_its_own_gap():
    year = three_rounds("power")
    for rule in (PowerRule(), PublishedRule()):
        step = rule.next_prices(year.records, year.economy, year.charter)
        own = year.economy.priced
        moved = np.sign(step.prices[own] - year.records[-1].announcement.prices[own])
        assert (moved == np.sign(year.records[-1].gaps[own])).all()


def test_published_step_by_hand():
    year = three_rounds("published")
    # A gap of 1 (demand three times supply) in the first round: (1.05 - 0.5) * 0.25.
    assert published_step(np.array([1.0]), np.array([0.25]), year.charter)[0] == pytest.approx(0.1375)
    # A tiny gap moves the price by the floor of the step.
    assert published_step(np.array([1e-9]), np.array([1e-9]), year.charter)[0] == pytest.approx(0.001)


def test_concrete_by_the_power_rule():
    assert 1.30**0.15 == pytest.approx(1.040, abs=5e-4)
    assert relative_gaps(np.array([100]), np.array([130]))[0] == pytest.approx(2 * 30 / 230)


def test_the_default_rule_plans_the_coming_year_within_four_rounds():
    economy, society, charter = small_sweden()
    year = hold_rounds(economy, society, charter, 4)
    assert min(worst_gap(r, economy) for r in year.records) <= 0.01


def test_from_random_prices_too():
    economy, society, charter = small_sweden()
    prices = economy.last_prices * np.exp(np.random.default_rng(1).normal(0.0, 1.0, len(economy.goods)))
    year = hold_rounds(economy, society, charter, 5, prices)
    assert worst_gap(year.records[0], economy) > 1.0, "the start is far from balance"
    assert worst_gap(year.records[-1], economy) <= 0.01


def test_an_unknown_rule_is_refused_by_name():
    with pytest.raises(KeyError, match="calibrated-share, power, published"):
        rule_called("invisible-hand")


def test_prices_are_announced_with_nine_digits():
    year = follow(three_rounds())
    assert all(float(f"{p:.8e}") == p for p in year.announcement.prices[year.economy.priced])
