"""Requests on paper: a sheet for whoever has no screen, and the clerk who enters it, twice, through the same form as everybody."""

from __future__ import annotations

import json
from enum import Enum

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from parecon_web.councils.access import neighbourhood_of
from parecon_web.councils.models import Council
from parecon_web.engine_words import said
from parecon_web.members.models import Member
from parecon_web.record.acts import new_request_id
from parecon_web.record.refusals import Answered, Refusal, Stale
from parecon_web.rounds.allowances import share_of_member
from parecon_web.rounds.amounts import tidy
from parecon_web.rounds.forms import read_request, send_request_form
from parecon_web.rounds.models import Request
from parecon_web.rounds.request_page import group_items, items_of, typed_of
from parecon_web.rounds.requesting import latest_request, standing_lines
from parecon_web.rounds.situation import Situation, situation_of

__all__ = ["PaperReason", "enter_sheet", "list_sheets", "print_sheet", "sheet_code"]


class PaperReason(Enum):
    """Why a sheet is not entered."""

    DIFFERS = gettext_lazy("The two entries differ; look at the sheet again")
    EMPTY = gettext_lazy("Nothing is written on the sheet; then it need not be entered")
    NEWER = gettext_lazy("A newer request of this person has come in meanwhile")


def sheet_code(now: Situation, member: Member) -> str:
    """Return the code printed on a sheet: year, round and the member's number, which is no name."""
    return f"{now.year.number}-{now.round.number}-{member.number}"


def list_sheets(request: HttpRequest) -> HttpResponse:
    """Show everybody with what has come in for the open round, and the way to their sheet."""
    now = situation_of(request)
    newest: dict[int, Request] = {one.member_id: one for one in now.round.requests.order_by("version")}
    members = Member.objects.filter(community=request.community, simulated=False).select_related("profile").order_by("number")
    rows = [{"member": member, "home": neighbourhood_of(member), "newest": newest.get(member.id)} for member in members]
    return render(request, "desk/paper.html", {"now": now, "rows": [row for row in rows if row["home"] is not None]})


def _place(request: HttpRequest, number: int) -> tuple[Situation, Member, Council]:
    now = situation_of(request)
    member = Member.objects.filter(community=request.community, number=number).select_related("profile").first()
    council = neighbourhood_of(member) if member is not None else None
    if council is None:
        raise Http404
    return now, member, council


def print_sheet(request: HttpRequest, number: int) -> HttpResponse:
    """Show one person's sheet: what stands if they say nothing, a box for each amount, prices, the allowance and a code."""
    now, member, council = _place(request, number)
    standing = standing_lines(member, council, now.round)
    context = {
        "now": now, "member": member, "council": council, "groups": group_items(items_of(now, council, {}, (standing, "", {}))), "code": sheet_code(now, member),
        "allowance": share_of_member(member.id, council, now.economy, now.said).allowance,
        "entry": request.build_absolute_uri(reverse("paper-entry", args=[request.community.slug, number]))}
    return render(request, "desk/sheet.html", context)


@never_cache
def enter_sheet(request: HttpRequest, number: int) -> HttpResponse:
    """Take a sheet, typed twice: what was typed first is compared with the second, and only equal entries are sent. What is left empty stays as it was."""
    now, member, council = _place(request, number)
    if request.method == "GET":
        return _show(request, (now, member, council), {})
    typed, first = request.POST.dict(), _lines_of(request.POST.get("first", ""))
    whole = typed | {field: text for field, text in _standing(now, member, council).items() if not typed.get(field, "").strip()}
    lines, refusals = read_request(whole)
    if refusals:
        return _show(request, (now, member, council), typed, errors=refusals, first=first, status=422)
    if first is None:
        return _show(request, (now, member, council), {"based_on": typed.get("based_on", "")}, first=lines)
    differing = [code for code in {**first, **lines} if first.get(code) != lines.get(code)]
    if differing:
        names = ", ".join(said(now.economy.goods[now.economy.labels.position(code)].name) for code in differing if code in now.economy.labels)
        return _show(request, (now, member, council), {"based_on": typed.get("based_on", "")}, errors=[Refusal(PaperReason.DIFFERS, "", names)], status=422)
    outcome = send_request_form(now.round, member, council, whole, clerk=request.member)
    if isinstance(outcome, Answered):
        return render(request, "desk/entered.html", {"now": now, "member": member, "tracker": outcome.answer["tracker"]})
    errors = [Refusal(PaperReason.NEWER, "", "", "", _("Enter the sheet only if it is the later one"))] if isinstance(outcome, Stale) else list(outcome.refusals)
    return _show(request, (now, member, council), typed, errors=errors, status=409 if isinstance(outcome, Stale) else 422)


def _standing(now: Situation, member: Member, council: Council) -> dict[str, str]:
    """Return what stands where a sheet says nothing, as the form holds it: the newest request, or what a silent member is taken to ask for."""
    newest = latest_request(now.round, member)
    return typed_of(newest.lines if newest else {code: tidy(amount) for code, amount in standing_lines(member, council, now.round).items()})


def _lines_of(text: str) -> dict[str, int] | None:
    """Return the first entry as the form carried it, or None where there is none."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    sound = isinstance(found, dict) and all(isinstance(value, int) for value in found.values())
    return found if sound and found else None


def _show(request: HttpRequest, place: tuple[Situation, Member, Council], typed: dict[str, str], *, errors=(), first: dict[str, int] | None = None, status: int = 200) -> HttpResponse:
    now, member, council = place
    told = {error.field: error.text for error in errors}
    items = items_of(now, council, typed, (standing_lines(member, council, now.round), "", told))
    newest = latest_request(now.round, member)
    context = {"now": now, "member": member, "council": council, "groups": group_items(items), "errors": errors, "second": first is not None, "code": sheet_code(now, member),
               "first": "" if first is None else json.dumps(first), "request_key": new_request_id(), "based_on": typed.get("based_on") or (newest.version if newest else 0), "newest": newest}
    return render(request, "desk/enter.html", context, status=status)
