"""Effort rated by workmates, and appeals."""

from __future__ import annotations

from datetime import date

import pytest

from parecon.work import EffortRating, Reason, Refused, decide_appeal, draw_jury, rate_members

MEMBERS = ("Ana", "Bo", "Cy", "Di")
DAY = date(2026, 3, 1)


def sheet(*points):
    return [EffortRating(rater, "Bo", p) for rater, p in zip(("Ana", "Cy", "Di"), points)]


def test_a_rating_is_the_median_of_workmates_with_its_spread(charter):
    rated = rate_members(MEMBERS, sheet(6, 10, 20), charter=charter)[1]
    assert (rated.rating, rated.spread, rated.raters, rated.by_norm) == (10.0, 7.0, 3, False)


def test_with_too_few_ratings_a_member_counts_as_of_average_effort(charter):
    rated = rate_members(MEMBERS, sheet(20, 20), charter=charter)[1]
    assert rated.rating == charter["effort.rating_norm"] and rated.by_norm


@pytest.mark.parametrize(
    ("rating", "reason"),
    [
        (EffortRating("Ana", "Bo", 21), Reason.RATING_OUTSIDE_SCALE),
        (EffortRating("Ana", "Bo", 0), Reason.RATING_OUTSIDE_SCALE),
        (EffortRating("Ana", "Bo", float("nan")), Reason.RATING_NOT_A_NUMBER),
        (EffortRating("Ana", "Bo", True), Reason.RATING_NOT_A_NUMBER),
        (EffortRating("Ana", "Ana", 10), Reason.SELF_RATING),
        (EffortRating("Eve", "Bo", 10), Reason.STRANGER),
        (EffortRating("Ana", "Eve", 10), Reason.STRANGER),
    ],
)
def test_one_bad_rating_refuses_the_whole_sheet(charter, rating, reason):
    refused = rate_members(MEMBERS, [*sheet(10, 10, 10)[1:], rating], charter=charter)
    assert isinstance(refused, Refused) and refused.reason is reason


def test_a_workmate_is_rated_once_by_each(charter):
    assert rate_members(MEMBERS, sheet(10) * 2, charter=charter).reason is Reason.RATED_TWICE
    assert rate_members(("Ana", "Ana"), [], charter=charter).reason is Reason.LABEL_TWICE


def test_a_jury_is_drawn_by_lot_and_anyone_can_repeat_the_draw(charter):
    names = [f"member {k}" for k in range(40)]
    jury = draw_jury(names, 7, excluded=["member 3"], charter=charter)
    assert jury == draw_jury(reversed(names), 7, excluded=["member 3"], charter=charter)
    assert len(set(jury)) == charter["effort.jury_size"] and "member 3" not in jury
    assert any(draw_jury(names, seed, charter=charter) != jury for seed in range(5))


def test_every_member_is_drawn_about_equally_often(charter):
    names = [f"member {k}" for k in range(10)]
    drawn = [name for seed in range(400) for name in draw_jury(names, seed, charter=charter)]
    assert all(140 < drawn.count(name) < 260 for name in names)


def test_too_few_free_members_make_no_jury(charter):
    assert draw_jury(MEMBERS, 1, charter=charter).reason is Reason.JURY_TOO_SMALL


def appeal(charter, points, today=DAY, jury=("P", "Q", "R")):
    rated = rate_members(MEMBERS, sheet(6, 10, 12), charter=charter)[1]
    return decide_appeal(rated, dict(zip(("P", "Q", "R"), points)), jury, announced=DAY, today=today, charter=charter)


def test_a_jury_may_raise_a_rating_and_lower_it_only_where_the_charter_says_so(charter):
    assert appeal(charter, (14, 15, 16)).rating == 15.0
    assert appeal(charter, (2, 3, 4)).rating == 10.0
    assert appeal(charter.adopt({"effort.appeal_may_lower": True}, "congress"), (2, 3, 4)).rating == 3.0


def test_an_appeal_has_its_time_and_its_jury(charter):
    assert appeal(charter, (14, 15, 16), today=date(2026, 3, 15)).rating == 15.0
    assert appeal(charter, (14, 15, 16), today=date(2026, 3, 16)).reason is Reason.TOO_LATE
    assert appeal(charter, (14, 15)).reason is Reason.JURY_TOO_SMALL
    assert appeal(charter, (14, 15, 16), jury=("P", "Q")).reason is Reason.STRANGER
    assert appeal(charter, (14, 15, 26)).reason is Reason.RATING_OUTSIDE_SCALE
