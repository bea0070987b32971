"""P9: solve the fitted model's clearing prices and announce those (algorithm.md 2 and 9)."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from typing import Callable, Sequence

import numpy as np
from scipy.linalg import LinAlgWarning, lu_factor, lu_solve
from scipy.sparse.linalg import LinearOperator, gmres

from parecon.economy import Economy
from parecon.facilitation.accounts import close_accounts
from parecon.facilitation.brackets import Brackets, find_brackets
from parecon.facilitation.collective import expect_package
from parecon.facilitation.derivative import differentiate
from parecon.facilitation.groups import Groups
from parecon.facilitation.hidden_costs import hidden_shift
from parecon.facilitation.incomes import income_weights
from parecon.facilitation.evaluation import Point, evaluate
from parecon.facilitation.last_year import last_year
from parecon.facilitation.learning import learn_elasticities, priors, record_gap
from parecon.facilitation.pollution import permitted_by
from parecon.facilitation.record import PriceStep, RoundRecord, free_goods
from parecon.facilitation.rules import PowerRule
from parecon.facilitation.rules_anderson import mix_rounds
from parecon.facilitation.surrogate import Model, fit_model
from parecon.quantities import FIXED_PER_UNIT, as_units, round_significant

__all__ = ["CalibratedShareRule", "Solution", "forecast", "mix_clearing", "solve_model"]

_DENSE_UP_TO = 1500
_CHORD = 0.1
"""A derivative is kept while each step with it leaves at most this part of the gaps; then it is taken anew."""

_LINEAR_GAP = 0.01
"""The part of the gaps that the iterative solver may leave of a step: the next step of Newton's meets it (Dembo, Eisenstat and Steihaug 1982)."""

_COUNTED_MAX = 2**61 / FIXED_PER_UNIT
_HALF = 0.5


@dataclass(frozen=True)
class Solution:
    """Clearing prices of a model: step (k,) in log points, the largest gap left in log points, Newton steps taken."""

    step: np.ndarray
    gap: float
    steps: int


class CalibratedShareRule:
    """P9, at industry or at council level as what was filed asks for, with the power rule as fallback where its model cannot be solved."""

    name = "calibrated-share"

    def next_prices(self, records: Sequence[RoundRecord], economy: Economy, charter) -> PriceStep:
        """Return the prices at which the model fitted to the last round clears, moved at most ``prices.step_max``."""
        last = records[-1]
        weights = float(income_weights(economy, last.hours / 1e9, charter).sum())
        if len(records) == 1 and len(economy.last_totals.row):
            step = self._from_last_year(last, economy, charter)
            if step is not None:
                return step
        known = learn_elasticities(records, economy, charter, weights)
        model = fit_model(last, economy, charter, known)
        if economy.hidden_cost is not None:
            rate = economy.social_rate[last.groups.row]
            model = replace(model, shift=model.shift + hidden_shift(last.groups.totals, economy, (last.announcement.prices, model.row_elasticity, rate, charter)))
        way = mix_clearing(records, economy, (charter, known))
        step = clear(model, last.hours / 1e9, (charter, self.name), share=1.0 / (1 + known.noisy), way=way, between=find_brackets(records, economy, charter))
        return replace(step, why=f"{step.why}; {_whom(last.groups)}") if step else _fall_back(records, economy, charter)

    def _from_last_year(self, last: RoundRecord, economy: Economy, charter) -> PriceStep | None:
        """Return the forecast from last year's actuals where a first round from strange prices lies too far from balance to fit."""
        own = economy.priced
        said = last.announcement.prices
        if record_gap(last, economy) <= charter["prices.last_year_trust"]:
            return None
        step = forecast(last_year(economy, charter), economy, charter)
        if step.rule != "forecast":
            return None
        moved = np.log(step.prices[own] / said[own])
        # Prices are known up to one factor; where the round already stood at the forecast, repeating it teaches nothing.
        return step if np.ptp(moved) > charter["prices.learning_margin"] else None


def _whom(groups: Groups) -> str:
    """Return the sentence on whom the model takes together, and why."""
    if not groups.single:
        return "its rows are industries"
    return f"its {int((groups.council >= 0).sum())} rows are worker councils, for {groups.apart:.0%} of inputs differ within industries"


def mix_clearing(records: Sequence[RoundRecord], economy: Economy, given: tuple) -> np.ndarray | None:
    """Return the way (k,) to Anderson's mixture of the clearing prices that the last rounds gave, or None while the worst gap falls.

    given: the charter and what is known. The step that is accelerated is P9's own: from the
    prices of each round to those at which the model fitted to it, with what is known now,
    balances. Learning has the first ``prices.mixing_first_round`` rounds to itself, for a
    gap that rose because an elasticity was wrong teaches it; rounds far from balance are
    left out, and no price goes beyond those that are mixed. Source: Anderson, J. ACM 12, 1965, with P9 in the place of the plain step.
    """
    charter, known = given
    own = economy.priced
    near = [r for r in records if record_gap(r, economy) <= charter["prices.last_year_trust"]][-charter["prices.mixing_memory"] - 1:]
    if len(records) < charter["prices.mixing_first_round"] or len(near) < 2 or near[-1] is not records[-1]:
        return None
    free = [free_goods(r.announcement.prices, r.supply, r.demand, economy=economy, charter=charter) for r in near]
    worst = [float(np.max(np.abs(np.where(none, 0.0, r.gaps))[own], initial=0.0)) for r, none in zip(near, free)]
    if worst[-1] < worst[-2]:
        return None
    solutions = [solve_model(fit_model(r, economy, charter, known), charter) for r in near]
    if max(s.gap for s in solutions) > charter["prices.model_gap_max"]:
        return None
    # With closed incomes prices count up to one factor; without it no step would be comparable with another.
    steps = np.array([s.step if economy.fixed_incomes else s.step - s.step.mean() for s in solutions])
    points = np.log(np.array([r.announcement.prices[own] for r in near]))
    mixed = mix_rounds(points, steps, charter["prices.anderson_dependence"])
    # Where answers hardly move with prices the mixture would reach far beyond all that it mixes; it stays among them.
    targets = points + steps
    way = np.clip(mixed, targets.min(axis=0), targets.max(axis=0)) - points[-1]
    # What nobody makes or asks for (a pollutant that is not permitted) has no gap that a mixture could close.
    return np.where((near[-1].supply[own] == 0) & (near[-1].demand[own] == 0), steps[-1], way)


def forecast(before: RoundRecord, economy: Economy, charter) -> PriceStep:
    """Return the prices at which last year's rows balance with the coming year's hours, capital, permits and collective goods."""
    before = replace(before, rows=expect_package(before.rows, economy, last_year=True))
    weights = float(income_weights(economy, economy.hours, charter).sum())
    model = fit_model(before, economy, charter, priors(before, economy, charter, weights))
    if economy.coming_size is not None:
        model = replace(model, shift=np.log(economy.coming_size))
    accounts = close_accounts(before.rows, economy, before.announcement.prices)
    unchanged = PriceStep(before.announcement.prices, "last year", accounts["incomes"] / 1e9, accounts["collective"] / 1e9, economy.hours,
                          "last year's prices: the model of the coming year has no clearing prices", as_units(permitted_by(before.rows, economy)))
    return clear(model, economy.hours, (charter, "forecast")) or unchanged


def _fall_back(records: Sequence[RoundRecord], economy: Economy, charter) -> PriceStep:
    step = PowerRule().next_prices(records, economy, charter)
    return replace(step, why=f"{step.why}, because the model fitted to the last proposals has no clearing prices")


def clear(model: Model, hours: np.ndarray, given, *, share: float = 1.0, way: np.ndarray | None = None, between: Brackets | None = None) -> PriceStep | None:
    """Return the model's clearing prices as a step, with what the model expects at them, or None where it has none.

    hours: (c,) units the model was fitted to; given: the charter and the name of the rule;
    share: how much of the way there is gone, where earlier rounds gave clearing prices too
    and answers scatter more than prices move them; way: (k,) log points to go instead;
    between: prices between which earlier rounds found balance.
    """
    charter, rule = given
    solution = solve_model(model, charter)
    note = "" if way is None else ", mixed with those of earlier rounds because the worst gap did not fall"
    way = solution.step if way is None else way
    held = np.full(len(way), np.nan) if between is None else between.hold(way)
    if not np.isnan(held).all():
        solution = solve_model(model, charter, held=held)
        way, note = solution.step, f"; {int((~np.isnan(held)).sum())} prices stop between one at which their good was short and one at which it was left over"
    step = share * np.clip(way, -charter["prices.step_max"], charter["prices.step_max"])
    point = evaluate(model, step)
    # Prices at which proposals would outgrow what can be counted are never announced: the way there is gone in part.
    while max(point.supply.max(initial=0.0), point.demand.max(initial=0.0)) > _COUNTED_MAX and np.abs(step).max() > charter["prices.learning_margin"]:
        step = step * _HALF
        point = evaluate(model, step)
    if not np.isfinite(point.prices).all() or solution.gap > charter["prices.model_gap_max"] or point.incomes <= 0 or point.budget <= 0:
        return None
    left = max(solution.gap, charter["prices.model_gap"])
    why = f"the prices at which a model of all rows, fitted to the last proposals, balances (no gap of the model above {left:.0e})"
    answer = point.hours / model.hours_quantity if model.hours_quantity > 0 else 1.0
    # Rounded like prices, so that the last bit of another machine's arithmetic changes no budget.
    figures = round_significant(np.array([point.incomes, point.incomes - point.budget, answer]), charter["rounds.price_digits"])
    return PriceStep(point.prices, rule, float(figures[0]), float(figures[1]), hours * figures[2], why + note,
                     *(round_significant(amounts, charter["rounds.price_digits"]) for amounts in (point.permits, point.supply, point.demand)))


def _gaps(given: tuple, step: np.ndarray):
    """Return the model at ``step``, its gaps in log points, and the goods without one: idle, free, or absent from the model on one side.

    given: the model, the goods (k,) that are absent, the charter.
    """
    model, absent, charter = given
    at = evaluate(model, step)
    supply, demand = at.supply[model.own], at.demand[model.own]
    free = free_goods(at.prices, at.supply, at.demand, economy=model.economy, charter=charter)[model.own]
    idle = (supply <= 0) & (demand <= 0) | absent | free
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = np.log(np.maximum(demand, 1e-12) / np.maximum(supply, 1e-12))
    return at, np.where(idle, 0.0, np.clip(gap, -30, 30)), idle


def solve_model(model: Model, charter, held: np.ndarray | None = None) -> Solution:
    """Solve ln(D/S) = 0 for all priced goods by damped Newton, from the prices the model was fitted at.

    held: (k,) log points by which prices move whatever the model says, nan for the others.

    A good that nobody offers at the prices the model was fitted at, or nobody wants, has no
    answer in it; its price moves by ``prices.absent_step`` towards those who are absent, and
    the others are solved beside it. With closed incomes only relative prices count and one
    balance follows from the others (Walras): the balance of the good with the largest value gives way to
    "the first price stands still" (institutions.md 3).
    """
    start = evaluate(model, np.zeros(len(model.own)))
    offered, wanted = (amount[model.own] > 0 for amount in (start.supply, start.demand))
    step = charter["prices.absent_step"] * (wanted.astype(np.float64) - offered)
    closed = not model.economy.fixed_incomes
    absent = offered != wanted
    if held is not None:
        step = np.where(np.isnan(held), step, held)
        absent = absent | ~np.isnan(held)
    given = (model, absent, charter)
    at, gap, idle = _gaps(given, step)
    worth = at.prices[model.own] * at.supply[model.own]
    # Only goods that the fund pays for are tied together by Walras; hours, capital and permits keep their own balance.
    tied = np.isin(model.own, model.out_good)
    numeraire = int(np.argmax(np.where(tied & ~idle, worth, -1.0))) if closed else -1
    taken, solve, fixed = 0, None, np.zeros(0)
    for taken in range(1, charter["prices.model_steps"] + 1):
        residual = _without(gap, numeraire)
        worst = np.max(np.abs(residual), initial=0.0)
        if worst <= charter["prices.model_gap"]:
            break
        if solve is None or not np.array_equal(fixed, idle):
            solve, fixed = _solver(model, at, numeraire, idle), idle
        direction = solve(-residual)
        direction *= min(1.0, charter["prices.model_step_max"] / max(np.max(np.abs(direction)), 1e-300))
        step, at, gap, idle = _search(given, step, direction, residual, numeraire)
        if np.max(np.abs(_without(gap, numeraire)), initial=0.0) > _CHORD * worst:
            solve = None
    return Solution(step, float(np.max(np.abs(_without(gap, numeraire)), initial=0.0)), taken)


def _without(gap: np.ndarray, numeraire: int) -> np.ndarray:
    if numeraire < 0:
        return gap
    residual = gap.copy()
    residual[numeraire] = 0.0
    return residual


def _solver(model: Model, at: Point, numeraire: int, idle: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """Return what solves the model's linear equations at ``at`` for a right side (k,), where goods without a gap keep their price."""
    derivative = differentiate(model, at)
    fixed = np.flatnonzero(idle) if numeraire < 0 else np.append(np.flatnonzero(idle), numeraire)
    if len(idle) <= _DENSE_UP_TO:
        return _dense_solver(derivative.dense(), fixed)

    def product(vector):
        image = derivative.apply(vector.ravel())
        image[fixed] = vector.ravel()[fixed]
        return image

    diagonal = derivative.diagonal()
    diagonal[fixed] = 1.0
    scale = np.where(np.abs(diagonal) > 1e-12, diagonal, 1.0)
    size = len(idle)
    whole, inverse = LinearOperator((size, size), product), LinearOperator((size, size), lambda v: v.ravel() / scale)
    return lambda right: gmres(whole, right, rtol=_LINEAR_GAP, restart=60, maxiter=20, M=inverse)[0]


def _dense_solver(matrix: np.ndarray, fixed: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    matrix[fixed] = 0.0
    matrix[fixed, fixed] = 1.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LinAlgWarning)
        factors = lu_factor(matrix, check_finite=False)
    if np.isfinite(factors[0]).all() and np.abs(np.diagonal(factors[0])).min(initial=1.0) > 0:
        return lambda right: lu_solve(factors, right, check_finite=False)
    return lambda right: np.linalg.lstsq(matrix, right, rcond=None)[0]


def _search(given, step, direction, residual, numeraire):
    """Halve the step until the gaps shrink; accept the smallest one if none does; given: as for `_gaps`."""
    before = float(np.dot(residual, residual))
    length = 1.0
    for _ in range(12):
        trial = step + length * direction
        at, gap, idle = _gaps(given, trial)
        rest = _without(gap, numeraire)
        if np.isfinite(rest).all() and float(np.dot(rest, rest)) < before * (1.0 - 1e-4 * length):
            return trial, at, gap, idle
        length *= 0.5
    return trial, at, gap, idle
