"""Taking up savings and paying back debts of years before, from the screen of one's credits."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from parecon_web.accounts.pages import live_of_request, show_credits
from parecon_web.record.acts import perform
from parecon_web.record.refusals import Answered, Refusal, Refused
from parecon_web.rounds.amounts import UnreadableAmount, read_amount
from parecon_web.rounds.answers import sent_to
from parecon_web.rounds.reasons import RoundReason

__all__ = ["repay", "use"]

_FIXED = 10**9


def _move(request: HttpRequest, kind: str) -> HttpResponse:
    now, live = live_of_request(request)
    text = request.POST.get("amount", "")
    try:
        body = {"year": live.year.number, "amount": max(read_amount(text), 0) * now.charter["ledger.units_per_credit"] // _FIXED}
    except UnreadableAmount as error:
        outcome = Refused((Refusal(RoundReason.UNREADABLE, "amount", str(error)),))
    else:
        outcome = perform(request.community, kind, body, by=request.member.id, request_id=request.POST.get("request_id", ""))
    if isinstance(outcome, Answered):
        return sent_to(outcome, redirect("credits", request.community.slug))
    return show_credits(request, errors=outcome.refusals, status=422)


def use(request: HttpRequest) -> HttpResponse:
    """Take up savings."""
    return _move(request, "savings.use")


def repay(request: HttpRequest) -> HttpResponse:
    """Pay back of a debt."""
    return _move(request, "loan.repay")
