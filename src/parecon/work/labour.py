"""What an hour of labour costs society and what a person earns for it: two types that never meet."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

__all__ = ["LabourIncome", "LabourPrice"]


@dataclass(frozen=True)
class LabourPrice:
    """The opportunity cost of an hour of a category of labour, in credits per hour; a term of SC, paid to nobody.

    Source: Wetzel; institutions of this project, sections 1 and 7.
    """

    category: str
    credits_per_hour: float

    def charge(self, hours: float) -> float:
        """Return the charge of ``hours`` to a council, in credits."""
        return self.credits_per_hour * hours


@dataclass(frozen=True)
class LabourIncome:
    """What a person receives for work: smallest units of a credit per counted hour of average effort.

    It follows from phi alone, so no price of labour can enter it. Adding or comparing the two kinds raises TypeError.

    >>> LabourIncome(Fraction(100)).earn(hours=8, effort=Fraction(11, 10))
    Fraction(880, 1)
    >>> LabourIncome(Fraction(100)) + LabourPrice("surgery", 3.0)
    Traceback (most recent call last):
    ...
    TypeError: unsupported operand type(s) for +: 'LabourIncome' and 'LabourPrice'
    """

    units_per_hour: Fraction

    def earn(self, hours, effort) -> Fraction:
        """Return the exact income of ``hours`` at ``effort`` (1 is average), before rounding to units."""
        return self.units_per_hour * Fraction(hours) * Fraction(effort)
