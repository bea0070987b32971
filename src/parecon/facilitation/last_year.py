"""Last year's actuals, announced before the first round (institutions.md 2.2)."""

from __future__ import annotations

import numpy as np

from parecon.economy import Economy
from parecon.facilitation.accounts import close_accounts
from parecon.facilitation.aggregate import Filings, total_of_rows
from parecon.facilitation.collective import share_collective
from parecon.facilitation.incomes import income_weights, split_fund
from parecon.facilitation.pollution import compensate, permitted_by
from parecon.facilitation.record import RoundRecord
from parecon.proposals import Announcement
from parecon.quantities import as_units, to_fixed

__all__ = ["last_year"]


def last_year(economy: Economy, charter) -> RoundRecord:
    """Return last year's actuals as if they had been a closed round at last year's prices."""
    rows, prices = economy.last_totals, economy.last_prices
    accounts = close_accounts(rows, economy, prices)
    whole = accounts["incomes"]
    due = compensate(economy, prices, as_units(permitted_by(rows, economy)), accounts["compensation"])
    charged = share_collective(economy, accounts["collective"], prices)
    budgets = split_fund(economy, whole - int(due.sum()), charged - due, economy.hours, charter=charter)
    factor = 1.0
    if not economy.fixed_incomes:
        factor = (whole - int(due.sum())) / 1e9 / max(float(income_weights(economy, economy.hours, charter).sum()), 1e-300)
    empty = np.zeros(len(economy.councils))
    said = Announcement(0, prices, budgets, whole, factor, 0.0, empty.astype(bool), empty + 1.0, 1.0, due)
    supply, demand = total_of_rows(rows, economy)
    nothing = np.zeros(len(economy.rows))
    return RoundRecord(said, 0, 0, 0, supply, demand, rows, Filings(economy.last_elasticity, nothing, nothing), to_fixed(economy.hours), accounts)
