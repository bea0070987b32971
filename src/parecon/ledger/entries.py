"""What stands in a book: accounts, transfers asked for, entries."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from parecon.ledger.kinds import AccountKind
from parecon.ledger.loans import LoanTerms
from parecon.ledger.refusals import Refusal

__all__ = ["Account", "Act", "Entry", "Transfer", "Wish"]


class Act(StrEnum):
    """What an entry did."""

    BEGUN = "begun"
    OPENED = "opened"
    POSTED = "posted"
    PENDING = "pending"
    SETTLED = "settled"
    VOIDED = "voided"
    EXPIRED = "expired"
    REVERSED = "reversed"
    REFUSED = "refused"
    CLOSED = "closed"


class Wish(StrEnum):
    """What a request asks for."""

    TRANSFER = "transfer"
    SETTLE = "settle"
    VOID = "void"
    REVERSE = "reverse"
    CLOSE = "close"


@dataclass(frozen=True)
class Account:
    """An account: id (opaque text), kind, its owner's id if it has one, the debit granted in smallest units, loan terms."""

    id: str
    kind: AccountKind
    owner: str = ""
    debit_limit_units: int = 0
    loan: LoanTerms | None = None

    def __post_init__(self) -> None:
        if self.kind in tuple(AccountKind):
            object.__setattr__(self, "kind", AccountKind(self.kind))


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """A transfer as its author asks for it; with ``expires`` it stays pending until settled, voided or past that day.

    request: id made by the author, so that asking twice posts once. code: one of
    TransferCode. debit, credit: ids of the accounts that lose and gain.
    amount_units: whole smallest units. expires: last day as year-month-day.
    reference: opaque text (an approval, a pollutant, a good).
    """

    request: str
    code: str
    debit: str
    credit: str
    amount_units: int
    expires: str = ""
    reference: str = ""


class Body(NamedTuple):
    """What a request says; the same request id with another body is refused."""

    request: str
    wish: str
    code: str = ""
    debit: str = ""
    credit: str = ""
    amount_units: int | str = 0
    expires: str = ""
    reference: str = ""
    about: int | str = 0


@dataclass(frozen=True)
class Entry:
    """One line of a book: its place, the day, what it did, to which accounts, and the earlier entry it is about.

    A refused entry keeps what was asked, and why not; an opened one its account.
    """

    sequence: int
    day: str
    act: Act
    request: str = ""
    wish: str = ""
    code: str = ""
    debit: str = ""
    credit: str = ""
    amount_units: int | str = 0
    expires: str = ""
    reference: str = ""
    about: int | str = 0
    account: Account | None = None
    refusal: Refusal | None = None
