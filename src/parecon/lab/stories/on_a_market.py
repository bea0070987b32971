"""The rival arm of coal and of the magazine: the same things on a market, run in periods, with Wetzel's four flags read off the run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.economy import Good, GoodKind
from parecon.lab.stories.town import Neighbourhood, Workshop, build_town, product
from parecon.procedures.market_people import pay_positions
from parecon.procedures.market_year import MarketYear, run_market_year
from parecon.responses import Respondents

__all__ = ["CoalMarket", "flags_of_run", "sell_coal", "sell_magazine"]

_WEEKS = 52
_SEAM_SHARE = 0.2
_DUST = 1e-6


@dataclass(frozen=True)
class CoalMarket:
    """Coal and the alternative after a year: units sold, prices, what a year's sales of coal brought its owner over last year's, the four flags."""

    coal: float
    instead: float
    price: float
    other: float
    revenue_over_last_year: float
    flags: dict[str, bool]


def sell_coal(charter, most: float, substitution: float) -> CoalMarket:
    """Return a year of a market in which ``most`` coal can be dug, week by week: the seam gives no more, whatever is paid for it."""
    goods = (product("coal", "tonnes", "survival"), product("alternative", "tonnes", "survival"), Good("seam", "seam", GoodKind.NATURE, "tonnes"))
    economy, society = build_town(
        goods, {"coal": 1.0, "alternative": 1.0, "seam": _SEAM_SHARE},
        (Workshop("mine", "coal", 120.0, {"seam": 120.0}, own_share=1.0 - _SEAM_SHARE), Workshop("alternative works", "alternative", 120.0),
         Neighbourhood("town", 100, {"coal": 120.0, "alternative": 120.0}, sigma=substitution)), endowment={"seam": most})
    calm = charter.adopt({"market.periods": _WEEKS, "market.forecast_error": 0.0, "market.stock_cover": 0.0}, "this story")
    year = run_market_year(economy, Respondents(economy, society, calm), calm, seed=0)
    last = year.done[-1]
    eaten, prices = last.consumed.sum(axis=0), year.prices[-1]
    return CoalMarket(float(eaten[0]), float(eaten[1]), float(prices[0]), float(prices[1]), float(prices[0] * eaten[0]) / 120.0, flags_of_run(year))


def flags_of_run(year: MarketYear) -> dict[str, bool]:
    """Return Wetzel's four flags as a run shows them, by the names of the story of coal.

    on spec: somewhere what was made for a period is not what was ordered in it; revenue
    becomes income: what sellers had left in one period is what is spent of it in the next;
    transferable: what buyers pay is in others' hands then; seller sets price: prices change though nobody announces any.
    """
    own = year.standing.ground.make.sum(axis=0) > 0
    apart = max(float(np.abs(d.asked - d.offered)[own].max()) for d in year.done)
    keep = 1.0 - year.standing.rates.tax
    drawn = [keep * max(a.surplus - a.investment, 0.0) * (1.0 - year.standing.rates.saved) + keep * a.wages for a in year.accounts]
    spent = [a.private for a in year.accounts]
    follows = bool(np.allclose(spent[1:], drawn[:-1], rtol=0.05)) and float(np.ptp(drawn)) > 0
    moved = float(np.abs(np.diff(year.prices[:, own], axis=0)).max())
    return {"on spec": apart > _DUST, "revenue becomes income": follows, "transferable entitlement": follows and len(year.standing.ground.row) > 1,
            "seller sets price": moved > _DUST}


def sell_magazine(charter, readers: int, terms: tuple[float, float, float]) -> dict[str, tuple[float, bool]]:
    """Return, for readers of average means and of each class, what the best price brings over what the issue costs, and whether anybody would print it.

    terms: fixed cost, cost a copy, what a copy is worth to a reader of average means. A reader
    of twice the means is ready to pay twice as much; the seller finds the price that all of them just pay.
    """
    fixed, each, worth = terms
    cost = fixed + each * readers
    means = {"average": 1.0} | {p.name: p.pay for p in pay_positions(charter) if p.pay > 0 and p.hours > 0}
    return {name: (worth * own * readers / cost, worth * own * readers >= cost) for name, own in means.items()}
