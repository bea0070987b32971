"""Shares of filed lines are exact integers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parecon.feasibility import SHARE_ONE, keep_share
from parecon.feasibility.kernels import _keep
from parecon.feasibility.shares import to_share

quantities = st.integers(-(2**61), 2**61)
shares = st.integers(0, 2 * SHARE_ONE - 1)


@given(quantities, shares)
def test_a_share_is_the_exact_product_rounded_towards_zero(quantity, share):
    expected = abs(quantity) * share // SHARE_ONE * (1 if quantity >= 0 else -1)
    assert int(keep_share(np.array([quantity]), np.array([share]))[0]) == expected


@given(quantities, shares)
def test_the_compiled_loop_and_the_array_form_agree(quantity, share):
    assert _keep(np.int64(quantity), np.int64(share)) == keep_share(np.array([quantity]), np.array([share]))[0]


@given(quantities)
def test_a_whole_share_keeps_the_proposal_and_none_keeps_nothing(quantity):
    assert keep_share(np.array([quantity, quantity]), np.array([SHARE_ONE, 0])).tolist() == [quantity, 0]


@pytest.mark.parametrize("wrong", [-0.1, 2.0, float("nan")])
def test_a_share_outside_its_range_is_a_bug(wrong):
    with pytest.raises(AssertionError, match="between 0 and 2"):
        to_share([wrong])
