"""The bars of trust in short form; `./run bars` prints them in full."""

from __future__ import annotations

import os

import pytest
from django.db import connections
from parecon_web.settings import sqlite
from web.bars import fuzzing, histories, killing, permissions, races, spending
from web.databases import OwnPostgres, make_template, postgres_address, postgres_programs, use_database
from web.serving import Server


def place(database) -> dict[str, str]:
    """Return the environment in which another process finds the same database."""
    if isinstance(database, str):
        return {"DATABASE_URL": postgres_address(database)}
    database.rename(database.with_name("parecon.sqlite3"))
    return {"PARECON_DATA": str(database.parent), "DATABASE_URL": ""}


@pytest.fixture
def found(both):
    """Return the environment of a fresh database on SQLite and on PostgreSQL, of which this process uses the same."""
    environment = place(both)
    if environment["DATABASE_URL"] == "":
        use_database(sqlite(both.with_name("parecon.sqlite3")))
    return {**os.environ, **environment}


def test_no_update_is_lost(found):
    figure = races.measure_lost_updates(160)
    assert figure.reached, figure


def test_one_vote_of_many_at_once_counts(found):
    figure = races.measure_votes(64)
    assert figure.reached, figure


def test_one_spend_of_many_at_once_passes_also_where_the_account_is_not_there_yet(found):
    figure = spending.measure_spends(3)
    assert figure.reached, figure


def test_the_book_keeps_its_sums_and_the_database_guards_it(found):
    figure = spending.measure_book(60)
    assert figure.reached, figure


def test_replays_change_nothing_even_after_a_kill(found):
    figure = races.measure_replays(64, found)
    assert figure.reached, figure


def test_every_step_of_closing_may_fail(found):
    figure = killing.measure_steps(2, found)
    assert figure.reached, figure


def test_what_was_acknowledged_survives_kills(found, tmp_path):
    keys = ("PARECON_DATA", "DATABASE_URL")
    figure = killing.measure_kills(2, Server({key: found[key] for key in keys if key in found}, tmp_path))
    assert figure.reached, figure


def test_what_was_acknowledged_survives_a_database_that_stops_at_once(tmp_path):
    programs = postgres_programs()
    if programs is None:
        pytest.skip("needs PostgreSQL's own programs (initdb, pg_ctl): install postgresql to run this test")
    database = OwnPostgres(programs)
    try:
        make_template(database.settings)
        use_database(database.settings)
        figure = killing.measure_kills(2, Server({"DATABASE_URL": database.address}, tmp_path), database)
    finally:
        connections.close_all()
        database.remove()
    assert figure.reached, figure


def test_random_histories_are_rebuilt_to_the_byte(found):
    figure = histories.measure_rebuilds(3)
    assert figure.reached, figure


def test_every_change_of_the_chain_is_noticed(sqlite_database):
    figure = histories.measure_chain(300)
    assert ": 0 not noticed" in figure.text, figure


@pytest.mark.parametrize("adopted", [False, True], ids=["in the rounds", "under a plan"])
def test_everybody_may_do_what_is_declared_and_nothing_else(sqlite_database, adopted):
    figure, wrong = permissions.measure_permissions(("GET", "POST"), adopted=adopted)
    assert figure.reached, "\n".join(wrong[:40])


def test_the_api_answers_as_it_is_described(found, tmp_path):
    keys = ("PARECON_DATA", "DATABASE_URL")
    figure = fuzzing.measure_api(5, Server({key: found[key] for key in keys if key in found}, tmp_path), tmp_path)
    assert figure.reached, figure
