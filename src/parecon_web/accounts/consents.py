"""Acts of the year that two facilitators do together."""

from __future__ import annotations

from parecon_web.accounts.acts import is_facilitator
from parecon_web.accounts.reasons import LiveReason
from parecon_web.record.acts import Act
from parecon_web.record.refusals import Refusal, Refused
from parecon_web.rounds.keeping import charter_in_force, current_round
from parecon_web.rounds.models import Consent, Year

__all__ = ["consent", "consents_to", "settle"]


def consents_to(year: Year, to: str):
    """Return who has agreed to an act of the year."""
    return current_round(year).consents.filter(to=to).select_related("member__profile")


def consent(act: Act, year: Year, to: str) -> dict | Refused:
    """Note a facilitator's consent on the year's last round; return how many are given and needed, and whether that is enough."""
    if not is_facilitator(act):
        return Refused((Refusal(LiveReason.NOT_FACILITATOR),))
    last = current_round(year)
    if not last.consents.filter(to=to, member_id=act.by).exists():
        Consent.objects.create(id=act.new_id(), community=act.community, round=last, to=to, member_id=act.by, at=act.at)
    given, needed = last.consents.filter(to=to).count(), charter_in_force(year)["rounds.close_consents"]
    return {"given": given, "needed": needed, "done": given >= needed}


def settle(year: Year, to: str) -> None:
    """Take the consents to an act that was done off the table: doing it again needs new ones."""
    Consent.objects.filter(round=current_round(year), to=to).delete()
