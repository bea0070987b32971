"""Collective goods of a national table: the government column split by good, level, place and income, and what members wish."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from parecon.charter import UnsuitableValue
from parecon.datasets.bundled_files import BundledFolder
from parecon.datasets.society_ground import Ground
from parecon.datasets.society_scatter import bounded_lognormal
from parecon.datasets.tables import NationalTables
from parecon.economy import Collective, CollectiveGood, CollectiveTastes, Federation
from parecon.quantities import to_fixed

__all__ = ["Commons", "build_collective", "drift_needs", "levels_of", "place_requests"]

_STREAM = 5
"""Draws of collective needs have a stream of their own, so that everything else of a society is drawn as without them."""


@dataclass(frozen=True)
class Commons:
    """What is built: the public part, wishes, and what each neighbourhood is charged at last year's prices, (k,).

    units: (f, n) what each place requests; places: level, federation and neighbourhood (-1 for larger ones) of each, (f,).
    """

    collective: Collective
    tastes: CollectiveTastes
    charged: np.ndarray
    units: sparse.csr_array
    places: tuple[np.ndarray, np.ndarray, np.ndarray]


def levels_of(charter) -> tuple[str, ...]:
    """Return the levels that decide collective goods, highest first; raise UnsuitableValue for one that the federations lack."""
    if charter["collective.levels"] == ("none",):
        return ()
    levels, there = charter["collective.levels"], ("nation", *charter["society.federation_levels"], "neighbourhood")
    places = [there.index(level) for level in levels if level in there]
    if len(places) != len(levels) or places != sorted(set(places)) or levels and levels[0] != "nation":
        raise UnsuitableValue(f"collective.levels is {', '.join(levels)}; give some of {', '.join(there)}, in this order, beginning with nation, or none")
    return levels


def build_collective(tables: NationalTables, ground: Ground, given, tools: Mapping) -> Commons:
    """Return the collective goods of ``tables`` by place, calibrated so that the wishes of every place give last year's amounts.

    given: federations, the leaf federation of each neighbourhood (k,), and the people. tools: charter, seed,
    first: position of the first neighbourhood council, after: how many councils follow the places'.
    """
    federations, leaf, people = given
    charter, members = tools["charter"], people.members.astype(np.int64)
    rng = np.random.Generator(np.random.PCG64([tools["seed"], _STREAM]))
    levels = levels_of(charter)
    place, places = _places(federations, leaf, levels)
    level = places[0]
    goods, recipes, traits = _goods(tables, ground, levels, charter)
    sizes = np.zeros((2, len(level)))
    for at in place:
        sizes += np.stack([np.bincount(at, part, len(level)) for part in (members, people.gross)])
    income = _relative_income(sizes[1], sizes[0])
    start, good, amount = _amounts((goods, recipes.sum(axis=1), traits), (levels, level, sizes[0], income), (charter, rng))
    needs = _needs((goods, levels, place), (members, people.gross), traits, (charter, rng))
    scale = np.asarray(recipes.sum(axis=1)).ravel()
    recipe = sparse.csr_array(recipes * (1.0 / np.where(scale > 0, scale, 1.0))[:, None])
    recipe.sort_indices()
    councils = tools["first"] + len(members) + len(level) + tools["after"]
    use = np.zeros((len(goods), councils), dtype=np.int64)
    fees = np.array([g.fee_share for g in goods])
    use[:, tools["first"]:tools["first"] + len(members)] = np.where(fees > 0, np.rint(needs * members[:, None] * 1000.0), 0.0).T
    membership = np.full((len(levels), councils), -1, dtype=np.int32)
    membership[:, tools["first"]:tools["first"] + len(members)] = place
    fixed = to_fixed(amount, "collective goods")
    collective = Collective(
        goods, levels, (tools["first"] + len(members) + np.arange(len(level))).astype(np.int32), level.astype(np.int32), membership, start,
        good.astype(np.int32), fixed, fixed.copy(), fixed.copy(), np.zeros(0), recipe.indptr.astype(np.int64), recipe.indices.astype(np.int32), recipe.data, use)
    held = sparse.csr_array((amount, good, start), shape=(len(level), len(goods)))
    tastes = CollectiveTastes(tools["first"] + np.arange(len(members)), needs, traits["price_elasticity"], traits["income_elasticity"])
    return Commons(collective, tastes, _charged(collective, held, (recipe, ground), members), sparse.csr_array(held @ recipe), places)


def _places(federations: tuple[Federation, ...], leaf: np.ndarray, levels: tuple[str, ...]):
    """Return the place of each neighbourhood on each level, (L, k), and level, federation and neighbourhood of each place."""
    position = {f.code: i for i, f in enumerate(federations)}
    nodes, which = np.unique(leaf, return_inverse=True)
    above = np.empty((len(levels), len(nodes)), dtype=np.int64)
    for n, node in enumerate(nodes):
        i = int(node)
        while i >= 0:
            if federations[i].level in levels:
                above[levels.index(federations[i].level), n] = i
            i = position.get(federations[i].parent, -1)
    place, columns, count = np.empty((len(levels), len(leaf)), dtype=np.int64), [], 0
    for i, name in enumerate(levels):
        if name == "neighbourhood":
            home, neighbour, codes = leaf, np.arange(len(leaf)), np.arange(len(leaf))
        else:
            home, codes = np.unique(above[i][which], return_inverse=True)
            neighbour = np.full(len(home), -1)
        place[i] = count + codes.ravel()
        columns.append((np.full(len(home), i), home, neighbour))
        count += len(home)
    return place, tuple(np.concatenate(column) for column in zip(*columns))


def _pairs(charter, key: str, known: set[str], values) -> dict[str, str]:
    found = {}
    for text in charter[key]:
        code, _, value = str(text).partition("=")
        if code not in known or not values(value):
            raise UnsuitableValue(f"{key} holds {text!r}; give good=value with one of {', '.join(sorted(known))} and a value that its row allows")
        found[code] = value
    return found


def _is_share(text: str) -> bool:
    try:
        return 0.0 <= float(text) <= 1.0
    except ValueError:
        return False


def _goods(tables: NationalTables, ground: Ground, levels: tuple[str, ...], charter):
    """Return the collective goods, their recipes (m, n) in units of all their amounts together, and traits by name (m,)."""
    bundled = BundledFolder("collective", "parecon", "AGPL-3.0-or-later")
    rows = {row["good"]: row for row in bundled.records("goods.csv")}
    split = [row for row in bundled.records("split.csv") if row["classification"] == tables.product_classification]
    split = split or [row for row in bundled.records("split.csv") if row["classification"] == "*"]
    order = ("nation", *charter["society.federation_levels"], "neighbourhood")
    moved = _pairs(charter, "collective.level_of", set(rows), lambda value: value in order)
    fees = _pairs(charter, "collective.fees", set(rows), _is_share)
    codes = [code for code in rows if any(row["good"] == code for row in split)]
    shares = _split(tables, split, codes, charter) * charter["society.collective_factor"]
    wanted = np.zeros((len(codes), len(ground.goods)))
    for at, final in ((ground.domestic, tables.final_domestic), (ground.imported, tables.final_imported)):
        np.add.at(wanted, (slice(None), at), shares * final["government"])
    kept = [i for i in range(len(codes)) if wanted[i].sum() > 0]
    unit = f"{tables.currency_unit} of {tables.year}"
    goods = []
    for i in kept:
        row = rows[codes[i]]
        level = moved.get(codes[i], row["level"])
        # A level that decides nothing leaves its goods to the next one above.
        level = next(name for name in reversed(order[:order.index(level) + 1]) if name in levels)
        goods.append(CollectiveGood(codes[i], row["name"], level, unit, float(fees.get(codes[i], row["fee_share"]))))
    names = ("income_tilt", "price_elasticity", "income_elasticity")
    traits = {name: np.array([float(rows[codes[i]][name]) for i in kept]) for name in names}
    return tuple(goods), wanted[kept], traits


def _split(tables: NationalTables, split, codes: list[str], charter) -> np.ndarray:
    """Return (m, n) shares of each product's government use by collective good.

    A table whose products no split names is split by value where it has more than
    ``society.collective_split_max`` of them: each goes whole to the good that lacks most, so
    that every place does not ask for ten thousand.
    """
    named = {row["product"] for row in split}
    shares = np.zeros((len(codes), len(tables.products)))
    for g, product in enumerate(tables.products):
        for row in split:
            if row["product"] == (product if product in named else "*"):
                shares[codes.index(row["good"]), g] += float(row["share"])
    volume = tables.final_domestic["government"] + tables.final_imported["government"]
    of_rest = np.array([product not in named for product in tables.products]) & (volume > 0)
    if of_rest.sum() <= charter["society.collective_split_max"]:
        return shares
    meant, given = shares[:, of_rest][:, 0], np.zeros(len(codes))
    for g in np.flatnonzero(of_rest)[np.argsort(-volume[of_rest], kind="stable")]:
        lacks = int(np.argmax(meant * (given.sum() + volume[g]) - given))
        given[lacks] += volume[g]
        shares[:, g] = np.arange(len(codes)) == lacks
    return shares


def _amounts(of_goods, of_places, tools):
    """Return start, good and amount of every line: a good's whole amount by members, income and chance."""
    goods, whole, traits = of_goods
    levels, level, members, income = of_places
    charter, rng = tools
    lines = []
    for q, good in enumerate(goods):
        at = np.flatnonzero(level == levels.index(good.level))
        share = members[at] * income[at] ** traits["income_tilt"][q] * bounded_lognormal(rng, charter["society.place_spread"], len(at), charter["society.spread_bound"])
        lines.append((at, np.full(len(at), q), float(whole[q]) * share / share.sum()))
    place, good, amount = (np.concatenate(column) for column in zip(*lines)) if lines else (np.zeros(0, int), np.zeros(0, int), np.zeros(0))
    order = np.lexsort((good, place))
    start = np.concatenate([[0], np.cumsum(np.bincount(place, minlength=len(level)))]).astype(np.int64)
    return start, good[order], amount[order]


def _needs(of_goods, people, traits, tools) -> np.ndarray:
    """Return each neighbourhood's wish over the amount per member of its place, (k, m); members of a place wish that amount on average."""
    goods, levels, place = of_goods
    members, gross = people
    charter, rng = tools
    needs = np.empty((len(members), len(goods)))
    income = _relative_income(gross, members)
    for q, good in enumerate(goods):
        at = place[levels.index(good.level)]
        wish = bounded_lognormal(rng, charter["society.need_spread"], len(members), charter["society.spread_bound"]) * income ** traits["income_elasticity"][q]
        whole, people_there = np.bincount(at, wish * members), np.bincount(at, members)
        needs[:, q] = wish * (people_there / np.where(whole > 0, whole, 1.0))[at]
    return needs


def _relative_income(gross: np.ndarray, members: np.ndarray) -> np.ndarray:
    """Return income per member over the average; one where there are no members or no incomes are known."""
    known = (members > 0) & (gross > 0)
    return np.where(known, gross * members.sum() / (np.maximum(members, 1) * max(float(gross.sum()), 1e-300)), 1.0)


def _charged(collective: Collective, held, made_of, members: np.ndarray) -> np.ndarray:
    """Return what every neighbourhood is charged at last year's prices, (k,) credits: equal shares, and fees by use."""
    recipe, ground = made_of
    cost = recipe @ ground.price
    fee = np.array([g.fee_share for g in collective.goods])
    here = np.flatnonzero(collective.membership[0] >= 0)
    charged = np.zeros(len(members))
    for i, _ in enumerate(collective.levels):
        at, mine = collective.membership[i][here], np.array([g.level == collective.levels[i] for g in collective.goods])
        count = np.bincount(at, members, len(collective.council))
        charged += members * (held @ (cost * (1.0 - fee) * mine) / np.where(count > 0, count, 1.0))[at]
        for q in np.flatnonzero(mine & (fee > 0)):
            points = collective.use[q][here].astype(np.float64)
            whole = np.bincount(at, points, len(collective.council))
            charged += points * (held[:, [q]].toarray().ravel() * cost[q] * fee[q] / np.where(whole > 0, whole, 1.0))[at]
    return charged


def place_requests(commons: Commons, nest: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return lengths (f,), goods and units of what every place requests, varieties of a product side by side; nest: (n,) of each good."""
    order = np.lexsort((np.arange(len(nest)), nest))
    units = sparse.csr_array(commons.units.tocsc()[:, order])
    units.sort_indices()
    return np.diff(units.indptr), order[units.indices], units.data


def drift_needs(collective: Collective, tastes: CollectiveTastes, *, seed: int, charter) -> CollectiveTastes:
    """Return ``tastes`` with the wishes of every place for every good moved since last year (charter: society.need_drift)."""
    spread = charter["society.need_drift"]
    if spread <= 0:
        return tastes
    rng = np.random.Generator(np.random.PCG64([seed, _STREAM, 1]))
    moved = bounded_lognormal(rng, spread, len(collective.council) * len(collective.goods), charter["society.spread_bound"])
    moved = moved.reshape(len(collective.council), len(collective.goods))
    at = collective.membership[[collective.levels.index(g.level) for g in collective.goods]][:, tastes.council]
    return CollectiveTastes(tastes.council, tastes.need * moved[at, np.arange(len(collective.goods))[:, None]].T,
                            tastes.price_elasticity, tastes.income_elasticity)
