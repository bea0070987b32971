"""May this person see or change this council's matters? One function each, asked by every view."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from parecon_web.councils.models import Council
from parecon_web.members.models import Member

__all__ = ["council_of", "may_draft", "my_council", "neighbourhood_of", "workplace_of"]


def council_of(request: HttpRequest, slug: str) -> Council:
    """Return a council of the request's community; what is elsewhere is not found."""
    council = Council.objects.filter(community=request.community, slug=slug).first()
    if council is None:
        raise Http404
    return council


def may_draft(member: Member | None, council: Council) -> bool:
    """Tell whether a member may draft for a council, and vote on its drafts: whoever has a seat there."""
    return member is not None and member.community_id == council.community_id and council.seats.filter(member=member).exists()


def my_council(request: HttpRequest, slug: str) -> Council:
    """Return a council in which this person sits; other councils' inner matters are not found."""
    council = council_of(request, slug)
    if not may_draft(request.member, council):
        raise Http404
    return council


def neighbourhood_of(member: Member) -> Council | None:
    """Return the consumer council in which a member sits."""
    return Council.objects.filter(seats__member=member, kind=Council.Kind.CONSUMER).first()


def workplace_of(member: Member) -> Council | None:
    """Return the worker council in which a member sits."""
    return Council.objects.filter(seats__member=member, kind=Council.Kind.WORKER).first()
