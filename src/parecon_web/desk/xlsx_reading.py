"""XLSX workbooks, read cell by cell."""

from __future__ import annotations

import posixpath
import re

from parecon_web.desk.grids import CELL_LENGTH_MAX, COLUMNS_MAX, SHEETS_MAX, FileReason, Grid, GridBuilder, PartReader, UnreadableFile, plain_number

__all__ = ["read_xlsx"]

_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_WORKBOOK = "xl/workbook.xml"


def read_xlsx(parts: PartReader) -> list[Grid]:
    """Return the sheets of an XLSX workbook, as its last program left their values; raise UnreadableFile."""
    names: list[tuple[str, str]] = []
    parts.parse(_WORKBOOK, lambda name, found: names.append((found.get("name", ""), found.get("id", ""))) if name == "sheet" else None, _nothing, _nothing)
    if len(names) > SHEETS_MAX:
        raise UnreadableFile(FileReason.TOO_MANY_SHEETS, given=len(names), limit=SHEETS_MAX)
    targets: dict[str, str] = {}
    parts.parse("xl/_rels/workbook.xml.rels", lambda name, found: targets.update({found.get("Id", ""): found.get("Target", "")}) if name == "Relationship" else None,
                _nothing, _nothing)
    shared = _Strings()
    if "xl/sharedStrings.xml" in parts.archive.namelist():
        parts.parse("xl/sharedStrings.xml", shared.start, shared.end, shared.text)
    grids, cells = [], 0
    for name, key in names:
        target = targets.get(key, "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        sheet = _Sheet(shared.found, GridBuilder(cells))
        parts.parse(part, sheet.start, sheet.end, sheet.text)
        cells = sheet.builder.cells
        grids.append(Grid(name, tuple(sheet.builder.lines)))
    return grids


def _nothing(*_ignored) -> None:
    pass


class _Strings:
    """Follows the part in which equal texts of all sheets stand once."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.words: list[str] = []
        self.inside = self.aside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name == "si":
            self.words = []
        self.inside, self.aside = name == "t", self.aside or name == "rPh"

    def end(self, name: str) -> None:
        """An element ends."""
        self.inside = False
        if name == "rPh":
            self.aside = False
        elif name == "si":
            self.found.append("".join(self.words))

    def text(self, words: str) -> None:
        """Characters stand there."""
        if self.inside and not self.aside:
            self.words.append(words)


class _Sheet:
    """Follows a sheet: rows, cells, values."""

    def __init__(self, shared: list[str], builder: GridBuilder) -> None:
        self.shared, self.builder = shared, builder
        self.column, self.line, self.kind = -1, -1, ""
        self.words: list[str] = []
        self.length, self.inside, self.aside = 0, False, False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name == "row":
            text = attributes.get("r", "")
            self.line = int(text) - 1 if text.isascii() and text.isdecimal() and len(text) < 8 else self.line + 1
            self.builder.skip_to(self.line)
            self.column = -1
        elif name == "c":
            place = _PLACE.fullmatch(attributes.get("r", ""))
            self.column = column_number(place[1]) if place else self.column + 1
            self.kind, self.words, self.length = attributes.get("t", "n"), [], 0
            if self.column >= COLUMNS_MAX and attributes.get("t"):
                raise UnreadableFile(FileReason.TOO_MANY_CELLS, given=self.column + 1, limit=COLUMNS_MAX)
        self.inside, self.aside = name in ("v", "t"), self.aside or name == "rPh"

    def text(self, words: str) -> None:
        """Characters stand there."""
        if self.inside and not self.aside:
            self.length += len(words)
            if self.length > CELL_LENGTH_MAX:
                raise UnreadableFile(FileReason.CELL_TOO_LONG, given=self.length, limit=CELL_LENGTH_MAX)
            self.words.append(words)

    def end(self, name: str) -> None:
        """An element ends."""
        self.inside = False
        if name == "rPh":
            self.aside = False
        elif name == "c":
            self.builder.put(self.column, self._value("".join(self.words)))
        elif name == "row":
            self.builder.end_line()

    def _value(self, text: str) -> str:
        if self.kind == "s":
            if not (text.isascii() and text.isdecimal() and len(text) < 9 and int(text) < len(self.shared)):
                raise UnreadableFile(FileReason.BROKEN)
            return self.shared[int(text)].strip()
        if self.kind == "b":
            return "yes" if text.strip() == "1" else "no"
        return plain_number(text.strip()) if self.kind == "n" else text.strip()


def column_number(letters: str) -> int:
    """Return the number of a column, counted from 0.

    >>> column_number("A"), column_number("AB")
    (0, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
