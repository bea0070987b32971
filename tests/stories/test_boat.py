"""Tyrone’s boat and Winona’s room cost both the same ten years of income."""

from __future__ import annotations

import pytest

from parecon.charter import default_charter
from parecon.lab.stories import boat
from parecon.ledger import Reason
from parecon.proposals import RefusalReason


@pytest.fixture(scope="module")
def charter():
    """The default charter."""
    return default_charter()


@pytest.fixture(scope="module")
def decade(charter):
    """Ten years of books."""
    return boat._live(charter)


def test_both_draw_ten_thousand_in_ten_years(decade):
    assert decade.drawn["Tyrone"] == [800] * 5 + [2000] + [1000] * 4
    assert sum(decade.drawn["Tyrone"]) == 5 * 800 + 2000 + 4 * 1000 == sum(decade.drawn["Winona"])


def test_savings_rise_to_the_boat_and_fall_to_nothing(decade):
    assert decade.savings == [200, 400, 600, 800, 1000, 0, 0, 0, 0, 0]


def test_every_sum_is_zero_after_every_posting(decade):
    assert decade.zero and decade.closed


def test_nothing_pays_interest_and_nobody_gives_credits_away(charter):
    paid, gift = boat._interest_and_gift(charter)
    assert paid == []
    assert gift.answer.reason is Reason.PERSON_TO_PERSON


def test_the_boat_stands_in_the_plan_of_the_year_in_which_it_is_paid_for(charter):
    assert boat._plan(charter, saved=0, asks_boat=False) == pytest.approx(0.0, abs=1e-9)
    assert boat._plan(charter, saved=1000, asks_boat=True) == pytest.approx(40.0, abs=1e-6)


def test_before_that_it_is_more_than_he_has(charter):
    reason, asked, allowed = boat._plan(charter, saved=0, asks_boat=True)
    assert reason is RefusalReason.OVER_BUDGET
    assert (asked, allowed) == pytest.approx((1800.0, 800.0))


def test_the_story_does_not_pass_where_he_saves_less(charter, monkeypatch):
    monkeypatch.setattr(boat, "_SAVED", 100)
    assert not boat.tell(charter).passed


def test_the_story_is_the_same_in_larger_units(charter):
    assert boat.tell(charter.adopt({"ledger.units_per_credit": 1}, "test")).passed
