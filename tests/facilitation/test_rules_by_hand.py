"""The rules P2, P3, P4, P6, P7 and P8, each followed with a pencil."""

import math

import numpy as np
import pytest
from written_rounds import bread_and_cloth, record_of

from parecon.charter import default_charter
from parecon.facilitation import rule_called
from parecon.facilitation.rules_anderson import mix_rounds
from parecon.facilitation.rules_safeguard import judge, residuals

CHARTER = default_charter()
ECONOMY = bread_and_cloth()
NAMES = ("slides-2020", "paper-2023", "constant-step", "anderson", "newton", "looking-forward", "power", "published")


def next_prices(name, *records, charter=CHARTER):
    return rule_called(name).next_prices(records, ECONOMY, charter).prices


def test_slides_by_hand():
    # Bread: 300 wanted, 100 made: v = 1, capped at 0.25: 0.25 * (1.05 - 0.5^0.25) = 0.25 * 0.209104.
    # Cloth: 95 wanted, 105 made: v = 0.1: 0.1 * (1.05 - 0.5^0.1) = 0.1 * 0.116967.
    prices = next_prices("slides-2020", record_of(1, [2.0, 2.0], [100, 105], [300, 95]))
    np.testing.assert_allclose(prices, [2.0 * 1.0522760, 2.0 * (1 - 0.0116967)], rtol=1e-6)


def test_paper_by_hand():
    first = record_of(1, [2.0, 2.0], [100, 100], [300, 100])
    # v = 1: delta_1 = (1.05 - 0.5) * 0.25 = 0.1375; a good in balance stands still.
    np.testing.assert_allclose(next_prices("paper-2023", first), [2.0 * 1.1375, 2.0], rtol=1e-12)
    # Bread, v = 0.5: delta_2 = (1.05 - 0.5^0.5) * 0.1375. Cloth: delta_1 = (1.05 - 1) * 0.25, delta_2 = (1.05 - 0.5^0.1) * 0.0125.
    second = record_of(2, [2.275, 2.0], [75, 105], [125, 95])
    np.testing.assert_allclose(next_prices("paper-2023", first, second), [2.275 * (1 + 0.0471478), 2.0 * (1 - 0.116967 * 0.0125)], rtol=1e-6)


def test_constant_step_by_hand():
    prices = next_prices("constant-step", record_of(1, [2.0, 3.0], [100, 101], [300, 100]))
    np.testing.assert_allclose(prices, [2.2, 2.7], rtol=1e-12)


def test_anderson_begins_with_a_step_of_the_power_rule():
    record = record_of(1, [2.0, 3.0], [100, 101], [130, 100])
    np.testing.assert_allclose(next_prices("anderson", record), next_prices("power", record), rtol=1e-12)


def test_anderson_by_hand():
    # Bread alone is out of balance. ln p went from 0 to 0.2, the plain step 0.15 ln(D/S) from 0.15 to 0.05:
    # on the line through both it vanishes at 0.3.
    first = record_of(1, [1.0, 1.0], [100, 100], [100 * math.e, 100])
    second = record_of(2, [math.exp(0.2), 1.0], [100, 100], [100 * math.exp(1 / 3), 100])
    np.testing.assert_allclose(np.log(next_prices("anderson", first, second)), [0.3, 0.0], atol=1e-8)


def test_anderson_moves_no_price_further_than_its_clip():
    first = record_of(1, [1.0, 1.0], [100, 100], [300, 100])
    second = record_of(2, [1.1, 1.0], [100, 100], [299, 100])
    assert np.log(next_prices("anderson", first, second)[0] / 1.1) == pytest.approx(CHARTER["prices.anderson_step_max"])


def test_mixing_solves_a_linear_market_as_soon_as_its_directions_are_seen():
    # Plain steps f(x) = A (x* - x) of two goods: after three independent points the mixture is x*.
    answer, root = np.array([[0.3, 0.1], [-0.1, 0.2]]), np.array([0.7, -0.4])
    points = np.array([[0.0, 0.0], [0.2, 0.0], [0.0, 0.3]])
    np.testing.assert_allclose(mix_rounds(points, (root - points) @ answer.T, 1e-12), root, atol=1e-12)


def test_newton_by_hand():
    # Supply answers with the elasticity 2 that both filed, and households, whose tastes are put at elasticity 1,
    # with -1, each good on its own: d = ln(D/S) / (1 + 2).
    charter = CHARTER.adopt({"prices.substitution_wishes": 1.0}, "test")
    record = record_of(1, [5.0, 4.0], [100, 125], [130, 87.5], elasticity=2.0)
    step = np.log(next_prices("newton", record, charter=charter) / [5.0, 4.0])
    np.testing.assert_allclose(step, [math.log(1.3) / 3, math.log(0.7) / 3], rtol=1e-5)


def test_newton_is_shortened_as_a_whole():
    charter = CHARTER.adopt({"prices.substitution_wishes": 1.0, "prices.newton_step_max": 0.01}, "test")
    record = record_of(1, [5.0, 4.0], [100, 125], [130, 87.5], elasticity=2.0)
    step = np.log(next_prices("newton", record, charter=charter) / [5.0, 4.0])
    np.testing.assert_allclose(step, [0.01 * math.log(1.3) / math.log(1 / 0.7), -0.01], rtol=1e-5)


def test_looking_forward_moves_prices_as_the_power_rule():
    record = record_of(1, [2.0, 3.0], [100, 101], [130, 100])
    assert next_prices("looking-forward", record)[0] == pytest.approx(2.0 * 1.3**0.15)


def test_the_safeguard_steps_back_to_p5_and_after_three_failures_in_a_row_to_p1():
    worse = [record_of(k, [2.0, 3.0], [100, 100], [130 + k, 100]) for k in range(1, 8)]
    for name in ("anderson", "newton"):
        np.testing.assert_array_equal(next_prices(name, *worse[:2]), next_prices("power", *worse[:2]))
        np.testing.assert_array_equal(next_prices(name, *worse[:6]), next_prices("published", *worse[:6]))
    verdicts = [judge(worse[:k], ECONOMY, CHARTER) for k in range(1, 8)]
    assert [v.failures for v in verdicts] == [0, 1, 1, 2, 2, 3, 3]
    assert [v.accelerate for v in verdicts] == [True, False, True, False, True, False, False]


def test_a_success_wipes_failures_out():
    demands = [130, 140, 135, 120]
    assert judge([record_of(k, [2.0, 3.0], [100, 100], [d, 100]) for k, d in enumerate(demands, 1)], ECONOMY, CHARTER).failures == 0


def test_a_free_good_in_excess_supply_has_no_residual():
    record = record_of(1, [CHARTER["prices.floor_share"], 1.0], [100, 100], [10, 10])
    np.testing.assert_allclose(residuals(record, ECONOMY, CHARTER), [0.0, math.log(0.1)])


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_answers_goods_that_nobody_makes_or_wants_with_finite_positive_prices(name):
    for supply, demand in (([0, 0], [0, 0]), ([0, 100], [100, 0]), ([100, 0], [100, 0]), ([1e-9, 4e9], [4e9, 1e-9])):
        prices = next_prices(name, record_of(1, [2.0, 3.0], supply, demand), record_of(2, [2.0, 3.0], supply, demand))
        assert np.isfinite(prices).all() and (prices > 0).all()


@pytest.mark.parametrize("name", [n for n in NAMES if n != "newton"])
def test_own_price_rules_move_each_price_with_its_own_gap(name):
    prices = next_prices(name, record_of(1, [2.0, 3.0], [100, 101], [130, 100]))
    assert prices[0] > 2.0 and prices[1] < 3.0


@pytest.mark.parametrize("name", NAMES)
def test_rules_know_nothing_but_the_records(name):
    records = [record_of(1, [2.0, 3.0], [100, 101], [130, 100]), record_of(2, [2.1, 2.9], [102, 101], [127, 100])]
    assert next_prices(name, *records).tobytes() == next_prices(name, *records).tobytes()
