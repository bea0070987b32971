"""A year under control figures, quarter by quarter: targets bind, supply organs serve by priority, households come last, the next quarter is corrected."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.economy import Economy
from parecon.procedures.control_figures_enterprise import grant
from parecon.procedures.control_figures_plan import USES, Directives, FiguresPlan, make_plan
from parecon.procedures.control_figures_supply import serve_uses
from parecon.responses import Ground, Shock

__all__ = ["FiguresYear", "Quarter", "run_quarters"]


@dataclass(frozen=True)
class Quarter:
    """One quarter at a year's pace: its plan; activity (u,); served, name of a use -> (n,)."""

    plan: FiguresPlan
    activity: np.ndarray
    served: dict[str, np.ndarray]


@dataclass(frozen=True)
class FiguresYear:
    """A year: its quarters, mean activity (u,), what each use was served (n,) and wanted (n,); take (u, n): what units drew with their grants."""

    quarters: tuple[Quarter, ...]
    activity: np.ndarray
    served: dict[str, np.ndarray]
    wanted: dict[str, np.ndarray]
    take: np.ndarray


def run_quarters(economy: Economy, grounds: tuple[Ground, Ground], directives: Directives, charter, *, pad: float = 0.0, shock: Shock | None = None) -> FiguresYear:
    """Return the year of the true ``grounds[0]`` as planned on the reported ``grounds[1]``, where requests are padded by ``pad``.

    Each quarter adds to the directives what the one before did not serve; targets bind from above, for inputs are granted for them.
    """
    ground, reported = grounds
    total, count = directives.total, charter["figures.quarters"]
    wish = total - directives.before if charter["figures.from_achieved"] else total
    take = np.maximum((1.0 - charter["figures.pare"]) * reported.take, ground.take)
    quarters, wanted = [], []
    for number in range(count):
        plan = make_plan(economy, reported, wish, charter)
        capacity, uses = _struck(economy, ground, directives.uses, (shock, (number + 0.5) / count))
        activity, served = serve_uses(economy, ground, (np.minimum(capacity, plan.activity * _reach(pad, charter)), take), uses, charter=charter)
        quarters.append(Quarter(plan, activity, served))
        wanted.append(uses)
        wish = wish + sum(uses.values()) - sum(served.values())
    mean = lambda each: {name: sum(part[name] for part in each) / count for name in USES}  # noqa: E731
    return FiguresYear(tuple(quarters), sum(q.activity for q in quarters) / count, mean([q.served for q in quarters]), mean(wanted), take)


def _reach(pad: float, charter) -> float:
    """Return the share of its target that a unit can make with its grants: who padded requests exceeds it a little, who did not misses it where grants are pared."""
    return min(1.0 + charter["figures.overfulfil"], float(grant(1.0, pad, charter["figures.pare"])))


def _struck(economy: Economy, ground: Ground, uses: dict[str, np.ndarray], what) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return true capacity (u,) and wanted uses after a shock, if it has come."""
    shock, at = what
    if shock is None or at < shock.at:
        return ground.capacity, uses
    rows = np.array([shock.capacity.get(economy.rows[r].code, 1.0) for r in ground.row])
    goods = np.array([shock.wishes.get(good.code, 1.0) for good in economy.goods])
    return ground.capacity * rows, uses | {"households": uses["households"] * goods}
