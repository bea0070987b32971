"""Who gains and who bears what under a candidate: the material of the plan ballot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.economy import CouncilKind, Economy
from parecon.feasibility.candidate import Candidate, adopted_lines
from parecon.feasibility.classes import ClassTable
from parecon.feasibility.shares import SHARE_ONE, keep_share
from parecon.proposals import Assessment, ProposalBatch, assess, make_batch, request_costs

__all__ = ["Effects", "adopted_batch", "find_effects"]


@dataclass(frozen=True)
class Effects:
    """Effects of one candidate, at the prices of the last round.

    Values are int64 smallest units. row_benefit, row_cost: (r, 2) social benefit and
    cost of worker councils by row, proposed and adopted. row_request: (r, 2) value of
    requests by row, proposed and adopted. cut_share: (4, n) share lost by each group's
    requests for each good; request_value, cut_value: (4, n). kept_by_income: (groups,) share of the
    value of private requests that each income group keeps, lowest first. average_ratio:
    social benefit over cost of all, proposed and adopted. kept: (b,) for each council of
    the batch, the share of its proposal's value that it keeps (its output for workers,
    its requests for others).
    """

    row_benefit: np.ndarray
    row_cost: np.ndarray
    row_request: np.ndarray
    cut_share: np.ndarray
    request_value: np.ndarray
    cut_value: np.ndarray
    kept_by_income: np.ndarray
    average_ratio: tuple[float, float]
    kept: np.ndarray

    def __post_init__(self) -> None:
        for array in vars(self).values():
            if isinstance(array, np.ndarray):
                array.setflags(write=False)

    def row_changes(self, economy: Economy) -> list[tuple[str, float, float]]:
        """Return (row, change in per cent, change in millions of credits), the largest loss first; outputs for workers, requests for others."""
        changes = []
        for r, row in enumerate(economy.rows):
            before, after = (self.row_benefit if row.kind is CouncilKind.WORKER else self.row_request)[r].tolist()
            if before:
                changes.append((row.code, 100.0 * (after - before) / before, (after - before) / 1e9))
        return sorted(changes, key=lambda change: (change[2], change[0]))

    def good_cuts(self, economy: Economy) -> list[tuple[str, float, float]]:
        """Return (good, cut in per cent of final requests, cut in millions of credits) of goods that are cut, the largest first."""
        cut, asked = self.cut_value.sum(axis=0).astype(float), self.request_value.sum(axis=0).astype(float)
        cuts = [(economy.goods[g].code, 100.0 * cut[g] / asked[g], cut[g] / 1e9) for g in np.flatnonzero(cut)]
        return sorted(cuts, key=lambda one: (-one[2], one[0]))


def adopted_batch(economy: Economy, table: ClassTable, batch: ProposalBatch, candidate: Candidate) -> ProposalBatch:
    """Return the proposals of ``batch`` as the candidate would adopt them."""
    adopted = adopted_lines(economy, table, batch, candidate.shares)[0]
    return make_batch(batch.round, {**batch.columns(), "quantity": adopted})


def find_effects(economy: Economy, closing, candidate: Candidate, charter) -> Effects:
    """Return who gains and who bears what under ``candidate``."""
    table, batch = closing.table, closing.batch
    after = adopted_batch(economy, table, batch, candidate)
    assessed = [assess(b, economy, table.prices, charter) for b in (batch, after)]
    cost = [request_costs(b, table.prices) for b in (batch, after)]
    asks = economy.councils.kind[batch.council] != CouncilKind.WORKER
    row = economy.councils.row
    rows = len(economy.rows)
    cut = table.requests - keep_share(table.requests, candidate.ration)
    kept = np.where(cost[0] > 0, cost[1] / np.maximum(cost[0], 1), 1.0)
    workers = ~asks
    kept[workers] = np.where(assessed[0].benefit > 0, assessed[1].benefit / np.maximum(assessed[0].benefit, 1), 1.0)
    return Effects(
        row_benefit=np.stack([_by_row(row[a.council], a.benefit, rows) for a in assessed], axis=1),
        row_cost=np.stack([_by_row(row[a.council], a.cost, rows) for a in assessed], axis=1),
        row_request=np.stack([_by_row(row[batch.council[asks]], c[asks], rows) for c in cost], axis=1),
        cut_share=np.where(table.requests > 0, 1.0 - candidate.ration / SHARE_ONE, 0.0),
        request_value=np.rint(table.requests * table.prices).astype(np.int64),
        cut_value=np.rint(cut * table.prices).astype(np.int64),
        kept_by_income=_kept_by_income(table, cost),
        average_ratio=(_average(assessed[0]), _average(assessed[1])),
        kept=kept)


def _by_row(row, value, rows) -> np.ndarray:
    total = np.zeros(rows, dtype=np.int64)
    np.add.at(total, row, value)
    return total


def _kept_by_income(table, cost) -> np.ndarray:
    consumers = table.income_group >= 0
    sums = [_by_row(table.income_group[consumers], c[consumers], len(table.private_by_income)) for c in cost]
    return np.where(sums[0] > 0, sums[1] / np.maximum(sums[0], 1), 1.0)


def _average(assessed: Assessment) -> float:
    cost = int(assessed.cost.sum())
    return int(assessed.benefit.sum()) / cost if cost else 1.0
