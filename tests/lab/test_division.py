"""The division of labour: rated where a table of occupations is at hand, assumed where none is, and never against what somebody set."""

from __future__ import annotations

import numpy as np

from parecon.charter import default_charter
from parecon.datasets.toy import toy_economy
from parecon.lab.division import division_for, rated_division
from parecon.procedures.positions import todays_positions
from parecon.procedures.registry import run_procedure
from parecon.reports.class_indices import empowerment_monopoly
from parecon.responses import Respondents

CHARTER = default_charter()


def test_coordinators_hold_more_empowering_work_than_those_between_and_these_more_than_workers():
    rows = rated_division(CHARTER)
    assert rows["division.empowering_coordinators"] > rows["division.empowering_between"] > rows["division.empowering_workers"] > 0
    assert 0 < rows["division.coordinators_share"] + rows["division.between_share"] < 0.5


def test_a_table_of_the_united_states_takes_the_ratings_and_others_say_that_theirs_is_assumed():
    rated, told = division_for("us-summary-2017", CHARTER)
    assert rated["division.coordinators_share"] == rated_division(CHARTER)["division.coordinators_share"] and "O*NET" in told
    assumed, said = division_for("sweden-2014", CHARTER)
    assert assumed is CHARTER and "assumed" in said


def test_what_somebody_set_stays():
    mine = CHARTER.adopt({"division.coordinators_share": 0.4}, "congress")
    kept, told = division_for("us-summary-2017", mine)
    assert kept is mine and "set by congress" in told


def test_the_monopoly_of_a_run_follows_from_the_rated_rows():
    """By hand: half the sum of |share of empowering hours - share of hours| over the three classes, planners aside."""
    rated = division_for("us-summary-2017", CHARTER)[0].adopt({"central.planners_share": 0.0001}, "test")
    outcome = run_procedure("central", *(lambda e, s: (e, rated, Respondents(e, s, rated)))(*toy_economy()), seed=0)
    size, each = (np.array([getattr(p, name) for p in todays_positions(rated)]) for name in ("share", "empowering"))
    by_hand = 0.5 * np.abs(size * each / (size @ each) - size).sum()
    people = outcome.people
    assert abs(empowerment_monopoly(people.empowering * people.count, people.hours * people.count) - by_hand) < 1e-3
