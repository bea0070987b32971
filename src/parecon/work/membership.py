"""Joining and leaving a council: hiring by workmates, dismissal with notice and appeal, and places for all who look for one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Iterable, Mapping, Sequence

import numpy as np

from parecon.charter import Charter
from parecon.work.programme import Programme
from parecon.work.refusals import Reason, Refused

__all__ = ["Dismissal", "Match", "Membership", "Mover", "OpenPlace", "decide_dismissal", "decide_hiring", "find_places", "hear_dismissal", "is_member"]


@dataclass(frozen=True)
class Membership:
    """A person in a council: a full member from the first day."""

    person: str
    council: str
    since: date


@dataclass(frozen=True)
class Dismissal:
    """A dismissal voted by the council; it has no effect before ``effective``, and none once overturned."""

    membership: Membership
    reason: str
    voted: date
    effective: date
    overturned: bool = False


def decide_hiring(person: str, council: str, votes: Mapping[str, bool], *, workmates: Iterable[str], today: date, charter: Charter) -> Membership | Refused:
    """Take a person on when more than ``membership.hiring_share_min`` of those who would work with them agree.

    votes: by workmate, yes or no; workmates who do not vote count as not agreeing. Refuses votes by others and too few yes.

    >>> from parecon.charter import default_charter
    >>> decide_hiring("Eve", "bakery", {"Ana": True, "Bo": True}, workmates=["Ana", "Bo", "Cy"], today=date(2026, 1, 5), charter=default_charter())
    Membership(person='Eve', council='bakery', since=datetime.date(2026, 1, 5))
    """
    mates = set(workmates)
    strangers = set(votes) - mates
    if strangers:
        return Refused(Reason.STRANGER, f"hiring of {person}", min(strangers), "those who would work with the person", "count the votes of workmates alone")
    agree, share = sum(votes.values()), charter["membership.hiring_share_min"]
    if not agree > share * len(mates):
        return Refused(Reason.NOT_ENOUGH_VOTES, f"hiring of {person}", f"{agree} of {len(mates)}", f"more than {share:.0%}", "find another team, or a trial in it")
    return Membership(person, council, today)


def decide_dismissal(
    membership: Membership, votes: Mapping[str, bool], *, members: Iterable[str], reason: str, noticed: date | None, heard: bool, today: date, charter: Charter
) -> Dismissal | Refused:
    """Dismiss a member by the council's vote, after a written reason, a notice and a hearing.

    noticed: when the reason was handed over. members: of the council; the member concerned does not vote. Refuses what lacks a
    reason, notice or hearing, votes by strangers, and fewer yes than ``membership.dismissal_share_min`` of the other members.
    """
    others = set(members) - {membership.person}
    if not reason.strip() or noticed is None or not heard:
        return Refused(Reason.NO_REASON, f"dismissal of {membership.person}", f"reason {reason!r}, notice {noticed}, heard {heard}", "all three",
                       "write the reason, hand it over and hear the member")
    earliest = noticed + timedelta(days=charter["membership.notice_days"])
    if today < earliest:
        return Refused(Reason.TOO_EARLY, f"dismissal of {membership.person}", today.isoformat(), earliest.isoformat(), "vote on or after that day")
    strangers = set(votes) - others
    if strangers:
        return Refused(Reason.STRANGER, f"dismissal of {membership.person}", min(strangers), "the other members of the council", "count their votes alone")
    agree, share = sum(votes.values()), charter["membership.dismissal_share_min"]
    if not others or agree < share * len(others):
        return Refused(Reason.NOT_ENOUGH_VOTES, f"dismissal of {membership.person}", f"{agree} of {len(others)}", f"at least {share:.0%}", "the member stays")
    return Dismissal(membership, reason, today, today + timedelta(days=charter["membership.appeal_days"]))


def hear_dismissal(dismissal: Dismissal, votes: Mapping[str, bool], jury: Sequence[str], *, raised: date, decided: date) -> Dismissal | Refused:
    """Return the dismissal after an appeal: overturned unless the whole jury has voted and most of it upholds.

    votes: by juror, True to uphold. raised: when the member appealed. Nothing takes effect before the decision.
    Refuses appeals after the dismissal took effect, jurors who were not drawn, and an incomplete jury.
    """
    who = dismissal.membership.person
    if raised > dismissal.effective:
        return Refused(Reason.TOO_LATE, f"appeal of {who}", raised.isoformat(), dismissal.effective.isoformat(), "apply to be taken on again")
    if set(votes) - set(jury):
        return Refused(Reason.STRANGER, f"appeal of {who}", min(set(votes) - set(jury)), ", ".join(jury), "only the jury that was drawn decides")
    if set(votes) != set(jury) or not jury:
        return Refused(Reason.JURY_TOO_SMALL, f"appeal of {who}", len(votes), len(jury), "wait until the whole jury has voted")
    upheld = 2 * sum(votes.values()) > len(jury)
    return replace(dismissal, effective=max(dismissal.effective, decided), overturned=not upheld)


def is_member(membership: Membership, dismissal: Dismissal | None, today: date) -> bool:
    """Tell whether a person is a member on a day."""
    return membership.since <= today and (dismissal is None or dismissal.overturned or today < dismissal.effective)


@dataclass(frozen=True)
class OpenPlace:
    """Places that the plan leaves open in one council for one kind of work."""

    council: str
    work: str
    count: int


@dataclass(frozen=True)
class Mover:
    """A person who looks for a place: the kinds of work they can do, and councils in the order they wish for."""

    name: str
    works: frozenset[str]
    wishes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """Who goes where. first_wish_share: share of those with wishes who got their first."""

    council_of: Mapping[str, str]
    first_wish_share: float


def find_places(places: Sequence[OpenPlace], movers: Sequence[Mover]) -> Match | Refused:
    """Find a place for everyone who looks for one, as near to their wishes as all can have together.

    Placing everybody ranks before wishes; among wishes the sum of ranks is least. Refuses, naming those who would be left,
    when the places do not suffice for the kinds of work that people can do.
    Source: the employment board matches movers, institutions, section 11; full employment is a property of the plan.

    >>> places = [OpenPlace("bakery", "bake", 1), OpenPlace("school", "teach", 1)]
    >>> find_places(places, [Mover("Ana", frozenset({"bake", "teach"}), ("bakery",)), Mover("Bo", frozenset({"bake"}), ("bakery",))]).council_of
    {'Ana': 'school', 'Bo': 'bakery'}
    """
    bad = next((p for p in places if p.count < 0), None)
    if bad is not None:
        return Refused(Reason.NEGATIVE, f"open places of {bad.council}", bad.count, 0, "state zero or more")
    if len({m.name for m in movers}) < len(movers):
        return Refused(Reason.LABEL_TWICE, "movers", len(movers), len({m.name for m in movers}), "name each person once")
    if not movers:
        return Match({}, 1.0)
    pairs = [(i, j) for i, m in enumerate(movers) for j, p in enumerate(places) if p.work in m.works and p.count]
    ranks = [movers[i].wishes.index(places[j].council) if places[j].council in movers[i].wishes else len(movers[i].wishes) for i, j in pairs]
    chosen, left = _assign(pairs, ranks, places, len(movers))
    if left:
        names = tuple(movers[i].name for i in left)
        return Refused(Reason.NO_PLACE, ", ".join(names[:5]), len(names), 0, "offer training, or plan more work of the kinds they can do", names)
    council_of = {movers[i].name: places[j].council for i, j in chosen}
    wishing = [m for m in movers if m.wishes]
    first = sum(council_of[m.name] == m.wishes[0] for m in wishing) / len(wishing) if wishing else 1.0
    return Match(council_of, first)


def _assign(pairs, ranks, places, count: int) -> tuple[list[tuple[int, int]], list[int]]:
    """Whole assignment of least rank after fewest left; its corners are whole without being told."""
    programme = Programme()
    taken = programme.add_columns(len(pairs), cost=np.array(ranks, float) if pairs else 0.0, high=1.0)
    without = programme.add_columns(count, cost=1.0 + count * (1.0 + max(ranks, default=0)), high=1.0)
    i_of, j_of = (np.array([pair[k] for pair in pairs], int) for k in (0, 1))
    programme.add_rows(count, [(i_of, taken, 1.0), (np.arange(count), without, 1.0)], low=1.0, high=1.0)
    programme.add_rows(len(places), [(j_of, taken, 1.0)], high=np.array([p.count for p in places], float))
    values = programme.solve().values
    return [pair for pair, v in zip(pairs, values[taken]) if v > 0.5], [i for i in range(count) if values[without[i]] > 0.5]
