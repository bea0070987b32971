"""Votes on permits, appeals and likely final plans in the record, and their replay."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from parecon.ballots import ApprovalCounts
from parecon.facilitation import PlanningYear
from parecon.facilitation.federations import GRANT, REFUSE, Appeal, AppealDecision, Projection, decide_appeal, file_appeal, hear_appeals, project_industries
from parecon.facilitation.pollution import PermitVote, count_permits, permitted_by
from parecon.journal.errors import BrokenJournal
from parecon.journal.plain import as_plain, columns_hash
from parecon.quantities import round_significant

__all__ = ["appeals_body", "permits_body", "projection_body", "replay_appeals", "replay_permits", "replay_projection", "uncounted_permits", "write_permits"]

_FOLDER = "permits"
_HEADING = "parecon permits 1"
_CELLS_MAX = 200_000


def _columns(vote: PermitVote) -> dict[str, np.ndarray]:
    return {"council": vote.council.astype(np.int64), "amount": vote.amount.astype(np.int64)}


def permits_body(round: int, votes: tuple[PermitVote, ...]) -> dict:
    """Return the votes of a round as the journal holds them: by pollutant the hash of all votes, the count, and what is permitted."""
    return {"round": round, "votes": [{"pollutant": vote.pollutant, "ballots": columns_hash(_HEADING, _columns(vote)), "result": as_plain(vote.result),
                                       "permitted": vote.permitted} for vote in votes]}


def write_permits(folder: Path, votes: tuple[PermitVote, ...]) -> None:
    """Write how each council voted into ``folder``/permits, each pollutant's votes under the hash of their columns."""
    (folder / _FOLDER).mkdir(exist_ok=True)
    for vote in votes:
        columns = _columns(vote)
        place = folder / _FOLDER / f"{columns_hash(_HEADING, columns)}.parquet"
        if not place.exists():
            part = place.with_suffix(".part")
            pq.write_table(pa.table({name: pa.array(column) for name, column in columns.items()}), part, compression="zstd")
            part.replace(place)


def _read_ballots(folder: Path, digest: str) -> dict[str, np.ndarray]:
    place = folder / _FOLDER / f"{digest}.parquet"
    try:
        table = pq.read_table(place)
        columns = {name: table.column(name).to_numpy() for name in ("council", "amount")}
    except (OSError, pa.ArrowException, KeyError) as error:
        raise BrokenJournal("votes on permits cannot be read", file=place, found=f"{type(error).__name__}: {str(error)[:160]}",
                            expected="the file as it was written", way_out="take an unchanged copy of the folder") from None
    found = columns_hash(_HEADING, columns)
    if found != digest:
        raise BrokenJournal("votes on permits were changed", file=place, found=found, expected=digest, way_out="take an unchanged copy of the folder")
    return columns


def replay_permits(folder: Path, body: dict, year: PlanningYear) -> dict:
    """Return the body with every vote counted again."""
    places, votes = {community.pollutant: community for community in year.economy.communities}, []
    for recorded in body["votes"]:
        columns, community = _read_ballots(folder, recorded["ballots"]), places[recorded["pollutant"]]
        vote = count_permits(community, columns["amount"])
        assert np.array_equal(vote.council, columns["council"]), "those who have a vote have voted, once each"
        votes.append(vote)
    return permits_body(year.round, tuple(votes))


def uncounted_permits(body: dict, year: PlanningYear) -> tuple[str, object, object] | None:
    """Return the first pollutant of which a community's council proposed another amount than was voted, with both, once the round is closed."""
    proposed = permitted_by(year.records[-1].rows, year.economy)
    at = {community.pollutant: i for i, community in enumerate(year.economy.communities)}
    for vote in body["votes"]:
        if vote["permitted"] != int(proposed[at[vote["pollutant"]]]):
            return f"permits for {vote['pollutant']} in round {body['round']}", vote["permitted"], int(proposed[at[vote["pollutant"]]])
    return None


def appeals_body(round: int, decisions: tuple[AppealDecision, ...]) -> dict:
    """Return a round's appeals as the journal holds them: who, below what, in which words, votes for and against, and what was decided."""
    return {"round": round, "appeals": [
        {"council": d.appeal.council, "ratio": d.appeal.ratio, "norm": d.appeal.norm, "words": d.appeal.words, "granted": d.granted,
         "votes": [as_plain(d.result.scores[GRANT]), as_plain(d.result.scores[REFUSE])], "voters": d.result.voters, "cast": as_plain(d.result.cast)}
        for d in decisions]}


def replay_appeals(body: dict, year: PlanningYear) -> tuple[PlanningYear, dict]:
    """Return the year with the appeals heard, and the body with every appeal checked and every vote counted again."""
    decisions = []
    for recorded in body["appeals"]:
        appeal = file_appeal(year, recorded["council"], recorded["words"])
        assert isinstance(appeal, Appeal), f"council {recorded['council']}: {appeal}"
        counts = ApprovalCounts(tuple(Fraction(score) for score in recorded["votes"]), recorded["voters"], Fraction(recorded["cast"]))
        decisions.append(decide_appeal(appeal, counts, year.economy, year.charter))
    return hear_appeals(year, tuple(decisions)), appeals_body(year.round, tuple(decisions))


def projection_body(round: int, projection: Projection, digits: int) -> dict:
    """Return the likely final plans of all industries as the journal holds them: cells by row and good, proposed and likely, in units."""
    amounts = {name: round_significant(getattr(projection, name), digits) for name in ("proposed", "likely")}
    cells = {"row": projection.row.astype(np.int64), "good": projection.good.astype(np.int64), **amounts}
    return {"round": round, **{name: as_plain(column, _CELLS_MAX) for name, column in cells.items()}}


def replay_projection(year: PlanningYear) -> dict | None:
    """Return the likely final plans computed again, or None where none are published in this round."""
    projection = project_industries(year)
    return None if projection is None else projection_body(year.round, projection, year.charter["federations.projection_digits"])
