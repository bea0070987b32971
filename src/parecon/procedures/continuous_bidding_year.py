"""A year without a plan: units and consumers bid when they like at posted prices, and what is free is granted to who comes first."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from parecon.economy import Economy, average_allowance
from parecon.procedures.circulation import last_activity, material_cost, product_mask, split_incomes
from parecon.procedures.group_wishes import Tastes, read_tastes, wishes_at
from parecon.procedures.posted_prices import exports_at, move_prices, pressure_on, shock_capacity, shock_tastes
from parecon.procedures.trading import Orders, Settled, settle_orders
from parecon.responses import Ground, Respondents

__all__ = ["BiddingYear", "grant_bids", "run_bidding_year"]


@dataclass(frozen=True)
class BiddingYear:
    """A year by periods: what was done, prices (p, n), wishes at the latest bids (p, n); bids made and cut; share of intended output that did not come; SB/SC of each unit (u,); stock and what spoilt (n,)."""

    done: tuple[Settled, ...]
    prices: np.ndarray
    asked: np.ndarray
    bids: int
    refused: int
    held_back: float
    ratio: np.ndarray
    stock: np.ndarray
    spoilt: np.ndarray


@dataclass(frozen=True)
class _State:
    """What is held before a period: activity granted (u,), wishes (g, n), posted prices (n,), stock (n,), what nobody holds (n,), what people may spend."""

    held: np.ndarray
    wishes: np.ndarray
    prices: np.ndarray
    stock: np.ndarray
    free: np.ndarray
    fund: float


@dataclass(frozen=True)
class _Terms:
    """What stays: last year's prices (n,), benefit over cost at them (u,), how units answer (u,), the chance to bid in a period, by how much bids run ahead."""

    base: np.ndarray
    usual: np.ndarray
    answer: np.ndarray
    chance: float
    grab: float


def run_bidding_year(economy: Economy, respond: Respondents, charter, *, seed: int, tell=lambda done, total: None) -> BiddingYear:
    """Return a year of ``bidding.periods`` periods. Raises Unsettled where exports do not pay what is owed abroad."""
    ground, rng = respond.ground, np.random.Generator(np.random.PCG64(seed))
    terms, state, tastes = _begin(economy, respond, charter)
    count, shock, capacity = charter["bidding.periods"], respond.conduct.shock, ground.capacity
    done, posted, asked, spoilt, bids, refused = [], [], [], np.zeros(len(economy.goods)), 0, 0
    benefit, cost, intended, worth = np.zeros(len(ground.row)), np.zeros(len(ground.row)), 0.0, ground.make @ terms.base
    for period in range(count):
        if shock is not None and period == round(shock.at * count):
            tastes, capacity = shock_tastes(economy, tastes, shock), shock_capacity(economy, ground, shock)
        orders, wanted, made = _bid(economy, ground, (terms, state, tastes, capacity), (charter, rng))
        settled = settle_orders(economy, ground, orders)
        benefit, cost = benefit + settled.activity * (ground.make @ state.prices), cost + settled.activity * _cost(economy, ground, state.prices)
        intended += float(wanted @ worth)
        bids, refused = bids + made, refused + int((orders.activity < wanted * (1 - 1e-6)).sum())
        for rows, value in zip((done, posted, asked), (settled, state.prices, orders.consumed.sum(axis=0))):
            rows.append(value)
        state, lost = _follow(economy, ground, (state, tastes), (orders, wanted, settled), charter=charter)
        spoilt += lost
        tell(period + 1, count)
    scored = np.divide(benefit, cost, out=np.ones_like(benefit), where=cost > 0)
    held_back = 1.0 - sum(float(d.activity @ worth) for d in done) / max(intended, 1e-300)
    return BiddingYear(tuple(done), np.array(posted), np.array(asked), bids, refused, max(held_back, 0.0), scored, state.stock, spoilt)


def _begin(economy: Economy, respond: Respondents, charter) -> tuple[_Terms, _State, Tastes]:
    ground, society, base = respond.ground, respond.society, np.array(economy.last_prices)
    tastes = read_tastes(economy, ground, society.benchmark_prices)
    own = np.bincount(ground.unit, society.workers.size_elasticity, minlength=len(ground.row)) / np.maximum(ground.councils, 1)
    terms = _Terms(base, benefit_over_cost(economy, ground, base), charter["bidding.answer_factor"] * own,
                   min(charter["bidding.bids_per_year"] / charter["bidding.periods"], 1.0),
                   1.0 + respond.conduct.self_interest * charter["bidding.grab_self_interest"])
    held, none = last_activity(economy, ground), np.zeros(len(base))
    fund = float(ground.wanted.sum(axis=0) @ tastes.at(base))
    return terms, _State(held, ground.wanted, base, none, _room(ground, held, ground.wanted), fund), tastes


def _bid(economy: Economy, ground: Ground, standing, tools) -> tuple[Orders, np.ndarray, int]:
    """Return the orders of a period, the activity that units want (u,), and how many bids were made: by units and groups whom chance moves to bid."""
    terms, state, tastes, capacity = standing
    charter, rng = tools
    bidding, asking = rng.random(len(state.held)) < terms.chance, rng.random(len(state.wishes)) < terms.chance
    ratio = np.divide(benefit_over_cost(economy, ground, state.prices), terms.usual, out=np.ones_like(terms.usual), where=terms.usual > 0)
    wanted = np.where(bidding, np.minimum(ratio**terms.answer * terms.grab, capacity), state.held)
    granted = np.minimum(grant_bids(ground.take, state.held, wanted, state.free), capacity)
    budgets = split_incomes((ground.hours * ground.effort, ground.people, ground.not_working), (state.fund, 0.0), average_allowance(charter))
    wishes = np.where(asking[:, None], wishes_at(tastes, state.prices, budgets), state.wishes)
    orders = Orders(granted, wishes, ground.collective, ground.investment, exports_at(ground, terms.base, state.prices), state.prices,
                    state.stock * charter["bidding.periods"], float(ground.hours.sum()))
    return orders, wanted, int(bidding.sum() + asking.sum())


def _follow(economy: Economy, ground: Ground, before, period, *, charter) -> tuple[_State, np.ndarray]:
    """Return the state before the next period, and what spoilt (n,)."""
    state, tastes = before
    orders, wanted, settled = period
    left = np.where(product_mask(economy), settled.left, 0.0)
    lost = left / charter["bidding.periods"] * charter["bidding.stock_loss"]
    pressure = _with_factors(ground, orders, wanted, pressure_on(economy, ground, replace(orders, activity=wanted), settled))
    prices = move_prices(economy, state.prices, charter["bidding.price_answer"] * pressure, charter["bidding.price_step_max"])
    # People may spend what there is for them: what they took and what lay there for anyone, at the new prices.
    fund = float((settled.consumed.sum(axis=0) + left) @ tastes.at(prices))
    free = _room(ground, settled.activity, settled.consumed)
    return _State(orders.activity, orders.consumed, prices, left / charter["bidding.periods"] - lost, free, fund), lost


def _cost(economy: Economy, ground: Ground, prices: np.ndarray) -> np.ndarray:
    """Return what each unit is charged at activity 1, (u,): materials, hours, capital, and the social charge on what it makes."""
    factors = sum(ground.take[:, i] * prices[i] for i in (ground.labour, ground.capital) if i >= 0)
    return material_cost(ground, prices) + factors + economy.social_rate[ground.row] * (ground.make @ prices)


def benefit_over_cost(economy: Economy, ground: Ground, prices: np.ndarray) -> np.ndarray:
    """Return what a unit's own work earns over what its hours and capital cost at ``prices`` (n,), (u,): what it answers when it bids."""
    factors = sum((ground.take[:, i] * prices[i] for i in (ground.labour, ground.capital) if i >= 0), np.zeros(len(ground.row)))
    earned = (ground.make @ prices) * (1.0 - economy.social_rate[ground.row]) - material_cost(ground, prices)
    # Where neither hours nor capital are charged, the bid answers what is earned itself.
    return np.maximum(np.where(factors > 0, earned / np.where(factors > 0, factors, 1.0), earned), 1e-9)


def grant_bids(take: np.ndarray, held: np.ndarray, wanted: np.ndarray, free: np.ndarray) -> np.ndarray:
    """Return the activity each unit may take up, (u,): less at once, more only as far as what nobody holds suffices; who holds keeps.

    take: (u, n) at activity 1; free: (n,) of each good. New bids share what is free of their scarcest input in proportion to what they ask.

    >>> grant_bids(np.array([[1.0], [1.0], [1.0]]), np.array([1.0, 1.0, 1.0]), np.array([2.0, 2.0, 0.5]), np.array([0.5])).tolist()
    [1.5, 1.5, 0.5]
    """
    less, more = np.minimum(wanted, held), np.maximum(wanted - held, 0.0)
    there = np.maximum(free, 0.0) + np.maximum(held - wanted, 0.0) @ take
    asked = more @ take
    part = np.where(asked > there, there / np.where(asked > 0, asked, 1.0), 1.0)
    return less + more * np.where(take > 0, part[None, :], 1.0).min(axis=1)


def _room(ground: Ground, activity: np.ndarray, consumed: np.ndarray) -> np.ndarray:
    """Return what nobody holds, (n,): infinite for what is bought abroad or made, for its makers can bid too; hours, capital, nature and permits are what is there."""
    room = np.full(ground.take.shape[1], np.inf)
    used = activity @ ground.take
    made = ground.make.sum(axis=0) > 0
    bounded = ~made & (ground.endowment > 0)
    room[bounded] = (ground.endowment - ground.claim - used)[bounded]
    if ground.labour >= 0:
        room[ground.labour] = float(ground.hours.sum()) - used[ground.labour]
    if ground.pollutant >= 0:
        room[ground.pollutant] -= float(consumed.sum(axis=0) @ ground.emits)
    return room


def _with_factors(ground: Ground, orders: Orders, wanted: np.ndarray, pressure: np.ndarray) -> np.ndarray:
    """Return the pressure with that on hours and capital, which bids ask for beyond what is there, or leave idle."""
    found = pressure.copy()
    for good, there in ((ground.labour, orders.hours), (ground.capital, float(ground.endowment[ground.capital]) if ground.capital >= 0 else 0.0)):
        if good >= 0 and there > 0:
            found[good] = np.log(np.clip(float(wanted @ ground.take[:, good]) / there, 0.2, 5.0))
    return found
