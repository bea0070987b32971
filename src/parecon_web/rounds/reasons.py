"""The rules of the rounds that an act can break, beside the engine's own."""

from __future__ import annotations

from enum import Enum

from django.utils.translation import gettext_lazy as _

from parecon.proposals import Refusal as EngineRefusal
from parecon_web.record.refusals import Refusal
from parecon_web.rounds.amounts import write_amount

__all__ = ["EngineReason", "RoundReason", "say_engine_refusal"]


class RoundReason(Enum):
    """Why the platform refuses an act of the rounds."""

    ROUND_CLOSED = _("This round is closed; the request was not changed")
    NOT_SEATED = _("Only members of the council do this")
    UNKNOWN_GOOD = _("There is no such good")
    NOT_A_USE = _("A request asks for goods and offers hours, nothing else")
    OVER_ALLOWANCE = _("The request is larger than the allowance")
    UNREADABLE = _("This is not an amount")
    NEGATIVE = _("An amount is zero or more")
    EMPTY = _("A draft holds at least one line")
    NOT_FACILITATOR = _("Only facilitators do this")
    NOT_CLERK = _("Only the clerk enters what others wrote on paper")
    NOT_HARMED = _("Only those whom a pollutant harms say how much of it they permit")
    NOT_LATER = _("A round can only be extended, not shortened")
    TOO_MUCH_NEED = _("All that a neighbourhood grants by need fits half of its allowance")
    NOT_NOW = _("Needs are decided while the rounds last")
    UNSIGNED = _("A sheet counts with the signatures of those who want it sent; mark who signed")
    NO_APPEAL = _("Nobody appeals here in this round")
    NOT_ELECTOR = _("Only delegates of the other workplaces of its industry vote on an appeal")
    NO_ASK = _("Nobody asks for this any more")
    OWN_ASK = _("Your neighbours decide on what you ask for")
    GRANTED = _("This was granted already")
    WORDS = _("Say it in some words, not too many; letters")


class EngineReason(Enum):
    """The engine's rules (parecon.proposals.RefusalReason), as people read them."""

    UNKNOWN_COUNCIL = _("The economy has no such council")
    COUNCIL_TWICE = _("A council sends one proposal a round")
    STALE_ROUND = _("A proposal answers the round that is open")
    UNKNOWN_GOOD = _("The economy has no such good")
    GOOD_TWICE = _("Each good stands on one line")
    NOT_ITS_TO_SUPPLY = _("Neighbourhoods offer hours, nothing else")
    OVER_BUDGET = _("A request fits its budget")
    OVER_CAPACITY = _("Outputs fit the capacity that was filed")
    TOO_MANY_WORDS = _("The reasons are longer than the rules of this place allow; letters")


WAYS_OUT = {
    EngineReason.NOT_ITS_TO_SUPPLY: _("Leave the line out, or send it as a workplace"),
    EngineReason.OVER_BUDGET: _("Lower the request"),
    EngineReason.OVER_CAPACITY: _("Lower the outputs to the capacity, or file a larger one with what it needs"),
}


def say_engine_refusal(refusal: EngineRefusal) -> Refusal:
    """Return a refusal of the engine as one of the platform, tied to the field of its good."""
    reason = EngineReason[refusal.reason.name]
    field = "capacity" if reason is EngineReason.OVER_CAPACITY else refusal.good
    return Refusal(reason, field, _plain(refusal.given), _plain(refusal.limit), WAYS_OUT.get(reason, ""))


def _plain(value: float) -> str:
    return write_amount(round(value * 10**9), digits=3)
