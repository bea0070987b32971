"""From what members wish of collective goods to the amounts of a place: mean, median, quadratic voice, or a list of projects."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from parecon.ballots import BudgetVote, read_equal_shares, tally_equal_shares
from parecon.economy import Collective, CouncilKind, Economy
from parecon.facilitation.collective import unit_costs

__all__ = ["AGGREGATIONS", "LevelWishes", "aggregate_wishes", "level_wishes", "voters_of"]

_LOG_STEP = 1e9
"""Logarithms are summed as whole billionths, so that the order of councils does not matter."""


_PURSE = 20
"""Parts of a budget that every member holds; equal shares raises purses by one part where something is left."""


@dataclass(frozen=True)
class LevelWishes:
    """What is wished of the goods of one level.

    place: (k,) place of each council, counted within the level; members: (k,); wish: (k, q) int64 amount a member;
    last: (places, q) int64 amount of the place that stands; count: (places,) members; cost: (q,) of a unit.
    """

    place: np.ndarray
    members: np.ndarray
    wish: np.ndarray
    last: np.ndarray
    count: np.ndarray
    cost: np.ndarray


def voters_of(economy: Economy) -> np.ndarray:
    """Return the positions of the councils that wish and vote, (k,): all consumer councils."""
    return np.flatnonzero(economy.councils.kind == CouncilKind.CONSUMER)


def level_wishes(economy: Economy, wishes: np.ndarray, level: int, given) -> tuple[LevelWishes, np.ndarray]:
    """Return the wishes for one level, and the line of each place and good, (places, q); given: amounts that stand (l,), prices (n,)."""
    held, councils = economy.collective, voters_of(economy)
    standing, prices = given
    places = np.flatnonzero(held.level == level)
    goods = goods_of(held, level)
    line = (held.start[places][:, None] + np.arange(len(goods))).astype(np.int64)
    assert all(np.array_equal(held.good[line[i]], goods) for i in (0, -1)), "every place of a level decides the same goods"
    at = held.membership[level][councils].astype(np.int64) - places[0]
    members = economy.councils.members[councils].astype(np.int64)
    count = np.zeros(len(places), dtype=np.int64)
    np.add.at(count, at, members)
    return LevelWishes(at, members, wishes[:, goods], standing[line], count, unit_costs(held, prices)[goods]), line


def goods_of(held: Collective, level: int) -> np.ndarray:
    """Return the collective goods that one level decides, (q,)."""
    return np.array([q for q, good in enumerate(held.goods) if good.level == held.levels[level]], dtype=np.int64)


def aggregate_wishes(wishes: LevelWishes, charter) -> np.ndarray:
    """Return the amount of every place and good that the wishes of its members come to, (places, q) int64.

    The rule is the charter's (``collective.aggregation``); the result is the same for any order of councils.
    """
    return np.maximum(AGGREGATIONS[charter["collective.aggregation"]](wishes, charter), 0)


def _mean(w: LevelWishes, charter) -> np.ndarray:
    total = np.zeros(w.last.shape, dtype=np.int64)
    np.add.at(total, w.place, w.wish * w.members[:, None])
    return total


def _median(w: LevelWishes, charter) -> np.ndarray:
    """The lower weighted median: at least half of the members wish this much or less."""
    found = np.zeros(w.last.shape, dtype=np.int64)
    for q in range(w.wish.shape[1]):
        order = np.lexsort((w.wish[:, q], w.place))
        place, reached = w.place[order], np.cumsum(w.members[order])
        before = np.cumsum(w.count) - w.count
        enough = np.flatnonzero(2 * (reached - before[place]) >= w.count[place])
        # The first council of each place at which half of its members are reached.
        at, first = np.unique(place[enough], return_index=True)
        found[at, q] = w.wish[order[enough[first]], q] * w.count[at]
    return found


def _quadratic(w: LevelWishes, charter) -> np.ndarray:
    """Every member has voice to move the goods of a level from what stands; a move of d log points costs d squared of it."""
    standing = w.last[w.place]
    known = (standing > 0) & (w.wish > 0)
    move = np.where(known, np.log(np.where(known, w.wish * w.count[w.place][:, None].astype(np.float64), 1.0) / np.where(known, standing, 1)), 0.0)
    spent = (move**2).sum(axis=1) / (charter["collective.voice"] * max(move.shape[1], 1))
    voice = np.rint(move / np.sqrt(np.maximum(spent, 1.0))[:, None] * _LOG_STEP).astype(np.int64)
    total = np.zeros(w.last.shape, dtype=np.int64)
    np.add.at(total, w.place, voice * w.members[:, None])
    moved = w.last * np.exp(total / np.maximum(w.count, 1)[:, None] / _LOG_STEP)
    # Nothing can be moved from nothing: what a place never had is the mean of wishes.
    return np.where(w.last > 0, np.rint(moved).astype(np.int64), _mean(w, charter))


def _projects(w: LevelWishes, charter) -> np.ndarray:
    """A floor of what stands, and above it projects chosen by equal shares within what the mean of wishes would cost."""
    share, count, floor = charter["collective.project_share"], charter["collective.project_count"], charter["collective.project_floor"]
    base = np.rint(w.last * floor).astype(np.int64)
    step = np.rint(w.last * share).astype(np.int64)
    budget = np.maximum(((_mean(w, charter) - base) * w.cost).sum(axis=1), 0.0)
    found = base.copy()
    for p in range(len(base)):
        mine = np.flatnonzero(w.place == p)
        if len(mine) == 1:
            # A place of one council has nobody to share a budget with.
            found[p] = w.wish[mine[0]] * w.count[p]
            continue
        # A member approves the first so many projects of a good that lie within its wish.
        within = (w.wish[mine] * int(w.count[p]) - base[p]) // np.maximum(step[p], 1)
        within = np.clip(np.where(step[p] > 0, within, 0), 0, count)
        if budget[p] > 0:
            # Equal shares raises purses by whole units: costs are told in parts of what each member has to spend.
            whole = _PURSE * int(w.count[p])
            cost = np.rint(step[p] * w.cost / budget[p] * whole).astype(np.int64)
            found[p] += step[p] * _chosen(within, w.members[mine], (cost, whole, count), charter)
    return found


def _chosen(within: np.ndarray, members: np.ndarray, given, charter) -> np.ndarray:
    """Return how many projects of each good equal shares pays for, (q,)."""
    cost, budget, count = given
    kinds, which = np.unique(within, axis=0, return_inverse=True)
    weights = np.bincount(which.ravel(), members, len(kinds)).astype(np.int64)
    offered = {f"{q}/{j}": int(cost[q]) for q in range(len(cost)) if cost[q] > 0 for j in range(count)}
    if not offered:
        return np.zeros(len(cost), dtype=np.int64)
    points = {str(v): {f"{q}/{j}": 1 for q in range(len(cost)) if cost[q] > 0 for j in range(int(kind[q]))} for v, kind in enumerate(kinds)}
    vote = BudgetVote(offered, budget, points, {str(v): Fraction(int(weight)) for v, weight in enumerate(weights)})
    chosen = tally_equal_shares(vote, list(offered), read_equal_shares(charter)).chosen
    return np.bincount([int(name.split("/")[0]) for name in chosen], minlength=len(cost)).astype(np.int64)


AGGREGATIONS = {"mean": _mean, "median": _median, "quadratic": _quadratic, "projects": _projects}
"""All rules by which wishes become amounts, by name (institutions.md 4; charter: collective.aggregation)."""
