"""Why the book says no: the reasons, the rule behind each, and the numbers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

__all__ = ["REFUSAL_RULES", "Reason", "Refusal"]


class Reason(StrEnum):
    """Why something is refused; the rules stand in ``REFUSAL_RULES``."""

    REQUEST_MISSING = "request missing"
    REQUEST_REUSED = "request reused"
    DAY_IN_THE_PAST = "day in the past"
    BOOK_CLOSED = "book closed"
    UNKNOWN_CODE = "unknown code"
    UNKNOWN_ACCOUNT = "unknown account"
    SAME_ACCOUNT = "same account"
    PERSON_TO_PERSON = "person to person"
    WRONG_KINDS = "wrong kinds for the code"
    OTHER_OWNER = "other owner"
    REFERENCE_MISSING = "reference missing"
    OTHER_APPROVAL = "other approval"
    OPENING_IS_OVER = "opening is over"
    AMOUNT_NOT_WHOLE = "amount not whole"
    AMOUNT_NOT_ABOVE_ZERO = "amount not above zero"
    INSUFFICIENT_ENTITLEMENT = "insufficient entitlement"
    LOAN_OVER_ITS_LIMIT = "loan over its limit"
    REPAYMENT_OVER_THE_DEBT = "repayment over the debt"
    OVERFLOW = "overflow"
    DAY_UNREADABLE = "day unreadable"
    EXPIRES_IN_THE_PAST = "expires in the past"
    HELD_TOO_LONG = "held too long"
    UNKNOWN_ENTRY = "unknown entry"
    NOT_PENDING = "not pending"
    EXPIRED = "expired"
    SETTLED_ABOVE_THE_HOLD = "settled above the hold"
    NOT_POSTED = "not posted"
    ALREADY_REVERSED = "already reversed"
    STILL_PENDING = "still pending"
    ACCOUNT_ID_MISSING = "account id missing"
    ACCOUNT_EXISTS = "account exists"
    UNKNOWN_KIND = "unknown kind"
    SECOND_SOCIETY_ACCOUNT = "second society account"
    UNKNOWN_OWNER = "unknown owner"
    WRONG_OWNER = "wrong owner"
    DEBIT_OVER_ITS_LIMIT = "debit over its limit"
    LOAN_TERMS_MISPLACED = "loan terms misplaced"
    APPROVAL_MISSING = "approval missing"
    PLAN_DIFFERS_FROM_LOAN = "plan differs from loan"
    TOO_MANY_INSTALMENTS = "too many instalments"
    INSTALMENTS_OUT_OF_ORDER = "instalments out of order"
    INSTALMENT_TOO_LATE = "instalment too late"
    OWES_TOO_MUCH = "owes too much"


_R = Reason

REFUSAL_RULES = MappingProxyType({
    _R.REQUEST_MISSING: "Every request carries an id made by its author: a text that is not empty.",
    _R.REQUEST_REUSED: "A request id stands for one content only.",
    _R.DAY_IN_THE_PAST: "The days of a book never go back.",
    _R.BOOK_CLOSED: "Nothing is posted in a closed book.",
    _R.UNKNOWN_CODE: "Every transfer has one of the codes of the table.",
    _R.UNKNOWN_ACCOUNT: "Both accounts of a transfer are open in this book.",
    _R.SAME_ACCOUNT: "A transfer has two different accounts.",
    _R.PERSON_TO_PERSON: "Credits are personal: nobody transfers them to another person.",
    _R.WRONG_KINDS: "A code debits and credits certain kinds of account only.",
    _R.OTHER_OWNER: "Savings and loans move credits between accounts of one owner only.",
    _R.REFERENCE_MISSING: "This code names what it refers to.",
    _R.OTHER_APPROVAL: "A loan is taken up under the approval with which it was opened.",
    _R.OPENING_IS_OVER: "Balances are brought forward before anything else is posted.",
    _R.AMOUNT_NOT_WHOLE: "An amount is a whole number of smallest units, within 64 bits.",
    _R.AMOUNT_NOT_ABOVE_ZERO: "An amount is above zero; the way back is a reversal.",
    _R.INSUFFICIENT_ENTITLEMENT: "No account falls below zero beyond its limit; what is pending counts as gone.",
    _R.LOAN_OVER_ITS_LIMIT: "No more is taken up than was approved.",
    _R.REPAYMENT_OVER_THE_DEBT: "No more is repaid than is owed.",
    _R.OVERFLOW: "A balance stays within 64 bits.",
    _R.DAY_UNREADABLE: "A day is written as year-month-day, as in 2027-03-01.",
    _R.EXPIRES_IN_THE_PAST: "A pending transfer expires today at the earliest.",
    _R.HELD_TOO_LONG: "A pending transfer is held no longer than the charter allows.",
    _R.UNKNOWN_ENTRY: "The entry referred to stands in this book.",
    _R.NOT_PENDING: "Only a transfer that is still pending is settled or voided.",
    _R.EXPIRED: "A pending transfer ends after its last day.",
    _R.SETTLED_ABOVE_THE_HOLD: "No more is settled than was held.",
    _R.NOT_POSTED: "Only what was posted or settled is reversed; a reversal is followed by a new transfer.",
    _R.ALREADY_REVERSED: "An entry is reversed once.",
    _R.STILL_PENDING: "A book is closed once nothing in it is pending.",
    _R.ACCOUNT_ID_MISSING: "An account has an id: a text that is not empty.",
    _R.ACCOUNT_EXISTS: "An account id stands for one account only.",
    _R.UNKNOWN_KIND: "An account has one of the kinds of the table.",
    _R.SECOND_SOCIETY_ACCOUNT: "A book has one Society account.",
    _R.UNKNOWN_OWNER: "The owner's account is open in this book.",
    _R.WRONG_OWNER: "A kind of account is owned by certain other kinds only, or by none.",
    _R.DEBIT_OVER_ITS_LIMIT: "No greater debit is granted than the charter allows for the kind of account.",
    _R.LOAN_TERMS_MISPLACED: "A loan account has terms, and no other account has.",
    _R.APPROVAL_MISSING: "A loan names its approval.",
    _R.PLAN_DIFFERS_FROM_LOAN: "The instalments sum to the loan: there is no interest.",
    _R.TOO_MANY_INSTALMENTS: "A plan of repayment has one instalment or more, and no more than the charter allows.",
    _R.INSTALMENTS_OUT_OF_ORDER: "Instalments fall due one after the other, none before today.",
    _R.INSTALMENT_TOO_LATE: "The last instalment falls due within the days that the charter allows.",
    _R.OWES_TOO_MUCH: "No owner's loans together pass the charter's limit.",
})

@dataclass(frozen=True)
class Refusal:
    """A no: the reason, what the rule allows, what was asked, and the account, entry or request concerned.

    Amounts are whole smallest units; where the rule is not about a number, both sides are texts.

    >>> print(Refusal(Reason.INSUFFICIENT_ENTITLEMENT, 300, 500, "p1"))
    insufficient entitlement (p1): 500 asked, 300 allowed. No account falls below zero beyond its limit; what is pending counts as gone.
    """

    reason: Reason
    allowed: int | str
    asked: int | str
    about: int | str = ""

    @property
    def rule(self) -> str:
        """The rule that is behind the refusal."""
        return REFUSAL_RULES[self.reason]

    def __str__(self) -> str:
        about = f" ({self.about})" if self.about != "" else ""
        return f"{self.reason}{about}: {self.asked} asked, {self.allowed} allowed. {self.rule}"
