"""Tables written as CSV, XLSX or ODS: every cell is text, so that no program calculates what somebody typed, and equal tables give equal bytes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell.cell import WriteOnlyCell

__all__ = ["FORMATS", "write_file"]

FORMATS: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet", "zip": "application/zip"}
"""The endings of files that are written, with their media types; csv holds one table, zip one CSV file for each."""
_THEN = (2000, 1, 1, 0, 0, 0)
_CALCULATED = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
Table = Sequence[Sequence[str]]


def write_file(tables: Mapping[str, Table], format: str) -> bytes:
    """Return tables, each with its columns as first line, as one file of a format of `FORMATS`.

    >>> write_file({"request": [("good", "use"), ("bread", "-2"), ("=1+1", "")]}, "csv")
    b"good,use\\r\\nbread,-2\\r\\n'=1+1,\\r\\n"
    """
    clean = {name: [[_clean(cell) for cell in line] for line in lines] for name, lines in tables.items()}
    if format == "csv":
        (lines,) = clean.values()
        return _csv(lines)
    if format == "zip":
        return _pack([(f"{name}.csv", _csv(lines)) for name, lines in clean.items()])
    return _xlsx(clean) if format == "xlsx" else _ods(clean)


def _clean(cell: object) -> str:
    return _NO_XML.sub("\ufffd", str(cell).replace("\r\n", "\n").replace("\r", "\n")).strip()


def _csv(lines: Table) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for line in lines:
        writer.writerow([f"'{cell}" if _CALCULATED.match(cell) and not _NUMBER.fullmatch(cell) else cell for cell in line])
    return text.getvalue().encode()


def _pack(parts: Sequence[tuple[str, bytes]], *, stored: str = "") -> bytes:
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        for name, data in parts:
            entry = ZipInfo(name, _THEN)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data, compress_type=ZIP_STORED if name == stored else ZIP_DEFLATED)
    return file.getvalue()


def _xlsx(tables: Mapping[str, Table]) -> bytes:
    book = Workbook(write_only=True)
    for name, lines in tables.items():
        sheet = book.create_sheet(name[:31])
        for line in lines:
            sheet.append([_text_cell(sheet, cell) for cell in line])
    file = io.BytesIO()
    book.save(file)
    with ZipFile(file) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    # The library writes the time of saving into this part; without it equal tables are equal files.
    return _pack([(name, re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+Z?", b"2000-01-01T00:00:00Z", data) if name == "docProps/core.xml" else data) for name, data in parts])


def _text_cell(sheet, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value="")
    cell._value, cell.data_type, cell.number_format = text, "s", "@"
    return cell


_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMES = "".join(f' xmlns:{name}="{_OFFICE}{name}:1.0"' for name in ("office", "table", "text"))


def _ods(tables: Mapping[str, Table]) -> bytes:
    sheets = "".join(f"<table:table table:name={quoteattr(name)}>{''.join(_ods_line(line) for line in lines)}</table:table>" for name, lines in tables.items())
    content = (f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content{_NAMES} office:version="1.3"><office:body><office:spreadsheet>{sheets}'
               "</office:spreadsheet></office:body></office:document-content>")
    manifest = (f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest xmlns:manifest="{_OFFICE}manifest:1.0" manifest:version="1.3">'
                f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{FORMATS["ods"]}"/>'
                '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>')
    return _pack([("mimetype", FORMATS["ods"].encode()), ("content.xml", content.encode()), ("META-INF/manifest.xml", manifest.encode())], stored="mimetype")


def _ods_line(line: Sequence[str]) -> str:
    return f"<table:table-row>{''.join(_ods_cell(cell) for cell in line) or '<table:table-cell/>'}</table:table-row>"


def _ods_cell(cell: str) -> str:
    if not cell:
        return "<table:table-cell/>"
    words = "".join(f"<text:p>{_ods_words(words)}</text:p>" for words in cell.split("\n"))
    return f'<table:table-cell office:value-type="string">{words}</table:table-cell>'


def _ods_words(words: str) -> str:
    """Return a text as OpenDocument keeps it: more than one space, and tabs, are elements."""
    spaced = re.sub(r"^ +| {2,}", lambda run: f'<text:s text:c="{len(run[0])}"/>', escape(words))
    return spaced.replace("\t", "<text:tab/>")
