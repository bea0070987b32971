"""Collective goods of a demonstration town: what the town and each neighbourhood have, and what people wish of it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from parecon.datasets.society_scatter import bounded_lognormal, split_whole
from parecon.datasets.town_record import TownCouncil
from parecon.datasets.town_table import TownTable
from parecon.economy import Collective, CollectiveGood, CollectiveTastes, CouncilKind
from parecon.quantities import to_fixed

__all__ = ["LEVELS", "common_recipes", "draw_tastes", "lay_out_commons", "share_commons"]

LEVELS = ("town", "neighbourhood")
"""The levels of a town that decide collective goods, highest first; the town is one place, each neighbourhood another."""

_PRICE_ELASTICITY, _INCOME_ELASTICITY = 0.3, 0.5


def common_recipes(table: TownTable, place: Mapping[str, int]) -> np.ndarray:
    """Return what a unit of each collective good is made of, (m, n); place: position of each good."""
    found = np.zeros((len(table.commons), len(place)))
    for q, common in enumerate(table.commons):
        for code, units in common.recipe.items():
            found[q, place[code]] = units
    return found


def share_commons(table: TownTable, members: np.ndarray, charter, rng: np.random.Generator) -> np.ndarray:
    """Return last year's whole amounts of each collective good by place, (1 + k, m), neighbourhoods' by members and chance."""
    amounts = np.zeros((1 + len(members), len(table.commons)))
    for q, common in enumerate(table.commons):
        if common.level == LEVELS[0]:
            amounts[0, q] = common.amount
        else:
            spread = bounded_lognormal(rng, charter["society.place_spread"], len(members), charter["society.spread_bound"])
            amounts[1:, q] = split_whole(common.amount, members * spread)
    return amounts


def lay_out_commons(table: TownTable, place: Mapping[str, int], amounts: np.ndarray, councils: tuple[TownCouncil, ...]) -> Collective:
    """Return the collective goods of all places, whose councils stand among ``councils`` in the order of the places."""
    kinds = np.array([c.kind for c in councils])
    people, boards = (np.flatnonzero(kinds == kind) for kind in (CouncilKind.CONSUMER, CouncilKind.COLLECTIVE))
    membership = np.full((len(LEVELS), len(councils)), -1, dtype=np.int32)
    membership[0, people], membership[1, people] = 0, 1 + np.arange(len(people))
    level = np.array([0] + [1] * len(people), dtype=np.int32)
    decides = np.array([[LEVELS[at] == common.level for common in table.commons] for at in level])
    line_place, good = np.nonzero(decides)
    start = np.concatenate([[0], np.cumsum(decides.sum(axis=1))]).astype(np.int64)
    fixed = to_fixed(amounts[line_place, good], "collective goods")
    recipe = common_recipes(table, place)
    owner, made_of = np.nonzero(recipe)
    goods = tuple(CollectiveGood(c.code, c.name, c.level, c.unit) for c in table.commons)
    return Collective(
        goods, LEVELS, boards.astype(np.int32), level, membership, start, good.astype(np.int32), fixed, fixed.copy(), fixed.copy(), np.zeros(0),
        np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=len(goods)))]).astype(np.int64), made_of.astype(np.int32), recipe[owner, made_of],
        np.zeros((len(goods), len(councils)), dtype=np.int64))


def draw_tastes(settled, coming: bool, tools) -> CollectiveTastes:
    """Return what each neighbourhood wishes of collective goods; members of a place wish last year's amount on average.

    In the coming year everybody wishes more of what the table says is wished ``more``.
    """
    charter, rng = tools
    table, k = settled.table, len(settled.table.neighbourhoods)
    members = np.array([n.members for n in table.neighbourhoods], dtype=np.float64)
    need = np.ones((k, len(table.commons)))
    for q, common in enumerate(table.commons):
        if common.level == LEVELS[0]:
            wish = bounded_lognormal(rng, charter["society.need_spread"], k, charter["society.spread_bound"])
            need[:, q] = wish * members.sum() / (wish @ members)
        more = sum(table.more.get(code, 0) / units for code, units in common.recipe.items())
        need[:, q] *= 1.0 + (more / common.amount if coming else 0.0)
    council = len(table.workplaces) + np.arange(k)
    elasticity = np.ones(len(table.commons))
    return CollectiveTastes(council, need, _PRICE_ELASTICITY * elasticity, _INCOME_ELASTICITY * elasticity)
