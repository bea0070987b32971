"""Who may vote, how, until when; what a receipt says; and what is left of a secret ballot after its close."""

import json
from datetime import date, timedelta
from fractions import Fraction

import pytest

from parecon.ballots import (
    Accepted,
    Reason,
    Refusal,
    Row,
    cast_vote,
    close_poll,
    count_one_each,
    find_row,
    open_poll,
    publish,
    tally_poll,
    weigh_by_exposure,
)

DAY = date(2026, 5, 1)
PEOPLE = ["ann", "ben", "cem", "dora", "eva", "finn"]


@pytest.fixture
def make_poll(charter):
    def make_poll(kind="plan_adoption", options=("A", "B"), people=PEOPLE, rules=charter, **arguments):
        return open_poll("plan 2027", kind, options, count_one_each(people), opens=DAY, charter=rules, **arguments)

    return make_poll


def refuse(done, reason):
    assert isinstance(done, Refusal) and done.reason is reason, done
    return done


def test_a_stranger_is_refused_with_the_roll(make_poll):
    assert refuse(cast_vote(make_poll(), "zoe", ["A"], today=DAY), Reason.STRANGER).allowed == "6 people on the roll"


def test_whoever_is_not_affected_at_all_has_no_vote(charter):
    weighing = weigh_by_exposure({"near": 3, "far": 0}, (Fraction(1, 4), Fraction(4)))
    poll = open_poll("bridge", "collective_good", ["A"], weighing, opens=DAY, charter=charter)
    assert refuse(cast_vote(poll, "far", ["A"], today=DAY), Reason.NOT_AFFECTED).rule == "ballots.weights"
    assert "far" not in poll.roll


@pytest.mark.parametrize("shift, reason", [(-1, Reason.NOT_OPEN_YET), (0, None), (7, None), (8, Reason.CLOSED)])
def test_votes_count_from_the_first_day_to_the_last(make_poll, shift, reason):
    done = cast_vote(make_poll(), "ann", ["A"], today=DAY + timedelta(days=shift))
    assert isinstance(done, Accepted) if reason is None else refuse(done, reason).given == DAY + timedelta(days=shift)


def test_the_last_of_several_votes_counts_and_each_has_its_own_tracker(make_poll, charter):
    first = cast_vote(make_poll(), "ann", ["A"], today=DAY)
    second = cast_vote(first.poll, "ann", ["B"], today=DAY + timedelta(days=2))
    assert (first.receipt.number, second.receipt.number) == (1, 2) and first.receipt.tracker != second.receipt.tracker
    closed = close_poll(second.poll, DAY + timedelta(days=8), "seed")
    assert closed.rows == (Row(second.receipt.tracker, "", "ann", ("B",), ""),)


def test_a_second_vote_is_refused_where_the_charter_allows_one_only(make_poll, charter):
    once = charter.adopt({"ballots.revote": False}, "congress")
    first = cast_vote(make_poll(rules=once), "ann", ["A"], today=DAY)
    refusal = refuse(cast_vote(first.poll, "ann", ["B"], today=DAY), Reason.ALREADY_VOTED)
    assert (refusal.given, refusal.allowed) == (2, 1)


@pytest.mark.parametrize(
    "kind, rules, choice, reason",
    [
        ("plan_adoption", {}, ["C"], Reason.UNKNOWN_OPTION),
        ("plan_adoption", {}, ["B", "A", "A"], Reason.OPTION_TWICE),
        ("plan_adoption", {"ballots.plan_adoption.counting": "schulze"}, ["A", "B", "A"], Reason.OPTION_TWICE),
        ("plan_adoption", {"ballots.plan_adoption.counting": "score"}, {"A": 11}, Reason.SCORE_OUTSIDE_SCALE),
        ("plan_adoption", {"ballots.plan_adoption.counting": "score"}, {"A": 0.5}, Reason.SCORE_OUTSIDE_SCALE),
        ("plan_adoption", {"ballots.plan_adoption.counting": "score"}, {"D": 1}, Reason.UNKNOWN_OPTION),
        ("council_proposal", {}, "perhaps", Reason.UNKNOWN_OPTION),
        ("council_proposal", {}, ["for"], Reason.UNKNOWN_OPTION),
    ],
)
def test_a_choice_that_is_not_on_the_ballot_is_refused_and_nothing_changes(make_poll, charter, kind, rules, choice, reason):
    poll = make_poll(kind, rules=charter.adopt(rules, "congress"))
    refusal = refuse(cast_vote(poll, "ann", choice, today=DAY), reason)
    assert not poll.cast
    if reason is Reason.OPTION_TWICE:
        assert (refusal.subject, refusal.given, refusal.allowed) == ("A", 2, 1)
    if reason is Reason.SCORE_OUTSIDE_SCALE:
        assert (refusal.subject, refusal.given, refusal.allowed) == ("A", choice["A"], (0, 10))


@pytest.mark.parametrize(
    "counting, choice, kept",
    [
        ("approval", {"B", "A"}, ("A", "B")),
        ("schulze", ["B", "A"], ("B", "A")),
        ("instant_runoff", ["B"], ("B",)),
        ("score", {"B": 2, "A": 10}, (("A", 10), ("B", 2))),
        ("consent", "object", "object"),
    ],
)
def test_a_choice_is_kept_in_one_form(make_poll, charter, counting, choice, kept):
    poll = make_poll(rules=charter.adopt({"ballots.plan_adoption.counting": counting}, "congress"))
    done = cast_vote(poll, "ann", choice, today=DAY, reason=" because ")
    assert done.poll.cast["ann"][0].choice == kept and done.poll.cast["ann"][0].reason == "because"


def test_a_text_where_options_are_asked_for_is_an_error_of_the_door(make_poll):
    with pytest.raises(TypeError, match="collection of options"):
        cast_vote(make_poll(), "ann", "A", today=DAY)


@pytest.mark.parametrize("phrase", ["", "green", "green door seven"])
def test_a_secret_vote_asks_for_a_phrase_of_two_words(make_poll, phrase):
    done = cast_vote(make_poll("recall"), "ann", "for", today=DAY, phrase=phrase, token="t")
    assert refuse(done, Reason.PHRASE_UNSUITABLE).allowed == 2


def test_a_secret_vote_needs_a_token_from_the_door(make_poll):
    with pytest.raises(ValueError, match="random token"):
        cast_vote(make_poll("recall"), "ann", "for", today=DAY, phrase="green door")


def vote_in_secret(poll, choices):
    receipts = {}
    for place, (voter, choice) in enumerate(choices.items()):
        done = cast_vote(poll, voter, choice, today=DAY, phrase=f"Green  door{place}", token=f"token {place}")
        poll, receipts[voter] = done.poll, done.receipt
    return poll, receipts


def test_after_the_close_of_a_secret_ballot_nothing_joins_voter_and_choice(make_poll, charter):
    choices = dict(zip(PEOPLE, ["for", "against", "for", "for", "abstain", "for"]))
    poll, receipts = vote_in_secret(make_poll("recall", subject="gita"), choices)
    closed = close_poll(poll, DAY + timedelta(days=4), "seed")
    assert all(row.voter is None for row in closed.rows) and not closed.weights
    table = json.dumps([[row.tracker, row.phrase, row.choice] for row in closed.rows])
    assert not any(person in table for person in PEOPLE)
    # The order of the table is drawn anew: it is neither that of casting nor that of names.
    assert [row.tracker for row in closed.rows] != [receipts[person].tracker for person in PEOPLE]
    assert closed.invited == closed.voted == tuple(PEOPLE)


def test_everyone_finds_their_row_and_the_rows_add_up_to_the_result(make_poll, charter):
    choices = dict(zip(PEOPLE, ["for", "against", "for", "for", "abstain", "for"]))
    poll, receipts = vote_in_secret(make_poll("recall"), choices)
    closed = close_poll(poll, DAY + timedelta(days=4), "seed")
    result = tally_poll(closed, (), charter)
    published = publish(closed, result, charter)
    for place, person in enumerate(PEOPLE):
        row = find_row(published, receipts[person].tracker)
        assert (row.choice, row.phrase) == (choices[person], f"green door{place}")
    assert result.scores["for"] == sum(row.choice == "for" for row in published.rows) == 4 and result.turnout == 1
    assert refuse(find_row(published, "0" * 16), Reason.NO_SUCH_ROW).allowed == "6 rows"


def test_a_receipt_says_that_one_voted_and_never_how(make_poll):
    one = cast_vote(make_poll("recall"), "ann", "for", today=DAY, phrase="green door", token="t").receipt
    other = cast_vote(make_poll("recall"), "ann", "against", today=DAY, phrase="green door", token="t").receipt
    assert one == other and one.voter == "ann" and one.day == DAY


def test_an_open_ballot_is_a_signed_roll(make_poll):
    poll = cast_vote(make_poll(), "ben", ["B"], today=DAY).poll
    poll = cast_vote(poll, "ann", ["A"], today=DAY).poll
    closed = close_poll(poll, DAY + timedelta(days=8), "seed")
    assert [(row.voter, row.choice) for row in closed.rows] == [("ann", ("A",)), ("ben", ("B",))]
    assert closed.weights == dict.fromkeys(PEOPLE, 1)


def test_a_ballot_that_is_still_open_is_not_closed_and_so_not_counted(make_poll):
    refusal = refuse(close_poll(make_poll(), DAY + timedelta(days=7), "seed"), Reason.STILL_OPEN)
    assert refusal.allowed == DAY + timedelta(days=8)


def test_the_votes_do_not_show_when_a_ballot_is_printed(make_poll):
    poll = cast_vote(make_poll("recall"), "ann", "against", today=DAY, phrase="green door", token="t").poll
    assert "against" not in repr(poll) and "green" not in repr(poll) and "1 of 6" in repr(poll)


@pytest.mark.parametrize("kind, reason", [("election", Reason.SECRET_AND_WEIGHTED), ("plan_adoption", Reason.ONE_EACH)])
def test_unequal_weights_are_refused_for_persons_and_where_the_charter_says_one_each(charter, kind, reason):
    weighing = weigh_by_exposure({"ann": 1, "ben": 3}, (Fraction(1, 4), Fraction(4)))
    refusal = refuse(open_poll("x", kind, ["A"], weighing, opens=DAY, charter=charter), reason)
    assert (refusal.subject, refusal.given, refusal.allowed) == ("ann", Fraction(1, 2), 1)


@pytest.mark.parametrize(
    "kind, options, arguments",
    [
        ("plan_adoption", (), {}),
        ("plan_adoption", ("A", "A"), {}),
        ("budget", ("A",), {}),
        ("budget", ("A",), {"costs": {"A": 1}}),
        ("budget", ("A",), {"costs": {"B": 1}, "budget": 3}),
    ],
)
def test_a_ballot_without_options_or_costs_cannot_be_opened(make_poll, kind, options, arguments):
    with pytest.raises(ValueError, match="plan 2027"):
        make_poll(kind, options, **arguments)
