"""The screen on which members of a neighbourhood ask for more by need, and decide on what others ask."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from parecon_web.councils.access import my_council
from parecon_web.councils.models import Council
from parecon_web.record.acts import perform
from parecon_web.record.refusals import Answered, Refusal
from parecon_web.rounds.allowances import share_of_member
from parecon_web.rounds.amounts import UnreadableAmount, read_amount, write_amount
from parecon_web.rounds.answers import sent_to
from parecon_web.rounds.models import Year
from parecon_web.rounds.needs import ASK, VOTE
from parecon_web.rounds.reasons import RoundReason
from parecon_web.rounds.situation import situation_of

__all__ = ["show_needs", "vote"]


def show_needs(request: HttpRequest, slug: str, *, errors: tuple = ()) -> HttpResponse:
    """Show what members ask for by need and what was granted (GET), or ask (POST); for the neighbourhood's own members alone."""
    council = _home(request, slug)
    typed = {name: request.POST.get(name, "").strip() for name in ("amount", "reason")}
    if request.method == "POST" and not errors:
        try:
            outcome = _say(request, council, {"what": ASK, "amount": read_amount(typed["amount"]), "reason": typed["reason"]})
        except UnreadableAmount:
            errors = (Refusal(RoundReason.UNREADABLE, "amount", typed["amount"][:40]),)
        else:
            if isinstance(outcome, Answered):
                return sent_to(outcome, redirect("needs", request.community.slug, slug))
            errors = outcome.refusals
    return _show(request, council, typed, errors)


def vote(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a neighbour's vote on a request by need."""
    council, of = _home(request, slug), request.POST.get("of", "")
    outcome = _say(request, council, {"what": VOTE, "of": int(of) if of.isascii() and of.isdecimal() and len(of) < 9 else -1, "yes": request.POST.get("yes") == "yes"})
    if isinstance(outcome, Answered):
        return sent_to(outcome, redirect("needs", request.community.slug, slug))
    return _show(request, council, {"amount": "", "reason": ""}, outcome.refusals)


def _home(request: HttpRequest, slug: str) -> Council:
    council = my_council(request, slug)
    if council.kind != Council.Kind.CONSUMER:
        raise Http404
    return council


def _say(request: HttpRequest, council: Council, body: dict):
    year = situation_of(request).year
    return perform(request.community, "need.say", {"year": year.number, "council": council.slug, **body}, by=request.member.id, request_id=request.POST.get("request_id", ""))


def _show(request: HttpRequest, council: Council, typed: dict[str, str], errors) -> HttpResponse:
    now = situation_of(request)
    asks, others = list(now.year.need_asks.filter(council=council).select_related("member__profile")), council.seats.count() - 1
    mine = next((ask for ask in asks if ask.member_id == request.member.id), None)
    shown = [(ask, ask.voices.filter(yes=True, member__seats__council=council).count(), next((voice.yes for voice in ask.voices.filter(member=request.member)), None)) for ask in asks]
    share = share_of_member(request.member.id, council, now.economy, now.said)
    context = {"now": now, "council": council, "asks": shown, "mine": mine, "others": others, "needed": others // 2 + 1, "errors": errors, "open": now.year.phase == Year.Phase.ROUNDS,
               "amount": typed["amount"] or (write_amount(mine.amount, 2) if mine else ""), "reason": typed["reason"] or (mine.reason if mine else ""), "share": share}
    return render(request, "rounds/needs.html", context, status=422 if errors else 200)
