"""Schulze's method and the instant run-off against the examples of the literature."""

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parecon.ballots import Bar, Reason, count_pairwise, tally_instant_runoff, tally_schulze

TENNESSEE = {"MNCK": 42, "NCKM": 26, "CKNM": 15, "KCNM": 17}


def cast(groups):
    """Return rankings and weights for groups of like voters."""
    return {ranking: list(ranking) for ranking in groups}, dict(groups)


def test_the_first_example_of_schulzes_paper():
    # Schulze (2011), section 3, example 1: 21 voters, winner d, ranking d a c b; strongest paths of table there.
    rankings, weights = cast({"acdb": 8, "badc": 2, "cdba": 4, "dbac": 4, "dcba": 3})
    duels = count_pairwise(rankings, list("abcd"), weights)
    assert duels.preferred["a", "c"] == 14 and duels.preferred["d", "b"] == 19 and duels.preferred["b", "a"] == 13
    assert (duels.paths["a", "d"], duels.paths["d", "a"]) == (12, 13) and (duels.paths["c", "d"], duels.paths["d", "c"]) == (12, 13)
    result = tally_schulze(rankings, list("abcd"), list("abcd"), weights=weights)
    assert result.winner == "d" and result.ranking == ("d", "a", "c", "b")
    assert result.scores == {"d": 3, "a": 2, "c": 1, "b": 0} and not result.tie_broken
    assert result.margin == Fraction(1, 21)


def test_the_example_with_five_options_and_45_voters():
    # Schulze method, Wikipedia and formulasearchengine.com: E beats A by 25 to 24, ranking E A C B D.
    rankings, weights = cast({"ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3, "CAEBD": 7, "CBADE": 2, "DCEBA": 7, "EBADC": 8})
    duels = count_pairwise(rankings, list("ABCDE"), weights)
    assert (duels.paths["E", "A"], duels.paths["A", "E"]) == (25, 24)
    assert (duels.paths["B", "D"], duels.paths["D", "B"]) == (33, 28)
    assert tally_schulze(rankings, list("ABCDE"), list("ABCDE"), weights=weights).ranking == tuple("EACBD")


def test_tennessee_chooses_nashville_by_duels_and_knoxville_by_run_off():
    # The example of most textbooks: capital of Tennessee, Condorcet winner Nashville, run-off winner Knoxville 58 to 42.
    rankings, weights = cast(TENNESSEE)
    assert tally_schulze(rankings, list("MNCK"), list("MNCK"), weights=weights).winner == "N"
    result, rounds = tally_instant_runoff(rankings, list("MNCK"), list("MNCK"), weights=weights)
    assert result.winner == "K" and result.scores["K"] == 58 and result.scores["M"] == 42
    assert [one.eliminated for one in rounds] == ["C", "N", None] and rounds[1].scores == {"M": 42, "N": 26, "K": 32}
    assert result.ranking == ("K", "M", "N", "C") and result.margin == Fraction(16, 100)


def test_two_options_that_beat_each_other_equally_are_decided_by_the_order_and_said_so():
    result = tally_schulze({"x": "ab", "y": "ba"}, "ab", "ba")
    assert result.winner == "b" and result.tied == ("b", "a") and result.margin == 0
    run, _ = tally_instant_runoff({"x": "ab", "y": "ba"}, "ab", "ba")
    assert run.winner == "b" and run.tied == ("b", "a")


def test_an_option_left_out_ranks_below_all_named_and_level_with_others_left_out():
    duels = count_pairwise({"x": ["a"]}, ["a", "b", "c"]).preferred
    assert duels["a", "b"] == duels["a", "c"] == 1 and duels["b", "c"] == duels["c", "b"] == 0


def test_the_run_off_counts_exhausted_ballots_and_breaks_ties_at_the_bottom_by_the_order():
    result, rounds = tally_instant_runoff({"u": "a", "v": "a", "w": "bc", "x": "cb", "y": "d", "z": "d"}, "abcd", "abcd")
    assert rounds[0].eliminated == "c" and rounds[0].tie_broken and rounds[1].scores == {"a": 2, "b": 2, "d": 2}
    assert rounds[1].eliminated == "d" and rounds[2].exhausted == 2 and result.winner == "a"


def test_the_run_off_ends_at_once_with_more_than_half():
    result, rounds = tally_instant_runoff({"x": "ab", "y": "ab", "z": "b"}, "ab", "ba")
    assert result.winner == "a" and len(rounds) == 1 and not rounds[0].tie_broken
    only, rounds = tally_instant_runoff({"x": "a"}, "a", "a")
    assert only.winner == "a" and len(rounds) == 1


@pytest.mark.parametrize("tally", [tally_schulze, lambda *a, **k: tally_instant_runoff(*a, **k)[0]])
@pytest.mark.parametrize(
    "rankings, arguments, reason",
    [
        ({}, {}, Reason.NOBODY_VOTED),
        ({"x": ""}, {}, Reason.NOTHING_APPROVED),
        ({"x": "a"}, {"weights": {"x": 0}}, Reason.WEIGHTS_SUM_TO_ZERO),
        ({"x": "a"}, {"electorate": 10, "bar": Bar(Fraction(1, 2), Fraction(1), True, "q")}, Reason.QUORUM),
    ],
)
def test_rankings_decide_nothing_without_votes_weight_or_quorum(tally, rankings, arguments, reason):
    result = tally(rankings, "ab", "ab", **arguments)
    assert result.winner is None and result.refusal.reason is reason


def test_the_threshold_does_not_bind_duels_but_binds_the_run_off():
    bar = Bar(Fraction(1, 2), Fraction(3, 4), False, "q")
    rankings = {"x": "ab", "y": "ab", "z": "ba"}
    assert tally_schulze(rankings, "ab", "ab", electorate=3, bar=bar).winner == "a"
    run, _ = tally_instant_runoff(rankings, "ab", "ab", electorate=3, bar=bar)
    assert run.refusal.reason is Reason.THRESHOLD and run.refusal.given == Fraction(2, 3)


def test_an_option_ranked_twice_raises():
    with pytest.raises(ValueError, match="twice"):
        tally_schulze({"x": "aa"}, "ab", "ab")


def test_one_option_alone_wins_by_all():
    assert tally_schulze({"x": "a"}, "a", "a").margin == 1
    assert tally_schulze({"x": "c", "y": ""}, "abc", "abc").ranking == ("c", "a", "b")


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from([*permutations("abcd"), ("a",), ("b", "d")]), min_size=1, max_size=12))
def test_an_option_that_wins_every_duel_wins_and_the_order_of_voters_does_not_matter(ballots):
    rankings = {str(i): ballot for i, ballot in enumerate(ballots)}
    result = tally_schulze(rankings, "abcd", "abcd")
    duels = count_pairwise(rankings, "abcd").preferred
    for option in "abcd":
        if all(duels[option, other] > duels[other, option] for other in "abcd" if other != option):
            assert result.winner == option and not result.tie_broken
    backwards = dict(reversed(rankings.items()))
    assert tally_schulze(backwards, "abcd", "abcd") == result
    assert tally_instant_runoff(backwards, "abcd", "abcd") == tally_instant_runoff(rankings, "abcd", "abcd")


def test_with_nothing_at_all_between_winner_and_second_the_margin_is_zero():
    assert tally_schulze({"x": "a", "y": ["b"], "z": ""}, "abc", "cab").ranking[0] == "a"
    assert tally_schulze({"x": ""}, "ab", "ab").margin == 0
