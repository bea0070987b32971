"""Screens of the vote: the candidate plans with who gains and who bears, the ballot, its result, and the adopted plan."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parecon.economy import CouncilKind, Good
from parecon.feasibility import SHARE_ONE, Infeasible, keep_share
from parecon.plans import PlanOption
from parecon_web.councils.access import council_of, neighbourhood_of
from parecon_web.councils.models import Council
from parecon_web.engine_words import said
from parecon_web.members.models import Member
from parecon_web.record.acts import perform
from parecon_web.record.later import Queued, perform_soon
from parecon_web.record.refusals import Answered
from parecon_web.rounds.amounts import cost_of
from parecon_web.rounds.answers import sent_to
from parecon_web.rounds.models import Request, Year
from parecon_web.rounds.situation import Situation, situation_of
from parecon_web.voting.models import AdoptedYear, PlanBallot, PlanVote
from parecon_web.voting.plans import adopted_plan, closing_of, count, options_of

__all__ = ["PLAN_NAMES", "ask_to_count", "ask_to_draw", "show_adopted", "show_council_plan", "show_plans", "vote", "vote_form"]

PLAN_NAMES = {
    "least-change": (gettext_lazy("Least change"), gettext_lazy("As little as possible of what was proposed is changed, in value.")),
    "shared-change": (gettext_lazy("Shared change"), gettext_lazy("Changes are spread: many small ones rather than a few large ones.")),
    "equal-percentage": (gettext_lazy("Equal percentage"), gettext_lazy("Where a good is short, everybody who asked for it gives up the same share.")),
    "needs-first": (gettext_lazy("Needs first"), gettext_lazy("Survival and health are kept before comfort, comfort before luxury.")),
    "low-incomes-first": (gettext_lazy("Low incomes first"), gettext_lazy("Whoever has least keeps the largest share of their wishes.")),
}
MOST = 6
"""So many goods and councils are named for each plan before the table of all."""


@dataclass(frozen=True)
class Bearing:
    """Something that gives way under a plan: its name, and the share that is lost."""

    name: str
    lost: float


@dataclass(frozen=True)
class Offer:
    """A plan as it stands on the ballot: its value changed in all, what gives way, and what it means for whoever looks."""

    name: str
    title: str
    sentence: str
    also: list[str]
    changed: float
    goods: list[Bearing]
    councils: list[Bearing]
    mine: list[Bearing]
    kept: float | None


def title_of(norm: str) -> str:
    """Return the name of a plan in the reader's language."""
    return str(PLAN_NAMES[norm][0]) if norm in PLAN_NAMES else norm


def _offer(now: Situation, option: PlanOption, member: Member) -> Offer:
    economy, effects = now.economy, option.effects
    names = {good.code: said(good.name) for good in economy.goods}
    goods = [Bearing(names[code], cut / 100) for code, cut, _value in effects.good_cuts(economy)]
    positions = {int(position): share for position, share in zip(closing_of(now.year).batch.council, effects.kept)}
    councils = [Bearing(said(council.name), 1.0 - positions.get(council.position, 1.0)) for council in Council.objects.filter(community_id=now.year.community_id)]
    mine, kept = _mine(now, option, member)
    sentence = str(PLAN_NAMES[option.name][1]) if option.name in PLAN_NAMES else option.sentence
    return Offer(option.name, title_of(option.name), sentence, [title_of(name) for name in option.also], float(option.candidate.objective), goods,
                 sorted(councils, key=lambda one: -abs(one.lost)), mine, kept)


def _mine(now: Situation, option: PlanOption, member: Member) -> tuple[list[Bearing], float | None]:
    """Return what a member's own last request would lose under a plan, good by good, and the share of its cost that is kept."""
    last = Request.objects.filter(member=member, round__year=now.year).order_by("round__number", "version").last()
    if last is None:
        return [], None
    labels, ration = now.economy.labels, option.candidate.ration[0]
    asked = {code: amount for code, amount in last.lines.items() if amount < 0}
    kept = {code: -int(keep_share(-amount, ration[labels.position(code)])) for code, amount in asked.items()}
    whole = cost_of(asked, now.prices)
    names = {good.code: said(good.name) for good in now.economy.goods}
    lost = [Bearing(names[code], 1.0 - kept[code] / amount) for code, amount in asked.items() if kept[code] != amount]
    return sorted(lost, key=lambda one: -one.lost), cost_of(kept, now.prices) / whole if whole else 1.0


def show_plans(request: HttpRequest, *, errors: tuple = (), status: int = 200) -> HttpResponse:
    """Show the candidate plans and, while the vote is open, the ballot; after it the result and the open roll."""
    now = situation_of(request)
    if now.year.phase in (Year.Phase.SHARED, Year.Phase.ROUNDS):
        return redirect("board", request.community.slug)
    closing = closing_of(now.year)
    short = isinstance(closing, Infeasible)
    offers = [] if short else [_offer(now, option, request.member) for option in options_of(now.year)]
    ballot = PlanBallot.objects.filter(year=now.year).first()
    mine = PlanVote.objects.filter(ballot=ballot, member=request.member).first() if ballot else None
    consents = {to: list(now.round.consents.filter(to=to).select_related("member__profile")) for to in ("draw", "count")}
    to = "draw" if now.year.phase == Year.Phase.CLOSING else "count"
    return render(request, "voting/plans.html", {
        "now": now, "offers": offers, "most": MOST, "ballot": ballot, "mine": mine, "open": now.year.phase == Year.Phase.BALLOT, "short": closing if short else None,
        "voted": ballot.votes.count() if ballot else 0, "members": Member.objects.filter(community=request.community).count(),
        "consents": consents[to], "i_agreed": any(one.member_id == request.member.id for one in consents[to]), "needed": now.charter["rounds.close_consents"],
        "drawing": now.year.phase == Year.Phase.CLOSING, "result": _result(ballot), "adopted": AdoptedYear.objects.filter(year=now.year).first(),
        "roll": _roll(ballot), "errors": errors}, status=status)


def _result(ballot: PlanBallot | None) -> list[tuple[str, int]]:
    """Return title and approvals of each option of a counted ballot, most first; nothing before it is counted."""
    if ballot is None or not ballot.result:
        return []
    # Counted anew from the roll, so that the page shows what anybody can count.
    votes = {str(vote.member_id): vote.approves for vote in ballot.votes.all()}
    result = count(ballot.year, votes, Member.objects.filter(community=ballot.community).count())
    return [(title_of(name), int(result.scores[name])) for name in result.ranking]


def _roll(ballot: PlanBallot | None) -> list[tuple[Member, list[str]]]:
    if ballot is None or ballot.closed_at is None:
        return []
    return [(vote.member, [title_of(name) for name in vote.approves]) for vote in ballot.votes.select_related("member__profile").order_by("member_id")]


def vote_form(year: Year, member: Member, data: QueryDict):
    """Send a ballot as a browser posts it; simulated members come through here too."""
    body = {"year": year.number, "approves": data.getlist("approves")}
    return perform(year.community, "plans.vote", body, by=member.id, request_id=data.get("request_id", ""))


def vote(request: HttpRequest) -> HttpResponse:
    """Take a member's ballot."""
    now = situation_of(request)
    outcome = vote_form(now.year, request.member, request.POST)
    if isinstance(outcome, Answered):
        return sent_to(outcome, redirect("plans", request.community.slug))
    return show_plans(request, errors=outcome.refusals, status=422)


def ask_to_draw(request: HttpRequest) -> HttpResponse:
    """Consent to drawing up the plans."""
    return _consent(request, "plans.draw")


def ask_to_count(request: HttpRequest) -> HttpResponse:
    """Consent to counting the vote."""
    return _consent(request, "plans.count")


def _consent(request: HttpRequest, kind: str) -> HttpResponse:
    now = situation_of(request)
    outcome = perform_soon(request.community, kind, {"year": now.year.number}, by=request.member.id, request_id=request.POST.get("request_id", ""))
    if isinstance(outcome, Queued):
        return redirect("plans", request.community.slug)
    if isinstance(outcome, Answered):
        return sent_to(outcome, redirect("plans", request.community.slug))
    return show_plans(request, errors=outcome.refusals, status=422)


@dataclass(frozen=True)
class PlannedLine:
    """One line of the adopted plan: proposed and adopted amounts in fixed point, made or offered positive."""

    good: Good
    proposed: int
    adopted: int


def _adopted(now: Situation):
    adopted = AdoptedYear.objects.filter(year=now.year).first()
    if adopted is None:
        raise Http404
    return adopted, adopted_plan(now.year)


def show_adopted(request: HttpRequest) -> HttpResponse:
    """Show the adopted plan by good, and the way to each council's part."""
    now = situation_of(request)
    adopted, plan = _adopted(now)
    balance = plan.balance
    lines = [{"good": good, "made": int(balance.supply[i]), "bought": int(balance.bought[i]), "given": int(now.economy.endowment[i]), "used": int(balance.use[i]),
              "left": int(balance.remainder[i])} for i, good in enumerate(now.economy.goods)]
    return render(request, "voting/adopted.html", {
        "now": now, "adopted": adopted, "title": title_of(adopted.norm), "lines": lines, "home": neighbourhood_of(request.member),
        "councils": Council.objects.filter(community=request.community)})


def show_council_plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what the adopted plan gives one council to make, use and work."""
    now = situation_of(request)
    council = council_of(request, slug)
    adopted, plan = _adopted(now)
    at = int((plan.council == council.position).argmax())
    if plan.council[at] != council.position:
        raise Http404
    lines = [PlannedLine(now.economy.goods[int(plan.good[j])], int(plan.proposal[j]), int(plan.quantity[j])) for j in range(int(plan.start[at]), int(plan.start[at + 1]))]
    made, used = [line for line in lines if line.adopted > 0 or line.proposed > 0], [line for line in lines if line.adopted < 0 or line.proposed < 0]
    worker = now.economy.councils.kind[council.position] == CouncilKind.WORKER
    return render(request, "voting/council_plan.html", {"now": now, "adopted": adopted, "council": council, "made": made, "used": used, "worker": worker,
                                                        "whole": SHARE_ONE})
