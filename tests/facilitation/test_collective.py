"""Who is charged for collective goods, level by level."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from parecon.charter import UnsuitableValue, default_charter
from parecon.datasets import read_sweden
from parecon.datasets.generate_tables import generate_input_output
from parecon.datasets.society import build_society
from parecon.economy import CouncilKind
from parecon.facilitation import announce_first
from parecon.facilitation.collective import charge_places, share_collective, share_equally, unit_costs


@pytest.fixture(scope="module")
def built():
    return build_society(read_sweden(2013), seed=3, charter=default_charter(), size=0.02)


def last_costs(economy):
    held, prices = economy.collective, economy.last_prices
    worth = held.amount / 1e9 * unit_costs(held, prices)[held.good]
    return np.rint(np.bincount(held.line_place, worth, len(held.council)) * 1e9).astype(np.int64)


def test_sidewalks_of_2000_for_1000_residents_cost_2_each_whatever_others_ask():
    assert (share_equally(2000, np.full(1000, 1)) == 2).all()
    assert share_equally(2000, np.array([400, 600])).tolist() == [800, 1200]


def test_a_neighbourhoods_sidewalks_cost_its_members_the_same_whatever_others_do(built):
    economy, _ = built
    costs = last_costs(economy)
    streets = np.flatnonzero(economy.collective.level == len(economy.collective.levels) - 1)
    mine, others = streets[0], streets[1:]
    dearer = costs.copy()
    dearer[others] *= 7
    council = np.flatnonzero(economy.collective.membership[-1] == mine)
    before, after = (charge_places(economy, c, economy.last_prices).by_level[-1] for c in (costs, dearer))
    assert before[council].sum() == after[council].sum() == costs[mine] > 0
    assert (after[economy.collective.membership[-1] == others[0]] == 7 * costs[others[0]]).all()


def test_every_place_is_paid_by_its_own_members_to_the_unit_and_in_equal_shares(built):
    economy, _ = built
    costs, held, members = last_costs(economy), economy.collective, economy.councils.members.astype(np.int64)
    charges = charge_places(economy, costs, economy.last_prices)
    assert charges.total.sum() == costs.sum()
    assert (charges.total[economy.councils.kind != CouncilKind.CONSUMER] == 0).all()
    for i, level in enumerate(held.levels):
        for place in np.flatnonzero(held.level == i)[:50]:
            mine = held.membership[i] == place
            share = charges.by_level[i][mine]
            # Equal per member: no council pays a unit more or less than its members' shares.
            assert np.abs(share - share.sum() * members[mine] / members[mine].sum()).max() < 1, level


def test_fees_are_paid_by_use_and_only_for_goods_that_carry_one(built):
    economy, _ = built
    costs, held = last_costs(economy), economy.collective
    worth = held.amount / 1e9 * unit_costs(held, economy.last_prices)[held.good]
    share = np.array([g.fee_share for g in held.goods])
    charges = charge_places(economy, costs, economy.last_prices)
    assert charges.fees.sum() == pytest.approx(1e9 * (worth * share[held.good]).sum(), rel=1e-8)
    heavy = replace(held, use=np.where(np.arange(held.use.shape[1]) == np.flatnonzero(charges.fees)[0], 3, 1) * held.use)
    again = charge_places(replace(economy, collective=heavy), costs, economy.last_prices)
    one = np.flatnonzero(charges.fees)[0]
    assert again.fees[one] > charges.fees[one] and again.total.sum() == costs.sum()
    nobody = replace(economy, collective=replace(held, use=np.zeros_like(held.use)))
    assert charge_places(nobody, costs, economy.last_prices).fees.sum() == 0


def test_what_places_have_and_are_charged_differs_by_place_and_is_no_constant(built):
    economy, _ = built
    held = economy.collective
    members = held.count_members(np.where(economy.councils.kind == CouncilKind.CONSUMER, economy.councils.members, 0))
    for q, good in enumerate(held.goods):
        mine = held.good == q
        if mine.sum() > 20:
            amount = held.amount[mine] / members[held.line_place[mine]]
            assert amount.std() / amount.mean() > 0.08, good.name
    per_head = share_collective(economy, int(last_costs(economy).sum()), economy.last_prices)
    homes = economy.councils.kind == CouncilKind.CONSUMER
    per_head = per_head[homes] / economy.councils.members[homes]
    assert per_head.max() / per_head.min() > 1.05


def test_without_levels_one_federation_repeats_last_years_volumes():
    plain, _ = build_society(read_sweden(2013), seed=3, charter=default_charter().adopt({"collective.levels": ("none",)}, "x"), size=0.02)
    assert plain.collective is None and [r.code for r in plain.rows if r.kind is CouncilKind.COLLECTIVE] == ["government"]


def test_amounts_by_place_sum_to_the_table(built):
    economy, society = built
    tables = read_sweden(2013)
    asked = np.zeros(len(economy.goods))
    places = np.isin(society.requests.council, economy.collective.council)
    owner = np.repeat(places, np.diff(society.requests.start))
    np.add.at(asked, society.requests.good[owner], society.requests.quantity[owner])
    assert asked.sum() == pytest.approx(tables.final_domestic["government"].sum() + tables.final_imported["government"].sum(), rel=1e-12)
    for g, product in enumerate(tables.products):
        if tables.final_domestic["government"][g]:
            assert asked[economy.labels.position(product)] == pytest.approx(tables.final_domestic["government"][g], rel=1e-12)


def test_members_of_a_place_wish_on_average_what_they_had(built):
    economy, society = built
    held, tastes, members = economy.collective, society.collective, economy.councils.members
    for q, good in enumerate(held.goods):
        at = held.membership[held.levels.index(good.level)][tastes.council]
        wished = np.bincount(at, tastes.need[:, q] * members[tastes.council])
        there = np.bincount(at, members[tastes.council])
        np.testing.assert_allclose(wished[there > 0] / there[there > 0], 1.0, rtol=1e-12)


def test_a_table_without_functions_is_split_by_level_and_a_level_may_be_left_out():
    charter = default_charter().adopt({"collective.levels": ("nation", "town"), "collective.level_of": ("ward=town",), "collective.fees": ("town=0.3",)}, "x")
    economy, _ = build_society(generate_input_output(12, seed=2), seed=1, charter=charter)
    held = economy.collective
    assert held.levels == ("nation", "town") and {g.level for g in held.goods} == {"nation", "town"}
    assert {g.code: g.level for g in held.goods}["ward"] == "town" and {g.code: g.fee_share for g in held.goods}["town"] == 0.3
    said = announce_first(economy, charter, economy.last_prices).announcement
    assert int(said.budgets.sum()) < int(said.fund)


@pytest.mark.parametrize("changes", [
    {"collective.levels": ("town", "nation")}, {"collective.levels": ("village",)}, {"collective.fees": ("town=2",)},
    {"collective.fees": ("moon=0.1",)}, {"collective.level_of": ("town=moon",)}])
def test_what_no_place_could_decide_is_refused_with_the_way_out(changes):
    with pytest.raises(UnsuitableValue, match="give"):
        build_society(generate_input_output(12, seed=2), seed=1, charter=default_charter().adopt(changes, "x"))
