"""Jones has a mower of his own, and nobody’s work but his own."""

from __future__ import annotations

import pytest

from parecon.ballots import Norm
from parecon.charter import default_charter
from parecon.lab.stories import lawns
from parecon.ledger import Reason


@pytest.fixture(scope="module")
def charter():
    """The default charter."""
    return default_charter()


@pytest.fixture(scope="module")
def place(charter):
    """The work of five."""
    return lawns._lawn_work(charter)


def test_a_mower_from_ones_own_share_is_drawn_and_nobody_can_pay_for_mowing(charter):
    mower, (answer, passing), hired = lawns._book(charter)
    assert mower.accepted
    assert passing == []
    assert answer.reason is Reason.PERSON_TO_PERSON
    assert hired.answer.reason is Reason.PERSON_TO_PERSON


def test_an_owner_with_four_hands_breaks_all_three_norms(place, charter):
    licence = lawns._licence(place, place.today, True, charter)
    assert not licence.granted
    assert {finding.norm for finding in licence.findings if not finding.met} == set(Norm)


def test_balanced_jobs_do_not_mend_ownership(place, charter):
    licence = lawns._licence(place, lawns._balanced(place, charter).hours, True, charter)
    broken = {finding.norm for finding in licence.findings if not finding.met}
    assert broken == {Norm.SELF_MANAGEMENT, Norm.PAY_BY_EFFORT}


def test_equality_without_balanced_jobs_is_not_licensed_either(place, charter):
    licence = lawns._licence(place, place.today, False, charter)
    assert {finding.norm for finding in licence.findings if not finding.met} == {Norm.BALANCED_JOBS}


def test_five_equals_with_balanced_jobs_are_licensed_and_supplied(place, charter):
    licence = lawns._licence(place, lawns._balanced(place, charter).hours, False, charter)
    assert licence.granted
    mowers, litres, returned = lawns._supply(licence, charter)
    assert mowers == pytest.approx(50.0, abs=1e-6)
    assert litres == pytest.approx(5000.0, abs=1e-3)
    assert returned == 0


def test_without_a_licence_the_plan_holds_nothing_for_them(place, charter):
    assert lawns._supply(lawns._licence(place, place.today, True, charter), charter) == (0.0, 0.0, 0)


def test_each_hand_is_shown_an_open_job_like_everyones(charter):
    shown = lawns._open_jobs(charter)
    assert set(shown) == {"hand 1", "hand 2", "hand 3", "hand 4"}
    assert min(shown.values()) > 3
    assert max(shown.values()) - min(shown.values()) <= 0.05 * 19


def test_the_story_does_not_pass_where_the_limits_of_a_licence_are_gone(charter):
    loose = charter.adopt({"ballots.licence.member_share_min": 0.0, "ballots.licence.own_decision_share_min": 0.0}, "test")
    assert not lawns.tell(loose).passed
