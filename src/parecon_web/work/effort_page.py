"""The screens of effort ratings: opening one, rating workmates in secret, what was found, and appeals before a jury."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from parecon.ballots import read_decision
from parecon_web.councils.access import council_of, may_draft, my_council
from parecon_web.members.models import Member
from parecon_web.record.acts import perform
from parecon_web.record.refusals import Answered, Refused
from parecon_web.rounds.answers import sent_to
from parecon_web.rounds.models import Earned
from parecon_web.voting.motions import charter_of_community
from parecon_web.work.effort import EFFORT, appeal_until, count_effort, may_count, own_trackers, rate_workmates
from parecon_web.work.jobs import member_names
from parecon_web.work.models import Appeal, EffortBallot, EffortVote

__all__ = ["appeal", "close", "open_rating", "rate_form", "show_appeal", "show_effort", "show_rating"]


def show_effort(request: HttpRequest, slug: str, *, errors: tuple = (), status: int = 200) -> HttpResponse:
    """Show what rating effort is about, the rating that is open, and those that were counted."""
    council, charter = council_of(request, slug), charter_of_community(request.community)
    ballots = list(council.effort_ballots.select_related("opened_by__profile"))
    earned = Earned.objects.filter(member=request.member).order_by("-year__number").select_related("year").first()
    context = {"council": council, "mine": may_draft(request.member, council), "open": next((one for one in ballots if one.closed_at is None), None), "errors": errors,
               "counted": [one for one in ballots if one.closed_at is not None], "decision": read_decision(charter, EFFORT), "charter": charter, "earned": earned,
               "share": earned.parts / earned.of if earned else 1.0, "too_few": council.seats.count() <= charter["effort.raters_min"]}
    return render(request, "work/effort.html", context, status=status)


def open_rating(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a rating of effort in one's workplace."""
    my_council(request, slug)
    outcome = perform(request.community, "effort.open", {"council": slug}, by=request.member.id, request_id=request.POST.get("request_id", ""))
    if isinstance(outcome, Answered):
        return sent_to(outcome, redirect("rating", request.community.slug, outcome.answer["rating"]))
    return show_effort(request, slug, errors=outcome.refusals, status=422)


def rate_form(ballot: EffortBallot, member: Member, data: QueryDict) -> Answered | Refused:
    """Put ratings into the box as a browser posts them (``points:N``, ``reason:N``); simulated members come through here too."""
    points, reasons = {}, {}
    for name, text in data.items():
        kind, _, number = name.partition(":")
        if kind == "points" and text.strip():
            points[number] = int(text) if text.strip().isdecimal() and len(text) < 6 else text.strip()
        elif kind == "reason" and text.strip():
            reasons[number] = text.strip()
    return rate_workmates(ballot, member, (points, reasons), data.get("request_id", ""))


def show_rating(request: HttpRequest, rating: int) -> HttpResponse:
    """Show a rating, with what was found once it is counted (GET), or rate workmates (POST)."""
    ballot, errors = _find(request, rating), ()
    if request.method == "POST":
        outcome = rate_form(ballot, request.member, request.POST)
        if isinstance(outcome, Answered):
            return sent_to(outcome, redirect("rating", request.community.slug, rating))
        errors = outcome.refusals
    return _show(request, ballot, errors)


def close(request: HttpRequest, rating: int) -> HttpResponse:
    """Count a rating whose time is over, or in which everybody has rated."""
    ballot = _find(request, rating)
    outcome = count_effort(ballot, request.member.id, request.POST.get("request_id", ""))
    if isinstance(outcome, Answered) or ballot.closed_at is not None:
        answer = redirect("rating", request.community.slug, rating)
        return sent_to(outcome, answer) if isinstance(outcome, Answered) else answer
    return _show(request, ballot, outcome.refusals)


def appeal(request: HttpRequest, rating: int) -> HttpResponse:
    """Appeal against one's rating."""
    ballot = _find(request, rating)
    body = {"rating": rating, "text": request.POST.get("text", "")}
    outcome = perform(request.community, "effort.appeal", body, by=request.member.id, request_id=request.POST.get("request_id", ""))
    if isinstance(outcome, Answered):
        return sent_to(outcome, redirect("appeal", request.community.slug, outcome.answer["appeal"]))
    return _show(request, ballot, outcome.refusals)


def _find(request: HttpRequest, number: int) -> EffortBallot:
    ballot = EffortBallot.objects.filter(community=request.community, number=number).select_related("council", "community", "opened_by__profile").first()
    if ballot is None:
        raise Http404
    return ballot


def _show(request: HttpRequest, ballot: EffortBallot, errors) -> HttpResponse:
    charter, own, names = charter_of_community(request.community), str(request.member.number), member_names(ballot.council)
    vote = EffortVote.objects.filter(community=request.community, ballot=ballot.number, member=request.member).first()
    inside, rated = own in ballot.roll, list(ballot.rated.select_related("member__profile").order_by("member__number"))
    least, mine = charter["ballots.secret.voters_min"], next((one for one in rated if one.member_id == request.member.id), None)
    fields = [(number, names.get(number, number), request.POST.get(f"points:{number}", vote.points.get(number, "") if vote else ""),
               request.POST.get(f"reason:{number}", vote.reasons.get(number, "") if vote else "")) for number in ballot.roll if number != own]
    context = {
        "ballot": ballot, "council": ballot.council, "errors": errors, "vote": vote, "invited": inside, "fields": fields, "charter": charter, "least": least,
        "voted": EffortVote.objects.filter(community=request.community, ballot=ballot.number).count(), "ripe": may_count(ballot, timezone.now()),
        "trackers": [(names.get(number, number), vote.points[number], tracker) for number, tracker in own_trackers(vote).items()] if vote else [],
        "rated": rated if inside else [], "shown": [one for one in rated if one.rows] if inside else [], "mine": mine,
        "roll": [(names.get(number, number), number in ballot.voted) for number in ballot.roll],
        "appeal": Appeal.objects.filter(rated=mine).first() if mine else None,
        "until": appeal_until(ballot, charter) if ballot.closed_at else None, "typed": request.POST.get("text", ""), "days": read_decision(charter, EFFORT).days}
    return render(request, "work/rating.html", context, status=422 if errors else 200)


def show_appeal(request: HttpRequest, appeal: int) -> HttpResponse:
    """Show an appeal: to the jury and to who appealed whole, to others what came of it (GET); take a juror's rating (POST)."""
    found, errors = _find_appeal(request, appeal), ()
    if request.method == "POST":
        text = request.POST.get("points", "").strip()
        outcome = perform(request.community, "effort.judge", {"appeal": appeal, "points": int(text) if text.isdecimal() and len(text) < 6 else text}, by=request.member.id,
                          request_id=request.POST.get("request_id", ""))
        if isinstance(outcome, Answered):
            return sent_to(outcome, redirect("appeal", request.community.slug, appeal))
        errors = outcome.refusals
    charter = charter_of_community(request.community)
    names, juror = member_names(found.rated.ballot.council), str(request.member.number) in found.jury
    spoken = set(found.voices.values_list("member__number", flat=True))
    own = found.voices.filter(member=request.member).first()
    context = {"appeal": found, "ballot": found.rated.ballot, "errors": errors, "juror": juror, "whole": juror or found.member_id == request.member.id,
               "jury": [(names.get(number, number), int(number) in spoken) for number in found.jury], "own": own, "charter": charter,
               "typed": request.POST.get("points", f"{own.points:g}" if own else ""), "points": sorted(points for _tracker, points in found.rated.rows)}
    return render(request, "work/appeal.html", context, status=422 if errors else 200)


def _find_appeal(request: HttpRequest, number: int) -> Appeal:
    found = Appeal.objects.filter(community=request.community, number=number).select_related("rated__ballot__council", "rated__member__profile", "member__profile").first()
    if found is None:
        raise Http404
    return found

