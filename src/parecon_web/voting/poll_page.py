"""The screen of a secret ballot: what is promised, the vote and its receipt, and after the count the table in which everybody finds their row."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parecon.ballots import read_decision
from parecon_web.members.models import Member
from parecon_web.record.refusals import Answered, Refused
from parecon_web.rounds.answers import sent_to
from parecon_web.voting.assembly import VOICE_NAMES
from parecon_web.voting.delegate_page import DONE
from parecon_web.voting.models import Poll, SecretVote
from parecon_web.voting.motions import charter_of_community
from parecon_web.voting.polls import count_poll, may_count, put_into_box

__all__ = ["close", "show_poll", "vote_in_secret"]

IN_SECRET = ("for", "against", "abstain")


def vote_in_secret(poll: Poll, member: Member, form) -> str | Refused:
    """Put a vote into the box as a browser posts it; simulated members come through here too."""
    choice = form.getlist("choice") if poll.kind == Poll.Kind.ELECTION else form.get("choice", "")
    return put_into_box(poll, member, {"choice": choice, "phrase": form.get("phrase", "").strip()}, form.get("request_id", ""))


def show_poll(request: HttpRequest, poll: int) -> HttpResponse:
    """Show a secret ballot, with its table once it is counted (GET), or vote in it (POST)."""
    found, errors = _find(request, poll), ()
    if request.method == "POST":
        outcome = vote_in_secret(found, request.member, request.POST)
        if isinstance(outcome, str):
            return redirect("poll", request.community.slug, poll)
        errors = outcome.refusals
    return _show(request, found, errors)


def close(request: HttpRequest, poll: int) -> HttpResponse:
    """Count a ballot whose time is over, or in which everybody has voted."""
    found = _find(request, poll)
    outcome = count_poll(found, request.member.id, request.POST.get("request_id", ""))
    if isinstance(outcome, Answered) or found.closed_at is not None:
        answer = redirect("poll", request.community.slug, poll)
        return sent_to(outcome, answer) if isinstance(outcome, Answered) else answer
    return _show(request, found, outcome.refusals)


def _find(request: HttpRequest, number: int) -> Poll:
    poll = Poll.objects.filter(community=request.community, number=number).select_related("council", "subject__profile", "opened_by__profile", "community").first()
    if poll is None:
        raise Http404
    return poll


def _show(request: HttpRequest, poll: Poll, errors) -> HttpResponse:
    charter = charter_of_community(request.community)
    people = {str(one.number): one for one in Member.objects.filter(community=request.community).select_related("profile")}
    mine = SecretVote.objects.filter(community=request.community, poll=poll.number, member=request.member).first()
    typed = request.POST.getlist("choice") if errors else mine.choice if mine else []
    options = IN_SECRET if poll.kind == Poll.Kind.RECALL else poll.options
    names = {option: VOICE_NAMES[option] if poll.kind == Poll.Kind.RECALL else people.get(option, option) for option in options}
    context = {
        "poll": poll, "names": names, "errors": errors, "mine": mine, "options": [(option, names[option], option in typed) for option in options],
        "phrase": request.POST.get("phrase", mine.phrase if mine else ""), "words": charter["ballots.secret.phrase_words"], "least": charter["ballots.secret.voters_min"],
        "invited": str(request.member.number) in poll.roll, "voted": SecretVote.objects.filter(community=request.community, poll=poll.number).count(),
        "ripe": may_count(poll, timezone.now()), "decision": read_decision(charter, poll.kind)}
    if poll.closed_at is not None:
        told = poll.result
        context |= {"outcome": [names[one] for one in told["outcome"] if one in names], "done": DONE.get(told["done"], told["done"]), "few": told["result"] is None,
                    "rows": [(row["phrase"], row["tracker"], _say(row["choice"], names)) for row in sorted(told["rows"], key=lambda row: (row["phrase"], row["tracker"]))],
                    "counts": _count(told["rows"], names),
                    "alike": len({str(row["choice"]) for row in told["rows"]}) == 1, "roll": [(people.get(one, one), one in told["voted"]) for one in told["invited"]]}
    return render(request, "voting/poll.html", context, status=422 if errors else 200)


def _say(choice: list | str, names: dict) -> str:
    return ", ".join(str(names[one]) for one in ([choice] if isinstance(choice, str) else choice)) or str(_("nobody"))


def _count(rows: list[dict], names: dict) -> list[tuple]:
    """Return the votes behind each option, most first, counted from the table as anybody can."""
    found = [(name, sum(option == row["choice"] or isinstance(row["choice"], list) and option in row["choice"] for row in rows)) for option, name in names.items()]
    return sorted(found, key=lambda one: -one[1])
