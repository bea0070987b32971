"""An enterprise under control figures: its target from the achieved level, what it reports, asks for and makes, and the bonus for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

__all__ = ["Path", "bonus", "choose_output", "five_year_target", "grant", "next_target", "run_path"]


def next_target(achieved: np.ndarray, target: np.ndarray, growth: float, ratchet: float) -> np.ndarray:
    """Return next year's target: ``(1 + growth) achieved + ratchet max(0, achieved - target)``.

    >>> float(next_target(np.float64(110.0), np.float64(100.0), 0.05, 0.5))
    120.5
    """
    return (1.0 + growth) * achieved + ratchet * np.maximum(achieved - target, 0.0)


def five_year_target(achieved: float, growth: float, years: int = 5) -> float:
    """Return what a plan of some years asks for in its last, at the same growth every year.

    >>> round(five_year_target(1.0, 0.05), 3)
    1.276
    """
    return achieved * (1.0 + growth) ** years


def grant(norm: np.ndarray, pad: float, pare: float) -> np.ndarray:
    """Return what is granted of inputs: requests are padded, higher levels pare them.

    >>> float(grant(np.float64(100.0), 0.25, 0.2))
    100.0
    """
    return (1.0 - pare) * (1.0 + pad) * norm


def bonus(output: np.ndarray, target: np.ndarray, base: float, slope: float) -> np.ndarray:
    """Return the bonus: ``base + slope max(0, output / target - 1)`` where the target is met, else nothing."""
    met = output >= target
    return np.where(met, base + slope * np.maximum(np.divide(output, target, out=np.ones_like(output), where=target > 0) - 1.0, 0.0), 0.0)


def choose_output(capacity: np.ndarray, target: np.ndarray, overfulfil: float, *, honest: bool) -> np.ndarray:
    """Return what an enterprise makes if its inputs suffice: all it can where it is honest, else its target and a little more."""
    return capacity if honest else np.minimum(capacity, target * (1.0 + overfulfil))


@dataclass(frozen=True)
class Path:
    """Years of one enterprise: targets, outputs and bonuses (t,)."""

    targets: np.ndarray
    outputs: np.ndarray
    bonuses: np.ndarray


def run_path(capacity: float, start: float, years: int, *, charter, honest: bool) -> Path:
    """Return ``years`` of an enterprise that can make ``capacity`` and achieved ``start``; a self-interested one never shows what it could.

    Source: the ratchet, Berliner, Factory and Manager in the USSR (1957), ch. VI; Weitzman, Bell Journal of Economics 11 (1980).
    """
    targets, outputs, bonuses = np.zeros(years), np.zeros(years), np.zeros(years)
    achieved = target = np.float64(start)
    for year in range(years):
        target = next_target(achieved, target, charter["figures.growth"], charter["figures.ratchet"])
        achieved = choose_output(np.float64(capacity), target, charter["figures.overfulfil"], honest=honest)
        targets[year], outputs[year] = target, achieved
        bonuses[year] = bonus(achieved, target, charter["figures.bonus_base"], charter["figures.bonus_slope"])
    return Path(targets, outputs, bonuses)
