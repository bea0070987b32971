"""Ranked ballots: Schulze's method by strongest paths, and the instant run-off."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from numbers import Rational
from typing import Mapping, Sequence

from parecon.ballots.refusals import Reason, Refusal
from parecon.ballots.result import Bar, Result, check_tie_break, check_votes, exact_weights, find_electorate, settle, sum_weights

__all__ = ["Pairwise", "Runoff", "count_pairwise", "tally_instant_runoff", "tally_schulze"]


@dataclass(frozen=True)
class Pairwise:
    """Duels between options: weight that prefers the first to the second, and the strongest path from first to second."""

    preferred: Mapping[tuple[str, str], Fraction]
    paths: Mapping[tuple[str, str], Fraction]


@dataclass(frozen=True)
class Runoff:
    """One round of an instant run-off: what each remaining option holds, whom it eliminated, whether a tie was broken for that."""

    scores: Mapping[str, Fraction]
    exhausted: Fraction
    eliminated: str | None
    tie_broken: bool


def _check_rankings(rankings: Mapping[str, Sequence[str]], options: Sequence[str], weights: Mapping[str, Rational] | None):
    exact = None if weights is None else exact_weights(weights)
    check_votes(rankings, options, exact)
    for voter, ranking in rankings.items():
        if len(set(ranking)) != len(ranking):
            raise ValueError(f"{voter!r} ranks {list(ranking)}, an option twice; cast votes through the ballot box")
    return exact


def count_pairwise(rankings: Mapping[str, Sequence[str]], options: Sequence[str], weights: Mapping[str, Rational] | None = None) -> Pairwise:
    """Count all duels and the strongest paths, by winning votes; options left out rank below all that are named, level with each other."""
    exact = _check_rankings(rankings, options, weights)
    preferred = {(a, b): Fraction(0) for a in options for b in options if a != b}
    for voter, ranking in rankings.items():
        weight = Fraction(1) if exact is None else exact[voter]
        rest = [option for option in options if option not in ranking]
        for place, better in enumerate(ranking):
            for worse in (*ranking[place + 1 :], *rest):
                preferred[better, worse] += weight
    paths = {(a, b): won if won > preferred[b, a] else Fraction(0) for (a, b), won in preferred.items()}
    for via in options:
        for a in options:
            for b in options:
                if len({via, a, b}) == 3:
                    paths[a, b] = max(paths[a, b], min(paths[a, via], paths[via, b]))
    return Pairwise(preferred, paths)


def tally_schulze(
    rankings: Mapping[str, Sequence[str]],
    options: Sequence[str],
    tie_break: Sequence[str],
    *,
    weights: Mapping[str, Rational] | None = None,
    electorate: Rational | None = None,
    bar: Bar | None = None,
) -> Result:
    """Rank the options by Schulze's method; scores are the number of options each beats by its strongest paths.

    The threshold of ``bar`` is not used, since a winner of duels has no share of votes; the quorum is.
    Source: M. Schulze, A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner
    election method, Social Choice and Welfare 36 (2011), pp. 267-303.

    >>> tally_schulze({"x": "abc", "y": "abc", "z": "bca"}, "abc", tie_break="abc").ranking
    ('a', 'b', 'c')
    """
    check_tie_break(options, tie_break)
    paths = count_pairwise(rankings, options, weights).paths
    beats = {a: {b for b in options if b != a and paths[a, b] > paths[b, a]} for a in options}
    ranking: list[str] = []
    tied: tuple[str, ...] = ()
    while len(ranking) < len(options):
        left = [option for option in tie_break if option not in ranking]
        unbeaten = [option for option in left if not any(option in beats[other] for other in left)]
        tied = tuple(unbeaten) if not ranking and len(unbeaten) > 1 else tied
        ranking.append(unbeaten[0])
    exact = None if weights is None else exact_weights(weights)
    cast = sum_weights(rankings, exact)
    quorum = None if bar is None else Bar(bar.quorum, Fraction(0), False, bar.rule)
    presence = {"voters": len(rankings), "cast": cast, "electorate": find_electorate(exact, electorate)}
    # Presence and quorum are judged as for any ballot: as if all cast weight stood behind the winner.
    judged = settle("schulze", {ranking[0]: cast}, [ranking[0]], bar=quorum, **presence)
    refusal = judged.refusal
    if refusal is None and not any(rankings.values()):
        refusal = Refusal(Reason.NOTHING_APPROVED, "the ballot", "schulze", 0, "more than 0")
    return Result(
        rule="schulze",
        winner=None if refusal else ranking[0],
        scores={option: Fraction(len(beats[option])) for option in options},
        ranking=tuple(ranking),
        turnout=judged.turnout,
        voters=len(rankings),
        cast=cast,
        margin=_closest_duel(ranking, rankings, options, weights) if cast else Fraction(0),
        tied=() if refusal else tied,
        refusal=refusal,
    )


def _closest_duel(ranking, rankings, options, weights) -> Fraction:
    """Return the winner's lead over the second in their duel, as a share of those who prefer one of them."""
    if len(ranking) == 1:
        return Fraction(1)
    duels = count_pairwise(rankings, options, weights).preferred
    first, second = duels[ranking[0], ranking[1]], duels[ranking[1], ranking[0]]
    return abs(first - second) / (first + second) if first + second else Fraction(0)


def tally_instant_runoff(
    rankings: Mapping[str, Sequence[str]],
    options: Sequence[str],
    tie_break: Sequence[str],
    *,
    weights: Mapping[str, Rational] | None = None,
    electorate: Rational | None = None,
    bar: Bar | None = None,
) -> tuple[Result, tuple[Runoff, ...]]:
    """Eliminate the weakest option and pass its ballots on, until one holds more than half of those not exhausted.

    Among options level at the bottom the one last in ``tie_break`` goes. Scores are those of the last round, with zero for
    the eliminated; a threshold is a share of all ballots cast. Returns the result and every round.
    Source: Robert's Rules of Order Newly Revised (12th ed., 2020), section 45:62, "preferential voting".

    >>> result, rounds = tally_instant_runoff({"v": "abc", "w": "abc", "x": "bac", "y": "cba", "z": "cab"}, "abc", tie_break="abc")
    >>> result.winner, [one.eliminated for one in rounds]
    ('a', ['b', None])
    """
    check_tie_break(options, tie_break)
    exact = _check_rankings(rankings, options, weights)
    weight = {voter: Fraction(1) if exact is None else exact[voter] for voter in rankings}
    left, rounds = list(tie_break), []
    while not rounds or rounds[-1].eliminated is not None:
        scores, exhausted = dict.fromkeys(left, Fraction(0)), Fraction(0)
        for voter, ranking in rankings.items():
            top = next((option for option in ranking if option in scores), None)
            if top is None:
                exhausted += weight[voter]
            else:
                scores[top] += weight[voter]
        most, fewest = max(scores.values()), min(scores.values())
        bottom = [option for option in left if scores[option] == fewest]
        decided = len(left) == 1 or 2 * most > sum(scores.values())
        # Two options level at the end are a tie at the top, which the settling below decides and reports.
        if decided or len(left) == 2:
            rounds.append(Runoff(scores, exhausted, None, False))
        else:
            rounds.append(Runoff(scores, exhausted, bottom[-1], len(bottom) > 1))
            left.remove(bottom[-1])
    final = {option: rounds[-1].scores.get(option, Fraction(0)) for option in options}
    cast = sum(weight.values(), Fraction(0))
    result = settle(
        "instant run-off", final, tie_break, voters=len(rankings), cast=cast, electorate=find_electorate(exact, electorate), bar=bar
    )
    out = [one.eliminated for one in reversed(rounds) if one.eliminated is not None]
    return replace(result, ranking=tuple([option for option in result.ranking if option not in out] + out)), tuple(rounds)
