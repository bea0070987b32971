"""The screen of a council's delegate: who speaks for it, until when, and the secret ballots that elect and recall."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from parecon.ballots import read_decision
from parecon_web.councils.access import council_of, may_draft, my_council
from parecon_web.councils.models import Council
from parecon_web.record.acts import perform
from parecon_web.record.refusals import Answered
from parecon_web.rounds.answers import sent_to
from parecon_web.voting.assembly import VOICE_NAMES
from parecon_web.voting.models import Poll
from parecon_web.voting.motions import charter_of_community
from parecon_web.voting.reports import deeds_of, report_due

__all__ = ["DONE", "open_ballot", "report", "show_delegate"]

DONE = {
    "seated": _("elected, and seated at once"), "recalled": _("recalled at once"), "NOBODY_VOTED": _("nobody voted"), "QUORUM": _("fewer took part than the quorum asks for"),
    "THRESHOLD": _("nobody had enough votes"), "NOTHING_APPROVED": _("nobody had a vote"), "OPPOSED": _("not recalled"),
    "ROTATION": _("elected, but the terms in a row are used up: others take their turn"), "NOT_A_MEMBER": _("elected, but no member of the council any more"),
}
"""What a ballot on a person did, or why it did nothing."""


def open_ballot(request: HttpRequest, slug: str) -> HttpResponse:
    """Open an election or a recall, which only members of the council may."""
    my_council(request, slug)
    subject = request.POST.get("subject", "")
    body = {"council": slug, "kind": request.POST.get("kind", "")} | ({"subject": int(subject)} if subject.isdecimal() and len(subject) < 19 else {})
    outcome = perform(request.community, "poll.open", body, by=request.member.id, request_id=request.POST.get("request_id", ""))
    if isinstance(outcome, Answered):
        return sent_to(outcome, redirect("poll", request.community.slug, outcome.answer["poll"]))
    return show_delegate(request, slug, errors=outcome.refusals, status=422)


def report(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish a delegate's report to their council."""
    my_council(request, slug)
    outcome = perform(request.community, "delegate.report", {"council": slug, "text": request.POST.get("text", "")}, by=request.member.id, request_id=request.POST.get("request_id", ""))
    if isinstance(outcome, Answered):
        return sent_to(outcome, redirect("delegate", request.community.slug, slug))
    return show_delegate(request, slug, errors=outcome.refusals, status=422)


def show_delegate(request: HttpRequest, slug: str, *, errors: tuple = (), status: int = 200) -> HttpResponse:
    """Show a council's delegate with what they did and reported, its terms and its ballots."""
    council = council_of(request, slug)
    charter, terms = charter_of_community(request.community), council.terms.select_related("member__profile")
    election, polls = read_decision(charter, Poll.Kind.ELECTION), list(council.polls.select_related("subject__profile"))
    newest = {term.member_id: term for term in reversed(terms)}
    sitting = [(seat.member, newest.get(seat.member_id)) for seat in council.seats.filter(delegate=True).select_related("member__profile").order_by("member__number")]
    told = [(member, deeds_of(council, member, VOICE_NAMES)) for member, _term in sitting] if council.kind in (Council.Kind.CONSUMER, Council.Kind.WORKER) else []
    context = {
        "told": told, "reports": council.reports.select_related("member__profile"), "speaks": any(member == request.member for member, _deeds in told), "typed": request.POST.get("text", ""),
        "days": report_due(council).days, "council": council, "mine": may_draft(request.member, council), "sitting": sitting, "terms": terms, "errors": errors,
        "open": next((poll for poll in polls if poll.closed_at is None), None),
        "decided": [(poll, DONE.get(poll.result["done"], poll.result["done"])) for poll in polls if poll.closed_at is not None],
        "election": election, "quorum": float(election.bar.quorum), "threshold": float(election.bar.threshold)}
    return render(request, "voting/delegate.html", context, status=status)
