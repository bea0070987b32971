"""Batches: one person's proposal is a batch of one, and the hash is of what is proposed."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parecon.proposals import Proposal, batch_hash, batch_of_one, make_batch
from parecon.quantities import FIXED_PER_UNIT, LabelMismatch, Labels, UnsuitableQuantity, as_units

GOODS = Labels(("bread", "bicycle", "hours", "tube", "clinic"))
AMOUNTS = st.integers(-(10**15), 10**15).map(lambda whole: whole / FIXED_PER_UNIT)
PROPOSALS = st.builds(
    Proposal, council=st.integers(0, 10**6), round=st.integers(1, 9), lines=st.dictionaries(st.sampled_from(GOODS.names), AMOUNTS),
    flexibility=st.dictionaries(st.sampled_from(GOODS.names), st.floats(-0.5, 2.0, width=32)), capacity=st.floats(0.0, 3.0, width=32))




BATCHES = st.integers(0, 6).flatmap(lambda lines: st.fixed_dictionaries({
    "council": st.just([3, 9]), "start": st.integers(0, lines).map(lambda cut: [0, cut, lines]),
    "good": st.lists(st.integers(0, 99), min_size=lines, max_size=lines), "quantity": st.lists(st.integers(-(2**60), 2**60), min_size=lines, max_size=lines),
    "flexibility": st.lists(st.floats(0.0, 1.0, width=32), min_size=lines, max_size=lines),
    "capacity": st.lists(st.floats(0.0, 3.0, width=32), min_size=2, max_size=2), "marks": st.lists(st.integers(0, 7), min_size=2, max_size=2)}))


@given(PROPOSALS)
def test_one_proposal_is_a_batch_of_one_and_back(proposal):
    batch = batch_of_one(proposal, GOODS)
    assert (batch.round, batch.council.tolist(), batch.start.tolist()) == (proposal.round, [proposal.council], [0, len(proposal.lines)])
    back = dict(zip((GOODS[g] for g in batch.good), as_units(batch.quantity).tolist()))
    assert back == proposal.lines
    assert batch.flexibility.tolist() == [proposal.flexibility.get(GOODS[g], 0.0) for g in batch.good]
    assert batch.capacity.tolist() == [proposal.capacity]


@given(PROPOSALS)
def test_a_form_filled_in_another_order_is_the_same_proposal(proposal):
    turned = Proposal(proposal.council, proposal.round, dict(reversed(proposal.lines.items())), proposal.flexibility, proposal.capacity)
    assert batch_hash(batch_of_one(turned, GOODS)) == batch_hash(batch_of_one(proposal, GOODS))


def test_an_unknown_good_or_no_number_is_refused_by_name():
    with pytest.raises(LabelMismatch, match="'bred'.*bread"):
        batch_of_one(Proposal(1, 1, {"bred": 2.0}, {}), GOODS)
    with pytest.raises(UnsuitableQuantity, match="proposal: entry 1 is nan"):
        batch_of_one(Proposal(1, 1, {"bread": float("nan")}, {}), GOODS)


@given(BATCHES)
def test_the_hash_depends_on_no_way_of_storing_the_columns(columns):
    plain = make_batch(4, {name: np.array(values) for name, values in columns.items()})
    strange = {name: np.array(getattr(plain, name)) for name in columns}
    strange = {name: np.repeat(column, 2)[::2] for name, column in strange.items()}
    strange = {name: column.astype(column.dtype.newbyteorder(">")) for name, column in strange.items()}
    assert batch_hash(make_batch(4, strange)) == batch_hash(plain)


@given(BATCHES, st.data())
def test_the_hash_depends_on_every_number(columns, data):
    plain = make_batch(4, {name: np.array(values) for name, values in columns.items()})
    name = data.draw(st.sampled_from([f.name for f in fields(plain) if f.name != "round" and len(getattr(plain, f.name))]))
    column = np.array(getattr(plain, name))
    column[data.draw(st.integers(0, len(column) - 1))] += 1
    other = {**plain.columns(), name: column}
    assert batch_hash(make_batch(4, other)) != batch_hash(plain)
    assert batch_hash(make_batch(5, plain.columns())) != batch_hash(plain)


def test_a_number_does_not_slip_from_one_column_to_the_next():
    common = {"council": np.array([1]), "start": np.array([0, 1]), "good": np.array([2]), "quantity": np.array([7]), "flexibility": np.zeros(1)}
    first = make_batch(1, common | {"capacity": np.array([1.0]), "marks": np.array([0])})
    second = make_batch(1, common | {"capacity": np.array([0.0]), "marks": np.array([1])})
    assert batch_hash(first) != batch_hash(second)


def test_columns_cannot_be_written_to():
    batch = batch_of_one(Proposal(1, 1, {"bread": 2.0}, {}), GOODS)
    with pytest.raises(ValueError, match="read-only"):
        batch.quantity[0] = 3
