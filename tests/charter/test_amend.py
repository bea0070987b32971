"""The charter changes by a passed ballot of the right electorate, once, and every version is kept."""

from dataclasses import replace

import pytest

from parecon.charter import UnknownRule, default_charter
from parecon.charter.amend import Adoption, AmendmentReason, AmendmentRefusal, amend_charter, hash_changes, open_book

CHANGES = {"ballots.weights.high": 3, "ballots.revote": False}


@pytest.fixture(scope="module")
def book():
    return open_book(default_charter(), "2026-01-01")


def make_adoption(changes=CHANGES, **other):
    return replace(Adoption("ballot 1", "national_congress", True, hash_changes(changes), "2026-05-01"), **other)


def test_a_passed_ballot_makes_the_next_version(book):
    changed = amend_charter(book, CHANGES, make_adoption())
    assert changed.charter["ballots.weights.high"] == 3.0 and changed.charter["ballots.revote"] is False
    first, second = changed.versions
    assert (first.number, second.number) == (1, 2) and first.hash == book.charter.hash() and second.hash == changed.charter.hash()
    assert second.changes == {"ballots.weights.high": 3.0, "ballots.revote": False} and (second.ballot, second.day) == ("ballot 1", "2026-05-01")
    assert changed.charter.adopters["ballots.revote"] == "ballot ballot 1 of national_congress"
    assert len(book.versions) == 1 and book.charter["ballots.revote"] is True


def test_the_history_of_a_rule_names_the_ballots_that_changed_it(book):
    changed = amend_charter(book, CHANGES, make_adoption())
    again = {"ballots.weights.high": 5}
    changed = amend_charter(changed, again, make_adoption(again, ballot="ballot 2"))
    assert [version.ballot for version in changed.history("ballots.weights.high")] == ["ballot 1", "ballot 2"]
    assert [version.number for version in changed.history("ballots.revote")] == [2]
    with pytest.raises(UnknownRule):
        changed.history("ballots.throne")


@pytest.mark.parametrize(
    "changes, adoption, reason, given",
    [
        ({}, make_adoption({}), AmendmentReason.NO_CHANGES, 0),
        (CHANGES, make_adoption(passed=False), AmendmentReason.NOT_PASSED, "not passed"),
        (CHANGES, make_adoption(electorate="council"), AmendmentReason.OTHER_ELECTORATE, "council"),
        (CHANGES, make_adoption({"ballots.weights.high": 2}), AmendmentReason.OTHER_CHANGES, hash_changes(CHANGES)),
        ({"ballots.throne": 1}, make_adoption({"ballots.throne": 1}), AmendmentReason.UNKNOWN_RULE, "ballots.throne"),
        ({"ballots.revote": 1}, make_adoption({"ballots.revote": 1}), AmendmentReason.UNSUITABLE_VALUE, 1),
        ({"ballots.court.judges": float("inf")}, make_adoption({"ballots.court.judges": float("inf")}), AmendmentReason.UNSUITABLE_VALUE, float("inf")),
        ({"ballots.weights.low": 2}, make_adoption({"ballots.weights.low": 2}), AmendmentReason.UNSUITABLE_VALUE, 2),
        ({"ballots.election.weights": "by_affected"}, make_adoption({"ballots.election.weights": "by_affected"}), AmendmentReason.UNSUITABLE_VALUE, "by_affected"),
    ],
)
def test_no_other_ballot_changes_anything(book, changes, adoption, reason, given):
    refusal = amend_charter(book, changes, adoption)
    assert isinstance(refusal, AmendmentRefusal) and refusal.reason is reason and refusal.given == given
    assert reason.value in str(refusal)


def test_one_unsuitable_value_stops_the_whole_amendment(book):
    changes = {"ballots.revote": False, "ballots.weights.low": 7}
    refusal = amend_charter(book, changes, make_adoption(changes))
    assert refusal.subject == "ballots.weights.low" and "between 0 and 1" in refusal.allowed
    assert book.charter["ballots.revote"] is True


def test_a_ballot_changes_the_charter_once(book):
    changed = amend_charter(book, CHANGES, make_adoption())
    refusal = amend_charter(changed, CHANGES, make_adoption())
    assert refusal.reason is AmendmentReason.BALLOT_USED and refusal.given == [2]


def test_the_electorate_of_amendments_is_itself_a_rule_that_an_amendment_can_change(book):
    down = {"ballots.charter_change.electorate": "society"}
    changed = amend_charter(book, down, make_adoption(down))
    refusal = amend_charter(changed, CHANGES, make_adoption(ballot="ballot 2"))
    assert refusal.reason is AmendmentReason.OTHER_ELECTORATE and refusal.allowed == "society"


def test_what_is_voted_is_hashed_whatever_the_order():
    assert hash_changes({"a": 1, "b": ("x",)}) == hash_changes({"b": ["x"], "a": 1}) != hash_changes({"a": 2, "b": ["x"]})
