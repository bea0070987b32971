"""Summing proposals to public totals, in integers, whatever their order."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Sequence

import numpy as np

from parecon.economy import CouncilKind, Economy, GoodKind, RowTotals
from parecon.proposals import ProposalBatch, choose_lines, number_cells, sum_cells

__all__ = ["CellIndex", "Filings", "add_rows", "sum_filings", "total_of_rows", "total_rows"]

_ELASTICITY_STEPS = 1000
_VALUE_STEP = 10**6
_EMISSION_STEP = 10**3
_CAPACITY_ROUNDING = 1e-4
"""Filed numbers are single precision; a flexibility this near the capacity is cut off by it."""


@dataclass
class CellIndex:
    """Remembers which (row, good) cell each line of an unchanged layout falls into."""

    layout: int = 0
    cell: np.ndarray | None = None
    row: np.ndarray | None = None
    good: np.ndarray | None = None

    def find(self, batch: ProposalBatch, economy: Economy) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the cell of each line (l,), and row and good of each cell (k,), sorted by row, then good."""
        if self.layout != id(batch.good) or self.cell is None or len(self.cell) != len(batch.good):
            row = np.ascontiguousarray(economy.councils.row[batch.council], dtype=np.int32)
            self.cell, self.row, self.good = number_cells(np.argsort(row, kind="stable"), row, batch.start, batch.good, len(economy.goods))
            self.layout = id(batch.good)
            self._held = batch.good
        return self.cell, self.row, self.good


def total_rows(batch: ProposalBatch, economy: Economy, index: CellIndex | None = None) -> RowTotals:
    """Return supply and use of every row and good of one batch, exact for any order of its councils."""
    cell, row, good = (index or CellIndex()).find(batch, economy)
    supply, use = np.zeros(len(row), dtype=np.int64), np.zeros(len(row), dtype=np.int64)
    sum_cells(cell, batch.quantity, supply, use)
    return RowTotals(row, good, supply, use)


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


@dataclass(frozen=True)
class Filings:
    """What the councils of each row filed about their supply, as shares and means from sums of integers.

    elasticity: (r,) mean own-price elasticity of supply over councils whose capacity does
    not hide it, -1 where there is none; capped: (r,) share of output by councils at
    capacity; hidden: (r,) share by councils whose flexibility is cut off by their capacity;
    abatement: (r, q) share of each pollutant that a row would do without at twice its price,
    as a straight line through what was filed at +10 %, -1 where nothing was (None: nowhere).
    """

    elasticity: np.ndarray
    capped: np.ndarray
    hidden: np.ndarray
    abatement: np.ndarray | None = None


def sum_filings(batch: ProposalBatch, economy: Economy, prices: np.ndarray, groups: tuple[np.ndarray, int] | None = None) -> Filings:
    """Return what councils filed, by row, weighted by the value of their lines at ``prices``.

    groups: the group of each council (c,) and their number, where it is to be by group instead.

    A line's elasticity is ln(1 + flexibility) / ln 1.1 (institutions.md 2.5).
    """
    kind = economy.councils.kind[batch.council]
    trade = kind == CouncilKind.TRADE
    filed = ((kind == CouncilKind.WORKER) & (batch.capacity > 0)) | (kind == CouncilKind.COMMUNITY)
    # A trade desk that files nothing at all says nothing; that no price abroad matters to it would be a strange thing to say.
    told = np.zeros(len(batch), dtype=bool)
    for i in np.flatnonzero(trade):
        told[i] = batch.flexibility[batch.start[i]:batch.start[i + 1]].any()
    side = np.where(trade & told, -1, filed.astype(np.int64))
    line, owner = np.empty(len(batch.good), dtype=np.int64), np.empty(len(batch.good), dtype=np.int64)
    lines = choose_lines(batch.start, batch.quantity, side, line, owner)
    line, owner = line[:lines], owner[:lines]
    group, count = groups or (economy.councils.row, len(economy.rows))
    row = group[batch.council[owner]]
    worth = np.rint(np.abs(batch.quantity[line]) * prices[batch.good[line]] / _VALUE_STEP).astype(np.int64)
    flexibility = np.maximum(batch.flexibility[line].astype(np.float64), -0.999)
    steps = np.clip(np.rint(np.abs(np.log1p(flexibility)) / math.log(1.1) * _ELASTICITY_STEPS), 0, 100 * _ELASTICITY_STEPS).astype(np.int64)
    room = batch.capacity[owner].astype(np.float64)
    bounded = kind[owner] == CouncilKind.WORKER
    full = bounded & (room <= 1.0 + _CAPACITY_ROUNDING)
    hidden = bounded & ~full & (1.0 + flexibility >= room * (1.0 - _CAPACITY_ROUNDING))
    free = ~full & ~hidden
    total, open_total, weighted, capped, cut = (np.zeros(count, dtype=np.int64) for _ in range(5))
    for target, value in ((total, worth), (open_total, worth * free), (weighted, worth * steps * free), (capped, worth * full), (cut, worth * hidden)):
        np.add.at(target, row, value)
    every = np.maximum(total, 1)
    elasticity = np.where(open_total > 0, weighted / np.maximum(open_total, 1) / _ELASTICITY_STEPS, -1.0)
    return Filings(elasticity, capped / every, cut / every, _sum_abatement(batch, economy, prices, (group, count)))


def _sum_abatement(batch: ProposalBatch, economy: Economy, prices: np.ndarray, groups: tuple[np.ndarray, int]) -> np.ndarray:
    """Return (r, q) how worker councils filed that what they emit answers +10 %, as the slope of a straight line, weighted by what it costs."""
    pollutants = economy.kinds(GoodKind.POLLUTANT)
    group, count = groups
    slopes = np.full((count, len(pollutants)), -1.0)
    for k, at in enumerate(pollutants):
        line = np.flatnonzero(batch.good == at)
        line = line[(batch.quantity[line] < 0) & (batch.flexibility[line] < 0)]
        council = batch.council[np.searchsorted(batch.start, line, side="right") - 1]
        worth = np.rint(-batch.quantity[line] * prices[at] / _EMISSION_STEP).astype(np.int64)
        steps = np.rint(-batch.flexibility[line].astype(np.float64) / 0.1 * _ELASTICITY_STEPS).astype(np.int64)
        total, weighted = np.zeros((2, count), dtype=np.int64)
        np.add.at(total, group[council], worth)
        np.add.at(weighted, group[council], worth * steps)
        slopes[:, k] = np.where(total > 0, weighted / np.maximum(total, 1) / _ELASTICITY_STEPS, -1.0)
    return slopes
