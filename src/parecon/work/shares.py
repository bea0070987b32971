"""Dividing a whole number among many so that the parts add up to the unit."""

from __future__ import annotations

import numpy as np

from parecon.work.kernels import give_remainders
from parecon.work.refusals import Reason, Refused

__all__ = ["divide_exactly", "is_whole"]

_FAST_LIMIT = 1 << 60
_FLOAT_EXACT = 1 << 51


def is_whole(value) -> bool:
    """Tell whether a value is a whole number, whatever its type; NaN, text and truth values are not.

    >>> [is_whole(v) for v in (3, 3.0, 3.5, float("nan"), "3", True)]
    [True, True, False, False, False, False]
    """
    if isinstance(value, (bool, np.bool_)):
        return False
    return isinstance(value, (int, np.integer)) or isinstance(value, (float, np.floating)) and float(value).is_integer()


def divide_exactly(totals, weights, segment=None) -> np.ndarray | Refused:
    """Divide each segment's total in proportion to integer weights, by largest remainders.

    totals: int or (S,) integers >= 0, smallest units. weights: (N,) integers >= 0.
    segment: (N,) index of the total that each weight shares in; None: all share in one.
    Returns (N,) int64; every segment adds up to its total to the unit, each part lies less than one
    unit from its exact share, equal remainders go to the earlier entry.
    Refuses fractions, negative values, sums over 2**63 and a total without any weight.
    Source: largest remainders (Hamilton); Balinski and Young, Fair Representation (1982), ch. 3.

    >>> divide_exactly(100, [1, 1, 1]).tolist()
    [34, 33, 33]
    >>> divide_exactly([10, 7], [1, 3, 2, 2], segment=[0, 0, 1, 1]).tolist()
    [3, 7, 4, 3]
    """
    weights = np.asarray(weights) if np.size(weights) else np.zeros(0, np.int64)
    if isinstance(totals, np.ndarray) and totals.dtype.kind == "i":
        whole = np.atleast_1d(totals).tolist()
    else:
        whole = list(np.atleast_1d(np.asarray(totals, dtype=object)))
        if not all(map(is_whole, whole)):
            return Refused(Reason.NOT_WHOLE, "totals to divide", next(t for t in whole if not is_whole(t)), "whole smallest units", "give whole numbers")
        whole = [int(t) for t in whole]
    segment = np.zeros(weights.size, np.int64) if segment is None else np.asarray(segment, np.int64)
    refused = _check(whole, weights, segment)
    if refused is not None:
        return refused
    if weights.dtype == object or max(whole, default=0) >= _FLOAT_EXACT or _float_sum(weights) >= _FAST_LIMIT / 2:
        floors, remainders, left = _floors_wide(whole, weights, segment)
    else:
        floors, remainders, left = _floors_fast(np.array(whole, np.int64), weights.astype(np.int64), segment)
    order = np.argsort(segment, kind="stable")
    given = floors[order]
    give_remainders(given, remainders[order], np.searchsorted(segment[order], np.arange(len(whole) + 1)), left)
    floors[order] = given
    sums = np.zeros(len(whole), np.int64)
    np.add.at(sums, segment, floors)
    assert sums.tolist() == whole, "parts must add up to their total"
    return floors


def _check(whole, weights, segment) -> Refused | None:
    if weights.size != segment.size:
        return Refused(Reason.LENGTHS_DIFFER, "weights and segments", segment.size, weights.size, "give one segment for each weight")
    if weights.dtype.kind not in "iuO":
        return Refused(Reason.NOT_WHOLE, "weights", str(weights.dtype), "whole numbers", "give whole numbers, zero or more")
    if weights.size and weights.min() < 0:
        return Refused(Reason.NEGATIVE, "weights", int(weights.min()), 0, "give whole numbers, zero or more")
    if whole and (min(whole) < 0 or max(whole) >= 1 << 63):
        return Refused(Reason.TOO_LARGE, "total to divide", max(whole, key=abs), f"0 to {2**63 - 1}", "divide a sum in that range")
    if segment.size and (segment.min() < 0 or segment.max() >= len(whole)):
        return Refused(Reason.UNKNOWN_LABEL, "segment", int(segment.max()), f"0 to {len(whole) - 1}", "name a total that exists")
    has = np.zeros(len(whole), bool)
    has[segment[np.asarray(weights > 0, bool)]] = True
    for s in np.flatnonzero(~has):
        if whole[s]:
            return Refused(Reason.NOBODY_EARNS, f"total {s}", whole[s], 0, "leave the sum at zero or give somebody a weight")
    return None


def _float_sum(weights) -> float:
    return float(np.sum(weights, dtype=np.float64)) if weights.size else 0.0


def _floors_fast(whole, weights, segment):
    """Quotients and remainders of weight * total / sum in 64 bits.

    The product may exceed 64 bits, its remainder may not: the estimate of the quotient is off by at
    most a few units, so the remainder modulo 2**64 is the true one and corrects it.
    """
    sums = np.zeros(whole.size, np.int64)
    np.add.at(sums, segment, weights)
    sums = np.maximum(sums, 1)
    per_total, per_sum = whole[segment], sums[segment]
    quotient = np.floor(weights.astype(np.float64) * per_total.astype(np.float64) / per_sum.astype(np.float64)).astype(np.int64)
    with np.errstate(over="ignore"):
        remainder = (weights.astype(np.uint64) * per_total.astype(np.uint64) - quotient.astype(np.uint64) * per_sum.astype(np.uint64)).view(np.int64)
    for _ in range(4):
        low, high = remainder < 0, remainder >= per_sum
        quotient += high.astype(np.int64) - low
        remainder += per_sum * (low.astype(np.int64) - high)
    assert np.all((remainder >= 0) & (remainder < per_sum)), "a quotient was further off than floats allow"
    left = whole.copy()
    np.subtract.at(left, segment, quotient)
    return quotient, remainder, left


def _floors_wide(whole, weights, segment):
    """The same in Python's unlimited integers."""
    weights = [int(w) for w in weights]
    sums = [0] * len(whole)
    for s, w in zip(segment.tolist(), weights):
        sums[s] += w
    pairs = [divmod(w * whole[s], max(sums[s], 1)) for s, w in zip(segment.tolist(), weights)]
    left = list(whole)
    for s, (q, _) in zip(segment.tolist(), pairs):
        left[s] -= q
    remainders = [r for _, r in pairs]
    rank = {r: i for i, r in enumerate(sorted(set(remainders)))}
    return (np.array([q for q, _ in pairs], np.int64), np.array([rank[r] for r in remainders], np.int64), np.array(left, np.int64))
