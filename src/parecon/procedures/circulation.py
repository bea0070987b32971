"""Who pays whom in an economy that sells: wages, surplus, taxes, saving, and the rates at which last year's accounts close."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.economy import Economy, GoodKind
from parecon.procedures.trading import Settled
from parecon.responses import Ground

__all__ = ["Accounts", "Rates", "account_for", "last_activity", "last_rates", "last_year_done", "material_cost", "product_mask", "split_incomes"]


_BORROWED_MOST = -5.0
"""No more than so many times what is drawn is taken to be borrowed abroad."""


@dataclass(frozen=True)
class Accounts:
    """One period's values at its prices, in credits at the rates of a year.

    wages; surplus: what sellers of products and of nature's gifts keep when materials, wages and charges are paid;
    charges: on sales, and for emissions; private, collective, investment: what was bought; net_exports.
    surplus + wages + charges = private + collective + investment + net_exports, always.
    """

    wages: float
    surplus: float
    charges: float
    private: float
    collective: float
    investment: float
    net_exports: float


@dataclass(frozen=True)
class Rates:
    """tax: on wages and what owners draw; saved: of what they draw after tax, below zero what is borrowed abroad; at these last year's accounts close."""

    tax: float
    saved: float


def product_mask(economy: Economy) -> np.ndarray:
    """Return which goods units make or could make, (n,) bool."""
    return np.array([g.kind in (GoodKind.PRODUCT, GoodKind.COLLECTIVE) for g in economy.goods])


def last_activity(economy: Economy, ground: Ground) -> np.ndarray:
    """Return last year's activity of each unit over this year's size, (u,)."""
    return np.ones(len(ground.row)) if economy.coming_size is None else 1.0 / economy.coming_size[ground.row]


def last_year_done(economy: Economy, ground: Ground, consumed: np.ndarray) -> Settled:
    """Return last year again, with ``consumed`` (g, n), whatever of it this year's endowments would allow."""
    activity, none = last_activity(economy, ground), np.zeros(len(economy.goods))
    used, made = activity @ ground.take, activity @ ground.make
    final = consumed.sum(axis=0) + ground.collective + ground.investment + ground.exports
    abroad = economy.world_price > 0
    imported = np.where(abroad, np.maximum(used + final - made - ground.endowment, 0.0), 0.0)
    hours = float(used[ground.labour]) if ground.labour >= 0 else 0.0
    return Settled(activity, consumed, ground.collective, ground.investment, ground.exports, imported, none, hours, made, used + final, np.ones(len(none)))


def material_cost(ground: Ground, prices: np.ndarray) -> np.ndarray:
    """Return what each unit's materials cost at activity 1, (u,): all it takes but hours and capital."""
    counted = np.array(prices, dtype=np.float64)
    counted[[i for i in (ground.labour, ground.capital) if i >= 0]] = 0.0
    return ground.take @ counted


def account_for(economy: Economy, ground: Ground, done: Settled, prices: np.ndarray) -> Accounts:
    """Return the accounts of what was done at ``prices`` (n,); nature's gifts and stocks are sold by those who own them."""
    abroad = economy.world_price > 0
    consumed = done.consumed.sum(axis=0)
    wages = float(prices[ground.labour] * done.hours) if ground.labour >= 0 else 0.0
    made = done.activity[:, None] * ground.make
    charges = float(economy.social_rate[ground.row] @ (made @ prices))
    emitted = 0.0
    if ground.pollutant >= 0:
        emitted = float(done.activity @ ground.take[:, ground.pollutant] + consumed @ ground.emits) * float(prices[ground.pollutant])
    own = float(consumed @ ground.emits) * float(prices[ground.pollutant]) if ground.pollutant >= 0 else 0.0
    private, collective, investment, exports = (float(part @ prices) for part in (consumed, done.collective, done.investment, done.exports))
    net_exports = exports - float(done.imported[abroad] @ prices[abroad])
    surplus = private + collective + investment + net_exports - wages - charges - (emitted - own)
    return Accounts(wages, surplus, charges + emitted, private + own, collective, investment, net_exports)


def last_rates(economy: Economy, ground: Ground, done: Settled, prices: np.ndarray) -> Rates:
    """Return the rates at which ``done`` at ``prices``, last year again, pays for itself.

    Investment is paid out of surplus, the collective's purchases out of charges and the tax;
    what then is not consumed is saved by those who draw surplus.
    """
    last = account_for(economy, ground, done, prices)
    drawn = max(last.surplus - last.investment, 0.0)
    base = max(last.wages + drawn, 1e-300)
    tax = min(max((last.collective - last.charges) / base, 0.0), 1.0)
    saved = 1.0 - (last.private - (1.0 - tax) * last.wages) / max((1.0 - tax) * drawn, 1e-300)
    return Rates(tax, min(max(saved, _BORROWED_MOST), 1.0))


def split_incomes(people: tuple[np.ndarray, np.ndarray, np.ndarray], totals: tuple[float, float], allowance: float) -> np.ndarray:
    """Return what each group or council may spend, (g,): wages by hours, what is drawn by working persons, allowances out of both.

    people: hours, persons, of whom not working, (g,) each; totals: (wages, drawn) that are
    spent; allowance: of one who does not work, in average shares of one who does.

    >>> split_incomes((np.array([1.0, 3.0]), np.array([2.0, 2.0]), np.array([1.0, 1.0])), (8.0, 4.0), 0.5).round(2).tolist()
    [4.67, 7.33]
    """
    hours, persons, not_working = people
    wages, drawn = totals
    working = np.maximum(persons - not_working, 0.0)
    equal = persons / max(float(persons.sum()), 1e-300)
    by_hours = hours / hours.sum() if hours.sum() > 0 else equal
    by_persons = working / working.sum() if working.sum() > 0 else equal
    claims = allowance * not_working / max(float(working.sum()), 1e-300)
    return (wages * by_hours + drawn * by_persons + (wages + drawn) * claims) / (1.0 + claims.sum())
