"""Where there is no plan, the goods that stand in the way are named with their amounts."""

from dataclasses import replace

import numpy as np
import pytest

from parecon.charter import UnsuitableValue
from parecon.feasibility import Infeasible, close_plan
from parecon.quantities import to_fixed


def test_foreign_exchange_that_is_owed_and_cannot_be_earned_is_named(made, charter):
    economy, record, batch = made.make_economy(3, 9, 5)
    owed = np.zeros(len(economy.goods))
    owed[economy.labels.position("FX")] = 1e6
    found = close_plan(replace(economy, claim=to_fixed(owed)), record, batch, charter)
    assert isinstance(found, Infeasible)
    assert found.goods[0] == "FX" and found.units[0] == "crowns"
    assert 0 < found.amounts[0] <= 1e6
    assert "closing.floor_survival" in found.way_out and "one more round" in found.way_out


def test_with_what_is_missing_added_there_is_a_plan(made, charter):
    """The certificate is sharp: its amounts suffice, and less does not."""
    economy, record, batch = made.make_press(paper=1200.0, survival=True)
    missing = close_plan(economy, record, batch, charter).amounts[0]

    def close_with(reams):
        given = np.zeros(len(economy.goods))
        given[0] = reams
        return close_plan(replace(economy, endowment=to_fixed(given)), record, batch, charter)

    assert isinstance(close_with(missing * 0.999), Infeasible)
    assert not isinstance(close_with(missing + 1e-5), Infeasible)


def test_a_lower_floor_makes_a_plan_possible(made, charter):
    economy, record, batch = made.make_press(paper=1400.0, survival=True)
    lower = charter.adopt({"closing.floor_survival": 0.8}, "this test")
    candidate = close_plan(economy, record, batch, lower).candidates[0]
    assert candidate.private_ration[0] == pytest.approx(1400 / 1660, abs=1e-8)


@pytest.mark.parametrize("order", [("survival",), ("survival", "survival", "comfort", "luxury", "collective", "investment")])
def test_an_order_of_needs_that_leaves_a_kind_out_is_named(made, charter, order):
    with pytest.raises(UnsuitableValue, match="closing.needs_order"):
        close_plan(*made.make_press(), charter.adopt({"closing.needs_order": order}, "this test"))


@pytest.mark.parametrize("norms", [["most-change"], ["least-change", "least-change"], []])
def test_norms_that_are_unknown_or_named_twice_are_refused_with_those_there_are(made, charter, norms):
    with pytest.raises(UnsuitableValue, match="least-change, shared-change"):
        close_plan(*made.make_press(), charter.adopt({"closing.norms": norms}, "this test"))


def test_an_economy_without_proposals_has_an_empty_plan(made, charter):
    """Nobody asks for anything and nobody makes anything: every candidate is the same, and nothing is short."""
    from parecon.proposals import make_batch
    economy, record, batch = made.make_press()
    nobody = make_batch(batch.round, {name: column[:1] if name == "start" else column[:0] for name, column in batch.columns().items()})
    closing = close_plan(economy, record, nobody, charter)
    assert len(closing.candidates) == len(charter["closing.norms"]) and len(closing.coincide) == 1
