"""The balance of a small workplace as one mixed-integer programme: least blocks and few tasks a person, with the proven gap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.charter import Charter
from parecon.work.aggregate import block_hours
from parecon.work.programme import Programme
from parecon.work.scores import job_scores, mean_rating, spread_of
from parecon.work.tasks import Workplace

__all__ = ["ExactBalance", "balance_exactly"]


@dataclass(frozen=True)
class ExactBalance:
    """hours (P, T). bound: proven by the solver, points of spread. method: whether it finished or met its time limit."""

    hours: np.ndarray
    bound: float
    method: str


def balance_exactly(workplace: Workplace, allowed: np.ndarray, start: np.ndarray, *, charter: Charter) -> ExactBalance:
    """Minimise spread over all plans with blocks of at least ``jobs.block_hours_min`` and at most ``jobs.tasks_max`` tasks a person.

    ``start`` (P, T) is kept where nothing better is found in time; its floors are the least the new plan keeps.
    """
    programme = Programme()
    i_of, t_of = np.nonzero(allowed)
    people, own = len(workplace.people), workplace.worked
    most = np.minimum(own[i_of], workplace.hours[t_of])
    pairs = programme.add_columns(i_of.size, high=most)
    taken = programme.add_columns(i_of.size, high=1.0, whole=True)
    block = np.minimum(block_hours(workplace, charter)[t_of], most)
    programme.add_rows(workplace.hours.size, [(t_of, pairs, 1.0)], low=workplace.hours, high=workplace.hours)
    programme.add_rows(people, [(i_of, pairs, 1.0)], low=own, high=own)
    index = np.arange(i_of.size)
    programme.add_rows(i_of.size, [(index, pairs, 1.0), (index, taken, -block)], low=0.0)
    programme.add_rows(i_of.size, [(index, pairs, 1.0), (index, taken, -most)], high=0.0)
    programme.add_rows(people, [(i_of, taken, 1.0)], high=float(charter["jobs.tasks_max"]))
    above, below = programme.add_columns(people, cost=1.0 / (own * people)), programme.add_columns(people, cost=1.0 / (own * people))
    centred = workplace.empowerment - workplace.hours @ workplace.empowerment / workplace.hours.sum()
    programme.add_rows(people, [(i_of, pairs, centred[t_of]), (np.arange(people), above, -1.0), (np.arange(people), below, 1.0)], low=0.0, high=0.0)
    for kind in (1, 2):
        floor = _floors(workplace, start, kind, charter)
        of_kind = workplace.kinds[t_of] == kind
        programme.add_rows(people, [(i_of[of_kind], pairs[of_kind], 1.0)], low=floor)
    found = programme.solve(time_limit_seconds=charter["jobs.time_limit_seconds"], start=_start_values(programme, start, i_of, t_of, centred))
    kept = spread_of(job_scores(start, workplace.empowerment), mean_rating(start, workplace.empowerment))
    if found.status == "infeasible":
        return ExactBalance(start, 0.0, "classes of like people; floors and least blocks exclude each other")
    ended = "exact, solved" if found.status == "optimal" else "exact, stopped at its limit"
    if found.values is None or found.value >= kept - 1e-9:
        return ExactBalance(start, max(found.bound - 1e-6, 0.0) if np.isfinite(found.bound) else 0.0, ended)
    hours = np.zeros(start.shape)
    hours[i_of, t_of] = np.where(found.values[taken] > 0.5, np.maximum(found.values[pairs], 0.0), 0.0)
    return ExactBalance(hours, max(found.bound - 1e-6, 0.0), ended)


def _floors(workplace: Workplace, start: np.ndarray, kind: int, charter: Charter) -> np.ndarray:
    share = charter["jobs.conceptual_share_min"] if kind == 1 else charter["jobs.manual_share_min"]
    able = np.array([p.able for p in workplace.people])
    return np.where(able, np.minimum(share * workplace.worked, start[:, workplace.kinds == kind].sum(axis=1)), 0.0) * (1 - 1e-9)


def _start_values(programme: Programme, start: np.ndarray, i_of, t_of, centred) -> np.ndarray:
    values = np.zeros(programme.size)
    count, people = i_of.size, start.shape[0]
    values[:count] = start[i_of, t_of]
    values[count : 2 * count] = start[i_of, t_of] > 1e-9
    off = start @ centred
    values[2 * count : 2 * count + people], values[2 * count + people :] = np.maximum(off, 0), np.maximum(-off, 0)
    return values
