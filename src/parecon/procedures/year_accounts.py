"""What a year came to, made to balance: whatever was drawn from stocks that nobody made this year is taken off what people and bodies had."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import linprog

from parecon.economy import Economy, GoodKind
from parecon.procedures.flows import spread_flows
from parecon.procedures.protocol import Flows
from parecon.quantities import as_units
from parecon.responses import CouncilLines, Ground

__all__ = ["YearOfWork", "balance_year", "tell_flows"]

_CUTS = 60
_CLOSE = 1e-9


@dataclass(frozen=True)
class YearOfWork:
    """A year in units and groups: activity (u,); consumed (g, n); finals name -> (n,): collective, investment, exports; unsold, wasted (n,).

    short: why the year cannot be, where something promised or used by work itself was not there; else empty. drawn: share of what people
    and bodies had, by last year's prices, that came from stocks of the year before and is not counted.
    """

    activity: np.ndarray
    consumed: np.ndarray
    finals: dict[str, np.ndarray]
    unsold: np.ndarray
    wasted: np.ndarray
    short: str = ""
    drawn: float = 0.0


def balance_year(economy: Economy, ground: Ground, year: YearOfWork, padded: Ground | None = None) -> YearOfWork:
    """Return ``year`` with consumption cut where a good, foreign exchange or permits do not suffice, then bodies; ``short`` where even that is not enough.

    padded: what units took where they take more than their recipes need; what they need is ``ground``'s.
    """
    take = (padded or ground).take
    before = _worth(economy, year)
    for _ in range(_CUTS):
        year, changed = _cut_goods(economy, ground, year, take)
        year, paid = _cut_exchange(economy, ground, year, take)
        year, emitted = _cut_emissions(economy, ground, year, take)
        if year.short or not (changed or paid or emitted):
            break
    else:
        year = _close_rest(economy, ground, year, take)
    year = replace(year, drawn=1.0 - _worth(economy, year) / before if before > 0 else 0.0)
    return _check_factors(economy, ground, year, take)


def _worth(economy: Economy, year: YearOfWork) -> float:
    return float((year.consumed.sum(axis=0) + sum(year.finals.values())) @ economy.last_prices)


def _made(economy: Economy) -> np.ndarray:
    return np.array([good.kind in (GoodKind.PRODUCT, GoodKind.COLLECTIVE) for good in economy.goods])


def _cut_goods(economy: Economy, ground: Ground, year: YearOfWork, take: np.ndarray) -> tuple[YearOfWork, bool]:
    """Cut uses of what was made and is not enough: what people had first, then what bodies had."""
    there = year.activity @ (ground.make - take) + ground.endowment - ground.claim
    made = _made(economy)
    had, bodies = year.consumed.sum(axis=0), sum(year.finals.values())
    over = np.where(made, had + bodies - there, 0.0)
    scale = np.maximum(np.abs(there), 1.0)
    short = over > _CLOSE * scale
    if not short.any():
        return year, False
    cut = np.where(short, np.minimum(over, had), 0.0)
    cut_bodies = np.where(short, np.minimum(over - cut, bodies), 0.0)
    year = _take_off(year, _share(cut, had), _share(cut_bodies, bodies))
    lacking = short & (over - cut - cut_bodies > 1e-7 * scale)
    return (_cut_work(economy, ground, year, take) if lacking.any() else year), True


def _cut_work(economy: Economy, ground: Ground, year: YearOfWork, take: np.ndarray) -> YearOfWork:
    """Let work be less where it used stocks of the year before that nobody made again: the least change, by last year's prices, with which nothing lacks."""
    goods = np.flatnonzero(_made(economy))
    lines = (year.activity[:, None] * (ground.make - take))[:, goods]
    there = (ground.endowment - ground.claim)[goods]
    worth = year.activity * (ground.make @ economy.last_prices)
    scale = 1.0 / np.maximum(np.abs(lines).max(axis=0), 1e-300)
    found = linprog(-worth / max(float(worth.max(initial=0.0)), 1e-300), A_ub=-(lines * scale).T, b_ub=there * scale, bounds=(0.0, 1.0), method="highs")
    if found.status != 0:
        lacks = np.where(there < 0, -there - np.maximum(lines, 0.0).sum(axis=0), -np.inf)
        g = goods[int(np.argmax(lacks))]
        return replace(year, short=f"{economy.goods[g].code}: {-there[int(np.argmax(lacks))]:.6g} {economy.goods[g].unit} are promised, and work cannot make them with what it makes itself")
    return replace(year, activity=year.activity * np.clip(found.x, 0.0, 1.0))


def _close_rest(economy: Economy, ground: Ground, year: YearOfWork, take: np.ndarray) -> YearOfWork:
    """Close what rounds of cuts leave open, all at once: one share of people's and bodies' uses by good, and of work, with the least loss by last year's prices.

    A cut of work counts little by itself, for what it made is lost to its uses anyway; exports are taken to earn on average what they earn.
    """
    u, n, made = len(year.activity), len(economy.goods), _made(economy)
    uses = {"people": year.consumed.sum(axis=0), **year.finals}
    abroad = np.flatnonzero((economy.world_price > 0) & (economy.follows == ground.exchange)) if ground.exchange >= 0 else np.zeros(0, dtype=int)
    columns = [(-year.activity[:, None] * (ground.make - take)).T, *(np.diag(amount) for amount in uses.values()), -np.eye(n)[:, abroad]]
    matrix, there = np.hstack(columns), ground.endowment - ground.claim
    start = u
    for name, amount in uses.items():
        if ground.exchange >= 0 and name == "exports":
            earned = ground.earned_abroad(amount) / max(float(ground.export_earning @ amount), 1e-300)
            matrix[ground.exchange, start:start + n] -= earned * ground.export_earning * amount
        if ground.pollutant >= 0 and name == "people":
            matrix[ground.pollutant, start:start + n] += amount * ground.emits
        start += n
    if len(abroad):
        matrix[ground.exchange, start:] = economy.world_price[abroad]
    limited = np.array([good.kind in (GoodKind.NATURE, GoodKind.CAPITAL, GoodKind.POLLUTANT) for good in economy.goods])
    rows = np.flatnonzero(made | limited | np.isin(np.arange(n), [*abroad, ground.exchange]))
    worth = np.concatenate([1e-3 * year.activity * (ground.make @ economy.last_prices), *(amount * economy.last_prices for amount in uses.values()), np.zeros(len(abroad))])
    scale = 1.0 / np.maximum(np.abs(matrix[rows]).max(axis=1), 1e-300)
    upper = [(0.0, 1.0)] * (u + n * len(uses)) + [(0.0, None)] * len(abroad)
    found = linprog(-worth / max(float(worth.max()), 1e-300), A_ub=matrix[rows] * scale[:, None], b_ub=(there[rows] - _CLOSE * np.abs(there[rows])) * scale, bounds=upper, method="highs")
    if found.status != 0:
        return replace(year, short="what is promised leaves less than nothing of some good, however little is made and used")
    kept = np.clip(found.x * (1.0 - _CLOSE), 0.0, 1.0)
    part = dict(zip(uses, kept[u:u + n * len(uses)].reshape(len(uses), n)))
    return replace(year, activity=year.activity * np.clip(found.x[:u], 0.0, 1.0), consumed=year.consumed * part["people"], finals={name: amount * part[name] for name, amount in year.finals.items()})


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _take_off(year: YearOfWork, private: np.ndarray, bodies: np.ndarray) -> YearOfWork:
    return replace(year, consumed=year.consumed * (1.0 - private), finals={name: amount * (1.0 - bodies) for name, amount in year.finals.items()})


def imports_of(ground: Ground, year: YearOfWork, take: np.ndarray, price: np.ndarray) -> np.ndarray:
    """Return what has to be bought abroad (n,): all uses of goods that have a price abroad, less what there is."""
    used = year.activity @ take + year.consumed.sum(axis=0) + sum(year.finals.values()) - year.activity @ ground.make
    return np.where(price > 0, np.maximum(used - ground.endowment + ground.claim, 0.0), 0.0)


def _cut_exchange(economy: Economy, ground: Ground, year: YearOfWork, take: np.ndarray) -> tuple[YearOfWork, bool]:
    """Cut imports that people had, then those of bodies, where exports do not pay for all."""
    if ground.exchange < 0:
        return year, False
    price = np.where(economy.follows == ground.exchange, economy.world_price, 0.0)
    have = ground.earned_abroad(year.finals["exports"]) + float(ground.endowment[ground.exchange] - ground.claim[ground.exchange])
    over = float(imports_of(ground, year, take, price) @ price) - have
    if over <= _CLOSE * max(abs(have), 1.0):
        return year, False
    had, bodies = year.consumed.sum(axis=0) * price, (year.finals["collective"] + year.finals["investment"]) * price
    private = min(1.0, over * (1 + _CLOSE) / had.sum()) if had.sum() > 0 else 0.0
    rest = over - private * had.sum()
    part = min(1.0, rest * (1 + _CLOSE) / bodies.sum()) if bodies.sum() > 0 and rest > 0 else 0.0
    if rest - part * bodies.sum() > 1e-6 * max(abs(have), 1.0):
        return replace(year, short=f"{economy.goods[ground.exchange].code}: what work uses from abroad takes {rest - part * bodies.sum():.6g} {economy.goods[ground.exchange].unit} more than exports earn"), True
    cut = np.where(price > 0, 1.0, 0.0)
    finals = {name: amount * (1.0 - part * cut) if name != "exports" else amount for name, amount in year.finals.items()}
    return replace(year, consumed=year.consumed * (1.0 - private * cut), finals=finals), True


def _cut_emissions(economy: Economy, ground: Ground, year: YearOfWork, take: np.ndarray) -> tuple[YearOfWork, bool]:
    """Cut what people use that pollutes, where permits do not suffice."""
    if ground.pollutant < 0:
        return year, False
    there = float(ground.endowment[ground.pollutant] - ground.claim[ground.pollutant] - year.activity @ take[:, ground.pollutant])
    emitted = float(year.consumed.sum(axis=0) @ ground.emits)
    if emitted <= there + _CLOSE * max(abs(there), 1.0):
        return year, False
    if there < 0:
        return replace(year, short=f"{economy.goods[ground.pollutant].code}: work alone takes {-there:.6g} {economy.goods[ground.pollutant].unit} more than there are"), True
    return replace(year, consumed=year.consumed * np.where(ground.emits > 0, max(there, 0.0) / emitted * (1 - _CLOSE), 1.0)), True


def _check_factors(economy: Economy, ground: Ground, year: YearOfWork, take: np.ndarray) -> YearOfWork:
    """Tell where nature or capital do not suffice."""
    if year.short:
        return year
    used = year.activity @ take
    for g, good in enumerate(economy.goods):
        there = ground.endowment[g] - ground.claim[g]
        if good.kind in (GoodKind.NATURE, GoodKind.CAPITAL) and used[g] > there + 1e-6 * max(abs(there), 1.0):
            return replace(year, short=f"{good.code}: work takes {used[g] - there:.6g} {good.unit} more than there are")
    return year


def tell_flows(economy: Economy, ground: Ground, year: YearOfWork, padded: Ground | None = None, *, idle_hours: float = 0.0) -> tuple[Flows, YearOfWork, np.ndarray]:
    """Return the flows by council of a balanced year, the year to the smallest unit, and standard hours worked by group (g,), by offers.

    idle_hours: worked beside what recipes take.
    """
    take = (padded or ground).take
    total = (float(year.activity @ take[:, ground.labour]) if ground.labour >= 0 else 0.0) + idle_hours
    hours = total * ground.hours / max(float(ground.hours.sum()), 1e-300)
    recipes = [(ground.work, year.activity)]
    if padded is not None and padded is not ground:
        extra = CouncilLines(ground.work.council, ground.work.start, ground.work.good, padded.work.quantity - ground.work.quantity)
        recipes.append((extra, year.activity))
    price = np.where(economy.world_price > 0, economy.world_price, 0.0)
    flows = spread_flows(economy, ground, recipes, year.consumed, hours=hours, finals=year.finals, imported=imports_of(ground, year, take, price),
                         wasted=year.wasted, unsold=year.unsold)
    return flows, replace(year, consumed=_eaten(economy, ground, flows)), hours


def _eaten(economy: Economy, ground: Ground, flows: Flows) -> np.ndarray:
    """Return what groups consume (g, n), read back from their councils."""
    place = np.full(len(economy.councils), -1)
    place[ground.wishes.council] = ground.group
    owner, n = place[np.repeat(flows.council, np.diff(flows.start))], len(economy.goods)
    product = np.array([good.kind in (GoodKind.PRODUCT, GoodKind.COLLECTIVE, GoodKind.IMPORT) for good in economy.goods])
    mine = (owner >= 0) & product[flows.good]
    groups = len(ground.people)
    return np.bincount(owner[mine] * n + flows.good[mine], -as_units(flows.quantity[mine]), minlength=groups * n).reshape(groups, n)
