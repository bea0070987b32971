"""The rest, which is not basic: who holds it once it is made, and what bargains over it tell of a market."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.economy import Economy
from parecon.procedures.arrange_barter import Bargains, clearing_ratios
from parecon.procedures.recipes import product_recipe
from parecon.procedures.year_accounts import YearOfWork
from parecon.responses import Ground

__all__ = ["Rest", "arrange_rest", "tell_rest"]

_SMALL = 1e-12


@dataclass(frozen=True)
class Rest:
    """What there is of the rest: goods (n',) positions; holdings (k, n') by members of an industry, units; tastes (k, n') shares of spending; members
    (k,); given (n',): given away to all alike; basics: worth of basics a head, and gift: of what is given away a head, at last year's prices.
    """

    goods: np.ndarray
    holdings: np.ndarray
    tastes: np.ndarray
    members: np.ndarray
    given: np.ndarray
    basics: float
    gift: float


def arrange_rest(economy: Economy, ground: Ground, year: YearOfWork, what) -> Rest:
    """Return who holds the rest: what is given away aside, those who made it, and of imports those who made what paid for them.

    what: basic (n,) bool, the charter. Members of industries have the tastes of the income groups, in turns.
    """
    basic, charter = what
    eaten = year.consumed.sum(axis=0)
    goods = np.flatnonzero(~basic & (eaten > 0))
    given = charter["arrange.given_share"] * eaten[goods]
    rows = np.unique(ground.row, return_inverse=True)[1].ravel()
    made = np.zeros((rows.max() + 1, len(eaten)))
    share, _ = product_recipe(ground.make * year.activity[:, None], ground.take * year.activity[:, None], np.ones(len(eaten), dtype=bool))
    np.add.at(made, rows, share)
    sold = made @ (year.finals["exports"] * economy.last_prices)
    traders = sold / sold.sum() if sold.sum() > 0 else np.full(len(made), 1.0 / len(made))
    whose = np.where(made.sum(axis=0) > 0, made, traders[:, None])[:, goods]
    spending = ground.wanted[:, goods] * economy.last_prices[goods]
    shares = np.divide(spending, spending.sum(axis=1, keepdims=True), out=np.full_like(spending, 1.0 / max(len(goods), 1)), where=spending.sum(axis=1, keepdims=True) > 0)
    people = max(float(ground.people.sum()), 1e-300)
    members = np.maximum(np.bincount(rows, ground.members, minlength=len(made)).astype(float), 1.0)
    return Rest(goods, whose * (eaten[goods] - given), shares[np.arange(len(made)) % len(shares)], members, given,
                float((eaten * basic) @ economy.last_prices) / people, float(given @ economy.last_prices[goods]) / people)


def tell_rest(economy: Economy, rest: Rest, bargains: Bargains, charter) -> dict[str, object]:
    """Return what bargains tell of a market: how far apart ratios are at the end, how near to those at which all could exchange at once, what changed hands.

    A market has re-emerged where most of the rest that is not given away changes hands, at ratios that differ little and are those that clear.
    """
    worth = economy.last_prices[rest.goods]
    held = float((rest.holdings.sum(axis=0)) @ worth)
    moved = float(bargains.moved @ worth) / held if held > 0 else 0.0
    near = _agreement(rest, bargains)
    end = float(bargains.spread[-1]) if len(bargains.spread) else 0.0
    emerges = moved > charter["arrange.market_exchanged"] and end < charter["arrange.market_spread"] and near > charter["arrange.market_near_clearing"]
    code, share = bargains.go_between
    return {"bargains": bargains.bargains, "exchanged_share_of_the_rest": min(moved, 1.0), "ratios_apart_at_first": float(bargains.spread[0]) if len(bargains.spread) else 0.0,
            "ratios_apart_at_the_end": end, "ratios_near_clearing": near, "go_between": economy.goods[rest.goods[code]].code if len(rest.goods) else "", "go_between_share": share,
            "market_re_emerges": bool(emerges)}


def _agreement(rest: Rest, bargains: Bargains) -> float:
    """Return the correlation of the logarithms of what holders would give at the end with the ratios that clear."""
    clearing = clearing_ratios(rest.holdings, rest.tastes)
    known = (clearing > 0) & (rest.tastes > 0).all(axis=0) & (rest.holdings.sum(axis=0) > 0)
    if known.sum() < 3:
        return 0.0
    trace = _SMALL + 1e-4 * rest.holdings.sum(axis=0)[known] / len(rest.holdings)
    give = np.log(rest.tastes[:, known]) - np.log(bargains.holdings[:, known] + trace)
    give = (give - give.mean(axis=1, keepdims=True)).mean(axis=0)
    return float(np.corrcoef(give, np.log(clearing[known]))[0, 1])
