"""The screen on which members decide on shared goods: what they wish, other options, votes by level, and the whole; then what was decided."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parecon.ballots import read_decision
from parecon.facilitation.collective import unit_costs
from parecon.facilitation.settlement import PACKAGE, STANDING, WISHED, Settlement
from parecon_web.councils.models import Council
from parecon_web.engine_words import said
from parecon_web.members.models import Member
from parecon_web.members.permissions import Who
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.later import Queued, perform_soon
from parecon_web.record.refusals import Answered, Refused
from parecon_web.rounds.amounts import write_amount
from parecon_web.rounds.answers import sent_to
from parecon_web.rounds.forms import read_amounts
from parecon_web.rounds.models import Round, Settled, Year
from parecon_web.rounds.situation import Situation, situation_of
from parecon_web.voting.models import SharedOption, SharedVote, SharedWish
from parecon_web.voting.shared import LEVEL, VOTE_ALL, WISHES, Stage, lines_of_place, options_on, persons_of, places_of, settlement_of, stage_of

__all__ = ["PACKAGE_NAMES", "ask_to_count", "option_name", "propose", "propose_form", "show_shared", "vote_form", "wish_form", "wish_places"]

DIGITS = 3
PACKAGE_NAMES = dict(zip(PACKAGE, (gettext_lazy("What the places decided"), gettext_lazy("Last year's amounts everywhere"))))
"""What is voted on last, before round 1: the whole."""


@dataclass(frozen=True)
class SharedLine:
    """One shared good of a place: what it has, what is typed or decided, and what a unit costs each person of the place."""

    name: str
    unit: str
    had: int
    value: str
    amount: int
    cost: float
    field: str


@dataclass(frozen=True)
class SharedPlace:
    """A place with what it decides; cost: of what it had, and of what is typed or decided, for each person, in smallest units."""

    position: int
    name: str
    lines: list[SharedLine]
    before: int
    after: int
    chosen: str = ""


def place_name(now: Situation, place: int) -> str:
    """Return the name of a place as members read it."""
    return said(Council.objects.get(community_id=now.year.community_id, position=int(now.economy.collective.council[place])).name)


def _place(now: Situation, s: Settlement, place: int, given: tuple[np.ndarray, dict[str, str], str]) -> SharedPlace:
    """Return a place with amounts (l,) and what was typed into fields of that prefix."""
    amount, typed, prefix = given
    held, persons = s.economy.collective, int(persons_of(s.economy)[place])
    costs, lines = unit_costs(held, s.prices) / persons, []
    for good, line in lines_of_place(s.economy, place):
        field = f"{prefix}{place}/{good}"
        lines.append(SharedLine(said(held.goods[good].name), said(held.goods[good].unit), int(s.standing[line]), typed.get(field, write_amount(int(amount[line]), DIGITS)), int(amount[line]),
                                float(costs[good]), field))
    before, after = (sum(round(float(costs[good]) * int(column[line])) for good, line in lines_of_place(s.economy, place)) for column in (s.standing, amount))
    return SharedPlace(place, place_name(now, place), lines, before, after)


def option_name(now: Situation, round: Round, place: int, name: str) -> tuple[str, str]:
    """Return what an option is called, and why it was proposed."""
    if name == WISHED:
        return str(_("What members wish")), str(_("The sum of what everybody wished."))
    if name == STANDING:
        return str(_("As it stands")), ""
    option = round.shared_options.filter(place=place).order_by("number")[int(name.split()[-1]) - 1]
    return _("Proposed by %(name)s") % {"name": option.member}, option.reason


def _options(now: Situation, s: Settlement, place: int, mine: list[str]) -> list[dict]:
    """Return the options of a place that votes, each with its lines and what it costs a person."""
    found = []
    for name, amounts in options_on(s, place):
        whole = s.amount.copy()
        whole[[line for _good, line in lines_of_place(s.economy, place)]] = amounts
        title, reason = option_name(now, now.round, place, name)
        found.append({"name": name, "title": title, "reason": reason, "place": _place(now, s, place, (whole, {}, "")), "marked": name in mine})
    return found


def decided(now: Situation) -> list[SharedPlace]:
    """Return what was decided in every place before the last round for which it was decided, or nothing."""
    last = Settled.objects.filter(round__year=now.year).select_related("round__year").order_by("-round__number").first()
    if last is None:
        return []
    s = settlement_of(last.round)
    chosen = {}
    for vote in s.votes:
        level = s.economy.collective.levels.index(vote.level)
        for i, place in enumerate(np.flatnonzero(s.economy.collective.level == level).tolist()):
            chosen[place] = option_name(now, last.round, place, vote.options[int(vote.chosen[i])])[0]
    places = [_place(now, s, place, (s.amount, {}, "")) for place in range(len(s.economy.collective.council))]
    return [replace(place, chosen=chosen.get(place.position, "")) for place in places]


def show_shared(request: HttpRequest, *, errors: tuple = (), typed: dict[str, str] | None = None) -> HttpResponse:
    """Show what is being decided on shared goods, take a wish or a vote; afterwards, and where there are none, show what was decided."""
    now, typed = situation_of(request), typed or {}
    stage = stage_of(now.round)
    if request.method == "POST" and not errors:
        form = wish_form if stage is not None and stage.what == WISHES else vote_form
        outcome = form(now.year, now.round, request.member, request.POST)
        if isinstance(outcome, Answered):
            return sent_to(outcome, redirect("shared", request.community.slug))
        errors, typed = outcome.refusals, request.POST.dict()
    context = {"now": now, "stage": stage, "errors": errors, "request_key": typed.get("request_id") or new_request_id()}
    context |= _deciding(request, now, stage, typed) if stage is not None else {"decided": decided(now), "votes": _votes(now)}
    return render(request, "voting/shared.html", context, status=422 if errors else 200)


def _deciding(request: HttpRequest, now: Situation, stage: Stage, typed: dict[str, str]) -> dict:
    s, mine = settlement_of(now.round), places_of(request.member, now.economy)
    wish = SharedWish.objects.filter(round=now.round, member=request.member).first()
    vote = SharedVote.objects.filter(round=now.round, stage=stage.number, member=request.member).first()
    approves = vote.approves if vote else []
    consents = list(now.round.consents.filter(to=f"shared {stage.number}").select_related("member__profile"))
    bar = read_decision(now.charter, "collective_good").bar
    found = {
        "mine": mine, "wish": wish, "vote": vote, "consents": consents, "needed": now.charter["rounds.close_consents"], "facilitates": Who.FACILITATOR in request.roles,
        "agreed": any(consent.member_id == request.member.id for consent in consents), "members": Member.objects.filter(community=request.community).count(),
        "done": (now.round.shared_wishes if stage.what == WISHES else now.round.shared_votes.filter(stage=stage.number)).count(), "quorum": float(bar.quorum)}
    open_places = _open_places(s, stage, mine)
    found["proposals"] = [{"place": _place(now, s, place, (s.standing, typed, "option:")), "reason": typed.get(f"reason:{place}", ""),
                           "filed": SharedOption.objects.filter(round=now.round, place=place).select_related("member__profile")} for place in open_places]
    if stage.what == WISHES:
        found["wishes"] = wish_places(now, request.member, typed)
    elif stage.what == LEVEL and stage.level in mine:
        found["place"], found["options"] = place_name(now, mine[stage.level]), _options(now, s, mine[stage.level], approves)
    elif stage.what == VOTE_ALL:
        found["whole"] = [_place(now, s, place, (s.amount, {}, "")) for place in mine.values()]
        found["options"] = [{"name": name, "title": title, "marked": name in approves} for name, title in PACKAGE_NAMES.items()]
    return found


def _open_places(s: Settlement, stage: Stage, mine: dict[int, int]) -> list[int]:
    """Return the places of one's own about which something may still be proposed."""
    return [place for level, place in mine.items() if level in s.levels and level != stage.level]


def wish_places(now: Situation, member: Member, typed: dict[str, str]) -> list[SharedPlace]:
    """Return the places of whose shared goods a member may say now how much they wish, with what they wished so far or have typed."""
    s, wish = settlement_of(now.round), SharedWish.objects.filter(round=now.round, member=member).first()
    saved = {f"wish:{key}": write_amount(int(amount), DIGITS) for key, amount in (wish.wishes if wish else {}).items()}
    places = _open_places(s, stage_of(now.round), places_of(member, now.economy))
    return [_place(now, s, place, (_wished(s, place, wish), saved | typed, "wish:")) for place in places]


def _wished(s: Settlement, place: int, wish: SharedWish | None) -> np.ndarray:
    amount = s.standing.copy()
    for good, line in lines_of_place(s.economy, place):
        amount[line] = int(wish.wishes.get(f"{place}/{good}", amount[line])) if wish else amount[line]
    return amount


def _votes(now: Situation) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """Return the open rolls of the votes before the last round for which was decided: who approved what."""
    last = Settled.objects.filter(round__year=now.year).select_related("round").order_by("-round__number").first()
    if last is None:
        return []
    names = {str(member.number): str(member) for member in Member.objects.filter(community=now.year.community).select_related("profile")}
    titles = {WISHED: _("What members wish"), STANDING: _("As it stands"), **PACKAGE_NAMES}
    found = []
    for count in last.round.shared_counts.exclude(stage=0).order_by("stage"):
        roll = [(names.get(number, number), [str(titles.get(name) or _("Option %(number)s") % {"number": name.split()[-1]}) for name in approves]) for number, approves in count.roll.items()]
        found.append((_("Vote %(number)d") % {"number": count.stage}, roll))
    return found


def wish_form(year: Year, round: Round, member: Member, data: QueryDict):
    """Send what a member wishes as a browser posts it; simulated members come through here too."""
    wishes, refusals = read_amounts(data, "wish:")
    if refusals:
        return Refused(tuple(refusals))
    body = {"year": year.number, "round": round.number, "wishes": wishes}
    return perform(year.community, "shared.wish", body, by=member.id, request_id=data.get("request_id", ""))


def vote_form(year: Year, round: Round, member: Member, data: QueryDict):
    """Send a vote on shared goods as a browser posts it; simulated members come through here too."""
    body = {"year": year.number, "round": round.number, "stage": _number(data.get("stage", "")), "approves": data.getlist("approves")}
    return perform(year.community, "shared.vote", body, by=member.id, request_id=data.get("request_id", ""))


def propose_form(year: Year, round: Round, member: Member, data: QueryDict):
    """Send an option for a place as a browser posts it; simulated members come through here too."""
    place = _number(data.get("place", ""))
    amounts, refusals = read_amounts(data, f"option:{place}/")
    if refusals:
        return Refused(tuple(refusals))
    body = {"year": year.number, "round": round.number, "place": place, "amounts": amounts, "reason": data.get("reason", "")}
    return perform(year.community, "shared.propose", body, by=member.id, request_id=data.get("request_id", ""))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else -1


def propose(request: HttpRequest) -> HttpResponse:
    """Take an option that a member proposes for a place of their own."""
    now = situation_of(request)
    outcome = propose_form(now.year, now.round, request.member, request.POST)
    if isinstance(outcome, Answered):
        return sent_to(outcome, redirect("shared", request.community.slug))
    typed = request.POST.dict()
    return show_shared(request, errors=outcome.refusals, typed=typed | {f"reason:{typed.get('place', '')}": typed.get("reason", "")})


def ask_to_count(request: HttpRequest) -> HttpResponse:
    """Consent to counting what is being decided; the second facilitator's consent counts it."""
    now = situation_of(request)
    body = {"year": now.year.number, "round": now.round.number, "stage": _number(request.POST.get("stage", ""))}
    outcome = perform_soon(request.community, "shared.close", body, by=request.member.id, request_id=request.POST.get("request_id", ""))
    if isinstance(outcome, Queued):
        return redirect("shared", request.community.slug)
    if isinstance(outcome, Answered):
        return sent_to(outcome, redirect("shared", request.community.slug))
    return show_shared(request, errors=outcome.refusals)
