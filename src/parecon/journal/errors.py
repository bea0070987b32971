"""What can be wrong with a journal or an output folder.

::

    JournalError (ValueError)
    ├── BrokenJournal      a line, a chain or a file that is not as it was written
    ├── NotAJournal        a path that is no journal and no folder with one
    └── OtherYear          an unfinished run of another economy, charter or seed
    FolderRefused (Exception)   the output folder exists, is in use or cannot be written
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["BrokenJournal", "FolderRefused", "JournalError", "NotAJournal", "OtherYear", "entries_in_form"]


class JournalError(ValueError):
    """A journal that cannot be used: file, line (0 for a whole file), both values and the way out."""

    def __init__(self, problem: str, *, file: object, found: object, expected: object, way_out: str, line: int = 0) -> None:
        self.problem, self.file, self.line = problem, str(file), line
        self.found, self.expected, self.way_out = found, expected, way_out
        place = f"{file}, line {line}" if line else str(file)
        super().__init__(f"{place}: {problem}; found {found}, expected {expected}. Way out: {way_out}.")


class BrokenJournal(JournalError):
    """A line, a chain or a file is not as it was written."""


class NotAJournal(JournalError):
    """A path is no journal and no folder with one."""


class OtherYear(JournalError):
    """An unfinished run belongs to another economy, charter or seed."""


class FolderRefused(Exception):
    """An output folder exists, is in use or cannot be written; the message says the way out."""


@contextmanager
def entries_in_form(path: object) -> Iterator[None]:
    """Turn what a strange entry causes where it is used into BrokenJournal: a chain may be whole around entries nobody here wrote."""
    try:
        yield
    except JournalError:
        raise
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError, AssertionError) as error:
        raise BrokenJournal("an entry has another form than this program writes", file=path, found=f"{type(error).__name__}: {str(error)[:160]}",
                            expected="entries as docs/journal.md describes them",
                            way_out="replay it with the version of the program that wrote it, or take an unchanged copy") from error
