"""The digest: what waits for each member, at most once a day, and before a round closes, or when facilitators ask for it, for those alone who have not acted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parecon_web.engine_words import said
from parecon_web.mail.models import Sent
from parecon_web.mail.sending import HANDED_OVER, address_of, hash_text, send_once
from parecon_web.members.languages import spoken
from parecon_web.members.models import Member, Profile
from parecon_web.record.models import Community
from parecon_web.rounds.home import Need, needs_of, open_needs
from parecon_web.rounds.keeping import current_round, current_year
from parecon_web.rounds.models import Round
from parecon_web.rounds.situation import Situation
from parecon_web.tags import deadline

__all__ = ["Digested", "send_digests"]

CLOSING = timedelta(hours=24)
"""So long before a round closes those who have not acted are reminded, once."""


@dataclass(frozen=True)
class Digested:
    """What a run came to: members who want mail, how many were sent one, how many could not be."""

    wanted: int
    sent: int
    refused: int


def send_digests(community: Community, at: datetime | None = None) -> Digested:
    """Send each member of a community who wants mail what is new among what waits for them; OSError where the mail server cannot be reached."""
    at = at or timezone.now()
    year = current_year(community)
    profiles = Profile.objects.filter(community=community, mail=Profile.Mail.DAILY, member__simulated=False).exclude(email="").select_related("member__community")
    if community.demonstration:
        return Digested(0, 0, 0)
    now, statuses = Situation(year, current_round(year)) if year is not None else None, []
    for profile in profiles.order_by("member__number"):
        with translation.override(spoken(profile.language) or spoken(community.language) or "en"), timezone.override(ZoneInfo(community.zone)):
            statuses.append(_send(profile, now, at))
    return Digested(len(statuses), sum(status == HANDED_OVER for status in statuses), sum(status is not None and status != HANDED_OVER for status in statuses))


def _send(profile: Profile, now: Situation | None, at: datetime) -> str | None:
    member = profile.member
    needs = open_needs(member, now)
    if not needs:
        return None
    day, about = f"day {timezone.localtime(at).date()}", hash_text("\n".join(need.title + need.url for need in needs))
    mails = Sent.objects.filter(community=member.community, member=member, key__regex=r"^(day|closing|asked) ")
    if mails.filter(at__gte=timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)).exists():
        return None
    for occasion in _occasions(member, now, at):
        if not mails.filter(key=f"{occasion} {now.round.pk}").exists():
            return send_once(member, profile.email, f"{occasion} {now.round.pk}", _write(member, needs, now.round), about=about, at=at)
    last = mails.order_by("-at").first()
    return None if last is not None and last.about == about else send_once(member, profile.email, day, _write(member, needs, None), about=about, at=at)


def _occasions(member: Member, now: Situation | None, at: datetime) -> list[str]:
    """Return why a member is reminded of the open round now: it closes soon, facilitators asked for it; nothing for who has done what is theirs in it."""
    if now is None or now.round.state != Round.State.OPEN or at > now.round.closes_at:
        return []
    found = ["closing"] * (now.round.closes_at <= at + CLOSING) + ["asked"] * (now.round.reminded_at is not None)
    return found if found and any(not need.done for need in needs_of(member, now)) else []


def _write(member: Member, needs: list[Need], closing: Round | None) -> tuple[str, str]:
    """Return subject and text; nothing in them tells how anything stands, only what waits."""
    name, slug = said(member.community.name), member.community.slug
    count = ngettext("%(count)d thing waits for you", "%(count)d things wait for you", len(needs)) % {"count": len(needs)}
    subject = f"{name}: {count}"
    lines = [_("Hello %(name)s,") % {"name": member}, ""]
    if closing is not None:
        until = deadline(closing.closes_at)
        subject = _("%(name)s: round %(number)d closes %(when)s, and %(count)s") % {"name": name, "number": closing.number, "when": until, "count": count}
        lines += [_("round %(number)d closes %(when)s. This has not been done yet:") % {"number": closing.number, "when": until}, ""]
    for need in needs:
        lines += [f"* {need.title}", f"  {need.text}", f"  {address_of(need.url)}", ""]
    lines += ["-- ", _("At most one mail a day. Switch it off: %(address)s") % {"address": address_of(reverse("mail", args=[slug]))}]
    return subject, "\n".join(map(str, lines)) + "\n"
