"""The screen of what failed in the year: reports, what is short, and the means against it in the order of the charter."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from parecon_web.accounts.consents import consents_to
from parecon_web.accounts.failures import excuse_key, short_goods, step_key
from parecon_web.accounts.forms import read_amounts
from parecon_web.accounts.keeping import load
from parecon_web.accounts.models import Line
from parecon_web.accounts.pages import live_of_request
from parecon_web.councils.models import Council
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.refusals import Answered, Refused
from parecon_web.rounds.answers import sent_to
from parecon_web.rounds.models import Year
from parecon_web.voting.plans import adopted_plan

__all__ = ["excuse", "report", "show_failures", "take_step"]

MEANS = {
    "stock": (_("From stock"), _("What lies there covers it.")),
    "swap": (_("Others make more"), _("Other workplaces make more, as far as their capacity and what they need reach.")),
    "overtime": (_("Longer hours"), _("Those who make it work longer, at the normal rate.")),
    "price": (_("A higher price"), _("It grows dearer within the charter's bound; what is left of wishes falls, so that nobody pays more.")),
    "small round": (_("Equal shares"), _("Everybody who still wants it keeps the same share of what is left of their wish.")),
}


def show_failures(request: HttpRequest, *, errors: tuple = (), typed: dict | None = None, status: int = 200) -> HttpResponse:
    """Show what failed and what can be done about it."""
    now, live = live_of_request(request)
    open_now = now.year.phase == Year.Phase.LIVE
    goods = {good.code: good for good in now.economy.goods}
    failures = [{"failure": failure, "good": goods[failure.good], "yes": list(consents_to(now.year, excuse_key(failure.pk, True))),
                 "no": list(consents_to(now.year, excuse_key(failure.pk, False)))}
                for failure in live.failures.select_related("council", "member__profile").order_by("-id")]
    short = []
    for recourse in short_goods(load(live, plan=adopted_plan(now.year)).year) if failures and open_now else ():
        steps = [{"means": step.means, "title": MEANS[step.means][0], "text": MEANS[step.means][1], "amount": round(step.units * 10**9), "share": step.share,
                  "agreed": list(consents_to(now.year, step_key(recourse.good, step.means)))} for step in recourse.steps]
        short.append({"good": goods[recourse.good], "short": round(recourse.short * 10**9), "uncovered": round(recourse.uncovered * 10**9), "steps": steps})
    typed = typed or {"council": request.GET.get("council", "")}
    mine = Council.objects.filter(community=request.community, kind=Council.Kind.WORKER, seats__member=request.member)
    return render(request, "accounts/failures.html", {
        "now": now, "live": live, "failures": failures, "short": short, "open": open_now, "errors": errors, "typed": typed, "needed": now.charter["rounds.close_consents"],
        "made": [{"council": line.council, "good": goods[line.good], "left": max(line.wanted - line.actual, 0), "value": f"{line.council.slug}:{line.good}"}
                 for line in Line.objects.filter(live=live, made=True, council__in=mine).select_related("council")], "request_key": new_request_id()}, status=status)


def report(request: HttpRequest) -> HttpResponse:
    """Take a workplace's report of what it can no longer deliver."""
    _now, live = live_of_request(request)
    typed = request.POST.dict()
    slug, _colon, code = typed.get("what", "").partition(":")
    amounts, refusals = read_amounts({"amount:it": typed.get("amount", "")}, ("amount",))
    outcome = Refused(tuple(refusals)) if refusals else perform(
        request.community, "failure.report", {"year": live.year.number, "council": slug, "good": code, "amount": amounts["amount"].get("it", 0), "why": typed.get("why", "")},
        by=request.member.id, request_id=typed.get("request_id", ""))
    if isinstance(outcome, Answered):
        return sent_to(outcome, redirect("failures", request.community.slug))
    return show_failures(request, errors=outcome.refusals, typed=typed, status=422)


def _agree(request: HttpRequest, kind: str, body: dict) -> HttpResponse:
    _now, live = live_of_request(request)
    outcome = perform(request.community, kind, {"year": live.year.number, **body}, by=request.member.id, request_id=request.POST.get("request_id", ""))
    if isinstance(outcome, Answered):
        return sent_to(outcome, redirect("failures", request.community.slug))
    return show_failures(request, errors=outcome.refusals, status=422)


def excuse(request: HttpRequest) -> HttpResponse:
    """Agree that a failure is excused, or that it is not."""
    text = request.POST.get("failure", "")
    known = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
    return _agree(request, "failure.excuse", {"failure": known, "excused": request.POST.get("excused") == "yes"})


def take_step(request: HttpRequest) -> HttpResponse:
    """Agree to a step against a shortage."""
    return _agree(request, "failure.step", {"good": request.POST.get("good", "")[:60], "means": request.POST.get("means", "")[:20]})
