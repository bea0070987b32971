"""Stock control keeps what the theory of (R, s, S) with normal need promises."""

from __future__ import annotations

import pytest
from scipy.stats import norm

from parecon.procedures.free_access_stock import Need, StockRule, fill_rate, level_for_fill, make_rule, simulate_centre

NEED = Need(100.0, 20.0)
RULES = [
    StockRule(324.0, 324.0, 2), StockRule(352.0, 352.0, 2), StockRule(300.0, 450.0, 2), StockRule(300.0, 800.0, 2, 2),
    StockRule(280.0, 500.0, 3), StockRule(250.0, 250.0, 0, 2), StockRule(110.0, 110.0, 0), StockRule(60.0, 260.0, 1),
]


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_a_simulated_fill_rate_is_that_of_theory(rule):
    """Eight hundred centres of 500 weeks: 400,000 weeks, whose sampling error of a share lies well below two thousandths."""
    run = simulate_centre(rule, NEED, 500, seed=7, centres=800)
    assert run.fill_rate == pytest.approx(fill_rate(rule, NEED), abs=0.002)


@pytest.mark.parametrize(("level", "met"), [(324.0, 0.95), (352.0, 0.99)])
def test_the_levels_of_the_local_centre(level, met):
    assert fill_rate(StockRule(level, level, 2), NEED) == pytest.approx(met, abs=5e-4)


def test_order_up_to_agrees_with_the_closed_form_of_the_textbook():
    span, spread = 3, 20.0 * 3**0.5
    k = (340.0 - 100.0 * span) / spread
    short = spread * (norm.pdf(k) - k * norm.sf(k))
    before = 20.0 * 2**0.5
    j = (340.0 - 200.0) / before
    assert fill_rate(StockRule(340.0, 340.0, 2), NEED) == pytest.approx(1 - (short - before * (norm.pdf(j) - j * norm.sf(j))) / 100.0, abs=1e-12)


@pytest.mark.parametrize("target", [0.5, 0.9, 0.95, 0.99, 0.999])
def test_a_level_for_a_fill_rate_gives_that_fill_rate(target):
    level = level_for_fill(target, NEED, 2)
    assert fill_rate(StockRule(level, level, 2), NEED) == pytest.approx(target, abs=1e-9)


def test_a_stock_that_lasts_the_lead_time_alone_fails_between_reviews():
    """Without the review period the same safety factor promises 99.9 % and keeps far less."""
    promised = make_rule(NEED, 3.09, 2)
    forgotten = StockRule(*[100.0 * 2 + 3.09 * 20.0 * 2**0.5] * 2, 2)
    assert fill_rate(promised, NEED) > 0.999
    assert fill_rate(forgotten, NEED) < 0.9
    assert simulate_centre(forgotten, NEED, 500, seed=3, centres=400).fill_rate == pytest.approx(fill_rate(forgotten, NEED), abs=0.003)


def test_need_that_never_varies_is_met_whole_from_a_stock_that_lasts_until_the_next_delivery():
    still = Need(100.0, 0.0)
    for rule in (StockRule(300.0, 450.0, 2), StockRule(100.0, 300.0, 2), StockRule(200.0, 200.0, 2)):
        assert simulate_centre(rule, still, 600, seed=1).fill_rate == pytest.approx(fill_rate(rule, still), abs=1e-9)


def test_orders_swing_more_than_need_where_they_come_in_batches():
    assert simulate_centre(StockRule(324.0, 324.0, 2), NEED, 500, seed=1, centres=50).amplification == pytest.approx(1.0, abs=0.02)
    assert simulate_centre(StockRule(300.0, 500.0, 2), NEED, 500, seed=1, centres=50).amplification > 5


@pytest.mark.parametrize(("make", "said"), [
    (lambda: Need(0.0, 1.0), "positive"), (lambda: Need(1.0, float("nan")), "deviation"), (lambda: StockRule(10.0, 5.0, 1), "below its reorder point"),
    (lambda: StockRule(1.0, 2.0, -1), "lead time"), (lambda: StockRule(1.0, 2.0, 1, 0), "review period"), (lambda: level_for_fill(1.0, NEED, 2), "between 0 and 1"),
])
def test_what_makes_no_sense_is_refused_with_the_way_out(make, said):
    with pytest.raises(ValueError, match=said):
        make()
