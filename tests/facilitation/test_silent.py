"""Councils that send nothing re-enter what they last did, marked, within their budgets (institutions.md 2.8)."""

import numpy as np
from planned_years import small_sweden

from parecon.economy import CouncilKind
from parecon.facilitation import announce_first, choose, close_round, submit
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


def test_a_silent_councils_request_is_cut_by_one_factor_to_its_budget():
    economy, society, charter, actuals = last_years_actuals()
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
