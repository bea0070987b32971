"""Floats only propose in the method of equal shares: what is exact lies within their bounds, and these are near."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from parecon.ballots import BudgetVote
from parecon.ballots.equal_shares import _Purse

NEAR = Fraction(1, 10**8)


@st.composite
def votes(draw):
    """Return a vote in which two to six projects have all kinds of supporters."""
    projects = [f"p{i}" for i in range(draw(st.integers(2, 6)))]
    points = st.dictionaries(st.sampled_from(projects), st.sampled_from([1, 2, 5, Fraction(1, 3)]), min_size=1)
    ballots = {f"voter {i}": draw(points) for i in range(draw(st.integers(2, 9)))}
    weights = None if draw(st.booleans()) else {voter: draw(st.sampled_from([1, 2, Fraction(1, 2)])) for voter in ballots}
    return BudgetVote({project: draw(st.integers(1, 9)) for project in projects}, 20, ballots, weights)


@settings(max_examples=120)
@given(votes(), st.integers(1, 9), st.data())
def test_the_exact_payment_lies_within_the_bounds_of_its_estimate_whatever_was_paid_before(vote, share, data):
    purse = _Purse(vote)
    purse.fill(Fraction(share, 2))
    for project in data.draw(st.permutations(sorted(purse.backers))):
        cost = Fraction(vote.costs[project])
        guess, low, high = purse.estimate(project, float(cost))
        if guess == float("inf"):
            assert purse.rate(project, cost, 1.0) is None
            continue
        rate = purse.rate(project, cost, guess)
        if rate is None:
            continue  # supporters who can all but pay: only the exact count tells
        assert low <= rate <= high
        if high != float("inf"):
            assert Fraction(high) <= rate * (1 + NEAR) and Fraction(low) >= rate * (1 - NEAR)
        purse.pay(project, rate)


def test_what_a_supporter_cannot_pay_the_others_pay():
    # both gave first to the well and are left with 1; only Cem still has 3
    vote = BudgetVote({"well": 4, "park": 4}, 9, {"Ada": {"well": 1, "park": 1}, "Ben": {"well": 1, "park": 1}, "Cem": {"park": 1}})
    purse = _Purse(vote)
    purse.fill(Fraction(3))
    purse.pay("well", purse.rate("well", Fraction(4), 2.0))
    guess, low, high = purse.estimate("park", 4.0)
    assert low <= 2 <= high and abs(guess - 2) < NEAR
    assert purse.rate("park", Fraction(4), guess) == 2
