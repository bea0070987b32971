"""Who is still at the top after years: by hand, by the length of offices, and over years that were run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.datasets.toy import toy_economy
from parecon.economy import GoodKind
from parecon.lab.living_on import carry_on, live_on
from parecon.procedures.registry import run_procedure
from parecon.quantities import as_units
from parecon.reports.persistence import class_years, expected_persistence, stay_matrix
from parecon.responses import Respondents

CHARTER = default_charter()


@pytest.fixture(scope="module")
def toy():
    return Respondents(*toy_economy(), CHARTER)


def play(name, respond):
    return run_procedure(name, respond.economy, CHARTER, respond, seed=0)


def persistence(name, respond, years=6):
    lived = live_on(name, respond, (play(name, respond), 0), years)
    assert len(lived) == years
    return {m.name: m.value for m in class_years([y.outcome for y in lived], [y.prices for y in lived], CHARTER)}


def test_a_board_that_never_leaves_lasts_and_one_drawn_every_year_does_not():
    board, count = np.array([1.0, 0.0]), np.array([1.0, 99.0])
    assert expected_persistence(board, board, count, np.eye(2)) == (1.0, 0.01)
    assert expected_persistence(board, board, count, np.array([[0.01, 0.99], [0.01, 0.99]]))[0] == pytest.approx(0.01)


def test_an_office_of_ten_years_by_hand(toy):
    people = play("central", toy).people
    charter = CHARTER.adopt({"positions.stay_planners": 10.0}, "test")
    stay, planner = stay_matrix(people, charter), people.name.index("planners")
    assert np.allclose(stay.sum(axis=1), 1.0)
    # nine in ten stay, and one in ten draws again among the places of the group, of which planners hold their share
    places = np.array([people.group[j] == people.group[planner] and people.hours[j] > 0 for j in range(len(people.name))])
    assert stay[planner, planner] == pytest.approx(0.9 + 0.1 * people.count[planner] / people.count[places].sum())


def test_rulers_last_where_offices_do_and_not_where_they_rotate(toy):
    soviet, ours = persistence("control_figures", toy), persistence("participatory", toy)
    assert soviet["persistence of rulers"] > 0.5 > 5 * soviet["persistence of rulers, by chance"]
    assert ours["persistence of rulers"] is None  # nobody rules more than others, so nobody is at the top
    assert ours["year 6: rule"] == pytest.approx(0.0, abs=1e-9)


def test_capital_wears_where_investment_is_not_delivered_and_prices_are_carried_on(toy):
    economy, society, outcome = toy.economy, toy.society, play("participatory", toy)
    capital = [i for i, good in enumerate(economy.goods) if good.kind is GoodKind.CAPITAL]
    next_economy, next_society = carry_on(economy, society, outcome, CHARTER)
    assert next_economy.year == economy.year + 1
    assert as_units(next_economy.endowment[capital]) == pytest.approx(as_units(economy.endowment[capital]))
    ratio = next_economy.last_prices[outcome.prices > 0] / outcome.prices[outcome.prices > 0]
    assert np.ptp(ratio) < 1e-9 * ratio.mean()
    requests = society.requests
    investing = np.repeat(requests.council, np.diff(requests.start))
    more = replace(society, requests=replace(requests, quantity=requests.quantity * 2))
    if len(investing):
        _, poorer = carry_on(economy, more, outcome, CHARTER)
        assert (poorer.workers.capacity <= next_society.workers.capacity).all()
