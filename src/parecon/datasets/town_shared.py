"""Shared goods in a town's tables: which places decide them, what a unit is made of, and what each place had last year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from parecon.datasets.town_faults import CellReader, code_of
from parecon.datasets.town_record import TownCouncil
from parecon.economy import Collective, CollectiveGood, CouncilKind, Federation, Good

__all__ = ["EVERYBODY", "LEVEL_WORDS", "Place", "SharedGoods", "belongs", "check_places", "fixed_use", "lay_out_shared", "level_of_place", "read_shared", "row_of_place", "shared_of_use"]

EVERYBODY = "everybody"
LEVEL_WORDS: Mapping[str, str] = {"everybody": "town", "federations": "federation", "neighbourhoods": "neighbourhood"}
"""By whom a shared good is decided, as the tables say it, and the level of it, highest first."""
_LEVELS = tuple(LEVEL_WORDS.values())


@dataclass(frozen=True)
class Place:
    """A collective council that requests for a place: its position among the councils, its line in the sheet, for whom, and the level."""

    council: int
    line: int
    whom: str
    level: str


@dataclass
class SharedGoods:
    """Shared goods as they were read: place: name or code -> position; recipe: units of goods (by position) in a unit of each, fixed point."""

    goods: list[CollectiveGood] = field(default_factory=list)
    recipe: list[dict[int, Decimal]] = field(default_factory=list)
    place: dict[str, int] = field(default_factory=dict)


def level_of_place(whom: str, neighbourhoods: Sequence[str]) -> str:
    """Return the level of the place for which a collective council requests.

    >>> level_of_place("everybody", ()), level_of_place("North", ("North", "South")), level_of_place("both wards", ("North",))
    ('town', 'neighbourhood', 'federation')
    """
    return "town" if whom == EVERYBODY else "neighbourhood" if whom in neighbourhoods else "federation"


def row_of_place(level: str) -> str:
    """Return the code of the published row in which the councils of a level's places stand together.

    >>> row_of_place("neighbourhood")
    'neighbourhoods-together'
    """
    return f"{level}-together" if level == "town" else f"{level}s-together"


def read_shared(cells: CellReader, goods: tuple[Mapping[str, int], Sequence[Good]], levels: Sequence[str]) -> SharedGoods:
    """Return the shared goods of the sheet ``shared``; goods: name or code -> position, and the goods; levels: those that have places."""
    found, good_place = SharedGoods(), goods[0]
    said = {word: level for word, level in LEVEL_WORDS.items() if level in levels}
    for line in cells:
        name = cells.text(line, "name")
        code = cells.text(line, "code") or code_of(name)
        level = said.get(cells.choice(line, "decided_by", tuple(said)), "") if said else ""
        if not said:
            cells.fault(line, "decided_by", "no place decides shared goods", expected="a collective council that is for somebody",
                        way_out="write everybody, a federation or a neighbourhood into the column for of councils")
        good, quantity = cells.named(line, "good", good_place, "good"), cells.number(line, "quantity", default=Decimal(1), above=True)
        if not code or not cells.text(line, "unit"):
            cells.fault(line, "unit" if code else "name", "a shared good has a name and a unit", expected="both", way_out="write how people call it and count it")
            continue
        at = found.place.get(code, found.place.get(name))
        if at is None:
            at = len(found.goods)
            found.goods.append(CollectiveGood(code, name, level, cells.text(line, "unit")))
            found.recipe.append({})
            found.place |= {name: at, code: at}
        elif (found.goods[at].level, found.goods[at].unit) != (level, cells.text(line, "unit")):
            cells.fault(line, "name", "one shared good has two units or is decided twice", expected=f"{found.goods[at].unit}, decided as in its first line", way_out="make the lines of a good alike, or call one otherwise")
        if good >= 0 and quantity is not None:
            if good in found.recipe[at]:
                cells.fault(line, "good", "the good stands there twice", expected="one line", way_out="add the two up")
            found.recipe[at][good] = quantity
    return found


def shared_of_use(used: Mapping[tuple[int, int], int], places: Sequence[Place], goods: Sequence[Good]) -> tuple[SharedGoods, dict[tuple[int, int], int]]:
    """Return the shared goods of tables without a sheet of them: each good that places of a level used is one; and the amounts by council and shared good."""
    found, amounts = SharedGoods(), {}
    level = {place.council: place.level for place in places}
    for here in _LEVELS:
        for good in sorted({good for (council, good) in used if level.get(council) == here}):
            codes = {one.code for one in found.goods}
            code = goods[good].code if goods[good].code not in codes else f"{goods[good].code}-{here}"
            found.goods.append(CollectiveGood(code, goods[good].name, here, goods[good].unit))
            found.recipe.append({good: Decimal(1)})
            for council in (place.council for place in places if place.level == here):
                if (council, good) in used:
                    amounts[council, len(found.goods) - 1] = used[council, good]
    return found, amounts


def lay_out_shared(shared: SharedGoods, places: Sequence[Place], councils: tuple[Sequence[TownCouncil], Sequence[Federation]], amounts: Mapping[tuple[int, int], int]) -> Collective:
    """Return the collective goods of all places; councils: all of them and the federations above; amounts: (council, shared good) -> last year's, fixed point.

    Places stand in the order of their councils, those of a level together.
    """
    all_councils, federations = councils
    used = {place.level for place in places}
    levels = tuple(level for level in _LEVELS if level in used)
    membership = np.full((len(levels), len(all_councils)), -1, dtype=np.int32)
    for at, place in enumerate(places):
        for i, council in enumerate(all_councils):
            if council.kind is CouncilKind.CONSUMER and belongs(council, place, federations):
                membership[levels.index(place.level), i] = at
    lines = [(at, q) for at, place in enumerate(places) for q, good in enumerate(shared.goods) if good.level == place.level]
    start = np.concatenate([[0], np.cumsum([sum(good.level == place.level for good in shared.goods) for place in places])]).astype(np.int64)
    fixed = np.array([amounts.get((places[at].council, q), 0) for at, q in lines], dtype=np.int64)
    made_of = [(good, float(quantity)) for recipe in shared.recipe for good, quantity in sorted(recipe.items())]
    counts = [len(recipe) for recipe in shared.recipe]
    return Collective(
        tuple(shared.goods), levels, np.array([place.council for place in places], dtype=np.int32), np.array([levels.index(place.level) for place in places], dtype=np.int32), membership, start,
        np.array([q for _at, q in lines], dtype=np.int32), fixed, fixed.copy(), fixed.copy(), np.zeros(0), np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        np.array([good for good, _quantity in made_of], dtype=np.int32), np.array([quantity for _good, quantity in made_of]), np.zeros((len(shared.goods), len(all_councils)), dtype=np.int64))


def belongs(council: TownCouncil, place: Place, federations: Sequence[Federation]) -> bool:
    """Tell whether a neighbourhood belongs to a place: the whole town, a federation above it, or itself."""
    if place.level != "federation":
        return place.level == "town" or place.whom in (council.name, council.code)
    parent, above = {f.code: f.parent for f in federations}, council.federation
    wanted = {f.code for f in federations if place.whom in (f.name, f.code)}
    while above and above not in wanted:
        above = parent.get(above, "")
    return bool(above)


def check_places(cells: CellReader, places: Sequence[Place], councils: tuple[Sequence[TownCouncil], Sequence[Federation]]) -> None:
    """Note a fault where a level that decides leaves a neighbourhood out, or counts one twice."""
    all_councils, federations = councils
    for level in _LEVELS:
        here = [place for place in places if place.level == level]
        for council in all_councils if here else ():
            count = sum(belongs(council, place, federations) for place in here) if council.kind is CouncilKind.CONSUMER else 1
            if count != 1:
                cells.fault(here[0].line, "for", f"{council.name} belongs to {count} of the places that decide on this level", expected="1", found=str(count),
                            way_out="give each neighbourhood one collective council on every level that has any, or leave the level out")


def fixed_use(shared: SharedGoods, amount: int, good: int) -> dict[int, int]:
    """Return what an amount of a shared good is made of, good -> fixed point."""
    return {made_of: int((Decimal(amount) * quantity).to_integral_value()) for made_of, quantity in shared.recipe[good].items()}


