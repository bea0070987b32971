"""Story 8, the boss with the broom: a manager who sweeps once a month is still a manager; so in a hospital."""

from __future__ import annotations

import numpy as np

from parecon.datasets.occupations import ACTS, read_occupations, read_rating_items
from parecon.lab.stories.telling import Story, near
from parecon.work import (
    BalancedJobs, Occupation, Person, Refused, Rotation, Task, Workplace, balance_jobs, check_balance, job_scores, make_industry_workplace, make_workplace,
    rate_acts, rate_items, rotate_jobs,
)

__all__ = ["tell"]

_WEEK = 40
_DIRECTS, _SWEEPS = 18, 3
_TOKEN = 1 / 20
_HOSPITALS = "622"
_PEOPLE, _TASKS = 60, 100
_NEAR = 0.05
"""Of today's gap between two; among many, of today's mean distance, which is what the balance makes least."""


def tell(charter) -> Story:
    """Return the story: two people, one directs and one sweeps; then the hospitals of the United States."""
    pair = _pair(charter)
    token, full, balanced = _rotate(pair, _TOKEN), _rotate(pair, None), _balance(pair, charter)
    verdicts = {name: check_balance(pair, hours, charter=charter) for name, hours in (("token", token.hours), ("full", full.hours), ("balanced", balanced.hours))}
    scores = {name: job_scores(hours, pair.empowerment) for name, hours in (("token", token.hours), ("full", full.hours), ("balanced", balanced.hours))}
    hospital, hospital_lines = _hospital(charter)
    found = (near(scores["token"][0], (17.25, 1e-9)), near(scores["token"][1], (3.75, 1e-9)), near(verdicts["token"].gap_share_left, (0.9, 1e-9)),
             not verdicts["token"].passed, near(float(full.hours.sum(axis=0) @ pair.empowerment / full.hours.sum()), (10.5, 1e-9)),
             near(float(np.ptp(scores["full"])), (0.0, 1e-9)), near(full.unskilled_share, (0.25, 1e-9)), full.same_person_share < token.same_person_share,
             verdicts["balanced"].passed, verdicts["balanced"].gap_share_left <= _NEAR, _has_both(pair, balanced.hours), *hospital)
    lines = (
        "Wetzel: a manager who sweeps the floor once a month is still a manager; conception and execution have to meet in the same heads.",
        f"Directing is rated {_DIRECTS}, sweeping {_SWEEPS}. One day in 20 swapped: {scores['token'][0]:.2f} and {scores['token'][1]:.2f}; {verdicts['token'].gap_share_left:.0%} of the gap remains.",
        f"The balance test: {verdicts['token'].as_text()}.",
        f"Full rotation: {scores['full'][0]:.1f} and {scores['full'][1]:.1f}. Its cost: {full.unskilled_share:.0%} of hours by someone without the skill;"
        f" the one who knows a task keeps {full.same_person_share:.0%} of it, not {token.same_person_share:.0%}.",
        f"Balanced jobs: {scores['balanced'][0]:.1f} and {scores['balanced'][1]:.1f}, after study: {'; '.join(str_of(need) for need in balanced.training)}.",
        f"{verdicts['balanced'].as_text().capitalize()}.",
        *hospital_lines,
    )
    return Story("broom", lines, all(found))


def str_of(need) -> str:
    """Return a need for training in words."""
    return f"{need.person} learns {need.skill} from level {need.from_level} to {need.to_level}"


def _pair(charter) -> Workplace:
    """Return the workplace of two, in which directing needs a skill that one of them has."""
    tasks = [Task("direct", _WEEK, _DIRECTS, 15, {"coordination": 2}), Task("sweep", _WEEK, _SWEEPS, 5)]
    people = [Person("who directs", _WEEK, {"coordination": 2}, today={"direct": _WEEK}), Person("who sweeps", _WEEK, {"coordination": 1}, today={"sweep": _WEEK})]
    return _accept(make_workplace(tasks, people, charter=charter))


def _accept(value):
    assert not isinstance(value, Refused), value
    return value


def _rotate(workplace: Workplace, share: float | None) -> Rotation:
    return _accept(rotate_jobs(workplace, share))


def _balance(workplace: Workplace, charter) -> BalancedJobs:
    return _accept(balance_jobs(workplace, charter=charter, training_levels=1))


def _has_both(workplace: Workplace, hours: np.ndarray) -> bool:
    """Tell whether everyone has conceptual and manual hours."""
    return bool((hours[:, workplace.kinds == 1].sum(axis=1) > 0).all() and (hours[:, workplace.kinds == 2].sum(axis=1) > 0).all())


def _hospital(charter) -> tuple[tuple[bool, ...], tuple[str, ...]]:
    """Return whether hospitals come out as they must, and what is said of them."""
    workplace = _hospital_workplace(charter)
    token, full, jobs = _rotate(workplace, _TOKEN), _rotate(workplace, None), _balance(workplace, charter)
    today, by_turns = (check_balance(workplace, hours, charter=charter) for hours in (workplace.today, token.hours))
    left, apart = jobs.after.spread / jobs.before.spread, jobs.after.gap / jobs.before.gap
    found = (not today.passed, not by_turns.passed, jobs.finding.passed, left <= _NEAR, jobs.gap_share <= _NEAR, _has_both(workplace, jobs.hours))
    return found, (
        f"US hospitals, {len(workplace.people)} members and {len(workplace.tasks)} tasks by O*NET and BLS: a job lies {jobs.before.spread:.2f} points from the mean on average;"
        f" highest and lowest {jobs.before.gap:.1f} apart.",
        f"One day in 20 elsewhere: {by_turns.gap_share_left:.0%} of that gap remains, {'passes' if by_turns.passed else 'fails'}."
        f" Full rotation: {full.unskilled_share:.0%} of hours by people without the skill or licence.",
        f"Balanced with one level of study: {left:.1%} of today's spread remains, {jobs.gap_share:.1%} above what is provably the least;"
        f" between highest and lowest {apart:.0%} of the gap.",
        f"{jobs.finding.as_text().capitalize()}.",
    )


def _hospital_workplace(charter) -> Workplace:
    table, ratings = read_occupations(), {}
    for name in ("empowerment", "desirability"):
        items = read_rating_items(name)
        ratings[name] = rate_items(table.columns_of(items), sign=items.sign, weight=items.weight, low=items.low, high=items.high, charter=charter)
    row = table.thousand_jobs[table.industry(_HOSPITALS)]
    _, acts = rate_acts(ratings["empowerment"], table.act_shares, table.thousand_jobs.sum(axis=0), charter=charter)
    occupations = [
        Occupation(table.codes[n], table.titles[n], float(row[n]), int(round(table.job_zone[n])), table.licences[n], dict(zip(ACTS, table.act_shares[n])),
                   dict(zip(ACTS, acts[n])), float(ratings["desirability"][n]), table.examples[n])
        for n in np.flatnonzero(row)
    ]
    return _accept(make_industry_workplace(occupations, _PEOPLE, _TASKS, charter=charter))
