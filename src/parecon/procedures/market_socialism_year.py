"""A year of market socialism in periods: members share what is left, enterprises choose their members, a bank founds new ones."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from parecon.economy import Economy, GoodKind
from parecon.procedures.circulation import account_for, last_activity, last_year_done, material_cost, product_mask, split_incomes
from parecon.procedures.group_wishes import Tastes, read_tastes, wishes_at
from parecon.procedures.market_socialism_membership import best_employment, best_membership, own_investment_share, value_added
from parecon.procedures.posted_prices import exports_at, move_prices, pressure_on, shock_capacity, shock_tastes
from parecon.procedures.trading import Orders, Settled, settle_orders
from parecon.responses import Ground, Respondents

__all__ = ["Enterprises", "SelfManagedYear", "Terms", "begin_self_managed", "run_self_managed_year", "wished_members"]

_NARROW = 0.02
"""A unit in which hours or capital earn less than this share of the value added does not choose between them."""
_FEWEST, _MOST = 0.2, 3.0


@dataclass(frozen=True)
class Terms:
    """What stays all year: tastes, last year's prices (n,), by unit (u,) the share hours earned of value added, elasticity, value added and hours and capital at activity 1.

    tax: on members' income, at which last year's accounts close; chooses (u,) bool: where hours and capital are substitutes;
    hours: offered by all.
    """

    economy: Economy
    ground: Ground
    tastes: Tastes
    prices: np.ndarray
    share: np.ndarray
    sigma: np.ndarray
    added: np.ndarray
    labour: np.ndarray
    capital: np.ndarray
    chooses: np.ndarray
    tax: float
    hours: float


@dataclass(frozen=True)
class Enterprises:
    """Where enterprises stand: members and capital over the recipe's, (u,); prices, stock (n,); what members spend, what society may spend."""

    members: np.ndarray
    capital: np.ndarray
    prices: np.ndarray
    stock: np.ndarray
    spent: float
    public: float

    def activity(self, terms: Terms) -> np.ndarray:
        """Return what members can make with their capital, (u,), over the recipe's."""
        each = np.where(terms.chooses, value_added(self.members / self.capital, terms.share, terms.sigma), self.members / self.capital)
        return self.capital * each


@dataclass(frozen=True)
class SelfManagedYear:
    """A year by periods: what was intended (p, u) and done; members, capital (p, u); prices (p, n); income over last year's average of an hour (p, u).

    asked (p, n): by people; income: all members' a period; founded: share of hours in new enterprises; spoilt (n,); end.
    """

    planned: np.ndarray
    done: tuple[Settled, ...]
    members: np.ndarray
    capital: np.ndarray
    prices: np.ndarray
    income: np.ndarray
    asked: np.ndarray
    incomes: tuple[float, ...]
    founded: float
    spoilt: np.ndarray
    end: Enterprises
    terms: Terms


def run_self_managed_year(economy: Economy, respond: Respondents, charter, *, tell=lambda done, total: None) -> SelfManagedYear:
    """Return a year of ``selfmanaged.periods`` periods. Raises Unsettled where exports do not pay what is owed abroad."""
    terms, state = begin_self_managed(economy, respond, charter)
    count, shock = charter["selfmanaged.periods"], respond.conduct.shock
    staff = min(charter["selfmanaged.staff_weight"] + respond.conduct.self_interest * charter["selfmanaged.staff_self_interest"], 1.0)
    capacity, founded, spoilt = terms.ground.capacity, 0.0, np.zeros(len(economy.goods))
    planned, done, members, capital, prices, income, asked, incomes = ([] for _ in range(8))
    for period in range(count):
        if shock is not None and period == round(shock.at * count):
            terms, capacity = replace(terms, tastes=shock_tastes(economy, terms.tastes, shock)), shock_capacity(economy, terms.ground, shock)
        orders = _order(terms, state, charter, capacity)
        settled = settle_orders(economy, terms.ground, orders)
        earned = _share_income(terms, state, charter, settled)
        for rows, value in zip((planned, done, members, capital, prices, income, asked, incomes), (
                orders.activity, settled, state.members, state.capital, state.prices, earned.hourly, orders.consumed.sum(axis=0), earned.members)):
            rows.append(value)
        state, lost, new = _follow(terms, state, (orders, settled, earned), (charter, staff))
        founded, spoilt = founded + new, spoilt + lost
        tell(period + 1, count)
    return SelfManagedYear(np.array(planned), tuple(done), np.array(members), np.array(capital), np.array(prices), np.array(income), np.array(asked),
                           tuple(incomes), founded, spoilt, state, terms)


def begin_self_managed(economy: Economy, respond: Respondents, charter) -> tuple[Terms, Enterprises]:
    ground, society = respond.ground, respond.society
    prices = np.array(economy.last_prices, dtype=np.float64)
    none = np.zeros(len(ground.row))
    labour = ground.take[:, ground.labour] if ground.labour >= 0 else none
    capital = ground.take[:, ground.capital] if ground.capital >= 0 else none
    paid, charged = (amount * (prices[g] if g >= 0 else 0.0) for amount, g in ((labour, ground.labour), (capital, ground.capital)))
    both = paid + charged
    share = np.divide(paid, both, out=np.full(len(both), 0.5), where=both > 0)
    sigma = np.bincount(ground.unit, society.workers.sigma_value, minlength=len(both)) / np.maximum(ground.councils, 1)
    added = _added(economy, ground, prices)
    chooses = (share > _NARROW) & (share < 1.0 - _NARROW) & (added > 0)
    before = last_activity(economy, ground)
    tastes = read_tastes(economy, ground, society.benchmark_prices)
    terms = Terms(economy, ground, tastes, prices, share, sigma, added, labour, capital, chooses, 0.0, float(ground.hours.sum()))
    last = last_year_done(economy, ground, ground.wanted)
    start = Enterprises(before, np.ones(len(before)), prices, np.zeros(len(prices)), 0.0, 0.0)
    first = _share_income(terms, start, charter, last, tax_only=True)
    terms = replace(terms, tax=first.tax)
    opening = prices.copy()
    if ground.pollutant >= 0 and charter["selfmanaged.pollution"] == "taxed":
        opening[ground.pollutant] *= charter["selfmanaged.pollution_tax"]
    return terms, replace(start, prices=opening, spent=(1.0 - first.tax) * first.members, public=first.public)


def _added(economy: Economy, ground: Ground, prices: np.ndarray) -> np.ndarray:
    """Return sales less charges and materials of each unit at activity 1, (u,)."""
    return (ground.make @ prices) * (1.0 - economy.social_rate[ground.row]) - material_cost(ground, prices)


@dataclass(frozen=True)
class _Earned:
    """Members' income in all, that of an hour by unit over last year's average hour (u,), what society may spend on public goods, and the tax."""

    members: float
    hourly: np.ndarray
    public: float
    tax: float


def _share_income(terms: Terms, state: Enterprises, charter, done: Settled, tax_only: bool = False) -> _Earned:
    """Return who gets what of a period's sales: society its charges and rents, members what is left, taxed at last year's rate."""
    economy, ground, prices = terms.economy, terms.ground, state.prices
    accounts = account_for(economy, ground, done, prices)
    level = float(prices @ ground.make.sum(axis=0)) / float(terms.prices @ ground.make.sum(axis=0))
    rate = charter["selfmanaged.capital_charge"] * level * (float(terms.prices[ground.capital]) if ground.capital >= 0 else 0.0)
    charge = rate * state.capital * terms.capital
    gifts = economy.kinds(GoodKind.NATURE)
    rents = float(prices[gifts] @ (ground.endowment - ground.claim)[gifts])
    whole = accounts.surplus + accounts.wages
    own = (1.0 - charter["selfmanaged.bank_share"]) * accounts.investment
    members = max(whole - float(charge.sum()) - rents - own, 0.0)
    society = accounts.charges + float(charge.sum()) + rents - (accounts.investment - own) - accounts.net_exports
    # Below zero it is a dividend that society pays its members.
    tax = min(max((accounts.collective - society) / max(members, 1e-300), -1.0), 1.0) if tax_only else terms.tax
    # Enterprises differ: each hour's income is what its own enterprise has left, scaled so that all together is what all have.
    left = np.maximum(done.activity * _added(economy, ground, prices) - charge, 0.0)
    worked = state.members * terms.labour
    hourly = np.divide(left, worked, out=np.zeros_like(left), where=worked > 0)
    mean = float(hourly @ worked) / max(float(worked.sum()), 1e-300)
    return _Earned(members, hourly / mean if mean > 0 else np.ones_like(left), max(society + tax * members, 0.0), tax)


def _order(terms: Terms, state: Enterprises, charter, capacity: np.ndarray) -> Orders:
    """Return what all intend: enterprises make what their members can, less where stock is more than a period's sales."""
    count = charter["selfmanaged.periods"]
    able = np.minimum(state.activity(terms), capacity)
    flow = np.maximum(able @ terms.ground.make, 1e-12)
    full = np.clip(state.stock * count / flow - 1.0, 0.0, 0.5)
    value = terms.ground.make * state.prices
    share = value / np.maximum(value.sum(axis=1, keepdims=True), 1e-300)
    orders = _final_orders(terms, state.prices, (able * (1.0 - share @ full), state.spent, state.public), charter)
    take = terms.ground.take.copy()
    working = np.maximum(orders.activity, 1e-12)
    for good, amount in ((terms.ground.labour, state.members * terms.labour), (terms.ground.capital, state.capital * terms.capital)):
        if good >= 0:
            take[:, good] = amount / working
    return replace(orders, stock=state.stock * count, take=take)


def _final_orders(terms: Terms, prices: np.ndarray, intended, charter) -> Orders:
    activity, spent, public = intended
    ground = terms.ground
    budgets = split_incomes((ground.hours, ground.people, ground.not_working), (spent, 0.0), charter["selfmanaged.allowance"])
    paid = float(ground.collective @ prices)
    bank = charter["selfmanaged.bank_share"]
    own = own_investment_share(charter["selfmanaged.interest"], charter["selfmanaged.stay_years"], charter["selfmanaged.investment_answer"])
    endless = (ground.pollutant,) if ground.pollutant >= 0 and charter["selfmanaged.pollution"] != "traded" else ()
    return Orders(activity, wishes_at(terms.tastes, prices, budgets), ground.collective * (public / paid if paid > 0 else 0.0),
                  ground.investment * (bank + (1.0 - bank) * own), exports_at(ground, terms.prices, prices), prices, np.zeros(len(prices)), terms.hours, endless=endless)


def _follow(terms: Terms, state: Enterprises, period, rules) -> tuple[Enterprises, np.ndarray, float]:
    """Return where enterprises stand before the next period, what spoilt (n,), and the hours of new enterprises over all that are offered."""
    orders, done, earned = period
    charter, staff = rules
    economy, count = terms.economy, charter["selfmanaged.periods"]
    left = np.where(product_mask(economy), done.left, 0.0) / count
    lost = left * charter["selfmanaged.stock_loss"]
    pressure = pressure_on(economy, terms.ground, replace(orders, take=None), done)
    moved = charter["selfmanaged.price_answer"] * pressure
    if terms.ground.pollutant >= 0:
        moved[terms.ground.pollutant] = pressure[terms.ground.pollutant]
    prices = move_prices(economy, state.prices, moved, charter["selfmanaged.price_step_max"])
    members, capital = _choose_members(terms, state, (charter, staff))
    members, capital, new = _found(terms, (members, capital), earned, charter)
    # What found nothing to buy is not lost: it is spent in the next period.
    accounts = account_for(economy, terms.ground, done, state.prices)
    spent = (1.0 - terms.tax) * earned.members + max(state.spent - accounts.private, 0.0)
    public = earned.public + max(state.public - accounts.collective, 0.0)
    return Enterprises(members, capital, prices, left - lost, spent, public), lost, new


def wished_members(terms: Terms, state: Enterprises, charter, staff: float) -> np.ndarray:
    """Return the members each enterprise wants, (u,) over the recipe's: income per member decides, and by ``staff`` those who want growth."""
    prices, ground = state.prices, terms.ground
    level = float(prices @ ground.make.sum(axis=0)) / float(terms.prices @ ground.make.sum(axis=0))
    value = np.where(terms.added > 0, _added(terms.economy, ground, prices) / np.where(terms.added > 0, terms.added, 1.0), 1.0)
    value, charge = np.maximum(value, 1e-6), charter["selfmanaged.capital_charge"] * level
    by_income = np.clip(best_membership((value, charge), terms.share, terms.sigma), _FEWEST, _MOST)
    by_growth = np.clip(best_employment((value, level), terms.share, terms.sigma), _FEWEST, _MOST)
    wish = state.capital * by_income ** (1.0 - staff) * by_growth**staff
    return np.where(terms.chooses, wish, state.members)


def _choose_members(terms: Terms, state: Enterprises, rules) -> tuple[np.ndarray, np.ndarray]:
    """Return members and capital after some left, some were taken in out of those without work, and, where the rules let them, some were voted out."""
    charter, staff = rules
    step, wish = charter["selfmanaged.membership_step"], wished_members(terms, state, charter, staff)
    members = state.members * np.where(terms.chooses & (wish < state.members), 1.0 - charter["selfmanaged.leaving_share"], 1.0)
    if charter["selfmanaged.expulsion"]:
        members = np.maximum(np.minimum(members, wish), state.members * (1.0 - step))
    wanted = np.minimum(np.maximum(wish - members, 0.0), members * step)
    members = members + wanted * _part_of_pool(terms, members, wanted)
    if not charter["selfmanaged.entry"]:
        return members, state.capital
    # Capital for which there are too few members is handed back to the bank: nobody pays a charge for it in vain.
    kept = np.where(terms.chooses, state.capital * np.clip(members / np.maximum(wish, 1e-12), 1.0 - step, 1.0), state.capital)
    return members, kept


def _part_of_pool(terms: Terms, members: np.ndarray, wanted: np.ndarray) -> float:
    """Return the part of ``wanted`` hours that people without work can fill."""
    free, asked = terms.hours - float(members @ terms.labour), float(wanted @ terms.labour)
    return min(1.0, max(free, 0.0) / asked) if asked > 0 else 1.0


def _found(terms: Terms, standing, earned: _Earned, charter) -> tuple[np.ndarray, np.ndarray, float]:
    """Return members and capital with the new enterprises that the bank founds where an hour earns more than on average, and their share of hours."""
    members, capital = standing
    if not charter["selfmanaged.entry"]:
        return members, capital, 0.0
    there = float(terms.ground.endowment[terms.ground.capital]) if terms.ground.capital >= 0 else 0.0
    idle = there - float(capital @ terms.capital)
    wanted = np.where(terms.chooses & (earned.hourly > 1.0), members * np.minimum(earned.hourly - 1.0, 1.0) * charter["selfmanaged.entry_share"], 0.0)
    asked = float(wanted @ terms.capital)
    part = min(_part_of_pool(terms, members, wanted), max(idle, 0.0) / asked if asked > 0 else 0.0)
    return members + part * wanted, capital + part * wanted, part * float(wanted @ terms.labour) / max(terms.hours, 1e-300)
