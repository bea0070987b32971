"""Where everything lies under free access: localities with their wants, rows with their recipes, what can be stored and what stays local."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.economy import Economy, GoodKind
from parecon.procedures.even_needs import even_needs
from parecon.procedures.free_access_tiers import TIERS
from parecon.responses import Ground

__all__ = ["World", "lay_world"]


@dataclass(frozen=True)
class World:
    """An economy as free access sees it; amounts are units a week.

    stored, local, made, bought (n,) bool: goods that can be kept; services that never leave a locality; products; imports.
    tier (n,): place in `TIERS` of what people take of a good. wants (l, n): what each locality takes when nothing stops it;
    share (g, l, n): of a locality's wants, whose they are; heads (l,); region (l,): its region, regions counted from 0. fixed (n,): what
    collective bodies, investment and exports take. row (u,): of each unit, as places 0 … r-1; make, take (u, n): at activity
    1, take being what units say they need, and use; largest (u,): activity; volume (u,): units made at activity 1. nature (n,): what is there once a season; flow
    (n,): what there is a week of hours, capital and permits, infinite for goods without such a limit; limits (n,) bool: which have one. cost
    (n,): exchange an import costs; what units use of imports that cannot be stored stands among what they take of exchange, too.
    """

    stored: np.ndarray
    local: np.ndarray
    made: np.ndarray
    bought: np.ndarray
    tier: np.ndarray
    wants: np.ndarray
    share: np.ndarray
    heads: np.ndarray
    region: np.ndarray
    fixed: np.ndarray
    row: np.ndarray
    make: np.ndarray
    take: np.ndarray
    largest: np.ndarray
    volume: np.ndarray
    nature: np.ndarray
    flow: np.ndarray
    limits: np.ndarray
    cost: np.ndarray
    pollutant: int
    weeks: int

    @property
    def rows(self) -> int:
        """Return how many rows there are."""
        return int(self.row.max(initial=-1)) + 1


def lay_world(economy: Economy, ground: Ground, reported: Ground, charter) -> World:
    """Return the economy as free access sees it, at ``charter``'s wants and levels."""
    weeks = charter["access.season_weeks"]
    made = np.array([good.kind in (GoodKind.PRODUCT, GoodKind.COLLECTIVE) for good in economy.goods])
    bought = np.array([good.kind is GoodKind.IMPORT for good in economy.goods])
    limits = np.array([good.kind in (GoodKind.LABOUR, GoodKind.CAPITAL, GoodKind.POLLUTANT) for good in economy.goods])
    nature = np.array([good.kind is GoodKind.NATURE for good in economy.goods])
    stored = _stored(economy, charter) & (made | bought)
    locality, region = _places(economy, ground, charter["access.locality_level"])
    wants, share, heads = _find_wants(economy, ground, locality, charter)
    take = _keep_needed(economy, reported.take, charter)
    cost = np.where(bought, economy.world_price, 0.0)
    if ground.exchange >= 0:
        limits[ground.exchange] = True
        take = _add_exchange(take, np.where(stored, 0.0, cost), ground.exchange)
    row = np.unique(ground.row, return_inverse=True)[1].ravel()
    return World(
        stored=stored, local=_begins(economy, charter["access.local_services"]) & made & ~stored, made=made, bought=bought, tier=_tiers(economy, charter), wants=wants / weeks, share=share,
        heads=heads, region=region, fixed=np.maximum(ground.collective + ground.investment + ground.exports, 0.0) / weeks, row=row,
        make=ground.make / weeks, take=take / weeks, largest=_largest(economy, ground, reported, charter), volume=np.where(made, ground.make, 0.0).sum(axis=1) / weeks,
        nature=np.where(nature, ground.endowment - ground.claim, 0.0), flow=_flow(ground, limits) / weeks, limits=limits, cost=cost,
        pollutant=ground.pollutant, weeks=weeks)


def _add_exchange(lines: np.ndarray, cost: np.ndarray, exchange: int) -> np.ndarray:
    """Return recipes with the exchange that is paid as imports are used."""
    found = lines.copy()
    found[:, exchange] += lines @ cost
    return found


def _begins(economy: Economy, beginnings: tuple[str, ...]) -> np.ndarray:
    return np.array([(good.variety_of or good.code).startswith(tuple(beginnings)) for good in economy.goods])


def _stored(economy: Economy, charter) -> np.ndarray:
    """Return what can be kept; where no code says so, everything can."""
    found = _begins(economy, charter["access.stored_products"])
    return found if found.any() else np.ones(len(economy.goods), dtype=bool)


def _tiers(economy: Economy, charter) -> np.ndarray:
    unstated = charter["closing.tier_unstated"]
    return np.array([TIERS.index(good.tier or unstated) for good in economy.goods])


def _keep_needed(economy: Economy, take: np.ndarray, charter) -> np.ndarray:
    """Return recipes without the products that nobody needs where there is no money."""
    needless = charter["access.needless_products"]
    return np.where(_begins(economy, tuple(needless)) if needless else np.zeros(take.shape[1], dtype=bool), 0.0, take)


def _largest(economy: Economy, ground: Ground, reported: Ground, charter) -> np.ndarray:
    """Return the activity each unit lets others know of, less what a withholding row keeps back."""
    codes = np.array([economy.rows[r].code for r in ground.row])
    name = charter["access.withheld_row"]
    if name and name not in codes:
        raise KeyError(f"access.withheld_row is {name!r}, which no industry is called; they are {', '.join(sorted(set(codes)))}")
    known = np.minimum(reported.capacity, ground.capacity)
    return np.where(codes == name, known * (1.0 - charter["access.withheld_share"]), known)


def _flow(ground: Ground, limits: np.ndarray) -> np.ndarray:
    """Return what there is of hours, capital and permits in a season; infinite where nothing limits."""
    there = ground.endowment - ground.claim
    if ground.labour >= 0:
        there = there.copy()
        there[ground.labour] += ground.hours.sum()
    return np.where(limits, there, np.inf)


def _places(economy: Economy, ground: Ground, level: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the locality of each consumer council and the region of each locality; one of each where the economy has no such level."""
    parent = {f.code: f.parent for f in economy.federations}
    levels = {f.code: f.level for f in economy.federations}

    def above(code: str, wanted: tuple[str, ...]) -> str:
        while code and levels[code] not in wanted:
            code = parent[code]
        return code

    leaf = [economy.federations[i].code for i in economy.councils.federation[ground.wishes.council]]
    place = {code: (above(code, (level,)), above(code, ("region",))) for code in set(leaf)}
    localities = sorted({place[code] for code in leaf}) or [("", "")]
    regions = sorted({region for _, region in localities})
    at = {pair: i for i, pair in enumerate(localities)}
    return np.array([at[place[code]] for code in leaf], dtype=np.int64), np.array([regions.index(region) for _, region in localities])


def _find_wants(economy: Economy, ground: Ground, locality: np.ndarray, charter) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return wants of each locality a season (l, n), whose they are (g, l, n), and heads (l,): each council's tastes, and the same amount per head for all.

    Need and not last year's income decides how much (`even_needs`).
    """
    n, wishes = len(economy.goods), ground.wishes
    members = economy.councils.members[wishes.council].astype(float)
    owner = wishes.owner
    factor = np.array([charter[f"access.satiation_{good.tier or charter['closing.tier_unstated']}"] for good in economy.goods])
    needs = even_needs(ground, economy.last_prices)
    even = np.divide(needs, ground.wanted, out=np.ones_like(needs), where=ground.wanted > 0)
    amount = -wishes.quantity * (even * factor)[ground.group[owner], wishes.good]
    places, groups = int(locality.max(initial=0)) + 1, len(ground.people)
    wants = np.bincount(locality[owner] * n + wishes.good, amount, minlength=places * n).reshape(places, n)
    key = (ground.group[owner] * places + locality[owner]) * n + wishes.good
    by_group = np.bincount(key, amount, minlength=groups * places * n).reshape(groups, places, n)
    share = np.divide(by_group, wants[None], out=np.zeros_like(by_group), where=wants > 0)
    return wants, share, np.bincount(locality, members, minlength=places)
