"""A town's tables as text: seven sheets, from a folder of CSV files or from rows that a form or a spreadsheet gives."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from tempfile import mkdtemp
from types import MappingProxyType

from parecon.datasets.errors import EmptyTable, MissingLabel, NotATablesFolder, PathTaken, RaggedTable, TableTooLarge, UnknownLabel
from parecon.datasets.labelled_csv import read_lines

__all__ = ["SHEETS", "Sheet", "SheetForm", "TownSheets", "arrange_sheets", "gather_sheets", "read_town_folder", "write_town_folder"]


@dataclass(frozen=True)
class SheetForm:
    """What a sheet may hold: columns it must have, and columns it may have."""

    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()
    required: bool = True


SHEETS: Mapping[str, SheetForm] = MappingProxyType({
    "town": SheetForm(("name", "year"), ("source",)),
    "goods": SheetForm(("name", "kind", "unit", "price"), ("price_outside", "tier", "level", "code")),
    "councils": SheetForm(("name", "kind"), ("federation", "members", "at_work", "hours", "effort", "social_charge", "coming_size", "for", "code")),
    "federations": SheetForm(("name",), ("part_of", "level", "code"), required=False),
    "shared": SheetForm(("name", "unit", "decided_by", "good"), ("quantity", "code"), required=False),
    "last_year": SheetForm(("council", "good", "made", "used")),
    "endowments": SheetForm(("good", "amount"), ("last_year", "claim"), required=False),
    "people": SheetForm(("neighbourhood", "hours"), ("workplace", "effort"), required=False),
    "charter": SheetForm(("rule", "value"), required=False),
})
"""The sheets of a town in their order; in a folder each is a file of that name with the ending ``.csv``."""

_DECIMAL_COMMA = re.compile(r"-?\d+,\d+")


@dataclass(frozen=True)
class Sheet:
    """One sheet: its columns, and its lines as text, each as long as the columns."""

    columns: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]

    def records(self) -> list[dict[str, str]]:
        """Return the lines as records by column."""
        return [dict(zip(self.columns, line)) for line in self.lines]


@dataclass(frozen=True)
class TownSheets:
    """The sheets of one town by name; text exactly as it was given, so that writing it back changes nothing."""

    sheets: Mapping[str, Sheet]

    def __post_init__(self) -> None:
        object.__setattr__(self, "sheets", MappingProxyType(dict(self.sheets)))

    def records(self, name: str) -> list[dict[str, str]]:
        """Return the lines of a sheet as records by column; none where the sheet is not there."""
        return self.sheets[name].records() if name in self.sheets else []


def gather_sheets(rows: Mapping[str, Sequence[Mapping[str, object]]]) -> TownSheets:
    """Return sheets from rows by sheet, each row a mapping from column to cell, as a form or a spreadsheet gives them.

    Cells may be text, numbers or None; lines without any cell count for nothing. Raises
    UnknownLabel for a sheet or column there is none of, MissingLabel for one that is needed.

    >>> sheets = gather_sheets({"town": [{"name": "Green Valley", "year": 2026}]})
    Traceback (most recent call last):
    parecon.datasets.errors.MissingLabel: goods: the sheet is missing; found town, expected town, goods, councils, last_year. Way out: add the sheet goods.
    """
    found = {}
    for name, lines in rows.items():
        columns = tuple(dict.fromkeys(column for line in lines for column in line))
        text = [tuple(_cell_text(line.get(column)) for column in columns) for line in lines]
        found[name] = Sheet(columns, _without_blank_end(text))
    return _checked(found)


def arrange_sheets(tables: Mapping[str, Sequence[Sequence[str]]]) -> TownSheets:
    """Return sheets from tables of text cells by name, each with its columns as first line, as a spreadsheet gives them.

    Shorter lines are filled with empty cells. Raises UnknownLabel for a sheet or column there is none of or that stands there twice,
    MissingLabel for one that is needed, RaggedTable for a line that goes beyond the columns.

    >>> sheets = arrange_sheets({"town": [["name", "year"], ["Green Valley", "2026"]]})
    Traceback (most recent call last):
    parecon.datasets.errors.MissingLabel: goods: the sheet is missing; found town, expected town, goods, councils, last_year. Way out: add the sheet goods.
    """
    found = {}
    for name, lines in tables.items():
        columns = tuple(_cell_text(cell) for cell in lines[0]) if lines else ()
        while columns and not columns[-1]:
            columns = columns[:-1]
        rest = [tuple(_cell_text(cell) for cell in line) for line in lines[1:]]
        for i, line in enumerate(rest):
            if any(line[len(columns):]):
                raise RaggedTable("a line goes beyond the columns", file=name, row=i + 2, found=next(cell for cell in line[len(columns):] if cell), expected=f"{len(columns)} cells",
                                  way_out="give every column a name, or empty the cell")
        found[name] = Sheet(columns, _without_blank_end([(*line[:len(columns)], *("",) * (len(columns) - len(line))) for line in rest]))
    return _checked(found)


def _cell_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    return str(cell).strip()


def _checked(sheets: dict[str, Sheet]) -> TownSheets:
    """Return the sheets in their order; raise where a sheet or column is missing or unknown."""
    for name in sheets:
        if name not in SHEETS:
            raise UnknownLabel("there is no such sheet", file=name, found=name, expected=f"one of {', '.join(SHEETS)}", way_out="rename it or leave it out")
    for name, form in SHEETS.items():
        if name not in sheets:
            if form.required:
                wanted = ", ".join(n for n, f in SHEETS.items() if f.required)
                raise MissingLabel("the sheet is missing", file=name, found=", ".join(sheets) or "no sheet", expected=wanted, way_out=f"add the sheet {name}")
            continue
        _check_columns(name, sheets[name], form)
    return TownSheets({name: sheets[name] for name in SHEETS if name in sheets})


def _check_columns(name: str, sheet: Sheet, form: SheetForm) -> None:
    if form.required and not any(any(line) for line in sheet.lines):
        raise EmptyTable("there is no line", file=name, found="nothing below the columns", expected="at least one line", way_out="write a line for each")
    known = (*form.needed, *form.optional)
    for column in sheet.columns:
        if column not in known or sheet.columns.count(column) > 1:
            problem = "there is no such column" if column not in known else "a column stands there twice"
            raise UnknownLabel(problem, file=name, column=column or "without a name", found=",".join(sheet.columns), expected=",".join(known),
                               way_out="use the names of the columns, each once")
    for column in form.needed:
        if column not in sheet.columns and (sheet.lines or sheet.columns):
            raise MissingLabel("a column is missing", file=name, column=column, found=",".join(sheet.columns) or "nothing", expected=",".join(form.needed),
                               way_out="add the column")


def read_town_folder(path: str | Path, charter) -> TownSheets:
    """Return the sheets of a folder of CSV files (docs/town-format.md).

    Files may be separated by commas, or by semicolons with decimal commas. Raises
    NotATablesFolder, and whatever `gather_sheets` and reading raise: NotText, RaggedTable,
    TableTooLarge (charter: datasets.cells_per_file_max).
    """
    folder = Path(path)
    if not (folder / "town.csv").is_file():
        raise NotATablesFolder("this is no town", file=str(path), found="a folder" if folder.is_dir() else "no folder", expected="a folder with town.csv",
                               way_out="begin one with `parecon data new FOLDER --like town`")
    unknown = sorted(p.name for p in folder.glob("*.csv") if p.stem not in SHEETS)
    if unknown:
        raise UnknownLabel("there is no such sheet", file=unknown[0], found=unknown[0], expected=", ".join(f"{n}.csv" for n in SHEETS),
                           way_out="rename it or move it elsewhere")
    found = {}
    for name in SHEETS:
        file = folder / f"{name}.csv"
        if file.is_file():
            with file.open("rb") as lines:
                found[name] = _read_sheet(lines, file.name, charter["datasets.cells_per_file_max"])
    return _checked(found)


def _read_sheet(lines, file: str, cells_max: int) -> Sheet:
    first = next(lines, b"")
    delimiter = ";" if b";" in first and b"," not in first else ","
    reader = read_lines(chain([first], lines), file, delimiter=delimiter, blank=True)
    columns = tuple(cell.strip() for cell in next(reader, ()))
    found: list[tuple[str, ...]] = []
    for number, cells in enumerate(reader, start=2):
        if len(cells) not in (0, len(columns)):
            raise RaggedTable("a line has the wrong length", file=file, row=str(number), found=f"{len(cells)} cells", expected=f"{len(columns)}",
                              way_out="give one cell for every column; put text that contains a comma into quotation marks")
        if (len(found) + 1) * len(columns) > cells_max:
            raise TableTooLarge("the file has too many cells", file=file, row=str(number), found=f"more than {cells_max:,} cells", expected=f"at most {cells_max:,}",
                                way_out="leave lines out, or have datasets.cells_per_file_max of the charter changed")
        found.append(tuple(_plain_cell(cell.strip(), delimiter) for cell in cells) or ("",) * len(columns))
    return Sheet(columns, _without_blank_end(found))


def _plain_cell(cell: str, delimiter: str) -> str:
    """Return the cell with a decimal point, where semicolons between cells let people write a comma."""
    return cell.replace(",", ".") if delimiter == ";" and _DECIMAL_COMMA.fullmatch(cell) else cell


def _without_blank_end(lines: list[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    while lines and not any(lines[-1]):
        lines.pop()
    return tuple(lines)


def write_town_folder(path: str | Path, sheets: TownSheets) -> Path:
    """Write the sheets as a folder of CSV files, whole or not at all, and return its path; raise PathTaken if the path exists.

    Reading the folder gives equal sheets, and writing those gives equal bytes.
    """
    folder = Path(path)
    if folder.exists():
        raise PathTaken("the path is taken", file=str(folder), found="a folder" if folder.is_dir() else "a file", expected="nothing",
                        way_out="choose another path or remove this one")
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, sheet in sheets.sheets.items():
            with (unfinished / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(sheet.columns)
                writer.writerows(sheet.lines)
        unfinished.chmod(0o755)
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return folder
