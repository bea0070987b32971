"""Tasks, people and members' ratings, good and bad."""

from __future__ import annotations

import math

import numpy as np
import pytest

from parecon.work import Person, Reason, Refused, Task, TaskRating, centre_ratings, make_workplace, median_ratings


def test_a_tasks_kind_follows_from_its_rating_unless_it_says_so(charter):
    tasks = [Task("a", 1, 14, 5), Task("b", 1, 12, 5), Task("c", 1, 10, 5), Task("d", 1, 3, 5, kind="conceptual")]
    assert make_workplace(tasks, [Person("Ana", 40)], charter=charter).kinds.tolist() == [1, 0, 2, 1]


def test_everyone_works_the_same_share_of_the_week_they_filed(charter):
    workplace = make_workplace([Task("a", 30, 10, 5)], [Person("Ana", 40), Person("Bo", 20)], charter=charter)
    assert workplace.worked.tolist() == [20, 10]


GOOD_TASK, GOOD_PERSON = Task("a", 10, 10, 5), Person("Ana", 40)


@pytest.mark.parametrize(
    ("tasks", "people", "reason"),
    [
        ([], [GOOD_PERSON], Reason.NOTHING_TO_DO),
        ([GOOD_TASK], [], Reason.NOTHING_TO_DO),
        ([GOOD_TASK, GOOD_TASK], [GOOD_PERSON], Reason.LABEL_TWICE),
        ([GOOD_TASK], [GOOD_PERSON, GOOD_PERSON], Reason.LABEL_TWICE),
        ([Task("a", 10, 21, 5)], [GOOD_PERSON], Reason.RATING_OUTSIDE_SCALE),
        ([Task("a", 10, 10, 0)], [GOOD_PERSON], Reason.RATING_OUTSIDE_SCALE),
        ([Task("a", 10, math.nan, 5)], [GOOD_PERSON], Reason.RATING_NOT_A_NUMBER),
        ([Task("a", 10, "high", 5)], [GOOD_PERSON], Reason.RATING_NOT_A_NUMBER),
        ([Task("a", 0, 10, 5)], [GOOD_PERSON], Reason.HOURS_NOT_POSITIVE),
        ([Task("a", math.inf, 10, 5)], [GOOD_PERSON], Reason.HOURS_NOT_POSITIVE),
        ([Task("a", 10, 10, 5, kind="noble")], [GOOD_PERSON], Reason.UNKNOWN_LABEL),
        ([GOOD_TASK], [Person("Ana", -1)], Reason.HOURS_NOT_POSITIVE),
        ([GOOD_TASK], [Person("Ana", 40, today={"b": 1})], Reason.UNKNOWN_LABEL),
        ([GOOD_TASK], [Person("Ana", 40, today={"a": -1})], Reason.HOURS_NOT_POSITIVE),
        ([Task("a", 41, 10, 5)], [GOOD_PERSON], Reason.HOURS_TOO_MANY),
    ],
)
def test_a_workplace_that_makes_no_sense_is_refused(charter, tasks, people, reason):
    refused = make_workplace(tasks, people, charter=charter)
    assert isinstance(refused, Refused) and refused.reason is reason and refused.way_out


def test_a_refusal_names_both_numbers(charter):
    refused = make_workplace([Task("a", 41, 10, 5)], [GOOD_PERSON], charter=charter)
    assert (refused.found, refused.allowed) == (41.0, 40.0) and "41.0" in str(refused) and "40.0" in str(refused)


def test_members_ratings_become_medians_with_spread(charter):
    votes = [TaskRating(who, "a", e, d) for who, e, d in (("Ana", 2, 3), ("Bo", 8, 5), ("Cy", 4, 4))]
    (rated, untouched), spread = median_ratings([GOOD_TASK, Task("b", 1, 9, 9)], votes, charter=charter)
    assert (rated.empowerment, rated.desirability, spread["a"]) == (4.0, 4.0, 3.0)
    assert untouched.empowerment == 9 and "b" not in spread


@pytest.mark.parametrize(
    ("rating", "reason"),
    [
        (TaskRating("Ana", "a", 21, 5), Reason.RATING_OUTSIDE_SCALE),
        (TaskRating("Ana", "a", 5, 0.5), Reason.RATING_OUTSIDE_SCALE),
        (TaskRating("Ana", "a", 5, math.nan), Reason.RATING_NOT_A_NUMBER),
        (TaskRating("Ana", "b", 5, 5), Reason.UNKNOWN_LABEL),
    ],
)
def test_a_bad_rating_of_a_task_is_refused(charter, rating, reason):
    assert median_ratings([GOOD_TASK], [rating], charter=charter).reason is reason


def test_nobody_rates_a_task_twice(charter):
    assert median_ratings([GOOD_TASK], [TaskRating("Ana", "a", 5, 5)] * 2, charter=charter).reason is Reason.RATED_TWICE


def test_a_centred_scale_balances_the_same_jobs(charter):
    centred = charter.adopt({"jobs.rating_min": -10, "jobs.rating_max": 10, "jobs.conceptual_rating_min": 4.0, "jobs.manual_rating_max": -1.0}, "assembly")
    workplace = make_workplace([Task("direct", 40, 7.5, 5), Task("sweep", 40, -7.5, -5)], [Person("Ada", 40), Person("Ben", 40)], charter=centred)
    assert workplace.kinds.tolist() == [1, 2]
    assert centre_ratings([18, 3]).tolist() == [7.5, -7.5]
    assert np.isclose(centre_ratings([18, 3], weights=[1, 3]) @ [1, 3], 0)
