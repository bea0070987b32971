"""How many transfers a book posts in a second, on one core."""

from __future__ import annotations

from time import process_time

from parecon.charter import default_charter
from parecon.ledger import Account, Book, LedgerRules, TransferColumns, begin_book, open_accounts, post_batch

__all__ = ["main"]

PERSONS = 10_000
TRANSFERS = 200_000


def people_with_income() -> Book:
    """Return a book of 10,000 persons, each with an income to draw on."""
    book = begin_book(LedgerRules.of_charter(default_charter()), "2027-01-01")
    accounts = [Account("society", "society"), Account("goods", "goods")]
    accounts += [Account(f"p{i}", "person") for i in range(PERSONS)]
    book = open_accounts(book, accounts, "2027-01-01").book
    people = [f"p{i}" for i in range(PERSONS)]
    incomes = TransferColumns(
        request=[f"i{i}" for i in range(PERSONS)], code="income_for_work", debit="society", credit=people,
        amount_units=[1_600_000] * PERSONS,
    )
    return post_batch(book, incomes, "2027-01-02").book


def draws() -> TransferColumns:
    """Return 200,000 draws of goods, some of them pending, the last ones beyond what a person has."""
    rows = range(TRANSFERS)
    return TransferColumns(
        request=[f"d{i}" for i in rows],
        code="draw_of_goods",
        debit=[f"p{i % PERSONS}" for i in rows],
        credit="goods",
        amount_units=[70_000 + 15_000 * (i % 3) for i in rows],
        expires=["2027-02-01" if i % 10 == 0 else "" for i in rows],
    )


def main() -> None:
    """Print transfers per second: best of three batches of 200,000 on 10,000 persons, columns ready, in processor time."""
    columns, best, refused = draws(), 0.0, 0
    for _ in range(3):
        book = people_with_income()
        start = process_time()
        posting = post_batch(book, columns, "2027-01-03")
        best = max(best, TRANSFERS / (process_time() - start))
        refused = len(posting.refusals)
    print(f"ledger: {best:,.0f} transfers/s in batches of {TRANSFERS:,} on one core ({refused:,} of them refused; bar 100,000)")


if __name__ == "__main__":
    main()
