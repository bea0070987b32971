"""From the word on the command line to an economy and its simulated councils."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

import numpy as np

from parecon.cli.messages import CannotGoOn, say
from parecon.cli.settings import Settings
from parecon.economy import Economy, Society

__all__ = ["SMALL", "Opened", "default_size", "economy_names", "open_economy"]

SMALL = {"toy": "five councils, planned by hand in the documentation", "town": "a demonstration town: 12 workplaces, 8 neighbourhoods, 60 people, 30 goods"}
"""Economies without a national table, and what they are."""
COUNCILS_BY_DEFAULT_MAX = 100_000
"""What a small machine plans in a minute: about 0.7 GB of memory."""


@dataclass(frozen=True)
class Opened:
    """An economy ready to be planned; data: SHA-256 of every source file; size: number of councils relative to the real one."""

    economy: Economy
    society: Society
    data: Mapping[str, str]
    size: float = 1.0


def economy_names() -> list[str]:
    """Return the names of all economies that come with the program."""
    from parecon.datasets import list_economies

    return [*SMALL, *(entry.name for entry in list_economies())]


def check_name(name: str) -> None:
    """Refuse a word that is no economy and no folder, with the nearest names."""
    names = economy_names()
    if name in names or name and Path(name).exists():
        return
    near = get_close_matches(name, names, n=3, cutoff=0.4)
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(names)}."
    raise CannotGoOn(f"{name or 'ECONOMY'}: there is no such economy and no such folder; {hint} `parecon data list` shows all, "
                     "`parecon data new FOLDER` begins a folder for a table of your own")


def open_economy(name: str, settings: Settings, *, seed: int, size: float | None) -> Opened:
    """Return the economy of that name, or of that folder, with what the coming year is known and set to bring.

    size: None for the real number of councils, or as many as COUNCILS_BY_DEFAULT_MAX where there are more.
    """
    check_name(name)
    if name in SMALL:
        return _open_small(name, settings, seed=seed, size=size)
    from parecon.datasets import load_coming_year, load_tables
    from parecon.datasets.pollution import Harm
    from parecon.datasets.society import build_society

    charter = settings.charter
    tables = load_tables(name, charter)
    for key, pollutant in (*(("permits", p) for p in settings.permits), *(("consent", p) for p in settings.consent)):
        if pollutant not in tables.emissions:
            there = ", ".join(f"{key}.{known}" for known in tables.emissions)
            raise CannotGoOn(f"--set {key}.{pollutant}: {name} has no emissions of {pollutant}; " + (f"it has {there}" if there else "its table has none at all"))
    coming = _changed(tables, load_coming_year(name, charter), settings.hours)
    size = size or default_size(tables, charter)
    economy, society = build_society(tables, seed=seed, charter=charter, size=size, coming=coming, permits=settings.permits,
                                     harms={pollutant: Harm(wish=wish) for pollutant, wish in settings.consent.items()})
    return Opened(economy, society, {origin.source_file: origin.sha256 for origin in tables.origin}, size)


def default_size(tables, charter) -> float:
    """Return 1, or for a nation of more councils the size that gives about COUNCILS_BY_DEFAULT_MAX, and say so."""
    if tables.persons is None or tables.population is None:
        return 1.0
    councils = float(tables.persons.sum()) / charter["society.persons_per_worker_council"] + tables.population / charter["society.persons_per_neighbourhood"]
    if councils <= COUNCILS_BY_DEFAULT_MAX:
        return 1.0
    size = round(COUNCILS_BY_DEFAULT_MAX / councils, 4)
    say(f"planned with about {COUNCILS_BY_DEFAULT_MAX:,} councils that stand for {councils:,.0f} (--size {size:g}); --size 1 takes them all and far more memory")
    return size


def _changed(tables, coming, hours: float):
    """Return the coming year with ``hours`` changed by that share; where nothing is known of it, all else stays as it was."""
    from parecon.datasets import ComingYear

    if hours == 0.0:
        return coming
    if tables.hours is None:
        raise CannotGoOn(f"--set hours: {tables.name} has no hours of work, so they cannot change; leave it out")
    if coming is None:
        coming = ComingYear(tables.year, 1.0, 1.0, np.ones(len(tables.industries)), 1.0, "as in the year of the tables")
    return replace(coming, hours_factor=coming.hours_factor * (1.0 + hours), note=f"{coming.note}; hours changed by {hours:+.2%}".lstrip("; "))


def _open_small(name: str, settings: Settings, *, seed: int, size: float | None) -> Opened:
    from parecon.datasets.town import build_town
    from parecon.datasets.toy import toy_economy

    if size not in (None, 1.0):
        raise CannotGoOn(f"--size {size:g}: the {name} has its councils and no other size; leave --size out")
    if settings.permits or settings.consent or settings.hours:
        raise CannotGoOn(f"--set permits, --set consent and --set hours change national tables, and the {name} is none; leave them out")
    economy, society = toy_economy() if name == "toy" else build_town(settings.charter, seed, places=True, harmed=settings.charter["pollution.communities"])
    return Opened(economy, society, {})
