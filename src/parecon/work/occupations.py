"""From occupations to a workplace: ratings from named items, tasks from acts, people from the numbers employed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping, Sequence

import numpy as np

from parecon.charter import Charter
from parecon.work.refusals import Reason, Refused
from parecon.work.shares import divide_exactly
from parecon.work.tasks import Person, Task, Workplace, make_workplace

__all__ = ["Occupation", "make_industry_workplace", "rate_acts", "rate_items"]

ACT_NAMES = {
    "lead": "planning and deciding", "inquire": "inquiring and designing", "teach": "teaching and advising", "record": "recording and informing",
    "care": "attending to people", "handle": "handling and operating", "mixed": "other duties",
}
_FIELDS = {
    "11": "management", "13": "business and finance", "15": "computing", "17": "engineering", "19": "science", "21": "community service", "23": "law",
    "25": "education", "27": "arts and media", "29": "health practice", "31": "health support", "33": "protection", "35": "food", "37": "cleaning and grounds",
    "39": "personal service", "41": "sales", "43": "office", "45": "farming", "47": "construction", "49": "repair", "51": "production", "53": "transport",
}


@dataclass(frozen=True)
class Occupation:
    """An occupation in an industry: numbers employed, level 1 to 5, licence, and its acts with share of time, ratings and examples."""

    code: str
    title: str
    jobs: float
    level: int
    licence: str
    act_shares: Mapping[str, float]
    act_empowerment: Mapping[str, float]
    desirability: float
    examples: Mapping[str, tuple[str, ...]]


def rate_items(figures: np.ndarray, *, sign, weight, low, high, charter: Charter) -> np.ndarray:
    """Return (N,) ratings on the charter's scale from (N, K) figures of named items.

    Each item is put between 0 and 1 by its own scale, turned round where sign is -1, averaged by weight; the lowest
    occupation then takes the scale's lower end and the highest its upper end. Our design.

    >>> from parecon.charter import default_charter
    >>> rate_items(np.array([[1.0, 5], [5, 1], [3, 3]]), sign=np.array([1, -1]), weight=np.ones(2), low=1, high=5, charter=default_charter()).tolist()
    [1.0, 20.0, 10.5]
    """
    part = (figures - low) / (np.asarray(high) - low)
    mean = np.where(np.asarray(sign) > 0, part, 1 - part) @ weight / np.sum(weight)
    lowest, highest = float(charter["jobs.rating_min"]), float(charter["jobs.rating_max"])
    width = np.ptp(mean)
    return np.full(mean.size, (lowest + highest) / 2) if width == 0 else lowest + (highest - lowest) * (mean - mean.min()) / width


def rate_acts(ratings: np.ndarray, shares: np.ndarray, jobs: np.ndarray, *, charter: Charter) -> tuple[np.ndarray, np.ndarray]:
    """Return (A,) what an hour of each act adds, and (N, A) ratings of every act in every occupation.

    What acts are worth follows from occupations: ratings (N,) are regressed on time shares (N, A), weighted by jobs (N,).
    Inside an occupation its acts lie that far apart around its own rating, so that their time-weighted mean is the occupation's;
    where the scale would be left they lie closer together. Our design.
    """
    root = np.sqrt(jobs)[:, None]
    worth = np.linalg.lstsq(shares * root, ratings * root[:, 0], rcond=None)[0]
    apart = worth[None, :] - (shares @ worth)[:, None]
    low, high = charter["jobs.rating_min"], charter["jobs.rating_max"]
    present = shares > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        room = np.where(apart > 0, (high - ratings)[:, None] / apart, (low - ratings)[:, None] / apart)
    room = np.where(present & (np.abs(apart) > 1e-12), room, 1.0)
    closer = np.clip(room.min(axis=1), 0.0, 1.0)[:, None]
    return worth, np.clip(ratings[:, None] + closer * apart, low, high)


def make_industry_workplace(
    occupations: Sequence[Occupation], people: int, tasks_max: int, *, charter: Charter, week_share: float = 1.0
) -> Workplace | Refused:
    """Return a workplace of ``people`` in the proportions of ``occupations``, with at most ``tasks_max`` tasks.

    Each occupation's week is divided among its acts. Small occupations' acts are put together by field, act, level and licence
    until the tasks fit. Levels: inquiring and teaching need the occupation's level in its field; planning and deciding needs one
    less in coordination; the rest one less in the field from level 3. Licences hold for all acts but planning, teaching and recording.
    week_share: share of the week that tasks fill (the rest is for learning). Refuses fewer than one person or task, and a
    tasks_max that the acts cannot be put into.
    """
    if people < 1 or tasks_max < 1 or not occupations:
        return Refused(Reason.NOTHING_TO_DO, "workplace", f"{people} people, {tasks_max} tasks", "one of each", "ask for at least one person and task")
    counts = divide_exactly(people, np.array([round(o.jobs * 10) for o in occupations], np.int64))
    if isinstance(counts, Refused):
        return counts
    staffed = sorted(((o, int(n)) for o, n in zip(occupations, counts) if n), key=lambda pair: (-pair[1], pair[0].code))
    for apart in range(len(staffed), -1, -1):
        for wide in (False, True):
            names = {(o.code, act): _task_name(o, act, rank < apart, wide) for rank, (o, _) in enumerate(staffed) for act in o.act_shares if o.act_shares[act] > 0}
            if len(set(names.values())) <= tasks_max:
                return _build(staffed, names, charter, week_share)
    return Refused(Reason.TOO_FEW_TASKS, "tasks", tasks_max, len(set(names.values())), "allow that many tasks, or take fewer people")


def _task_name(occupation: Occupation, act: str, apart: bool, wide: bool) -> str:
    if apart:
        return f"{occupation.title}: {ACT_NAMES[act]}"
    skill, level = _need(occupation, act)
    field = "" if wide and level <= 2 else f"{_FIELDS.get(occupation.code[:2], occupation.code[:2])}: "
    licence = _licence(occupation, act)
    return f"{field}{ACT_NAMES[act]}" + (f", level {level}" if level > 2 else "") + (f", {licence}" if licence else "")


def _need(occupation: Occupation, act: str) -> tuple[str, int]:
    level = occupation.level
    if act == "lead":
        return "coordination", max(level - 1, 1)
    field = _FIELDS.get(occupation.code[:2], occupation.code[:2])
    return field, level if act in ("inquire", "teach") else level - 1 if level >= 3 else level


def _licence(occupation: Occupation, act: str) -> str:
    return "" if act in ("lead", "teach", "record") else occupation.licence


def _build(staffed, names, charter: Charter, week_share: float) -> Workplace | Refused:
    week = charter["jobs.week_hours"]
    parts: dict[str, list[tuple[Occupation, str, float]]] = {}
    for occupation, count in staffed:
        for act, share in occupation.act_shares.items():
            if share > 0:
                parts.setdefault(names[occupation.code, act], []).append((occupation, act, count * share * week * week_share))
    tasks = [_make_task(name, lines) for name, lines in parts.items()]
    people = []
    for occupation, count in staffed:
        today: dict[str, float] = {}
        for act, share in occupation.act_shares.items():
            if share > 0:
                name = names[occupation.code, act]
                today[name] = today.get(name, 0.0) + share * week * week_share
        skills = dict.fromkeys(_FIELDS.values(), min(occupation.level, 2))
        skills |= {_FIELDS.get(occupation.code[:2], occupation.code[:2]): occupation.level, "coordination": occupation.level}
        licences = frozenset({occupation.licence} - {""})
        people += [Person(f"{occupation.title} {k}", week, skills, licences, today, job=occupation.title) for k in range(1, count + 1)]
    return make_workplace(tasks, people, charter=charter)


def _make_task(name: str, lines) -> Task:
    hours = sum(h for _, _, h in lines)
    needs: dict[str, int] = {}
    for occupation, act, _ in lines:
        skill, level = _need(occupation, act)
        needs[skill] = min(needs.get(skill, level), level)
    if len(needs) > 1:
        needs = {skill: level for skill, level in needs.items() if level > 2}
    largest = max(lines, key=lambda line: line[2])
    return Task(name, hours, sum(o.act_empowerment[a] * h for o, a, h in lines) / hours, sum(o.desirability * h for o, _, h in lines) / hours,
                skills=needs, licence=_licence(largest[0], largest[1]), examples=tuple(largest[0].examples.get(largest[1], ())))
