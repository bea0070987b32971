"""What can be wrong with a table: one exception a kind of fault, each with the place, both values and the way out.

::

    TableError
    ├── DoesNotBalance        supply and use, or output and cost, differ by more than the charter spreads
    ├── NotANumber            NaN, infinity, an empty cell or text where a number belongs
    ├── NegativeCell          a negative amount that no stated rule can move
    ├── DuplicateLabel        one code names two rows or two columns
    ├── MissingLabel          a code that should be there is not
    ├── UnknownLabel          a code that no list declares
    ├── WrongUnit             a unit that is not one of those the format knows
    ├── RaggedTable           a row with too few or too many cells, or a file cut off
    ├── NotText               bytes that are not UTF-8
    ├── EmptyTable            no row or no column
    ├── TableTooLarge         more cells than the charter lets one file have
    ├── NotATablesFolder      a folder (or file) that does not follow the format
    ├── ChangedFile           a bundled file that differs from its recorded SHA-256
    ├── PathTaken             a folder to be written that is already there
    └── UnknownEconomy        a name that is no bundled economy and no folder
"""

from __future__ import annotations

__all__ = [
    "ChangedFile", "DoesNotBalance", "DuplicateLabel", "EmptyTable", "MissingLabel", "NegativeCell", "NotANumber",
    "NotATablesFolder", "NotText", "PathTaken", "RaggedTable", "TableError", "TableTooLarge", "UnknownEconomy", "UnknownLabel", "WrongUnit",
]


class TableError(ValueError):
    """A table that cannot be read as it is.

    file, row, column: where. found, expected: both values. way_out: what to do about it.

    >>> print(NotANumber("a cell is no number", file="supply.csv", row="A01", column="C10",
    ...                  found="n.a.", expected="a number in million SEK", way_out="write 0 if nothing flows"))
    supply.csv, row A01, column C10: a cell is no number; found n.a., expected a number in million SEK. Way out: write 0 if nothing flows.
    """

    def __init__(self, problem: str, *, file: str, found: object, expected: object, way_out: str, row: str = "", column: str = "") -> None:
        self.problem, self.file, self.row, self.column = problem, file, row, column
        self.found, self.expected, self.way_out = found, expected, way_out
        place = file + (f", row {row}" if row else "") + (f", column {column}" if column else "")
        super().__init__(f"{place}: {problem}; found {found}, expected {expected}. Way out: {way_out}.")


class DoesNotBalance(TableError):
    """Supply and use of a product, or output and cost of an industry, differ too much."""


class NotANumber(TableError):
    """A cell is NaN, infinite, empty or text."""


class NegativeCell(TableError):
    """A cell is negative and no stated rule can move it."""


class DuplicateLabel(TableError):
    """One code names two rows or two columns."""


class MissingLabel(TableError):
    """A declared code has no row or no column."""


class UnknownLabel(TableError):
    """A row or column carries a code that is not declared."""


class WrongUnit(TableError):
    """A unit is not one of those that the format knows."""


class RaggedTable(TableError):
    """A row has too few or too many cells."""


class NotText(TableError):
    """A file is not UTF-8 text."""


class EmptyTable(TableError):
    """A file holds no row or no column."""


class TableTooLarge(TableError):
    """A file holds more cells than the charter allows."""


class NotATablesFolder(TableError):
    """A path is not a folder in the format of tables."""


class ChangedFile(TableError):
    """A bundled file differs from its recorded SHA-256."""


class PathTaken(TableError):
    """A folder that should be written exists already."""


class UnknownEconomy(TableError):
    """A name is no bundled economy and no folder."""
