"""Councils and their federations, as a tree of any depth."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

__all__ = ["CouncilKind", "Councils", "Federation", "check_tree"]


class CouncilKind(IntEnum):
    """Who proposes what (institutions.md 2.1)."""

    WORKER = 0
    CONSUMER = 1
    COLLECTIVE = 2
    INVESTMENT = 3
    TRADE = 4
    COMMUNITY = 5


@dataclass(frozen=True)
class Federation:
    """One node of the tree: code, name, kind of its councils, and the code of its parent ("" for a root)."""

    code: str
    name: str
    kind: CouncilKind
    parent: str = ""
    level: str = ""


@dataclass(frozen=True)
class Councils:
    """All councils, one entry each, as columns.

    kind: (c,) uint8 of CouncilKind; federation: (c,) int32, position of the leaf
    federation; row: (c,) int32, position of the published row its proposal is summed
    into; members: (c,) int32; number: (c,) int32, its number within the federation.
    """

    kind: np.ndarray
    federation: np.ndarray
    row: np.ndarray
    members: np.ndarray
    number: np.ndarray

    def __len__(self) -> int:
        return len(self.kind)


def check_tree(federations: tuple[Federation, ...]) -> None:
    """Assert that every parent exists and that no federation is its own ancestor."""
    parent = {f.code: f.parent for f in federations}
    assert len(parent) == len(federations), "two federations have the same code"
    for code in parent:
        seen, at = {code}, parent[code]
        while at:
            assert at in parent, f"federation {at} is a parent but does not exist"
            assert at not in seen, f"federation {at} is its own ancestor"
            seen.add(at)
            at = parent[at]
