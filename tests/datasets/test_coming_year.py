"""What is known of the year to be planned."""

from dataclasses import replace

import numpy as np
import pytest

from parecon.datasets import coming_year, read_sweden, sweden_coming_year
from parecon.datasets.errors import MissingLabel, NotANumber, UnknownEconomy


def test_sweden_in_2014_has_a_little_more_work_and_calm_capital():
    known = sweden_coming_year(2014)
    assert known.hours_factor == pytest.approx(7624.48 / 7516.89)
    assert 0.9 < known.capital_factor.min() < known.capital_factor.max() < 1.25
    assert "deflator" in known.note and known.deflator == pytest.approx(1.018)


def test_the_reclassification_of_2015_shows_as_a_shock():
    known, industries = sweden_coming_year(2015), read_sweden(2015).industries
    assert known.capital_factor[industries.index("C26")] < 0.2
    assert known.capital_factor[industries.index("J58")] > 5


def test_deflating_by_two_halves_the_capital_and_leaves_hours_alone():
    now, then = read_sweden(2013), read_sweden(2014)
    plain, deflated = coming_year(now, then, 1.0), coming_year(now, then, 2.0)
    has_capital = now.fixed_capital > 0
    assert np.allclose(deflated.capital_factor[has_capital] * 2, plain.capital_factor[has_capital])
    assert deflated.hours_factor == plain.hours_factor


def test_two_years_that_do_not_fit_are_refused():
    now, then = read_sweden(2013), read_sweden(2014)
    with pytest.raises(MissingLabel, match="classification"):
        coming_year(now, replace(then, industries=("XX", *then.industries[1:])), 1.0)
    with pytest.raises(MissingLabel, match="hours"):
        coming_year(now, replace(then, hours=None), 1.0)
    with pytest.raises(NotANumber):
        coming_year(now, then, 0.0)
    with pytest.raises(UnknownEconomy):
        sweden_coming_year(2012)
