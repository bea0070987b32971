"""The bars of what goes out and comes back and of what does not show, in short form; `./run bars` prints them in full."""

from __future__ import annotations

import pytest
from parecon_web.settings import sqlite
from web.bars import economies, keeping
from web.databases import use_database


@pytest.mark.parametrize("measured", [lambda: keeping.measure_exports(8), keeping.measure_attempts, keeping.measure_silence, lambda: keeping.measure_small_ballots(6),
                                      lambda: keeping.measure_bad_tables(8)], ids=["exports", "attempts", "silence", "small ballots", "bad tables"])
def test_what_is_kept_is_kept(sqlite_database, measured):
    figure = measured()
    assert figure.reached, figure


def test_a_backup_comes_back_elsewhere(sqlite_database, tmp_path):
    figure = keeping.measure_restore(40, tmp_path, lambda: use_database(sqlite(tmp_path / "elsewhere.sqlite3")))
    assert figure.reached, figure


def test_stored_economies_give_what_they_gave_and_two_solvers_agree():
    figure = economies.measure_economies(5)
    assert figure.reached, figure
