"""A book as lines of JSON, and back: equal to the byte, and no line can be altered unseen."""

import copy
import json
import pickle

import pytest

from parecon.ledger import (
    BrokenBook,
    close_book,
    expire_pending,
    post_transfer,
    read_book,
    reverse_entry,
    settle_pending,
    void_pending,
    write_line,
    write_lines,
)

TODAY = "2027-01-01"


@pytest.fixture
def full(paid, ask):
    """A closed book with a line of every act."""
    book = post_transfer(paid, ask("draw_of_goods", "ada", "goods", 5, expires="2027-01-02", request="h1"), TODAY).book
    book = post_transfer(book, ask("draw_of_goods", "ada", "goods", 6, expires="2027-01-02", request="h2"), TODAY).book
    book = post_transfer(book, ask("draw_of_goods", "ada", "goods", 7, expires="2027-01-02", request="h3", reference="Käse"), TODAY).book
    book = post_transfer(book, ask("draw_of_goods", "ben", "goods", 8, expires="2027-01-02", request="h4"), TODAY).book
    book = settle_pending(book, 16, TODAY, request="s", amount_units=4).book
    book = void_pending(book, 17, TODAY, request="v", reference="too much").book
    book = reverse_entry(book, 20, "2027-01-02", request="r", reference="spoilt").book
    book = post_transfer(book, ask("draw_of_goods", "ada", "goods", 10**9, request="no"), "2027-01-03").book
    book = post_transfer(book, ask("draw_of_goods", "eve", "goods", "many", request="no2", expires="x", reference="y"), "2027-01-03").book
    book = settle_pending(book, 18, "2027-01-04", request="late").book
    book = reverse_entry(book, 0, "2027-01-04", request="no3", reference="z").book
    book = post_transfer(book, ask("loan", "ada-loan", "ada", 5, reference="A7"), "2027-01-05").book
    return close_book(book, "2027-12-31", request="c", reference="minutes").book


def test_a_book_read_back_is_the_same_book(full):
    lines = list(write_lines(full))
    again = read_book(lines)
    assert again == full and list(write_lines(again)) == lines
    assert (again.length, again.day, again.closed, again.rules) == (full.length, full.day, full.closed, full.rules)
    for account in full.accounts():
        assert again.account(account.id) == account
        for amount in ("balance_units", "held_units", "available_units"):
            assert getattr(again, amount)(account.id) == getattr(full, amount)(account.id)
    assert again.turnover_units() == full.turnover_units()
    assert [again.resolved_by(n) for n in range(again.length)] == [full.resolved_by(n) for n in range(full.length)]
    assert {entry.act for entry in full.entries()} == set(type(full.entry(0).act))


def test_requests_are_answered_after_reading_as_before(full, paid, ask):
    again = read_book(write_lines(full))
    assert settle_pending(again, 16, TODAY, request="s", amount_units=4).repeated
    assert void_pending(again, 17, TODAY, request="v", reference="too much").repeated
    assert reverse_entry(again, 20, TODAY, request="r", reference="spoilt").repeated
    assert post_transfer(again, ask("draw_of_goods", "ada", "goods", 10**9, request="no"), TODAY).repeated
    assert post_transfer(again, ask("draw_of_goods", "eve", "goods", "many", request="no2", expires="x", reference="y"), TODAY).repeated
    assert close_book(again, TODAY, request="c", reference="minutes").repeated


def test_a_book_read_back_can_be_continued(paid, ask):
    again = read_book(write_lines(paid))
    transfer = ask("draw_of_goods", "ada", "goods", 5)
    assert post_transfer(again, transfer, "2027-02-01").book == post_transfer(paid, transfer, "2027-02-01").book


def test_lines_are_canonical(full):
    for line in write_lines(full):
        fields = json.loads(line)
        assert line == json.dumps(fields, sort_keys=True, separators=(",", ":")) and line.isascii()
        assert "" not in fields.values()
    assert [json.loads(line)["sequence"] for line in write_lines(full)] == list(range(full.length))


def test_lines_say_what_people_need(full):
    assert write_line(full, full.entry(16)) == (
        '{"act":"pending","amount_units":5,"code":"draw_of_goods","credit":"goods","day":"2027-01-01","debit":"ada",'
        '"expires":"2027-01-02","request":"h1","sequence":16}'
    )
    assert write_line(full, full.entry(23)) == (
        '{"about":18,"act":"expired","amount_units":7,"code":"draw_of_goods","credit":"goods","day":"2027-01-03","debit":"ada",'
        '"sequence":23}'
    )
    assert write_line(full, full.entry(25)) == (
        '{"act":"refused","amount_units":1000000000,"code":"draw_of_goods","credit":"goods","day":"2027-01-03","debit":"ada",'
        '"refusal":{"about":"ada","allowed":999996,"asked":1000000000,"reason":"insufficient entitlement"},"request":"no",'
        '"sequence":25,"wish":"transfer"}'
    ).replace("999996", "1000000")
    assert write_line(full, full.entry(1)) == (
        '{"account":{"id":"society","kind":"society"},"act":"opened","day":"2027-01-01","sequence":1}'
    )
    assert json.loads(write_line(full, full.entry(8)))["account"]["debit_limit_units"] == 50_000
    assert json.loads(write_line(full, full.entry(0)))["rules"]["units_per_credit"] == 1000


def test_lines_can_be_written_from_any_number_on(full):
    assert list(write_lines(full, 20)) == list(write_lines(full))[20:]


def test_line_ends_do_not_matter(full):
    assert read_book(line + "\r\n" for line in write_lines(full)) == full


def test_a_book_is_pickled_and_copied_as_its_lines(full):
    assert pickle.loads(pickle.dumps(full)) == full
    assert copy.deepcopy(full) == full


def test_no_line_of_a_book_can_be_left_out_doubled_or_swapped(full):
    lines = list(write_lines(full))
    for i in range(len(lines) - 1):
        for broken in (lines[:i] + lines[i + 1:], lines[: i + 1] + lines[i:], lines[:i] + [lines[i + 1], lines[i]] + lines[i + 2:]):
            with pytest.raises(BrokenBook):
                read_book(broken)


def test_no_line_holds_what_posting_would_not_have_made(full):
    """Another whole amount or free text makes another book, which its hash tells apart; nothing else passes."""
    lines = list(write_lines(full))
    for i, line in enumerate(lines[1:], start=1):
        fields = json.loads(line)
        for name in fields:
            for other in (7_654_321, "elsewhere", None, [], {}, True, 1.5):
                asked = name in ("request", "reference") or fields["act"] == "refused" and name in ("code", "debit", "credit", "expires")
                is_free = asked and isinstance(other, str) or name == "amount_units" and other == 7_654_321
                is_free = is_free or fields["act"] == "refused" and name == "amount_units" and other == "elsewhere"
                if is_free and fields["act"] != "expired":
                    continue
                altered = json.dumps({**fields, name: other}, sort_keys=True, separators=(",", ":"))
                with pytest.raises(BrokenBook, match=f"^line {i + 1} "):
                    read_book(lines[:i] + [altered] + lines[i + 1:])


def test_no_line_holds_more_than_posting_would_have_written(full):
    lines = list(write_lines(full))
    names = ("request", "code", "debit", "credit", "amount_units", "expires", "reference", "about", "wish", "refusal", "account", "rules", "note")
    for i, line in enumerate(lines):
        fields = json.loads(line)
        for name in set(names) - fields.keys():
            for value in ("ada", 5):
                if fields["act"] in ("posted", "pending", "voided", "reversed", "closed", "refused", "begun") and (name, value) == ("reference", "ada"):
                    continue  # a free text
                if fields["act"] in ("posted", "refused") and (name, value) == ("expires", "ada"):
                    continue  # another request
                with pytest.raises(BrokenBook, match=f"^line {i + 1} "):
                    read_book([*lines[:i], json.dumps({**fields, name: value}, sort_keys=True, separators=(",", ":")), *lines[i + 1:]])


@pytest.mark.parametrize("name", ["request", "debit", "expires", "reference"])
def test_a_refused_line_holds_texts(full, name):
    lines = list(write_lines(full))
    fields = json.loads(lines[26]) | {name: 5}
    with pytest.raises(BrokenBook, match=f"line 27 .*{name} is 5, not a text"):
        read_book([*lines[:26], json.dumps(fields, sort_keys=True, separators=(",", ":")), *lines[27:]])


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "3", '"text"', "{}", '{"act":"posted"}', '{"act":"posted","day":"2027-12-31"}', '{"act":"dance","day":"2027-01-01"}',
     '{"act":"posted","amount_units":NaN,"day":"2027-01-01","request":"x"}', '{"act":"posted","amount_units":1.0,"day":"2027-01-01","request":"x"}',
     '{"act":"opened","day":"2027-01-01"}', '{"act":"opened","account":{},"day":"2027-01-01"}', "[" * 100_000, '{"act":"begun","day":"2027-01-01"}',
     '{"act":"opened","account":{"id":"x","kind":"loan","loan":{"approval":"A"}},"day":"2027-01-01"}',
     '{"act":"posted","day":"2027-01-01","request":["x"]}', '{"act":"posted","day":"1 May","request":"x"}', "\ud800"],
)
def test_a_line_that_cannot_be_read_is_named(paid, text):
    lines = list(write_lines(paid))
    with pytest.raises(BrokenBook, match="^line 17 .*restore the original"):
        read_book([*lines, text])
    with pytest.raises(BrokenBook, match="^line 1 "):
        read_book([text, *lines])


def test_the_error_says_both_texts_and_the_way_out(paid):
    lines = list(write_lines(paid))
    altered = lines[-1].replace("1000000", "-1000000")
    with pytest.raises(BrokenBook) as error:
        read_book([*lines[:-1], altered])
    assert str(error.value).startswith(f"line 16 says {altered}, where posting gives {{")
    assert "amount not above zero" in str(error.value) and str(error.value).endswith("; restore the original")
    with pytest.raises(BrokenBook, match="line 17 says .*, which adds nothing to the book; leave it out or restore the original"):
        read_book([*lines, lines[-1]])
    with pytest.raises(BrokenBook, match="line 1 is missing: a book begins with its rules; give the whole book"):
        read_book([])


def test_expiries_cannot_be_hidden(paid, ask):
    held = post_transfer(paid, ask("saving", "ada", "ada-saves", 5, expires=TODAY, request="h1"), TODAY).book
    held = post_transfer(held, ask("saving", "ada", "ada-saves", 6, expires=TODAY, request="h2"), TODAY).book
    lines = list(write_lines(expire_pending(held, "2027-01-02")))
    with pytest.raises(BrokenBook, match="line 20 is missing: by then 1 more entries expired"):
        read_book(lines[:-1])
    with pytest.raises(BrokenBook, match="line 19 says"):
        read_book([*lines[:18], lines[18].replace("2027-01-02", "2027-01-01")])
