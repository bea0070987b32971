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


def balance_exactly(
    workplace: Workplace, levels: np.ndarray, start: np.ndarray, slack: float, *, training_levels: int, charter: Charter
) -> ExactBalance:
    """Minimise spread over all plans with blocks of at least ``jobs.block_hours_min`` and at most ``jobs.tasks_max`` tasks a person.

    A second programme then seeks least change, and least to learn, within ``slack`` points of that spread. levels (P, T): skill
    levels that lack. ``start`` (P, T) is kept where it keeps the blocks and nothing better by ``slack`` is found in time;
    its floors are the least the new plan keeps.
    """
    model = _Model(workplace, levels, start, training_levels, charter)
    limit = charter["jobs.time_limit_seconds"]
    found = model.programme.solve(cost=model.spread_cost(), time_limit_seconds=limit, start=model.values_of(start))
    kept = spread_of(job_scores(start, workplace.empowerment), mean_rating(start, workplace.empowerment))
    if found.status == "infeasible":
        return ExactBalance(start, 0.0, "classes of like people; floors and least blocks exclude each other")
    ended = "exact, solved" if found.status == "optimal" else "exact, stopped at its limit"
    bound = max(found.bound - 1e-6, 0.0) if np.isfinite(found.bound) else 0.0
    if found.values is None or _keeps_blocks(workplace, start, charter) and found.value >= kept - slack:
        return ExactBalance(start, bound, ended)
    model.hold_spread(found.value + slack)
    mild = model.programme.solve(cost=model.change_cost(), time_limit_seconds=limit, gap_share=charter["jobs.gap_share_max"], start=found.values)
    return ExactBalance(model.hours_of(found.values if mild.values is None else mild.values), bound, ended)


class _Model:
    """The programme with its columns: hours and yes-or-no of each pair, distances from the mean, hours kept from today."""

    def __init__(self, workplace: Workplace, levels: np.ndarray, start: np.ndarray, training_levels: int, charter: Charter) -> None:
        self.workplace, self.charter, self.programme = workplace, charter, Programme()
        self.i_of, self.t_of = np.nonzero(levels <= training_levels)
        self.learnt = levels[self.i_of, self.t_of]
        self.own, self.people = workplace.worked, np.arange(len(workplace.people))
        self.centred = workplace.empowerment - workplace.hours @ workplace.empowerment / workplace.hours.sum()
        count = self.i_of.size
        self.pairs = self.programme.add_columns(count, high=np.minimum(self.own[self.i_of], workplace.hours[self.t_of]))
        self.taken = self.programme.add_columns(count, high=1.0, whole=True)
        self.off = [self.programme.add_columns(self.people.size) for _ in range(2)]
        self._add_hours()
        self._add_blocks()
        self._add_scores(start)
        self._add_today()

    def _add_hours(self) -> None:
        self.programme.add_rows(self.workplace.hours.size, [(self.t_of, self.pairs, 1.0)], low=self.workplace.hours, high=self.workplace.hours)
        self.programme.add_rows(self.people.size, [(self.i_of, self.pairs, 1.0)], low=self.own, high=self.own)

    def _add_blocks(self) -> None:
        most = np.minimum(self.own[self.i_of], self.workplace.hours[self.t_of])
        block, index = np.minimum(block_hours(self.workplace, self.charter)[self.t_of], most), np.arange(self.pairs.size)
        self.programme.add_rows(index.size, [(index, self.pairs, 1.0), (index, self.taken, -block)], low=0.0)
        self.programme.add_rows(index.size, [(index, self.pairs, 1.0), (index, self.taken, -most)], high=0.0)
        self.programme.add_rows(self.people.size, [(self.i_of, self.taken, 1.0)], high=float(self.charter["jobs.tasks_max"]))

    def _add_scores(self, start: np.ndarray) -> None:
        above, below = self.off
        entries = [(self.i_of, self.pairs, self.centred[self.t_of]), (self.people, above, -1.0), (self.people, below, 1.0)]
        self.programme.add_rows(self.people.size, entries, low=0.0, high=0.0)
        for kind in (1, 2):
            of_kind = self.workplace.kinds[self.t_of] == kind
            floor = _floors(self.workplace, start, kind, self.charter)
            self.programme.add_rows(self.people.size, [(self.i_of[of_kind], self.pairs[of_kind], 1.0)], low=floor)

    def _add_today(self) -> None:
        today = self.workplace.today[self.i_of, self.t_of]
        done = np.flatnonzero(today > 1e-9)
        self.done, self.kept = done, self.programme.add_columns(done.size, high=today[done])
        self.programme.add_rows(done.size, [(np.arange(done.size), self.kept, 1.0), (np.arange(done.size), self.pairs[done], -1.0)], high=0.0)

    def spread_cost(self) -> np.ndarray:
        cost = np.zeros(self.programme.size)
        for columns in self.off:
            cost[columns] = 1.0 / (self.own * self.people.size)
        return cost

    def change_cost(self) -> np.ndarray:
        cost = np.zeros(self.programme.size)
        cost[self.kept] = -1.0
        cost[self.pairs] = self.learnt
        return cost

    def hold_spread(self, most: float) -> None:
        columns = np.concatenate(self.off)
        self.programme.add_rows(1, [(0, columns, self.spread_cost()[columns])], high=most)

    def values_of(self, hours: np.ndarray) -> np.ndarray:
        values = np.zeros(self.programme.size)
        given = hours[self.i_of, self.t_of]
        values[self.pairs], values[self.taken], values[self.kept] = given, given > 1e-9, np.minimum(given, self.workplace.today[self.i_of, self.t_of])[self.done]
        off = hours @ self.centred
        values[self.off[0]], values[self.off[1]] = np.maximum(off, 0), np.maximum(-off, 0)
        return values

    def hours_of(self, values: np.ndarray) -> np.ndarray:
        hours = np.zeros(self.workplace.today.shape)
        hours[self.i_of, self.t_of] = np.where(values[self.taken] > 0.5, np.maximum(values[self.pairs], 0.0), 0.0)
        return hours


def _keeps_blocks(workplace: Workplace, hours: np.ndarray, charter: Charter) -> bool:
    small = (hours > 1e-7) & (hours < block_hours(workplace, charter) - 1e-6)
    return not small.any() and bool((hours > 1e-7).sum(axis=1).max() <= charter["jobs.tasks_max"])


def _floors(workplace: Workplace, start: np.ndarray, kind: int, charter: Charter) -> np.ndarray:
    share = charter["jobs.conceptual_share_min"] if kind == 1 else charter["jobs.manual_share_min"]
    able = np.array([p.able for p in workplace.people])
    return np.where(able, np.minimum(share * workplace.worked, start[:, workplace.kinds == kind].sum(axis=1)), 0.0) * (1 - 1e-9)
