"""What a target implies: how much of everything has to be made, and what that takes; Leontief's inverse and nothing else.

Source: W. Leontief, Quantitative Input and Output Relations in the Economic System of the United States, Review of
Economic Statistics 18 (1936) 105-125; C. Castoriadis, Workers' Councils and the Economics of a Self-Managed Society (1957).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.economy import Economy
from parecon.procedures.circulation import product_mask
from parecon.responses import Ground

__all__ = ["Coefficients", "Implications", "imply", "labour_content", "read_coefficients"]


@dataclass(frozen=True)
class Coefficients:
    """What plants say of themselves, summed by industry (r of them) and product (p): all that the factory holds.

    row (r,): position in the economy's rows; product (p,): positions among the goods;
    use (r, n): what the industry takes at activity 1, and capacity (r,) its largest
    activity; answer (r, p): by how much its activity rises with a unit of each product (0 where it makes none):
    makers of a product share its growth as they share its output; inverse (p, p): (I - A)^-1 with A[i, j] the
    product i used for a unit of j.
    """

    row: np.ndarray
    product: np.ndarray
    use: np.ndarray
    capacity: np.ndarray
    answer: np.ndarray
    inverse: np.ndarray


@dataclass(frozen=True)
class Implications:
    """output (p,) = (I - A)^-1 d; activity (r,) of industries; used (n,): hours, capital, imports and emissions of production."""

    output: np.ndarray
    activity: np.ndarray
    used: np.ndarray


def read_coefficients(economy: Economy, reported: Ground, prices: np.ndarray) -> Coefficients:
    """Return the factory's coefficients from what plants report; an industry with several products is split by value at ``prices`` (n,)."""
    n, rows = len(economy.goods), np.unique(reported.row)
    place = np.searchsorted(rows, reported.row)
    make, use = np.zeros((len(rows), n)), np.zeros((len(rows), n))
    np.add.at(make, place, reported.make)
    np.add.at(use, place, reported.take)
    most = np.zeros((len(rows), n))
    np.add.at(most, place, reported.make * np.minimum(reported.capacity, 1e6)[:, None])
    product = np.flatnonzero(product_mask(economy) & (make.sum(axis=0) > 0))
    value = make * prices
    share = value / np.maximum(value.sum(axis=1, keepdims=True), 1e-300)
    answer = share[:, product] / make[:, product].sum(axis=0)
    coefficients = use[:, product].T @ answer
    capacity = (most @ prices) / np.maximum(make @ prices, 1e-300)
    return Coefficients(rows, product, use, capacity, answer, np.linalg.inv(np.eye(len(product)) - coefficients))


def imply(held: Coefficients, target: np.ndarray) -> Implications:
    """Return what ``target`` (n,) units of final uses, less what is there already, implies; imports among it need no making.

    >>> import numpy as np
    >>> A = np.array([[0.2, 0.3], [0.1, 0.4]])
    >>> held = Coefficients(np.arange(2), np.arange(2), A.T.copy(), np.ones(2), np.eye(2), np.linalg.inv(np.eye(2) - A))
    >>> imply(held, np.array([100.0, 50.0])).output.round(6).tolist()
    [166.666667, 111.111111]
    """
    output = held.inverse @ target[held.product]
    activity = held.answer @ output
    return Implications(output, activity, activity @ held.use)


def labour_content(economy: Economy, held: Coefficients, reported: Ground) -> np.ndarray:
    """Return hours in a unit of each good, (n,): direct and in all it takes; what is imported costs the hours of the exports that pay for it."""
    n = len(economy.goods)
    content = np.zeros(n)
    if reported.labour < 0:
        return content
    direct = held.answer.T @ held.use[:, reported.labour]
    abroad = economy.world_price > 0
    imported = held.answer.T @ (held.use[:, abroad] @ economy.world_price[abroad])
    of_labour, of_exchange = direct @ held.inverse, imported @ held.inverse
    content[held.product] = of_labour
    if reported.exchange >= 0:
        earned = reported.earned_abroad(reported.exports)
        exports = reported.exports[held.product]
        # An hour abroad is worth h: exports hold of_labour + h * of_exchange and earn `earned`.
        rate = float(of_labour @ exports) / max(earned - float(of_exchange @ exports), 1e-300)
        content[held.product] += rate * of_exchange
        content[abroad] = rate * economy.world_price[abroad]
        content[reported.exchange] = rate
    return content
