"""R13: hostile files, read in a process whose memory is limited; nothing is uncaught, nothing takes long."""

from __future__ import annotations

import io
import json
import os
import random
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from parecon_web.desk.file_reading import read_grids
from parecon_web.desk.file_writing import write_file
from parecon_web.desk.grids import UnreadableFile

from web.bars.figure import Figure

MEMORY_MAX = 300 * 2**20
SECONDS_MAX, BOMB_SECONDS_MAX = 5.0, 1.0
_SPACES = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))


def packed(parts: dict[str, bytes | str]) -> bytes:
    """Return a ZIP file of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def ods(body: str, before: str = "") -> bytes:
    """Return an OpenDocument file with this body."""
    return packed({"content.xml": f'{before}<office:document-content {_SPACES}>{body}</office:document-content>'})


def sheet(rows: str) -> str:
    """Return a sheet with these rows."""
    return f'<table:table table:name="a">{rows}</table:table>'


def bombs() -> dict[str, bytes]:
    """Return files that are small and stand for much, by what they do."""
    cell = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'
    wide = ' table:number-columns-repeated="{}"'
    row = '<table:table-row{}>{}</table:table-row>'
    tall = ' table:number-rows-repeated="{}"'
    laughs = '<!DOCTYPE l [<!ENTITY a "' + "x" * 1000 + '">' + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi")) + "]>"
    book = {"xl/workbook.xml": '<workbook xmlns:r="r"><sheets><sheet name="a" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>'}
    return {
        "repeated cells": ods(sheet(row.format(tall.format(1048576), cell.format(wide.format(16384), "x")))),
        "repeated lines": ods(sheet(row.format(tall.format(1048576), cell.format("", "x")))),
        "a cell at the far end": ods(sheet(row.format(tall.format(1048575), "<table:table-cell/>") + row.format("", cell.format("", "x")))),
        "spaces": ods(sheet(row.format("", cell.format("", '<text:s text:c="99999999"/>' * 20)))),
        "entities": ods(sheet(row.format("", cell.format("", "&i;"))), laughs),
        "sixty megabytes": packed({"content.xml": b"<d>" + b" " * (60 * 2**20)}),
        "elements in elements": packed({"content.xml": b"<d>" + b"<a>" * (8 * 2**20)}),
        "three thousand parts": packed({f"{i}.csv": "a" for i in range(3000)}),
        "a far column": packed(book | {"xl/worksheets/sheet1.xml": '<worksheet><sheetData><row r="1"><c r="ZZZ1" t="str"><v>x</v></c></row></sheetData></worksheet>'}),
        "a far row": packed(book | {"xl/worksheets/sheet1.xml": '<worksheet><sheetData><row r="9999999"><c r="A9999999" t="str"><v>x</v></c></row></sheetData></worksheet>'}),
    }


def damaged_files(count: int, seed: int) -> Iterator[bytes]:
    """Yield good files with bytes changed, taken out, doubled or cut off, inside and outside of their packing."""
    draw = random.Random(seed)
    table = [("name", "kind", "price"), *((f"good {i}", draw.choice(("product", "=cmd()", "é\n")), f"{i / 7:.3f}") for i in range(30))]
    good = {format: write_file({"goods": table, "town": [("name", "year"), ("Green Valley", "2027")]}, format) for format in ("xlsx", "ods", "zip")}
    good["csv"] = write_file({"goods": table}, "csv")
    for _ in range(count):
        format = draw.choice(tuple(good))
        data = good[format]
        if format != "csv" and draw.random() < 0.6:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                parts = {name: archive.read(name) for name in archive.namelist()}
            name = draw.choice(tuple(parts))
            parts[name] = _damaged(parts[name], draw)
            yield packed(parts)
        else:
            yield _damaged(data, draw)


def _damaged(data: bytes, draw: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(draw.randint(1, 4)):
        at = draw.randrange(len(changed) + 1)
        how = draw.randrange(5)
        if how == 0 and at < len(changed):
            changed[at] = draw.randrange(256)
        elif how == 1:
            del changed[at:at + draw.randint(1, 50)]
        elif how == 2:
            changed[at:at] = changed[at:at + draw.randint(1, 200)] * draw.randint(1, 3)
        elif how == 3:
            del changed[at:]
        else:
            changed[at:at] = draw.choice((b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"\x00", b"<table:table>", b'"', b"</row>", b"&a;", b"PK\x05\x06", b'<c r="A1" t="s"><v>9</v></c>'))
    return bytes(changed)


def read_all(count: int, seed: int) -> dict:
    """Read them all in this process, whose memory is limited, and return what happened."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_MAX, MEMORY_MAX))
    found = {"refused": 0, "read": 0, "uncaught": [], "slowest": 0.0, "bombs": {}}
    for name, data in bombs().items():
        began = time.process_time()
        found["bombs"][name] = (_outcome(data) != "read", time.process_time() - began)
    for data in damaged_files(count, seed):
        began = time.process_time()
        outcome = _outcome(data)
        found["slowest"] = max(found["slowest"], time.process_time() - began)
        if outcome in ("refused", "read"):
            found[outcome] += 1
        else:
            found["uncaught"].append(outcome)
    found["memory"] = _most_memory()
    return found


def _most_memory() -> int:
    """Return the most memory that this process held, in bytes; what it was forked from does not count."""
    return next(int(line.split()[1]) * 1024 for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))


def _outcome(data: bytes) -> str:
    try:
        read_grids(data, "file")
    except UnreadableFile:
        return "refused"
    except BaseException as error:
        return f"{type(error).__name__}: {error}"[:200]
    return "read"


def measure_files(count: int, seed: int = 1) -> Figure:
    """R13: read damaged files and bombs in a process of their own."""
    code = ("import json, sys; from django.conf import settings; settings.configure(USE_I18N=False); from web.bars.files import read_all; "
            "print(json.dumps(read_all(int(sys.argv[1]), int(sys.argv[2]))))")
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run([sys.executable, "-c", code, str(count), str(seed)], capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        return Figure("R13", f"the process ended with {done.returncode}: {done.stderr.strip()[-300:]}", False)
    found = json.loads(done.stdout)
    open_bombs = [name for name, (refused, seconds) in found["bombs"].items() if not refused or seconds > BOMB_SECONDS_MAX]
    text = (f"{count:,} damaged files: {found['refused']:,} refused, {found['read']:,} read, {len(found['uncaught'])} uncaught, slowest {found['slowest']:.2f} s; "
            f"{len(found['bombs'])} bombs, {len(open_bombs)} not refused within {BOMB_SECONDS_MAX:g} s; {found['memory'] / 2**20:.0f} MiB at most")
    reached = not found["uncaught"] and not open_bombs and found["slowest"] <= SECONDS_MAX and found["memory"] <= MEMORY_MAX
    return Figure("R13", text + (f"; {open_bombs or found['uncaught'][:2]}" if not reached else ""), reached)
