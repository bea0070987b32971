"""Whether a town's last year balances, good by good, and what an hour of its work was worth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from parecon.datasets.town_record import TownRecord
from parecon.economy import CouncilKind, GoodKind
from parecon.quantities import as_units

__all__ = ["check_balances", "check_incomes", "price_work"]


_LARGEST = 10**9
"""Units of one good in a year, beyond which sums would no longer fit into fixed point."""


def check_balances(record: TownRecord, given, tools) -> None:
    """Note a fault for each good of which more was used than made, or made than used, by more than the charter allows.

    given: amount, last year's and claim of each endowment; tools: the reader of the sheet
    goods, the line of each good, the charter. Bought goods need no maker; nature, capital
    and permits without a line in the sheet endowments are given as they were used.
    """
    cells, lines, charter = tools
    share = charter["datasets.town_imbalance_share_max"]
    made, used = _totals(record)
    for i, good in enumerate(record.goods):
        if good.kind in (GoodKind.IMPORT, GoodKind.FOREIGN_EXCHANGE) or (i not in given and good.kind in (GoodKind.NATURE, GoodKind.CAPITAL, GoodKind.POLLUTANT)):
            continue
        there, gone = made[i] + (float(given[i][1]) if i in given else 0.0), used[i] + (float(given[i][2]) if i in given else 0.0)
        if max(there, gone) > _LARGEST:
            cells.fault(lines[i], "unit", "the good has too many units to be counted", found=f"{max(there, gone):,.6g}", expected=f"at most {_LARGEST:,}",
                        way_out="count it in a larger unit")
        spare = good.kind in (GoodKind.NATURE, GoodKind.CAPITAL, GoodKind.POLLUTANT)
        if abs(gone - there) <= share * max(gone, there) or (spare and there > gone):
            continue
        offered = good.kind is GoodKind.LABOUR
        told = f"last year {gone:,.6g} {good.unit} were used and {there:,.6g}"
        cells.fault(lines[i], "name", f"{told} offered or given" if offered else f"{told} made or given", found=f"a difference of {abs(gone - there):,.6g}",
                    expected=f"at most {share:.3%} of the larger side",
                    way_out="add the missing lines to last_year, correct what was offered, or write a stock that was used up into endowments as last_year" if offered
                    else "add the missing lines to last_year, correct what was made, or write a stock that was used up into endowments as last_year")


def check_incomes(record: TownRecord, tools) -> None:
    """Note a fault where last year's consumption was worth nothing, or more than can be counted: nobody could be given an income.

    It is what the workplaces made beyond what they used of goods, with what was bought
    outside, less investment and exports.
    """
    cells, lines = tools
    kind = np.array([c.kind for c in record.councils])[np.repeat(record.actuals.council, np.diff(record.actuals.start))]
    goods = np.array([g.kind in (GoodKind.PRODUCT, GoodKind.IMPORT, GoodKind.COLLECTIVE) for g in record.goods])[record.actuals.good]
    value = as_units(record.actuals.quantity) * record.price[record.actuals.good]
    kept = np.isin(kind, (CouncilKind.WORKER, CouncilKind.INVESTMENT, CouncilKind.TRADE)) & goods
    made, used = _totals(record)
    worth = float(value[kept].sum()) + float((np.maximum(used - made, 0.0) * record.price)[record.world_price > 0].sum())
    if not 0 < worth <= _LARGEST:
        cells.fault(lines[0], "price", "by these prices and amounts nobody consumed anything that can be counted", found=f"goods worth {worth:,.6g} credits for all people together",
                    expected=f"more than 0 and at most {_LARGEST:,}", way_out="correct prices and amounts, or count prices in a larger unit of the currency")


def _totals(record: TownRecord) -> tuple[np.ndarray, np.ndarray]:
    made, used = np.zeros(len(record.goods)), np.zeros(len(record.goods))
    quantity = as_units(record.actuals.quantity)
    np.add.at(made, record.actuals.good, np.maximum(quantity, 0.0))
    np.add.at(used, record.actuals.good, np.maximum(-quantity, 0.0))
    return made, used


def price_work(record: TownRecord, tools) -> TownRecord:
    """Return the record with a price of work, where none was stated: what last year's products were worth beyond all else, per hour of work used."""
    labour = next(i for i, good in enumerate(record.goods) if good.kind is GoodKind.LABOUR)
    if record.price[labour] > 0:
        return record
    cells, lines = tools
    working = np.array([c.kind is CouncilKind.WORKER for c in record.councils])
    rate = np.array([c.social_rate for c in record.councils])
    owner = np.repeat(record.actuals.council, np.diff(record.actuals.start))
    quantity = as_units(record.actuals.quantity)
    mine = working[owner]
    worth = np.where(quantity > 0, 1.0 - rate[owner], 1.0) * quantity * record.price[record.actuals.good]
    hours = -quantity[mine & (record.actuals.good == labour)].sum()
    left = float(worth[mine & (record.actuals.good != labour)].sum())
    if hours <= 0 or left <= 0:
        cells.fault(lines[labour], "price", f"the price of an hour cannot be told: the workplaces' products were worth {left:,.6g} credits more than what they used, for {hours:,.6g} hours",
                    expected="more than 0 of both", found="an empty cell", way_out="correct prices or amounts, or write the price of an hour of work")
        return record
    price = record.price.copy()
    price[labour] = left / hours
    return replace(record, price=price)
