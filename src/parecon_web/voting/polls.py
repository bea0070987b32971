"""Secret ballots of councils on persons: opening them, the ballot box beside the log, and the count that empties it."""

from __future__ import annotations

import secrets
from datetime import timedelta
from enum import Enum

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parecon import ballots
from parecon.ballots import Accepted, ClosedPoll, Row, cast_vote, close_poll, count_one_each, hash_record, open_poll, publish, read_decision, tally_poll
from parecon.journal.plain import as_plain
from parecon_web.councils.models import Council
from parecon_web.members.models import Member
from parecon_web.record.acts import Act, handles, in_line, is_storable, perform
from parecon_web.record.refusals import Answered, RecordReason, Refusal, Refused, Stale
from parecon_web.voting.delegates import recall, seat_winner
from parecon_web.voting.models import Poll, SecretVote
from parecon_web.voting.motions import charter_of_community

__all__ = ["PollReason", "count_poll", "may_count", "open_ballot", "put_into_box"]


class PollReason(Enum):
    """Why an act of a secret ballot is refused."""

    NOT_SEATED = _("Only members of this council open its ballots")
    NO_KIND = _("A council elects a delegate or recalls one")
    NO_DELEGATE = _("Only a delegate of this council can be recalled by it")
    OPEN_ALREADY = _("This council has a ballot open; it is counted first")
    NOT_THERE = _("There is no such ballot")
    COUNTED = _("This ballot has been counted")
    STRANGER = _("You are not on the roll of this ballot: it is of another council, or you joined after it was opened")
    TWICE = _("This ballot takes one vote only")
    UNKNOWN_OPTION = _("Choose from what stands on the ballot")
    PHRASE = _("Write a phrase of your own; words")
    PHRASE_TOO_LONG = _("The phrase is longer than can be stored; letters")
    TOO_EARLY = _("It is counted when its time is over, or when everybody has voted")
    BOX_CHANGED = _("A vote came in while it was being counted; count again")


_SAID = {ballots.Reason.STRANGER: (PollReason.STRANGER, ""), ballots.Reason.ALREADY_VOTED: (PollReason.TWICE, ""), ballots.Reason.CLOSED: (PollReason.COUNTED, ""),
         ballots.Reason.UNKNOWN_OPTION: (PollReason.UNKNOWN_OPTION, "choice"), ballots.Reason.OPTION_TWICE: (PollReason.UNKNOWN_OPTION, "choice"),
         ballots.Reason.PHRASE_UNSUITABLE: (PollReason.PHRASE, "phrase")}
PHRASE_MAX = 80


@handles("poll.open")
def open_ballot(act: Act) -> dict | Refused:
    """Open a secret ballot of a council; body: council (slug), kind, subject (a member's id, for a recall)."""
    council = Council.objects.filter(community=act.community, slug=act.body["council"]).first()
    kind, subject = act.body["kind"], act.body.get("subject")
    reason = None
    if council is None or not council.seats.filter(member_id=act.by).exists():
        reason = PollReason.NOT_SEATED
    elif kind not in Poll.Kind.values:
        reason = PollReason.NO_KIND
    elif kind == Poll.Kind.RECALL and not council.seats.filter(member_id=subject, delegate=True).exists():
        reason = PollReason.NO_DELEGATE
    elif council.polls.filter(closed_at=None).exists():
        reason = PollReason.OPEN_ALREADY
    if reason is not None:
        return Refused((Refusal(reason),))
    roll = [str(number) for number in council.seats.order_by("member__number").values_list("member__number", flat=True)]
    number = (Poll.objects.filter(community=act.community).aggregate(last=Max("number"))["last"] or 0) + 1
    options = list(ballots.VOICES) if kind == Poll.Kind.RECALL else roll
    days = read_decision(charter_of_community(act.community), kind).days
    Poll.objects.create(id=act.new_id(), community=act.community, number=number, kind=kind, council=council, subject_id=subject if kind == Poll.Kind.RECALL else None,
                        options=options, roll=roll, opened_by_id=act.by, opened_at=act.at, closes_at=act.at + timedelta(days=days))
    return {"poll": number}


def box_of(poll: Poll) -> ballots.Poll:
    """Return an open ballot with what lies in its box, as the engine knows it."""
    opened = open_poll(str(poll.number), poll.kind, poll.options, count_one_each(poll.roll), opens=poll.opened_at.date(),
                       charter=charter_of_community(poll.community), subject=str(poll.subject.number) if poll.subject else "")
    assert isinstance(opened, ballots.Poll), f"equal weights may vote in secret, but {opened}"
    cast = {str(vote.member.number): (Row(vote.tracker, vote.phrase, None, _engine_choice(vote.choice), ""), vote.times)
            for vote in SecretVote.objects.filter(community=poll.community, poll=poll.number).select_related("member")}
    return ballots.Poll(**{**{name: getattr(opened, name) for name in opened.__dataclass_fields__}, "cast": cast})


def _engine_choice(choice: list | str) -> tuple | str:
    return choice if isinstance(choice, str) else tuple(choice)


def put_into_box(poll: Poll, member: Member, form: dict, request_id: str) -> str | Refused:
    """Put a member's vote into the box, or replace it, and return its tracker; form: choice (numbers, or a voice), phrase.

    It is no act and leaves no trace in the log: what the log holds of a secret ballot comes from the count. The same request is
    done once.
    """
    if not 0 < len(request_id) <= 64:
        return Refused((Refusal(RecordReason.NO_REQUEST_ID, "request_id"),))
    if not is_storable(request_id, form):
        return Refused((Refusal(RecordReason.NO_TEXT),))
    if len(form["phrase"]) > PHRASE_MAX:
        return Refused((Refusal(PollReason.PHRASE_TOO_LONG, "phrase", str(len(form["phrase"])), str(PHRASE_MAX)),))
    with in_line(poll.community) as home:
        poll = Poll.objects.select_related("subject", "community").get(pk=poll.pk)
        if poll.closed_at is not None:
            return Refused((Refusal(PollReason.COUNTED),))
        mine = SecretVote.objects.filter(community=home, poll=poll.number, member=member).first()
        if mine is not None and mine.request == request_id:
            return mine.tracker
        box = box_of(poll)
        # The ballot stays open until it is counted, and so takes votes of its last hours, whatever the day.
        taken = cast_vote(box, str(member.number), form["choice"], today=box.opens, phrase=form["phrase"], token=secrets.token_hex(16))
        if not isinstance(taken, Accepted):
            reason, field = _SAID[taken.reason]
            told = (str(taken.given), str(taken.allowed)) if reason is PollReason.PHRASE else ("", "")
            return Refused((Refusal(reason, field, *told),))
        row, times = taken.poll.cast[str(member.number)]
        SecretVote.objects.update_or_create(community=home, poll=poll.number, member=member, defaults={
            "choice": row.choice if isinstance(row.choice, str) else list(row.choice), "phrase": row.phrase, "tracker": row.tracker, "times": times, "request": request_id})
        return row.tracker


def may_count(poll: Poll, at) -> bool:
    """Tell whether a ballot may be counted: its time is over, or everybody has voted."""
    voted = SecretVote.objects.filter(community_id=poll.community_id, poll=poll.number).count()
    return poll.closed_at is None and (at >= poll.closes_at or voted >= len(poll.roll))


def count_poll(poll: Poll, by: int, request_id: str) -> Answered | Refused | Stale:
    """Count a ballot: its rows, in an order drawn now and without names, enter the log, and the box is emptied in the same transaction."""
    if poll.closed_at is not None:
        return Refused((Refusal(PollReason.COUNTED),))
    if not may_count(poll, timezone.now()):
        return Refused((Refusal(PollReason.TOO_EARLY),))
    box, seed = box_of(poll), secrets.token_hex(16)
    closed = close_poll(box, box.closes + timedelta(days=1), seed)
    assert isinstance(closed, ClosedPoll), f"its time is over, but {closed}"
    rows = [{"tracker": row.tracker, "phrase": row.phrase, "choice": row.choice if isinstance(row.choice, str) else list(row.choice)} for row in closed.rows]
    few = len(rows) < charter_of_community(poll.community)["ballots.secret.voters_min"]
    # Options that stand level at the top are ordered by a lot drawn apart from the rows' order, since it is published.
    body = {"poll": poll.number, "voted": list(closed.voted), "lot": secrets.token_hex(16), "rows": [] if few else rows, "few": rows if few else []}
    return perform(poll.community, "poll.close", body, by=by, request_id=request_id)


@handles("poll.close", sealed=("few",), withheld=True)
def close_ballot(act: Act) -> dict | Refused:
    """Count a secret ballot; body: poll (number), voted (numbers), rows (tracker, phrase, choice), few (the rows, sealed, where too few voted), lot.

    It empties the ballot box, which no log holds: played again there is nothing in it.
    """
    poll = Poll.objects.filter(community=act.community, number=act.body["poll"]).select_related("subject", "council", "community").first()
    if poll is None or poll.closed_at is not None:
        return Refused((Refusal(PollReason.NOT_THERE if poll is None else PollReason.COUNTED),))
    if act.at < poll.closes_at and len(act.body["voted"]) < len(poll.roll):
        return Refused((Refusal(PollReason.TOO_EARLY),))
    rows = tuple(Row(row["tracker"], row["phrase"], None, _engine_choice(row["choice"]), "") for row in act.body["rows"] + act.body["few"])
    box = SecretVote.objects.filter(community=act.community, poll=poll.number)
    if {vote.tracker for vote in box} not in (set(), {row.tracker for row in rows}):
        return Refused((Refusal(PollReason.BOX_CHANGED),))
    box.delete()
    charter = charter_of_community(act.community)
    closed = ClosedPoll(str(poll.number), read_decision(charter, poll.kind), tuple(poll.options), tuple(sorted(poll.roll)), tuple(sorted(act.body["voted"])), len(poll.roll),
                        {}, rows, (charter["ballots.score.low"], charter["ballots.score.high"]), None, None, act.at.date(), str(poll.subject.number) if poll.subject else "")
    lot = sorted(poll.options, key=lambda option: hash_record(act.body["lot"], option))
    result = tally_poll(closed, lot, charter)
    told = as_plain(publish(closed, result, charter))
    done = (seat_winner if poll.kind == Poll.Kind.ELECTION else recall)(act, poll, closed, result)
    told["done"] = done
    Poll.objects.filter(pk=poll.pk).update(closed_at=act.at, result=told)
    return {"outcome": list(told["outcome"]), "done": done}
