"""Budget ballots: greedy, equal shares against the textbook and against a slow count, and one's own request."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parecon.ballots import BudgetVote, EqualSharesRule, Reason, compare_allocations, tally_equal_shares, tally_greedy, weigh_request

PLAIN = EqualSharesRule("cost", "none", Fraction(1), "overspent", 0, compare=False)


def make_rule(**changes):
    return EqualSharesRule(**{**{name: getattr(PLAIN, name) for name in PLAIN.__dataclass_fields__}, **changes})


def red_and_blue():
    costs = {f"{colour}{i}": 1 for colour in ("red", "blue") for i in range(10)}
    reds, blues = [c for c in costs if "red" in c], [c for c in costs if "blue" in c]
    return BudgetVote.of_approvals(costs, 10, {str(i): reds if i < 51 else blues for i in range(100)})


def count(chosen, colour):
    return sum(colour in project for project in chosen)


def test_greedy_gives_everything_to_a_bare_majority_and_equal_shares_divides_it():
    # Method of Equal Shares, electowiki.org, "Motivation": 51 % for ten red projects, 49 % for ten blue, a budget for ten.
    vote = red_and_blue()
    assert count(tally_greedy(vote, list(vote.costs)).chosen, "red") == 10
    plain = tally_equal_shares(vote, list(vote.costs), PLAIN).chosen
    assert (count(plain, "red"), count(plain, "blue")) == (5, 4)
    raised = tally_equal_shares(vote, list(vote.costs), make_rule(completion="add", step=Fraction(1, 1000), raises_max=100))
    assert (count(raised.chosen, "red"), count(raised.chosen, "blue")) == (5, 5) and raised.share == Fraction(117, 1000)
    greedy = tally_equal_shares(vote, list(vote.costs), make_rule(completion="greedy")).chosen
    assert (count(greedy, "red"), count(greedy, "blue")) == (6, 4)


def test_the_example_of_peters_pierczynski_and_skowron_with_22_voters_and_17_projects():
    # Proportional Participatory Budgeting with Additive Utilities, NeurIPS 2021, Example 4: equal shares buys 0 to 6.
    left = [[0, 1, 2, 3, last] for last in (7, 8, 9, 10, 11) for _ in range(3)]
    ballots = [*left, *[[4, 5, 6, 7, 8, 9, 10, 11]] * 3, *[[4, 5, 6]] * 3, [12, 13, 14, 15, 16]]
    names = [f"{i:02d}" for i in range(17)]
    vote = BudgetVote.of_approvals(dict.fromkeys(names, 1), 11, {str(v): [names[c] for c in b] for v, b in enumerate(ballots)})
    assert set(tally_equal_shares(vote, names, PLAIN).chosen) == set(names[:7])


def test_more_voters_may_prefer_the_greedy_outcome_and_then_it_is_taken_if_the_rule_says_so():
    # Five of nine want the hall; the four others and one of them have small wishes of their own.
    ballots = {str(i): ["hall"] for i in range(5)} | {str(i): [f"small{i}"] for i in range(5, 9)}
    vote = BudgetVote.of_approvals({"hall": 90, **{f"small{i}": 10 for i in range(5, 9)}}, 90, ballots)
    order = list(vote.costs)
    assert compare_allocations(vote, ["hall"], order[1:]) == (5, 4)
    assert count(tally_equal_shares(vote, order, PLAIN).chosen, "small") == 4
    compared = tally_equal_shares(vote, order, make_rule(compare=True))
    assert compared.chosen == ("hall",) and "greedy" in compared.rule
    assert tally_equal_shares(red_and_blue(), list(red_and_blue().costs), make_rule(compare=True)).rule == "equal shares, greedy outcome preferred"


def test_the_comparison_keeps_equal_shares_where_fewer_prefer_the_greedy_outcome():
    vote = BudgetVote.of_approvals({"a": 1, "b": 1}, 2, {"x": ["a"], "y": ["b"]})
    assert tally_equal_shares(vote, ["a", "b"], make_rule(compare=True)).rule == "equal shares"


def test_shares_stop_rising_when_full_or_when_all_is_bought_or_after_the_last_raise():
    vote = BudgetVote.of_approvals({"a": 6, "b": 5, "c": 3}, 10, {"1": ["a"], "2": ["a", "b"], "3": ["c"]})
    order = ["a", "b", "c"]
    full = tally_equal_shares(vote, order, make_rule(completion="add", until="full", step=Fraction(1, 3), raises_max=50))
    assert set(full.chosen) == {"a", "c"} and full.share == Fraction(10, 3)
    on = tally_equal_shares(vote, order, make_rule(completion="add", step=Fraction(1, 3), raises_max=50))
    assert set(on.chosen) == {"a", "c"} and on.share > full.share
    short = tally_equal_shares(vote, order, make_rule(completion="add", step=Fraction(1, 3), raises_max=2))
    assert short.share == Fraction(4)
    rich = BudgetVote(vote.costs, 100, vote.points)
    assert set(tally_equal_shares(rich, order, make_rule(completion="add", raises_max=5)).chosen) == {"a", "b", "c"}


def test_weights_count_as_that_many_like_voters():
    heavy = BudgetVote.of_approvals({"a": 3, "b": 2}, 4, {"x": ["a"], "y": ["b"]}, weights={"x": Fraction(3, 2), "y": Fraction(1, 2)})
    many = BudgetVote.of_approvals({"a": 3, "b": 2}, 4, {"1": ["a"], "2": ["a"], "3": ["a"], "4": ["b"]})
    assert tally_equal_shares(heavy, ["a", "b"], PLAIN).chosen == tally_equal_shares(many, ["a", "b"], PLAIN).chosen == ("a",)
    assert tally_greedy(heavy, ["a", "b"]).support == {"a": Fraction(3, 2), "b": Fraction(1, 2)}


def test_what_costs_nothing_and_is_wanted_is_always_chosen_and_what_nobody_wants_never():
    vote = BudgetVote.of_approvals({"song": 0, "statue": 5, "lamp": 5}, 5, {"x": ["lamp", "song"], "y": ["lamp"]})
    order = ["statue", "song", "lamp"]
    assert set(tally_greedy(vote, order).chosen) == set(tally_greedy(vote, order, per_cost=True).chosen) == {"song", "lamp"}
    assert set(tally_equal_shares(vote, order, make_rule(completion="greedy")).chosen) == {"song", "lamp"}


def test_a_tie_for_what_is_left_is_reported_with_all_who_stood_level():
    vote = BudgetVote.of_approvals({"a": 5, "b": 5}, 5, {"x": ["a"], "y": ["b"]})
    greedy = tally_greedy(vote, ["b", "a"])
    assert greedy.chosen == ("b",) and greedy.ties == (("b", "a"),) and greedy.tie_broken
    shared = BudgetVote.of_approvals({"a": 5, "b": 5}, 5, {"x": ["a", "b"], "y": ["a", "b"]})
    assert tally_equal_shares(shared, ["b", "a"], PLAIN).ties == (("b", "a"),)
    assert not tally_greedy(BudgetVote.of_approvals({"a": 2, "b": 2}, 5, {"x": ["a", "b"]}), ["a", "b"]).tie_broken


@pytest.mark.parametrize("tally", [tally_greedy, lambda vote, order: tally_equal_shares(vote, order, PLAIN)])
@pytest.mark.parametrize(
    "approvals, weights, reason",
    [({}, None, Reason.NOBODY_VOTED), ({"x": ["a"]}, {"x": 0}, Reason.WEIGHTS_SUM_TO_ZERO), ({"x": []}, None, Reason.NOTHING_APPROVED)],
)
def test_nothing_is_chosen_without_votes_weight_or_support(tally, approvals, weights, reason):
    found = tally(BudgetVote.of_approvals({"a": 1}, 1, approvals, weights), ["a"])
    assert found.chosen == () and found.refusal.reason is reason and found.spent == 0


@pytest.mark.parametrize(
    "costs, budget, points",
    [({"a": -1}, 1, {}), ({"a": 0.5}, 1, {}), ({"a": 1}, 0.5, {}), ({"a": 1}, 1, {"x": {"a": -1}}), ({"a": 1}, 1, {"x": {"a": 0.5}}), ({"a": 1}, 1, {"x": {"b": 1}})],
)
def test_amounts_points_and_projects_that_do_not_hold_raise(costs, budget, points):
    with pytest.raises(ValueError):
        BudgetVote(costs, budget, points)


@pytest.mark.parametrize("change", [{"utility": "luck"}, {"completion": "all"}, {"until": "dawn"}, {"step": Fraction(0)}])
def test_a_rule_of_equal_shares_is_one_of_those_known(change):
    with pytest.raises(ValueError):
        make_rule(**change)


def test_a_request_within_its_budget_says_what_is_left_and_one_above_names_the_dearest_line():
    prices = {"bread": Fraction(3, 2), "trip": 30}
    fits = weigh_request({"bread": 10, "trip": 2}, prices, 100)
    assert (fits.used, fits.left, fits.refusal) == (75, 25, None)
    over = weigh_request({"bread": 10, "trip": 3}, prices, 100)
    assert over.refusal.reason is Reason.OVER_BUDGET and over.refusal.subject == "trip"
    assert (over.refusal.given, over.refusal.allowed, over.left) == (105, 100, -5)
    assert weigh_request({}, {}, 0).refusal is None


@pytest.mark.parametrize("quantities, words", [({"cake": 1}, "no price"), ({"bread": -1}, "zero or more")])
def test_a_request_for_an_unpriced_good_or_a_negative_quantity_raises(quantities, words):
    with pytest.raises(ValueError, match=words):
        weigh_request(quantities, {"bread": 1}, 10)
    with pytest.raises(ValueError, match="given for nothing"):
        weigh_request({"cake": 1}, {}, 10)


@pytest.mark.parametrize("short, chosen", [(0, ("dam",)), (1, ("lamp",))])
def test_what_is_short_by_one_part_in_a_thousand_million_million_is_not_bought(short, chosen):
    # Floats cannot tell these two budgets apart; whole numbers can.
    vote = BudgetVote.of_approvals({"dam": 10**18, "lamp": 1}, 10**18 - short, {"x": ["dam"], "y": ["dam"], "z": ["dam", "lamp"]})
    order = ["dam", "lamp"]
    assert tally_equal_shares(vote, order, PLAIN).chosen == chosen


@pytest.mark.parametrize("above, chosen", [(0, ("dam",)), (500, ())])
def test_where_the_one_rich_supporter_decides_the_sums_are_whole_numbers(above, chosen):
    # Nine want the dam a thousand times as much as the tenth, whose purse is all that is left to close the gap.
    points = {str(i): {"dam": 1000 if i else 1} for i in range(10)}
    vote = BudgetVote({"dam": 10**12 + above}, 10**12, points)
    assert tally_equal_shares(vote, ["dam"], make_rule(utility="points")).chosen == chosen


def test_payments_that_differ_by_less_than_floats_can_tell_are_still_ordered():
    big = 10**18
    vote = BudgetVote.of_approvals({"a": big + 1, "b": big}, 4 * big, {"x": ["a"], "y": ["b"]})
    assert tally_equal_shares(vote, ["a", "b"], make_rule(utility="points")).chosen == ("b", "a")
    assert tally_equal_shares(vote, ["a", "b"], PLAIN).ties == (("a", "b"),)


def test_numbers_from_arrays_do_not_overflow():
    big = np.int64(2**62)
    vote = BudgetVote({"a": big, "b": big}, 2**63, {"x": {"a": np.int64(2)}, "y": {"b": np.int64(1)}}, {"x": np.int64(3), "y": np.int64(3)})
    assert tally_equal_shares(vote, ["a", "b"], PLAIN).chosen == ("a", "b") and tally_greedy(vote, ["a", "b"]).spent == 2**63


def count_slowly(vote, order, by_cost):
    """Equal shares straight from its definition, with fractions only."""
    purse = {voter: Fraction(vote.budget) * vote.weight(voter) / vote.cast for voter in vote.points}
    chosen = []
    while True:
        best = None
        for project in order:
            cost, backers = Fraction(vote.costs[project]), {v: g[project] for v, g in vote.points.items() if g.get(project) and vote.weight(v)}
            if project in chosen or not backers or sum(purse[v] for v in backers) < cost:
                continue
            breaks = sorted({purse[v] / (vote.weight(v) * u) for v, u in backers.items()})
            rate = Fraction(0)
            for level in breaks if cost else []:
                if sum(min(purse[v], level * vote.weight(v) * u) for v, u in backers.items()) >= cost:
                    poor = {v for v, u in backers.items() if purse[v] < level * vote.weight(v) * u}
                    rich = sum(vote.weight(v) * u for v, u in backers.items() if v not in poor)
                    rate = (cost - sum(purse[v] for v in poor)) / rich
                    break
            measure = rate / cost if by_cost and cost else rate
            if best is None or measure < best[0]:
                best = (measure, project, rate, backers)
        if best is None:
            return chosen
        chosen.append(best[1])
        for voter, points in best[3].items():
            purse[voter] = max(Fraction(0), purse[voter] - best[2] * vote.weight(voter) * points)


@st.composite
def budget_votes(draw):
    costs = {f"p{i}": draw(st.integers(0, 6)) for i in range(draw(st.integers(1, 5)))}
    points = st.dictionaries(st.sampled_from(sorted(costs)), st.sampled_from([0, 1, 1, 2, Fraction(1, 3)]))
    ballots = {str(i): draw(points) for i in range(draw(st.integers(1, 7)))}
    weights = None if draw(st.booleans()) else {v: draw(st.sampled_from([0, 1, 2, Fraction(1, 2)])) for v in ballots}
    return BudgetVote(costs, draw(st.integers(0, 12)), ballots, weights)


@settings(max_examples=150, deadline=None)
@given(budget_votes(), st.booleans())
def test_the_fast_count_equals_the_definition(vote, by_cost):
    order = sorted(vote.costs)
    found = tally_equal_shares(vote, order, make_rule(utility="cost" if by_cost else "points"))
    if found.refusal is None:
        assert list(found.chosen) == count_slowly(vote, order, by_cost)
        assert found.spent <= vote.budget
