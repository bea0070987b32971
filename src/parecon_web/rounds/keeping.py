"""The engine's year in the tables: the economy's files as the journal writes them, rounds as packed values."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from parecon.charter import Charter
from parecon.economy import Economy
from parecon.facilitation import PlanningYear, RoundState
from parecon.journal import charter_of, economy_hash, read_economy, write_economy
from parecon_web.record.models import Blob, Community
from parecon_web.rounds.models import Round, Settled, Year
from parecon_web.rounds.packing import unpack

__all__ = ["charter_in_force", "current_round", "current_year", "economy_before", "economy_of", "keep_economy", "load_closed", "load_year", "opened_economy", "round_before"]

_FILES = ("economy.json", "councils.parquet")
_NO_ROUND = 10**6
"""Higher than the number of any round."""


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


def opened_economy(year: Year) -> Economy:
    """Return the public economy of a year as it was opened; the same object as long as the process lives."""
    return _read_economy(year.community_id, year.economy)


def economy_of(year: Year) -> Economy:
    """Return the public economy of a year with what members decided on collective goods so far; the same object while nothing more is decided."""
    return economy_before(year, _NO_ROUND)


def economy_before(year: Year, number: int) -> Economy:
    """Return the economy with the collective goods as they were decided before any round of a lower number than this."""
    economy = opened_economy(year)
    if economy.collective is None:
        return economy
    last = Settled.objects.filter(round__year=year, round__number__lt=number).order_by("-round__number").values_list("value", flat=True).first()
    return economy if last is None else _settle(year.community_id, year.economy, last)


@lru_cache(maxsize=16)
def _settle(community: int, digest: str, value: str) -> Economy:
    economy, (amount, prices) = _read_economy(community, digest), unpack(value)
    return replace(economy, collective=replace(economy.collective, amount=amount, settled_prices=prices))


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
    """Return the engine's value of a year up to its last round, nothing heard yet in one that is open or waits."""
    rounds = list(year.rounds.order_by("number"))
    last = rounds[-1]
    if last.state == Round.State.CLOSED:
        return _closed(year, rounds)
    before = _closed(year, rounds[:-1]) if len(rounds) > 1 else None
    return PlanningYear(
        before.economy if before else economy_of(year), charter_in_force(year), unpack(last.announcement),
        records=before.records if before else (), assessment=before.assessment if before else unpack(last.assessment), standing=unpack(last.standing_before), step=unpack(last.step))


def load_closed(round: Round) -> PlanningYear:
    """Return the engine's value of a year as it stood when the round before was closed, with what has been decided on collective goods since."""
    return _closed(round.year, list(round.year.rounds.filter(number__lt=round.number).order_by("number")))


def _closed(year: Year, rounds: list[Round]) -> PlanningYear:
    last = rounds[-1]
    return PlanningYear(
        _as_filed(year, last.number), charter_in_force(year), unpack(last.announcement), RoundState.CLOSED, records=tuple(unpack(each.record) for each in rounds if each.record),
        assessment=unpack(last.assessment), standing=unpack(last.standing), step=unpack(last.step))


def _as_filed(year: Year, closed: int) -> Economy:
    """Return the economy that also knows for which amounts of collective goods the last closed round, of number ``closed``, was answered."""
    economy = economy_of(year)
    if economy.collective is None:
        return economy
    return replace(economy, collective=replace(economy.collective, filed=economy_before(year, closed + 1).collective.amount))
