"""What every template knows: who looks, in which community, and the one banner of the phase."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.formats import get_format

from parecon_web.members.permissions import Who
from parecon_web.record.later import last_refusal, waiting_since
from parecon_web.rounds.keeping import opened_economy
from parecon_web.rounds.phase import phase_of

__all__ = ["everywhere"]


def everywhere(request: HttpRequest) -> dict:
    """Return languages, community, member, roles and phase of a request; None where there is none."""
    community = getattr(request, "community", None)
    phase = phase_of(community) if community else None
    apart = settings.SEPARATE_WORKER and community is not None
    return {
        "working": waiting_since(community) if apart else None, "not_taken": last_refusal(community, request.member.id) if apart and getattr(request, "member", None) else "",
        "languages": settings.LANGUAGES, "decimal_sign": get_format("DECIMAL_SEPARATOR"),
        "community": community, "me": getattr(request, "member", None), "phase": phase,
        "shares": phase is not None and opened_economy(phase.year).collective is not None,
        "is_facilitator": Who.FACILITATOR in getattr(request, "roles", ()), "is_clerk": {Who.CLERK, Who.ADMINISTRATOR} & set(getattr(request, "roles", ())),
    }
