"""Laws of counting: who voted first, the unit of weights and the names of options never decide anything."""

from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from parecon.ballots import (
    BudgetVote,
    EqualSharesRule,
    count_pairwise,
    tally_approval,
    tally_equal_shares,
    tally_greedy,
    tally_instant_runoff,
    tally_schulze,
    tally_score,
)

OPTIONS = tuple("abcd")
PLAIN = EqualSharesRule("points", "none", Fraction(1), "overspent", 0, compare=False)
FAST = settings(max_examples=60, deadline=None)

approvals = st.dictionaries(st.integers(0, 20).map(str), st.sets(st.sampled_from(OPTIONS)), min_size=1)
rankings = st.dictionaries(st.integers(0, 20).map(str), st.permutations(OPTIONS).flatmap(lambda p: st.integers(0, 4).map(lambda n: tuple(p[:n]))), min_size=1)
scores = st.dictionaries(st.integers(0, 20).map(str), st.dictionaries(st.sampled_from(OPTIONS), st.integers(0, 10)), min_size=1)
weight = st.sampled_from([1, 2, 5, Fraction(1, 3), Fraction(7, 4)])

COUNTS = (
    (approvals, lambda votes, **k: tally_approval(votes, OPTIONS, OPTIONS, **k)),
    (rankings, lambda votes, **k: tally_schulze(votes, OPTIONS, OPTIONS, **k)),
    (rankings, lambda votes, **k: tally_instant_runoff(votes, OPTIONS, OPTIONS, **k)[0]),
    (scores, lambda votes, **k: tally_score(votes, OPTIONS, OPTIONS, (0, 10), **k)),
)


@FAST
@given(st.data(), st.sampled_from(range(len(COUNTS))))
def test_the_order_in_which_people_vote_decides_nothing(data, which):
    votes, count = data.draw(COUNTS[which][0]), COUNTS[which][1]
    shuffled = dict(data.draw(st.permutations(list(votes.items()))))
    assert count(shuffled) == count(votes)


@FAST
@given(st.data(), st.sampled_from(range(len(COUNTS))), weight)
def test_the_unit_in_which_weights_are_given_decides_nothing(data, which, unit):
    votes, count = data.draw(COUNTS[which][0]), COUNTS[which][1]
    weights = {voter: data.draw(weight) for voter in votes}
    one, other = count(votes, weights=weights), count(votes, weights={v: w * unit for v, w in weights.items()})
    assert (one.winner, one.ranking, one.turnout, one.margin) == (other.winner, other.ranking, other.turnout, other.margin)


@FAST
@given(st.data(), st.sampled_from(range(len(COUNTS))))
def test_a_weight_of_two_is_two_people_who_vote_alike(data, which):
    votes, count = data.draw(COUNTS[which][0]), COUNTS[which][1]
    doubled = {**votes, **{voter + " again": choice for voter, choice in votes.items()}}
    one, other = count(votes, weights=dict.fromkeys(votes, 2)), count(doubled)
    assert (one.winner, one.scores, one.cast, one.margin) == (other.winner, other.scores, other.cast, other.margin)


@FAST
@given(rankings)
def test_strongest_paths_are_transitive(votes):
    paths = count_pairwise(votes, OPTIONS).paths
    for a in OPTIONS:
        for b in OPTIONS:
            for c in OPTIONS:
                if len({a, b, c}) == 3 and paths[a, b] > paths[b, a] and paths[b, c] > paths[c, b]:
                    assert paths[a, c] > paths[c, a]


@FAST
@given(rankings)
def test_turning_every_ranking_round_never_keeps_a_clear_schulze_winner(votes):
    # Reversal symmetry (Schulze 2011, section 4.4), for complete rankings and a winner that no tie-break made.
    complete = {voter: (*ranking, *(o for o in OPTIONS if o not in ranking)) for voter, ranking in votes.items()}
    straight = tally_schulze(complete, OPTIONS, OPTIONS)
    turned = tally_schulze({voter: ranking[::-1] for voter, ranking in complete.items()}, OPTIONS, OPTIONS)
    if not straight.tie_broken and not turned.tie_broken:
        assert straight.winner != turned.winner


@st.composite
def committees(draw):
    ballots = draw(st.lists(st.sets(st.sampled_from("abcdef")), min_size=1, max_size=8))
    return BudgetVote.of_approvals(dict.fromkeys("abcdef", 1), draw(st.integers(1, 5)), {str(i): b for i, b in enumerate(ballots)})


@FAST
@given(committees())
def test_equal_shares_leave_no_large_group_that_agrees_without_its_part(vote):
    # Extended justified representation (Peters, Pierczynski and Skowron 2021, theorem 1), checked over all groups.
    chosen = set(tally_equal_shares(vote, sorted(vote.costs), PLAIN).chosen)
    ballots = [set(given) for given in vote.points.values()]
    for size in range(1, len(ballots) + 1):
        for group in combinations(ballots, size):
            deserved = min(size * vote.budget // len(ballots), len(set.intersection(*group)))
            assert max(len(ballot & chosen) for ballot in group) >= deserved


@FAST
@given(committees(), st.integers(1, 9))
def test_the_unit_of_the_budget_decides_nothing(vote, unit):
    scaled = BudgetVote({p: c * unit for p, c in vote.costs.items()}, vote.budget * unit, vote.points)
    order = sorted(vote.costs)
    assert tally_equal_shares(scaled, order, PLAIN).chosen == tally_equal_shares(vote, order, PLAIN).chosen
    assert tally_greedy(scaled, order).chosen == tally_greedy(vote, order).chosen


@FAST
@given(committees(), st.sampled_from(["none", "greedy", "add", "add_greedy"]), st.booleans())
def test_no_completion_ever_spends_more_than_the_budget(vote, completion, compare):
    rule = EqualSharesRule("cost", completion, Fraction(1, 7), "overspent", 60, compare)
    found = tally_equal_shares(vote, sorted(vote.costs), rule)
    assert found.spent == len(found.chosen) <= vote.budget and len(set(found.chosen)) == len(found.chosen)
