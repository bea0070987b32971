"""A book as lines of canonical JSON, and back by posting everything again."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Iterable, Iterator

from parecon.ledger.book import Book, as_entry, begin_book
from parecon.ledger.days import UnsuitableDay, require_day
from parecon.ledger.entries import Account, Act, Body, Entry, Wish
from parecon.ledger.loans import Instalment, LoanTerms
from parecon.ledger.opening import open_one
from parecon.ledger.rules import LedgerRules
from parecon.ledger.writing import Writing

__all__ = ["BrokenBook", "read_book", "write_line", "write_lines"]

_WISHES = {
    Act.POSTED: Wish.TRANSFER,
    Act.PENDING: Wish.TRANSFER,
    Act.SETTLED: Wish.SETTLE,
    Act.VOIDED: Wish.VOID,
    Act.REVERSED: Wish.REVERSE,
    Act.CLOSED: Wish.CLOSE,
}

_SAID = {
    Wish.TRANSFER: ("request", "code", "debit", "credit", "amount_units", "expires", "reference"),
    Wish.SETTLE: ("request", "amount_units", "about"),
    Wish.VOID: ("request", "reference", "about"),
    Wish.REVERSE: ("request", "reference", "about"),
    Wish.CLOSE: ("request", "reference"),
}


class BrokenBook(ValueError):
    """Lines that no posting could have made: names the line, what stands there and what should."""


def write_lines(book: Book, start: int = 0) -> Iterator[str]:
    """Yield the lines of a book from number ``start``, one JSON object each, without line ends.

    Keys are sorted, nothing is spaced, every number is whole, and what is empty is
    left out, so that equal books give equal bytes.
    """
    for entry in book.entries(start):
        yield write_line(book, entry)


def write_line(book: Book, entry: Entry) -> str:
    """Return one entry of a book as canonical JSON."""
    line: dict[str, object] = {"sequence": entry.sequence, "day": entry.day, "act": entry.act}
    names = ("request", "code", "debit", "credit", "amount_units", "expires", "reference", "about")
    line.update((name, value) for name in names if (value := getattr(entry, name)) not in ("", 0))
    if entry.act is Act.BEGUN:
        line["rules"] = asdict(book.rules)
    if entry.account is not None:
        line["account"] = account_fields(entry.account)
    if entry.refusal is not None:
        line["wish"], line["refusal"] = entry.wish, asdict(entry.refusal)
    return json.dumps(line, sort_keys=True, separators=(",", ":"))


def account_fields(account: Account) -> dict:
    """Return an account as plain values."""
    fields: dict[str, object] = {"id": account.id, "kind": str(account.kind)}
    if account.owner:
        fields["owner"] = account.owner
    if account.debit_limit_units:
        fields["debit_limit_units"] = account.debit_limit_units
    if account.loan is not None:
        fields["loan"] = asdict(account.loan)
    return fields


def read_book(lines: Iterable[str]) -> Book:
    """Return the book that ``lines`` tell, by posting everything again under the same rules.

    Every line must come out as it stands, to the byte, and nothing more; otherwise
    raises BrokenBook with the number of the line (from 1), both texts and the way out.
    """
    texts = [line.rstrip("\r\n") for line in lines]
    if not texts:
        raise BrokenBook("line 1 is missing: a book begins with its rules; give the whole book")
    writing = Writing(read_begin(texts[0]))
    for number, text in enumerate(texts, start=1):
        if len(writing.history.records) < number:
            attempt(read_entry, number, text, writing)
        check_line(writing, number, text)
    made = len(writing.history.records)
    if made > len(texts):
        raise BrokenBook(f"line {len(texts) + 1} is missing: by then {made - len(texts)} more entries expired; give the whole book")
    return writing.finish()


def check_line(writing: Writing, number: int, text: str) -> None:
    """Raise BrokenBook unless posting made just this line."""
    if len(writing.history.records) < number:
        raise BrokenBook(f"line {number} says {text}, which adds nothing to the book; leave it out or restore the original")
    made = write_line(writing.book, as_entry(number - 1, writing.history.records[number - 1]))
    if made != text:
        raise BrokenBook(f"line {number} says {text}, where posting gives {made}; restore the original")


def attempt(read, number: int, text: str, *arguments):
    """Call ``read`` with a line's fields; whatever they lack or hold too much of becomes a BrokenBook."""
    try:
        fields = json.loads(text, parse_float=refuse_number, parse_constant=refuse_number)
        if not isinstance(fields, dict):
            raise TypeError("a line is an object with named fields")
        return read(fields, *arguments)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise BrokenBook(f"line {number} says {text[:500]}, which cannot be read ({error!r}); restore the original") from error


def refuse_number(text: str) -> None:
    """Refuse a number that is not whole."""
    raise ValueError(f"the number {text} is not whole")


def read_begin(text: str) -> Book:
    """Return the empty book that a first line tells."""
    return attempt(lambda fields: begin_book(LedgerRules(**fields["rules"]), fields["day"], fields.get("reference", "")), 1, text)


def read_entry(fields: dict, writing: Writing) -> None:
    """Carry out again what a line tells."""
    act, day = Act(fields["act"]), require_day(fields["day"], "the day")
    if act is Act.OPENED:
        open_one(writing, read_account(fields["account"]), day)
    elif act is Act.EXPIRED:
        if day <= writing.day:
            raise UnsuitableDay(f"what expires on {day} had to expire before {writing.day}")
        writing.begin_day(day)
    else:
        writing.submit(read_body(fields, act), day)


def read_body(fields: dict, act: Act) -> Body:
    """Return the request that led to a line."""
    wish = Wish(fields["wish"]) if act is Act.REFUSED else _WISHES[act]
    values = {name: fields[name] for name in _SAID[wish] if name in fields or name == "request"}
    for name, value in values.items():
        if type(value) is not str and (type(value) is not int or name not in ("amount_units", "about")):
            raise TypeError(f"{name} is {value!r}, not a text" + " or a whole number" * (name in ("amount_units", "about")))
    return Body(wish=str(wish), **values)


def read_account(fields: dict) -> Account:
    """Return the account that a line opens."""
    if "loan" not in fields:
        return Account(**fields)
    parts = tuple(Instalment(**part) for part in fields["loan"]["instalments"])
    return Account(**{**fields, "loan": LoanTerms(**{**fields["loan"], "instalments": parts})})
