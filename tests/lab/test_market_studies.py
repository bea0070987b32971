"""Two studies of markets: labour-managed enterprises against their hiring twins, and who gets a magazine."""

from __future__ import annotations

import pytest

from parecon.charter import default_charter
from parecon.lab import market_studies
from planned_years import small_sweden


@pytest.fixture(scope="module")
def world():
    """Small Sweden and its charter."""
    return small_sweden()


def test_every_labour_managed_industry_wants_to_make_less_of_what_is_dearer_and_every_hiring_one_more(world):
    members, hired = market_studies.ask_enterprises(*world)
    assert len(members) > 40 and (members < 1).all() and (hired > 1).all()


def test_in_a_whole_economy_hiring_enterprises_follow_wishes_and_labour_managed_ones_do_not(world):
    _, arms = market_studies.shift_wishes(*world)
    output = {name: change for name, change, _ in arms}
    price = {name: change for name, _, change in arms}
    assert output["market"] > 0.02 > 0 > output["market_socialism_short_run"]
    assert price["market_socialism"] > price["market"]


def test_the_magazines_page_says_what_a_hand_says():
    lines = market_studies.magazine_readers(default_charter())
    # By hand: 10,000 + 10 n = 30 n at n = 500.
    assert any("average 500," in line for line in lines) and any(line.split()[:2] == ["600", "1.125*"] for line in lines)
