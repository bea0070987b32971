"""Three classes on a table of occupations: who holds empowering work and command over others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.charter import Charter
from parecon.work.scores import concentration

__all__ = ["TEXT_SHARES", "ClassMap", "map_classes"]

# Wetzel's figures for the United States: owners and coordinators, those standing between, workers.
TEXT_SHARES = (0.25, 1 / 6, 0.60)


@dataclass(frozen=True)
class ClassMap:
    """Shares of jobs: coordinators (both lines reached), between (one of them), workers (none).

    kind: (N,) 2, 1, 0. sensitivity: (line, coordinators, between, workers) with both lines moved together.
    top_fifth_share: share of all empowering hours that the fifth of jobs with most of them holds.
    """

    coordinators: float
    between: float
    workers: float
    kind: np.ndarray
    sensitivity: tuple[tuple[float, float, float, float], ...]
    top_fifth_share: float

    @property
    def shares(self) -> tuple[float, float, float]:
        """The three shares in the order of TEXT_SHARES."""
        return self.coordinators, self.between, self.workers


def map_classes(empowerment: np.ndarray, command: np.ndarray, jobs: np.ndarray, *, charter: Charter, empowering=None) -> ClassMap:
    """Place (N,) occupations by their two ratings and their ``jobs``.

    empowering: (N,) share of each job's hours that are empowering (None: all or none, by the line).
    The table counts employees: owners are not in it, so the text's quarter holds people that coordinators here lack.
    Source: the classes are Wetzel's; the measure and its lines are our design.

    >>> from parecon.charter import default_charter
    >>> m = map_classes(np.array([18.0, 16, 5]), np.array([17.0, 9, 4]), np.array([1.0, 1, 2]), charter=default_charter())
    >>> m.shares
    (0.25, 0.25, 0.5)
    """
    lines = float(charter["classes.empowerment_min"]), float(charter["classes.command_min"])
    kind = (empowerment >= lines[0]).astype(int) + (command >= lines[1])
    sensitivity = []
    for step in (-4, -3, -2, -1, 0, 1, 2):
        moved = (empowerment >= lines[0] + step).astype(int) + (command >= lines[1] + step)
        sensitivity.append((lines[0] + step, *_shares(moved, jobs)))
    return ClassMap(*_shares(kind, jobs), kind, tuple(sensitivity), _held_by_fifth((empowerment >= lines[0]).astype(float) if empowering is None else np.asarray(empowering), jobs))


def _shares(kind: np.ndarray, jobs: np.ndarray) -> tuple[float, float, float]:
    total = jobs.sum()
    return tuple(float(jobs[kind == k].sum() / total) for k in (2, 1, 0))


def _held_by_fifth(empowering: np.ndarray, jobs: np.ndarray) -> float:
    """``concentration`` over jobs, of which every occupation has many alike."""
    return concentration(np.repeat(empowering, np.rint(20_000 * jobs / jobs.sum()).astype(int)))
