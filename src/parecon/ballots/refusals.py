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
    SCORE_OUTSIDE_SCALE = "a score outside the scale"
    OVER_BUDGET = "the options chosen cost more than the budget"
    PHRASE_UNSUITABLE = "the phrase does not have the number of words asked for"
    ONE_EACH = "everyone counts one in this kind of decision"
    SECRET_AND_WEIGHTED = "a secret vote counts one, since a weight would give its voter away"
    NO_SUCH_ROW = "no row of the published table has this tracker"
    TOO_FEW_TO_SHOW = "too few voted for figures to be shown"
    NOT_PASSED = "the ballot this needs did not pass"
    OTHER_BALLOT = "the ballot is of another kind, electorate or subject than this needs"
    OTHER_ROLL = "invited though not of the electorate, or of it and not invited"
    PROHIBITED = "the activity is on the table of prohibited activities"
    NOT_A_MEMBER = "not a member of this council"
    COUNCIL_TOO_SMALL = "the council has too few members"
    COUNCIL_TOO_LARGE = "the council has too many members"
    TOO_MANY_LEVELS = "the tree of councils has too many levels"
    IN_TWO_COUNCILS = "a person belongs to one primary council"
    ROTATION = "delegates rotate, and the terms in a row are used up"
    NO_SEAT = "has no seat as delegate on this day"
    OUTSIDE_MANDATE = "the vote lies outside a binding mandate"
    PETITION_TOO_SMALL = "too few members and too few councils ask for it"
    TOO_FEW_FOR_LOT = "too few people to draw from"
    NOT_ON_RIGHTS = "a lower council is overridden on rights only"
    STEP_OUT_OF_ORDER = "this step does not follow the last one"
    NOT_WRITTEN = "a written text is needed"
    TOO_LATE = "the time for this step is over"
    TOO_EARLY = "the time for this step has not come"
    NOT_A_JUROR = "not on the jury that was drawn"
    JURY_INCOMPLETE = "not every juror has spoken"
    APPEAL_PENDING = "an appeal is pending and nobody is in danger"
    NORM_BROKEN = "a norm of the charter is not met"
    SANCTIONED = "resources are refused until the norm is met again"
    SEATS = "the seats are not filled as the body's shares say"
    HEAD_VETO = "the head of the body has vetoed it"
    NO_ASSEMBLY = "no assembly stands behind it"
    PART_OFF = "this part is not in use"
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
