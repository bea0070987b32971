"""Why the room says no: one enum of reasons, one frozen value with both numbers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

__all__ = ["Reason", "Refused"]


class Reason(Enum):
    """The rules by which work and income refuse."""

    RATING_OUTSIDE_SCALE = "a rating lies outside the scale"
    RATING_NOT_A_NUMBER = "a rating is not a number"
    SELF_RATING = "nobody rates their own effort"
    STRANGER = "only workmates rate each other"
    RATED_TWICE = "each workmate rates another once"
    HOURS_NOT_POSITIVE = "hours must be positive numbers"
    HOURS_TOO_MANY = "the tasks need more hours than the members have"
    NOBODY_MAY_DO = "no member may do the task"
    TOO_FEW_MAY_DO = "hours stay undone, for those who may do these tasks have too few"
    LABEL_TWICE = "a label is used twice"
    UNKNOWN_LABEL = "a label is not known here"
    NOT_A_NUMBER = "an amount is not a number"
    NOT_WHOLE = "an amount is not a whole number"
    NEGATIVE = "an amount is below zero"
    LENGTHS_DIFFER = "columns that belong together have different lengths"
    NOBODY_EARNS = "there is a sum to divide and nobody to divide it among"
    FUND_TOO_SMALL = "what is fixed exceeds the fund"
    INCOME_BELOW_ZERO = "a person's income would be below zero"
    NOT_ENOUGH_VOTES = "too few agree"
    NO_REASON = "a written reason and a hearing come first"
    TOO_EARLY = "the notice has not run out"
    NO_PLACE = "nobody is left without a place, but these would be"
    TOO_LATE = "the time for an appeal is over"
    JURY_TOO_SMALL = "too few members are free to judge"
    NOT_DECIDED_BY_BOTH = "both chambers must agree"
    OUTSIDE_RANGE = "a number lies outside its range"
    TOO_FEW_TASKS = "the work cannot be put into so few tasks"
    TOO_FEW_CATEGORIES = "each category needs at least one task"
    TOO_LARGE = "an amount is too large to count exactly"
    NOTHING_TO_DO = "there are no tasks or no people"
    NO_RATIO = "method 1 needs last year's actual ratio"


@dataclass(frozen=True)
class Refused:
    """A refusal: the rule, what it concerns, both numbers and the way out.

    >>> print(Refused(Reason.RATING_OUTSIDE_SCALE, "task 'mop'", 21, "1 to 20", "give a rating in that range"))
    task 'mop': a rating lies outside the scale (21, against 1 to 20); give a rating in that range
    """

    reason: Reason
    subject: str
    found: object
    allowed: object
    way_out: str
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.subject}: {self.reason.value} ({self.found}, against {self.allowed}); {self.way_out}"
