"""Forms of the year, read and sent: people's browsers and simulated members come through here."""

from __future__ import annotations

from collections.abc import Mapping

from parecon_web.accounts.models import LiveYear
from parecon_web.councils.models import Council
from parecon_web.members.models import Member
from parecon_web.record.acts import perform
from parecon_web.record.refusals import Refusal, Refused
from parecon_web.rounds.amounts import UnreadableAmount, read_amount
from parecon_web.rounds.forms import Outcome
from parecon_web.rounds.reasons import RoundReason

__all__ = ["deliver_form", "draw_form", "read_amounts"]


def read_amounts(data: Mapping[str, str], directions: tuple[str, ...]) -> tuple[dict[str, dict[str, int]], list[Refusal]]:
    """Return the amounts of a form above zero, fixed point, by direction (the part of a field's name before the colon) and good, and what could not be read."""
    found: dict[str, dict[str, int]] = {direction: {} for direction in directions}
    refusals: list[Refusal] = []
    for name, text in data.items():
        direction, colon, code = name.partition(":")
        if direction not in directions or not colon or not code:
            continue
        try:
            amount = read_amount(text)
        except UnreadableAmount as error:
            refusals.append(Refusal(RoundReason.UNREADABLE, name, str(error)))
            continue
        if amount < 0:
            refusals.append(Refusal(RoundReason.NEGATIVE, name, text.strip()))
        elif amount:
            found[direction][code] = amount
    return found, refusals


def deliver_form(live: LiveYear, member: Member, council: Council, data: Mapping[str, str]) -> Outcome:
    """Send what a council delivered (``make:GOOD``), used (``use:GOOD``) and earned outside (``earn:GOOD``)."""
    amounts, refusals = read_amounts(data, ("make", "use", "earn"))
    if refusals:
        return Refused(tuple(refusals))
    body = {"year": live.year.number, "council": council.slug, "made": amounts["make"], "used": amounts["use"], "earned": amounts["earn"]}
    return perform(live.community, "delivery.record", body, by=member.id, request_id=data.get("request_id", ""))


def draw_form(live: LiveYear, member: Member, data: Mapping[str, str]) -> Outcome:
    """Send a draw (``use:GOOD``); ``rest`` names a neighbourhood whose members without a seat it is for."""
    amounts, refusals = read_amounts(data, ("use",))
    if refusals:
        return Refused(tuple(refusals))
    body = {"year": live.year.number, "rest": data.get("rest", ""), "lines": amounts["use"]}
    return perform(live.community, "draw.take", body, by=member.id, request_id=data.get("request_id", ""))
