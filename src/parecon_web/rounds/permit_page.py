"""The screen on which those harmed by a pollutant say how much of it they permit."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from parecon.economy import Good
from parecon_web.councils.access import neighbourhood_of
from parecon_web.record.refusals import Answered
from parecon_web.rounds.amounts import write_amount
from parecon_web.rounds.answers import sent_to
from parecon_web.rounds.forms import say_permit_form
from parecon_web.rounds.keeping import load_year
from parecon_web.rounds.models import PermitCount
from parecon_web.rounds.packing import unpack
from parecon_web.rounds.permits import communities_of, latest_voice, standing_permit
from parecon_web.rounds.situation import Situation, situation_of

__all__ = ["show_permits"]

DIGITS = 3


@dataclass(frozen=True)
class Permitted:
    """A pollutant as its screen shows it: what was permitted last, the price of a unit, what that is for each person of the member's neighbourhood; no count before the round is closed."""

    good: Good
    field: str
    value: str
    last: int
    price: float
    each: int
    spoken: bool
    rounds: list[tuple[int, float, int]]


def _permitted(request: HttpRequest, now: Situation, typed: dict[str, str]) -> list[Permitted]:
    year, home, found = load_year(now.year), neighbourhood_of(request.member), []
    for community in communities_of(request.member, now.economy):
        at = now.economy.labels.position(community.pollutant)
        price, last = float(now.said.prices[at]), standing_permit(year, community)
        voice = latest_voice(now.round, request.member, community.pollutant)
        persons = max(int(now.economy.councils.members[home.position]), 1)
        share = float(community.share[home.position]) / float(community.share.sum()) / persons
        history = [(count.round.number, float(unpack(count.round.announcement).prices[at]), count.permitted)
                   for count in PermitCount.objects.filter(round__year=now.year, pollutant=community.pollutant).select_related("round").order_by("round__number")]
        field = f"permit:{community.pollutant}"
        found.append(Permitted(now.economy.goods[at], field, typed.get(field, write_amount(voice.amount if voice else last, DIGITS)), last, price,
                               round(price * share * last), voice is not None, history))
    return found


def show_permits(request: HttpRequest) -> HttpResponse:
    """Show what is permitted of each pollutant, and take what a member permits."""
    now, errors, typed = situation_of(request), (), {}
    if request.method == "POST":
        outcome = say_permit_form(now.round, request.member, request.POST)
        if isinstance(outcome, Answered):
            return sent_to(outcome, redirect("permits", request.community.slug))
        errors, typed = outcome.refusals, request.POST.dict()
    return render(request, "rounds/permits.html", {"now": now, "permitted": _permitted(request, now, typed), "errors": errors}, status=422 if errors else 200)
