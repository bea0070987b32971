"""Material balances by hand: K rounds of sources and uses, and exactly what they leave uncovered."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

__all__ = ["BalanceRounds", "balance_exactly", "balance_rounds"]


@dataclass(frozen=True)
class BalanceRounds:
    """What K rounds came to: gross targets (n,) and what they leave uncovered (n,), in units.

    outputs: ``x_K = sum of A^k d for k = 0 … K``; uncovered: ``d + A x_K - x_K``, which is ``A^(K+1) d``.
    """

    outputs: np.ndarray
    uncovered: np.ndarray
    rounds: int


def balance_rounds(recipe: np.ndarray, final: np.ndarray, rounds: int) -> BalanceRounds:
    """Return the gross targets after ``rounds`` rounds of balances for final uses (n,); recipe: (n, n) units of the row's good in one of the column's.

    Each round adds to every balance what the targets of the round before use; the last round's own uses nobody has added.
    Sources: Montias, Planning with Material Balances in Soviet-Type Economies, American Economic Review 49 (1959); Leontief's
    power series.

    >>> balance_rounds(np.array([[0.2, 0.3], [0.1, 0.4]]), np.array([100.0, 50.0]), 1).uncovered.round(9).tolist()
    [16.0, 15.5]
    """
    if rounds < 0 or rounds != int(rounds):
        raise ValueError(f"there are {rounds} rounds of balances; give a whole number, 0 or more")
    layer = np.array(final, dtype=np.float64)
    outputs = layer.copy()
    for _ in range(int(rounds)):
        layer = recipe @ layer
        outputs = outputs + layer
    return BalanceRounds(outputs, recipe @ layer, int(rounds))


def balance_exactly(recipe: list[list[Fraction]], final: list[Fraction], rounds: int) -> tuple[list[Fraction], list[Fraction]]:
    """Return outputs and what is uncovered in exact fractions: the second is found by subtraction, not by the power it has to equal."""
    def use_of(made: list[Fraction]) -> list[Fraction]:
        return [sum((a * x for a, x in zip(line, made, strict=True)), Fraction(0)) for line in recipe]

    outputs = list(final)
    for _ in range(rounds):
        outputs = [d + u for d, u in zip(final, use_of(outputs), strict=True)]
    return outputs, [d + u - x for d, u, x in zip(final, use_of(outputs), outputs, strict=True)]
