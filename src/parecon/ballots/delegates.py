"""Delegates: mandates free, guided or binding; report-back, rotation, recall at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from types import MappingProxyType
from typing import Iterable, Mapping, Sequence

from parecon.ballots.councils import CouncilTree
from parecon.ballots.poll import ClosedPoll
from parecon.ballots.refusals import Reason, Refusal
from parecon.ballots.result import Result
from parecon.charter import Charter

__all__ = [
    "MANDATES",
    "Act",
    "Congress",
    "Delegate",
    "Mandate",
    "ReportLine",
    "cast_as_delegate",
    "convene_congress",
    "find_overdue_reports",
    "give_mandate",
    "holds_seat",
    "recall_delegate",
    "report_back",
    "seat_delegate",
    "weigh_delegates",
]

MANDATES = ("free", "guided", "binding")


@dataclass(frozen=True)
class Delegate:
    """A person sent by a council for a term; ``recalled`` is the day of recall, or None."""

    person: str
    council: str
    begins: date
    ends: date
    recalled: date | None = None


@dataclass(frozen=True)
class Mandate:
    """What a council tells its delegate about one decision: the kind, the options it allows, and its words."""

    council: str
    decision: str
    kind: str
    allowed: tuple[str, ...]
    text: str

    def __post_init__(self) -> None:
        if self.kind not in MANDATES or self.kind != "free" and not self.allowed:
            raise ValueError(
                f"the mandate of {self.council!r} on {self.decision!r} is {self.kind!r} with {list(self.allowed)}; "
                f"give one of {', '.join(MANDATES)}, and the options that a guided or binding one allows"
            )


def give_mandate(council: str, decision: str, charter: Charter, *, kind: str = "", allowed: Sequence[str] = (), text: str = "") -> Mandate:
    """Return a council's mandate on one decision; where the council names no kind, the kind that the charter sets."""
    return Mandate(council, decision, kind or charter["ballots.delegates.mandate"], tuple(allowed), text)


@dataclass(frozen=True)
class Act:
    """One vote of a delegate: on what, how, with which mandate, on which day, and whether it deviates."""

    delegate: Delegate
    decision: str
    choice: str
    mandate: Mandate | None
    day: date
    deviates: bool
    reason: str


@dataclass(frozen=True)
class ReportLine:
    """One line of the report-back page: what the council asked for beside what its delegate did and why."""

    decision: str
    mandate: str
    asked: tuple[str, ...]
    choice: str
    deviates: bool
    reason: str


def holds_seat(delegate: Delegate, today: date) -> bool:
    """Return whether the delegate's term runs today and they are not recalled."""
    return delegate.begins <= today < delegate.ends and (delegate.recalled is None or today < delegate.recalled)


def seat_delegate(
    tree: CouncilTree, council: str, person: str, election: tuple[ClosedPoll, Result], *, past: Sequence[Delegate], today: date, charter: Charter
) -> Delegate | Refusal:
    """Seat the person whom a council elected, for one term.

    past: earlier delegates. Refused: people who are not of the council (or, for a higher council, of a council below it),
    an election of another kind or that this person did not win, and more terms in a row than rotation allows.
    """
    if person not in _find_people(tree, council):
        return Refusal(Reason.NOT_A_MEMBER, person, f"members of {council}", person, council)
    closed, result = election
    if closed.decision.kind != "election" or set(closed.invited) != _find_people(tree, council):
        return Refusal(Reason.OTHER_BALLOT, closed.id, "ballots.election", closed.decision.kind, f"an election by {council}")
    if result.winner != person:
        return Refusal(Reason.NOT_PASSED, person, "ballots.election.threshold", result.winner or str(result.refusal), person)
    pause, most = timedelta(days=charter["ballots.delegates.pause_days"]), charter["ballots.delegates.terms_max"]
    begins, terms = today, 0
    for one in sorted((d for d in past if d.person == person and d.council == council), key=lambda d: d.begins, reverse=True):
        left = one.ends if one.recalled is None else min(one.ends, one.recalled)
        if begins - left >= pause:
            break
        begins, terms = one.begins, terms + 1
    if terms >= most:
        return Refusal(Reason.ROTATION, person, "ballots.delegates.terms_max", terms + 1, most)
    return Delegate(person, council, today, today + timedelta(days=charter["ballots.delegates.term_days"]))


def _find_people(tree: CouncilTree, council: str) -> set[str]:
    children = tree.children(council)
    return set().union(*(_find_people(tree, child) for child in children)) if children else set(tree.councils[council].members)


@dataclass(frozen=True)
class Congress:
    """A congress: the delegates who sit for the primary councils of a region, or of all, and the councils whose seat is empty."""

    region: str
    delegates: tuple[Delegate, ...]
    vacant: tuple[str, ...]


def convene_congress(tree: CouncilTree, region: str, delegates: Iterable[Delegate], today: date) -> Congress | Refusal:
    """Convene the congress of all primary councils under ``region`` (the top of the tree for the national one).

    It is an electorate of its own: give ``weigh_delegates`` of it to a ballot. Refused: two sitting delegates of one council.
    Source: regional and national grassroots congresses as last authority (CNT programme of 1936, in Wetzel 2004).
    """
    below = [region]
    while any(tree.children(id) for id in below):
        below = [child for id in below for child in (tree.children(id) or (id,))]
    sitting: dict[str, Delegate] = {}
    for one in delegates:
        if one.council in below and holds_seat(one, today):
            if one.council in sitting:
                return Refusal(Reason.SEATS, one.council, "seats of the congress", f"{sitting[one.council].person}, {one.person}", 1)
            sitting[one.council] = one
    seated = tuple(sitting[id] for id in sorted(sitting))
    return Congress(region, seated, tuple(sorted(set(below) - set(sitting))))


def recall_delegate(tree: CouncilTree, delegate: Delegate, closed: ClosedPoll, result: Result, *, today: date) -> Delegate | Refusal:
    """Recall a delegate at once by a passed ballot of their own council, whose subject is the delegate's person."""
    if closed.decision.kind != "recall" or closed.subject != delegate.person or set(closed.invited) != _find_people(tree, delegate.council):
        return Refusal(Reason.OTHER_BALLOT, closed.id, "ballots.recall", f"{closed.decision.kind} of {closed.subject}", f"recall of {delegate.person} by {delegate.council}")
    if not result.passed:
        return Refusal(Reason.NOT_PASSED, delegate.person, "ballots.recall.threshold", str(result.refusal), "passed")
    return replace(delegate, recalled=today)


def cast_as_delegate(delegate: Delegate, decision: str, choice: str, *, mandate: Mandate | None, today: date, reason: str = "") -> Act | Refusal:
    """Record a delegate's vote: counted under a free mandate, flagged outside a guided one, refused outside a binding one.

    A mandate of another council or on another decision raises ValueError.
    """
    if not holds_seat(delegate, today):
        return Refusal(Reason.NO_SEAT, delegate.person, f"delegate of {delegate.council}", today, f"{delegate.begins} to {delegate.recalled or delegate.ends}")
    if mandate is not None and (mandate.council, mandate.decision) != (delegate.council, decision):
        raise ValueError(f"the mandate is of {mandate.council!r} on {mandate.decision!r}, the vote of {delegate.council!r} on {decision!r}; give the mandate for this vote")
    outside = mandate is not None and mandate.kind != "free" and choice not in mandate.allowed
    if outside and mandate.kind == "binding":
        return Refusal(Reason.OUTSIDE_MANDATE, delegate.person, f"mandate of {delegate.council} on {decision}", choice, mandate.allowed)
    return Act(delegate, decision, choice, mandate, today, outside, reason)


def report_back(acts: Iterable[Act], council: str) -> tuple[ReportLine, ...]:
    """Return the report-back page for one council, one line a decision; deviations first, so that none is overlooked."""
    own = [act for act in acts if act.delegate.council == council]
    lines = [
        ReportLine(act.decision, act.mandate.kind if act.mandate else "free", act.mandate.allowed if act.mandate else (), act.choice, act.deviates, act.reason)
        for act in own
    ]
    return tuple(sorted(lines, key=lambda line: (not line.deviates, line.decision)))


def find_overdue_reports(acts: Iterable[Act], reported: Mapping[str, date], today: date, charter: Charter) -> tuple[tuple[str, int], ...]:
    """Return decisions whose report is overdue, with the days since the vote; ``reported``: decision → day it was reported to the council."""
    limit = charter["ballots.delegates.report_days"]
    overdue = [(act.decision, (today - act.day).days) for act in acts if act.decision not in reported and (today - act.day).days > limit]
    return tuple(sorted(overdue))


def weigh_delegates(tree: CouncilTree, delegates: Iterable[Delegate], charter: Charter) -> Mapping[str, Fraction]:
    """Return the weight of each delegate's vote: one each, or the members behind their council, as the charter says."""
    by_members = charter["ballots.delegates.weight"] == "members"
    return MappingProxyType({one.person: Fraction(tree.count_members(one.council) if by_members else 1) for one in delegates})
