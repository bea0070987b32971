"""The bars of who reaches what, in short form; `./run bars` prints them in full."""

from __future__ import annotations

import pytest
from web.bars import reaching
from web.trust.test_handling import served  # noqa: F401 (a fixture)


def test_the_journeys_go_by_keyboard_alone(served, chromium):  # noqa: F811
    figure = reaching.measure_keyboard(chromium, served)
    assert figure.reached, figure


def test_letters_twice_as_large_cut_nothing_off(served, chromium):  # noqa: F811
    figure = reaching.measure_large_text(chromium, served, (1280,))
    assert figure.reached, figure


def test_the_facilitators_board_shows_and_closes_by_two(served, chromium):  # noqa: F811
    figure = reaching.measure_board(chromium, served)
    assert figure.reached, figure


def test_members_need_no_scripts(served, chromium):  # noqa: F811
    figure = reaching.measure_without_scripts(chromium, served)
    assert figure.reached, figure


@pytest.mark.usefixtures("sqlite_database")
def test_mail_asks_once_a_day_and_only_who_has_something_to_do():
    figure = reaching.measure_mail(7)
    assert figure.reached, figure


def test_texts_over_one_another_are_seen(chromium):
    page = chromium.new_context().new_page()
    page.set_content("<p>One line of words</p><p>Another line of words</p>")
    assert page.evaluate(reaching.OVERLAPPING) == []
    page.set_content("<p>One line of words</p><p style='margin-top: -2.2em'>Another line of words</p>")
    assert page.evaluate(reaching.OVERLAPPING) == ["One line of words / Another line of words"]
    page.context.close()
