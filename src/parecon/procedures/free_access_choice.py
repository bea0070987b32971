"""How choices are made without prices: techniques by a programme in kind, schemes by points, and consumers who see a signal or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

__all__ = ["NotAListedDecision", "SchemeChoice", "choose_techniques", "choose_wear", "compare_schemes"]


def choose_techniques(use: np.ndarray, scarcity: np.ndarray, largest: np.ndarray, needed: float) -> np.ndarray:
    """Return how much each technique makes, (k,): ``needed`` in all, with the least use of factors in kind, each weighted by its scarcity.

    use: (k, f) of each factor per unit made, as a share of all that is used of it; scarcity: (f,); largest: (k,) units a technique
    can make. This is the optimum of the linear programme ``min sum x use scarcity`` over ``sum x = needed, 0 <= x <= largest``: its
    techniques are filled in the order of their weighted use. No prices and no points enter. Where all together cannot make
    ``needed``, all make what they can.

    >>> choose_techniques(np.array([[1.0, 4.0], [3.0, 1.0]]), np.array([1.0, 5.0]), np.array([10.0, 6.0]), 8.0).tolist()
    [2.0, 6.0]
    """
    order = np.argsort(use @ scarcity, kind="stable")
    before = np.cumsum(largest[order]) - largest[order]
    made = np.zeros(len(largest))
    made[order] = np.clip(needed - before, 0.0, largest[order])
    return made


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
