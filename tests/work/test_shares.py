"""Whole numbers divided without remainder."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parecon.work import Reason, Refused, divide_exactly


@given(st.integers(0, 10**15), st.lists(st.integers(0, 10**6), min_size=1, max_size=40))
def test_parts_add_up_and_lie_within_a_unit_of_their_share(total, weights):
    if sum(weights) == 0:
        weights[0] = 1
    parts = divide_exactly(total, weights)
    assert int(parts.sum()) == total
    for part, weight in zip(parts.tolist(), weights):
        assert abs(part * sum(weights) - total * weight) < sum(weights)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2**55)), min_size=1, max_size=30), st.lists(st.integers(0, 2**50), min_size=6, max_size=6))
def test_the_fast_way_equals_the_wide_way(rows, totals):
    segment = [s for s, _ in rows]
    weights = np.array([w for _, w in rows], np.int64)
    for s in range(6):
        if not any(w for (seg, w) in rows if seg == s):
            totals[s] = 0
    fast = divide_exactly(totals, weights, segment)
    wide = divide_exactly(totals, weights.astype(object), segment)
    assert fast.tolist() == wide.tolist()


def test_equal_remainders_go_to_the_earlier_entry():
    assert divide_exactly(5, [1, 1, 1]).tolist() == [2, 2, 1]


def test_amounts_beyond_floats_are_still_exact():
    total = 2**62 + 3
    parts = divide_exactly(total, [2**61, 2**61, 1])
    assert int(parts.astype(object).sum()) == total


@pytest.mark.parametrize(
    ("totals", "weights", "segment", "reason"),
    [
        (10, [0, 0], None, Reason.NOBODY_EARNS),
        (10, [1, -1], None, Reason.NEGATIVE),
        (10, [0.5, 0.5], None, Reason.NOT_WHOLE),
        (10.5, [1], None, Reason.NOT_WHOLE),
        (float("nan"), [1], None, Reason.NOT_WHOLE),
        (3, [], None, Reason.NOBODY_EARNS),
        (-1, [1], None, Reason.TOO_LARGE),
        (2**63, [1], None, Reason.TOO_LARGE),
        ([1, 2], [1, 1], [0], Reason.LENGTHS_DIFFER),
        ([1], [1, 1], [0, 1], Reason.UNKNOWN_LABEL),
    ],
)
def test_what_cannot_be_divided_is_refused(totals, weights, segment, reason):
    refused = divide_exactly(totals, weights, segment)
    assert isinstance(refused, Refused) and refused.reason is reason
    assert refused.way_out
