"""Weights by degree affected: from recorded facts, never from declarations, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from numbers import Rational
from types import MappingProxyType
from typing import Iterable, Mapping

from parecon.ballots.decisions import read_share
from parecon.ballots.refusals import Reason, Refusal
from parecon.ballots.result import as_fraction
from parecon.charter import Charter

__all__ = ["Fact", "Weighing", "add_up_exposure", "count_one_each", "explain_weight", "read_limits", "weigh_by_exposure"]


@dataclass(frozen=True)
class Fact:
    """One recorded fact: how much of one kind of exposure one person has, and the record that says so.

    kind: such as "hours in the unit", "share of use", "residence in the harm zone". amount: exact, zero or more.
    """

    person: str
    kind: str
    amount: Rational
    record: str


@dataclass(frozen=True)
class Weighing:
    """The weights of a ballot and all that explains them.

    weights: person → exact weight, those affected only. exposure: person → a. mean: of a among those affected.
    unaffected: people with a = 0, who have no vote. raised, lowered: people whom the limits moved, weight before → after.
    vote_share_moved: share of all votes that the limits moved from some people to others.
    """

    weights: Mapping[str, Fraction]
    exposure: Mapping[str, Fraction]
    mean: Fraction
    low: Fraction
    high: Fraction
    unaffected: tuple[str, ...]
    raised: Mapping[str, tuple[Fraction, Fraction]]
    lowered: Mapping[str, tuple[Fraction, Fraction]]
    vote_share_moved: Fraction
    facts: Mapping[str, tuple[Fact, ...]]

    def __post_init__(self) -> None:
        for name in ("weights", "exposure", "raised", "lowered", "facts"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))


def read_limits(charter: Charter) -> tuple[Fraction, Fraction]:
    """Return the least and greatest weight, in times the mean."""
    return read_share(charter["ballots.weights.low"])[0], read_share(charter["ballots.weights.high"])[0]


def add_up_exposure(facts: Iterable[Fact], people: Iterable[str]) -> dict[str, Fraction]:
    """Return exposure a for each of ``people``: the sum, over kinds of fact, of their share of all that is recorded.

    A kind whose facts add up to zero counts for nobody. Raises ValueError for a fact about somebody else or a negative amount.
    """
    exposure = {person: Fraction(0) for person in people}
    kinds: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.person not in exposure or not isinstance(fact.amount, Rational) or fact.amount < 0:
            raise ValueError(
                f"record {fact.record!r} gives {fact.person!r} {fact.amount!r} {fact.kind}; a fact is an exact amount of zero or more "
                f"about one of the {len(exposure)} people asked, correct the record"
            )
        kinds.setdefault(fact.kind, []).append(fact)
    for found in kinds.values():
        total = sum((as_fraction(fact.amount, fact.record) for fact in found), Fraction(0))
        for fact in found if total else ():
            exposure[fact.person] += as_fraction(fact.amount, fact.record) / total
    return exposure


def weigh_by_exposure(
    exposure: Mapping[str, Rational],
    limits: tuple[Fraction, Fraction],
    facts: Iterable[Fact] = (),
) -> Weighing | Refusal:
    """Turn exposure a into weights: w = 0 if a = 0, else a / mean(a) held between the limits.

    The mean is over those affected, so that listing people who are not changes nobody's weight.
    Refused where nobody is affected. Source: institutions of the project, section 8 (our design).

    >>> from fractions import Fraction
    >>> found = weigh_by_exposure({"near": 38, "far": 1, "gone": 0, "next": 1}, (Fraction(1, 4), Fraction(4)))
    >>> found.weights["near"], found.weights["far"], found.unaffected
    (Fraction(57, 20), Fraction(1, 4), ('gone',))
    """
    low, high = limits
    assert 0 <= low <= 1 <= high, f"limits enclose the mean, got {low} and {high}"
    exact = {person: as_fraction(amount, f"the exposure of {person!r}") for person, amount in exposure.items()}
    if any(amount < 0 for amount in exact.values()):
        raise ValueError(f"exposure is zero or more, got {min(exact.values())}; correct the record")
    affected = {person: amount for person, amount in exact.items() if amount > 0}
    if not affected:
        return Refusal(Reason.WEIGHTS_SUM_TO_ZERO, "the ballot", "ballots.weights", Fraction(0), "more than 0")
    mean = sum(affected.values(), Fraction(0)) / len(affected)
    before = {person: amount / mean for person, amount in affected.items()}
    after = {person: min(high, max(low, weight)) for person, weight in before.items()}
    total_before, total_after = sum(before.values()), sum(after.values())
    moved = sum((abs(after[p] / total_after - before[p] / total_before) for p in affected), Fraction(0)) / 2
    by_person: dict[str, list[Fact]] = {}
    for fact in facts:
        by_person.setdefault(fact.person, []).append(fact)
    return Weighing(
        weights=after,
        exposure=exact,
        mean=mean,
        low=low,
        high=high,
        unaffected=tuple(sorted(set(exact) - set(affected))),
        raised={p: (before[p], after[p]) for p in affected if after[p] > before[p]},
        lowered={p: (before[p], after[p]) for p in affected if after[p] < before[p]},
        vote_share_moved=moved,
        facts={person: tuple(found) for person, found in by_person.items()},
    )


def count_one_each(people: Iterable[str]) -> Weighing | Refusal:
    """Give everyone weight one, as in every election of persons; refused where there is nobody."""
    return weigh_by_exposure(dict.fromkeys(people, 1), (Fraction(1), Fraction(1)))


def explain_weight(weighing: Weighing, person: str) -> str:
    """Say in one line why ``person`` counts as much as they do.

    >>> from fractions import Fraction
    >>> explain_weight(weigh_by_exposure({"a": 1, "b": 3}, (Fraction(1, 4), Fraction(4))), "b")
    'b: exposure 3 against a mean of 2, weight 3/2'
    """
    if person in weighing.unaffected:
        return f"{person}: exposure 0, not affected, no vote"
    line = f"{person}: exposure {weighing.exposure[person]} against a mean of {weighing.mean}, weight {weighing.weights[person]}"
    if person in weighing.raised or person in weighing.lowered:
        way, limit = ("raised", weighing.low) if person in weighing.raised else ("lowered", weighing.high)
        line += f" ({way} to the limit of {limit} from {weighing.exposure[person] / weighing.mean})"
    if found := weighing.facts.get(person, ()):
        line += "; " + ", ".join(f"{fact.amount} {fact.kind} by {fact.record}" for fact in found)
    return line
