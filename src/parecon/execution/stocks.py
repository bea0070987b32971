"""Stocks and what is still to come: levels, bands, alarms, and how much more of a good could be promised."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

import numpy as np

from parecon.economy import GoodKind
from parecon.execution.year import ExecutionYear
from parecon.execution.deliveries import given_of, still_earned

__all__ = ["Band", "StockLevel", "find_alarms", "spare_amounts", "stock_gaps", "stock_levels"]

_WEEKS_A_YEAR = 52


class Band(Enum):
    """Where a stock stands."""

    EMPTY = "nothing is left"
    LOW = "below the safety stock"
    ORDER = "at the level at which more is asked for"
    WITHIN = "within its band"
    HIGH = "above its band"


@dataclass(frozen=True)
class StockLevel:
    """One good's stock, in units: on hand, set aside, use of a week still wanted, and the levels of its band.

    safety: what covers the spread of use while a delivery is awaited; order_at: s = mu (L +
    R) + z sigma sqrt(L + R); order_up_to: what a delivery fills up to, s + mu R; cover_weeks:
    how long what is free lasts, infinite where nothing is wanted. Source: institutions.md 12.7.
    """

    good: str
    on_hand: float
    reserved: float
    use_per_week: float
    safety: float
    order_at: float
    order_up_to: float
    cover_weeks: float
    band: Band


def stock_levels(year: ExecutionYear) -> tuple[StockLevel, ...]:
    """Return the level of every good that lies in stock, in the order of the economy's goods."""
    return tuple(_level(year, good) for good in range(len(year.economy.goods)) if year.is_stocked(good))


def find_alarms(year: ExecutionYear) -> tuple[StockLevel, ...]:
    """Return the stocks that have left their band and are still wanted, or lie there without being wanted, least cover first.

    What is bought outside when it is needed gives no alarm for being low.
    """
    imports = {year.economy.goods[g].code for g in year.economy.kinds(GoodKind.IMPORT)}
    out = [level for level in stock_levels(year) if level.band is Band.HIGH or (level.band in (Band.EMPTY, Band.LOW) and level.good not in imports)]
    return tuple(sorted(out, key=lambda level: (level.cover_weeks, level.good)))


def _level(year: ExecutionYear, good: int) -> StockLevel:
    charter, lines = year.charter, year.lines
    mine = (lines.good == good) & ~lines.made
    left = float(np.maximum(lines.wanted[mine] - lines.actual[mine], 0).sum()) / 1e9
    mean = left / max(_WEEKS_A_YEAR - year.week, 1)
    counted = year.taken[:min(year.week, len(year.taken)), good] / 1e9
    sigma = float(np.std(counted, ddof=1)) if len(counted) >= charter["execution.weeks_known"] else charter["execution.use_spread"] * mean
    awaited = charter["execution.lead_weeks"] + charter["execution.review_weeks"]
    safety = charter["execution.service_factor"] * sigma * math.sqrt(awaited)
    order_at = mean * awaited + safety
    order_up_to = order_at + mean * charter["execution.review_weeks"]
    on_hand, reserved = float(year.stock[good]) / 1e9, float(year.reserved[good]) / 1e9
    free = on_hand - reserved
    band = _band(free, mean, (safety, order_at, charter["execution.band_top"] * order_up_to))
    return StockLevel(year.economy.goods[good].code, on_hand, reserved, mean, safety, order_at, order_up_to, free / mean if mean > 0 else math.inf, band)


def _band(free: float, mean: float, levels: tuple[float, float, float]) -> Band:
    safety, order_at, top = levels
    if mean <= 0:
        return Band.HIGH if free > 0 else Band.WITHIN
    for band, level in ((Band.EMPTY, 0.0), (Band.LOW, safety), (Band.ORDER, order_at)):
        if free <= level:
            return band
    return Band.HIGH if free > top else Band.WITHIN


def spare_amounts(year: ExecutionYear) -> np.ndarray:
    """Return how much of each good nobody wants yet, (n,) int64 fixed point, below 0 where it is short.

    Free stock and what the plan will still deliver, less what everybody still wants; for
    what is given, what there is less what is used and wanted. The currency outside is what
    is there and will be earned less what is to be kept and what wanted imports will cost;
    an import has as much to spare as that currency buys.
    """
    lines, economy, n = year.lines, year.economy, len(year.economy.goods)
    wanted = np.zeros(n, dtype=np.int64)
    np.add.at(wanted, lines.good[~lines.made], np.maximum(lines.wanted - lines.actual, 0)[~lines.made])
    coming = np.zeros(n, dtype=np.int64)
    np.add.at(coming, lines.good[lines.made], np.maximum(lines.wanted - lines.actual, 0)[lines.made])
    found = np.zeros(n, dtype=np.int64)
    for good in range(n):
        if year.is_stocked(good):
            found[good] = year.stock[good] + coming[good] - wanted[good]
        elif year.kind_of(good) is not GoodKind.FOREIGN_EXCHANGE:
            used = int(lines.actual[(lines.good == good) & ~lines.made].sum())
            found[good] = given_of(year, good) - used - wanted[good]
    for exchange in economy.kinds(GoodKind.FOREIGN_EXCHANGE):
        imports = [int(g) for g in economy.kinds(GoodKind.IMPORT)]
        cost = sum(math.ceil(max(-int(found[g]), 0) * float(economy.world_price[g])) for g in imports)
        left = int(year.stock[exchange]) + still_earned(year, int(exchange)) - int(economy.claim[exchange]) - cost
        found[exchange] = left
        for g in imports:
            found[g] = max(int(found[g]), 0) + (max(left, 0) / float(economy.world_price[g]) if left >= 0 else left / float(economy.world_price[g]))
    return found


def stock_gaps(year: ExecutionYear) -> np.ndarray:
    """Return what identity A1 misses of each good, (n,) int64 fixed point: opening stock and what was made and bought, less what was used and lies there; zero always."""
    n, exchange = len(year.economy.goods), year.economy.kinds(GoodKind.FOREIGN_EXCHANGE)
    stocked = np.array([year.is_stocked(g) for g in range(n)])
    opening = np.where(stocked, year.economy.endowment, 0)
    made, used = year.lines.total("actual", True, n), year.lines.total("actual", False, n)
    gaps = np.where(stocked, opening + made + year.bought - used - year.stock, 0)
    gaps[exchange] = (year.economy.endowment + made - year.bought - year.stock)[exchange]
    return gaps
