"""Shards of wishes on the disk: Arrow IPC files that are mapped into memory, not read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import ipc, parquet

from parecon.economy import WishShard
from parecon.quantities import FIXED_PER_UNIT

__all__ = ["archive_wish_shards", "generate_wishes", "open_wish_shards", "write_wish_shard"]

_NARROW_GOODS_MAX = 2**16


def _table(shard: WishShard) -> pa.Table:
    starts = pa.array(shard.start - shard.start[0], type=pa.int32())
    lists = {name: pa.ListArray.from_arrays(starts, pa.array(getattr(shard, name))) for name in ("good", "weight")}
    return pa.table({"council": pa.array(shard.council), "budget": pa.array(shard.budget), "sigma_class": pa.array(shard.sigma_class), **lists})


def write_wish_shard(folder: Path, number: int, shard: WishShard) -> Path:
    """Write one shard as ``folder/wishes-NUMBER.arrow`` and return its path; an interrupted write leaves no file of that name."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"wishes-{number:05}.arrow"
    draft = path.with_suffix(".new")
    table = _table(shard)
    with pa.OSFile(str(draft), "wb") as file, ipc.new_file(file, table.schema) as writer:
        writer.write_table(table, max_chunksize=max(len(shard), 1))
    draft.replace(path)
    return path


def open_wish_shards(folder: Path) -> tuple[WishShard, ...]:
    """Return the shards of ``folder`` in order, mapped into memory: nothing is copied, and what is not read takes no memory.

    Raises FileNotFoundError where there is none, ValueError naming the file that is no shard.
    """
    paths = sorted(folder.glob("wishes-*.arrow"))
    if not paths:
        raise FileNotFoundError(f"{folder} holds no shard of wishes (wishes-00000.arrow and so on)")
    return tuple(_open(path) for path in paths)


def _open(path: Path) -> WishShard:
    try:
        table = ipc.open_file(pa.memory_map(str(path))).read_all()
        columns = {name: table.column(name).chunk(0) for name in ("council", "budget", "sigma_class", "good", "weight")}
    except (pa.ArrowInvalid, KeyError, IndexError) as error:
        raise ValueError(f"{path} is no shard of wishes: {error}; write it anew") from error
    lists = {name: columns[name].values.to_numpy(zero_copy_only=True) for name in ("good", "weight")}
    flat = {name: columns[name].to_numpy(zero_copy_only=True) for name in ("council", "budget", "sigma_class")}
    return WishShard(**flat, start=columns["good"].offsets.to_numpy(zero_copy_only=True), **lists)


def archive_wish_shards(shards: tuple[WishShard, ...], path: Path) -> None:
    """Write all shards into one Parquet file, a row group each: smaller, for keeping, not for a round."""
    with parquet.ParquetWriter(path, _table(shards[0]).schema, compression="zstd") as writer:
        for shard in shards:
            writer.write_table(_table(shard), row_group_size=max(len(shard), 1))


def generate_wishes(councils: int, goods: int, wants: int, *, seed: int, classes: int = 32, first: int = 0) -> WishShard:
    """Return a random shard: ``wants`` goods a council, drawn by popularity, of 32 elasticities, budgets of 5,000 on average.

    Popularity falls with the 0.8th power of rank. first: the number of the first council.
    Raises ValueError where a council would want more goods than there are.

    >>> shard = generate_wishes(10, 100, 5, seed=1)
    >>> len(shard), shard.good.dtype.name, bool((np.diff(shard.good.reshape(10, 5).astype(int), axis=1) > 0).all())
    (10, 'uint16', True)
    """
    if not 0 < wants <= goods:
        raise ValueError(f"wants is {wants} of {goods} goods; give 1 to {goods}")
    rng = np.random.Generator(np.random.PCG64(seed))
    popular = np.cumsum(np.arange(1, goods + 1) ** -0.8)
    drawn = (np.arange(wants) + rng.random((councils, wants))) / wants
    place = np.arange(wants)
    # Each council's goods rise strictly, so that none stands twice.
    found = np.maximum.accumulate(np.searchsorted(popular, drawn * popular[-1]) - place, axis=1) + place
    found = np.minimum(found, goods - wants + place)
    kind = np.uint16 if goods <= _NARROW_GOODS_MAX else np.uint32
    return WishShard(
        council=np.arange(first, first + councils, dtype=np.int32),
        budget=np.rint(rng.lognormal(np.log(5000.0), 0.5, councils) * FIXED_PER_UNIT).astype(np.int64),
        sigma_class=np.sort(rng.integers(0, classes, councils)).astype(np.uint8),
        start=np.arange(0, councils * wants + 1, wants, dtype=np.int32), good=found.ravel().astype(kind),
        weight=rng.lognormal(0.0, 1.0, councils * wants).astype(np.float32))
