"""A year of a market in periods: production on expectation of sale, mark-up prices, hired hours, incomes from sales."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from parecon.economy import Economy
from parecon.procedures.circulation import (
    Accounts, Rates, account_for, last_activity, last_rates, last_year_done, material_cost, product_mask, split_incomes,
)
from parecon.procedures.group_wishes import Tastes, read_tastes, wishes_at
from parecon.procedures.posted_prices import exports_at, move_prices, pressure_on, shock_capacity, shock_tastes
from parecon.procedures.trading import Orders, Settled, settle_orders
from parecon.responses import Ground, Respondents

__all__ = ["MarketState", "MarketYear", "Standing", "begin_market", "run_market_year"]


@dataclass(frozen=True)
class Standing:
    """What stays as it is all year: tastes, last year's prices (n,), rates and accounts.

    cost_share (u,): enterprises' cost over revenue last year; worth (u,): their output at activity 1 and last year's prices;
    sales: last year's output at these prices; hours offered.
    """

    economy: Economy
    ground: Ground
    tastes: Tastes
    prices: np.ndarray
    rates: Rates
    last: Accounts
    cost_share: np.ndarray
    worth: np.ndarray
    sales: float
    hours: float


@dataclass(frozen=True)
class MarketState:
    """Where a market stands before a period: forecast (u,) of activity, prices (n,), stock (n,) units, incomes to be spent, sales over last year's."""

    forecast: np.ndarray
    prices: np.ndarray
    stock: np.ndarray
    spent: tuple[float, float]
    public: float
    sales: float = 1.0


@dataclass(frozen=True)
class MarketYear:
    """A year: what was planned and done in each period, prices (p, n), accounts, what people had asked for (p, n), what spoilt (n,), the last state."""

    planned: tuple[np.ndarray, ...]
    done: tuple[Settled, ...]
    prices: np.ndarray
    accounts: tuple[Accounts, ...]
    asked: np.ndarray
    spoilt: np.ndarray
    end: MarketState
    standing: Standing


def begin_market(economy: Economy, respond: Respondents, charter) -> tuple[Standing, MarketState]:
    """Return what stays and the state before the first period, in which everybody expects last year again."""
    ground = respond.ground
    prices = np.array(economy.last_prices, dtype=np.float64)
    tastes = read_tastes(economy, ground, prices_of_tastes(respond))
    before = last_activity(economy, ground)
    done = last_year_done(economy, ground, wishes_at(tastes, prices, ground.wanted @ tastes.at(tastes.base)))
    last = account_for(economy, ground, done, prices)
    rates = last_rates(economy, ground, done, prices)
    rates = replace(rates, tax=min(rates.tax * charter["market.tax_factor"], 1.0))
    worth = ground.make @ prices
    standing = Standing(economy, ground, tastes, prices, rates, last, _cost_share(economy, ground, prices), worth, float(before @ worth), float(ground.hours.sum()))
    opening = prices.copy()
    if ground.pollutant >= 0 and charter["market.pollution"] == "taxed":
        opening[ground.pollutant] *= charter["market.pollution_tax"]
    return standing, MarketState(before, opening, np.zeros(len(prices)), _spend(standing, last), _public(standing, last))


def prices_of_tastes(respond: Respondents) -> np.ndarray:
    """Return the prices (n,) at which people wish for what they wished for last year; only they themselves know."""
    return np.array(respond.society.benchmark_prices)


def _spend(standing: Standing, accounts: Accounts) -> tuple[float, float]:
    """Return what of wages and of drawn surplus is spent on consumption after tax and saving."""
    keep = 1.0 - standing.rates.tax
    drawn = max(accounts.surplus - accounts.investment, 0.0)
    return keep * accounts.wages, keep * drawn * (1.0 - standing.rates.saved)


def _public(standing: Standing, accounts: Accounts) -> float:
    drawn = max(accounts.surplus - accounts.investment, 0.0)
    return max(accounts.charges + standing.rates.tax * (accounts.wages + drawn), 0.0)


def _cost_share(economy: Economy, ground: Ground, prices: np.ndarray) -> np.ndarray:
    """Return wages and materials over sales less charges, (u,)."""
    revenue = (ground.make @ prices) * (1.0 - economy.social_rate[ground.row])
    wages = ground.take[:, ground.labour] * prices[ground.labour] if ground.labour >= 0 else 0.0
    cost = material_cost(ground, prices) + wages
    return np.divide(cost, revenue, out=np.ones_like(revenue), where=(revenue > 0) & (cost > 0))


def run_market_year(economy: Economy, respond: Respondents, charter, *, seed: int, tell=lambda done, total: None) -> MarketYear:
    """Return a year of ``market.periods`` periods; ``tell`` hears of progress. Raises Unsettled where exports do not pay what is owed abroad."""
    standing, state = begin_market(economy, respond, charter)
    rng = np.random.Generator(np.random.PCG64(seed))
    count, shock = charter["market.periods"], respond.conduct.shock
    markup = charter["market.markup_rise"] + respond.conduct.self_interest * charter["market.markup_self_interest"]
    planned, done, prices, accounts, asked, spoilt = [], [], [], [], [], np.zeros(len(economy.goods))
    capacity = standing.ground.capacity
    for period in range(count):
        if shock is not None and period == round(shock.at * count):
            standing = replace(standing, tastes=shock_tastes(economy, standing.tastes, shock))
            capacity = shock_capacity(economy, standing.ground, shock)
        orders = _order(standing, state, charter, (capacity, rng, period == 0))
        settled = settle_orders(economy, standing.ground, orders)
        planned.append(orders.activity)
        done.append(settled)
        prices.append(state.prices)
        asked.append(orders.consumed.sum(axis=0))
        accounts.append(account_for(economy, standing.ground, settled, state.prices))
        state, lost = _follow(standing, state, (orders, settled, accounts[-1]), (charter, markup))
        spoilt += lost
        tell(period + 1, count)
    return MarketYear(tuple(planned), tuple(done), np.array(prices), tuple(accounts), np.array(asked), spoilt, state, standing)


def _order(standing: Standing, state: MarketState, charter, given) -> Orders:
    """Return what all intend in a period, at the rates of a year: enterprises by forecast and stock, others by income and prices."""
    capacity, rng, first = given
    economy, ground, count = standing.economy, standing.ground, charter["market.periods"]
    error = np.exp(charter["market.forecast_error"] * rng.standard_normal(len(ground.row)))
    flow = np.maximum(state.forecast @ ground.make, 1e-12)
    lacking = charter["market.stock_cover"] - state.stock * count / flow
    value = ground.make * state.prices
    share = value / np.maximum(value.sum(axis=1, keepdims=True), 1e-300)
    refill = np.ones(len(ground.row)) if first else 1.0 + share @ np.clip(lacking, -1.0, charter["market.stock_cover"])
    activity = np.minimum(state.forecast * error * refill, capacity)
    budgets = split_incomes((ground.hours, ground.people, ground.not_working), state.spent, charter["market.allowance"])
    paid = float(ground.collective @ state.prices)
    collective = ground.collective * (state.public / paid if paid > 0 else 0.0)
    investment = ground.investment * max(state.sales, 0.0) ** charter["market.investment_answer"]
    search = 1.0 - charter["market.search_share"]
    endless = (ground.pollutant,) if ground.pollutant >= 0 and charter["market.pollution"] != "traded" else ()
    return Orders(activity, wishes_at(standing.tastes, state.prices, budgets), collective, investment, exports_at(ground, standing.prices, state.prices), state.prices,
                  state.stock * count, standing.hours * search, endless=endless)


def _follow(standing: Standing, state: MarketState, period, rules) -> tuple[MarketState, np.ndarray]:
    """Return the state before the next period and what spoilt, (n,) units."""
    orders, done, accounts = period
    charter = rules[0]
    economy, ground, count = standing.economy, standing.ground, charter["market.periods"]
    left = np.where(product_mask(economy), done.left, 0.0) / count
    lost = left * charter["market.stock_loss"]
    pressure = pressure_on(economy, ground, orders, done)
    value = ground.make * state.prices
    share = value / np.maximum(value.sum(axis=1, keepdims=True), 1e-300)
    forecast = state.forecast + charter["market.forecast_speed"] * (done.activity * np.exp(share @ pressure) - state.forecast)
    prices = _price(standing, state, (done, pressure), rules)
    sales = float(done.activity @ standing.worth) / max(standing.sales, 1e-300)
    # What found nothing to buy is not lost: it is spent in the next period.
    kept = 1.0 + max(sum(state.spent) - accounts.private, 0.0) / max(sum(_spend(standing, accounts)), 1e-300)
    spent = tuple(kept * part for part in _spend(standing, accounts))
    public = _public(standing, accounts) + max(state.public - accounts.collective, 0.0)
    return MarketState(np.maximum(forecast, 1e-6), prices, left - lost, spent, public, sales), lost


def _price(standing: Standing, state: MarketState, period, rules) -> np.ndarray:
    """Return the next prices (n,): cost and last year's mark-up, pushed by orders over offers; wages by unemployment; foreign exchange by trade."""
    done, pressure = period
    charter, markup = rules
    economy, ground = standing.economy, standing.ground
    cost = np.log(_cost_share(economy, ground, state.prices) / standing.cost_share) + np.log1p(markup)
    made = ground.make * done.activity[:, None]
    weight = made.sum(axis=0)
    of_good = np.where(weight > 0, cost @ made / np.where(weight > 0, weight, 1.0), 0.0)
    moved = charter["market.price_answer"] * pressure + charter["market.cost_answer"] * np.where(product_mask(economy), of_good, 0.0)
    if ground.pollutant >= 0:
        moved[ground.pollutant] = pressure[ground.pollutant]
    if ground.labour >= 0 and standing.hours > 0:
        idle = max(1.0 - done.hours / standing.hours, 1e-3)
        wage = standing.prices[ground.labour] * (idle / charter["market.unemployment_usual"]) ** charter["market.wage_answer"]
        moved[ground.labour] = np.log(wage / state.prices[ground.labour])
    return move_prices(economy, state.prices, moved, charter["market.price_step_max"])
