"""Transfers: what is posted, what is refused, and that asking twice posts once."""

import dataclasses
from threading import Barrier, Thread

import numpy as np
import pytest

from parecon.ledger import (
    CODE_RULES,
    Account,
    Act,
    Reason,
    Refusal,
    Transfer,
    TransferColumns,
    UnknownAccount,
    UnknownEntry,
    UnsuitableDay,
    close_book,
    open_account,
    post_batch,
    post_transfer,
    reverse_entry,
)

TODAY = "2027-01-01"
LARGEST = 2**63 - 1


def refused(book, transfer, today=TODAY):
    """Return the refusal of a transfer, having seen that it moved nothing."""
    posting = post_transfer(book, transfer, today)
    assert not posting.accepted
    for account in book.accounts():
        assert posting.book.balance_units(account.id) == book.balance_units(account.id)
        assert posting.book.held_units(account.id) == book.held_units(account.id)
        assert posting.book.available_units(account.id) == book.available_units(account.id)
    assert posting.book.turnover_units() == book.turnover_units()
    return posting.answer


def test_an_income_is_paid_by_society_and_sums_to_zero(paid):
    assert paid.balance_units("ada") == 1_000_000
    assert paid.balance_units("society") == -2_000_000
    assert sum(paid.balance_units(account.id) for account in paid.accounts()) == 0
    assert paid.turnover_units()["income_for_work"] == 2_000_000


def test_an_entry_says_everything_about_its_transfer(paid, ask):
    posting = post_transfer(paid, ask("draw_of_goods", "ada", "goods", 5, request="r", reference="bread"), "2027-01-03")
    entry = posting.answer
    assert (entry.sequence, entry.day, entry.act, entry.request) == (16, "2027-01-03", Act.POSTED, "r")
    assert (entry.code, entry.debit, entry.credit, entry.amount_units) == ("draw_of_goods", "ada", "goods", 5)
    assert (entry.reference, entry.expires, entry.about, entry.account, entry.refusal) == ("bread", "", 0, None, None)
    assert posting.book.entry(16) == entry == posting.book.request_entry("r")
    assert posting.book.day == "2027-01-03"


def test_credits_vanish_when_goods_are_drawn(paid, ask):
    book = post_transfer(paid, ask("draw_of_goods", "ada", "goods", 400_000), TODAY).book
    assert (book.balance_units("ada"), book.balance_units("goods")) == (600_000, 400_000)
    paying_persons = {rule.debits for rule in CODE_RULES.values() if "person" in rule.credits and rule.effect != "opens"}
    assert paying_persons == {("society",), ("savings",), ("loan",)}


def test_the_old_book_stays_as_it_was(paid, ask):
    before = [paid.balance_units(account.id) for account in paid.accounts()]
    later = post_transfer(paid, ask("draw_of_goods", "ada", "goods", 1), "2027-02-01").book
    assert [paid.balance_units(account.id) for account in paid.accounts()] == before
    assert (paid.length, paid.day, later.length, later.day) == (16, TODAY, 17, "2027-02-01")
    assert paid.request_entry("draw_of_goods ada goods 1") is None
    with pytest.raises(UnknownEntry, match="entries 0 to 15, not 16"):
        paid.entry(16)


def test_two_books_that_grow_from_one_never_meet(paid, ask):
    left = post_transfer(paid, ask("draw_of_goods", "ada", "goods", 1, request="same"), TODAY).book
    right = post_transfer(paid, ask("draw_of_goods", "ben", "goods", 2, request="same"), TODAY).book
    right = open_account(right, Account("cy", "person"), TODAY).book
    left = post_transfer(left, ask("draw_of_goods", "ada", "goods", 4), TODAY).book
    assert (left.balance_units("ada"), left.balance_units("ben")) == (999_995, 1_000_000)
    assert (right.balance_units("ada"), right.balance_units("ben")) == (1_000_000, 999_998)
    assert left.request_entry("same").debit == "ada"
    assert right.request_entry("same").debit == "ben"
    assert left != right
    with pytest.raises(UnknownAccount, match="of 13 accounts has no account 'cy'; open it first"):
        left.account("cy")


def test_a_branch_remembers_reversals_loans_and_owners(paid, ask):
    drawn = post_transfer(paid, ask("draw_of_goods", "ada", "goods", 10), TODAY).book
    back = reverse_entry(drawn, 16, TODAY, request="back").book
    post_transfer(back, ask("draw_of_goods", "ben", "goods", 1), TODAY)
    branch = post_transfer(back, ask("saving", "ada", "ada-saves", 3), TODAY).book
    assert branch.resolved_by(16) == 17
    assert reverse_entry(branch, 16, TODAY, request="again").answer.reason is Reason.ALREADY_REVERSED
    assert refused(branch, ask("saving", "ada", "ben-saves", 3)).reason is Reason.PERSON_TO_PERSON
    assert open_account(branch, paid.account("ada-loan"), TODAY).answer.sequence == 7
    loan = dataclasses.replace(paid.account("ada-loan").loan, amount_units=700_001)
    second = Account("ada-second", "loan", owner="ada", loan=loan)
    assert open_account(branch, second, TODAY).answer == Refusal(Reason.OWES_TOO_MUCH, 1_000_000, 1_000_001, "ada")


@pytest.mark.parametrize("name", ["day", "rules", "anything"])
def test_a_book_cannot_be_changed_by_hand(paid, name):
    with pytest.raises(AttributeError, match=f"never changed, so its {name} stays; post to it"):
        setattr(paid, name, 0)


def test_a_book_shows_its_size_and_day(paid):
    assert repr(paid) == "<Book of 13 accounts and 16 lines, 2027-01-01>"
    assert repr(close_book(paid, TODAY, request="c").book) == "<Book of 13 accounts and 17 lines, 2027-01-01, closed>"


def test_equal_books_are_equal_and_hash_alike(paid, ask):
    transfer = ask("draw_of_goods", "ada", "goods", 1)
    left, right = post_transfer(paid, transfer, TODAY).book, post_transfer(paid, transfer, TODAY).book
    assert left == right and hash(left) == hash(right) and left is not right
    assert left != paid
    assert left != "a book"


def test_a_transfer_between_persons_is_refused(paid, ask):
    for code in (*CODE_RULES, "gift"):
        reason = refused(paid, ask(code, "ada", "ben", 10)).reason
        assert reason is (Reason.UNKNOWN_CODE if code == "gift" else Reason.PERSON_TO_PERSON)


@pytest.mark.parametrize(
    ("code", "debit", "credit"),
    [("saving", "ada", "ben-saves"), ("use_of_savings", "ada-saves", "ben"), ("loan", "ada-loan", "ben"),
     ("repayment", "ben", "ada-loan"), ("saving", "ada-saves", "ben-saves")],
)
def test_savings_and_loans_are_no_way_around_it(paid, ask, code, debit, credit):
    refusal = refused(paid, ask(code, debit, credit, 10, reference="A7"))
    assert refusal == Refusal(Reason.PERSON_TO_PERSON, 0, 10, f"{debit} to {credit}")


def test_savings_of_another_owner_are_refused(paid, ask):
    refusal = refused(paid, ask("saving", "ada", "elm-saves", 10))
    assert refusal == Refusal(Reason.OTHER_OWNER, "ada", "elm-street", "ada to elm-saves")


def test_nobody_but_society_pays_an_income(paid, ask):
    for payer in ("bakery", "elm-street", "county", "food", "goods", "elm-needs"):
        for code in ("income_for_work", "overtime", "allowance", "compensation"):
            refusal = refused(paid, ask(code, payer, "ada", 10, reference="x"))
            assert refusal.reason is Reason.WRONG_KINDS
            assert refusal.allowed == "society to person"
            assert refusal.asked == f"{paid.account(payer).kind} to person"
            assert refusal.about == code


def test_one_refusal_says_the_rule_and_both_numbers(paid, ask):
    refusal = refused(paid, ask("draw_of_goods", "ada", "goods", 1_000_001))
    assert refusal == Refusal(Reason.INSUFFICIENT_ENTITLEMENT, 1_000_000, 1_000_001, "ada")
    assert str(refusal) == (
        "insufficient entitlement (ada): 1000001 asked, 1000000 allowed. "
        "No account falls below zero beyond its limit; what is pending counts as gone."
    )
    assert str(Refusal(Reason.STILL_PENDING, 0, 1)).startswith("still pending: 1 asked, 0 allowed. A book is closed")


def test_the_last_unit_can_be_drawn(paid, ask):
    book = post_transfer(paid, ask("draw_of_goods", "ada", "goods", 1_000_000), TODAY).book
    assert book.balance_units("ada") == book.available_units("ada") == 0
    assert refused(book, ask("draw_of_goods", "ada", "goods", 1)).allowed == 0


def test_of_a_thousand_spends_covering_one_exactly_one_is_accepted(paid):
    spends = TransferColumns(
        request=[f"s{i}" for i in range(1000)], code="draw_of_goods", debit="ada", credit="goods", amount_units=[1_000_000] * 1000
    )
    posting = post_batch(paid, spends, TODAY)
    assert posting.sequences.tolist() == [16] + [-1] * 999
    assert {refusal.reason for refusal in posting.refusals.values()} == {Reason.INSUFFICIENT_ENTITLEMENT}


def test_a_council_may_go_into_the_debit_it_was_granted_and_no_further(opened, ask):
    book = post_transfer(opened, ask("collective_draw", "elm-street", "goods", 50_000), TODAY).book
    assert (book.balance_units("elm-street"), book.available_units("elm-street")) == (-50_000, 0)
    assert refused(book, ask("collective_draw", "elm-street", "goods", 1)).allowed == 0
    assert refused(book, ask("collective_draw", "county", "goods", 1)).reason is Reason.INSUFFICIENT_ENTITLEMENT


@pytest.mark.parametrize(
    ("change", "reason", "allowed", "asked"),
    [
        ({"code": "sale"}, Reason.UNKNOWN_CODE, "a code of the table", "sale"),
        ({"debit": "eve"}, Reason.UNKNOWN_ACCOUNT, "an open account", "eve"),
        ({"credit": "eve"}, Reason.UNKNOWN_ACCOUNT, "an open account", "eve"),
        ({"debit": "goods"}, Reason.SAME_ACCOUNT, "two accounts", "one"),
        ({"debit": "eve", "credit": "eve"}, Reason.UNKNOWN_ACCOUNT, "an open account", "eve"),
        ({"amount_units": 0}, Reason.AMOUNT_NOT_ABOVE_ZERO, 1, 0),
        ({"amount_units": -5}, Reason.AMOUNT_NOT_ABOVE_ZERO, 1, -5),
        ({"amount_units": 1.0}, Reason.AMOUNT_NOT_WHOLE, "a whole number of 64 bits", "1.0"),
        ({"amount_units": True}, Reason.AMOUNT_NOT_WHOLE, "a whole number of 64 bits", "True"),
        ({"amount_units": "7"}, Reason.AMOUNT_NOT_WHOLE, "a whole number of 64 bits", "'7'"),
        ({"amount_units": None}, Reason.AMOUNT_NOT_WHOLE, "a whole number of 64 bits", "None"),
        ({"amount_units": float("nan")}, Reason.AMOUNT_NOT_WHOLE, "a whole number of 64 bits", "nan"),
        ({"debit": None}, Reason.UNKNOWN_ACCOUNT, "an open account", "None"),
        ({"debit": ["ada"]}, Reason.UNKNOWN_ACCOUNT, "an open account", "['ada']"),
        ({"amount_units": LARGEST}, Reason.INSUFFICIENT_ENTITLEMENT, 1_000_000, LARGEST),
        ({"amount_units": LARGEST + 1}, Reason.AMOUNT_NOT_WHOLE, "a whole number of 64 bits", "a number of 65 bits"),
        ({"amount_units": -LARGEST}, Reason.AMOUNT_NOT_ABOVE_ZERO, 1, -LARGEST),
        ({"amount_units": -LARGEST - 1}, Reason.AMOUNT_NOT_WHOLE, "a whole number of 64 bits", "a number of 65 bits"),
        ({"amount_units": 10**5000}, Reason.AMOUNT_NOT_WHOLE, "a whole number of 64 bits", "a number of 16611 bits"),
        ({"expires": "soon"}, Reason.DAY_UNREADABLE, "year-month-day", "soon"),
        ({"expires": "2027-02-30"}, Reason.DAY_UNREADABLE, "year-month-day", "2027-02-30"),
        ({"expires": "2026-12-31"}, Reason.EXPIRES_IN_THE_PAST, "2027-01-01", "2026-12-31"),
        ({"expires": "2027-04-04"}, Reason.HELD_TOO_LONG, 92, 93),
        ({"request": ""}, Reason.REQUEST_MISSING, "a text", "none"),
        ({"request": None}, Reason.REQUEST_MISSING, "a text", "none"),
    ],
)
def test_bad_input_is_refused_with_the_rule_and_the_numbers(paid, ask, change, reason, allowed, asked):
    transfer = dataclasses.replace(ask("draw_of_goods", "ada", "goods", 10), **change)
    refusal = refused(paid, transfer)
    assert (refusal.reason, refusal.allowed, refusal.asked) == (reason, allowed, asked)
    assert refusal.rule in str(refusal)


def test_the_account_concerned_is_named(paid, ask):
    assert refused(paid, ask("draw_of_goods", "goods", "goods", 1)).about == "goods"
    assert refused(paid, ask("draw_of_goods", "eve", "goods", 1)).about == ""


@pytest.mark.parametrize("code", ["compensation", "charge_emission", "loan_forgiven", "credits_lapsed"])
def test_some_codes_must_name_what_they_refer_to(paid, ask, code):
    rule = CODE_RULES[code]
    accounts = {"society": "society", "person": "ada", "worker_council": "bakery", "loan": "ada-loan"}
    transfer = ask(code, accounts[rule.debits[0]], accounts[rule.credits[0]], 1)
    assert refused(paid, transfer) == Refusal(Reason.REFERENCE_MISSING, "a text", "none", code)


def test_balances_stay_within_64_bits(opened, ask):
    full = post_transfer(opened, ask("delivery", "goods", "bakery", LARGEST - 1), TODAY).book
    assert refused(full, ask("delivery", "goods", "bakery", 2)) == Refusal(Reason.OVERFLOW, 1, 2, "goods")
    assert refused(full, ask("social_grant", "society", "bakery", 2)) == Refusal(Reason.OVERFLOW, 1, 2, "bakery")
    brim = post_transfer(full, ask("social_grant", "society", "bakery", 1), TODAY).book
    assert brim.balance_units("bakery") == LARGEST


def test_pending_credits_count_towards_the_brim(opened, ask):
    held = post_transfer(opened, ask("social_grant", "society", "bakery", LARGEST, expires=TODAY), TODAY).book
    refusal = refused(held, ask("delivery", "goods", "bakery", 1))
    assert refusal == Refusal(Reason.OVERFLOW, 0, 1, "bakery")


def test_asking_again_gives_the_same_entry_and_no_new_line(paid, ask):
    transfer = ask("draw_of_goods", "ada", "goods", 7)
    first = post_transfer(paid, transfer, TODAY)
    assert not first.repeated
    book = first.book
    for _ in range(1000):
        again = post_transfer(book, transfer, "2027-03-01")
        assert again.repeated and again.accepted and again.answer == first.answer
        book = again.book
    assert book is first.book


def test_asking_again_after_a_refusal_gives_the_same_refusal(paid, ask):
    spend = ask("draw_of_goods", "ada", "goods", 1_500_000)
    first = post_transfer(paid, spend, TODAY)
    richer = post_transfer(first.book, ask("allowance", "society", "ada", 1_000_000), TODAY).book
    again = post_transfer(richer, spend, TODAY)
    assert again.repeated and again.answer == first.answer and again.book is richer
    anew = post_transfer(richer, dataclasses.replace(spend, request="new"), TODAY)
    assert anew.accepted and anew.book.balance_units("ada") == 500_000


@pytest.mark.parametrize(
    ("field", "other"),
    [("code", "collective_share"), ("debit", "ben"), ("credit", "county"), ("amount_units", 8), ("expires", "2027-01-02"),
     ("reference", "bread")],
)
def test_the_same_request_with_another_body_is_refused(paid, ask, field, other):
    transfer = ask("draw_of_goods", "ada", "goods", 7)
    book = post_transfer(paid, transfer, TODAY).book
    posting = post_transfer(book, dataclasses.replace(transfer, **{field: other}), TODAY)
    assert posting.answer == Refusal(Reason.REQUEST_REUSED, getattr(transfer, field), other, transfer.request)
    assert posting.book is book and not posting.repeated


def test_the_same_request_for_another_act_is_refused(paid, ask):
    book = post_transfer(paid, ask("draw_of_goods", "ada", "goods", 7, request="r"), TODAY).book
    assert reverse_entry(book, 16, TODAY, request="r").answer == Refusal(Reason.REQUEST_REUSED, "transfer", "reverse", "r")


def test_days_never_go_back(paid, ask):
    book = post_transfer(paid, ask("draw_of_goods", "ada", "goods", 1), "2027-01-05").book
    posting = post_transfer(book, ask("draw_of_goods", "ada", "goods", 2), "2027-01-04")
    assert posting.answer == Refusal(Reason.DAY_IN_THE_PAST, "2027-01-05", "2027-01-04", "draw_of_goods ada goods 2")
    assert posting.book is book


@pytest.mark.parametrize("today", ["", "2027-1-1", "20270101", "tomorrow", None, 5])
def test_a_day_that_cannot_be_read_raises(paid, ask, today):
    with pytest.raises(UnsuitableDay, match="write a day as year-month-day"):
        post_transfer(paid, ask("draw_of_goods", "ada", "goods", 1), today)


def test_nothing_is_posted_in_a_closed_book(paid, ask):
    closed = close_book(paid, "2027-12-31", request="close", reference="minutes of 31 December").book
    assert closed.closed and not paid.closed
    posting = post_transfer(closed, ask("draw_of_goods", "ada", "goods", 1), "2028-01-01")
    assert posting.answer == Refusal(Reason.BOOK_CLOSED, "2027-12-31", "2028-01-01", "draw_of_goods ada goods 1")
    assert posting.book is closed
    assert close_book(closed, "2028-01-01", request="other").answer.reason is Reason.BOOK_CLOSED
    assert open_account(closed, Account("cy", "person"), "2028-01-01").answer.reason is Reason.BOOK_CLOSED
    again = close_book(closed, "2028-01-01", request="close", reference="minutes of 31 December")
    assert again.repeated and again.answer.act is Act.CLOSED
    assert again.answer.reference == "minutes of 31 December"


def test_a_refused_request_without_a_line_leaves_the_pen_to_the_next(paid, ask):
    history = paid._history
    post_transfer(paid, ask("draw_of_goods", "ada", "goods", 1, request=""), TODAY)
    book = post_transfer(paid, ask("draw_of_goods", "ada", "goods", 1), TODAY).book
    assert book._history is history
    other = post_transfer(paid, ask("draw_of_goods", "ada", "goods", 1, request=""), TODAY).book
    assert other is paid
    assert post_transfer(paid, ask("draw_of_goods", "ada", "goods", 1), TODAY).book._history is not history


def test_columns_take_one_text_for_all_rows_and_numpy_amounts(paid):
    columns = TransferColumns(
        request=("a", "b"), code="draw_of_goods", debit=["ada", "ben"], credit="goods", amount_units=np.array([3, 4], dtype=np.int32)
    )
    posting = post_batch(paid, columns, TODAY)
    assert len(columns) == 2
    assert posting.sequences.tolist() == [16, 17] and posting.sequences.dtype == np.int64
    assert not posting.sequences.flags.writeable
    assert (posting.book.balance_units("ada"), posting.book.balance_units("ben")) == (999_997, 999_996)
    assert [type(amount) for amount in columns.amount_units] == [int, int]
    assert type(TransferColumns.of([Transfer(request="x", code="saving", debit="a", credit="b", amount_units=np.int64(3))]).amount_units[0]) is int


def test_columns_of_unequal_length_raise(paid):
    with pytest.raises(ValueError, match="the column amount_units has 1 rows where request has 2; give one for each"):
        TransferColumns(request=("a", "b"), code="saving", debit="ada", credit="goods", amount_units=[1])
    with pytest.raises(ValueError, match="the column debit has 3 rows where request has 2"):
        TransferColumns(request=("a", "b"), code="saving", debit=("x", "y", "z"), credit="goods", amount_units=[1, 2])
    with pytest.raises(ValueError, match="single text 'ab'; give one id for each row"):
        TransferColumns(request="ab", code="saving", debit="x", credit="goods", amount_units=[1, 2])


def test_in_a_batch_each_row_is_accepted_or_refused_on_its_own(paid):
    columns = TransferColumns(
        request=["a", "b", "c", "a", "b", "a"],
        code="draw_of_goods",
        debit=["ada", "ada", "ada", "ada", "ada", "ben"],
        credit="goods",
        amount_units=[600_000, 600_000, 400_000, 600_000, 600_000, 600_000],
    )
    posting = post_batch(paid, columns, TODAY)
    assert posting.sequences.tolist() == [16, -1, 18, 16, -1, -1]
    assert posting.repeated == (3, 4)
    assert posting.refusals[1] == posting.refusals[4] == Refusal(Reason.INSUFFICIENT_ENTITLEMENT, 400_000, 600_000, "ada")
    assert posting.refusals[5] == Refusal(Reason.REQUEST_REUSED, "ada", "ben", "a")
    assert posting.book.length == 19 and posting.book.balance_units("ada") == 0
    with pytest.raises(TypeError):
        posting.refusals[0] = None


def test_columns_may_be_given_as_they_come():
    columns = TransferColumns(
        request=(f"r{i}" for i in range(3)), code=iter([CODE_RULES["saving"].code] * 3), debit=np.array(["a", "b", "c"]), credit="x",
        amount_units=(i for i in (1, 2, 3)), reference=[None, "y", "z"],
    )
    assert columns.request == ("r0", "r1", "r2") and columns.amount_units == (1, 2, 3)
    assert columns.debit == ("a", "b", "c") and columns.reference == ("None", "y", "z")
    assert {type(text) for text in (*columns.code, *columns.debit)} == {str}


def test_many_hands_that_post_to_one_book_at_once_make_many_books(paid, ask):
    gate, books = Barrier(8), {}

    def post(number):
        gate.wait()
        book = paid
        for step in range(50):
            book = post_transfer(book, ask("draw_of_goods", "ada", "goods", number + 1, request=f"{number} {step}"), TODAY).book
        books[number] = book

    hands = [Thread(target=post, args=(number,)) for number in range(8)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    for number, book in books.items():
        assert book.balance_units("ada") == 1_000_000 - 50 * (number + 1) and book.length == paid.length + 50
        assert [entry.request for entry in book.entries(paid.length)] == [f"{number} {step}" for step in range(50)]
    assert len(books) == 8 and paid.balance_units("ada") == 1_000_000


def test_an_empty_batch_changes_nothing(paid):
    posting = post_batch(paid, TransferColumns(request=(), code=(), debit="ada", credit=[], amount_units=[]), "2027-02-01")
    assert posting.book is paid and posting.sequences.shape == (0,) and not posting.refusals and posting.repeated == ()


def test_entries_can_be_read_from_any_number_on(paid):
    assert [entry.sequence for entry in paid.entries(14)] == [14, 15]
    assert [entry.act for entry in paid.entries()][:2] == [Act.BEGUN, Act.OPENED]
    with pytest.raises(UnknownEntry):
        paid.entry(-1)
    assert paid.resolved_by(14) is None


def test_every_code_posts_between_the_kinds_of_its_row(opened, ask):
    accounts = {}
    for account in opened.accounts():
        accounts.setdefault(account.kind, account.id)
    for code, rule in CODE_RULES.items():
        for debit in rule.debits:
            for credit in rule.credits:
                transfer = ask(code, accounts[debit], accounts[credit], 1, reference="A7")
                reason = getattr(post_transfer(opened, transfer, TODAY).answer, "reason", None)
                assert reason in (None, Reason.INSUFFICIENT_ENTITLEMENT, Reason.OTHER_OWNER, Reason.REPAYMENT_OVER_THE_DEBT,
                                  Reason.PERSON_TO_PERSON, Reason.SAME_ACCOUNT), (code, debit, credit)
        kinds = [(debit, credit) for debit in accounts for credit in accounts if debit not in rule.debits or credit not in rule.credits]
        for debit, credit in kinds:
            reason = post_transfer(opened, ask(code, accounts[debit], accounts[credit], 1, reference="A7"), TODAY).answer.reason
            assert reason in (Reason.WRONG_KINDS, Reason.SAME_ACCOUNT), (code, debit, credit)
