"""Effort rated by workmates in secret: opening a ballot, its box beside the log, the count, appeals to a jury drawn by lot."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from parecon.ballots import hash_record, read_decision
from parecon.charter import Charter
from parecon.work import decide_appeal, draw_jury, rate_member
from parecon.work import RatedMember as EngineRated
from parecon.work.refusals import Refused as EngineRefused
from parecon_web.members.models import Member
from parecon_web.record.acts import Act, handles, in_line, is_storable, perform
from parecon_web.record.models import Community, Event
from parecon_web.record.refusals import Answered, RecordReason, Refusal, Refused, Stale
from parecon_web.voting.motions import charter_of_community
from parecon_web.work.jobs import seated
from parecon_web.work.models import Appeal, EffortBallot, EffortVote, JurorVoice, RatedMember
from parecon_web.work.reasons import WorkReason

__all__ = ["EFFORT", "appeal_until", "count_effort", "last_ratings", "may_count", "own_trackers", "rate_workmates"]

EFFORT = "effort_rating"
"""The kind of decision that the charter's rows ``ballots.effort_rating.*`` are about."""
MEMBERS_MIN = 2
WORDS_MAX = 2000
TRACKER = 12


@handles("effort.open")
def open_effort(act: Act) -> dict | Refused:
    """Open a rating of effort; body: council (slug). Everybody who has a seat then rates and is rated."""
    council = seated(act, "effort_ratings")
    if isinstance(council, Refused):
        return council
    if council.effort_ballots.filter(closed_at=None).exists():
        return Refused((Refusal(WorkReason.OPEN_ALREADY),))
    roll = [str(number) for number in council.seats.order_by("member__number").values_list("member__number", flat=True)]
    if len(roll) < MEMBERS_MIN:
        return Refused((Refusal(WorkReason.TOO_FEW, "", str(len(roll)), str(MEMBERS_MIN)),))
    number = (EffortBallot.objects.filter(community=act.community).aggregate(last=Max("number"))["last"] or 0) + 1
    days = read_decision(charter_of_community(act.community), EFFORT).days
    EffortBallot.objects.create(id=act.new_id(), community=act.community, number=number, council=council, roll=roll, opened_by_id=act.by, opened_at=act.at,
                                closes_at=act.at + timedelta(days=days))
    return {"rating": number}


def tracker_of(code: str, rated: str) -> str:
    """Return the tracker of one rating of a vote; without the code nobody can tell which trackers are of one vote."""
    return hash_record(code, rated)[:TRACKER]


def own_trackers(vote: EffortVote) -> dict[str, str]:
    """Return the trackers of a vote by the number of who is rated, which its voter keeps."""
    return {rated: tracker_of(vote.code, rated) for rated in vote.points}


def rate_workmates(ballot: EffortBallot, member: Member, given: tuple[dict[str, int], dict[str, str]], request_id: str) -> Answered | Refused:
    """Put a member's ratings into the box, or replace them; given: points and words for workmates, by their numbers.

    It is no act and leaves no trace in the log. The same request is done once.
    """
    points, reasons = given
    if not 0 < len(request_id) <= 64:
        return Refused((Refusal(RecordReason.NO_REQUEST_ID, "request_id"),))
    if not is_storable(request_id, {"points": points, "reasons": reasons}):
        return Refused((Refusal(RecordReason.NO_TEXT),))
    refusals = _find_refusals(ballot, member, points, reasons)
    if refusals:
        return Refused(refusals)
    with in_line(ballot.community) as home:
        if EffortBallot.objects.get(pk=ballot.pk).closed_at is not None:
            return Refused((Refusal(WorkReason.COUNTED),))
        mine = EffortVote.objects.filter(community=home, ballot=ballot.number, member=member).first()
        if mine is None or mine.request != request_id:
            EffortVote.objects.update_or_create(community=home, ballot=ballot.number, member=member, defaults={
                "points": points, "reasons": {number: words for number, words in reasons.items() if words}, "code": secrets.token_hex(16), "request": request_id})
        return Answered({}, -1, hit=mine is not None and mine.request == request_id)


def _find_refusals(ballot: EffortBallot, member: Member, points: dict[str, int], reasons: dict[str, str]) -> tuple[Refusal, ...]:
    charter, own = charter_of_community(ballot.community), str(member.number)
    low, high = charter["effort.rating_min"], charter["effort.rating_max"]
    if ballot.closed_at is not None or own not in ballot.roll:
        return (Refusal(WorkReason.COUNTED if ballot.closed_at is not None else WorkReason.NOT_ON_ROLL),)
    found = [Refusal(WorkReason.NOT_YOURSELF if number == own else WorkReason.NOT_ON_ROLL, f"points:{number}", number[:20])
             for number in {**points, **reasons} if number == own or number not in ballot.roll]
    found += [Refusal(WorkReason.POINTS, f"points:{number}", str(given)[:20], f"{low}–{high}") for number, given in points.items()
              if not isinstance(given, int) or isinstance(given, bool) or not low <= given <= high]
    found += [Refusal(WorkReason.REASON_TOO_LONG, f"reason:{number}", str(len(words)), str(WORDS_MAX)) for number, words in reasons.items() if len(words) > WORDS_MAX]
    first = next(number for number in ballot.roll if number != own)
    return tuple(found) or (() if points else (Refusal(WorkReason.NOBODY_RATED, f"points:{first}"),))


def may_count(ballot: EffortBallot, at) -> bool:
    """Tell whether a rating may be counted: its time is over, or everybody has rated."""
    voted = EffortVote.objects.filter(community_id=ballot.community_id, ballot=ballot.number).count()
    return ballot.closed_at is None and (at >= ballot.closes_at or voted >= len(ballot.roll))


def box_of(ballot: EffortBallot) -> list[EffortVote]:
    """Return what lies in the box."""
    return list(EffortVote.objects.filter(community=ballot.community_id, ballot=ballot.number).select_related("member"))


def count_effort(ballot: EffortBallot, by: int, request_id: str) -> Answered | Refused | Stale:
    """Count a rating: for each member the points received, in an order drawn now and without names, enter the log sealed, and the box is emptied."""
    if ballot.closed_at is not None or not may_count(ballot, timezone.now()):
        return Refused((Refusal(WorkReason.COUNTED if ballot.closed_at is not None else WorkReason.TOO_EARLY),))
    votes, lot = box_of(ballot), secrets.SystemRandom()
    rows: dict[str, list] = {number: [[tracker_of(vote.code, number), vote.points[number]] for vote in votes if number in vote.points] for number in ballot.roll}
    reasons = {number: sorted(vote.reasons[number] for vote in votes if number in vote.reasons) for number in ballot.roll}
    for one in rows.values():
        lot.shuffle(one)
    body = {"rating": ballot.number, "voted": sorted((str(vote.member.number) for vote in votes), key=int), "rows": rows, "reasons": reasons}
    return perform(ballot.community, "effort.close", body, by=by, request_id=request_id)


@handles("effort.close", sealed=("rows", "reasons"), withheld=True)
def close_effort(act: Act) -> dict | Refused:
    """Count a rating; body: rating (number), voted (numbers), rows (number of the rated to [tracker, points]), reasons (number to texts).

    It empties the box, which no log holds: played again there is nothing in it.
    """
    ballot = EffortBallot.objects.filter(community=act.community, number=act.body["rating"]).first()
    if ballot is None or ballot.closed_at is not None:
        return Refused((Refusal(WorkReason.NOT_THERE if ballot is None else WorkReason.COUNTED),))
    if act.at < ballot.closes_at and len(act.body["voted"]) < len(ballot.roll):
        return Refused((Refusal(WorkReason.TOO_EARLY),))
    box, rows = box_of(ballot), act.body["rows"]
    inside = {tracker for vote in box for tracker in own_trackers(vote).values()}
    if box and inside != {tracker for one in rows.values() for tracker, _points in one}:
        return Refused((Refusal(WorkReason.BOX_CHANGED),))
    EffortVote.objects.filter(community=act.community, ballot=ballot.number).delete()
    charter = charter_of_community(act.community)
    members = {str(member.number): member for member in Member.objects.filter(community=act.community, number__in=map(int, ballot.roll))}
    for number in ballot.roll:
        found = rate_member(number, [points for _tracker, points in rows[number]], charter=charter)
        RatedMember.objects.create(id=act.new_id(), community=act.community, ballot=ballot, member=members[number], raters=found.raters,
                                   rows=rows[number] if found.raters >= charter["ballots.secret.voters_min"] else [], reasons=act.body["reasons"][number], rating=found.rating, by_norm=found.by_norm)
    EffortBallot.objects.filter(pk=ballot.pk).update(closed_at=act.at, voted=act.body["voted"])
    return {"rated": len(ballot.roll), "voted": len(act.body["voted"])}


def appeal_until(ballot: EffortBallot, charter: Charter) -> datetime:
    """Return until when a rating may be appealed."""
    return ballot.closed_at + timedelta(days=charter["effort.appeal_days"])


@handles("effort.appeal", sealed=("text",))
def appeal(act: Act) -> dict | Refused:
    """Appeal against one's rating; body: rating (number of the ballot), text. A jury is drawn by lot from the members of other workplaces."""
    rated = RatedMember.objects.filter(community=act.community, ballot__number=act.body["rating"], member_id=act.by).select_related("ballot", "member").first()
    if rated is None or Appeal.objects.filter(rated=rated).exists():
        return Refused((Refusal(WorkReason.NOT_RATED),))
    charter, text = charter_of_community(act.community), act.body["text"].strip()
    if act.at > appeal_until(rated.ballot, charter):
        return Refused((Refusal(WorkReason.TOO_LATE, "", str((act.at - rated.ballot.closed_at).days), str(charter["effort.appeal_days"])),))
    if not 0 < len(text) <= WORDS_MAX:
        return Refused((Refusal(WorkReason.NO_WORDS, "text", str(len(text)), str(WORDS_MAX)),))
    everybody = [str(number) for number in Member.objects.filter(community=act.community).values_list("number", flat=True)]
    # The hash of the act before this one is what nobody could choose, and what anybody can read.
    before = Event.objects.filter(community=act.community, sequence=act.sequence - 1).values_list("hash", flat=True).get()
    jury = draw_jury(everybody, int(before[:15], 16), excluded=rated.ballot.roll, charter=charter)
    if isinstance(jury, EngineRefused):
        return Refused((Refusal(WorkReason.JURY_TOO_SMALL, "", str(jury.found), str(jury.allowed)),))
    number = (Appeal.objects.filter(community=act.community).aggregate(last=Max("number"))["last"] or 0) + 1
    Appeal.objects.create(id=act.new_id(), community=act.community, number=number, rated=rated, member_id=act.by, text=text, jury=list(jury), at=act.at)
    return {"appeal": number, "jury": list(jury)}


@handles("effort.judge", sealed=("points",))
def judge(act: Act) -> dict | Refused:
    """Rate as a juror; body: appeal (number), points. When all of the jury have spoken its median stands, lower than before only if the charter lets it."""
    found = Appeal.objects.filter(community=act.community, number=act.body["appeal"]).select_related("rated__ballot", "rated__member").first()
    juror = Member.objects.get(community=act.community, pk=act.by)
    if found is None or found.decided_at is not None or str(juror.number) not in found.jury:
        return Refused((Refusal(WorkReason.NOT_ON_JURY),))
    charter, points = charter_of_community(act.community), act.body["points"]
    low, high = charter["effort.rating_min"], charter["effort.rating_max"]
    if not isinstance(points, int) or isinstance(points, bool) or not low <= points <= high:
        return Refused((Refusal(WorkReason.POINTS, "points", str(points)[:20], f"{low}–{high}"),))
    if not found.voices.filter(member=juror).update(points=points):
        JurorVoice.objects.create(id=act.new_id(), community=act.community, appeal=found, member=juror, points=points)
    if found.voices.count() < len(found.jury):
        return {"decided": False}
    before = EngineRated(str(found.rated.member.number), found.rated.rating, 0.0, found.rated.raters, found.rated.by_norm)
    said = {str(number): value for number, value in found.voices.values_list("member__number", "points")}
    closed, raised = found.rated.ballot.closed_at.date(), found.at.date()
    decided = decide_appeal(before, said, found.jury, announced=closed, today=raised, charter=charter)
    assert isinstance(decided, EngineRated), f"the jury is whole and in time, but {decided}"
    RatedMember.objects.filter(pk=found.rated_id).update(rating=decided.rating, by_jury=True)
    Appeal.objects.filter(pk=found.pk).update(decided_at=act.at)
    return {"decided": True}


def last_ratings(community: Community) -> Iterable[RatedMember]:
    """Return what was found of each member by the last rating of each workplace that was counted and sets no year's incomes yet."""
    seen: set[int] = set()
    for ballot in EffortBallot.objects.filter(community=community, closed_at__isnull=False, counts_in=None).order_by("-closed_at", "-number"):
        if ballot.council_id not in seen:
            seen.add(ballot.council_id)
            yield from ballot.rated.order_by("member__number")
