"""Opening accounts: owners, debits, loans and their plans."""

import pytest

from parecon.ledger import (
    Account,
    AccountKind,
    Act,
    Instalment,
    LoanTerms,
    Reason,
    Refusal,
    begin_book,
    open_account,
    open_accounts,
    post_transfer,
    plan_repayment,
    repayments_due,
    reverse_entry,
    settle_pending,
    units_due,
)

TODAY = "2027-01-01"


def terms(amount=1000, approval="A", days=("2027-06-30",), parts=None):
    """Return loan terms, by default in one instalment."""
    return LoanTerms(approval, amount, tuple(Instalment(*part) for part in parts) if parts is not None else plan_repayment(amount, days))


def loan(amount=1000, owner="ada", id="new-loan", **more):
    """Return a loan account."""
    return Account(id, "loan", owner=owner, loan=terms(amount, **more))


def test_an_account_is_opened_at_zero(opened):
    posting = open_account(opened, Account("cy", "person"), TODAY)
    assert posting.answer.act is Act.OPENED and posting.answer.account == Account("cy", AccountKind.PERSON)
    assert posting.book.balance_units("cy") == posting.book.available_units("cy") == 0
    assert posting.book.account("cy").kind is AccountKind.PERSON


def test_opening_the_same_account_again_changes_nothing(opened, cast):
    posting = open_account(opened, cast[6], "2027-05-01")
    assert posting.book is opened and posting.repeated and posting.answer == opened.entry(7)


def test_an_id_stands_for_one_account(opened):
    posting = open_account(opened, Account("ada", "worker_council"), TODAY)
    assert posting.answer.reason is Reason.ACCOUNT_EXISTS and not posting.repeated
    assert "worker_council" in posting.answer.asked and "person" in posting.answer.allowed
    assert posting.answer.about == "ada"


def test_accounts_are_opened_each_on_its_own(opened):
    new = [Account("cy", "person"), Account("ada", "person"), Account("", "person"), Account("cy-saves", "savings", owner="cy")]
    posting = open_accounts(opened, new, TODAY)
    assert posting.sequences.tolist() == [14, 3, -1, 15]
    assert posting.repeated == (1,) and posting.refusals[2].reason is Reason.REQUEST_MISSING


@pytest.mark.parametrize(
    ("account", "reason", "allowed", "asked"),
    [
        (Account(7, "person"), Reason.ACCOUNT_ID_MISSING, "a text", "7"),
        (Account("x", "firm"), Reason.UNKNOWN_KIND, "a kind of the table", "firm"),
        (Account("x", None), Reason.UNKNOWN_KIND, "a kind of the table", "None"),
        (Account("x", "society"), Reason.SECOND_SOCIETY_ACCOUNT, 1, 2),
        (Account("x", "savings"), Reason.WRONG_OWNER, "person or consumer_council or consumer_federation", "no owner"),
        (Account("x", "savings", owner="eve"), Reason.UNKNOWN_OWNER, "an open account", "eve"),
        (Account("x", "person", owner="eve"), Reason.UNKNOWN_OWNER, "an open account", "eve"),
        (Account("x", "person", owner="ada"), Reason.WRONG_OWNER, "no owner", "person"),
        (Account("x", "savings", owner="bakery"), Reason.WRONG_OWNER,
         "person or consumer_council or consumer_federation", "worker_council"),
        (Account("x", "savings", owner="ada-saves"), Reason.WRONG_OWNER,
         "person or consumer_council or consumer_federation", "savings"),
        (Account("x", "allowance", owner="ada"), Reason.WRONG_OWNER, "consumer_council or consumer_federation", "person"),
        (Account("x", "person", debit_limit_units=1), Reason.DEBIT_OVER_ITS_LIMIT, 0, 1),
        (Account("x", "consumer_council", debit_limit_units=1_000_001), Reason.DEBIT_OVER_ITS_LIMIT, 1_000_000, 1_000_001),
        (Account("x", "consumer_federation", debit_limit_units=100_000_001), Reason.DEBIT_OVER_ITS_LIMIT, 100_000_000, 100_000_001),
        (Account("x", "consumer_council", debit_limit_units=-1), Reason.DEBIT_OVER_ITS_LIMIT, 1_000_000, -1),
        (Account("x", "consumer_council", debit_limit_units=1.5), Reason.AMOUNT_NOT_WHOLE, "a whole number", "1.5"),
        (Account("x", "person", loan=terms()), Reason.LOAN_TERMS_MISPLACED, "with a loan only", "terms"),
        (Account("x", "loan", owner="ada"), Reason.LOAN_TERMS_MISPLACED, "with a loan only", "no terms"),
        (loan(approval=""), Reason.APPROVAL_MISSING, "a text", "none"),
        (loan(approval=None), Reason.APPROVAL_MISSING, "a text", "none"),
        (loan(0, parts=()), Reason.AMOUNT_NOT_ABOVE_ZERO, 1, 0),
        (loan(1.0, parts=()), Reason.AMOUNT_NOT_WHOLE, "a whole number", "1.0"),
        (loan(10, parts=[("2027-06-30", 11), ("2027-07-30", -1)]), Reason.AMOUNT_NOT_ABOVE_ZERO, 1, -1),
        (loan(10, parts=[("2027-06-30", "10")]), Reason.AMOUNT_NOT_WHOLE, "a whole number", "'10'"),
        (loan(700_001), Reason.OWES_TOO_MUCH, 1_000_000, 1_000_001),
        (loan(100_000_001, owner="elm-street"), Reason.OWES_TOO_MUCH, 100_000_000, 100_000_001),
        (loan(10_000_000_001, owner="county"), Reason.OWES_TOO_MUCH, 10_000_000_000, 10_000_000_001),
        (loan(parts=()), Reason.TOO_MANY_INSTALMENTS, 120, 0),
        (loan(days=["2027-06-30"] * 121), Reason.TOO_MANY_INSTALMENTS, 120, 121),
        (loan(parts=[("2027-06-30", 1001)]), Reason.PLAN_DIFFERS_FROM_LOAN, 1000, 1001),
        (loan(parts=[("2027-06-30", 999)]), Reason.PLAN_DIFFERS_FROM_LOAN, 1000, 999),
        (loan(days=("2026-12-31",)), Reason.INSTALMENTS_OUT_OF_ORDER, "2027-01-01 or later", "2026-12-31"),
        (loan(days=("2027-03-01", "2027-02-01")), Reason.INSTALMENTS_OUT_OF_ORDER, "2027-03-01 or later", "2027-02-01"),
        (loan(days=("June",)), Reason.DAY_UNREADABLE, "year-month-day", "'June'"),
        (loan(days=("2037-01-02",)), Reason.INSTALMENT_TOO_LATE, 3653, 3654),
    ],
)
def test_an_account_that_the_tables_or_the_charter_do_not_allow_is_refused(opened, account, reason, allowed, asked):
    posting = open_account(opened, account, TODAY)
    assert posting.book is opened
    assert (posting.answer.reason, posting.answer.allowed, posting.answer.asked) == (reason, allowed, asked)
    assert posting.answer.about in (account.id, account.owner)


@pytest.mark.parametrize(
    "account",
    [Account("x", "consumer_council", debit_limit_units=1_000_000), Account("x", "consumer_federation", debit_limit_units=100_000_000),
     loan(700_000), loan(100_000_000, owner="elm-street"), loan(10_000_000_000, owner="county"), loan(days=["2027-06-30"] * 120),
     loan(days=("2027-01-01",)), loan(days=("2037-01-01",)), loan(1), Account("x", "goods"), Account("x", "allowance", owner="county")],
)
def test_the_limit_itself_is_allowed(opened, account):
    assert open_account(opened, account, TODAY).accepted


def test_days_do_not_go_back_when_accounts_are_opened(opened):
    assert open_account(opened, Account("cy", "person"), "2026-12-31").answer.reason is Reason.DAY_IN_THE_PAST


def test_opening_on_a_later_day_lets_holds_end(paid, ask):
    held = post_transfer(paid, ask("saving", "ada", "ada-saves", 5, expires="2027-01-02"), TODAY).book
    book = open_account(held, Account("cy", "person"), "2027-01-03").book
    assert [entry.act for entry in book.entries(17)] == [Act.EXPIRED, Act.OPENED] and book.day == "2027-01-03"


def test_a_loan_is_taken_up_under_its_approval_only(opened, ask):
    wrong = post_transfer(opened, ask("loan", "ada-loan", "ada", 100, reference="B1"), TODAY).answer
    assert wrong == Refusal(Reason.OTHER_APPROVAL, "A7", "B1", "ada-loan")
    none = post_transfer(opened, ask("loan", "ada-loan", "ada", 100), TODAY).answer
    assert none == Refusal(Reason.OTHER_APPROVAL, "A7", "none", "ada-loan")


def test_a_loan_is_credited_and_owed_to_the_unit_without_interest(opened, ask):
    book = post_transfer(opened, ask("loan", "ada-loan", "ada", 300_000, reference="A7"), TODAY).book
    assert (book.balance_units("ada"), book.balance_units("ada-loan")) == (300_000, -300_000)
    book = post_transfer(book, ask("repayment", "ada", "ada-loan", 300_000), "2031-01-01").book
    assert (book.balance_units("ada"), book.balance_units("ada-loan")) == (0, 0)
    assert book.repaid_units("ada-loan") == 300_000


def test_no_more_is_taken_up_than_was_approved_even_after_repayment(opened, ask):
    over = post_transfer(opened, ask("loan", "ada-loan", "ada", 300_001, reference="A7"), TODAY).answer
    assert over == Refusal(Reason.LOAN_OVER_ITS_LIMIT, 300_000, 300_001, "ada-loan")
    book = post_transfer(opened, ask("loan", "ada-loan", "ada", 200_000, reference="A7"), TODAY).book
    book = post_transfer(book, ask("repayment", "ada", "ada-loan", 150_000), TODAY).book
    assert (book.available_units("ada-loan"), book.repaid_units("ada-loan")) == (100_000, 150_000)
    again = post_transfer(book, ask("loan", "ada-loan", "ada", 100_001, reference="A7"), TODAY).answer
    assert again == Refusal(Reason.LOAN_OVER_ITS_LIMIT, 100_000, 100_001, "ada-loan")
    assert post_transfer(book, ask("loan", "ada-loan", "ada", 100_000, reference="A7"), TODAY).accepted


def test_no_more_is_repaid_than_is_owed(paid, ask):
    book = post_transfer(paid, ask("loan", "ada-loan", "ada", 100, reference="A7"), TODAY).book
    over = post_transfer(book, ask("repayment", "ada", "ada-loan", 101), TODAY).answer
    assert over == Refusal(Reason.REPAYMENT_OVER_THE_DEBT, 100, 101, "ada-loan")
    held = post_transfer(book, ask("repayment", "ada", "ada-loan", 60, expires=TODAY), TODAY).book
    assert held.repaid_units("ada-loan") == 0
    over = post_transfer(held, ask("repayment", "ada", "ada-loan", 41), TODAY).answer
    assert over == Refusal(Reason.REPAYMENT_OVER_THE_DEBT, 40, 41, "ada-loan")
    assert settle_pending(held, held.length - 1, TODAY, request="s").book.repaid_units("ada-loan") == 60


def test_a_repayment_taken_back_is_owed_again(paid, ask):
    book = post_transfer(paid, ask("loan", "ada-loan", "ada", 300_000, reference="A7"), TODAY).book
    book = post_transfer(book, ask("repayment", "ada", "ada-loan", 300_000), TODAY).book
    book = reverse_entry(book, book.length - 1, TODAY, request="r").book
    assert book.balance_units("ada-loan") == -300_000
    assert (book.available_units("ada-loan"), book.repaid_units("ada-loan")) == (0, 0)
    assert post_transfer(book, ask("repayment", "ada", "ada-loan", 300_000, request="anew"), TODAY).accepted


def test_a_loan_taken_up_by_mistake_is_not_a_repayment(paid, ask):
    book = post_transfer(paid, ask("loan", "ada-loan", "ada", 300_000, reference="A7"), TODAY).book
    book = reverse_entry(book, 16, TODAY, request="r").book
    assert (book.balance_units("ada-loan"), book.repaid_units("ada-loan"), book.available_units("ada-loan")) == (0, 0, 300_000)


def test_a_loan_partly_repaid_is_not_reversed_whole(paid, ask):
    book = post_transfer(paid, ask("loan", "ada-loan", "ada", 300_000, reference="A7"), TODAY).book
    book = post_transfer(book, ask("repayment", "ada", "ada-loan", 1), TODAY).book
    posting = reverse_entry(book, 16, TODAY, request="r")
    assert posting.answer == Refusal(Reason.REPAYMENT_OVER_THE_DEBT, 299_999, 300_000, "ada-loan")
    assert posting.book.repaid_units("ada-loan") == 1


def test_a_repayment_whose_reversal_would_burst_the_account_stays(opened, ask):
    largest = 2**63 - 1
    book = post_transfer(opened, ask("loan", "ada-loan", "ada", 10, reference="A7"), TODAY).book
    book = post_transfer(book, ask("repayment", "ada", "ada-loan", 10), TODAY).book
    book = post_transfer(book, ask("allowance", "society", "ada", largest), TODAY).book
    posting = reverse_entry(book, 15, TODAY, request="r")
    assert posting.answer == Refusal(Reason.OVERFLOW, 0, 10, "ada")
    assert posting.book.repaid_units("ada-loan") == 10


def test_what_is_repaid_makes_room_for_another_loan(paid, ask):
    book = post_transfer(paid, ask("loan", "ada-loan", "ada", 300_000, reference="A7"), TODAY).book
    book = post_transfer(book, ask("repayment", "ada", "ada-loan", 250_000), TODAY).book
    assert open_account(book, loan(950_001), TODAY).answer == Refusal(Reason.OWES_TOO_MUCH, 1_000_000, 1_000_001, "ada")
    book = open_account(book, loan(950_000), TODAY).book
    assert open_account(book, loan(1, id="third"), TODAY).answer.reason is Reason.OWES_TOO_MUCH
    assert open_account(book, loan(1, id="bens", owner="ben"), TODAY).accepted


def test_what_is_due_follows_the_plan_and_what_was_taken_up(opened, ask):
    assert repayments_due(opened, "2028-01-01") == {}
    book = post_transfer(opened, ask("loan", "ada-loan", "ada", 300_000, reference="A7"), TODAY).book
    assert repayments_due(book, "2027-06-29") == {}
    assert repayments_due(book, "2027-06-30") == {"ada-loan": 100_000}
    book = post_transfer(book, ask("repayment", "ada", "ada-loan", 30_000), "2027-06-30").book
    assert repayments_due(book, "2027-12-30") == {"ada-loan": 70_000}
    assert repayments_due(book, "2027-12-31") == {"ada-loan": 270_000}
    part = post_transfer(opened, ask("loan", "ada-loan", "ada", 50_000, reference="A7"), TODAY).book
    assert repayments_due(part, "2027-12-31") == {"ada-loan": 50_000}


def test_early_repayment_is_never_due_twice():
    assert units_due(terms(100), 100, "2028-01-01") == 0
    assert units_due(terms(100), 150, "2028-01-01") == 0
    assert units_due(terms(100), 99, "2027-06-30") == 1


def test_a_plan_of_repayment_needs_days_and_something_for_each():
    with pytest.raises(ValueError, match="2 units cannot be repaid on 3 days; give one day or more"):
        plan_repayment(2, ("2027-01-01", "2027-01-02", "2027-01-03"))
    with pytest.raises(ValueError, match="2 units cannot be repaid on 0 days"):
        plan_repayment(2, ())
    assert plan_repayment(2, ("2027-01-01", "2027-01-02")) == (Instalment("2027-01-01", 1), Instalment("2027-01-02", 1))


def test_a_loan_keeps_its_plan_as_it_was_given():
    parts = [Instalment("2027-06-30", 1000)]
    account = Account("x", "loan", owner="ada", loan=LoanTerms("A", 1000, parts))
    parts.append(Instalment("2027-07-30", 500))
    assert account.loan.instalments == (Instalment("2027-06-30", 1000),)


def test_forgiving_a_debt_is_societys_act(paid, ask):
    book = post_transfer(paid, ask("loan", "ada-loan", "ada", 300_000, reference="A7"), TODAY).book
    book = post_transfer(book, ask("loan_forgiven", "society", "ada-loan", 300_000, reference="assembly 3"), TODAY).book
    assert book.balance_units("ada-loan") == 0 and book.balance_units("ada") == 1_300_000


def test_a_book_may_be_begun_without_society(rules):
    assert open_account(begin_book(rules, TODAY), Account("ada", "person"), TODAY).accepted
