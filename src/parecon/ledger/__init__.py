"""Double-entry book of credits: whole amounts, append-only, pending then posted or voided, every sum zero."""

from parecon.ledger.book import Book, UnknownAccount, UnknownEntry, begin_book
from parecon.ledger.codes import CODE_RULES, CodeRule, Condition, Effect, TransferCode
from parecon.ledger.days import UnsuitableDay
from parecon.ledger.entries import Account, Act, Entry, Transfer, Wish
from parecon.ledger.identities import (
    CreditFlow,
    IncomeClosure,
    PollutionFlow,
    UnitResult,
    credit_flow,
    income_closure,
    movements,
    pollution_flows,
    unit_results,
)
from parecon.ledger.kinds import KIND_RULES, AccountKind, BelowZero, KindRule
from parecon.ledger.lines import BrokenBook, read_book, write_line, write_lines
from parecon.ledger.loans import Instalment, LoanTerms, plan_repayment, units_due
from parecon.ledger.opening import open_account, open_accounts
from parecon.ledger.posting import (
    TransferColumns,
    close_book,
    expire_pending,
    post_batch,
    post_transfer,
    reverse_entry,
    settle_pending,
    void_pending,
)
from parecon.ledger.refusals import REFUSAL_RULES, Reason, Refusal
from parecon.ledger.results import BatchPosting, Posting
from parecon.ledger.rules import LedgerRules
from parecon.ledger.statements import StatementLine, account_statement
from parecon.ledger.years import NotClosed, carry_forward, overtime_units, repayments_due, save_unused

__all__ = [
    "CODE_RULES",
    "KIND_RULES",
    "REFUSAL_RULES",
    "Account",
    "AccountKind",
    "Act",
    "BatchPosting",
    "BelowZero",
    "Book",
    "BrokenBook",
    "CodeRule",
    "Condition",
    "CreditFlow",
    "Effect",
    "Entry",
    "IncomeClosure",
    "Instalment",
    "KindRule",
    "LedgerRules",
    "LoanTerms",
    "NotClosed",
    "PollutionFlow",
    "Posting",
    "Reason",
    "Refusal",
    "StatementLine",
    "Transfer",
    "TransferCode",
    "TransferColumns",
    "UnitResult",
    "UnknownAccount",
    "UnknownEntry",
    "UnsuitableDay",
    "Wish",
    "account_statement",
    "begin_book",
    "carry_forward",
    "close_book",
    "credit_flow",
    "expire_pending",
    "income_closure",
    "movements",
    "open_account",
    "open_accounts",
    "overtime_units",
    "plan_repayment",
    "pollution_flows",
    "post_batch",
    "post_transfer",
    "read_book",
    "repayments_due",
    "reverse_entry",
    "save_unused",
    "settle_pending",
    "unit_results",
    "units_due",
    "void_pending",
    "write_line",
    "write_lines",
]
