"""Weights follow recorded facts, are held between limits, and say why they are what they are."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parecon.ballots import Fact, Reason, add_up_exposure, count_one_each, explain_weight, read_limits, weigh_by_exposure
from parecon.charter import default_charter

LIMITS = (Fraction(1, 4), Fraction(4))


def test_the_limits_are_a_quarter_and_four_times_the_mean(charter):
    assert read_limits(charter) == LIMITS


def test_weights_are_exposure_over_its_mean_held_between_the_limits_by_hand():
    # a = 100, 5, 4, 1, 0: mean of those affected 27.5; 100/27.5 = 40/11 stays, the rest falls below a quarter of the mean.
    found = weigh_by_exposure({"a": 100, "b": 5, "c": 4, "d": 1, "e": 0}, LIMITS)
    assert found.mean == Fraction(55, 2) and found.weights == {"a": Fraction(40, 11), "b": Fraction(1, 4), "c": Fraction(1, 4), "d": Fraction(1, 4)}
    assert found.unaffected == ("e",) and sorted(found.raised) == ["b", "c", "d"] and not found.lowered
    assert found.raised["d"] == (Fraction(2, 55), Fraction(1, 4))
    # Before: 100/110 of the vote; after: (40/11) / (40/11 + 3/4) = 160/193.
    assert found.vote_share_moved == Fraction(100, 110) - Fraction(160, 193)


def test_one_person_with_nearly_all_exposure_is_lowered_to_four_times_the_mean():
    found = weigh_by_exposure({"one": 1000, **{str(i): 1 for i in range(9)}}, LIMITS)
    assert found.weights["one"] == 4 and found.lowered["one"][1] == 4 and len(found.raised) == 9


def test_listing_people_who_are_not_affected_changes_nobodys_weight():
    assert weigh_by_exposure({"a": 1, "b": 3}, LIMITS).weights == weigh_by_exposure({"a": 1, "b": 3, "c": 0, "d": 0}, LIMITS).weights


def test_where_nobody_is_affected_there_is_no_ballot():
    assert weigh_by_exposure({"a": 0}, LIMITS).reason is Reason.WEIGHTS_SUM_TO_ZERO
    assert count_one_each([]).reason is Reason.WEIGHTS_SUM_TO_ZERO


def test_exposure_is_added_up_from_facts_of_each_kind_as_shares():
    facts = [
        Fact("ann", "hours in the unit", 1500, "roll 7"),
        Fact("ben", "hours in the unit", 500, "roll 7"),
        Fact("ben", "residence in the harm zone", 1, "map 2"),
        Fact("cem", "share of use", 0, "meter 9"),
    ]
    exposure = add_up_exposure(facts, ["ann", "ben", "cem"])
    assert exposure == {"ann": Fraction(3, 4), "ben": Fraction(5, 4), "cem": 0}
    found = weigh_by_exposure(exposure, LIMITS, facts)
    assert explain_weight(found, "ben") == (
        "ben: exposure 5/4 against a mean of 1, weight 5/4; 500 hours in the unit by roll 7, 1 residence in the harm zone by map 2"
    )
    assert explain_weight(found, "cem") == "cem: exposure 0, not affected, no vote"


def test_the_reason_says_when_a_limit_moved_a_weight():
    found = weigh_by_exposure({"one": 1000, **{str(i): 1 for i in range(9)}}, LIMITS)
    assert "lowered to the limit of 4 from 10000/1009" in explain_weight(found, "one")
    assert "raised to the limit of 1/4" in explain_weight(found, "0")


@pytest.mark.parametrize("fact", [Fact("zoe", "use", 1, "r"), Fact("ann", "use", -1, "r"), Fact("ann", "use", 0.5, "r")])
def test_a_fact_about_a_stranger_or_without_an_exact_amount_raises(fact):
    with pytest.raises(ValueError, match="record 'r'"):
        add_up_exposure([fact], ["ann"])


def test_negative_exposure_raises():
    with pytest.raises(ValueError, match="zero or more"):
        weigh_by_exposure({"a": -1}, LIMITS)
    with pytest.raises(TypeError, match="the exposure of 'a' is an exact number"):
        weigh_by_exposure({"a": 0.5}, LIMITS)


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 10**6), min_size=1), st.integers(1, 1000))
def test_weights_do_not_depend_on_the_unit_of_exposure_and_lie_between_the_limits(exposure, unit):
    limits = read_limits(default_charter())
    one, other = weigh_by_exposure(exposure, limits), weigh_by_exposure({p: a * unit for p, a in exposure.items()}, limits)
    if any(exposure.values()):
        assert one.weights == other.weights and all(limits[0] <= w <= limits[1] for w in one.weights.values())
        assert 0 <= one.vote_share_moved < 1
