"""The codes of transfer: who is debited, who is credited, what becomes of the credits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from parecon.ledger.kinds import AccountKind

__all__ = ["CODE_RULES", "CodeRule", "Condition", "Effect", "TransferCode"]


class TransferCode(StrEnum):
    """What a transfer is for; the meanings stand in ``CODE_RULES``."""

    INCOME_FOR_WORK = "income_for_work"
    OVERTIME = "overtime"
    ALLOWANCE = "allowance"
    COMPENSATION = "compensation"
    NEED_FUND = "need_fund"
    NEED_RETURNED = "need_returned"
    DRAW_OF_GOODS = "draw_of_goods"
    NEED_DRAW = "need_draw"
    COLLECTIVE_DRAW = "collective_draw"
    COLLECTIVE_SHARE = "collective_share"
    FEDERATION_SHARE = "federation_share"
    SAVING = "saving"
    USE_OF_SAVINGS = "use_of_savings"
    LOAN = "loan"
    REPAYMENT = "repayment"
    LOAN_FORGIVEN = "loan_forgiven"
    CREDITS_LAPSED = "credits_lapsed"
    DELIVERY = "delivery"
    INPUT = "input"
    CHARGE_LABOUR = "charge_labour"
    CHARGE_NATURE = "charge_nature"
    CHARGE_CAPITAL = "charge_capital"
    CHARGE_EMISSION = "charge_emission"
    CHARGE_SOCIAL = "charge_social"
    SOCIAL_GRANT = "social_grant"
    SURPLUS = "surplus"
    DEFICIT = "deficit"
    INVESTMENT = "investment"
    INDUSTRY_ALLOTMENT = "industry_allotment"
    INDUSTRY_DRAW = "industry_draw"
    INDUSTRY_RETURNED = "industry_returned"
    STOCK_TAKEN_IN = "stock_taken_in"
    STOCK_RELEASED = "stock_released"
    EXPORTS = "exports"
    IMPORTS = "imports"
    BROUGHT_FORWARD = "brought_forward"
    DEBT_BROUGHT_FORWARD = "debt_brought_forward"


class Effect(StrEnum):
    """What a transfer does to the credits outstanding (identity A6)."""

    ISSUES = "issues"
    DESTROYS = "destroys"
    KEEPS = "keeps"
    OUTSIDE = "outside"
    OPENS = "opens"


class Condition(StrEnum):
    """What a transfer needs besides the right kinds of account."""

    SAME_OWNER = "same owner"
    REFERENCE = "reference"
    APPROVAL = "approval"
    OPENING = "opening"


@dataclass(frozen=True)
class CodeRule:
    """One row of the table of codes: kinds debited, kinds credited, effect, conditions, what it means."""

    code: TransferCode
    debits: tuple[AccountKind, ...]
    credits: tuple[AccountKind, ...]
    effect: Effect
    conditions: tuple[Condition, ...]
    meaning: str


_K = AccountKind
_C = TransferCode
_PERSON, _SAVINGS, _LOAN, _ALLOWANCE = (_K.PERSON,), (_K.SAVINGS,), (_K.LOAN,), (_K.ALLOWANCE,)
_SOCIETY, _GOODS = (_K.SOCIETY,), (_K.GOODS,)
_WORKERS, _INDUSTRY = (_K.WORKER_COUNCIL,), (_K.INDUSTRY_FEDERATION,)
_COUNCILS = (_K.CONSUMER_COUNCIL, _K.CONSUMER_FEDERATION)
_CONSUMERS = _PERSON + _COUNCILS
_MAY_HOLD = tuple(kind for kind in _K if kind not in (_K.SOCIETY, _K.LOAN))
_MAY_OWE = _LOAN + _COUNCILS + _WORKERS + _GOODS
_ISSUES, _DESTROYS, _KEEPS, _OUTSIDE, _OPENS = Effect
_OWN, _REFERENCE = (Condition.SAME_OWNER,), (Condition.REFERENCE,)
_OPENING = (Condition.OPENING,)

CODE_RULES = MappingProxyType({
    row[0]: CodeRule(*row)
    for row in (
        (_C.INCOME_FOR_WORK, _SOCIETY, _PERSON, _ISSUES, (), "Income for effort and sacrifice at work."),
        (_C.OVERTIME, _SOCIETY, _PERSON, _ISSUES, (), "Income for hours beyond the plan, at the normal rate."),
        (_C.ALLOWANCE, _SOCIETY, _PERSON, _ISSUES, (), "Income of those who cannot or need not work."),
        (_C.COMPENSATION, _SOCIETY, _PERSON, _ISSUES, _REFERENCE,
         "A share of the charge for emissions that a harmed community permitted; the reference is the pollutant."),
        (_C.NEED_FUND, _SOCIETY, _ALLOWANCE, _ISSUES, (), "What a council may draw for its members' needs."),
        (_C.NEED_RETURNED, _ALLOWANCE, _SOCIETY, _DESTROYS, (), "What was not needed goes back."),
        (_C.DRAW_OF_GOODS, _PERSON, _GOODS, _DESTROYS, (), "A person draws goods; the credits vanish."),
        (_C.NEED_DRAW, _ALLOWANCE, _GOODS, _DESTROYS, (), "A council draws goods for a need; the credits vanish."),
        (_C.COLLECTIVE_DRAW, _COUNCILS, _GOODS, _DESTROYS, (), "Collective goods are drawn; the credits vanish."),
        (_C.COLLECTIVE_SHARE, _PERSON, _COUNCILS, _KEEPS, (), "A person's equal share of collective goods."),
        (_C.FEDERATION_SHARE, _COUNCILS, (_K.CONSUMER_FEDERATION,), _KEEPS, (),
         "A council's or federation's charge for collective goods of a higher level."),
        (_C.SAVING, _CONSUMERS, _SAVINGS, _KEEPS, _OWN, "Consumption is put off."),
        (_C.USE_OF_SAVINGS, _SAVINGS, _CONSUMERS, _KEEPS, _OWN, "Consumption put off is taken up, no more and no less."),
        (_C.LOAN, _LOAN, _CONSUMERS, _KEEPS, _OWN + (Condition.APPROVAL,),
         "An approved loan is taken up; the reference is the approval."),
        (_C.REPAYMENT, _CONSUMERS, _LOAN, _KEEPS, _OWN, "A loan is repaid by consuming less."),
        (_C.LOAN_FORGIVEN, _SOCIETY, _LOAN, _ISSUES, _REFERENCE,
         "Society takes over a debt; the reference is the decision."),
        (_C.CREDITS_LAPSED, _PERSON + _SAVINGS, _SOCIETY, _DESTROYS, _REFERENCE,
         "Credits end with their person, for nobody inherits them; the reference is the reason."),
        (_C.DELIVERY, _GOODS, _WORKERS, _OUTSIDE, (), "Social benefit: the value of goods delivered."),
        (_C.INPUT, _WORKERS, _GOODS, _OUTSIDE, (), "Social cost: goods used up in production."),
        (_C.CHARGE_LABOUR, _WORKERS, _SOCIETY, _OUTSIDE, (), "Social cost: hours at the labour price, which is no income."),
        (_C.CHARGE_NATURE, _WORKERS, _SOCIETY, _OUTSIDE, (), "Social cost: land and other natural resources."),
        (_C.CHARGE_CAPITAL, _WORKERS, _SOCIETY, _OUTSIDE, (), "Social cost: services of produced capital."),
        (_C.CHARGE_EMISSION, _WORKERS, _SOCIETY, _OUTSIDE, _REFERENCE,
         "Social cost: emissions; the reference is the pollutant."),
        (_C.CHARGE_SOCIAL, _WORKERS, _SOCIETY, _OUTSIDE, (), "Social cost: the fixed rate of a product or industry."),
        (_C.SOCIAL_GRANT, _SOCIETY, _WORKERS, _OUTSIDE, (), "A social charge whose rate is below zero."),
        (_C.SURPLUS, _WORKERS, _SOCIETY, _OUTSIDE, (), "Social benefit beyond social cost; nobody's income."),
        (_C.DEFICIT, _SOCIETY, _WORKERS, _OUTSIDE, (), "Social cost beyond social benefit, carried by all."),
        (_C.INVESTMENT, _SOCIETY, _GOODS, _OUTSIDE, (), "Goods drawn for investment."),
        (_C.INDUSTRY_ALLOTMENT, _SOCIETY, _INDUSTRY, _OUTSIDE, (),
         "What the investment plan allots to a federation of worker councils."),
        (_C.INDUSTRY_DRAW, _INDUSTRY, _GOODS, _OUTSIDE, (), "Goods drawn by that federation."),
        (_C.INDUSTRY_RETURNED, _INDUSTRY, _SOCIETY, _OUTSIDE, (), "What that federation did not draw goes back."),
        (_C.STOCK_TAKEN_IN, _SOCIETY, _GOODS, _OUTSIDE, (), "Goods put into stock."),
        (_C.STOCK_RELEASED, _GOODS, _SOCIETY, _OUTSIDE, (), "Goods taken out of stock."),
        (_C.EXPORTS, _SOCIETY, _GOODS, _OUTSIDE, (), "Goods sent abroad."),
        (_C.IMPORTS, _GOODS, _SOCIETY, _OUTSIDE, (), "Goods that come from abroad."),
        (_C.BROUGHT_FORWARD, _SOCIETY, _MAY_HOLD, _OPENS, _OPENING, "A balance above zero of the book before."),
        (_C.DEBT_BROUGHT_FORWARD, _MAY_OWE, _SOCIETY, _OPENS, _OPENING, "A balance below zero of the book before."),
    )
})
