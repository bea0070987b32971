"""Collective goods: which level decides each, which place every council belongs to, and how much each place has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

__all__ = ["Collective", "CollectiveGood"]


@dataclass(frozen=True)
class CollectiveGood:
    """One collective good.

    code, name; level: the level whose places decide it; unit: whole words; fee_share: share of its cost that
    those who use it pay by use, the rest is an equal share of every member (institutions.md 4).
    """

    code: str
    name: str
    level: str
    unit: str
    fee_share: float = 0.0


@dataclass(frozen=True)
class Collective:
    """The collective goods of an economy, m goods in f places on L levels; all of it is public.

    levels: highest first. council: (f,) int32, ascending: the council that proposes for each place;
    level: (f,) int32 position of its level. membership: (L, c) int32, the place on each level that a consumer
    council belongs to, -1 for other councils. Lines, CSR by place: start (f+1,), good (l,) int32; last_amount
    and amount: (l,) int64 fixed point, last year's and this year's as far as they are settled; filed: (l,) what the last
    closed round's requests were for (last year's before there is one). settled_prices: (n,) at which the amounts were
    settled, or empty. Recipes, CSR by
    collective good: recipe_start (m+1,), recipe_good, recipe_quantity: units of goods in a unit of it. use: (m, c)
    int64, how much each council uses of goods with a fee (points; 0 for goods without).
    """

    goods: tuple[CollectiveGood, ...]
    levels: tuple[str, ...]
    council: np.ndarray
    level: np.ndarray
    membership: np.ndarray
    start: np.ndarray
    good: np.ndarray
    last_amount: np.ndarray
    amount: np.ndarray
    filed: np.ndarray
    settled_prices: np.ndarray
    recipe_start: np.ndarray
    recipe_good: np.ndarray
    recipe_quantity: np.ndarray
    use: np.ndarray

    def __post_init__(self) -> None:
        places, lines = len(self.council), len(self.good)
        assert self.start.shape == (places + 1,) and self.start[-1] == lines, f"{places} places need {places + 1} starts that end at {lines}"
        assert self.last_amount.shape == self.amount.shape == self.filed.shape == (lines,), "every line has an amount of last year and of this year"
        assert (self.amount >= 0).all() and (self.last_amount >= 0).all(), "nobody has less than nothing of a collective good"
        assert self.membership.shape[0] == len(self.levels) and {g.level for g in self.goods} <= set(self.levels)
        assert np.array_equal(self.level[self.line_place], self.line_level), "a place decides goods of its own level"
        for value in vars(self).values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    @property
    def line_place(self) -> np.ndarray:
        """The place of each line, (l,)."""
        return np.repeat(np.arange(len(self.council)), np.diff(self.start))

    @property
    def line_level(self) -> np.ndarray:
        """The level of each line's good, (l,)."""
        return np.array([self.levels.index(g.level) for g in self.goods], dtype=np.int32)[self.good]

    def count_members(self, members: np.ndarray) -> np.ndarray:
        """Return the members of each place, (f,) int64, from the members of every council (c,)."""
        found = np.zeros(len(self.council), dtype=np.int64)
        for places in self.membership:
            here = places >= 0
            np.add.at(found, places[here], members[here].astype(np.int64))
        return found
