"""The charter holds every rule as data and lets no unsuitable value in."""

import pytest

from parecon.charter import Charter, Rule, UnknownRule, UnsuitableValue, default_charter

RULES = {
    rule.key: rule
    for rule in (
        Rule("a.yes", True, "", "m", "s"),
        Rule("a.whole", 7, "rounds", "m", "s", low=1, high=9),
        Rule("a.share", 0.5, "share", "m", "s", low=0, high=1),
        Rule("a.free", 1.5, "hours", "m", "s"),
        Rule("a.choice", "one", "", "m", "s", choices=("one", "two")),
        Rule("a.text", "words", "", "m", "s"),
        Rule("b.list", ("x", "y"), "", "m", "s"),
        Rule("b.parts", (0.3, 0.7), "shares", "m", "s", low=0, high=1),
    )
}


@pytest.fixture
def charter():
    return Charter(RULES)


@pytest.mark.parametrize(
    "key, value, kept",
    [("a.yes", False, False), ("a.whole", 9, 9), ("a.whole", 3.0, 3), ("a.share", 1, 1.0), ("a.free", -8, -8.0), ("a.choice", "two", "two"), ("a.text", "", ""), ("b.list", ["z"], ("z",)), ("b.parts", [1, 0], (1, 0))],
)
def test_a_suitable_value_is_kept_in_the_rules_own_type(charter, key, value, kept):
    adopted = charter.adopt({key: value}, "congress")
    assert adopted[key] == kept and type(adopted[key]) is type(RULES[key].value)
    assert adopted.version == 2 and adopted.adopters[key] == "congress" and charter[key] == RULES[key].value


@pytest.mark.parametrize(
    "key, value, words",
    [
        ("a.yes", 1, "yes or no"),
        ("a.whole", True, "a number"),
        ("a.whole", "7", "a number"),
        ("a.whole", float("nan"), "a number"),
        ("a.whole", 2.5, "whole number"),
        ("a.whole", 0, "between 1 and 9"),
        ("a.whole", 10, "between 1 and 9"),
        ("a.share", 1.01, "between 0 and 1"),
        ("a.choice", "three", "one of one, two"),
        ("a.text", 3, "is a text"),
        ("b.list", "xy", "is a list"),
        ("b.list", 3, "is a list"),
        ("b.parts", [0.5], "a list of 2 numbers between 0 and 1"),
        ("b.parts", [0.5, 1.5], "a list of 2 numbers between 0 and 1"),
        ("b.parts", [0, 0], "not all of them 0"),
    ],
)
def test_an_unsuitable_value_is_refused_with_rule_value_and_way_out(charter, key, value, words):
    with pytest.raises(UnsuitableValue, match=words) as caught:
        charter.adopt({"a.yes": False, key: value}, "congress")
    assert key in str(caught.value) and repr(value) in str(caught.value)


def test_an_unknown_rule_is_named_with_its_neighbours(charter):
    with pytest.raises(UnknownRule, match="a.yes"):
        charter["a.no"]
    with pytest.raises(UnknownRule, match="no rule 'c.no'; it has a, b"):
        charter["c.no"]


def test_the_hash_follows_the_values_in_force_and_nothing_else(charter):
    there = charter.adopt({"a.whole": 5, "b.list": ["q"]}, "congress")
    back = there.adopt({"a.whole": 7, "b.list": ["x", "y"]}, "another congress")
    assert charter.hash() == back.hash() != there.hash() and back.version == 3


def test_the_rows_tell_value_default_and_adopter(charter):
    rows = {row["key"]: row for row in charter.adopt({"b.list": ["q"]}, "congress").as_rows()}
    assert rows["b.list"]["value"] == ["q"] and rows["b.list"]["default"] == ["x", "y"] and rows["b.list"]["adopter"] == "congress"
    assert rows["a.yes"]["adopter"] == "default" and list(rows) == sorted(rows)


def test_a_charter_cannot_be_changed_in_place(charter):
    with pytest.raises(TypeError):
        charter.rules["a.yes"] = None
    with pytest.raises(AttributeError):
        charter.version = 9


def test_every_default_suits_its_own_rule():
    charter = default_charter()
    for key, rule in charter.rules.items():
        assert rule.check(rule.value) == rule.value == charter[key]
