"""Sanctions, reached only through every step of due process.

complaint → notice → hearing → jury → finding → time to mend → decision by the federation → appeal → effect.
The effect is one thing: proposals of the unit are refused until it complies. What its members consume is never touched.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction
from typing import Collection, Iterable, Mapping

from parecon.ballots.court import draw_by_lot
from parecon.ballots.decisions import read_share
from parecon.ballots.poll import ClosedPoll, check_roll
from parecon.ballots.refusals import Reason, Refusal
from parecon.ballots.result import Result
from parecon.charter import Charter

__all__ = [
    "Case", "LogLine", "Norm", "Request", "Step", "appeal_decision", "decide_sanction", "draw_jury", "file_complaint",
    "find_breach", "give_notice", "hold_hearing", "lift_sanction", "record_mending", "refuse_request", "rule_on_appeal", "take_effect",
]


class Norm(Enum):
    """The three norms on which resources depend (Wetzel 2004)."""

    SELF_MANAGEMENT = "self-management"
    BALANCED_JOBS = "balanced jobs"
    PAY_BY_EFFORT = "pay by effort"


class Step(Enum):
    """The steps of a case, in order, and its ends."""

    COMPLAINT = "complaint filed"
    NOTICE = "notice given"
    HEARING = "hearing held"
    JURY = "jury drawn"
    MENDING = "breach found, time to mend"
    DECIDED = "sanction decided"
    APPEALED = "appeal filed"
    UPHELD = "appeal dismissed"
    EFFECT = "in effect"
    DISMISSED = "case dismissed"
    MENDED = "breach mended"
    LIFTED = "sanction lifted"


class Request(Enum):
    """What may be asked of the plan, by whom."""

    PRODUCTION = "a unit's proposal"
    CONSUMPTION = "a person's consumption"
    MOVING = "a person's move to other work"


@dataclass(frozen=True)
class LogLine:
    """One line of a case's public log."""

    step: Step
    day: date
    text: str


@dataclass(frozen=True)
class Case:
    """A case against a unit for breaking one norm.

    deadline: last day of the step that runs (hearing, mending, appeal), or None. danger: persons are in danger, so the
    effect need not wait for an appeal. in_effect: the unit's proposals are refused now.
    """

    id: str
    unit: str
    norm: Norm
    step: Step
    log: tuple[LogLine, ...]
    deadline: date | None = None
    jury: tuple[str, ...] = ()
    danger: bool = False
    in_effect: bool = False


def _move(case: Case, after: Collection[Step], step: Step, day: date, text: str, **changes) -> Case | Refusal:
    """Take the next step, or refuse: out of order, before the last step's day, or without a text."""
    if case.step not in after:
        return Refusal(Reason.STEP_OUT_OF_ORDER, case.id, "due process", f"{step.value} after {case.step.value}", " or ".join(s.value for s in after))
    if day < case.log[-1].day:
        return Refusal(Reason.TOO_EARLY, case.id, "due process", day, case.log[-1].day)
    if not text.strip():
        return Refusal(Reason.NOT_WRITTEN, case.id, "due process", "no text", f"a text for {step.value}")
    return replace(case, **{"deadline": None, **changes}, step=step, log=(*case.log, LogLine(step, day, text.strip())))


def file_complaint(id: str, unit: str, norm: Norm, text: str, *, today: date, danger: bool = False) -> Case | Refusal:
    """Open a case by a written complaint that one of the three norms is broken; refused without a text."""
    if not text.strip():
        return Refusal(Reason.NOT_WRITTEN, id, "due process", "no text", "a written complaint")
    return Case(id, unit, norm, Step.COMPLAINT, (LogLine(Step.COMPLAINT, today, text.strip()),), danger=danger)


def give_notice(case: Case, evidence: Iterable[str], *, today: date, charter: Charter) -> Case | Refusal:
    """Give the unit notice with the evidence; from here the days to the hearing run. Refused without evidence."""
    deadline = today + timedelta(days=charter["ballots.sanctions.hearing_days"])
    return _move(case, [Step.COMPLAINT], Step.NOTICE, today, "; ".join(piece for piece in evidence if piece.strip()), deadline=deadline)


def hold_hearing(case: Case, record: str, *, today: date) -> Case | Refusal:
    """Hear the unit. A hearing after the deadline is refused: then the complaint has to be filed anew."""
    if case.step is Step.NOTICE and today > case.deadline:
        return Refusal(Reason.TOO_LATE, case.id, "ballots.sanctions.hearing_days", today, case.deadline)
    return _move(case, [Step.NOTICE], Step.HEARING, today, record)


def draw_jury(case: Case, pool: Iterable[str], seed: str, *, excluded: Collection[str], today: date, charter: Charter) -> Case | Refusal:
    """Draw the jury by lot from people who are neither of the unit nor complainants (``excluded``)."""
    drawn = draw_by_lot(pool, charter["ballots.sanctions.jurors"], seed, excluded)
    if isinstance(drawn, Refusal):
        return drawn
    return _move(case, [Step.HEARING], Step.JURY, today, f"drawn from seed {seed}: {', '.join(drawn)}", jury=drawn)


def find_breach(case: Case, votes: Mapping[str, bool], reasons: str, *, today: date, charter: Charter) -> Case | Refusal:
    """Let the jury find whether the norm is broken; with less than its threshold the case is dismissed, else time to mend begins.

    votes: juror → breach found. Refused: votes of others, and a jury of which somebody has not spoken.
    """
    if case.step is Step.JURY:
        if strange := sorted(set(votes) - set(case.jury)):
            return Refusal(Reason.NOT_A_JUROR, strange[0], "jury by lot", strange[0], f"{len(case.jury)} jurors")
        if len(votes) < len(case.jury):
            return Refusal(Reason.JURY_INCOMPLETE, case.id, "jury by lot", len(votes), len(case.jury))
    threshold, strict = read_share(charter["ballots.sanctions.jury_threshold"])
    share = Fraction(sum(votes.values()), max(1, len(votes)))
    if share < threshold or strict and share == threshold:
        return _move(case, [Step.JURY], Step.DISMISSED, today, reasons)
    deadline = today + timedelta(days=charter["ballots.sanctions.mending_days"])
    return _move(case, [Step.JURY], Step.MENDING, today, reasons, deadline=deadline)


def record_mending(case: Case, record: str, *, today: date) -> Case | Refusal:
    """Close the case because recorded facts show that the unit has mended the breach in time; later, a sanction is lifted instead."""
    return _move(case, [Step.MENDING], Step.MENDED, today, record)


def decide_sanction(case: Case, closed: ClosedPoll, result: Result, *, federation: Collection[str], today: date) -> Case | Refusal:
    """Let the federation decide, after the time to mend, by a ballot whose subject is the case.

    federation: everyone who votes in it. Refused: a ballot of another kind, subject or roll, and a decision before the time to mend is over. A ballot that fails dismisses the case.
    """
    if closed.decision.kind != "sanction" or closed.subject != case.id:
        return Refusal(Reason.OTHER_BALLOT, closed.id, "ballots.sanction", f"{closed.decision.kind} on {closed.subject}", f"sanction on {case.id}")
    if refusal := check_roll(closed, federation):
        return refusal
    if case.step is Step.MENDING and (today <= case.deadline or closed.closed <= case.deadline):
        return Refusal(Reason.TOO_EARLY, case.id, "ballots.sanctions.mending_days", min(today, closed.closed), case.deadline + timedelta(days=1))
    if not result.passed:
        return _move(case, [Step.MENDING], Step.DISMISSED, today, f"ballot {closed.id}: {result.refusal}")
    deadline = today + timedelta(days=closed.decision.appeal_days)
    return _move(case, [Step.MENDING], Step.DECIDED, today, f"ballot {closed.id} passed", deadline=deadline)


def appeal_decision(case: Case, text: str, *, today: date) -> Case | Refusal:
    """Appeal to the council court, within the days to appeal; a sanction in effect because of danger can be appealed as well."""
    if case.deadline is not None and case.step in (Step.DECIDED, Step.EFFECT) and today > case.deadline:
        return Refusal(Reason.TOO_LATE, case.id, "ballots.sanction.appeal_days", today, case.deadline)
    if case.step is Step.EFFECT and case.deadline is None:
        return Refusal(Reason.TOO_LATE, case.id, "ballots.sanction.appeal_days", today, "the days after the decision, once")
    return _move(case, [Step.DECIDED, Step.EFFECT], Step.APPEALED, today, text)


def rule_on_appeal(case: Case, upheld: bool, ruling: str, *, today: date) -> Case | Refusal:
    """Record the court's ruling: the sanction stands, or the case is dismissed and any effect ends."""
    if not upheld:
        return _move(case, [Step.APPEALED], Step.DISMISSED, today, ruling, in_effect=False)
    return _move(case, [Step.APPEALED], Step.EFFECT if case.in_effect else Step.UPHELD, today, ruling)


def take_effect(case: Case, *, today: date) -> Case | Refusal:
    """Put the sanction into effect: after the days to appeal, or after the appeal; at once only where persons are in danger."""
    text = "proposals refused until the unit complies"
    if case.step is Step.APPEALED and case.danger and not case.in_effect:
        return _move(case, [Step.APPEALED], Step.APPEALED, today, text, in_effect=True)
    if case.step is Step.APPEALED:
        return Refusal(Reason.APPEAL_PENDING, case.id, "due process", "no ruling", "a ruling on the appeal")
    waiting = case.step is Step.DECIDED and today <= case.deadline
    if waiting and not case.danger:
        return Refusal(Reason.TOO_EARLY, case.id, "ballots.sanction.appeal_days", today, case.deadline + timedelta(days=1))
    deadline = case.deadline if waiting else None
    return _move(case, [Step.DECIDED, Step.UPHELD], Step.EFFECT, today, text, deadline=deadline, in_effect=True)


def lift_sanction(case: Case, record: str, *, today: date) -> Case | Refusal:
    """Lift the sanction, because recorded facts show that the unit complies."""
    decided = [Step.DECIDED, Step.APPEALED, Step.UPHELD, Step.EFFECT]
    return _move(case, decided, Step.LIFTED, today, record, in_effect=False)


def refuse_request(cases: Iterable[Case], who: str, request: Request) -> Refusal | None:
    """Return the refusal of a request because of a sanction in effect, else None.

    Only a unit's own proposal can be refused; consumption and moving to other work never are. Source: Wetzel 2004 (resources are not available to units that break the norms).
    """
    if request is not Request.PRODUCTION:
        return None
    for case in cases:
        if case.unit == who and case.in_effect:
            return Refusal(Reason.SANCTIONED, who, f"case {case.id}", f"{case.norm.value} broken", f"{case.norm.value} met")
    return None
