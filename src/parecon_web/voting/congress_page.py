"""Screens of delegates together: questions put to them, and one question with mandates, votes, the roll, and the way down to everybody."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parecon.ballots import read_decision
from parecon_web.councils.models import Council
from parecon_web.members.models import Member
from parecon_web.record.acts import perform
from parecon_web.record.refusals import Answered
from parecon_web.rounds.answers import sent_to
from parecon_web.voting.assembly import VOICE_NAMES
from parecon_web.voting.congress import DELEGATES_SAY, KINDS_OF_CONGRESS, MANDATE_NAMES, councils_of, mandate_name, mandate_of, may_count, signatures_needed
from parecon_web.voting.models import Question
from parecon_web.voting.motions import ASSEMBLY, charter_of_community

__all__ = ["MEETINGS", "close", "instruct", "list_questions", "show_question", "sign", "vote"]

MEETINGS = {Council.Kind.WORKER: _("Delegates of all workplaces"), Council.Kind.CONSUMER: _("Delegates of all neighbourhoods")}
WHY_DOWN = {
    "close_margin_points": _("The delegates' vote was close, so everybody decides."), "petition_members": _("Enough members asked that everybody decides."),
    "petition_councils": _("Most members of enough councils asked that everybody decides."),
}


@dataclass(frozen=True)
class Side:
    """A council as a question's page shows it: its delegates, what it told them, what its members want told; mine and speaks: what this reader is in it."""

    council: Council
    delegates: list[Member]
    mandate: str
    wanted: list[tuple[str, str, int, bool]]
    mine: bool
    speaks: bool
    voted: bool
    voice: str
    reason: str


def list_questions(request: HttpRequest) -> HttpResponse:
    """Show all questions put to delegates and a form for a new one (GET), or put it (POST)."""
    given = {name: request.POST.get(name, "") for name in ("kind", "title", "text")}
    errors: tuple = ()
    if request.method == "POST":
        body = given | {"kind": int(given["kind"]) if given["kind"] in {str(int(kind)) for kind in KINDS_OF_CONGRESS} else -1}
        outcome = perform(request.community, "question.raise", body, by=request.member.id, request_id=request.POST.get("request_id", ""))
        if isinstance(outcome, Answered):
            return sent_to(outcome, redirect("question", request.community.slug, outcome.answer["question"]))
        errors = outcome.refusals
    mine = set(Council.objects.filter(seats__member=request.member).values_list("kind", flat=True))
    questions = [(one, MEETINGS[one.kind]) for one in Question.objects.filter(community=request.community).select_related("motion")]
    context = {"open": [pair for pair in questions if pair[0].closed_at is None], "decided": [pair for pair in questions if pair[0].closed_at], "given": given, "errors": errors,
               "kinds": [(int(kind), MEETINGS[kind], given["kind"] == str(int(kind))) for kind in KINDS_OF_CONGRESS if kind in mine],
               "days": read_decision(charter_of_community(request.community), ASSEMBLY).days}
    return render(request, "voting/congress.html", context, status=422 if errors else 200)


def show_question(request: HttpRequest, question: int, *, errors: tuple = (), status: int = 200) -> HttpResponse:
    """Show a question with what councils told their delegates, and the roll once it is counted."""
    found = _find(request, question)
    charter, sides = charter_of_community(request.community), [_side(request, found, council) for council in councils_of(found)]
    councils = {side.council.slug: side.council for side in sides}
    roll = [(councils[line["council"]], line) for line in found.result.get("roll", ())]
    reasons = dict(found.voices.values_list("council__slug", "reason")) if roll else {}
    names = {member.number: member for member in Member.objects.filter(community=request.community, number__in=[line["member"] for _c, line in roll]).select_related("profile")}
    context = {
        "question": found, "meeting": MEETINGS[found.kind], "errors": errors, "sides": sides, "ours": [side for side in sides if side.mine], "ripe": may_count(found, timezone.now()),
        "roll": [(council, names[line["member"]], VOICE_NAMES[line["voice"]], mandate_name(line["mandate"], line["allowed"]),
                  line["outside"], line["counted"], reasons.get(line["council"], "")) for council, line in roll],
        "counts": [(VOICE_NAMES[name], int(Fraction(found.result["scores"][name]))) for name in DELEGATES_SAY] if roll else [], "voted": found.voices.count(), "seated": sum(bool(side.delegates) for side in sides),
        "signed": found.petitions.count(), "needed": signatures_needed(found), "signer": found.petitions.filter(member=request.member).exists(), "why_down": WHY_DOWN.get(found.result.get("why_down", ""), ""),
        "margin": charter["ballots.councils.close_margin_points"], "by_members": charter["ballots.delegates.weight"] == "members", "voices": [(voice, VOICE_NAMES[voice]) for voice in DELEGATES_SAY]}
    return render(request, "voting/question.html", context, status=status)


def _side(request: HttpRequest, question: Question, council: Council) -> Side:
    told, voice = mandate_of(question, council), question.voices.filter(council=council).first()
    seats = list(council.seats.select_related("member__profile").order_by("member__number"))
    mine = any(seat.member_id == request.member.id for seat in seats)
    wanted, own = [], question.instructions.filter(council=council, member=request.member).first()
    if mine and question.closed_at is None:
        said = list(question.instructions.filter(council=council).values_list("kind", "voice"))
        default = charter_of_community(question.community)["ballots.delegates.mandate"]
        chosen = (own.kind, own.voice) if own else ("free", "") if default == "free" else None
        wanted = [(f"{kind} {which}".strip(), str(name), said.count((kind, which)), (kind, which) == chosen) for (kind, which), name in MANDATE_NAMES.items()]
    speaks = any(seat.member_id == request.member.id and seat.delegate for seat in seats)
    return Side(council, [seat.member for seat in seats if seat.delegate], mandate_name(told.kind, told.allowed) if told else "", wanted, mine, speaks,
                voice is not None, voice.voice if voice and speaks else "", voice.reason if voice and speaks else "")


def _find(request: HttpRequest, number: int) -> Question:
    question = Question.objects.filter(community=request.community, number=number).select_related("raised_by__profile", "motion", "community").first()
    if question is None:
        raise Http404
    return question


def _done(request: HttpRequest, question: int, kind: str, body: dict) -> HttpResponse:
    _find(request, question)
    outcome = perform(request.community, kind, {"question": question, **body}, by=request.member.id, request_id=request.POST.get("request_id", ""))
    if isinstance(outcome, Answered):
        return sent_to(outcome, redirect("question", request.community.slug, question))
    return show_question(request, question, errors=outcome.refusals, status=422)


def instruct(request: HttpRequest, question: int) -> HttpResponse:
    """Take what a member wants their council's delegate to be told."""
    kind, _space, voice = request.POST.get("mandate", "").partition(" ")
    return _done(request, question, "question.instruct", {"council": request.POST.get("council", ""), "kind": kind, "voice": voice})


def vote(request: HttpRequest, question: int) -> HttpResponse:
    """Take a delegate's vote for their council."""
    return _done(request, question, "question.vote", {name: request.POST.get(name, "") for name in ("council", "voice", "reason")})


def sign(request: HttpRequest, question: int) -> HttpResponse:
    """Take a member's wish that everybody decides."""
    return _done(request, question, "question.petition", {})


def close(request: HttpRequest, question: int) -> HttpResponse:
    """Count a question whose time is over."""
    return _done(request, question, "question.close", {})
