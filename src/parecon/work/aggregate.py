"""The balance of jobs over classes of like people: floors first, then spread, then desirability, least change and least to learn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.charter import Charter
from parecon.work.classes import PeopleClasses
from parecon.work.programme import Programme
from parecon.work.refusals import Reason, Refused
from parecon.work.tasks import Workplace

__all__ = ["AggregatePlan", "balance_classes"]


# What the solver may be wrong by; a proven bound is lowered by it.
_TOLERANCE = 1e-6


@dataclass(frozen=True)
class AggregatePlan:
    """hours (C, T) of each class in each task. bound: no plan under these rules has less spread (points). floor_short: hours that floors lack."""

    hours: np.ndarray
    bound: float
    floor_short: float


@dataclass
class _Columns:
    programme: Programme
    pair_class: np.ndarray
    pair_task: np.ndarray
    pairs: np.ndarray
    spread: np.ndarray
    spread_cost: np.ndarray
    wish: np.ndarray
    short: np.ndarray
    kept: np.ndarray
    levels: np.ndarray


def balance_classes(workplace: Workplace, classes: PeopleClasses, spread_today: float, *, charter: Charter, rounds: int) -> AggregatePlan | Refused:
    """Solve three programmes in order of rank: least shortage of the floors, least spread, least change and undesirability within the slack.

    The second one's value is the proven bound. Blocks too small to hand out are then closed and
    all is solved again, up to ``rounds`` times.
    Refuses when those who may do some tasks have fewer hours than these tasks need, naming the tasks.
    """
    forbidden = np.zeros_like(classes.allowed)
    bound = short = None
    for _ in range(rounds):
        columns = _build(workplace, classes, forbidden, charter)
        least_short = columns.programme.solve(cost=_cost(columns, short=1.0))
        if least_short.values is None:
            if bound is None:
                return name_undone(workplace, classes)
            break
        columns.programme.add_rows(1, [(0, columns.short, 1.0)], high=least_short.value * (1 + 1e-9) + 1e-7)
        least_spread = columns.programme.solve(cost=_cost(columns, spread=1.0))
        assert least_spread.values is not None, "spread can be measured on every plan"
        bound = least_spread.bound if bound is None else bound
        short = least_short.value if short is None else short
        room = least_spread.value + charter["jobs.spread_slack"] * spread_today + 1e-9
        columns.programme.add_rows(1, [(0, columns.spread, columns.spread_cost)], high=room)
        change = charter["jobs.change_weight"] / workplace.hours.sum()
        weights = dict(wish=charter["jobs.desirability_weight"], kept=change, learnt=change)
        found = columns.programme.solve(cost=_cost(columns, **weights))
        values = (found if found.values is not None else least_spread).values
        hours = np.zeros(classes.allowed.shape)
        hours[columns.pair_class, columns.pair_task] = np.maximum(values[columns.pairs], 0.0)
        best = hours
        slivers = (hours > 1e-7) & (hours < block_hours(workplace, charter)[None, :] - 1e-7)
        if not slivers.any():
            break
        forbidden |= slivers & _not_sole(classes.allowed & ~forbidden, slivers)
    return AggregatePlan(best, max(0.0, float(bound) - _TOLERANCE), float(short))


def name_undone(workplace: Workplace, classes: PeopleClasses) -> Refused:
    """Name the tasks of which the fewest hours stay undone when nobody works longer."""
    programme = Programme()
    c_of, t_of = np.nonzero(classes.allowed)
    pairs, count = programme.add_columns(c_of.size), workplace.hours.size
    undone = programme.add_columns(count, cost=1.0)
    programme.add_rows(count, [(t_of, pairs, 1.0), (np.arange(count), undone, 1.0)], low=workplace.hours, high=workplace.hours)
    programme.add_rows(classes.size.size, [(c_of, pairs, 1.0)], high=classes.size * classes.hours)
    left = programme.solve().values[undone]
    names = [workplace.tasks[j].name for j in np.argsort(-left) if left[j] > 1e-6]
    assert names, "a workplace where everything can be done has a plan"
    lines = "; ".join(f"{workplace.tasks[j].name!r} lacks {left[j]:.1f} h" for j in np.argsort(-left)[:5] if left[j] > 1e-6)
    return Refused(Reason.TOO_FEW_MAY_DO, lines, round(float(left.sum()), 1), 0, "train or take on members for these tasks", tuple(names))


def block_hours(workplace: Workplace, charter: Charter) -> np.ndarray:
    """(T,) the least hours of each task that one person may be given; a smaller task is done by one person."""
    blocks = np.array([t.block_hours_min or charter["jobs.block_hours_min"] for t in workplace.tasks])
    return np.minimum(blocks, workplace.hours)


def _not_sole(open_pairs: np.ndarray, slivers: np.ndarray) -> np.ndarray:
    """Where closing the slivers leaves somebody else who may do the task."""
    return np.broadcast_to((open_pairs & ~slivers).any(axis=0)[None, :], slivers.shape)


def _cost(columns: _Columns, *, short=0.0, spread=0.0, wish=0.0, kept=0.0, learnt=0.0) -> np.ndarray:
    cost = np.zeros(columns.programme.size)
    cost[columns.short] = short
    cost[columns.spread] = spread * columns.spread_cost
    cost[columns.wish] = wish * columns.spread_cost
    cost[columns.kept] = -kept
    cost[columns.pairs] = learnt * columns.levels
    return cost


def _build(workplace: Workplace, classes: PeopleClasses, forbidden: np.ndarray, charter: Charter) -> _Columns:
    programme = Programme()
    c_of, t_of = np.nonzero(classes.allowed & ~forbidden)
    count, people = classes.size.size, int(classes.size.sum())
    pairs = programme.add_columns(c_of.size)
    programme.add_rows(workplace.hours.size, [(t_of, pairs, 1.0)], low=workplace.hours, high=workplace.hours)
    week = classes.size * classes.hours
    programme.add_rows(count, [(c_of, pairs, 1.0)], low=week, high=week)
    deviations = []
    for ratings in (workplace.empowerment, workplace.desirability):
        above, below = programme.add_columns(count), programme.add_columns(count)
        centred = ratings - workplace.hours @ ratings / workplace.hours.sum()
        programme.add_rows(count, [(c_of, pairs, centred[t_of]), (np.arange(count), above, -1.0), (np.arange(count), below, 1.0)], low=0.0, high=0.0)
        deviations.append(np.concatenate([above, below]))
    short = []
    for kind, share in ((1, charter["jobs.conceptual_share_min"]), (2, charter["jobs.manual_share_min"])):
        lacking = programme.add_columns(count)
        of_kind = workplace.kinds[t_of] == kind
        floor = np.where(classes.able, share * week, 0.0)
        programme.add_rows(count, [(c_of[of_kind], pairs[of_kind], 1.0), (np.arange(count), lacking, 1.0)], low=floor)
        short.append(lacking)
    done = classes.today[c_of, t_of] > 1e-9
    kept = programme.add_columns(int(done.sum()), high=classes.today[c_of, t_of][done])
    programme.add_rows(kept.size, [(np.arange(kept.size), kept, 1.0), (np.arange(kept.size), pairs[done], -1.0)], high=0.0)
    per_person = np.tile(1.0 / (classes.hours * people), 2)
    return _Columns(programme, c_of, t_of, pairs, deviations[0], per_person, deviations[1], np.concatenate(short), kept, classes.levels[c_of, t_of])
