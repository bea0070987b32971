"""Cleaner technique: how a worker council emits less, and the hours and capital it takes instead.

Where emitting is free the first unit done without costs nothing, each further one more, in
a straight line (a marginal cost curve of abatement, as in Nordhaus, The Cost of Slowing
Climate Change, Energy Journal 12, 1991); a council does without units until the next one
costs as much as a unit emitted. At the benchmark price it has gone some way already: the
hours and capital that this takes are part of its benchmark, and are saved where emitting
becomes cheaper. At a price high enough nothing is emitted at all. Abatement takes hours
and capital in the proportion in which the council uses them.
"""

from __future__ import annotations

from parecon.responses.workspace import AMOUNT, INDEX, RELATIVE, WORTH, kernel, power

__all__ = ["abate", "abated", "price_emissions"]


@kernel
def abated(relative, answer):
    """Return the share of the benchmark's emissions that more abatement does without, and what emitting and abating cost together over the benchmark.

    relative: price of a unit emitted over that of hours and capital, 1 at the benchmark; answer:
    the share done without for each doubling of it. Each further unit costs more, in a straight
    line, up to 1 + 1/answer, at which nothing is emitted. At the benchmark, answer/2 of what is
    charged is spent on abatement besides.
    """
    bound = min(relative, 1.0 + 1.0 / answer)
    return min(answer * (relative - 1.0), 1.0), bound * (1.0 + answer - 0.5 * answer * bound) / (1.0 + 0.5 * answer)


@kernel
def price_emissions(a, b, abatement, value_cost, work):
    """Let the emission lines among a to b cost what emitting and abating together cost; their goods stand alone in their nests.

    Returns the worth of the hours and capital that the benchmark spends on abatement, which now counts with emissions.
    """
    spent = 0.0
    for j in range(a, b):
        if abatement[j] > 0.0:
            _, cost = abated(work[RELATIVE, j - a] / value_cost, abatement[j])
            work[INDEX, j - a] = work[RELATIVE, j - a] = cost * value_cost
            spent += 0.5 * abatement[j] * work[WORTH, j - a]
            work[WORTH, j - a] *= 1.0 + 0.5 * abatement[j]
    return spent


@kernel
def abate(span, lines, market, terms, flexibility, work):
    """Lower the amounts emitted, file how they answer +10 %, and return the worth of the hours and capital that abating takes, at benchmark prices.

    span: (first line, last, first amount); terms: (elasticity between inputs, price index of hours and capital).
    """
    (a, b, made), (good, abatement) = span, lines
    old, _, relative, _ = market
    s, value_cost = terms
    spent = 0.0
    for j in range(a, b):
        if abatement[j] > 0.0:
            real = relative[good[j]] / value_cost
            share, cost = abated(real, abatement[j])
            dearer, then = abated(1.1 * real, abatement[j])
            at = made + j - a
            spent -= old[good[j]] * work[AMOUNT, at] * (abatement[j] + share) * (abatement[j] + share) / (2.0 * abatement[j])
            work[AMOUNT, at] *= 1.0 - share
            flexibility[at] = (1.0 - dearer) / (1.0 - share) * power(cost / then, s) - 1.0 if share < 1.0 else 0.0
    return spent
