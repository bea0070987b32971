"""The best plan there is, on true data: prices at which best answers balance, and the bound on welfare that no plan exceeds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from parecon.economy import Economy, Society
from parecon.responses import Ground
from parecon.responses.best_answers import BestAnswers, answer_best

__all__ = ["Bound", "find_bound", "weights_by_income"]


@dataclass(frozen=True)
class Bound:
    """An upper bound of welfare: value at benchmark prices; prices (n,) that give it; weight (k,) of consumer councils.

    worst_gap: how far the best answers at these prices are from balance, largest gap over
    all goods relative to what is handled of them: 0 where the bound is reached. steps: of the search.
    """

    value: float
    prices: np.ndarray
    weight: np.ndarray
    answers: BestAnswers
    worst_gap: float
    steps: int


def weights_by_income(economy: Economy, society: Society, ground: Ground, norm: str) -> np.ndarray:
    """Return weights (k,) that sum to last year's private consumption beyond needs: "last_year": as last year's budgets stand; "equal": by members."""
    c = society.consumers
    old = society.benchmark_prices
    full = old[c.good] + old[c.pollutant] @ c.emission
    owner = np.repeat(np.arange(len(c.council)), np.diff(c.start))
    beyond = np.bincount(owner, full * (c.quantity - c.subsistence), minlength=len(c.council))
    if norm == "last_year":
        return beyond
    assert norm == "equal", f"there are no weights {norm!r}; there are last_year and equal"
    members = economy.councils.members[c.council].astype(float)
    return members * beyond.sum() / max(members.sum(), 1.0)


def find_bound(economy: Economy, society: Society, ground: Ground, weight: np.ndarray, *, start: np.ndarray | None = None,
               given: np.ndarray | None = None, precision: float = 1e-6, steps_max: int = 150) -> Bound:
    """Return the least bound found: min over prices of what all best answers are worth there, which is convex in prices.

    Any prices give a valid bound (weak duality of the convex programme: Boyd and Vandenberghe, Convex Optimization, 2004, 5.2.2), so stopping
    early makes it looser, never wrong. precision: relative to all that is consumed. Quasi-Newton steps (L-BFGS-B) on the logarithms of prices.
    """
    first = economy.link_prices(np.where(society.benchmark_prices > 0, society.benchmark_prices, 1e-9) if start is None else start)
    own = economy.priced
    scale = float(weight.sum())
    best: list = [np.inf, None, None, 0]
    curve = _curvature(economy, ground, first)[own]

    def value_at(log_price: np.ndarray) -> tuple[float, np.ndarray]:
        prices = first.copy()
        prices[own] = first[own] * np.exp(log_price / curve)
        prices = economy.link_prices(prices)
        answers = answer_best(society, ground, weight, prices, given=given)
        best[3] += 1
        if answers.value < best[0]:
            best[:3] = [answers.value, prices, answers]
        slope = np.bincount(economy.follows, prices * answers.net, minlength=len(prices))
        return answers.value / scale, slope[own] / curve / scale

    minimize(value_at, np.zeros(len(own)), jac=True, method="L-BFGS-B", bounds=[(-3.0 * c, 3.0 * c) for c in curve],
             options={"maxiter": steps_max, "maxfun": steps_max * 2, "ftol": precision * 1e-4, "gtol": precision * 1e-2, "maxcor": 30})
    _, prices, answers, steps = best
    return Bound(answers.value, prices, weight, answers, _worst_gap(economy, ground, answers), steps)


def _curvature(economy: Economy, ground: Ground, prices: np.ndarray) -> np.ndarray:
    """Return the root of what each good is worth that is handled of it, (n,): how strongly the bound bends along its price, about."""
    worth = prices * (ground.take.sum(axis=0) + ground.make.sum(axis=0) + ground.wanted.sum(axis=0))
    worth = np.bincount(economy.follows, worth, minlength=len(prices))
    return np.sqrt(np.maximum(worth / max(float(worth.sum()), 1e-300), 1e-8))


def _worst_gap(economy: Economy, ground: Ground, answers: BestAnswers) -> float:
    n = len(economy.goods)
    handled = np.bincount(ground.work.good, np.abs(answers.work), minlength=n) + np.bincount(ground.wishes.good, np.abs(answers.wishes), minlength=n)
    home = economy.follows == np.arange(n)
    gap = np.where(home & (handled > 0), answers.net / np.where(handled > 0, handled, 1.0), 0.0)
    return float(np.abs(gap).max(initial=0.0))
