"""Pabulib texts: every vote type is read and written, and a broken text is refused with its place."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parecon.ballots import BrokenPabulib, BudgetVote, make_pabulib, read_pabulib, tally_greedy, write_pabulib

TEXT = """META
key;value
description;Two lamps, one park
num_projects;2
num_votes;3
budget;100,50
vote_type;{type}
max_length;2

PROJECTS
project_id;cost;name
lamp;40;"Lamps; many"
park;60.5;Park

VOTES
voter_id;age;vote{points_header}
1;30;lamp{p1}
2;;lamp,park{p2}
3;41;{p3}
"""


def make_text(vote_type="approval", points=False):
    shown = {"p1": ";5", "p2": ";2,3.5", "p3": ";"} if points else {"p1": "", "p2": "", "p3": ""}
    return TEXT.format(type=vote_type, points_header=";points" if points else "", **shown)


def test_approvals_are_read_with_exact_amounts_and_all_columns():
    town = read_pabulib(make_text())
    assert town.budget == Fraction(201, 2) and town.costs == {"lamp": 40, "park": Fraction(121, 2)}
    assert town.votes == {"1": ("lamp",), "2": ("lamp", "park"), "3": ()} and town.complaints == ()
    assert town.projects["lamp"]["name"] == "Lamps; many" and town.voters["1"]["age"] == "30"
    assert tally_greedy(town.as_budget_vote(), ["lamp", "park"]).chosen == ("lamp", "park")


@pytest.mark.parametrize("vote_type", ["cumulative", "scoring"])
def test_points_are_read_for_each_project_named(vote_type):
    town = read_pabulib(make_text(vote_type, points=True))
    assert town.points == {"1": {"lamp": 5}, "2": {"lamp": 2, "park": Fraction(7, 2)}, "3": {}}
    assert town.as_budget_vote().points["2"]["park"] == Fraction(7, 2)


def test_a_ranking_becomes_borda_points_by_the_projects_below():
    town = read_pabulib(make_text("ordinal"))
    assert town.as_budget_vote().points == {"1": {"lamp": 1}, "2": {"lamp": 1, "park": 0}, "3": {}}


def test_votes_outside_the_limits_of_the_file_are_read_with_a_complaint():
    assert read_pabulib(make_text("choose-1")).complaints == ()
    one = make_text("choose-1").replace("max_length;2\n", "min_length;1\n")
    assert read_pabulib(one).complaints == ("2 names 2 projects, at most 1 allowed", "3 names 0 projects, at least 1 asked for")
    points = make_text("cumulative", points=True).replace("max_length;2", "max_sum_points;5")
    assert read_pabulib(points).complaints == ("2 gives 11/2 points, at most 5 allowed",)


@pytest.mark.parametrize("vote_type, points", [("approval", False), ("ordinal", False), ("choose-1", False), ("cumulative", True), ("scoring", True)])
def test_what_is_written_is_read_again_as_the_same(vote_type, points):
    town = read_pabulib(make_text(vote_type, points))
    assert read_pabulib(write_pabulib(town)) == town


def test_marks_of_byte_order_and_other_line_ends_are_read():
    assert read_pabulib("\ufeff" + make_text().replace("\n", "\r\n")) == read_pabulib(make_text())


@pytest.mark.parametrize(
    "old, new, words",
    [
        ("META\n", "", "section none"),
        ("VOTES\nvoter_id;age;vote\n1;30;lamp\n2;;lamp,park\n3;41;\n", "", "section VOTES"),
        ("PROJECTS\n", "META\nkey;value\n\nPROJECTS\n", "each section once"),
        ("voter_id;age;vote", "voter_id;age;votes", "a header with voter_id and vote"),
        ("vote_type;approval", "vote_type;shouting", "one of approval"),
        ("vote_type;approval\n", "", "one of approval"),
        ("budget;100,50", "budget;plenty", "'plenty'"),
        ("budget;100,50", "budget;NaN", "'NaN'"),
        ("budget;100,50", "budget;1e999", "'1e999'"),
        ("budget;100,50\n", "", "row budget"),
        ("lamp;40", "lamp;-40", "row lamp, column cost"),
        ("num_projects;2", "num_projects;3", "expected 2, the rows of PROJECTS"),
        ("num_votes;3", "num_votes;4", "expected 3, the rows of VOTES"),
        ("1;30;lamp", "1;30;moon", "row 1, column vote: got 'moon'"),
        ("2;;lamp,park", "2;;lamp,lamp", "each project once"),
        ("2;;lamp,park", "1;;lamp,park", "an id that no other row has"),
        ("2;;lamp,park", ";;lamp,park", "an id that no other row has"),
        ("park;60.5;Park", "park;60.5;Park;green", "4 fields"),
        ("max_length;2", "max_length;few", "row max_length"),
    ],
)
def test_a_broken_text_is_refused_with_place_both_values_and_the_way_out(old, new, words):
    assert old in make_text()
    with pytest.raises(BrokenPabulib, match="correct the file") as caught:
        read_pabulib(make_text().replace(old, new, 1))
    assert words in str(caught.value)


@pytest.mark.parametrize("points", ["5", "5,", "5,six"])
def test_points_are_one_number_for_each_project_named(points):
    with pytest.raises(BrokenPabulib, match="column points"):
        read_pabulib(make_text("scoring", points=True).replace("2,3.5", points))


def test_an_empty_text_and_a_field_that_never_ends_are_refused():
    with pytest.raises(BrokenPabulib, match="section META"):
        read_pabulib("")
    with pytest.raises(BrokenPabulib):
        read_pabulib(make_text().replace("40;", '40;"' + "x" * 200_000))


def test_a_value_that_was_changed_by_hand_is_not_written():
    town = read_pabulib(make_text())
    with pytest.raises(BrokenPabulib, match="values that differ"):
        write_pabulib(replace(town, budget=Fraction(7)))


def test_a_vote_without_voters_is_written_and_read():
    bare = "META\nkey;value\nbudget;5\nvote_type;approval\nPROJECTS\nproject_id;cost\nVOTES\nvoter_id;vote\n"
    assert read_pabulib(write_pabulib(read_pabulib(bare))) == read_pabulib(bare)


@pytest.mark.parametrize(
    "vote_type, points",
    [
        ("approval", {"ann": {"lamp": 1, "park": 1}, "ben": {}}),
        ("cumulative", {"ann": {"lamp": Fraction(5, 2), "park": 1}, "ben": {}}),
        ("scoring", {"ann": {"park": 7}, "ben": {"lamp": 0}}),
        ("ordinal", {"ann": {"lamp": 0, "park": 1}, "ben": {"lamp": 1}}),
    ],
)
def test_our_own_budget_ballot_becomes_a_text_that_counts_the_same(vote_type, points):
    vote = BudgetVote({"lamp": Fraction(5, 4), "park": 60}, Fraction(201, 2), points)
    town = read_pabulib(write_pabulib(make_pabulib({"unit": "Town; west"}, vote, vote_type)))
    assert (town.budget, town.costs, town.as_budget_vote().points) == (vote.budget, vote.costs, vote.points)
    assert town.meta["unit"] == "Town; west" and town.meta["num_votes"] == "2" and town.projects["lamp"]["cost"] == "1.25"


def test_what_a_text_has_no_place_for_is_not_written():
    with pytest.raises(ValueError, match="weights"):
        make_pabulib({}, BudgetVote.of_approvals({"a": 1}, 1, {"x": ["a"]}, {"x": 2}), "approval")
    with pytest.raises(ValueError, match="1/3, which has no end"):
        make_pabulib({}, BudgetVote.of_approvals({"a": Fraction(1, 3)}, 1, {"x": ["a"]}), "approval")
    with pytest.raises(BrokenPabulib, match="one of approval"):
        make_pabulib({}, BudgetVote.of_approvals({"a": 1}, 1, {"x": ["a"]}), "shouting")


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_no_damage_to_a_text_ends_in_anything_but_a_reading_or_a_named_error(data):
    text = make_text("scoring", points=True)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 6)))
    damaged = text[:start] + data.draw(st.text(alphabet=';",\n\r0a-.eE\x00', max_size=4)) + text[end:]
    try:
        town = read_pabulib(damaged)
    except BrokenPabulib as error:
        assert "section" in str(error)
    else:
        assert len(town.votes) == len(town.voters)
