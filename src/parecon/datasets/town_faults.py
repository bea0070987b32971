"""What is wrong with a cell of a town's tables, as values: all of them at once, so that a form can show each at its place."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from parecon.datasets.errors import TableError
from parecon.datasets.town_sheets import TownSheets

__all__ = ["CellFault", "CellReader", "FaultyTown", "code_of"]

_LARGEST = 10**9
_NAMES_SHOWN = 12


@dataclass(frozen=True)
class CellFault:
    """One fault: where (line 1 holds the columns), the problem, both values, the way out; a fault of a whole line has no column."""

    sheet: str
    line: int
    column: str
    address: str
    label: str
    problem: str
    found: str
    expected: str
    way_out: str

    def __str__(self) -> str:
        place = f"{self.sheet}, row {self.line}" + (f" ({self.label})" if self.label else "") + (f", column {self.column}" if self.column else "")
        return f"{place}: {self.problem}; found {self.found}, expected {self.expected}. Way out: {self.way_out}."


class FaultyTown(TableError):
    """A town's tables hold faults; ``faults`` has all of them, the message names the first."""

    def __init__(self, faults: Sequence[CellFault]) -> None:
        first, self.faults = faults[0], tuple(faults)
        row = f"{first.line} ({first.label})" if first.label else str(first.line)
        more = f"; {len(faults) - 1} more faults follow" if len(faults) > 1 else ""
        super().__init__(first.problem, file=first.sheet, row=row, column=first.column, found=first.found, expected=first.expected,
                         way_out=first.way_out + more)


class CellReader:
    """Reads cells of one sheet and notes what is wrong with them; what it cannot read counts as its default."""

    def __init__(self, sheets: TownSheets, sheet: str, faults: list[CellFault]) -> None:
        self.sheet, self.faults = sheet, faults
        self.columns = sheets.sheets[sheet].columns if sheet in sheets.sheets else ()
        self.records = sheets.records(sheet)
        self.filled = [i for i, record in enumerate(self.records) if any(record.values())]

    def __len__(self) -> int:
        return len(self.filled)

    def __iter__(self) -> Iterator[int]:
        """Yield the lines that hold anything, counted from 0 below the columns."""
        return iter(self.filled)

    def text(self, line: int, column: str) -> str:
        """Return the cell's text, "" where the sheet has no such column."""
        return self.records[line].get(column, "")

    def fault(self, line: int, column: str, problem: str, *, expected: str, way_out: str, found: str | None = None) -> None:
        """Note a fault of line ``line`` (from 0)."""
        label = next((self.text(line, c) for c in ("name", "council", "good", "neighbourhood", "rule") if self.text(line, c)), "")
        address = f"{_letters(self.columns.index(column))}{line + 2}" if column in self.columns else str(line + 2)
        cell = self.text(line, column)
        self.faults.append(CellFault(self.sheet, line + 2, column, address, label, problem,
                                     found if found is not None else repr(cell) if cell else "an empty cell", expected, way_out))

    def number(self, line: int, column: str, *, default: Decimal | None = None, low: int = 0, high: int = _LARGEST,
               above: bool = False, whole: bool = False) -> Decimal | None:
        """Return the number of a cell, at least ``low`` (more than it where ``above``) and at most ``high``, or ``default`` where it is empty.

        A cell that is empty without a default, or no such number, is a fault and gives None.
        """
        cell = self.text(line, column)
        if not cell and default is not None:
            return default
        what = ("a whole number" if whole else "a number") + (f" above {low}" if above else f" of {low} or more")
        try:
            value = Decimal(cell)
        except InvalidOperation:
            hint = "write the decimal point as a point, and no sign between thousands" if any(s in cell for s in ", '") else f"write {what}"
            self.fault(line, column, "the cell is no number", expected=what, way_out=hint if cell else f"write {what} here")
            return None
        if not value.is_finite() or value < low or (above and value == low) or (whole and value != value.to_integral_value()) or value > high:
            limit = f"{what} and at most {high:,}"
            self.fault(line, column, "the number is out of its range", expected=limit, way_out=f"write {limit}" + (", in a larger unit if need be" if high == _LARGEST else ""))
            return None
        return value

    def choice(self, line: int, column: str, choices: Sequence[str], *, default: str = "") -> str:
        """Return the cell if it is one of ``choices``, or ``default`` where it may be empty; else note a fault and return ""."""
        cell = self.text(line, column)
        if cell in choices:
            return cell
        if not cell and default:
            return default
        near = get_close_matches(cell, choices, n=1, cutoff=0.5)
        self.fault(line, column, "the cell is none of the choices", expected=f"one of {', '.join(choices)}",
                   way_out=f"write {near[0]}, if that is meant" if near else "choose one of these")
        return ""

    def named(self, line: int, column: str, known: Mapping[str, int], what: str) -> int:
        """Return the position of what a cell names, by its name or its code, or -1 with a fault where nothing has that name."""
        cell = self.text(line, column)
        if cell in known:
            return known[cell]
        near = get_close_matches(cell, list(known), n=1, cutoff=0.5) if cell else []
        names = list({position: name for name, position in reversed(known.items())}.values())[::-1]
        shown = ", ".join(names[:_NAMES_SHOWN]) + (" …" if len(names) > _NAMES_SHOWN else "")
        self.fault(line, column, f"there is no such {what}", expected=f"one of {shown or 'none, for there is none'}",
                   way_out=f"write {near[0]}, if that is meant" if near else f"choose one of these, or add the {what} first")
        return -1


def _letters(column: int) -> str:
    """Return the letters of a spreadsheet's column, counted from 0.

    >>> _letters(0), _letters(27)
    ('A', 'AB')
    """
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def code_of(name: str) -> str:
    """Return a code made from a name: small letters and figures of any script, joined by hyphens, without accents.

    >>> code_of("Estación de autobús 2")
    'estacion-de-autobus-2'
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return "-".join("".join(c if c.isalnum() else " " for c in plain).split())
