"""The public economy comes back from its files to the last bit."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from parecon.journal import BrokenJournal, economy_hash, read_economy, write_economy


def assert_same(one, other, where="economy"):
    if isinstance(one, np.ndarray):
        assert one.dtype == other.dtype and one.tobytes() == other.tobytes(), where
    elif hasattr(one, "__dataclass_fields__"):
        for item in fields(one):
            assert_same(getattr(one, item.name), getattr(other, item.name), f"{where}.{item.name}")
    else:
        assert one == other, where


def test_an_economy_round_trips(village, tmp_path):
    digest = write_economy(tmp_path, village)
    assert_same(village, read_economy(tmp_path))
    assert digest == economy_hash(village) == economy_hash(read_economy(tmp_path))


def test_fixed_incomes_round_trip(village, tmp_path):
    fixed = replace(village, fixed_incomes=True, income=np.array([0, 0, 5, 7], dtype=np.int64))
    write_economy(tmp_path, fixed)
    assert_same(fixed, read_economy(tmp_path))


@settings(max_examples=50, deadline=None)
@given(prices=arrays(np.float64, 2, elements=st.floats(0, 1e300)), hours=arrays(np.float64, 4, elements=st.floats(0, 1e300)),
       claim=arrays(np.int64, 2, elements=st.integers(-2**62, 2**62)))
def test_any_finite_numbers_round_trip(village, tmp_path_factory, prices, hours, claim):
    folder = tmp_path_factory.mktemp("economy")
    drawn = replace(village, last_prices=prices, hours=hours, claim=claim)
    write_economy(folder, drawn)
    assert_same(drawn, read_economy(folder))


def test_the_hash_differs_when_any_array_differs(village):
    seen = {economy_hash(village)}
    for name in ("endowment", "claim", "world_price", "last_prices", "hours", "effort", "not_working", "social_rate", "clock_hours"):
        changed = getattr(village, name).copy()
        changed[-1] += 1
        seen.add(economy_hash(replace(village, **{name: changed})))
    assert len(seen) == 10


@pytest.mark.parametrize("spoil", [lambda p: p.unlink(), lambda p: p.write_bytes(b""), lambda p: p.write_bytes(p.read_bytes()[:-9])])
@pytest.mark.parametrize("name", ["economy.json", "councils.parquet"])
def test_a_damaged_file_is_named(village, tmp_path, name, spoil):
    write_economy(tmp_path, village)
    spoil(tmp_path / name)
    with pytest.raises(BrokenJournal, match="the economy cannot be read"):
        read_economy(tmp_path)
