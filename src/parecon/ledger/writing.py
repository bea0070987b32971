"""Writing in a book: one request after the other, each accepted or refused whole."""

from __future__ import annotations

from parecon.ledger.book import Book, History, State
from parecon.ledger.codes import CODE_RULES, Condition
from parecon.ledger.days import day_number, is_day
from parecon.ledger.entries import Act, Wish
from parecon.ledger.kinds import AccountKind
from parecon.ledger.refusals import Reason, Refusal

__all__ = ["LARGEST", "Writing"]

LARGEST = 2**63 - 1
"""No balance passes this, above or below zero."""

_NEEDS = {Condition.SAME_OWNER: 1, Condition.REFERENCE: 2, Condition.APPROVAL: 4, Condition.OPENING: 8}
_ALLOWED = {
    (str(rule.code), str(debit), str(credit)): sum(_NEEDS[condition] for condition in rule.conditions)
    for rule in CODE_RULES.values()
    for debit in rule.debits
    for credit in rule.credits
}
_LOAN, _PERSON = str(AccountKind.LOAN), str(AccountKind.PERSON)


class Writing:
    """A book open for writing: sums of its own, and the history behind the pen.

    Whoever takes a book's pen first continues its history in place; whoever comes
    later continues a copy. So one line of books grows without copying, and two
    lines from one book never meet.
    """

    __slots__ = ("balances", "begun_with", "book", "closed", "day", "floors", "held", "history", "holds", "incoming",
                 "ordinary", "repeats", "rules", "turnover")

    def __init__(self, book: Book) -> None:
        state = book._state
        try:
            book._pen.pop()
            self.history: History = book._history
        except IndexError:
            self.history = book._history.copy(book.length, len(state.balances))
        self.book, self.rules, self.day, self.closed = book, book.rules, book.day, book.closed
        self.begun_with, self.repeats = book.length, 0
        self.balances, self.held = state.balances.copy(), state.held.copy()
        self.incoming, self.floors = state.incoming.copy(), state.floors.copy()
        self.holds, self.turnover, self.ordinary = state.holds.copy(), state.turnover.copy(), state.ordinary

    def finish(self) -> Book:
        """Return the book as written; the old one, with its pen, where no line was added."""
        length = len(self.history.records)
        if length == self.begun_with:
            if self.history is self.book._history:
                self.book._pen.append("pen")
            return self.book
        assert sum(self.balances) == 0, f"the balances sum to {sum(self.balances)}, not to zero"
        state = State(self.balances, self.held, self.incoming, self.floors, self.holds, self.turnover, self.ordinary)
        return Book(self.history, state, rules=self.rules, day=self.day, closed=self.closed, length=length)

    def submit(self, body: tuple, today: str) -> int | Refusal:
        """Carry out one request or refuse it; return the number of its entry, or the refusal."""
        request = body[0]
        known = self.history.seen.get(request)
        if known is not None:
            return self.repeat(known, body)
        if today != self.day or self.closed or not request:
            barred = self.bar(request, today)
            if barred is not None:
                return barred
        wish = body[1]
        refusal = self.transfer(body) if wish == "transfer" else _CARRY_OUT[wish](self, body)
        if refusal is None:
            self.history.seen[request] = sequence = len(self.history.records) - 1
            return sequence
        self.history.seen[request] = len(self.history.records)
        self.history.records.append((body, Act.REFUSED, self.day, refusal))
        return refusal

    def repeat(self, known: int, body: tuple) -> int | Refusal:
        """Answer a request that was answered before: the same, or that its id is taken."""
        first, act, _, effect = self.history.records[known]
        if first != body:
            field = next(i for i, (before, now) in enumerate(zip(first, body)) if before != now)
            return Refusal(Reason.REQUEST_REUSED, first[field], body[field], body[0])
        self.repeats += 1
        return effect if act is Act.REFUSED else known

    def bar(self, request: str, today: str) -> Refusal | None:
        """Refuse whatever comes to a closed book, without an id, or on an earlier day; else begin the day."""
        if not request:
            return Refusal(Reason.REQUEST_MISSING, "a text", "none")
        if self.closed:
            return Refusal(Reason.BOOK_CLOSED, self.day, today, request)
        if today < self.day:
            return Refusal(Reason.DAY_IN_THE_PAST, self.day, today, request)
        if today != self.day:
            self.begin_day(today)
        return None

    def begin_day(self, today: str) -> None:
        """Let what is pending beyond its last day expire, in the order of its making."""
        self.day = today
        for sequence in sorted(at for at, last in self.holds.items() if last < today):
            code, debit, credit, amount = self.release(sequence)
            self.add(("", "", "", "", "", 0, "", "", 0), Act.EXPIRED, (code, debit, credit, amount, sequence))

    def add(self, body: tuple, act: Act, effect: tuple | None) -> None:
        """Append a line; note what it resolves."""
        if effect is not None:
            self.history.resolved[effect[4]] = len(self.history.records)
        self.history.records.append((body, act, self.day, effect))

    def transfer(self, body: tuple) -> Refusal | None:
        """Post a transfer, or hold it pending, or refuse it."""
        _, _, code, debit, credit, amount, expires, _, _ = body
        history = self.history
        d, c = history.positions.get(debit, -1), history.positions.get(credit, -1)
        if d < 0 or c < 0 or d == c:
            return refuse_accounts(body, d, c)
        kinds = history.kinds
        needs = _ALLOWED.get((code, kinds[d], kinds[c]))
        if needs or needs is None:
            refusal = self.refuse_kinds(body, d, c) if needs is None else self.refuse_needs(needs, body, d, c)
            if refusal is not None:
                return refusal
        if type(amount) is not int or amount <= 0:
            return refuse_amount(amount)
        refusal = self.refuse_limits(d, c, amount)
        if refusal is not None:
            return refusal
        if expires:
            refusal = self.refuse_hold(expires)
            if refusal is not None:
                return refusal
            self.held[d] += amount
            self.incoming[c] += amount
            self.holds[len(history.records)] = expires
        else:
            self.move(code, d, c, amount)
        if not self.ordinary and needs != 8:
            self.ordinary = len(history.records)
        history.records.append((body, Act.PENDING if expires else Act.POSTED, self.day, None))
        return None

    def move(self, code: str, d: int, c: int, amount: int) -> None:
        """Move an amount from one account to another."""
        self.balances[d] -= amount
        self.balances[c] += amount
        self.turnover[code] = self.turnover.get(code, 0) + amount
        if self.history.kinds[c] == _LOAN:
            self.floors[c] += amount

    def release(self, sequence: int) -> tuple[str, str, str, int]:
        """End the hold of a pending entry; return its code, accounts and amount."""
        _, _, code, debit, credit, amount, _, _, _ = self.history.records[sequence][0]
        self.held[self.history.positions[debit]] -= amount
        self.incoming[self.history.positions[credit]] -= amount
        del self.holds[sequence]
        return code, debit, credit, amount

    def refuse_limits(self, d: int, c: int, amount: int) -> Refusal | None:
        """Refuse what an account does not have, what a loan does not leave, and what 64 bits do not hold."""
        available = self.balances[d] - self.held[d] - self.floors[d]
        if amount > available:
            loan, free = self.history.kinds[d] == _LOAN, self.floors[d] == -LARGEST
            reason = Reason.LOAN_OVER_ITS_LIMIT if loan else Reason.OVERFLOW if free else Reason.INSUFFICIENT_ENTITLEMENT
            return Refusal(reason, available, amount, self.history.accounts[d].id)
        room = self.history.ceilings[c] - self.balances[c] - self.incoming[c]
        if amount > room:
            reason = Reason.REPAYMENT_OVER_THE_DEBT if self.history.kinds[c] == _LOAN else Reason.OVERFLOW
            return Refusal(reason, room, amount, self.history.accounts[c].id)
        return None

    def refuse_hold(self, expires: str) -> Refusal | None:
        """Refuse a last day that is no day, is past, or is too far off."""
        if not is_day(expires):
            return Refusal(Reason.DAY_UNREADABLE, "year-month-day", expires)
        if expires < self.day:
            return Refusal(Reason.EXPIRES_IN_THE_PAST, self.day, expires)
        days = day_number(expires) - day_number(self.day)
        if days > self.rules.pending_days_max:
            return Refusal(Reason.HELD_TOO_LONG, self.rules.pending_days_max, days)
        return None

    def refuse_kinds(self, body: tuple, d: int, c: int) -> Refusal:
        """Say why a code does not fit its accounts: unknown, between persons, or of other kinds."""
        code, kinds = body[2], self.history.kinds
        if code not in CODE_RULES:
            return Refusal(Reason.UNKNOWN_CODE, "a code of the table", code)
        if self.between_persons(d, c):
            return Refusal(Reason.PERSON_TO_PERSON, 0, body[5], f"{body[3]} to {body[4]}")
        rule = CODE_RULES[code]
        allowed = f"{' or '.join(rule.debits)} to {' or '.join(rule.credits)}"
        return Refusal(Reason.WRONG_KINDS, allowed, f"{kinds[d]} to {kinds[c]}", code)

    def refuse_needs(self, needs: int, body: tuple, d: int, c: int) -> Refusal | None:
        """Refuse a transfer whose owner, reference, approval or time is wrong."""
        holders, reference = self.history.holders, body[7]
        if needs & 1 and holders[d] != holders[c]:
            if self.between_persons(d, c):
                return Refusal(Reason.PERSON_TO_PERSON, 0, body[5], f"{body[3]} to {body[4]}")
            accounts = self.history.accounts
            return Refusal(Reason.OTHER_OWNER, accounts[holders[d]].id, accounts[holders[c]].id, f"{body[3]} to {body[4]}")
        if needs & 2 and not reference:
            return Refusal(Reason.REFERENCE_MISSING, "a text", "none", body[2])
        if needs & 4 and reference != (approval := self.history.accounts[d].loan.approval):
            return Refusal(Reason.OTHER_APPROVAL, approval, reference or "none", body[3])
        if needs & 8 and self.ordinary:
            return Refusal(Reason.OPENING_IS_OVER, f"before entry {self.ordinary}", f"entry {len(self.history.records)}")
        return None

    def between_persons(self, d: int, c: int) -> bool:
        """Return whether two accounts belong to two persons."""
        holders, kinds = self.history.holders, self.history.kinds
        return holders[d] != holders[c] and kinds[holders[d]] == _PERSON == kinds[holders[c]]


def refuse_accounts(body: tuple, d: int, c: int) -> Refusal:
    """Say which account a book does not have, or that both are one."""
    if d == c >= 0:
        return Refusal(Reason.SAME_ACCOUNT, "two accounts", "one", body[3])
    return Refusal(Reason.UNKNOWN_ACCOUNT, "an open account", body[3] if d < 0 else body[4])


def refuse_amount(amount: int | str) -> Refusal:
    """Say why an amount is none."""
    if type(amount) is not int:
        return Refusal(Reason.AMOUNT_NOT_WHOLE, "a whole number of 64 bits", amount)
    return Refusal(Reason.AMOUNT_NOT_ABOVE_ZERO, 1, amount)


def settle(writing: Writing, body: tuple) -> Refusal | None:
    """Post a pending transfer, whole or in part; the rest of the hold ends."""
    sequence, asked = body[8], body[5]
    refusal = refuse_not_pending(writing, sequence)
    if refusal is not None:
        return refusal
    if type(asked) is not int or asked <= 0:
        return refuse_amount(asked)
    held = writing.history.records[sequence][0][5]
    if asked > held:
        return Refusal(Reason.SETTLED_ABOVE_THE_HOLD, held, asked, sequence)
    code, debit, credit, _ = writing.release(sequence)
    positions = writing.history.positions
    writing.move(code, positions[debit], positions[credit], asked)
    writing.add(body, Act.SETTLED, (code, debit, credit, asked, sequence))
    return None


def void(writing: Writing, body: tuple) -> Refusal | None:
    """End a pending transfer without posting it."""
    refusal = refuse_not_pending(writing, body[8])
    if refusal is None:
        code, debit, credit, amount = writing.release(body[8])
        writing.add(body, Act.VOIDED, (code, debit, credit, amount, body[8]))
    return refusal


def refuse_not_pending(writing: Writing, sequence: int | str) -> Refusal | None:
    """Refuse an entry that is not there, never was pending, or no longer is."""
    records = writing.history.records
    if type(sequence) is not int or not 0 <= sequence < len(records):
        return Refusal(Reason.UNKNOWN_ENTRY, f"0 to {len(records) - 1}", sequence)
    act = records[sequence][1]
    if act is Act.PENDING:
        if sequence in writing.holds:
            return None
        act = records[writing.history.resolved[sequence]][1]
        if act is Act.EXPIRED:
            return Refusal(Reason.EXPIRED, records[sequence][0][6], writing.day, sequence)
    return Refusal(Reason.NOT_PENDING, "pending", act, sequence)


def reverse(writing: Writing, body: tuple) -> Refusal | None:
    """Post the way back of what was posted or settled, linked to it, once."""
    sequence, records = body[8], writing.history.records
    if type(sequence) is not int or not 0 <= sequence < len(records):
        return Refusal(Reason.UNKNOWN_ENTRY, f"0 to {len(records) - 1}", sequence)
    first, act, _, effect = records[sequence]
    if act is not Act.POSTED and act is not Act.SETTLED:
        return Refusal(Reason.NOT_POSTED, "posted or settled", act, sequence)
    if sequence in writing.history.resolved:
        by = writing.history.resolved[sequence]
        return Refusal(Reason.ALREADY_REVERSED, "not yet reversed", f"reversed by entry {by}", sequence)
    code, debit, credit, amount = effect[:4] if effect else first[2:6]
    d, c = writing.history.positions[debit], writing.history.positions[credit]
    repaid = amount if writing.history.kinds[c] == _LOAN else 0
    writing.floors[c] -= repaid
    refusal = writing.refuse_limits(c, d, amount)
    if refusal is not None:
        writing.floors[c] += repaid
        return refusal
    writing.balances[d] += amount
    writing.balances[c] -= amount
    writing.turnover[code] -= amount
    writing.add(body, Act.REVERSED, (code, credit, debit, amount, sequence))
    return None


def close(writing: Writing, body: tuple) -> Refusal | None:
    """Close a book in which nothing is pending."""
    if writing.holds:
        return Refusal(Reason.STILL_PENDING, 0, len(writing.holds), min(writing.holds))
    writing.add(body, Act.CLOSED, None)
    writing.closed = True
    return None


_CARRY_OUT = {Wish.SETTLE: settle, Wish.VOID: void, Wish.REVERSE: reverse, Wish.CLOSE: close}
