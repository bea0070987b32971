"""Social benefit and cost: parts that sum to the whole, ratios compared in integers (institutions.md 2.3; A2)."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from planned_years import small_sweden

from parecon.charter import default_charter
from parecon.datasets.toy import toy_economy
from parecon.economy import GoodKind
from parecon.facilitation import announce_first
from parecon.proposals import PARTS, assess, make_batch
from parecon.proposals.assess import _falls_short
from parecon.responses import respond

PART = {GoodKind.LABOUR: "labour", GoodKind.NATURE: "nature", GoodKind.CAPITAL: "capital", GoodKind.POLLUTANT: "emission"}


@pytest.fixture(scope="module")
def answered():
    """Return (economy, batch, prices) of small Sweden at prices that are some per cent off."""
    economy, society, charter = small_sweden()
    noise = np.random.Generator(np.random.PCG64(5)).normal(0.0, 0.2, len(economy.goods))
    said = announce_first(economy, charter, economy.last_prices * np.exp(noise)).announcement
    return economy, respond(economy, society, said), said.prices


def test_every_part_is_the_sum_of_its_lines(answered):
    economy, batch, prices = answered
    found = assess(batch, economy, prices, default_charter())
    for place in range(0, len(found.council), 97):
        council = found.council[place]
        i = int(np.searchsorted(batch.council, council))
        expected = dict.fromkeys(PARTS, 0)
        for j in range(batch.start[i], batch.start[i + 1]):
            value = round(float(batch.quantity[j]) * float(prices[batch.good[j]]))
            kind = economy.goods[batch.good[j]].kind
            expected["output" if batch.quantity[j] > 0 else PART.get(kind, "input")] += abs(value)
        expected["social"] = round(expected["output"] * float(economy.social_rate[economy.councils.row[council]]))
        assert dict(zip(PARTS, found.parts[place].tolist())) == expected


def test_benefit_less_cost_is_the_surplus_for_each_and_for_all(answered):
    economy, batch, prices = answered
    found = assess(batch, economy, prices, default_charter())
    assert (found.benefit - found.parts[:, 1:].sum(axis=1) == found.surplus).all()
    assert int(found.surplus.sum()) == int(found.benefit.sum()) - int(found.cost.sum())
    assert np.abs(found.ratio * found.cost - found.benefit).max() <= found.benefit.max() * 1e-12


def test_the_parts_do_not_depend_on_who_else_is_in_the_batch(answered):
    from parecon.facilitation import choose

    economy, batch, prices = answered
    whole = assess(batch, economy, prices, default_charter())
    odd = assess(choose(batch, np.arange(len(batch)) % 2 == 1), economy, prices, default_charter())
    np.testing.assert_array_equal(odd.parts, whole.parts[np.isin(whole.council, odd.council)])


@pytest.mark.parametrize("norm", ["average", "one"])
def test_a_proposal_comes_back_where_its_ratio_is_below_the_norm_less_the_tolerance(answered, norm):
    economy, batch, prices = answered
    key = f"approval.tolerance_{norm}"
    charter = default_charter().adopt({"approval.norm": norm, key: 0.02}, "test")
    found = assess(batch, economy, prices, charter)
    top, bottom = (int(found.benefit.sum()), int(found.cost.sum())) if norm == "average" else (1, 1)
    assert found.norm == top / bottom and found.tolerance == 0.02
    expected = [int(b) * bottom * 100 < top * 98 * int(c) for b, c in zip(found.benefit, found.cost)]
    assert found.returned.tolist() == expected
    assert 0 < sum(expected) < len(expected)


@given(cost=st.integers(1, 10**17), part=st.fractions(Fraction(1, 2), 2, max_denominator=10**6), off=st.integers(-2, 2))
def test_a_ratio_at_the_bound_passes_and_one_unit_less_does_not(cost, part, off):
    benefit = -(-part.numerator * cost // part.denominator) + off
    found = _falls_short(np.array([benefit]), np.array([cost]), part)
    assert found.tolist() == [Fraction(benefit) < part * cost]


@given(st.lists(st.tuples(st.integers(-(2**61), 2**61), st.integers(-(2**61), 2**61)), min_size=1, max_size=5), st.fractions(-2, 2))
def test_whatever_the_size_floats_decide_nothing_that_integers_would_not(pairs, least):
    benefit, cost = (np.array(column, dtype=np.int64) for column in zip(*pairs))
    assert _falls_short(benefit, cost, least).tolist() == [Fraction(b) < least * c for b, c in pairs]


def test_who_proposes_nothing_has_the_ratio_one_and_passes():
    economy, _ = toy_economy()
    nothing = make_batch(1, {"council": np.array([0, 1]), "start": np.zeros(3), "good": np.zeros(0), "quantity": np.zeros(0),
                             "flexibility": np.zeros(0), "capacity": np.zeros(2), "marks": np.zeros(2)})
    found = assess(nothing, economy, economy.last_prices, default_charter())
    assert found.ratio.tolist() == [1.0, 1.0] and not found.returned.any() and found.norm == 1.0
