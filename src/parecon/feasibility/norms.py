"""The norms by which a plan may be closed: whose requests give way when not all can be met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

import numpy as np

from parecon.charter import UnsuitableValue
from parecon.feasibility.programme import ClosingProgramme, Solution
from parecon.feasibility.shared_change import solve_shared_change

__all__ = ["NORMS", "Norm", "solve_norm"]

_LEAST = 1e-9
"""The least cost of a change, as a share of all value: what costs nothing is still not changed without need."""


@dataclass(frozen=True)
class Norm:
    """One norm: its key, its sentence for the ballot, and how it is solved."""

    key: str
    sentence: str
    solve: Callable[[ClosingProgramme, object], Solution | None]


def _every_cut(programme: ClosingProgramme) -> np.ndarray:
    """Return the cost of each change: the value it alters, as a share of all that was proposed."""
    at, cost = programme.columns, np.zeros(programme.columns.count)
    value = lambda worth: np.maximum(worth / programme.worth, _LEAST)  # noqa: E731
    cost[at.down] = cost[at.up] = value(programme.class_value)
    cost[at.cut] = value(programme.request_value[at.cut_group, at.cut_good])
    cost[at.equal] = value(programme.request_value[:3, at.equal_good].sum(axis=0))
    return cost


def _closed(programme: ClosingProgramme, *names: str) -> np.ndarray:
    """Return the columns that a norm does not use; shortfalls are never allowed in a plan."""
    at = programme.columns
    return np.concatenate([at.short, *(getattr(at, name) for name in names)])


def _least_change(programme, charter):
    return programme.solve(_every_cut(programme), _closed(programme, "equal"))


def _shared_change(programme, charter):
    # Least squares are sought only where there is a plan at all, which the linear programme decides.
    return None if _least_change(programme, charter) is None else solve_shared_change(programme)


def _equal_percentage(programme, charter):
    at, cost = programme.columns, _every_cut(programme)
    others = np.setdiff1d(at.cut, programme.export_columns)
    closed = np.concatenate([at.short, others])
    # Exports that earn the foreign exchange that is owed, or more work, are spared the norm only where it has no plan.
    return (programme.solve(cost, np.concatenate([closed, at.up]), tie=True) or programme.solve(cost, closed, tie=True)
            or programme.solve(cost, closed))


def _needs_first(programme, charter):
    order, rows = charter["closing.needs_order"], programme.loss_rows
    kinds = sorted(set(rows) - {"classes"})
    if sorted(order) != kinds:
        raise UnsuitableValue(f"closing.needs_order names each of {', '.join(kinds)} once, got {', '.join(order)}; order all of them")
    cost = _every_cut(programme)
    for place, kind in enumerate(reversed(order), start=1):
        cost += charter["closing.needs_weight"] ** place * programme.row_costs([rows[kind]])
    return programme.solve(cost, _closed(programme, "equal"), to_floors=True)


def _low_incomes_first(programme, charter):
    cost = _every_cut(programme)
    cost[programme.columns.worst] = charter["closing.incomes_weight"]
    return programme.solve(cost, _closed(programme, "equal"))


NORMS = {norm.key: norm for norm in (
    Norm("least-change", "As little as possible is changed, counted in the value of what was proposed.", _least_change),
    Norm("shared-change", "Many change a little rather than a few much: squares of relative changes are least.", _shared_change),
    Norm("equal-percentage", "Of each good that is short every request loses the same share; nobody is asked for more than proposed, "
         "and exports are not spared, unless no plan is possible so.", _equal_percentage),
    Norm("needs-first", "Needs are kept in the order of the charter: what stands last gives way first.", _needs_first),
    Norm("low-incomes-first", "The income group that loses most loses as little as possible.", _low_incomes_first),
)}
"""All norms this program knows, by key."""


def solve_norm(key: str, programme: ClosingProgramme, charter) -> Solution | None:
    """Return the changes the norm ``key`` asks for, or None where no plan exists."""
    return NORMS[key].solve(programme, charter)
