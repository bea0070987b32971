"""The engine's year in the tables: the economy's files as the journal writes them, rounds as packed values."""

from __future__ import annotations

import json
import tempfile
from functools import lru_cache
from pathlib import Path

from parecon.charter import Charter
from parecon.economy import Economy
from parecon.facilitation import PlanningYear, RoundState
from parecon.journal import charter_of, economy_hash, read_economy, write_economy
from parecon_web.record.models import Blob, Community
from parecon_web.rounds.models import Round, Year
from parecon_web.rounds.packing import unpack

__all__ = ["charter_in_force", "current_round", "current_year", "economy_of", "keep_economy", "load_year", "round_before"]

_FILES = ("economy.json", "councils.parquet")


def keep_economy(community: Community, economy: Economy) -> str:
    """Keep the files of an economy and return its hash; what is kept already stays."""
    digest = economy_hash(economy)
    if not Blob.objects.filter(community=community, hash=digest).exists():
        with tempfile.TemporaryDirectory() as folder:
            write_economy(Path(folder), economy)
            for name in _FILES:
                Blob.objects.create(community=community, hash=digest, name=name, data=Path(folder, name).read_bytes())
    return digest


@lru_cache(maxsize=16)
def _read_economy(community: int, digest: str) -> Economy:
    with tempfile.TemporaryDirectory() as folder:
        for blob in Blob.objects.filter(community_id=community, hash=digest):
            Path(folder, blob.name).write_bytes(bytes(blob.data))
        economy = read_economy(Path(folder))
    assert economy_hash(economy) == digest, f"the kept economy has hash {economy_hash(economy)}, expected {digest}"
    return economy


def economy_of(year: Year) -> Economy:
    """Return the public economy of a year; the same object as long as the process lives."""
    return _read_economy(year.community_id, year.economy)


@lru_cache(maxsize=16)
def _read_charter(text: str) -> Charter:
    charter = charter_of({"charter": json.loads(text)})
    assert charter is not None, "the kept charter does not give its hash"
    return charter


def charter_in_force(year: Year) -> Charter:
    """Return the rules under which a year is planned."""
    return _read_charter(year.charter)


def current_year(community: Community) -> Year | None:
    """Return the community's last year, or None where none was opened."""
    return Year.objects.filter(community=community).order_by("-number").first()


def current_round(year: Year) -> Round:
    """Return the last round of a year."""
    return year.rounds.order_by("-number").first()


def round_before(at: Round) -> Round | None:
    """Return the round before, or None for the first."""
    return Round.objects.filter(year_id=at.year_id, number=at.number - 1).first()


def load_year(year: Year) -> PlanningYear:
    """Return the engine's value of a year up to its last round, nothing heard yet in an open one."""
    rounds = list(year.rounds.order_by("number"))
    last = rounds[-1]
    closed = [unpack(each.record) for each in rounds if each.record]
    before = rounds[-2] if last.state == Round.State.OPEN and len(rounds) > 1 else last
    open_now = last.state == Round.State.OPEN
    return PlanningYear(
        economy_of(year), charter_in_force(year), unpack(last.announcement), RoundState.OPEN if open_now else RoundState.CLOSED,
        records=tuple(closed), assessment=unpack(before.assessment),
        standing=unpack(last.standing_before if open_now else last.standing), step=unpack(last.step))
