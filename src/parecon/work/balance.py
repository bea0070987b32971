"""Balanced jobs: the assignment of task hours to people that equalises empowerment."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from parecon.charter import Charter
from parecon.work.aggregate import balance_classes, block_hours
from parecon.work.classes import group_people
from parecon.work.eligibility import TrainingNeed, mend, read_eligibility, tasks_nobody_may_do
from parecon.work.exact import balance_exactly
from parecon.work.refusals import Reason, Refused
from parecon.work.scores import BalanceFinding, JobFigures, check_balance, job_scores, mean_rating, measure_jobs, spread_of
from parecon.work.sharing import share_class_hours
from parecon.work.tasks import Task, Workplace, make_workplace

__all__ = ["BalancedJobs", "balance_jobs", "hours_outside"]


@dataclass(frozen=True)
class BalancedJobs:
    """A division of labour and the proof of its quality.

    hours: (P, T) per week. before, after: figures of today's jobs and of these. finding: whether they pass.
    bound: no division of labour under the same rules that falls short of the floors no more than ``floor_short`` has less
    spread, points (where whole blocks cost the floors more than that, the spread may lie below it). gap_share: (value - bound) over today's spread (in points where today has none).
    floor_short: hours that the floors lack and no assignment under today's skills can give. training: study that the plan
    relies on (empty where training was not allowed). small_blocks: blocks below the least that remain.
    """

    workplace: Workplace
    hours: np.ndarray
    before: JobFigures
    after: JobFigures
    finding: BalanceFinding
    bound: float
    gap_share: float
    floor_short: float
    training: tuple[TrainingNeed, ...]
    small_blocks: int
    method: str


def balance_jobs(workplace: Workplace, *, charter: Charter, training_levels: int = 0, exact: bool | None = None) -> BalancedJobs | Refused:
    """Assign every task hour so that jobs are alike in empowerment and, as far as they can, in desirability.

    Minimises mean_i |E_i - mean| within skills, licences, weekly hours and the floors of conceptual and manual hours; then,
    within ``jobs.spread_slack``, ``jobs.desirability_weight`` times the same for desirability plus change from today.
    training_levels: so many skill levels may be learnt first (licences may not). exact: solve the mixed-integer programme
    (None: where the workplace is no
    larger than ``jobs.exact_pairs_max`` and the bound does not already prove the plan), up to ``jobs.time_limit_seconds``.
    ``jobs.places`` = within balances each workplace apart, between opens every task to all.
    Refuses tasks nobody may do, naming them and the training that would mend it.
    Source: institutions of this project, section 6; the optimiser is our design.

    >>> from parecon.charter import default_charter
    >>> from parecon.work import Person, Task, make_workplace
    >>> tasks = [Task("plan", 40, 18, 15), Task("sweep", 40, 3, 5)]
    >>> people = [Person("Ana", 40, today={"plan": 40}), Person("Bo", 40, today={"sweep": 40})]
    >>> charter = default_charter()
    >>> jobs = balance_jobs(make_workplace(tasks, people, charter=charter), charter=charter)
    >>> jobs.before.gap, round(jobs.after.gap, 6), jobs.finding.passed
    (15.0, 0.0, True)
    """
    if not 0 <= training_levels <= 98:
        return Refused(Reason.OUTSIDE_RANGE, "skill levels that may be learnt", training_levels, "0 to 98", "give a number of levels")
    places = sorted({p.place for p in workplace.people} | {t.place for t in workplace.tasks})
    if charter["jobs.places"] == "within" and len(places) > 1:
        return _balance_places(workplace, places, charter, training_levels, exact)
    eligibility = read_eligibility(workplace)
    allowed = eligibility.levels_missing <= training_levels
    refused = tasks_nobody_may_do(workplace, replace(eligibility, allowed=allowed), charter=charter)
    if refused is not None:
        return refused
    before = measure_jobs(workplace, workplace.today if workplace.today.sum() > 0 else _equal_split(workplace), charter=charter)
    classes = group_people(workplace, allowed, eligibility.levels_missing, charter=charter)
    plan = balance_classes(workplace, classes, before.spread, charter=charter, rounds=charter["jobs.closing_rounds_max"])
    if isinstance(plan, Refused):
        return plan
    hours = share_class_hours(workplace, classes, plan.hours, charter=charter)
    bound, method = plan.bound, "classes of like people"
    slack = charter["jobs.spread_slack"] * before.spread + 1e-6
    if exact or (exact is None and allowed.size <= charter["jobs.exact_pairs_max"] and not _is_settled(workplace, hours, bound + slack, charter)):
        better = balance_exactly(workplace, eligibility.levels_missing, hours, slack, training_levels=training_levels, charter=charter)
        hours, bound, method = better.hours, max(bound, better.bound), better.method
    after = measure_jobs(workplace, hours, charter=charter)
    training = tuple(_training(workplace, hours, eligibility, charter)) if training_levels else ()
    return BalancedJobs(workplace, hours, before, after, check_balance(workplace, hours, charter=charter), bound,
                        _gap_share(after.spread - bound, before.spread), plan.floor_short, training, _small_blocks(workplace, hours, charter), method)


def _gap_share(gap: float, spread_before: float) -> float:
    """The gap as a share of today's spread, or in points where today has none."""
    return gap / (spread_before if spread_before > 1e-6 else 1.0)


def _is_settled(workplace: Workplace, hours: np.ndarray, enough: float, charter: Charter) -> bool:
    """Whether the bound already proves the plan good and every rule on blocks holds."""
    few = (hours > 1e-7).sum(axis=1).max() <= charter["jobs.tasks_max"]
    spread = spread_of(job_scores(hours, workplace.empowerment), mean_rating(hours, workplace.empowerment))
    return bool(few and spread <= enough and not _small_blocks(workplace, hours, charter))


def _small_blocks(workplace: Workplace, hours: np.ndarray, charter: Charter) -> int:
    return int(((hours > 1e-7) & (hours < block_hours(workplace, charter) - 1e-6)).sum())


def _equal_split(workplace: Workplace) -> np.ndarray:
    """(P, T) everybody does the same share of everything: the comparison where no one says what is done today."""
    return np.outer(workplace.worked, workplace.hours / workplace.hours.sum())


def _training(workplace: Workplace, hours: np.ndarray, eligibility, charter: Charter) -> list[TrainingNeed]:
    """Each person's study, a skill once, to the highest level that their new tasks need."""
    needs: dict[tuple[str, str], TrainingNeed] = {}
    for i, j in np.argwhere((hours > 1e-9) & (eligibility.levels_missing > 0)):
        need = mend(workplace.people[i], workplace.tasks[j], int(eligibility.levels_missing[i, j]), charter)
        key = (need.person, need.skill)
        if key not in needs or needs[key].to_level < need.to_level:
            needs[key] = need
    return [needs[key] for key in sorted(needs)]


def _balance_places(workplace: Workplace, places: list[str], charter: Charter, training_levels: int, exact: bool | None) -> BalancedJobs | Refused:
    """Balance each workplace apart and put the results together; the gap is measured within each."""
    hours, results = np.zeros(workplace.today.shape), []
    for place in places:
        rows = np.flatnonzero([p.place == place for p in workplace.people])
        columns = np.flatnonzero([t.place == place for t in workplace.tasks])
        names = {workplace.tasks[j].name for j in columns}
        people = [replace(workplace.people[i], today={n: h for n, h in workplace.people[i].today.items() if n in names}) for i in rows]
        part = make_workplace([workplace.tasks[j] for j in columns], people, charter=charter)
        result = part if isinstance(part, Refused) else balance_jobs(part, charter=charter, training_levels=training_levels, exact=exact)
        if isinstance(result, Refused):
            return replace(result, subject=f"workplace {place!r}, {result.subject}")
        hours[np.ix_(rows, columns)] = result.hours
        results.append((rows.size, result))
    total = len(workplace.people)
    before = measure_jobs(workplace, workplace.today if workplace.today.sum() > 0 else _equal_split(workplace), charter=charter)
    spread_before = sum(n * r.before.spread for n, r in results) / total
    bound = sum(n * r.bound for n, r in results) / total
    value = sum(n * r.after.spread for n, r in results) / total
    return BalancedJobs(workplace, hours, before, measure_jobs(workplace, hours, charter=charter), check_balance(workplace, hours, charter=charter), bound,
                        _gap_share(value - bound, spread_before), sum(r.floor_short for _, r in results),
                        tuple(t for _, r in results for t in r.training), sum(r.small_blocks for _, r in results), "each workplace apart")


def hours_outside(society_mean: float, own_mean: float, outside_mean: float) -> float:
    """Return the share of hours that members of a workplace with a poor mix spend outside it: (E_society - E_w) / (E_out - E_w).

    0 where the own mean is no worse than society's; 1 where even full time outside does not suffice.
    Source: Albert and Hahnel, Looking Forward, ch. 7; the formula is our design.

    >>> hours_outside(10.5, 8.0, 13.0)
    0.5
    """
    if own_mean >= society_mean:
        return 0.0
    return 1.0 if outside_mean <= society_mean else (society_mean - own_mean) / (outside_mean - own_mean)
