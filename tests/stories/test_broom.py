"""A token turn with the broom balances no job, in a workshop of two and in a hospital."""

from __future__ import annotations

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.lab.stories import broom
from parecon.work import check_balance, job_scores


@pytest.fixture(scope="module")
def charter():
    """The default charter."""
    return default_charter()


@pytest.fixture(scope="module")
def pair(charter):
    """The workplace of two."""
    return broom._pair(charter)


def test_one_day_in_twenty_leaves_nine_tenths_of_the_gap(pair, charter):
    hours = broom._rotate(pair, 1 / 20).hours
    assert job_scores(hours, pair.empowerment) == pytest.approx([0.95 * 18 + 0.05 * 3, 0.95 * 3 + 0.05 * 18])
    verdict = check_balance(pair, hours, charter=charter)
    assert verdict.gap_share_left == pytest.approx(0.9)
    assert not verdict.passed


def test_full_rotation_is_equal_and_costs_skill_and_continuity(pair):
    token, full = broom._rotate(pair, 1 / 20), broom._rotate(pair, None)
    assert job_scores(full.hours, pair.empowerment) == pytest.approx([10.5, 10.5])
    assert full.unskilled_share == pytest.approx(0.25), "half of one of two tasks is done by the one who lacks the skill"
    assert (token.same_person_share, full.same_person_share) == pytest.approx((0.95, 0.5))


def test_balanced_jobs_close_the_gap_and_name_the_study(pair, charter):
    jobs = broom._balance(pair, charter)
    assert jobs.finding.passed
    assert np.ptp(jobs.after.scores) <= 0.05 * 15
    assert broom._has_both(pair, jobs.hours)
    assert [broom.str_of(need) for need in jobs.training] == ["who sweeps learns coordination from level 1 to 2"]


def test_a_hospital_is_balanced_by_jobs_and_not_by_turns(charter):
    found, lines = broom._hospital(charter)
    assert all(found), "\n".join(lines)
    assert "60 members" in lines[0] and "fails" in lines[1]


def test_the_story_does_not_pass_where_a_token_turn_passes_the_test(charter, monkeypatch):
    monkeypatch.setattr(broom, "_hospital", lambda charter: ((), ()))
    assert broom.tell(charter).passed
    loose = charter.adopt({"jobs.tolerance": 0.5, "jobs.conceptual_share_min": 0.0, "jobs.manual_share_min": 0.0}, "test")
    assert not broom.tell(loose).passed
