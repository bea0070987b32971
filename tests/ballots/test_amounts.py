"""An amount passes that enough votes permit."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parecon.ballots import tally_amount

VOTES = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 9)), min_size=1, max_size=12).filter(lambda votes: sum(w for _, w in votes) > 0)
SHARES = {"more than 1/2": (Fraction(1, 2), True), "2/3": (Fraction(2, 3), False), "1": (Fraction(1), False), "0": (Fraction(0), False)}


def tally(votes, threshold):
    return tally_amount(np.array([a for a, _ in votes]), np.array([w for _, w in votes]), threshold)


@given(VOTES, st.sampled_from(sorted(SHARES)))
def test_enough_votes_permit_the_amount_and_too_few_any_larger_one(votes, threshold):
    share, strict = SHARES[threshold]
    cast = sum(w for _, w in votes)

    def passes(amount):
        behind = Fraction(sum(w for a, w in votes if a >= amount), cast)
        return behind > share if strict else behind >= share

    found = tally(votes, threshold)
    assert found.amount == 0 or passes(found.amount)
    assert not any(passes(amount) for amount, _ in votes if amount > found.amount)
    assert found.cast == cast and found.behind == sum(w for a, w in votes if a >= found.amount)


@given(VOTES, st.integers(0, 11), st.integers(0, 60))
def test_no_voter_draws_the_outcome_towards_what_they_want_by_saying_another_amount(votes, who, said):
    """Black 1948: with single-peaked wishes a lie moves the decision only away from the liar's own wish."""
    who %= len(votes)
    wish, weight = votes[who]
    truth = tally(votes, "more than 1/2").amount
    lied = tally([*votes[:who], (said, weight), *votes[who + 1:]], "more than 1/2").amount
    assert (lied - truth) * (wish - truth) <= 0 or abs(lied - wish) >= abs(truth - wish) or lied == truth


def test_the_order_of_votes_changes_nothing():
    votes = [(30, 2), (0, 5), (10, 4), (10, 1), (70, 3)]
    assert tally(votes, "2/3") == tally(votes[::-1], "2/3")


def test_deciles_go_from_those_who_permit_least():
    found = tally([(a, 1) for a in range(10)], "more than 1/2")
    assert (found.lowest, found.middle, found.highest) == (1, 5, 9)
    assert found.amount == 4 and found.nothing == 1


def test_what_is_no_vote_is_refused():
    for amounts, weights in (([1.5], [1]), ([-1], [1]), ([1], [-1]), ([1], [0]), ([1, 2], [1]), ([], [])):
        with pytest.raises(ValueError):
            tally_amount(np.array(amounts), np.array(weights), "2/3")
