"""The facilitator's console: who is missing, how large the gaps are, dry run, closing and extending with a second person."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from parecon_web.engine_words import say_why
from parecon_web.record.acts import perform
from parecon_web.record.later import Queued, perform_soon
from parecon_web.record.refusals import Answered
from parecon_web.rounds.allowances import price_table
from parecon_web.rounds.answers import sent_to
from parecon_web.rounds.board import gap_chart, gaps_of, turnout_of
from parecon_web.rounds.closing import preview_close
from parecon_web.rounds.models import Consent, Remark, Round, Year
from parecon_web.rounds.packing import unpack
from parecon_web.rounds.prices import PriceLine
from parecon_web.rounds.situation import Situation, situation_of

__all__ = ["close", "dry_run", "extend", "facilitate", "remind"]

EXTENSIONS = (24, 72, 168)
"""Hours by which a round can be extended at a time."""


def facilitate(request: HttpRequest, *, errors: tuple = (), status: int = 200) -> HttpResponse:
    """Show the console."""
    now = situation_of(request)
    if now.round.state == Round.State.WAITING and now.year.phase == Year.Phase.SHARED:
        return redirect("shared", request.community.slug)
    gaps = gaps_of(now, now.records[-1]) if now.records else []
    announced = [(each, unpack(each.announcement)) for each in now.rounds]
    prices = [(good, [float(now.economy.last_prices[at]), *(float(said.prices[at]) for _, said in announced)]) for at, good in enumerate(now.economy.goods)]
    consents = list(now.round.consents.filter(to="close").select_related("member__profile"))
    return render(request, "rounds/facilitate.html", {
        "now": now, "turnout": turnout_of(now, now.round), "gaps": gaps, "chart": gap_chart(gaps) if gaps else None, "prices": prices,
        "rounds": [each.number for each, _ in announced], "consents": consents, "needed": now.charter["rounds.close_consents"],
        "mine": any(consent.member_id == request.member.id for consent in consents), "remarks": Remark.objects.filter(round=now.round).count(),
        "extensions": EXTENSIONS, "proposed": _proposed(now), "errors": errors, "sends_mail": settings.MAIL_ON and not request.community.demonstration}, status=status)


def _proposed(now: Situation) -> list[Consent]:
    """Return the extensions that one facilitator asked for and that still lack consent."""
    return [consent for consent in now.round.consents.exclude(to="close").select_related("member__profile") if consent.until and consent.until > now.round.closes_at]


def dry_run(request: HttpRequest) -> HttpResponse:
    """Show what closing now would give, without doing it."""
    now = situation_of(request)
    if not now.is_open:
        return redirect("facilitate", request.community.slug)
    after = preview_close(now.round)
    following = price_table(now.economy, after.announcement)
    gaps = gaps_of(now, after.records[-1])
    return render(request, "rounds/dry_run.html", {
        "now": now, "record": after.records[-1], "gaps": gaps, "chart": gap_chart(gaps), "over": after.round == now.round.number,
        "lines": [PriceLine(good, following[good.code], now.prices[good.code]) for good in now.economy.goods], "why": say_why(after.step.why)})


def close(request: HttpRequest) -> HttpResponse:
    """Consent to closing the round; the second facilitator's consent closes it."""
    now = situation_of(request)
    body = {"year": now.year.number, "round": _shown_round(request, now)}
    outcome = perform_soon(request.community, "round.close", body, by=request.member.id, request_id=request.POST.get("request_id", ""))
    if isinstance(outcome, Queued):
        return redirect("facilitate", request.community.slug)
    if isinstance(outcome, Answered):
        return sent_to(outcome, redirect("board" if outcome.answer["closed"] else "facilitate", request.community.slug))
    return facilitate(request, errors=outcome.refusals, status=422)


def _shown_round(request: HttpRequest, now: Situation) -> int:
    """Return the round that the form was about, so that a late click closes no later round."""
    text = request.POST.get("round", "")
    return int(text) if text.isdecimal() and len(text) < 5 else now.round.number


def extend(request: HttpRequest) -> HttpResponse:
    """Consent to a later end of the round."""
    now = situation_of(request)
    hours, until = request.POST.get("hours", ""), request.POST.get("until", "")
    if hours in map(str, EXTENSIONS):
        until = (now.round.closes_at + timedelta(hours=int(hours))).isoformat()
    return _do(request, now, "round.extend", {"until": until})


def remind(request: HttpRequest) -> HttpResponse:
    """Ask that those who have not acted be reminded by the next mail."""
    return _do(request, situation_of(request), "round.remind", {})


def _do(request: HttpRequest, now: Situation, kind: str, more: dict) -> HttpResponse:
    """Do an act on the round that the form was about, and show the board again, with why where it was refused."""
    body = {"year": now.year.number, "round": _shown_round(request, now), **more}
    outcome = perform(request.community, kind, body, by=request.member.id, request_id=request.POST.get("request_id", ""))
    if isinstance(outcome, Answered):
        return sent_to(outcome, redirect("facilitate", request.community.slug))
    return facilitate(request, errors=outcome.refusals, status=422)
