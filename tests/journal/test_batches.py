"""Batches come back from their files to the last bit, and a changed one is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parecon.journal import BrokenJournal, read_batch, write_batch
from parecon.proposals import batch_hash, make_batch


@st.composite
def batches(draw):
    lengths = draw(st.lists(st.integers(0, 4), max_size=5))
    size, lines = len(lengths), sum(lengths)
    floats = st.floats(width=32, allow_nan=False)
    return make_batch(draw(st.integers(1, 9)), {
        "council": np.arange(size), "start": np.concatenate([[0], np.cumsum(lengths)]),
        "good": draw(st.lists(st.integers(0, 2**31 - 1), min_size=lines, max_size=lines)),
        "quantity": draw(st.lists(st.integers(-2**62, 2**62), min_size=lines, max_size=lines)),
        "flexibility": draw(st.lists(floats, min_size=lines, max_size=lines)),
        "capacity": draw(st.lists(floats, min_size=size, max_size=size)), "marks": np.zeros(size),
    })


@settings(max_examples=60, deadline=None)
@given(batches())
def test_a_batch_round_trips(tmp_path_factory, batch):
    folder = tmp_path_factory.mktemp("batch")
    digest = batch_hash(batch)
    write_batch(folder, batch, digest)
    back = read_batch(folder, digest)
    assert back.round == batch.round
    for name, column in batch.columns().items():
        assert column.dtype == getattr(back, name).dtype and column.tobytes() == getattr(back, name).tobytes(), name


@pytest.mark.parametrize("spoil", [lambda p: p.unlink(), lambda p: p.write_bytes(b"PAR1"), lambda p: p.write_bytes(p.read_bytes()[:-1])])
def test_a_damaged_batch_is_named(tmp_path, spoil):
    batch = make_batch(1, {"council": [0], "start": [0, 1], "good": [0], "quantity": [5], "flexibility": [0], "capacity": [0], "marks": [0]})
    place = write_batch(tmp_path, batch, batch_hash(batch))
    spoil(place)
    with pytest.raises(BrokenJournal, match="a batch cannot be read"):
        read_batch(tmp_path, batch_hash(batch))
