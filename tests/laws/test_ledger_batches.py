"""A batch posts exactly what its transfers post one by one, to the byte."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from parecon.charter import default_charter
from parecon.ledger import (
    CODE_RULES,
    Account,
    Instalment,
    LedgerRules,
    LoanTerms,
    Refusal,
    Transfer,
    TransferColumns,
    begin_book,
    open_account,
    open_accounts,
    post_batch,
    post_transfer,
    write_lines,
)

START = "2027-01-01"
CAST = (
    Account("society", "society"), Account("goods", "goods"), Account("ada", "person"), Account("ben", "person"),
    Account("ada-saves", "savings", owner="ada"), Account("elm", "consumer_council", debit_limit_units=30),
    Account("ada-loan", "loan", owner="ada", loan=LoanTerms("A", 60, (Instalment("2027-12-31", 60),))),
    Account("elm-needs", "allowance", owner="elm"), Account("mill", "worker_council"),
)
NAMES = [account.id for account in CAST]
transfers = st.builds(
    Transfer,
    request=st.sampled_from(["", *(f"r{i}" for i in range(25))]),
    code=st.sampled_from([*CODE_RULES, *["income_for_work", "draw_of_goods"] * 12, "sale"]),
    debit=st.sampled_from([*NAMES, *["society", "ada"] * 8, "eve"]),
    credit=st.sampled_from([*NAMES, *["ada", "goods"] * 8]),
    amount_units=st.one_of(st.integers(-1, 100), st.sampled_from((2**63 - 1, 2**64, 1.5, True, None))),
    expires=st.sampled_from(["", "", "", "2027-01-01", "2027-01-02", "2028-01-01", "x"]),
    reference=st.sampled_from(["", "A", "smoke"]),
)


def book():
    """Return a book with the cast."""
    return open_accounts(begin_book(LedgerRules.of_charter(default_charter()), START), CAST, START).book


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(st.lists(transfers, max_size=30), st.sampled_from((0, 0, 1, 2, 3))), min_size=1, max_size=4))
def test_a_batch_equals_its_transfers_one_by_one(batches):
    together = apart = book()
    number = 1
    for batch, days in batches:
        number += days
        today = f"2027-01-{number:02d}"
        posting = post_batch(together, TransferColumns.of(batch), today)
        together = posting.book
        for at, transfer in enumerate(batch):
            single = post_transfer(apart, transfer, today)
            apart = single.book
            assert (at in posting.repeated) == single.repeated
            if isinstance(single.answer, Refusal):
                assert posting.refusals[at] == single.answer and posting.sequences[at] == -1
            else:
                assert posting.sequences[at] == single.answer.sequence and at not in posting.refusals
    assert together == apart
    assert list(write_lines(together)) == list(write_lines(apart))
    for name in NAMES:
        assert together.balance_units(name) == apart.balance_units(name)
        assert together.available_units(name) == apart.available_units(name)


def test_accounts_opened_together_are_as_if_opened_one_by_one():
    apart = begin_book(LedgerRules.of_charter(default_charter()), START)
    for account in CAST:
        apart = open_account(apart, account, START).book
    assert apart == book() and list(write_lines(apart)) == list(write_lines(book()))


@settings(deadline=None, max_examples=60)
@given(st.lists(transfers, max_size=40), st.integers(0, 40))
def test_where_a_batch_is_cut_makes_no_difference(batch, cut):
    whole = post_batch(book(), TransferColumns.of(batch), START)
    first = post_batch(book(), TransferColumns.of(batch[:cut]), START)
    second = post_batch(first.book, TransferColumns.of(batch[cut:]), START)
    assert second.book == whole.book
    assert [*first.sequences.tolist(), *second.sequences.tolist()] == whole.sequences.tolist()
