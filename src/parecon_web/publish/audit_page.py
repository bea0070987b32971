"""The audit page: the chained log, its head, how to verify it, and both records to take away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parecon_web.councils.models import Council
from parecon_web.members.models import Member
from parecon_web.members.permissions import Who
from parecon_web.publish.year_file import year_archive
from parecon_web.record.acts import chained_line
from parecon_web.record.models import Community, Event
from parecon_web.rounds.council_pages import HIDDEN_BELOW
from parecon_web.rounds.models import Request, Year
from parecon_web.voting.models import AdoptedYear

__all__ = ["give_log", "give_year", "show_audit"]

PER_PAGE = 50
KINDS = {
    "members.join": gettext_lazy("Members joined"),
    "members.give-task": gettext_lazy("A member was given a task"),
    "councils.found": gettext_lazy("Councils were founded"),
    "councils.seat": gettext_lazy("Members took their seats"),
    "councils.send-delegate": gettext_lazy("A delegate was sent to a federation"),
    "year.open": gettext_lazy("A year was opened"),
    "request.send": gettext_lazy("A request was sent"),
    "request.autopilot": gettext_lazy("Autopilot was switched"),
    "need.say": gettext_lazy("Words or a vote on a need, inside a neighbourhood"),
    "draft.save": gettext_lazy("A draft was saved"),
    "draft.vote": gettext_lazy("A vote on a draft"),
    "proposal.remark": gettext_lazy("Words on a proposal"),
    "appeal.vote": gettext_lazy("A delegate voted on an appeal"),
    "paper.vote": gettext_lazy("The clerk entered from paper what a member voted or said"),
    "paper.draft": gettext_lazy("The clerk entered a workplace's proposal from paper"),
    "motion.raise": gettext_lazy("A motion was raised"),
    "motion.vote": gettext_lazy("A vote on a motion"),
    "motion.close": gettext_lazy("A motion was counted"),
    "permit.say": gettext_lazy("A member said how much pollution they permit"),
    "shared.wish": gettext_lazy("A member said what they wish of shared goods"),
    "shared.propose": gettext_lazy("A member proposed an option for shared goods"),
    "shared.vote": gettext_lazy("A vote on shared goods"),
    "shared.close": gettext_lazy("Consent to count what was decided on shared goods"),
    "poll.open": gettext_lazy("A secret ballot was opened"),
    "poll.close": gettext_lazy("A secret ballot was counted"),
    "question.raise": gettext_lazy("A question was put to delegates"),
    "question.instruct": gettext_lazy("A member said what a delegate shall be told"),
    "question.vote": gettext_lazy("A delegate voted"),
    "question.petition": gettext_lazy("A member asked that everybody decides"),
    "question.close": gettext_lazy("A vote of delegates was counted"),
    "delegate.report": gettext_lazy("A delegate reported to their council"),
    "tasks.save": gettext_lazy("A workplace listed its tasks"),
    "tasks.say": gettext_lazy("A member said what tasks are like"),
    "division.propose": gettext_lazy("A division of labour was proposed"),
    "division.vote": gettext_lazy("A vote on a division of labour"),
    "effort.open": gettext_lazy("A rating of effort was opened"),
    "effort.close": gettext_lazy("A rating of effort was counted"),
    "effort.appeal": gettext_lazy("An appeal against a rating"),
    "effort.judge": gettext_lazy("A juror rated"),
    "round.close": gettext_lazy("Consent to close the round"),
    "round.extend": gettext_lazy("Consent to a later end"),
    "round.remind": gettext_lazy("Facilitators asked to remind by mail"),
    "plans.draw": gettext_lazy("Consent to draw up the plans"),
    "plans.vote": gettext_lazy("A vote on the plans"),
    "plans.count": gettext_lazy("Consent to count the vote"),
    "delivery.record": gettext_lazy("A council recorded what it delivered and used"),
    "draw.take": gettext_lazy("A member drew goods"),
    "wishes.propose": gettext_lazy("A change of wishes was proposed"),
    "wishes.agree": gettext_lazy("A member agreed with a change of wishes"),
    "failure.report": gettext_lazy("A workplace reported what it cannot deliver"),
    "failure.excuse": gettext_lazy("Consent on excusing a failure"),
    "failure.step": gettext_lazy("Consent to a step against a shortage"),
    "savings.use": gettext_lazy("A member took up savings"),
    "loan.repay": gettext_lazy("A member paid back"),
    "year.close": gettext_lazy("Consent to close the year"),
    "year.next": gettext_lazy("Consent to open the next year"),
    "year.pass": gettext_lazy("Weeks passed in the demonstration"),
}
"""What happened, in plain words; a kind that is not here is shown by its name."""


@dataclass(frozen=True)
class Entry:
    """One line of the log as the page shows it; by: a member's number, None where the platform itself acted."""

    sequence: int
    what: str
    kind: str
    at: datetime
    by: int | None
    hash: str


def _entries(community: Community, until: int) -> list[Entry]:
    events = list(Event.objects.filter(community=community, sequence__lte=until).order_by("-sequence")[:PER_PAGE])
    numbers = dict(Member.objects.filter(community=community, id__in={event.by for event in events}).values_list("id", "number"))
    return [Entry(event.sequence, str(KINDS.get(event.kind, event.kind)), event.kind, event.at, numbers.get(event.by), event.hash) for event in events]


def _until(request: HttpRequest, last: int) -> int:
    """Return the newest entry that is asked for; anything else than an entry of the log means the last."""
    text = request.GET.get("until", "")
    asked = int(text) if text.isascii() and text.isdecimal() and len(text) <= len(str(last)) else last
    return min(asked, last)


def small_neighbourhoods(year: Year) -> list[Council]:
    """Return the neighbourhoods one of whose sums comes close to what single members asked for: the silent stand in with what is public."""
    asked = Request.objects.filter(round__year=year).values("round", "council").annotate(members=Count("member", distinct=True))
    few = {one["council"] for one in asked if one["members"] < HIDDEN_BELOW}
    homes = Council.objects.filter(community_id=year.community_id, kind=Council.Kind.CONSUMER)
    return [council for council in homes if council.pk in few or council.seats.count() < HIDDEN_BELOW]


def show_audit(request: HttpRequest) -> HttpResponse:
    """Show the log, newest first, its head, how to verify both records, and what they do and do not hold."""
    community = request.community
    last = community.entries - 1
    until = _until(request, last)
    adopted = _adopted(community)
    small = small_neighbourhoods(adopted.year) if adopted else []
    return render(request, "publish/audit.html", {
        "entries": _entries(community, until), "count": community.entries, "head": community.head, "adopted": adopted, "small": small,
        "may_take": not small or Who.AUDITOR in request.roles, "hidden_below": HIDDEN_BELOW,
        "newer": min(until + PER_PAGE, last) if until < last else None, "older": until - PER_PAGE if until >= PER_PAGE else None})


def _adopted(community: Community) -> AdoptedYear | None:
    return AdoptedYear.objects.filter(community=community).select_related("year").order_by("-year__number").first()


def _attached(data: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def give_log(request: HttpRequest) -> HttpResponse:
    """Give the public log as JSON lines that `parecon verify` checks; what is private stands there as a hash."""
    events = Event.objects.filter(community=request.community).order_by("sequence")
    text = "".join(chained_line(event)[0] + "\n" for event in events.iterator())
    return _attached(text.encode(), "application/jsonl", f"{request.community.slug}-log.jsonl")


def give_year(request: HttpRequest) -> HttpResponse:
    """Give the adopted year as one file; where there is none, or a neighbourhood is too small to be shown, back to the page that says so."""
    adopted = _adopted(request.community)
    if adopted is None or small_neighbourhoods(adopted.year) and Who.AUDITOR not in request.roles:
        return redirect("audit", request.community.slug)
    return _attached(year_archive(adopted), "application/zip", f"{request.community.slug}-{adopted.year.number}.zip")
