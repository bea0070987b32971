"""How much time planning takes."""

from __future__ import annotations

import pytest

from parecon.charter import default_charter
from parecon.datasets.toy import toy_economy
from parecon.procedures import participatory
from parecon.reports.meetings import meeting_figures


def plan(**changes):
    economy, society = toy_economy()
    return participatory.run(economy, society, default_charter().adopt({"rounds.worst_gap_to_close": 1e-6, **changes}, "x"))


def test_minutes_are_those_of_the_charter_times_who_takes_part():
    outcome = plan()
    found, rounds = meeting_figures(outcome), outcome.figures["rounds"]
    person = found["by_level"]["person"]
    assert person["minutes_a_person"] == pytest.approx(40 + 8 * (rounds - 1)) and person["messages"] == 100 * rounds
    assert found["by_level"]["neighbourhood"]["minutes_a_person"] == pytest.approx(0.5 * (60 + 15 * (rounds - 1)))
    assert found["minutes_a_person"] == pytest.approx(sum(level["minutes_a_person"] for level in found["by_level"].values()))


def test_more_rounds_take_more_time_and_nobody_who_comes_takes_none():
    more, less = (meeting_figures(plan(**{"rounds.count_max": rounds}))["minutes_a_person"] for rounds in (4, 2))
    assert more > less
    empty = meeting_figures(plan(**{"meetings.attendance": 0.0}))
    assert empty["by_level"]["workplace"]["minutes_a_person"] == 0 == empty["by_level"]["neighbourhood"]["minutes_a_person"]
