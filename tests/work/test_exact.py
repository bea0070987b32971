"""The exact programme on its own, from a poor start."""

from __future__ import annotations

import numpy as np
import pytest

from parecon.work import Person, Task, balance_jobs, make_workplace, read_eligibility
from parecon.work.exact import balance_exactly
from parecon.work.scores import job_scores, mean_rating, spread_of


def spread(workplace, hours):
    return spread_of(job_scores(hours, workplace.empowerment), mean_rating(hours, workplace.empowerment))


def test_from_todays_jobs_it_finds_the_same_spread_as_the_classes(clinic, charter):
    levels = read_eligibility(clinic).levels_missing
    found = balance_exactly(clinic, levels, clinic.today, 0.01, training_levels=0, charter=charter)
    free = charter.adopt({"jobs.conceptual_share_min": 0.0, "jobs.manual_share_min": 0.0}, "assembly")
    classes = balance_jobs(clinic, charter=free, exact=False)
    assert found.method == "exact, solved"
    assert spread(clinic, found.hours) == pytest.approx(classes.bound, abs=0.011)
    assert found.bound <= spread(clinic, found.hours)
    assert found.hours.sum(axis=0) == pytest.approx(clinic.hours, abs=1e-5) and found.hours[levels > 0].sum() == 0


def test_it_keeps_people_where_they_are_as_far_as_the_spread_allows(clinic, charter):
    levels = read_eligibility(clinic).levels_missing
    found = balance_exactly(clinic, levels, clinic.today, 0.01, training_levels=0, charter=charter)
    kept = np.minimum(found.hours, clinic.today).sum() / clinic.hours.sum()
    assert kept > 0.8


def test_a_good_start_is_kept(clinic, charter):
    levels = read_eligibility(clinic).levels_missing
    start = balance_jobs(clinic, charter=charter, exact=False).hours
    found = balance_exactly(clinic, levels, start, 0.1, training_levels=0, charter=charter)
    assert found.hours is start


def test_a_start_with_crumbs_gives_way_even_where_its_spread_is_least(charter):
    tasks = [Task("decide", 10, 20, 9), Task("sweep", 10, 2, 9), Task("middle", 60, 11, 9, kind="other")]
    blocks = charter.adopt({"jobs.block_hours_min": 8.0, "jobs.conceptual_share_min": 0.0, "jobs.manual_share_min": 0.0}, "assembly")
    workplace = make_workplace(tasks, [Person("A", 40), Person("B", 40)], charter=blocks)
    crumbs = np.array([[5.0, 5, 30], [5, 5, 30]])
    found = balance_exactly(workplace, np.zeros((2, 3), int), crumbs, 0.1, training_levels=0, charter=blocks)
    given = found.hours[found.hours > 1e-6]
    assert given.min() >= 8 - 1e-6 and spread(workplace, found.hours) == pytest.approx(0, abs=0.1)
