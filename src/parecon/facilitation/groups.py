"""Whom the board's model takes together: whole rows, or single worker councils where those of one industry file different inputs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.economy import CouncilKind, Economy, RowTotals
from parecon.facilitation.aggregate import Filings, sum_filings
from parecon.proposals import ProposalBatch
from parecon.quantities import round_significant

__all__ = ["Groups", "find_groups", "inputs_apart", "whole_rows"]


@dataclass(frozen=True)
class Groups:
    """The rows of the board's model.

    row: (g,) int32, the published row each belongs to; council: (g,) int32, the worker
    council it is, or -1 where it is its whole row; totals: sums by group and good, with
    groups in the place of rows; filings: what was filed, by group; apart: share of the
    value of inputs in which the councils of one industry differ.
    """

    row: np.ndarray
    council: np.ndarray
    totals: RowTotals
    filings: Filings
    apart: float

    @property
    def single(self) -> bool:
        """Whether any group is a single council."""
        return bool((self.council >= 0).any())


def find_groups(batch: ProposalBatch, economy: Economy, prices: np.ndarray, *, totals: tuple[RowTotals, Filings], charter) -> Groups:
    """Return the groups of one round's proposals, formed from nothing but what was filed.

    totals: sums and filings by row. Worker councils stand alone where the inputs of one
    industry's councils lie further apart than ``prices.councils_apart`` and they file no
    more than ``prices.council_lines_max`` lines; otherwise every group is a row.
    """
    rows, filings = totals
    whole = whole_rows(rows, filings)
    worker = economy.councils.kind[batch.council] == CouncilKind.WORKER
    lengths = np.diff(batch.start)
    if not worker.any() or int(lengths[worker].sum()) > charter["prices.council_lines_max"]:
        return whole
    # Rounded like prices, so that the last bit of another machine's arithmetic decides nothing.
    apart = float(round_significant(np.array([inputs_apart(batch, economy, prices)]), charter["rounds.price_digits"])[0])
    if apart <= charter["prices.councils_apart"]:
        return Groups(whole.row, whole.council, rows, filings, apart)
    others = np.unique(economy.councils.row[batch.council[~worker]])
    alone = batch.council[worker]
    row = np.concatenate([others, economy.councils.row[alone]]).astype(np.int32)
    council = np.concatenate([np.full(len(others), -1), alone]).astype(np.int32)
    group = np.zeros(len(economy.councils), dtype=np.int64)
    group[batch.council[~worker]] = np.searchsorted(others, economy.councils.row[batch.council[~worker]])
    group[alone] = len(others) + np.arange(len(alone))
    return Groups(row, council, _sum_cells(batch, group, economy), sum_filings(batch, economy, prices, (group, len(row))), apart)


def whole_rows(totals: RowTotals, filings: Filings) -> Groups:
    """Return the groups of which each is a published row."""
    count = len(filings.capped)
    return Groups(np.arange(count, dtype=np.int32), np.full(count, -1, dtype=np.int32), totals, filings, 0.0)


def _sum_cells(batch: ProposalBatch, group: np.ndarray, economy: Economy) -> RowTotals:
    n = len(economy.goods)
    key = np.repeat(group[batch.council], np.diff(batch.start)) * n + batch.good
    keys, cell = np.unique(key, return_inverse=True)
    supply, use = np.zeros(len(keys), dtype=np.int64), np.zeros(len(keys), dtype=np.int64)
    np.add.at(supply, cell, np.maximum(batch.quantity, 0))
    np.add.at(use, cell, np.maximum(-batch.quantity, 0))
    return RowTotals((keys // n).astype(np.int32), (keys % n).astype(np.int32), supply, use)


def _sum_by_key(key: np.ndarray, value: np.ndarray) -> np.ndarray:
    """Return for each entry the sum of all values with its key; counted in a full table where that is the quicker way."""
    if key.max(initial=0) <= len(key):
        return np.bincount(key, value)[key]
    keys, place = np.unique(key, return_inverse=True)
    return np.bincount(place, value, len(keys))[place]


def inputs_apart(batch: ProposalBatch, economy: Economy, prices: np.ndarray) -> float:
    """Return the share of the value of all inputs that worker councils would exchange to use what their industry uses on average.

    It is 0 where all councils of an industry have the same recipe and near 1 where no two have an input in common.
    """
    n, count = len(economy.goods), len(economy.councils)
    owner = np.repeat(batch.council, np.diff(batch.start))
    used = (batch.quantity < 0) & (economy.councils.kind[owner] == CouncilKind.WORKER)
    owner, good = owner[used], batch.good[used]
    worth = -batch.quantity[used] * prices[good]
    row = economy.councils.row[owner].astype(np.int64)
    whole, of_row = np.bincount(owner, worth, count), np.bincount(row, worth, len(economy.rows))
    share = _sum_by_key(row * n + good, worth) / np.maximum(of_row[row], 1e-300)
    absent = np.maximum(whole - np.bincount(owner, share * whole[owner], count), 0.0)
    moved = np.abs(worth - share * whole[owner]).sum() + absent.sum()
    return float(0.5 * moved / max(whole.sum(), 1e-300))
