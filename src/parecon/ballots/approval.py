"""Approval: everyone marks the options they can live with; the option with most weight behind it passes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from numbers import Rational
from typing import Collection, Mapping, Sequence

import numpy as np

from parecon.ballots.result import Bar, Result, check_tie_break, check_votes, exact_weights, find_electorate, settle, sum_weights

__all__ = ["ApprovalCounts", "count_approvals", "tally_approval"]


@dataclass(frozen=True)
class ApprovalCounts:
    """Approvals already added up: weight behind each option, ballots counted, their weight."""

    scores: tuple[Fraction, ...]
    voters: int
    cast: Fraction


def count_approvals(approves: np.ndarray, weights: np.ndarray) -> ApprovalCounts:
    """Add up many ballots at once.

    approves: (ballots, options) of bool, one row for each ballot. weights: (ballots,)
    whole numbers, such as the members of each council. Raises ValueError when shapes or kinds differ.

    >>> import numpy as np
    >>> count_approvals(np.array([[True, False], [True, True]]), np.array([30, 25])).scores
    (Fraction(55, 1), Fraction(25, 1))
    """
    approves, weights = np.asarray(approves), np.asarray(weights)
    if approves.ndim != 2 or approves.dtype != bool:
        raise ValueError(f"approvals are a table of yes and no, got {approves.dtype} of shape {approves.shape}; give (ballots, options) of bool")
    if weights.shape != approves.shape[:1] or not np.issubdtype(weights.dtype, np.integer):
        raise ValueError(
            f"weights are {approves.shape[0]} whole numbers, one for each ballot, got {weights.dtype} of shape {weights.shape}; give members as int"
        )
    if weights.size and weights.min() < 0:
        raise ValueError(f"weights are zero or more, got {weights.min()}; nobody counts against others")
    # Python integers cannot overflow; a 64-bit sum of large weights could.
    if weights.size and int(weights.max()) * len(weights) >= 2**62:
        weights = weights.astype(object)
    scores = tuple(Fraction(int(weights[column].sum())) for column in approves.T)
    return ApprovalCounts(scores, len(weights), Fraction(int(weights.sum())))


def tally_approval(
    ballots: Mapping[str, Collection[str]] | ApprovalCounts,
    options: Sequence[str],
    tie_break: Sequence[str],
    *,
    weights: Mapping[str, Rational] | None = None,
    electorate: Rational | None = None,
    bar: Bar | None = None,
) -> Result:
    """Count approvals exactly.

    ballots: the options each voter approves, or counts already added up (in the order of ``options``).
    tie_break: all options in the order that decides between equals.
    weights: exact weight of each voter who may vote, one each if None; with weights, the electorate is their sum.
    electorate: weight of all who may vote, where it is known otherwise. bar: quorum and threshold of votes cast.
    The result is refused where the weights are zero, nobody voted, the bar is missed or no option has any approval.
    Source: S. J. Brams and P. C. Fishburn, Approval Voting, American Political Science Review 72 (1978), p. 831.

    >>> result = tally_approval({"a": {"X"}, "b": {"X", "Y"}}, ["X", "Y"], tie_break=["Y", "X"])
    >>> result.winner, result.scores["Y"], result.tie_broken
    ('X', Fraction(1, 1), False)
    """
    check_tie_break(options, tie_break)
    if isinstance(ballots, ApprovalCounts):
        assert weights is None, "counts already added up carry their weights"
        if len(ballots.scores) != len(options):
            raise ValueError(f"counts are one for each of {len(options)} options, got {len(ballots.scores)}; count with the same options")
        scores, voters, cast = dict(zip(options, ballots.scores)), ballots.voters, ballots.cast
    else:
        exact = None if weights is None else exact_weights(weights)
        electorate = find_electorate(exact, electorate)
        check_votes(ballots, options, exact)
        scores = {option: Fraction(0) for option in options}
        for voter, approved in ballots.items():
            for option in set(approved):
                scores[option] += Fraction(1) if exact is None else exact[voter]
        voters, cast = len(ballots), sum_weights(ballots, exact)
    return settle("approval", scores, tie_break, voters=voters, cast=cast, electorate=find_electorate(None, electorate), bar=bar)
