"""Fixed-point amounts and exact values."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parecon.quantities import UnsuitableQuantity, as_units, exact_value, round_significant, to_fixed

PRICES = st.floats(min_value=1e-12, max_value=1e12, allow_nan=False)
AMOUNTS = st.integers(-(2**62), 2**62)


@given(st.lists(st.tuples(PRICES, AMOUNTS), max_size=30), st.randoms())
def test_exact_value_is_the_rational_sum_rounded_once_in_any_order(lines, random):
    exact = sum((Fraction(price) * amount for price, amount in lines), Fraction(0))
    expected = (exact + Fraction(1, 2)).__floor__()
    random.shuffle(lines)
    assert exact_value(np.array([p for p, _ in lines]), np.array([a for _, a in lines], dtype=np.int64)) == expected


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), 5e9])
def test_what_is_no_quantity_is_refused_by_place_and_value(wrong):
    with pytest.raises(UnsuitableQuantity, match="hours: entry 2 is"):
        to_fixed([1.0, wrong], "hours")


@given(st.lists(st.floats(-1e6, 1e6), max_size=20))
def test_fixed_point_keeps_half_a_smallest_unit(values):
    assert np.all(np.abs(as_units(to_fixed(values)) - np.array(values)) <= 0.5e-9 + 4e-16 * np.abs(values))


@given(PRICES)
def test_nine_digits_are_published(price):
    rounded = float(round_significant(price, 9))
    assert rounded == float(f"{price:.8e}") and abs(rounded / price - 1) <= 5e-9
