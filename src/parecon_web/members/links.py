"""Personal links: made once, kept as a hash, revoked by the clerk."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.utils import timezone

from parecon_web.members.models import Link, Member
from parecon_web.record.models import Community

__all__ = ["keep_link", "make_invitation", "make_link", "member_of_token", "revoke_links"]


def hash_token(token: str) -> str:
    """Return the hash under which a token is kept; tokens hold 256 bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


INVITATION_DAYS = 30
"""A link that nobody opens within so many days ends; once opened it is its member's, until it is revoked."""


def make_invitation(member: Member) -> str:
    """Make a link that ends unless it is opened in time, and return its token."""
    return make_link(member, expires_at=timezone.now() + timedelta(days=INVITATION_DAYS))


def make_link(member: Member, *, expires_at: datetime | None = None) -> str:
    """Make a link for a member and return its token, which is shown once and stored nowhere."""
    token = secrets.token_urlsafe(32)
    Link.objects.create(community=member.community, member=member, token_hash=hash_token(token), expires_at=expires_at)
    return token


def revoke_links(member: Member) -> int:
    """Revoke all links of a member and return how many there were."""
    return Link.objects.filter(member=member, revoked_at=None).update(revoked_at=timezone.now())


def keep_link(member: Member, token: str) -> None:
    """Keep a link that was opened in time: it ends no more."""
    Link.objects.filter(member=member, token_hash=hash_token(token), expires_at__isnull=False).update(expires_at=None)


def member_of_token(community: Community, token: str) -> Member | None:
    """Return whose token it is, or None where it is unknown, expired, revoked or of another community."""
    link = Link.objects.filter(community=community, token_hash=hash_token(token), revoked_at=None).select_related("member").first()
    return link.member if link and (link.expires_at is None or link.expires_at > timezone.now()) else None
