"""Detailed goods sum to the plan's coarse ones, and the page about the year is true."""

import doctest
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parecon.execution import split_line

OFFER = st.tuples(st.floats(0.001, 1e4), st.floats(0.1, 10), st.floats(0.01, 100))


@given(st.integers(0, 10**15), st.integers(0, 10**15), st.dictionaries(st.text(min_size=1, max_size=5), OFFER, min_size=1, max_size=8))
def test_amounts_and_values_sum_to_the_line_to_the_last_unit(amount, value, details):
    """Checklist 89."""
    lines = split_line(amount, value, details)
    assert sum(line.amount for line in lines) == amount and sum(line.value for line in lines) == value
    assert sum(line.price * details[line.name][0] for line in lines) == pytest.approx(value / 1e9, rel=1e-9, abs=1e-9)


def test_a_dearer_detail_costs_as_much_more_as_its_makers_say():
    rye, white = split_line(10 * 10**9, 30 * 10**9, {"rye": (4, 1, 1.0), "white": (6, 1, 1.5)})
    assert white.price / rye.price == pytest.approx(1.5)


@pytest.mark.parametrize("details", [{}, {"rye": (0, 1, 1)}, {"rye": (1, 1, 0)}, {"rye": (-1, 1, 1)}])
def test_nothing_offered_is_refused(details):
    with pytest.raises(ValueError, match="offer something"):
        split_line(10, 10, details)


def test_the_documentations_examples_are_true():
    page = Path(__file__).resolve().parents[2] / "docs" / "execution.md"
    found = doctest.testfile(str(page), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.attempted >= 10 and found.failed == 0
