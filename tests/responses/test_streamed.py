"""Councils in shards ask for the same, to the last unit, however they are divided, stored and summed."""

import numpy as np
import pytest

from parecon.datasets.generate_published import generate_published, published_columns, respond_published
from parecon.datasets.wish_shards import archive_wish_shards, generate_wishes, open_wish_shards, write_wish_shard
from parecon.economy import WishShard
from parecon.quantities import to_fixed
from parecon.responses.streamed import total_in_floats, total_wishes
from parecon.responses.streamed_published import stream_published, total_published

SIGMAS = (0.3, 1.0, 1.7)


@pytest.fixture
def shard():
    return generate_wishes(200, 300, 17, seed=3, classes=len(SIGMAS))


@pytest.fixture
def prices():
    return np.random.Generator(np.random.PCG64(5)).lognormal(0.0, 1.0, 300)


def part(shard, first, last):
    """Return the councils first to last as a shard of their own."""
    lines = slice(int(shard.start[first]), int(shard.start[last]))
    return WishShard(shard.council[first:last], shard.budget[first:last], shard.sigma_class[first:last], shard.start[first:last + 1],
                     shard.good[lines], shard.weight[lines])


def one_by_one(shard, prices):
    """Return the totals of each council's CES wishes as a citizen would compute them."""
    asked = np.zeros(len(prices))
    for i in range(len(shard)):
        lines = slice(int(shard.start[i]), int(shard.start[i + 1]))
        good, weight, s = shard.good[lines], shard.weight[lines].astype(float), SIGMAS[shard.sigma_class[i]]
        asked[good] += weight * prices[good] ** -s * shard.budget[i] / (weight * prices[good] ** (1 - s)).sum()
    return asked


def test_a_shard_asks_for_what_its_councils_ask_for_and_spends_their_budgets(shard, prices):
    asked = total_wishes([shard], prices, SIGMAS)
    # Each of at most 200 lines is rounded by half a unit; the rest is the rounding of the arithmetic.
    assert np.abs(asked - one_by_one(shard, prices)).max() <= 100 + 1e-13 * asked.max()
    assert abs(float(prices @ asked) / shard.budget.sum() - 1) < 1e-9
    assert np.abs(total_in_floats([shard], prices, SIGMAS) - asked).max() <= 100 + 1e-13 * asked.max()


@pytest.mark.parametrize("cuts", [(0, 200), (0, 1, 200), (0, 64, 65, 130, 200), tuple(range(201))])
def test_any_division_into_shards_and_any_number_of_threads_gives_the_same_integers(shard, prices, cuts):
    parts = [part(shard, a, b) for a, b in zip(cuts[:-1], cuts[1:])]
    whole = total_wishes([shard], prices, SIGMAS)
    assert all((total_wishes(parts, prices, SIGMAS, threads=threads) == whole).all() for threads in (1, 3))
    assert (total_wishes(parts[::-1], prices, SIGMAS) == whole).all()


def test_shards_on_the_disk_are_the_shards_that_were_written(shard, prices, tmp_path):
    for number, (a, b) in enumerate(((0, 90), (90, 200))):
        write_wish_shard(tmp_path, number, part(shard, a, b))
    opened = open_wish_shards(tmp_path)
    assert [len(found) for found in opened] == [90, 110] and (total_wishes(opened, prices, SIGMAS) == total_wishes([shard], prices, SIGMAS)).all()
    assert not opened[0].weight.flags.writeable and opened[0].weight.base is not None, "the columns are views of the mapped file"
    archive_wish_shards(opened, tmp_path / "archive.parquet")
    assert (tmp_path / "archive.parquet").stat().st_size < sum(path.stat().st_size for path in tmp_path.glob("*.arrow"))


def test_a_folder_without_shards_and_a_file_that_is_none_are_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="holds no shard of wishes"):
        open_wish_shards(tmp_path)
    (tmp_path / "wishes-00000.arrow").write_bytes(b"")
    with pytest.raises(ValueError, match="wishes-00000.arrow is no shard of wishes"):
        open_wish_shards(tmp_path)


def test_a_price_near_zero_is_named_and_no_total_is_wrong(shard, prices):
    with pytest.raises(OverflowError, match="look for a price near zero"):
        total_wishes([shard], np.where(np.arange(300) == int(shard.good[0]), 1e-30, prices), SIGMAS)


def test_more_wants_than_goods_are_refused():
    with pytest.raises(ValueError, match="wants is 11 of 10 goods"):
        generate_wishes(1, 10, 11, seed=1)


@pytest.mark.parametrize("threads", [1, 2])
def test_the_published_model_streamed_gives_the_integers_of_its_batch(threads):
    model = generate_published(seed=2, workers=60, consumers=50, goods=25)
    prices = np.random.Generator(np.random.PCG64(2)).lognormal(6.5, 0.5, 25)
    columns = published_columns(model, respond_published(model, prices))
    supply, demand = to_fixed(model.endowment), np.zeros(25, dtype=np.int64)
    np.add.at(supply, columns["good"], np.maximum(columns["quantity"], 0))
    np.add.at(demand, columns["good"], np.maximum(-columns["quantity"], 0))
    found = total_published(stream_published(model), prices, threads=threads)
    assert (found[0] == supply).all() and (found[1] == demand).all()


def test_the_published_model_streamed_refuses_what_cannot_be_summed_exactly():
    model = generate_published(seed=2, workers=60, consumers=50, goods=25)
    with pytest.raises(OverflowError, match="look for a price near zero"):
        total_published(stream_published(model), np.where(np.arange(25) == 0, 1e-9, 700.0))
