"""Councils as others see them: baskets, proposals, review and appeal."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from parecon_web.councils.access import council_of, may_draft, workplace_of
from parecon_web.councils.models import Council
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.refusals import Answered
from parecon_web.rounds.allowances import lines_of
from parecon_web.rounds.amounts import cost_of
from parecon_web.rounds.appeals import appealed_in, electors_of
from parecon_web.rounds.answers import sent_to
from parecon_web.rounds.closing import neighbourhood_batch
from parecon_web.rounds.drafting import latest_filing
from parecon_web.rounds.keeping import current_year, load_year
from parecon_web.rounds.models import AppealCount, Remark
from parecon_web.rounds.packing import unpack
from parecon_web.rounds.situation import Situation, situation_of
from parecon_web.rounds.worth import Worth, worth_of

__all__ = ["list_councils", "remark", "review", "show_council", "vote_on_return"]

HIDDEN_BELOW = 5
"""Sums of fewer members than this are shown to the council itself only (users.md: the public record)."""


@dataclass(frozen=True)
class Reviewed:
    """A workplace's proposal as others review it; sent: in this round, not standing in; returned: it came back last round."""

    council: Council
    lines: dict[str, int]
    worth: Worth
    sent: bool
    returned: bool
    remarks: list[Remark]


def list_councils(request: HttpRequest) -> HttpResponse:
    """Show all councils by kind."""
    councils = Council.objects.filter(community=request.community)
    groups = [(label, [council for council in councils if council.kind == kind]) for kind, label in Council.Kind.choices]
    return render(request, "rounds/councils.html", {"groups": [(label, some) for label, some in groups if some]})


def show_council(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a neighbourhood's basket, or another council's proposal with its history; before a first year, who sits in it."""
    if current_year(request.community) is None:
        council = council_of(request, slug)
        return render(request, "rounds/seats.html", {"council": council, "seats": council.seats.select_related("member__profile").order_by("member__number")})
    now, council = situation_of(request), council_of(request, slug)
    if council.kind == Council.Kind.CONSUMER:
        return _show_basket(request, now, council)
    return _show_proposal(request, (now, council))


def _show_proposal(request: HttpRequest, place: tuple[Situation, Council], *, errors: tuple = (), text: str = "") -> HttpResponse:
    now, council = place
    return render(request, "rounds/council.html", {
        "now": now, "council": council, "one": reviewed(now, council), "goods": {good.code: good for good in now.economy.goods}, "errors": errors, "text": text,
        "filings": now.round.filings.filter(council=council).order_by("-version"), "mine": may_draft(request.member, council), "heard": _heard(request, now, council),
        "appeals_from": now.charter["federations.appeal_round"], "counts": AppealCount.objects.filter(round__year=now.year, council=council).select_related("round").order_by("-round__number")},
        status=422 if errors else 200)


@dataclass(frozen=True)
class Heard:
    """An appeal that is open: who decides it, how many of them have voted, and for which of them this reader votes (workplace, vote so far)."""

    electors: list[Council]
    voted: int
    mine: list[tuple[Council, bool | None]]


def _heard(request: HttpRequest, now: Situation, council: Council) -> Heard | None:
    if not now.is_open or council not in appealed_in(now.round):
        return None
    electors = electors_of(council, now.economy)
    voices = {voice.voter_id: voice.grant for voice in now.round.appeal_voices.filter(about=council)}
    speaks = set(request.member.seats.filter(delegate=True).values_list("council_id", flat=True))
    return Heard(electors, len(voices), [(one, voices.get(one.id)) for one in electors if one.id in speaks])


def vote_on_return(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a delegate's vote on a workplace's appeal."""
    now, council = situation_of(request), council_of(request, slug)
    body = {"year": now.year.number, "round": now.round.number, "about": council.slug, "voter": request.POST.get("voter", ""), "grant": request.POST.get("grant") == "yes"}
    outcome = perform(request.community, "appeal.vote", body, by=request.member.id, request_id=request.POST.get("request_id", ""))
    if isinstance(outcome, Answered):
        return sent_to(outcome, redirect("council", request.community.slug, council.slug))
    return _show_proposal(request, (now, council), errors=outcome.refusals)


def _show_basket(request: HttpRequest, now: Situation, council: Council) -> HttpResponse:
    mine = may_draft(request.member, council)
    asked = now.round.requests.filter(council=council).values("member_id").distinct().count()
    seats = council.seats.count()
    visible = mine or seats >= HIDDEN_BELOW and _enough_asked(now, council)
    lines: list[tuple] = []
    if visible:
        # Others see the sum when the round is closed: while it grows, each step of it would be somebody's request.
        batch = neighbourhood_batch(now.round, council, load_year(now.year)) if now.is_open and mine else None
        summed = lines_of(batch, council.position, now.economy) or lines_of(unpack(now.round.standing or now.round.standing_before),
                                                                            council.position, now.economy)
        last = lines_of(unpack(now.rounds[0].standing_before), council.position, now.economy)
        lines = [(good, summed[good.code], last.get(good.code, 0), cost_of({good.code: summed[good.code]}, now.prices))
                 for good in now.economy.goods if good.code in summed]
    used = sum(cost for *_, cost in lines)
    return render(request, "rounds/basket.html", {"now": now, "council": council, "lines": lines, "asked": asked, "seats": seats, "visible": visible,
                                                  "budget": int(now.said.budgets[council.position]), "used": used, "mine": mine})


def _enough_asked(now: Situation, council: Council) -> bool:
    """Tell whether the sum of the last closed round hides each request in it: nobody asked, or at least five did."""
    closed = next((each for each in reversed(now.rounds) if each.record), None)
    asked = closed.requests.filter(council=council).values("member_id").distinct().count() if closed else 0
    return asked == 0 or asked >= HIDDEN_BELOW


def reviewed(now: Situation, council: Council) -> Reviewed:
    """Return a council's proposal as it stands in the round: what was sent, or what stands in."""
    filing = latest_filing(now.round, council)
    lines = lines_of(unpack(filing.batch) if filing else unpack(now.round.standing or now.round.standing_before), council.position, now.economy)
    remarks = list(Remark.objects.filter(round__year=now.year, council=council).select_related("member__profile").order_by("id"))
    return Reviewed(council, lines, worth_of(lines, council.position, now), filing is not None, bool(now.said.returned[council.position]), remarks)


def review(request: HttpRequest) -> HttpResponse:
    """Show all workplaces' proposals of the round, those furthest below the norm first."""
    now = situation_of(request)
    workplaces = Council.objects.filter(community=request.community, kind=Council.Kind.WORKER)
    found = sorted((reviewed(now, council) for council in workplaces), key=lambda one: one.worth.ratio)
    return render(request, "rounds/review.html", {"now": now, "found": found, "norm": now.said.norm, "mine": workplace_of(request.member)})


def remark(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish an objection to a council's proposal, or its council's appeal against its return."""
    now, council = situation_of(request), council_of(request, slug)
    body = {"year": now.year.number, "round": now.round.number, "council": council.slug, "text": request.POST.get("text", "").strip(),
            "appeal": may_draft(request.member, council)}
    outcome = perform(request.community, "proposal.remark", body, by=request.member.id, request_id=request.POST.get("request_id", "") or new_request_id())
    if isinstance(outcome, Answered):
        return sent_to(outcome, redirect("council", request.community.slug, council.slug))
    return _show_proposal(request, (now, council), errors=outcome.refusals, text=body["text"])
