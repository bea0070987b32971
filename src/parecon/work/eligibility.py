"""Who may do which task, what lacks to whom, and the training that would mend it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.charter import Charter
from parecon.work.refusals import Reason, Refused
from parecon.work.tasks import Person, Task, Workplace

__all__ = ["Eligibility", "TrainingNeed", "read_eligibility", "study_hours", "tasks_nobody_may_do"]


@dataclass(frozen=True)
class TrainingNeed:
    """Study that would let one person do one task."""

    person: str
    task: str
    skill: str
    from_level: int
    to_level: int
    hours: float


@dataclass(frozen=True)
class Eligibility:
    """allowed (P, T): may do the task today. levels_missing (P, T): skill levels that lack, 99 where no training opens the task."""

    allowed: np.ndarray
    levels_missing: np.ndarray


def study_hours(from_level: int, to_level: int, charter: Charter) -> float:
    """Return hours of study from one level of a skill to another; level 1 is had by everyone.

    >>> from parecon.charter import default_charter
    >>> study_hours(2, 4, default_charter())
    800.0
    """
    steps = charter["jobs.training_hours_by_level"]
    return float(sum(steps[min(level, len(steps) + 1) - 2] for level in range(max(from_level, 1) + 1, to_level + 1)))


def read_eligibility(workplace: Workplace) -> Eligibility:
    """Return who may do what, by skills, licences and bars."""
    people, tasks = workplace.people, workplace.tasks
    missing = np.zeros((len(people), len(tasks)), np.int16)
    for skill in sorted({s for t in tasks for s in t.skills}):
        need = np.array([t.skills.get(skill, 0) for t in tasks])
        level = np.array([p.skills.get(skill, 1) for p in people])
        at = np.flatnonzero(need > 1)
        missing[:, at] += np.maximum(need[at][None, :] - level[:, None], 0).astype(np.int16)
    for licence in {t.licence for t in tasks if t.licence}:
        column = np.flatnonzero([t.licence == licence for t in tasks])
        row = np.flatnonzero([licence not in p.licences for p in people])
        missing[np.ix_(row, column)] = 99
    column_of = {t.name: j for j, t in enumerate(tasks)}
    for i, person in enumerate(people):
        for name in person.barred & column_of.keys():
            missing[i, column_of[name]] = 99
    return Eligibility(missing == 0, missing)


def tasks_nobody_may_do(workplace: Workplace, eligibility: Eligibility, *, charter: Charter) -> Refused | None:
    """Return a refusal that names every task without anybody who may do it, with the shortest training that would mend it."""
    orphans = np.flatnonzero(~eligibility.allowed.any(axis=0))
    if not orphans.size:
        return None
    lines = []
    for j in orphans:
        task = workplace.tasks[j]
        needs = [n for i in range(len(workplace.people)) if (n := mend(workplace.people[i], task, eligibility.levels_missing[i, j], charter))]
        best = min(needs, key=lambda n: (n.hours, n.person), default=None)
        if best is None:
            lines.append(f"{task.name!r}: take on somebody with {f'licence {task.licence}' if task.licence else 'leave to do it'}")
        else:
            lines.append(f"{task.name!r}: train {best.person} in {best.skill} from level {best.from_level} to {best.to_level} ({best.hours:g} h)")
    return Refused(Reason.NOBODY_MAY_DO, f"{orphans.size} task{'s' if orphans.size > 1 else ''}", 0, "at least one member", "; ".join(lines),
                   tuple(workplace.tasks[j].name for j in orphans))


def mend(person: Person, task: Task, levels_missing: int, charter: Charter) -> TrainingNeed | None:
    """Return the training that lets ``person`` do ``task``, None where none can; of several skills the widest gap is named, all are counted."""
    if levels_missing == 0 or levels_missing >= 99:
        return None
    gaps = {s: (person.skills.get(s, 1), level) for s, level in task.skills.items() if level > person.skills.get(s, 1)}
    widest = max(sorted(gaps), key=lambda s: gaps[s][1] - gaps[s][0])
    return TrainingNeed(person.name, task.name, widest, *gaps[widest], sum(study_hours(a, b, charter) for a, b in gaps.values()))
