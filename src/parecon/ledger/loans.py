"""Loans without interest: the terms, the plan of repayment, what is due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence

__all__ = ["Instalment", "LoanTerms", "plan_repayment", "units_due"]


@dataclass(frozen=True)
class Instalment:
    """What falls due on one day: the day as year-month-day, the amount in smallest units."""

    day: str
    amount_units: int


@dataclass(frozen=True)
class LoanTerms:
    """An approved loan: the approval's reference, the amount in smallest units, the plan of repayment."""

    approval: str
    amount_units: int
    instalments: tuple[Instalment, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "instalments", tuple(self.instalments))


def plan_repayment(amount_units: int, days: Sequence[str]) -> tuple[Instalment, ...]:
    """Return instalments on ``days`` that sum to ``amount_units`` exactly and differ by one unit at most, the larger first.

    Raises ValueError where there is no day, or a day would have nothing due.
    Loans are repaid by consuming less, without interest (Looking Forward, 7.6).

    >>> [part.amount_units for part in plan_repayment(100, ["2027-01-31", "2027-02-28", "2027-03-31"])]
    [34, 33, 33]
    """
    if not days or amount_units < len(days):
        raise ValueError(
            f"{amount_units} units cannot be repaid on {len(days)} days; give one day or more, and no more days than units"
        )
    share, rest = divmod(amount_units, len(days))
    return tuple(Instalment(day, share + (i < rest)) for i, day in enumerate(days))


def units_due(terms: LoanTerms, repaid_units: int, today: str) -> int:
    """Return what has fallen due by ``today`` under ``terms`` and is not repaid, in smallest units."""
    due = sum(part.amount_units for part in terms.instalments if part.day <= today)
    return max(0, due - repaid_units)
