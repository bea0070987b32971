"""The magazine nobody likes is printed for its 600 readers, whatever the other 9,400 think of it."""

from __future__ import annotations

import pytest

from parecon.charter import default_charter
from parecon.lab.stories import magazine
from parecon.plans import PlanRule


@pytest.fixture(scope="module")
def charter():
    """The default charter."""
    return default_charter()


@pytest.mark.parametrize("readers", [600, 500, 400])
def test_its_ratio_is_what_copies_are_worth_over_what_the_issue_uses(readers, charter):
    ratio, _, average = magazine._ratio(readers, charter)
    assert ratio == pytest.approx(30 * readers / (10_000 + 10 * readers), abs=1e-9)
    assert average == pytest.approx(1.05, abs=1e-9)


def test_six_hundred_readers_suffice_under_every_norm_and_four_hundred_under_none(charter):
    for changes in ({}, magazine._EXACT, magazine._AT_ONE):
        rules = charter.adopt(changes, "test")
        assert not magazine._ratio(600, rules)[1]
        assert magazine._ratio(400, rules)[1]


def test_five_hundred_readers_come_back_at_the_average_and_pass_at_one(charter):
    assert magazine._ratio(500, charter.adopt(magazine._EXACT, "test"))[1]
    assert not magazine._ratio(500, charter.adopt(magazine._AT_ONE, "test"))[1]
    assert not magazine._ratio(500, charter)[1], "the default charter lets a proposal pass a tenth below the average: 1.00 lies above 0.945"


def test_its_readers_lose_no_more_of_their_paper_than_everybody(charter):
    economy, closing = magazine._close_short_of_paper(charter)
    apart, average = magazine._cuts(economy, closing)
    assert len(closing.candidates) == 5
    assert average == pytest.approx(1600 / 16_600, abs=1e-6)
    assert apart <= 0.01


def test_striking_its_paper_from_an_adopted_plan_breaks_the_plan(charter):
    broken = magazine._stop_at_delivery(*magazine._close_short_of_paper(charter), charter)
    assert {PlanRule.HASH, PlanRule.SHARE} <= set(broken)


def test_the_story_does_not_pass_where_no_tolerance_is_given(charter):
    assert not magazine.tell(charter.adopt(magazine._EXACT, "test")).passed
