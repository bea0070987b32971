"""What a tally returns: exact scores, who took part, whether a bar was missed, and how a tie was decided."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from numbers import Rational
from types import MappingProxyType
from typing import Iterable, Mapping, Sequence

from parecon.ballots.refusals import Reason, Refusal

__all__ = ["Bar", "Result", "as_fraction", "check_tie_break", "check_votes", "exact_weights", "find_electorate", "rank_options", "settle", "sum_weights"]


@dataclass(frozen=True)
class Bar:
    """What a result must reach: a share of the electorate (quorum) and a share of the votes cast (threshold).

    ``strict`` asks for more than the threshold rather than at least as much;
    ``rule`` names the rows of the charter the two numbers come from.
    """

    quorum: Fraction
    threshold: Fraction
    strict: bool
    rule: str

    def __post_init__(self) -> None:
        for name in ("quorum", "threshold"):
            share = getattr(self, name)
            if isinstance(share, float) or not 0 <= share <= 1:
                raise ValueError(f"{name} is an exact share from 0 to 1, got {share!r}; give a Fraction, such as Fraction(2, 3)")


@dataclass(frozen=True)
class Result:
    """The outcome of a ballot.

    rule: name of the counting rule. winner: the option that passed, or None.
    scores: weight behind each option, exact. ranking: options, best first.
    turnout: share of the electorate's weight that voted, None where the electorate is unknown.
    voters, cast: how many voted, and their weight. margin: lead of the first over the second, as a share of ``cast``.
    tied: options level with the first before the tie-break (empty without a tie).
    refusal: why nothing passed, else None.
    """

    rule: str
    winner: str | None
    scores: Mapping[str, Fraction]
    ranking: tuple[str, ...]
    turnout: Fraction | None
    voters: int
    cast: Fraction
    margin: Fraction
    tied: tuple[str, ...] = ()
    refusal: Refusal | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "scores", MappingProxyType(dict(self.scores)))
        assert (self.winner is None) == (self.refusal is not None), "a result has a winner or a refusal, never both"

    @property
    def passed(self) -> bool:
        """Whether an option passed."""
        return self.winner is not None

    @property
    def tie_broken(self) -> bool:
        """Whether the tie-break chose among options that stood level at the top."""
        return bool(self.tied)


def check_tie_break(options: Sequence[str], tie_break: Sequence[str]) -> None:
    """Raise unless ``tie_break`` orders exactly the options, each once."""
    if not options:
        raise ValueError("a ballot needs at least one option, got none; name the options")
    if len(set(options)) != len(options):
        raise ValueError(f"options carry one name each, got {list(options)}; give every option its own name")
    if sorted(tie_break) != sorted(options):
        raise ValueError(f"the tie-break orders exactly the options {list(options)}, got {list(tie_break)}; name each option once")


def check_votes(ballots: Mapping[str, Iterable[str]], options: Sequence[str], weights: Mapping[str, Fraction] | None) -> None:
    """Raise where a vote comes from nobody with a weight, or names no option: the ballot box lets neither in."""
    known = set(options)
    for voter, named in ballots.items():
        if weights is not None and voter not in weights:
            raise ValueError(f"{voter!r} voted without a weight, weights are given for {len(weights)} others; cast votes through the ballot box")
        if strange := sorted(set(named) - known):
            raise ValueError(f"{voter!r} voted for {strange[0]!r}, the options are {list(options)}; cast votes through the ballot box")


def exact_weights(weights: Mapping[str, Rational]) -> dict[str, Fraction]:
    """Return the weights as fractions; raise on floats, which are not exact, and on negative weights."""
    exact = {}
    for voter, weight in weights.items():
        if weight < 0:
            raise ValueError(f"the weight of {voter!r} is zero or more, got {weight}; nobody counts against others")
        exact[voter] = as_fraction(weight, f"the weight of {voter!r}")
    return exact


def as_fraction(value: Rational, what: str) -> Fraction:
    """Return an exact number as a fraction of Python's own integers, which never overflow; raise TypeError for a float."""
    if not isinstance(value, Rational):
        raise TypeError(f"{what} is an exact number, got {value!r}; give an int or a Fraction")
    return Fraction(int(value.numerator), int(value.denominator))


def find_electorate(exact: Mapping[str, Fraction] | None, electorate: Rational | None) -> Fraction | None:
    """Return the weight of all who may vote: the sum of the weights where there are any, else what is given."""
    if exact is not None:
        return sum(exact.values(), Fraction(0))
    return None if electorate is None else as_fraction(electorate, "the electorate")


def rank_options(scores: Mapping[str, Fraction], tie_break: Sequence[str]) -> tuple[str, ...]:
    """Order options by score, best first; options with equal scores follow the tie-break."""
    return tuple(sorted(tie_break, key=lambda option: -scores[option]))


def settle(
    rule: str,
    scores: Mapping[str, Fraction],
    tie_break: Sequence[str],
    *,
    voters: int,
    cast: Fraction,
    electorate: Fraction | None,
    bar: Bar | None,
) -> Result:
    """Turn scores into a result: rank, break ties, hold the leader against the bar."""
    ranking = rank_options(scores, tie_break)
    first = scores[ranking[0]]
    level = tuple(option for option in ranking if scores[option] == first)
    second = scores[ranking[1]] if len(ranking) > 1 else Fraction(0)
    turnout = None if electorate is None or electorate == 0 else cast / electorate
    refusal = _find_shortfall(rule, ranking[0], first, (voters, cast, electorate, turnout), bar)
    return Result(
        rule=rule,
        winner=None if refusal else ranking[0],
        scores=scores,
        ranking=ranking,
        turnout=turnout,
        voters=voters,
        cast=cast,
        margin=(first - second) / cast if cast else Fraction(0),
        tied=level if len(level) > 1 and not refusal else (),
        refusal=refusal,
    )


def _find_shortfall(rule, leader, score, presence, bar) -> Refusal | None:
    voters, cast, electorate, turnout = presence
    if electorate == 0 or (voters and cast == 0):
        return Refusal(Reason.WEIGHTS_SUM_TO_ZERO, "the ballot", rule, Fraction(0), "more than 0")
    if cast == 0:
        return Refusal(Reason.NOBODY_VOTED, "the ballot", rule, 0, "at least 1")
    if bar is not None and turnout is not None and turnout < bar.quorum:
        return Refusal(Reason.QUORUM, "the ballot", bar.rule, turnout, bar.quorum)
    if bar is not None and bar.quorum > 0 and turnout is None:
        raise ValueError(f"a quorum of {bar.quorum} needs the electorate, got none; say who may vote")
    if score <= 0:
        return Refusal(Reason.NOTHING_APPROVED, leader, rule, score, "more than 0")
    if bar is not None and (score / cast < bar.threshold or bar.strict and score / cast == bar.threshold):
        return Refusal(Reason.THRESHOLD, leader, bar.rule, score / cast, bar.threshold)
    return None


def sum_weights(voters: Iterable[str], weights: Mapping[str, Fraction] | None) -> Fraction:
    """Add up the weights of ``voters``, one each where no weights are given."""
    if weights is None:
        return Fraction(sum(1 for _ in voters))
    return sum((weights[voter] for voter in voters), Fraction(0))
