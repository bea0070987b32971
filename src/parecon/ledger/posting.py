"""Posting: transfers one by one or in batches, what becomes of pending ones, reversals, the closing of a book."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import repeat
from typing import Iterable, Sequence

import numpy as np

from parecon.ledger.book import Book
from parecon.ledger.days import require_day
from parecon.ledger.entries import Act, Body, Transfer, Wish
from parecon.ledger.results import BatchPosting, Posting
from parecon.ledger.writing import LARGEST, Writing

__all__ = [
    "TransferColumns",
    "close_book",
    "expire_pending",
    "post_batch",
    "post_transfer",
    "reverse_entry",
    "settle_pending",
    "void_pending",
]


@dataclass(frozen=True, kw_only=True)
class TransferColumns:
    """n transfers as columns: (n,) texts and (n,) whole amounts in smallest units; ``Transfer`` says what each means.

    A single text in the place of ``code``, ``debit``, ``credit``, ``expires`` or
    ``reference`` holds for all rows. Raises ValueError where columns differ in length.
    A request id that is no text counts as missing; whatever else is no text or no whole
    number is kept as the text it prints, and refused row by row.
    """

    request: Sequence[str]
    code: Sequence[str] | str
    debit: Sequence[str] | str
    credit: Sequence[str] | str
    amount_units: Sequence[int] | np.ndarray
    expires: Sequence[str] | str = ""
    reference: Sequence[str] | str = ""

    def __post_init__(self) -> None:
        if isinstance(self.request, str):
            raise ValueError(f"the column request is the single text {self.request!r}; give one id for each row")
        requests = as_requests(self.request)
        object.__setattr__(self, "request", requests)
        object.__setattr__(self, "amount_units", as_amounts(self.amount_units))
        for name in ("code", "debit", "credit", "expires", "reference"):
            column = getattr(self, name)
            object.__setattr__(self, name, (str(column),) * len(requests) if isinstance(column, str) else as_texts(column))
        for name in ("code", "debit", "credit", "amount_units", "expires", "reference"):
            if len(getattr(self, name)) != len(requests):
                raise ValueError(
                    f"the column {name} has {len(getattr(self, name))} rows where request has {len(requests)}; give one for each"
                )

    def __len__(self) -> int:
        return len(self.request)

    @classmethod
    def of(cls, transfers: Iterable[Transfer]) -> TransferColumns:
        """Return transfers as columns, in their order."""
        rows = tuple(transfers)
        names = ("request", "code", "debit", "credit", "amount_units", "expires", "reference")
        return cls(**{name: [getattr(row, name) for row in rows] for name in names})

    def bodies(self) -> Iterable[tuple]:
        """Yield the rows as bodies of requests."""
        wish = repeat(str(Wish.TRANSFER))
        columns = (self.code, self.debit, self.credit, self.amount_units, self.expires, self.reference)
        return zip(self.request, wish, *columns, repeat(0))


def as_requests(column: Sequence) -> tuple[str, ...]:
    """Return a column of request ids as texts, empty where there is none, for only a text is an id."""
    return tuple(str(entry) if isinstance(entry, str) else "" for entry in column)


def as_texts(column: Sequence) -> tuple[str, ...]:
    """Return a column as texts."""
    column = tuple(column)
    if set(map(type, column)) == {str}:
        return column
    return tuple(str(entry) if isinstance(entry, str) else repr(entry) for entry in column)


def as_amounts(column: Sequence[int] | np.ndarray) -> tuple[int | str, ...]:
    """Return a column as whole numbers, and as the text it prints where it is none."""
    column = tuple(column.tolist() if isinstance(column, np.ndarray) else column)
    if set(map(type, column)) == {int} and -LARGEST <= min(column) and max(column) <= LARGEST:
        return column
    return tuple(map(as_amount, column))


def as_amount(amount: object) -> int | str:
    """Return a whole number within 64 bits as int, anything else as a text that says what it is."""
    if not isinstance(amount, (int, np.integer)) or isinstance(amount, bool):
        return repr(amount)
    return int(amount) if -LARGEST <= amount <= LARGEST else f"a number of {int(amount).bit_length() + 1} bits"


def post_batch(book: Book, columns: TransferColumns, today: str) -> BatchPosting:
    """Carry out n transfers in their order, each accepted or refused on its own, exactly as if posted one by one.

    today: year-month-day; whatever was pending beyond its last day expires first.
    To post all or nothing, keep ``book`` and drop the returned one if it has refusals.
    Raises UnsuitableDay. Refuses as listed in ``REFUSAL_RULES``; a refused request
    leaves a line that moves nothing, so that asking again gives the same answer.
    """
    require_day(today, "today")
    writing = Writing(book)
    submit = writing.submit
    return BatchPosting.of(writing, (submit(body, today) for body in columns.bodies()))


def post_transfer(book: Book, transfer: Transfer, today: str) -> Posting:
    """Carry out one transfer, or hold it pending, or refuse it; see ``post_batch``.

    >>> from parecon.charter import default_charter
    >>> from parecon.ledger import Account, LedgerRules, begin_book, open_accounts
    >>> book = begin_book(LedgerRules.of_charter(default_charter()), "2027-01-01")
    >>> book = open_accounts(book, [Account("all", "society"), Account("p1", "person")], "2027-01-01").book
    >>> pay = Transfer(request="a1", code="income_for_work", debit="all", credit="p1", amount_units=1_600_000)
    >>> book = post_transfer(book, pay, "2027-01-31").book
    >>> book.balance_units("p1"), book.balance_units("all")
    (1600000, -1600000)
    >>> post_transfer(book, pay, "2027-02-01").repeated
    True
    """
    return Posting.of(post_batch(book, TransferColumns.of((transfer,)), today))


def settle_pending(book: Book, sequence: int, today: str, *, request: str, amount_units: int | None = None) -> Posting:
    """Post the pending entry ``sequence``, whole or at a lower amount; the rest of its hold ends.

    Refuses an entry that is not pending or has expired, and more than was held.
    """
    if amount_units is None:
        at = as_amount(sequence)
        entry = book.entry(at) if type(at) is int and 0 <= at < book.length else None
        amount_units = entry.amount_units if entry is not None and entry.act is Act.PENDING else 0
    return submit_one(book, Wish.SETTLE, today, request=request, amount_units=as_amount(amount_units), about=sequence)


def void_pending(book: Book, sequence: int, today: str, *, request: str, reference: str = "") -> Posting:
    """End the pending entry ``sequence`` without posting it; refuses one that is not pending or has expired."""
    return submit_one(book, Wish.VOID, today, request=request, reference=reference, about=sequence)


def reverse_entry(book: Book, sequence: int, today: str, *, request: str, reference: str = "") -> Posting:
    """Post the way back of entry ``sequence``, linked to it: the only correction that a book knows.

    Refuses what was not posted, what was reversed already, and what would take more
    than the account credited still has. ``reference`` says why.
    """
    return submit_one(book, Wish.REVERSE, today, request=request, reference=reference, about=sequence)


def close_book(book: Book, today: str, *, request: str, reference: str = "") -> Posting:
    """Close a book for good; refuses while anything in it is pending."""
    return submit_one(book, Wish.CLOSE, today, request=request, reference=reference)


def submit_one(book: Book, wish: Wish, today: str, **fields: object) -> Posting:
    """Carry out one request that is no new transfer."""
    require_day(today, "today")
    (fields["request"],), (fields["reference"],) = as_requests((fields["request"],)), as_texts((fields.get("reference", ""),))
    fields["about"] = as_amount(fields.get("about", 0))
    writing = Writing(book)
    return Posting.of(BatchPosting.of(writing, (writing.submit(body, today) for body in (Body(wish=str(wish), **fields),))))


def expire_pending(book: Book, today: str) -> Book:
    """Return the book after everything pending beyond its last day has expired; nothing else changes."""
    require_day(today, "today")
    writing = Writing(book)
    if not writing.closed and today > writing.day:
        writing.begin_day(today)
    return writing.finish()
