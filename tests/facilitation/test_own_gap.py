"""Prices that move against their own good's gap are named, with what moved them."""

from types import SimpleNamespace

import numpy as np

import parecon
from parecon.datasets.town import build_town
from parecon.economy import RowTotals
from parecon.facilitation.own_gap import explain_own_gaps, input_cost_change
from parecon.procedures import participatory


def two_goods(prices):
    """Return an economy of flour and bread in one row each, and a round in which both rows use a unit of flour; bread is short."""
    economy = SimpleNamespace(goods=("flour", "bread"), rows=("mill", "bakery"), priced=np.array([0, 1]))
    one = 10**9
    rows = RowTotals(np.array([0, 1, 1]), np.array([0, 0, 1]), np.array([2 * one, 0, one]), np.array([0, one, 0]))
    return economy, SimpleNamespace(rows=rows, announcement=SimpleNamespace(prices=np.array(prices)), supply=np.array([2 * one, one]), demand=np.array([one, 2 * one]))


def test_bread_that_is_short_gets_cheaper_because_flour_does():
    economy, last = two_goods([4.0, 6.0])
    found = explain_own_gaps(last, np.array([3.0, 5.0]), economy)
    assert input_cost_change(last, np.array([3.0, 5.0]), economy).tolist() == [0.0, -0.25]
    assert found.against.tolist() == [False, True] and found.by_inputs.tolist() == [False, True]
    assert found.value_share == 12.0 / 16.0


def test_inputs_are_no_reason_where_they_hardly_move_or_move_the_other_way():
    economy, last = two_goods([4.0, 6.0])
    for flour in (3.99, 4.5):
        found = explain_own_gaps(last, np.array([flour, 3.0]), economy)
        assert found.against[1] and not found.by_inputs[1]


def test_each_round_of_the_town_names_just_the_goods_that_moved_against_their_gap():
    economy, society = build_town(parecon.default_charter(), 1)
    year = participatory.run(economy, society, parecon.default_charter(), participatory.Setting(start="random")).year
    seen = 0
    for record, following in zip(year.records, year.records[1:]):
        found = explain_own_gaps(record, following.announcement.prices, economy)
        for good in np.flatnonzero(economy.priced):
            gap, step = int(record.demand[good]) - int(record.supply[good]), following.announcement.prices[good] - record.announcement.prices[good]
            assert found.against[good] == (gap * step < 0)
        assert 0.0 <= found.value_share <= 1.0 and not (found.by_inputs & ~found.against).any()
        seen += int(found.against.sum())
    assert seen > 0, "a joint solution moves some prices against their own gap"
