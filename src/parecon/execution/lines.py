"""The lines of a year: what every council was to make and use, what it wants by now, and what it did."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from parecon.plans import AdoptedPlan

__all__ = ["Lines", "lines_of_plan"]


@dataclass(frozen=True)
class Lines:
    """One entry a council, good and direction, in that order; amounts are fixed point and at least 0.

    council, good: (l,) int32; made: (l,) bool, outputs, hours offered, currency earned;
    planned: (l,) int64 as adopted; wanted: (l,) int64 as it stands after changes of the
    year; actual: (l,) int64 so far; reserved: (l,) int64 set aside for collection.
    """

    council: np.ndarray
    good: np.ndarray
    made: np.ndarray
    planned: np.ndarray
    wanted: np.ndarray
    actual: np.ndarray
    reserved: np.ndarray

    def __post_init__(self) -> None:
        for array in vars(self).values():
            array.setflags(write=False)

    def __len__(self) -> int:
        return len(self.council)

    def find(self, council: int, good: int, made: bool) -> int:
        """Return the place of a line, or -1 where there is none."""
        first, last = np.searchsorted(self.council, [council, council + 1])
        at = np.flatnonzero((self.good[first:last] == good) & (self.made[first:last] == made))
        return int(first + at[0]) if len(at) else -1

    def with_line(self, council: int, good: int, made: bool) -> Lines:
        """Return the lines with one for this council, good and direction, which nobody planned, unless it is there."""
        if self.find(council, good, made) >= 0:
            return self
        first, last = np.searchsorted(self.council, [council, council + 1])
        key = self.good[first:last].astype(np.int64) * 2 + ~self.made[first:last]
        at = int(first + np.searchsorted(key, good * 2 + (not made)))
        new = {"council": council, "good": good, "made": made, "planned": 0, "wanted": 0, "actual": 0, "reserved": 0}
        return Lines(**{name: np.insert(getattr(self, name), at, value) for name, value in new.items()})

    def change(self, name: str, line: int | np.ndarray, value: int | np.ndarray) -> Lines:
        """Return the lines with one column changed at a line or at several."""
        column = getattr(self, name).copy()
        column[line] = value
        return replace(self, **{name: column})

    def total(self, name: str, made: bool, goods: int) -> np.ndarray:
        """Return a column summed by good over one direction, (n,) int64."""
        mine = self.made == made
        found = np.zeros(goods, dtype=np.int64)
        np.add.at(found, self.good[mine], getattr(self, name)[mine])
        return found


def lines_of_plan(plan: AdoptedPlan) -> Lines:
    """Return the lines of an adopted plan, nothing done yet; lines of nothing are left out."""
    council = np.repeat(plan.council, np.diff(plan.start))
    kept = np.flatnonzero(plan.quantity != 0)
    council, good, quantity = council[kept], plan.good[kept], plan.quantity[kept]
    order = np.lexsort((quantity < 0, good, council))
    amount = np.abs(quantity[order])
    nothing = np.zeros(len(order), dtype=np.int64)
    return Lines(council[order].astype(np.int32), good[order].astype(np.int32), quantity[order] > 0, amount, amount.copy(), nothing, nothing.copy())
