"""Tables as a browser gives them: the example, or a file that is read and looked at before anything of it is kept."""

from __future__ import annotations

from django.http import HttpRequest

from parecon_web.desk.file_reading import read_grids
from parecon_web.desk.grids import FileReason, UnreadableFile
from parecon_web.record.refusals import Refusal
from parecon_web.setup.founding import example_tables, look_at_tables

__all__ = ["given_tables"]


def given_tables(request: HttpRequest) -> tuple[dict[str, list[list[str]]], list[Refusal], list]:
    """Return the tables that a form gives, why its file cannot be read, and the faults of what was read; one of the three has something in it."""
    if request.POST.get("use") == "example":
        return example_tables(), [], []
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
