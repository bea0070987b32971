"""Tasks, people and the workplace they make up."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Iterable, Mapping, Sequence

import numpy as np

from parecon.charter import Charter
from parecon.work.refusals import Reason, Refused

__all__ = ["Person", "Task", "TaskRating", "Workplace", "centre_ratings", "join_workplaces", "kind_of_tasks", "make_workplace", "median_ratings"]


@dataclass(frozen=True)
class Task:
    """A piece of work that must be done each week.

    hours_per_week: all of it, over all members. empowerment, desirability: points on the charter's scale.
    skills: level needed by skill. licence: who may do it by law of safety, "" for nobody in particular.
    block_hours_min: the least one person should do of it each week, for continuity; 0: the charter's.
    place: workplace. kind: "conceptual", "manual" or "other"; "": by its rating. examples: statements a member recognises.
    """

    name: str
    hours_per_week: float
    empowerment: float
    desirability: float
    skills: Mapping[str, int] = field(default_factory=dict)
    licence: str = ""
    block_hours_min: float = 0.0
    place: str = ""
    kind: str = ""
    examples: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "skills", MappingProxyType(dict(self.skills)))


@dataclass(frozen=True)
class Person:
    """A member: weekly hours, skills by level, licences, what they do today, and whether they are able to do every kind of work.

    able: False exempts from the floors. barred: tasks that health or conscience rule out. job: a name for today's job.
    """

    name: str
    hours_per_week: float
    skills: Mapping[str, int] = field(default_factory=dict)
    licences: frozenset[str] = frozenset()
    today: Mapping[str, float] = field(default_factory=dict)
    able: bool = True
    barred: frozenset[str] = frozenset()
    place: str = ""
    job: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "skills", MappingProxyType(dict(self.skills)))
        object.__setattr__(self, "today", MappingProxyType(dict(self.today)))
        object.__setattr__(self, "licences", frozenset(self.licences))
        object.__setattr__(self, "barred", frozenset(self.barred))


@dataclass(frozen=True)
class TaskRating:
    """One member's rating of one task."""

    member: str
    task: str
    empowerment: float
    desirability: float


@dataclass(frozen=True)
class Workplace:
    """Checked tasks and people with their columns; made by ``make_workplace``.

    hours (T,), empowerment (T,), desirability (T,), kinds (T,) of 0 other, 1 conceptual, 2 manual; week (P,) hours per week;
    today (P, T) hours.
    """

    tasks: tuple[Task, ...]
    people: tuple[Person, ...]
    hours: np.ndarray
    empowerment: np.ndarray
    desirability: np.ndarray
    kinds: np.ndarray
    week: np.ndarray
    today: np.ndarray

    @property
    def worked(self) -> np.ndarray:
        """(P,) hours each member works so that all tasks are done: one factor for all filed weeks."""
        return self.week * (self.hours.sum() / self.week.sum())


def kind_of_tasks(tasks: Sequence[Task], charter: Charter) -> np.ndarray:
    """Return (T,) 0 other, 1 conceptual, 2 manual: as the task says, else by its rating and the charter's two lines."""
    stated = {"conceptual": 1, "manual": 2, "other": 0}
    high, low = charter["jobs.conceptual_rating_min"], charter["jobs.manual_rating_max"]
    return np.array([stated[t.kind] if t.kind else 1 if t.empowerment >= high else 2 if t.empowerment <= low else 0 for t in tasks], np.int8)


def make_workplace(tasks: Iterable[Task], people: Iterable[Person], *, charter: Charter) -> Workplace | Refused:
    """Check tasks and people and return them as a workplace.

    Refuses an empty side, a label used twice, hours that are not positive numbers, ratings outside the scale, kinds that
    do not exist, hours of today in unknown tasks, and more hours of tasks than the members' weeks hold.

    >>> from parecon.charter import default_charter
    >>> refused = make_workplace([Task("mop", 40, 25, 3)], [Person("Ana", 40)], charter=default_charter())
    >>> print(refused)
    task 'mop', empowerment: a rating lies outside the scale (25, against 1 to 20); give a rating in that range
    """
    tasks, people = tuple(tasks), tuple(people)
    if not tasks or not people:
        return Refused(Reason.NOTHING_TO_DO, "workplace", f"{len(tasks)} tasks, {len(people)} people", "one of each", "list tasks and people")
    refused = _twice("task", tasks) or _twice("person", people)
    for task in tasks:
        refused = refused or _check_task(task, charter)
    names = {t.name for t in tasks}
    for person in people:
        refused = refused or _check_person(person, names)
    if refused is not None:
        return refused
    hours, week = np.array([t.hours_per_week for t in tasks], float), np.array([p.hours_per_week for p in people], float)
    if hours.sum() > week.sum() * (1 + 1e-9):
        return Refused(Reason.HOURS_TOO_MANY, "workplace", round(float(hours.sum()), 2), round(float(week.sum()), 2), "take on members, agree longer weeks, or drop tasks")
    column = {t.name: j for j, t in enumerate(tasks)}
    today = np.zeros((len(people), len(tasks)))
    for i, person in enumerate(people):
        for name, amount in person.today.items():
            today[i, column[name]] = amount
    return Workplace(tasks, people, hours, np.array([t.empowerment for t in tasks], float), np.array([t.desirability for t in tasks], float),
                     kind_of_tasks(tasks, charter), week, today)


def join_workplaces(parts: Mapping[str, Workplace], *, charter: Charter) -> Workplace | Refused:
    """Return one workplace of several places, each task and person named by its place.

    Where the charter's ``jobs.places`` is ``within`` it is still balanced place by place.
    """
    tasks, people = [], []
    for place, part in parts.items():
        name_of = {t.name: f"{place}: {t.name}" for t in part.tasks}
        tasks += [replace(t, name=name_of[t.name], place=place) for t in part.tasks]
        people += [
            replace(p, name=f"{place}: {p.name}", place=place, today={name_of[n]: h for n, h in p.today.items()},
                    barred=frozenset(name_of[n] for n in p.barred & name_of.keys()))
            for p in part.people
        ]
    return make_workplace(tasks, people, charter=charter)


def _twice(what: str, items: Sequence) -> Refused | None:
    seen: set[str] = set()
    for item in items:
        if item.name in seen:
            return Refused(Reason.LABEL_TWICE, f"{what} {item.name!r}", 2, 1, "give each its own name")
        seen.add(item.name)
    return None


def _check_task(task: Task, charter: Charter) -> Refused | None:
    low, high = charter["jobs.rating_min"], charter["jobs.rating_max"]
    if not _is_number(task.hours_per_week) or task.hours_per_week <= 0:
        return Refused(Reason.HOURS_NOT_POSITIVE, f"task {task.name!r}", task.hours_per_week, "above 0", "state its hours per week or leave it out")
    for name, value in (("empowerment", task.empowerment), ("desirability", task.desirability)):
        if not _is_number(value):
            return Refused(Reason.RATING_NOT_A_NUMBER, f"task {task.name!r}, {name}", value, f"{low} to {high}", "have members rate it")
        if not low <= value <= high:
            return Refused(Reason.RATING_OUTSIDE_SCALE, f"task {task.name!r}, {name}", value, f"{low} to {high}", "give a rating in that range")
    if task.kind not in ("", "conceptual", "manual", "other"):
        return Refused(Reason.UNKNOWN_LABEL, f"task {task.name!r}, kind", task.kind, "conceptual, manual, other", "use one of these or none")
    return None


def _check_person(person: Person, tasks: set[str]) -> Refused | None:
    if not _is_number(person.hours_per_week) or person.hours_per_week <= 0:
        return Refused(Reason.HOURS_NOT_POSITIVE, f"person {person.name!r}", person.hours_per_week, "above 0", "state their hours per week or leave them out")
    for name, hours in person.today.items():
        if name not in tasks:
            return Refused(Reason.UNKNOWN_LABEL, f"person {person.name!r}, today", name, "a task of the workplace", "list the task")
        if not _is_number(hours) or hours < 0:
            return Refused(Reason.HOURS_NOT_POSITIVE, f"person {person.name!r}, today, {name!r}", hours, "0 or more", "state the hours per week")
    return None


def _is_number(value) -> bool:
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool) and math.isfinite(value)


def median_ratings(tasks: Iterable[Task], ratings: Iterable[TaskRating], *, charter: Charter) -> tuple[tuple[Task, ...], dict[str, float]] | Refused:
    """Return the tasks with members' median ratings, and each task's spread of empowerment (distance of quartiles, points).

    A task nobody rated keeps its rating and has no spread. Refuses ratings outside the scale, of unknown tasks, and twice by one member.

    >>> from parecon.charter import default_charter
    >>> votes = [TaskRating(who, "mop", e, 5) for who, e in (("Ana", 2), ("Bo", 4), ("Cy", 3))]
    >>> tasks, spread = median_ratings([Task("mop", 40, 10, 10)], votes, charter=default_charter())
    >>> tasks[0].empowerment, tasks[0].desirability, spread
    (3.0, 5.0, {'mop': 1.0})
    """
    tasks = tuple(tasks)
    low, high = charter["jobs.rating_min"], charter["jobs.rating_max"]
    got: dict[str, dict[str, TaskRating]] = {t.name: {} for t in tasks}
    for rating in ratings:
        what = f"{rating.member} of {rating.task!r}"
        if rating.task not in got:
            return Refused(Reason.UNKNOWN_LABEL, what, rating.task, "a task of the workplace", "list the task")
        if rating.member in got[rating.task]:
            return Refused(Reason.RATED_TWICE, what, rating.empowerment, got[rating.task][rating.member].empowerment, "change the first rating")
        for value in (rating.empowerment, rating.desirability):
            if not _is_number(value):
                return Refused(Reason.RATING_NOT_A_NUMBER, what, value, f"{low} to {high}", "give a number on the scale")
            if not low <= value <= high:
                return Refused(Reason.RATING_OUTSIDE_SCALE, what, value, f"{low} to {high}", "give a number on the scale")
        got[rating.task][rating.member] = rating
    out, spread = [], {}
    for task in tasks:
        votes = list(got[task.name].values())
        if votes:
            lower, median, upper = np.percentile([v.empowerment for v in votes], [25, 50, 75])
            spread[task.name] = float(upper - lower)
            task = Task(task.name, task.hours_per_week, float(median), float(np.median([v.desirability for v in votes])), task.skills, task.licence,
                        task.block_hours_min, task.place, task.kind, task.examples)
        out.append(task)
    return tuple(out), spread


def centre_ratings(values, weights=None) -> np.ndarray:
    """Return ratings centred on 0 by their weighted mean, so that a balanced job scores about 0.

    >>> centre_ratings([3, 18]).tolist()
    [-7.5, 7.5]
    """
    values = np.asarray(values, float)
    return values - np.average(values, weights=weights)
