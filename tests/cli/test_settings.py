"""What --set accepts, and how kindly it refuses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parecon.cli.messages import CannotGoOn
from parecon.cli.settings import read_settings


def test_permits_and_hours_are_changes_in_percent():
    settings = read_settings(["permits.CO2=-5%", "permits.CH4=+2.5 %", "hours=-100.0e-1%"])
    assert settings.permits == {"CO2": -0.05, "CH4": 0.025} and settings.hours == -0.1


@pytest.mark.parametrize(("text", "key", "value"), [
    ("rounds.count_max=5", "rounds.count_max", 5), ("rounds.worst_gap_to_close=2%", "rounds.worst_gap_to_close", 0.02),
    ("approval.applied=no", "approval.applied", False), ("approval.norm=one", "approval.norm", "one"),
])
def test_any_rule_of_the_charter_can_be_set_in_its_own_type(text, key, value):
    charter = read_settings([text]).charter
    assert charter[key] == value and type(charter[key]) is type(value)
    assert charter.adopters[key] == "command line"


@pytest.mark.parametrize(("text", "words"), [
    ("", "expected KEY=VALUE"), ("hours", "expected KEY=VALUE"), ("=5", "expected KEY=VALUE"), ("hours=", "expected KEY=VALUE"),
    ("hours=-5", "expected a change in percent"), ("hours=five%", "is no number"), ("hours=nan%", "is no number"), ("hours=inf%", "is no number"),
    ("hours=-101%", "between -100% and"), ("hours=-100%", "between -100% and"), ("permits.CO2=0.95", "write the sign %"),
    ("permits.CO2=-200%", "between -100% and"), ("permits.CO2=5000%", "between -100% and"), ("round.count_max=5", "did you mean rounds.count_max"),
    ("rounds.count_max=0", "lies between 1 and 200"), ("rounds.count_max=2.5", "whole number"), ("rounds.count_max=many", "is a number"),
    ("rounds.worst_gap_to_close=nan", "is a number"), ("approval.applied=perhaps", "yes or no"), ("approval.norm=best", "one of average, one"),
    ("rounds.count_max=1e400", "is a number"), ("rounds.count_max=1e300", "between 1 and 200"), ("prices.step_max=inf", "is a number"),
])
def test_what_cannot_be_meant_is_refused_with_the_way_out(text, words):
    with pytest.raises(CannotGoOn) as refused:
        read_settings([text])
    assert words in str(refused.value) and refused.value.code == 2


def test_a_key_may_stand_once():
    with pytest.raises(CannotGoOn, match="stands twice"):
        read_settings(["hours=-5%", "hours=-6%"])


@given(st.text(max_size=30))
def test_no_text_whatever_ends_in_anything_but_settings_or_a_refusal(text):
    try:
        read_settings([text])
    except CannotGoOn as refused:
        assert str(refused)
