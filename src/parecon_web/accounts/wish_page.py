"""The screen on which a neighbourhood changes its wishes together during the year."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from parecon.economy import GoodKind
from parecon.execution import spare_amounts
from parecon_web.accounts.forms import read_amounts
from parecon_web.accounts.keeping import load
from parecon_web.accounts.pages import live_of_request
from parecon_web.councils.access import my_council
from parecon_web.councils.models import Council
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.refusals import Answered, Refused
from parecon_web.rounds.answers import sent_to
from parecon_web.rounds.drafting import votes_needed
from parecon_web.rounds.models import Year

__all__ = ["agree", "propose_form", "show_wishes"]

_FIXED = 10**9


def propose_form(live, member, council: Council, data):
    """Send a change of wishes as a browser posts it: ``less:GOOD`` and ``more:GOOD``."""
    amounts, refusals = read_amounts(data, ("less", "more"))
    if refusals:
        return Refused(tuple(refusals))
    body = {"year": live.year.number, "council": council.slug, "less": amounts["less"], "more": amounts["more"]}
    return perform(live.community, "wishes.propose", body, by=member.id, request_id=data.get("request_id", ""))


def show_wishes(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a neighbourhood's wishes with what is drawn and what could still be had (GET), or propose a change (POST)."""
    council = my_council(request, slug)
    if council.kind != Council.Kind.CONSUMER:
        raise Http404
    now, live = live_of_request(request)
    typed, refusals, status = {}, (), 200
    if request.method == "POST":
        typed = request.POST.dict()
        outcome = propose_form(live, request.member, council, typed)
        if isinstance(outcome, Answered):
            return sent_to(outcome, redirect("wishes", request.community.slug, council.slug))
        refusals, status = outcome.refusals, 422
    return _show(request, (now, live, council), (typed, refusals), status=status)


def _show(request: HttpRequest, place, filled, *, status: int = 200) -> HttpResponse:
    (now, live, council), (typed, refusals) = place, filled
    errors = {refusal.field: refusal.text for refusal in refusals}
    spare = spare_amounts(load(live).year)
    lines = {line.good: line for line in live.lines.filter(council=council, made=False)}
    rows = []
    for at, good in enumerate(now.economy.goods):
        line = lines.get(good.code)
        if good.kind in (GoodKind.PRODUCT, GoodKind.IMPORT):
            rows.append({"good": good, "wanted": line.wanted if line else 0, "drawn": line.actual if line else 0, "spare": max(int(spare[at]), 0),
                         **{way: typed.get(f"{way}:{good.code}", "") for way in ("less", "more")},
                         **{f"{way}_error": errors.get(f"{way}:{good.code}", "") for way in ("less", "more")}})
    limit = now.charter["execution.wish_changes_max"]
    ballots = list(live.wishes.filter(council=council).select_related("member__profile").prefetch_related("votes").order_by("-id"))
    names = {good.code: good for good in now.economy.goods}
    changes = [{"ballot": ballot, "given": ballot.votes.count(), "mine": any(vote.member_id == request.member.id for vote in ballot.votes.all()),
                "less": [(names[code], amount) for code, amount in ballot.less.items()], "more": [(names[code], amount) for code, amount in ballot.more.items()]}
               for ballot in ballots]
    done = sum(ballot.done_at is not None for ballot in ballots)
    return render(request, "accounts/wishes.html", {
        "now": now, "live": live, "council": council, "rows": rows, "errors": refusals, "changes": changes, "needed": votes_needed(council, now.charter), "limit": limit,
        "open": now.year.phase == Year.Phase.LIVE, "may": done < limit, "request_key": new_request_id()}, status=status)


def agree(request: HttpRequest, slug: str) -> HttpResponse:
    """Agree with a change of wishes."""
    council = my_council(request, slug)
    now, live = live_of_request(request)
    text = request.POST.get("change", "")
    body = {"year": live.year.number, "change": int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0}
    outcome = perform(request.community, "wishes.agree", body, by=request.member.id, request_id=request.POST.get("request_id", ""))
    if isinstance(outcome, Answered):
        return sent_to(outcome, redirect("wishes", request.community.slug, council.slug))
    return _show(request, (now, live, council), ({}, outcome.refusals), status=422)
