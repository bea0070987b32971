"""The plan factory: what a target implies is Leontief's inverse, targets keep within what there is, shelves clear at labour prices or above."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from parecon import default_charter, toy_economy
from parecon.economy import GoodKind
from parecon.procedures.plan_factory_ballot import draw_up, hold_vote, work_out
from parecon.procedures.plan_factory_implications import imply, labour_content, read_coefficients
from parecon.procedures.plan_factory_year import run_factory_year
from parecon.procedures.registry import run_procedure
from parecon.responses import Conduct, Respondents
from planned_years import small_sweden


@pytest.fixture(scope="module")
def sweden():
    economy, society, charter = small_sweden()
    respond = Respondents(economy, society, charter)
    return economy, respond, charter, read_coefficients(economy, respond.reported, economy.last_prices)


@pytest.fixture(scope="module")
def year(sweden):
    economy, respond, charter, _ = sweden
    return run_factory_year(economy, respond, charter, seed=1)


@pytest.fixture(scope="module")
def honest(sweden):
    economy, respond, charter, _ = sweden
    return run_procedure("plan_factory", economy, charter, respond, seed=1)


def test_what_is_made_this_year_implies_itself(sweden):
    economy, respond, _, held = sweden
    known = respond.reported
    net = known.make.sum(axis=0) - known.take.sum(axis=0)
    found = imply(held, net)
    assert found.output == pytest.approx(known.make.sum(axis=0)[held.product]) and found.activity == pytest.approx(1.0)
    assert found.used[known.labour] == pytest.approx(known.take[:, known.labour].sum())


def test_a_further_unit_takes_all_rounds_of_inputs(sweden):
    """Leontief's series: d + A d + A² d + ... ends at the inverse."""
    economy, respond, _, held = sweden
    target = np.zeros(len(economy.goods))
    target[held.product[3]] = 1.0
    coefficients, term, total = np.eye(len(held.product)) - np.linalg.inv(held.inverse), target[held.product], 0.0
    for _ in range(200):
        total = total + term
        term = coefficients @ term
    assert imply(held, target).output == pytest.approx(total, rel=1e-9, abs=1e-12)


def test_labour_prices_of_all_final_uses_are_all_hours(sweden):
    """What is made for people, public uses, investment and exports, less what imports are worth in exports, holds the hours that were worked."""
    economy, respond, _, held = sweden
    known = respond.reported
    content = labour_content(economy, held, known)
    final = known.make.sum(axis=0) - known.take.sum(axis=0)
    abroad = economy.world_price > 0
    assert final[held.product] @ content[held.product] + final[abroad] @ content[abroad] == pytest.approx(known.take[:, known.labour].sum(), rel=1e-9)


def test_every_variant_keeps_within_hours_capital_permits_and_capacities(sweden):
    economy, respond, charter, held = sweden
    known = respond.reported
    for v in draw_up(economy, held, known, charter, prices=economy.last_prices):
        used = v.activity @ held.use
        assert used[known.labour] <= v.hours * known.hours.sum() * (1 + 1e-6) and used[known.capital] <= known.endowment[known.capital] * (1 + 1e-6)
        assert used[known.pollutant] + v.basket @ known.emits <= known.endowment[known.pollutant] * (1 + 1e-6)
        assert (v.activity <= held.capacity * (1 + 1e-6)).all() and v.binding


def test_more_public_uses_leave_a_smaller_basket(sweden):
    economy, respond, _, held = sweden
    known, prices = respond.reported, economy.last_prices
    less, more = (work_out(economy, held, known, (1.0, 1.0, public), basket=known.wanted.sum(axis=0), prices=prices).basket @ prices for public in (0.95, 1.05))
    assert more < less


def test_voters_who_value_free_time_more_choose_fewer_hours(sweden):
    economy, respond, charter, held = sweden
    variants = draw_up(economy, held, respond.reported, charter, prices=economy.last_prices)
    chosen = [hold_vote(variants, 10, charter.adopt({"planfactory.opinion_spread": spread}, "test"), seed=3, prices=economy.last_prices) for spread in (0.0, 0.3)]
    assert all(v.name == result.winner for v, result in chosen)
    assert len({tuple(result.scores.items()) for _, result in chosen}) == 2


def test_on_the_shelves_nothing_costs_less_than_its_hours_and_what_is_left_costs_no_more(year):
    for eaten, price, done in zip(year.consumed, year.shelf, year.done):
        sold = year.content > 0
        assert (price[sold] >= year.content[sold] * (1 - 1e-9)).all()
        left = done.consumed.sum(axis=0) - eaten.sum(axis=0)
        plenty = sold & (left > 0.02 * done.consumed.sum(axis=0)) & (done.consumed.sum(axis=0) > 0)
        assert price[plenty] == pytest.approx(year.content[plenty], rel=1e-3)


def test_everybody_has_as_much_for_an_hour(honest):
    people = honest.people
    working = people.hours > 0
    assert np.ptp(people.income[working] / people.hours[working]) < 1e-9


def test_plants_that_hide_capacity_and_pad_requests_leave_less_for_all(sweden, honest):
    economy, respond, charter, _ = sweden
    padded = run_procedure("plan_factory", economy, charter, Respondents(economy, respond.society, charter, Conduct(1.0)), seed=1)
    assert honest.flows.wasted.sum() == 0 < padded.flows.wasted.sum()
    assert padded.served @ economy.last_prices < 0.97 * (honest.served @ economy.last_prices)


def test_what_is_promised_away_beforehand_is_refused():
    economy, society = toy_economy()
    owed = replace(economy, claim=economy.claim + 10**15 * np.array([g.kind is GoodKind.PRODUCT for g in economy.goods]))
    assert "ballot" in run_procedure("plan_factory", owed, default_charter(), Respondents(owed, society, default_charter()), seed=1).refusal
