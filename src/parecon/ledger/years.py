"""From one year to the next: unused credits are saved, a closed book's balances open another."""

from __future__ import annotations

from dataclasses import replace

from parecon.ledger.book import Book, begin_book
from parecon.ledger.codes import TransferCode
from parecon.ledger.entries import Account
from parecon.ledger.kinds import AccountKind
from parecon.ledger.loans import Instalment, LoanTerms, units_due
from parecon.ledger.opening import open_accounts
from parecon.ledger.posting import TransferColumns, post_batch
from parecon.ledger.rules import LedgerRules

__all__ = ["NotClosed", "carry_forward", "overtime_units", "repayments_due", "save_unused"]

_K = AccountKind


class NotClosed(ValueError):
    """A book that is to be carried forward and is still open."""


def overtime_units(minutes: int, income_units_per_hour: int, rules: LedgerRules) -> int:
    """Return the income for ``minutes`` of overtime at the normal rate, in smallest units, half units rounded up.

    income_units_per_hour: what the person's hour earns in the plan. The charter's
    percentage of it is 100 unless a society changes it (Looking Forward, 7.6).

    >>> from parecon.charter import default_charter
    >>> overtime_units(90, 1000, LedgerRules.of_charter(default_charter()))
    1500
    """
    parts = 60 * 100
    return (2 * minutes * income_units_per_hour * rules.overtime_percent + parts) // (2 * parts)


def repayments_due(book: Book, today: str) -> dict[str, int]:
    """Return what has fallen due by ``today`` and is not repaid, in smallest units by loan account, where it is above zero.

    No more is due than was taken up and is still owed.
    """
    due = {}
    for account in book.accounts():
        if account.loan is not None:
            units = min(units_due(account.loan, book.repaid_units(account.id), today), -book.balance_units(account.id))
            if units:
                due[account.id] = units
    return due


def save_unused(book: Book, request: str) -> TransferColumns:
    """Return the transfers that put every consumer's unused credits into the first savings account they own.

    Consumers without one keep theirs where they are. request: begins the ids.
    """
    savings: dict[str, str] = {}
    for account in book.accounts():
        if account.kind is _K.SAVINGS:
            savings.setdefault(account.owner, account.id)
    rows = [
        (f"{request}:{owner}", owner, into, units)
        for owner, into in savings.items()
        if (units := book.balance_units(owner) - book.held_units(owner)) > 0
    ]
    requests, owners, intos, amounts = zip(*rows) if rows else ((), (), (), ())
    return TransferColumns(request=requests, code=TransferCode.SAVING, debit=owners, credit=intos, amount_units=amounts)


def carry_forward(book: Book, rules: LedgerRules, today: str, reference: str = "") -> Book:
    """Return a new book with the accounts of a closed one and its balances brought forward.

    Every loan keeps what is left of it: its amount less what was repaid, and the
    instalments not yet covered. Raises NotClosed for an open book; raises ValueError
    naming the account and both numbers where the new rules do not allow what stands.
    """
    if not book.closed:
        raise NotClosed(f"the book of {book.day} is open with {book.length} lines; close it before it is carried forward")
    accounts = [kept for account in book.accounts() if (kept := carry_account(book, account, today)) is not None]
    opened = open_accounts(begin_book(rules, today, reference), accounts, today)
    society = next((account.id for account in accounts if account.kind is _K.SOCIETY), "")
    rows = [(a.id, units) for a in accounts if a.id != society and (units := book.balance_units(a.id))]
    posted = post_batch(opened.book, TransferColumns(
        request=[f"brought forward:{account}" for account, _ in rows],
        code=[TransferCode.BROUGHT_FORWARD if units > 0 else TransferCode.DEBT_BROUGHT_FORWARD for _, units in rows],
        debit=[society if units > 0 else account for account, units in rows],
        credit=[account if units > 0 else society for account, units in rows],
        amount_units=[abs(units) for _, units in rows],
    ), today)
    for refusal in (*opened.refusals.values(), *posted.refusals.values()):
        raise ValueError(f"the balances of {book.day} do not fit the new rules: {refusal} Change the rules or settle the account first.")
    return posted.book


def carry_account(book: Book, account: Account, today: str) -> Account | None:
    """Return an account as the next book opens it; None for a loan that is wholly repaid."""
    if account.loan is None:
        return account
    covered, parts = book.repaid_units(account.id), []
    left = account.loan.amount_units - covered
    for part in account.loan.instalments:
        units = max(0, part.amount_units - covered)
        covered = max(0, covered - part.amount_units)
        if units:
            parts.append(Instalment(max(part.day, today), units))
    return replace(account, loan=LoanTerms(account.loan.approval, left, tuple(parts))) if left else None
