"""What is published when a round is closed."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from parecon.economy import RowTotals
from parecon.facilitation.aggregate import Filings
from parecon.facilitation.groups import Groups, whole_rows
from parecon.proposals import Announcement

__all__ = ["PriceStep", "RoundRecord", "free_goods", "relative_gaps", "value_gap"]


@dataclass(frozen=True)
class RoundRecord:
    """One closed round: everything that the next prices may depend on, and nothing else.

    announcement: what was announced; heard, silent, returned: councils counted;
    supply, demand: (n,) int64 fixed point, with endowments, claims and the imports
    that were requested; rows: sums by row and good; filings: what councils filed about
    their supply, by row; hours: (c,) int64 hours filed by each consumer council (fixed point); accounts: the
    values of institutions.md 3 in smallest units; batches: hashes of the batches heard; reasons: hashes of
    the words that came with each of them, "" for none (empty where no batch has any);
    grouped: what the board's model takes together, None for whole rows.
    """

    announcement: Announcement
    heard: int
    silent: int
    returned: int
    supply: np.ndarray
    demand: np.ndarray
    rows: RowTotals
    filings: Filings
    hours: np.ndarray
    accounts: dict[str, int]
    batches: tuple[str, ...] = field(default=())
    grouped: Groups | None = None
    reasons: tuple[str, ...] = field(default=())

    @property
    def groups(self) -> Groups:
        """The rows of the board's model: the published ones, or those that were formed from what was filed."""
        return self.grouped or whole_rows(self.rows, self.filings)

    @property
    def round(self) -> int:
        """The number of the round."""
        return self.announcement.round

    @property
    def gaps(self) -> np.ndarray:
        """Relative gaps of all goods, (n,): 2 (D - S) / (S + D), positive for excess demand."""
        return relative_gaps(self.supply, self.demand)


@dataclass(frozen=True)
class PriceStep:
    """Prices a rule proposes for the next round, with the reasons a citizen can read.

    prices: (n,); rule: the rule that gave them; incomes, collective: all incomes and the
    value of collective consumption that the board predicts at these prices, credits;
    hours: (c,) hours it predicts each consumer council to offer; why: one sentence on the
    step as a whole; permits: units it predicts each community to permit (None: no community); predicted_supply, predicted_demand: (n,) units the board's model
    expects, or None.
    """

    prices: np.ndarray
    rule: str
    incomes: float
    collective: float
    hours: np.ndarray
    why: str
    permits: np.ndarray | None = None
    predicted_supply: np.ndarray | None = None
    predicted_demand: np.ndarray | None = None


def relative_gaps(supply: np.ndarray, demand: np.ndarray) -> np.ndarray:
    """Return 2 (D - S) / (S + D) per good, 0 where both are 0 (institutions.md 2.5).

    >>> relative_gaps(np.array([100.0, 0.0]), np.array([130.0, 0.0])).round(4).tolist()
    [0.2609, 0.0]
    """
    both = np.asarray(supply, dtype=np.float64) + demand
    return np.where(both > 0, 2.0 * (np.asarray(demand, dtype=np.float64) - supply) / np.where(both > 0, both, 1.0), 0.0)


def free_goods(prices: np.ndarray, supply: np.ndarray, demand: np.ndarray, *, economy, charter) -> np.ndarray:
    """Return which goods are free, (n,) bool: more is offered than wanted though the price is all but gone (``prices.free_below`` of last year's).

    In an equilibrium a good may be left over where it costs nothing: p (S - D) = 0, complementary slackness (Arrow and Hahn,
    General Competitive Analysis, 1971, ch. 2).
    """
    return (np.asarray(supply) > demand) & (prices <= charter["prices.free_below"] * economy.last_prices)


def value_gap(prices: np.ndarray, supply: np.ndarray, demand: np.ndarray) -> float:
    """Return the value-weighted gap: sum p |D - S| over sum p S."""
    worth = float(np.dot(prices, np.asarray(supply, dtype=np.float64)))
    return float(np.dot(prices, np.abs(np.asarray(demand, dtype=np.float64) - supply))) / worth if worth > 0 else 0.0
