"""Assemblies of the stories: a ballot held from opening to count, and a book to post in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Mapping, Sequence

from parecon.ballots import ClosedPoll, Refusal, Result, cast_vote, close_poll, count_one_each, open_poll, tally_poll
from parecon.charter import Charter
from parecon.ledger import Account, Book, LedgerRules, Posting, Transfer, begin_book, open_accounts, post_transfer

__all__ = ["DAY", "amount_units", "hold_ballot", "open_books", "post", "spread_votes"]

DAY = date(2027, 1, 1)
_SEED = "announced beforehand"


def spread_votes(people: Sequence[str], in_favour: int) -> dict[str, str]:
    """Return the votes of ``people`` on a motion of which the first ``in_favour`` are for it and the others against."""
    return {person: "for" if place < in_favour else "against" for place, person in enumerate(people)}


def hold_ballot(id: str, kind: str, votes: Mapping[str, object], *, charter: Charter, subject: str = "", options: Sequence[str] = ()) -> tuple[ClosedPoll, Result]:
    """Hold a ballot among the people of ``votes``, everybody counting one, and return it closed, with its count.

    In a secret ballot everybody's phrase and token are made of their name, for a story keeps no secrets.
    """
    poll = open_poll(id, kind, options, count_one_each(votes), opens=DAY, charter=charter, subject=subject)
    assert not isinstance(poll, Refusal), poll
    for person, choice in votes.items():
        phrase = " ".join(["word"] * poll.phrase_words) if poll.decision.secret else ""
        accepted = cast_vote(poll, person, choice, today=DAY, phrase=phrase, token=person)
        assert not isinstance(accepted, Refusal), accepted
        poll = accepted.poll
    closed = close_poll(poll, poll.closes + timedelta(days=1), _SEED)
    assert isinstance(closed, ClosedPoll), closed
    return closed, tally_poll(closed, closed.options, charter)


def open_books(accounts: Sequence[Account], charter: Charter) -> Book:
    """Return a new book with ``accounts`` beside the Society account and that of goods."""
    posting = open_accounts(begin_book(LedgerRules.of_charter(charter), DAY.isoformat()),
                            (Account("society", "society"), Account("goods", "goods"), *accounts), DAY.isoformat())
    assert not posting.refusals, posting.refusals
    return posting.book


def amount_units(credits: float, charter: Charter) -> int:
    """Return credits as whole smallest units."""
    return round(credits * charter["ledger.units_per_credit"])


def post(book: Book, code: str, between: tuple[str, str], units: int, *, reference: str = "") -> Posting:
    """Ask once for a transfer ``between`` (debit, credit) on the book's day; every entry has a request id of its own."""
    debit, credit = between
    return post_transfer(book, Transfer(request=f"{book.length}: {code}", code=code, debit=debit, credit=credit, amount_units=units, reference=reference), book.day)
