"""The adopted year as one file: the journal that the engine's own commands verify and replay, written from the tables."""

from __future__ import annotations

import io
import tempfile
import zipfile
from functools import lru_cache
from pathlib import Path

from parecon.facilitation import PlanningYear, RoundRecord, choose
from parecon.facilitation.federations import project_industries
from parecon.facilitation.standing import SILENT
from parecon.journal import YearRecorder, as_plain, used_versions, write_manifest
from parecon.procedures.participatory import worst_gap
from parecon.proposals import ProposalBatch, batch_hash
from parecon_web.members.models import Member
from parecon_web.record.models import Event
from parecon_web.rounds.appeals import decided_appeals
from parecon_web.rounds.keeping import charter_in_force, economy_before, economy_of, opened_economy
from parecon_web.rounds.models import Settled, Year
from parecon_web.rounds.packing import unpack
from parecon_web.rounds.permits import recounted_votes
from parecon_web.voting.models import AdoptedYear
from parecon_web.voting.plans import closing_of, count, plan_of
from parecon_web.voting.shared import settlement_of

__all__ = ["write_year", "year_archive"]

_NO_DATE = (1980, 1, 1, 0, 0, 0)


def write_year(folder: Path, year: Year) -> None:
    """Write an adopted year into ``folder``; nothing is written of a member: what neighbourhoods asked for stands there summed."""
    economy, charter, adopted = economy_of(year), charter_in_force(year), year.adopted
    rounds = list(year.rounds.order_by("number"))
    recorder = YearRecorder(folder)
    facts = {"rule": charter["prices.rule"], "start": "last-year", "start_prices": None, "data": {}, "configuration": {"community": year.community.slug}}
    recorder.open_year(opened_economy(year), charter, year.seed, facts, actuals=unpack(rounds[0].standing_before))
    records: tuple[RoundRecord, ...] = ()
    for round in rounds:
        step, record = unpack(round.step), unpack(round.record)
        if Settled.objects.filter(round=round).exists():
            recorder.settle_collective(settlement_of(round), 0 if round.number == 1 else round.number)
        economy = economy_before(year, round.number + 1)
        if round.number > 1:
            recorder.step_prices(step, charter["rounds.price_digits"])
        announcement = unpack(round.announcement)
        recorder.announce(announcement, step.why)
        likely = project_industries(PlanningYear(economy, charter, announcement, records=records, step=step))
        if likely is not None:
            recorder.project_industries(round.number, likely)
        votes = recounted_votes(round, economy)
        if votes:
            recorder.vote_permits(round.number, votes)
        recorder.close_round(record, _batches(unpack(round.standing), record))
        appeals = decided_appeals(round, economy)
        if appeals:
            recorder.decide_appeals(round.number, appeals)
        records += (record,)
    closing, result = closing_of(year), _result(year)
    plan = plan_of(year, result)
    assert plan.hash == adopted.hash, f"the plan derived again has hash {plan.hash}, adopted was {adopted.hash}"
    recorder.close(closing)
    recorder.vote(tuple(candidate.norm for candidate in closing.candidates), result)
    recorder.adopt(economy, plan)
    figures = {"rounds": len(rounds), "worst_gap": worst_gap(record, economy), "rule": charter["prices.rule"], "adopted": adopted.norm, "plan": plan.hash}
    recorder.finish(figures | {"log": _log_at(adopted)})
    changed = {key: charter[key] for key in sorted(charter.adopted)}
    write_manifest(folder, recorder.journal, {
        "economy": economy.name, "year": economy.year, "seed": year.seed, "configuration": facts["configuration"], "data": {},
        "charter": {"hash": charter.hash(), "changed": changed}, "versions": used_versions(), "plan": plan.hash, "figures": figures})


def _batches(standing: ProposalBatch, record: RoundRecord) -> tuple[ProposalBatch, ...]:
    """Return what was heard in a closed round and what stood in, as the record names them."""
    silent = (standing.marks & SILENT) > 0
    parts = tuple(part for part in (choose(standing, ~silent), choose(standing, silent)) if len(part))
    found = tuple(batch_hash(part) for part in parts)
    assert found == record.batches, f"the proposals kept have hashes {found}, the round closed with {record.batches}"
    return parts


def _result(year: Year):
    """Count the open roll again, with those who were members when the vote closed."""
    ballot = year.ballot
    votes = {str(vote.member_id): vote.approves for vote in ballot.votes.order_by("member_id")}
    result = count(year, votes, Member.objects.filter(community=year.community, joined_at__lte=ballot.closed_at).count())
    assert as_plain(result) == ballot.result, "the roll counted again gives what was counted"
    return result


def _log_at(adopted: AdoptedYear) -> dict:
    """Return the entry of the community's log by which the plan was adopted, so that either record fixes the other."""
    event = Event.objects.get(community=adopted.community, kind="plans.count", at=adopted.at)
    return {"sequence": event.sequence, "hash": event.hash}


@lru_cache(maxsize=2)
def _archive(year: int, entry: str) -> bytes:
    """Return the archive of a year; entry: the hash by which its adoption stands in the log, and with it all that came before."""
    memory = io.BytesIO()
    with tempfile.TemporaryDirectory() as place, zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        write_year(Path(place), Year.objects.get(pk=year))
        for path in sorted(Path(place).rglob("*")):
            if path.is_file():
                archive.writestr(zipfile.ZipInfo(f"year/{path.relative_to(place).as_posix()}", _NO_DATE), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return memory.getvalue()


def year_archive(adopted: AdoptedYear) -> bytes:
    """Return an adopted year as a zip archive of one folder, the same bytes each time."""
    return _archive(adopted.year_id, _log_at(adopted)["hash"])
