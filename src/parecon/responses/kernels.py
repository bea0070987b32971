"""Compiled answers of simulated councils, in calibrated-share form around their benchmark.

Every price enters as r = price / benchmark price. Shares are value shares at the
benchmark, so at benchmark prices every council proposes its benchmark.
Source of the form: Rutherford 1995, lecture notes on CES functions; the model itself is
institutions.md 2.10, "general model".

Each kernel answers for the councils ``first`` to ``last`` of its block and writes nothing
that another council reads, so blocks may run on any number of threads with one result.
"""

from __future__ import annotations

import math

import numba
import numpy as np

from parecon.quantities import FIXED_PER_UNIT

__all__ = ["WORK_ROWS", "answer_consumers", "answer_requests", "answer_workers", "log_prices"]

# Division by zero gives inf, as in numpy; whatever is not finite at the end is caught when it is rounded.
_kernel = numba.njit(cache=True, nogil=True, error_model="numpy")

WORK_ROWS = 5
"""Rows of the space each kernel works in: relative price, its logarithm, worth, composite index, amount."""
_RELATIVE, _LOG, _WORTH, _INDEX, _AMOUNT = range(WORK_ROWS)
_LARGEST = float(2**62)


@_kernel
def _power(base, exponent):
    if base == 1.0 or exponent == 0.0:
        return 1.0
    if base <= 0.0:
        return 0.0 if exponent > 0.0 else math.inf
    return math.exp(exponent * math.log(base))


@_kernel
def _raise(log_base, exponent):
    """Return base ** exponent where the logarithm of the base is known."""
    return 1.0 if log_base == 0.0 or exponent == 0.0 else math.exp(exponent * log_base)


@_kernel
def log_prices(relative):
    """Return the logarithm of each relative price, (n,), by the same function that the kernels use."""
    found = np.empty_like(relative)
    for g in range(len(relative)):
        found[g] = math.log(relative[g])
    return found


@_kernel
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


@_kernel
def _free_output(unit, inputs_part, value_share, value_cost, params):
    """Return (output index, value added index, earnings index) of a council that no capacity binds.

    unit: revenue index of its products; inputs_part: sum of share * q^(1-s) over its
    composites; params: (s, size elasticity, size, largest output).
    """
    s, size_elasticity, size, _ = params
    left = _power(unit, 1.0 - s) - inputs_part
    if left <= 0.0 or value_share <= 0.0 or size <= 0.0:
        return 0.0, 0.0, unit
    earned = _power(left / value_share, 1.0 / (1.0 - s))
    value = size * _power(earned / value_cost, size_elasticity)
    return value * _power(earned / unit, s), value, earned


@_kernel
def _output_of(unit, inputs_part, value_share, value_cost, params):
    """Return (output index, value added index, unit cost index) of one council; arguments as for `_free_output`."""
    s, size_elasticity, size, largest = params
    output, value, earned = _free_output(unit, inputs_part, value_share, value_cost, params)
    if output <= largest:
        return output, value, unit
    # At capacity: find the earnings at which the council would just fill it; the rest is a rent of capacity.
    low, high = math.log(earned) - 40.0, math.log(earned)
    cost = unit
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
    return largest, largest * _power(cost / earned, s), cost


@_kernel
def _mix_varieties(a, b, nest, nest_sigma, work):
    """Fill the index row of ``work`` for the lines a to b: each line's composite price index."""
    j = a
    while j < b:
        end = j + 1
        while end < b and nest[end] == nest[j]:
            end += 1
        if end == j + 1:
            work[_INDEX, j - a] = work[_RELATIVE, j - a]
        else:
            worth, mixed, sigma = 0.0, 0.0, nest_sigma[j]
            straight = abs(sigma - 1.0) < 1e-9
            for i in range(j - a, end - a):
                value = work[_WORTH, i]
                worth += value
                if value != 0.0:
                    mixed += value * (work[_LOG, i] if straight else _raise(work[_LOG, i], 1.0 - sigma))
            if worth <= 0.0:
                index = 1.0
            elif straight:
                index = math.exp(mixed / worth)
            else:
                index = _power(mixed / worth, 1.0 / (1.0 - sigma))
            for i in range(j - a, end - a):
                work[_INDEX, i] = index
        j = end


@_kernel
def _publish(amount, first, last, quantity):
    """Round amounts (units) to the lines first to last of ``quantity``; return the first line that fits no integer, or -1."""
    for line in range(first, last):
        fixed = np.rint(amount[line - first] * FIXED_PER_UNIT)
        if not abs(fixed) < _LARGEST:
            return line
        quantity[line] = np.int64(fixed)
    return -1


@_kernel
def _price_inputs(a, b, lines, market, work):
    """Fill the rows of ``work`` for the lines a to b, whose goods cost what the market says."""
    good, quantity, nest, nest_sigma = lines
    old, _, relative, log_relative = market
    for j in range(a, b):
        g = good[j]
        work[_RELATIVE, j - a], work[_LOG, j - a], work[_WORTH, j - a] = relative[g], log_relative[g], old[g] * quantity[j]
    _mix_varieties(a, b, nest, nest_sigma, work)


@_kernel
def _sum_inputs(count, net, s, work):
    """Return the sum over lines of share * q^(1-s)."""
    total, index, raised = 0.0, -1.0, 1.0
    for i in range(count):
        if work[_INDEX, i] != index:
            index = work[_INDEX, i]
            raised = _power(index, 1.0 - s)
        total += work[_WORTH, i] / net * raised
    return total


@_kernel
def _use_inputs(a, b, lines, plan, work):
    """Fill the amounts of inputs from line ``plan[0]`` of the space on."""
    _, in_quantity, _, nest_sigma = lines
    made, output, cost, s = plan
    index, raised = -1.0, 1.0
    for j in range(a, b):
        i = j - a
        if work[_INDEX, i] != index:
            index = work[_INDEX, i]
            raised = _power(cost / index, s)
        amount = in_quantity[j] * output * raised
        if nest_sigma[j] > 0.0 and index != work[_RELATIVE, i]:
            amount *= _power(index / work[_RELATIVE, i], nest_sigma[j])
        work[_AMOUNT, made + i] = -amount


@_kernel
def answer_workers(span, block, market, factors, norm, first_line, filed, work):
    """Fill the lines of the worker councils ``span``: outputs, inputs, hours, capital (smallest units, signed).

    block: the columns of ``Workers`` without ``council``, in order; market: (benchmark
    prices, prices, their ratio, its logarithm), (n,) each; factors: positions of labour
    and capital (-1 where the economy has none); norm: (w,) the ratio that a council whose
    last proposal was returned must reach, 0 for the others; it shrinks what it proposes
    to ratio / norm if it still falls short; first_line: (w,) first line in the batch;
    filed: the batch's quantity, flexibility and capacity. Returns the first line that fits
    no integer, or -1.
    """
    (out_start, out_good, out_quantity, in_start, in_good, in_quantity, in_nest, nest_sigma, labour, capital, own_value,
     sigma_inputs, sigma_value, transform, size_elasticity, size, full, social_rate) = block
    old, prices, relative, log_relative = market
    quantity, flexibility, capacity = filed
    lines = (in_good, in_quantity, in_nest, nest_sigma)
    of_labour, of_capital = factors[0], factors[1]
    pay = relative[of_labour] if of_labour >= 0 else 1.0
    rent = relative[of_capital] if of_capital >= 0 else 1.0
    amounts = work[_AMOUNT]
    for w in range(span[0], span[1]):
        a, b, oa, ob = in_start[w], in_start[w + 1], out_start[w], out_start[w + 1]
        s, tau, made = sigma_inputs[w], transform[w], ob - oa
        revenue, mixed = 0.0, 0.0
        for o in range(oa, ob):
            worth = old[out_good[o]] * out_quantity[o]
            revenue += worth
            mixed += worth * _raise(log_relative[out_good[o]], 1.0 + tau)
        net = revenue * (1.0 - social_rate[w])
        unit = _power(mixed / revenue, 1.0 / (1.0 + tau))
        _price_inputs(a, b, lines, market, work)
        inputs_part = _sum_inputs(b - a, net, s, work)
        labour_worth = old[of_labour] * labour[w] if of_labour >= 0 else 0.0
        capital_worth = old[of_capital] * capital[w] if of_capital >= 0 else 0.0
        both = labour_worth + capital_worth
        value_cost = _mean_of_two(labour_worth / both, pay, rent, sigma_value[w]) if both > 0.0 else 1.0
        params = (s, size_elasticity[w], size[w], full[w] * size[w])
        output, value, cost = _output_of(unit, inputs_part, own_value[w] / net, value_cost, params)
        benefit, charged = 0.0, 0.0
        for o in range(oa, ob):
            g = out_good[o]
            r = relative[g]
            amounts[o - oa] = out_quantity[o] * output * _power(r / unit, tau)
            benefit += prices[g] * amounts[o - oa]
            if output > 0.0:
                share = old[g] * out_quantity[o] / revenue
                raised = _power(_power(unit, 1.0 + tau) + share * (_power(1.1 * r, 1.0 + tau) - _power(r, 1.0 + tau)), 1.0 / (1.0 + tau))
                more, _, _ = _free_output(raised, inputs_part, own_value[w] / net, value_cost, params)
                flexibility[first_line[w] + o - oa] = min(more, params[3]) / output * _power(1.1 * unit / raised, tau) - 1.0
        _use_inputs(a, b, lines, (made, output, cost, s), work)
        for j in range(a, b):
            charged -= prices[in_good[j]] * amounts[made + j - a]
        count = made + b - a + 2
        amounts[count - 2] = -labour[w] * value * _power(value_cost / pay, sigma_value[w])
        amounts[count - 1] = -capital[w] * value * _power(value_cost / rent, sigma_value[w])
        charged += benefit * social_rate[w] - amounts[count - 2] * pay * (old[of_labour] if of_labour >= 0 else 0.0)
        charged -= amounts[count - 1] * rent * (old[of_capital] if of_capital >= 0 else 0.0)
        if benefit < norm[w] * charged:
            for i in range(count):
                amounts[i] *= benefit / (norm[w] * charged)
        capacity[w] = max(full[w] * size[w] / output, 1.0) if output > 0.0 else 0.0
        bad = _publish(amounts, first_line[w], first_line[w] + count, quantity)
        if bad >= 0:
            return bad
    return -1


@_kernel
def _price_wishes(a, b, block, market, work):
    """Fill the rows of ``work`` for one consumer council; return what its needs cost now and what its other wishes were worth."""
    good, wanted, nest, nest_sigma, subsistence, emission, pollutant = block
    old, prices, relative, log_relative = market
    needed, above = 0.0, 0.0
    for j in range(a, b):
        g, i = good[j], j - a
        was, now = old[g], prices[g]
        if pollutant >= 0 and emission[j] != 0.0:
            was += emission[j] * old[pollutant]
            now += emission[j] * prices[pollutant]
            work[_RELATIVE, i] = now / was if was > 0.0 else 1.0
            work[_LOG, i] = math.log(work[_RELATIVE, i])
        else:
            work[_RELATIVE, i], work[_LOG, i] = relative[g], log_relative[g]
        work[_WORTH, i] = old[g] * wanted[j]
        work[_AMOUNT, i] = was
        needed += now * subsistence[j]
        above += was * (wanted[j] - subsistence[j])
    _mix_varieties(a, b, nest, nest_sigma, work)
    return needed, above


@_kernel
def _index_of_wishes(a, b, wishes, above, s, work):
    """Return the price index of all wishes above the needs; ``wishes``: (wanted, subsistence)."""
    wanted, subsistence = wishes
    straight = abs(s - 1.0) < 1e-9
    mixed, index, raised = 0.0, -1.0, 1.0
    for j in range(a, b):
        i = j - a
        if work[_INDEX, i] != index:
            index = work[_INDEX, i]
            raised = math.log(index) if straight else _power(index, 1.0 - s)
        share = work[_AMOUNT, i] * (wanted[j] - subsistence[j]) / above if above > 0.0 else 0.0
        if share != 0.0:
            mixed += share * raised
    if above <= 0.0:
        return 1.0
    return math.exp(mixed) if straight else _power(mixed, 1.0 / (1.0 - s))


@_kernel
def _fill_wishes(a, b, block, plan, work):
    """Fill the amounts of one consumer council that spends its budget; return what it emits."""
    _, wanted, _, nest_sigma, subsistence, emission, _ = block
    budget, needed, above, index_all, s = plan
    left = budget - needed
    emitted, spent, index, raised = 0.0, 0.0, -1.0, 1.0
    for j in range(a, b):
        i = j - a
        was, relative = work[_AMOUNT, i], work[_RELATIVE, i]
        if left > 0.0 and above > 0.0:
            if work[_INDEX, i] != index:
                index = work[_INDEX, i]
                raised = _power(index_all / index, s)
            extra = (wanted[j] - subsistence[j]) * (left / above / index_all) * raised
            if index != relative:
                extra *= _power(index / relative, nest_sigma[j])
            amount = subsistence[j] + extra
        else:
            amount = subsistence[j] * budget / needed if needed > 0.0 else 0.0
        work[_AMOUNT, i] = -amount
        emitted += emission[j] * amount
        spent += amount * relative * was
    if spent > 0.0 and spent != budget:
        # A council that mixes needs and varieties spends exactly its budget.
        for i in range(b - a):
            work[_AMOUNT, i] *= budget / spent
        emitted *= budget / spent
    return emitted


@_kernel
def answer_consumers(span, block, market, budgets, income_factor, pollutant, first_line, filed, work):
    """Fill the lines of the consumer councils ``span``: requests, emissions of their own, hours offered (smallest units, signed).

    block: the columns of ``Consumers`` but council and pollutant, in order; the rest as for
    `answer_workers`. Returns the first line that fits no integer, or -1.
    """
    start, good, wanted, nest, nest_sigma, subsistence, emission, sigma, hours, hours_elasticity = block
    lines = (good, wanted, nest, nest_sigma, subsistence, emission, pollutant)
    amounts = work[_AMOUNT]
    for k in range(span[0], span[1]):
        a, b, s = start[k], start[k + 1], sigma[k]
        needed, above = _price_wishes(a, b, lines, market, work)
        index = _index_of_wishes(a, b, (wanted, subsistence), above, s, work)
        emitted = _fill_wishes(a, b, lines, (budgets[k], needed, above, index, s), work)
        count = b - a
        if pollutant >= 0:
            amounts[count] = -emitted
            count += 1
        amounts[count] = hours[k] * _power(income_factor / index, hours_elasticity[k])
        bad = _publish(amounts, first_line[k], first_line[k] + count + 1, filed[0])
        if bad >= 0:
            return bad
    return -1


@_kernel
def answer_requests(span, block, market, first_line, filed, work):
    """Fill the lines of councils that request fixed amounts of composites; arguments as for `answer_workers`."""
    start, good, wanted, nest, nest_sigma = block
    for k in range(span[0], span[1]):
        a, b = start[k], start[k + 1]
        _price_inputs(a, b, (good, wanted, nest, nest_sigma), market, work)
        for j in range(a, b):
            work[_AMOUNT, j - a] = -wanted[j] * _power(work[_INDEX, j - a] / work[_RELATIVE, j - a], nest_sigma[j])
        bad = _publish(work[_AMOUNT], first_line[k], first_line[k] + b - a, filed[0])
        if bad >= 0:
            return bad
    return -1
