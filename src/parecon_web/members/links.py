"""Personal links: made once, kept as a hash, revoked by the clerk."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.utils import timezone

from parecon_web.members.models import Link, Member
from parecon_web.record.models import Community

__all__ = ["make_link", "member_of_token", "revoke_links"]


def hash_token(token: str) -> str:
    """Return the hash under which a token is kept; tokens hold 256 bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_link(member: Member, *, expires_at: datetime | None = None) -> str:
    """Make a link for a member and return its token, which is shown once and stored nowhere."""
    token = secrets.token_urlsafe(32)
    Link.objects.create(community=member.community, member=member, token_hash=hash_token(token), expires_at=expires_at)
    return token


def revoke_links(member: Member) -> int:
    """Revoke all links of a member and return how many there were."""
    return Link.objects.filter(member=member, revoked_at=None).update(revoked_at=timezone.now())


def member_of_token(community: Community, token: str) -> Member | None:
    """Return whose token it is, or None where it is unknown, expired, revoked or of another community."""
    link = Link.objects.filter(community=community, token_hash=hash_token(token), revoked_at=None).select_related("member").first()
    return link.member if link and (link.expires_at is None or link.expires_at > timezone.now()) else None
