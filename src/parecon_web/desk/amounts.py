"""Amounts on paper: what members wish of shared goods, and how much of a pollutant they permit; the clerk types what comes back, twice."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from parecon_web.desk.paper import PaperReason
from parecon_web.engine_words import said
from parecon_web.members.models import Member
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.refusals import Answered, Refusal
from parecon_web.rounds.forms import read_amounts
from parecon_web.rounds.keeping import load_year
from parecon_web.rounds.permits import communities_of, latest_voice, standing_permit
from parecon_web.rounds.situation import Situation, situation_of
from parecon_web.voting.models import SharedWish
from parecon_web.voting.shared import WISHES, stage_of
from parecon_web.voting.shared_page import wish_places

__all__ = ["enter_amounts", "list_amounts", "print_amounts"]

WISHED, PERMITTED = "wish:", "permit:"


@dataclass(frozen=True)
class PaperLine:
    """One amount of a sheet: the field it is typed into, what it is of, and what stands if nothing is written (fixed point)."""

    field: str
    name: str
    unit: str
    stands: int


@dataclass(frozen=True)
class PaperAmounts:
    """A sheet of amounts that is open now: its address, title and text, until when, and how its fields begin.

    lines: of a member, none where they have no say; said: of a member, whether by paper, None where they have said nothing;
    acts: kind, public part and sealed part of each act that typed amounts (fixed point) are.
    """

    slug: str
    title: str
    text: str
    until: object
    prefix: str
    lines: Callable[[Member], list[PaperLine]]
    said: Callable[[Member], bool | None]
    acts: Callable[[Mapping[str, int]], list[tuple[str, dict[str, object], dict[str, object]]]]
    letter: str

    def code(self, member: Member) -> str:
        """Return the code on a member's sheet: a letter, and the member's number, which is no name."""
        return f"{self.letter}-{member.number}"


def _wishes(now: Situation) -> PaperAmounts | None:
    stage = stage_of(now.round)
    if stage is None or stage.what != WISHES:
        return None

    def lines(member: Member) -> list[PaperLine]:
        return [PaperLine(line.field, f"{line.name} ({place.name})", line.unit, line.amount) for place in wish_places(now, member, {}) for line in place.lines]

    def said_by(member: Member) -> bool | None:
        wish = SharedWish.objects.filter(round=now.round, member=member).first()
        return wish.paper if wish else None
    about = {"year": now.year.number, "round": now.round.number}
    return PaperAmounts("wishes", _("Wishes for shared goods"), _("Write how much the whole place should have. What is left empty stays as it is; for nothing of it, write 0."), now.round.closes_at,
                        WISHED, lines, said_by, lambda amounts: [("shared.wish", about, {"wishes": dict(amounts)})], f"W{now.year.number}")


def _permits(now: Situation) -> PaperAmounts | None:
    if not now.is_open or not now.economy.communities:
        return None
    year = load_year(now.year)

    def lines(member: Member) -> list[PaperLine]:
        found = []
        for community in communities_of(member, now.economy):
            good, voice = now.economy.goods[now.economy.labels.position(community.pollutant)], latest_voice(now.round, member, community.pollutant)
            found.append(PaperLine(f"{PERMITTED}{good.code}", said(good.name), said(good.unit), voice.amount if voice else standing_permit(year, community)))
        return found

    def said_by(member: Member) -> bool | None:
        voice = now.round.permit_voices.filter(member=member).first()
        return voice.paper if voice else None

    def acts(amounts: Mapping[str, int]) -> list[tuple[str, dict[str, object], dict[str, object]]]:
        return [("permit.say", {"year": now.year.number, "round": now.round.number, "pollutant": code}, {"amount": amount}) for code, amount in amounts.items()]
    return PaperAmounts("permits", _("What you permit of pollution"), _("Write the most that you permit in the whole year. What is left empty stays as it is; for nothing of it, write 0."),
                        now.round.closes_at, PERMITTED, lines, said_by, acts, f"P{now.year.number}-{now.round.number}")


def _open_sheets(request: HttpRequest) -> dict[str, PaperAmounts]:
    """Return the sheets of amounts that are open now, by address."""
    now = situation_of(request)
    return {sheet.slug: sheet for sheet in (_wishes(now), _permits(now)) if sheet is not None}


def _sheet(request: HttpRequest, form: str) -> PaperAmounts:
    sheet = _open_sheets(request).get(form)
    if sheet is None:
        raise Http404
    return sheet


def _people(request: HttpRequest) -> list[Member]:
    return list(Member.objects.filter(community=request.community, simulated=False).select_related("profile").order_by("number"))


def list_amounts(request: HttpRequest) -> HttpResponse:
    """Show the sheets of amounts that are open, and for each who has said something, on a screen or on paper."""
    people = _people(request)
    shown = [(sheet, [(member, sheet.said(member)) for member in people if sheet.lines(member)]) for sheet in _open_sheets(request).values()]
    return render(request, "desk/amounts.html", {"sheets": shown})


def print_amounts(request: HttpRequest, form: str) -> HttpResponse:
    """Show a sheet for every member who has a say, one on each page."""
    found = _sheet(request, form)
    sheets = [(member, found.code(member), found.lines(member)) for member in _people(request)]
    return render(request, "desk/amount_sheets.html", {"form": found, "sheets": [sheet for sheet in sheets if sheet[2]]})


@never_cache
def enter_amounts(request: HttpRequest, form: str, number: int) -> HttpResponse:
    """Take one member's sheet, typed twice: only equal entries are sent, marked as paper. What is left empty stays as it was."""
    found = _sheet(request, form)
    member = Member.objects.filter(community=request.community, number=number).select_related("profile").first()
    lines = found.lines(member) if member is not None else []
    if not lines:
        raise Http404
    place = (request, found, member)
    if request.method == "GET":
        return _show(place, lines, {})
    typed, first = request.POST.dict(), _first(request.POST.get("first", ""))
    amounts, errors = read_amounts({line.field: typed.get(line.field, "") for line in lines}, found.prefix)
    if not amounts and not errors:
        errors = [Refusal(PaperReason.EMPTY)]
    if errors:
        return _show(place, lines, typed, errors=errors, first=first, status=422)
    if first is None:
        return _show(place, lines, {}, first=amounts)
    if first != amounts:
        differing = ", ".join(line.name for line in lines if first.get(line.field.removeprefix(found.prefix)) != amounts.get(line.field.removeprefix(found.prefix)))
        return _show(place, lines, {}, errors=[Refusal(PaperReason.DIFFERS, "", differing)], status=422)
    # What stands where nothing was written is said again, so that an earlier wish is not lost.
    whole = {**{line.field.removeprefix(WISHED): line.stands for line in lines}, **amounts} if found.prefix == WISHED else amounts
    for at, (kind, about, vote) in enumerate(found.acts(whole)):
        body = {"member": member.id, "kind": kind, "about": about, "vote": vote}
        outcome = perform(request.community, "paper.vote", body, by=request.member.id, request_id=f"{request.POST.get('request_id', '')}{f'-{at}' if at else ''}")
        if not isinstance(outcome, Answered):
            return _show(place, lines, typed, errors=list(outcome.refusals), status=422)
    return render(request, "desk/entered.html", {"member": member, "tracker": found.code(member), "back": "paper-amounts"})


def _first(text: str) -> dict[str, int] | None:
    """Return the first entry as the form carried it, or None where there is none."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) and found and all(isinstance(value, int) for value in found.values()) else None


def _show(place: tuple[HttpRequest, PaperAmounts, Member], lines: list[PaperLine], typed: Mapping[str, str], *, errors=(), first: dict[str, int] | None = None, status: int = 200) -> HttpResponse:
    request, found, member = place
    told = {error.field: error.text for error in errors}
    shown = [(line, typed.get(line.field, ""), told.get(line.field, "")) for line in lines]
    return render(request, "desk/enter_amounts.html", {"form": found, "member": member, "code": found.code(member), "lines": shown, "errors": errors, "second": first is not None,
                                                       "first": "" if first is None else json.dumps(first), "said": found.said(member), "request_key": new_request_id()}, status=status)
