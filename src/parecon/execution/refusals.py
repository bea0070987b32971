"""Why an act of the year is refused, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

__all__ = ["ExecutionReason", "ExecutionRefusal"]


class ExecutionReason(Enum):
    """The rules that an act of the year can break."""

    REQUEST_MISSING = "every act carries an id made by its author"
    REQUEST_REUSED = "an id stands for one act only"
    YEAR_CLOSED = "nothing is recorded in a year that is closed"
    DAY_IN_THE_PAST = "the days of a year never go back"
    UNKNOWN_COUNCIL = "the economy has no such council"
    UNKNOWN_GOOD = "the economy has no such good"
    UNKNOWN_HOLDER = "nobody holds such an account"
    WRONG_KIND = "this act belongs to another kind of council or good"
    AMOUNT_NOT_ABOVE_ZERO = "an amount is above zero"
    NOT_IN_THE_PLAN = "the council's plan has no such line"
    BEYOND_THE_PLAN = "what is recorded stays within the plan"
    NOT_IN_STOCK = "only what is in stock and not reserved is handed out"
    BEYOND_WHAT_IS_GIVEN = "nobody uses more of hours, land, machines and permits than there is"
    NOT_ENOUGH_EXCHANGE = "what is bought outside is paid from what is there and what the plan will earn"
    NOT_ENOUGH_CREDITS = "a draw fits the credits of its holder"
    NOT_RESERVED = "only what is reserved and not yet collected is collected or given back"
    CHANGES_USED_UP = "a council changes its wishes no more often than the charter allows"
    CANNOT_BE_SERVED = "a change is refused only where stock and what is still to come cannot serve it"
    WISH_ALREADY_DRAWN = "a wish is lowered no further than to what was drawn of it"
    NOT_SHORT = "nothing is done about a good that is not short"
    STEP_NOT_POSSIBLE = "a step does no more than it can"
    COUNCIL_NOT_AFFECTED = "a small round hears those who are affected and nobody else"
    ROUND_ABOVE_SUPPLY = "a small round ends with wishes that the supply can serve"
    STILL_RESERVED = "a year is closed once nothing is waiting to be collected"


@dataclass(frozen=True)
class ExecutionRefusal:
    """A no: which rule, whom and which good it concerns, the value given, the limit, the unit of both, and the way out."""

    reason: ExecutionReason
    about: str
    given: float | str
    limit: float | str
    unit: str
    way_out: str

    def __str__(self) -> str:
        return f"{self.about}: {self.reason.value}; given {_text(self.given)} {self.unit}, limit {_text(self.limit)} {self.unit}. Way out: {self.way_out}."


def _text(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:,.10g}"
