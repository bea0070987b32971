"""Cleaner technique: how a worker council emits less, and the hours and capital it takes instead.

A council that emitted at the benchmark price does without a share of it where a unit
emitted costs more than a unit done without. The first unit done without costs the
benchmark price, each further one more, in a straight line (a marginal cost curve of
abatement, as in Nordhaus, The Cost of Slowing Climate Change, Energy Journal 12, 1991,
with one straight piece); at a price high enough nothing is emitted at all. Abatement
takes hours and capital in the proportion in which the council uses them.
"""

from __future__ import annotations

from parecon.responses.workspace import AMOUNT, INDEX, RELATIVE, kernel, power

__all__ = ["abate", "abated", "price_emissions"]


@kernel
def abated(relative, answer):
    """Return the share of emissions that cleaner technique does without, and what the rest and it cost over the benchmark's price.

    relative: price of a unit emitted over that of hours and capital, 1 at the benchmark; answer:
    the share done without for each doubling of it. Each further unit costs more, in a straight
    line, up to 1 + 1/answer, at which nothing is emitted.
    """
    share = min(answer * (relative - 1.0), 1.0)
    return share, relative * (1.0 - share) + share + share * share / (2.0 * answer)


@kernel
def price_emissions(a, b, abatement, value_cost, work):
    """Let the emission lines among a to b cost what emitting and abating together cost; their goods stand alone in their nests."""
    for j in range(a, b):
        if abatement[j] > 0.0:
            _, cost = abated(work[RELATIVE, j - a] / value_cost, abatement[j])
            work[INDEX, j - a] = work[RELATIVE, j - a] = cost * value_cost


@kernel
def abate(span, lines, market, terms, flexibility, work):
    """Lower the amounts emitted, file how they answer +10 %, and return the worth of the hours and capital it takes, at benchmark prices.

    span: (first line, last, first amount); terms: (elasticity between inputs, price index of hours and capital).
    """
    (a, b, made), (good, abatement) = span, lines
    old, _, relative, _ = market
    s, value_cost = terms
    extra = 0.0
    for j in range(a, b):
        if abatement[j] > 0.0:
            real = relative[good[j]] / value_cost
            share, cost = abated(real, abatement[j])
            dearer, then = abated(1.1 * real, abatement[j])
            at = made + j - a
            extra -= old[good[j]] * work[AMOUNT, at] * (share + share * share / (2.0 * abatement[j]))
            work[AMOUNT, at] *= 1.0 - share
            flexibility[at] = (1.0 - dearer) / (1.0 - share) * power(cost / then, s) - 1.0 if share < 1.0 else 0.0
    return extra
