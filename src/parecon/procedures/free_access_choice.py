"""How choices are made without prices: schemes by points, and consumers who see a signal or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

__all__ = ["NotAListedDecision", "SchemeChoice", "choose_wear", "compare_schemes"]


@dataclass(frozen=True)
class SchemeChoice:
    """Which scheme a meeting is advised to take: schemes with their points, least first; the table that was voted.

    Points count against a scheme. They belong to the decision: there is no holder, and nothing can be taken for them.
    """

    decision: str
    points: Mapping[str, float]
    table: Mapping[str, float]

    @property
    def best(self) -> str:
        """Return the name of the scheme with the fewest points."""
        return next(iter(self.points))


@dataclass(frozen=True)
class NotAListedDecision:
    """Points were asked for something that no meeting put on the list; listed: what is on it."""

    asked: str
    listed: tuple[str, ...]

    def __str__(self) -> str:
        return f"points are for {', '.join(self.listed)}; {self.asked} is not on the list, and nobody has points of their own"


def compare_schemes(decision: str, schemes: Mapping[str, Mapping[str, float]], table: Mapping[str, float], *, charter) -> SchemeChoice | NotAListedDecision:
    """Return the schemes of one listed decision in the order of their points; refuse a decision that is not listed.

    schemes: what each takes or does, in its own unit, by consideration; table: points per unit, as voted. Raises KeyError for a
    consideration the table does not name. Source: the SPGB's "points system" for cost-benefit, restricted to comparing schemes.
    """
    listed = charter["access.points_decisions"]
    if decision not in listed:
        return NotAListedDecision(decision, tuple(listed))
    for name, scheme in schemes.items():
        for consideration in scheme:
            if consideration not in table:
                raise KeyError(f"scheme {name!r} has {consideration!r}, which the voted table does not name; it names {', '.join(table)}")
    points = {name: sum(table[key] * amount for key, amount in sorted(scheme.items())) for name, scheme in schemes.items()}
    return SchemeChoice(decision, dict(sorted(points.items(), key=lambda pair: (pair[1], pair[0]))), dict(table))


def choose_wear(hours: np.ndarray, wearers: int, *, responsible_share: float = 1.0, signal: bool = True) -> np.ndarray:
    """Return how many wearers take each of the things that serve a need equally well, (k,); hours: (k,) of work in one of each.

    Who sees no signal cannot tell what a thing cost, and as many take each; who sees one and is responsible takes what takes least
    work. The rest take each alike.

    >>> choose_wear(np.array([10.0, 2.0]), 100, signal=False).tolist(), choose_wear(np.array([10.0, 2.0]), 100).tolist()
    ([50.0, 50.0], [0.0, 100.0])
    """
    alike = np.full(len(hours), wearers / len(hours))
    if not signal:
        return alike
    least = (hours == hours.min()).astype(np.float64)
    return responsible_share * wearers * least / least.sum() + (1.0 - responsible_share) * alike
