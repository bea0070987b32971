"""A ballot from opening to close: the roll, votes in, the link between voter and choice broken where it is secret."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from numbers import Rational
from types import MappingProxyType
from typing import Collection, Mapping, Sequence

from parecon.ballots.decisions import Decision, read_decision
from parecon.ballots.motion import MOTION_RULES, VOICES
from parecon.ballots.refusals import Reason, Refusal
from parecon.ballots.weights import Weighing
from parecon.charter import Charter

__all__ = ["Accepted", "Choice", "ClosedPoll", "Poll", "Receipt", "Row", "cast_vote", "check_roll", "close_poll", "hash_record", "open_poll"]

Choice = str | tuple
_BUDGETS = ("greedy", "equal_shares")
_RANKED = ("schulze", "instant_runoff")


@dataclass(frozen=True)
class Receipt:
    """What a voter keeps: which ballot, the number of their vote in it, the tracker that finds its row after the close.

    It says that the voter voted, never how.
    """

    poll: str
    voter: str
    number: int
    tracker: str
    day: date


@dataclass(frozen=True)
class Row:
    """One line of the published table; ``voter`` is None in a secret ballot, ``phrase`` empty in an open one."""

    tracker: str
    phrase: str
    voter: str | None
    choice: Choice
    reason: str


@dataclass(frozen=True)
class Poll:
    """A ballot that is open, or not open yet.

    roll: person → weight of all who may vote. unaffected: people asked about who have no vote. costs, budget: of a
    budget ballot. subject: hash of the text voted on, where that matters. cast: voter → (row, number of the vote). In a secret ballot ``cast`` is the one place that links
    voter and choice: keep it out of logs, exports and dumps, and delete it after ``close_poll``.
    """

    id: str
    decision: Decision
    options: tuple[str, ...]
    roll: Mapping[str, Fraction]
    unaffected: tuple[str, ...]
    opens: date
    closes: date
    revote: bool
    phrase_words: int
    scale: tuple[int, int]
    costs: Mapping[str, Rational] | None
    budget: Rational | None
    cast: Mapping[str, tuple[Row, int]]
    subject: str = ""

    def __repr__(self) -> str:
        # The votes stay out of logs and tracebacks.
        return f"Poll({self.id!r}, {self.decision.kind}, {len(self.cast)} of {len(self.roll)} voted, closes {self.closes})"


@dataclass(frozen=True)
class ClosedPoll:
    """A ballot after its close: roll of invited and voted, and the table of rows, which is all that remains of the votes.

    weights: voter → weight in an open ballot; in a secret one everyone counts one and this is empty.
    """

    id: str
    decision: Decision
    options: tuple[str, ...]
    invited: tuple[str, ...]
    voted: tuple[str, ...]
    electorate: Fraction
    weights: Mapping[str, Fraction]
    rows: tuple[Row, ...]
    scale: tuple[int, int]
    costs: Mapping[str, Rational] | None
    budget: Rational | None
    closed: date
    subject: str = ""


@dataclass(frozen=True)
class Accepted:
    """An accepted vote: the ballot with it, and the voter's receipt."""

    poll: Poll
    receipt: Receipt


def hash_record(*parts: object) -> str:
    """Return the SHA-256 of the parts, unambiguously joined, as hexadecimal text."""
    return hashlib.sha256(json.dumps([str(part) for part in parts]).encode()).hexdigest()


def open_poll(
    id: str,
    kind: str,
    options: Sequence[str],
    weighing: Weighing,
    *,
    opens: date,
    charter: Charter,
    costs: Mapping[str, Rational] | None = None,
    budget: Rational | None = None,
    subject: str = "",
) -> Poll | Refusal:
    """Open a ballot of one kind for the people in ``weighing``.

    A motion has the four voices as its options, whatever is given. Refused: unequal weights where the charter says one
    each or where votes are secret, since a weight would give its voter away. Raises ValueError for fewer than one option,
    names given twice, or a budget ballot without costs and budget.
    """
    decision = read_decision(charter, kind)
    options = VOICES if decision.counting in MOTION_RULES else tuple(options)
    if not options or len(set(options)) != len(options):
        raise ValueError(f"ballot {id!r} has options {list(options)}; give at least one option and every name once")
    if decision.counting in _BUDGETS and (costs is None or budget is None or set(costs) != set(options)):
        raise ValueError(f"ballot {id!r} is counted by {decision.counting}; give a budget and a cost for each of its {len(options)} options")
    unequal = next((p for p, weight in sorted(weighing.weights.items()) if weight != 1), None)
    if unequal is not None and (decision.weights == "one_each" or decision.secret):
        reason = Reason.SECRET_AND_WEIGHTED if decision.secret else Reason.ONE_EACH
        return Refusal(reason, unequal, f"ballots.{kind}.weights", weighing.weights[unequal], 1)
    return Poll(
        id=id,
        decision=decision,
        options=options,
        roll=weighing.weights,
        unaffected=weighing.unaffected,
        opens=opens,
        closes=opens + timedelta(days=decision.days),
        revote=charter["ballots.revote"],
        phrase_words=charter["ballots.secret.phrase_words"],
        scale=(charter["ballots.score.low"], charter["ballots.score.high"]),
        costs=None if costs is None else MappingProxyType(dict(costs)),
        budget=budget,
        cast=MappingProxyType({}),
        subject=subject,
    )


def cast_vote(
    poll: Poll,
    voter: str,
    choice: object,
    *,
    today: date,
    phrase: str = "",
    token: str = "",
    reason: str = "",
) -> Accepted | Refusal:
    """Put a vote into the box; while the ballot is open a later vote replaces the earlier one, if the charter lets it.

    choice: a collection of options (approval, budgets), options in order (ranked), points by option (score), or a voice.
    phrase: the voter's own words in a secret ballot. token: fresh random text from the door, for the tracker of a
    secret vote; it must not be kept. Refused: strangers, the unaffected, too early, too late, twice, unknown or
    repeated options, points outside the scale, an unsuitable phrase.
    """
    if refusal := _find_no_right(poll, voter, today):
        return refusal
    checked = _check_choice(poll, choice)
    if isinstance(checked, Refusal):
        return checked
    words = len(phrase.split())
    if poll.decision.secret and words != poll.phrase_words:
        return Refusal(Reason.PHRASE_UNSUITABLE, voter, "ballots.secret.phrase_words", words, poll.phrase_words)
    if poll.decision.secret and not token:
        raise ValueError(f"ballot {poll.id!r} is secret: give a fresh random token, or trackers could be guessed")
    number = poll.cast[voter][1] + 1 if voter in poll.cast else 1
    tracker = hash_record(poll.id, voter, number, token if poll.decision.secret else checked)[:16]
    row = Row(
        tracker=tracker,
        phrase=" ".join(phrase.lower().split()) if poll.decision.secret else "",
        voter=None if poll.decision.secret else voter,
        choice=checked,
        reason=reason.strip(),
    )
    cast = MappingProxyType({**poll.cast, voter: (row, number)})
    return Accepted(replace(poll, cast=cast), Receipt(poll.id, voter, number, tracker, today))


def _find_no_right(poll: Poll, voter: str, today: date) -> Refusal | None:
    if voter in poll.unaffected:
        return Refusal(Reason.NOT_AFFECTED, voter, "ballots.weights", Fraction(0), "more than 0")
    if voter not in poll.roll:
        return Refusal(Reason.STRANGER, voter, f"roll of {poll.id}", voter, f"{len(poll.roll)} people on the roll")
    if today < poll.opens:
        return Refusal(Reason.NOT_OPEN_YET, voter, f"ballots.{poll.decision.kind}.days", today, poll.opens)
    if today > poll.closes:
        return Refusal(Reason.CLOSED, voter, f"ballots.{poll.decision.kind}.days", today, poll.closes)
    if voter in poll.cast and not poll.revote:
        return Refusal(Reason.ALREADY_VOTED, voter, "ballots.revote", poll.cast[voter][1] + 1, 1)
    return None


def _check_choice(poll: Poll, choice: object) -> Choice | Refusal:
    """Return the choice in its one canonical form, or the refusal."""
    counting = poll.decision.counting
    if counting in MOTION_RULES:
        return choice if choice in VOICES else Refusal(Reason.UNKNOWN_OPTION, str(choice), f"options of {poll.id}", choice, VOICES)
    if isinstance(choice, str):
        raise TypeError(f"ballot {poll.id!r} is counted by {counting}, got the text {choice!r}; give a collection of options")
    named = list(choice)
    for option in named:
        if option not in poll.options:
            return Refusal(Reason.UNKNOWN_OPTION, str(option), f"options of {poll.id}", option, poll.options)
    if len(set(named)) != len(named):
        twice = next(option for option in named if named.count(option) > 1)
        return Refusal(Reason.OPTION_TWICE, twice, f"options of {poll.id}", named.count(twice), 1)
    if counting in _RANKED:
        return tuple(named)
    if counting != "score":
        return tuple(option for option in poll.options if option in named)
    low, high = poll.scale
    for option in named:
        points = choice[option]
        if not isinstance(points, Rational) or not low <= points <= high:
            return Refusal(Reason.SCORE_OUTSIDE_SCALE, option, "ballots.score", points, (low, high))
    return tuple((option, choice[option]) for option in poll.options if option in named)


def check_roll(closed: ClosedPoll, roll: Collection[str]) -> Refusal | None:
    """Return the refusal where others than ``roll`` were invited to a ballot, or not all of it: a ballot decides for its whole electorate or not at all."""
    others = sorted(set(closed.invited) ^ set(roll))
    return Refusal(Reason.OTHER_ROLL, others[0], f"roll of {closed.id}", len(closed.invited), len(set(roll))) if others else None


def close_poll(poll: Poll, today: date, seed: str) -> ClosedPoll | Refusal:
    """Close the ballot after its last day.

    The rows of a secret ballot come out in an order drawn from ``seed``, without names, times or numbers of votes; whoever
    holds the Poll deletes it then. The roll of invited and voted is public from here on, or invented guests could stuff the box.
    Refused while the ballot is open.
    """
    if today <= poll.closes:
        return Refusal(Reason.STILL_OPEN, poll.id, f"ballots.{poll.decision.kind}.days", today, poll.closes + timedelta(days=1))
    rows = [row for row, _ in poll.cast.values()]
    assert len({row.tracker for row in rows}) == len(rows), "two votes have one tracker"
    key = (lambda row: hash_record(seed, row.tracker)) if poll.decision.secret else (lambda row: row.voter)
    return ClosedPoll(
        id=poll.id,
        decision=poll.decision,
        options=poll.options,
        invited=tuple(sorted(poll.roll)),
        voted=tuple(sorted(poll.cast)),
        electorate=sum(poll.roll.values(), Fraction(0)),
        weights=MappingProxyType({} if poll.decision.secret else dict(poll.roll)),
        rows=tuple(sorted(rows, key=key)),
        scale=poll.scale,
        costs=poll.costs,
        budget=poll.budget,
        closed=today,
        subject=poll.subject,
    )
