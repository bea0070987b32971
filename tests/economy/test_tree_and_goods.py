"""The economy is checked when it is made: a tree of federations, columns that fit, prices that follow."""

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from planned_years import small_sweden

from parecon.datasets.toy import toy_economy
from parecon.economy import CouncilKind, Federation, GoodKind
from parecon.economy.councils import check_tree
from parecon.economy.society import make_canonical
from parecon.quantities import LabelMismatch


def federation(code, parent=""):
    return Federation(code, f"federation {code}", CouncilKind.WORKER, parent)


@given(st.lists(st.integers(-1, 30), min_size=1, max_size=20), st.randoms())
def test_a_tree_of_any_depth_and_order_is_a_tree(parents, random):
    # Each federation stands under one that was founded before it, or under none.
    tree = [federation(str(i), str(above) if 0 <= above < i else "") for i, above in enumerate(parents)]
    random.shuffle(tree)
    check_tree(tuple(tree))


@pytest.mark.parametrize(("tree", "says"), [
    ([("a", "b")], "b is a parent but does not exist"), ([("a", "a")], "a is its own ancestor"),
    ([("a", "b"), ("b", "c"), ("c", "b")], "its own ancestor"), ([("a", ""), ("a", "")], "same code")])
def test_what_is_no_tree_is_named(tree, says):
    with pytest.raises(AssertionError, match=says):
        check_tree(tuple(federation(*pair) for pair in tree))


@pytest.mark.parametrize(("column", "value", "says"), [
    ("last_prices", np.ones(3), r"last_prices has shape \(3,\), expected \(7,\)"), ("hours", np.full(5, np.nan), "hours holds a value that is not a number"),
    ("endowment", np.full(7, -1), None)])
def test_a_column_that_does_not_fit_is_named(column, value, says):
    economy, _ = toy_economy()
    with pytest.raises(AssertionError, match=says):
        replace(economy, **{column: value})


def test_two_goods_of_one_code_are_refused():
    economy, _ = toy_economy()
    goods = (*economy.goods[:6], economy.goods[0])
    with pytest.raises(LabelMismatch, match="'concrete' stands twice"):
        replace(economy, goods=goods)


def test_neither_an_economy_nor_its_numbers_can_be_changed():
    economy, society = toy_economy()
    with pytest.raises(FrozenInstanceError):
        economy.year = 2
    for array in (economy.last_prices, economy.councils.kind, economy.last_totals.use, society.workers.labour, society.benchmark_prices):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_an_import_costs_its_world_price_times_foreign_exchange():
    economy, _, _ = small_sweden()
    imports, (exchange,) = economy.kinds(GoodKind.IMPORT), economy.kinds(GoodKind.FOREIGN_EXCHANGE)
    prices = np.linspace(1.0, 2.0, len(economy.goods))
    linked = economy.link_prices(prices)
    np.testing.assert_array_equal(linked[imports], economy.world_price[imports] * prices[exchange])
    np.testing.assert_array_equal(linked[economy.priced], prices[economy.priced])
    assert sorted([*imports, *economy.priced]) == list(range(len(prices))) and prices[0] == 1.0


def test_kinds_share_out_all_goods():
    economy, _, _ = small_sweden()
    found = np.concatenate([economy.kinds(kind) for kind in GoodKind])
    assert sorted(found.tolist()) == list(range(len(economy.goods)))


def test_a_council_is_named_by_its_federation_and_number():
    economy, _ = toy_economy()
    assert [economy.council_name(i) for i in (0, 3)] == ["carpenters/1", "neighbourhood/1"]


def test_the_columns_of_a_block_have_one_type_however_they_are_given():
    _, society = toy_economy()
    workers = society.workers
    columns = {name: getattr(workers, name) for name in ("in_start", "in_good", "labour")}
    strange = replace(workers, in_start=columns["in_start"].astype(np.int32), in_good=columns["in_good"].astype(np.int64),
                      labour=np.repeat(columns["labour"].astype(np.float32), 2)[::2])
    for name, column in columns.items():
        found = getattr(strange, name)
        assert found.dtype == column.dtype and found.flags.c_contiguous and not found.flags.writeable
    make_canonical(strange)
