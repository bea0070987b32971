"""A comparison: arms with their outcomes and measures, and the table that is written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterator

import numpy as np

from parecon.economy import Economy
from parecon.procedures.protocol import Outcome
from parecon.reports.measures import Measure
from parecon.responses import Ground

__all__ = ["COLUMNS", "Arm", "Comparison", "Run", "best_arms"]

COLUMNS = ("procedure", "seed", "measure", "unit", "value")

BETTER = {
    "distance to the best plan, equal heads": -1, "distance to the best plan, last year's incomes": -1, "distance to the best plan, own distribution": -1,
    "money-metric welfare a person": 1, "money-metric welfare of the lowest tenth": 1, "needs unmet, survival": -1, "needs unmet, comfort": -1,
    "people whose neighbourhood misses some need": -1, "wasted": -1, "unsold": -1, "hours wished and not found": -1, "emissions beyond permits": -1,
    "emissions": -1, "Gini of income": -1, "Gini of consumption": -1, "minutes a person": -1, "messages": -1, "possession, control": -1, "rule": -1,
    "privilege, by effort and need": -1, "privilege, by equal heads": -1, "empowerment monopoly": -1, "self-management gap": -1, "exploitation": -1,
    "consumption lost when units lie": -1, "consumption lost to the shock": -1,
}
"""Measures of which less (-1) or more (1) is better whatever one's views; of the others the report does not say which is better."""


@dataclass(frozen=True)
class Run:
    """One run of one arm: seed, the measures by which it is compared."""

    seed: int
    measures: tuple[Measure, ...]


@dataclass(frozen=True)
class Arm:
    """One procedure: its name and title, the outcome of the first seed, all runs, and seconds of the first run (not part of any table)."""

    name: str
    title: str
    outcome: Outcome
    runs: tuple[Run, ...]
    seconds: float

    def value(self, measure: str) -> float | None:
        """Return a measure's mean over seeds, None where it is not known."""
        found = [m.value for run in self.runs for m in run.measures if m.name == measure and m.value is not None]
        return float(np.mean(found)) if found else None

    def values(self) -> dict[str, float | None]:
        """Return all measures of the first seed by name."""
        return {m.name: m.value for m in self.runs[0].measures}


@dataclass(frozen=True)
class Comparison:
    """All arms on one economy. told: what was asked for, as sentences; ground, prices: of the first seed."""

    economy: Economy
    ground: Ground
    prices: np.ndarray
    arms: tuple[Arm, ...]
    told: tuple[str, ...]

    def measures(self) -> list[tuple[str, str]]:
        """Return (name, unit) of all measures in the order in which they first appear."""
        return list(dict.fromkeys((m.name, m.unit) for arm in self.arms for run in arm.runs for m in run.measures))

    def rows(self) -> Iterator[tuple[str, int, str, str, float | None]]:
        """Yield the table: procedure, seed, measure, unit, value (None: not known)."""
        for arm in self.arms:
            for run in arm.runs:
                yield from ((arm.name, run.seed, m.name, m.unit, m.value) for m in run.measures)


def best_arms(comparison: Comparison, measure: str) -> tuple[str, ...]:
    """Return the titles of the arms that are best by ``measure`` (within a thousandth of what is usual), none where nobody says which is better."""
    sign = BETTER.get(measure)
    values = {arm.title: value for arm in comparison.arms if (value := arm.value(measure)) is not None and arm.outcome.refusal is None}
    if sign is None or len(values) < 2 or max(values.values()) == min(values.values()):
        return ()
    top = max(sign * v for v in values.values())
    near = max(1e-3 * float(np.median(np.abs(list(values.values())))), 1e-9)
    return tuple(title for title, v in values.items() if sign * v >= top - near)
