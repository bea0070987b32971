"""What moves prices that somebody posts: orders over offers at home, trade abroad, permits; and what a shock in mid-year changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from parecon.economy import Economy, GoodKind
from parecon.procedures.circulation import product_mask
from parecon.procedures.group_wishes import Tastes
from parecon.procedures.trading import Orders, Settled
from parecon.responses import Ground, Shock

__all__ = ["exports_at", "move_prices", "pressure_on", "shock_capacity", "shock_tastes"]

_CLIP = 5.0
"""An order that finds next to nothing, or an offer that nobody wants, moves prices no more than this ratio of the two."""


def exports_at(ground: Ground, base: np.ndarray, prices: np.ndarray) -> np.ndarray:
    """Return what is asked for abroad at ``prices`` (n,): the dearer a good in foreign exchange than at ``base``, the less."""
    if ground.exchange < 0:
        return ground.exports
    rate = prices[ground.exchange] / base[ground.exchange]
    dearer = np.divide(prices, base * rate, out=np.ones_like(prices), where=base > 0)
    return ground.exports * np.maximum(dearer, 1e-9) ** -ground.export_elasticity


def pressure_on(economy: Economy, ground: Ground, orders: Orders, done: Settled) -> np.ndarray:
    """Return the logarithm of orders over offers of every good, (n,): products, nature, foreign exchange and, where they are limited, emissions."""
    found = np.zeros(len(economy.goods))
    own = product_mask(economy)
    own[economy.kinds(GoodKind.NATURE)] = True
    found[own] = _log_ratio(done.asked[own], done.offered[own])
    asked = orders.activity @ ground.take + orders.consumed.sum(axis=0) + orders.collective + orders.investment + orders.exports
    if ground.exchange >= 0:
        bought = float(economy.world_price @ np.maximum(asked - ground.endowment, 0.0)) + float(ground.claim[ground.exchange])
        earned = ground.earned_abroad(orders.exports) + float(ground.endowment[ground.exchange])
        found[ground.exchange] = _log_ratio(np.array([bought]), np.array([earned]))[0]
    if ground.pollutant >= 0 and ground.pollutant not in orders.endless:
        wanted = asked[ground.pollutant] + float(orders.consumed.sum(axis=0) @ ground.emits)
        found[ground.pollutant] = _log_ratio(np.array([wanted]), np.array([ground.endowment[ground.pollutant] - ground.claim[ground.pollutant]]))[0]
    return found


def _log_ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Return ln(part / whole), bounded, 0 where neither is there."""
    there = (part > 0) | (whole > 0)
    ratio = np.divide(part, whole, out=np.full(part.shape, _CLIP), where=whole > 0)
    return np.where(there, np.log(np.clip(ratio, 1.0 / _CLIP, _CLIP)), 0.0)


def move_prices(economy: Economy, prices: np.ndarray, moved: np.ndarray, step: float) -> np.ndarray:
    """Return ``prices`` moved by ``moved`` (n,) log points, at most ``step`` each; imports follow foreign exchange."""
    return economy.link_prices(prices * np.exp(np.clip(moved, -step, step)))


def shock_capacity(economy: Economy, ground: Ground, shock: Shock) -> np.ndarray:
    """Return the capacity of each unit after a shock, (u,)."""
    return ground.capacity * np.array([shock.capacity.get(economy.rows[r].code, 1.0) for r in ground.row])


def shock_tastes(economy: Economy, tastes: Tastes, shock: Shock) -> Tastes:
    """Return what people wish for after a shock."""
    factor = np.array([shock.wishes.get(good.code, 1.0) for good in economy.goods])
    return replace(tastes, wanted=tastes.wanted * factor, needed=tastes.needed * factor)
