"""Councils and their federations: industries under one congress, neighbourhoods in wards, towns and regions."""

from __future__ import annotations

import numpy as np

from parecon.datasets.society_scatter import split_whole
from parecon.datasets.tables import NationalTables
from parecon.economy import CouncilKind, Councils, Federation, Row

__all__ = ["PLACES", "build_councils", "build_federations", "members_of_councils"]

PLACES = "collective-"
"""Rows of what places request together are named by their level after this; their councils belong to the places' federations."""


def build_federations(tables: NationalTables, rows: tuple[Row, ...], neighbourhoods: int, charter) -> tuple[tuple[Federation, ...], np.ndarray]:
    """Return all federations, and the leaf of each neighbourhood and then of each row's other councils.

    The second value is (k + r,): for each neighbourhood the position of its leaf
    federation, then for each row the federation of its councils.
    """
    industries = [row for row in rows if row.kind is CouncilKind.WORKER]
    congress = "congress"
    found = [Federation(congress, "congress of industry federations", CouncilKind.WORKER, level="nation")]
    found += [Federation(row.code, f"federation of {row.name}", CouncilKind.WORKER, congress, "industry") for row in industries]
    nation = "nation"
    found.append(Federation(nation, f"federation of neighbourhoods of {tables.place}", CouncilKind.CONSUMER, level="nation"))
    leaf = np.full(neighbourhoods + len(rows), len(found) - 1)
    place = np.arange(neighbourhoods)
    parents = np.full(neighbourhoods, len(found) - 1)
    for level, size in zip(charter["society.federation_levels"], charter["society.federation_sizes"]):
        _, first, number = np.unique(np.stack([parents, place // size]), axis=1, return_index=True, return_inverse=True)
        for n, i in enumerate(first):
            parent = found[parents[i]]
            code = f"{level}-{n + 1}"
            found.append(Federation(code, f"{level} {n + 1}", CouncilKind.CONSUMER, parent.code, level))
        parents = len(found) - len(first) + number.ravel()
        place = place % size
    leaf[:neighbourhoods] = parents
    for r, row in enumerate(rows):
        if row.kind is CouncilKind.WORKER:
            leaf[neighbourhoods + r] = 1 + r
        elif row.kind is not CouncilKind.CONSUMER and not row.code.startswith(PLACES):
            leaf[neighbourhoods + r] = len(found)
            parent = nation if row.kind is CouncilKind.COLLECTIVE else ""
            found.append(Federation(row.code, row.name, row.kind, parent, "nation"))
    return tuple(found), leaf


def build_councils(given, leaf: np.ndarray, rows: tuple[Row, ...], places=None) -> Councils:
    """Return all councils: workers by industry, neighbourhoods, places by level, then the boards.

    given: number of worker councils by industry (j,), their members (w,), and the
    members of neighbourhoods (k,). places: level, federation and neighbourhood (-1 for larger places)
    of each place that decides collective goods, (f,) each; its council has the number of its neighbourhood, or 0.
    """
    counts, persons, members = given
    k, first = len(members), len(persons)
    boards = [r for r, row in enumerate(rows) if row.kind not in (CouncilKind.WORKER, CouncilKind.CONSUMER) and not row.code.startswith(PLACES)]
    households = next(r for r, row in enumerate(rows) if row.kind is CouncilKind.CONSUMER)
    industry = np.repeat(np.arange(len(counts)), counts)
    own = np.concatenate([leaf[k + industry], leaf[:k]])
    numbers = _numbers(own)
    level, home, neighbour = np.zeros((3, 0), dtype=np.int64) if places is None else places
    of_place = np.array([r for r, row in enumerate(rows) if row.code.startswith(PLACES)], dtype=np.int64)
    row = np.concatenate([industry, np.full(k, households), of_place[level], boards])
    federation = np.concatenate([own, home, leaf[k + np.array(boards, dtype=np.int64)]])
    kind = np.array([r.kind for r in rows], dtype=np.uint8)[row]
    people = np.concatenate([persons, members, np.zeros(len(row) - first - k)])
    return Councils(kind, federation.astype(np.int32), row.astype(np.int32), people.astype(np.int32),
                    np.concatenate([numbers, np.where(neighbour >= 0, numbers[first + neighbour], 0), np.ones(len(boards))]).astype(np.int32))


def _numbers(federation: np.ndarray) -> np.ndarray:
    """Return each council's number within its federation, from 1."""
    order = np.argsort(federation, kind="stable")
    ordered = federation[order]
    first = np.concatenate([[0], np.flatnonzero(np.diff(ordered)) + 1])
    number = np.empty(len(federation), dtype=np.int32)
    number[order] = np.arange(len(federation)) - np.repeat(first, np.diff(np.append(first, len(federation)))) + 1
    return number


def members_of_councils(persons: np.ndarray, counts: np.ndarray, labour: np.ndarray) -> np.ndarray:
    """Return members of every worker council, (w,): persons by industry shared in proportion to hours."""
    start = np.concatenate([[0], np.cumsum(counts)])
    found = [split_whole(int(round(p)), labour[a:b]) if labour[a:b].sum() > 0 and p > 0 else np.zeros(b - a, dtype=np.int64)
             for p, a, b in zip(persons, start[:-1], start[1:])]
    return np.concatenate(found)
