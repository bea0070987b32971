"""OpenDocument spreadsheets, read cell by cell: a small file may stand for a billion cells, and only those that hold something count."""

from __future__ import annotations

from parecon_web.desk.grids import CELL_LENGTH_MAX, SHEETS_MAX, FileReason, Grid, GridBuilder, PartReader, UnreadableFile, plain_number

__all__ = ["read_ods"]

_NUMBERS = ("float", "percentage", "currency")
_REPEATED_MAX = 2**31


def read_ods(parts: PartReader) -> list[Grid]:
    """Return the sheets of an OpenDocument spreadsheet; raise UnreadableFile."""
    reader = _Content()
    parts.parse("content.xml", reader.start, reader.end, reader.text)
    return reader.grids


def _times(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return min(int(text), _REPEATED_MAX) if text.isascii() and text.isdecimal() and len(text) < 12 and int(text) > 0 else 1


class _Content:
    """Follows content.xml: which sheet, line and cell it is in, and what the cell says."""

    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self.builder: GridBuilder | None = None
        self.name, self.cells, self.aside, self.depth = "", 0, 0, 0
        self.column = 0
        self.row: dict[str, str] = {}
        self.cell: dict[str, str] | None = None
        self.words: list[str] = []
        self.length = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if self.aside or name in ("annotation", "tracked-changes", "shapes", "dde-links"):
            self.aside += 1
        elif name == "table":
            self.depth += 1
            if self.depth == 1:
                if len(self.grids) >= SHEETS_MAX:
                    raise UnreadableFile(FileReason.TOO_MANY_SHEETS, given=len(self.grids) + 1, limit=SHEETS_MAX)
                self.name, self.builder = attributes.get("name", ""), GridBuilder(self.cells)
        elif self.depth == 1 and name == "table-row":
            self.row, self.column = attributes, 0
        elif self.depth == 1 and name in ("table-cell", "covered-table-cell"):
            self.cell, self.words, self.length = attributes, [], 0
        elif self.cell is not None:
            self._start_text(name, attributes)

    def _start_text(self, name: str, attributes: dict[str, str]) -> None:
        if name == "p" and self.words:
            self._say("\n")
        elif name == "s":
            self._say(" " * min(_times(attributes, "c"), CELL_LENGTH_MAX))
        elif name == "tab":
            self._say("\t")
        elif name == "line-break":
            self._say("\n")

    def _say(self, words: str) -> None:
        self.length += len(words)
        if self.length > CELL_LENGTH_MAX:
            raise UnreadableFile(FileReason.CELL_TOO_LONG, given=self.length, limit=CELL_LENGTH_MAX)
        self.words.append(words)

    def text(self, words: str) -> None:
        """Characters stand there."""
        if self.cell is not None and not self.aside:
            self._say(words)

    def end(self, name: str) -> None:
        """An element ends."""
        if self.aside:
            self.aside -= 1
        elif name == "table":
            self.depth -= 1
            if self.depth == 0:
                self.grids.append(Grid(self.name, tuple(self.builder.lines)))
                self.cells, self.builder = self.builder.cells, None
        elif self.depth == 1 and self.builder is not None and name == "table-row":
            self.builder.end_line(_times(self.row, "number-rows-repeated"))
        elif self.depth == 1 and self.cell is not None and name in ("table-cell", "covered-table-cell"):
            times = _times(self.cell, "number-columns-repeated")
            self.builder.put(self.column, self._value(), times)
            self.column, self.cell = self.column + times, None

    def _value(self) -> str:
        kind = self.cell.get("value-type", "")
        if kind in _NUMBERS and "value" in self.cell:
            return plain_number(self.cell["value"].strip())
        if kind == "boolean" and "boolean-value" in self.cell:
            return "yes" if self.cell["boolean-value"] == "true" else "no"
        return "".join(self.words).strip()
