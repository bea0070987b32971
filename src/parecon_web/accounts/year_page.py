"""The year at a glance: how far it is, what facilitators do together, what came of it, and the way to the years before."""

from __future__ import annotations

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from parecon.economy import CouncilKind
from parecon.execution import find_alarms, line_results, workplace_results, year_figures
from parecon_web.accounts.consents import consents_to
from parecon_web.accounts.ending import CLOSE, NEXT
from parecon_web.accounts.keeping import load
from parecon_web.accounts.models import LiveYear
from parecon_web.accounts.pages import live_of_request
from parecon_web.councils.models import Council
from parecon_web.members.permissions import Who
from parecon_web.record.acts import perform
from parecon_web.record.refusals import Answered
from parecon_web.rounds.answers import sent_to
from parecon_web.rounds.models import Year
from parecon_web.rounds.situation import Situation
from parecon_web.voting.plans import adopted_plan

__all__ = ["agree_to_close", "agree_to_next", "list_years", "pass_weeks", "show_year"]

PASSING = (1, 4, 13)
"""So many weeks a demonstration lets pass at a time."""
_FIXED = 10**9


def show_year(request: HttpRequest, *, errors: tuple = (), status: int = 200) -> HttpResponse:
    """Show the year: how much is delivered and drawn, what needs attention, and once it is closed the results."""
    now, live = live_of_request(request)
    year = load(live, plan=adopted_plan(now.year)).year
    over, facilitates = now.year.phase == Year.Phase.ENDED, Who.FACILITATOR in request.roles
    to = NEXT if over else CLOSE
    agreed = list(consents_to(now.year, to))
    figures = year_figures(year)
    return render(request, "accounts/year.html", {
        "now": now, "live": live, "over": over, "figures": figures, "alarms": len(find_alarms(year)), "failures": live.failures.count(), "errors": errors,
        "agreed": agreed, "i_agreed": any(one.member_id == request.member.id for one in agreed), "needed": now.charter["rounds.close_consents"],
        "facilitates": facilitates, "next_open": Year.objects.filter(community=request.community, number__gt=now.year.number).exists(),
        "passing": PASSING if request.community.demonstration and not over else (), "sums": _sums(live, now), "workplaces": _workplaces(request, year),
        "goods": _goods(now, year), "years": Year.objects.filter(community=request.community).order_by("-number")}, status=status)


def _sums(live: LiveYear, now: Situation) -> dict[str, int]:
    """Return what was issued, drawn, saved and lent in the year, in fixed-point credits, from the transfers."""
    each = _FIXED // now.charter["ledger.units_per_credit"]
    by_code = dict(live.transfers.filter(reverses__isnull=True).values_list("code").annotate(Sum("amount")))
    places = {"issued": ("income_for_work", "allowance", "overtime", "compensation"), "drawn": ("draw_of_goods",), "saved": ("saving",), "lent": ("loan",)}
    return {name: sum(by_code.get(code, 0) for code in codes) * each for name, codes in places.items()}


def _workplaces(request: HttpRequest, year) -> list[dict]:
    councils = {council.position: council for council in Council.objects.filter(community=request.community)}
    return [{"council": councils[one.council], "result": one, **{name: round(getattr(one, name) * _FIXED) for name in ("planned_benefit", "planned_cost", "benefit", "cost", "excused")}}
            for one in workplace_results(year)]


def _goods(now: Situation, year) -> list[dict]:
    """Return planned, wanted and actual amounts of each good: what workplaces made and what people drew, fixed point."""
    sums: dict[tuple[str, str], list[float]] = {}
    for line in line_results(year):
        kind = CouncilKind(int(year.economy.councils.kind[line.council]))
        side = "made" if kind is CouncilKind.WORKER and line.made else "drawn" if kind is CouncilKind.CONSUMER and not line.made else ""
        if side:
            total = sums.setdefault((line.good, side), [0.0, 0.0, 0.0])
            for i, value in enumerate((line.planned, line.wanted, line.actual)):
                total[i] += value
    return [{"good": good, **{side: [round(value * _FIXED) for value in sums[good.code, side]] if (good.code, side) in sums else None for side in ("made", "drawn")}}
            for good in now.economy.goods if (good.code, "made") in sums or (good.code, "drawn") in sums]


def _agree(request: HttpRequest, kind: str, body: dict) -> HttpResponse:
    now, _live = live_of_request(request)
    outcome = perform(request.community, kind, {"year": now.year.number, **body}, by=request.member.id, request_id=request.POST.get("request_id", ""))
    if isinstance(outcome, Answered):
        return sent_to(outcome, redirect("home" if kind == "year.next" and outcome.answer["done"] else "year", request.community.slug))
    return show_year(request, errors=outcome.refusals, status=422)


def agree_to_close(request: HttpRequest) -> HttpResponse:
    """Agree to close the year."""
    return _agree(request, "year.close", {})


def agree_to_next(request: HttpRequest) -> HttpResponse:
    """Agree to open the next year."""
    return _agree(request, "year.next", {})


def pass_weeks(request: HttpRequest) -> HttpResponse:
    """Let weeks pass in a demonstration."""
    text = request.POST.get("weeks", "")
    return _agree(request, "year.pass", {"weeks": int(text) if text in map(str, PASSING) else 0})


def list_years(request: HttpRequest) -> HttpResponse:
    """Show all years of the community and the way into each."""
    years = Year.objects.filter(community=request.community).order_by("-number")
    return render(request, "accounts/years.html", {"years": [{"year": year, "live": LiveYear.objects.filter(year=year).first()} for year in years]})
