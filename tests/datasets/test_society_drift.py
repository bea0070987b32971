"""Habits that moved since last year change what councils propose, and nothing that was public."""

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.datasets.generate_tables import generate_input_output
from parecon.datasets.society import build_society
from parecon.datasets.society_drift import drift_society


@pytest.fixture(scope="module")
def built():
    return build_society(generate_input_output(40, seed=2), seed=1, charter=default_charter())


def charter_with(technique, taste):
    return default_charter().adopt({"society.technique_drift": technique, "society.taste_drift": taste}, "this test")


def worth_of_inputs(society):
    w = society.workers
    owner = np.repeat(np.arange(len(w.council)), np.diff(w.in_start))
    return np.bincount(owner, w.in_quantity * society.benchmark_prices[w.in_good], len(w.council))


def test_without_drift_nothing_moves(built):
    economy, society = built
    still = drift_society(economy, society, seed=3, charter=default_charter())
    assert still.workers is society.workers and still.consumers is society.consumers


@pytest.mark.parametrize("technique, taste", [(0.01, 0.02), (0.5, 0.5)])
def test_baskets_keep_their_cost_and_value_added_takes_what_inputs_leave(built, technique, taste):
    economy, society = built
    moved = drift_society(economy, society, seed=3, charter=charter_with(technique, taste))
    np.testing.assert_allclose(moved.workers.own_value + worth_of_inputs(moved), society.workers.own_value + worth_of_inputs(society), rtol=1e-12)
    assert (moved.workers.own_value >= 0.5 * society.workers.own_value * (1 - 1e-12)).all()
    price = society.benchmark_prices
    unit = price[society.consumers.good] + price[society.consumers.pollutant] @ society.consumers.emission
    before, after = (np.add.reduceat(s.consumers.quantity * unit, s.consumers.start[:-1]) for s in (society, moved))
    np.testing.assert_allclose(after, before, rtol=1e-12)
    assert (moved.consumers.subsistence <= moved.consumers.quantity).all()


def test_drift_is_common_to_an_industry_and_of_the_stated_size(built):
    economy, society = built
    moved = drift_society(economy, society, seed=3, charter=charter_with(0.01, 0.0))
    w = society.workers
    factor = np.log(moved.workers.in_quantity / w.in_quantity)
    assert factor.std() == pytest.approx(0.01, rel=0.2)
    row = economy.councils.row[np.repeat(w.council, np.diff(w.in_start))]
    first = (row == 0) & (w.in_nest == w.in_nest[row == 0][0])
    np.testing.assert_allclose(factor[first], factor[first][0], atol=1e-12)
    assert moved.consumers is society.consumers
