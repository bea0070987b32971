"""A path over years."""

from __future__ import annotations

import pytest

from parecon.work import Person, Reason, Task, balance_path, make_workplace, study_hours


def school(charter, week=36.0):
    """A planner who holds all the conceptual work, and four who could learn it."""
    tasks = [Task("plan", 2 * week, 18, 14, {"coordination": 3}), Task("sweep", 3 * week, 4, 4)]
    people = [Person(f"planner {k}", 40, {"coordination": 3}, today={"plan": week}) for k in range(2)]
    people += [Person(f"sweeper {k}", 40, {"coordination": 2}, today={"sweep": week}) for k in range(3)]
    return make_workplace(tasks, people, charter=charter)


def test_learning_brings_jobs_together_until_nobody_need_teach(charter):
    path = balance_path(school(charter), charter=charter)
    assert path[0].spread > 3 and path[0].learners == 3
    assert path[-1].learners == 0 and path[-1].learning_hours == 0 and path[-1].balanced_share == 1.0
    assert path[-1].spread < 0.05 * path[0].spread
    assert sum(year.levels_won for year in path) == 3


def test_learning_and_teaching_are_hours_of_the_year(charter):
    first = balance_path(school(charter), charter=charter)[0]
    assert first.learning_hours == 3 * charter["jobs.training_hours_per_week"]
    assert first.teaching_hours == first.learning_hours / charter["jobs.learners_per_teacher"]


def test_study_alone_takes_the_years_that_its_hours_take(charter):
    plain = charter.adopt({"jobs.practice_credit": 0.0}, "assembly")
    years = [year.levels_won for year in balance_path(school(charter), charter=plain)]
    per_year = plain["jobs.training_hours_per_week"] * plain["jobs.training_weeks_per_year"]
    needed = -(-study_hours(2, 3, plain) // per_year)
    assert years.index(3) + 1 == needed == 2


def test_a_week_without_room_for_learning_is_refused(charter):
    refused = balance_path(school(charter, week=40.0), charter=charter)
    assert refused.reason is Reason.HOURS_TOO_MANY and "learning" in refused.subject


def test_the_path_is_no_longer_than_asked(charter):
    slow = charter.adopt({"jobs.training_hours_by_level": (4000, 40000, 40000, 40000)}, "assembly")
    assert len(balance_path(school(charter), charter=slow, years=2)) == 2
    assert study_hours(3, 3, charter) == 0 and study_hours(0, 2, charter) == 40


def test_what_nobody_may_do_stops_the_path(charter):
    tasks = [Task("fly", 10, 15, 8, licence="pilot")]
    workplace = make_workplace(tasks, [Person("Ana", 40, today={"fly": 10})], charter=charter)
    assert balance_path(workplace, charter=charter).reason is Reason.NOBODY_MAY_DO


@pytest.mark.parametrize("level", [2, 3, 4, 5])
def test_each_level_takes_the_charters_hours(charter, level):
    assert study_hours(level - 1, level, charter) == charter["jobs.training_hours_by_level"][level - 2]
