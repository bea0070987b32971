"""A request or a workplace's proposal from a spreadsheet: read into the form, where its people look at it and send it themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from enum import Enum

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from parecon.economy import Economy, Good
from parecon_web.councils.access import my_council, neighbourhood_of
from parecon_web.desk.file_reading import read_grids
from parecon_web.desk.grids import FileReason, Grid, UnreadableFile
from parecon_web.desk.tables import DRAFT_HEAD, REQUEST_HEAD, list_tables
from parecon_web.record.refusals import Refusal
from parecon_web.rounds.amounts import UnreadableAmount, read_amount, read_share, write_amount
from parecon_web.rounds.draft_page import show_filled_draft
from parecon_web.rounds.request_page import show_filled_request
from parecon_web.rounds.situation import situation_of

__all__ = ["ImportReason", "read_draft_file", "read_lines", "read_request_file"]

_FAULTS_SHOWN = 20


class ImportReason(Enum):
    """Why a table is not taken over; each names the cell."""

    NO_COLUMN = _("A column is missing; take the file from this page as a pattern")
    COLUMN_TWICE = _("Two columns have one name")
    NO_LINES = _("The table has no lines")
    UNKNOWN_GOOD = _("There is no good of this code")
    GOOD_TWICE = _("This good stands on two lines")
    OTHER_UNIT = _("The good is counted in another unit")
    NO_AMOUNT = _("This is not an amount of zero or more")
    NO_SHARE = _("This is not a share")
    MORE_FAULTS = _("There are more faults than are shown here")


def read_lines(grid: Grid, economy: Economy, head: tuple[str, ...]) -> tuple[dict[str, str], list[Refusal]]:
    """Return a sheet as texts of a form, or every fault with its cell.

    head: the columns of the export; their third from the start on are sides ("made", "asked" …) or "flexibility". What a sheet says of a good's
    name is not read; its unit, where it is given, must be the good's.
    """
    if len(grid.lines) < 2:
        return {}, [Refusal(ImportReason.NO_LINES, "file", grid.name)]
    columns = [cell.strip().lower() for cell in grid.lines[0]]
    twice = [name for name in head if columns.count(name) > 1]
    missing = [name for name in (head[0], *head[3:5]) if name not in columns]
    if twice or missing:
        return {}, [Refusal(ImportReason.COLUMN_TWICE if twice else ImportReason.NO_COLUMN, "file", f"{grid.address(0, 0)}: {', '.join(twice or missing)}")]
    goods, typed, faults, seen = {good.code: good for good in economy.goods}, {}, [], set()
    for number, line in enumerate(grid.lines[1:], start=1):
        cells = {name: (grid.address(number, at), line[at].strip() if at < len(line) else "") for at, name in enumerate(columns)}
        where, code = cells["code"]
        if not any(text for _where, text in cells.values()):
            continue
        if code not in goods or code in seen:
            faults.append(Refusal(ImportReason.GOOD_TWICE if code in seen else ImportReason.UNKNOWN_GOOD, "file", f"{where}: {code[:40]}"))
            continue
        seen.add(code)
        for field, text, fault in _fields(cells, goods[code], head):
            if fault is not None:
                faults.append(fault)
            elif text:
                typed[field] = text
    return ({}, faults) if faults else (typed, [])


def _fields(cells: dict[str, tuple[str, str]], good: Good, head: tuple[str, ...]) -> Iterator[tuple[str, str, Refusal | None]]:
    where, unit = cells.get("unit", ("", ""))
    if unit and unit != good.unit:
        yield "", "", Refusal(ImportReason.OTHER_UNIT, "file", f"{where}: {unit[:40]}", good.unit)
    for name in head[3:]:
        where, text = cells.get(name, ("", ""))
        field = f"{_FIELDS[name]}:{good.code}"
        try:
            if name == "flexibility":
                yield field, f"{read_share(text):g}" if text else "", None
                continue
            amount = read_amount(text)
            if amount < 0:
                raise UnreadableAmount(text)
            yield field, write_amount(amount) if amount else "", None
        except UnreadableAmount:
            yield field, "", Refusal(ImportReason.NO_SHARE if name == "flexibility" else ImportReason.NO_AMOUNT, "file", f"{where}: {text[:40]}")


_FIELDS = {"offered": "offer", "asked": "use", "made": "make", "used": "use", "flexibility": "flexibility"}


def _read(request: HttpRequest, economy: Economy, head: tuple[str, ...]) -> tuple[dict[str, str], list[Refusal]]:
    file = request.FILES.get("file")
    try:
        if file is None:
            raise UnreadableFile(FileReason.NO_FILE)
        grids = read_grids(file.read(), file.name or "")
    except UnreadableFile as unreadable:
        return {}, [unreadable.refusal]
    if not grids:
        return {}, [Refusal(ImportReason.NO_LINES, "file")]
    typed, faults = read_lines(grids[0], economy, head)
    more = [Refusal(ImportReason.MORE_FAULTS, "file", str(len(faults)), str(_FAULTS_SHOWN))] if len(faults) > _FAULTS_SHOWN else []
    return typed, faults[:_FAULTS_SHOWN] + more


def read_request_file(request: HttpRequest) -> HttpResponse:
    """Read one's request from a file into the form; nothing is stored before it is sent there."""
    if neighbourhood_of(request.member) is None:
        raise Http404
    typed, faults = _read(request, situation_of(request).economy, REQUEST_HEAD)
    return list_tables(request, errors=faults, status=422) if faults else show_filled_request(request, typed)


def read_draft_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Read a proposal of one's workplace from a file into its draft; nothing is stored before it is saved there."""
    my_council(request, slug)
    typed, faults = _read(request, situation_of(request).economy, DRAFT_HEAD)
    faults = [replace(fault, field="draft-file") for fault in faults]
    return list_tables(request, errors=faults, status=422) if faults else show_filled_draft(request, slug, typed)
