"""The act that opens a year of planning."""

from __future__ import annotations

import json
from datetime import timedelta

from parecon.charter import Charter, default_charter
from parecon.economy import Economy
from parecon.facilitation import PlanningYear, announce_first
from parecon.journal import charter_of
from parecon.journal.recorder import charter_body
from parecon.proposals import ProposalBatch
from parecon_web.record.acts import Act, handles, new_request_id, perform
from parecon_web.record.models import Community
from parecon_web.record.refusals import Answered, Refused, Stale
from parecon_web.rounds.allowances import actuals_of
from parecon_web.rounds.keeping import charter_in_force, economy_of, keep_economy
from parecon_web.rounds.models import Round, Year
from parecon_web.rounds.packing import pack, unpack

__all__ = ["announce", "announce_settled", "begin_year", "open_year", "settles_before", "wait"]


def open_year(community: Community, economy: Economy, charter: Charter | None = None, *, by: int | None = None,
              request_id: str = "", actuals: ProposalBatch | None = None) -> Answered | Refused | Stale:
    """Keep the economy's files and open a year with round 1 announced; actuals: what each council made and used last year, where that is known."""
    digest = keep_economy(community, economy)
    body = {"economy": digest, "charter": charter_body(charter or default_charter()), "number": economy.year}
    if actuals is not None:
        body["actuals"] = pack(actuals)
    return perform(community, "year.open", body, by=by, request_id=request_id or new_request_id())


@handles("year.open", sealed=("actuals",))
def do_open_year(act: Act) -> dict:
    """Open a year; body: economy (hash of kept files), charter (as in a journal), number, actuals (a packed batch, where known)."""
    actuals = unpack(act.body["actuals"]) if "actuals" in act.body else None
    return begin_year(act, (act.body["economy"], act.body["number"]), act.body["charter"], actuals)


def begin_year(act: Act, planned: tuple[str, int], charter: dict, actuals: ProposalBatch | None = None) -> dict:
    """Begin a year with round 1 announced, or waiting where members first decide on shared goods; planned: the hash of the kept economy and the year's number; charter: as in a journal.

    actuals: what each council made and used last year, where that is known; else the sums are divided among councils by members.
    """
    digest, number = planned
    year = Year.objects.create(id=act.new_id(), community=act.community, number=number, economy=digest, charter=json.dumps(charter, sort_keys=True))
    economy = economy_of(year)
    first = announce(act, year, announce_first(economy, charter_of({"charter": charter}), actuals=actuals_of(economy) if actuals is None else actuals))
    if settles_before(economy, charter_in_force(year)):
        wait(first)
    return {"year": year.id, "round": first.number}


def settles_before(economy: Economy, charter: Charter) -> bool:
    """Tell whether members decide on collective goods before they plan for themselves."""
    return economy.collective is not None and charter["collective.settled"] == "before"


def wait(round: Round) -> None:
    """Let a round wait for what members decide on shared goods: its prices are of before."""
    Round.objects.filter(pk=round.pk).update(state=Round.State.WAITING)
    Year.objects.filter(pk=round.year_id).update(phase=Year.Phase.SHARED)


def announce_settled(act: Act, round: Round, value: PlanningYear) -> None:
    """Open a round that waited, with what is announced now that shared goods are decided."""
    Round.objects.filter(pk=round.pk, state=Round.State.WAITING).update(
        state=Round.State.OPEN, opened_at=act.at, closes_at=act.at + timedelta(hours=value.charter["rounds.open_hours"]),
        announcement=pack(value.announcement), step=pack(value.step))
    Year.objects.filter(pk=round.year_id).update(phase=Year.Phase.ROUNDS)


def announce(act: Act, year: Year, value: PlanningYear) -> Round:
    """Save a newly announced round."""
    return Round.objects.create(
        id=act.new_id(), community=act.community, year=year, number=value.round, opened_at=act.at,
        closes_at=act.at + timedelta(hours=value.charter["rounds.open_hours"]),
        announcement=pack(value.announcement), step=pack(value.step), standing_before=pack(value.standing))
