"""Files of tables that somebody sends: CSV, XLSX, ODS, or a ZIP of CSV files, told apart by what they hold and not by their name."""

from __future__ import annotations

import csv
import io
import re
import struct
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _

from parecon_web.desk.grids import BYTES_MAX, FILE_BYTES_MAX, SHEETS_MAX, FileReason, Grid, GridBuilder, PartReader, UnreadableFile
from parecon_web.desk.ods_reading import read_ods
from parecon_web.desk.xlsx_reading import read_xlsx

__all__ = ["read_grids"]

_PARTS_MAX = 2_000
_DIRECTORY_BYTES_MAX = 2**20
_END = b"PK\x05\x06"
_DECIMAL_COMMA = re.compile(r"-?\d+,\d+")
_MARKED = re.compile(r"'+[=+\-@\t\r]")


def read_grids(data: bytes, name: str) -> list[Grid]:
    """Return every sheet of a file; raise UnreadableFile, with the reason, before much of a large or hostile one is unpacked.

    >>> read_grids(b"name,year\\nGreen Valley,2027\\n", "town.csv")[0].lines
    (('name', 'year'), ('Green Valley', '2027'))
    """
    if len(data) > FILE_BYTES_MAX:
        raise UnreadableFile(FileReason.TOO_LARGE, given=f"{len(data) / 2**20:.1f} MB", limit=f"{FILE_BYTES_MAX >> 20} MB")
    grids = _read_packed(data) if data[:2] == b"PK" else [_read_csv(data, _bare(name), 0)[0]]
    names = [grid.name for grid in grids]
    for each in names:
        if names.count(each) > 1:
            raise UnreadableFile(FileReason.SHEET_TWICE, given=each[:60])
    return grids


def _bare(name: str) -> str:
    """Return a file's name without folders and ending."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return (last.rpartition(".")[0] or last)[:60]


def _read_packed(data: bytes) -> list[Grid]:
    _check_directory(data)
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            listed = archive.infolist()
            size = sum(one.file_size for one in listed)
            if size > BYTES_MAX:
                raise UnreadableFile(FileReason.UNPACKS_TOO_LARGE, given=f"{size / 2**20:.0f} MB", limit=f"{BYTES_MAX >> 20} MB",
                                     way_out=_("Remove sheets, pictures and lines that are not needed"))
            return _read_parts(PartReader(archive), {one.filename for one in listed})
    except UnreadableFile:
        raise
    except (BadZipFile, NotImplementedError, OSError, UnicodeError, ValueError, OverflowError, struct.error) as error:
        raise UnreadableFile(FileReason.BROKEN) from error


def _check_directory(data: bytes) -> None:
    """Refuse a packed file whose list of parts alone is large, before it is read."""
    end = data.rfind(_END)
    if end < 0 or end + 22 > len(data):
        raise UnreadableFile(FileReason.BROKEN)
    count, size = struct.unpack("<HI", data[end + 10:end + 16])
    if count > _PARTS_MAX or size > _DIRECTORY_BYTES_MAX:
        raise UnreadableFile(FileReason.TOO_MANY_SHEETS, given=count, limit=SHEETS_MAX)


def _read_parts(parts: PartReader, names: set[str]) -> list[Grid]:
    if "xl/workbook.xml" in names:
        return read_xlsx(parts)
    if "content.xml" in names:
        return read_ods(parts)
    tables = sorted(name for name in names if name.lower().endswith(".csv") and not name.startswith("__MACOSX/"))
    if not tables:
        raise UnreadableFile(FileReason.NOT_A_TABLE)
    if len(tables) > SHEETS_MAX:
        raise UnreadableFile(FileReason.TOO_MANY_SHEETS, given=len(tables), limit=SHEETS_MAX)
    grids, cells = [], 0
    for name in tables:
        grid, cells = _read_csv(b"".join(parts.chunks(name)), _bare(name), cells)
        grids.append(grid)
    return grids


def _read_csv(data: bytes, name: str, cells: int) -> tuple[Grid, int]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\x00"
    if "\x00" in text:
        raise UnreadableFile(FileReason.NOT_TEXT, given=name, way_out=_("Save it as CSV in UTF-8, or send the workbook itself"))
    first = text[:text.find("\n")] if "\n" in text else text
    delimiter = "," if "," in first else ";" if ";" in first else "\t" if "\t" in first else ","
    builder = GridBuilder(cells)
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            for column, cell in enumerate(line):
                builder.put(column, _plain_cell(cell, delimiter))
            builder.end_line()
    except csv.Error as error:
        raise UnreadableFile(FileReason.BROKEN, given=f"{name}:{len(builder.lines) + 1}: {error}") from None
    return Grid(name, tuple(builder.lines), is_csv=True), builder.cells


def _plain_cell(cell: str, delimiter: str) -> str:
    """Return a cell without the mark that keeps spreadsheets from calculating it, and with a decimal point."""
    cell = cell.replace("\r\n", "\n").strip()
    if _MARKED.match(cell):
        return cell[1:]
    return cell.replace(",", ".") if delimiter != "," and _DECIMAL_COMMA.fullmatch(cell) else cell
