"""The switch that forbids a price to move against its own good's gap (institutions.md 2.5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Sequence

import numpy as np

from parecon.economy import Economy
from parecon.facilitation.incomes import income_weights
from parecon.facilitation.record import PriceStep, RoundRecord
from parecon.facilitation.pollution import compensation_at
from parecon.facilitation.rules import PriceRule, keep_quantities, normalise

__all__ = ["OwnSignSwitch", "against_own_gap"]


class OwnSignSwitch:
    """A rule as it is, unless the charter's ``prices.own_sign`` holds back the prices it would move against their own gap."""

    def __init__(self, rule: PriceRule) -> None:
        self.rule = rule
        self.name = rule.name

    def next_prices(self, records: Sequence[RoundRecord], economy: Economy, charter) -> PriceStep:
        """Return the rule's own step, or, where the switch is on, the step with such prices left where they are.

        With closed incomes prices count up to one factor, which the announcement settles;
        a price that is left where it is moves by that factor.
        """
        step = self.rule.next_prices(records, economy, charter)
        if not charter["prices.own_sign"]:
            return step
        last = records[-1]
        prices = _at_one_level(step, economy, charter)
        held = against_own_gap(prices, last)
        if not held[economy.priced].any():
            return step
        kept = economy.link_prices(np.where(held, last.announcement.prices, prices))
        why = f"{step.why}; {int(held[economy.priced].sum())} prices that would have moved against their own gap stand still"
        return replace(keep_quantities(last, economy, kept, rule=step.rule, why=why), hours=step.hours)


def against_own_gap(prices: np.ndarray, last: RoundRecord) -> np.ndarray:
    """Return (n,) bool: goods whose price falls though demand exceeds supply, or rises though supply exceeds demand.

    >>> import numpy as np
    >>> from types import SimpleNamespace as S
    >>> last = S(supply=np.array([1, 2, 2]), demand=np.array([2, 1, 2]), announcement=S(prices=np.array([5.0, 5.0, 5.0])))
    >>> against_own_gap(np.array([4.0, 4.0, 4.0]), last).tolist()
    [True, False, False]
    """
    return np.sign(prices - last.announcement.prices) * np.sign(last.demand.astype(np.float64) - last.supply) < 0


def _at_one_level(step: PriceStep, economy: Economy, charter) -> np.ndarray:
    return normalise(step.prices, step.incomes - compensation_at(step, economy, charter), float(income_weights(economy, step.hours, charter).sum()), economy)[0]
