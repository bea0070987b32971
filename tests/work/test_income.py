"""Incomes from effort and need."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from parecon.work import (
    LabourIncome,
    LabourPrice,
    Reason,
    Refused,
    allowance_points,
    allowance_table,
    council_effort,
    council_incomes,
    gini,
    measure_inequality,
    member_incomes,
    work_points,
)


def test_ten_earners_share_a_product_of_a_thousand(charter):
    assert council_incomes([40] * 10, 1.0, 0, 1000, charter=charter).budgets.tolist() == [100] * 10


def test_more_hours_and_more_effort_earn_more(charter):
    budgets, _ = council_incomes([40, 20, 40], [1.0, 1.0, 1.5], 0, 1200, charter=charter)
    assert budgets.tolist() == [400, 200, 600]


def test_allowances_are_paid_before_work(charter):
    incomes = council_incomes([40, 40, 0], 1.0, [0, 0, 70], 270, charter=charter)
    assert incomes.budgets.tolist() == [100, 100, 70]
    assert incomes.from_work.tolist() == [100, 100, 0]


def test_phi_is_the_exact_factor_of_all_points(charter):
    incomes = council_incomes([40, 20], 1.0, 0, 100, charter=charter)
    assert incomes.phi == Fraction(100, int(incomes.points.sum()))
    assert incomes.income_per_hour == LabourIncome(Fraction(100, 60))


def test_allowances_in_shares_of_the_average_income_move_with_phi(charter):
    points = work_points([40, 40, 0], 1.0, charter=charter)
    need = allowance_points({"child": [0, 0, 1], "pension": [0, 0, 1]}, points, earners=2, charter=charter)
    incomes = council_incomes([40, 40, 0], 1.0, 0, 700, charter=charter, need_points=need)
    assert incomes.budgets.tolist() == [200, 200, 300]
    assert incomes.from_need.tolist() == [0, 0, 300]


def test_the_able_who_will_not_work_receive_nothing_from_work(charter):
    points = work_points([40, 0], 1.0, charter=charter)
    assert allowance_points({"able_unwilling": [0, 1], "opted_out": [0, 3]}, points, earners=1, charter=charter).tolist() == [0, 0]
    generous = charter.adopt({"income.able_unwilling": 0.25}, "congress")
    assert allowance_table(generous)["able_unwilling"] == Fraction(1, 4)
    assert allowance_points({"able_unwilling": [0, 1]}, points, earners=1, charter=generous).tolist() == [0, 60000]


@pytest.mark.parametrize(
    ("hours", "effort", "fixed", "fund", "reason"),
    [
        ([float("nan")], 1.0, 0, 1, Reason.NOT_A_NUMBER),
        ([-1.0], 1.0, 0, 1, Reason.NEGATIVE),
        ([1.0, 1.0], [1.0], 0, 1, Reason.LENGTHS_DIFFER),
        ([1.0], 1.0, [0, 0], 1, Reason.LENGTHS_DIFFER),
        ([1.0], 1.0, 0.5, 1, Reason.NOT_WHOLE),
        ([1.0], 1.0, ["ten"], 1, Reason.NOT_WHOLE),
        ([1.0], 1.0, 0, 1.5, Reason.NOT_WHOLE),
        ([1.0], 1.0, 0, float("nan"), Reason.NOT_WHOLE),
        (["forty"], 1.0, 0, 1, Reason.NOT_A_NUMBER),
        ([[1.0], [2.0]], 1.0, 0, 1, Reason.LENGTHS_DIFFER),
        ([1.0], 1.0, 0, 2**70, Reason.TOO_LARGE),
        ([1.0], 1.0, 5, 4, Reason.FUND_TOO_SMALL),
        ([0.0], 1.0, 0, 4, Reason.NOBODY_EARNS),
        ([1.0, 1.0], 1.0, [-90, 0], 10, Reason.INCOME_BELOW_ZERO),
        ([1e14], 1e3, 0, 4, Reason.TOO_LARGE),
        ([1.0], 1.0, 2**62, 4, Reason.TOO_LARGE),
    ],
)
def test_incomes_that_make_no_sense_are_refused(charter, hours, effort, fixed, fund, reason):
    refused = council_incomes(hours, effort, fixed, fund, charter=charter)
    assert isinstance(refused, Refused) and refused.reason is reason


def test_nothing_to_share_and_nobody_to_share_it_is_no_refusal(charter):
    assert council_incomes([0.0], 1.0, [7], 7, charter=charter).budgets.tolist() == [7]


@pytest.mark.parametrize(
    ("counts", "earners", "reason"),
    [
        ({"pirate": [1]}, 1, Reason.UNKNOWN_LABEL),
        ({"child": [1, 1]}, 1, Reason.LENGTHS_DIFFER),
        ({"child": [-1]}, 1, Reason.NEGATIVE),
        ({"child": [0.5]}, 1, Reason.NEGATIVE),
        ({"child": [1]}, 0, Reason.NOBODY_EARNS),
    ],
)
def test_allowances_that_make_no_sense_are_refused(charter, counts, earners, reason):
    assert allowance_points(counts, np.array([10]), earners, charter=charter).reason is reason


def test_an_average_above_the_cap_is_held_to_it_and_others_are_untouched(charter):
    kept = charter.adopt({"effort.below_cap": "kept"}, "congress")
    assert council_effort([14, 10, 8], charter=kept).tolist() == [1.0, 1.0, 0.8]
    assert council_effort([14, 10, 8], charter=charter).tolist() == [1.0, 1.0, 1.0]


def test_method_one_needs_last_years_actual_ratio(charter):
    by_ratio = charter.adopt({"effort.method": "ratio"}, "congress")
    assert council_effort([10], charter=by_ratio).reason is Reason.NO_RATIO
    assert council_effort([10], charter=by_ratio, ratio=[float("nan")]).reason is Reason.NOT_A_NUMBER
    assert council_effort([10], charter=by_ratio, ratio=[1.25]).tolist() == [1.25]


def test_average_ratings_outside_the_scale_are_refused(charter):
    assert council_effort([21], charter=charter).reason is Reason.RATING_OUTSIDE_SCALE


def test_members_share_their_councils_sum_by_rating_and_hours(charter):
    assert member_incomes([900, 10], [0, 0, 0, 1], [40, 40, 20, 5], [10, 5, 10, 1], charter=charter).tolist() == [450, 225, 225, 10]


def test_inflating_every_rating_gains_nothing(charter):
    modest = member_incomes([1000], [0, 0, 0], [40, 30, 20], [8, 9, 10], charter=charter)
    inflated = member_incomes([1000], [0, 0, 0], [40, 30, 20], [16, 18, 20], charter=charter)
    assert modest.tolist() == inflated.tolist()


@pytest.mark.parametrize(
    ("hours", "ratings", "reason"),
    [([40.0], [0.0], Reason.RATING_OUTSIDE_SCALE), ([40.0], [20.5], Reason.RATING_OUTSIDE_SCALE), ([40.0], [float("nan")], Reason.NOT_A_NUMBER),
     ([-4.0], [10.0], Reason.NEGATIVE), ([0.0], [10.0], Reason.NOBODY_EARNS)],
)
def test_members_incomes_refuse_bad_columns(charter, hours, ratings, reason):
    assert member_incomes([100], [0], hours, ratings, charter=charter).reason is reason


def test_the_price_of_labour_and_the_income_of_labour_never_meet():
    price, income = LabourPrice("surgery", 3.0), LabourIncome(Fraction(3))
    assert price != income
    with pytest.raises(TypeError):
        price + income
    with pytest.raises(TypeError):
        price < income
    assert price.charge(2.0) == 6.0
    assert income.earn(2, 1) == 6


def test_inequality_matches_hand_figures():
    assert gini([1, 1, 1, 1]) == 0
    assert gini([0, 0, 0, 1]) == Fraction(3, 4)
    assert gini([]) == gini([0, 0]) == 0
    figures = measure_inequality([80, 120, 80, 120])
    assert (figures.gini, figures.lowest, figures.median, figures.highest, figures.tenth_ratio) == (Fraction(1, 10), 80, 100, 120, Fraction(3, 2))
    assert measure_inequality([0, 5]).tenth_ratio is None and "nothing" in measure_inequality([0, 5]).as_text()
    assert measure_inequality([]).reason is Reason.NOTHING_TO_DO
    assert measure_inequality([-1]).reason is Reason.NEGATIVE
