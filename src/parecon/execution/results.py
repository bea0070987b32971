"""What came of the plan: line by line, and workplace by workplace."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.economy import CouncilKind
from parecon.execution.year import ExecutionYear

__all__ = ["LineResult", "WorkplaceResult", "line_results", "workplace_results"]



@dataclass(frozen=True)
class LineResult:
    """One line of one council, in units: what was planned, what is wanted by now, and what was done."""

    council: int
    good: str
    made: bool
    planned: float
    wanted: float
    actual: float

    @property
    def share_done(self) -> float:
        """What was done over what was planned; 1 where nothing was planned and nothing done."""
        return self.actual / self.planned if self.planned > 0 else float(self.actual == 0)


@dataclass(frozen=True)
class WorkplaceResult:
    """A workplace's year at the plan's prices, in credits: social benefit and cost as planned and as they were, and what is excused.

    excused: value of what it could not make through no fault of its own. ratio_judged: the
    ratio by which the workplace is judged: excused output counts as made at the planned
    cost, so that an excused shock leaves it where it was. Units are judged on planned and
    actual ratios; recognised shocks are excused (institutions.md 10).
    """

    council: int
    name: str
    planned_benefit: float
    planned_cost: float
    benefit: float
    cost: float
    excused: float

    @property
    def ratio_planned(self) -> float:
        """Planned social benefit over planned social cost; 1 where no cost was planned."""
        return self.planned_benefit / self.planned_cost if self.planned_cost > 0 else 1.0

    @property
    def ratio(self) -> float:
        """Actual social benefit over actual social cost; 1 where there was no cost."""
        return self.benefit / self.cost if self.cost > 0 else 1.0

    @property
    def ratio_judged(self) -> float:
        """The ratio with excused output counted as made at its planned cost."""
        if self.excused <= 0 or self.ratio_planned <= 0:
            return self.ratio
        benefit = self.benefit + self.excused
        # Where the shock also spared inputs, what is excused is charged with them; where they were lost, it is not charged twice.
        cost = max(self.cost, min(self.cost + self.excused / self.ratio_planned, benefit / self.ratio_planned))
        return benefit / cost


def line_results(year: ExecutionYear, council: int | None = None) -> tuple[LineResult, ...]:
    """Return planned, wanted and actual amounts of every line, or of one council's."""
    lines, goods = year.lines, year.economy.goods
    mine = range(len(lines)) if council is None else np.flatnonzero(lines.council == council).tolist()
    return tuple(LineResult(int(lines.council[j]), goods[int(lines.good[j])].code, bool(lines.made[j]), int(lines.planned[j]) / 1e9, int(lines.wanted[j]) / 1e9,
                            int(lines.actual[j]) / 1e9) for j in mine)


def workplace_results(year: ExecutionYear) -> tuple[WorkplaceResult, ...]:
    """Return every workplace's planned and actual social benefit and cost, in the order of councils."""
    councils = np.flatnonzero(year.economy.councils.kind == CouncilKind.WORKER)
    planned, actual = (_sums(year, name) for name in ("planned", "actual"))
    excused = np.zeros(len(year.economy.councils))
    for shock in year.shocks:
        if shock.excused:
            excused[shock.council] += shock.amount / 1e9 * float(year.plan.prices[shock.good])
    return tuple(WorkplaceResult(int(c), _name(year, int(c)), float(planned[0][c]), float(planned[1][c]), float(actual[0][c]), float(actual[1][c]), float(excused[c]))
                 for c in councils)


def _name(year: ExecutionYear, council: int) -> str:
    return year.economy.federations[int(year.economy.councils.federation[council])].name


def _sums(year: ExecutionYear, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Return benefit and cost of each council by one column of the lines, (c,) credits each, social charges among the costs."""
    lines, economy = year.lines, year.economy
    value = getattr(lines, name) / 1e9 * year.plan.prices[lines.good]
    made = np.bincount(lines.council[lines.made], value[lines.made], len(economy.councils))
    used = np.bincount(lines.council[~lines.made], value[~lines.made], len(economy.councils))
    return made, used + made * economy.social_rate[economy.councils.row]
