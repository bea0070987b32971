"""The identities that a book keeps: units, value, incomes, credits, pollution, zero sum."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from types import MappingProxyType
from typing import Iterator, Mapping

from parecon.ledger.book import Book
from parecon.ledger.codes import CODE_RULES, Effect, TransferCode
from parecon.ledger.entries import Act, Entry
from parecon.ledger.kinds import AccountKind

__all__ = [
    "CreditFlow",
    "IncomeClosure",
    "PollutionFlow",
    "UnitResult",
    "credit_flow",
    "income_closure",
    "movements",
    "pollution_flows",
    "unit_results",
]

_C, _K = TransferCode, AccountKind
_HELD = frozenset({_K.PERSON, _K.SAVINGS, _K.CONSUMER_COUNCIL, _K.CONSUMER_FEDERATION, _K.ALLOWANCE})


def movements(book: Book, start: int = 0) -> Iterator[Entry]:
    """Yield the entries from number ``start`` that moved credits: posted, settled, reversed."""
    return (entry for entry in book.entries(start) if entry.act in (Act.POSTED, Act.SETTLED, Act.REVERSED))


@dataclass(frozen=True)
class CreditFlow:
    """Identity A6, in smallest units: what was issued less what was destroyed is the change in credits held less loans.

    held: credits that consumers hold, unused or saved. owed: outstanding loans. The
    two brought forward stood there before anything was posted.
    Source: institutions.md, section 3, A6.
    """

    issued: int
    destroyed: int
    held: int
    owed: int
    held_brought_forward: int
    owed_brought_forward: int

    @property
    def gap(self) -> int:
        """What the identity misses: zero in every book."""
        change = (self.held - self.held_brought_forward) - (self.owed - self.owed_brought_forward)
        return self.issued - self.destroyed - change


def credit_flow(book: Book) -> CreditFlow:
    """Return the two sides of identity A6 for all of ``book``, in smallest units."""
    turnover = book.turnover_units()
    by_effect = Counter()
    for code, rule in CODE_RULES.items():
        by_effect[rule.effect] += turnover[code]
    held = owed = held_before = owed_before = 0
    for account in book.accounts():
        held += book.balance_units(account.id) if account.kind in _HELD else 0
        owed -= book.balance_units(account.id) if account.kind is _K.LOAN else 0
    for entry in movements(book):
        if CODE_RULES[entry.code].effect is Effect.OPENS:
            for account, sign in ((entry.debit, -1), (entry.credit, 1)):
                kind = book.account(account).kind
                held_before += sign * entry.amount_units if kind in _HELD else 0
                owed_before -= sign * entry.amount_units if kind is _K.LOAN else 0
    return CreditFlow(by_effect[Effect.ISSUES], by_effect[Effect.DESTROYS], held, owed, held_before, owed_before)


@dataclass(frozen=True)
class IncomeClosure:
    """Identity A5, in smallest units: what consumers may use is what they draw, less what still lies unused.

    allowances include what went to funds for needs, less what came back; forgiven
    debts are in none of the terms, for nobody could draw them.
    Source: institutions.md, section 3, A5.
    """

    work: int
    allowances: int
    compensation: int
    saving: int
    repayments: int
    new_loans: int
    drawn_savings: int
    lapsed: int
    drawn: int
    unused: int

    @property
    def fund(self) -> int:
        """The left side of A5: incomes less what is put off or paid back, with what is taken up or lent."""
        incomes = self.work + self.allowances + self.compensation
        return incomes - self.saving - self.repayments + self.new_loans + self.drawn_savings - self.lapsed

    @property
    def gap(self) -> int:
        """What the identity misses: zero in every book."""
        return self.fund - self.drawn - self.unused


def income_closure(book: Book) -> IncomeClosure:
    """Return the terms of identity A5 for all of ``book``, in smallest units; ``unused`` is the change since its opening."""
    turnover, lapsed, unused = book.turnover_units(), 0, 0
    for account in book.accounts():
        if account.kind in _HELD and account.kind is not _K.SAVINGS:
            unused += book.balance_units(account.id)
    for entry in movements(book):
        sign = -1 if entry.act is Act.REVERSED else 1
        accounts = (entry.credit, entry.debit) if sign < 0 else (entry.debit, entry.credit)
        debit, credit = (book.account(account).kind for account in accounts)
        if entry.code == _C.CREDITS_LAPSED and debit is _K.PERSON:
            lapsed += sign * entry.amount_units
        if CODE_RULES[entry.code].effect is Effect.OPENS:
            unused += sign * entry.amount_units * ((debit in _HELD - {_K.SAVINGS}) - (credit in _HELD - {_K.SAVINGS}))
    return IncomeClosure(
        work=turnover[_C.INCOME_FOR_WORK] + turnover[_C.OVERTIME],
        allowances=turnover[_C.ALLOWANCE] + turnover[_C.NEED_FUND] - turnover[_C.NEED_RETURNED],
        compensation=turnover[_C.COMPENSATION],
        saving=turnover[_C.SAVING],
        repayments=turnover[_C.REPAYMENT],
        new_loans=turnover[_C.LOAN],
        drawn_savings=turnover[_C.USE_OF_SAVINGS],
        lapsed=lapsed,
        drawn=turnover[_C.DRAW_OF_GOODS] + turnover[_C.NEED_DRAW] + turnover[_C.COLLECTIVE_DRAW],
        unused=unused,
    )


@dataclass(frozen=True)
class UnitResult:
    """One worker council's year, in smallest units: social benefit, social cost, and the surplus handed over (A2).

    net_value is its benefit less goods used up: what it pays to the Society account
    once its balance is zero (A3). Source: institutions.md, section 3, A2 and A3.
    """

    benefit: int
    inputs: int
    charges: int
    surplus: int

    @property
    def cost(self) -> int:
        """Goods used up and all charges."""
        return self.inputs + self.charges

    @property
    def net_value(self) -> int:
        """Benefit less goods used up."""
        return self.benefit - self.inputs

    @property
    def gap(self) -> int:
        """Surplus not yet handed over: the council's balance, zero at the year's end."""
        return self.benefit - self.cost - self.surplus


_PLACES = {_C.DELIVERY: ("benefit", 1), _C.INPUT: ("inputs", 1), _C.SOCIAL_GRANT: ("charges", -1),
           _C.SURPLUS: ("surplus", 1), _C.DEFICIT: ("surplus", -1),
           _C.CHARGE_LABOUR: ("charges", 1), _C.CHARGE_NATURE: ("charges", 1), _C.CHARGE_CAPITAL: ("charges", 1),
           _C.CHARGE_EMISSION: ("charges", 1), _C.CHARGE_SOCIAL: ("charges", 1)}


def unit_results(book: Book) -> Mapping[str, UnitResult]:
    """Return the result of every worker council by account id, in the order of opening."""
    sums = {account.id: Counter() for account in book.accounts() if account.kind is _K.WORKER_COUNCIL}
    for entry in movements(book):
        if entry.code in _PLACES:
            term, sign = _PLACES[entry.code]
            council = entry.debit if entry.debit in sums else entry.credit
            sums[council][term] += -sign * entry.amount_units if entry.act is Act.REVERSED else sign * entry.amount_units
    names = ("benefit", "inputs", "charges", "surplus")
    return MappingProxyType({council: UnitResult(*(terms[name] for name in names)) for council, terms in sums.items()})


@dataclass(frozen=True)
class PollutionFlow:
    """One pollutant, in smallest units: charged to worker councils, paid to the communities harmed (A7).

    ``kept`` stays in the fund: zero where a community permits the emissions, and the
    whole charge under a hard cap without one. Source: institutions.md, section 3, A7.
    """

    charged: int
    compensated: int

    @property
    def kept(self) -> int:
        """What was charged and not paid on."""
        return self.charged - self.compensated


def pollution_flows(book: Book) -> Mapping[str, PollutionFlow]:
    """Return charges and compensation by pollutant, which is the reference of both."""
    sums: dict[str, Counter] = {}
    for entry in movements(book):
        if entry.code in (_C.CHARGE_EMISSION, _C.COMPENSATION):
            sign = -1 if entry.act is Act.REVERSED else 1
            reference = posted_reference(book, entry)
            sums.setdefault(reference, Counter())[entry.code] += sign * entry.amount_units
    return MappingProxyType({
        pollutant: PollutionFlow(terms[_C.CHARGE_EMISSION], terms[_C.COMPENSATION]) for pollutant, terms in sorted(sums.items())
    })


def posted_reference(book: Book, entry: Entry) -> str:
    """Return the reference under which an entry's transfer was first asked for."""
    while entry.act in (Act.SETTLED, Act.REVERSED):
        entry = book.entry(entry.about)
    return entry.reference
