"""The year is closed by two facilitators, and the next one opens from what was really made and used."""

from __future__ import annotations

import json

from parecon.execution import close_year, next_economy, year_actuals
from parecon.proposals import ProposalBatch, make_batch
from parecon_web.accounts.acts import live_of, together
from parecon_web.accounts.consents import consent
from parecon_web.accounts.keeping import load
from parecon_web.accounts.models import LiveYear
from parecon_web.accounts.reasons import LiveReason
from parecon_web.record.acts import Act, handles
from parecon_web.record.refusals import Refusal, Refused
from parecon_web.rounds.keeping import charter_in_force, keep_economy
from parecon_web.rounds.models import Year
from parecon_web.rounds.opening import begin_year
from parecon_web.voting.plans import adopted_plan
from parecon_web.work.earned import earned_parts, keep_earned, with_effort

__all__ = ["CLOSE", "NEXT", "actuals_batch", "close", "open_next"]

CLOSE = "close-year"
NEXT = "next-year"


@handles("year.close")
def close(act: Act) -> dict | Refused:
    """Agree to close the year; body: year. The last consent needed counts hours, hands surpluses over, saves unused credits and closes the book."""
    live = live_of(act)
    if isinstance(live, Refused):
        return live
    given = consent(act, live.year, CLOSE)
    if isinstance(given, Refused) or not given["done"]:
        return given
    refused = together(act, load(live, plan=adopted_plan(live.year)), [("close", close_year)])
    if refused is not None:
        return refused
    Year.objects.filter(pk=live.year_id).update(phase=Year.Phase.ENDED)
    return given


@handles("year.next")
def open_next(act: Act) -> dict | Refused:
    """Agree to open the next year from the closed one's actuals, with effort as it was rated; body: year. The rules stay in force as they are."""
    live = LiveYear.objects.filter(community=act.community, year__number=act.body["year"], year__phase=Year.Phase.ENDED).select_related("year").first()
    if live is None:
        return Refused((Refusal(LiveReason.NOT_CLOSED),))
    if Year.objects.filter(community=act.community, number__gt=live.year.number).exists():
        return Refused((Refusal(LiveReason.ALREADY_OPENED),))
    given = consent(act, live.year, NEXT)
    if isinstance(given, Refused) or not given["done"]:
        return given
    closed = load(live, plan=adopted_plan(live.year)).year
    charter = charter_in_force(live.year)
    parts = earned_parts(act.community, charter)
    economy = with_effort(next_economy(closed), act.community, parts, charter)
    digest = keep_economy(act.community, economy)
    opened = begin_year(act, (digest, economy.year), json.loads(live.year.charter), actuals_batch(closed))
    keep_earned(act, opened["year"], parts, charter)
    return {**given, **opened, "economy": digest}


def actuals_batch(year) -> ProposalBatch:
    """Return what each council made and used in a closed year as a batch, which stands in for those who stay silent in the next."""
    actuals = year_actuals(year)
    return make_batch(0, {"council": actuals.council, "start": actuals.start, "good": actuals.good, "quantity": actuals.quantity,
                          "flexibility": [0.0] * len(actuals.good), "capacity": [0.0] * len(actuals.council), "marks": [0] * len(actuals.council)})
