"""Opening accounts: who may own what, what debit is granted, on which terms a loan is given."""

from __future__ import annotations

from typing import Iterable

from parecon.ledger.book import Book
from parecon.ledger.days import day_number, is_day, require_day
from parecon.ledger.entries import Account, Act
from parecon.ledger.kinds import KIND_RULES, AccountKind, BelowZero
from parecon.ledger.loans import LoanTerms
from parecon.ledger.refusals import Reason, Refusal
from parecon.ledger.results import BatchPosting, Posting
from parecon.ledger.writing import LARGEST, Writing

__all__ = ["open_account", "open_accounts"]

_OPENED = ("", "", "", "", "", 0, "", "", 0)
_K = AccountKind


def open_account(book: Book, account: Account, today: str) -> Posting:
    """Open one account; opening the same again changes nothing.

    Refuses a missing or taken id, an unknown kind, a second Society account, a wrong
    owner, a debit or a loan beyond the charter's limits, and a plan of repayment that
    does not sum to its loan. A refusal leaves no line, since an id that was refused is still free.
    """
    return Posting.of(open_accounts(book, (account,), today))


def open_accounts(book: Book, accounts: Iterable[Account], today: str) -> BatchPosting:
    """Open accounts one after the other, each accepted or refused on its own, as ``open_account`` does."""
    require_day(today, "today")
    writing = Writing(book)
    return BatchPosting.of(writing, (open_one(writing, account, today) for account in accounts))


def open_one(writing: Writing, account: Account, today: str) -> int | Refusal:
    """Open an account in a book under writing, or refuse it; return the number of its line."""
    history = writing.history
    known = history.positions.get(account.id) if isinstance(account.id, str) else None
    if known is not None:
        if history.accounts[known] == account:
            writing.repeats += 1
            return history.lines[known]
        return Refusal(Reason.ACCOUNT_EXISTS, str(history.accounts[known]), str(account), account.id)
    refusal = writing.bar(str(account.id), today) or refuse_account(writing, account)
    if refusal is not None:
        return refusal
    history.add_account(account, len(history.records), 0 if account.kind == _K.LOAN else LARGEST)
    for sums in (writing.balances, writing.held, writing.incoming):
        sums.append(0)
    writing.floors.append(-floor_depth(account))
    history.records.append((_OPENED, Act.OPENED, writing.day, account))
    return len(history.records) - 1


def floor_depth(account: Account) -> int:
    """Return how far an account may fall below zero, in smallest units."""
    below = KIND_RULES[account.kind].below_zero
    if below is BelowZero.FREELY:
        return LARGEST
    return account.loan.amount_units if below is BelowZero.TO_THE_LOAN else account.debit_limit_units


def refuse_account(writing: Writing, account: Account) -> Refusal | None:
    """Refuse an account that the tables or the charter do not allow."""
    if not isinstance(account.id, str) or not account.id:
        return Refusal(Reason.ACCOUNT_ID_MISSING, "a text", repr(account.id))
    if account.kind not in KIND_RULES:
        return Refusal(Reason.UNKNOWN_KIND, "a kind of the table", str(account.kind), account.id)
    if account.kind == _K.SOCIETY and str(_K.SOCIETY) in writing.history.kinds:
        return Refusal(Reason.SECOND_SOCIETY_ACCOUNT, 1, 2, account.id)
    return refuse_owner(writing, account) or refuse_debit(writing, account) or refuse_loan(writing, account)


def refuse_owner(writing: Writing, account: Account) -> Refusal | None:
    """Refuse an owner that is not there, or is of a kind that cannot own this kind."""
    owned_by = KIND_RULES[account.kind].owned_by
    allowed = " or ".join(owned_by) or "no owner"
    if not account.owner:
        return Refusal(Reason.WRONG_OWNER, allowed, "no owner", account.id) if owned_by else None
    position = writing.history.positions.get(account.owner)
    if position is None:
        return Refusal(Reason.UNKNOWN_OWNER, "an open account", account.owner, account.id)
    kind = writing.history.kinds[position]
    return None if kind in owned_by else Refusal(Reason.WRONG_OWNER, allowed, kind, account.id)


def refuse_debit(writing: Writing, account: Account) -> Refusal | None:
    """Refuse a debit that is no whole number, below zero, or above what the charter allows for the kind."""
    granted = account.debit_limit_units
    if type(granted) is not int:
        return Refusal(Reason.AMOUNT_NOT_WHOLE, "a whole number", repr(granted), account.id)
    rules = writing.rules
    limits = {
        _K.CONSUMER_COUNCIL: rules.debit_council_units_max,
        _K.CONSUMER_FEDERATION: rules.debit_federation_units_max,
    }
    limit = limits.get(account.kind, 0)
    return None if 0 <= granted <= limit else Refusal(Reason.DEBIT_OVER_ITS_LIMIT, limit, granted, account.id)


def refuse_loan(writing: Writing, account: Account) -> Refusal | None:
    """Refuse a loan without terms or approval, over its owner's limit, or with a plan that does not fit."""
    terms = account.loan
    if (terms is not None) != (account.kind == _K.LOAN):
        return Refusal(Reason.LOAN_TERMS_MISPLACED, "with a loan only", "terms" if terms else "no terms", account.id)
    if terms is None:
        return None
    if not isinstance(terms.approval, str) or not terms.approval:
        return Refusal(Reason.APPROVAL_MISSING, "a text", "none", account.id)
    for amount in (terms.amount_units, *(part.amount_units for part in terms.instalments)):
        if type(amount) is not int:
            return Refusal(Reason.AMOUNT_NOT_WHOLE, "a whole number", repr(amount), account.id)
        if amount <= 0:
            return Refusal(Reason.AMOUNT_NOT_ABOVE_ZERO, 1, amount, account.id)
    return refuse_debt(writing, account, terms.amount_units) or refuse_plan(writing, account.id, terms)


def refuse_debt(writing: Writing, account: Account, amount: int) -> Refusal | None:
    """Refuse a loan that would let its owner's loans together pass the charter's limit."""
    history, rules = writing.history, writing.rules
    owner = history.positions[account.owner]
    limit = {
        str(_K.PERSON): rules.loan_person_units_max,
        str(_K.CONSUMER_COUNCIL): rules.loan_council_units_max,
        str(_K.CONSUMER_FEDERATION): rules.loan_federation_units_max,
    }[history.kinds[owner]]
    open_units = sum(-writing.floors[loan] for loan in history.loans.get(owner, ()))
    if open_units + amount > limit:
        return Refusal(Reason.OWES_TOO_MUCH, limit, open_units + amount, account.owner)
    return None


def refuse_plan(writing: Writing, account: str, terms: LoanTerms) -> Refusal | None:
    """Refuse a plan of repayment with other than the loan's sum, too many parts, or days out of place."""
    parts = terms.instalments
    if not 1 <= len(parts) <= writing.rules.loan_instalments_max:
        return Refusal(Reason.TOO_MANY_INSTALMENTS, writing.rules.loan_instalments_max, len(parts), account)
    total = sum(part.amount_units for part in parts)
    if total != terms.amount_units:
        return Refusal(Reason.PLAN_DIFFERS_FROM_LOAN, terms.amount_units, total, account)
    before = writing.day
    for part in parts:
        if not is_day(part.day):
            return Refusal(Reason.DAY_UNREADABLE, "year-month-day", repr(part.day), account)
        if part.day < before:
            return Refusal(Reason.INSTALMENTS_OUT_OF_ORDER, f"{before} or later", part.day, account)
        before = part.day
    days = day_number(before) - day_number(writing.day)
    if days > writing.rules.loan_days_max:
        return Refusal(Reason.INSTALMENT_TOO_LATE, writing.rules.loan_days_max, days, account)
    return None
