"""Summing proposals to public totals, in integers, whatever their order."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Sequence

import numpy as np

from parecon.economy import CouncilKind, Economy, GoodKind, RowTotals
from parecon.proposals import ProposalBatch, sum_cells

__all__ = ["CellIndex", "add_rows", "row_elasticities", "total_of_rows", "total_rows"]

_ELASTICITY_STEPS = 1000
_VALUE_STEP = 10**6


@dataclass
class CellIndex:
    """Remembers which (row, good) cell each line of an unchanged layout falls into."""

    layout: int = 0
    cell: np.ndarray | None = None
    keys: np.ndarray | None = None

    def find(self, batch: ProposalBatch, economy: Economy) -> tuple[np.ndarray, np.ndarray]:
        """Return the cell of each line (l,) and the sorted keys row * n + good of the cells (k,)."""
        if self.layout != id(batch.good) or self.cell is None or len(self.cell) != len(batch.good):
            row = np.repeat(economy.councils.row[batch.council].astype(np.int64), np.diff(batch.start))
            key = row * len(economy.goods) + batch.good
            present = np.zeros(len(economy.rows) * len(economy.goods), dtype=bool)
            present[key] = True
            self.keys = np.flatnonzero(present)
            number = np.cumsum(present) - 1
            self.cell = number[key]
            self.layout = id(batch.good)
            self._held = batch.good
        return self.cell, self.keys


def total_rows(batch: ProposalBatch, economy: Economy, index: CellIndex | None = None) -> RowTotals:
    """Return supply and use of every row and good of one batch, exact for any order of its councils."""
    cell, keys = (index or CellIndex()).find(batch, economy)
    supply, use = np.zeros(len(keys), dtype=np.int64), np.zeros(len(keys), dtype=np.int64)
    sum_cells(cell, batch.quantity, supply, use)
    n = len(economy.goods)
    return RowTotals((keys // n).astype(np.int32), (keys % n).astype(np.int32), supply, use)


def add_rows(parts: Sequence[RowTotals], economy: Economy) -> RowTotals:
    """Return the sum of several totals; shards may be added in any order and any number."""
    n = len(economy.goods)
    key = np.concatenate([p.row.astype(np.int64) * n + p.good for p in parts])
    keys, cell = np.unique(key, return_inverse=True)
    supply, use = np.zeros(len(keys), dtype=np.int64), np.zeros(len(keys), dtype=np.int64)
    np.add.at(supply, cell, np.concatenate([p.supply for p in parts]))
    np.add.at(use, cell, np.concatenate([p.use for p in parts]))
    return RowTotals((keys // n).astype(np.int32), (keys % n).astype(np.int32), supply, use)


def total_of_rows(rows: RowTotals, economy: Economy) -> tuple[np.ndarray, np.ndarray]:
    """Return supply and demand of every good, (n,) int64 each: rows, endowments, claims, and imports bought as requested."""
    supply, demand = economy.endowment.copy(), economy.claim.copy()
    np.add.at(supply, rows.good, rows.supply)
    np.add.at(demand, rows.good, rows.use)
    imports = economy.kinds(GoodKind.IMPORT)
    for g in imports:
        bought = max(int(demand[g] - supply[g]), 0)
        supply[g] += bought
        # Round up: foreign exchange is never a fraction of a unit short.
        demand[economy.follows[g]] += math.ceil(bought * float(economy.world_price[g]))
    return supply, demand


def row_elasticities(batch: ProposalBatch, economy: Economy, prices: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (r,) elasticities that councils filed, and (r,) shares of output at capacity, both from sums of integers.

    A line's elasticity is ln(1 + flexibility) / ln 1.1 (institutions.md 2.5), weighted by
    the line's value; -1 where nobody of the row filed.
    """
    kind = economy.councils.kind[batch.council]
    filed = (batch.capacity > 0) | (kind == CouncilKind.TRADE)
    owner = np.repeat(np.arange(len(batch)), np.diff(batch.start))
    counts = filed[owner] & np.where(kind[owner] == CouncilKind.TRADE, batch.quantity < 0, batch.quantity > 0)
    line = np.flatnonzero(counts & ((kind[owner] == CouncilKind.WORKER) | (kind[owner] == CouncilKind.TRADE)))
    row = economy.councils.row[batch.council[owner[line]]]
    worth = np.rint(np.abs(batch.quantity[line]) * prices[batch.good[line]] / _VALUE_STEP).astype(np.int64)
    elasticity = np.log1p(np.maximum(batch.flexibility[line].astype(np.float64), -0.999)) / math.log(1.1)
    steps = np.clip(np.rint(np.abs(elasticity) * _ELASTICITY_STEPS), 0, 100 * _ELASTICITY_STEPS).astype(np.int64)
    full = batch.capacity[owner[line]] <= 1.0 + 1e-6
    total, weighted, capped = (np.zeros(len(economy.rows), dtype=np.int64) for _ in range(3))
    np.add.at(total, row, worth)
    np.add.at(weighted, row, worth * steps)
    np.add.at(capped, row, np.where(full, worth, 0))
    safe = np.maximum(total, 1)
    return np.where(total > 0, weighted / safe / _ELASTICITY_STEPS, -1.0), np.where(total > 0, capped / safe, 0.0)
