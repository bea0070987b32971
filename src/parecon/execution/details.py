"""Detailed goods under a coarse line of the plan: quantities and prices that sum to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from parecon.quantities import FIXED_PER_UNIT, to_fixed
from parecon.work import divide_exactly

__all__ = ["DetailLine", "split_line"]


@dataclass(frozen=True)
class DetailLine:
    """One detailed good: coarse units of the plan that it takes up, fixed point; its value, smallest units; its price in credits per own unit."""

    name: str
    amount: int
    value: int
    price: float


def split_line(amount: int, value: int, details: Mapping[str, tuple[float, float, float]]) -> tuple[DetailLine, ...]:
    """Return the detailed goods of one line of the plan, whose amounts and values sum to the line's to the last unit.

    amount: the coarse line, fixed point; value: what it is worth, smallest units. details:
    by name, how many own units are offered, how many coarse units each counts for, and what
    an own unit costs relative to the others, by the producers' cost allocation. Coarse
    units are shared out in proportion to own units times what each counts for, value in
    proportion to own units times relative cost. Raises ValueError where nothing is
    offered. Source: detailed prices from producers' cost allocation,
    participatoryeconomy.org forum t/54; shops' distribution plans refine personal plans.

    >>> loaves = split_line(10 * 10**9, 30 * 10**9, {"rye": (4, 1, 1.0), "white": (6, 1, 1.5)})
    >>> [(line.name, line.amount / 1e9, round(line.price, 4)) for line in loaves]
    [('rye', 4.0, 2.3077), ('white', 6.0, 3.4615)]
    >>> sum(line.value for line in loaves) == 30 * 10**9
    True
    """
    names = list(details)
    counted = to_fixed([offered * each for offered, each, _ in details.values()], "what is offered")
    worth = to_fixed([offered * cost for offered, _, cost in details.values()], "what it costs")
    if not counted.any() or not worth.any() or (counted < 0).any() or (worth < 0).any():
        raise ValueError(f"{len(names)} detailed goods offer {counted.sum() / FIXED_PER_UNIT:g} units worth {worth.sum() / FIXED_PER_UNIT:g}; offer something, and nothing below 0")
    amounts, values = divide_exactly(amount, counted), divide_exactly(value, worth)
    return tuple(DetailLine(name, int(a), int(v), int(v) / FIXED_PER_UNIT / details[name][0] if details[name][0] > 0 else 0.0)
                 for name, a, v in zip(names, amounts, values))
