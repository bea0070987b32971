"""The hand checks of the class diagnostics, and what each index must not do."""

from __future__ import annotations

import numpy as np
import pytest

from parecon.procedures.protocol import People, Say
from parecon.reports.class_indices import (
    class_indices, coincidence, empowerment_monopoly, persistence, privilege, self_management_gap, top_holders,
)


def people_of(count, **changes):
    k = len(count)
    given = {"name": tuple(f"kind {i}" for i in range(k)), "count": np.array(count, float), "group": np.zeros(k, int),
             "consumed": np.array(count, float)[:, None], "income": np.ones(k), "perks": np.zeros(k), "hours": np.ones(k),
             "empowering": np.full(k, 0.2), "effort": np.ones(k), "able": np.ones(k, bool), "need": np.zeros(k)}
    return People(**(given | {key: np.array(value) if key != "name" else value for key, value in changes.items()}))


def say_of(control, rule, affected, benefit=None):
    column = lambda values: np.array(values, float)[:, None]  # noqa: E731
    return Say(("works",), np.ones(1), column(control), column(benefit or [0.0] * len(control)), ("plan",), np.ones(1), column(rule), column(affected), np.ones(1, bool))


def test_ten_per_cent_who_hold_all_equally_give_a_possession_of_ninety_hundredths():
    found = class_indices(people_of([10, 90]), say_of([1, 0], [0.1, 0.9], [0.1, 0.9]), np.ones(1))
    assert found.control == pytest.approx(0.90)


def test_one_board_of_one_per_cent_gives_a_rule_of_ninety_nine_hundredths():
    found = class_indices(people_of([1, 99]), say_of([0.01, 0.99], [1, 0], [0.01, 0.99]), np.ones(1))
    assert found.rule == pytest.approx(0.99)


def test_privilege_is_zero_where_all_are_at_their_norm_whatever_it_is():
    assert privilege(np.array([30.0, 70.0]), np.array([3.0, 7.0])) == 0


def test_a_fifth_of_the_hours_with_all_empowering_work_is_a_monopoly_of_eighty_hundredths():
    assert empowerment_monopoly(np.array([20.0, 0.0]), np.array([20.0, 80.0])) == pytest.approx(0.80)


def test_say_in_proportion_to_being_affected_leaves_no_gap():
    assert self_management_gap(say_of([0.5, 0.5], [0.3, 0.7], [0.3, 0.7])) == 0
    assert self_management_gap(say_of([0.5, 0.5], [1, 0], [0, 1])) == 1


def test_a_board_that_holds_all_rule_is_one_per_cent_and_no_tenth_of_people_without_any():
    assert top_holders(np.array([1.0, 0.0]), np.array([1.0, 99.0])).sum() == 1
    assert top_holders(np.array([2.0, 1.0]), np.array([50.0, 50.0])).sum() == pytest.approx(10)


def test_the_same_people_coincide_wholly_and_strangers_not_at_all():
    ten, other = np.array([10.0, 0.0, 0.0]), np.array([0.0, 10.0, 0.0])
    count = np.array([10.0, 10.0, 80.0])
    assert coincidence([ten, ten, ten], count) == (1.0, pytest.approx(0.01))
    assert coincidence([ten, other], count)[0] == 0


def test_coincidence_is_printed_only_where_each_index_exceeds_five_hundredths():
    rulers = say_of([1, 0], [1, 0], [0.01, 0.99], benefit=[1, 0])
    frugal, rich = people_of([1, 99]), people_of([1, 99], consumed=[[50.0], [99.0]])
    assert class_indices(frugal, rulers, np.ones(1)).coincidence is None
    assert class_indices(rich, rulers, np.ones(1)).coincidence == (1.0, pytest.approx(1e-4))


def test_the_unstable_flag_rises_only_where_the_board_stands_outside_the_holders():
    apart = say_of([1, 0, 0], [0, 1, 0], [0.1, 0.01, 0.89])
    within = say_of([1, 0, 0], [1, 0, 0], [0.1, 0.01, 0.89])
    people = people_of([10, 1, 89])
    assert class_indices(people, apart, np.ones(1)).unstable and not class_indices(people, within, np.ones(1)).unstable


def test_a_title_without_control_or_benefit_counts_nothing():
    alike = say_of([0.1, 0.9], [0.1, 0.9], [0.1, 0.9])
    found = class_indices(people_of([10, 90], name=("owners by title", "others")), alike, np.ones(1))
    assert (found.control, found.benefit, found.rule) == pytest.approx((0, 0, 0))


def test_persistence_by_chance_is_a_tenth():
    draw = np.random.default_rng(0)
    by_chance = np.mean([persistence(draw.random(1000), draw.random(1000)) for _ in range(60)])
    assert by_chance == pytest.approx(0.1, abs=0.015)
