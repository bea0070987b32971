"""Amounts: everyone says how much they permit; as much passes as enough of them permit."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from parecon.ballots.decisions import read_share

__all__ = ["AmountResult", "tally_amount"]


@dataclass(frozen=True)
class AmountResult:
    """The outcome of a ballot on an amount.

    amount: the largest that enough votes permit, in the unit of the votes. behind: weight
    of the votes that permit at least as much. cast: weight of all. nothing: weight of
    those that permit nothing at all. lowest, middle, highest: amounts at a tenth, half
    and nine tenths of the weight, from those who permit least.
    """

    amount: int
    behind: Fraction
    cast: Fraction
    nothing: Fraction
    lowest: int
    middle: int
    highest: int


def tally_amount(amounts: np.ndarray, weights: np.ndarray, threshold: str) -> AmountResult:
    """Return the largest amount that a share ``threshold`` of the votes permits, such as "more than 1/2" or "2/3".

    amounts: (v,) whole numbers of zero or more, each the most that a voter permits;
    weights: (v,) whole numbers of zero or more. Whoever permits an amount permits any
    smaller one, so a voter gains nothing by naming another amount than their own as long
    as others do not answer it. Raises ValueError for floats, negative numbers or no votes.
    Source: the median voter, D. Black, On the Rationale of Group Decision-making, JPE 56 (1948).

    >>> import numpy as np
    >>> tally_amount(np.array([0, 10, 30]), np.array([2, 2, 1]), "more than 1/2").amount
    10
    >>> tally_amount(np.array([0, 10, 30]), np.array([2, 2, 1]), "2/3").amount
    0
    """
    amounts, weights = np.asarray(amounts), np.asarray(weights)
    for name, column in (("amounts", amounts), ("weights", weights)):
        if not np.issubdtype(column.dtype, np.integer) or column.ndim != 1 or (column < 0).any():
            raise ValueError(f"{name} are whole numbers of zero or more, one a vote, got {column.dtype} of shape {column.shape}")
    if amounts.shape != weights.shape or not weights.any():
        raise ValueError(f"{len(amounts)} amounts and {len(weights)} weights, {int(weights.sum())} in all; give one weight a vote, and somebody a vote")
    share, strict = read_share(threshold)
    order = np.argsort(-amounts, kind="stable")
    # Whole numbers of any size, by the machine's own where they fit.
    small = float(weights.sum(dtype=np.float64)) * share.denominator < 2**61
    weights = weights.astype(np.int64 if small else object)
    falling, heard = amounts[order], np.cumsum(weights[order])
    cast = int(heard[-1])
    enough = heard * share.denominator - share.numerator * cast
    passed = np.flatnonzero(enough > 0 if strict else enough >= 0)
    # Everyone permits nothing, so an amount nobody can agree on is none.
    amount = int(falling[passed[0]]) if len(passed) else 0
    behind = weights[amounts >= amount].sum()
    middles = [int(falling[np.searchsorted(heard, -(-cast * tenths // 10))]) for tenths in (9, 5, 1)]
    return AmountResult(amount, Fraction(int(behind)), Fraction(cast), Fraction(int(weights[amounts == 0].sum())), *middles)
