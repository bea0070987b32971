"""Published totals do not depend on who came first, or on how proposals were sharded."""

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from planned_years import hold_rounds, small_sweden

from parecon.facilitation import add_rows, announce_first, choose, close_round, join, submit, total_rows
from parecon.proposals import batch_hash
from parecon.responses import respond


def first_round():
    economy, society, charter = small_sweden()
    year = announce_first(economy, charter)
    return economy, charter, year, respond(economy, society, year.announcement)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(shards=st.integers(2, 30), seed=st.integers(0, 2**32 - 1))
def test_any_sharding_in_any_order_publishes_the_same_round(shards, seed):
    economy, charter, year, batch = first_round()
    rng = np.random.default_rng(seed)
    part = rng.integers(0, shards, len(batch))
    whole = close_round(submit(year, batch)[0]).records[-1]
    sharded = year
    for number in rng.permutation(shards):
        if (part == number).any():
            sharded, refusals = submit(sharded, choose(batch, part == number))
            assert not refusals
    record = close_round(sharded).records[-1]
    assert (record.supply == whole.supply).all() and (record.demand == whole.demand).all()
    assert (record.rows.supply[record.rows.supply + record.rows.use > 0]
            == whole.rows.supply[whole.rows.supply + whole.rows.use > 0]).all()
    assert record.accounts == whole.accounts
    assert (record.filings.elasticity == whole.filings.elasticity).all() and record.hours.tolist() == whole.hours.tolist()


def test_joined_shards_are_the_batch_again():
    economy, charter, year, batch = first_round()
    odd = np.arange(len(batch)) % 2 == 1
    assert batch_hash(join([choose(batch, odd), choose(batch, ~odd)])) == batch_hash(batch)


def test_rows_add_up_from_parts():
    economy, charter, year, batch = first_round()
    odd = np.arange(len(batch)) % 2 == 1
    parts = add_rows([total_rows(choose(batch, odd), economy), total_rows(choose(batch, ~odd), economy)], economy)
    whole = total_rows(batch, economy)
    for column in ("row", "good", "supply", "use"):
        assert (getattr(parts, column) == getattr(whole, column)).all()


def test_the_same_seed_gives_the_same_bytes():
    economy, society, charter = small_sweden()
    runs = [hold_rounds(economy, society, charter, 2) for _ in range(2)]
    assert [r.batches for r in runs[0].records] == [r.batches for r in runs[1].records]
    assert runs[0].announcement.prices.tobytes() == runs[1].announcement.prices.tobytes()
