"""What councils would do at given prices if they weighed everything that welfare weighs: the subproblems of the best plan there is.

Welfare is what people value: log utility of what they consume, less the effort of worker councils, less what their products harm,
less the hours people work. At any prices, all councils' best answers together give an upper bound of it (weak duality), and at the
prices where supply meets demand they give the best plan (see `parecon.procedures.bound`).
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numba
import numpy as np

from parecon.economy import Society
from parecon.responses.abatement import abate, price_emissions
from parecon.responses.ground import Ground
from parecon.responses.kernels import (
    _fill_wishes, _index_of_wishes, _mean_of_two, _price_inputs, _price_wishes, _sum_inputs, _use_inputs, log_prices,
)
from parecon.responses.workspace import AMOUNT, WORK_ROWS, kernel, power

__all__ = ["BestAnswers", "answer_best"]

_LEAST = 1e-9
_BLOCKS = 8
_WORTH_A_THREAD = 2_000


@dataclass(frozen=True)
class BestAnswers:
    """All best answers at prices: value: the bound they give, in value at benchmark prices; net (n,): supply less use, the bound's derivative.

    work (l,): lines of `Ground.work`; wishes (m,): lines of `Ground.wishes` (negative); hours (k,): standard hours by
    consumer council; requests (r,): lines of fixed requests (negative), None where they were given.
    """

    value: float
    net: np.ndarray
    work: np.ndarray
    wishes: np.ndarray
    hours: np.ndarray
    requests: np.ndarray | None


@kernel
def _best_value(unit, inputs_part, value_share, params, capital_costs):
    """Return (output, value added) indices; params: (s, e, size, largest); capital_costs: (worth over own value, factor price index less 1)."""
    s, e, size, largest = params
    left = power(unit, 1.0 - s) - inputs_part
    if left <= 0.0 or value_share <= 0.0 or size <= 0.0:
        return 0.0, 0.0, unit
    earned = power(left / value_share, 1.0 / (1.0 - s))
    margin = earned - capital_costs[0] * capital_costs[1]
    value = size * power(margin, e) if margin > 0.0 else 0.0
    output = value * power(earned / unit, s)
    if output <= largest:
        return output, value, unit
    low, high, cost = math.log(earned) - 40.0, math.log(earned), unit
    for _ in range(80):
        earned = math.exp(0.5 * (low + high))
        cost = power(inputs_part + value_share * power(earned, 1.0 - s), 1.0 / (1.0 - s))
        margin = earned - capital_costs[0] * capital_costs[1]
        value = size * power(margin, e) if margin > 0.0 else 0.0
        if value * power(earned / cost, s) > largest:
            high = math.log(earned)
        else:
            low = math.log(earned)
        if high - low < 1e-12:
            break
    # Where value added itself jumps (an elasticity near zero), what is lacking follows from the recipe.
    return largest, min(value, largest * power(cost / earned, s)) if value > 0.0 else 0.0, cost


@kernel
def best_workers(span, block, market, factors, first_line, found, work):
    """Fill ``found`` (lines of `Ground.work`, units) with the best answers of the worker councils ``span``; return what they gain, and zero.

    block, market: as for `parecon.responses.kernels.answer_workers`.
    """
    (out_start, out_good, out_quantity, in_start, in_good, in_quantity, in_nest, nest_sigma, labour, capital, own_value,
     sigma_inputs, sigma_value, transform, size_elasticity, size, full, social_rate, abatement) = block
    old, prices, relative, log_relative = market
    unfiled = np.empty(work.shape[1])
    lines = (in_good, in_quantity, in_nest, nest_sigma)
    of_labour, of_capital = factors[0], factors[1]
    pay = relative[of_labour] if of_labour >= 0 else 1.0
    rent = relative[of_capital] if of_capital >= 0 else 1.0
    gain, amounts = 0.0, work[AMOUNT]
    for w in range(span[0], span[1]):
        a, b, oa, ob = in_start[w], in_start[w + 1], out_start[w], out_start[w + 1]
        s, tau, made, harm = sigma_inputs[w], transform[w], ob - oa, social_rate[w]
        revenue, mixed = 0.0, 0.0
        for o in range(oa, ob):
            worth = old[out_good[o]] * out_quantity[o]
            kept = max((relative[out_good[o]] - harm) / (1.0 - harm), _LEAST) if harm < 1.0 else _LEAST
            revenue += worth
            mixed += worth * power(kept, 1.0 + tau)
        net = revenue * (1.0 - harm)
        unit = power(mixed / revenue, 1.0 / (1.0 + tau))
        labour_worth = old[of_labour] * labour[w] if of_labour >= 0 else 0.0
        capital_worth = old[of_capital] * capital[w] if of_capital >= 0 else 0.0
        both, own, e = labour_worth + capital_worth, own_value[w], size_elasticity[w]
        value_cost = _mean_of_two(labour_worth / both, pay, rent, sigma_value[w]) if both > 0.0 else 1.0
        _price_inputs(a, b, lines, market, work)
        spent = price_emissions(a, b, abatement, value_cost, work) if both > 0.0 else 0.0
        both, own = both - spent, own - spent
        inputs_part = _sum_inputs(b - a, net, s, work)
        params = (s, e, size[w], full[w] * size[w])
        output, value, cost = _best_value(unit, inputs_part, own / net, params, (both / own if own > 0.0 else 0.0, value_cost - 1.0))
        at = first_line[w]
        for o in range(oa, ob):
            g = out_good[o]
            kept = max((relative[g] - harm) / (1.0 - harm), _LEAST) if harm < 1.0 else _LEAST
            found[at] = out_quantity[o] * output * power(kept / unit, tau)
            gain += (prices[g] - harm * old[g]) * found[at]
            at += 1
        _use_inputs(a, b, lines, (made, output, cost, s), work)
        cleaner = value
        if both > 0.0:
            cleaner += (abate((a, b, made), (in_good, abatement), market, (s, value_cost), unfiled, work) - spent * value) / (both + spent)
        for j in range(a, b):
            found[at] = amounts[made + j - a]
            gain += prices[in_good[j]] * found[at]
            at += 1
        if of_labour >= 0:
            found[at] = -labour[w] * cleaner * power(value_cost / pay, sigma_value[w])
            gain += prices[of_labour] * found[at]
            at += 1
        if of_capital >= 0:
            found[at] = -capital[w] * cleaner * power(value_cost / rent, sigma_value[w])
            gain += prices[of_capital] * found[at]
        gain -= effort_of(value, (own, both, e, size[w]))
    return gain, 0.0


@kernel
def effort_of(value, council):
    """Return what working at ``value`` times its usual value added costs a council beyond hours and capital, in value at benchmark prices.

    council: (own value, worth of hours and capital, size elasticity, size). At its size the next step costs nothing
    extra; below, going up is a gain.
    """
    own, worth, e, size = council
    if size <= 0.0:
        return 0.0
    if e < 1e-9:
        return (own - worth) * value
    return own * size * power(value / size, 1.0 + 1.0 / e) / (1.0 + 1.0 / e) - worth * value


@kernel
def best_consumers(span, block, market, weight, pollutant, found, work):
    """Fill ``found`` (lines of `Ground.wishes`) with what each council of ``span`` and of weight (k,) would use; return utility less cost, and what they emit."""
    start, good, wanted, nest, nest_sigma, subsistence, emission, sigma = block
    lines = (good, wanted, nest, nest_sigma, subsistence, emission, pollutant)
    gain, emitted = 0.0, 0.0
    for k in range(span[0], span[1]):
        a, b, s = start[k], start[k + 1], sigma[k]
        needed, above = _price_wishes(a, b, lines, market, work)
        index = _index_of_wishes(a, b, (wanted, subsistence), above, s, work)
        _fill_wishes(a, b, lines, (needed + weight[k], needed, above, index, s), work)
        if len(pollutant):
            emitted -= work[AMOUNT, b - a]
        for j in range(a, b):
            found[j] = work[AMOUNT, j - a]
        gain -= needed + weight[k]
        if above > 0.0 and weight[k] > 0.0:
            gain += weight[k] * math.log(weight[k] / (above * index))
    return gain, emitted


def answer_best(society: Society, ground: Ground, weight: np.ndarray, prices: np.ndarray, *, given: np.ndarray | None = None) -> BestAnswers:
    """Return all best answers at ``prices`` (n,), import prices following foreign exchange; weight (k,): of each consumer council's log utility.

    Weights are value at benchmark prices: a council of weight m spends m beyond what it
    needs first. given: (n,) what is left for private use and production of all that is fixed (endowments and what exports
    earn, less claims, collective consumption, investment and exports); None: last year's exports, and the
    cheapest way to fill last year's other requests.
    """
    old = society.benchmark_prices
    relative = np.divide(prices, old, out=np.ones_like(prices), where=old > 0)
    market = (old, np.array(prices, dtype=float), relative, log_prices(relative))
    w, c = society.workers, society.consumers
    widest = int(max(np.diff(ground.work.start).max(initial=1), np.diff(c.start).max(initial=1))) + 2
    work, wishes = np.zeros(len(ground.work.good)), np.zeros(len(c.good))
    columns = tuple(getattr(w, name) for name in w.__dataclass_fields__ if name != "council")
    value, _ = _in_blocks(best_workers, len(w.council), widest, (columns, market, np.array([society.labour_good, society.capital_good]),
                                                                ground.work.start[:-1], work))
    block = (c.start, c.good, c.quantity, c.nest, c.nest_sigma, c.subsistence, c.emission, c.sigma)
    gain, emitted = _in_blocks(best_consumers, len(c.council), widest, (block, market, np.asarray(weight, dtype=float), c.pollutant, wishes))
    fixed, requests = (given, None) if given is not None else _fixed(society, ground, market)
    net = np.bincount(ground.work.good, work, minlength=len(prices)) + np.bincount(c.good, wishes, minlength=len(prices)) + fixed
    if len(c.pollutant):
        net[c.pollutant[0]] -= emitted
    hours, worth = _offer_hours(society, prices)
    if society.labour_good >= 0:
        net[society.labour_good] += hours.sum()
    return BestAnswers(value + gain + worth + float(prices @ fixed), net, work, wishes, hours, requests)


def _in_blocks(kernel, count: int, widest: int, arguments) -> tuple[float, float]:
    """Return the sums of what ``kernel`` gives for blocks of councils, always the same blocks, on as many threads as numba may use."""
    cuts = np.linspace(0, count, min(_BLOCKS, max(count, 1)) + 1).astype(np.int64).tolist()

    def answer(first: int, last: int) -> tuple[float, float]:
        return kernel((first, last), *arguments, np.empty((WORK_ROWS, widest)))

    threads = min(numba.config.NUMBA_NUM_THREADS, _BLOCKS)
    if threads == 1 or count < _WORTH_A_THREAD:
        parts = [answer(first, last) for first, last in zip(cuts, cuts[1:])]
    else:
        with ThreadPoolExecutor(threads) as pool:
            parts = list(pool.map(answer, cuts[:-1], cuts[1:]))
    return math.fsum(part[0] for part in parts), math.fsum(part[1] for part in parts)


def _fixed(society: Society, ground: Ground, market) -> tuple[np.ndarray, np.ndarray]:
    """Return what is fixed (n,), and how last year's collective consumption and investment are filled at these prices (r,)."""
    requests = _fill_requests(society.requests, market)
    fixed = ground.endowment - ground.claim - ground.exports + np.bincount(society.requests.good, requests, minlength=len(ground.exports))
    if ground.exchange >= 0:
        fixed[ground.exchange] += ground.earned_abroad(ground.exports)
    return fixed, requests


def _offer_hours(society: Society, prices: np.ndarray) -> tuple[np.ndarray, float]:
    """Return hours (k,) and their worth to those who offer them, less what working costs them: a power of hours whose elasticity they filed."""
    c, labour = society.consumers, society.labour_good
    if labour < 0:
        return np.zeros(len(c.council)), 0.0
    pay = prices[labour] / society.benchmark_prices[labour]
    power = c.hours_elasticity
    return c.hours * pay ** power, float(society.benchmark_prices[labour] * (c.hours * pay ** (1.0 + power) / (1.0 + power)).sum())


def _fill_requests(requests, market) -> np.ndarray:
    """Return the cheapest way to fill every fixed composite, (r,) negative."""
    old, _, relative, _ = market
    worth = old[requests.good] * requests.quantity
    owner = np.repeat(np.arange(len(requests.council)), np.diff(requests.start))
    # Lines of one nest are neighbours.
    nest = np.cumsum(np.concatenate([[True], (np.diff(requests.nest) != 0) | (np.diff(owner) != 0)])) - 1 if len(owner) else owner
    sigma = requests.nest_sigma
    size = int(nest.max(initial=-1)) + 1
    whole = np.bincount(nest, worth, minlength=size)
    share = np.where(whole[nest] > 0, worth / np.where(whole > 0, whole, 1.0)[nest], 0.0)
    beside = np.where(np.abs(sigma - 1.0) < 1e-9, 1.0 + 1e-6, sigma)
    mixed = np.bincount(nest, share * relative[requests.good] ** (1.0 - beside), minlength=size)
    index = np.where(whole[nest] > 0, np.where(mixed > 0, mixed, 1.0)[nest] ** (1.0 / (1.0 - beside)), 1.0)
    return -requests.quantity * (index / relative[requests.good]) ** sigma
