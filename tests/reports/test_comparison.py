"""The comparison: one table, one page, the same for the same arguments; every reading follows from stated facts."""

from __future__ import annotations

import pytest

from parecon.charter import default_charter
from parecon.datasets import load_coming_year, load_tables
from parecon.datasets.society import build_society
from parecon.datasets.toy import toy_economy
from parecon.lab.comparing import Plan, compare_procedures
from parecon.procedures.registry import run_procedure
from parecon.reports.compare_page import comparison_text
from parecon.reports.comparison import best_arms
from parecon.reports.measures import lay_yardstick, measure_outcome
from parecon.reports.readings import is_market, name_run, read_features
from parecon.responses import Respondents

ARMS = ("participatory", "central", "market", "control_figures")


@pytest.fixture(scope="module")
def comparison():
    return compare_procedures(lambda seed: toy_economy(), default_charter(), Plan(ARMS, self_interest=0.5))


def arm_of(comparison, name):
    return next(arm for arm in comparison.arms if arm.name == name)


def open_toy(seed):
    """The toy, as a function that other processes can be sent."""
    return toy_economy()


def test_two_processes_find_what_one_finds(comparison):
    plan = Plan(("central", "control_figures"), self_interest=0.5)
    both = compare_procedures(open_toy, default_charter(), plan, processes=2)
    alone = {(row[0], row[2]): row[4] for row in comparison.rows()}
    assert all(alone[row[0], row[2]] == row[4] for row in both.rows())


def test_every_row_names_procedure_seed_measure_unit_and_value(comparison):
    rows = list(comparison.rows())
    assert {row[0] for row in rows} == set(ARMS) and {row[1] for row in rows} == {0}
    assert all(row[2] and row[3] for row in rows)
    assert len({(row[0], row[1], row[2]) for row in rows}) == len(rows)


def test_nobody_does_better_than_the_central_plan_on_true_data(comparison):
    gains = {arm.name: arm.value("distance to the best plan, equal heads") for arm in comparison.arms}
    assert gains["central"] == 0 and min(gains.values()) == 0 and gains["participatory"] < 0.01 < gains["market"]


def test_the_participatory_year_raises_no_flag_of_a_market_and_the_market_all_four(comparison):
    assert is_market(arm_of(comparison, "participatory").outcome) == 0
    assert is_market(arm_of(comparison, "market").outcome) == 4


def test_the_texts_disagree_about_the_participatory_year_and_agree_about_the_market(comparison):
    arm = arm_of(comparison, "participatory")
    features = {r.feature: r for r in read_features(arm.outcome, arm.values())}
    assert features["wage_labour"].spgb and not features["wage_labour"].wetzel
    assert not features["separation"].spgb and not features["separation"].wetzel
    arm = arm_of(comparison, "market")
    assert all(r.spgb and r.wetzel for r in read_features(arm.outcome, arm.values()) if r.feature in ("wage_labour", "value", "profit", "separation"))


def test_a_name_fits_a_run_only_by_the_feature_on_which_it_turns(comparison):
    soviet, ours = arm_of(comparison, "control_figures"), arm_of(comparison, "participatory")
    assert name_run(soviet.outcome, soviet.values())["coordinatorism"]
    assert not any(name_run(ours.outcome, ours.values()).values())


def test_the_page_is_whole_offline_and_the_same_twice(comparison):
    text = comparison_text(comparison)
    assert text == comparison_text(comparison)
    assert "<script" not in text and "http" not in text.replace("http-equiv", "")
    for part in ("summary", "welfare", "class", "plans", "readings", "assumed"):
        assert f'id="{part}"' in text
    for arm in comparison.arms:
        assert arm.title in text


def test_an_outcome_nobody_calls_better_has_no_best(comparison):
    assert best_arms(comparison, "rounds") == ()
    assert "central plan on true data (upper bound)" in best_arms(comparison, "distance to the best plan, equal heads")


def test_the_competitive_equilibrium_is_the_convex_programme_at_its_own_distribution():
    charter, tables = default_charter(), load_tables("sweden-2014")
    economy, society = build_society(tables, seed=1, charter=charter, size=0.02, coming=load_coming_year("sweden-2014"), permits={"CO2": -0.05})
    yardstick = lay_yardstick(Respondents(economy, society, charter))
    own = {}
    for name in ("central", "market_textbook"):
        outcome = run_procedure(name, economy, charter, yardstick.respond, seed=1)
        own[name] = {m.name: m.value for m in measure_outcome(outcome, yardstick)}["distance to the best plan, own distribution"]
    # The central plan is the programme; the twin's equilibrium is found to a gap of its own, and in groups.
    assert own["central"] <= charter["comparison.bound_tolerance"]
    assert own["market_textbook"] <= 5e-4
