"""Stock control of a distribution centre: reorder point, order-up-to level, and the fill rate they give, in theory and week by week."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.stats import norm

__all__ = ["CentreRun", "Need", "StockRule", "fill_rate", "level_for_fill", "make_rule", "place_order", "simulate_centre"]

_GRID_PER_DEVIATION = 60
_WIDEST_DEVIATIONS = 12.0


@dataclass(frozen=True)
class Need:
    """What people of one locality take of one good in a week: mean and standard deviation, in units."""

    mean_per_week: float
    deviation_per_week: float

    def __post_init__(self) -> None:
        if not (np.isfinite(self.mean_per_week) and self.mean_per_week > 0):
            raise ValueError(f"the mean need is {self.mean_per_week} units per week; give a positive number, or leave out a good that nobody takes")
        if not (np.isfinite(self.deviation_per_week) and self.deviation_per_week >= 0):
            raise ValueError(f"the deviation of need is {self.deviation_per_week} units per week; give 0 or more")


@dataclass(frozen=True)
class StockRule:
    """When and how much a centre orders: at each review, if stock and what is on its way are at most the reorder point, up to the level.

    reorder_point, order_up_to: units; lead_weeks, review_weeks: whole weeks, review at least 1.
    """

    reorder_point: float
    order_up_to: float
    lead_weeks: int
    review_weeks: int = 1

    def __post_init__(self) -> None:
        if self.lead_weeks < 0 or self.lead_weeks != int(self.lead_weeks):
            raise ValueError(f"the lead time is {self.lead_weeks} weeks; give a whole number, 0 or more")
        if self.review_weeks < 1 or self.review_weeks != int(self.review_weeks):
            raise ValueError(f"the review period is {self.review_weeks} weeks; give a whole number, 1 or more")
        if not self.order_up_to >= self.reorder_point:
            raise ValueError(f"a centre orders up to {self.order_up_to} units, below its reorder point of {self.reorder_point}; raise the level or lower the point")


@dataclass(frozen=True)
class CentreRun:
    """What a centre came to: share of what was wanted that was there at once, mean stock, mean order and orders a week, order variance over that of need."""

    fill_rate: float
    stock_mean: float
    orders_per_week: float
    amplification: float


def make_rule(need: Need, safety_factor: float, lead_weeks: int, review_weeks: int = 1, *, batch: float = 0.0) -> StockRule:
    """Return the rule ``s = mu (L + R) + z sigma sqrt(L + R)``, ordering up to ``s`` plus ``batch`` units.

    Source: periodic review, normal need: Silver, Pyke and Thomas, Inventory and Production Management in
    Supply Chains (4th ed. 2017), ch. 7; the review period belongs to the time that the stock has to last.

    >>> rule = make_rule(Need(100, 20), 1.5, lead_weeks=2)
    >>> round(rule.reorder_point, 1), round(rule.order_up_to, 1)
    (352.0, 352.0)
    """
    span = lead_weeks + review_weeks
    point = float(need.mean_per_week * span + safety_factor * need.deviation_per_week * np.sqrt(span))
    return StockRule(point, point + batch, lead_weeks, review_weeks)


def fill_rate(rule: StockRule, need: Need) -> float:
    """Return the long-run share of need that is met at once where what is missing is waited for, with normal need.

    Stock and what is on its way stand after a review at ``S - u``, where u, what was taken since the last order, follows the
    renewal measure of need per review period up to ``S - s``. An order placed then decides what is short between its arrival
    and the next one's: ``E[(D(L+R) - y)+ - (D(L) - y)+]``. Exact but for the grid and for weeks of negative need, which the
    normal law allows. Sources: Veinott and Wagner, Management Science 11 (1965); Tijms and Groenevelt, European Journal of
    Operational Research 17 (1984); order-up-to as the case ``s = S``: Silver, Pyke and Thomas (2017), ch. 7.

    >>> round(fill_rate(StockRule(324, 324, 2), Need(100, 20)), 3), round(fill_rate(StockRule(352, 352, 2), Need(100, 20)), 3)
    (0.95, 0.99)
    """
    if need.deviation_per_week == 0:
        return _sure_fill_rate(rule, need)
    position, weight = _positions(rule, need)
    short = _short(position, need, rule.lead_weeks + rule.review_weeks) - _short(position, need, rule.lead_weeks)
    return float(1.0 - weight @ short / (need.mean_per_week * rule.review_weeks))


def level_for_fill(target: float, need: Need, lead_weeks: int, review_weeks: int = 1) -> float:
    """Return the order-up-to level (units) whose fill rate is ``target`` where every review orders.

    >>> level_for_fill(0.95, Need(100, 20), 2) <= 325
    True
    """
    if not 0 < target < 1:
        raise ValueError(f"the wanted fill rate is {target}; give a share between 0 and 1, both excluded")
    span = lead_weeks + review_weeks
    middle, spread = need.mean_per_week * span, need.deviation_per_week * np.sqrt(span)
    if spread == 0:
        return need.mean_per_week * (lead_weeks + target * review_weeks)

    def apart(level: float) -> float:
        return fill_rate(StockRule(level, level, lead_weeks, review_weeks), need) - target

    return float(brentq(apart, middle - _WIDEST_DEVIATIONS * spread - need.mean_per_week * review_weeks, middle + _WIDEST_DEVIATIONS * spread, xtol=1e-9))


def _sure_fill_rate(rule: StockRule, need: Need) -> float:
    """Return the fill rate where every week takes the same."""
    taken = need.mean_per_week * rule.review_weeks
    reviews = max(1, int(np.ceil((rule.order_up_to - rule.reorder_point) / taken)))
    position = rule.order_up_to - taken * np.arange(reviews)
    short = [np.maximum(need.mean_per_week * weeks - position, 0.0) for weeks in (rule.lead_weeks + rule.review_weeks, rule.lead_weeks)]
    return float(1.0 - (short[0] - short[1]).mean() / taken)


def _short(position: np.ndarray, need: Need, weeks: int) -> np.ndarray:
    """Return the expected part of the need of some weeks that exceeds each position: sigma G((y - mu) / sigma)."""
    if weeks == 0:
        return np.maximum(-position, 0.0)
    spread = need.deviation_per_week * np.sqrt(weeks)
    factor = (position - need.mean_per_week * weeks) / spread
    return spread * (norm.pdf(factor) - factor * norm.sf(factor))


def _positions(rule: StockRule, need: Need) -> tuple[np.ndarray, np.ndarray]:
    """Return where stock and what is on its way may stand after a review, and how often: an atom at S, and the renewal density below it."""
    room = rule.order_up_to - rule.reorder_point
    mean, spread = need.mean_per_week * rule.review_weeks, need.deviation_per_week * np.sqrt(rule.review_weeks)
    steps = int(np.ceil(room / spread * _GRID_PER_DEVIATION)) if room > 0 else 0
    if steps == 0:
        return np.array([rule.order_up_to]), np.ones(1)
    width = room / steps
    mass = np.diff(norm.cdf((np.arange(-0.5, steps) * width - mean) / spread))
    mass[0] += norm.cdf((-0.5 * width - mean) / spread)
    renewal = np.zeros(steps)
    renewal[0] = 1.0
    for k in range(steps):
        renewal[k] = (renewal[k] + mass[1:k + 1] @ renewal[k - 1::-1][:k] if k else renewal[k]) / (1.0 - mass[0])
    return rule.order_up_to - width * np.arange(steps), renewal / renewal.sum()


def place_order(position, reorder_point, order_up_to):
    """Return what is ordered at a review, (k,): up to the level where stock and what is on its way, less what is waited for, are at most the reorder point."""
    return np.where(position <= reorder_point, np.maximum(order_up_to - position, 0.0), 0.0)


def simulate_centre(rule: StockRule, need: Need, weeks: int, seed: int, *, centres: int = 1) -> CentreRun:
    """Run ``centres`` alike for ``weeks`` each, with normal need drawn from ``seed``; what is missing is waited for and counts as not met at once.

    A week: what was ordered arrives, the review orders, people take. The first weeks, in which the stock settles, are not counted.
    """
    taken = np.random.Generator(np.random.PCG64(seed)).normal(need.mean_per_week, need.deviation_per_week, (weeks, centres))
    settle = min(weeks // 2, 10 * (rule.lead_weeks + rule.review_weeks))
    coming, ordered, met, held = np.zeros((weeks + rule.lead_weeks, centres)), np.zeros((weeks, centres)), np.zeros((weeks, centres)), np.zeros((weeks, centres))
    stock, on_the_way = np.full(centres, float(rule.order_up_to)), np.zeros(centres)
    for week in range(weeks):
        if week % rule.review_weeks == 0:
            ordered[week] = place_order(stock + on_the_way, rule.reorder_point, rule.order_up_to)
            coming[week + rule.lead_weeks] += ordered[week]
            on_the_way += ordered[week]
        stock, on_the_way = stock + coming[week], on_the_way - coming[week]
        met[week] = np.minimum(np.maximum(stock, 0.0), np.maximum(taken[week], 0.0))
        stock = stock - taken[week]
        held[week] = np.maximum(stock, 0.0)
    ordered, taken, met, held = (part[settle:] for part in (ordered, taken, met, held))
    spread = float(ordered.var() / taken.var()) if taken.var() > 0 else 1.0
    return CentreRun(float(met.sum() / taken.sum()), float(held.mean()), float((ordered > 0).mean()), spread)
