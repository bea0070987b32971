"""What was proposed, summed over classes of like councils."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from parecon.economy import CouncilKind, Economy, GoodKind
from parecon.proposals import ProposalBatch, assess

__all__ = ["GROUPS", "KINDS_OF_REQUESTS", "ClassTable", "class_table", "income_groups"]

GROUPS = ("private", "collective", "investment", "exports")
"""Kinds of requests for final use, in the order of every request and ration table."""

KINDS_OF_REQUESTS = ("survival", "comfort", "luxury", *GROUPS[1:])
"""The kinds among which a needs-first plan orders: private wishes by tier, then the other groups."""

_GROUP_OF_KIND = {CouncilKind.CONSUMER: 0, CouncilKind.COLLECTIVE: 1, CouncilKind.INVESTMENT: 2, CouncilKind.TRADE: 3}


@dataclass(frozen=True)
class ClassTable:
    """The last proposals by class and good; quantities are fixed point and at least 0.

    council_class: (b,) int32 class of each council of the batch, -1 unless it is a
    worker council. Classes: row (k,), bound (k,) largest activity over the proposed,
    councils (k,) how many. supply, use: (k, n) sparse int64 filed recipes. requests:
    (4, n) int64 by ``GROUPS``. offers: (n,) hours offered; other_supply: (n,) supply
    that no class scales; earned: (n,) foreign exchange that the export of each good
    earns; exchange: position of foreign exchange or -1; supply_lines: (n,) lines.
    prices: (n,) of the round; income_group: (b,) int32 of consumer councils from 0 for
    the lowest, -1 elsewhere; private_by_income: (groups, n) int64 their requests.
    request_kind: (4, n) int64 kind of each group's request, by ``KINDS_OF_REQUESTS``.
    """

    council_class: np.ndarray
    row: np.ndarray
    bound: np.ndarray
    councils: np.ndarray
    supply: sparse.csr_array
    use: sparse.csr_array
    requests: np.ndarray
    offers: np.ndarray
    other_supply: np.ndarray
    earned: np.ndarray
    exchange: int
    supply_lines: np.ndarray
    prices: np.ndarray
    income_group: np.ndarray
    private_by_income: np.ndarray
    request_kind: np.ndarray

    def __post_init__(self) -> None:
        for value in vars(self).values():
            for array in (value.data, value.indices, value.indptr) if sparse.issparse(value) else (value,):
                if isinstance(array, np.ndarray):
                    array.setflags(write=False)

    def earned_total(self, n: int) -> np.ndarray:
        """Return what all exports earn as supply of foreign exchange, (n,) int64."""
        supply = np.zeros(n, dtype=np.int64)
        if self.exchange >= 0:
            supply[self.exchange] = self.earned.sum()
        return supply


def class_table(economy: Economy, batch: ProposalBatch, prices: np.ndarray, charter) -> ClassTable:
    """Return the proposals of ``batch`` summed over classes of like councils (institutions.md 2.9, size)."""
    n = len(economy.goods)
    owner = np.repeat(np.arange(len(batch)), np.diff(batch.start))
    kind = economy.councils.kind[batch.council]
    council_class = group_councils(economy, batch, prices, charter)
    classes = int(council_class.max(initial=-1)) + 1
    row, bound, councils = _describe_classes(economy, batch, council_class, charter)
    line_class, line_kind, good, quantity = council_class[owner], kind[owner], batch.good, batch.quantity
    recipes = {sign: _sum_recipes((line_class >= 0) & (sign * quantity > 0), (line_class, good, sign * quantity), (classes, n)) for sign in (1, -1)}
    requests = np.zeros((len(GROUPS), n), dtype=np.int64)
    for council_kind, group in _GROUP_OF_KIND.items():
        mine = (line_kind == council_kind) & (quantity < 0)
        np.add.at(requests[group], good[mine], -quantity[mine])
    offers, other, earned, exchange = _final_supply(economy, (line_kind, good, quantity), requests[3], prices)
    incomes = income_groups(economy, batch, charter)
    private = np.zeros((charter["closing.income_groups"], n), dtype=np.int64)
    mine = (line_kind == CouncilKind.CONSUMER) & (quantity < 0)
    np.add.at(private, (incomes[owner[mine]], good[mine]), -quantity[mine])
    return ClassTable(council_class, row, bound, councils, recipes[1], recipes[-1], requests, offers, other, earned, exchange,
                      np.bincount(good[quantity > 0], minlength=n).astype(np.int64), np.asarray(prices), incomes, private,
                      request_kinds(economy, charter))


def request_kinds(economy: Economy, charter) -> np.ndarray:
    """Return the kind of each group's request for each good, (4, n) positions in ``KINDS_OF_REQUESTS``."""
    tiers = np.array([KINDS_OF_REQUESTS.index(g.tier or charter["closing.tier_unstated"]) for g in economy.goods], dtype=np.int64)
    return np.vstack([tiers, *(np.full(len(tiers), 2 + group) for group in range(1, len(GROUPS)))])


def _sum_recipes(mask, lines, shape) -> sparse.csr_array:
    line_class, good, quantity = (column[mask] for column in lines)
    summed = sparse.coo_array((quantity.astype(np.int64), (line_class.astype(np.int64), good.astype(np.int64))), shape=shape).tocsr()
    summed.sum_duplicates()
    return summed


def _final_supply(economy, lines, exports, prices):
    """Split what other councils supply: hours, foreign exchange earned by the export of each good, and the rest."""
    line_kind, good, quantity = lines
    n = len(economy.goods)
    currencies = economy.kinds(GoodKind.FOREIGN_EXCHANGE)
    assert len(currencies) <= 1, f"an economy has at most one foreign exchange, this one has {len(currencies)}"
    exchange = int(currencies[0]) if len(currencies) else -1
    offers, other, earned = (np.zeros(n, dtype=np.int64) for _ in range(3))
    offered = (line_kind == CouncilKind.CONSUMER) & (quantity > 0)
    np.add.at(offers, good[offered], quantity[offered])
    rest = (line_kind != CouncilKind.CONSUMER) & (line_kind != CouncilKind.WORKER) & (quantity > 0)
    np.add.at(other, good[rest], quantity[rest])
    worth = [int(v) for v in np.rint(exports * prices)]
    if exchange >= 0 and sum(worth):
        # Earnings follow the value of what is exported; the last units of the division stay with the first goods.
        total, filed = sum(worth), int(other[exchange])
        edges = np.cumsum([0, *worth], dtype=object)
        earned[:] = [filed * int(b) // total - filed * int(a) // total for a, b in zip(edges[:-1], edges[1:])]
        other[exchange] = 0
    return offers, other, earned, exchange


def group_councils(economy: Economy, batch: ProposalBatch, prices: np.ndarray, charter) -> np.ndarray:
    """Return the class of each council, (b,) int32: worker councils by row, room above their proposal, flexibility and ratio.

    Bands of ratio, then of flexibility, are given up where classes would be more than the charter allows.
    """
    workers = np.flatnonzero(economy.councils.kind[batch.council] == CouncilKind.WORKER)
    found = np.full(len(batch), -1, dtype=np.int32)
    if not len(workers):
        return found
    row = economy.councils.row[batch.council[workers]].astype(np.int64)
    limit = _limits(batch, charter)[workers]
    room = np.where(limit >= 1 + charter["closing.slack_up"], 2, np.where(limit > 1, 1, 0))
    ratio = assess(batch, economy, prices, charter).ratio
    flexible = _upper_half(row, _flexibility(batch, prices)[workers])
    bands = [room, flexible, _upper_half(row, ratio)]
    while True:
        key = row
        for band in bands:
            key = key * 3 + band
        unique, index = np.unique(key, return_inverse=True)
        if len(unique) <= charter["closing.classes_max"] or len(bands) == 1:
            found[workers] = index
            return found
        bands.pop()


def _limits(batch, charter) -> np.ndarray:
    """Return the largest activity of each council over its proposal: without a filed capacity, what it proposed."""
    capacity = batch.capacity.astype(np.float64)
    return np.where(capacity > 0, np.minimum(capacity, 1 + charter["closing.slack_up"]), 1.0)


def _flexibility(batch, prices) -> np.ndarray:
    """Return the flexibility each council filed, (b,), weighted by the value of its outputs."""
    owner = np.repeat(np.arange(len(batch)), np.diff(batch.start))
    worth = np.where(batch.quantity > 0, batch.quantity * prices[batch.good], 0.0)
    total = np.bincount(owner, worth, minlength=len(batch))
    return np.bincount(owner, worth * batch.flexibility, minlength=len(batch)) / np.where(total > 0, total, 1.0)


def _upper_half(row, value) -> np.ndarray:
    """Return 1 for members of the upper half of their row by ``value``, else 0; equal values stay together."""
    order = np.lexsort((value, row))
    first = np.searchsorted(row[order], row[order], side="left")
    after = np.searchsorted(row[order], row[order], side="right")
    median = value[order][(first + after) // 2]
    upper = np.zeros(len(row), dtype=np.int64)
    upper[order] = (value[order] >= median) & (value[order] > value[order][first])
    return upper


def _describe_classes(economy, batch, council_class, charter):
    workers = np.flatnonzero(council_class >= 0)
    classes = int(council_class.max(initial=-1)) + 1
    row, bound = np.zeros(classes, dtype=np.int32), np.full(classes, np.inf)
    row[council_class[workers]] = economy.councils.row[batch.council[workers]]
    np.minimum.at(bound, council_class[workers], _limits(batch, charter)[workers])
    return row, bound, np.bincount(council_class[workers], minlength=classes).astype(np.int64)


def income_groups(economy: Economy, batch: ProposalBatch, charter) -> np.ndarray:
    """Return the income group of each consumer council, (b,) int32 from 0 for the lowest hours times effort per member, -1 elsewhere."""
    consumers = np.flatnonzero(economy.councils.kind[batch.council] == CouncilKind.CONSUMER)
    council = batch.council[consumers]
    members = np.maximum(economy.councils.members[council], 1).astype(np.int64)
    income = economy.income if economy.income is not None else economy.hours * economy.effort
    order = np.lexsort((council, income[council] / members))
    reached = np.cumsum(members[order])
    groups = charter["closing.income_groups"]
    found = np.full(len(batch), -1, dtype=np.int32)
    if len(order):
        # A council belongs to the group in which its middle member stands.
        found[consumers[order]] = np.minimum((2 * reached - members[order]) * groups // (2 * reached[-1]), groups - 1)
    return found
