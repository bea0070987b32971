"""Tables as a browser gives them: the example, a nation's habits for so many people, or a file that is read and looked at before anything of it is kept."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from parecon.charter import default_charter
from parecon.datasets import EconomyEntry, list_economies, load_coming_year, load_tables
from parecon.datasets.town_write import record_sheets
from parecon.responses.town_like import town_like
from parecon_web.desk.file_reading import read_grids
from parecon_web.desk.grids import FileReason, UnreadableFile
from parecon_web.record.refusals import Refusal
from parecon_web.setup.founding import example_tables, look_at_tables, tables_of_sheets
from parecon_web.setup.reasons import SetupReason

__all__ = ["given_tables", "nations"]

_PEOPLE_MIN, _PEOPLE_MAX = 40, 5000


def nations() -> list[EconomyEntry]:
    """Return the economies of nations with whose habits a town can begin, the newest of each first; those in finer detail have more industries than a town."""
    return [entry for entry in reversed(list_economies()) if "detail" not in entry.name]


def given_tables(request: HttpRequest, name: str) -> tuple[dict[str, list[list[str]]], list[Refusal], list]:
    """Return the tables that a form gives a community of this name, why its file cannot be read, and the faults of what was read; one of the three has something in it."""
    if request.POST.get("use") == "example":
        return example_tables(), [], []
    if request.POST.get("use") == "nation":
        return _tables_of_nation(request.POST.get("nation", ""), request.POST.get("inhabitants", "").strip(), name)
    file = request.FILES.get("file")
    try:
        if file is None:
            raise UnreadableFile(FileReason.NO_FILE)
        grids = read_grids(file.read(), file.name or "")
    except UnreadableFile as unreadable:
        return {}, [unreadable.refusal], []
    given = {grid.name: [list(line) for line in grid.lines] for grid in grids if grid.lines}
    record, _charter, faults = look_at_tables(given)
    return (given, [], []) if record is not None else ({}, [], faults)


def _tables_of_nation(nation: str, inhabitants: str, name: str) -> tuple[dict[str, list[list[str]]], list[Refusal], list]:
    charter = default_charter()
    if nation not in [entry.name for entry in nations()]:
        return {}, [Refusal(SetupReason.NATION, "nation", nation[:40], "", _("Choose one of the list"))], []
    people = int(inhabitants) if inhabitants.isascii() and inhabitants.isdecimal() and len(inhabitants) < 10 else 0
    if not _PEOPLE_MIN <= people <= _PEOPLE_MAX:
        return {}, [Refusal(SetupReason.INHABITANTS, "inhabitants", inhabitants[:20] or "0", f"{_PEOPLE_MIN}–{_PEOPLE_MAX}", _("Take a number between these, and correct the tables afterwards"))], []
    record = town_like(load_tables(nation, charter), people, name=name, charter=charter, coming=load_coming_year(nation, charter))
    return tables_of_sheets(record_sheets(record)), [], []
