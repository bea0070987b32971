"""Flows by council follow from activities of units and consumption of groups, and never use what is not there."""

from __future__ import annotations

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.datasets.toy import toy_economy
from parecon.procedures.flows import Overdrawn, spread_flows
from parecon.responses import Conduct, Respondents


@pytest.fixture(scope="module")
def toy():
    economy, society = toy_economy()
    return economy, Respondents(economy, society, default_charter())


def test_the_benchmark_of_the_toy_balances_to_the_unit(toy):
    economy, respond = toy
    ground = respond.ground
    flows = spread_flows(economy, ground, np.ones(3), ground.wanted, hours=ground.hours)
    assert (flows.left(economy) >= 0).all() and flows.left(economy).max() <= len(flows.council)


def test_consuming_more_than_is_made_raises_and_names_the_good(toy):
    economy, respond = toy
    with pytest.raises(Overdrawn, match="bicycle: 6 bicycles more"):
        spread_flows(economy, respond.ground, np.ones(3), respond.ground.wanted * np.where(np.arange(7) == 3, 1.1, 1.0), hours=respond.ground.hours)


def test_units_report_less_capacity_and_more_inputs_by_the_dial_and_nothing_without_it(toy):
    economy, respond = toy
    liars = Respondents(economy, respond.society, respond.charter, Conduct(self_interest=0.5))
    kept, padded = 1 - 0.5 * respond.charter["conduct.capacity_hidden_max"], 1 + 0.5 * respond.charter["conduct.inputs_padded_max"]
    np.testing.assert_allclose(liars.reported.capacity, respond.ground.capacity * kept)
    hours = np.arange(7) == respond.ground.labour
    np.testing.assert_allclose(liars.reported.take, respond.ground.take * np.where(hours, 1.0, padded))
    np.testing.assert_array_equal(liars.reported.make, respond.ground.make)
    np.testing.assert_array_equal(liars.ground.take, respond.ground.take)
    assert respond.reported is respond.ground
