"""Whatever happens to a book, its sums are zero, its limits hold, and a plain model of it agrees to the unit."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from parecon.charter import default_charter
from parecon.ledger import (
    CODE_RULES,
    Account,
    Act,
    Instalment,
    LedgerRules,
    LoanTerms,
    Refusal,
    Transfer,
    begin_book,
    credit_flow,
    expire_pending,
    income_closure,
    open_accounts,
    post_transfer,
    read_book,
    reverse_entry,
    settle_pending,
    unit_results,
    void_pending,
    write_lines,
)

CODES = tuple(code for code in CODE_RULES if not code.endswith("forward"))
PEOPLE = ("ada", "ben", "cy")
LOANS = {"ada-loan": 700, "ben-loan": 90, "elm-loan": 400}
OWNER = {f"{who}-saves": who for who in (*PEOPLE, "elm")} | {"ada-loan": "ada", "ben-loan": "ben", "elm-loan": "elm", "elm-needs": "elm"}
DEBIT = {"elm": 50}
FREE = ("society", "goods", "mill", "bakery")
KIND = (
    {"society": "society", "goods": "goods", "mill": "worker_council", "bakery": "worker_council", "elm": "consumer_council",
     "county": "consumer_federation", "elm-needs": "allowance", "food": "industry_federation"}
    | dict.fromkeys(PEOPLE, "person") | {name: "savings" for name in OWNER if name.endswith("saves")} | dict.fromkeys(LOANS, "loan")
)
ACCOUNTS = tuple(KIND)


def day(number):
    """Return the day with a number, from the year's first, without end of month."""
    return f"{2027 + number // 336}-{1 + number // 28 % 12:02d}-{1 + number % 28:02d}"


class Town:
    """A book and a plain model of it, to which the same things happen."""

    def __init__(self) -> None:
        accounts = [
            Account(name, kind, OWNER.get(name, ""), DEBIT.get(name, 0),
                    LoanTerms("A", LOANS[name], (Instalment("2028-01-01", LOANS[name]),)) if name in LOANS else None)
            for name, kind in KIND.items()
        ]
        posting = open_accounts(begin_book(LedgerRules.of_charter(default_charter()), day(0)), accounts, day(0))
        assert not posting.refusals
        self.book, self.day, self.requests, self.asked = posting.book, 0, 0, []
        self.balance = dict.fromkeys(ACCOUNTS, 0)
        self.lent_back = dict.fromkeys(LOANS, 0)
        self.pending: dict[int, tuple] = {}
        self.posted: dict[int, tuple] = {}

    def today(self) -> str:
        """Return today; what was pending until an earlier day is so no longer."""
        self.pending = {n: hold for n, hold in self.pending.items() if hold[4] >= self.day}
        return day(self.day)

    def may_lose(self, name: str) -> int:
        """Return what the model lets an account lose."""
        if name in FREE:
            return 2**63 - 1 + self.balance[name] - sum(hold[3] for hold in self.pending.values() if hold[1] == name)
        floor = -DEBIT.get(name, 0) if name not in LOANS else self.lent_back[name] - LOANS[name]
        return self.balance[name] - floor - sum(hold[3] for hold in self.pending.values() if hold[1] == name)

    def may_gain(self, name: str) -> int:
        """Return what the model lets an account gain."""
        top = 0 if name in LOANS else 2**63 - 1
        return top - self.balance[name] - sum(hold[3] for hold in self.pending.values() if hold[2] == name)

    def fits(self, code: str, debit: str, credit: str) -> bool:
        """Return whether the model lets a code move credits between two accounts."""
        row = CODE_RULES[code]
        if debit == credit or KIND[debit] not in row.debits or KIND[credit] not in row.credits:
            return False
        return "same owner" not in row.conditions or OWNER.get(debit, debit) == OWNER.get(credit, credit)

    def move(self, code: str, debit: str, credit: str, amount: int) -> None:
        """Move an amount in the model."""
        self.balance[debit] -= amount
        self.balance[credit] += amount
        if credit in LOANS:
            self.lent_back[credit] += amount

    def new_request(self) -> str:
        """Return an id not used before."""
        self.requests += 1
        return f"r{self.requests}"

    def transfer(self, code: str, debit: str, credit: str, amount: int, days: int | None) -> None:
        """Post or hold a transfer in both."""
        today = self.today()
        expires = "" if days is None else day(self.day + days)
        asked = Transfer(request=self.new_request(), code=code, debit=debit, credit=credit, amount_units=amount, expires=expires, reference="A")
        posting = post_transfer(self.book, asked, today)
        expected = self.fits(code, debit, credit) and 0 < amount <= min(self.may_lose(debit), self.may_gain(credit))
        assert posting.accepted == expected, (posting.answer, code, debit, credit, amount)
        self.book = posting.book
        self.asked.append((asked, posting.answer))
        if expected and days is not None:
            self.pending[posting.answer.sequence] = (code, debit, credit, amount, self.day + days)
        elif expected:
            self.move(code, debit, credit, amount)
            self.posted[posting.answer.sequence] = (code, debit, credit, amount)

    def settle(self, sequence: int, amount: int | None) -> None:
        """Settle an entry in both."""
        today = self.today()
        posting = settle_pending(self.book, sequence, today, request=self.new_request(), amount_units=amount)
        hold = self.pending.get(sequence)
        assert posting.accepted == (hold is not None and (amount is None or 0 < amount <= hold[3])), posting.answer
        self.book = posting.book
        if posting.accepted:
            del self.pending[sequence]
            settled = (*hold[:3], hold[3] if amount is None else amount)
            self.move(*settled)
            self.posted[posting.answer.sequence] = settled

    def void(self, sequence: int) -> None:
        """Void an entry in both."""
        posting = void_pending(self.book, sequence, self.today(), request=self.new_request())
        assert posting.accepted == (self.pending.pop(sequence, None) is not None), posting.answer
        self.book = posting.book

    def reverse(self, sequence: int) -> None:
        """Reverse an entry in both."""
        today = self.today()
        posting = reverse_entry(self.book, sequence, today, request=self.new_request())
        self.book = posting.book
        if sequence not in self.posted:
            assert not posting.accepted
            return
        code, debit, credit, amount = self.posted[sequence]
        repaid = amount if credit in LOANS else 0
        assert posting.accepted == (amount <= min(self.may_lose(credit) + repaid, self.may_gain(debit))), posting.answer
        if posting.accepted:
            del self.posted[sequence]
            self.balance[debit] += amount
            self.balance[credit] -= amount
            if credit in LOANS:
                self.lent_back[credit] -= amount

    def ask_again(self, at: int) -> None:
        """Ask what was asked before: the same answer, no new line."""
        asked, answer = self.asked[at % len(self.asked)]
        posting = post_transfer(self.book, asked, day(self.day))
        assert posting.repeated and posting.answer == answer and posting.book is self.book

    def branch(self) -> None:
        """Continue the book elsewhere; this one stays as it is."""
        other = post_transfer(self.book, Transfer(request="branch", code="allowance", debit="society", credit="ada", amount_units=999), self.today())
        assert other.book.request_entry("branch") is not None
        assert self.book.request_entry("branch") is None

    def expire(self) -> None:
        """Let what is due expire."""
        self.book = expire_pending(self.book, self.today())

    def read_again(self) -> None:
        """Write the book as lines and read it back."""
        again = read_book(write_lines(self.book))
        assert again == self.book
        self.book = again

    def check_sums(self) -> None:
        """The book agrees with the model; every sum is zero; nobody is below their limit."""
        book = expire_pending(self.book, self.today())
        assert {name: book.balance_units(name) for name in ACCOUNTS} == self.balance
        assert sum(self.balance.values()) == 0
        assert {name: book.available_units(name) for name in ACCOUNTS} == {name: self.may_lose(name) for name in ACCOUNTS}
        assert min(book.available_units(name) for name in ACCOUNTS) >= 0
        held = sum(book.held_units(name) for name in ACCOUNTS)
        assert held == sum(hold[3] for hold in self.pending.values())
        for name, amount in LOANS.items():
            assert -amount <= book.balance_units(name) <= 0
            assert 0 <= book.repaid_units(name) <= amount

    def check_identities(self) -> None:
        """A2, A5 and A6 hold, whatever was posted, settled or reversed."""
        assert credit_flow(self.book).gap == 0
        assert income_closure(self.book).gap == 0
        assert {name: result.gap for name, result in unit_results(self.book).items()} == {name: self.balance[name] for name in ("mill", "bakery")}
        acts = [entry.act for entry in self.book.entries()]
        assert acts.count(Act.POSTED) + acts.count(Act.SETTLED) - acts.count(Act.REVERSED) == len(self.posted)
        assert all(isinstance(entry.refusal, Refusal) == (entry.act is Act.REFUSED) for entry in self.book.entries())


amounts = st.one_of(st.integers(1, 40), st.integers(1, 800), st.sampled_from((-3, 0, 2**62, 2**63 - 1, 2**63, 2**70)))
fitting = st.sampled_from([
    (code, debit, credit) for code in CODES for debit in ACCOUNTS for credit in ACCOUNTS if Town.fits(None, code, debit, credit)
])
anything = st.tuples(st.sampled_from(CODES), st.sampled_from(ACCOUNTS), st.sampled_from(ACCOUNTS))
incomes = st.tuples(st.sampled_from(("income_for_work", "allowance")), st.just("society"), st.sampled_from(PEOPLE))


class Histories(RuleBasedStateMachine):
    """Random histories of a town."""

    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.town = Town()

    @rule(kinds=st.one_of(fitting, fitting, incomes, anything), amount=amounts, days=st.one_of(st.none(), st.none(), st.integers(0, 5)))
    def transfer(self, kinds, amount, days):
        """Something is asked for."""
        self.town.transfer(*kinds, amount, days)

    def entry(self, at: int, of: dict) -> int:
        """Return the number of some entry, most often of a fitting one."""
        fit = sorted(of)
        return fit[at % len(fit)] if fit and at % 5 else at % (self.town.book.length + 1)

    @rule(at=st.integers(0, 200), amount=st.one_of(st.none(), st.integers(0, 50)))
    def settle(self, at, amount):
        """Something pending is settled."""
        self.town.settle(self.entry(at, self.town.pending), amount)

    @rule(at=st.integers(0, 200))
    def void(self, at):
        """Something pending is voided."""
        self.town.void(self.entry(at, self.town.pending))

    @rule(at=st.integers(0, 200))
    def reverse(self, at):
        """Something posted is reversed."""
        self.town.reverse(self.entry(at, self.town.posted))

    @rule(days=st.integers(0, 3))
    def wait(self, days):
        """Days pass."""
        self.town.day += days

    @rule()
    def expire(self):
        """The day is begun."""
        self.town.expire()

    @precondition(lambda self: self.town.asked)
    @rule(at=st.integers(0, 1000))
    def ask_again(self, at):
        """Something is asked for again."""
        self.town.ask_again(at)

    @rule()
    def branch(self):
        """Another book grows from this one."""
        self.town.branch()

    @rule()
    def read_again(self):
        """The book is read from its lines."""
        self.town.read_again()

    @invariant()
    def sums(self):
        """Every sum is zero after every step."""
        type(self).steps += 1
        self.town.check_sums()

    def teardown(self):
        self.town.check_identities()
        self.town.read_again()


QUIET = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)


def test_random_histories_keep_every_law():
    run_state_machine_as_test(
        Histories, settings=settings(max_examples=30, stateful_step_count=40, deadline=None, suppress_health_check=QUIET)
    )


@pytest.mark.long
def test_fifty_thousand_steps_keep_every_law():
    Histories.steps = 0
    run_state_machine_as_test(
        Histories, settings=settings(max_examples=600, stateful_step_count=100, deadline=None, suppress_health_check=QUIET)
    )
    assert Histories.steps >= 50_000


def walk(town: Town, chance: Random, steps: int) -> None:
    """Let ``steps`` random things happen to one town."""
    fits = [(code, debit, credit) for code in CODES for debit in ACCOUNTS for credit in ACCOUNTS if town.fits(code, debit, credit)]
    for _ in range(steps):
        act = chance.random()
        if act < 0.6:
            kinds = chance.choice(fits) if chance.random() < 0.6 else ("income_for_work", "society", chance.choice(PEOPLE))
            town.transfer(*kinds, chance.randint(1, 60), chance.choice((None, None, None, chance.randint(0, 9))))
        elif act < 0.7 and town.pending:
            town.settle(chance.choice(sorted(town.pending)), chance.choice((None, chance.randint(1, 40))))
        elif act < 0.75 and town.pending:
            town.void(chance.choice(sorted(town.pending)))
        elif act < 0.85 and town.posted:
            town.reverse(chance.choice(sorted(town.posted)[-50:]))
        elif act < 0.95 and town.asked:
            town.ask_again(chance.randrange(len(town.asked)))
        else:
            town.day += chance.randint(0, 1)
        town.check_sums()
    town.check_identities()
    town.read_again()


def test_one_history_of_two_thousand_steps_keeps_every_law():
    walk(Town(), Random(2027), 2_000)


@pytest.mark.long
def test_one_history_of_fifty_thousand_steps_keeps_every_law():
    town = Town()
    walk(town, Random(2028), 50_000)
    assert town.book.length > 30_000
