"""A path over years: learning and empowering hours let skills grow until the balance needs nobody to teach it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from parecon.charter import Charter
from parecon.work.aggregate import balance_classes
from parecon.work.classes import group_people
from parecon.work.eligibility import read_eligibility, study_hours, tasks_nobody_may_do
from parecon.work.refusals import Reason, Refused
from parecon.work.scores import check_balance, job_scores, mean_rating, measure_jobs, spread_of
from parecon.work.tasks import Person, Task, Workplace, make_workplace

__all__ = ["PathYear", "balance_path"]


@dataclass(frozen=True)
class PathYear:
    """One year: the spread that this year's skills allow (points), its share of today's, and the learning that goes on.

    balanced_share: share of members within tolerance. learners: members who study. learning_hours, teaching_hours: per week, over all,
    done as tasks of the year. levels_won: skill levels reached by the year's end.
    """

    year: int
    spread: float
    spread_left: float
    balanced_share: float
    learners: int
    learning_hours: float
    teaching_hours: float
    levels_won: int


def balance_path(workplace: Workplace, *, charter: Charter, years: int | None = None) -> tuple[PathYear, ...] | Refused:
    """Follow the balance year by year while members learn what the next year's balance needs.

    Each year jobs are balanced with the skills there are; members whom the balance after one more level of training would
    give new tasks study one skill, up to ``jobs.training_hours_per_week``; study and its teaching are tasks of the year with
    ratings of their own. A skill reaches its next level when study plus ``jobs.practice_credit`` times empowering hours
    fill ``jobs.training_hours_by_level``. The path ends when jobs pass the balance test and learning
    would bring them no closer than ``jobs.spread_slack``, or after ``jobs.path_years_max``.
    Refuses tasks nobody may do, and weeks that leave no room for the tasks and the learning.
    Like people learn alike, so the path stays a matter of classes. Our design.
    """
    last = years if years is not None else charter["jobs.path_years_max"]
    spread_today = measure_jobs(workplace, workplace.today, charter=charter).spread
    studied: dict[tuple[str, str], float] = {}
    out: list[PathYear] = []
    for year in range(1, last + 1):
        wishes = _wishes(workplace, charter)
        if isinstance(wishes, Refused):
            return wishes
        extended = _with_learning(workplace, wishes, charter)
        if isinstance(extended, Refused):
            return extended
        hours = _plan(extended, 0, spread_today, charter)
        if isinstance(hours, Refused):
            return hours
        empowering = hours[:, extended.kinds == 1].sum(axis=1)
        workplace, won = _grow(workplace, wishes, studied, empowering, charter)
        out.append(_year(year, extended, hours, wishes, spread_today, won, charter))
        if not wishes:
            break
    return tuple(out)


def _plan(workplace: Workplace, levels: int, spread_today: float, charter: Charter) -> np.ndarray | Refused:
    """(P, T) the class plan, equal within classes."""
    eligibility = read_eligibility(workplace)
    allowed = eligibility.levels_missing <= levels
    refused = tasks_nobody_may_do(workplace, replace(eligibility, allowed=allowed), charter=charter)
    if refused is not None:
        return refused
    classes = group_people(workplace, allowed, eligibility.levels_missing, charter=charter)
    plan = balance_classes(workplace, classes, spread_today, charter=charter, rounds=1)
    return plan if isinstance(plan, Refused) else plan.hours[classes.index] / classes.size[classes.index][:, None]


def _wishes(workplace: Workplace, charter: Charter) -> dict[str, tuple[str, int]] | Refused:
    """Who should study which skill to which level: the one that would carry most hours in the balance after one more level."""
    spread_today = measure_jobs(workplace, workplace.today, charter=charter).spread
    now, later = _plan(workplace, 0, spread_today, charter), _plan(workplace, 1, spread_today, charter)
    for plan in (now, later):
        if isinstance(plan, Refused):
            return plan
    spreads = [spread_of(job_scores(plan, workplace.empowerment), mean_rating(plan, workplace.empowerment)) for plan in (now, later)]
    if spreads[0] - spreads[1] <= charter["jobs.spread_slack"] * spread_today and check_balance(workplace, now, charter=charter).passed:
        return {}
    wishes: dict[str, tuple[str, int]] = {}
    missing = read_eligibility(workplace).levels_missing
    for i in np.flatnonzero(((later > 1e-6) & (missing > 0)).any(axis=1)):
        person, use = workplace.people[i], {}
        for j in np.flatnonzero((later[i] > 1e-6) & (missing[i] > 0)):
            for skill, level in workplace.tasks[j].skills.items():
                if level > person.skills.get(skill, 1):
                    use[skill] = use.get(skill, 0.0) + later[i, j]
        skill = max(sorted(use), key=use.__getitem__)
        wishes[person.name] = (skill, person.skills.get(skill, 1) + 1)
    return wishes


def _with_learning(workplace: Workplace, wishes: dict, charter: Charter) -> Workplace | Refused:
    """The year's tasks with learning and teaching among them; each learner alone may do their own learning."""
    if not wishes:
        return workplace
    week = charter["jobs.training_hours_per_week"]
    groups: dict[tuple[str, int], list[str]] = {}
    for name, wish in wishes.items():
        groups.setdefault(wish, []).append(name)
    tasks, licence_of = list(workplace.tasks), {}
    for (skill, level), names in sorted(groups.items()):
        label = f"learning {skill} to level {level}"
        middle = (charter["jobs.rating_min"] + charter["jobs.rating_max"]) / 2
        tasks.append(Task(label, week * len(names), charter["jobs.learning_rating"], middle, licence=label, kind="other"))
        tasks.append(Task(f"teaching {skill} to level {level}", week * len(names) / charter["jobs.learners_per_teacher"], charter["jobs.teaching_rating"], middle,
                          {skill: level}, kind="conceptual"))
        licence_of |= dict.fromkeys(names, label)
    people = [replace(p, licences=p.licences | {licence_of[p.name]}) if p.name in licence_of else p for p in workplace.people]
    extended = make_workplace(tasks, people, charter=charter)
    if isinstance(extended, Refused) and extended.reason is Reason.HOURS_TOO_MANY:
        return replace(extended, subject="tasks with learning and teaching", way_out="leave room in the week for learning, or lower jobs.training_hours_per_week")
    return extended


def _grow(workplace: Workplace, wishes: dict, studied: dict, empowering: np.ndarray, charter: Charter) -> tuple[Workplace, int]:
    weeks, week, credit = charter["jobs.training_weeks_per_year"], charter["jobs.training_hours_per_week"], charter["jobs.practice_credit"]
    people, won = [], 0
    for i, person in enumerate(workplace.people):
        if person.name in wishes:
            skill, level = wishes[person.name]
            have = studied.get((person.name, skill), 0.0) + weeks * (week + credit * float(empowering[i]))
            if have >= study_hours(level - 1, level, charter):
                have, won = have - study_hours(level - 1, level, charter), won + 1
                person = replace(person, skills={**person.skills, skill: level})
            studied[person.name, skill] = have
        people.append(person)
    return replace(workplace, people=tuple(people)), won


def _year(year, extended: Workplace, hours, wishes, spread_today, won, charter: Charter) -> PathYear:
    centre = mean_rating(hours, extended.empowerment)
    off = np.abs(job_scores(hours, extended.empowerment) - centre)
    width = charter["jobs.rating_max"] - charter["jobs.rating_min"]
    learning = charter["jobs.training_hours_per_week"] * len(wishes)
    return PathYear(year, float(off.mean()), float(off.mean() / spread_today) if spread_today > 1e-6 else 0.0, float(np.mean(off <= charter["jobs.tolerance"] * width)),
                    len(wishes), learning, learning / charter["jobs.learners_per_teacher"], won)
