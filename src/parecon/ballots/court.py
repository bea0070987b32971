"""Lots that anyone can redraw, and the council court: judges by lot, staggered terms, overriding on rights only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Collection, Iterable, Mapping

from parecon.ballots.decisions import read_decision
from parecon.ballots.motion import tally_motion
from parecon.ballots.poll import hash_record
from parecon.ballots.refusals import Reason, Refusal
from parecon.ballots.result import Result
from parecon.charter import Charter

__all__ = ["Court", "GROUNDS", "Judge", "Ruling", "draw_by_lot", "draw_court", "override_council", "renew_court", "sitting_judges"]

GROUNDS = ("rights", "preference", "efficiency", "custom")


def draw_by_lot(pool: Iterable[str], seats: int, seed: str, excluded: Collection[str] = ()) -> tuple[str, ...] | Refusal:
    """Draw people by lot: those whose name has the lowest hash with the seed, so that anyone can redraw it in any order.

    The seed is announced before the pool is closed. Refused where fewer people remain than seats.

    >>> draw_by_lot(["ann", "ben", "cem"], 2, "seed of 1 May") == draw_by_lot(["cem", "ann", "ben"], 2, "seed of 1 May")
    True
    """
    eligible = set(pool) - set(excluded)
    if len(eligible) < seats:
        return Refusal(Reason.TOO_FEW_FOR_LOT, "the lot", "seats to fill", len(eligible), seats)
    return tuple(sorted(eligible, key=lambda person: (hash_record(seed, person), person))[:seats])


@dataclass(frozen=True)
class Judge:
    """A judge drawn by lot, from the first day of the term to the day after its last."""

    person: str
    begins: date
    ends: date


@dataclass(frozen=True)
class Court:
    """The council court: all judges there were and are."""

    judges: tuple[Judge, ...]


@dataclass(frozen=True)
class Ruling:
    """What the court ruled on one act of a lower council."""

    act: str
    council: str
    overridden: bool
    result: Result


def sitting_judges(court: Court, today: date) -> tuple[str, ...]:
    """Return the judges whose term runs today."""
    return tuple(judge.person for judge in court.judges if judge.begins <= today < judge.ends)


def draw_court(pool: Iterable[str], seed: str, *, today: date, charter: Charter) -> Court | Refusal:
    """Draw the first court; its terms end in groups, one after another, so that it never changes all at once."""
    drawn = draw_by_lot(pool, charter["ballots.court.judges"], seed)
    if isinstance(drawn, Refusal):
        return drawn
    groups, days = charter["ballots.court.groups"], charter["ballots.court.term_days"]
    return Court(tuple(Judge(person, today, today + timedelta(days=days * (place % groups + 1) // groups)) for place, person in enumerate(drawn)))


def renew_court(court: Court, pool: Iterable[str], seed: str, *, today: date, charter: Charter) -> Court | Refusal:
    """Fill by lot the seats whose terms are over; nobody who has been a judge is drawn again."""
    vacant = charter["ballots.court.judges"] - len(sitting_judges(court, today))
    drawn = draw_by_lot(pool, max(0, vacant), seed, {judge.person for judge in court.judges})
    if isinstance(drawn, Refusal):
        return drawn
    ends = today + timedelta(days=charter["ballots.court.term_days"])
    return Court((*court.judges, *(Judge(person, today, ends) for person in drawn)))


def override_council(
    court: Court, act: str, council: str, *, ground: str, votes: Mapping[str, str], today: date, charter: Charter
) -> Ruling | Refusal:
    """Let the court override an act of a lower council, on rights only.

    votes: judge → "for" (override), "against" or "abstain". Refused: any other ground, and votes of people who are not
    sitting judges. Raises ValueError for an unknown ground. Source: Shalom (courts on rights, judges by lot).
    """
    if ground not in GROUNDS:
        raise ValueError(f"the ground {ground!r} is not one of {', '.join(GROUNDS)}; name the ground of the complaint")
    if ground != "rights":
        return Refusal(Reason.NOT_ON_RIGHTS, council, "ballots.court_ruling", ground, "rights")
    judges = sitting_judges(court, today)
    if strange := sorted(set(votes) - set(judges)):
        return Refusal(Reason.STRANGER, strange[0], "sitting judges", strange[0], f"{len(judges)} judges")
    decision = read_decision(charter, "court_ruling")
    result = tally_motion(votes, decision.counting, decision.bar, electorate=Fraction(len(judges)))
    return Ruling(act, council, result.passed, result)
