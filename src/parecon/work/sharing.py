"""From hours of a class to hours of its people: few tasks each, no block too small, every hour given out exactly once."""

from __future__ import annotations

import numpy as np

from parecon.charter import Charter
from parecon.work.aggregate import block_hours
from parecon.work.classes import PeopleClasses
from parecon.work.programme import INFINITY, Programme
from parecon.work.tasks import Workplace

__all__ = ["lay_out", "share_class_hours"]

_CHUNK = 600


def share_class_hours(workplace: Workplace, classes: PeopleClasses, totals: np.ndarray, *, charter: Charter) -> np.ndarray:
    """Return (P, T) hours: each class's hours (C, T) given to its people.

    The tasks of a class are first laid out in a row, kind by kind, and each person takes the next equal stretch of each
    kind: every hour is given out once and the floors hold. A linear programme over the tasks of each class, some hundred
    people at a time, then brings the scores together; its corner has few tasks a person. The few blocks that are too small
    become yes-or-no decisions of a last, small mixed-integer programme.
    """
    hours = np.zeros((len(workplace.people), workplace.hours.size))
    for c in range(classes.size.size):
        members = np.flatnonzero(classes.index == c)
        hours[members] = lay_out(totals[c], members.size, workplace.kinds, workplace.empowerment)
    given = hours.sum(axis=0)
    hours *= np.where(given > 0, workplace.hours / np.where(given > 0, given, 1.0), 1.0)
    hours *= (workplace.worked / hours.sum(axis=1))[:, None]
    order = np.concatenate([_spread_out(np.flatnonzero(classes.index == c)) for c in range(classes.size.size)])
    for part in np.array_split(order, max(1, -(-order.size // _CHUNK))):
        hours[part] = _Part(workplace, hours[part], totals[classes.index[part]] > 1e-9, classes.levels[classes.index[part]], part, charter=charter).share()
    return hours


def _spread_out(members: np.ndarray) -> np.ndarray:
    """Members of a large class in turns, so that each hundred of them holds the same mix of the row of tasks."""
    turns = -(-members.size // (_CHUNK // 2))
    return np.concatenate([members[k::turns] for k in range(turns)])


def lay_out(totals: np.ndarray, people: int, groups: np.ndarray, ratings: np.ndarray) -> np.ndarray:
    """Return (people, T) equal stretches of the row of tasks, one row a group, odd groups from the highest rating down, the others from the lowest up."""
    out = np.zeros((people, totals.size))
    for group in np.unique(groups):
        tasks = np.flatnonzero((groups == group) & (totals > 1e-9))
        if not tasks.size:
            continue
        tasks = tasks[np.argsort(ratings[tasks] * (-1 if group % 2 else 1), kind="stable")]
        ends = np.cumsum(totals[tasks])
        starts, stretch = ends - totals[tasks], ends[-1] / people
        left = np.arange(people)[:, None] * stretch
        out[:, tasks] = np.maximum(0.0, np.minimum(ends[None, :], left + stretch) - np.maximum(starts[None, :], left))
    return out


class _Part:
    """Some hundred people who share out the hours they hold together."""

    def __init__(self, workplace: Workplace, hours: np.ndarray, open_pairs: np.ndarray, levels: np.ndarray, part: np.ndarray, *, charter: Charter) -> None:
        self.laid, self.open_pairs, self.charter = hours, open_pairs | (hours > 1e-9), charter
        self.able, self.today = np.array([workplace.people[i].able for i in part]), workplace.today[part]
        self.levels = levels
        self.sums, self.own, self.kinds = hours.sum(axis=0), hours.sum(axis=1), workplace.kinds
        self.centred = workplace.empowerment - workplace.hours @ workplace.empowerment / workplace.hours.sum()
        self.block = np.minimum(block_hours(workplace, charter), self.sums)

    def small(self, hours: np.ndarray) -> np.ndarray:
        return (hours > 1e-7) & (hours < self.block - 1e-6)

    def share(self) -> np.ndarray:
        """Solve without blocks, then decide the small ones, opening more pairs where that is not enough."""
        found = self._solve(self.open_pairs, None)
        if found is None:
            return self.laid
        for wider in (False, True):
            doubt = self._doubtful(found, wider)
            if not doubt.any():
                return found
            decided = self._solve((found > 0.0) | doubt, doubt, found, self.charter["jobs.lack_weight"] if wider else INFINITY)
            if decided is not None:
                return decided
        return found

    def _doubtful(self, found: np.ndarray, wider: bool) -> np.ndarray:
        """Pairs to decide: small blocks and people with too many tasks; wider, all open pairs of these people."""
        crowded = ((found > 1e-7).sum(axis=1) > self.charter["jobs.tasks_max"])[:, None] & (found > 1e-7)
        doubt = self.small(found) | crowded
        return doubt | (doubt.any(axis=1)[:, None] & self.open_pairs) if wider else doubt

    def _solve(self, support: np.ndarray, doubt: np.ndarray | None, found=None, lack_cost=0.0) -> np.ndarray | None:
        programme = Programme()
        i_of, t_of = np.nonzero(support)
        people = self.own.size
        study = self.charter["jobs.change_weight"] * self.levels[i_of, t_of] / self.own[i_of]
        if doubt is None:
            pairs = programme.add_columns(i_of.size, cost=study)
        else:
            sure = ~doubt[i_of, t_of]
            pairs = programme.add_columns(i_of.size, cost=study, low=np.where(sure, np.minimum(self.block[t_of], found[i_of, t_of]), 0.0))
            self._add_decisions(programme, pairs[~sure], i_of[~sure], t_of[~sure], np.bincount(i_of[sure], minlength=people), lack_cost)
        used = np.unique(t_of)
        programme.add_rows(used.size, [(np.searchsorted(used, t_of), pairs, 1.0)], low=self.sums[used], high=self.sums[used])
        programme.add_rows(people, [(i_of, pairs, 1.0)], low=self.own, high=self.own)
        above, below = (programme.add_columns(people, cost=1.0 / self.own) for _ in range(2))
        everyone = np.arange(people)
        programme.add_rows(people, [(i_of, pairs, self.centred[t_of]), (everyone, above, -1.0), (everyone, below, 1.0)], low=0.0, high=0.0)
        self._add_floors(programme, pairs, i_of, t_of)
        done = self.today[i_of, t_of] > 1e-9
        keep = self.charter["jobs.change_weight"] / self.own[i_of[done]]
        kept = programme.add_columns(int(done.sum()), cost=-keep, high=self.today[i_of, t_of][done])
        programme.add_rows(kept.size, [(np.arange(kept.size), kept, 1.0), (np.arange(kept.size), pairs[done], -1.0)], high=0.0)
        solved = programme.solve(time_limit_seconds=self.charter["jobs.time_limit_seconds"], gap_share=self.charter["jobs.gap_share_max"])
        if solved.values is None:
            return None
        out = np.zeros(support.shape)
        out[i_of, t_of] = np.where(solved.values[pairs] > 1e-9, solved.values[pairs], 0.0)
        return out

    def _add_decisions(self, programme: Programme, pairs, i_of, t_of, taken_already, lack_cost) -> None:
        most = np.minimum(self.own[i_of], self.sums[t_of])
        taken, index = programme.add_columns(pairs.size, high=1.0, whole=True), np.arange(pairs.size)
        lack = programme.add_columns(pairs.size, cost=0.0 if lack_cost == INFINITY else lack_cost, high=0.0 if lack_cost == INFINITY else INFINITY)
        programme.add_rows(pairs.size, [(index, pairs, 1.0), (index, lack, 1.0), (index, taken, -np.minimum(self.block[t_of], most))], low=0.0)
        programme.add_rows(pairs.size, [(index, pairs, 1.0), (index, taken, -most)], high=0.0)
        room = np.maximum(self.charter["jobs.tasks_max"] - taken_already, 0)
        programme.add_rows(room.size, [(i_of, taken, 1.0)], high=room.astype(float))

    def _add_floors(self, programme: Programme, pairs, i_of, t_of) -> None:
        for kind, share in ((1, self.charter["jobs.conceptual_share_min"]), (2, self.charter["jobs.manual_share_min"])):
            of_kind = self.kinds[t_of] == kind
            has = self.laid[:, self.kinds == kind].sum(axis=1)
            floor = np.where(self.able, np.minimum(share * self.own, has), 0.0) * (1 - 1e-6)
            programme.add_rows(self.own.size, [(i_of[of_kind], pairs[of_kind], 1.0)], low=floor)
