"""Who ruled? A board of one in a hundred, holders of ten, and honest planners whose balances do not close."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parecon.charter import default_charter
from parecon.lab.stories import rulers


@pytest.fixture(scope="module")
def charter():
    """The default charter."""
    return default_charter()


@pytest.fixture(scope="module")
def soviet(charter):
    """The toy town under control figures, with its indices of class."""
    return rulers._run("control_figures", charter)


def test_one_rules_and_ten_possess(soviet):
    _, indices = soviet
    assert indices.rule == pytest.approx(0.99, abs=1e-6)
    assert indices.control == pytest.approx(0.90, abs=1e-6)
    assert indices.coincidence[0] == pytest.approx(1.0)


@pytest.mark.parametrize(("outside", "unstable"), [(False, False), (True, True)])
def test_the_flag_rises_only_where_the_board_stands_outside_the_holders(outside, unstable, charter):
    assert rulers._run("control_figures", charter.adopt({"figures.board_outside": outside}, "test"))[1].unstable is unstable


def test_each_name_turns_on_a_feature_of_its_own(soviet):
    outcome, indices = soviet
    assert all(rulers.five_names(outcome.facts, indices).values())
    unpaid = {**outcome.facts, "wage_labour": replace(outcome.facts["wage_labour"], holds=False)}
    assert not rulers.five_names(unpaid, indices)["state capitalism"]
    assert not rulers.five_names(outcome.facts, replace(indices, empowerment=0.0))["coordinatorism"]
    assert not rulers.five_names(outcome.facts, replace(indices, unstable=True))["bureaucratic collectivism"]
    shared = replace(indices, rule=0.0)
    assert not any(rulers.five_names(outcome.facts, shared)[name] for name in ("degenerated workers' state", "bureaucratic collectivism", "coordinatorism"))


def test_no_name_fits_where_councils_plan(charter):
    outcome, indices = rulers._run("participatory", charter)
    assert not any(rulers.five_names(outcome.facts, indices).values())


def test_the_story_does_not_pass_where_the_board_is_larger(charter):
    assert not rulers.tell(charter.adopt({"figures.board_share": 0.05}, "test")).passed
