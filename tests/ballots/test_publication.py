"""Every kind of decision is counted by its rule, and nothing published gives away a few voters."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parecon.ballots import Reason, break_down, cast_vote, close_poll, count_one_each, decision_kinds, measure_participation, open_poll, publish, read_decision, show_ratings, weigh_by_exposure
from parecon.charter import UnknownRule, default_charter

PEOPLE = ["ann", "ben", "cem", "dora", "eva", "finn"]


@pytest.mark.parametrize(
    "counting, choices, winner",
    [
        ("approval", [["A"], ["A", "B"], ["B"], ["A"], ["A"], []], "A"),
        ("schulze", ["AB", "AB", "BA", "AB", "A", "B"], "A"),
        ("instant_runoff", ["AB", "AB", "BA", "AB", "A", "B"], "A"),
        ("score", [{"A": 3}, {"B": 10}, {"A": 4}, {"A": 4}, {}, {}], "A"),
        ("consent", ["for", "against", "against", "abstain", "object", "for"], "for"),
        ("consensus_else_majority", ["for", "for", "for", "for", "for", "against"], "for"),
    ],
)
def test_a_closed_ballot_is_counted_by_the_rule_of_its_kind(hold, charter, counting, choices, winner):
    rules = charter.adopt({"ballots.plan_adoption.counting": counting}, "congress")
    choices = {p: tuple(c) if counting in ("schulze", "instant_runoff") else c for p, c in zip(PEOPLE, choices)}
    closed, result = hold("plan_adoption", choices, options=("A", "B"), rules=rules)
    assert result.winner == winner
    assert publish(closed, result, rules).outcome == (winner,)


@pytest.mark.parametrize("counting, chosen", [("greedy", ("hall",)), ("equal_shares", ("hall",))])
def test_budget_ballots_are_counted_with_their_costs(hold, charter, counting, chosen):
    rules = charter.adopt({"ballots.budget.counting": counting, "ballots.budget.quorum": 0.5, "ballots.equal_shares.completion": "none"}, "congress")
    choices = dict.fromkeys(PEOPLE[:3], ["hall"])
    closed, found = hold("budget", choices, people=PEOPLE, options=("hall", "lamp"), costs={"hall": 6, "lamp": 5}, budget=12, rules=rules)
    assert found.chosen == chosen and publish(closed, found, rules).outcome == chosen
    few, found = hold("budget", {"ann": ["hall"]}, people=PEOPLE, options=("hall",), costs={"hall": 6}, budget=10, rules=rules)
    assert found.refusal.reason is Reason.QUORUM and (found.refusal.given, found.refusal.allowed) == (Fraction(1, 6), Fraction(1, 2))


def test_weights_by_degree_affected_decide_a_collective_good(hold, charter):
    weighing = weigh_by_exposure({"near": 6, "next": 1, "far": 1}, (Fraction(1, 4), Fraction(4)))
    closed, result = hold("collective_good", {"near": ["bridge"], "next": ["park"], "far": ["park"]}, options=("bridge", "park"), weighing=weighing)
    assert result.winner == "bridge" and result.scores == {"bridge": Fraction(9, 4), "park": Fraction(3, 4)}


def test_what_failed_has_no_outcome(hold, charter):
    closed, result = hold("council_proposal", dict.fromkeys(PEOPLE, "against"))
    assert publish(closed, result, charter).outcome == ()


def test_under_five_secret_voters_only_the_outcome_and_the_roll_are_published(hold, charter):
    closed, result = hold("recall", dict(zip(PEOPLE[:4], ["for", "for", "for", "against"])))
    published = publish(closed, result, charter)
    assert published.outcome == ("for",) and published.result is None and published.rows == ()
    assert published.voted == tuple(PEOPLE[:4]) and "4 voted in secret" in published.warnings[0]


def test_a_unanimous_secret_vote_is_published_with_a_warning(hold, charter):
    closed, result = hold("recall", dict.fromkeys(PEOPLE, "for"))
    assert any("alike" in warning for warning in publish(closed, result, charter).warnings)
    divided, result = hold("recall", dict(zip(PEOPLE, ["for", "for", "for", "for", "for", "against"])))
    assert publish(divided, result, charter).warnings == () and publish(divided, result, charter).rows == divided.rows


def test_open_ballots_are_published_whole_however_few_vote(hold, charter):
    closed, result = hold("council_proposal", {"ann": "for", "ben": "for"})
    published = publish(closed, result, charter)
    assert published.result == result and len(published.rows) == 2 and not published.warnings


def test_small_groups_are_shown_together_and_never_so_that_one_can_be_subtracted(charter):
    counts = {"north": {"A": 7, "B": 2}, "south": {"A": 1, "B": 5}, "hill": {"A": 2}}
    shown = break_down(counts, {"north": 9, "south": 6, "hill": 2}, charter)
    # The two of the hill alone would be known by subtraction, so the next smallest group joins them.
    assert shown.merged == ("hill", "south") and shown.figures["together"] == {"A": 3, "B": 5} and shown.voters == {"north": 9, "together": 8}


def test_a_breakdown_of_too_few_in_all_shows_nothing_and_a_unanimous_group_brings_a_warning(charter):
    assert break_down({"a": {"A": 2}, "b": {"A": 1}}, {"a": 2, "b": 1}, charter).figures == {}
    shown = break_down({"a": {"A": 6}, "b": {"A": 1, "B": 5}}, {"a": 6, "b": 6}, charter)
    assert shown.merged == () and len(shown.warnings) == 1 and "6 voters of a" in shown.warnings[0]
    with pytest.raises(ValueError, match="another name"):
        break_down({"together": {}}, {"together": 6}, charter)
    with pytest.raises(ValueError, match="same groups"):
        break_down({"a": {}}, {}, charter)


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 9)))
def test_no_group_of_under_five_voters_can_be_told_from_any_breakdown(voters):
    charter = default_charter()
    shown = break_down({group: {"A": n} for group, n in voters.items()}, voters, charter)
    assert all(n >= 5 for n in shown.voters.values())
    hidden = sum(voters.values()) - sum(shown.voters.values())
    assert hidden == 0 or not shown.voters, "what is hidden could be had by subtraction"


def test_participation_is_measured_from_public_rolls(hold):
    first, _ = hold("recall", {"ann": "for", "ben": "for"}, people=PEOPLE)
    second, _ = hold("council_proposal", {"ann": "for"}, people=PEOPLE[:4])
    found = measure_participation([first, second])
    assert found.share == Fraction(3, 10) and found.by_person["ann"] == 1 and found.by_person["ben"] == Fraction(1, 2)
    assert found.never == ("cem", "dora", "eva", "finn") and found.busiest_tenth == Fraction(2, 3) and found.polls == 2
    assert measure_participation([]).share == 0


def test_every_kind_of_decision_has_all_its_rows_and_persons_count_one_each(charter):
    kinds = decision_kinds(charter)
    assert {"plan_adoption", "election", "recall", "sanction", "effort_rating", "charter_change", "close_vote"} <= set(kinds)
    for kind in kinds:
        decision = read_decision(charter, kind)
        assert decision.days >= 1 and decision.secret == (kind in ("election", "recall", "sanction", "effort_rating"))
        assert not decision.secret or decision.weights == "one_each"
    with pytest.raises(UnknownRule):
        read_decision(charter, "coronation")


def test_a_rated_person_sees_the_distribution_and_the_reasons_but_no_names(hold, charter):
    ratings = dict(zip(PEOPLE, [{"gita": 7, "hans": 9}, {"gita": 7}, {"gita": 8}, {"gita": 3}, {"gita": 7}, {"hans": 2}]))
    closed, result = hold("effort_rating", ratings, options=("gita", "hans"))
    assert closed.decision.secret and show_ratings(closed, "gita", charter) == (((3, 1), (7, 3), (8, 1)), ())
    few = show_ratings(closed, "hans", charter)
    assert few.reason is Reason.TOO_FEW_TO_SHOW and (few.given, few.allowed) == (2, 5)
    assert show_ratings(closed, "ivan", charter).reason is Reason.UNKNOWN_OPTION
    motion, _ = hold("recall", dict.fromkeys(PEOPLE, "for"))
    assert show_ratings(motion, "for", charter).reason is Reason.UNKNOWN_OPTION


def test_reasons_are_shown_to_the_rated_person_in_no_order_of_votes(charter):
    poll = open_poll("ratings", "effort_rating", ["gita"], count_one_each(PEOPLE), opens=date(2026, 5, 1), charter=charter)
    for place, person in enumerate(PEOPLE):
        reason = {"ann": "was there for all", "ben": "came late"}.get(person, "")
        poll = cast_vote(poll, person, {"gita": 7}, today=poll.opens, phrase="green door", token=str(place), reason=reason).poll
    closed = close_poll(poll, poll.closes + timedelta(days=1), "seed")
    assert show_ratings(closed, "gita", charter)[1] == ("came late", "was there for all")
