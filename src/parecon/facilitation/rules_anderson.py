"""P6: Anderson acceleration of the power rule, on logarithms of prices (institutions.md 2.5)."""

from __future__ import annotations

from typing import Sequence

import numpy as np

from parecon.economy import Economy
from parecon.facilitation.record import PriceStep, RoundRecord
from parecon.facilitation.rules import keep_quantities
from parecon.facilitation.rules_safeguard import guard_step, residuals

__all__ = ["AndersonRule", "mix_rounds"]


class AndersonRule:
    """P6: of the last rounds, the mixture whose gaps nearly cancel, and from there a step of P5 (Anderson 1965)."""

    name = "anderson"

    def next_prices(self, records: Sequence[RoundRecord], economy: Economy, charter) -> PriceStep:
        """Return the accelerated step under the safeguard; it knows public totals and announced prices only."""
        return guard_step(records, economy, charter, propose=lambda: self._accelerate(records, economy, charter))

    def _accelerate(self, records, economy, charter) -> PriceStep:
        known = records[-charter["prices.anderson_memory"] - 1:]
        own = economy.priced
        logs = np.log(np.array([r.announcement.prices[own] for r in known]))
        gaps = charter["prices.anderson_mixing"] * np.array([residuals(r, economy, charter) for r in known])
        most = charter["prices.anderson_step_max"]
        step = np.clip(mix_rounds(logs, gaps, charter["prices.anderson_dependence"]) - logs[-1], -most, most)
        prices = np.array(known[-1].announcement.prices)
        prices[own] *= np.exp(step)
        return keep_quantities(known[-1], economy, economy.link_prices(prices), rule=self.name,
                               why=f"the mixture of the last {len(known)} rounds in which gaps most nearly cancel, and from there demand over supply")


def mix_rounds(points: np.ndarray, steps: np.ndarray, dependence: float) -> np.ndarray:
    """Return the next point (k,) of Anderson's mixing for points and plain steps (t, k) of the last t rounds.

    The weights w of the rounds sum to one and make |sum w_i step_i| least; the next point
    is sum w_i (point_i + step_i). Rounds whose differences add less than ``dependence``
    of the largest one count as no new knowledge. Source: D. G. Anderson, Iterative
    Procedures for Nonlinear Integral Equations, J. ACM 12, 1965, 547-560, section 4.

    >>> import numpy as np
    >>> mix_rounds(np.array([[0.0], [1.0]]), np.array([[2.0], [1.0]]), 1e-10)  # the plain steps vanish at 2
    array([2.])
    """
    change, turn = np.diff(points, axis=0).T, np.diff(steps, axis=0).T
    if not turn.size:
        return points[-1] + steps[-1]
    weight = np.linalg.lstsq(turn, steps[-1], rcond=dependence)[0]
    return points[-1] + steps[-1] - (change + turn) @ weight
