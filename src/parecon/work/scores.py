"""Scores of jobs, their spread, and whether a workplace is balanced."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.charter import Charter
from parecon.work.tasks import Workplace

__all__ = ["BalanceFinding", "JobFigures", "concentration", "job_scores", "mean_rating", "measure_jobs", "monopoly_of_expertise", "spread_of", "check_balance"]


def job_scores(hours: np.ndarray, ratings: np.ndarray) -> np.ndarray:
    """Return (P,) time-weighted mean rating of each job: E_i = sum_t h_it e_t / sum_t h_it. hours (P, T), ratings (T,).

    Source: participatoryeconomy.org, towards an improved process for balancing jobs. A person without hours scores the mean.

    >>> job_scores(np.array([[38.0, 2.0], [2.0, 38.0]]), np.array([18.0, 3.0])).tolist()
    [17.25, 3.75]
    """
    total = hours.sum(axis=1)
    return np.where(total > 0, hours @ ratings / np.where(total > 0, total, 1.0), mean_rating(hours, ratings))


def mean_rating(hours: np.ndarray, ratings: np.ndarray) -> float:
    """Return the rating of the average hour of (P, T) ``hours``: what every job of a balanced workplace scores."""
    return float(hours.sum(axis=0) @ ratings) / max(float(hours.sum()), 1e-300)


def spread_of(scores: np.ndarray, centre: np.ndarray | float | None = None) -> float:
    """Return the mean distance of (P,) scores from their centre (their mean if none is given), in points."""
    return float(np.mean(np.abs(scores - (scores.mean() if centre is None else centre))))


def monopoly_of_expertise(hours: np.ndarray, ratings: np.ndarray, line: float) -> float:
    """Return M = 0.5 sum_i |w_i/W - h_i/H|, w_i the person's hours of tasks rated at least ``line``; 0 none, near 1 all in few hands.

    Source: institutions of this project, section 13 (our design).

    >>> monopoly_of_expertise(np.array([[40.0, 0.0]] + [[0.0, 40.0]] * 4), np.array([18.0, 3.0]), 14)
    0.8
    """
    empowering = hours[:, ratings >= line].sum(axis=1)
    if empowering.sum() <= 0:
        return 0.0
    return float(round(0.5 * np.abs(empowering / empowering.sum() - hours.sum(axis=1) / hours.sum()).sum(), 12))


def concentration(amounts: np.ndarray, share: float = 0.2) -> float:
    """Return the share of all amounts that the top ``share`` of people hold, the person on the line counted in part.

    >>> concentration(np.array([10.0, 0, 0, 0, 0]))
    1.0
    """
    if amounts.sum() <= 0:
        return 0.0
    ordered = np.sort(amounts)[::-1]
    count = share * ordered.size
    whole = int(count)
    part = ordered[whole] * (count - whole) if whole < ordered.size else 0.0
    return float((ordered[:whole].sum() + part) / ordered.sum())


@dataclass(frozen=True)
class JobFigures:
    """The figures of one division of labour, in points unless said otherwise.

    spread: mean distance of job scores from the mean. gap: highest minus lowest. gini: of scores. top_fifth_share: share of
    empowering hours held by the top fifth of people. monopoly: index M. conceptual_none, manual_none: share of people without such hours.
    tasks_per_person: mean count. changed_share: share of hours that differ from today.
    """

    spread: float
    spread_desirability: float
    gap: float
    gini: float
    top_fifth_share: float
    monopoly: float
    conceptual_none: float
    manual_none: float
    tasks_per_person: float
    changed_share: float
    scores: np.ndarray


def measure_jobs(workplace: Workplace, hours: np.ndarray, *, charter: Charter) -> JobFigures:
    """Return the figures of (P, T) ``hours`` in ``workplace``."""
    scores = job_scores(hours, workplace.empowerment)
    line = charter["jobs.conceptual_rating_min"]
    total = max(hours.sum(), 1e-300)
    ordered, n = np.sort(scores), scores.size
    today = workplace.today * (total / workplace.today.sum()) if workplace.today.sum() > 0 else hours
    return JobFigures(
        spread=spread_of(scores, mean_rating(hours, workplace.empowerment)),
        spread_desirability=spread_of(job_scores(hours, workplace.desirability), mean_rating(hours, workplace.desirability)),
        gap=float(ordered[-1] - ordered[0]),
        gini=max(0.0, float((2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * max(ordered.sum(), 1e-300)))),
        top_fifth_share=concentration(hours[:, workplace.empowerment >= line].sum(axis=1)),
        monopoly=monopoly_of_expertise(hours, workplace.empowerment, line),
        conceptual_none=float(np.mean(hours[:, workplace.kinds == 1].sum(axis=1) <= 1e-9)),
        manual_none=float(np.mean(hours[:, workplace.kinds == 2].sum(axis=1) <= 1e-9)),
        tasks_per_person=float(np.mean((hours > 1e-9).sum(axis=1))),
        changed_share=float(np.abs(hours - today).sum() / (2 * total)),
        scores=scores,
    )


@dataclass(frozen=True)
class BalanceFinding:
    """Whether a division of labour is balanced, by three rules, with the numbers of each.

    passing_share: share of able members whose score lies within tolerance_points of the mean. conceptual_short, manual_short:
    names of able members below a floor. gap_share_left: today's gap between highest and lowest job that remains (1: all of it).
    """

    passed: bool
    passing_share: float
    passing_share_min: float
    tolerance_points: float
    conceptual_short: tuple[str, ...]
    manual_short: tuple[str, ...]
    gap_share_left: float | None

    def as_text(self) -> str:
        """Return one line with the verdict and the numbers behind it."""
        left = "" if self.gap_share_left is None else f"; {self.gap_share_left:.0%} of today's gap remains"
        return (f"{'balanced' if self.passed else 'not balanced'}: {self.passing_share:.0%} of jobs lie within {self.tolerance_points:.2f} points of the mean"
                f" ({self.passing_share_min:.0%} must), {len(self.conceptual_short)} members short of conceptual and"
                f" {len(self.manual_short)} short of manual hours{left}")


def check_balance(workplace: Workplace, hours: np.ndarray, *, charter: Charter) -> BalanceFinding:
    """Return whether (P, T) ``hours`` balance the jobs: scores near the mean, and both floors for every able member.

    Rotating a token chore leaves the scores apart, and forty hours of middling tasks leave the floors unmet: neither passes.
    Source: institutions of this project, section 6; Wetzel for the floors and the manager who sweeps.
    """
    scores = job_scores(hours, workplace.empowerment)
    able = np.array([p.able for p in workplace.people])
    width = charter["jobs.rating_max"] - charter["jobs.rating_min"]
    tolerance = charter["jobs.tolerance"] * width
    near = np.abs(scores - _centres(workplace, hours, charter)) <= tolerance + 1e-9
    total = np.maximum(hours.sum(axis=1), 1e-300)
    short = []
    for kind, share in ((1, charter["jobs.conceptual_share_min"]), (2, charter["jobs.manual_share_min"])):
        below = able & (hours[:, workplace.kinds == kind].sum(axis=1) / total < share - 1e-6)
        short.append(tuple(workplace.people[i].name for i in np.flatnonzero(below)))
    passing = float(near[able].mean()) if able.any() else 1.0
    before = job_scores(workplace.today, workplace.empowerment) if workplace.today.sum() > 0 else scores[:0]
    gap_before = float(np.ptp(before)) if before.size else 0.0
    return BalanceFinding(passing >= charter["jobs.passing_share_min"] - 1e-12 and not short[0] and not short[1], passing, charter["jobs.passing_share_min"],
                          tolerance, short[0], short[1], float(np.ptp(scores)) / gap_before if gap_before > 1e-12 else None)


def _centres(workplace: Workplace, hours: np.ndarray, charter: Charter) -> np.ndarray:
    """(P,) the mean that each job is held against: society's, or its own workplace's."""
    places = np.array([p.place for p in workplace.people])
    if charter["jobs.places"] == "between" or len(set(places)) == 1:
        return np.full(places.size, mean_rating(hours, workplace.empowerment))
    return np.array([mean_rating(hours[places == place], workplace.empowerment) for place in places])
