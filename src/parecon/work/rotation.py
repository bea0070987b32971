"""Job rotation, the rival proposal, and balance by a few categories, the quick one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.charter import Charter
from parecon.work.aggregate import name_undone
from parecon.work.classes import PeopleClasses, group_people
from parecon.work.eligibility import read_eligibility, tasks_nobody_may_do
from parecon.work.programme import Programme
from parecon.work.refusals import Reason, Refused
from parecon.work.sharing import lay_out
from parecon.work.tasks import Workplace

__all__ = ["Rotation", "balance_by_categories", "rotate_jobs"]


@dataclass(frozen=True)
class Rotation:
    """hours (P, T) over the year's mean week. unskilled_share: share of hours done by people who lack the skill or licence.
    turns: how many jobs each person passes through. same_person_share: mean share of a task's hours that stays with the one who does most of it.
    """

    hours: np.ndarray
    unskilled_share: float
    turns: float
    same_person_share: float


def rotate_jobs(workplace: Workplace, share: float | None = None) -> Rotation | Refused:
    """Return today's jobs with everyone spending ``share`` of their time in turns at the others' jobs (None: equal turns at all jobs).

    Nobody is asked for skills: that loss is measured, not hidden. Refuses a share outside 0 to 1 - 1/P, which is full rotation.

    >>> from parecon.charter import default_charter
    >>> from parecon.work import Person, Task, make_workplace
    >>> from parecon.work.scores import job_scores
    >>> tasks, charter = [Task("direct", 40, 18, 15), Task("sweep", 40, 3, 5)], default_charter()
    >>> pair = make_workplace(tasks, [Person("boss", 40, today={"direct": 40}), Person("hand", 40, today={"sweep": 40})], charter=charter)
    >>> job_scores(rotate_jobs(pair, 1 / 20).hours, pair.empowerment).round(2).tolist()
    [17.25, 3.75]
    """
    people = len(workplace.people)
    most = 1 - 1 / people
    share = most if share is None else share
    if not 0 <= share <= most + 1e-12:
        return Refused(Reason.OUTSIDE_RANGE, "share of rotation", share, f"0 to {most:g}", "give a share of working time")
    mixed = share / most if most > 0 else 0.0
    today = workplace.today * (workplace.worked / np.maximum(workplace.today.sum(axis=1), 1e-300))[:, None]
    mean_job = today.sum(axis=0) / today.sum()
    hours = (1 - mixed) * today + mixed * today.sum(axis=1)[:, None] * mean_job[None, :]
    allowed = read_eligibility(workplace).allowed
    held = hours.max(axis=0) / np.maximum(hours.sum(axis=0), 1e-300)
    jobs = len({tuple(row) for row in np.round(today, 9).tolist()})
    return Rotation(hours, float(hours[~allowed].sum() / hours.sum()), float(jobs) if share > 0 else 1.0, float(held.mean()))


def balance_by_categories(workplace: Workplace, categories: int, *, charter: Charter) -> np.ndarray | Refused:
    """Quick mode: cut the tasks, sorted by empowerment, into three or four categories and give everyone the same share of each.

    Returns (P, T) hours per week. Skills and licences hold; where they forbid equal shares, the sum of differences is least.
    Source: South End Press and The NewStandard took an equal number from each of a few categories (institutions, section 6).
    Refuses fewer than two categories, more categories than tasks, tasks nobody may do.
    """
    if not 2 <= categories <= len(workplace.tasks):
        return Refused(Reason.TOO_FEW_CATEGORIES, "categories", categories, f"2 to {len(workplace.tasks)}", "choose three or four")
    eligibility = read_eligibility(workplace)
    refused = tasks_nobody_may_do(workplace, eligibility, charter=charter)
    if refused is not None:
        return refused
    order = np.argsort(-workplace.empowerment, kind="stable")
    middle = np.cumsum(workplace.hours[order]) - workplace.hours[order] / 2
    category = np.empty(order.size, int)
    category[order] = np.minimum(middle / workplace.hours.sum() * categories, categories - 1e-9).astype(int)
    classes = group_people(workplace, eligibility.allowed, eligibility.levels_missing, charter=charter)
    totals = _equal_categories(workplace, classes, category)
    if totals is None:
        return name_undone(workplace, classes)
    hours = np.zeros(workplace.today.shape)
    for c in range(classes.size.size):
        members = np.flatnonzero(classes.index == c)
        hours[members] = lay_out(totals[c], members.size, category, workplace.empowerment)
    return hours


def _equal_categories(workplace: Workplace, classes: PeopleClasses, category: np.ndarray) -> np.ndarray | None:
    programme = Programme()
    c_of, t_of = np.nonzero(classes.allowed)
    pairs, count = programme.add_columns(c_of.size), int(category.max()) + 1
    week = classes.size * classes.hours
    programme.add_rows(workplace.hours.size, [(t_of, pairs, 1.0)], low=workplace.hours, high=workplace.hours)
    programme.add_rows(week.size, [(c_of, pairs, 1.0)], low=week, high=week)
    wanted = np.outer(week, np.bincount(category, workplace.hours, count) / workplace.hours.sum()).ravel()
    above, below = programme.add_columns(wanted.size, cost=1.0), programme.add_columns(wanted.size, cost=1.0)
    every = np.arange(wanted.size)
    programme.add_rows(wanted.size, [(c_of * count + category[t_of], pairs, 1.0), (every, above, -1.0), (every, below, 1.0)], low=wanted, high=wanted)
    found = programme.solve()
    if found.values is None:
        return None
    totals = np.zeros(classes.allowed.shape)
    totals[c_of, t_of] = np.maximum(found.values[pairs], 0.0)
    return totals
