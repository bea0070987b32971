"""Story 7, the island: rules by ballot, work by the able, need for those who cannot."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import Mapping

import numpy as np

from parecon.ballots import ClosedPoll, adopt_amendment
from parecon.charter.amend import CharterBook, hash_changes, open_book
from parecon.lab.stories.assembly import DAY, hold_ballot, spread_votes
from parecon.lab.stories.telling import Story
from parecon.procedures.free_access_tiers import share_equally
from parecon.work import Refused, allowance_points, council_incomes, gini, work_points

__all__ = ["tell"]

_YOUNG, _UNABLE, _ABLE = 16, 10, 176
"""The text has 26 who are too young or unable; who of them may vote is ours."""
_PEOPLE = _YOUNG + _UNABLE + _ABLE
_HALVES_FED, _HALVES_EATEN = 3, 2
"""One worker feeds 1.5: everything is counted in half rations."""
_CHANGES = {"income.child": 1.0, "income.unable": 1.0, "income.able_unwilling": 0.0}
_HOURS = 40.0
_SMALLEST = 0.001
"""Half rations are divided to this part."""


def tell(charter) -> Story:
    """Return the story: 202 people on an island, of whom 176 are able to work."""
    book, closed = _vote_rules(charter)
    rule, gap = _index_of_rule(closed), _self_management_gap(closed)
    one, many = _incomes(book.charter, 1), _incomes(book.charter, 42)
    voluntary = {dreamers: _eat_freely(dreamers) for dreamers in (41, 42, _ABLE)}
    found = (rule == 0, gap == 0, one["dreamer"] == 0, abs(one["need"] - one["worker"]) <= _SMALLEST, one["worker"] > 0, many["dreamer"] == 0, many["need"] >= _HALVES_EATEN,
             many["eaters"] == 160, voluntary[41] == (_PEOPLE, 0), voluntary[42][1] == 1, voluntary[_ABLE] == (0, _PEOPLE))
    lines = (
        f"Wetzel: {_PEOPLE} people on an island, {_YOUNG + _UNABLE} of them too young or unable to work; one who works feeds one and a half.",
        f"The {len(closed.invited)} adults vote on their own rules. Among them the index of rule is {float(rule):.2f} and the self-management gap {float(gap):.2f}: nobody rules.",
        "They adopt: who is too young or unable receives what a worker receives; who is able and will not work receives nothing from work.",
        f"One day-dreamer: {_ABLE - 1} workers, {one['rations']:.1f} rations. A worker's share {one['worker'] / 2:.3f}, a child's {one['need'] / 2:.3f}, the day-dreamer's {one['dreamer']}.",
        f"42 day-dreamers: {many['eaters']} people share {many['rations']:.0f} rations, {many['need'] / 2:.3f} each; each day-dreamer {many['dreamer']}.",
        "Control, free access: everybody works if they like and takes what they need:",
        f"  41 day-dreamers: {voluntary[41][0]} eat, {voluntary[41][1]} rations short.",
        f"  42 day-dreamers: {voluntary[42][1]} ration short.",
        f"  {_ABLE} day-dreamers: {voluntary[_ABLE][0]} eat, {voluntary[_ABLE][1]} rations short.",
        "The voluntary island lives on a margin of 41 people; the other gives the day-dreamer no claim on the work of others.",
    )
    return Story("island", lines, all(found))


def _vote_rules(charter) -> tuple[CharterBook, ClosedPoll]:
    """Return the island's charter after the ballot of all its adults on its rules of income."""
    adults = [f"islander {n + 1}" for n in range(_UNABLE + _ABLE)]
    closed, result = hold_ballot("rules of the island", "charter_change", spread_votes(adults, 150), charter=charter, subject=hash_changes(_CHANGES))
    book = adopt_amendment(open_book(charter, DAY.isoformat()), _CHANGES, closed, result, roll=adults)
    assert isinstance(book, CharterBook), book
    return book, closed


def _shares_of_say(closed: ClosedPoll) -> dict[str, Fraction]:
    return {person: closed.weights[person] / closed.electorate for person in closed.invited}


def _index_of_rule(closed: ClosedPoll) -> Fraction:
    """Return the Gini index of say among those who may vote, 0 where all have the same (institutions of the project, section 13)."""
    shares = _shares_of_say(closed).values()
    parts = lcm(*(share.denominator for share in shares))
    return gini([int(share * parts) for share in shares])


def _self_management_gap(closed: ClosedPoll) -> Fraction:
    """Return half the sum of distances between say and being affected, where the rules affect every adult alike."""
    say = _shares_of_say(closed)
    return sum((abs(share - Fraction(1, len(say))) for share in say.values()), Fraction(0)) / 2


def _incomes(charter, dreamers: int) -> Mapping[str, float]:
    """Return rations, and the half rations of a worker, of one who cannot work and of a day-dreamer, where ``dreamers`` of the able do not work."""
    workers = _ABLE - dreamers
    kinds = ["worker"] * workers + ["dreamer"] * dreamers + ["young"] * _YOUNG + ["unable"] * _UNABLE
    hours = [_HOURS * (kind == "worker") for kind in kinds]
    points = work_points(hours, 1.0, charter=charter)
    counts = {name: [int(kind == of) for kind in kinds] for name, of in (("child", "young"), ("unable", "unable"), ("able_unwilling", "dreamer"))}
    need = allowance_points(counts, points, workers, charter=charter)
    # With half rations as smallest units neighbours would differ by a half.
    incomes = council_incomes(hours, 1.0, 0, round(_HALVES_FED * workers / _SMALLEST), charter=charter, need_points=need)
    assert not isinstance(need, Refused) and not isinstance(incomes, Refused)
    least = {kind: min(int(b) for b, k in zip(incomes.budgets, kinds) if k == kind) * _SMALLEST for kind in set(kinds)}
    return {"rations": _HALVES_FED * workers / 2, "worker": least["worker"], "need": min(least["young"], least["unable"]), "dreamer": int(least["dreamer"]),
            "eaters": int((incomes.budgets > 0).sum())}


def _eat_freely(dreamers: int) -> tuple[int, int]:
    """Return how many rations are eaten and how many are short on the island of free access, where all take what they need and ``dreamers`` of the able do not work.

    What is there is shared alike, as free access does within a tier; rations are counted whole.
    """
    grown = _HALVES_FED * (_ABLE - dreamers) / _HALVES_EATEN
    taken = share_equally(np.array([grown]), np.ones((_PEOPLE, 1)), np.ones(_PEOPLE))
    eaten = int(round(float(taken.sum()) * _HALVES_EATEN)) // _HALVES_EATEN
    return eaten, _PEOPLE - eaten
