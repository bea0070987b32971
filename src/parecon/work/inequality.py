"""How unequal incomes are, in exact numbers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from parecon.work.refusals import Reason, Refused

__all__ = ["Inequality", "gini", "measure_inequality"]


@dataclass(frozen=True)
class Inequality:
    """Spread of incomes: exact Gini, lowest, median and highest, and the ratio of the highest tenth's mean to the lowest tenth's."""

    gini: Fraction
    lowest: int
    median: Fraction
    highest: int
    tenth_ratio: Fraction | None

    def as_text(self) -> str:
        """Return one line for a report."""
        ratio = "no ratio, the lowest tenth has nothing" if self.tenth_ratio is None else f"highest tenth {float(self.tenth_ratio):.2f} times the lowest"
        return f"Gini {float(self.gini):.4f}; from {self.lowest:,} to {self.highest:,}, median {float(self.median):,.1f}; {ratio}"


def gini(values) -> Fraction:
    """Return the exact Gini index of whole numbers >= 0; 0 where all are equal or none has anything.

    Source: mean absolute difference over twice the mean (Gini 1912), computed from the sorted values.

    >>> str(gini([0, 0, 0, 10])), str(gini([5, 5]))
    ('3/4', '0')
    """
    ordered = np.sort(np.asarray(values, np.int64))
    n, total = ordered.size, int(ordered.astype(object).sum()) if ordered.size else 0
    if n == 0 or total == 0:
        return Fraction(0)
    assert ordered[0] >= 0, "the Gini index needs values of zero or more"
    ranked = int(np.dot(np.arange(1, n + 1, dtype=object), ordered.astype(object)))
    return Fraction(2 * ranked, n * total) - Fraction(n + 1, n)


def measure_inequality(incomes) -> Inequality | Refused:
    """Return the inequality figures of (N,) whole incomes in smallest units.

    Refuses an empty list and incomes below zero.

    >>> print(measure_inequality([80, 80, 100, 120]).as_text())
    Gini 0.0921; from 80 to 120, median 90.0; highest tenth 1.50 times the lowest
    """
    ordered = np.sort(np.asarray(incomes, np.int64))
    if ordered.size == 0:
        return Refused(Reason.NOTHING_TO_DO, "incomes", 0, "at least one", "give the incomes of a run")
    if ordered[0] < 0:
        return Refused(Reason.NEGATIVE, "income", int(ordered[0]), 0, "give incomes of zero or more")
    n = ordered.size
    tenth = max(1, n // 10)
    low, high = int(ordered[:tenth].astype(object).sum()), int(ordered[-tenth:].astype(object).sum())
    middle = Fraction(int(ordered[(n - 1) // 2]) + int(ordered[n // 2]), 2)
    return Inequality(gini(ordered), int(ordered[0]), middle, int(ordered[-1]), Fraction(high, low) if low else None)
