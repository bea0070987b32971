"""Councils that send nothing re-enter what they last did, marked, read as an answer to prices, within their budgets (institutions.md 2.8)."""

from dataclasses import replace

import numpy as np
from planned_years import small_sweden

from parecon.economy import CouncilKind
from parecon.facilitation import announce_first, choose, close_round, follow, submit
from parecon.proposals import request_costs
from parecon.responses import respond


def last_years_actuals():
    """Return the economy, its charter, and what every council did last year at last year's prices."""
    economy, society, charter = small_sweden()
    first = announce_first(economy, charter)
    return economy, society, charter, respond(economy, society, first.announcement)


def test_the_silent_stand_in_with_last_years_actuals_from_the_first_round():
    economy, society, charter, actuals = last_years_actuals()
    silent = np.arange(len(actuals)) % 7 == 0
    year = announce_first(economy, charter, actuals=actuals)
    year, refusals = submit(year, choose(respond(economy, society, year.announcement), ~silent))
    assert not refusals
    year = close_round(year)
    assert year.records[-1].silent == silent.sum() and year.records[-1].heard == (~silent).sum()
    standing = year.standing
    assert (standing.council == actuals.council).all(), "nobody is missing"
    assert ((standing.marks == 1) == silent).all(), "and those who were silent are marked"


def test_where_the_charter_keeps_it_a_silent_councils_request_is_cut_by_one_factor_to_its_budget():
    economy, society, charter, actuals = last_years_actuals()
    charter = charter.adopt({"rounds.standing_order": "kept"}, "test")
    dear = announce_first(economy, charter, economy.last_prices * np.linspace(0.5, 2.0, len(economy.goods)), actuals=actuals)
    year = close_round(dear)
    cost = request_costs(year.standing, dear.announcement.prices)
    consumer = economy.councils.kind[year.standing.council] == CouncilKind.CONSUMER
    budget = dear.announcement.budgets[year.standing.council]
    assert (cost[consumer] <= budget[consumer] + np.diff(year.standing.start)[consumer]).all()
    before = request_costs(actuals, dear.announcement.prices)
    over = np.flatnonzero(consumer & (before > budget))
    assert len(over) > 0
    i = over[0]
    lines = slice(actuals.start[i], actuals.start[i + 1])
    used = actuals.quantity[lines] < -10**6
    kept = (year.standing.quantity[lines][used] / actuals.quantity[lines][used]).round(5)
    assert len(set(kept.tolist())) == 1, "every line is cut alike"


def test_without_actuals_the_silent_are_missing_until_they_have_proposed_once():
    economy, society, charter, actuals = last_years_actuals()
    silent = np.arange(len(actuals)) % 7 == 0
    year = announce_first(economy, charter)
    year = close_round(submit(year, choose(respond(economy, society, year.announcement), ~silent))[0])
    assert year.records[-1].silent == 0 and len(year.standing) == (~silent).sum()


def a_dear_good():
    """Return a year after one round in which all spoke, and the next announcement with the first product at twice its price."""
    economy, society, charter = small_sweden()
    year = announce_first(economy, charter)
    year = follow(close_round(submit(year, respond(economy, society, year.announcement))[0]))
    prices = np.where(np.arange(len(economy.goods)) == 0, 2.0, 1.0) * year.records[0].announcement.prices
    return economy, society, replace(year, announcement=replace(year.announcement, prices=economy.link_prices(prices)))


def total_of(batch, good, sign):
    """Return the sum of all lines of one good with one sign."""
    mine = (batch.good == good) & (batch.quantity * sign > 0)
    return float(batch.quantity[mine].sum())


def test_a_standing_order_answers_prices_as_the_council_itself_would():
    economy, society, year = a_dear_good()
    own = respond(economy, society, year.announcement)
    silent = close_round(year).standing
    assert (silent.marks == 1).all()
    for sign in (1, -1):
        before, spoken, stood = (total_of(b, 0, sign) for b in (year.standing, own, silent))
        assert abs(spoken / before - 1) > 0.05, "who speaks moves"
        assert np.sign(stood / before - 1) == np.sign(spoken / before - 1), "and who is silent moves the same way"
        assert abs(np.log(stood / spoken)) < 0.5 * abs(np.log(before / spoken)), "more than half as far"


def test_no_standing_order_is_above_what_its_council_filed_it_can_make():
    economy, society, year = a_dear_good()
    before, silent = year.standing, close_round(year).standing
    made = (before.quantity > 0) & (economy.councils.kind[np.repeat(before.council, np.diff(before.start))] == CouncilKind.WORKER)
    room = np.repeat(before.capacity, np.diff(before.start))
    assert made.any() and (silent.quantity[made] <= before.quantity[made] * room[made].astype(float) * (1 + 1e-6) + 1).all()
    assert (silent.capacity[economy.councils.kind[silent.council] == CouncilKind.WORKER] >= 1).all()


def test_a_standing_order_spends_the_share_of_its_budget_that_it_spent_before():
    economy, society, year = a_dear_good()
    said, silent = year.announcement, close_round(year).standing
    consumer = economy.councils.kind[silent.council] == CouncilKind.CONSUMER
    cost, budget = request_costs(silent, said.prices)[consumer], said.budgets[silent.council][consumer]
    assert (cost <= budget + np.diff(silent.start)[consumer]).all() and cost.sum() > 0.999 * budget.sum()


def test_where_the_charter_keeps_it_what_was_last_said_stands():
    economy, society, year = a_dear_good()
    kept = close_round(replace(year, charter=year.charter.adopt({"rounds.standing_order": "kept"}, "test"))).standing
    worker = economy.councils.kind[np.repeat(kept.council, np.diff(kept.start))] == CouncilKind.WORKER
    assert np.array_equal(kept.quantity[worker], year.standing.quantity[worker])
