"""Score ballots: everyone gives every option points on one scale."""

from __future__ import annotations

from fractions import Fraction
from numbers import Rational
from typing import Mapping, Sequence

from parecon.ballots.result import Bar, Result, as_fraction, check_tie_break, check_votes, exact_weights, find_electorate, settle, sum_weights

__all__ = ["tally_score"]


def tally_score(
    scores: Mapping[str, Mapping[str, Rational]],
    options: Sequence[str],
    tie_break: Sequence[str],
    scale: tuple[int, int],
    *,
    weights: Mapping[str, Rational] | None = None,
    electorate: Rational | None = None,
    bar: Bar | None = None,
) -> Result:
    """Add up weighted points; an option a voter leaves out gets the lowest point of ``scale`` from them.

    scale: lowest and highest point. Result scores and the threshold are shares of what all votes could give:
    0 where everyone gives the lowest point, 1 per unit of weight where everyone gives the highest.
    Raises ValueError for points outside the scale, which the ballot box refuses.
    Source: W. D. Smith, Range Voting (2000), rangevoting.org.

    >>> tally_score({"x": {"a": 10, "b": 4}, "y": {"b": 10}}, ["a", "b"], ["a", "b"], (0, 10)).winner
    'b'
    """
    low, high = scale
    if not low < high:
        raise ValueError(f"a scale runs from low to high, got {scale}; give two different whole numbers")
    check_tie_break(options, tie_break)
    exact = None if weights is None else exact_weights(weights)
    check_votes(scores, options, exact)
    total = dict.fromkeys(options, Fraction(0))
    for voter, given in scores.items():
        for option, points in given.items():
            if not isinstance(points, Rational) or not low <= points <= high:
                raise ValueError(f"{voter!r} gives {option!r} {points!r}; the scale runs from {low} to {high}, cast votes through the ballot box")
            weight = Fraction(1) if exact is None else exact[voter]
            total[option] += weight * (as_fraction(points, option) - low) / (high - low)
    return settle(
        "score",
        total,
        tie_break,
        voters=len(scores),
        cast=sum_weights(scores, exact),
        electorate=find_electorate(exact, electorate),
        bar=bar,
    )
