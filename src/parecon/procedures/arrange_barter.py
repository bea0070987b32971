"""Private arrangement: pairs who hold different things meet and exchange; do ratios of exchange become prices?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

__all__ = ["Bargains", "clearing_ratios", "exchange_in_pairs"]

_SMALL = 1e-12


@dataclass(frozen=True)
class Bargains:
    """What meetings came to: holdings (k, n) at the end; bargains struck; spread (m,): of the logarithms of what holders would give for a good, after each
    round of meetings; moved (n,): units that changed hands; go_between: position of the good that most bargains paid with, and its share of bargains.
    """

    holdings: np.ndarray
    bargains: int
    spread: np.ndarray
    moved: np.ndarray
    go_between: tuple[int, float]


def clearing_ratios(holdings: np.ndarray, tastes: np.ndarray) -> np.ndarray:
    """Return the ratios (n,) at which all could exchange at once, scaled to a mean of one, where each spends shares ``tastes`` (k, n) of what it holds (k, n).

    With fixed shares of spending they solve ``p_g total_g = sum_i share_ig (p . held_i)``: the stationary vector of a matrix with
    columns that sum to one. Source: Gale, The linear exchange model, Journal of Mathematical Economics 3 (1976); Arrow and Hahn (1971), ch. 2.

    >>> clearing_ratios(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[0.5, 0.5], [0.5, 0.5]])).round(9).tolist()
    [1.0, 1.0]
    """
    total = holdings.sum(axis=0)
    flow = tastes.T @ np.divide(holdings, total, out=np.zeros_like(holdings), where=total > 0)
    n = flow.shape[1]
    # spending (n,) is stationary under the flow of claims; one equation says how large it is
    system = np.vstack([flow - np.eye(n), np.ones(n)])
    spending = np.linalg.lstsq(system, np.append(np.zeros(n), 1.0), rcond=None)[0]
    ratios = np.divide(np.maximum(spending, 0.0), total, out=np.zeros(n), where=total > 0)
    return ratios / max(float(ratios.mean()), _SMALL)


def exchange_in_pairs(holdings: np.ndarray, tastes: np.ndarray, rounds: int, seed: int, *, worth_while: float) -> Bargains:
    """Return what ``rounds`` of meetings come to, in each of which all pair up by lot; who holds what, (k, n) units; shares of spending (k, n).

    A pair exchanges the two goods of which its members would give most differently, at the geometric mean of what either would
    give, until one more unit is worth it to neither; differences in logarithms below ``worth_while`` are not bothered about. Sources: Feldman, Bilateral Trading Processes, Pairwise Optimality, and Pareto Optimality, Review of
    Economic Studies 40 (1973); Axtell, The Complexity of Exchange, Economic Journal 115 (2005).
    """
    held, chance = np.array(holdings, dtype=np.float64), np.random.Generator(np.random.PCG64(seed))
    # everybody keeps a trace of everything they like, or could not say what it is worth to them
    trace = _SMALL + 1e-4 * held.sum(axis=0) / len(held)
    moved, paid, struck, spread = np.zeros(held.shape[1]), np.zeros(held.shape[1]), 0, []
    for _ in range(rounds):
        order = chance.permutation(len(held))
        for a, b in zip(order[0::2], order[1::2]):
            deal = _bargain(held, tastes, trace, (int(a), int(b)), worth_while)
            if deal is not None:
                goods, amounts = deal
                held[a, goods[0]] -= amounts[0]
                held[b, goods[0]] += amounts[0]
                held[b, goods[1]] -= amounts[1]
                held[a, goods[1]] += amounts[1]
                moved[list(goods)] += amounts
                paid[list(goods)] += 1
                struck += 1
        spread.append(_spread(held, tastes, trace))
    most = int(np.argmax(paid))
    return Bargains(held, struck, np.array(spread), moved, (most, float(paid[most] / max(struck, 1))))


def _worth(held: np.ndarray, tastes: np.ndarray, trace: np.ndarray) -> np.ndarray:
    """Return the logarithm of what one more unit is worth to each holder, up to a constant a holder; minus infinity for what nobody of them wants."""
    with np.errstate(divide="ignore"):
        return np.log(tastes) - np.log(held + trace)


def _bargain(held: np.ndarray, tastes: np.ndarray, trace: np.ndarray, pair: tuple[int, int], worth_while: float):
    """Return two goods and the amounts that change hands, the first from a to b; None where nothing is worth it."""
    a, b = pair
    worth = _worth(held[list(pair)], tastes[list(pair)], trace)
    known = np.isfinite(worth).all(axis=0)
    can_give, can_take = known & (held[a] > 0), known & (held[b] > 0)
    if not can_give.any() or not can_take.any():
        return None
    gap = np.where(known, worth[1], 0.0) - np.where(known, worth[0], 0.0)
    gives, takes = int(np.argmax(np.where(can_give, gap, -np.inf))), int(np.argmin(np.where(can_take, gap, np.inf)))
    if gives == takes or gap[gives] - gap[takes] < worth_while:
        return None
    ratio = float(np.exp(0.5 * (worth[0, gives] - worth[0, takes] + worth[1, gives] - worth[1, takes])))  # units of the second for one of the first
    amount = _until_worthless(held, tastes, trace, (pair, (gives, takes), ratio))
    return None if amount <= 0 else ((gives, takes), (amount, amount * ratio))


def _until_worthless(held, tastes, trace, deal) -> float:
    """Return how much of the first good changes hands at ``ratio`` until one of the two would give no more, by halving."""
    (a, b), (first, second), ratio = deal
    low, high = 0.0, min(held[a, first], held[b, second] / ratio)
    for _ in range(40):
        x = 0.5 * (low + high)
        mine = tastes[a, second] / (held[a, second] + trace[second] + x * ratio) * ratio - tastes[a, first] / (held[a, first] + trace[first] - x)
        theirs = tastes[b, first] / (held[b, first] + trace[first] + x) - tastes[b, second] / (held[b, second] + trace[second] - x * ratio) * ratio
        low, high = (x, high) if mine > 0 and theirs > 0 else (low, x)
    return low


def _spread(held: np.ndarray, tastes: np.ndarray, trace: np.ndarray) -> float:
    """Return how far holders are apart in what they would give: the standard deviation over holders, mean over goods."""
    worth = _worth(held, tastes, trace)
    known = np.isfinite(worth)
    centred = worth - np.where(known, worth, 0.0).sum(axis=1, keepdims=True) / np.maximum(known.sum(axis=1, keepdims=True), 1)
    count = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, centred, 0.0).sum(axis=0) / count
    return float(np.sqrt((np.where(known, (centred - mean) ** 2, 0.0).sum(axis=0) / count).mean()))
