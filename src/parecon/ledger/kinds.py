"""The kinds of account, and how far each may fall below zero."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

__all__ = ["KIND_RULES", "AccountKind", "BelowZero", "KindRule"]


class AccountKind(StrEnum):
    """What an account is for; the meanings stand in ``KIND_RULES``."""

    PERSON = "person"
    SAVINGS = "savings"
    LOAN = "loan"
    CONSUMER_COUNCIL = "consumer_council"
    CONSUMER_FEDERATION = "consumer_federation"
    ALLOWANCE = "allowance"
    SOCIETY = "society"
    WORKER_COUNCIL = "worker_council"
    INDUSTRY_FEDERATION = "industry_federation"
    GOODS = "goods"


class BelowZero(StrEnum):
    """How far a kind of account may fall below zero."""

    NEVER = "never"
    TO_ITS_LIMIT = "to its limit"
    TO_THE_LOAN = "to what the loan leaves"
    FREELY = "freely"


@dataclass(frozen=True)
class KindRule:
    """One row of the table of kinds: the kind, who may own such an account, how far below zero, what it means."""

    kind: AccountKind
    owned_by: tuple[AccountKind, ...]
    below_zero: BelowZero
    meaning: str


_K, _B = AccountKind, BelowZero
_CONSUMERS = (_K.PERSON, _K.CONSUMER_COUNCIL, _K.CONSUMER_FEDERATION)

KIND_RULES = MappingProxyType({
    rule.kind: rule
    for rule in (
        KindRule(_K.PERSON, (), _B.NEVER, "One person's credits for use now."),
        KindRule(_K.SAVINGS, _CONSUMERS, _B.NEVER, "Consumption put off by its owner, without interest."),
        KindRule(_K.LOAN, _CONSUMERS, _B.TO_THE_LOAN,
                 "One approved loan: below zero by what its owner still owes, without interest."),
        KindRule(_K.CONSUMER_COUNCIL, (), _B.TO_ITS_LIMIT, "A consumer council's account for collective goods."),
        KindRule(_K.CONSUMER_FEDERATION, (), _B.TO_ITS_LIMIT,
                 "A federation of consumer councils' account for collective goods of its level."),
        KindRule(_K.ALLOWANCE, (_K.CONSUMER_COUNCIL, _K.CONSUMER_FEDERATION), _B.NEVER,
                 "What a council or federation may draw for needs; whose needs stays inside it."),
        KindRule(_K.SOCIETY, (), _B.FREELY,
                 "The Society account, one in each book: the only payer of incomes, the receiver of all charges."),
        KindRule(_K.WORKER_COUNCIL, (), _B.FREELY,
                 "A worker council's social benefits less its social costs; zero once its surplus is handed over."),
        KindRule(_K.INDUSTRY_FEDERATION, (), _B.NEVER,
                 "What the investment plan allots to a federation of worker councils."),
        KindRule(_K.GOODS, (), _B.FREELY,
                 "Goods delivered and not yet drawn, below zero by their value; here credits vanish."),
    )
})
