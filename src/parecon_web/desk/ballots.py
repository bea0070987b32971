"""Ballots on paper: one sheet for each member, and the clerk who types what comes back, twice, through the same acts as every screen."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from parecon_web.desk.paper import PaperReason
from parecon_web.members.models import Member
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.refusals import Answered, Refusal
from parecon_web.rounds.keeping import current_year
from parecon_web.rounds.models import Year
from parecon_web.rounds.situation import Situation, situation_of
from parecon_web.voting.assembly import VOICE_NAMES
from parecon_web.voting.models import Motion, PlanVote, SharedVote
from parecon_web.voting.pages import PLAN_NAMES, title_of
from parecon_web.voting.plans import options_of
from parecon_web.voting.shared import LEVEL, VOTE_ALL, options_on, places_of, settlement_of, stage_of
from parecon_web.voting.shared_page import PACKAGE_NAMES, option_name

__all__ = ["enter_ballot", "list_ballots", "print_ballots"]


@dataclass(frozen=True)
class PaperBallot:
    """An open ballot with an open roll: its address, what is asked, until when, and how many options a member may mark.

    options: of a member, as (value, title, words); voted: of a member, whether by paper, None where they have not;
    kind, about: the act that a vote is, and its public part.
    """

    slug: str
    title: str
    text: str
    until: object
    many: bool
    kind: str
    about: Mapping[str, object]
    options: Callable[[Member], list[tuple[str, str, str]]]
    voted: Callable[[Member], bool | None]
    reasons: bool = False

    def code(self, member: Member) -> str:
        """Return the code on a member's sheet: the ballot's letter and numbers, and the member's number, which is no name."""
        letter, _hyphen, numbers = self.slug.partition("-")
        return f"{letter[0].upper()}{numbers}-{member.number}"

    def body(self, member: Member, marked: list[str], reason: str) -> dict[str, object]:
        """Return the body of the act by which the clerk enters what a member marked."""
        vote: dict[str, object] = {"approves": marked} if self.many else {"voice": marked[0] if marked else "", "reason": reason}
        return {"member": member.id, "kind": self.kind, "about": dict(self.about), "vote": vote}


def _motion(motion: Motion) -> PaperBallot:
    def voted(member: Member) -> bool | None:
        voice = motion.voices.filter(member=member).first()
        return voice.paper if voice else None
    return PaperBallot(f"motion-{motion.number}", motion.title, motion.text, motion.closes_at, False, "motion.vote", {"motion": motion.number},
                       lambda _member: [(voice, str(name), "") for voice, name in VOICE_NAMES.items()], voted, reasons=True)


def _plans(now: Situation) -> PaperBallot:
    def voted(member: Member) -> bool | None:
        vote = PlanVote.objects.filter(ballot__year=now.year, member=member).first()
        return vote.paper if vote else None
    options = [(option.name, title_of(option.name), str(PLAN_NAMES[option.name][1]) if option.name in PLAN_NAMES else option.sentence) for option in options_of(now.year)]
    return PaperBallot(f"plans-{now.year.number}", _("The plan of %(year)d") % {"year": now.year.number}, _("Mark every plan that you can live with."), None, True, "plans.vote",
                       {"year": now.year.number}, lambda _member: options, voted)


def _shared(now: Situation) -> PaperBallot | None:
    stage = stage_of(now.round)
    if stage is None or stage.what not in (LEVEL, VOTE_ALL):
        return None
    settled = settlement_of(now.round)

    def options(member: Member) -> list[tuple[str, str, str]]:
        if stage.what == VOTE_ALL:
            return [(name, str(title), "") for name, title in PACKAGE_NAMES.items()]
        place = places_of(member, now.economy).get(stage.level)
        return [] if place is None else [(name, *option_name(now, now.round, place, name)) for name, _amounts in options_on(settled, place)]

    def voted(member: Member) -> bool | None:
        vote = SharedVote.objects.filter(round=now.round, stage=stage.number, member=member).first()
        return vote.paper if vote else None
    return PaperBallot(f"shared-{now.round.number}-{stage.number}", _("Shared goods"), _("Mark every option that you can live with."), now.round.closes_at, True, "shared.vote",
                       {"year": now.year.number, "round": now.round.number, "stage": stage.number}, options, voted)


def open_ballots(request: HttpRequest) -> dict[str, PaperBallot]:
    """Return the ballots that are open and have an open roll, by address."""
    found = [_motion(motion) for motion in Motion.objects.filter(community=request.community, closed_at=None)]
    if current_year(request.community) is not None:
        now = situation_of(request)
        found += [_plans(now)] if now.year.phase == Year.Phase.BALLOT else []
        found += [shared for shared in [_shared(now)] if shared is not None]
    return {ballot.slug: ballot for ballot in found}


def _ballot(request: HttpRequest, slug: str) -> PaperBallot:
    ballot = open_ballots(request).get(slug)
    if ballot is None:
        raise Http404
    return ballot


def _people(request: HttpRequest) -> list[Member]:
    return list(Member.objects.filter(community=request.community, simulated=False).select_related("profile").order_by("number"))


def list_ballots(request: HttpRequest) -> HttpResponse:
    """Show the open ballots, and for each who has voted, on a screen or on paper."""
    people = _people(request)
    shown = [(ballot, [(member, ballot.voted(member)) for member in people if ballot.options(member)]) for ballot in open_ballots(request).values()]
    return render(request, "desk/ballots.html", {"ballots": shown})


def print_ballots(request: HttpRequest, ballot: str) -> HttpResponse:
    """Show a sheet for every member who may vote, one on each page."""
    found = _ballot(request, ballot)
    sheets = [(member, found.code(member), found.options(member)) for member in _people(request)]
    return render(request, "desk/ballot_sheets.html", {"ballot": found, "sheets": [sheet for sheet in sheets if sheet[2]]})


@never_cache
def enter_ballot(request: HttpRequest, ballot: str, number: int) -> HttpResponse:
    """Take one member's ballot, typed twice: only equal entries are sent, marked as paper; the last vote of a member counts."""
    found = _ballot(request, ballot)
    member = Member.objects.filter(community=request.community, number=number).select_related("profile").first()
    options = found.options(member) if member is not None else []
    if not options:
        raise Http404
    place, errors = (request, found, member), []
    if request.method == "POST":
        names = [name for name, _title, _words in options]
        typed = {"marked": [name for name in request.POST.getlist("marked") if name in names], "reason": request.POST.get("reason", "").strip()}
        first = _first(request.POST.get("first", ""))
        if first is None:
            return _show(place, options, first=typed)
        if first != typed:
            return _show(place, options, errors=[Refusal(PaperReason.DIFFERS)], status=422)
        outcome = perform(request.community, "paper.vote", found.body(member, typed["marked"], typed["reason"]), by=request.member.id, request_id=request.POST.get("request_id", ""))
        if isinstance(outcome, Answered):
            return render(request, "desk/entered.html", {"member": member, "tracker": outcome.answer.get("tracker", found.code(member)), "back": "paper-ballots"})
        errors = [Refusal(refusal.reason, "marked", refusal.given, refusal.limit, refusal.way_out) for refusal in outcome.refusals]
    return _show(place, options, errors=errors, status=422 if errors else 200)


def _first(text: str) -> dict | None:
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) and set(found) == {"marked", "reason"} else None


def _show(place: tuple[HttpRequest, PaperBallot, Member], options: list, *, errors=(), first: dict | None = None, status: int = 200) -> HttpResponse:
    request, ballot, member = place
    return render(request, "desk/enter_ballot.html", {"ballot": ballot, "member": member, "code": ballot.code(member), "options": options, "errors": errors, "second": first is not None,
                                                      "first": "" if first is None else json.dumps(first), "voted": ballot.voted(member), "request_key": new_request_id()}, status=status)
