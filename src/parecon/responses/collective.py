"""What simulated neighbourhoods wish of collective goods, the alternatives they file, and how they vote."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from parecon.ballots import ApprovalCounts, count_approvals
from parecon.economy import Economy, Society
from parecon.facilitation.collective import package_units, unit_costs
from parecon.facilitation.settlement import Alternative, Settlement, level_options
from parecon.facilitation.wishes import voters_of
from parecon.proposals import Announcement
from parecon.quantities import as_units, to_fixed

__all__ = ["alternatives_of", "approve_level", "approve_package", "request_package", "wish_collective"]

_RANGE = (0.2, 5.0)
"""A wish reads prices and incomes that moved further than this as having moved so far."""

_FILING_LEVELS = 3
"""On so many levels from the highest, the members furthest from a place's wishes file an alternative of their own."""


def wish_collective(economy: Economy, society: Society, announcement: Announcement, *, before_charges: bool = False) -> np.ndarray:
    """Return what every consumer council wishes of each collective good, (k, m) int64 fixed point a member.

    A wish is last year's amount a member of the place times the council's need, and answers what a unit costs and what
    a member may spend by the elasticities of its tastes. before_charges: what it may spend is told before the charges for
    collective goods; where wishes are filed in every round, those of the last one would otherwise lower those of the next.
    """
    held, tastes = economy.collective, society.collective
    members = held.count_members(np.where(np.isin(np.arange(len(economy.councils)), tastes.council), economy.councils.members, 0))
    each = np.zeros((len(held.council), len(held.goods)))
    each[held.line_place, held.good] = held.last_amount / 1e9 / np.maximum(members, 1)[held.line_place]
    level = [held.levels.index(good.level) for good in held.goods]
    had = each[held.membership[level][:, tastes.council].T, np.arange(len(held.goods))]
    dearer = np.clip(unit_costs(held, announcement.prices) / unit_costs(held, society.benchmark_prices), *_RANGE)
    then, now = society.benchmark_budgets[tastes.council], announcement.budgets[tastes.council] / 1e9
    if before_charges:
        people = economy.councils.members[tastes.council]
        last = float(as_units(held.last_amount) @ unit_costs(held, society.benchmark_prices)[held.good]) / max(int(people.sum()), 1)
        then, now = then + last * people, now + announcement.collective_charge * people
    richer = np.clip(np.divide(now, then, out=np.ones_like(now), where=then > 0), *_RANGE)
    wish = had * tastes.need * dearer ** -tastes.price_elasticity * richer[:, None] ** tastes.income_elasticity
    return to_fixed(wish, "wishes")


def _distance(s: Settlement, level: int, amounts: np.ndarray, offered: np.ndarray) -> np.ndarray:
    """Return how far each option lies from each council's wishes, (k, o): squared log points, weighted by cost; infinity where it does not stand."""
    held, councils = s.economy.collective, voters_of(s.economy)
    places = np.flatnonzero(held.level == level)
    goods = held.good[held.start[places[0]]:held.start[places[0] + 1]]
    at = held.membership[level][councils] - places[0]
    members = held.count_members(s.economy.councils.members * (np.isin(np.arange(len(s.economy.councils)), councils)))[places]
    wish = np.maximum(s.wishes[:, goods], 1)
    weight = wish * unit_costs(held, s.prices)[goods]
    weight = weight / np.maximum(weight.sum(axis=1, keepdims=True), 1e-300)
    far = np.empty((len(councils), len(amounts)))
    for o, amount in enumerate(amounts):
        each = np.maximum(amount / np.maximum(members, 1)[:, None], 1e-3)
        far[:, o] = np.where(offered[o][at], (weight * np.log(each[at] / wish) ** 2).sum(axis=1), np.inf)
    return far


def approve_level(s: Settlement) -> np.ndarray:
    """Return which options of the open level each consumer council approves, (k, o) bool: all that lie hardly further from its wishes than the best."""
    _, amounts, offered = level_options(s)
    far = _distance(s, s.levels[0], amounts, offered)
    return far <= far.min(axis=1, keepdims=True) + s.charter["ballots.simulated_collective_tolerance"]


def approve_package(s: Settlement) -> ApprovalCounts:
    """Return the approvals of the package and of last year's amounts, by members: a council compares all its places together."""
    far = np.zeros((len(s.wishes), 2))
    held = s.economy.collective
    for level in range(len(held.levels)):
        places = np.flatnonzero(held.level == level)
        line = held.start[places][:, None] + np.arange(int(held.start[places[0] + 1] - held.start[places[0]]))
        if line.shape[1]:
            far += _distance(s, level, np.stack([s.amount[line], s.standing[line]]), np.ones((2, len(places)), dtype=bool))
    approves = far <= far.min(axis=1, keepdims=True) + s.charter["ballots.simulated_collective_tolerance"]
    return count_approvals(approves, s.economy.councils.members[voters_of(s.economy)].astype(np.int64))


def alternatives_of(s: Settlement) -> list[Alternative]:
    """Return the alternatives filed on the open level: in each larger place, by the council whose wishes lie furthest from everyone's."""
    held, level = s.economy.collective, s.levels[0]
    if level >= _FILING_LEVELS:
        return []
    names, amounts, offered = level_options(s)
    councils = voters_of(s.economy)
    far = _distance(s, level, amounts[:1], offered[:1])[:, 0]
    at = held.membership[level][councils]
    order = np.lexsort((councils, -far, at))
    places, first = np.unique(at[order], return_index=True)
    members = held.count_members(s.economy.councils.members * (np.isin(np.arange(len(s.economy.councils)), councils)))
    found = []
    for place, i in zip(places.tolist(), order[first].tolist()):
        goods = held.good[held.start[place]:held.start[place + 1]]
        if not len(goods) or not members[place]:
            continue
        wish = s.wishes[i, goods] * int(members[place])
        against = np.log(np.maximum(wish, 1) / np.maximum(amounts[0][place - int(np.flatnonzero(held.level == level)[0])], 1))
        most = int(np.argmax(np.abs(against)))
        more = "more" if against[most] > 0 else "less"
        reason = f"here {abs(np.expm1(against[most])):.0%} {more} of {held.goods[goods[most]].name} is needed than most others wish"
        found.append(Alternative(place, dict(zip(goods.tolist(), wish.tolist())), s.economy.council_name(int(councils[i])), reason))
    return found


def request_package(society: Society, economy: Economy) -> Society:
    """Return ``society`` whose places request what the amounts of ``economy`` are made of, varieties as at the benchmark."""
    held, requests = economy.collective, society.requests
    if held is None or np.array_equal(held.amount, held.last_amount):
        return society
    n = len(economy.goods)
    before, after = (package_units(held, n, amount).tocsr() for amount in (held.last_amount, held.amount))
    owner = np.repeat(requests.council, np.diff(requests.start))
    place = np.searchsorted(held.council, owner)
    mine = np.flatnonzero(np.isin(owner, held.council))
    old, new = (np.asarray(table[place[mine], requests.good[mine]]).ravel() for table in (before, after))
    quantity = requests.quantity.copy()
    quantity[mine] *= np.divide(new, old, out=np.ones(len(mine)), where=old > 0)
    return replace(society, requests=replace(requests, quantity=quantity))
