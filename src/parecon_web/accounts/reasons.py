"""The rules of the year that an act can break: the engine's, as people read them, and the platform's own."""

from __future__ import annotations

from enum import Enum

from django.utils.translation import gettext_lazy as _

from parecon.execution import ExecutionRefusal
from parecon_web.engine_words import said
from parecon_web.record.refusals import Refusal
from parecon_web.rounds.amounts import write_amount

__all__ = ["EngineReason", "LiveReason", "say_refusal"]


class LiveReason(Enum):
    """Why the platform refuses an act of the year."""

    NOT_LIVE = _("Deliveries and draws belong to a year whose plan is adopted and not yet closed")
    NOT_SEATED = _("Only members of the council do this")
    NOT_YOURS = _("You draw from your own account, or record for those of your neighbourhood who have not joined")
    NOTHING = _("Fill in at least one amount")
    NOT_FACILITATOR = _("Only facilitators do this, two together")
    NOT_A_DEMONSTRATION = _("Only in a demonstration somebody can let time pass")
    NO_SUCH_CHANGE = _("This change of wishes is not open any more")
    NO_SUCH_FAILURE = _("This failure is not recorded, or is decided already")
    WORDS = _("Say in a few words what happened")
    NOT_SO_MUCH = _("There are not so many credits")
    NO_DEBT = _("You owe nothing")
    NOT_CLOSED = _("The next year begins when this one is closed")
    ALREADY_OPENED = _("The next year is open already")


class EngineReason(Enum):
    """The engine's rules (parecon.execution.ExecutionReason), as people read them."""

    REQUEST_MISSING = _("A form carries the id of its sending; open the page anew")
    REQUEST_REUSED = _("This form was sent before with other contents")
    YEAR_CLOSED = _("Nothing is recorded in a year that is closed")
    DAY_IN_THE_PAST = _("The days of a year never go back")
    UNKNOWN_COUNCIL = _("The economy has no such council")
    UNKNOWN_GOOD = _("There is no such good")
    UNKNOWN_HOLDER = _("Nobody holds such an account")
    WRONG_KIND = _("This belongs to another kind of council or good")
    AMOUNT_NOT_ABOVE_ZERO = _("An amount is above zero")
    NOT_IN_THE_PLAN = _("The plan has no such line for this council")
    BEYOND_THE_PLAN = _("This is more than the plan leaves")
    NOT_IN_STOCK = _("There is not so much in stock")
    BEYOND_WHAT_IS_GIVEN = _("There is not so much of it in the year")
    NOT_ENOUGH_EXCHANGE = _("There is not enough of the currency outside to buy so much")
    NOT_ENOUGH_CREDITS = _("The credits do not pay for it")
    NOT_RESERVED = _("This is not set aside any more")
    CHANGES_USED_UP = _("The council has changed its wishes as often as the charter allows")
    CANNOT_BE_SERVED = _("Stock and what is still to come cannot serve this")
    WISH_ALREADY_DRAWN = _("So much of it is drawn already")
    NOT_SHORT = _("This good is not short")
    STEP_NOT_POSSIBLE = _("This step covers nothing now")
    COUNCIL_NOT_AFFECTED = _("Only councils that still want the good are heard, and all of them")
    ROUND_ABOVE_SUPPLY = _("The wishes together are more than there is")
    STILL_RESERVED = _("Something is still set aside")


WAYS_OUT = {
    EngineReason.NOT_IN_THE_PLAN: _("Ask the federation to put it into the plan, or change the wishes together"),
    EngineReason.BEYOND_THE_PLAN: _("Record what is left of the plan; for more, change the wishes together"),
    EngineReason.NOT_IN_STOCK: _("Take what is there, or wait for the next delivery"),
    EngineReason.BEYOND_WHAT_IS_GIVEN: _("Use less of it, or agree on overtime where it is hours"),
    EngineReason.NOT_ENOUGH_EXCHANGE: _("Buy less, or sell more outside first"),
    EngineReason.NOT_ENOUGH_CREDITS: _("Lower one of the amounts"),
    EngineReason.CHANGES_USED_UP: _("Wait for the next plan"),
    EngineReason.CANNOT_BE_SERVED: _("Ask for what there is, or wait until somebody wants less"),
    EngineReason.WISH_ALREADY_DRAWN: _("Lower it by what is not drawn yet"),
    EngineReason.STEP_NOT_POSSIBLE: _("Take a step that is in the list"),
}


def say_refusal(refusal: ExecutionRefusal, field: str, units_per_credit: int) -> Refusal:
    """Return a refusal of the engine as one of the platform, tied to ``field``, both numbers with their unit."""
    reason, unit = EngineReason[refusal.reason.name], refusal.unit
    divisor = units_per_credit if unit == "smallest units" else 1
    unit = _("credits") if unit in ("smallest units", "credits") else said(unit)
    given, limit = (f"{write_amount(round(value / divisor * 10**9), 3)} {unit}".strip() if isinstance(value, int | float) else value
                    for value in (refusal.given, refusal.limit))
    return Refusal(reason, field, given, limit, WAYS_OUT.get(reason, ""))
