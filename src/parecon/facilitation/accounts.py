"""The values of a round: net output, the fund, and who gets what (institutions.md 3)."""

from __future__ import annotations

import numpy as np

from parecon.economy import CouncilKind, Economy, GoodKind, RowTotals
from parecon.facilitation.pollution import permitted_by
from parecon.quantities import exact_value

__all__ = ["close_accounts", "fund_of", "value_of_rows"]


def value_of_rows(rows: RowTotals, economy: Economy, prices: np.ndarray, kind: CouncilKind) -> tuple[int, int]:
    """Return the value of supply and of use of all rows of one kind, exact, in smallest units."""
    mine = (economy.row_kind == kind)[rows.row]
    at = prices[rows.good[mine]]
    return exact_value(at, rows.supply[mine]), exact_value(at, rows.use[mine])


def _goods_value(rows, economy, prices, kind, kinds) -> tuple[int, int]:
    chosen = np.isin(np.arange(len(economy.goods)), np.concatenate([economy.kinds(k) for k in kinds]))
    mine = (economy.row_kind == kind)[rows.row] & chosen[rows.good]
    at = prices[rows.good[mine]]
    return exact_value(at, rows.supply[mine]), exact_value(at, rows.use[mine])


PRODUCTS = (GoodKind.PRODUCT, GoodKind.IMPORT, GoodKind.COLLECTIVE)


def close_accounts(rows: RowTotals, economy: Economy, prices: np.ndarray) -> dict[str, int]:
    """Return the accounts of one set of totals at ``prices``, in smallest units of value.

    net_output (NV), investment, net_exports, stock_release, private, collective,
    own_emissions; emissions, what pollutants are worth that all emit, compensation, what
    communities are due for those they permit, emission_kept, charges for pollutants
    without a community, and emission_gap, the value of what is emitted over what is
    permitted: emissions = compensation + emission_kept + emission_gap (A7); fund: F = NV - investment + stock release - net exports, the value
    of private and collective consumption when every good balances (A4); incomes: F plus
    what households pay for their own emissions, which returns to the fund (A7).
    """
    made, used = _goods_value(rows, economy, prices, CouncilKind.WORKER, PRODUCTS)
    _, private = _goods_value(rows, economy, prices, CouncilKind.CONSUMER, PRODUCTS)
    _, own = _goods_value(rows, economy, prices, CouncilKind.CONSUMER, (GoodKind.POLLUTANT,))
    _, collective = value_of_rows(rows, economy, prices, CouncilKind.COLLECTIVE)
    _, investment = value_of_rows(rows, economy, prices, CouncilKind.INVESTMENT)
    _, exports = value_of_rows(rows, economy, prices, CouncilKind.TRADE)
    harm = _pollution_values(rows, economy, prices)
    imports = economy.kinds(GoodKind.IMPORT)
    needed = np.zeros(len(economy.goods), dtype=np.int64)
    np.add.at(needed, rows.good, rows.use - rows.supply)
    bought = exact_value(prices[imports], np.maximum(needed[imports] - economy.endowment[imports], 0))
    stock = np.concatenate([economy.kinds(k) for k in PRODUCTS]).astype(np.int64)
    released = exact_value(prices[stock], economy.endowment[stock]) - exact_value(prices[stock], economy.claim[stock])
    net_output, net_exports = made - used, exports - bought
    fund = net_output - investment + released - net_exports
    return {
        "net_output": net_output, "investment": investment, "stock_release": released, "exports": exports, "imports": bought,
        "net_exports": net_exports, "private": private, "collective": collective, "own_emissions": own,
        **harm,
        "fund": fund, "incomes": fund + own,
    }


def _pollution_values(rows, economy, prices) -> dict[str, int]:
    """Return what pollutants are worth that are emitted, permitted by those affected, and charged where nobody is compensated."""
    voted = np.array([economy.labels.position(c.pollutant) for c in economy.communities], dtype=np.int64)
    emitted = np.zeros(len(economy.goods), dtype=np.int64)
    np.add.at(emitted, rows.good, rows.use)
    unvoted = np.setdiff1d(economy.kinds(GoodKind.POLLUTANT), voted)
    worth = [exact_value(prices[at], amount) for at, amount in
             ((voted, emitted[voted]), (unvoted, emitted[unvoted]), (voted, permitted_by(rows, economy)))]
    return {"emissions": worth[0] + worth[1], "compensation": worth[2], "emission_kept": worth[1], "emission_gap": worth[0] - worth[2]}


def fund_of(rows: RowTotals, economy: Economy, prices: np.ndarray) -> tuple[int, int]:
    """Return (incomes, collective) that ``rows`` would give at ``prices``, with foreign trade at its agreed surplus.

    The board predicts net exports as the claim on foreign exchange, not as the gap of the moment.
    """
    accounts = close_accounts(rows, economy, prices)
    exchange = economy.kinds(GoodKind.FOREIGN_EXCHANGE)
    if len(exchange):
        agreed = exact_value(prices[exchange], (economy.claim - economy.endowment)[exchange])
        accounts["incomes"] += accounts["net_exports"] - agreed
    return accounts["incomes"], accounts["collective"]
