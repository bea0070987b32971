"""Sheets as text, whatever file they came in, and how much of a file is read at most."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext_lazy as _

from parecon_web.record.refusals import Refusal

__all__ = ["BYTES_MAX", "CELLS_MAX", "FILE_BYTES_MAX", "FileReason", "Grid", "GridBuilder", "PartReader", "UnreadableFile", "cell_address", "plain_number"]

FILE_BYTES_MAX = 10 * 2**20
"""A file that is sent has so many bytes at most."""
BYTES_MAX = 50 * 2**20
"""Unpacked it has so many."""
CELLS_MAX = 10**6
CELL_LENGTH_MAX = 10_000
COLUMNS_MAX = 1_000
SHEETS_MAX = 50
ELEMENTS_MAX = 25 * 10**5
"""So many elements are read of a workbook: two for each cell and some."""
DEPTH_MAX = 60
_CHUNK = 2**16


class FileReason(Enum):
    """Why a file is not read."""

    TOO_LARGE = _("The file is too large")
    UNPACKS_TOO_LARGE = _("Unpacked, the file is too large")
    TOO_MANY_CELLS = _("The file has too many cells")
    TOO_MANY_SHEETS = _("The file has too many sheets")
    TOO_DEEP = _("The file is nested more deeply than any table")
    CELL_TOO_LONG = _("A cell holds too much text")
    NOT_A_TABLE = _("This is no CSV, XLSX or ODS file, and no ZIP of CSV files")
    BROKEN = _("The file is damaged")
    NOT_TEXT = _("The file is not text in UTF-8")
    LOCKED = _("The file is protected by a password")
    HOLDS_ENTITIES = _("The file defines entities, which tables do not need")
    LINE_LENGTH = _("A line has the wrong number of cells")
    SHEET_TWICE = _("Two sheets have one name")
    NO_FILE = _("No file was chosen")


class UnreadableFile(ValueError):
    """A file that is not read, with the refusal that says why; nothing of it is used."""

    def __init__(self, reason: FileReason, *, given: object = "", limit: object = "", way_out: object = "") -> None:
        self.refusal = Refusal(reason, "file", str(given), str(limit), str(way_out))
        super().__init__(self.refusal.text)


@dataclass(frozen=True)
class Grid:
    """One sheet: lines of text cells, without blank ones at the end; place: its name in the file that it came in."""

    name: str
    lines: tuple[tuple[str, ...], ...]
    is_csv: bool = False

    def address(self, line: int, column: int) -> str:
        """Return where a cell is, counted from 0, as people look for it: "goods!B7" in a workbook, "goods.csv:7:2" in a text file."""
        return f"{self.name}.csv:{line + 1}:{column + 1}" if self.is_csv else f"{self.name}!{cell_address(line, column)}"


def cell_address(line: int, column: int) -> str:
    """Return a spreadsheet's name of a cell, both counted from 0.

    >>> cell_address(6, 1), cell_address(0, 27)
    ('B7', 'AB1')
    """
    letters, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"{letters}{line + 1}"


def plain_number(text: str) -> str:
    """Return a spreadsheet's number as the shortest text that reads as the same number.

    >>> plain_number("12.0"), plain_number("0.10000000000000001"), plain_number("soon")
    ('12', '0.1', 'soon')
    """
    try:
        value = float(text)
    except ValueError:
        return text
    if not math.isfinite(value):
        return text
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)


@dataclass
class GridBuilder:
    """Takes the cells of one sheet in their order; what is empty costs nothing until something stands behind it. cells: how many there were before, over all sheets."""

    cells: int = 0
    lines: list[tuple[str, ...]] = field(default_factory=list)
    _line: list[str] = field(default_factory=list)
    _blank_lines: int = 0

    def put(self, column: int, text: str, times: int = 1) -> None:
        """Put the text of a cell, and of its repetitions, into the line under way."""
        if len(text) > CELL_LENGTH_MAX:
            raise UnreadableFile(FileReason.CELL_TOO_LONG, given=len(text), limit=CELL_LENGTH_MAX)
        if not text:
            return
        if column + times > COLUMNS_MAX:
            raise UnreadableFile(FileReason.TOO_MANY_CELLS, given=column + times, limit=COLUMNS_MAX)
        if column < len(self._line):
            raise UnreadableFile(FileReason.BROKEN)
        self._count(column + times - len(self._line))
        self._line += [""] * (column - len(self._line)) + [text] * times

    def end_line(self, times: int = 1) -> None:
        """End the line under way, which stands there so often."""
        if not self._line:
            self._blank_lines += times
            return
        self._count(self._blank_lines + (times - 1) * len(self._line))
        self.lines += [()] * self._blank_lines + [tuple(self._line)] * times
        self._line, self._blank_lines = [], 0

    def skip_to(self, line: int) -> None:
        """Leave lines blank so that the next is number ``line``, counted from 0."""
        self._blank_lines += max(line - len(self.lines) - self._blank_lines, 0)

    def _count(self, more: int) -> None:
        self.cells += more
        if self.cells > CELLS_MAX:
            raise UnreadableFile(FileReason.TOO_MANY_CELLS, given=f"> {CELLS_MAX}", limit=CELLS_MAX, way_out=_("Remove sheets and lines that are not needed"))


class PartReader:
    """Reads parts of a packed file in small pieces and counts what they unpack to."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive, self.read, self.elements = archive, 0, 0

    def chunks(self, part: str) -> Iterator[bytes]:
        """Yield the bytes of a part; raise UnreadableFile where it is damaged, locked or too large."""
        try:
            with self.archive.open(part) as opened:
                while chunk := opened.read(_CHUNK):
                    self.read += len(chunk)
                    if self.read > BYTES_MAX:
                        raise UnreadableFile(FileReason.UNPACKS_TOO_LARGE, given=f"> {BYTES_MAX >> 20} MB", limit=f"{BYTES_MAX >> 20} MB")
                    yield chunk
        except RuntimeError as error:
            raise UnreadableFile(FileReason.LOCKED if "password" in str(error) else FileReason.BROKEN) from None
        except UnreadableFile:
            raise
        except (BadZipFile, EOFError, KeyError, NotImplementedError, OSError, ValueError, ArithmeticError) as error:
            raise UnreadableFile(FileReason.BROKEN, given=part[:60]) from error
        except Exception as error:
            # zlib, lzma and bz2 each raise errors of their own for damaged data
            raise UnreadableFile(FileReason.BROKEN, given=part[:60]) from error

    def parse(self, part: str, start, end, text) -> None:
        """Call ``start(name, attributes)``, ``end(name)`` and ``text(characters)`` for what an XML part holds, local names only; nothing may define entities."""
        parser, local, depth = expat.ParserCreate(), _LocalNames(), 0

        def begin(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            self.elements += 1
            if depth > DEPTH_MAX:
                raise UnreadableFile(FileReason.TOO_DEEP, given=depth, limit=DEPTH_MAX)
            if self.elements > ELEMENTS_MAX:
                raise UnreadableFile(FileReason.TOO_MANY_CELLS, given=f"> {CELLS_MAX}", limit=CELLS_MAX)
            start(local[name], {local[key]: value for key, value in attributes.items()} if attributes else attributes)

        def finish(name: str) -> None:
            nonlocal depth
            depth -= 1
            end(local[name])

        parser.StartElementHandler, parser.EndElementHandler = begin, finish
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = _refuse_entities
        parser.buffer_text = True
        try:
            for chunk in self.chunks(part):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise UnreadableFile(FileReason.BROKEN, given=f"{part[:60]}: {error}") from None


class _LocalNames(dict):
    """Names without their prefix, each cut once."""

    def __missing__(self, name: str) -> str:
        local = self[name] = name.rpartition(":")[2]
        return local


def _refuse_entities(*_declared) -> None:
    raise UnreadableFile(FileReason.HOLDS_ENTITIES)
