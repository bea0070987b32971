"""K rounds of material balances leave exactly what the power series leaves."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from parecon.procedures.control_figures_balances import balance_exactly, balance_rounds

RECIPE = [[Fraction(2, 10), Fraction(3, 10)], [Fraction(1, 10), Fraction(4, 10)]]
FINAL = [Fraction(100), Fraction(50)]


def power(recipe, times, vector):
    """Return the recipe's power times a vector, in fractions."""
    for _ in range(times):
        vector = [sum((a * x for a, x in zip(line, vector, strict=True)), Fraction(0)) for line in recipe]
    return vector


@pytest.mark.parametrize("rounds", range(8))
def test_what_is_uncovered_is_the_next_power_exactly(rounds):
    _, uncovered = balance_exactly(RECIPE, FINAL, rounds)
    assert uncovered == power(RECIPE, rounds + 1, FINAL)


@pytest.mark.parametrize(("rounds", "steel", "coal"), [(1, 16.0, 15.5), (3, 3.91, 3.905)])
def test_the_hand_solved_case(rounds, steel, coal):
    found = balance_rounds(np.array(RECIPE, dtype=float), np.array(FINAL, dtype=float), rounds)
    assert found.uncovered == pytest.approx([steel, coal], abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_targets_less_their_own_uses_fall_short_by_just_that(seed):
    rng = np.random.Generator(np.random.PCG64(seed))
    recipe, final = rng.uniform(0, 0.15, (6, 6)), rng.uniform(0, 10, 6)
    for rounds in range(5):
        found = balance_rounds(recipe, final, rounds)
        assert final + recipe @ found.outputs - found.outputs == pytest.approx(found.uncovered, abs=1e-12)
        assert found.uncovered == pytest.approx(np.linalg.matrix_power(recipe, rounds + 1) @ final, rel=1e-12)


def test_endless_rounds_would_cover_everything():
    assert balance_rounds(np.array(RECIPE, dtype=float), np.array(FINAL, dtype=float), 80).uncovered.max() < 1e-15


@pytest.mark.parametrize("rounds", [-1, 1.5])
def test_half_a_round_is_refused(rounds):
    with pytest.raises(ValueError, match="whole number"):
        balance_rounds(np.eye(2) * 0.1, np.ones(2), rounds)
