"""What workplaces and boards do during the year: deliver, use, sell outside."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from parecon.economy import CouncilKind, GoodKind
from parecon.execution.refusals import ExecutionReason, ExecutionRefusal
from parecon.execution.year import GOODS, SOCIETY, ExecutionYear, begin_act, end_act, fixed_amount, place_of, post, refuse
from parecon.ledger import Transfer

__all__ = ["Act", "deliver", "sell_outside", "use_goods"]

Answer = tuple[ExecutionYear, ExecutionRefusal | None]

_CHARGES = {GoodKind.LABOUR: "charge_labour", GoodKind.NATURE: "charge_nature", GoodKind.CAPITAL: "charge_capital", GoodKind.POLLUTANT: "charge_emission"}


@dataclass(frozen=True)
class Act:
    """Something a council did: id made by its author, day, position of the council, code of the good, units."""

    request: str
    day: str
    council: int
    good: str
    units: float

    @property
    def body(self) -> tuple:
        """What the act says besides its id."""
        return (self.day, self.council, self.good, self.units)


def deliver(year: ExecutionYear, act: Act) -> Answer:
    """Return the year with a workplace's delivery in stock and credited to it, or unchanged with the refusal.

    Refused beyond the plan and what the charter allows on top
    (`execution.delivery_over_plan_max`), and for goods that the workplace has no line of.
    """
    begun, refusal, before = begin_act(year, act.request, act.day, ("deliver", *act.body))
    if refusal or before:
        return year, refusal
    good, line, amount, refusal = _line_of(begun, act, made=True, kind=CouncilKind.WORKER)
    if refusal:
        return year, refusal
    lines = begun.lines
    value = _value_of_step(begun, line, amount)
    account = begun.account_of(act.council)
    social = round(value * float(begun.economy.social_rate[begun.economy.councils.row[act.council]]))
    charge = ("charge_social", account, SOCIETY) if social > 0 else ("social_grant", SOCIETY, account)
    book = post(begun, [Transfer(request=act.request, code="delivery", debit=GOODS, credit=account, amount_units=value, reference=act.good),
                        Transfer(request=f"{act.request}:social", code=charge[0], debit=charge[1], credit=charge[2], amount_units=abs(social), reference=act.good)])
    stock = begun.stock.copy()
    stock[good] += amount
    return end_act(begun, act.request, ("deliver", *act.body), book=book, stock=stock, lines=lines.change("actual", line, lines.actual[line] + amount)), None


def use_goods(year: ExecutionYear, act: Act) -> Answer:
    """Return the year with what a workplace, a collective council or the investment board used, or unchanged with the refusal.

    Products come out of stock; what is bought outside is bought when it is needed. Hours,
    land, machines and permits are charged to the workplace, up to what there is of them.
    """
    begun, refusal, before = begin_act(year, act.request, act.day, ("use", *act.body))
    if refusal or before:
        return year, refusal
    good, line, amount, refusal = _line_of(begun, act, made=False, kind=None)
    if refusal:
        return year, refusal
    begun, bought, refusal = take_from(begun, good, amount)
    if refusal:
        return year, refusal
    value = _value_of_step(begun, line, amount)
    own = _use_transfer(begun, act, good, value)
    book = post(begun, [*([Transfer(request=f"{act.request}:bought", code="imports", debit=GOODS, credit=SOCIETY, amount_units=bought, reference=act.good)] if bought else []), own])
    if not hasattr(book, "balance_units"):
        return year, refuse(ExecutionReason.NOT_ENOUGH_CREDITS, begun.account_of(act.council), (book.asked, book.allowed, "smallest units"),
                            "use less, or settle with the federation who pays")
    return end_act(begun, act.request, ("use", *act.body), book=book, lines=begun.lines.change("actual", line, begun.lines.actual[line] + amount)), None


def sell_outside(year: ExecutionYear, act: Act, earned: float) -> Answer:
    """Return the year with goods sold outside by the trade desk, and ``earned`` units of the currency received, or unchanged with the refusal."""
    body = ("sell", *act.body, earned)
    begun, refusal, before = begin_act(year, act.request, act.day, body)
    if refusal or before:
        return year, refusal
    good, line, amount, refusal = _line_of(begun, act, made=False, kind=CouncilKind.TRADE)
    if refusal:
        return year, refusal
    exchange = int(begun.economy.kinds(GoodKind.FOREIGN_EXCHANGE)[0])
    income, refusal = fixed_amount(begun, exchange, earned)
    if refusal:
        return year, refusal
    begun, bought, refusal = take_from(begun, good, amount)
    if refusal:
        return year, refusal
    book = post(begun, [Transfer(request=f"{act.request}:bought", code="imports", debit=GOODS, credit=SOCIETY, amount_units=bought, reference=act.good),
                        Transfer(request=act.request, code="exports", debit=SOCIETY, credit=GOODS, amount_units=_value_of_step(begun, line, amount), reference=act.good)])
    lines = begun.lines.change("actual", line, begun.lines.actual[line] + amount).with_line(act.council, exchange, True)
    at = lines.find(act.council, exchange, True)
    stock = begun.stock.copy()
    stock[exchange] += income
    return end_act(begun, act.request, body, book=book, stock=stock, lines=lines.change("actual", at, lines.actual[at] + income)), None


def _line_of(year: ExecutionYear, act: Act, *, made: bool, kind: CouncilKind | None) -> tuple[int, int, int, ExecutionRefusal | None]:
    """Return good, line and amount of an act, or the refusal of one that the plan does not hold."""
    good, refusal = place_of(year, act.council, act.good)
    amount, refusal = fixed_amount(year, good, act.units) if refusal is None else (0, refusal)
    if refusal:
        return good, -1, amount, refusal
    council, mine = year.economy.council_name(act.council), year.council_kind(act.council)
    if mine is CouncilKind.CONSUMER or (kind is not None and mine is not kind) or (kind is None and mine is CouncilKind.TRADE):
        wanted = kind.name.lower() if kind is not None else "workplace, federation or investment board"
        return good, -1, amount, refuse(ExecutionReason.WRONG_KIND, council, (mine.name.lower(), wanted, ""), "record it for the council that did it")
    unit, line = year.economy.goods[good].unit, year.lines.find(act.council, good, made)
    if line < 0:
        return good, line, amount, refuse(ExecutionReason.NOT_IN_THE_PLAN, f"{council}, {act.good}", (act.units, 0, unit), "have the federation put it into the plan of this council")
    limit = math.floor(int(year.lines.wanted[line]) * (1.0 + year.charter["execution.delivery_over_plan_max"]))
    so_far = int(year.lines.actual[line])
    if so_far + amount > limit:
        return good, line, amount, refuse(ExecutionReason.BEYOND_THE_PLAN, f"{council}, {act.good}", ((so_far + amount) / 1e9, limit / 1e9, unit),
                                          "record what the plan allows, and ask the federation for the rest")
    return good, line, amount, None


def _value_of_step(year: ExecutionYear, line: int, amount: int) -> int:
    """Return the value of an amount on a line, so that all steps of a line sum to the value of the whole."""
    good, before = int(year.lines.good[line]), int(year.lines.actual[line])
    return year.units_of(good, before + amount) - year.units_of(good, before)


def _use_transfer(year: ExecutionYear, act: Act, good: int, value: int) -> Transfer:
    kind, account = year.council_kind(act.council), year.account_of(act.council)
    if kind is CouncilKind.COLLECTIVE:
        code, debit, credit = "collective_draw", account, GOODS
    elif kind is CouncilKind.INVESTMENT:
        code, debit, credit = "investment", SOCIETY, GOODS
    elif year.kind_of(good) in _CHARGES:
        code, debit, credit = _CHARGES[year.kind_of(good)], account, SOCIETY
    else:
        code, debit, credit = "input", account, GOODS
    return Transfer(request=act.request, code=code, debit=debit, credit=credit, amount_units=value, reference=act.good)


def take_from(year: ExecutionYear, good: int, amount: int) -> tuple[ExecutionYear, int, ExecutionRefusal | None]:
    """Return the year with an amount taken out of stock, what was bought for it in value, or the refusal; what is given is only counted."""
    if not year.is_stocked(good):
        return year, 0, _check_given(year, good, amount)
    year, bought, refusal = provide(year, good, amount)
    if refusal:
        return year, 0, refusal
    stock, taken = year.stock.copy(), year.taken.copy()
    stock[good] -= amount
    taken[min(year.week, len(taken) - 1), good] += amount
    return replace(year, stock=stock, taken=taken), bought, None


def provide(year: ExecutionYear, good: int, amount: int) -> tuple[ExecutionYear, int, ExecutionRefusal | None]:
    """Return the year with at least ``amount`` free in stock, buying what lacks of an import, and the value bought; or the refusal."""
    free = int(year.stock[good] - year.reserved[good])
    if free >= amount:
        return year, 0, None
    what, unit = year.economy.goods[good].name, year.economy.goods[good].unit
    if year.kind_of(good) is not GoodKind.IMPORT:
        return year, 0, refuse(ExecutionReason.NOT_IN_STOCK, what, (amount / 1e9, free / 1e9, unit), "take what is there, or wait for the next delivery")
    exchange = int(year.economy.follows[good])
    cost = math.ceil((amount - free) * float(year.economy.world_price[good]))
    there = int(year.stock[exchange]) + still_earned(year, exchange)
    if cost > there:
        return year, 0, refuse(ExecutionReason.NOT_ENOUGH_EXCHANGE, what, (cost / 1e9, there / 1e9, year.economy.goods[exchange].unit), "buy less, or sell more outside first")
    stock, bought = year.stock.copy(), year.bought.copy()
    stock[good] += amount - free
    bought[good] += amount - free
    stock[exchange] -= cost
    bought[exchange] += cost
    before = int(year.bought[good])
    return replace(year, stock=stock, bought=bought), year.units_of(good, before + amount - free) - year.units_of(good, before), None


def still_earned(year: ExecutionYear, exchange: int) -> int:
    """Return what the plan will still earn of the currency outside, fixed point."""
    mine = (year.lines.good == exchange) & year.lines.made
    return int(np.maximum(year.lines.wanted[mine] - year.lines.actual[mine], 0).sum())


def given_of(year: ExecutionYear, good: int) -> int:
    """Return how much there is in the year of what is given: hours that people offer, land, machines, permits with those that a community gives; fixed point."""
    offered = int(year.lines.wanted[(year.lines.good == good) & year.lines.made].sum())
    return offered if year.kind_of(good) is GoodKind.LABOUR else int(year.economy.endowment[good] - year.economy.claim[good]) + offered


def _check_given(year: ExecutionYear, good: int, amount: int) -> ExecutionRefusal | None:
    used = int(year.lines.actual[(year.lines.good == good) & ~year.lines.made].sum())
    limit = given_of(year, good)
    if used + amount <= limit:
        return None
    return refuse(ExecutionReason.BEYOND_WHAT_IS_GIVEN, year.economy.goods[good].name, ((used + amount) / 1e9, limit / 1e9, year.economy.goods[good].unit),
                  "use less of it, or agree on overtime where it is hours")
