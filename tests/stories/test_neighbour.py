"""The injured neighbour has care without a bill once both chambers vote for it, and not before."""

from __future__ import annotations

import pytest

from parecon.charter import default_charter
from parecon.lab.stories import neighbour


@pytest.fixture(scope="module")
def charter():
    """The default charter."""
    return default_charter()


def test_before_the_vote_earners_have_a_hundred_each_and_she_no_care(charter):
    incomes, care, debits = neighbour._year(charter, neighbour._BEFORE)
    assert incomes == [100] * 10 + [0]
    assert (care, debits) == (0, ())


def test_after_it_earners_have_eighty_each_and_she_a_hundred_and_fifty_of_care(charter):
    voted, refusal = neighbour._vote(charter, workers_for=20)
    assert refusal == ""
    incomes, care, debits = neighbour._year(charter, voted)
    assert incomes == [(1000 - 150 - 10 * 5) // 10] * 10 + [0]
    assert (care, debits) == (150, ())


@pytest.mark.parametrize("workers_for, agrees", [(5, False), (12, False), (13, True)])
def test_one_chamber_alone_changes_nothing(workers_for, agrees, charter):
    voted, refusal = neighbour._vote(charter, workers_for=workers_for)
    assert (refusal == "") is agrees
    assert (voted == neighbour._BEFORE) is not agrees
    assert agrees or "worker councils" in refusal


def test_what_was_free_before_stays_free(charter):
    voted, _ = neighbour._vote(charter, workers_for=25)
    assert neighbour._BEFORE.items() <= voted.items()


def test_the_story_does_not_pass_where_a_minority_of_a_chamber_suffices(charter):
    assert not neighbour.tell(charter.adopt({"ballots.needs_extent.threshold": "0"}, "test")).passed
