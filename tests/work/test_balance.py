"""Balanced jobs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from parecon.work import (
    Person,
    Reason,
    Refused,
    Task,
    balance_by_categories,
    balance_jobs,
    check_balance,
    hours_outside,
    join_workplaces,
    job_scores,
    make_workplace,
    measure_jobs,
    monopoly_of_expertise,
    rotate_jobs,
)


def test_one_day_in_twenty_leaves_nine_tenths_of_the_gap_and_fails(pair, charter):
    token = rotate_jobs(pair, 1 / 20)
    assert job_scores(token.hours, pair.empowerment) == pytest.approx([17.25, 3.75])
    finding = check_balance(pair, token.hours, charter=charter)
    assert finding.gap_share_left == pytest.approx(0.9) and not finding.passed


def test_full_rotation_meets_at_the_mean(pair, charter):
    full = rotate_jobs(pair)
    assert job_scores(full.hours, pair.empowerment) == pytest.approx([10.5, 10.5])
    assert full.same_person_share == pytest.approx(0.5)


def test_balance_closes_the_gap_with_both_kinds_of_hours_for_both(pair, charter):
    jobs = balance_jobs(pair, charter=charter)
    assert jobs.after.gap <= 0.05 * jobs.before.gap and jobs.finding.passed
    assert (jobs.hours >= 0.1 * 40).all()


def test_rotation_loses_skill_where_balance_does_not(clinic, charter):
    assert rotate_jobs(clinic).unskilled_share > 0.1
    jobs = balance_jobs(clinic, charter=charter)
    treat = [t.name for t in clinic.tasks].index("treat")
    doctors = np.array(["doctor" in p.licences for p in clinic.people])
    assert jobs.hours[~doctors, treat].sum() == 0


def test_forty_hours_of_middling_tasks_do_not_pass(charter):
    tasks = [Task("decide", 40, 18, 10), Task("middle", 80, 11, 10), Task("sweep", 40, 4, 10)]
    people = [Person(n, 40, today=t) for n, t in (("A", {"decide": 40}), ("B", {"middle": 40}), ("C", {"middle": 40}), ("D", {"sweep": 40}))]
    workplace = make_workplace(tasks, people, charter=charter)
    middling = np.array([[20, 0, 20], [0, 40, 0], [0, 40, 0], [20, 0, 20]], float)
    assert np.ptp(job_scores(middling, workplace.empowerment)) == 0
    finding = check_balance(workplace, middling, charter=charter)
    assert not finding.passed and finding.conceptual_short == ("B", "C") and finding.manual_short == ("B", "C")
    assert balance_jobs(workplace, charter=charter).finding.passed


def test_those_who_are_not_able_are_free_of_the_floors(charter):
    tasks = [Task("decide", 20, 18, 10), Task("middle", 40, 11, 10), Task("sweep", 20, 4, 10)]
    workplace = make_workplace(tasks, [Person("A", 40), Person("B", 40, able=False, barred=frozenset({"decide", "sweep"}))], charter=charter)
    jobs = balance_jobs(workplace, charter=charter)
    assert jobs.hours[1].tolist() == [0, 40, 0] and jobs.finding.passed


def test_a_task_nobody_may_do_is_named_with_the_training_that_would_mend_it(charter):
    tasks = [Task("weld", 10, 8, 8, {"welding": 3}), Task("fly", 10, 15, 8, licence="pilot"), Task("sweep", 10, 3, 3)]
    people = [Person("Ana", 40, {"welding": 2}), Person("Bo", 40)]
    refused = balance_jobs(make_workplace(tasks, people, charter=charter), charter=charter)
    assert refused.reason is Reason.NOBODY_MAY_DO and refused.names == ("weld", "fly")
    assert "train Ana in welding from level 2 to 3 (200 h)" in refused.way_out and "licence pilot" in refused.way_out


def test_with_training_the_same_task_is_done_and_the_study_is_listed(charter):
    tasks = [Task("weld", 10, 12, 8, {"welding": 3}), Task("sweep", 10, 10, 3)]
    workplace = make_workplace(tasks, [Person("Ana", 40, {"welding": 2}), Person("Bo", 40)], charter=charter)
    jobs = balance_jobs(workplace, charter=charter, training_levels=1)
    assert {(n.person, n.skill, n.from_level, n.to_level, n.hours) for n in jobs.training} == {("Ana", "welding", 2, 3, 200.0)}


def test_too_few_who_may_do_a_task_is_refused_with_the_hours_that_lack(charter):
    tasks = [Task("fly", 60, 15, 8, licence="pilot"), Task("sweep", 20, 3, 3)]
    people = [Person("Ana", 40, licences=frozenset({"pilot"})), Person("Bo", 40)]
    refused = balance_jobs(make_workplace(tasks, people, charter=charter), charter=charter)
    assert refused.reason is Reason.TOO_FEW_MAY_DO and refused.names == ("fly",) and refused.found == 20.0


def test_nobody_is_given_crumbs_or_too_many_tasks(clinic, charter):
    few = charter.adopt({"jobs.block_hours_min": 4.0, "jobs.tasks_max": 3}, "assembly")
    jobs = balance_jobs(clinic, charter=few, exact=True)
    given = jobs.hours[jobs.hours > 1e-6]
    assert given.min() >= 4 - 1e-6 and (jobs.hours > 1e-6).sum(axis=1).max() <= 3
    assert jobs.method == "exact, solved"


NO_FLOORS = {"jobs.conceptual_share_min": 0.0, "jobs.manual_share_min": 0.0}


def continuous(charter):
    tasks = [Task("care for one patient", 40, 14, 10, block_hours_min=20), Task("sweep", 120, 4, 4)]
    return make_workplace(tasks, [Person(f"p{k}", 40) for k in range(4)], charter=charter)


def test_a_task_that_needs_continuity_is_not_split_small(charter):
    free = charter.adopt(NO_FLOORS, "assembly")
    jobs = balance_jobs(continuous(free), charter=free)
    assert (jobs.hours[:, 0] > 1e-6).sum() <= 2 and jobs.small_blocks == 0


def test_where_floors_and_continuity_exclude_each_other_it_says_so(charter):
    jobs = balance_jobs(continuous(charter), charter=charter)
    assert jobs.small_blocks == 4 and "exclude each other" in jobs.method
    assert not jobs.finding.conceptual_short


def test_within_places_each_balances_apart_and_between_them_all_together(charter):
    tasks = [Task("plan", 40, 18, 9, place="office"), Task("file", 40, 10, 9, place="office"), Task("dig", 80, 3, 5, place="mine")]
    people = [Person("A", 40, today={"plan": 40}, place="office"), Person("B", 40, today={"file": 40}, place="office")]
    people += [Person(f"C{k}", 40, today={"dig": 40}, place="mine") for k in range(2)]
    workplace = make_workplace(tasks, people, charter=charter)
    apart = balance_jobs(workplace, charter=charter)
    assert job_scores(apart.hours, workplace.empowerment) == pytest.approx([14, 14, 3, 3])
    together = balance_jobs(workplace, charter=charter.adopt({"jobs.places": "between"}, "congress"))
    assert job_scores(together.hours, workplace.empowerment) == pytest.approx([8.5] * 4)
    assert apart.gap_share == pytest.approx(0, abs=1e-6) and together.finding.passing_share == 1


def test_a_refusal_in_one_place_names_the_place(charter):
    tasks = [Task("plan", 50, 18, 9, place="office"), Task("dig", 10, 3, 5, place="mine")]
    workplace = make_workplace(tasks, [Person("A", 40, place="office"), Person("C", 40, place="mine")], charter=charter)
    refused = balance_jobs(workplace, charter=charter)
    assert isinstance(refused, Refused) and refused.reason is Reason.HOURS_TOO_MANY and "'office'" in refused.subject


def test_joined_workplaces_keep_their_names_bars_and_hours(pair, clinic_people, charter):
    tasks, people = clinic_people
    people[0] = replace(people[0], barred=frozenset({"clean", "no such task"}))
    joined = join_workplaces({"shop": pair, "clinic": make_workplace(tasks, people, charter=charter)}, charter=charter)
    assert len(joined.people) == 14 and joined.hours.sum() == pair.hours.sum() + 480
    assert joined.people[2].barred == {"clinic: clean"} and joined.people[2].today == {"clinic: treat": 40}
    assert {t.place for t in joined.tasks} == {"shop", "clinic"}


def test_hours_outside_bring_a_poor_mix_to_societys_mean():
    share = hours_outside(10.0, 6.0, 14.0)
    assert share * 14 + (1 - share) * 6 == 10
    assert hours_outside(10, 12, 14) == 0 and hours_outside(10, 6, 9) == 1


def test_the_quick_mode_gives_everyone_the_same_share_of_each_category(charter):
    tasks = [Task(f"t{k}", 20, 1 + 2 * k, 5) for k in range(8)]
    workplace = make_workplace(tasks, [Person(f"p{k}", 40) for k in range(4)], charter=charter)
    hours = balance_by_categories(workplace, 4, charter=charter)
    for first in range(0, 8, 2):
        assert hours[:, first : first + 2].sum(axis=1) == pytest.approx([10] * 4)
    assert balance_by_categories(workplace, 1, charter=charter).reason is Reason.TOO_FEW_CATEGORIES
    assert balance_by_categories(workplace, 9, charter=charter).reason is Reason.TOO_FEW_CATEGORIES


def test_rotation_outside_its_range_is_refused(pair):
    assert rotate_jobs(pair, -0.1).reason is Reason.OUTSIDE_RANGE
    assert rotate_jobs(pair, 0.6).reason is Reason.OUTSIDE_RANGE
    assert rotate_jobs(pair, 0.0).turns == 1.0


def test_the_monopoly_of_expertise_has_its_hand_figure(charter):
    hours = np.array([[40.0, 0.0]] + [[0.0, 40.0]] * 4)
    assert monopoly_of_expertise(hours, np.array([18.0, 3.0]), 14) == 0.8
    assert monopoly_of_expertise(hours, np.array([3.0, 3.0]), 14) == 0.0


def test_without_a_today_everyone_is_compared_with_an_equal_share_of_everything(clinic_people, charter):
    tasks, people = clinic_people
    workplace = make_workplace(tasks, [replace(p, today={}) for p in people], charter=charter)
    jobs = balance_jobs(workplace, charter=charter)
    assert jobs.before.spread == pytest.approx(0, abs=1e-9) and jobs.finding.gap_share_left is None


def test_the_figures_of_a_division_add_up(clinic, charter):
    figures = measure_jobs(clinic, clinic.today, charter=charter)
    assert figures.gap == 15.0 and figures.tasks_per_person == 1.0 and figures.changed_share == 0.0
    assert figures.conceptual_none == pytest.approx(7 / 12) and figures.manual_none == pytest.approx(8 / 12)


def test_where_all_jobs_are_alike_already_nothing_changes(charter):
    people = [Person("A", 40, today={"a": 40}), Person("B", 40, today={"b": 40})]
    jobs = balance_jobs(make_workplace([Task("a", 40, 10, 10), Task("b", 40, 10, 10)], people, charter=charter), charter=charter)
    assert jobs.hours.tolist() == [[40, 0], [0, 40]] and jobs.gap_share == pytest.approx(0, abs=1e-5)


@pytest.mark.parametrize("levels", [-1, 99])
def test_levels_to_learn_lie_in_their_range(pair, charter, levels):
    assert balance_jobs(pair, charter=charter, training_levels=levels).reason is Reason.OUTSIDE_RANGE
