"""The market: accounts that close, an equilibrium that is the convex programme, and the failures it is known for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize

from parecon import default_charter, toy_economy
from parecon.economy import Good, GoodKind
from parecon.lab.stories.town import Neighbourhood, Workshop, build_town, product
from parecon.procedures.circulation import account_for, last_activity, last_rates
from parecon.procedures.market_competitive import find_equilibrium
from parecon.procedures.market_year import begin_market, run_market_year
from parecon.procedures.registry import run_procedure
from parecon.procedures.trading import Orders, settle_orders
from parecon.responses import Conduct, Respondents, Shock
from planned_years import small_sweden

PRECISE = {"market.equilibrium_gap": 1e-7, "market.equilibrium_steps": 60}


def test_the_competitive_equilibrium_is_the_convex_programme():
    """Eisenberg and Gale 1959: with given incomes m and u = product of c^a, prices clear where sum m log u less cost is largest."""
    goods = (product("bread", "loaves"), product("cloth", "metres"), product("boats", "boats"), Good("means", "means", GoodKind.NATURE, "units"))
    homes = ({"bread": 60.0, "cloth": 20.0, "boats": 5.0}, {"bread": 10.0, "cloth": 40.0, "boats": 30.0})
    shops = (("bread", 70.0, 0.4, 1.0), ("cloth", 60.0, 0.6, 2.0), ("boats", 35.0, 0.5, 0.5))
    prices = {"bread": 1.0, "cloth": 2.0, "boats": 3.0, "means": 1.0}
    means = sum(prices[g] * q * (1 - own) for g, q, own, _ in shops)
    economy, society = build_town(goods, prices, (
        *(Workshop(f"{g} works", g, q, {"means": prices[g] * q * (1 - own)}, own, e) for g, q, own, e in shops),
        *(Neighbourhood(f"home {i}", 10, home) for i, home in enumerate(homes))), endowment={"means": 0.8 * means})
    found = find_equilibrium(economy, Respondents(economy, society, default_charter()), default_charter().adopt(PRECISE, "test"))
    assert found.gaps[-1] <= 1e-7

    income = np.array([sum(prices[g] * q for g, q in home.items()) for home in homes])
    share = np.array([[prices[g] * home[g] for g, _, _, _ in shops] for home in homes]) / income[:, None]
    p, q0, own, e = (np.array(part) for part in zip(*((prices[g], q, own, e) for g, q, own, e in shops)))

    def worth(x):
        made, eaten = x[:3], x[3:].reshape(2, 3)
        cost = own * p * q0 * (made / q0) ** (1 + 1 / e) / (1 + 1 / e)
        return -(float((income[:, None] * share * np.log(eaten)).sum()) - float(cost.sum()))

    def slope(x):
        return np.concatenate([own * p * (x[:3] / q0) ** (1 / e), -(income[:, None] * share / x[3:].reshape(2, 3)).ravel()])

    balance = np.hstack([np.eye(3), -np.eye(3), -np.eye(3)])
    rules = [{"type": "ineq", "jac": lambda x: balance, "fun": lambda x: x[:3] - x[3:].reshape(2, 3).sum(axis=0)},
             {"type": "ineq", "jac": lambda x: -np.concatenate([p * (1 - own), np.zeros(6)])[None, :], "fun": lambda x: np.array([0.8 * means - float((p * (1 - own)) @ x[:3])])}]
    start = np.concatenate([0.7 * q0, np.array([[0.7 * home[g] for g, _, _, _ in shops] for home in homes]).ravel()])
    best = minimize(worth, start, jac=slope, method="SLSQP", bounds=[(1e-6, None)] * 9, constraints=rules, options={"maxiter": 1000, "ftol": 1e-12})
    assert best.success
    made = np.array([found.batch.quantity[found.batch.good == g].clip(min=0).sum() / 1e9 for g in range(3)])
    assert made == pytest.approx(best.x[:3], rel=2e-5)
    # The programme's prices are marginal utilities, in the incomes' own unit.
    assert found.prices[:3] == pytest.approx(income[0] * share[0] / best.x[3:6], rel=1e-4)


def test_the_twin_clears_on_real_data_with_emissions_traded_free_or_taxed():
    economy, society, charter = small_sweden()
    respond = Respondents(economy, society, charter)
    emitted = {}
    for how in ("traded", "unpriced", "taxed"):
        outcome = run_procedure("market_textbook", economy, charter, respond, seed=1) if how == "traded" else _textbook(economy, charter, respond, how)
        assert outcome.figures["largest_gap"] <= charter["market.equilibrium_gap"]
        pollutant = respond.ground.pollutant
        emitted[how] = -float(outcome.flows.quantity[outcome.flows.good == pollutant].sum()) / 1e9
    assert emitted["taxed"] < emitted["traded"] * 1.001 < emitted["unpriced"]


def _textbook(economy, charter, respond, how):
    from parecon.procedures.market import run

    rules = charter.adopt({"market.arm": "textbook", "market.pollution": how}, "test")
    return run(economy, rules, respond, seed=1, on_event=lambda event: None)


def test_last_years_accounts_close_at_the_rates_read_from_them():
    economy, society, charter = small_sweden()
    ground = Respondents(economy, society, charter).ground
    orders = Orders(last_activity(economy, ground), ground.wanted, ground.collective, ground.investment, ground.exports, economy.last_prices,
                    np.zeros(len(economy.goods)), float(ground.hours.sum()), endless=(ground.pollutant,))
    done = settle_orders(economy, ground, orders)
    last = account_for(economy, ground, done, economy.last_prices)
    rates = last_rates(economy, ground, done, economy.last_prices)
    assert last.wages + last.surplus + last.charges == pytest.approx(last.private + last.collective + last.investment + last.net_exports)
    drawn = last.surplus - last.investment
    assert last.charges + rates.tax * (last.wages + drawn) == pytest.approx(last.collective)
    assert (1 - rates.tax) * (last.wages + drawn * (1 - rates.saved)) == pytest.approx(last.private)


def test_without_surprises_a_market_repeats_its_year():
    economy, society, charter = small_sweden(base_year=True)
    calm = charter.adopt({"market.forecast_error": 0.0, "market.search_share": 0.0, "market.stock_cover": 0.0, "market.wage_answer": 0.0}, "test")
    year = run_market_year(economy, Respondents(economy, society, calm), calm, seed=1)
    output = [float(d.activity @ year.standing.worth) / year.standing.sales for d in year.done]
    assert output == pytest.approx([1.0] * 12, abs=0.002)
    assert year.prices[-1] @ year.standing.ground.wanted.sum(axis=0) == pytest.approx(year.prices[0] @ year.standing.ground.wanted.sum(axis=0), rel=0.01)


def test_forecasts_that_err_leave_more_unsold_than_forecasts_that_do_not():
    economy, society, charter = small_sweden()
    unsold = [run_procedure("market", economy, charter.adopt({"market.forecast_error": error}, "test"), Respondents(economy, society, charter), seed=1)
              .figures["unsold_share"] for error in (0.0, 0.1)]
    assert unsold[1] > 1.2 * unsold[0]


def test_higher_mark_ups_cost_sales_jobs_and_wages():
    economy, society, charter = small_sweden()
    low, high = (run_procedure("market", economy, charter.adopt({"market.markup_rise": rise}, "test"), Respondents(economy, society, charter), seed=1).figures
                 for rise in (0.0, 0.05))
    assert high["unemployed_share"] > low["unemployed_share"] + 0.02
    assert high["wage_share"] < low["wage_share"] and high["output_over_last_year"] < low["output_over_last_year"]


def test_self_interest_shows_as_mark_ups_for_nobody_asks_an_enterprise_how_it_works():
    economy, society, charter = small_sweden()
    honest, selfish = (run_procedure("market", economy, charter, Respondents(economy, society, charter, Conduct(dial)), seed=1).figures for dial in (0.0, 1.0))
    assert selfish["output_over_last_year"] < honest["output_over_last_year"]
    twins = [run_procedure("market_textbook", economy, charter, Respondents(economy, society, charter, Conduct(dial)), seed=1).prices for dial in (0.0, 1.0)]
    assert twins[0] == pytest.approx(twins[1])


def test_emissions_are_bounded_only_where_permits_are_traded():
    economy, society, charter = small_sweden()
    permits = float(Respondents(economy, society, charter).ground.endowment[economy.kinds(GoodKind.POLLUTANT)[0]])
    emitted = {how: run_procedure("market", economy, charter.adopt({"market.pollution": how}, "test"), Respondents(economy, society, charter), seed=1)
               .figures["emitted"] for how in ("unpriced", "traded")}
    assert emitted["unpriced"] > permits * 1.01 and emitted["traded"] <= permits * (1 + 1e-9)


def test_who_owns_gets_more_and_only_who_sells_hours_can_be_without_work():
    economy, society, charter = small_sweden()
    people = run_procedure("market", economy, charter, Respondents(economy, society, charter), seed=1).people
    mean = {name: float((people.income * people.count)[[n == name for n in people.name]].sum() / people.count[[n == name for n in people.name]].sum())
            for name in set(people.name)}
    assert mean["owners"] > mean["coordinators"] > mean["between"] > mean["workers"] > mean["unemployed"]
    assert {n for n, hours in zip(people.name, people.hours) if hours == 0} == {"owners", "unemployed", "not working"}


def test_a_shock_in_mid_year_leaves_the_first_half_as_it_was():
    economy, society, charter = small_sweden()
    shock = Shock(0.5, wishes={economy.goods[0].code: 2.0})
    calm, struck = (run_market_year(economy, Respondents(economy, society, charter, Conduct(shock=s)), charter, seed=1) for s in (None, shock))
    assert all(np.array_equal(a.activity, b.activity) for a, b in zip(calm.done[:6], struck.done[:6]))
    assert struck.asked[6][0] > 1.5 * calm.asked[6][0]


def test_what_is_promised_away_beforehand_is_refused():
    economy, society = toy_economy()
    owed = replace(economy, claim=economy.claim + 10**15 * np.array([g.kind is GoodKind.PRODUCT for g in economy.goods]))
    charter = default_charter()
    for name in ("market", "market_textbook"):
        assert run_procedure(name, owed, charter, Respondents(owed, society, charter), seed=1).refusal


def test_everybody_expects_last_year_again():
    economy, society, charter = small_sweden()
    standing, state = begin_market(economy, Respondents(economy, society, charter), charter)
    assert state.forecast @ standing.worth == pytest.approx(standing.sales) and sum(state.spent) == pytest.approx(standing.last.private)
