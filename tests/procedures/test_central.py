"""The central plan on true data is the upper bound of all procedures, and at the benchmark of the toy it is known by hand."""

from __future__ import annotations

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.datasets import load_coming_year, load_tables
from parecon.datasets.society import build_society
from parecon.datasets.toy import toy_economy
from parecon.procedures.bound import find_bound, weights_by_income
from parecon.procedures.conformance import check_outcome
from parecon.procedures.registry import list_procedures, run_procedure
from parecon.quantities import as_units
from parecon.reports.figures import gini
from parecon.reports.measures import lay_yardstick, measure_outcome
from parecon.responses import Conduct, CouncilLines, Respondents, Shock
from parecon.responses.best_answers import answer_best
from parecon.responses.welfare import weigh_year

CHARTER = default_charter()


@pytest.fixture(scope="module")
def sweden():
    tables = load_tables("sweden-2014")
    return build_society(tables, seed=1, charter=CHARTER, size=0.02, coming=load_coming_year("sweden-2014"), permits={"CO2": -0.05})


@pytest.fixture(scope="module")
def yardstick(sweden):
    return lay_yardstick(Respondents(*sweden, CHARTER))


def amounts_of(flows):
    return CouncilLines(flows.council, flows.start, flows.good, as_units(flows.quantity))


def test_the_toys_known_plan_is_its_best():
    economy, society = toy_economy()
    ground = Respondents(economy, society, CHARTER).ground
    weight = weights_by_income(economy, society, ground, "last_year")
    bound = find_bound(economy, society, ground, weight)
    np.testing.assert_allclose(bound.prices, society.benchmark_prices, rtol=1e-6)
    outcome = run_procedure("central", economy, CHARTER, Respondents(economy, society, CHARTER), seed=1)
    made = {economy.goods[g].code: q for g, q in zip(outcome.flows.good, as_units(outcome.flows.quantity)) if q > 0}
    assert made["bicycle"] == pytest.approx(60) and made["wheelchair"] == pytest.approx(20) and made["concrete"] == pytest.approx(114.0175, abs=1e-3)
    worth = weigh_year(economy, society, ground, amounts_of(outcome.flows), floor=0.01)
    assert worth.total(weight) == pytest.approx(bound.value, rel=1e-9)


def test_the_bounds_derivative_is_what_the_best_answers_leave(sweden):
    economy, society = sweden
    ground = Respondents(economy, society, CHARTER).ground
    weight = weights_by_income(economy, society, ground, "equal")
    drawn = np.random.default_rng(3).normal(0.0, 0.05, len(economy.goods))
    prices = economy.link_prices(society.benchmark_prices * np.exp(drawn))
    at = answer_best(society, ground, weight, prices)
    for g in (0, 30, ground.labour, ground.capital, ground.exchange):
        step = np.zeros(len(prices))
        step[g] = prices[g] * 1e-4
        slope = (answer_best(society, ground, weight, prices + step).value - answer_best(society, ground, weight, prices - step).value) / (2 * step[g])
        assert slope == pytest.approx(at.net[g], rel=2e-3, abs=1e-2)


def test_no_procedure_beats_the_bound(sweden):
    economy, society = sweden
    respond = Respondents(economy, society, CHARTER)
    weight = weights_by_income(economy, society, respond.ground, "equal")
    bound = find_bound(economy, society, respond.ground, weight)
    most = CHARTER["comparison.bound_tolerance"]
    worth = {}
    for name in ("participatory", "central", "central_reported"):
        outcome = run_procedure(name, economy, CHARTER, respond, seed=1)
        worth[name] = weigh_year(economy, society, respond.ground, amounts_of(outcome.flows), floor=0.01).total(weight) / weight.sum()
        assert worth[name] <= bound.value / weight.sum() + most
    assert worth["central"] >= bound.value / weight.sum() - 10 * most
    assert worth["participatory"] < worth["central"]


@pytest.mark.parametrize("name", list_procedures())
def test_no_arm_beats_the_bound_by_more_than_the_tolerance(yardstick, name):
    """Where an arm emits more than was permitted, what it gains by that is charged at the price in the best plan."""
    outcome = run_procedure(name, yardstick.respond.economy, CHARTER, yardstick.respond, seed=1)
    assert outcome.refusal is None
    distance = {m.name: m.value for m in measure_outcome(outcome, yardstick)}
    for norm in ("equal heads", "last year's incomes", "own distribution"):
        assert distance[f"distance to the best plan, {norm}"] >= 0.0  # within the tolerance counts as none


def test_whose_consumption_counts_decides_who_consumes(sweden):
    """Heads alike, last year's incomes, or what a majority votes for of both: whoever would gain by it is counted."""
    economy, society = sweden
    spread = {}
    for weights in ("planner", "utilities", "vote"):
        charter = CHARTER.adopt({"central.weights": weights}, "test")
        outcome = run_procedure("central", economy, charter, Respondents(economy, society, charter), seed=1)
        spread[weights] = gini(outcome.people.consumed @ society.benchmark_prices / np.maximum(outcome.people.count, 1e-300), outcome.people.count)
    assert spread["planner"] < 0.6 * spread["utilities"]
    assert spread["vote"] in (spread["planner"], spread["utilities"])


def test_planners_who_believe_reports_plan_worse_the_more_units_lie(sweden):
    economy, society = sweden
    weight, worth = None, []
    for dial in (0.0, 0.3, 0.6):
        respond = Respondents(economy, society, CHARTER, Conduct(self_interest=dial))
        weight = weights_by_income(economy, society, respond.ground, "equal") if weight is None else weight
        outcome = run_procedure("central_reported", economy, CHARTER, respond, seed=1)
        worth.append(weigh_year(economy, society, respond.ground, amounts_of(outcome.flows), floor=0.01).total(weight))
        assert (outcome.flows.wasted.sum() > 0) == (dial > 0)
    assert worth[0] > worth[1] > worth[2]


def test_a_shock_in_mid_year_is_planned_anew_and_costs_no_less_than_if_it_had_been_known(sweden):
    economy, society = sweden
    calm = Respondents(economy, society, CHARTER)
    weight = weights_by_income(economy, society, calm.ground, "equal")
    worth = {}
    for name, conduct in (("calm", Conduct()), ("shock", Conduct(shock=Shock(0.5, {"D35": 0.6})))):
        respond = Respondents(economy, society, CHARTER, conduct)
        outcome = run_procedure("central", economy, CHARTER, respond, seed=1)
        assert check_outcome(economy, respond, outcome) == []
        worth[name] = weigh_year(economy, society, calm.ground, amounts_of(outcome.flows), floor=0.01).total(weight)
    known = Respondents(economy, calm.society_after(Shock(0.5, {"D35": 0.8})), CHARTER)
    foreseen = find_bound(economy, known.society, known.ground, weight)
    assert worth["shock"] < worth["calm"]
    assert worth["shock"] <= foreseen.value + CHARTER["comparison.bound_tolerance"] * weight.sum()


def test_what_is_lost_until_a_new_plan_stands_grows_with_the_weeks_it_takes(sweden):
    economy, society = sweden
    calm = Respondents(economy, society, CHARTER)
    weight = weights_by_income(economy, society, calm.ground, "equal")
    worth = []
    for weeks in (0.0, 4.0, 12.0):
        charter = CHARTER.adopt({"central.replan_weeks": weeks}, "test")
        respond = Respondents(economy, society, charter, Conduct(shock=Shock(0.5, {"D35": 0.6})))
        outcome = run_procedure("central", economy, charter, respond, seed=1)
        assert check_outcome(economy, respond, outcome) == []
        worth.append(weigh_year(economy, society, calm.ground, amounts_of(outcome.flows), floor=0.01).total(weight))
    assert worth[0] > worth[1] > worth[2]


def test_planners_cut_exports_before_they_say_that_nothing_can_be_planned(sweden):
    economy, society = sweden
    respond = Respondents(economy, society, CHARTER, Conduct(shock=Shock(0.5, {"H51": 0.3})))
    outcome = run_procedure("central", economy, CHARTER, respond, seed=1)
    assert outcome.refusal is None and check_outcome(economy, respond, outcome) == []
