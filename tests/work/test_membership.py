"""Joining and leaving a council, and places for all."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parecon.work import (
    Membership,
    Mover,
    OpenPlace,
    Reason,
    decide_dismissal,
    decide_hiring,
    find_places,
    hear_dismissal,
    is_member,
)

DAY = date(2026, 3, 1)
ANA = Membership("Ana", "bakery", DAY)
MEMBERS = ("Ana", "Bo", "Cy", "Di")


def test_those_who_would_work_with_a_person_take_them_on(charter):
    hired = decide_hiring("Eve", "bakery", {"Bo": True, "Cy": True}, workmates=["Bo", "Cy", "Di"], today=DAY, charter=charter)
    assert hired == Membership("Eve", "bakery", DAY) and is_member(hired, None, DAY)
    half = decide_hiring("Eve", "bakery", {"Bo": True, "Cy": False}, workmates=["Bo", "Cy"], today=DAY, charter=charter)
    assert half.reason is Reason.NOT_ENOUGH_VOTES
    assert decide_hiring("Eve", "bakery", {"Owner": True}, workmates=["Bo"], today=DAY, charter=charter).reason is Reason.STRANGER


def dismiss(charter, votes=("Bo", "Cy"), reason="took the till home", noticed=date(2026, 3, 1), heard=True, today=date(2026, 3, 15)):
    return decide_dismissal(ANA, dict.fromkeys(votes, True), members=MEMBERS, reason=reason, noticed=noticed, heard=heard, today=today, charter=charter)


def test_a_dismissal_needs_reason_notice_hearing_and_two_thirds(charter):
    assert dismiss(charter).effective == date(2026, 3, 29)
    assert dismiss(charter, reason=" ").reason is Reason.NO_REASON
    assert dismiss(charter, noticed=None).reason is Reason.NO_REASON
    assert dismiss(charter, heard=False).reason is Reason.NO_REASON
    assert dismiss(charter, today=date(2026, 3, 14)).reason is Reason.TOO_EARLY
    assert dismiss(charter, votes=("Bo",)).reason is Reason.NOT_ENOUGH_VOTES
    assert dismiss(charter, votes=("Ana", "Bo", "Cy")).reason is Reason.STRANGER


def test_a_member_stays_until_the_dismissal_takes_effect(charter):
    voted = dismiss(charter)
    assert is_member(ANA, voted, date(2026, 3, 28)) and not is_member(ANA, voted, date(2026, 3, 29))


def test_an_appeal_holds_the_dismissal_and_may_overturn_it(charter):
    voted, jury = dismiss(charter), ("P", "Q", "R")
    upheld = hear_dismissal(voted, {"P": True, "Q": True, "R": False}, jury, raised=date(2026, 3, 20), decided=date(2026, 4, 10))
    assert is_member(ANA, upheld, date(2026, 4, 9)) and not is_member(ANA, upheld, date(2026, 4, 10))
    back = hear_dismissal(voted, {"P": True, "Q": False, "R": False}, jury, raised=date(2026, 3, 20), decided=date(2026, 4, 10))
    assert is_member(ANA, back, date(2027, 1, 1))
    assert hear_dismissal(voted, {"P": True}, jury, raised=DAY, decided=DAY).reason is Reason.JURY_TOO_SMALL
    assert hear_dismissal(voted, {}, (), raised=DAY, decided=DAY).reason is Reason.JURY_TOO_SMALL
    assert hear_dismissal(voted, {"X": True}, jury, raised=DAY, decided=DAY).reason is Reason.STRANGER
    assert hear_dismissal(voted, {}, jury, raised=date(2026, 3, 30), decided=DAY).reason is Reason.TOO_LATE


WORKS = ("bake", "teach", "nurse")


@given(st.lists(st.tuples(st.sets(st.sampled_from(WORKS), min_size=1), st.sampled_from(WORKS)), max_size=25))
def test_where_the_plan_has_work_for_everyone_nobody_is_left(people):
    movers = [Mover(f"p{k}", frozenset(works), ("council of " + wish,)) for k, (works, wish) in enumerate(people)]
    places = [OpenPlace("council of " + work, work, sum(min(works) == work for works, _ in people)) for work in WORKS]
    match = find_places(places, movers)
    assert set(match.council_of) == {m.name for m in movers}
    for place in places:
        assert sum(c == place.council for c in match.council_of.values()) <= place.count
    for mover in movers:
        assert match.council_of[mover.name].removeprefix("council of ") in mover.works


def test_wishes_are_met_as_far_as_all_can_have_them_together():
    places = [OpenPlace("north", "bake", 1), OpenPlace("south", "bake", 1)]
    movers = [Mover("Ana", frozenset({"bake"}), ("north", "south")), Mover("Bo", frozenset({"bake"}), ("north",))]
    match = find_places(places, movers)
    assert match.council_of in ({"Ana": "south", "Bo": "north"}, {"Ana": "north", "Bo": "south"}) and match.first_wish_share == 0.5


def test_those_who_would_be_left_are_named():
    refused = find_places([OpenPlace("north", "bake", 1)], [Mover("Ana", frozenset({"bake"})), Mover("Bo", frozenset({"fly"}))])
    assert refused.reason is Reason.NO_PLACE and refused.names == ("Bo",)
    assert find_places([], [Mover("Ana", frozenset({"bake"}))]).names == ("Ana",)
    assert find_places([], []).council_of == {}


@pytest.mark.parametrize(
    ("places", "movers", "reason"),
    [([OpenPlace("north", "bake", -1)], [], Reason.NEGATIVE), ([], [Mover("Ana", frozenset())] * 2, Reason.LABEL_TWICE)],
)
def test_places_that_make_no_sense_are_refused(places, movers, reason):
    assert find_places(places, movers).reason is reason
