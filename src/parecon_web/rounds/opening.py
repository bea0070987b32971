"""The act that opens a year of planning."""

from __future__ import annotations

import json
from datetime import timedelta

from parecon.charter import Charter, default_charter
from parecon.economy import Economy
from parecon.facilitation import PlanningYear, announce_first
from parecon.journal import charter_of
from parecon.journal.recorder import charter_body
from parecon_web.record.acts import Act, handles, new_request_id, perform
from parecon_web.record.models import Community
from parecon_web.record.refusals import Answered, Refused, Stale
from parecon_web.rounds.allowances import actuals_of
from parecon_web.rounds.keeping import economy_of, keep_economy
from parecon_web.rounds.models import Round, Year
from parecon_web.rounds.packing import pack

__all__ = ["announce", "open_year"]


def open_year(community: Community, economy: Economy, charter: Charter | None = None, *, by: int | None = None,
              request_id: str = "") -> Answered | Refused | Stale:
    """Keep the economy's files and open a year with round 1 announced."""
    digest = keep_economy(community, economy)
    body = {"economy": digest, "charter": charter_body(charter or default_charter()), "number": economy.year}
    return perform(community, "year.open", body, by=by, request_id=request_id or new_request_id())


@handles("year.open")
def do_open_year(act: Act) -> dict:
    """Open a year; body: economy (hash of kept files), charter (as in a journal), number."""
    year = Year.objects.create(id=act.new_id(), community=act.community, number=act.body["number"], economy=act.body["economy"],
                               charter=json.dumps(act.body["charter"], sort_keys=True))
    economy, charter = economy_of(year), charter_of({"charter": act.body["charter"]})
    first = announce(act, year, announce_first(economy, charter, actuals=actuals_of(economy)))
    return {"year": year.id, "round": first.number}


def announce(act: Act, year: Year, value: PlanningYear) -> Round:
    """Save a newly announced round."""
    return Round.objects.create(
        id=act.new_id(), community=act.community, year=year, number=value.round, opened_at=act.at,
        closes_at=act.at + timedelta(hours=value.charter["rounds.open_hours"]),
        announcement=pack(value.announcement), step=pack(value.step), standing_before=pack(value.standing))
