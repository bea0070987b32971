"""The screen on which a workplace drafts its proposal together and votes to send it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from parecon.economy import Good, GoodKind
from parecon_web.councils.access import my_council
from parecon_web.councils.models import Council
from parecon_web.record.acts import new_request_id
from parecon_web.record.refusals import Answered, RecordReason, Refused, Stale
from parecon_web.rounds.allowances import lines_of, package_lines
from parecon_web.rounds.amounts import tidy, write_amount
from parecon_web.rounds.answers import sent_to
from parecon_web.rounds.drafting import latest_draft, latest_filing, votes_needed
from parecon_web.rounds.forms import read_draft, save_draft_form, vote_draft_form
from parecon_web.rounds.models import Draft, Filing
from parecon_web.rounds.packing import unpack
from parecon_web.rounds.request_page import step_amount, step_of
from parecon_web.rounds.situation import Situation, situation_of
from parecon_web.rounds.worth import beside_others, worth_of

__all__ = ["draft", "draft_of_text", "show_filled_draft", "typed_draft", "vote", "weigh"]

ADDABLE = (GoodKind.PRODUCT, GoodKind.IMPORT, GoodKind.COLLECTIVE, GoodKind.LABOUR, GoodKind.CAPITAL, GoodKind.NATURE, GoodKind.POLLUTANT)


@dataclass(frozen=True)
class DraftLine:
    """One line of the table: the good, what is typed, what stood there last round, the price, a step."""

    good: Good
    field: str
    value: str
    last: int
    price: float
    step: int
    flexibility: str
    error: str


def standing_text(now: Situation, council: Council) -> dict[str, str]:
    """Return a council's last proposal, or last year's actuals, as the form holds them."""
    undrafted = not Filing.objects.filter(round__year=now.year, council=council).exists()
    standing = undrafted and package_lines(now.economy, council.position) or lines_of(unpack(now.round.standing_before), council.position, now.economy)
    return draft_of_text({code: tidy(amount) for code, amount in standing.items()}, {}, 0.0, "")


def draft_of_text(lines: dict[str, int], flexibility: dict[str, float], capacity: float, reasons: str) -> dict[str, str]:
    """Return a draft as the form holds it."""
    typed = {f"{'use' if amount < 0 else 'make'}:{code}": write_amount(abs(amount)) for code, amount in lines.items()}
    typed |= {f"flexibility:{code}": f"{share:g}" for code, share in flexibility.items()}
    return typed | {"capacity": f"{capacity:g}" if capacity else "", "reasons": reasons}


def typed_draft(draft: Draft | None, now: Situation, council: Council) -> dict[str, str]:
    """Return the newest draft as the form holds it, or what stands for the council where there is none."""
    if draft is None:
        return standing_text(now, council)
    return draft_of_text(draft.lines, draft.flexibility, draft.capacity, draft.reasons)


def draft(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the draft (GET), or check, step, extend by a line, or save it (POST)."""
    now, council = situation_of(request), my_council(request, slug)
    newest = latest_draft(now.round, council)
    if request.method == "GET":
        return _show(request, (now, council), typed_draft(newest, now, council), {"newest": newest})
    typed = request.POST.dict()
    if typed.get("act") == "check" or "step" in typed or typed.get("act") == "add":
        typed = step_amount(typed, typed.get("step", ""))
        if typed.get("act") == "add" and typed.get("add_good", "") in now.economy.labels:
            typed.setdefault(f"{'make' if typed.get('add_as') == 'make' else 'use'}:{typed['add_good']}", "")
        return _show(request, (now, council), typed, {"newest": newest})
    outcome = save_draft_form(now.round, request.member, council, typed, economy=now.economy)
    if isinstance(outcome, Answered):
        return sent_to(outcome, redirect("draft", request.community.slug, council.slug))
    if isinstance(outcome, Stale):
        theirs = draft_of_text(*(outcome.newer[key] for key in ("lines", "flexibility", "capacity", "reasons")))
        return _show(request, (now, council), typed, {"newest": newest, "newer": theirs, "based_on": outcome.newer["version"]}, status=409)
    return _refused(request, (now, council), typed, outcome, newest)


def show_filled_draft(request: HttpRequest, slug: str, typed: dict[str, str]) -> HttpResponse:
    """Show the draft filled in from elsewhere (``make:GOOD``, ``use:GOOD``, ``flexibility:GOOD``), its words and capacity as they were; nothing is stored before it is saved."""
    now, council = situation_of(request), my_council(request, slug)
    newest = latest_draft(now.round, council)
    kept = {name: text for name, text in typed_draft(newest, now, council).items() if name in ("capacity", "reasons")}
    return _show(request, (now, council), kept | typed, {"newest": newest, "read": len(typed)})


def _refused(request: HttpRequest, place: tuple[Situation, Council], typed: dict[str, str], outcome: Refused, newest: Draft | None) -> HttpResponse:
    if any(refusal.reason is RecordReason.KEY_REUSED for refusal in outcome.refusals):
        typed = {**typed, "request_id": ""}
    return _show(request, place, typed, {"newest": newest, "refusals": outcome.refusals}, status=422)


def vote(request: HttpRequest, slug: str) -> HttpResponse:
    """Vote on the draft that was shown; the vote that makes the majority sends it."""
    now, council = situation_of(request), my_council(request, slug)
    outcome = vote_draft_form(now.round, request.member, council, request.POST)
    if isinstance(outcome, Answered):
        return sent_to(outcome, redirect("draft", request.community.slug, council.slug))
    newest = latest_draft(now.round, council)
    typed = typed_draft(newest, now, council)
    if isinstance(outcome, Stale):
        return _show(request, (now, council), typed, {"newest": newest, "voted_on_old": True}, status=409)
    return _show(request, (now, council), typed, {"newest": newest, "refusals": outcome.refusals}, status=422)


def weigh(request: HttpRequest, slug: str) -> HttpResponse:
    """Return benefit, cost and ratio of the form as it stands, without saving anything."""
    now, council = situation_of(request), my_council(request, slug)
    form = read_draft(request.POST.dict(), now.economy)
    return render(request, "rounds/weighed.html", {"worth": worth_of(form.lines, council.position, now)})


def _show(request: HttpRequest, place: tuple[Situation, Council], typed: dict[str, str], kept: dict, *, status: int = 200) -> HttpResponse:
    now, council = place
    form, newest = read_draft(typed, now.economy), kept["newest"]
    refusals = (*kept.get("refusals", ()), *(form.refusals if not kept.get("refusals") else ()))
    errors = {refusal.field: refusal.text for refusal in refusals}
    filed = latest_filing(now.round, council)
    makes, uses = table_of(now, council, typed, errors)
    beside = beside_others(council.position, now) if council.kind == Council.Kind.WORKER else None
    context = {
        "beside": beside, "others": list(Council.objects.filter(community=request.community, position__in=beside.positions)) if beside else [], "now": now, "council": council, "makes": makes, "uses": uses, "errors": refusals, "newest": newest, "typed": typed,
        "worth": worth_of(form.lines, council.position, now), "addable": [good for good in now.economy.goods if good.kind in ADDABLE],
        "based_on": kept.get("based_on", newest.version if newest else 0), "newer": kept.get("newer"), "request_key": typed.get("request_id") or new_request_id(),
        "filed": filed, "is_filed": filed is not None and newest is not None and filed.draft_id == newest.id, "voted_on_old": kept.get("voted_on_old"),
        "needed": votes_needed(council, now.charter), "yes": newest.votes.filter(yes=True).count() if newest else 0,
        "mine": newest.votes.filter(member=request.member).first() if newest else None, "history": now.round.drafts.filter(council=council).order_by("-version"),
        "edited": request.method == "POST", "seats": council.seats.count(), "read": kept.get("read"),
    }
    return render(request, "rounds/draft.html", context, status=status)


def table_of(now: Situation, council: Council, typed: dict[str, str], errors: dict[str, str]) -> tuple[list[DraftLine], list[DraftLine]]:
    """Return the lines of what is made and of what is used: everything typed or there last round."""
    last = lines_of(unpack(now.round.standing_before), council.position, now.economy)
    shown = {f"{'use' if amount < 0 else 'make'}:{code}": "" for code, amount in last.items()}
    shown |= {name: text for name, text in typed.items() if name.partition(":")[0] in ("make", "use")}
    sides: dict[str, list[DraftLine]] = {"make": [], "use": []}
    for good in now.economy.goods:
        for side, lines in sides.items():
            field = f"{side}:{good.code}"
            if field in shown:
                before = abs(last.get(good.code, 0))
                lines.append(DraftLine(good, field, shown[field], before, now.prices[good.code], step_of(before),
                                       typed.get(f"flexibility:{good.code}", ""), errors.get(field, errors.get(good.code, ""))))
    return sides["make"], sides["use"]
