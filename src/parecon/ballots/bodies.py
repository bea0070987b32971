"""Bodies that several federations compose in fixed shares, answerable to a congress; and which parts are in use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from types import MappingProxyType
from typing import Collection, Mapping

from parecon.ballots.decisions import read_share
from parecon.ballots.motion import tally_motion
from parecon.ballots.poll import ClosedPoll, check_roll
from parecon.ballots.refusals import Reason, Refusal
from parecon.ballots.result import Bar, Result
from parecon.charter import Charter

__all__ = ["Body", "BodyAct", "check_parts", "check_seats", "decide_in_body", "enforce_act", "find_part_off", "overturn_act", "pass_in_chambers"]

_PART_NEEDS = {"sanctions": "assemblies", "licences": "assemblies"}


@dataclass(frozen=True)
class Body:
    """A common body of federations: fixed seats for each, members behind each, and the congress it answers to.

    seats, members: federation → whole number above zero. answers_to: an electorate of the charter. head: a person with an
    office, or ""; the office carries a veto only under the charter's row ``ballots.bodies.rule`` = "head_veto".
    """

    id: str
    seats: Mapping[str, int]
    members: Mapping[str, int]
    answers_to: str
    head: str = ""

    def __post_init__(self) -> None:
        for name in ("seats", "members"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))
        if not self.seats or set(self.seats) != set(self.members) or min(*self.seats.values(), *self.members.values()) < 1:
            raise ValueError(f"body {self.id!r} has seats for {sorted(self.seats)} and members of {sorted(self.members)}; give both, above zero, for each federation")


@dataclass(frozen=True)
class BodyAct:
    """An act of a body: the decision, the exact result, which delegates left their mandate, and the assemblies behind it.

    carried_by: federations of which a delegate voted for it. trace: federation → ids of the assembly ballots that mandated
    its delegates. overturned: the congress ballot that ended it, or "".
    """

    body: Body
    decision: str
    result: Result
    deviating: tuple[str, ...]
    carried_by: tuple[str, ...]
    trace: Mapping[str, tuple[str, ...]]
    overturned: str = ""


def check_seats(body: Body, delegates: Mapping[str, str]) -> Refusal | None:
    """Return the refusal where ``delegates`` (person → federation) do not fill the seats exactly, else None."""
    filled = {federation: sum(one == federation for one in delegates.values()) for federation in {*body.seats, *delegates.values()}}
    if filled != dict(body.seats):
        return Refusal(Reason.SEATS, body.id, "seats of the body", dict(sorted(filled.items())), dict(sorted(body.seats.items())))
    return None


def decide_in_body(
    body: Body,
    decision: str,
    votes: Mapping[str, str],
    delegates: Mapping[str, str],
    *,
    mandates: Mapping[str, str],
    trace: Mapping[str, tuple[str, ...]],
    charter: Charter,
) -> BodyAct | Refusal:
    """Decide in a body: each delegate counts for the members behind their seat.

    votes: delegate → "for", "against" or "abstain". delegates: person → federation. mandates: federation → the voice its
    assemblies asked for. trace: federation → their ballots. Under ``head_veto`` a head who votes against blocks the act.
    Refused: seats not filled as the shares say, votes of strangers, the head's veto. Delegates who leave their mandate are named
    in the act; their councils recall them (``recall_delegate``).

    >>> from parecon.charter import default_charter
    >>> body = Body("defence", {"A": 1, "B": 1}, {"A": 60, "B": 40}, "national_congress")
    >>> act = decide_in_body(body, "move", {"ann": "for", "ben": "against"}, {"ann": "A", "ben": "B"},
    ...     mandates={"A": "for"}, trace={"A": ("assembly 7",)}, charter=default_charter())
    >>> act.result.passed, act.result.scores["for"]
    (True, Fraction(60, 1))
    """
    if refusal := check_seats(body, delegates):
        return refusal
    if strange := sorted(set(votes) - set(delegates)):
        return Refusal(Reason.STRANGER, strange[0], f"seats of {body.id}", strange[0], f"{len(delegates)} delegates")
    if charter["ballots.bodies.rule"] == "head_veto" and votes.get(body.head) == "against":
        return Refusal(Reason.HEAD_VETO, body.head, "ballots.bodies.rule", "head_veto", "congress")
    weights = {person: Fraction(body.members[federation], body.seats[federation]) for person, federation in delegates.items()}
    threshold, strict = read_share(charter["ballots.bodies.threshold"])
    bar = Bar(Fraction(0), threshold, strict, "ballots.bodies.threshold")
    result = tally_motion(votes, "threshold", bar, weights=weights)
    deviating = tuple(sorted(p for p, voice in votes.items() if mandates.get(delegates[p], voice) != voice))
    carried_by = tuple(sorted({delegates[p] for p, voice in votes.items() if voice == "for"}))
    return BodyAct(body, decision, result, deviating, carried_by, MappingProxyType({federation: tuple(ballots) for federation, ballots in trace.items()}))


def enforce_act(act: BodyAct) -> Refusal | None:
    """Return why an act may not be enforced, or None: it did not pass, the congress overturned it, or a federation carried it without an assembly."""
    if not act.result.passed:
        return Refusal(Reason.NOT_PASSED, act.decision, "ballots.bodies.threshold", str(act.result.refusal), "passed")
    if act.overturned:
        return Refusal(Reason.NOT_PASSED, act.decision, f"ballot {act.overturned} of {act.body.answers_to}", "overturned", "standing")
    bare = [federation for federation in act.carried_by if not act.trace.get(federation)]
    if bare:
        return Refusal(Reason.NO_ASSEMBLY, act.decision, f"trace of {act.body.id}", f"none of {', '.join(bare)}", f"one of each of {', '.join(act.carried_by)}")
    return None


def overturn_act(act: BodyAct, closed: ClosedPoll, result: Result, *, congress: Collection[str]) -> BodyAct | Refusal:
    """Let the congress (all its people) end an act of the body that answers to it, by a passed ballot on that decision."""
    if closed.decision.electorate != act.body.answers_to or closed.subject != act.decision:
        return Refusal(Reason.OTHER_BALLOT, closed.id, act.body.id, f"{closed.decision.electorate} on {closed.subject}", f"{act.body.answers_to} on {act.decision}")
    if refusal := check_roll(closed, congress):
        return refusal
    if not result.passed:
        return Refusal(Reason.NOT_PASSED, closed.id, f"ballots.{closed.decision.kind}.threshold", str(result.refusal), "passed")
    return replace(act, overturned=closed.id)


def pass_in_chambers(decision: str, ballots: Mapping[str, tuple[ClosedPoll, Result]], chambers: Mapping[str, Collection[str]]) -> Refusal | None:
    """Return why a decision that several chambers take together does not stand, or None: each of them must pass it.

    ballots: chamber → its closed ballot on this decision and the result. chambers: chamber → everyone in it. Refused: a chamber
    missing, a ballot on something else or with another roll, a ballot that failed. Source: worker and consumer councils decide how far need extends (Wetzel 2004).
    """
    if set(ballots) != set(chambers):
        return Refusal(Reason.OTHER_BALLOT, decision, "chambers", ", ".join(sorted(ballots)) or "none", ", ".join(sorted(chambers)))
    for chamber, (closed, result) in sorted(ballots.items()):
        if closed.subject != decision:
            return Refusal(Reason.OTHER_BALLOT, closed.id, chamber, closed.subject or "no subject", decision)
        if refusal := check_roll(closed, chambers[chamber]):
            return refusal
        if not result.passed:
            return Refusal(Reason.NOT_PASSED, chamber, f"ballots.{closed.decision.kind}.threshold", str(result.refusal), "passed")
    return None


def find_part_off(charter: Charter, part: str) -> Refusal | None:
    """Return the refusal where a part of the institutions is not in use, else None; an unknown part raises UnknownRule."""
    key = f"ballots.parts.{part}"
    return None if charter[key] else Refusal(Reason.PART_OFF, part, key, False, True)


def check_parts(charter: Charter) -> tuple[Refusal, ...]:
    """Return the parts that are in use without a part they need; balanced jobs and assemblies need nothing else."""
    return tuple(
        Refusal(Reason.PART_OFF, part, f"ballots.parts.{needed}", False, True)
        for part, needed in sorted(_PART_NEEDS.items())
        if charter[f"ballots.parts.{part}"] and not charter[f"ballots.parts.{needed}"]
    )
