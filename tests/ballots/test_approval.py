"""Approval is counted exactly, and ties are decided by the order that was announced."""

from fractions import Fraction

import numpy as np
import pytest

from parecon.ballots import ApprovalCounts, Bar, Reason, count_approvals, tally_approval

OPTIONS = ["A", "B", "C"]


def test_the_option_with_most_approvals_wins():
    # Brams and Fishburn (1978): a voter may approve any number of options.
    result = tally_approval({"ann": {"A", "B"}, "ben": {"B"}, "cem": {"C"}}, OPTIONS, OPTIONS)
    assert result.winner == "B" and result.ranking == ("B", "A", "C")
    assert dict(result.scores) == {"A": 1, "B": 2, "C": 1}
    assert result.margin == Fraction(1, 3) and not result.tie_broken


def test_a_tie_is_decided_by_the_announced_order_and_said_so():
    result = tally_approval({"ann": {"A"}, "ben": {"B"}}, OPTIONS, ["C", "B", "A"])
    assert result.winner == "B" and result.tied == ("B", "A") and result.tie_broken and result.margin == 0


def test_thirds_add_up_to_exactly_one():
    weights = dict.fromkeys(["ann", "ben", "cem"], Fraction(1, 3))
    result = tally_approval({v: {"A"} for v in weights}, OPTIONS, OPTIONS, weights=weights)
    assert result.scores["A"] == 1 and result.turnout == 1


def test_counts_of_forty_thousand_councils_equal_the_ballots_one_by_one():
    rng = np.random.default_rng(1)
    approves = rng.random((400, 3)) < 0.4
    members = rng.integers(5, 60, 400)
    ballots = {str(i): {o for o, yes in zip(OPTIONS, row) if yes} for i, row in enumerate(approves)}
    one_by_one = tally_approval(ballots, OPTIONS, OPTIONS, weights={str(i): int(m) for i, m in enumerate(members)})
    at_once = tally_approval(count_approvals(approves, members), OPTIONS, OPTIONS, electorate=int(members.sum()))
    assert at_once == one_by_one


def test_weights_too_large_for_the_machine_are_still_added_exactly():
    counts = count_approvals(np.array([[True], [True], [True]]), np.array([2**62, 2**62, 1]))
    assert counts.scores == (2**63 + 1,) and counts.cast == 2**63 + 1


@pytest.mark.parametrize("turnout_of_ten, reason", [(4, Reason.QUORUM), (5, None)])
def test_a_quorum_is_reached_or_nothing_passes(turnout_of_ten, reason):
    bar = Bar(Fraction(1, 2), Fraction(0), False, "ballots.quorum")
    result = tally_approval({str(i): {"A"} for i in range(turnout_of_ten)}, OPTIONS, OPTIONS, electorate=10, bar=bar)
    assert (result.refusal and result.refusal.reason) == reason and result.passed == (reason is None)
    if reason:
        assert (result.refusal.given, result.refusal.allowed) == (Fraction(2, 5), Fraction(1, 2))


@pytest.mark.parametrize("strict, passes", [(False, True), (True, False)])
def test_a_threshold_is_at_least_or_more_than(strict, passes):
    bar = Bar(Fraction(0), Fraction(1, 2), strict, "ballots.threshold")
    assert tally_approval({"ann": {"A"}, "ben": set()}, OPTIONS, OPTIONS, bar=bar).passed == passes


def test_a_quorum_without_an_electorate_is_an_error_that_says_so():
    with pytest.raises(ValueError, match="needs the electorate"):
        tally_approval({"ann": {"A"}}, OPTIONS, OPTIONS, bar=Bar(Fraction(1, 2), Fraction(0), False, "q"))


@pytest.mark.parametrize(
    "ballots, arguments, reason",
    [
        ({}, {}, Reason.NOBODY_VOTED),
        ({"ann": set()}, {}, Reason.NOTHING_APPROVED),
        ({"ann": {"A"}}, {"weights": {"ann": 0}}, Reason.WEIGHTS_SUM_TO_ZERO),
        ({"ann": {"A"}}, {"weights": {"ann": 0, "ben": 1}}, Reason.WEIGHTS_SUM_TO_ZERO),
        ({}, {"electorate": 0}, Reason.WEIGHTS_SUM_TO_ZERO),
    ],
)
def test_nothing_passes_without_votes_weight_or_approval(ballots, arguments, reason):
    result = tally_approval(ballots, OPTIONS, OPTIONS, **arguments)
    assert result.winner is None and result.refusal.reason is reason and not result.tie_broken


@pytest.mark.parametrize("weight, error", [(0.5, TypeError), (-1, ValueError)])
def test_inexact_and_negative_weights_raise(weight, error):
    with pytest.raises(error, match="ann"):
        tally_approval({"ann": {"A"}}, OPTIONS, OPTIONS, weights={"ann": weight})


@pytest.mark.parametrize("options, order", [([], []), (["A", "A"], ["A", "A"]), (["A", "B"], ["A"]), (["A"], ["B"])])
def test_the_tie_break_names_every_option_once(options, order):
    with pytest.raises(ValueError):
        tally_approval({}, options, order)


@pytest.mark.parametrize(
    "approves, weights",
    [
        (np.array([[1, 0]]), np.array([1])),
        (np.array([True]), np.array([1])),
        (np.array([[True]]), np.array([1, 2])),
        (np.array([[True]]), np.array([1.5])),
        (np.array([[True]]), np.array([-1])),
    ],
)
def test_counts_of_the_wrong_shape_or_kind_raise(approves, weights):
    with pytest.raises(ValueError):
        count_approvals(approves, weights)


def test_counts_must_be_one_for_each_option():
    with pytest.raises(ValueError, match="3 options, got 1"):
        tally_approval(ApprovalCounts((Fraction(1),), 1, Fraction(1)), OPTIONS, OPTIONS)


def test_a_single_option_is_ahead_by_all_it_has():
    assert tally_approval({"ann": {"A"}, "ben": set()}, ["A"], ["A"]).margin == Fraction(1, 2)


@pytest.mark.parametrize("share", [0.5, Fraction(3, 2), Fraction(-1, 2)])
def test_a_bar_is_an_exact_share(share):
    with pytest.raises(ValueError, match="exact share"):
        Bar(share, Fraction(0), False, "q")


def test_a_refusal_reads_as_a_sentence_with_rule_and_numbers():
    refusal = tally_approval({}, OPTIONS, OPTIONS).refusal
    assert str(refusal) == "the ballot: nobody voted (rule approval: given 0, allowed at least 1)"


def test_a_vote_that_did_not_pass_the_ballot_box_raises():
    with pytest.raises(ValueError, match="'zoe' voted without a weight"):
        tally_approval({"zoe": {"A"}}, OPTIONS, OPTIONS, weights={"ann": 1})
    with pytest.raises(ValueError, match="'ann' voted for 'D'"):
        tally_approval({"ann": {"A", "D"}}, OPTIONS, OPTIONS)
