"""Majority, two thirds, consensus, consent, and points on a scale."""

from fractions import Fraction

import pytest

from parecon.ballots import Bar, Reason, tally_motion, tally_score

HALF = Bar(Fraction(0), Fraction(1, 2), True, "ballots.majority.threshold")
TWO_THIRDS = Bar(Fraction(0), Fraction(2, 3), False, "ballots.two_thirds.threshold")


def voices(in_favour, against, abstain=0, objecting=0):
    said = ["for"] * in_favour + ["against"] * against + ["abstain"] * abstain + ["object"] * objecting
    return {str(i): voice for i, voice in enumerate(said)}


@pytest.mark.parametrize("votes, passes", [(voices(3, 2), True), (voices(2, 2), False), (voices(2, 1, abstain=9), True), (voices(0, 0, abstain=3), False)])
def test_a_majority_is_more_than_half_of_those_who_take_sides(votes, passes):
    assert tally_motion(votes, "majority", HALF).passed == passes


@pytest.mark.parametrize("votes, passes", [(voices(2, 1), True), (voices(66, 34), False), (voices(67, 33), True)])
def test_two_thirds_are_exactly_two_thirds(votes, passes):
    result = tally_motion(votes, "threshold", TWO_THIRDS)
    assert result.passed == passes
    if not passes:
        assert (result.refusal.given, result.refusal.allowed) == (Fraction(66, 100), Fraction(2, 3))


def test_consensus_asks_that_nobody_be_against_and_lets_people_stand_aside():
    assert tally_motion(voices(3, 0, abstain=2), "consensus", HALF).passed
    refused = tally_motion(voices(30, 1), "consensus", HALF)
    assert refused.refusal.reason is Reason.OPPOSED and (refused.refusal.given, refused.refusal.allowed) == (1, 0)


def test_consent_is_stopped_by_a_reasoned_objection_only():
    votes = voices(3, 4, objecting=1)
    assert tally_motion(votes, "consent", HALF).passed
    assert tally_motion(votes, "consent", HALF, objections={"7": "  "}).passed
    stopped = tally_motion(votes, "consent", HALF, objections={"7": "the boiler is not safe"})
    assert stopped.refusal.reason is Reason.OBJECTION and stopped.refusal.given == 1
    assert tally_motion(voices(0, 2), "consent", HALF).refusal.reason is Reason.NOTHING_APPROVED


def test_consensus_is_sought_first_and_then_the_majority_decides():
    # Shalom's primary councils: consensus sought, then majority.
    assert tally_motion(voices(3, 0), "consensus_else_majority", HALF).rule == "consensus"
    divided = tally_motion(voices(3, 1), "consensus_else_majority", HALF)
    assert divided.passed and divided.rule == "majority" and divided.margin == Fraction(1, 2)
    assert tally_motion(voices(1, 3), "consensus_else_majority", HALF).refusal.reason is Reason.THRESHOLD


def test_an_objection_counts_against_where_a_share_decides():
    result = tally_motion(voices(2, 1, objecting=1), "majority", HALF)
    assert result.scores["against"] == 2 and result.refusal.given == Fraction(1, 2)


def test_a_quorum_is_reached_with_exactly_its_share():
    bar = Bar(Fraction(1, 2), Fraction(1, 2), True, "q")
    assert tally_motion(voices(5, 0), "majority", bar, electorate=10).passed
    short = tally_motion(voices(4, 0), "majority", bar, electorate=10).refusal
    assert (short.given, short.allowed) == (Fraction(2, 5), Fraction(1, 2))


def test_weights_count_exactly_in_a_motion():
    result = tally_motion({"x": "for", "y": "against"}, "majority", HALF, weights={"x": Fraction(1, 4), "y": 4, "z": 4})
    assert not result.passed and result.turnout == Fraction(17, 33) and result.scores["against"] == 4
    assert result.ranking == ("against", "for")


@pytest.mark.parametrize(
    "votes, arguments, reason",
    [
        ({}, {}, Reason.NOBODY_VOTED),
        ({"0": "for"}, {"weights": {"0": 0}}, Reason.WEIGHTS_SUM_TO_ZERO),
        ({}, {"electorate": 0}, Reason.WEIGHTS_SUM_TO_ZERO),
        (voices(4, 0), {"electorate": 10}, Reason.QUORUM),
    ],
)
def test_a_motion_decides_nothing_without_votes_weight_or_quorum(votes, arguments, reason):
    bar = Bar(Fraction(1, 2), Fraction(1, 2), True, "q") if reason is Reason.QUORUM else HALF
    assert tally_motion(votes, "majority", bar, **arguments).refusal.reason is reason


@pytest.mark.parametrize(
    "votes, rule, arguments, words",
    [
        ({}, "shouting", {}, "decided by"),
        ({"x": "maybe"}, "majority", {}, "'maybe'"),
        ({"x": "for"}, "majority", {"weights": {"y": 1}}, "'x'"),
        ({"x": "for"}, "majority", {"bar": Bar(Fraction(1, 2), Fraction(0), False, "q")}, "needs the electorate"),
    ],
)
def test_a_motion_with_unknown_rule_voice_voter_or_electorate_raises(votes, rule, arguments, words):
    with pytest.raises(ValueError, match=words):
        tally_motion(votes, rule, arguments.pop("bar", HALF), **arguments)


def test_tennessee_by_score_chooses_nashville_with_603_points():
    # The example of most textbooks with points from 0 to 10: Memphis 420, Nashville 603, Chattanooga 457, Knoxville 312.
    given = {"M": {"M": 10, "N": 4, "C": 2, "K": 0}, "N": {"N": 10, "C": 4, "K": 2}, "C": {"N": 6, "C": 10, "K": 6}, "K": {"N": 5, "C": 7, "K": 10}}
    result = tally_score(given, list("MNCK"), list("MNCK"), (0, 10), weights={"M": 42, "N": 26, "C": 15, "K": 17})
    assert {option: 10 * score for option, score in result.scores.items()} == {"M": 420, "N": 603, "C": 457, "K": 312}
    assert result.winner == "N" and result.turnout == 1


def test_a_scale_that_begins_below_zero_counts_what_is_left_out_as_its_lowest_point():
    result = tally_score({"x": {"a": 0, "b": 2}, "y": {"b": -2}}, ["a", "b"], ["a", "b"], (-2, 2), electorate=4)
    assert result.scores == {"a": Fraction(1, 2), "b": 1} and result.winner == "b" and result.turnout == Fraction(1, 2)


@pytest.mark.parametrize("given, scale", [({"x": {"a": 11}}, (0, 10)), ({"x": {"a": -1}}, (0, 10)), ({"x": {"a": 0.5}}, (0, 10)), ({}, (3, 3))])
def test_points_outside_the_scale_and_scales_without_length_raise(given, scale):
    with pytest.raises(ValueError, match="scale"):
        tally_score(given, ["a"], ["a"], scale)
