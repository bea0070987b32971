"""Councils in a tree, delegates with mandates, recall at once, and decisions that go back down."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parecon.ballots import (
    Bar,
    Council,
    CouncilTree,
    Delegate,
    Mandate,
    Poll,
    Reason,
    Refusal,
    cast_as_delegate,
    check_petition,
    check_tree,
    convene_congress,
    find_close_vote,
    find_overdue_reports,
    form_councils,
    give_mandate,
    holds_seat,
    recall_delegate,
    refer_down,
    report_back,
    seat_delegate,
    tally_motion,
    weigh_delegates,
)
from parecon.charter import default_charter

DAY = date(2026, 5, 1)
HALF = Bar(Fraction(0), Fraction(1, 2), True, "q")


@pytest.fixture
def tree():
    """Three streets of 30, 30 and 40 in one town."""
    streets = [Council(f"street {i}", "town", tuple(f"p{i}-{n:02d}" for n in range(size))) for i, size in enumerate([30, 30, 40])]
    return CouncilTree({council.id: council for council in [Council("town", None), *streets]})


def refuse(done, reason):
    assert isinstance(done, Refusal) and done.reason is reason, done
    return done


def test_a_town_of_three_streets_keeps_the_charter(tree, charter):
    assert check_tree(tree, charter) == () and tree.count_members("town") == len(tree.members) == 100
    assert [council.id for council in tree.primary] == ["street 0", "street 1", "street 2"] and tree.level("street 0") == 1


def test_one_assembly_may_be_both_polity_and_consumer_council():
    assert Council("street", None, ("ann",), roles=("polity", "consumers")).roles == ("polity", "consumers")
    with pytest.raises(ValueError, match="roles"):
        Council("street", None, (), roles=("throne",))
    with pytest.raises(ValueError, match="roles"):
        Council("street", None, (), roles=())


def test_every_departure_from_the_charter_is_named_with_both_numbers(charter):
    rules = charter.adopt({"ballots.councils.levels_max": 1, "ballots.councils.higher_members_max": 2}, "congress")
    councils = [Council("top", None), *(Council(f"c{i}", "top", tuple(f"{i}-{n}" for n in range(size))) for i, size in enumerate([24, 51, 30]))]
    councils.append(Council("c3", "top", ("0-0", *(f"3-{n}" for n in range(29)))))
    found = {(one.reason, one.subject): (one.given, one.allowed) for one in check_tree(CouncilTree({c.id: c for c in councils}), rules)}
    assert found[Reason.COUNCIL_TOO_SMALL, "c0"] == (24, 25) and found[Reason.COUNCIL_TOO_LARGE, "c1"] == (51, 50)
    assert found[Reason.COUNCIL_TOO_LARGE, "top"] == (4, 2) and found[Reason.TOO_MANY_LEVELS, "c2"] == (2, 1)
    assert found[Reason.IN_TWO_COUNCILS, "0-0"] == ("c0, c3", 1)


@pytest.mark.parametrize(
    "councils, words",
    [
        ([Council("a", None), Council("b", None)], "one council without a parent"),
        ([], "got none"),
        ([Council("a", None), Council("b", "c")], "'c', which is not in the tree"),
        ([Council("a", None), Council("b", "c"), Council("c", "b")], "2 councils are their own parents"),
    ],
)
def test_what_is_no_tree_raises(councils, words):
    with pytest.raises(ValueError, match=words):
        CouncilTree({council.id: council for council in councils})


def test_forty_thousand_people_need_three_levels(charter):
    tree = form_councils([str(i) for i in range(40_000)], charter)
    assert check_tree(tree, charter) == () and len(tree.primary) == 800 and max(map(tree.level, tree.councils)) == 2
    assert form_councils([str(i) for i in range(25)], charter).primary[0].parent is None


def test_people_named_twice_are_an_error_of_the_roll(charter):
    with pytest.raises(ValueError, match="25 people are given, 1 different"):
        form_councils(["ann"] * 25, charter)
    with pytest.raises(ValueError, match="2 members, 1 different"):
        Council("street", None, ("ann", "ann"))


def test_too_few_people_and_too_many_levels_are_refused(charter):
    assert refuse(form_councils(["ann"], charter), Reason.COUNCIL_TOO_SMALL).given == 1
    refuse(form_councils([], charter), Reason.COUNCIL_TOO_SMALL)
    flat = charter.adopt({"ballots.councils.levels_max": 1}, "congress")
    assert refuse(form_councils([str(i) for i in range(60)], flat), Reason.TOO_MANY_LEVELS).given == 2


@given(st.integers(25, 3000))
def test_any_number_of_people_from_25_on_forms_councils_that_keep_the_charter(count):
    charter = default_charter()
    tree = form_councils([str(i) for i in range(count)], charter)
    assert check_tree(tree, charter) == () and tree.count_members(next(i for i, c in tree.councils.items() if c.parent is None)) == count


@pytest.mark.parametrize("in_favour, against, goes_down", [(54, 46, True), (55, 45, False), (50, 50, True), (90, 10, False)])
def test_a_vote_won_by_less_than_ten_points_goes_down(charter, in_favour, against, goes_down):
    votes = {str(i): "for" if i < in_favour else "against" for i in range(in_favour + against)}
    found = find_close_vote("bridge", tally_motion(votes, "majority", HALF), charter)
    assert (found is not None) == goes_down
    if found:
        assert found.given == Fraction(in_favour - against, 100) and found.limit == Fraction(1, 10)


def test_five_percent_of_members_or_a_tenth_of_councils_send_a_decision_down(tree, charter):
    def ask(signers, councils=()):
        return check_petition(tree, "bridge", signers=signers, councils=councils, charter=charter)

    people = tree.members
    assert ask(people[:5]).why == "petition of members"
    few = refuse(ask([*people[:4], people[0]]), Reason.PETITION_TOO_SMALL)
    assert (few.given, few.allowed) == (Fraction(1, 25), Fraction(1, 20))
    assert ask([], ["street 2"]).why == "petition of councils"
    refuse(ask(["zoe", *people]), Reason.STRANGER)
    refuse(ask(people, ["town"]), Reason.STRANGER)


def test_what_is_referred_is_decided_by_everyone_in_the_primary_councils(tree, charter):
    referral = check_petition(tree, "bridge", signers=tree.members[:9], councils=[], charter=charter)
    poll = refer_down(tree, referral, DAY, charter)
    assert isinstance(poll, Poll) and set(poll.roll) == set(tree.members) and poll.subject == "bridge" and poll.decision.kind == "close_vote"
    refuse(refer_down(CouncilTree({"a": Council("a", None)}), referral, DAY, charter), Reason.WEIGHTS_SUM_TO_ZERO)


@pytest.fixture
def elect(hold, tree):
    def elect(person, council="street 0", kind="election", people=None):
        voters = people or tree.councils[council].members
        return hold(kind, {voter: [person] for voter in voters}, options=(person, "nobody"), people=voters)

    return elect


def seat(tree, charter, election, person="p0-00", past=(), today=DAY, council="street 0"):
    return seat_delegate(tree, council, person, election, past=past, today=today, charter=charter)


def test_a_council_seats_whom_it_elected_for_one_term(tree, charter, elect):
    found = seat(tree, charter, elect("p0-00"))
    assert found == Delegate("p0-00", "street 0", DAY, DAY + timedelta(days=365))
    assert holds_seat(found, DAY) and holds_seat(found, found.ends - timedelta(days=1)) and not holds_seat(found, found.ends)
    assert not holds_seat(found, DAY - timedelta(days=1))
    town = elect("p1-01", people=tree.members)
    assert seat(tree, charter, town, "p1-01", council="town").council == "town"


def test_strangers_other_ballots_and_losers_are_not_seated(tree, charter, elect, hold):
    refuse(seat(tree, charter, elect("p1-00"), "p1-00"), Reason.NOT_A_MEMBER)
    refuse(seat(tree, charter, elect("p0-00", kind="plan_adoption")), Reason.OTHER_BALLOT)
    refuse(seat(tree, charter, elect("p0-00", people=tree.councils["street 0"].members[:5])), Reason.OTHER_BALLOT)
    assert refuse(seat(tree, charter, elect("p0-01")), Reason.NOT_PASSED).given == "p0-01"
    own = tree.councils["street 0"].members
    empty = hold("election", dict.fromkeys(own[:3], ["p0-00"]), options=("p0-00",), people=own)
    assert "quorum" in refuse(seat(tree, charter, empty), Reason.NOT_PASSED).given


def test_after_two_terms_in_a_row_somebody_else_has_a_turn_until_the_pause_is_over(tree, charter, elect):
    year = timedelta(days=365)
    terms = [Delegate("p0-00", "street 0", DAY - 2 * year, DAY - year), Delegate("p0-00", "street 0", DAY - year, DAY)]
    other = Delegate("p0-01", "street 0", DAY - year, DAY)
    refusal = refuse(seat(tree, charter, elect("p0-00"), past=[*terms, other]), Reason.ROTATION)
    assert (refusal.given, refusal.allowed) == (3, 2)
    assert isinstance(seat(tree, charter, elect("p0-00"), past=terms[1:]), Delegate)
    assert isinstance(seat(tree, charter, elect("p0-00"), past=terms, today=DAY + year), Delegate)
    cut = Delegate("p0-00", "street 0", DAY - year, DAY, recalled=DAY - year + timedelta(days=1))
    refuse(seat(tree, charter, elect("p0-00"), past=[terms[0], cut], today=DAY), Reason.ROTATION)


def test_a_delegate_is_recalled_at_once_by_their_own_council(tree, hold):
    delegate = Delegate("p0-00", "street 0", DAY, DAY + timedelta(days=365))
    own = tree.councils["street 0"].members
    closed, result = hold("recall", dict.fromkeys(own, "for"), subject="p0-00")
    later = DAY + timedelta(days=30)
    recalled = recall_delegate(tree, delegate, closed, result, today=later)
    assert recalled.recalled == later and not holds_seat(recalled, later) and holds_seat(recalled, later - timedelta(days=1))
    refuse(cast_as_delegate(recalled, "bridge", "for", mandate=None, today=later), Reason.NO_SEAT)


@pytest.mark.parametrize(
    "kind, subject, voters, voice, reason",
    [
        ("council_proposal", "p0-00", None, "for", Reason.OTHER_BALLOT),
        ("recall", "p0-01", None, "for", Reason.OTHER_BALLOT),
        ("recall", "p0-00", 6, "for", Reason.OTHER_BALLOT),
        ("recall", "p0-00", None, "against", Reason.NOT_PASSED),
    ],
)
def test_no_other_ballot_recalls(tree, hold, kind, subject, voters, voice, reason):
    own = tree.councils["street 0"].members[:voters]
    closed, result = hold(kind, dict.fromkeys(own, voice), subject=subject)
    delegate = Delegate("p0-00", "street 0", DAY, DAY + timedelta(days=365))
    refuse(recall_delegate(tree, delegate, closed, result, today=DAY), reason)


def test_a_free_mandate_lets_a_guided_one_flags_and_a_binding_one_refuses(charter):
    delegate = Delegate("ann", "street 0", DAY, DAY + timedelta(days=365))
    acts = []
    for kind, allowed in (("free", ()), ("guided", ("for",)), ("binding", ("for",))):
        mandate = Mandate("street 0", kind, kind, allowed, "as we said")
        done = cast_as_delegate(delegate, kind, "against", mandate=mandate, today=DAY, reason="new facts")
        if kind == "binding":
            assert refuse(done, Reason.OUTSIDE_MANDATE).allowed == ("for",)
            assert not cast_as_delegate(delegate, kind, "for", mandate=mandate, today=DAY).deviates
        else:
            assert done.deviates == (kind == "guided")
            acts.append(done)
    acts.append(cast_as_delegate(delegate, "alone", "for", mandate=None, today=DAY))
    page = report_back(acts, "street 0")
    assert [line.decision for line in page] == ["guided", "alone", "free"]
    assert (page[0].mandate, page[0].asked, page[0].choice, page[0].reason) == ("guided", ("for",), "against", "new facts")
    assert report_back(acts, "street 1") == ()


def test_a_mandate_is_of_the_kind_that_the_charter_sets_unless_the_council_says_another(charter):
    assert give_mandate("street 0", "bridge", charter).kind == "free"
    assert give_mandate("street 0", "bridge", charter, kind="binding", allowed=["for"]).allowed == ("for",)


@pytest.mark.parametrize("kind, allowed", [("royal", ()), ("guided", ()), ("binding", ())])
def test_a_mandate_that_says_nothing_raises(kind, allowed):
    with pytest.raises(ValueError, match="mandate"):
        Mandate("street 0", "bridge", kind, allowed, "")


def test_the_mandate_of_another_council_or_decision_raises():
    delegate = Delegate("ann", "street 0", DAY, DAY + timedelta(days=365))
    with pytest.raises(ValueError, match="street 1"):
        cast_as_delegate(delegate, "bridge", "for", mandate=Mandate("street 1", "bridge", "free", (), ""), today=DAY)


def test_reports_are_overdue_after_a_fortnight(charter):
    delegate = Delegate("ann", "street 0", DAY, DAY + timedelta(days=365))
    acts = [cast_as_delegate(delegate, name, "for", mandate=None, today=DAY) for name in ("a", "b")]
    assert find_overdue_reports(acts, {}, DAY + timedelta(days=14), charter) == ()
    assert find_overdue_reports(acts, {"a": DAY}, DAY + timedelta(days=15), charter) == (("b", 15),)


def test_delegates_count_one_each_or_by_members_as_the_charter_says(tree, charter):
    seated = [Delegate("ann", "street 0", DAY, DAY), Delegate("cem", "street 2", DAY, DAY)]
    assert weigh_delegates(tree, seated, charter) == {"ann": 1, "cem": 1}
    by_members = charter.adopt({"ballots.delegates.weight": "members"}, "congress")
    assert weigh_delegates(tree, seated, by_members) == {"ann": 30, "cem": 40}


def test_a_congress_is_the_sitting_delegates_of_a_regions_primary_councils(charter):
    streets = [Council(f"s{i}", "north" if i < 2 else "south", (f"p{i}",)) for i in range(4)]
    tree = CouncilTree({c.id: c for c in [Council("land", None), Council("north", "land"), Council("south", "land"), *streets]})
    end = DAY + timedelta(days=365)
    seated = [Delegate("p0", "s0", DAY, end), Delegate("p2", "s2", DAY, end), Delegate("p3", "s3", DAY, end, recalled=DAY)]
    north, land = convene_congress(tree, "north", seated, DAY), convene_congress(tree, "land", seated, DAY)
    assert [d.person for d in north.delegates] == ["p0"] and north.vacant == ("s1",)
    assert [d.person for d in land.delegates] == ["p0", "p2"] and land.vacant == ("s1", "s3")
    refuse(convene_congress(tree, "land", [*seated, Delegate("x", "s0", DAY, end)], DAY), Reason.SEATS)
