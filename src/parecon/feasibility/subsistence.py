"""Plans in which people would ask for next to nothing are no plans: the certificate names what is missing."""

from __future__ import annotations

import numpy as np

from parecon.economy import CouncilKind, Economy
from parecon.facilitation.record import RoundRecord
from parecon.feasibility.certificate import Infeasible
from parecon.quantities import as_units

__all__ = ["find_want"]


def find_want(economy: Economy, record: RoundRecord, charter) -> Infeasible | None:
    """Return a certificate where all private requests for survival together fall below a charter share of last year's use.

    Both are valued at the announced prices, so that one good may stand in for another. A
    ration can only keep a share of what was requested; where incomes leave no room to
    request, every ration would keep all of nothing.
    """
    rows, last = record.rows, economy.last_totals
    consumer = np.array([row.kind is CouncilKind.CONSUMER for row in economy.rows])
    survival = np.array([good.tier == "survival" for good in economy.goods])
    asked, used = (np.bincount(t.good, as_units(t.use) * (consumer[t.row] & survival[t.good]), len(economy.goods)) for t in (rows, last))
    prices, share = record.announcement.prices, charter["closing.floor_last_year"]
    if float(np.dot(prices, asked)) >= share * float(np.dot(prices, used)):
        return None
    missing = np.maximum(share * used - asked, 0.0)
    worst = [int(g) for g in np.argsort(-prices * missing, kind="stable") if missing[g] > 0]
    way_out = (f"incomes leave people less than {share:.0%} of last year's use for survival; plan less collective consumption or investment "
               f"(society.collective_factor, society.investment_factor), more hours, or vote to lower closing.floor_last_year ({share:g})")
    return Infeasible(tuple(economy.goods[g].code for g in worst), tuple(float(missing[g]) for g in worst),
                      tuple(economy.goods[g].unit for g in worst), way_out)
