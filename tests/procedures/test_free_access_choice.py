"""Choices without prices: the law of the minimum, tiers, equal shares, points, and signals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parecon.charter import default_charter
from parecon.procedures.free_access_choice import NotAListedDecision, choose_wear, compare_schemes
from parecon.procedures.free_access_tiers import share_equally
from parecon.procedures.minimum import fit_tiers, limit_output


def test_the_scarcest_factor_decides_what_can_be_made():
    assert limit_output(np.array([10.0, 6.0, 0.0]), np.array([2.0, 3.0, 0.0])) == 2.0
    assert limit_output(np.array([10.0]), np.array([0.0])) == np.inf


def test_survival_is_met_whole_before_luxury_receives_anything():
    needed, tier = np.array([[60.0], [30.0], [20.0], [10.0]]), np.arange(4)
    assert fit_tiers(needed, tier, np.array([100.0])).tolist() == [1.0, 1.0, 0.5, 0.0]
    assert fit_tiers(needed, tier, np.array([45.0])).tolist() == [0.75, 0.0, 0.0, 0.0]
    assert fit_tiers(needed, tier, np.array([500.0])).tolist() == [1.0, 1.0, 1.0, 1.0]


def test_within_a_tier_only_those_go_short_who_need_what_is_scarce():
    needed = np.array([[10.0, 0.0], [10.0, 5.0], [0.0, 5.0]])
    shares = fit_tiers(needed, np.zeros(3, dtype=int), np.array([15.0, 20.0]))
    assert shares == pytest.approx([0.75, 0.75, 1.0])
    assert (shares @ needed <= np.array([15.0, 20.0]) + 1e-9).all()


@given(st.integers(0, 10_000))
def test_within_a_tier_all_receive_the_same_per_head_and_nobody_more_than_they_want(seed):
    rng = np.random.Generator(np.random.PCG64(seed))
    wanted, heads, amount = rng.uniform(0, 10, (7, 3)), rng.uniform(1, 5, 7), rng.uniform(0, 60, 3)
    got = share_equally(amount, wanted, heads)
    assert (got <= wanted + 1e-9).all()
    assert np.allclose(got.sum(axis=0), np.minimum(amount, wanted.sum(axis=0)))
    per_head = got / heads[:, None]
    for good in range(3):
        short = got[:, good] < wanted[:, good] - 1e-9
        if short.any():
            assert per_head[short, good] == pytest.approx(per_head[:, good].max())


def test_wearers_who_see_what_a_jacket_takes_save_two_thirds_of_the_work():
    hours = np.array([10.0, 2.0])
    assert choose_wear(hours, 100, signal=False) @ hours == 600.0
    assert choose_wear(hours, 100) @ hours == 200.0
    assert choose_wear(hours, 100, responsible_share=0.0) @ hours == 600.0
    assert choose_wear(hours, 100, responsible_share=0.5) @ hours == 400.0


def test_points_compare_schemes_of_a_listed_decision_and_of_nothing_else():
    charter = default_charter()
    listed = charter["access.points_decisions"][0]
    schemes = {"road": {"hours": 10.0, "land": 3.0}, "railway": {"hours": 14.0, "land": 1.0}}
    choice = compare_schemes(listed, schemes, {"hours": 1.0, "land": 4.0}, charter=charter)
    assert choice.best == "railway" and dict(choice.points) == {"railway": 18.0, "road": 22.0}
    refused = compare_schemes("Ada's holiday", schemes, {"hours": 1.0, "land": 4.0}, charter=charter)
    assert isinstance(refused, NotAListedDecision) and "nobody has points" in str(refused)
    with pytest.raises(KeyError, match="'land', which the voted table does not name"):
        compare_schemes(listed, schemes, {"hours": 1.0}, charter=charter)
