"""Rules that move each price by a share of its own: P2, P3 and P4 (institutions.md 2.5)."""

from __future__ import annotations

from typing import Sequence

import numpy as np

from parecon.economy import Economy
from parecon.facilitation.record import PriceStep, RoundRecord
from parecon.facilitation.rules import keep_quantities, published_step

__all__ = ["ConstantRule", "PaperRule", "SlidesRule", "slides_step"]


def _move(last: RoundRecord, economy: Economy, delta: np.ndarray | float, told: tuple[str, str]) -> PriceStep:
    """Return p (1 + delta) where demand exceeds supply, p (1 - delta) where supply exceeds demand; told: rule and reason."""
    sign = np.sign(last.demand.astype(np.float64) - last.supply)
    prices = economy.link_prices(last.announcement.prices * (1.0 + sign * delta))
    return keep_quantities(last, economy, prices, rule=told[0], why=told[1])


def slides_step(gap: np.ndarray, charter) -> np.ndarray:
    """Return delta = vc (1.05 - 0.5^vc) for gaps v (n,), with vc = min(v, 0.25) (institutions.md 2.5, P2).

    >>> import numpy as np
    >>> from parecon.charter import default_charter
    >>> slides_step(np.array([0.1, 1.0]), default_charter()).round(6).tolist()
    [0.011697, 0.052276]
    """
    capped = np.minimum(gap, charter["prices.slides_cap"])
    return capped * (charter["prices.published_ceiling"] - 0.5**capped)


class SlidesRule:
    """P2: the step of the slides of 2020, which grows with the gap and remembers nothing (institutions.md 2.5)."""

    name = "slides-2020"

    def next_prices(self, records: Sequence[RoundRecord], economy: Economy, charter) -> PriceStep:
        """Return p (1 ± delta) with delta = vc (1.05 - 0.5^vc), vc = min(gap, 0.25)."""
        delta = slides_step(np.abs(records[-1].gaps), charter)
        return _move(records[-1], economy, delta, (self.name, "the rule of the slides of 2020: a step that grows with the gap, up to a cap"))


class PaperRule:
    """P3: the step of the paper of 2023, whose multiplier is the step before (institutions.md 2.5).

    Steps only ever shrink, down to the floor; far from balance they shrink too soon.
    """

    name = "paper-2023"

    def next_prices(self, records: Sequence[RoundRecord], economy: Economy, charter) -> PriceStep:
        """Return p (1 ± delta_t) with delta_t = clip((1.05 - 0.5^v) delta_(t-1), 0.001, 1.05 - 0.5^v), delta_0 = 0.25."""
        delta = np.full(len(economy.goods), charter["prices.published_first"])
        for record in records:
            delta = published_step(np.abs(record.gaps), delta, charter)
        return _move(records[-1], economy, delta, (self.name, "the rule of the paper of 2023: a step that grows with the gap and with the last step"))


class ConstantRule:
    """P4: the constant step of the NetLogo model, which named 5 to 15 per cent best (pequod-cljs, docs/pequod2-README.md)."""

    name = "constant-step"

    def next_prices(self, records: Sequence[RoundRecord], economy: Economy, charter) -> PriceStep:
        """Return p (1 + step) where demand exceeds supply, p (1 - step) where supply exceeds demand."""
        step = charter["prices.constant_step"]
        return _move(records[-1], economy, step, (self.name, f"each price moves by {step:.0%} towards balance, however large its gap"))
