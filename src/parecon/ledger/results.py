"""What posting returns: the next book, and the answer to each request."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Iterable, Mapping

import numpy as np

from parecon.ledger.book import Book
from parecon.ledger.entries import Entry
from parecon.ledger.refusals import Refusal
from parecon.ledger.writing import Writing

__all__ = ["BatchPosting", "Posting"]


@dataclass(frozen=True)
class Posting:
    """The book after one request, the entry made or the refusal, and whether it was the answer to a repeated request."""

    book: Book
    answer: Entry | Refusal
    repeated: bool = False

    @classmethod
    def of(cls, batch: BatchPosting) -> Posting:
        """Return the answer to a batch of one."""
        answer = batch.refusals[0] if batch.refusals else batch.book.entry(int(batch.sequences[0]))
        return cls(batch.book, answer, bool(batch.repeated))

    @property
    def accepted(self) -> bool:
        """Whether the request was carried out."""
        return isinstance(self.answer, Entry)


@dataclass(frozen=True, eq=False)
class BatchPosting:
    """The book after a batch of n requests, carried out in order, each accepted or refused on its own.

    sequences: (n,) int64, the number of each request's entry, or -1 where it was
    refused. refusals: by position in the batch. repeated: positions of requests
    that had been answered before.
    """

    book: Book
    sequences: np.ndarray
    refusals: Mapping[int, Refusal]
    repeated: tuple[int, ...]

    @classmethod
    def of(cls, writing: Writing, answers: Iterable[int | Refusal]) -> BatchPosting:
        """Gather the answers to a batch while ``writing`` makes them, then finish the book."""
        sequences: list[int] = []
        refusals: dict[int, Refusal] = {}
        repeated: list[int] = []
        repeats = writing.repeats
        for at, answer in enumerate(answers):
            if type(answer) is int:
                sequences.append(answer)
            else:
                sequences.append(-1)
                refusals[at] = answer
            if writing.repeats != repeats:
                repeats = writing.repeats
                repeated.append(at)
        numbers = np.array(sequences, dtype=np.int64)
        numbers.setflags(write=False)
        return cls(writing.finish(), numbers, MappingProxyType(refusals), tuple(repeated))
