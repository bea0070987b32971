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
_PEOPLE, _TASKS = 120, 120
_NEAR = 0.05


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
    today, token, balanced = check_balance(workplace, workplace.today, charter=charter), _rotate(workplace, _TOKEN), _balance(workplace, charter)
    token_verdict = check_balance(workplace, token.hours, charter=charter)
    left = balanced.after.gap / balanced.before.gap
    found = (not today.passed, not token_verdict.passed, balanced.finding.passed, left <= _NEAR, _has_both(workplace, balanced.hours))
    return found, (
        f"US hospitals, {len(workplace.people)} members and {len(workplace.tasks)} tasks by O*NET and BLS: jobs lie {balanced.before.gap:.1f} points apart;"
        f" the top fifth holds {balanced.before.top_fifth_share:.0%} of empowering hours.",
        f"One day in 20 elsewhere: {token_verdict.gap_share_left:.0%} of the gap remains. {'Passes' if token_verdict.passed else 'Fails'}.",
        f"Balanced with one level of study: {balanced.after.gap:.2f} points apart, {left:.1%} of today's gap; the top fifth holds {balanced.after.top_fifth_share:.0%}.",
        f"{balanced.finding.as_text().capitalize()}.",
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
