"""What a council's delegate did, put together from open rolls, and the delegate's own reports."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parecon.ballots import Act as DelegateAct
from parecon.ballots import Delegate, find_overdue_reports, give_mandate, report_back
from parecon_web.councils.models import Council
from parecon_web.engine_words import said
from parecon_web.members.models import Member
from parecon_web.record.acts import Act, handles
from parecon_web.record.refusals import Refusal, Refused
from parecon_web.rounds.home import Need
from parecon_web.rounds.models import DraftVote
from parecon_web.voting.congress import mandate_name
from parecon_web.voting.models import DelegateVoice, Motion, Report
from parecon_web.voting.motions import charter_of_community

__all__ = ["Deed", "deeds_of", "needs_of_reports", "overdue_of"]

TEXT_MAX = 4000


class ReportReason(Enum):
    """Why a report is refused."""

    NOT_DELEGATE = gettext_lazy("Only a delegate of this council reports to it")
    NO_TEXT = gettext_lazy("Say what was decided and why you voted as you did; letters")


@dataclass(frozen=True)
class Deed:
    """One decision a delegate took part in: what it was, how they voted, how most others of their council did ("" where none or as many), and whether they differ.

    told: what their council told them before they voted for it, "" where it was their own vote or nothing was told.
    """

    title: str
    url: str
    day: date
    choice: str
    council: str
    deviates: bool
    reason: str
    told: str = ""


@handles("delegate.report")
def report(act: Act) -> dict | Refused:
    """Report to one's council; body: council (slug), text. Everybody can read it."""
    council, text = Council.objects.filter(community=act.community, slug=act.body["council"]).first(), act.body["text"].strip()
    if council is None or not council.seats.filter(member_id=act.by, delegate=True).exists():
        return Refused((Refusal(ReportReason.NOT_DELEGATE),))
    if not 0 < len(text) <= TEXT_MAX:
        return Refused((Refusal(ReportReason.NO_TEXT, "text", str(len(text)), str(TEXT_MAX)),))
    row = Report.objects.create(id=act.new_id(), community=act.community, council=council, member_id=act.by, text=text, at=act.at)
    return {"report": row.id}


def _begun(council: Council, member: Member):
    """Return since when a member speaks for a council: since their last term began, or since they joined."""
    term = council.terms.filter(member=member).order_by("-begins").first()
    return term.begins if term is not None else member.joined_at


def _votes(council: Council, member: Member) -> list[tuple[str, str, str, DelegateAct]]:
    """Return title, address, what most others of the council voted, and the engine's act, of every counted motion on which the delegate voted in their term."""
    charter, delegate = charter_of_community(council.community), Delegate(str(member.number), council.slug, _begun(council, member).date(), date.max)
    others, found = set(council.seats.exclude(member=member).values_list("member_id", flat=True)), []
    for motion in Motion.objects.filter(community=council.community, closed_at__gte=_begun(council, member)).prefetch_related("voices"):
        mine = next((voice for voice in motion.voices.all() if voice.member_id == member.id), None)
        if mine is None:
            continue
        counts = Counter(voice.voice for voice in motion.voices.all() if voice.member_id in others).most_common(2)
        most = counts[0][0] if counts and (len(counts) == 1 or counts[0][1] > counts[1][1]) else ""
        decision = f"motion {motion.number}"
        mandate = give_mandate(council.slug, decision, charter, kind="guided", allowed=(most,)) if most else None
        found.append((motion.title, reverse("motion", args=[council.community.slug, motion.number]), most,
                      DelegateAct(delegate, decision, mine.voice, mandate, motion.closed_at.date(), bool(most) and mine.voice != most, mine.reason)))
    return found


def _deeds_for(council: Council, member: Member, names: dict[str, str]) -> list[Deed]:
    """Return the counted questions on which a delegate cast the council's vote in their term, the newest first."""
    voices = DelegateVoice.objects.filter(council=council, member=member, question__closed_at__gte=_begun(council, member)).select_related("question").order_by("-question__number")
    found = []
    for voice in voices:
        line = next((one for one in voice.question.result.get("roll", ()) if one["council"] == council.slug), None)
        if line is not None:
            told = mandate_name(line["mandate"], line["allowed"])
            found.append(Deed(voice.question.title, reverse("question", args=[council.community.slug, voice.question.number]), voice.question.closed_at.date(), str(names[voice.voice]), "",
                              line["outside"], voice.reason, told))
    return found


def deeds_of(council: Council, member: Member, names: dict[str, str]) -> list[Deed]:
    """Return what a delegate did in their term: votes in the assembly beside their council's, those that differ first, then votes on drafts of bodies they sit in."""
    votes = _votes(council, member)
    known = {act.decision: (title, url, most, act) for title, url, most, act in votes}
    found = []
    for line in report_back([act for *_more, act in votes], council.slug):
        title, url, most, act = known[line.decision]
        found.append(Deed(title, url, act.day, str(names[line.choice]), str(names[most]) if most else "", line.deviates, line.reason))
    found = sorted([*_deeds_for(council, member, names), *found], key=lambda deed: not deed.deviates)
    bodies = Council.objects.filter(seats__member=member, seats__delegate=True).exclude(kind__in=(Council.Kind.CONSUMER, Council.Kind.WORKER))
    for vote in DraftVote.objects.filter(member=member, draft__council__in=bodies, draft__at__gte=_begun(council, member)).select_related("draft__council", "draft__round__year").order_by("-draft__at"):
        draft = vote.draft
        title = _("%(body)s, year %(year)d, round %(round)d, draft %(version)d") % {
            "body": said(draft.council.name), "year": draft.round.year.number, "round": draft.round.number, "version": draft.version}
        found.append(Deed(title, reverse("council", args=[council.community.slug, draft.council.slug]), draft.at.date(), str(_("to send it") if vote.yes else _("against it")), "", False, ""))
    return found


def overdue_of(council: Council, member: Member) -> int:
    """Return how many decisions a delegate has not reported on within the charter's days; a report is of all decisions before it."""
    last, begun = council.reports.filter(member=member).order_by("-at").first(), _begun(council, member)
    delegate = Delegate(str(member.number), council.slug, begun.date(), date.max)
    decided = Motion.objects.filter(community=council.community, closed_at__gte=begun, voices__member=member).values_list("number", "closed_at")
    acts = [DelegateAct(delegate, f"motion {number}", "", None, closed.date(), False, "") for number, closed in decided]
    cast = DelegateVoice.objects.filter(council=council, member=member, question__closed_at__gte=begun).values_list("question__number", "question__closed_at")
    acts += [DelegateAct(delegate, f"question {number}", "", None, closed.date(), False, "") for number, closed in cast]
    reported = {act.decision: last.at.date() for act in acts if last is not None and act.day <= last.at.date()}
    return len(find_overdue_reports(acts, reported, timezone.now().date(), charter_of_community(council.community)))


def report_due(council: Council) -> timedelta:
    """Return within which time of a decision a delegate reports."""
    return timedelta(days=charter_of_community(council.community)["ballots.delegates.report_days"])


def needs_of_reports(member: Member) -> list[Need]:
    """Return the councils to which a member owes a report as their delegate."""
    found = []
    for seat in member.seats.filter(delegate=True, council__kind__in=(Council.Kind.CONSUMER, Council.Kind.WORKER)).select_related("council__community"):
        owed = overdue_of(seat.council, member)
        if owed:
            found.append(Need(_("Report to %(council)s") % {"council": said(seat.council.name)}, _("Decisions you took part in as its delegate wait for your report: %(count)d.") % {"count": owed},
                              reverse("delegate", args=[member.community.slug, seat.council.slug])))
    return found
