"""The safeguard of accelerated rules: they go on only while the worst residual falls (institutions.md 2.5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Callable, Sequence

import numpy as np

from parecon.economy import Economy
from parecon.facilitation.record import PriceStep, RoundRecord
from parecon.facilitation.rules import PowerRule, PublishedRule

__all__ = ["Verdict", "guard_step", "judge", "residuals"]

_SMALLEST_RATIO = 1e-9
"""Demand over supply below this, or above its inverse, counts as this much: neither has a logarithm at zero."""


@dataclass(frozen=True)
class Verdict:
    """How an accelerated rule has done so far: its failures in a row, and whether its next step is taken."""

    failures: int
    accelerate: bool


def residuals(record: RoundRecord, economy: Economy, charter) -> np.ndarray:
    """Return ln(D/S) of the goods with a price of their own, (k,).

    It is 0 where there is neither, and where a good in excess supply is free: its price
    stands at the floor (institutions.md 2.5).
    """
    own = economy.priced
    supply, demand = record.supply[own].astype(np.float64), record.demand[own].astype(np.float64)
    none = (supply == 0) & (demand == 0)
    at_floor = record.announcement.prices[own] <= charter["prices.floor_share"] * economy.last_prices[own]
    ratio = np.where(none, 1.0, demand / np.maximum(supply, 1.0))
    found = np.log(np.clip(ratio, _SMALLEST_RATIO, 1.0 / _SMALLEST_RATIO))
    return np.where(at_floor & (found < 0), 0.0, found)


def judge(records: Sequence[RoundRecord], economy: Economy, charter) -> Verdict:
    """Return how often in a row an accelerated step did not lower the worst residual, and what the next step is to be.

    The step after round 1 is accelerated; after a failure comes one step of P5, after
    which acceleration is tried again; a success wipes failures out, until there are
    ``prices.safeguard_failures`` of them. Anyone can count this again from the records.
    """
    worst = [float(np.max(np.abs(residuals(r, economy, charter)), initial=0.0)) for r in records]
    failures, accelerate = 0, True
    for before, after in zip(worst[:-1], worst[1:]):
        if failures >= charter["prices.safeguard_failures"]:
            return Verdict(failures, False)
        failed = accelerate and not after < before
        failures = failures + 1 if failed else 0 if accelerate else failures
        accelerate = not failed
    return Verdict(failures, accelerate)


def guard_step(records: Sequence[RoundRecord], economy: Economy, charter, *, propose: Callable[[], PriceStep | None]) -> PriceStep:
    """Return the step that ``propose`` gives while it may be trusted, else a step of P5, and of P1 after three failures in a row.

    A step that holds no finite positive prices is no step: divergence is never convergence.
    """
    verdict = judge(records, economy, charter)
    if verdict.failures >= charter["prices.safeguard_failures"]:
        step = PublishedRule().next_prices(records, economy, charter)
        return replace(step, why=f"{step.why}, because faster steps failed {verdict.failures} times in a row")
    step = propose() if verdict.accelerate else None
    if step is not None and np.isfinite(step.prices).all() and (step.prices > 0).all() and np.isfinite(step.incomes):
        return step
    plain = PowerRule().next_prices(records, economy, charter)
    reason = "a faster step has no finite positive prices" if verdict.accelerate else "after the last, faster step the worst gap did not fall"
    return replace(plain, why=f"{plain.why}, because {reason}")
