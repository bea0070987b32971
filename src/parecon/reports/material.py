"""What a report is made of: the outcome of a year, and its plan summed by row and good."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from parecon.economy import CouncilKind, Economy, GoodKind, RowTotals
from parecon.facilitation import total_rows
from parecon.feasibility import Closing, adopted_batch
from parecon.plans import PlanOption, plan_options
from parecon.proposals import Assessment, ProposalBatch, assess
from parecon.reports.wording import credits_per_unit_of_value

__all__ = ["GROUP_WORDS", "Material", "look_at", "printed"]

PRODUCED = (GoodKind.PRODUCT, GoodKind.COLLECTIVE)
GROUP_WORDS = {CouncilKind.CONSUMER: "households", CouncilKind.COLLECTIVE: "collective consumption",
               CouncilKind.INVESTMENT: "investment", CouncilKind.TRADE: "exports"}
"""Who uses goods in the end, in words."""


@dataclass(frozen=True)
class Material:
    """An outcome with its totals; without a plan they are those of the last proposals.

    supply, use: (r, n) sparse floats, units of account; prices: (n,) of the last round;
    credit: credits in one unit of value; batch: adopted (or last) proposals.
    """

    outcome: object
    economy: Economy
    charter: object
    batch: ProposalBatch
    supply: sparse.csr_array
    use: sparse.csr_array
    prices: np.ndarray
    credit: float

    @property
    def plan(self):
        """The adopted plan, or None."""
        return self.outcome.plan

    @property
    def records(self):
        """The closed rounds, first to last."""
        return self.outcome.year.records

    @property
    def closing(self) -> Closing | None:
        """The closing with its candidates, or None where there is no plan."""
        return self.outcome.closing if isinstance(self.outcome.closing, Closing) else None

    @cached_property
    def options(self) -> tuple[PlanOption, ...]:
        """What stood on the ballot, with the effects of each candidate."""
        return plan_options(self.economy, self.closing, self.charter) if self.closing else ()

    @cached_property
    def assessment(self) -> Assessment:
        """Social benefit and cost of every worker council as adopted."""
        return assess(self.batch, self.economy, self.prices, self.charter)

    @cached_property
    def worker_rows(self) -> np.ndarray:
        """Positions of the rows of worker councils."""
        return self.rows_of(CouncilKind.WORKER)

    @cached_property
    def people(self) -> int:
        """Members of all consumer councils."""
        councils = self.economy.councils
        return int(councils.members[councils.kind == CouncilKind.CONSUMER].sum())

    @cached_property
    def made(self) -> np.ndarray:
        """Goods that worker councils make, (n,) bool."""
        return np.isin(np.arange(len(self.economy.goods)), np.concatenate([self.economy.kinds(k) for k in PRODUCED]))

    @cached_property
    def own(self) -> np.ndarray:
        """Goods with a price of their own, (n,) bool."""
        own = np.zeros(len(self.economy.goods), dtype=bool)
        own[self.economy.priced] = True
        return own

    @cached_property
    def last_supply(self) -> sparse.csr_array:
        """Last year's supply by row and good, (r, n) units."""
        return _table(self.economy.last_totals, self.economy)[0]

    @cached_property
    def last_use(self) -> sparse.csr_array:
        """Last year's use by row and good, (r, n) units."""
        return _table(self.economy.last_totals, self.economy)[1]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the goods as they are printed."""
        return tuple(printed(good.name or good.code) for good in self.economy.goods)

    def rows_of(self, kind: CouncilKind) -> np.ndarray:
        """Return the positions of the rows of one kind."""
        return np.array([r for r, row in enumerate(self.economy.rows) if row.kind is kind], dtype=np.int64)

    def used_by(self, kind: CouncilKind) -> np.ndarray:
        """Return what all councils of one kind use of each good, (n,) units."""
        return np.asarray(self.use[self.rows_of(kind)].sum(axis=0)).ravel()

    def credits(self, value: float) -> float:
        """Return a value in units of account (not in smallest units) as credits."""
        return float(value) * self.credit


def printed(name: str) -> str:
    """Return a name with the small digits that chemistry writes."""
    return name.replace("CO2", "CO₂").replace("CH4", "CH₄").replace("N2O", "N₂O")


def _table(totals: RowTotals, economy: Economy):
    shape = (len(economy.rows), len(economy.goods))
    return tuple(sparse.csr_array((column / 1e9, (totals.row, totals.good)), shape=shape) for column in (totals.supply, totals.use))


def look_at(outcome) -> Material:
    """Return the material of ``outcome``."""
    year = outcome.year
    economy, charter = year.economy, year.charter
    if outcome.plan is not None:
        closing = outcome.closing
        batch = adopted_batch(economy, closing.table, closing.batch, closing.candidate(outcome.plan.norm))
        rows, prices = total_rows(batch, economy), outcome.plan.prices
    else:
        batch, rows, prices = year.standing, year.records[-1].rows, year.records[-1].announcement.prices
    return Material(outcome, economy, charter, batch, *_table(rows, economy), np.asarray(prices), credits_per_unit_of_value(economy))
