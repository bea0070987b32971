"""Who ruled? A board of one in a hundred, holders of ten, and honest planners whose balances do not close."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parecon.charter import default_charter
from parecon.lab.stories import rulers
from parecon.reports.readings import name_run


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


def test_a_name_fits_a_soviet_run_by_its_feature_and_none_where_councils_plan(soviet, charter):
    fits = name_run(soviet[0], rulers._measures(soviet[0]))
    assert fits["state capitalism"] and fits["coordinatorism"]
    unpaid = replace(soviet[0], facts={**soviet[0].facts, "wage_labour": replace(soviet[0].facts["wage_labour"], holds=False)})
    assert not name_run(unpaid, rulers._measures(unpaid))["state capitalism"]
    planned, _ = rulers._run("participatory", charter)
    assert not any(name_run(planned, rulers._measures(planned)).values())


def test_the_story_does_not_pass_where_the_board_is_larger(charter):
    assert not rulers.tell(charter.adopt({"figures.board_share": 0.05}, "test")).passed
