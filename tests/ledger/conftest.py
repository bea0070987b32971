"""The cast of the ledger's tests: a small society, everybody with an income."""

from __future__ import annotations

import pytest

from parecon.charter import default_charter
from parecon.ledger import (
    Account,
    Instalment,
    LedgerRules,
    LoanTerms,
    Transfer,
    begin_book,
    open_accounts,
    post_transfer,
)

TODAY = "2027-01-01"


@pytest.fixture
def rules():
    """The default charter's rules: 1,000 units a credit, 1,000 credits of loans a person."""
    return LedgerRules.of_charter(default_charter())


@pytest.fixture
def cast():
    """Accounts of each kind; Ada owes nothing yet on a loan of 300,000 approved as A7."""
    plan = (Instalment("2027-06-30", 100_000), Instalment("2027-12-31", 200_000))
    return (
        Account("society", "society"),
        Account("goods", "goods"),
        Account("ada", "person"),
        Account("ben", "person"),
        Account("ada-saves", "savings", owner="ada"),
        Account("ben-saves", "savings", owner="ben"),
        Account("ada-loan", "loan", owner="ada", loan=LoanTerms("A7", 300_000, plan)),
        Account("elm-street", "consumer_council", debit_limit_units=50_000),
        Account("elm-saves", "savings", owner="elm-street"),
        Account("county", "consumer_federation"),
        Account("elm-needs", "allowance", owner="elm-street"),
        Account("bakery", "worker_council"),
        Account("food", "industry_federation"),
    )


@pytest.fixture
def opened(rules, cast):
    """A book with every account of the cast, at zero."""
    posting = open_accounts(begin_book(rules, TODAY), cast, TODAY)
    assert not posting.refusals
    return posting.book


@pytest.fixture
def ask():
    """Return a transfer by its code, accounts and amount; its request id is made of them unless given."""

    def ask(code, debit, credit, amount_units, **more):
        more.setdefault("request", f"{code} {debit} {credit} {amount_units}")
        return Transfer(code=code, debit=debit, credit=credit, amount_units=amount_units, **more)

    return ask


@pytest.fixture
def paid(opened, ask):
    """A book in which Ada and Ben were paid 1,000,000 each for work, which is entries 14 and 15."""
    book = opened
    for person in ("ada", "ben"):
        posting = post_transfer(book, ask("income_for_work", "society", person, 1_000_000), TODAY)
        assert posting.accepted
        book = posting.book
    return book
