"""Which economies come with the program, and loading one of them or a user's folder by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from parecon.charter import Charter
from parecon.datasets.coming_year import ComingYear, sweden_coming_year
from parecon.datasets.errors import UnknownEconomy
from parecon.datasets.folder import read_folder
from parecon.datasets.sweden import SWEDEN_YEARS, read_sweden
from parecon.datasets.tables import NationalTables
from parecon.datasets.united_states import US_SUMMARY_YEARS, read_us_detail_2017, read_us_summary

__all__ = ["EconomyEntry", "list_economies", "load_coming_year", "load_tables"]


@dataclass(frozen=True)
class EconomyEntry:
    """One bundled economy: its name, what it is, the year of its tables and the year they serve to plan."""

    name: str
    title: str
    tables_year: int
    plan_year: int
    source: str


def list_economies() -> tuple[EconomyEntry, ...]:
    """Return every national economy that comes with the program, by name.

    >>> [entry.tables_year for entry in list_economies() if entry.name == "sweden-2014"]
    [2013]
    """
    entries = [EconomyEntry(f"sweden-{year}", f"Sweden {year}, planned from the tables of {year - 1}: 60 products, 59 industries", year - 1, year,
                            "Statistics Sweden, CC0") for year in SWEDEN_YEARS[1:]]
    entries += [EconomyEntry(f"us-summary-{year}", f"United States {year}: 72 products, 71 industries", year, year,
                             "US Bureau of Economic Analysis, public domain") for year in US_SUMMARY_YEARS]
    entries.append(EconomyEntry("us-detail-2017", "United States 2017 in detail: 398 products, 401 industries", 2017, 2017,
                                "US Bureau of Economic Analysis, public domain"))
    return tuple(sorted(entries, key=lambda entry: entry.name))


def load_tables(name_or_path: str | Path, charter: Charter | None = None) -> NationalTables:
    """Return the tables of a bundled economy, or of a folder in the format of docs/folder-format.md.

    Of an economy planned from last year's tables (Sweden) these are last year's. Raises UnknownEconomy, with the
    nearest names, if it is neither; any TableError that reading raises.
    """
    reader = _readers().get(str(name_or_path))
    if reader:
        return reader(charter)
    if Path(name_or_path).exists():
        return read_folder(name_or_path, charter)
    raise _unknown(str(name_or_path))


def load_coming_year(name_or_path: str | Path, charter: Charter | None = None) -> ComingYear | None:
    """Return what is publicly known of the year to be planned, or None where the tables' own year is planned again."""
    entry = next((entry for entry in list_economies() if entry.name == str(name_or_path)), None)
    if entry is None:
        if Path(name_or_path).exists():
            return None
        raise _unknown(str(name_or_path))
    return sweden_coming_year(entry.plan_year, charter) if entry.plan_year != entry.tables_year else None


def _readers() -> dict[str, Callable[[Charter | None], NationalTables]]:
    readers: dict[str, Callable[[Charter | None], NationalTables]] = {"us-detail-2017": read_us_detail_2017}
    for year in SWEDEN_YEARS[1:]:
        readers[f"sweden-{year}"] = lambda charter, year=year: read_sweden(year - 1, charter)
    for year in US_SUMMARY_YEARS:
        readers[f"us-summary-{year}"] = lambda charter, year=year: read_us_summary(year, charter)
    return readers


def _unknown(name: str) -> UnknownEconomy:
    names = [entry.name for entry in list_economies()]
    near = get_close_matches(name, names, n=3, cutoff=0.5) or names
    return UnknownEconomy("there is no such economy and no such folder", file=name, found="nothing", expected="one of " + ", ".join(near),
                          way_out="choose one of these, or give the path of a folder of tables")
