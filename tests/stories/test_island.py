"""On the island nobody rules, those who cannot work eat, and a day-dreamer has no claim on the work of others."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from parecon.charter import default_charter
from parecon.lab.stories import island


@pytest.fixture(scope="module")
def charter():
    """The default charter."""
    return default_charter()


@pytest.fixture(scope="module")
def ruled(charter):
    """The island’s book of rules and its ballot."""
    return island._vote_rules(charter)


def test_all_adults_have_the_same_say_on_rules_that_affect_them_alike(ruled):
    _, closed = ruled
    assert len(closed.invited) == 186
    assert island._index_of_rule(closed) == 0
    assert island._self_management_gap(closed) == 0


def test_where_one_counts_for_all_the_index_of_rule_and_the_gap_say_so(ruled):
    _, closed = ruled
    sole = dict.fromkeys(closed.invited, Fraction(0)) | {closed.invited[0]: Fraction(1)}
    ruler = replace(closed, weights=sole, electorate=Fraction(1))
    assert island._index_of_rule(ruler) == island._self_management_gap(ruler) == Fraction(185, 186)


def test_the_rules_stand_in_the_charter_by_a_ballot(ruled):
    book, closed = ruled
    assert book.versions[-1].ballot == closed.id
    assert (book.charter["income.child"], book.charter["income.able_unwilling"]) == (1.0, 0.0)


@pytest.mark.parametrize("dreamers", [1, 41, 42, 100])
def test_who_cannot_work_receives_what_a_worker_does_and_a_day_dreamer_nothing(dreamers, ruled):
    shares = island._incomes(ruled[0].charter, dreamers)
    workers = 176 - dreamers
    assert shares["dreamer"] == 0
    assert shares["need"] == pytest.approx(shares["worker"], abs=0.0011)
    assert shares["worker"] == pytest.approx(3 * workers / (workers + 26), abs=0.0011)
    assert shares["eaters"] == workers + 26


@pytest.mark.parametrize("dreamers, eat, short", [(41, 202, 0), (42, 201, 1), (176, 0, 202)])
def test_where_everybody_works_if_they_like(dreamers, eat, short):
    assert island._eat_freely(dreamers) == (eat, short)
    assert int(1.5 * (176 - dreamers)) == (eat if short else 202), "one who works feeds one and a half"


def test_the_story_does_not_pass_where_day_dreamers_are_paid(charter, monkeypatch):
    monkeypatch.setattr(island, "_CHANGES", {**island._CHANGES, "income.able_unwilling": 0.5})
    assert not island.tell(charter).passed
