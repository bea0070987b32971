"""A year is closed, and what was really made and used becomes the next year's last year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from parecon.economy import Actuals, CouncilKind, Economy, GoodKind, total_actuals
from parecon.execution.deliveries import Answer
from parecon.execution.draws import let_expire
from parecon.execution.refusals import ExecutionReason
from parecon.execution.year import GOODS, SOCIETY, ExecutionYear, begin_act, end_act, post, refuse
from parecon.ledger import Transfer, close_book, post_batch, save_unused
from parecon.work import divide_exactly

__all__ = ["close_year", "next_economy", "year_actuals", "year_figures"]


def close_year(year: ExecutionYear, request: str, day: str) -> Answer:
    """Return the year closed for good: hours worked are counted, surpluses handed over, stocks taken in, unused credits saved, the book closed.

    Refused while anything is waiting to be collected; what is past its last day expires
    first. `next_economy` and `year_actuals` then say what the next year begins with.
    """
    begun, refusal, before = begin_act(year, request, day, ("close", day))
    if refusal or before:
        return year, refusal
    begun = let_expire(begun)
    if begun.waiting:
        first = min(begun.waiting)
        return year, refuse(ExecutionReason.STILL_RESERVED, first, (len(begun.waiting), 0, "reservations"), "have them collected or given back")
    begun = _count_hours(begun)
    book = post(begun, [*_surpluses(begun, request), *_stock_taken_in(begun, request)])
    saved = post_batch(book, save_unused(book, f"{request}:saved"), day)
    assert not saved.refusals, f"what is unused can be saved: {next(iter(saved.refusals.values()))}"
    posting = close_book(saved.book, day, request=f"{request}:book")
    assert posting.accepted, f"a year without anything pending can be closed: {posting.answer}"
    return end_act(begun, request, ("close", day), book=posting.book, closed=True), None


def _count_hours(year: ExecutionYear) -> ExecutionYear:
    """Return the year with the hours that workplaces used put down to the neighbourhoods in proportion to what they offered."""
    lines = year.lines
    for good in year.economy.kinds(GoodKind.LABOUR):
        offers = np.flatnonzero((lines.good == good) & lines.made)
        used = int(lines.actual[(lines.good == good) & ~lines.made].sum())
        if len(offers) and lines.wanted[offers].any():
            lines = lines.change("actual", offers, divide_exactly(used, lines.wanted[offers]))
    return replace(year, lines=lines)


def _surpluses(year: ExecutionYear, request: str) -> list[Transfer]:
    found = []
    for council in np.flatnonzero(year.economy.councils.kind == CouncilKind.WORKER):
        account = year.account_of(int(council))
        units = year.book.balance_units(account)
        code, debit, credit = ("surplus", account, SOCIETY) if units > 0 else ("deficit", SOCIETY, account)
        found.append(Transfer(request=f"{request}:{account}", code=code, debit=debit, credit=credit, amount_units=abs(units)))
    return found


def _stock_taken_in(year: ExecutionYear, request: str) -> list[Transfer]:
    """Return the transfer that takes over what was delivered and not drawn, at the values at which it came and went."""
    units = year.book.balance_units(GOODS)
    if units <= 0:
        return [Transfer(request=f"{request}:stock", code="stock_taken_in", debit=SOCIETY, credit=GOODS, amount_units=-units)]
    return [Transfer(request=f"{request}:stock", code="stock_released", debit=GOODS, credit=SOCIETY, amount_units=units)]


def year_actuals(year: ExecutionYear) -> Actuals:
    """Return what each council really made and used, for forms and for councils that will be silent (institutions.md 2.8)."""
    lines = year.lines
    there = np.flatnonzero(lines.actual > 0)
    councils, first = np.unique(lines.council[there], return_index=True)
    quantity = np.where(lines.made[there], lines.actual[there], -lines.actual[there])
    return Actuals(councils, np.append(first, len(there)), lines.good[there], quantity)


def next_economy(year: ExecutionYear) -> Economy:
    """Return the economy of the next year: last year is what was made and used, stocks are what lies there, prices are the plan's.

    What was decided on collective goods is what places have now. Land, machines and permits are given as before; what of the currency outside is there
    beyond what was to be kept is given, what lacks of it is still to be kept. Hours that
    people want to work stay as they were until they say otherwise. Asserts that the year
    is closed.
    """
    assert year.closed, "a year is closed before the next one begins"
    economy = year.economy
    endowment, claim = economy.endowment.copy(), economy.claim.copy()
    for good in range(len(economy.goods)):
        if year.is_stocked(good):
            endowment[good] = year.stock[good]
        elif year.kind_of(good) is GoodKind.FOREIGN_EXCHANGE:
            over = int(year.stock[good]) - int(economy.claim[good])
            endowment[good] = max(over, 0)
            claim[good] = int(economy.claim[good]) + max(-over, 0)
    held = economy.collective
    if held is not None:
        held = replace(held, last_amount=held.amount, filed=held.amount, settled_prices=np.zeros(0))
    return replace(economy, year=economy.year + 1, collective=held, last_totals=total_actuals(year_actuals(year), economy.councils), last_prices=year.plan.prices,
                   endowment=endowment, claim=claim, coming_size=None)


def year_figures(year: ExecutionYear) -> Mapping[str, float]:
    """Return what the year came to: share of deliveries and of private wishes fulfilled by value, credits issued, drawn, saved and lent, and the number of acts."""
    lines, prices = year.lines, year.plan.prices
    value = lambda name, mine: float((getattr(lines, name)[mine] / 1e9) @ prices[lines.good[mine]])  # noqa: E731
    kind = year.economy.councils.kind[lines.council]
    made, private = lines.made & (kind == CouncilKind.WORKER), ~lines.made & (kind == CouncilKind.CONSUMER)
    units, turnover = year.charter["ledger.units_per_credit"], year.book.turnover_units()
    share = lambda mine: value("actual", mine) / max(value("planned", mine), 1e-300)  # noqa: E731
    return {"delivered_share": share(made), "drawn_share": share(private),
            "issued_credits": (turnover["income_for_work"] + turnover["allowance"] + turnover["overtime"]) / units, "drawn_credits": turnover["draw_of_goods"] / units,
            "saved_credits": turnover["saving"] / units, "lent_credits": turnover["loan"] / units, "shocks": len(year.shocks), "acts": len(year.done)}
