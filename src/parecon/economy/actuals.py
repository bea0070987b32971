"""What every council really made and used in a year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.economy.councils import Councils
from parecon.economy.economy import RowTotals, freeze

__all__ = ["Actuals", "total_actuals"]


@dataclass(frozen=True)
class Actuals:
    """A year's actual amounts by council, as columns in the form of a batch of proposals.

    council: (b,) int32, ascending; start: (b+1,) int64; good: (l,) int32; quantity: (l,)
    int64 fixed point, what was made, offered or earned positive, what was used negative.
    """

    council: np.ndarray
    start: np.ndarray
    good: np.ndarray
    quantity: np.ndarray

    def __post_init__(self) -> None:
        for name, kind in (("council", np.int32), ("start", np.int64), ("good", np.int32), ("quantity", np.int64)):
            object.__setattr__(self, name, np.ascontiguousarray(getattr(self, name), dtype=kind))
        assert len(self.start) == len(self.council) + 1 and self.start[-1] == len(self.good) == len(self.quantity), "columns do not fit together"
        freeze(self)

    def __len__(self) -> int:
        return len(self.council)


def total_actuals(actuals: Actuals, councils: Councils) -> RowTotals:
    """Return the sums by row and good of what all councils made and used, exact for any order of councils.

    >>> councils = Councils(np.array([0, 0], np.uint8), np.zeros(2, np.int32), np.zeros(2, np.int32), np.ones(2, np.int32), np.arange(2))
    >>> year = Actuals([0, 1], [0, 2, 3], [0, 1, 0], [5, -2, 7])
    >>> total_actuals(year, councils).supply.tolist(), total_actuals(year, councils).use.tolist()
    ([12, 0], [0, 2])
    """
    row = councils.row[np.repeat(actuals.council, np.diff(actuals.start))].astype(np.int64)
    goods = int(actuals.good.max(initial=0)) + 1
    keys, cell = np.unique(row * goods + actuals.good, return_inverse=True)
    supply, use = np.zeros(len(keys), dtype=np.int64), np.zeros(len(keys), dtype=np.int64)
    np.add.at(supply, cell, np.maximum(actuals.quantity, 0))
    np.add.at(use, cell, np.maximum(-actuals.quantity, 0))
    return RowTotals((keys // goods).astype(np.int32), (keys % goods).astype(np.int32), supply, use)
