"""Closing a round: consents, the engine's close and next prices, all in one transaction."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from parecon.charter import Charter
from parecon.economy import Economy
from parecon.facilitation import PlanningYear, close_round, follow, join, submit
from parecon.facilitation.settlement import moved_levels
from parecon.procedures.participatory import is_enough
from parecon.proposals import ProposalBatch
from parecon_web.councils.models import Council
from parecon_web.members.models import Role
from parecon_web.record.acts import Act, handles
from parecon_web.record.refusals import Refusal, Refused
from parecon_web.rounds.allowances import fit_lines, lines_of, package_lines, personal_lines, price_table, shares_not_joined, shares_of
from parecon_web.rounds.drafting import batch_of_lines
from parecon_web.rounds.appeals import settle_appeals
from parecon_web.rounds.keeping import charter_in_force, current_round, load_year
from parecon_web.rounds.models import Autopilot, Consent, Filing, Request, Round, Year
from parecon_web.rounds.opening import announce, settles_before, wait
from parecon_web.rounds.packing import pack, unpack
from parecon_web.rounds.permits import note_permits, permit_batches
from parecon_web.rounds.reasons import RoundReason

__all__ = ["consent_to_close", "consent_to_extend", "heard_batches", "hear", "levels_moved", "preview_close", "rounds_are_over"]

AUTOPILOT = 4
"""The engine's mark of a proposal that autopilot answered."""


def heard_batches(round: Round, year: PlanningYear) -> ProposalBatch | None:
    """Return everything councils sent in a round as one batch in ascending order, or None: the order of arrival leaves no trace.

    A neighbourhood is heard when at least one member asked, or asked autopilot to; the others stand in for themselves.
    """
    batches = [unpack(filing.batch) for filing in {filing.council_id: filing for filing in round.filings.order_by("version")}.values()]
    for council in Council.objects.filter(community_id=round.community_id, kind=Council.Kind.CONSUMER):
        batch = neighbourhood_batch(round, council, year)
        if batch is not None:
            batches.append(batch)
    batches += [batch for batch in (*package_batches(round, year), *permit_batches(round, year)) if batch is not None]
    return join(sorted(batches, key=lambda batch: int(batch.council[0]))) if batches else None


def neighbourhood_batch(round: Round, council: Council, year: PlanningYear) -> ProposalBatch | None:
    """Return a neighbourhood's summed requests, or None where nobody asked for anything."""
    requests = {request.member_id: request for request in round.requests.filter(council=council).order_by("version")}
    pilots = set(Autopilot.objects.filter(community_id=round.community_id, on=True, member__seats__council=council).values_list("member_id", flat=True))
    if not requests and not pilots:
        return None
    sums = sum_requests(round, council, year, requests)
    by_people = any(request.made_by != "autopilot" for request in requests.values())
    return batch_of_lines(round.number, council.position, sums, year.economy, marks=0 if by_people else AUTOPILOT)


def sum_requests(round: Round, council: Council, year: PlanningYear, requests: dict[int, Request]) -> dict[str, int]:
    """Return a neighbourhood's lines: what members asked for, and what stands in for each of those who did not."""
    economy, said = year.economy, year.announcement
    prices, standing = price_table(economy, said), lines_of(year.standing, council.position, economy)
    shares = shares_of(council, economy, said)
    earlier = {request.member_id: request for request in Request.objects.filter(
        round__year_id=round.year_id, round__number__lt=round.number, council=council).order_by("round__number", "version")}
    total: dict[str, int] = {}
    for member, share in shares.items():
        if member in requests:
            lines = requests[member].lines
        else:
            lines = fit_lines(earlier[member].lines if member in earlier else personal_lines(standing, share), share.allowance, prices)
        _add(total, lines)
    for share in shares_not_joined(council, economy, said):
        _add(total, fit_lines(personal_lines(standing, share), share.allowance, prices))
    # Each fits its share, so all fit the budget, unless somebody joined after others had asked.
    return fit_lines(total, int(said.budgets[council.position]), prices)


def _add(total: dict[str, int], lines: dict[str, int]) -> None:
    for code, amount in lines.items():
        total[code] = total.get(code, 0) + int(amount)


def hear(year: PlanningYear, round: Round) -> PlanningYear:
    """Return the engine's year with everything heard that stands in the tables."""
    batch = heard_batches(round, year)
    if batch is None:
        return year
    year, refusals = submit(year, batch)
    assert not refusals, f"what was accepted keeps the rules, but {refusals[0]}"
    return year


def preview_close(round: Round) -> PlanningYear:
    """Return what closing the round now would give, without doing it (the dry run)."""
    closed = close_round(hear(load_year(round.year), round))
    return closed if rounds_are_over(closed) else follow(closed)


def rounds_are_over(closed: PlanningYear) -> bool:
    """Tell whether no further round is held: the engine's rule, but a round in which nobody was heard balances nothing."""
    return is_enough(closed) and (closed.records[-1].heard > 0 or closed.round >= closed.charter["rounds.count_max"])


def levels_moved(economy: Economy, charter: Charter, number: int, prices: np.ndarray) -> tuple[int, ...]:
    """Return the levels that vote once more before round ``number`` at ``prices`` (n,): their cost per head has moved too far since it was decided."""
    if not settles_before(economy, charter) or number != charter["collective.reopen_round"]:
        return ()
    return moved_levels(economy, economy.collective.settled_prices, prices, charter)


def package_batches(round: Round, year: PlanningYear) -> list[ProposalBatch]:
    """Return what places ask for of what their members decided, for those whose delegates have drafted nothing else this year."""
    held = year.economy.collective
    if held is None:
        return []
    drafted = set(Filing.objects.filter(round__year_id=round.year_id).values_list("council__position", flat=True))
    return [batch_of_lines(round.number, int(position), package_lines(year.economy, int(position)), year.economy) for position in held.council if int(position) not in drafted]


def _facilitated(act: Act) -> Round | Refused:
    if not Role.objects.filter(community=act.community, member_id=act.by, task=Role.Task.FACILITATOR).exists():
        return Refused((Refusal(RoundReason.NOT_FACILITATOR),))
    round = Round.objects.filter(community=act.community, year__number=act.body["year"], number=act.body["round"]).select_related("year").first()
    if round is None or round.state != Round.State.OPEN:
        return Refused((Refusal(RoundReason.ROUND_CLOSED),))
    return round


def _consents(act: Act, round: Round, what: str, until: datetime | None = None) -> tuple[int, int]:
    """Note the consent of whoever acts and return how many there are and how many are needed."""
    to = f"{what} {until.isoformat()}" if until else what
    if not round.consents.filter(to=to, member_id=act.by).exists():
        Consent.objects.create(id=act.new_id(), community=act.community, round=round, to=to, until=until, member_id=act.by, at=act.at)
    return round.consents.filter(to=to).count(), charter_in_force(round.year)["rounds.close_consents"]


@handles("round.close")
def consent_to_close(act: Act) -> dict | Refused:
    """Consent to closing the open round; body: year, round. The last consent that is needed closes it and announces the next prices."""
    round = _facilitated(act)
    if isinstance(round, Refused):
        return round
    given, needed = _consents(act, round, "close")
    if given < needed:
        return {"given": given, "needed": needed, "closed": False}
    return {"given": given, "needed": needed, "closed": True, **close(act, round)}


def close(act: Act, round: Round) -> dict:
    """Close a round with the engine, save what came of it, and announce the next or end the rounds."""
    before = load_year(round.year)
    note_permits(act, round, before)
    value = settle_appeals(act, round, close_round(hear(before, round)))
    done = Round.objects.filter(pk=round.pk, state=Round.State.OPEN).update(
        state=Round.State.CLOSED, closed_at=act.at, record=pack(value.records[-1]), assessment=pack(value.assessment), standing=pack(value.standing))
    assert done == 1, "a round is closed once"
    if rounds_are_over(value):
        Year.objects.filter(pk=round.year_id).update(phase=Year.Phase.CLOSING)
        return {"next": None, "batches": list(value.records[-1].batches)}
    following = follow(value)
    opened = announce(act, round.year, following)
    if levels_moved(value.economy, value.charter, following.round, following.announcement.prices):
        wait(opened)
    return {"next": following.round, "batches": list(value.records[-1].batches)}


@handles("round.extend")
def consent_to_extend(act: Act) -> dict | Refused:
    """Consent to a later end of the open round; body: year, round, until (time with zone)."""
    round = _facilitated(act)
    if isinstance(round, Refused):
        return round
    try:
        until = datetime.fromisoformat(act.body["until"])
    except ValueError:
        until = round.closes_at
    if until.tzinfo is None or until <= round.closes_at:
        return Refused((Refusal(RoundReason.NOT_LATER, "until", act.body["until"][:40] or "–", round.closes_at.isoformat()),))
    given, needed = _consents(act, round, "extend", until)
    if given >= needed:
        Round.objects.filter(pk=round.pk).update(closes_at=until)
    return {"given": given, "needed": needed, "extended": given >= needed}


@handles("round.remind")
def remind(act: Act) -> dict | Refused:
    """Ask, once in a round, that those who have not acted be reminded by mail; body: year, round."""
    round = _facilitated(act)
    if isinstance(round, Refused):
        return round
    Round.objects.filter(pk=round.pk, reminded_at=None).update(reminded_at=act.at)
    return {}
