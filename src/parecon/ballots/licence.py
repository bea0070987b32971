"""Entry and the yearly licence: self-management, balanced jobs and pay by effort, checked on recorded facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from numbers import Rational
from typing import Sequence

from parecon.ballots.decisions import read_share
from parecon.ballots.refusals import Reason, Refusal
from parecon.ballots.sanctions import Case, Norm, file_complaint
from parecon.charter import Charter

__all__ = ["Finding", "Licence", "MemberFacts", "UnitFacts", "admit_unit", "check_norms", "review_licence"]


@dataclass(frozen=True)
class MemberFacts:
    """What is on record about one person who works in a unit, for one year; all amounts exact.

    hours, conceptual_hours, manual_hours: hours a year. empowerment: hour-weighted score of their tasks, points.
    effort_hours: hours times effort rating. income: credits for that work. other_income: credits from sales, shares or
    ownership. able: whether they are able to work; those who are not receive by need and are left out of the comparison.
    """

    person: str
    member: bool
    able: bool
    hours: Rational
    conceptual_hours: Rational
    manual_hours: Rational
    empowerment: Rational
    effort_hours: Rational
    income: Rational
    other_income: Rational


@dataclass(frozen=True)
class UnitFacts:
    """What is on record about a unit: its people, and how many of its decisions its members took by ballot."""

    unit: str
    people: tuple[MemberFacts, ...]
    decisions: int
    own_decisions: int
    record: str


@dataclass(frozen=True)
class Finding:
    """One measure of one norm: the figure, the limit, the rule, and whether it is met. ``who``: the person farthest off, or ""."""

    norm: Norm
    measure: str
    given: Fraction
    limit: Fraction
    rule: str
    met: bool
    who: str = ""

    def as_refusal(self, unit: str) -> Refusal:
        """Return the finding as a refusal of the unit."""
        return Refusal(Reason.NORM_BROKEN, unit, self.rule, self.given, self.limit)


@dataclass(frozen=True)
class Licence:
    """A licence for a year, granted or not; without it a unit gets no allocation."""

    unit: str
    granted: bool
    day: date
    findings: tuple[Finding, ...]

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Why it was not granted: one refusal for each measure that is not met."""
        return tuple(finding.as_refusal(self.unit) for finding in self.findings if not finding.met)


def check_norms(facts: UnitFacts, charter: Charter) -> tuple[Finding, ...]:
    """Hold a unit's recorded facts against the three norms.

    Self-management: everyone who works there is a member; members take the decisions. Balanced jobs: empowerment near the
    unit's mean, and a floor of conceptual and of manual hours for everyone able. Pay by effort: income per rated hour near
    the unit's mean, and none from sales or ownership. A unit without people, or without hours on record, raises ValueError.
    Source: Wetzel 2004; measures and limits are our design.
    """
    able = [person for person in facts.people if person.able]
    if not able or any(person.hours <= 0 for person in able):
        raise ValueError(f"record {facts.record!r} of {facts.unit!r} has {len(able)} people able to work, not all with hours; record hours for each")
    limits = {
        name: read_share(charter[f"ballots.licence.{name}"])[0]
        for name in ("member_share_min", "own_decision_share_min", "empowerment_gap_max", "conceptual_hours_min", "manual_hours_min", "pay_gap_max")
    }
    members = Fraction(sum(person.member for person in facts.people), len(facts.people))
    own = Fraction(facts.own_decisions, facts.decisions) if facts.decisions else Fraction(0)
    found = [
        _at_least(Norm.SELF_MANAGEMENT, "share who are members", members, limits, "member_share_min"),
        _at_least(Norm.SELF_MANAGEMENT, "share of decisions taken by members", own, limits, "own_decision_share_min"),
        _near_mean(Norm.BALANCED_JOBS, "empowerment", [(p.person, Fraction(p.empowerment)) for p in able], limits, "empowerment_gap_max"),
    ]
    for name in ("conceptual_hours", "manual_hours"):
        share, who = min((Fraction(getattr(p, name)) / Fraction(p.hours), p.person) for p in able)
        found.append(_at_least(Norm.BALANCED_JOBS, f"least share of {name.replace('_', ' ')}", share, limits, f"{name}_min", who))
    paid = [(p.person, Fraction(p.income) / Fraction(p.effort_hours)) for p in able if p.effort_hours]
    found.append(_near_mean(Norm.PAY_BY_EFFORT, "income per rated hour", paid, limits, "pay_gap_max"))
    unrated = [p for p in able if not p.effort_hours and p.income]
    other = sum((Fraction(p.other_income) for p in facts.people), Fraction(0)) + sum((Fraction(p.income) for p in unrated), Fraction(0))
    who = next((p.person for p in (*facts.people, *unrated) if p.other_income or p in unrated), "")
    found.append(Finding(Norm.PAY_BY_EFFORT, "income without rated effort", other, Fraction(0), "pay by effort", other == 0, who))
    return tuple(found)


def _at_least(norm: Norm, measure: str, given: Fraction, limits: dict[str, Fraction], name: str, who: str = "") -> Finding:
    return Finding(norm, measure, given, limits[name], f"ballots.licence.{name}", given >= limits[name], who)


def _near_mean(norm: Norm, measure: str, values: Sequence[tuple[str, Fraction]], limits: dict[str, Fraction], name: str) -> Finding:
    mean = sum((value for _, value in values), Fraction(0)) / max(1, len(values))
    gap, who = max(((abs(value - mean) / mean, person) for person, value in values), default=(Fraction(0), "")) if mean else (Fraction(0), "")
    return Finding(norm, f"largest distance from the mean of {measure}", gap, limits[name], f"ballots.licence.{name}", gap <= limits[name], who)


def admit_unit(facts: UnitFacts, today: date, charter: Charter) -> Licence:
    """Decide on the licence of a new unit: where a norm is not met it is not granted, and there is no allocation from the first day."""
    findings = check_norms(facts, charter)
    return Licence(facts.unit, all(finding.met for finding in findings), today, findings)


def review_licence(facts: UnitFacts, today: date, charter: Charter) -> tuple[Licence, tuple[Case, ...]]:
    """Review the licence of a unit that has one: it keeps its allocation, and each norm not met opens a case of due process."""
    findings = check_norms(facts, charter)
    broken = [norm for norm in Norm if any(finding.norm is norm and not finding.met for finding in findings)]
    cases = []
    for norm in broken:
        text = "; ".join(f"{f.measure} {f.given}, limit {f.limit}" for f in findings if f.norm is norm and not f.met)
        case = file_complaint(f"{facts.unit} {today.isoformat()} {norm.value}", facts.unit, norm, f"yearly licence, record {facts.record}: {text}", today=today)
        assert isinstance(case, Case), "a complaint with a text is accepted"
        cases.append(case)
    return Licence(facts.unit, True, today, findings), tuple(cases)
