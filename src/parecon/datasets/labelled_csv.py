"""Reading a CSV table whose first row and first column are labels; every fault is named with its place."""

from __future__ import annotations

import csv

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from parecon.datasets.errors import DuplicateLabel, EmptyTable, MissingLabel, NotANumber, NotText, RaggedTable, TableTooLarge, UnknownLabel

__all__ = ["LabelledTable", "read_labelled", "read_lines", "read_listing"]


@dataclass(frozen=True)
class LabelledTable:
    """Numbers (rows, columns) with their labels, as they stand in ``file``."""

    file: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: np.ndarray

    def picked(self, rows: Sequence[str], columns: Sequence[str]) -> np.ndarray:
        """Return the values of exactly these labels, in this order; raise MissingLabel for one that is not there."""
        return self.values[np.ix_(_places(self.file, self.rows, rows, "row"), _places(self.file, self.columns, columns, "column"))]

    def exactly(self, rows: Sequence[str], columns: Sequence[str]) -> np.ndarray:
        """Return the values in this order; raise MissingLabel or UnknownLabel unless the labels are the same set."""
        for kind, given, wanted in (("row", self.rows, rows), ("column", self.columns, columns)):
            unknown = sorted(set(given) - set(wanted))
            if unknown:
                raise UnknownLabel(f"a {kind} is not declared", file=self.file, **{kind: unknown[0]}, found=f"{len(given)} {kind}s",
                                   expected=f"the {len(wanted)} declared", way_out=f"declare {unknown[0]!r} or remove the {kind}")
        return self.picked(rows, columns)

    def picked_columns(self, columns: Sequence[str]) -> LabelledTable:
        """Return the table with exactly these columns, in this order, and all its rows."""
        return LabelledTable(self.file, self.rows, tuple(columns), self.exactly(self.rows, columns))

    def row(self, label: str) -> np.ndarray:
        """Return one row (columns,)."""
        return self.picked((label,), self.columns)[0]

    def column(self, label: str) -> np.ndarray:
        """Return one column (rows,)."""
        return self.picked(self.rows, (label,))[:, 0]


def _places(file: str, given: Sequence[str], wanted: Sequence[str], kind: str) -> list[int]:
    place = {label: i for i, label in enumerate(given)}
    for label in wanted:
        if label not in place:
            raise MissingLabel(f"a {kind} is missing", file=file, **{kind: label}, found=f"{len(given)} {kind}s from {given[0]} to {given[-1]}",
                               expected=f"{label} among them", way_out=f"add the {kind}, with zeros where nothing flows")
    return [place[label] for label in wanted]


def read_labelled(lines: Iterable[bytes], file: str, cells_max: int) -> LabelledTable:
    """Read lines of bytes into a LabelledTable, one row at a time.

    Raises NotText, EmptyTable, RaggedTable, NotANumber, DuplicateLabel or TableTooLarge (more than ``cells_max`` cells).

    >>> read_labelled([b",A,B\\n", b"x,1,2\\n"], "small.csv", cells_max=10).column("B")
    array([2.])
    """
    reader = read_lines(lines, file)
    header = next(reader, None)
    if header is None or len(header) < 2:
        hint = "separate the columns by commas" if header and ";" in header[0] else "write a first line with the labels of the columns"
        raise EmptyTable("there is no column", file=file, found=f"the first line {'' if header is None else ','.join(header)!r}",
                         expected="a corner cell and at least one label", way_out=hint)
    if len(header) > cells_max:
        raise TableTooLarge("the file has too many columns", file=file, found=f"{len(header):,}", expected=f"at most {cells_max:,} cells",
                            way_out="aggregate the table, or have datasets.cells_per_file_max of the charter changed")
    columns = tuple(label.strip() for label in header[1:])
    _check_unique(file, columns, "column")
    rows: list[str] = []
    values: list[np.ndarray] = []
    for cells in reader:
        if (len(rows) + 1) * len(columns) > cells_max:
            raise TableTooLarge("the file has too many cells", file=file, row=cells[0], found=f"more than {cells_max:,} cells",
                                expected=f"at most {cells_max:,}", way_out="aggregate the table, or have datasets.cells_per_file_max of the charter changed")
        rows.append(cells[0].strip())
        values.append(_numbers(cells, columns, file))
    if not rows:
        raise EmptyTable("there is no row", file=file, found="only a first line", expected="at least one row", way_out="add the rows")
    _check_unique(file, rows, "row")
    return LabelledTable(file, tuple(rows), columns, np.vstack(values))


def read_listing(lines: Iterable[bytes], file: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """Read lines of bytes into records of text with exactly these columns, of which the first is a unique code.

    Raises NotText, MissingLabel, EmptyTable, RaggedTable or DuplicateLabel.

    >>> read_listing([b"code,name\\n", b"x,Fish\\n"], "products.csv", ("code", "name"))
    [{'code': 'x', 'name': 'Fish'}]
    """
    reader = read_lines(lines, file)
    header = tuple(label.strip() for label in next(reader, []))
    if header != columns:
        raise MissingLabel("the first line is not the expected one", file=file, found=",".join(header) or "nothing",
                           expected=",".join(columns), way_out="write exactly these columns, separated by commas")
    records = []
    for cells in reader:
        if len(cells) != len(columns):
            raise RaggedTable("a line has the wrong length", file=file, row=cells[0], found=f"{len(cells)} cells", expected=f"{len(columns)}",
                              way_out="give one cell for every column; put text that contains a comma into quotation marks")
        records.append(dict(zip(columns, (cell.strip() for cell in cells))))
    if not records:
        raise EmptyTable("there is no row", file=file, found="only a first line", expected="at least one code", way_out="list the codes")
    _check_unique(file, [record[columns[0]] for record in records], "row")
    return records


def read_lines(lines: Iterable[bytes], file: str, *, delimiter: str = ",", blank: bool = False) -> Iterator[list[str]]:
    """Yield the cells of each line of bytes, of empty ones only where ``blank``; raise NotText or RaggedTable where it is no CSV in UTF-8."""
    reader = csv.reader(_decoded(lines, file), strict=True, delimiter=delimiter)
    try:
        yield from (cells for cells in reader if cells or blank)
    except csv.Error as error:
        raise RaggedTable("a line is no CSV (is the file cut off?)", file=file, row=f"on line {reader.line_num}", found=str(error),
                          expected="cells separated by commas, closed quotation marks", way_out="save the file as CSV anew") from None


def _decoded(lines: Iterable[bytes], file: str) -> Iterator[str]:
    """Yield lines of text; raise NotText at the first that is not UTF-8."""
    for number, line in enumerate(lines, start=1):
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise NotText("the file is not UTF-8", file=file, row=f"on line {number}", found=f"byte 0x{line[error.start]:02x}",
                          expected="UTF-8 text", way_out="save the file as CSV in UTF-8") from None
        if "\0" in text:
            raise NotText("the file is not text", file=file, row=f"on line {number}", found="a zero byte", expected="UTF-8 text",
                          way_out="save the file as CSV in UTF-8")
        yield text


def _numbers(cells: list[str], columns: Sequence[str], file: str) -> np.ndarray:
    if len(cells) != len(columns) + 1:
        raise RaggedTable("a row has the wrong length (is the file cut off?)", file=file, row=cells[0], found=f"{len(cells) - 1} values",
                          expected=f"{len(columns)}", way_out="give one value for every column, or get the file anew")
    try:
        numbers = np.array([float(cell) for cell in cells[1:]])
    except ValueError:
        numbers = None
    if numbers is not None and np.isfinite(numbers).all():
        return numbers
    for column, cell in zip(columns, cells[1:]):
        if not _is_number(cell):
            hint = "write the decimal point as a point" if "," in cell else "write 0 where nothing flows, or the number that is missing"
            raise NotANumber("a cell is no number", file=file, row=cells[0], column=column, found=repr(cell), expected="a finite number",
                             way_out=hint)
    raise AssertionError("a row that numpy refuses has a cell that is no number")


def _is_number(cell: str) -> bool:
    try:
        return math.isfinite(float(cell))
    except ValueError:
        return False


def _check_unique(file: str, labels: Sequence[str], kind: str) -> None:
    seen: set[str] = set()
    for number, label in enumerate(labels, start=1):
        if not label:
            raise MissingLabel(f"a {kind} has no label", file=file, found=f"an empty label at {kind} {number}", expected="a code",
                               way_out=f"write the code of this {kind}")
        if label in seen:
            raise DuplicateLabel(f"two {kind}s have one label", file=file, **{kind: label}, found=f"a second at {kind} {number}",
                                 expected="one", way_out="add the two up, or give each its own code")
        seen.add(label)


