"""A room of thirty people who answer in whole numbers."""

from dataclasses import replace

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.datasets.town import build_room, build_town
from parecon.economy import GoodKind
from parecon.facilitation import announce_first, close_round, follow, submit
from parecon.feasibility import find_effects
from parecon.procedures.participatory import Setting, finish, is_enough, worst_gap
from parecon.proposals import request_costs
from parecon.responses import answer_whole, respond

CHARTER = default_charter()


def plan_in_whole_numbers(economy, society):
    """Hold the rounds with whole answers, as the procedure does, and close them; return the outcome."""
    year = announce_first(economy, CHARTER)
    while True:
        year, refusals = submit(year, answer_whole(respond(economy, society, year.announcement), economy, year.announcement))
        assert not refusals, refusals
        year = close_round(year)
        if is_enough(year):
            return finish(year, Setting(), lambda event: None)
        year = follow(year)


@pytest.mark.parametrize("seed", [1, 3, 4])
def test_a_room_plans_in_five_rounds_and_its_close_loses_under_one_per_cent(seed):
    economy, society = build_room(CHARTER, seed)
    assert len(society.consumers.council) == 30 and len(economy.goods) == 12
    outcome = plan_in_whole_numbers(economy, society)
    assert outcome.year.round <= 5 and worst_gap(outcome.year.records[-1], economy) <= 0.01
    effects = find_effects(economy, outcome.closing, outcome.closing.candidate(outcome.plan.norm), CHARTER)
    assert effects.cut_value[:2].sum() < 0.01 * effects.request_value[:2].sum()


@pytest.mark.parametrize("build", [build_room, build_town])
def test_whole_answers_are_whole_near_and_within_their_budgets(build):
    economy, society = build(CHARTER, 1)
    said = announce_first(economy, CHARTER).announcement
    exact = respond(economy, society, said)
    whole = answer_whole(exact, economy, said)
    abroad = np.isin(whole.good, economy.kinds(GoodKind.FOREIGN_EXCHANGE))
    assert (whole.quantity[~abroad] % 10**9 == 0).all()
    workers = np.repeat(whole.council, np.diff(whole.start)) < len(society.workers.council)
    assert np.abs(whole.quantity - exact.quantity)[workers].max() <= 5 * 10**8
    over = request_costs(whole, said.prices) - said.budgets[whole.council]
    assert over[society.consumers.council].max() <= 0


def test_a_budget_of_nothing_is_spent_on_nothing():
    economy, society = build_room(CHARTER, 1)
    said = announce_first(economy, CHARTER).announcement
    exact = respond(economy, society, said)
    whole = answer_whole(exact, economy, replace(said, budgets=np.zeros_like(said.budgets)))
    people = np.isin(np.repeat(whole.council, np.diff(whole.start)), society.consumers.council)
    assert (whole.quantity[people & (whole.quantity < 0)] == 0).all()
