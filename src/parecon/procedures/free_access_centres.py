"""Local centres, regional stores and the world's depot: what is taken, what is passed on, and what is on its way."""

from __future__ import annotations

import numpy as np

from parecon.procedures.free_access_stock import place_order

__all__ = ["Store", "Takings"]


class Store:
    """Stores of one level, one row a place: stock, what is on its way, what was ordered and not yet sent, estimates of need.

    Amounts (p, n) in units. A place orders from the level above at a review; what is owed stays owed until it can be sent.
    """

    def __init__(self, estimate: np.ndarray, spread: np.ndarray, safety: np.ndarray, weeks: tuple[int, int], *, gives_first: bool = False) -> None:
        """Open stores as they stand at the start of a usual week: estimate, spread (p, n) a week; safety (n,) factor z; weeks: lead time and review.

        gives_first: the store sends what others ordered before it orders itself, so that an order has a week less to last.
        """
        self.review, self.gives_first = weeks[1], gives_first
        self.lead = max(weeks[0] - 1, 0) if gives_first else weeks[0]
        self.estimate, self.spread, self.safety = estimate.copy(), spread.copy(), safety
        self.owed = np.zeros_like(estimate)
        # what was ordered in the weeks before is on its way
        self.coming = np.repeat(estimate[None], self.lead, axis=0)
        # and what went last week is not yet ordered again, unless the order comes last
        self.stock = np.maximum(self.level() - self.coming.sum(axis=0) - (0.0 if gives_first else estimate), 0.0)

    def level(self) -> np.ndarray:
        """Return the order-up-to level (p, n): mean over lead time and review, and safety for its spread."""
        span = self.lead + self.review
        return self.estimate * span + self.safety * self.spread * np.sqrt(span)

    def receive(self) -> None:
        """Let what is due this week arrive."""
        if self.lead:
            self.stock = self.stock + self.coming[0]
            self.coming = np.concatenate([self.coming[1:], np.zeros((1, *self.stock.shape))])

    def learn(self, observed: np.ndarray, weight: float) -> None:
        """Estimate need anew from what was wanted last week (p, n), by exponential smoothing."""
        self.spread = (1 - weight) * self.spread + weight * np.abs(observed - self.estimate) * _DEVIATION_OVER_MEAN_ERROR
        self.estimate = (1 - weight) * self.estimate + weight * observed

    def be_told(self, estimate: np.ndarray, spread: np.ndarray) -> None:
        """Take over what those below estimate."""
        self.estimate, self.spread = estimate.copy(), spread.copy()

    def order(self, waiting: np.ndarray) -> np.ndarray:
        """Return what each place orders (p, n); waiting: what others still want of it."""
        level = self.level()
        placed = place_order(self.stock + self.coming.sum(axis=0) + self.owed - waiting, level, level)
        self.owed = self.owed + placed
        return placed

    def send(self, amounts: np.ndarray) -> None:
        """Set what was owed on its way."""
        self.owed = np.maximum(self.owed - amounts, 0.0)
        if self.lead:
            self.coming[self.lead - 1] += amounts
        else:
            self.stock = self.stock + amounts


_DEVIATION_OVER_MEAN_ERROR = float(np.sqrt(np.pi / 2))
"""Of a normal need, the standard deviation over the mean absolute error."""


class Takings:
    """What people take from shelves: what was there at once, what they wait for, and what they go without. Arrays (l, n)."""

    def __init__(self, shape: tuple[int, int], patience: float) -> None:
        self.patience, self.waiting = patience, np.zeros(shape)

    def take(self, stock: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return what is taken at once of this week's wants, and all that is taken: those who wait are served first; some then go without."""
        late = np.minimum(np.maximum(stock, 0.0), self.waiting)
        at_once = np.minimum(np.maximum(stock, 0.0) - late, wanted)
        self.waiting = self.patience * (self.waiting - late + wanted - at_once)
        return at_once, late + at_once
