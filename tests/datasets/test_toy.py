"""The toy town's plan, as its documentation works it out by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.datasets.toy import concrete_economy, toy_economy
from parecon.facilitation import announce_first
from parecon.facilitation.aggregate import total_of_rows, total_rows
from parecon.proposals import assess
from parecon.responses import respond


def answers(economy, society, prices, budgets):
    year = announce_first(economy, default_charter(), economy.last_prices)
    said = replace(year.announcement, prices=prices, budgets=np.rint(budgets * 1e9).astype(np.int64))
    return respond(economy, society, said)


def units(economy, society):
    batch = answers(economy, society, society.benchmark_prices, society.benchmark_budgets)
    supply, demand = total_of_rows(total_rows(batch, economy), economy)
    return {good.code: (supply[i] / 1e9, demand[i] / 1e9) for i, good in enumerate(economy.goods)}


def test_at_the_plans_prices_the_town_makes_what_the_documentation_says():
    plan = units(*toy_economy())
    expected = {"concrete": 100 * math.sqrt(1.3), "house": 1, "clinic": 1, "bicycle": 60, "wheelchair": 20, "tube": 1000, "hours": 2000}
    for code, amount in expected.items():
        assert plan[code] == pytest.approx((amount, amount), rel=1e-8), code


def test_a_clinic_costs_four_houses_and_hours_and_tube_go_exactly_once():
    economy, society = toy_economy()
    price = dict(zip(economy.labels.names, society.benchmark_prices))
    assert price["clinic"] == 4 * price["house"] == pytest.approx(1600 * price["hours"])
    assert 10 * 60 + 20 * 20 == economy.endowment[economy.labels.position("tube")] / 1e9


def test_incomes_of_the_town_are_its_hours():
    economy, society = toy_economy()
    clinic = society.benchmark_prices[economy.labels.position("clinic")]
    assert society.benchmark_budgets.sum() + clinic == pytest.approx(2000, rel=1e-8) == economy.hours.sum()


def test_last_year_only_concrete_does_not_clear():
    economy, society = toy_economy()
    batch = answers(economy, society, economy.last_prices, society.benchmark_budgets)
    supply, demand = total_of_rows(total_rows(batch, economy), economy)
    concrete = economy.labels.position("concrete")
    assert (supply[concrete] / 1e9, demand[concrete] / 1e9) == pytest.approx((100, 130), rel=1e-8)
    others = np.arange(len(economy.goods)) != concrete
    np.testing.assert_allclose(supply[others], demand[others], rtol=1e-8)


def test_every_proposal_of_the_plan_passes_the_norm():
    economy, society = toy_economy()
    batch = answers(economy, society, society.benchmark_prices, society.benchmark_budgets)
    assessed = assess(batch, economy, society.benchmark_prices, default_charter())
    assert not assessed.returned.any()


@pytest.mark.parametrize("answering, price, amount", [(True, math.sqrt(1.3), 100 * math.sqrt(1.3)), (False, 1.3, 100)])
def test_concrete_alone_ends_where_the_hand_calculation_ends(answering, price, amount):
    economy, society = concrete_economy(answering)
    assert society.benchmark_prices[0] == pytest.approx(price, rel=1e-8)
    assert units(economy, society)["concrete"] == pytest.approx((amount, amount), rel=1e-8)
    batch = answers(economy, society, economy.last_prices, np.array([0.0, 130.0]))
    supply, demand = total_of_rows(total_rows(batch, economy), economy)
    assert (supply[0] / 1e9, demand[0] / 1e9) == pytest.approx((100, 130), rel=1e-8)
