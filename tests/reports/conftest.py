"""Years to report on, planned once: the toy, the toy without a plan, and a small Sweden."""

from __future__ import annotations

import pytest

from parecon.charter import default_charter
from parecon.datasets.toy import toy_economy
from parecon.procedures import participatory
from planned_years import small_sweden


@pytest.fixture(scope="session")
def toy_year():
    """The outcome of the toy town's year."""
    return participatory.run(*toy_economy(), default_charter())


@pytest.fixture(scope="session")
def year_without_plan():
    """The outcome of a year of one round in which nobody's request may give way."""
    strict = {"closing.floor_survival": 1.0, "closing.floor_comfort": 1.0, "rounds.count_max": 1}
    return participatory.run(*toy_economy(), default_charter().adopt(strict, "test"))


@pytest.fixture(scope="session")
def sweden_year():
    """The outcome of small Sweden's year 2014."""
    return participatory.run(*small_sweden())
