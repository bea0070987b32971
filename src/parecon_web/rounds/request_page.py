"""The screen on which a member says what they would like to use, and its receipt."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from parecon.economy import Good, GoodKind
from parecon_web.councils.access import neighbourhood_of
from parecon_web.councils.models import Council
from parecon_web.engine_words import said
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.refusals import Answered, RecordReason, Refusal, Refused, Stale
from parecon_web.rounds.allowances import lines_of, share_of_member
from parecon_web.rounds.amounts import UnreadableAmount, cost_of, read_amount, tidy, write_amount
from parecon_web.rounds.answers import sent_to
from parecon_web.rounds.forms import read_request, send_request_form
from parecon_web.rounds.models import Request
from parecon_web.rounds.packing import unpack
from parecon_web.rounds.reasons import RoundReason
from parecon_web.rounds.requesting import latest_request, request_before, requestable, standing_lines
from parecon_web.rounds.situation import Situation, situation_of

__all__ = ["ask", "show_filled_request", "show_receipt", "switch_pilot"]

FIXED = 10**9
LOWER_MAX = 3
"""So many lines are named that could be lowered."""


@dataclass(frozen=True)
class Item:
    """One line of the form: the good, what is typed, what was used last, its price, and what it costs."""

    good: Good
    field: str
    value: str
    last: int
    price: float
    cost: int
    step: int
    shown: bool
    error: str

    @property
    def price_text(self) -> str:
        """The announced price as its decimal number."""
        return repr(self.price)


def ask(request: HttpRequest) -> HttpResponse:
    """Show a member's request (GET), or check, step or send it (POST)."""
    now = situation_of(request)
    council = neighbourhood_of(request.member)
    if council is None:
        raise Http404
    newest = latest_request(now.round, request.member)
    standing = standing_lines(request.member, council, now.round)
    if request.method == "GET":
        return _show(request, (now, council), typed_of(newest.lines if newest else {code: tidy(amount) for code, amount in standing.items()}), {"newest": newest, "standing": standing})
    typed, kept = request.POST.dict(), {"newest": newest, "standing": standing, "query": request.POST.get("q", "").strip()}
    if "step" in typed or typed.get("act") in ("check", "search"):
        typed = step_amount(typed, typed.get("step", ""))
        refusals = _over(now, council, request.member, typed) if typed.get("act") == "check" else ()
        return _show(request, (now, council), typed, kept | {"refusals": refusals})
    if newest is not None and newest.made_by == "person" and typed.get("based_on") == str(newest.version) and read_request(typed) == (newest.lines, []):
        # Sent again as it stands, as from a page that somebody went back to: there is nothing more to send.
        return redirect("receipt", request.community.slug, newest.tracker)
    outcome = send_request_form(now.round, request.member, council, typed)
    if isinstance(outcome, Answered):
        return sent_to(outcome, redirect("receipt", request.community.slug, outcome.answer["tracker"]))
    if isinstance(outcome, Stale):
        theirs = typed_of({code: int(amount) for code, amount in outcome.newer["lines"].items()})
        return _show(request, (now, council), typed, kept | {"newer": theirs, "based_on": outcome.newer["version"]}, status=409)
    if any(refusal.reason is RecordReason.KEY_REUSED for refusal in outcome.refusals):
        typed = {**typed, "request_id": ""}
    return _show(request, (now, council), typed, kept | {"refusals": outcome.refusals}, status=422)


def show_filled_request(request: HttpRequest, typed: dict[str, str]) -> HttpResponse:
    """Show the form filled in from elsewhere (``use:GOOD``, ``offer:GOOD``), with what does not fit; nothing is stored before it is sent."""
    now, council = situation_of(request), neighbourhood_of(request.member)
    kept = {"newest": latest_request(now.round, request.member), "standing": standing_lines(request.member, council, now.round)}
    return _show(request, (now, council), typed, kept | {"refusals": _over(now, council, request.member, typed), "read": len(typed)})


def typed_of(lines: dict[str, int]) -> dict[str, str]:
    """Return lines as the form holds them."""
    return {f"{'use' if amount < 0 else 'offer'}:{code}": write_amount(abs(amount)) for code, amount in lines.items()}


def step_amount(typed: dict[str, str], step: str) -> dict[str, str]:
    """Return the form with one amount a step higher or lower; ``step`` is "FIELD|SIZE", SIZE with its sign."""
    field, _, size = step.rpartition("|")
    if not field:
        return typed
    try:
        return {**typed, field: write_amount(max(0, read_amount(typed.get(field, "")) + read_amount(size)))}
    except UnreadableAmount:
        return typed


def _over(now: Situation, council: Council, member, typed: dict[str, str]) -> tuple[Refusal, ...]:
    lines, refusals = read_request(typed)
    allowance = share_of_member(member.id, council, now.economy, now.said).allowance
    cost = cost_of({code: amount for code, amount in lines.items() if code in now.prices}, now.prices)
    if cost > allowance:
        refusals = [*refusals, Refusal(RoundReason.OVER_ALLOWANCE, "allowance", write_amount(cost, 2), write_amount(allowance, 2))]
    return tuple(refusals)


def _show(request: HttpRequest, place: tuple[Situation, Council], typed: dict[str, str], kept: dict, *, status: int = 200) -> HttpResponse:
    now, council = place
    lines, unread = read_request(typed)
    lines = {code: amount for code, amount in lines.items() if code in now.prices}
    refusals = tuple(kept.get("refusals", ())) or ()
    share = share_of_member(request.member.id, council, now.economy, now.said)
    cost = cost_of(lines, now.prices)
    errors = {refusal.field: refusal.text for refusal in (*refusals, *unread)}
    items = items_of(now, council, typed, (kept["standing"], kept.get("query", ""), errors))
    newest = kept["newest"]
    context = {
        "now": now, "council": council, "groups": group_items(items), "hidden": [item for item in items if not item.shown], "errors": refusals,
        "used": cost, "allowance": share.allowance, "left": share.allowance - cost, "newest": newest, "earlier": request_before(request.member, now.round) is not None, "query": kept.get("query", ""),
        "lower": what_to_lower(items, cost - share.allowance) if cost > share.allowance else [],
        "together": round(now.said.collective_charge * FIXED), "newer": kept.get("newer"),
        "based_on": kept.get("based_on", newest.version if newest else 0), "request_key": typed.get("request_id") or new_request_id(),
        "need": share.need, "earned": now.said.income_factor, "read": kept.get("read"),
    }
    return render(request, "rounds/request.html", context, status=status)


def items_of(now: Situation, council: Council, typed: dict[str, str], shown: tuple[dict[str, int], str, dict[str, str]]) -> list[Item]:
    """Return every line of the form."""
    standing, query, errors = shown
    before = lines_of(unpack(now.round.standing_before), council.position, now.economy)
    items = []
    for good in requestable(now.economy, council.position, before):
        field = f"{'offer' if good.kind is GoodKind.LABOUR else 'use'}:{good.code}"
        last = abs(standing.get(good.code, 0))
        value = typed.get(field, "")
        try:
            cost = cost_of({good.code: -read_amount(value)}, now.prices) if good.kind is not GoodKind.LABOUR else 0
        except UnreadableAmount:
            cost = 0
        matches = not query or query.casefold() in said(good.name).casefold() or query.casefold() in good.name.casefold() or query.casefold() in good.code.casefold()
        items.append(Item(good, field, value, last, now.prices[good.code], cost, step_of(last), matches, errors.get(field, errors.get(good.code, ""))))
    return items


def step_of(last: int) -> int:
    """Return how many units a step is: one, or a tenth of the amount's power of ten."""
    units = last / FIXED
    return max(1, 10 ** (math.floor(math.log10(units)) - 1)) if units >= 1 else 1


def group_items(items: list[Item]) -> list[tuple[str, list[Item]]]:
    """Return the shown lines by what they are for, needs first."""
    titles = {"survival": _("What everybody needs"), "comfort": _("For a good life"), "luxury": _("Extras"), "hours": _("Hours you offer"),
              "": _("Other things")}
    grouped: dict[str, list[Item]] = {key: [] for key in titles}
    for item in items:
        if item.shown:
            key = "hours" if item.good.kind is GoodKind.LABOUR else item.good.tier if item.good.tier in titles else ""
            grouped[key].append(item)
    return [(titles[key], some) for key, some in grouped.items() if some]


def what_to_lower(items: list[Item], over: int) -> list[dict]:
    """Return the lines with which alone the request would fit, the dearest first: how much less of each, rounded up to whole steps of a hundredth."""
    found = []
    for item in sorted(items, key=lambda item: -item.cost):
        if item.cost >= over and item.price > 0 and len(found) < LOWER_MAX:
            less = Fraction(over) / Fraction(repr(item.price))
            hundredth = FIXED // 100
            found.append({"item": item, "less": -(-math.ceil(less) // hundredth) * hundredth})
    return found


def show_receipt(request: HttpRequest, tracker: str) -> HttpResponse:
    """Show the member what they sent, under its tracker; other members' receipts are not found."""
    sent = Request.objects.filter(community=request.community, member=request.member, tracker=tracker).select_related("round__year", "council").first()
    if sent is None:
        raise Http404
    now = Situation(sent.round.year, sent.round)
    newest = latest_request(sent.round, request.member)
    goods = {good.code: good for good in now.economy.goods}
    lines = [(goods[code], amount, cost_of({code: amount}, now.prices)) for code, amount in sorted(sent.lines.items())]
    share = share_of_member(request.member.id, sent.council, now.economy, now.said)
    return render(request, "rounds/receipt.html", {"sent": sent, "now": now, "lines": lines, "newest": newest, "allowance": share.allowance,
                                                   "left": share.allowance - sent.cost})


def switch_pilot(request: HttpRequest) -> HttpResponse:
    """Let autopilot answer for this member, or no longer."""
    outcome = perform(request.community, "request.autopilot", {"on": request.POST.get("on") == "on"}, by=request.member.id,
                      request_id=request.POST.get("request_id", ""))
    if isinstance(outcome, Refused):
        return render(request, "rounds/refusal.html", {"errors": outcome.refusals}, status=422)
    return sent_to(outcome, redirect("home", request.community.slug))
