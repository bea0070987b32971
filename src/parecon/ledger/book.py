"""The book: a value that is never changed; posting returns the next one."""

from __future__ import annotations

from types import MappingProxyType
from typing import Iterator, Mapping, NamedTuple

from parecon.ledger.codes import CODE_RULES
from parecon.ledger.days import require_day
from parecon.ledger.entries import Account, Act, Entry
from parecon.ledger.rules import LedgerRules

__all__ = ["Book", "UnknownAccount", "UnknownEntry", "begin_book"]


class UnknownAccount(KeyError):
    """An account id that a book does not have."""

    def __str__(self) -> str:
        return str(self.args[0])


class UnknownEntry(IndexError):
    """A sequence number that a book does not have."""


class History:
    """Lines and accounts in the order of their making, shared by a book and those that grow from it.

    Only the holder of a book's pen appends here, and a book reads no further than
    its own length, so that what a book says never changes.
    """

    __slots__ = ("accounts", "ceilings", "holders", "kinds", "lines", "loans", "positions", "records", "resolved", "seen")

    def __init__(self) -> None:
        self.records: list[tuple] = []
        self.seen: dict[str, int] = {}
        self.resolved: dict[int, int] = {}
        self.accounts: list[Account] = []
        self.positions: dict[str, int] = {}
        self.kinds: list[str] = []
        self.holders: list[int] = []
        self.ceilings: list[int] = []
        self.lines: list[int] = []
        self.loans: dict[int, list[int]] = {}

    def add_account(self, account: Account, line: int, ceiling: int) -> int:
        """Append an account whose id is free; return its position."""
        position = len(self.accounts)
        self.positions[account.id] = position
        self.accounts.append(account)
        self.kinds.append(str(account.kind))
        holder = self.positions[account.owner] if account.owner else position
        self.holders.append(holder)
        self.ceilings.append(ceiling)
        self.lines.append(line)
        if account.loan is not None:
            self.loans.setdefault(holder, []).append(position)
        return position

    def copy(self, lines: int, accounts: int) -> History:
        """Return a history of the first ``lines`` lines and ``accounts`` accounts."""
        new = History()
        new.records = self.records[:lines]
        for account, line, ceiling in zip(self.accounts[:accounts], self.lines, self.ceilings):
            new.add_account(account, line, ceiling)
        for sequence, (body, act, _, effect) in enumerate(new.records):
            if body[0]:
                new.seen[body[0]] = sequence
            if act in RESOLVING:
                new.resolved[effect[4]] = sequence
        return new


class State(NamedTuple):
    """Sums that the lines of one book amount to: by account, by pending entry, by code."""

    balances: list[int]
    held: list[int]
    incoming: list[int]
    floors: list[int]
    holds: dict[int, str]
    turnover: dict[str, int]
    ordinary: int


RESOLVING = frozenset({Act.SETTLED, Act.VOIDED, Act.EXPIRED, Act.REVERSED})


class Book:
    """A double-entry book: accounts, entries in order, and balances in whole smallest units.

    A balance is what was credited less what was debited; all balances sum to zero.
    A book is never changed: posting returns another book, and the old one stays as it was.
    """

    __slots__ = ("_history", "_pen", "_state", "closed", "day", "length", "rules")

    rules: LedgerRules
    day: str
    closed: bool
    length: int

    def __init__(self, history: History, state: State, **facts: object) -> None:
        object.__setattr__(self, "_history", history)
        object.__setattr__(self, "_state", state)
        object.__setattr__(self, "_pen", ["pen"])
        for name, value in facts.items():
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a book is never changed, so its {name} stays; post to it and use the book that is returned")

    __delattr__ = __setattr__  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        """Two books are equal when all their lines are."""
        if not isinstance(other, Book):
            return NotImplemented
        mine, theirs = self._history.records, other._history.records
        return self.length == other.length and mine[: self.length] == theirs[: other.length]

    def __hash__(self) -> int:
        return hash((self.length, self._history.records[self.length - 1]))

    def __reduce__(self) -> tuple:
        from parecon.ledger.lines import read_book, write_lines

        return read_book, (list(write_lines(self)),)

    def __repr__(self) -> str:
        return f"<Book of {len(self._state.balances)} accounts and {self.length} lines, {self.day}{', closed' if self.closed else ''}>"

    def _position(self, account: str) -> int:
        at = self._history.positions.get(account, len(self._state.balances))
        if at >= len(self._state.balances):
            raise UnknownAccount(f"this book of {len(self._state.balances)} accounts has no account {account!r}; open it first")
        return at

    def account(self, account: str) -> Account:
        """Return the account with id ``account``; raise UnknownAccount."""
        return self._history.accounts[self._position(account)]

    def accounts(self) -> Iterator[Account]:
        """Yield the accounts in the order of their opening."""
        return iter(self._history.accounts[: len(self._state.balances)])

    def balance_units(self, account: str) -> int:
        """Return what was credited less what was debited, in smallest units; raise UnknownAccount."""
        return self._state.balances[self._position(account)]

    def held_units(self, account: str) -> int:
        """Return what pending transfers would debit, in smallest units; raise UnknownAccount."""
        return self._state.held[self._position(account)]

    def available_units(self, account: str) -> int:
        """Return what may still be debited today, in smallest units; raise UnknownAccount."""
        at = self._position(account)
        return self._state.balances[at] - self._state.held[at] - self._state.floors[at]

    def repaid_units(self, loan: str) -> int:
        """Return what of a loan account's loan is repaid or forgiven, in smallest units; raise UnknownAccount."""
        at = self._position(loan)
        return self._history.accounts[at].loan.amount_units + self._state.floors[at]

    def turnover_units(self) -> Mapping[str, int]:
        """Return the amounts posted by code, less those reversed, in smallest units; every code is there."""
        return MappingProxyType({code: self._state.turnover.get(code, 0) for code in CODE_RULES})

    def entry(self, sequence: int) -> Entry:
        """Return the entry numbered ``sequence`` (from 0); raise UnknownEntry."""
        if not 0 <= sequence < self.length:
            raise UnknownEntry(f"this book has entries 0 to {self.length - 1}, not {sequence}; give one of these")
        return as_entry(sequence, self._history.records[sequence])

    def entries(self, start: int = 0) -> Iterator[Entry]:
        """Yield the entries in order, from number ``start``."""
        for sequence in range(start, self.length):
            yield as_entry(sequence, self._history.records[sequence])

    def resolved_by(self, sequence: int) -> int | None:
        """Return the number of the entry that settled, voided, expired or reversed entry ``sequence``, if there is one."""
        by = self._history.resolved.get(sequence)
        return by if by is not None and by < self.length else None

    def request_entry(self, request: str) -> Entry | None:
        """Return the entry that answers ``request``, if there is one."""
        at = self._history.seen.get(request)
        return self.entry(at) if at is not None and at < self.length else None


def as_entry(sequence: int, record: tuple) -> Entry:
    """Return a stored record as an entry."""
    body, act, day, effect = record
    if act is Act.BEGUN:
        return Entry(sequence, day, act, reference=body[7])
    if act is Act.OPENED:
        return Entry(sequence, day, act, account=effect)
    request, wish, code, debit, credit, amount, expires, reference, about = body
    refusal = None
    if act is Act.REFUSED:
        refusal = effect
    elif effect is not None:
        code, debit, credit, amount, about = effect
    return Entry(sequence, day, act, request, wish, code, debit, credit, amount, expires, reference, about, refusal=refusal)


def begin_book(rules: LedgerRules, today: str, reference: str = "") -> Book:
    """Return an empty book under ``rules``, begun ``today`` (year-month-day); raise UnsuitableDay, or TypeError for no text.

    reference: opaque text, such as the hash of the book before.

    >>> from parecon.charter import default_charter
    >>> begin_book(LedgerRules.of_charter(default_charter()), "2027-01-01")
    <Book of 0 accounts and 1 lines, 2027-01-01>
    """
    require_day(today, "the first day of a book")
    if not isinstance(reference, str):
        raise TypeError(f"the reference of a book is {reference!r}; give a text")
    history = History()
    history.records.append((("", "", "", "", "", 0, "", reference, 0), Act.BEGUN, today, rules))
    return Book(history, State([], [], [], [], {}, {}, 0), rules=rules, day=today, closed=False, length=1)
