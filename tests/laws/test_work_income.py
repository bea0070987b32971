"""What holds of every income, whoever works where and however much."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parecon.charter import default_charter
from parecon.work import council_effort, council_incomes, member_incomes

CHARTER = default_charter()
HOURS = st.lists(st.floats(0.5, 3000, allow_nan=False), min_size=1, max_size=30)


@given(HOURS, st.integers(0, 10**14), st.randoms(use_true_random=False))
def test_budgets_spend_the_fund_to_the_unit(hours, fund, random):
    fixed = [random.randint(0, fund // (2 * len(hours)) if fund else 0) for _ in hours]
    incomes = council_incomes(hours, [random.uniform(0.5, 1.5) for _ in hours], fixed, fund, charter=CHARTER)
    assert int(incomes.budgets.sum()) == fund
    for points, part in zip(incomes.points.tolist(), incomes.from_work.tolist()):
        assert abs(part - incomes.phi * points) < 1


def test_a_hundred_thousand_councils_spend_the_fund_to_the_unit():
    random = np.random.default_rng(1)
    n, fund = 100_000, 10**14 + 7
    incomes = council_incomes(random.uniform(1e3, 2e5, n), random.uniform(0.5, 1.5, n), random.integers(0, 10**8, n), fund, charter=CHARTER)
    assert int(incomes.budgets.sum()) == fund


@given(HOURS, st.integers(1, 10**12), st.randoms(use_true_random=False))
def test_no_order_of_the_councils_favours_anyone_by_more_than_a_unit(hours, fund, random):
    order = list(range(len(hours)))
    random.shuffle(order)
    plain = council_incomes(hours, 1.0, 0, fund, charter=CHARTER).budgets
    mixed = council_incomes([hours[k] for k in order], 1.0, 0, fund, charter=CHARTER).budgets
    assert np.abs(mixed - plain[order]).max() <= 1


def incomes_of(charter, ratio):
    """Members' incomes of two councils whose SB/SC is ``ratio``."""
    effort = council_effort([10, 10], charter=charter, ratio=ratio)
    sums = council_incomes([120, 80], effort, 0, 1_000_003, charter=charter).budgets
    return member_incomes(sums, [0, 0, 0, 1, 1], [40, 40, 40, 40, 40], [9, 10, 12, 8, 10], charter=charter).tolist()


@pytest.mark.parametrize("what", ["productivity", "prices", "machines"])
def test_doubling_a_councils_product_leaves_incomes_unchanged_to_the_unit(what):
    benefit, cost = np.array([100.0, 100.0]), np.array([100.0, 100.0])
    doubled = benefit * np.array([2.0, 1.0])
    # productivity and prices double the benefit; machines do so as well and are charged for
    charged = cost * np.array([1.3, 1.0]) if what == "machines" else cost
    assert incomes_of(CHARTER, benefit / cost) == incomes_of(CHARTER, doubled / charged)


def test_under_method_one_the_same_doubling_does_change_incomes():
    by_ratio = CHARTER.adopt({"effort.method": "ratio"}, "congress")
    assert incomes_of(by_ratio, [1.0, 1.0]) != incomes_of(by_ratio, [2.0, 1.0])


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 60), st.integers(1, 20)), min_size=5, max_size=60), st.integers(0, 10**9))
def test_every_councils_members_receive_its_sum_exactly(rows, total):
    council = np.array([c for c, _, _ in rows])
    sums = np.array([total if (council == c).any() else 0 for c in range(5)])
    paid = member_incomes(sums, council, [h for _, h, _ in rows], [r for _, _, r in rows], charter=CHARTER)
    assert np.bincount(council, paid, 5).astype(np.int64).tolist() == sums.tolist()
