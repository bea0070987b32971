"""Bodies of several federations, chambers, parts, the table of prohibited activities, the charter by ballot."""

from datetime import date

import pytest

from parecon.ballots import (
    Body,
    Prohibitions,
    Reason,
    Refusal,
    adopt_amendment,
    change_prohibitions,
    check_parts,
    check_wish,
    decide_in_body,
    enforce_act,
    find_part_off,
    hash_prohibitions,
    overturn_act,
    pass_in_chambers,
    recall_delegate,
)
from parecon.ballots import Council, CouncilTree, Delegate
from parecon.charter import UnknownRule
from parecon.charter.amend import AmendmentReason, hash_changes, open_book

PEOPLE = [f"person {n}" for n in range(12)]


def refuse(done, reason):
    assert isinstance(done, Refusal) and done.reason is reason, done
    return done


@pytest.fixture
def defence():
    """Ten seats, five by each union; the unions have 60 and 40 members."""
    return Body("Defense Council", {"A": 5, "B": 5}, {"A": 60, "B": 40}, "national_congress", head="b0")


DELEGATES = {f"{union.lower()}{n}": union for union in "AB" for n in range(5)}
DIVIDED = {person: "for" if union == "A" else "against" for person, union in DELEGATES.items()}
TRACE = {"A": ("assembly 1", "assembly 2"), "B": ("assembly 3",)}


def decide(body, charter, votes=DIVIDED, delegates=DELEGATES, trace=TRACE):
    mandates = {"A": "for", "B": "against"}
    return decide_in_body(body, "move the depot", votes, delegates, mandates=mandates, trace=trace, charter=charter)


def test_the_defense_council_is_blocked_by_its_head_where_the_charter_lets_a_head_veto(defence, charter):
    vetoed = refuse(decide(defence, charter.adopt({"ballots.bodies.rule": "head_veto"}, "congress")), Reason.HEAD_VETO)
    assert vetoed.subject == "b0"


def test_the_defense_council_decides_by_sixty_percent_where_no_office_has_a_veto(defence, charter):
    act = decide(defence, charter)
    assert act.result.passed and act.result.scores["for"] == 60 and act.result.scores["against"] == 40
    assert enforce_act(act) is None and act.carried_by == ("A",) and act.trace["A"] == ("assembly 1", "assembly 2")


def test_a_delegate_who_leaves_the_mandate_is_named_and_recalled_at_once(defence, charter, hold):
    act = decide(defence, charter, {**DIVIDED, "a4": "against"})
    assert act.deviating == ("a4",) and act.result.scores["for"] == 48 and not act.result.passed
    union = CouncilTree({"A": Council("A", None, tuple(PEOPLE))})
    delegate = Delegate("a4", "A", date(2026, 1, 1), date(2027, 1, 1))
    closed, result = hold("recall", dict.fromkeys(PEOPLE, "for"), subject="a4")
    assert recall_delegate(union, delegate, closed, result, today=date(2026, 6, 1)).recalled == date(2026, 6, 1)


def test_nothing_is_enforced_without_an_assembly_behind_it_or_against_the_vote(defence, charter):
    assert refuse(enforce_act(decide(defence, charter, trace={"B": ("assembly 3",)})), Reason.NO_ASSEMBLY).given == "none of A"
    refuse(enforce_act(decide(defence, charter, dict.fromkeys(DELEGATES, "against"))), Reason.NOT_PASSED)


def test_the_congress_ends_an_act_of_the_body_that_answers_to_it(defence, charter, hold):
    act = decide(defence, charter)
    closed, result = hold("charter_change", dict.fromkeys(PEOPLE, "for"), subject="move the depot")
    ended = overturn_act(act, closed, result, congress=PEOPLE)
    refuse(overturn_act(act, closed, result, congress=PEOPLE[1:]), Reason.OTHER_ROLL)
    assert refuse(enforce_act(ended), Reason.NOT_PASSED).given == "overturned"
    refuse(overturn_act(act, *hold("charter_change", dict.fromkeys(PEOPLE, "for"), subject="other"), congress=PEOPLE), Reason.OTHER_BALLOT)
    refuse(overturn_act(act, *hold("investment", dict.fromkeys(PEOPLE, ["x"]), options=("x",), subject="move the depot"), congress=PEOPLE), Reason.OTHER_BALLOT)
    refuse(overturn_act(act, *hold("charter_change", dict.fromkeys(PEOPLE, "against"), subject="move the depot"), congress=PEOPLE), Reason.NOT_PASSED)


def test_seats_are_filled_as_the_shares_say_and_strangers_do_not_vote(defence, charter):
    few = refuse(decide(defence, charter, delegates={**DELEGATES, "b4": "A"}), Reason.SEATS)
    assert few.given == {"A": 6, "B": 4} and few.allowed == {"A": 5, "B": 5}
    refuse(decide(defence, charter, delegates={**DELEGATES, "c0": "C"}), Reason.SEATS)
    refuse(decide(defence, charter, votes={"zoe": "for"}), Reason.STRANGER)


@pytest.mark.parametrize("seats, members", [({}, {}), ({"A": 1}, {"B": 1}), ({"A": 0}, {"A": 1}), ({"A": 1}, {"A": 0})])
def test_a_body_has_seats_and_members_for_each_federation(seats, members):
    with pytest.raises(ValueError, match="seats"):
        Body("x", seats, members, "national_congress")


def test_both_chambers_pass_how_far_need_extends_or_nothing_changes(hold):
    def vote(voice, subject="care is a need"):
        return hold("needs_extent", dict.fromkeys(PEOPLE, voice), subject=subject)

    chambers = {"workers": PEOPLE, "consumers": PEOPLE}
    assert pass_in_chambers("care is a need", {"workers": vote("for"), "consumers": vote("for")}, chambers) is None
    no = refuse(pass_in_chambers("care is a need", {"workers": vote("for"), "consumers": vote("against")}, chambers), Reason.NOT_PASSED)
    assert no.subject == "consumers"
    refuse(pass_in_chambers("care is a need", {"workers": vote("for")}, chambers), Reason.OTHER_BALLOT)
    refuse(pass_in_chambers("care is a need", {}, chambers), Reason.OTHER_BALLOT)
    refuse(pass_in_chambers("care is a need", {"workers": vote("for"), "consumers": vote("for", "other")}, chambers), Reason.OTHER_BALLOT)
    halved = {"workers": PEOPLE, "consumers": [*PEOPLE, "zoe"]}
    refuse(pass_in_chambers("care is a need", {"workers": vote("for"), "consumers": vote("for")}, halved), Reason.OTHER_ROLL)


def test_a_union_can_begin_with_balanced_jobs_and_assemblies_alone(charter):
    off = {f"ballots.parts.{part}": False for part in ("effort_ratings", "planning_rounds", "credits", "licences", "sanctions")}
    union = charter.adopt(off, "congress")
    assert check_parts(union) == () and find_part_off(union, "balanced_jobs") is None
    off = refuse(find_part_off(union, "credits"), Reason.PART_OFF)
    assert (off.rule, off.given, off.allowed) == ("ballots.parts.credits", False, True)
    lone = charter.adopt({"ballots.parts.assemblies": False}, "congress")
    assert [refusal.subject for refusal in check_parts(lone)] == ["licences", "sanctions"]
    with pytest.raises(UnknownRule):
        find_part_off(charter, "throne")


def test_a_private_wish_is_refused_only_for_what_the_congress_prohibited(hold):
    added = {"private circulating currency": "credits are personal"}
    closed, result = hold("prohibited_activity", dict.fromkeys(PEOPLE, "for"), subject=hash_prohibitions(added, ()))
    table = change_prohibitions(Prohibitions({}), added, (), closed=closed, result=result, roll=PEOPLE)
    assert check_wish(table, "ann", "a magazine that nobody likes") is None
    refusal = refuse(check_wish(table, "ann", "private circulating currency"), Reason.PROHIBITED)
    assert "credits are personal" in refusal.allowed and refusal.rule == "ballot ballot 1"
    closed, result = hold("prohibited_activity", dict.fromkeys(PEOPLE, "for"), subject=hash_prohibitions({}, ["private circulating currency"]))
    assert not change_prohibitions(table, {}, ["private circulating currency"], closed=closed, result=result, roll=PEOPLE).table


@pytest.mark.parametrize(
    "kind, voice, about, reason",
    [
        ("prohibited_activity", "against", "books", Reason.NOT_PASSED),
        ("prohibited_activity", "for", "pamphlets", Reason.OTHER_BALLOT),
        ("charter_change", "for", "books", Reason.OTHER_BALLOT),
    ],
)
def test_no_other_ballot_prohibits_anything(hold, kind, voice, about, reason):
    closed, result = hold(kind, dict.fromkeys(PEOPLE, voice), subject=hash_prohibitions({about: "?"}, ()))
    refuse(change_prohibitions(Prohibitions({}), {"books": "?"}, (), closed=closed, result=result, roll=PEOPLE), reason)


def test_a_handful_prohibits_nothing(hold):
    closed, result = hold("prohibited_activity", dict.fromkeys(PEOPLE[:2], "for"), subject=hash_prohibitions({"books": "?"}, ()))
    refuse(change_prohibitions(Prohibitions({}), {"books": "?"}, (), closed=closed, result=result, roll=PEOPLE), Reason.OTHER_ROLL)


def test_a_ballot_without_a_subject_prohibits_nothing_and_what_is_not_prohibited_cannot_be_freed(hold):
    bare = hold("prohibited_activity", dict.fromkeys(PEOPLE, "for"))
    assert refuse(change_prohibitions(Prohibitions({}), {}, (), closed=bare[0], result=bare[1], roll=PEOPLE), Reason.OTHER_BALLOT).given == "no subject"
    closed, result = hold("prohibited_activity", dict.fromkeys(PEOPLE, "for"), subject=hash_prohibitions({}, ["books"]))
    with pytest.raises(ValueError, match="no activity"):
        change_prohibitions(Prohibitions({}), {}, ["books"], closed=closed, result=result, roll=PEOPLE)


def test_the_charter_is_changed_by_a_ballot_of_the_congress_on_these_very_changes(hold, charter):
    changes = {"ballots.weights.high": 3.0}
    book = open_book(charter, "2026-01-01")
    closed, result = hold("charter_change", dict.fromkeys(PEOPLE, "for"), subject=hash_changes(changes), id="ballot 9")
    changed = adopt_amendment(book, changes, closed, result, roll=PEOPLE)
    assert changed.charter["ballots.weights.high"] == 3.0 and changed.charter.version == 2
    assert changed.versions[1].ballot == "ballot 9" and book.charter["ballots.weights.high"] == 4.0
    refuse(adopt_amendment(book, changes, *hold("council_proposal", dict.fromkeys(PEOPLE, "for"), subject=hash_changes(changes)), roll=PEOPLE), Reason.OTHER_BALLOT)
    lost = hold("charter_change", dict(zip(PEOPLE, ["for"] * 7 + ["against"] * 5)), subject=hash_changes(changes))
    assert adopt_amendment(book, changes, *lost, roll=PEOPLE).reason is AmendmentReason.NOT_PASSED
    refuse(adopt_amendment(book, changes, closed, result, roll=[*PEOPLE, "who was not invited"]), Reason.OTHER_ROLL)
    few = hold("charter_change", dict.fromkeys(PEOPLE[:3], "for"), subject=hash_changes(changes))
    handful = refuse(adopt_amendment(book, changes, *few, roll=PEOPLE), Reason.OTHER_ROLL)
    assert (handful.given, handful.allowed) == (3, 12)
