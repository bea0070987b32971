"""How cells of a table are shared among councils: sparse, scattered, and summing to the table exactly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

__all__ = ["Cells", "Lines", "Scatter", "bounded_lognormal", "bounded_normal", "share_cells", "share_evenly", "split_whole"]

_PAIRS_AT_ONCE = 4_000_000
_THICK = 0.25
"""A composite used by fewer councils than this share is drawn by number of users, the others council by council."""


@dataclass(frozen=True)
class Cells:
    """Cells of a table, sorted by group and composite.

    group: (m,) who uses (an industry, or 0 for all neighbourhoods); nest: (m,) number of
    the composite, equal for the varieties of one product; good: (m,); worth: (m,) value
    in currency, above 0; always: (m,) bool, cells that every council of the group has.
    """

    group: np.ndarray
    nest: np.ndarray
    good: np.ndarray
    worth: np.ndarray
    always: np.ndarray


@dataclass(frozen=True)
class Scatter:
    """How cells are shared: ``lines_mean`` lines a council, each composite in at least about ``councils_min`` councils.

    big_share: composites of at least this share of their group's worth go to every
    council; spread, bound: noise of a line; rounds, near: how often, and how nearly,
    councils' sums are fitted to their targets; chance: probability of each composite,
    where it is not to follow from its worth.
    """

    lines_mean: float = 0.0
    councils_min: float = 0.0
    big_share: float = 1.0
    spread: float = 0.0
    bound: float = 1.0
    rounds: int = 12
    near: float = 2e-3
    chance: np.ndarray | None = None


@dataclass(frozen=True)
class Lines:
    """Lines of councils, council by council: council (l,), cell (l,), worth (l,) in currency; start (c+1,)."""

    council: np.ndarray
    cell: np.ndarray
    worth: np.ndarray
    start: np.ndarray


def bounded_normal(rng: np.random.Generator, spread: float, size: int, bound: float) -> np.ndarray:
    """Return ``size`` draws of a normal distribution with mean 0, none beyond ``bound`` standard deviations."""
    return spread * np.clip(rng.standard_normal(size), -bound, bound)


def bounded_lognormal(rng: np.random.Generator, spread: float, size: int, bound: float) -> np.ndarray:
    """Return ``size`` draws of a lognormal distribution with median 1, none beyond ``bound`` standard deviations."""
    return np.exp(bounded_normal(rng, spread, size, bound))


def split_whole(total: int, weights: np.ndarray) -> np.ndarray:
    """Return whole numbers in proportion to ``weights`` that sum to ``total`` (largest remainders).

    >>> split_whole(10, np.array([1.0, 1.0, 1.0])).tolist()
    [4, 3, 3]
    """
    exact = weights * (total / weights.sum())
    whole = np.floor(exact).astype(np.int64)
    left = int(total - whole.sum())
    whole[np.argsort(-(exact - whole), kind="stable")[:left]] += 1
    return whole


def share_cells(cells: Cells, size: np.ndarray, group_start: np.ndarray, scatter: Scatter, *, rng: np.random.Generator) -> Lines:
    """Return lines of all councils such that every cell sums to its worth.

    size: (c,) worth that each council's lines should sum to, approximately; group_start:
    (k+1,) first council of each group. Big composites go to every council of the group,
    small ones to some, drawn with a probability in proportion to their worth.
    """
    chance = _chances(cells, group_start, scatter) if scatter.chance is None else scatter.chance
    council, composite = _draw(cells, size, group_start, (chance, rng))
    first, count = _composites(cells)
    lengths = count[composite]
    owner = np.repeat(council, lengths)
    cell = np.repeat(first[composite] - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths) + np.arange(lengths.sum())
    # A drawn line carries what those without it do not use, before totals are met.
    worth = size[owner] * cells.worth[cell] / chance[np.repeat(composite, lengths)]
    if scatter.spread > 0:
        worth *= bounded_lognormal(rng, scatter.spread, len(owner), scatter.bound)
    for _ in range(scatter.rounds):
        whole = np.bincount(owner, worth, len(size))
        used = whole > 0
        if np.abs(whole[used] / size[used] - 1.0).max(initial=0.0) < scatter.near:
            break
        worth *= (size / np.where(used, whole, 1.0))[owner]
        worth *= (cells.worth / np.bincount(cell, worth, len(cells.worth)))[cell]
    worth *= (cells.worth / np.bincount(cell, worth, len(cells.worth)))[cell]
    return Lines(owner, cell, worth, _starts(owner, len(size)))


def _starts(owner: np.ndarray, councils: int) -> np.ndarray:
    """Return where each council's lines begin, (c+1,)."""
    return np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=councils))]).astype(np.int64)


def share_evenly(lines: Lines, cells: Cells, size: np.ndarray, group_start: np.ndarray, *, groups: np.ndarray) -> Lines:
    """Return ``lines`` with those of some ``groups`` (positions) replaced: every council there uses every cell in proportion to ``size``."""
    of_council = np.repeat(np.arange(len(group_start) - 1), np.diff(group_start))
    kept = ~np.isin(of_council[lines.council], groups)
    council, cell, worth = [lines.council[kept]], [lines.cell[kept]], [lines.worth[kept]]
    for g in groups:
        members = np.arange(group_start[g], group_start[g + 1])
        mine = np.arange(*np.searchsorted(cells.group, (g, g + 1)))
        council.append(np.repeat(members, len(mine)))
        cell.append(np.tile(mine, len(members)))
        worth.append(np.outer(size[members] / size[members].sum(), cells.worth[mine]).ravel())
    council, cell, worth = (np.concatenate(column) for column in (council, cell, worth))
    order = np.argsort(council, kind="stable")
    return Lines(council[order], cell[order], worth[order], _starts(council, len(size)))


def _composites(cells: Cells) -> tuple[np.ndarray, np.ndarray]:
    """Return first cell and number of cells of each composite."""
    new = np.ones(len(cells.group), dtype=bool)
    new[1:] = (np.diff(cells.group) != 0) | (np.diff(cells.nest) != 0)
    first = np.flatnonzero(new)
    return first, np.diff(np.append(first, len(cells.group)))


def _chances(cells: Cells, group_start: np.ndarray, scatter: Scatter) -> np.ndarray:
    """Return the probability that a council of the group uses each composite, so that lines_mean lines are expected."""
    first, count = _composites(cells)
    group = cells.group[first]
    groups = len(group_start) - 1
    councils = np.diff(group_start)
    whole = np.add.reduceat(cells.worth, first) if len(first) else np.zeros(0)
    share = whole / np.bincount(group, whole, groups)[group]
    least = np.minimum(1.0, scatter.councils_min / councils)[group]
    always = np.maximum.reduceat(cells.always, first) if len(first) else np.zeros(0, dtype=bool)
    always = always | (share >= scatter.big_share)
    low, high = np.full(groups, 1e-12), np.full(groups, 1e3)
    for _ in range(60):
        middle = np.sqrt(low * high)
        chance = np.where(always, 1.0, np.clip(share / middle[group], least, 1.0))
        more = np.bincount(group, chance * count, groups) > scatter.lines_mean
        low, high = np.where(more, middle, low), np.where(more, high, middle)
    return chance


def _draw(cells: Cells, size: np.ndarray, group_start: np.ndarray, how) -> tuple[np.ndarray, np.ndarray]:
    """Return (council, composite) pairs, council by council; a composite nobody drew goes to its largest council."""
    chance, rng = how
    first, _ = _composites(cells)
    group = cells.group[first]
    thick = chance >= _THICK
    keys = [_draw_thin(np.flatnonzero(~thick), group, (group_start, chance), rng)]
    keys += _draw_thick(np.flatnonzero(thick), group, (group_start, chance), rng)
    key = np.sort(np.concatenate(keys))
    key = key[np.append(True, np.diff(key) > 0)] if len(key) else key
    missing = np.flatnonzero(np.bincount(key % max(len(first), 1), minlength=len(first)) == 0)
    if len(missing):
        largest = np.array([group_start[g] + np.argmax(size[group_start[g]:group_start[g + 1]]) for g in group[missing]])
        key = np.sort(np.append(key, largest * len(first) + missing))
    return np.divmod(key, max(len(first), 1))


def _draw_thin(ids: np.ndarray, group: np.ndarray, given, rng) -> np.ndarray:
    """Return keys council * m + composite for rarely used composites: first how many councils, then which; the same may come up twice."""
    group_start, chance = given
    councils = np.diff(group_start)[group[ids]]
    takers = rng.binomial(councils, chance[ids])
    which = np.floor(rng.random(takers.sum()) * np.repeat(councils, takers)).astype(np.int64)
    council = np.repeat(group_start[group[ids]], takers) + which
    return council * len(group) + np.repeat(ids, takers)


def _draw_thick(ids: np.ndarray, group: np.ndarray, given, rng) -> list[np.ndarray]:
    """Return keys for often used composites, one draw for every pair, some millions of pairs at a time."""
    group_start, chance = given
    groups = len(group_start) - 1
    place = np.searchsorted(group[ids], np.arange(groups + 1))
    of_council = np.repeat(np.arange(groups), np.diff(group_start))
    width = np.diff(place)[of_council]
    ends = np.cumsum(width)
    keys, a = [], 0
    while a < len(of_council):
        b = max(a + 1, int(np.searchsorted(ends, (ends[a - 1] if a else 0) + _PAIRS_AT_ONCE, side="right")))
        council = np.repeat(np.arange(a, b), width[a:b])
        offset = place[of_council[a:b]] - np.concatenate([[0], np.cumsum(width[a:b])[:-1]])
        composite = ids[np.repeat(offset, width[a:b]) + np.arange(len(council))]
        kept = rng.random(len(council)) < chance[composite]
        keys.append(council[kept] * len(group) + composite[kept])
        a = b
    return keys
