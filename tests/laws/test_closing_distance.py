"""The distance to an optimum is never negative, lies between its bounds, and is right where it can be worked out."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import brentq

from parecon.charter import default_charter
from parecon.feasibility import SHARE_ONE, close_plan
from parecon.plans import adopt
from parecon.procedures.optimum import distance_to_optimum

MADE = Path(__file__).parents[1] / "feasibility" / "made_economy.py"


@pytest.fixture(scope="module")
def made():
    spec = importlib.util.spec_from_file_location("made_economy", MADE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def close_and_adopt(made, case, norm, charter):
    economy, record, batch = case
    closing = close_plan(economy, record, batch, charter)
    return closing, adopt(economy, closing, made.elect([c.norm for c in closing.candidates], norm), charter)


@pytest.mark.parametrize("norm", ["least-change", "shared-change", "needs-first"])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_gain_is_at_least_zero_and_at_most_its_bound(made, norm, seed):
    case, charter = made.make_economy(4, 30, 20, seed=seed, gap=0.05), default_charter()
    closing, plan = close_and_adopt(made, case, norm, charter)
    distance = distance_to_optimum(case[0], None, plan, charter, closing=closing)
    assert 0 <= distance.gain <= distance.gain_at_most + 1e-9
    assert distance.gain_at_most < 1


def make_mill(made, *, capacity, paper=1500.0):
    """The press of the magazine, with a mill that filed room above its proposal."""
    economy, record, batch = made.make_press(paper)
    from parecon.proposals import make_batch
    return economy, record, make_batch(batch.round, {**batch.columns(), "capacity": np.r_[capacity, np.zeros(len(batch) - 1)]})


def worked_out(activity_of_plan: float) -> float:
    """One good, one mill: its best activity s* solves income / s = effort's slope; the gain follows from both aims.

    The mill earns 1470 after the social charge and costs 100, so its surplus is 1370; it
    filed that its output rises by 20 % where its price rises by 10 %.
    """
    revenue, surplus, income = 1470.0, 1370.0, 1500.0 * activity_of_plan
    power = np.log(1.1) / np.log1p(np.float32(0.2))

    def aim(s):
        return income * np.log(s) - surplus * (s - 1) - revenue * ((s ** (1 + power) - 1) / (1 + power) - (s - 1))

    best = brentq(lambda s: income / s - surplus - revenue * (s**power - 1), 1.0, 1.3)
    return float(np.expm1((aim(best) - aim(activity_of_plan)) / income))


def test_one_mill_and_one_good_give_the_gain_worked_out_by_hand(made):
    charter = default_charter().adopt({"closing.distance_rounds": 40, "closing.distance_precision": 1e-7}, "this test")
    case = make_mill(made, capacity=1.3)
    closing, plan = close_and_adopt(made, case, "needs-first", charter)
    activity = float(plan.scale[0]) / SHARE_ONE
    assert activity == pytest.approx(1.02, abs=1e-6)
    distance = distance_to_optimum(case[0], None, plan, charter, closing=closing)
    expected = worked_out(activity)
    assert expected > 1e-4
    assert distance.gain - 1e-6 <= expected <= distance.gain_at_most + 1e-6
    assert distance.gain == pytest.approx(expected, rel=0.1)


def test_a_mill_at_capacity_leaves_nothing_to_gain(made):
    charter = default_charter()
    case = make_mill(made, capacity=1.0)
    closing, plan = close_and_adopt(made, case, "least-change", charter)
    distance = distance_to_optimum(case[0], None, plan, charter, closing=closing)
    assert distance.gain_at_most == pytest.approx(0.0, abs=1e-6)
