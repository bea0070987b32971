"""What a price does not say of a good: what it is made of, how the work is, what it does to the land, with sources."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["GoodSheet", "check_sheets"]


@dataclass(frozen=True)
class GoodSheet:
    """The sheet of one good, in words: its code, what it is made of, how the work is, what it does to the land, and the sources of all that."""

    code: str
    made_of: str = ""
    work: str = ""
    land: str = ""
    sources: str = ""


def check_sheets(sheets: tuple[GoodSheet, ...], codes: set[str]) -> None:
    """Assert that every sheet is of a good there is, one a good, and names its sources."""
    seen = [sheet.code for sheet in sheets]
    assert len(set(seen)) == len(seen), "a good has one sheet"
    assert set(seen) <= codes, f"there is no good {sorted(set(seen) - codes)[:1]} for a sheet"
    assert all(sheet.sources.strip() for sheet in sheets), "a sheet names its sources"
