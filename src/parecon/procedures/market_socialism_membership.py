"""How many members a labour-managed enterprise wants: the one number in which it differs from any other.

Members share what is left when materials and the capital charge are paid. In the short
run capital stands still, so the enterprise chooses its members ``l`` (1 last year) to
make income per member as large as it can::

    y = (value * F(l) - charge * (1 - share)) / l,    at the best l:  value * dF/dl = y

F is CES between hours and capital; ``share`` is what labour earned of the value added
last year, when ``value``, ``charge``, ``l`` and F were 1. Sources: B. Ward, The Firm in
Illyria: Market Syndicalism, American Economic Review 48 (1958) 566-589; J. Vanek, The
General Theory of Labor-Managed Market Economies (1970); E. Furubotn and S. Pejovich,
Property Rights and the Behavior of the Firm in a Socialist State, Zeitschrift für
Nationalökonomie 30 (1970) 431-454.
"""

from __future__ import annotations

import numpy as np

__all__ = ["best_employment", "best_membership", "income_per_member", "own_investment_share", "value_added"]

_STRAIGHT = 1e-9
"""Elasticities nearer to one than this are Cobb-Douglas."""


def value_added(members, share, sigma) -> np.ndarray:
    """Return F(l): value added at last year's prices over last year's, where ``members`` work with last year's capital.

    members, share, sigma: arrays of one shape, or numbers. Without members nothing is made unless capital can do all alone.

    >>> round(float(value_added(4.0, 0.5, 1.0)), 9), float(value_added(1.0, 0.7, 0.6))
    (2.0, 1.0)
    """
    members, share, sigma = np.broadcast_arrays(*(np.asarray(part, dtype=np.float64) for part in (members, share, sigma)))
    straight = np.abs(sigma - 1.0) < _STRAIGHT
    power = np.where(straight, 1.0, 1.0 - 1.0 / np.where(straight, 2.0, sigma))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        mixed = (share * members**power + (1.0 - share)) ** (1.0 / power)
        return np.where(straight, members**share, mixed)


def income_per_member(members, terms, share, sigma) -> np.ndarray:
    """Return y over last year's value added per member; terms: (value, charge), both 1 last year.

    >>> float(income_per_member(1.0, (1.0, 1.0), 0.7, 0.6))
    0.7
    """
    value, charge = terms
    return (value * value_added(members, share, sigma) - charge * (1.0 - np.asarray(share))) / members


def best_membership(terms, share, sigma) -> np.ndarray:
    """Return the membership that makes income per member largest, over last year's, with last year's capital.

    terms: (value, charge) of a unit of value added and of capital, 1 last year. At the best
    the marginal product of capital pays its charge, so only value / charge counts: a higher
    price or a lower charge means fewer members and less output, and a lump sum is a charge
    like any other (Ward 1958, sections III and IV). Infinite where the charge is so high
    that every further member bears a part of it; zero where one is best off alone.

    >>> best_membership((np.array([1.0, 1.1]), np.ones(2)), 0.7, 1.0).round(4).tolist()
    [1.0, 0.8727]
    """
    value, charge = terms
    ratio = np.asarray(charge, dtype=np.float64) / value
    ratio, share, sigma = np.broadcast_arrays(ratio, np.asarray(share, dtype=np.float64), np.asarray(sigma, dtype=np.float64))
    straight = np.abs(sigma - 1.0) < _STRAIGHT
    safe = np.where(straight, 2.0, sigma)
    power = 1.0 - 1.0 / safe
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        core = (ratio ** (safe - 1.0) - (1.0 - share)) / share
        curved = np.where(core > 0, np.maximum(core, 0.0) ** (1.0 / power), np.where(power < 0, np.inf, 0.0))
        return np.where(straight, ratio ** (1.0 / share), curved)


def best_employment(terms, share, sigma) -> np.ndarray:
    """Return the hours that a twin which hires at a wage would want, over last year's; terms: (value, wage), both 1 last year.

    It hires until an hour's marginal product pays the wage: a higher price means more hours and more output.

    >>> best_employment((np.array([1.0, 1.1]), np.ones(2)), 0.7, 1.0).round(4).tolist()
    [1.0, 1.374]
    """
    value, wage = terms
    ratio = np.asarray(wage, dtype=np.float64) / value
    ratio, share, sigma = np.broadcast_arrays(ratio, np.asarray(share, dtype=np.float64), np.asarray(sigma, dtype=np.float64))
    straight = np.abs(sigma - 1.0) < _STRAIGHT
    safe = np.where(straight, 2.0, sigma)
    power = 1.0 - 1.0 / safe
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        core = (ratio ** (safe - 1.0) - share) / (1.0 - share)
        curved = np.where(core > 0, np.maximum(core, 0.0) ** (-1.0 / power), np.where(power < 0, 0.0, np.inf))
        return np.where(straight, ratio ** (-1.0 / (1.0 - share)), curved)


def own_investment_share(interest: float, stay_years: float, answer: float) -> float:
    """Return how much of what they would invest at ``interest`` members invest out of retained income, 0 to 1.

    Who leaves after ``stay_years`` leaves the principal behind, while savings at ``interest``
    return it: the asset has to yield interest / (1 - (1 + interest)^-stay) instead. ``answer``:
    elasticity of investment with respect to the required yield (Furubotn and Pejovich 1970).

    >>> round(own_investment_share(0.05, 10, 1.0), 4), own_investment_share(0.05, float("inf"), 1.0)
    (0.3861, 1.0)
    """
    return float((1.0 - (1.0 + interest) ** -stay_years) ** answer)
