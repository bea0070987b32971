"""One account's own story: each line that moved it, and what it held after."""

from __future__ import annotations

from dataclasses import dataclass

from parecon.ledger.book import Book
from parecon.ledger.entries import Entry
from parecon.ledger.identities import movements

__all__ = ["StatementLine", "account_statement"]


@dataclass(frozen=True)
class StatementLine:
    """One movement of one account: the entry, the change and the balance after it, in smallest units."""

    entry: Entry
    change_units: int
    balance_units: int


def account_statement(book: Book, account: str) -> tuple[StatementLine, ...]:
    """Return every movement of ``account`` in order, the last balance being the account's; raise UnknownAccount."""
    book.account(account)
    lines, balance = [], 0
    for entry in movements(book):
        if account in (entry.debit, entry.credit):
            change = entry.amount_units if entry.credit == account else -entry.amount_units
            balance += change
            lines.append(StatementLine(entry, change, balance))
    return tuple(lines)
