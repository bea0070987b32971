"""Screens of the assembly: motions that are open, those that were decided, one motion with its roll."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parecon.ballots import VOICES, read_decision
from parecon_web.members.models import Member
from parecon_web.record.acts import perform
from parecon_web.record.refusals import Answered
from parecon_web.rounds.answers import sent_to
from parecon_web.voting.models import Motion
from parecon_web.voting.motions import ASSEMBLY, charter_of_community, may_close

__all__ = ["VOICE_NAMES", "close", "show_assembly", "show_motion"]

VOICE_NAMES = {"for": _("For"), "against": _("Against"), "abstain": _("Abstain"), "object": _("Object, with a reason")}


def show_assembly(request: HttpRequest) -> HttpResponse:
    """Show all motions and a form for a new one (GET), or raise it (POST)."""
    given, errors = {"title": request.POST.get("title", ""), "text": request.POST.get("text", "")}, ()
    if request.method == "POST":
        outcome = perform(request.community, "motion.raise", given, by=request.member.id, request_id=request.POST.get("request_id", ""))
        if isinstance(outcome, Answered):
            return sent_to(outcome, redirect("motion", request.community.slug, outcome.answer["motion"]))
        errors = outcome.refusals
    motions = Motion.objects.filter(community=request.community).select_related("raised_by__profile")
    voted = set(motions.filter(voices__member=request.member).values_list("pk", flat=True))
    context = {"open": [motion for motion in motions if motion.closed_at is None], "decided": [motion for motion in motions if motion.closed_at], "voted": voted,
               "given": given, "errors": errors, "decision": read_decision(charter_of_community(request.community), ASSEMBLY)}
    return render(request, "voting/assembly.html", context, status=422 if errors else 200)


def show_motion(request: HttpRequest, motion: int) -> HttpResponse:
    """Show a motion, with its result and roll once it is counted (GET), or vote on it (POST)."""
    found, errors = _find(request, motion), ()
    if request.method == "POST":
        body = {"motion": motion, "voice": request.POST.get("voice", ""), "reason": request.POST.get("reason", "")}
        outcome = perform(request.community, "motion.vote", body, by=request.member.id, request_id=request.POST.get("request_id", ""))
        if isinstance(outcome, Answered):
            return sent_to(outcome, redirect("motion", request.community.slug, motion))
        errors = outcome.refusals
    return _show(request, found, errors)


def close(request: HttpRequest, motion: int) -> HttpResponse:
    """Count a motion whose time is over."""
    found = _find(request, motion)
    outcome = perform(request.community, "motion.close", {"motion": motion}, by=request.member.id, request_id=request.POST.get("request_id", ""))
    if isinstance(outcome, Answered):
        return sent_to(outcome, redirect("motion", request.community.slug, motion))
    return _show(request, found, outcome.refusals)


def _find(request: HttpRequest, number: int) -> Motion:
    motion = Motion.objects.filter(community=request.community, number=number).select_related("raised_by__profile").first()
    if motion is None:
        raise Http404
    return motion


def _show(request: HttpRequest, motion: Motion, errors) -> HttpResponse:
    mine = motion.voices.filter(member=request.member).first()
    roll = list(motion.voices.select_related("member__profile").order_by("member__number")) if motion.closed_at else []
    counts = [(VOICE_NAMES[voice], sum(one.voice == voice for one in roll)) for voice in VOICES] if motion.closed_at else []
    context = {
        "motion": motion, "mine": mine, "voices": [(voice, VOICE_NAMES[voice], mine is not None and mine.voice == voice) for voice in VOICES], "errors": errors,
        "typed": request.POST.get("reason", mine.reason if mine else ""), "roll": [(one.member, VOICE_NAMES[one.voice], one.reason) for one in roll], "counts": counts,
        "voted": motion.voices.count(), "members": Member.objects.filter(community=request.community).count(), "ripe": may_close(motion, timezone.now()),
        "decision": read_decision(charter_of_community(request.community), ASSEMBLY), "mine_name": VOICE_NAMES[mine.voice] if mine else ""}
    return render(request, "voting/motion.html", context, status=422 if errors else 200)
