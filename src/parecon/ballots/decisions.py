"""Kinds of decision: who votes, how votes count, what must be reached, how long, open or secret."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from parecon.ballots.equal_shares import EqualSharesRule
from parecon.ballots.result import Bar
from parecon.charter import Charter

__all__ = ["Decision", "decision_kinds", "read_decision", "read_equal_shares", "read_share"]


@dataclass(frozen=True)
class Decision:
    """A kind of decision as the charter has it.

    kind: first word of its rows (``ballots.<kind>.*``). electorate, counting, weights, mode: choices of those rows.
    bar: quorum (share of the electorate) and threshold (share of votes cast), exact. days, appeal_days: days.
    """

    kind: str
    electorate: str
    counting: str
    weights: str
    bar: Bar
    days: int
    appeal_days: int
    mode: str

    @property
    def secret(self) -> bool:
        """Whether votes are secret."""
        return self.mode == "secret"


def read_share(value: object) -> tuple[Fraction, bool]:
    """Return a share of the charter exactly, and whether more than it is asked for.

    >>> read_share("2/3"), read_share("more than 1/2"), read_share(0.25)
    ((Fraction(2, 3), False), (Fraction(1, 2), True), (Fraction(1, 4), False))
    """
    text = str(value)
    return Fraction(text.removeprefix("more than ")), text.startswith("more than ")


def decision_kinds(charter: Charter) -> tuple[str, ...]:
    """Return every kind of decision that the charter has rows for, sorted."""
    return tuple(sorted(key.split(".")[1] for key in charter.rules if key.startswith("ballots.") and key.endswith(".electorate")))


def read_decision(charter: Charter, kind: str) -> Decision:
    """Return the rules for one kind of decision; raise UnknownRule for a kind that the charter does not know.

    >>> from parecon.charter import default_charter
    >>> read_decision(default_charter(), "sanction").bar.threshold
    Fraction(2, 3)
    """
    row = {name: charter[f"ballots.{kind}.{name}"] for name in ("electorate", "counting", "weights", "quorum", "threshold", "days", "appeal_days", "mode")}
    threshold, strict = read_share(row["threshold"])
    bar = Bar(read_share(row["quorum"])[0], threshold, strict, f"ballots.{kind}")
    return Decision(kind, row["electorate"], row["counting"], row["weights"], bar, row["days"], row["appeal_days"], row["mode"])


def read_equal_shares(charter: Charter) -> EqualSharesRule:
    """Return how equal shares are counted in this charter."""
    row = {name: charter[f"ballots.equal_shares.{name}"] for name in ("utility", "completion", "step", "until", "raises_max", "compare")}
    return EqualSharesRule(row["utility"], row["completion"], read_share(row["step"])[0], row["until"], row["raises_max"], row["compare"])
