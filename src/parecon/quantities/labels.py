"""Labels that must match exactly."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Iterable, Sequence

import numpy as np

__all__ = ["LabelMismatch", "Labels"]


class LabelMismatch(ValueError):
    """Two sets of labels differ, or one holds a label twice."""


@dataclass(frozen=True)
class Labels(Sequence):
    """An ordered set of labels with their positions.

    >>> Labels(("coal", "steel")).position("steel")
    1
    """

    names: tuple[str, ...]
    _position: dict = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple(self.names))
        position = {name: i for i, name in enumerate(self.names)}
        if len(position) != len(self.names):
            seen: set[str] = set()
            twice = next(n for n in self.names if n in seen or seen.add(n))
            raise LabelMismatch(f"the label {twice!r} stands twice (first at position {position_of(self.names, twice)}); labels must differ")
        object.__setattr__(self, "_position", position)

    def __len__(self) -> int:
        return len(self.names)

    def __getitem__(self, i):
        return self.names[i]

    def __contains__(self, name: object) -> bool:
        return name in self._position

    def position(self, name: str) -> int:
        """Return the position of ``name``; raise LabelMismatch naming the nearest labels."""
        if name not in self._position:
            near = [n for n in self.names if n.lower().startswith(str(name).lower()[:2])][:5] or list(self.names[:5])
            raise LabelMismatch(f"there is no label {name!r} among {len(self)}; near ones: {', '.join(near)}")
        return self._position[name]

    def positions(self, names: Iterable[str]) -> np.ndarray:
        """Return the positions of ``names``, shape (k,), int64; raise LabelMismatch on the first unknown."""
        return np.fromiter((self.position(n) for n in names), dtype=np.int64)

    def require_same(self, other: Sequence[str], what: str) -> None:
        """Raise LabelMismatch, naming the first difference and both values, unless ``other`` equals these labels."""
        for i, (mine, theirs) in enumerate(zip(self.names, other)):
            if mine != theirs:
                raise LabelMismatch(f"{what}: label {i + 1} is {theirs!r} where {mine!r} is expected; give the labels in this order")
        if len(self) != len(other):
            raise LabelMismatch(f"{what}: {len(other)} labels where {len(self)} are expected; give every label once")


def position_of(names: tuple[str, ...], name: str) -> int:
    """Return the first position of ``name``, counted from 1."""
    return names.index(name) + 1
