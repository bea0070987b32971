"""What becomes of an entry: pending, settled, voided, expired, reversed; and the closing of a book."""

import pytest

from parecon.ledger import (
    Act,
    Reason,
    Refusal,
    TransferColumns,
    UnsuitableDay,
    close_book,
    expire_pending,
    post_batch,
    post_transfer,
    reverse_entry,
    settle_pending,
    void_pending,
)

TODAY = "2027-01-01"


@pytest.fixture
def held(paid, ask):
    """Ada's draw of 300,000 is pending until 10 January, as entry 16."""
    transfer = ask("draw_of_goods", "ada", "goods", 300_000, expires="2027-01-10", request="hold", reference="boat")
    return post_transfer(paid, transfer, TODAY).book


def units(book, account):
    """Return balance, held and available of an account."""
    return book.balance_units(account), book.held_units(account), book.available_units(account)


def test_what_is_pending_is_held_but_not_moved(held):
    assert units(held, "ada") == (1_000_000, 300_000, 700_000)
    assert units(held, "goods")[:2] == (0, 0)
    assert held.entry(16).act is Act.PENDING and held.entry(16).expires == "2027-01-10"
    assert held.turnover_units()["draw_of_goods"] == 0
    assert held.resolved_by(16) is None


def test_what_is_held_cannot_be_drawn_twice(held, ask):
    assert post_transfer(held, ask("draw_of_goods", "ada", "goods", 700_001), TODAY).answer.allowed == 700_000
    book = post_transfer(held, ask("draw_of_goods", "ada", "goods", 700_000), TODAY).book
    assert units(book, "ada") == (300_000, 300_000, 0)
    assert units(settle_pending(book, 16, TODAY, request="s").book, "ada") == (0, 0, 0)


def test_settling_posts_the_whole(held):
    posting = settle_pending(held, 16, "2027-01-10", request="s")
    entry = posting.answer
    assert (entry.act, entry.about, entry.code, entry.debit, entry.credit) == (Act.SETTLED, 16, "draw_of_goods", "ada", "goods")
    assert entry.amount_units == 300_000
    assert units(posting.book, "ada") == (700_000, 0, 700_000)
    assert posting.book.turnover_units()["draw_of_goods"] == 300_000
    assert posting.book.resolved_by(16) == 17 and held.resolved_by(16) is None


def test_settling_less_frees_the_rest(held):
    book = settle_pending(held, 16, TODAY, request="s", amount_units=100_000).book
    assert units(book, "ada") == (900_000, 0, 900_000)
    assert book.balance_units("goods") == 100_000
    assert settle_pending(book, 16, TODAY, request="t").answer == Refusal(Reason.NOT_PENDING, "pending", "settled", 16)


@pytest.mark.parametrize(
    ("amount", "reason", "allowed"),
    [(300_001, Reason.SETTLED_ABOVE_THE_HOLD, 300_000), (0, Reason.AMOUNT_NOT_ABOVE_ZERO, 1), (-1, Reason.AMOUNT_NOT_ABOVE_ZERO, 1),
     (True, Reason.AMOUNT_NOT_WHOLE, "a whole number of 64 bits"), (2.5, Reason.AMOUNT_NOT_WHOLE, "a whole number of 64 bits")],
)
def test_settling_no_amount_or_too_much_is_refused(held, amount, reason, allowed):
    posting = settle_pending(held, 16, TODAY, request="s", amount_units=amount)
    assert (posting.answer.reason, posting.answer.allowed) == (reason, allowed)
    assert units(posting.book, "ada") == units(held, "ada")
    assert settle_pending(posting.book, 16, TODAY, request="t").accepted


def test_one_unit_can_be_settled(held):
    assert settle_pending(held, 16, TODAY, request="s", amount_units=1).book.balance_units("goods") == 1


def test_voiding_frees_the_hold(held):
    posting = void_pending(held, 16, TODAY, request="v", reference="changed her mind")
    assert (posting.answer.act, posting.answer.about, posting.answer.amount_units) == (Act.VOIDED, 16, 300_000)
    assert posting.answer.reference == "changed her mind"
    assert units(posting.book, "ada") == (1_000_000, 0, 1_000_000)
    assert void_pending(posting.book, 16, TODAY, request="w").answer == Refusal(Reason.NOT_PENDING, "pending", "voided", 16)


def test_a_hold_lives_through_its_last_day(held, ask):
    book = post_transfer(held, ask("draw_of_goods", "ben", "goods", 1), "2027-01-10").book
    assert book.held_units("ada") == 300_000
    assert expire_pending(held, "2027-01-10") is held


def test_a_hold_ends_after_its_last_day(held, ask):
    book = expire_pending(held, "2027-01-11")
    assert units(book, "ada") == (1_000_000, 0, 1_000_000)
    entry = book.entry(17)
    assert (entry.act, entry.about, entry.day, entry.amount_units, entry.request) == (Act.EXPIRED, 16, "2027-01-11", 300_000, "")
    refusal = settle_pending(book, 16, "2027-01-11", request="s").answer
    assert refusal == Refusal(Reason.EXPIRED, "2027-01-10", "2027-01-11", 16)
    assert void_pending(book, 17, "2027-01-11", request="v").answer == Refusal(Reason.NOT_PENDING, "pending", "expired", 17)


def test_any_posting_on_a_later_day_lets_holds_end_first(held, ask):
    posting = post_transfer(held, ask("draw_of_goods", "ada", "goods", 1_000_000), "2027-01-11")
    assert posting.accepted
    assert [entry.act for entry in posting.book.entries(17)] == [Act.EXPIRED, Act.POSTED]
    assert settle_pending(held, 16, "2027-01-11", request="s").answer.reason is Reason.EXPIRED


def test_holds_end_in_the_order_of_their_making(paid):
    columns = TransferColumns(
        request=list("abc"), code="draw_of_goods", debit="ada", credit="goods", amount_units=[1, 2, 3],
        expires=["2027-01-03", "2027-01-09", "2027-01-02"],
    )
    book = expire_pending(post_batch(paid, columns, TODAY).book, "2027-01-05")
    assert [(entry.act, entry.about) for entry in book.entries(19)] == [(Act.EXPIRED, 16), (Act.EXPIRED, 18)]
    assert book.held_units("ada") == 2


def test_expiring_on_an_earlier_day_or_in_a_closed_book_changes_nothing(held, paid):
    assert expire_pending(held, "2026-01-01") is held
    closed = close_book(paid, TODAY, request="c").book
    assert expire_pending(closed, "2028-01-01") is closed
    with pytest.raises(UnsuitableDay):
        expire_pending(held, "later")


@pytest.mark.parametrize("act", [settle_pending, void_pending])
@pytest.mark.parametrize("sequence", [-1, 17, 10**9])
def test_an_entry_that_is_not_there_is_neither_settled_nor_voided(held, act, sequence):
    assert act(held, sequence, TODAY, request="x").answer == Refusal(Reason.UNKNOWN_ENTRY, "0 to 16", sequence)


@pytest.mark.parametrize("sequence", ["16", None, 16.0, True])
def test_an_entry_is_named_by_its_number(held, sequence):
    for act in (settle_pending, void_pending, reverse_entry):
        assert act(held, sequence, TODAY, request="x").answer == Refusal(Reason.UNKNOWN_ENTRY, "0 to 16", repr(sequence))


@pytest.mark.parametrize(("sequence", "act"), [(0, "begun"), (1, "opened"), (14, "posted")])
def test_what_never_was_pending_is_not_settled(held, sequence, act):
    assert settle_pending(held, sequence, TODAY, request="x").answer == Refusal(Reason.NOT_PENDING, "pending", act, sequence)


def test_acts_are_answered_once_per_request(held):
    first = settle_pending(held, 16, TODAY, request="s", amount_units=5)
    again = settle_pending(first.book, 16, "2027-01-20", request="s", amount_units=5)
    assert again.repeated and again.answer == first.answer and again.book is first.book
    other = settle_pending(first.book, 16, TODAY, request="s", amount_units=6)
    assert other.answer == Refusal(Reason.REQUEST_REUSED, 5, 6, "s")
    whole = settle_pending(held, 16, TODAY, request="s")
    assert settle_pending(whole.book, 16, TODAY, request="s").repeated


def test_a_reversal_is_linked_and_moves_everything_back(paid, ask):
    book = post_transfer(paid, ask("draw_of_goods", "ada", "goods", 250), TODAY).book
    posting = reverse_entry(book, 16, "2027-01-02", request="r", reference="never delivered")
    entry = posting.answer
    assert (entry.act, entry.about, entry.debit, entry.credit, entry.amount_units) == (Act.REVERSED, 16, "goods", "ada", 250)
    assert entry.reference == "never delivered" and entry.code == "draw_of_goods"
    assert units(posting.book, "ada") == units(paid, "ada")
    assert posting.book.turnover_units() == paid.turnover_units()
    assert posting.book.resolved_by(16) == 17
    assert book.entry(16) == posting.book.entry(16)


def test_a_settled_entry_is_reversed_at_what_was_settled(held):
    book = settle_pending(held, 16, TODAY, request="s", amount_units=40).book
    posting = reverse_entry(book, 17, TODAY, request="r")
    assert posting.answer.amount_units == 40 and posting.book.balance_units("ada") == 1_000_000


def test_an_entry_is_reversed_once(paid):
    book = reverse_entry(paid, 14, TODAY, request="r").book
    refusal = reverse_entry(book, 14, TODAY, request="again").answer
    assert refusal == Refusal(Reason.ALREADY_REVERSED, "not yet reversed", "reversed by entry 16", 14)


def test_a_reversal_is_not_reversed(paid):
    book = reverse_entry(paid, 14, TODAY, request="r").book
    assert reverse_entry(book, 16, TODAY, request="again").answer == Refusal(Reason.NOT_POSTED, "posted or settled", "reversed", 16)


def test_what_was_not_posted_is_not_reversed(held):
    for sequence, act in ((0, "begun"), (1, "opened"), (16, "pending")):
        refusal = reverse_entry(held, sequence, TODAY, request=f"r{sequence}").answer
        assert refusal == Refusal(Reason.NOT_POSTED, "posted or settled", act, sequence)
    for sequence in (-1, 17):
        assert reverse_entry(held, sequence, TODAY, request="x").answer == Refusal(Reason.UNKNOWN_ENTRY, "0 to 16", sequence)


def test_what_was_used_since_cannot_be_taken_back(held, ask):
    book = post_transfer(held, ask("draw_of_goods", "ada", "goods", 1), TODAY).book
    posting = reverse_entry(book, 14, TODAY, request="r")
    assert posting.answer == Refusal(Reason.INSUFFICIENT_ENTITLEMENT, 699_999, 1_000_000, "ada")
    assert [posting.book.balance_units(a.id) for a in book.accounts()] == [book.balance_units(a.id) for a in book.accounts()]


def test_a_refused_request_can_be_neither_settled_nor_reversed(paid, ask):
    book = post_transfer(paid, ask("draw_of_goods", "ada", "goods", 10**7, expires=TODAY), TODAY).book
    assert book.entry(16).act is Act.REFUSED and book.entry(16).refusal.reason is Reason.INSUFFICIENT_ENTITLEMENT
    assert settle_pending(book, 16, TODAY, request="s").answer == Refusal(Reason.NOT_PENDING, "pending", "refused", 16)
    assert reverse_entry(book, 16, TODAY, request="r").answer == Refusal(Reason.NOT_POSTED, "posted or settled", "refused", 16)


def test_a_book_is_not_closed_while_anything_is_pending(held):
    posting = close_book(held, TODAY, request="c")
    assert posting.answer == Refusal(Reason.STILL_PENDING, 0, 1, 16) and not posting.book.closed
    assert close_book(posting.book, "2027-01-11", request="d").accepted


@pytest.mark.parametrize("request_id", [7, None, b"x", ""])
def test_only_a_text_is_a_request_id(held, request_id):
    for act in (settle_pending, void_pending, reverse_entry):
        posting = act(held, 16, TODAY, request=request_id)
        assert posting.answer == Refusal(Reason.REQUEST_MISSING, "a text", "none") and posting.book is held


def test_a_batchs_numbers_name_entries(paid, ask):
    transfer = ask("draw_of_goods", "ada", "goods", 9, expires=TODAY)
    posting = post_batch(paid, TransferColumns.of([transfer]), TODAY)
    settled = settle_pending(posting.book, posting.sequences[0], TODAY, request="s")
    assert settled.accepted and settled.answer.amount_units == 9 and type(settled.answer.about) is int
    assert reverse_entry(settled.book, posting.sequences[0] + 1, TODAY, request="r").accepted
    assert void_pending(posting.book, posting.sequences[0], TODAY, request="v").accepted


def test_every_act_needs_a_day_that_can_be_read(held):
    for act in (settle_pending, void_pending, reverse_entry):
        with pytest.raises(UnsuitableDay, match="today is 'soon'; write a day as year-month-day"):
            act(held, 16, "soon", request="x")
    with pytest.raises(UnsuitableDay):
        close_book(held, "soon", request="x")
