"""Price rules behind one interface: from the rounds so far to the next prices."""

from __future__ import annotations

from typing import Protocol, Sequence

import numpy as np

from parecon.economy import Economy
from parecon.facilitation.accounts import fund_of
from parecon.facilitation.pollution import permitted_by
from parecon.facilitation.record import PriceStep, RoundRecord, relative_gaps
from parecon.quantities import as_units

__all__ = ["PowerRule", "PriceRule", "PublishedRule", "normalise"]


class PriceRule(Protocol):
    """Anything that turns the public record of earlier rounds into the next prices."""

    name: str

    def next_prices(self, records: Sequence[RoundRecord], economy: Economy, charter) -> PriceStep:
        """Return the step that follows the last of ``records`` (at least one)."""


def normalise(prices: np.ndarray, earned: float, weights: float, economy: Economy) -> tuple[np.ndarray, float]:
    """Return prices (n,) and a factor for values, so that one average hour at average effort earns one credit (institutions.md 3).

    earned: incomes less compensation, credits; weights: sum of income weights in standard hours. With fixed incomes nothing changes.
    """
    if economy.fixed_incomes or earned <= 0 or weights <= 0:
        return prices, 1.0
    return prices * (weights / earned), weights / earned


def keep_quantities(last: RoundRecord, economy: Economy, prices: np.ndarray, *, rule: str, why: str) -> PriceStep:
    """Return the step to ``prices`` of a rule without a model: it expects the last round's quantities again."""
    incomes, collective = fund_of(last.rows, economy, prices)
    return PriceStep(prices, rule, incomes / 1e9, collective / 1e9, last.hours / 1e9, why, as_units(permitted_by(last.rows, economy)))


class PowerRule:
    """P5: price times (demand / supply) to a small power (institutions.md 2.5)."""

    name = "power"

    def next_prices(self, records: Sequence[RoundRecord], economy: Economy, charter) -> PriceStep:
        """Return prices times (D/S)^g; a good that nobody supplies or nobody wants moves by the largest step.

        >>> import numpy as np
        >>> round(float((130 / 100) ** 0.15), 3)
        1.04
        """
        last = records[-1]
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where((last.supply == 0) & (last.demand == 0), 1.0, last.demand / np.maximum(last.supply, 1))
        step = np.clip(np.log(np.maximum(ratio, 1e-9)) * charter["prices.power_exponent"], -charter["prices.step_max"], charter["prices.step_max"])
        prices = economy.link_prices(last.announcement.prices * np.exp(step))
        return keep_quantities(last, economy, prices, rule=self.name,
                               why=f"each price times (demand / supply) to the power {charter['prices.power_exponent']}")


class PublishedRule:
    """P1: the rule behind the published simulations (Szczepanczyk, pequod-cljs; institutions.md 2.5)."""

    name = "published"

    def next_prices(self, records: Sequence[RoundRecord], economy: Economy, charter) -> PriceStep:
        """Return p (1 + delta) where demand exceeds supply, p (1 - delta) where supply exceeds demand."""
        last = records[-1]
        gap = np.abs(relative_gaps(last.supply, last.demand))
        first = charter["prices.published_first"]
        lagged = np.minimum(first, np.abs(relative_gaps(records[-2].supply, records[-2].demand))) if len(records) > 1 else np.full(len(gap), first)
        delta = published_step(gap, lagged, charter)
        sign = np.sign(last.demand.astype(np.float64) - last.supply)
        prices = economy.link_prices(last.announcement.prices * (1.0 + sign * delta))
        return keep_quantities(last, economy, prices, rule=self.name, why="the published rule: a step that grows with the gap and with the last gap")


def published_step(gap: np.ndarray, lagged: np.ndarray, charter) -> np.ndarray:
    """Return delta = clip((1.05 - 0.5^v) * lagged, 0.001, 1.05 - 0.5^v) for gaps v (n,)."""
    ceiling = charter["prices.published_ceiling"] - 0.5**gap
    return np.clip(ceiling * lagged, charter["prices.published_floor"], np.maximum(ceiling, charter["prices.published_floor"]))
