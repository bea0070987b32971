"""The chained entries of a journal: appended, and read back checked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from parecon.journal.errors import BrokenJournal, NotAJournal
from parecon.journal.verify import FIRST_PREVIOUS, check_line, entry_line, read_lines

__all__ = ["KINDS", "Entry", "JournalWriter", "journal_path", "read_entries", "repair_tail"]

KINDS = ("open", "collective", "hidden-cost", "announce", "projection", "permits", "totals", "appeals", "price-step", "close", "ballot", "adopt", "done")


@dataclass(frozen=True)
class Entry:
    """One line of a journal."""

    sequence: int
    kind: str
    body: dict
    hash: str


class JournalWriter:
    """Appends entries to a journal; every entry is on the disk when ``append`` returns."""

    def __init__(self, path: Path, entries: int = 0, head: str = FIRST_PREVIOUS) -> None:
        self.path, self.entries, self.head = path, entries, head

    def append(self, kind: str, body: dict) -> str:
        """Append one entry of plain values and return its hash; a failed write leaves the journal as it was."""
        assert kind in KINDS, f"the journal has no entries of kind {kind!r}"
        line, digest = entry_line(self.entries, self.head, kind, body)
        before = self.path.stat().st_size if self.path.exists() else 0
        try:
            with self.path.open("ab") as file:
                file.write(line.encode("utf-8") + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            if self.path.exists():
                os.truncate(self.path, before)
            raise
        self.entries, self.head = self.entries + 1, digest
        return digest


def journal_path(place: str | Path) -> Path:
    """Return the journal's file for a journal or its folder; raise NotAJournal where there is none."""
    path = Path(place)
    inside = path / "journal.jsonl" if path.is_dir() else path
    if not inside.is_file():
        raise NotAJournal("there is no journal here", file=place, found="a folder without journal.jsonl" if path.is_dir() else "no file",
                          expected="DIR/journal.jsonl as `parecon plan` writes it", way_out="give the folder or the journal of a finished run")
    return inside


def read_entries(path: Path) -> Iterator[Entry]:
    """Yield the entries of a journal, each checked; raise BrokenJournal at the first that is not as it was written."""
    previous = FIRST_PREVIOUS
    for number, line in enumerate(read_lines(path)):
        entry, fault = check_line(line, number, previous)
        if entry is None:
            what, found, expected = fault
            raise BrokenJournal(what, file=path, line=number + 1, found=found, expected=expected,
                                way_out="take an unchanged copy, whose last hash is the published one")
        previous = entry["hash"]
        yield Entry(number, entry["kind"], entry["body"], previous)


def repair_tail(path: Path) -> None:
    """Drop a last line that a crash left half-written; what stands before it stays."""
    content = path.read_bytes()
    whole = content.rfind(b"\n") + 1
    if whole < len(content):
        os.truncate(path, whole)
