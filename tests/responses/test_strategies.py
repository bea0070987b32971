"""Lies that councils tell: what the board is told, and what stays true."""

from dataclasses import replace

import numpy as np
import pytest
from planned_years import small_sweden

from parecon.economy import CouncilKind
from parecon.facilitation import announce_first
from parecon.proposals import find_refusals
from parecon.responses import lay_out, respond
from parecon.responses.strategies import STRATEGIES, Actor, Lie, draw_actors, pretend, speak, state_facts


@pytest.fixture(scope="module")
def sweden():
    economy, society, charter = small_sweden()
    return economy, society, charter, announce_first(economy, charter).announcement


def told(sweden, name, round=1):
    economy, society, charter, said = sweden
    lie = Lie(STRATEGIES[name], draw_actors(economy, society, STRATEGIES[name].actor, 1), 3)
    said = replace(said, round=round)
    honest = respond(economy, society, said)
    return lie, honest, speak(lie, respond(state_facts(lie, economy, charter), pretend(lie, society), said), said)


@pytest.mark.parametrize("name", STRATEGIES)
def test_a_lie_is_a_proposal_that_no_board_refuses_and_changes_the_liars_lines_alone(sweden, name):
    economy, society, charter, said = sweden
    lie, honest, batch = told(sweden, name)
    assert not find_refusals(batch, state_facts(lie, economy, charter), said, charter)
    kept = ~np.isin(honest.council, lie.council)
    others = np.repeat(kept, np.diff(honest.start))
    rest = ~np.isin(np.repeat(batch.council, np.diff(batch.start)), lie.council)
    assert np.array_equal(honest.quantity[others], batch.quantity[rest]), "what others say is as before"


def test_facts_are_stated_of_the_liar_alone_and_the_cap_holds_ratings_down(sweden):
    economy, society, charter, _ = sweden
    for name in ("inflate need", "dummy councils", "collude in a council", "collude, ratings without a cap"):
        lie = Lie(STRATEGIES[name], draw_actors(economy, society, Actor.NEIGHBOURHOOD, 2), 3)
        stated = state_facts(lie, economy, charter)
        others = np.setdiff1d(np.arange(len(economy.councils)), lie.council)
        assert np.array_equal(stated.effort[others], economy.effort[others]) and np.array_equal(stated.not_working[others], economy.not_working[others])
        assert np.array_equal(stated.councils.members[others], economy.councils.members[others])
    at = society.consumers.council
    every = Lie(STRATEGIES["collude in a council"], at, 3)
    raised = state_facts(every, economy, charter).effort[at]
    assert np.array_equal(raised, np.maximum(economy.effort[at], np.minimum(1.2 * economy.effort[at], charter["effort.cap"])))
    assert (raised >= economy.effort[at]).all() and (raised > economy.effort[at]).any()


def test_who_waits_is_silent_until_the_last_round(sweden):
    lie, honest, early = told(sweden, "wait for the last round")
    assert not np.isin(lie.council, early.council).any() and len(early) == len(honest) - 1
    assert np.array_equal(told(sweden, "wait for the last round", 3)[2].quantity, honest.quantity)


def test_who_swings_asks_for_other_goods_in_every_other_round_and_for_what_it_wants_in_the_last(sweden):
    lie, honest, first = told(sweden, "swing prices")
    second, last = told(sweden, "swing prices", 2)[2], told(sweden, "swing prices", 3)[2]
    mine = np.isin(np.repeat(honest.council, np.diff(honest.start)), lie.council) & (honest.quantity < 0)
    odd = honest.good % 2 == 1
    assert (first.quantity[mine & odd] <= honest.quantity[mine & odd]).all() and (first.quantity[mine & ~odd] >= honest.quantity[mine & ~odd]).all()
    assert (second.quantity[mine & odd] >= honest.quantity[mine & odd]).all()
    assert np.array_equal(last.quantity, honest.quantity)


def test_actors_are_as_heavy_as_they_are_called(sweden):
    economy, society, *_ = sweden
    members = economy.councils.members
    bloc = draw_actors(economy, society, Actor.BLOC, 1)
    assert 0 < members[bloc].sum() <= 0.01 * members[society.consumers.council].sum() or len(bloc) == 1
    industry = draw_actors(economy, society, Actor.INDUSTRY, 1)
    row = economy.councils.row[industry]
    assert (row == row[0]).all() and len(industry) == (economy.councils.row[society.workers.council] == row[0]).sum()
    assert (economy.councils.kind[draw_actors(economy, society, Actor.WORKERS, 1)] == CouncilKind.WORKER).all()
    assert np.array_equal(draw_actors(economy, society, Actor.WORKERS, 7), draw_actors(economy, society, Actor.WORKERS, 7))


def test_the_layout_of_lines_is_the_truths(sweden):
    _, society, *_ = sweden
    layout = lay_out(society)
    for name in ("understate capacity", "exaggerate effort", "federation bloc"):
        assert np.array_equal(lay_out(pretend(Lie(STRATEGIES[name], society.workers.council[:1], 3), society)).good, layout.good)
