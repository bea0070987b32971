"""The board's model gives back what was proposed, and its derivative is the true one."""

from dataclasses import replace

import numpy as np
import pytest
from planned_years import three_rounds

from parecon.facilitation.accounts import fund_of
from parecon.facilitation.derivative import differentiate
from parecon.facilitation.evaluation import evaluate
from parecon.facilitation.incomes import income_weights
from parecon.facilitation.learning import learn_elasticities
from parecon.facilitation.share_rule import solve_model
from parecon.facilitation.surrogate import fit_model


@pytest.fixture(scope="module")
def model():
    year = three_rounds()
    record = year.records[0]
    weights = float(income_weights(year.economy, record.hours / 1e9, year.charter).sum())
    known = learn_elasticities(year.records[:1], year.economy, year.charter, weights)
    return year, record, fit_model(record, year.economy, year.charter, known)


def test_at_the_announced_prices_it_gives_what_was_proposed(model):
    year, record, fitted = model
    at = evaluate(replace(fitted, economy=replace(fitted.economy, fixed_incomes=True)), np.zeros(len(fitted.own)))
    own = fitted.own
    # With the announced budgets held fast nothing but dust is left out.
    assert at.supply[own] * 1e9 == pytest.approx(record.supply[own].astype(float), rel=1e-9)
    assert at.demand[own] * 1e9 == pytest.approx(record.demand[own].astype(float), rel=1e-9)


def test_its_fund_is_the_fund_of_the_totals(model):
    year, record, fitted = model
    at = evaluate(fitted, np.zeros(len(fitted.own)))
    incomes, collective = fund_of(record.rows, year.economy, record.announcement.prices)
    assert at.incomes == pytest.approx(incomes / 1e9, rel=1e-9)
    assert at.incomes - at.budget == pytest.approx(collective / 1e9, rel=1e-9)


def test_its_derivative_agrees_with_differences(model):
    _, _, fitted = model
    rng = np.random.default_rng(3)
    here = rng.normal(0.0, 0.02, len(fitted.own))
    matrix = differentiate(fitted, evaluate(fitted, here))

    def gaps(step):
        at = evaluate(fitted, step)
        return np.log(at.demand[fitted.own] / at.supply[fitted.own])

    for _ in range(5):
        way = rng.normal(0.0, 1.0, len(fitted.own))
        difference = (gaps(here + 1e-6 * way) - gaps(here - 1e-6 * way)) / 2e-6
        assert matrix.apply(way) == pytest.approx(difference, rel=2e-5, abs=2e-5)
        assert matrix.dense() @ way == pytest.approx(matrix.apply(way), rel=1e-9, abs=1e-9)
    assert matrix.diagonal() == pytest.approx(np.diagonal(matrix.dense()), rel=1e-9, abs=1e-12)


def test_scaling_every_price_changes_no_gap(model):
    _, _, fitted = model
    step = np.random.default_rng(4).normal(0.0, 0.05, len(fitted.own))
    one, two = evaluate(fitted, step), evaluate(fitted, step + 0.3)
    assert two.demand[fitted.own] / two.supply[fitted.own] == pytest.approx(one.demand[fitted.own] / one.supply[fitted.own], rel=1e-9)


def test_it_is_solved_to_the_charters_precision(model):
    year, _, fitted = model
    assert solve_model(fitted, year.charter).gap <= year.charter["prices.model_gap"]
