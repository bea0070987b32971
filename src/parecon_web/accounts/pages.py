"""Screens of members in the year: my credits, a draw, what a council delivers and uses, and the stocks."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from parecon.execution import Band, find_alarms, stock_levels
from parecon_web.accounts.acts import holder_of
from parecon_web.accounts.forms import deliver_form, draw_form
from parecon_web.accounts.keeping import load
from parecon_web.accounts.models import Account, LiveYear
from parecon_web.accounts.promised import Due, due_of_council, due_of_holder
from parecon_web.accounts.statement import statement_of
from parecon_web.councils.access import my_council, neighbourhood_of
from parecon_web.councils.models import Council
from parecon_web.record.acts import new_request_id
from parecon_web.record.refusals import Answered, RecordReason
from parecon_web.rounds.amounts import UnreadableAmount, read_amount, write_amount
from parecon_web.rounds.answers import sent_to
from parecon_web.rounds.keeping import charter_in_force
from parecon_web.rounds.models import Year
from parecon_web.rounds.request_page import step_amount, step_of
from parecon_web.rounds.situation import Situation, situation_of

__all__ = ["draw", "live_of_request", "record", "show_credits", "show_stocks"]


def live_of_request(request: HttpRequest) -> tuple[Situation, LiveYear]:
    """Return the year under its plan that a request is about; where no plan is adopted yet, nothing is found."""
    now = situation_of(request)
    live = LiveYear.objects.filter(year=now.year).select_related("year").first()
    if live is None:
        raise Http404
    return now, live


def show_credits(request: HttpRequest, *, errors: tuple = (), status: int = 200) -> HttpResponse:
    """Show a member's own account: used, left, saved, borrowed, and each entry's why; nobody else's is shown to anybody."""
    now, live = live_of_request(request)
    account = holder_of(live, request.member.id)
    each = 10**9 // now.charter["ledger.units_per_credit"]
    owned = {kind: sum(live.accounts.filter(kind=kind, owner=account.code).values_list("balance", flat=True)) * each for kind in ("savings", "loan")} if account else {}
    return render(request, "accounts/credits.html", {
        "now": now, "live": live, "statement": statement_of(live, account) if account else None, "open": now.year.phase == Year.Phase.LIVE,
        "neighbourhood": neighbourhood_of(request.member), "savings": owned.get("savings", 0), "debt": -owned.get("loan", 0), "errors": errors}, status=status)


def _typed(lines: list[Due]) -> dict[str, str]:
    return {line.field: write_amount(line.due) for line in lines if line.due} | {f"earn:{line.good.code}": write_amount(line.earned) for line in lines if line.earned}


def _rows(lines: list[Due], typed: dict[str, str], errors: dict[str, str]) -> list[dict]:
    return [{"line": line, "value": typed.get(line.field, ""), "step": step_of(max(line.due, line.wanted // 52)), "error": errors.get(line.field, ""),
             "earned": typed.get(f"earn:{line.good.code}", ""), "earn_error": errors.get(f"earn:{line.good.code}", "")} for line in lines]


def _cost(rows: list[dict], live: LiveYear) -> int:
    """Return what a draw's form would cost at the prices in force, in fixed-point credits, as far as it can be read."""
    total = 0.0
    for row in rows:
        try:
            total += max(read_amount(row["value"]), 0) * row["line"].price
        except UnreadableAmount:
            continue
    return round(total)


def draw(request: HttpRequest) -> HttpResponse:
    """Show what a member may draw, filled in with what is due by now (GET), or step, add up and take it (POST)."""
    now, live = live_of_request(request)
    typed = request.POST.dict() if request.method == "POST" else {"rest": request.GET.get("rest", "")}
    account = holder_of(live, request.member.id, typed.get("rest", ""))
    if account is None:
        raise Http404
    lines = due_of_holder(live, account)
    if request.method == "GET":
        return _show_draw(request, (now, live, account), lines, (typed | _typed(lines), (), 200))
    if "step" in typed or typed.get("act") == "check":
        return _show_draw(request, (now, live, account), lines, (step_amount(typed, typed.get("step", "")), (), 200))
    outcome = draw_form(live, request.member, typed)
    if isinstance(outcome, Answered):
        return sent_to(outcome, redirect("credits", request.community.slug))
    return _show_draw(request, (now, live, account), lines, (_fresh(typed, outcome), outcome.refusals, 422))


def _fresh(typed: dict[str, str], outcome) -> dict[str, str]:
    """Return the form with a new id of its sending, where the old one was used for other contents."""
    return typed | {"request_id": ""} if any(refusal.reason is RecordReason.KEY_REUSED for refusal in outcome.refusals) else typed


def _show_draw(request: HttpRequest, place: tuple[Situation, LiveYear, Account], lines: list[Due], filled: tuple) -> HttpResponse:
    now, live, account = place
    typed, refusals, status = filled
    rows = _rows(lines, typed, {refusal.field: refusal.text for refusal in refusals})
    credits = account.balance * 10**9 // charter_in_force(live.year)["ledger.units_per_credit"]
    cost = _cost(rows, live)
    return render(request, "accounts/draw.html", {
        "now": now, "live": live, "rows": rows, "errors": refusals, "credits": credits, "cost": cost, "left": credits - cost, "rest": account.council if typed.get("rest") else None,
        "others": _others(live, request), "open": now.year.phase == Year.Phase.LIVE, "request_key": typed.get("request_id") or new_request_id()}, status=status)


def _others(live: LiveYear, request: HttpRequest) -> Council | None:
    """Return the neighbourhood of whoever looks, where some of it have not joined."""
    account = live.accounts.filter(kind="person", member__isnull=True, council__seats__member=request.member).select_related("council").first()
    return account.council if account else None


def record(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a council was to deliver and use by now (GET), or step and record it (POST); councils in which one has no seat are not found."""
    council = my_council(request, slug)
    now, live = live_of_request(request)
    if council.kind == Council.Kind.CONSUMER:
        raise Http404
    lines = due_of_council(live, council)
    typed, refusals, status = (request.POST.dict(), (), 200) if request.method == "POST" else (_typed(lines), (), 200)
    if "step" in typed or typed.get("act") == "check":
        typed = step_amount(typed, typed.get("step", ""))
    elif request.method == "POST":
        outcome = deliver_form(live, request.member, council, typed)
        if isinstance(outcome, Answered):
            return sent_to(outcome, redirect("deliveries", request.community.slug, council.slug))
        typed, refusals, status = _fresh(typed, outcome), outcome.refusals, 422
    rows = _rows(lines, typed, {refusal.field: refusal.text for refusal in refusals})
    return render(request, "accounts/deliveries.html", {
        "now": now, "live": live, "council": council, "errors": refusals, "open": now.year.phase == Year.Phase.LIVE, "request_key": typed.get("request_id") or new_request_id(),
        "made": [row for row in rows if row["line"].made], "used": [row for row in rows if not row["line"].made],
        "nothing_due": not any(line.due for line in lines)}, status=status)


def show_stocks(request: HttpRequest) -> HttpResponse:
    """Show what lies there of each good, how long it lasts, and which stocks left their band."""
    now, live = live_of_request(request)
    year = load(live).year
    goods = {good.code: good for good in now.economy.goods}
    alarms = [level.good for level in find_alarms(year)]
    levels = sorted(({"good": goods[level.good], "level": level, "alarm": level.good in alarms, "low": level.band in (Band.EMPTY, Band.LOW),
                      **{name: round(getattr(level, name) * 10**9) for name in ("on_hand", "use_per_week", "safety", "order_at")},
                      "weeks": None if level.cover_weeks == float("inf") else round(level.cover_weeks * 10**9)} for level in stock_levels(year)),
                    key=lambda one: not one["alarm"])
    return render(request, "accounts/stocks.html", {"now": now, "live": live, "levels": levels, "alarms": len(alarms)})
