"""The words that came with proposals, beside the batches: one file for all the words of a batch, named by their hash."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from parecon.journal.errors import BrokenJournal
from parecon.proposals import ProposalBatch, reasons_hash, reasons_text

__all__ = ["add_reasons", "write_reasons"]

_FOLDER = "reasons"
_WAY_OUT = "take an unchanged copy of the folder; numbers can be recounted without words, but not this record"


def write_reasons(folder: Path, batch: ProposalBatch) -> None:
    """Write the words of a batch into ``folder``/reasons, JSON of council and words; nothing where none came."""
    digest = reasons_hash(batch)
    place = folder / _FOLDER / f"{digest}.json"
    if not digest or place.exists():
        return
    place.parent.mkdir(exist_ok=True)
    part = place.with_suffix(".part")
    part.write_text(reasons_text(batch.reasons), encoding="utf-8")
    part.replace(place)


def add_reasons(folder: Path, batch: ProposalBatch, digest: str) -> ProposalBatch:
    """Return the batch with the words of this hash ("": none); raise BrokenJournal where the file is missing or was changed."""
    if not digest:
        return batch
    place = folder / _FOLDER / f"{digest}.json"
    try:
        text = place.read_bytes()
        words = tuple((int(council), str(said)) for council, said in json.loads(text))
    except (OSError, ValueError, TypeError) as error:
        raise BrokenJournal("the reasons of proposals cannot be read", file=place, found=f"{type(error).__name__}: {str(error)[:160]}",
                            expected="the file as it was written", way_out=_WAY_OUT) from None
    found = hashlib.sha256(text).hexdigest()
    if found != digest:
        raise BrokenJournal("the reasons of proposals were changed", file=place, found=found, expected=digest, way_out=_WAY_OUT)
    return replace(batch, reasons=words)
