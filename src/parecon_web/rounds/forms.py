"""Forms of the rounds, read and sent: people's browsers, simulated members and paper all come through here.

A form is a mapping of texts as a browser posts it: ``use:GOOD``, ``offer:GOOD`` or ``make:GOOD`` to an
amount in units, ``based_on`` to the version that was shown, ``request_id`` to the id made before sending.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from parecon.economy import Economy
from parecon_web.councils.models import Council
from parecon_web.members.models import Member
from parecon_web.record.acts import perform
from parecon_web.record.refusals import Answered, Refusal, Refused, Stale
from parecon_web.rounds.amounts import UnreadableAmount, read_amount, read_share
from parecon_web.rounds.models import Round
from parecon_web.rounds.reasons import RoundReason
from parecon_web.rounds.requesting import PAPER

__all__ = ["DraftForm", "Outcome", "read_draft", "read_request", "save_draft_form", "send_request_form", "vote_draft_form"]

Outcome = Answered | Refused | Stale
_SIGNS = {"use": -1, "offer": 1, "make": 1}
_REASONS_LENGTH_MAX = 4000


@dataclass
class DraftForm:
    """A production draft as read: lines in fixed point, flexibility as shares, capacity as a multiple, reasons, and what could not be read."""

    lines: dict[str, int] = field(default_factory=dict)
    flexibility: dict[str, float] = field(default_factory=dict)
    capacity: float = 0.0
    reasons: str = ""
    refusals: list[Refusal] = field(default_factory=list)


def read_request(data: Mapping[str, str]) -> tuple[dict[str, int], list[Refusal]]:
    """Return the lines of a request form in fixed point, and what in it is no amount."""
    return _read_lines(data, ("use", "offer"))


def _read_lines(data: Mapping[str, str], directions: tuple[str, ...]) -> tuple[dict[str, int], list[Refusal]]:
    lines: dict[str, int] = {}
    refusals: list[Refusal] = []
    for name, text in data.items():
        direction, _, code = name.partition(":")
        if direction not in directions or not code:
            continue
        try:
            amount = read_amount(text)
        except UnreadableAmount as error:
            refusals.append(Refusal(RoundReason.UNREADABLE, name, str(error)))
            continue
        if amount < 0:
            refusals.append(Refusal(RoundReason.NEGATIVE, name, text.strip()))
        elif amount:
            lines[code] = lines.get(code, 0) + _SIGNS[direction] * amount
    return {code: amount for code, amount in lines.items() if amount}, refusals


def read_amounts(data: Mapping[str, str], prefix: str) -> tuple[dict[str, int], list[Refusal]]:
    """Return the amounts of all filled fields that begin with ``prefix``, by the rest of their name, and what in them is no amount; signs are left to the rules."""
    amounts: dict[str, int] = {}
    refusals: list[Refusal] = []
    for name, text in data.items():
        if name.startswith(prefix) and text.strip():
            try:
                amounts[name[len(prefix):]] = read_amount(text)
            except UnreadableAmount as error:
                refusals.append(Refusal(RoundReason.UNREADABLE, name, str(error)))
    return amounts, refusals


def read_draft(data: Mapping[str, str], economy: Economy) -> DraftForm:
    """Return a production form as read."""
    lines, refusals = _read_lines(data, ("use", "make"))
    form = DraftForm(lines, refusals=refusals, reasons=data.get("reasons", "")[:_REASONS_LENGTH_MAX])
    for code in economy.labels.names:
        _read_number(form, f"flexibility:{code}", data, lambda share, code=code: form.flexibility.__setitem__(code, share))
    _read_number(form, "capacity", data, lambda capacity: setattr(form, "capacity", capacity))
    form.flexibility = {code: share for code, share in form.flexibility.items() if share}
    return form


def _read_number(form: DraftForm, name: str, data: Mapping[str, str], take) -> None:
    text = data.get(name, "").strip()
    if not text:
        return
    try:
        take(read_share(text))
    except UnreadableAmount as error:
        form.refusals.append(Refusal(RoundReason.UNREADABLE, name, str(error)))


def send_request_form(round: Round, member: Member, council: Council, data: Mapping[str, str], *, made_by: str = "person", clerk: Member | None = None) -> Outcome:
    """Send a member's request form; clerk: who enters it from paper."""
    lines, refusals = read_request(data)
    if refusals:
        return Refused(tuple(refusals))
    body = {**_place(round, council), "lines": lines, "based_on": _version(data.get("based_on")), "made_by": made_by}
    if clerk is not None:
        body |= {"member": member.id, "made_by": PAPER}
    return perform(round.community, "request.send", body, by=(clerk or member).id, request_id=data.get("request_id", ""))


def save_draft_form(round: Round, member: Member, council: Council, data: Mapping[str, str], *, economy: Economy) -> Outcome:
    """Save a council's draft form."""
    form = read_draft(data, economy)
    if form.refusals:
        return Refused(tuple(form.refusals))
    body = {**_place(round, council), "lines": form.lines, "flexibility": form.flexibility, "capacity": form.capacity, "reasons": form.reasons,
            "based_on": _version(data.get("based_on"))}
    return perform(round.community, "draft.save", body, by=member.id, request_id=data.get("request_id", ""))


def vote_draft_form(round: Round, member: Member, council: Council, data: Mapping[str, str]) -> Outcome:
    """Send a member's vote on the draft that was shown."""
    body = {**_place(round, council), "version": _version(data.get("version")), "yes": data.get("yes") == "yes"}
    return perform(round.community, "draft.vote", body, by=member.id, request_id=data.get("request_id", ""))


def _place(round: Round, council: Council) -> dict:
    return {"year": round.year.number, "round": round.number, "council": council.slug}


def _version(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def say_permit_form(round: Round, member: Member, data: Mapping[str, str]) -> Outcome:
    """Send how much of a pollutant a member permits; the form has one field, ``permit:CODE``."""
    amounts, refusals = read_amounts(data, "permit:")
    if refusals or not amounts:
        return Refused(tuple(refusals) or (Refusal(RoundReason.UNREADABLE, next((key for key in data if key.startswith("permit:")), "")),))
    ((pollutant, amount),) = list(amounts.items())[:1]
    body = {"year": round.year.number, "round": round.number, "pollutant": pollutant, "amount": amount}
    return perform(round.community, "permit.say", body, by=member.id, request_id=data.get("request_id", ""))
