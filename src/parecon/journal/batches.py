"""Batches beside the journal, each in a file named by the hash of its columns."""

from __future__ import annotations

import os
import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from parecon.journal.errors import BrokenJournal
from parecon.proposals import ProposalBatch, batch_hash, make_batch

__all__ = ["batch_file", "is_stand_in", "read_batch", "write_batch"]

_PER_LINE = ("good", "quantity", "flexibility")
_PER_COUNCIL = ("council", "capacity", "marks")
_SILENT = 1


def batch_file(folder: Path, digest: str) -> Path:
    """Return where the batch of this hash lies in an output folder."""
    return folder / "batches" / f"{digest}.parquet"


def is_stand_in(batch: ProposalBatch) -> bool:
    """Whether the board entered this batch for silent councils (institutions.md 2.8), so that it can be computed again."""
    return len(batch) > 0 and bool((batch.marks & _SILENT).all())


def write_batch(folder: Path, batch: ProposalBatch, digest: str) -> Path:
    """Write a batch, a row for each council, its lines as lists; what is there already stays."""
    place = batch_file(folder, digest)
    if place.exists():
        return place
    place.parent.mkdir(parents=True, exist_ok=True)
    columns = batch.columns()
    start = columns["start"]
    assert start[0] == 0 and start[-1] == len(columns["good"]), "the lines of a batch start at 0 and leave none out"
    offsets = pa.array(start, type=pa.int64())
    arrays = {name: pa.array(columns[name]) for name in _PER_COUNCIL}
    arrays |= {name: pa.LargeListArray.from_arrays(offsets, pa.array(columns[name])) for name in _PER_LINE}
    table = pa.table(arrays).replace_schema_metadata({"parecon": "batch 1", "round": str(batch.round)})
    part = place.with_suffix(".part")
    pq.write_table(table, part, compression="zstd", compression_level=1, use_dictionary=["good.list.element"],
                   column_encoding={"quantity.list.element": "BYTE_STREAM_SPLIT", "flexibility.list.element": "BYTE_STREAM_SPLIT"})
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.replace(place)
    return place


def read_batch(folder: Path, digest: str) -> ProposalBatch:
    """Return the batch of this hash; raise BrokenJournal where the file is missing, unreadable or holds other columns."""
    if not re.fullmatch("[0-9a-f]{64}", str(digest)):
        raise BrokenJournal("a batch has no name of the right form", file=folder / "journal.jsonl", found=str(digest)[:80],
                            expected="a SHA-256 of 64 digits", way_out="take an unchanged copy of the folder")
    place = batch_file(folder, digest)
    try:
        table = pq.read_table(place)
        columns = {name: _plain_column(table, name) for name in _PER_COUNCIL}
        lists = {name: table.column(name).combine_chunks() for name in _PER_LINE}
        lengths = np.asarray(lists["good"].value_lengths())
        columns["start"] = np.concatenate([[0], np.cumsum(lengths)])
        columns |= {name: np.asarray(values.flatten()) for name, values in lists.items()}
        batch = make_batch(int(table.schema.metadata[b"round"]), columns)
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError, AttributeError) as error:
        raise BrokenJournal("a batch cannot be read", file=place, found=f"{type(error).__name__}: {str(error)[:160]}",
                            expected="the batch that the journal names", way_out="take an unchanged copy of the folder") from None
    found = batch_hash(batch)
    if found != digest:
        raise BrokenJournal("a batch was changed", file=place, found=f"columns with SHA-256 {found}", expected=digest,
                            way_out="take an unchanged copy of the folder")
    return batch


def _plain_column(table: pa.Table, name: str) -> np.ndarray:
    return table.column(name).to_numpy()
