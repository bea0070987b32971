"""Proposals of workplaces on paper: a sheet with last time's amounts, boxes and signatures, and the clerk who types it twice."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from parecon_web.councils.access import council_of
from parecon_web.councils.models import Council
from parecon_web.desk.paper import PaperReason
from parecon_web.engine_words import said
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.refusals import Answered, Refusal, Stale
from parecon_web.rounds.draft_page import table_of, typed_draft
from parecon_web.rounds.drafting import latest_draft, latest_filing, votes_needed
from parecon_web.rounds.forms import read_draft
from parecon_web.rounds.situation import Situation, situation_of

__all__ = ["enter_proposal", "list_proposals", "print_proposal"]

_OTHERS = (Council.Kind.CONSUMER, Council.Kind.COMMUNITY)


def _place(request: HttpRequest, slug: str) -> tuple[Situation, Council]:
    now, council = situation_of(request), council_of(request, slug)
    if council.kind in _OTHERS or not council.seats.exists():
        raise Http404
    return now, council


def sheet_code(now: Situation, council: Council) -> str:
    """Return the code printed on a sheet: year, round and the council's place in the plan."""
    return f"{now.year.number}-{now.round.number}-W{council.position}"


def list_proposals(request: HttpRequest) -> HttpResponse:
    """Show every workplace with what it has sent in the open round, and the way to its sheet."""
    now = situation_of(request)
    councils = [council for council in Council.objects.filter(community=request.community).exclude(kind__in=_OTHERS) if council.seats.exists()]
    return render(request, "desk/proposals.html", {"now": now, "rows": [(council, latest_filing(now.round, council)) for council in councils]})


def print_proposal(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a workplace's sheet: what stands if nothing is sent, a box for each amount, room for reasons, and lines for signatures."""
    now, council = _place(request, slug)
    makes, uses = table_of(now, council, typed_draft(latest_draft(now.round, council), now, council), {})
    return render(request, "desk/proposal_sheet.html", {"now": now, "council": council, "makes": makes, "uses": uses, "code": sheet_code(now, council), "needed": votes_needed(council, now.charter),
                                                        "seats": council.seats.select_related("member__profile").order_by("member__number")})


@never_cache
def enter_proposal(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a workplace's sheet, typed twice: only equal entries are sent, as its draft and the votes of those who signed. What is left empty stays as it was."""
    now, council = _place(request, slug)
    newest = latest_draft(now.round, council)
    standing, typed = typed_draft(newest, now, council), request.POST.dict()
    if request.method == "GET":
        return _show(request, (now, council), {})
    form = read_draft({**standing, **{name: text for name, text in typed.items() if text.strip() or name not in standing}}, now.economy)
    entry = {"lines": form.lines, "flexibility": form.flexibility, "capacity": form.capacity, "reasons": form.reasons, "signed": sorted(_numbers(request.POST.getlist("signed")))}
    if form.refusals:
        return _show(request, (now, council), typed, errors=form.refusals, status=422)
    first = _first(typed.get("first", ""))
    if first is None:
        return _show(request, (now, council), {"based_on": str(newest.version if newest else 0)}, first=entry)
    if first != entry:
        codes = [code for code in {**first["lines"], **form.lines} if first["lines"].get(code) != form.lines.get(code) and code in now.economy.labels]
        names = ", ".join(said(now.economy.goods[now.economy.labels.position(code)].name) for code in codes)
        return _show(request, (now, council), {}, errors=[Refusal(PaperReason.DIFFERS, "", names)], status=422)
    version = typed.get("based_on", "")
    body = {"year": now.year.number, "round": now.round.number, "council": council.slug, "based_on": int(version) if version.isdecimal() and len(version) < 9 else -1, **entry}
    outcome = perform(request.community, "paper.draft", body, by=request.member.id, request_id=typed.get("request_id", ""))
    if isinstance(outcome, Answered):
        filed = latest_filing(now.round, council)
        return render(request, "desk/entered.html", {"member": council, "tracker": filed.tracker if outcome.answer["sent"] and filed else sheet_code(now, council), "back": "paper-proposals"})
    if isinstance(outcome, Stale):
        return _show(request, (now, council), {}, errors=[Refusal(PaperReason.NEWER, "", "", "", _("Enter the sheet only if it is the later one"))], status=409)
    return _show(request, (now, council), typed, errors=list(outcome.refusals), status=422)


def _numbers(texts: list[str]) -> set[int]:
    return {int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 9}


def _first(text: str) -> dict | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) and isinstance(found.get("lines"), dict) else None


def _show(request: HttpRequest, place: tuple[Situation, Council], typed: dict[str, str], *, errors=(), first: dict | None = None, status: int = 200) -> HttpResponse:
    now, council = place
    newest, told = latest_draft(now.round, council), {error.field: error.text for error in errors}
    standing = typed_draft(newest, now, council)
    makes, uses = table_of(now, council, {**dict.fromkeys(standing, ""), **typed}, told)
    context = {"now": now, "council": council, "makes": makes, "uses": uses, "typed": typed, "errors": errors, "second": first is not None, "first": "" if first is None else json.dumps(first),
               "code": sheet_code(now, council), "request_key": new_request_id(), "based_on": typed.get("based_on") or str(newest.version if newest else 0), "filed": latest_filing(now.round, council),
               "seats": council.seats.select_related("member__profile").order_by("member__number"), "needed": votes_needed(council, now.charter)}
    return render(request, "desk/enter_proposal.html", context, status=status)
