"""Acts of the assembly: raising a motion, voting on it, counting it."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from parecon.ballots import VOICES, read_decision, tally_motion
from parecon.charter import Charter, default_charter
from parecon.journal.plain import as_plain
from parecon_web.members.models import Member
from parecon_web.record.acts import Act, handles
from parecon_web.record.models import Community
from parecon_web.record.refusals import Refusal, Refused
from parecon_web.rounds.keeping import charter_in_force, current_year
from parecon_web.rounds.requesting import tracker_of
from parecon_web.voting.models import Motion, Voice

__all__ = ["ASSEMBLY", "MotionReason", "charter_of_community", "close_motion", "may_close", "open_motion", "raise_motion", "vote_on_motion"]

ASSEMBLY = "assembly"
"""The kind of decision that the charter's rows ``ballots.assembly.*`` are about."""
TITLE_MAX, TEXT_MAX = 120, 4000


class MotionReason(Enum):
    """Why an act of the assembly is refused."""

    NO_TITLE = _("A motion needs a title; letters")
    NO_TEXT = _("Say what is to be decided; letters")
    NOT_THERE = _("There is no such motion")
    CLOSED = _("This motion has been decided")
    NO_VOICE = _("Choose one of the answers")
    REASON_TOO_LONG = _("The reason is longer than can be stored; letters")
    NO_REASON = _("An objection says why")
    TOO_EARLY = _("It is counted when its time is over, or when everybody has voted")


def charter_of_community(community: Community) -> Charter:
    """Return the rules in force: those of the last year, or the usual ones where none was opened."""
    year = current_year(community)
    return charter_in_force(year) if year is not None else default_charter()


@handles("motion.raise")
def raise_motion(act: Act) -> dict | Refused:
    """Put a motion to everybody; body: title, text. It is open as long as the charter says."""
    title, text = act.body["title"].strip(), act.body["text"].strip()
    refusals = [Refusal(reason, field, str(len(words)), str(most)) for reason, field, words, most in
                ((MotionReason.NO_TITLE, "title", title, TITLE_MAX), (MotionReason.NO_TEXT, "text", text, TEXT_MAX)) if not 0 < len(words) <= most]
    if refusals:
        return Refused(tuple(refusals))
    return {"motion": open_motion(act, title, text, act.by).number}


def open_motion(act: Act, title: str, text: str, by: int) -> Motion:
    """Put a motion of a member's before everybody, under the next number and for the days of the charter."""
    number = (Motion.objects.filter(community=act.community).aggregate(last=Max("number"))["last"] or 0) + 1
    days = read_decision(charter_of_community(act.community), ASSEMBLY).days
    return Motion.objects.create(id=act.new_id(), community=act.community, number=number, title=title, text=text, raised_by_id=by, raised_at=act.at, closes_at=act.at + timedelta(days=days))


def _motion(act: Act) -> Motion | Refused:
    motion = Motion.objects.filter(community=act.community, number=act.body["motion"]).first()
    if motion is None:
        return Refused((Refusal(MotionReason.NOT_THERE),))
    return Refused((Refusal(MotionReason.CLOSED),)) if motion.closed_at is not None else motion


@handles("motion.vote", sealed=("voice", "reason"))
def vote_on_motion(act: Act) -> dict | Refused:
    """Vote on an open motion; body: motion (number), voice, reason. Sealed until it is counted; then the roll is open. Voting again replaces it."""
    motion = _motion(act)
    if isinstance(motion, Refused):
        return motion
    voice, reason = act.body["voice"], act.body["reason"].strip()
    if voice not in VOICES:
        return Refused((Refusal(MotionReason.NO_VOICE, "voice", str(voice)[:20], ", ".join(VOICES)),))
    if len(reason) > TEXT_MAX:
        return Refused((Refusal(MotionReason.REASON_TOO_LONG, "reason", str(len(reason)), str(TEXT_MAX)),))
    if voice == "object" and not reason:
        return Refused((Refusal(MotionReason.NO_REASON, "reason"),))
    tracker = tracker_of(act)
    found = Voice.objects.filter(motion=motion, member_id=act.by)
    if not found.update(voice=voice, reason=reason, at=act.at, tracker=tracker, paper=False):
        Voice.objects.create(id=act.new_id(), community=act.community, motion=motion, member_id=act.by, voice=voice, reason=reason, at=act.at, tracker=tracker)
    return {"tracker": tracker}


def may_close(motion: Motion, at) -> bool:
    """Tell whether a motion may be counted: its time is over, or everybody has voted."""
    return motion.closed_at is None and (at >= motion.closes_at or motion.voices.count() >= Member.objects.filter(community_id=motion.community_id).count())


@handles("motion.close")
def close_motion(act: Act) -> dict | Refused:
    """Count a motion whose time is over; body: motion (number). Anybody may ask for it; the roll is published with the result."""
    motion = _motion(act)
    if isinstance(motion, Refused):
        return motion
    if not may_close(motion, act.at):
        return Refused((Refusal(MotionReason.TOO_EARLY),))
    decision = read_decision(charter_of_community(act.community), ASSEMBLY)
    voices = list(motion.voices.select_related("member").order_by("member__number"))
    result = tally_motion({str(one.member.number): one.voice for one in voices}, decision.counting, decision.bar,
                          objections={str(one.member.number): one.reason for one in voices if one.voice == "object"},
                          electorate=Member.objects.filter(community=act.community).count())
    told = as_plain(result)
    Motion.objects.filter(pk=motion.pk).update(closed_at=act.at, passed=result.winner == "for", result=told)
    return {"passed": result.winner == "for", "roll": {str(one.member.number): one.voice for one in voices}}
