"""A personal link by mail."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from parecon_web.engine_words import said
from parecon_web.mail.sending import hash_text, send_once
from parecon_web.members.languages import spoken
from parecon_web.members.links import INVITATION_DAYS
from parecon_web.members.models import Member

__all__ = ["mail_link"]


def mail_link(member: Member, address: str) -> str:
    """Mail a personal link to its member, and return what became of it; "" where there is no address or no mail."""
    profile = getattr(member, "profile", None)
    if profile is None or not profile.email:
        return ""
    with override(spoken(profile.language) or spoken(member.community.language) or "en"):
        name = said(member.community.name)
        text = _("Hello %(name)s,\n\nthis is your personal link to %(community)s:\n\n%(link)s\n\nWhoever opens it is you: pass it on to nobody. It ends unless it is opened within %(days)d days.\n") % {
            "name": member, "community": name, "link": address, "days": INVITATION_DAYS}
        try:
            return send_once(member, profile.email, f"link {hash_text(address)[:20]}", (_("%(community)s: your personal link") % {"community": name}, text)) or ""
        except OSError:
            return "unreachable"
