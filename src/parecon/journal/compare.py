"""Two runs side by side: the first difference, and how far prices and totals lie apart in every round."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from parecon.journal.chain import Entry, journal_path, read_entries
from parecon.journal.economy_files import read_economy
from parecon.journal.errors import entries_in_form
from parecon.journal.recorder import first_difference

__all__ = ["RoundComparison", "RunComparison", "compare_runs"]


@dataclass(frozen=True)
class RoundComparison:
    """One round of two runs: largest relative difference of prices, of supply and of demand over the goods both have, and the goods."""

    round: int
    price: float
    price_good: str
    supply: float
    supply_good: str
    demand: float
    demand_good: str


@dataclass(frozen=True)
class RunComparison:
    """How two runs differ: place of the first difference and both values (or None), goods in only one, rounds side by side, plans."""

    first: tuple[str, object, object] | None
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    rounds: tuple[RoundComparison, ...]
    rounds_first: int
    rounds_second: int
    plan_first: str
    plan_second: str

    @property
    def identical(self) -> bool:
        """Whether both runs recorded the same, but for the versions of the programs."""
        return self.first is None


def compare_runs(first: str | Path, second: str | Path) -> RunComparison:
    """Compare two journals entry by entry, and round by round on the goods that both have.

    Versions of programs are left out of the comparison. Raises NotAJournal or BrokenJournal.
    """
    left, right = ((path.parent, list(read_entries(path))) for path in (journal_path(first), journal_path(second)))
    with entries_in_form(f"{first} or {second}"):
        return _compare_entries(left, right)


def _compare_entries(left: tuple[Path, list[Entry]], right: tuple[Path, list[Entry]]) -> RunComparison:
    goods = [_codes(folder) for folder, _ in (left, right)]
    tables = [_rounds(entries) for _, entries in (left, right)]
    shared = sorted(set(goods[0]) & set(goods[1]), key=goods[0].index)
    places = [np.array([codes.index(code) for code in shared], dtype=np.int64) for codes in goods]
    rounds = tuple(_compare_round(number, shared, (one, two), places)
                   for number, one, two in zip(range(1, 10**6), tables[0], tables[1]))
    return RunComparison(_first(left[1], right[1]), tuple(sorted(set(goods[0]) - set(goods[1]))), tuple(sorted(set(goods[1]) - set(goods[0]))),
                         rounds, len(tables[0]), len(tables[1]), _plan(left[1]), _plan(right[1]))


def _codes(folder: Path) -> list[str]:
    return [good.code for good in read_economy(folder).goods]


def _rounds(entries: list[Entry]) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    said = [entry.body for entry in entries if entry.kind == "announce"]
    totals = [entry.body for entry in entries if entry.kind == "totals"]
    return [tuple(np.array(column, dtype=np.float64) for column in (a["prices"], t["supply"], t["demand"])) for a, t in zip(said, totals)]


def _compare_round(number: int, shared: list[str], tables: tuple, places: list[np.ndarray]) -> RoundComparison:
    found: list[object] = []
    for one, two in zip(*tables):
        a, b = one[places[0]], two[places[1]]
        scale = np.maximum(np.abs(a), np.abs(b))
        apart = np.abs(a - b) / np.where(scale > 0, scale, 1.0)
        worst = int(np.argmax(apart)) if len(apart) else -1
        found += [float(apart[worst]), shared[worst]] if worst >= 0 else [0.0, ""]
    return RoundComparison(number, *found)


def _plan(entries: list[Entry]) -> str:
    return next((entry.body["plan"] for entry in entries if entry.kind == "adopt"), "")


def _first(left: list[Entry], right: list[Entry]) -> tuple[str, object, object] | None:
    for one, two in zip(left, right):
        if one.kind != two.kind:
            return f"entry {one.sequence + 1}", one.kind, two.kind
        a, b = ({key: value for key, value in entry.body.items() if key != "versions"} for entry in (one, two))
        if found := first_difference(a, b):
            return f"entry {one.sequence + 1} ({one.kind}): {found[0]}", found[1], found[2]
    return None if len(left) == len(right) else ("number of entries", len(left), len(right))
