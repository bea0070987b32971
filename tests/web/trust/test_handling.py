"""The bars of how screens handle, in short form; `./run bars` prints them in full, with the times that no test holds."""

from __future__ import annotations

import pytest
from parecon_web.settings import sqlite
from web.bars import handling
from web.databases import use_database
from web.serving import Server


@pytest.fixture
def served(sqlite_database, tmp_path) -> Server:
    """Return a server, not started yet, on a fresh database that this process uses too."""
    sqlite_database.rename(tmp_path / "parecon.sqlite3")
    use_database(sqlite(tmp_path / "parecon.sqlite3"))
    return Server({"PARECON_DATA": str(tmp_path), "DATABASE_URL": ""}, tmp_path)


def test_every_screen_of_the_matrix_is_accessible_whole_and_says_who_decides(served, chromium):
    grid = [(width, language) for width in handling.WIDTHS for language in handling.LANGUAGES]
    figures = handling.measure_all_screens(chromium, served, [grid[handling.rotating(len(grid))]])
    assert [figure.name for figure in figures] == ["U1", "U2", "U3", "U24", "U25"] and all(figure.reached for figure in figures), "\n".join(map(str, figures))


def test_what_is_sent_is_sent_once_in_few_taps_and_what_is_typed_is_kept(served, chromium):
    figures = {figure.name: figure for figure in handling.measure_journeys(chromium, served)}
    assert set(figures) == {"U4", "U8", "U9", "U21"} and all(figures[name].reached for name in ("U4", "U8", "U9")), "\n".join(map(str, figures.values()))


def test_every_refusal_names_its_rule_at_its_field(sqlite_database):
    figure = handling.measure_refusals()
    assert figure.reached, figure


def test_every_price_says_why_in_plain_words(sqlite_database):
    figure = handling.measure_reasons()
    assert figure.reached, figure


def test_the_reading_grade_is_that_of_the_formula():
    """Checked by hand: 6 words, 1 sentence, 6 syllables: 0.39 x 6 + 11.8 x 1 - 15.59."""
    assert handling.reading_grade("The cat sat on the mat.") == pytest.approx(0.39 * 6 + 11.8 - 15.59)
