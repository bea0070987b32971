"""Income from effort and need, closed exactly to the fund (identity A5)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Iterator

import numpy as np

from parecon.charter import Charter
from parecon.work.labour import LabourIncome
from parecon.work.refusals import Reason, Refused
from parecon.work.shares import divide_exactly, is_whole

__all__ = ["Incomes", "council_effort", "council_incomes", "member_incomes", "work_points"]


@dataclass(frozen=True)
class Incomes:
    """Budgets that spend the fund to the unit.

    budgets: (N,) int64, smallest units. phi: smallest units per point of work, exact.
    from_work, from_need: (N,) int64, the parts of each budget that phi sets. points: (N,) int64 points of work.
    Unpacks as ``budgets, phi``.
    """

    budgets: np.ndarray
    phi: Fraction
    from_work: np.ndarray
    from_need: np.ndarray
    points: np.ndarray
    points_per_hour: int

    def __iter__(self) -> Iterator:
        return iter((self.budgets, self.phi))

    @property
    def income_per_hour(self) -> LabourIncome:
        """Income of one counted hour at average effort."""
        return LabourIncome(self.phi * self.points_per_hour)


def council_effort(average_rating, *, charter: Charter, ratio=None) -> np.ndarray | Refused:
    """Return (C,) counted effort of each council: its average rating in multiples of average effort, held to its cap.

    average_rating: (C,) on the charter's scale, weighted by hours. ratio: (C,) last year's actual SB/SC, the cap under
    method 1 (``effort.method`` = ratio); method 2 never looks at it, so better machines or prices change nothing.
    Refuses NaN, ratings outside the scale and method 1 without a ratio.
    Source: method 1, Hahnel, quoted in participatoryeconomy.org forum t/302; method 2, forum t/198.

    >>> from parecon.charter import default_charter
    >>> council_effort([14, 9], charter=default_charter(), ratio=[2.0, 1.0]).tolist()
    [1.0, 1.0]
    >>> council_effort([14, 9], charter=default_charter().adopt({"effort.method": "ratio"}, "congress"), ratio=[1.3, 1.0]).tolist()
    [1.3, 1.0]
    """
    rating = _numbers(average_rating)
    refused = _check_column("average rating", rating, rating.shape) or _check_scale(rating, charter)
    if refused is not None:
        return refused
    cap = np.full(rating.shape, float(charter["effort.cap"]))
    if charter["effort.method"] == "ratio":
        if ratio is None:
            return Refused(Reason.NO_RATIO, "effort.method = ratio", None, "SB/SC of each council", "give last year's actual ratio, or 1 for a new council")
        cap = _numbers(ratio)
        refused = _check_column("ratio", cap, rating.shape)
        if refused is not None:
            return refused
    return np.minimum(rating / charter["effort.rating_norm"], cap) if charter["effort.below_cap"] == "kept" else cap


def work_points(hours, effort, *, charter: Charter) -> np.ndarray | Refused:
    """Return (N,) int64 points of work: hours times effort, each counted in the charter's whole parts.

    hours: (N,) >= 0, hours of the period (a council's: all its members'). effort: (N,) or scalar, 1 is average.
    Refuses NaN, negative values, different lengths, and sums too large to count.
    Source: institutions of this project, section 7.

    >>> from parecon.charter import default_charter
    >>> work_points([40, 20], [1.0, 1.5], charter=default_charter()).tolist()
    [240000, 180000]
    """
    hours = _numbers(hours)
    effort = np.broadcast_to(_numbers(effort), hours.shape) if np.ndim(effort) == 0 else _numbers(effort)
    for name, column in (("hours", hours), ("effort", effort)):
        refused = _check_column(name, column, hours.shape)
        if refused is not None:
            return refused
    points = np.rint(hours * charter["income.hour_parts"]) * np.rint(effort * charter["income.effort_parts"])
    if points.size and float(points.sum()) >= 2.0**62:
        return Refused(Reason.TOO_LARGE, "points of work", float(points.sum()), 2**62, "count hours or effort in larger parts (income.hour_parts, income.effort_parts)")
    return points.astype(np.int64)


def _check_scale(ratings: np.ndarray, charter: Charter) -> Refused | None:
    low, high = charter["effort.rating_min"], charter["effort.rating_max"]
    outside = np.flatnonzero((ratings < low) | (ratings > high))
    if outside.size:
        return Refused(Reason.RATING_OUTSIDE_SCALE, f"entry {outside[0]}", float(ratings.flat[outside[0]]), f"{low} to {high}", "rate on the scale")
    return None


def _numbers(values) -> np.ndarray:
    """Values as float64, text as NaN, so that it is refused like any other missing number."""
    try:
        return np.asarray(values, np.float64)
    except (TypeError, ValueError):
        return np.full(np.shape(values), np.nan)


def _check_column(name, column, shape) -> Refused | None:
    if len(shape) != 1:
        return Refused(Reason.LENGTHS_DIFFER, name, f"{len(shape)} dimensions", "one", "give a plain column")
    if column.shape != shape:
        return Refused(Reason.LENGTHS_DIFFER, name, column.shape, shape, "give one value for each recipient")
    if not np.all(np.isfinite(column)):
        at = int(np.flatnonzero(~np.isfinite(column))[0])
        return Refused(Reason.NOT_A_NUMBER, f"{name}, entry {at}", column[at], "a number", "give a number; missing is not zero")
    if column.size and column.min() < 0:
        at = int(np.argmin(column))
        return Refused(Reason.NEGATIVE, f"{name}, entry {at}", column[at], 0, "give zero or more")
    return None


def council_incomes(hours, effort, allowances, fund: int, *, charter: Charter, need_points=0) -> Incomes | Refused:
    """Close incomes to the fund: phi * points + fixed sums = fund, exactly (A5).

    hours, effort: see ``work_points``; (N,) by council or by person. allowances: (N,) or scalar integers in smallest
    units, the net of everything in A5 that is not work (allowances + compensation - saving - repayments + new loans + drawn savings).
    need_points: (N,) or scalar integers, allowances that move with the average income (``allowance_points``).
    fund: integer, smallest units. Returns Incomes, whose budgets add up to the fund to the unit.
    Refuses bad columns, fixed sums above the fund, and a budget that saving would push below zero.
    Source: institutions of this project, section 3, A5 (our design).

    >>> from parecon.charter import default_charter
    >>> budgets, phi = council_incomes([40, 40, 20], 1.0, [0, 10, 0], 110, charter=default_charter())
    >>> budgets.tolist(), phi
    ([40, 50, 20], Fraction(1, 6000))
    """
    points = work_points(hours, effort, charter=charter)
    if isinstance(points, Refused):
        return points
    fixed = _whole_column("allowances", allowances, points.shape)
    need = _whole_column("need points", need_points, points.shape)
    for column in (fixed, need):
        if isinstance(column, Refused):
            return column
    if not is_whole(fund):
        return Refused(Reason.NOT_WHOLE, "fund", fund, "whole smallest units", "give the fund in whole smallest units")
    left, all_points = int(fund) - int(fixed.sum()), int(points.sum()) + int(need.sum())
    if left < 0:
        return Refused(Reason.FUND_TOO_SMALL, "fund", int(fund), int(fixed.sum()), "vote smaller allowances or a larger share for consumption")
    shared = divide_exactly(left, np.concatenate([points, need])) if all_points or left else np.zeros(2 * points.size, np.int64)
    if isinstance(shared, Refused):
        return shared
    from_work, from_need = shared[: points.size], shared[points.size :]
    budgets = from_work + from_need + fixed
    if budgets.size and budgets.min() < 0:
        at = int(np.argmin(budgets))
        return Refused(Reason.INCOME_BELOW_ZERO, f"recipient {at}", int(budgets[at]), 0, "save or repay no more than the income")
    per_hour = charter["income.hour_parts"] * charter["income.effort_parts"]
    return Incomes(budgets, Fraction(left, all_points) if all_points else Fraction(0), from_work, from_need, points, per_hour)


def _whole_column(name, values, shape) -> np.ndarray | Refused:
    column = np.broadcast_to(np.asarray(values), shape) if np.ndim(values) == 0 else np.asarray(values)
    if column.dtype.kind not in "iuf":
        return Refused(Reason.NOT_WHOLE, name, str(column.dtype), "whole smallest units", "give whole smallest units of a credit")
    if column.shape != shape:
        return Refused(Reason.LENGTHS_DIFFER, name, column.shape, shape, "give one value for each recipient")
    if column.dtype.kind == "f" and not np.all(np.isfinite(column) & (column == np.floor(column))):
        return Refused(Reason.NOT_WHOLE, name, "fractions or NaN", "whole smallest units", "give whole smallest units of a credit")
    if column.size and float(np.abs(column.astype(np.float64)).sum()) >= 2.0**62:
        return Refused(Reason.TOO_LARGE, name, float(np.abs(column.astype(np.float64)).sum()), 2**62, "use a larger smallest unit")
    return column.astype(np.int64)


def member_incomes(council_sums, council, hours, ratings, *, charter: Charter) -> np.ndarray | Refused:
    """Divide each council's sum among its members: y_i = Y_w r_i h_i / sum_j r_j h_j, to the unit.

    council_sums: (C,) int64 smallest units. council: (N,) index into it. hours: (N,). ratings: (N,) effort on the
    charter's scale, medians of workmates' ratings. Returns (N,) int64; every council's members receive its sum exactly.
    Refuses ratings outside the scale, NaN, negative hours, and a council with a sum and no hours.
    Source: institutions of this project, section 7 (our design).

    >>> from parecon.charter import default_charter
    >>> member_incomes([90], [0, 0], [40, 40], [10, 8], charter=default_charter()).tolist()
    [50, 40]
    """
    hours, ratings = _numbers(hours), _numbers(ratings)
    for name, column in (("hours", hours), ("ratings", ratings)):
        refused = _check_column(name, column, np.shape(council))
        if refused is not None:
            return refused
    refused = _check_scale(ratings, charter)
    if refused is not None:
        return refused
    effort = np.rint(ratings * charter["income.effort_parts"] / charter["effort.rating_norm"]).astype(np.int64)
    weights = np.rint(hours * charter["income.hour_parts"]).astype(np.int64) * effort
    return divide_exactly(council_sums, weights, council)
