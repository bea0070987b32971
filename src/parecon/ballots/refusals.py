"""Why a vote, a ballot or an act is refused: a reason from the list, the rule, and both numbers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

__all__ = ["Reason", "Refusal"]


class Reason(Enum):
    """Every reason this room can give; the value is the sentence a person reads."""

    STRANGER = "not on the roll of this ballot"
    NOT_AFFECTED = "not affected by this decision, so without a vote on it"
    ALREADY_VOTED = "has voted, and this ballot takes one vote only"
    NOT_OPEN_YET = "the ballot is not open yet"
    CLOSED = "the ballot is closed"
    STILL_OPEN = "the ballot is still open"
    UNKNOWN_OPTION = "no option of this ballot has that name"
    OPTION_TWICE = "the same option stands on the ballot twice"
    TOO_FEW_OPTIONS = "fewer options than the ballot asks for"
    TOO_MANY_OPTIONS = "more options than the ballot allows"
    SCORE_OUTSIDE_SCALE = "a score outside the scale"
    OVER_BUDGET = "the options chosen cost more than the budget"
    PHRASE_UNSUITABLE = "the phrase does not have the number of words asked for"
    WEIGHTS_SUM_TO_ZERO = "the weights of those who may vote sum to zero"
    NOBODY_VOTED = "nobody voted"
    QUORUM = "fewer took part than the quorum asks for"
    THRESHOLD = "the leading option stays under the threshold"
    NOTHING_APPROVED = "no option has any support"
    OPPOSED = "consensus asks that nobody be against"
    OBJECTION = "a reasoned objection stands"


@dataclass(frozen=True)
class Refusal:
    """A refusal: the reason, whom or what it concerns, the rule, the number given and the number allowed."""

    reason: Enum
    subject: str
    rule: str
    given: object
    allowed: object

    def __str__(self) -> str:
        return f"{self.subject}: {self.reason.value} (rule {self.rule}: given {self.given}, allowed {self.allowed})"
