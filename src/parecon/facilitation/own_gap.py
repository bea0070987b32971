"""Why a joint solution moves some prices against their own good's gap (institutions.md 2.5)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.economy import Economy
from parecon.facilitation.record import RoundRecord
from parecon.facilitation.rules_own_sign import against_own_gap
from parecon.quantities import as_units

__all__ = ["OwnGaps", "explain_own_gaps", "input_cost_change"]

_MOST_OF_IT = 0.5
"""Inputs are told as the reason where their cost moved at least so much of what the price moved, on a scale of logarithms."""


@dataclass(frozen=True)
class OwnGaps:
    """Goods whose price moved against their own gap between two announcements.

    against: (n,) bool; by_inputs: (n,) bool, those of them whose makers' inputs moved the same way by most of it; inputs: (n,) relative
    change in the cost of what the makers of each good use; value_share: share of such goods in the value of all demand.
    """

    against: np.ndarray
    by_inputs: np.ndarray
    inputs: np.ndarray
    value_share: float


def input_cost_change(last: RoundRecord, prices: np.ndarray, economy: Economy) -> np.ndarray:
    """Return by what share the cost of what each good's makers use changes, (n,), from the prices of round ``last`` to ``prices`` (n,).

    Rows count by what they offered of the good in that round, at the amounts they asked for; 0 where nobody makes it.
    """
    rows, before = last.rows, last.announcement.prices
    use, supply, count = as_units(rows.use), as_units(rows.supply), len(economy.rows)
    old, new = (np.bincount(rows.row, use * column[rows.good], count) for column in (before, prices))
    ratio = np.divide(new, old, out=np.ones(count), where=old > 0)
    made = np.bincount(rows.good, supply, len(economy.goods))
    moved = np.bincount(rows.good, supply * ratio[rows.row], len(economy.goods))
    return np.divide(moved, made, out=np.ones(len(economy.goods)), where=made > 0) - 1.0


def explain_own_gaps(last: RoundRecord, prices: np.ndarray, economy: Economy) -> OwnGaps:
    """Return which of the prices (n,) announced after round ``last`` moved against their own gap, and which of them with the cost of their inputs.

    Goods that follow another price are left out. What inputs do not explain, the other prices and incomes do: the board's
    prediction at all new prices together says what it expects to be offered and asked for.

    >>> import parecon
    >>> economy, society = parecon.toy_economy()
    >>> outcome = parecon.run(economy, society, parecon.default_charter())
    >>> first = outcome.year.records[0]
    >>> found = explain_own_gaps(first, first.announcement.prices, economy)
    >>> bool(found.against.any()), found.value_share
    (False, 0.0)
    """
    own = np.zeros(len(economy.goods), dtype=bool)
    own[economy.priced] = True
    against = against_own_gap(prices, last) & own
    inputs = input_cost_change(last, prices, economy)
    step = np.log(np.maximum(prices, 1e-300) / np.maximum(last.announcement.prices, 1e-300))
    with_it = (np.sign(step) == np.sign(inputs)) & (np.abs(np.log1p(np.maximum(inputs, -1 + 1e-12))) >= _MOST_OF_IT * np.abs(step))
    worth = as_units(last.demand) * last.announcement.prices * own
    whole = float(worth.sum())
    return OwnGaps(against, against & with_it, inputs, float(worth[against].sum()) / whole if whole > 0 else 0.0)
