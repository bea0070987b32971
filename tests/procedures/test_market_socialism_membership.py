"""The labour-managed enterprise answers as Ward and Vanek say; a twin that hires answers the other way."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from parecon.procedures.market_socialism_membership import (
    best_employment, best_membership, income_per_member, own_investment_share, value_added,
)

TECHNIQUES = [(0.6, 0.4), (0.6, 0.75), (0.75, 1.0), (0.5, 1.6), (0.9, 0.6)]


@pytest.mark.parametrize(("share", "sigma"), TECHNIQUES)
@pytest.mark.parametrize("terms", [(1.0, 1.0), (1.08, 1.0), (1.0, 0.95), (0.97, 1.02)])
def test_the_best_membership_is_what_a_search_finds(share, sigma, terms):
    found = minimize_scalar(lambda log_l: -float(income_per_member(np.exp(log_l), terms, share, sigma)), bounds=(-3, 3), method="bounded",
                            options={"xatol": 1e-10})
    assert float(best_membership(terms, share, sigma)) == pytest.approx(np.exp(found.x), rel=1e-5)


@pytest.mark.parametrize(("share", "sigma"), TECHNIQUES)
def test_at_the_best_a_members_marginal_product_is_the_income_of_a_member(share, sigma):
    terms = (1.07, 0.96)
    best = float(best_membership(terms, share, sigma))
    step = 1e-6 * best
    marginal = terms[0] * float(value_added(best + step, share, sigma) - value_added(best - step, share, sigma)) / (2 * step)
    assert marginal == pytest.approx(float(income_per_member(best, terms, share, sigma)), rel=1e-7)


@pytest.mark.parametrize(("share", "sigma"), TECHNIQUES)
def test_a_higher_price_and_a_lower_charge_mean_fewer_members_and_less_output(share, sigma):
    for terms in ((1.05, 1.0), (1.0, 0.95)):
        members = float(best_membership(terms, share, sigma))
        assert members < 1 and float(value_added(members, share, sigma)) < 1
        assert float(income_per_member(members, terms, share, sigma)) > share


@pytest.mark.parametrize(("share", "sigma"), TECHNIQUES)
def test_a_twin_that_hires_makes_more_at_a_higher_price(share, sigma):
    hours = float(best_employment((1.03, 1.0), share, sigma))
    assert hours > 1 and float(value_added(hours, share, sigma)) > 1
    step = 1e-6
    marginal = 1.03 * float(value_added(hours + step, share, sigma) - value_added(hours - step, share, sigma)) / (2 * step)
    assert marginal == pytest.approx(share, rel=1e-6)


def test_only_price_over_charge_counts():
    assert best_membership((1.1, 1.1), 0.7, 0.6) == pytest.approx(1.0) and best_membership((2.0, 1.0), 0.7, 0.6) == pytest.approx(float(best_membership((1.0, 0.5), 0.7, 0.6)))


def test_equal_effort_earns_unequal_income_where_luck_differs():
    lucky, unlucky = (float(income_per_member(best_membership((value, 1.0), 0.7, 0.6), (value, 1.0), 0.7, 0.6)) for value in (1.1, 0.9))
    assert lucky / unlucky > 1.1 / 0.9, "incomes lie further apart than prices, for the charge is fixed"


def test_where_the_charge_is_out_of_reach_members_without_end_would_share_it():
    assert float(best_membership((1.0, 30.0), 0.7, 0.5)) == np.inf and float(best_membership((30.0, 1.0), 0.7, 1.5)) == 0.0


def test_members_who_leave_invest_less_than_the_bank_would():
    assert own_investment_share(0.05, 5, 1.0) < own_investment_share(0.05, 20, 1.0) < 1.0
    # By hand: 1.05^-10 = 0.6139, so a yield of 0.05 / 0.3861 = 0.1295 is required instead of 0.05.
    assert 0.05 / own_investment_share(0.05, 10, 1.0) == pytest.approx(0.1295, abs=1e-4)
