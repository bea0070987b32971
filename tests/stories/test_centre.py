"""In the local distribution centre stocks keep what theory promises, services stay, and hoarding breaks it where it has to."""

from __future__ import annotations

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.lab.stories import centre


@pytest.fixture(scope="module")
def charter():
    """The default charter."""
    return default_charter()


def test_without_hoarding_nearly_all_is_met_and_nothing_local_is_asked_of_others(charter):
    season = centre._play(charter, 0.0)
    goods = len(centre._GOODS)
    assert (season.levels.asked[:, goods:] == 0).all() and season.levels.asked[0, :goods].all()
    assert np.sum(season.series["taken"]) / np.sum(season.series["needed"]) > 0.98


@pytest.mark.parametrize("hoarding", [0.5, 1.0])
def test_no_more_is_met_than_can_be_made_and_what_stood_in_store(hoarding, charter):
    """By hand: with a fourth to spare, hoarders of twice their need leave at most 1.25 / (1 + share), and a little of the first stocks."""
    met = centre._met(charter, hoarding)
    assert met <= 1.25 / (1 + hoarding) + 4 / 26
    assert met < centre._met(charter, 0.0) - 0.1


def test_the_story_does_not_pass_where_hoarding_breaks_nothing(charter, monkeypatch):
    monkeypatch.setattr(centre, "_threshold", lambda charter: 0.4)
    assert not centre.tell(charter).passed


def test_what_is_written_down_holds_no_word_of_money(charter):
    names = centre._written_down(centre._play(charter, 0.0))
    assert names and not [name for name in names for word in centre._WORDS_OF_TRADE if word in name]
