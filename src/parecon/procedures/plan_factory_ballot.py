"""Variants of hours, investment and public uses with their implications, and the vote between them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product as every

import numpy as np
from scipy import sparse

from parecon.ballots import Result, tally_schulze
from parecon.economy import Economy, GoodKind
from parecon.procedures.plan_factory_implications import Coefficients, imply
from parecon.procedures.trading import Unsettled, solve_programme
from parecon.responses import Ground

__all__ = ["Variant", "draw_up", "hold_vote", "work_out"]

_STEPS = ((0.8, 81.0), (0.15, 27.0), (0.05, 9.0), (0.05, 3.0), (0.05, 1.0))
"""Nothing of the basket grows before everything else has been filled about as far: width and weight of each step."""
_EXPORTS = (0.3, 3.0)
_TRADE_STEPS = 3


@dataclass(frozen=True)
class Variant:
    """One line of the ballot: hours offered, investment, public uses and exports over last year's, and the basket (n,) units that they leave.

    activity (r,): of industries; binding: what keeps the basket from being larger.
    """

    name: str
    hours: float
    investment: float
    public: float
    exports: float
    basket: np.ndarray
    activity: np.ndarray
    binding: tuple[str, ...]


@dataclass(frozen=True)
class _Basket:
    """A basket (n,) units: its goods (k,), and what all of each implies: activity (r, k), used (k, n)."""

    units: np.ndarray
    goods: np.ndarray
    activity: np.ndarray
    used: np.ndarray

    @classmethod
    def of(cls, held: Coefficients, units: np.ndarray) -> _Basket:
        goods, place = np.flatnonzero(units > 0), np.full(len(units), -1)
        place[held.product] = np.arange(len(held.product))
        output = np.where(place[goods] >= 0, held.inverse[:, place[goods]], 0.0) * units[goods]
        activity = held.answer @ output
        return cls(units, goods, activity, activity.T @ held.use)


def work_out(economy: Economy, held: Coefficients, known: Ground, aims, *, basket: np.ndarray, prices: np.ndarray) -> Variant | None:
    """Return the variant that comes as near to ``basket`` (n,) units as hours, capital, capacities, permits, nature and trade allow, or None where there is none.

    aims: (hours, investment, public) over what is offered and over last year's. What cannot all be had is cut where a cut of that
    share frees least of what is worth most at ``prices`` (n,), in steps, so that everything gives way before anything goes. Exports pay for imports.
    """
    return _settle_trade(economy, held, known, aims, whole=_Basket.of(held, basket), prices=prices)


def _settle_trade(economy: Economy, held: Coefficients, known: Ground, aims, *, whole: _Basket, prices: np.ndarray) -> Variant | None:
    """Return the variant in which exports pay for imports: what they earn is linear around the last try."""
    exports, found = 1.0, None
    for _ in range(_TRADE_STEPS):
        found = _solve(economy, held, known, aims, (whole, prices, exports))
        if found is None or abs(found.exports - exports) < 1e-6:
            break
        exports = found.exports
    return found


def _solve(economy: Economy, held: Coefficients, known: Ground, aims, given) -> Variant | None:
    hours, investment, public = aims
    whole, prices, exports = given
    basket, goods, activity, used = whole.units, whole.goods, whole.activity, whole.used
    fixed = known.collective * public + known.investment * investment - (known.endowment - known.claim)
    base, of_exports = imply(held, fixed), imply(held, known.exports)
    rows, limits, names = _limits(economy, held, known, hours)
    matrix = np.hstack([rows(activity, used, basket[goods] * known.emits[goods]), rows(of_exports.activity[:, None], of_exports.used[None, :], np.zeros(1))])
    limit = limits - rows(base.activity[:, None], base.used[None, :], np.zeros(1)).ravel()
    matrix, limit, names = _add_trade(economy, known, (matrix, limit, names), (base.used, of_exports.used, used, basket, goods, aims, exports))
    columns = np.hstack([matrix[:, :-1] * width for width, _ in _STEPS] + [matrix[:, -1:]])
    worth = basket[goods] * prices[goods]
    gain = np.concatenate([worth * width * weight for width, weight in _STEPS] + [np.zeros(1)])
    least, most = _EXPORTS if known.exports.any() else (1.0, 1.0)
    limit = limit - columns[:, -1] * least
    try:
        answer = solve_programme(sparse.csc_array(columns), limit, gain, np.append(np.ones(len(gain) - 1), most - least))
    except Unsettled:
        return None
    part = sum(width * answer[i * len(goods):(i + 1) * len(goods)] for i, (width, _) in enumerate(_STEPS))
    slack = (limit - columns @ answer) / np.maximum(np.abs(columns).max(axis=1), 1e-300)
    left = np.zeros(len(basket))
    left[goods] = basket[goods] * part
    ratio = least + float(answer[-1])
    implied = imply(held, fixed + left + known.exports * ratio)
    binding = tuple(name for name, room in zip(names, slack) if room < 1e-7)
    return Variant(f"hours {hours:.2f}, investment {investment:.2f}, public uses {public:.2f}", hours, investment, public, ratio, left, implied.activity, binding)


def _limits(economy: Economy, held: Coefficients, known: Ground, hours: float):
    """Return a function from (activity (r, k), used (k, n), own emissions (k,)) to rows, the limits of those rows, and their names."""
    nature = economy.kinds(GoodKind.NATURE)
    there = known.endowment - known.claim
    goods, most, names = [], [], []
    for good, limit, name in ((known.labour, hours * float(known.hours.sum()), "hours"), (known.capital, None, "capital"), (known.pollutant, None, "permits"),
                              *((int(i), None, economy.goods[i].name) for i in nature)):
        if good >= 0:
            goods.append(good)
            most.append(limit if limit is not None else float(there[good]))
            names.append(name)

    def rows(activity: np.ndarray, used: np.ndarray, emitted: np.ndarray) -> np.ndarray:
        own = [used[:, good] + (emitted if good == known.pollutant else 0.0) for good in goods]
        return np.vstack([activity, *own])

    return rows, np.concatenate([held.capacity, most]), [f"capacity of {economy.rows[r].name}" for r in held.row] + names


def _add_trade(economy: Economy, known: Ground, programme, uses):
    """Return the programme with the row that imports and what is owed abroad are paid by exports, linear around ``exports``."""
    matrix, limit, names = programme
    base, of_exports, used, basket, goods, (_, investment, public), exports = uses
    if known.exchange < 0:
        return programme
    abroad = np.where(economy.world_price > 0, economy.world_price, 0.0)
    fixed = float(abroad @ (base + known.collective * public + known.investment * investment - known.endowment))
    owed = fixed + float(known.claim[known.exchange] - known.endowment[known.exchange])
    here, near = known.earned_abroad(known.exports * exports), known.earned_abroad(known.exports * exports * 0.99)
    slope = (here - near) / (0.01 * exports) if exports > 0 else 0.0
    of_goods = used @ abroad + abroad[goods] * basket[goods]
    row = np.append(of_goods, float(abroad @ (of_exports + known.exports)) - slope)
    return np.vstack([matrix, row]), np.append(limit, here - slope * exports - owed), [*names, "foreign exchange"]


def draw_up(economy: Economy, held: Coefficients, known: Ground, charter, *, prices: np.ndarray) -> tuple[Variant, ...]:
    """Return all variants on the ballot that are within reach: three each of hours, investment and public uses; ``prices`` are last year's."""
    step, whole = charter["planfactory.step"], _Basket.of(held, known.wanted.sum(axis=0))
    around = (1.0 - step, 1.0, 1.0 + step)
    found = (_settle_trade(economy, held, known, aims, whole=whole, prices=prices) for aims in every((1.0 - 2 * step, 1.0 - step, 1.0), around, around))
    return tuple(v for v in found if v is not None and v.basket.any())


def hold_vote(variants: tuple[Variant, ...], groups: int, charter, *, seed: int, prices: np.ndarray) -> tuple[Variant, Result]:
    """Return the variant that wins by Schulze's method, and the count.

    A voter weighs the basket, by last year's ``prices``, against free time, investment and
    public uses, the average voter as much as a step of each costs in the basket; opinions differ around that by chance.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    log = lambda pick: np.array([np.log(pick(v)) for v in variants])  # noqa: E731
    share = charter["planfactory.work_share"]
    traits = np.stack([np.log(1.0 - share * np.array([v.hours for v in variants])), log(lambda v: v.investment), log(lambda v: v.public)], axis=1)
    basket = log(lambda v: float(v.basket @ prices))
    worth = np.maximum(-np.linalg.lstsq(traits - traits.mean(axis=0), basket - basket.mean(), rcond=None)[0], 0.0)
    voters = groups * charter["planfactory.voters_per_group"]
    opinion = np.exp(charter["planfactory.opinion_spread"] * rng.standard_normal((voters, 3)))
    score = np.round(basket[None, :] + (opinion * worth) @ traits.T, 9)
    names = [v.name for v in variants]
    rankings = {f"voter {i}": [names[j] for j in np.argsort(-row, kind="stable")] for i, row in enumerate(score)}
    change = [abs(np.log(v.investment)) + abs(np.log(v.public)) + abs(1.0 - v.hours) for v in variants]
    result = tally_schulze(rankings, names, [names[j] for j in np.argsort(change, kind="stable")])
    return variants[names.index(result.winner)], result
