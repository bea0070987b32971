"""People change their minds during the year: less of one thing, more of another."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from parecon.economy import CouncilKind, GoodKind
from parecon.execution.deliveries import Answer
from parecon.execution.lines import Lines
from parecon.execution.refusals import ExecutionReason, ExecutionRefusal
from parecon.execution.stocks import spare_amounts
from parecon.execution.year import ExecutionYear, begin_act, end_act, fixed_amount, place_of, refuse

__all__ = ["WishChange", "change_wishes"]


@dataclass(frozen=True)
class WishChange:
    """A consumer council's change of wishes: id made by its author, day, council, units less and units more by code of good."""

    request: str
    day: str
    council: int
    less: Mapping[str, float] = field(default_factory=dict)
    more: Mapping[str, float] = field(default_factory=dict)

    @property
    def body(self) -> tuple:
        """What the change says besides its id."""
        return (self.day, self.council, tuple(sorted(self.less.items())), tuple(sorted(self.more.items())))


def change_wishes(year: ExecutionYear, change: WishChange) -> Answer:
    """Return the year with a council's wishes changed, or unchanged with the refusal.

    Refused when the council has used up its changes (`execution.wish_changes_max`), when it
    wants less than it drew already, when stock and what the plan will still deliver cannot
    serve what it wants more of, or when its credits do not pay for all that it still wants;
    nothing else is a reason. What it wants less of is not lost: unused credits are saved
    when the year is closed. After an accepted change nobody else's wish is short for it.
    """
    begun, refusal, before = begin_act(year, change.request, change.day, ("wishes", *change.body))
    if refusal or before:
        return year, refusal
    refusal = _check_council(begun, change)
    changed, refusal = _lower(begun, change) if refusal is None else (begun, refusal)
    changed, refusal = _raise(changed, change) if refusal is None else (changed, refusal)
    refusal = refusal or _check_credits(changed, change.council)
    if refusal:
        return year, refusal
    count = begun.changes.copy()
    count[change.council] += 1
    return end_act(begun, change.request, ("wishes", *change.body), lines=changed.lines, changes=count), None


def _check_council(year: ExecutionYear, change: WishChange) -> ExecutionRefusal | None:
    for code in (*change.less, *change.more):
        _, refusal = place_of(year, change.council, code)
        if refusal:
            return refusal
    if not 0 <= change.council < len(year.economy.councils):
        return place_of(year, change.council, "")[1]
    name, kind = year.economy.council_name(change.council), year.council_kind(change.council)
    if kind is not CouncilKind.CONSUMER:
        return refuse(ExecutionReason.WRONG_KIND, name, (kind.name.lower(), "consumer", ""), "workplaces agree on a swap or on overtime with their federation")
    limit = year.charter["execution.wish_changes_max"]
    if year.changes[change.council] >= limit:
        return refuse(ExecutionReason.CHANGES_USED_UP, name, (int(year.changes[change.council]) + 1, limit, "changes"), "wait for the next plan, or ask the assembly to allow more")
    return None


def _lower(year: ExecutionYear, change: WishChange) -> tuple[ExecutionYear, ExecutionRefusal | None]:
    for code, units in change.less.items():
        good = year.economy.labels.position(code)
        amount, refusal = fixed_amount(year, good, units)
        if refusal:
            return year, refusal
        line = year.lines.find(change.council, good, False)
        left = int((year.lines.wanted - year.lines.actual - year.lines.reserved)[line]) if line >= 0 else 0
        if amount > left:
            return year, refuse(ExecutionReason.WISH_ALREADY_DRAWN, f"{year.economy.council_name(change.council)}, {code}", (units, left / 1e9, year.economy.goods[good].unit),
                                "lower the wish by what is not drawn yet")
        year = replace(year, lines=year.lines.change("wanted", line, year.lines.wanted[line] - amount))
    return year, None


def _raise(year: ExecutionYear, change: WishChange) -> tuple[ExecutionYear, ExecutionRefusal | None]:
    for code, units in change.more.items():
        good = year.economy.labels.position(code)
        amount, refusal = fixed_amount(year, good, units)
        if refusal:
            return year, refusal
        if year.kind_of(good) not in (GoodKind.PRODUCT, GoodKind.IMPORT, GoodKind.POLLUTANT):
            return year, refuse(ExecutionReason.WRONG_KIND, code, (year.kind_of(good).value, "a good for private use", ""), "file it with the federation that decides on it")
        # Each good is measured with the ones before it in force, so that goods paid by one currency do not promise it twice.
        spare = max(int(spare_amounts(year)[good]), 0)
        if amount > spare:
            return year, refuse(ExecutionReason.CANNOT_BE_SERVED, f"{year.economy.council_name(change.council)}, {code}", (units, spare / 1e9, year.economy.goods[good].unit),
                                f"ask for {spare / 1e9:,.10g} at most, or wait until somebody wants less")
        lines: Lines = year.lines.with_line(change.council, good, False)
        line = lines.find(change.council, good, False)
        year = replace(year, lines=lines.change("wanted", line, lines.wanted[line] + amount))
    return year, None


def _check_credits(year: ExecutionYear, council: int) -> ExecutionRefusal | None:
    """Return the refusal where the credits of a council's holders do not pay for all that it still wants."""
    lines = year.lines
    mine = np.flatnonzero((lines.council == council) & ~lines.made)
    needed = 0
    for j in mine:
        before = int(lines.actual[j] + lines.reserved[j])
        needed += year.units_of(int(lines.good[j]), max(int(lines.wanted[j]), before)) - year.units_of(int(lines.good[j]), before)
    there = sum(year.book.available_units(h.id) for h in year.holders if h.council == council)
    # Half a smallest unit a line is rounding, which the holder bears in no case.
    if needed <= there + math.ceil(len(mine) / 2):
        return None
    per_credit = year.charter["ledger.units_per_credit"]
    return refuse(ExecutionReason.NOT_ENOUGH_CREDITS, year.economy.council_name(council), (needed / per_credit, there / per_credit, "credits"),
                  "want less of something else, or ask for a loan")
