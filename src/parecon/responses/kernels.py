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

import numpy as np

from parecon.quantities import FIXED_PER_UNIT
from parecon.responses.abatement import abate, price_emissions
from parecon.responses.workspace import AMOUNT, INDEX, LOG, RELATIVE, WORK_ROWS, WORTH, kernel, power, raise_to

__all__ = ["WORK_ROWS", "answer_consumers", "answer_requests", "answer_workers", "log_prices"]

_LARGEST = float(2**62)


@kernel
def log_prices(relative):
    """Return the logarithm of each relative price, (n,), by the same function that the kernels use."""
    found = np.empty_like(relative)
    for g in range(len(relative)):
        found[g] = math.log(relative[g])
    return found


@kernel
def _mean_of_two(share, first, second, sigma):
    """CES price index of two inputs with value shares (share, 1 - share)."""
    if share >= 1.0:
        return first
    if share <= 0.0:
        return second
    if abs(sigma - 1.0) < 1e-9:
        return power(first, share) * power(second, 1.0 - share)
    mixed = share * power(first, 1.0 - sigma) + (1.0 - share) * power(second, 1.0 - sigma)
    return power(mixed, 1.0 / (1.0 - sigma))


@kernel
def _free_output(unit, inputs_part, value_share, value_cost, params):
    """Return (output index, value added index, earnings index) of a council that no capacity binds.

    unit: revenue index of its products; inputs_part: sum of share * q^(1-s) over its
    composites; params: (s, size elasticity, size, largest output).
    """
    s, size_elasticity, size, _ = params
    left = power(unit, 1.0 - s) - inputs_part
    if left <= 0.0 or value_share <= 0.0 or size <= 0.0:
        return 0.0, 0.0, unit
    earned = power(left / value_share, 1.0 / (1.0 - s))
    value = size * power(earned / value_cost, size_elasticity)
    return value * power(earned / unit, s), value, earned


@kernel
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
        cost = power(inputs_part + value_share * power(earned, 1.0 - s), 1.0 / (1.0 - s))
        output = size * power(earned / value_cost, size_elasticity) * power(earned / cost, s)
        if output > largest:
            high = middle
        else:
            low = middle
        if high - low < 1e-13:
            break
    if size_elasticity <= 0.0:
        return largest, size * largest / max(output, 1e-300), cost
    return largest, largest * power(cost / earned, s), cost


@kernel
def _mix_varieties(a, b, nest, nest_sigma, work):
    """Fill the index row of ``work`` for the lines a to b: each line's composite price index."""
    j = a
    while j < b:
        end = j + 1
        while end < b and nest[end] == nest[j]:
            end += 1
        if end == j + 1:
            work[INDEX, j - a] = work[RELATIVE, j - a]
        else:
            worth, mixed, sigma = 0.0, 0.0, nest_sigma[j]
            straight = abs(sigma - 1.0) < 1e-9
            for i in range(j - a, end - a):
                value = work[WORTH, i]
                worth += value
                if value != 0.0:
                    mixed += value * (work[LOG, i] if straight else raise_to(work[LOG, i], 1.0 - sigma))
            if worth <= 0.0:
                index = 1.0
            elif straight:
                index = math.exp(mixed / worth)
            else:
                index = power(mixed / worth, 1.0 / (1.0 - sigma))
            for i in range(j - a, end - a):
                work[INDEX, i] = index
        j = end


@kernel
def _publish(amount, first, last, quantity):
    """Round amounts (units) to the lines first to last of ``quantity``; return the first line that fits no integer, or -1."""
    for line in range(first, last):
        fixed = np.rint(amount[line - first] * FIXED_PER_UNIT)
        if not abs(fixed) < _LARGEST:
            return line
        quantity[line] = np.int64(fixed)
    return -1


@kernel
def _price_inputs(a, b, lines, market, work):
    """Fill the rows of ``work`` for the lines a to b, whose goods cost what the market says."""
    good, quantity, nest, nest_sigma = lines
    old, _, relative, log_relative = market
    for j in range(a, b):
        g = good[j]
        work[RELATIVE, j - a], work[LOG, j - a], work[WORTH, j - a] = relative[g], log_relative[g], old[g] * quantity[j]
    _mix_varieties(a, b, nest, nest_sigma, work)


@kernel
def _sum_inputs(count, net, s, work):
    """Return the sum over lines of share * q^(1-s)."""
    total, index, raised = 0.0, -1.0, 1.0
    for i in range(count):
        if work[INDEX, i] != index:
            index = work[INDEX, i]
            raised = power(index, 1.0 - s)
        total += work[WORTH, i] / net * raised
    return total


@kernel
def _use_inputs(a, b, lines, plan, work):
    """Fill the amounts of inputs from line ``plan[0]`` of the space on."""
    _, in_quantity, _, nest_sigma = lines
    made, output, cost, s = plan
    index, raised = -1.0, 1.0
    for j in range(a, b):
        i = j - a
        if work[INDEX, i] != index:
            index = work[INDEX, i]
            raised = power(cost / index, s)
        amount = in_quantity[j] * output * raised
        if nest_sigma[j] > 0.0 and index != work[RELATIVE, i]:
            amount *= power(index / work[RELATIVE, i], nest_sigma[j])
        work[AMOUNT, made + i] = -amount


@kernel
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
     sigma_inputs, sigma_value, transform, size_elasticity, size, full, social_rate, abatement) = block
    old, prices, relative, log_relative = market
    quantity, flexibility, capacity = filed
    lines = (in_good, in_quantity, in_nest, nest_sigma)
    of_labour, of_capital = factors[0], factors[1]
    pay = relative[of_labour] if of_labour >= 0 else 1.0
    rent = relative[of_capital] if of_capital >= 0 else 1.0
    amounts = work[AMOUNT]
    for w in range(span[0], span[1]):
        a, b, oa, ob = in_start[w], in_start[w + 1], out_start[w], out_start[w + 1]
        s, tau, made = sigma_inputs[w], transform[w], ob - oa
        revenue, mixed = 0.0, 0.0
        for o in range(oa, ob):
            worth = old[out_good[o]] * out_quantity[o]
            revenue += worth
            mixed += worth * raise_to(log_relative[out_good[o]], 1.0 + tau)
        net = revenue * (1.0 - social_rate[w])
        unit = power(mixed / revenue, 1.0 / (1.0 + tau))
        labour_worth = old[of_labour] * labour[w] if of_labour >= 0 else 0.0
        capital_worth = old[of_capital] * capital[w] if of_capital >= 0 else 0.0
        both = labour_worth + capital_worth
        value_cost = _mean_of_two(labour_worth / both, pay, rent, sigma_value[w]) if both > 0.0 else 1.0
        _price_inputs(a, b, lines, market, work)
        spent = price_emissions(a, b, abatement, value_cost, work) if both > 0.0 else 0.0
        own = own_value[w] - spent
        inputs_part = _sum_inputs(b - a, net, s, work)
        params = (s, size_elasticity[w], size[w], full[w] * size[w])
        output, value, cost = _output_of(unit, inputs_part, own / net, value_cost, params)
        benefit, charged = 0.0, 0.0
        for o in range(oa, ob):
            g = out_good[o]
            r = relative[g]
            amounts[o - oa] = out_quantity[o] * output * power(r / unit, tau)
            benefit += prices[g] * amounts[o - oa]
            if output > 0.0:
                share = old[g] * out_quantity[o] / revenue
                raised = power(power(unit, 1.0 + tau) + share * (power(1.1 * r, 1.0 + tau) - power(r, 1.0 + tau)), 1.0 / (1.0 + tau))
                more, _, _ = _free_output(raised, inputs_part, own / net, value_cost, params)
                flexibility[first_line[w] + o - oa] = min(more, params[3]) / output * power(1.1 * unit / raised, tau) - 1.0
        _use_inputs(a, b, lines, (made, output, cost, s), work)
        if both > 0.0:
            spent_now = abate((a, b, made), (in_good, abatement), market, (s, value_cost), flexibility[first_line[w]:], work)
            value += (spent_now - spent * value) / both
        for j in range(a, b):
            charged -= prices[in_good[j]] * amounts[made + j - a]
        count = made + b - a + 2
        amounts[count - 2] = -labour[w] * value * power(value_cost / pay, sigma_value[w])
        amounts[count - 1] = -capital[w] * value * power(value_cost / rent, sigma_value[w])
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


@kernel
def _price_wishes(a, b, block, market, work):
    """Fill the rows of ``work`` for one consumer council; return what its needs cost now and what its other wishes were worth."""
    good, wanted, nest, nest_sigma, subsistence, emission, pollutant = block
    old, prices, relative, log_relative = market
    needed, above = 0.0, 0.0
    for j in range(a, b):
        g, i = good[j], j - a
        was, now, emits = old[g], prices[g], False
        for q in range(len(pollutant)):
            if emission[q, j] != 0.0:
                emits = True
                was += emission[q, j] * old[pollutant[q]]
                now += emission[q, j] * prices[pollutant[q]]
        if emits:
            work[RELATIVE, i] = now / was if was > 0.0 else 1.0
            work[LOG, i] = math.log(work[RELATIVE, i])
        else:
            work[RELATIVE, i], work[LOG, i] = relative[g], log_relative[g]
        work[WORTH, i] = old[g] * wanted[j]
        work[AMOUNT, i] = was
        needed += now * subsistence[j]
        above += was * (wanted[j] - subsistence[j])
    _mix_varieties(a, b, nest, nest_sigma, work)
    return needed, above


@kernel
def _index_of_wishes(a, b, wishes, above, s, work):
    """Return the price index of all wishes above the needs; ``wishes``: (wanted, subsistence)."""
    wanted, subsistence = wishes
    straight = abs(s - 1.0) < 1e-9
    mixed, index, raised = 0.0, -1.0, 1.0
    for j in range(a, b):
        i = j - a
        if work[INDEX, i] != index:
            index = work[INDEX, i]
            raised = math.log(index) if straight else power(index, 1.0 - s)
        share = work[AMOUNT, i] * (wanted[j] - subsistence[j]) / above if above > 0.0 else 0.0
        if share != 0.0:
            mixed += share * raised
    if above <= 0.0:
        return 1.0
    return math.exp(mixed) if straight else power(mixed, 1.0 / (1.0 - s))


@kernel
def _fill_wishes(a, b, block, plan, work):
    """Fill the amounts of one consumer council that spends its budget, and after them what it emits of each pollutant."""
    _, wanted, _, nest_sigma, subsistence, emission, pollutant = block
    budget, needed, above, index_all, s = plan
    left = budget - needed
    spent, index, raised = 0.0, -1.0, 1.0
    for j in range(a, b):
        i = j - a
        was, relative = work[AMOUNT, i], work[RELATIVE, i]
        if left > 0.0 and above > 0.0:
            if work[INDEX, i] != index:
                index = work[INDEX, i]
                raised = power(index_all / index, s)
            extra = (wanted[j] - subsistence[j]) * (left / above / index_all) * raised
            if index != relative:
                extra *= power(index / relative, nest_sigma[j])
            amount = subsistence[j] + extra
        else:
            amount = subsistence[j] * budget / needed if needed > 0.0 else 0.0
        work[AMOUNT, i] = -amount
        spent += amount * relative * was
    if spent > 0.0 and spent != budget:
        # A council that mixes needs and varieties spends exactly its budget.
        for i in range(b - a):
            work[AMOUNT, i] *= budget / spent
    for q in range(len(pollutant)):
        emitted = 0.0
        for j in range(a, b):
            emitted += emission[q, j] * work[AMOUNT, j - a]
        work[AMOUNT, b - a + q] = emitted


@kernel
def answer_consumers(span, block, market, budgets, income_factor, pollutant, first_line, filed, work):
    """Fill the lines of the consumer councils ``span``: requests, emissions of their own, hours offered (smallest units, signed).

    block: the columns of ``Consumers`` but council and pollutant, in order; the rest as for
    `answer_workers`. Returns the first line that fits no integer, or -1.
    """
    start, good, wanted, nest, nest_sigma, subsistence, emission, sigma, hours, hours_elasticity = block
    lines = (good, wanted, nest, nest_sigma, subsistence, emission, pollutant)
    amounts = work[AMOUNT]
    for k in range(span[0], span[1]):
        a, b, s = start[k], start[k + 1], sigma[k]
        needed, above = _price_wishes(a, b, lines, market, work)
        index = _index_of_wishes(a, b, (wanted, subsistence), above, s, work)
        _fill_wishes(a, b, lines, (budgets[k], needed, above, index, s), work)
        count = b - a + len(pollutant)
        amounts[count] = hours[k] * power(income_factor / index, hours_elasticity[k])
        bad = _publish(amounts, first_line[k], first_line[k] + count + 1, filed[0])
        if bad >= 0:
            return bad
    return -1


@kernel
def answer_requests(span, block, market, first_line, filed, work):
    """Fill the lines of councils that request fixed amounts of composites; arguments as for `answer_workers`."""
    start, good, wanted, nest, nest_sigma = block
    for k in range(span[0], span[1]):
        a, b = start[k], start[k + 1]
        _price_inputs(a, b, (good, wanted, nest, nest_sigma), market, work)
        for j in range(a, b):
            work[AMOUNT, j - a] = -wanted[j] * power(work[INDEX, j - a] / work[RELATIVE, j - a], nest_sigma[j])
        bad = _publish(work[AMOUNT], first_line[k], first_line[k] + b - a, filed[0])
        if bad >= 0:
            return bad
    return -1
