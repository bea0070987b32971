"""Compiled answers of simulated councils, in calibrated-share form around their benchmark.

Every price enters as r = price / benchmark price. Shares are value shares at the
benchmark, so at benchmark prices every council proposes its benchmark.
Source of the form: Rutherford 1995, lecture notes on CES functions; the model itself is
institutions.md 2.10, "general model".
"""

from __future__ import annotations

import math

import numba
import numpy as np

__all__ = ["answer_consumers", "answer_requests", "answer_workers"]


@numba.njit(cache=True, nogil=True, inline="always")
def _power(base, exponent):
    if base == 1.0 or exponent == 0.0:
        return 1.0
    if base <= 0.0:
        return 0.0 if exponent > 0.0 else math.inf
    return math.exp(exponent * math.log(base))


@numba.njit(cache=True, nogil=True)
def _mean_of_two(share, first, second, sigma):
    """CES price index of two inputs with value shares (share, 1 - share)."""
    if share >= 1.0:
        return first
    if share <= 0.0:
        return second
    if abs(sigma - 1.0) < 1e-9:
        return _power(first, share) * _power(second, 1.0 - share)
    mixed = share * _power(first, 1.0 - sigma) + (1.0 - share) * _power(second, 1.0 - sigma)
    return _power(mixed, 1.0 / (1.0 - sigma))


@numba.njit(cache=True, nogil=True)
def _output_of(unit, inputs_part, value_share, value_cost, params):
    """Return (output index, value added index, unit cost index) of one council.

    unit: revenue index of its products; inputs_part: sum of share * q^(1-s) over its
    composites; params: (s, size elasticity, size, largest output).
    """
    s, size_elasticity, size, largest = params
    left = _power(unit, 1.0 - s) - inputs_part
    if left <= 0.0 or value_share <= 0.0 or size <= 0.0:
        return 0.0, 0.0, unit
    earned = _power(left / value_share, 1.0 / (1.0 - s))
    value = size * _power(earned / value_cost, size_elasticity)
    output = value * _power(earned / unit, s)
    if output <= largest:
        return output, value, unit
    # At capacity: find the earnings at which the council would just fill it; the rest is a rent of capacity.
    low, high = math.log(earned) - 40.0, math.log(earned)
    for _ in range(80):
        middle = 0.5 * (low + high)
        earned = math.exp(middle)
        cost = _power(inputs_part + value_share * _power(earned, 1.0 - s), 1.0 / (1.0 - s))
        output = size * _power(earned / value_cost, size_elasticity) * _power(earned / cost, s)
        if output > largest:
            high = middle
        else:
            low = middle
        if high - low < 1e-13:
            break
    if size_elasticity <= 0.0:
        return largest, size * largest / max(output, 1e-300), cost
    value = largest * _power(cost / earned, s)
    return largest, value, cost


@numba.njit(cache=True, nogil=True)
def _composites(a, b, good, nest, quantity, nest_sigma, relative, old, q_of_line):
    """Fill q_of_line with each line's composite price index."""
    j = a
    while j < b:
        end = j + 1
        while end < b and nest[end] == nest[j]:
            end += 1
        if end == j + 1:
            q_of_line[j] = relative[j]
        else:
            worth = 0.0
            mixed = 0.0
            sigma = nest_sigma[j]
            straight = abs(sigma - 1.0) < 1e-9
            for i in range(j, end):
                value = old[good[i]] * quantity[i]
                worth += value
                mixed += value * (math.log(relative[i]) if straight else _power(relative[i], 1.0 - sigma))
            if worth <= 0.0:
                index = 1.0
            elif straight:
                index = math.exp(mixed / worth)
            else:
                index = _power(mixed / worth, 1.0 / (1.0 - sigma))
            for i in range(j, end):
                q_of_line[i] = index
        j = end


@numba.njit(cache=True, nogil=True, parallel=True)
def answer_workers(block, old, prices, factors, norm, first_line, quantity, flexibility, capacity):
    """Fill the lines of all worker councils: outputs, inputs, hours, capital (units, signed).

    block: the columns of ``Workers`` without ``council``, in order; factors: positions of
    labour and capital (-1 where the economy has none); norm: (w,) the ratio that a council
    whose last proposal was returned must reach, 0 for the others; it shrinks what it
    proposes to ratio / norm if it still falls short; first_line: (w,) first line in the batch.
    """
    (out_start, out_good, out_quantity, in_start, in_good, in_quantity, in_nest, nest_sigma, labour, capital, own_value,
     sigma_inputs, sigma_value, transform, size_elasticity, size, full, social_rate) = block
    q_of_line = np.empty(len(in_good))
    relative = np.empty(len(in_good))
    for w in numba.prange(len(labour)):
        a, b, oa, ob = in_start[w], in_start[w + 1], out_start[w], out_start[w + 1]
        s, tau, line = sigma_inputs[w], transform[w], first_line[w]
        revenue = 0.0
        mixed = 0.0
        for o in range(oa, ob):
            g = out_good[o]
            revenue += old[g] * out_quantity[o]
            mixed += old[g] * out_quantity[o] * _power(prices[g] / old[g], 1.0 + tau)
        net = revenue * (1.0 - social_rate[w])
        unit = _power(mixed / revenue, 1.0 / (1.0 + tau))
        for j in range(a, b):
            relative[j] = prices[in_good[j]] / old[in_good[j]]
        _composites(a, b, in_good, in_nest, in_quantity, nest_sigma, relative, old, q_of_line)
        inputs_part = 0.0
        for j in range(a, b):
            inputs_part += old[in_good[j]] * in_quantity[j] / net * _power(q_of_line[j], 1.0 - s)
        labour_worth = old[factors[0]] * labour[w] if factors[0] >= 0 else 0.0
        capital_worth = old[factors[1]] * capital[w] if factors[1] >= 0 else 0.0
        pay = prices[factors[0]] / old[factors[0]] if factors[0] >= 0 else 1.0
        rent = prices[factors[1]] / old[factors[1]] if factors[1] >= 0 else 1.0
        both = labour_worth + capital_worth
        value_cost = _mean_of_two(labour_worth / both, pay, rent, sigma_value[w]) if both > 0.0 else 1.0
        params = (s, size_elasticity[w], size[w], full[w] * size[w])
        output, value, cost = _output_of(unit, inputs_part, own_value[w] / net, value_cost, params)
        benefit = 0.0
        charged = 0.0
        for o in range(oa, ob):
            g = out_good[o]
            r = prices[g] / old[g]
            quantity[line] = out_quantity[o] * output * _power(r / unit, tau)
            benefit += prices[g] * quantity[line]
            if output > 0.0:
                share = old[g] * out_quantity[o] / revenue
                raised = _power(_power(unit, 1.0 + tau) + share * (_power(1.1 * r, 1.0 + tau) - _power(r, 1.0 + tau)), 1.0 / (1.0 + tau))
                more, _, _ = _output_of(raised, inputs_part, own_value[w] / net, value_cost, params)
                flexibility[line] = more / output * _power(1.1 * unit / raised, tau) - 1.0
            else:
                flexibility[line] = 0.0
            line += 1
        for j in range(a, b):
            amount = in_quantity[j] * output * _power(cost / q_of_line[j], s)
            if nest_sigma[j] > 0.0 and q_of_line[j] != relative[j]:
                amount *= _power(q_of_line[j] / relative[j], nest_sigma[j])
            quantity[line] = -amount
            charged += prices[in_good[j]] * amount
            line += 1
        quantity[line] = -labour[w] * value * _power(value_cost / pay, sigma_value[w])
        quantity[line + 1] = -capital[w] * value * _power(value_cost / rent, sigma_value[w])
        charged += benefit * social_rate[w] - quantity[line] * pay * (old[factors[0]] if factors[0] >= 0 else 0.0)
        charged -= quantity[line + 1] * rent * (old[factors[1]] if factors[1] >= 0 else 0.0)
        if benefit < norm[w] * charged:
            for j in range(first_line[w], line + 2):
                quantity[j] *= benefit / (norm[w] * charged)
        capacity[w] = full[w] * size[w] / output if output > 0.0 else 0.0


@numba.njit(cache=True, nogil=True, parallel=True)
def answer_consumers(block, old, prices, budgets, income_factor, pollutant, first_line, quantity):
    """Fill the lines of all consumer councils: requests, emissions of their own, hours offered (units, signed)."""
    start, good, wanted, nest, nest_sigma, subsistence, emission, sigma, hours, hours_elasticity = block
    q_of_line = np.empty(len(good))
    relative = np.empty(len(good))
    for k in numba.prange(len(sigma)):
        a, b, s, line = start[k], start[k + 1], sigma[k], first_line[k]
        needed = 0.0
        above = 0.0
        total = 0.0
        for j in range(a, b):
            was, now = old[good[j]], prices[good[j]]
            if pollutant >= 0:
                was += emission[j] * old[pollutant]
                now += emission[j] * prices[pollutant]
            relative[j] = now / was
            needed += now * subsistence[j]
            above += was * (wanted[j] - subsistence[j])
            total += now * wanted[j]
        _composites(a, b, good, nest, wanted, nest_sigma, relative, old, q_of_line)
        straight = abs(s - 1.0) < 1e-9
        mixed = 0.0
        for j in range(a, b):
            was = old[good[j]] + (emission[j] * old[pollutant] if pollutant >= 0 else 0.0)
            share = was * (wanted[j] - subsistence[j]) / above if above > 0.0 else 0.0
            mixed += share * (math.log(q_of_line[j]) if straight else _power(q_of_line[j], 1.0 - s))
        index = math.exp(mixed) if straight else _power(mixed, 1.0 / (1.0 - s))
        left = budgets[k] - needed
        emitted = 0.0
        spent = 0.0
        for j in range(a, b):
            if left > 0.0 and above > 0.0:
                extra = (wanted[j] - subsistence[j]) * (left / above / index) * _power(index / q_of_line[j], s)
                if q_of_line[j] != relative[j]:
                    extra *= _power(q_of_line[j] / relative[j], nest_sigma[j])
                amount = subsistence[j] + extra
            else:
                amount = subsistence[j] * budgets[k] / needed if needed > 0.0 else 0.0
            quantity[line] = -amount
            emitted += emission[j] * amount
            spent += amount * relative[j] * (old[good[j]] + (emission[j] * old[pollutant] if pollutant >= 0 else 0.0))
            line += 1
        if spent > 0.0 and spent != budgets[k]:
            # A council that mixes needs and varieties spends exactly its budget.
            for j in range(first_line[k], line):
                quantity[j] *= budgets[k] / spent
            emitted *= budgets[k] / spent
        if pollutant >= 0:
            quantity[line] = -emitted
            line += 1
        quantity[line] = hours[k] * _power(income_factor / index, hours_elasticity[k])


@numba.njit(cache=True, nogil=True)
def answer_requests(block, old, prices, first_line, quantity):
    """Fill the lines of councils that request fixed amounts of composites (units, negative)."""
    start, good, wanted, nest, nest_sigma = block
    q_of_line = np.empty(len(good))
    relative = np.empty(len(good))
    for j in range(len(good)):
        relative[j] = prices[good[j]] / old[good[j]]
    for k in range(len(start) - 1):
        _composites(start[k], start[k + 1], good, nest, wanted, nest_sigma, relative, old, q_of_line)
        line = first_line[k]
        for j in range(start[k], start[k + 1]):
            quantity[line] = -wanted[j] * _power(q_of_line[j] / relative[j], nest_sigma[j])
            line += 1
