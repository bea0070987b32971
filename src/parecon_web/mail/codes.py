"""Codes by mail: entering without one's link, and proving that an address is one's own; attempts are counted for account and network address."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from parecon_web.engine_words import said
from parecon_web.mail.models import Attempt, Code
from parecon_web.mail.reasons import MailReason
from parecon_web.mail.sending import HANDED_OVER, hash_text, is_on, send_once
from parecon_web.members.languages import spoken
from parecon_web.members.links import revoke_links
from parecon_web.members.models import Member, Profile
from parecon_web.record.acts import in_line
from parecon_web.record.models import Community
from parecon_web.record.refusals import Refusal

__all__ = ["MINUTES", "TRIES_MAX", "ask_to_enter", "ask_to_prove", "count_attempt", "enter_by_code", "give_back", "prove_address", "whose"]

TRIES_MAX = 10
MINUTES = 15
"""So many attempts an account and a network address have in so many minutes; a code lives as long."""
LETTERS, LENGTH = "23456789ABCDEFGHJKMNPQRSTUVWXYZ", 8


def whose(community: Community, what: str, who: str) -> str:
    """Return the hash under which attempts are counted, of an account or of a network address."""
    return hash_text(f"{settings.SECRET_KEY}|{community.slug}|{what}|{who.strip().lower()}")


def count_attempt(community: Community, keys: tuple[str, ...]) -> Refusal | None:
    """Count an attempt before it is made, in line, so that many at once cannot make more; refused where there were too many."""
    now = timezone.now()
    with in_line(community):
        Attempt.objects.filter(at__lt=now - timedelta(days=1)).delete()
        most = max(Attempt.objects.filter(community=community, whose=key, at__gt=now - timedelta(minutes=MINUTES)).count() for key in keys)
        if most >= TRIES_MAX:
            return Refusal(MailReason.TOO_OFTEN, "", str(most + 1), str(TRIES_MAX))
        Attempt.objects.bulk_create(Attempt(community=community, whose=key, at=now) for key in keys)
    return None


def give_back(community: Community, keys: tuple[str, ...]) -> None:
    """Take back the attempt that succeeded."""
    for key in keys:
        last = Attempt.objects.filter(community=community, whose=key).order_by("-pk").first()
        if last is not None:
            last.delete()


def _hash_code(member: Member, code: str) -> str:
    return hash_text(f"{settings.SECRET_KEY}|{member.pk}|{''.join(code.upper().split())}")


def _mail_code(member: Member, to: str, address: str, written: tuple[str, str]) -> str | None:
    code = "".join(secrets.choice(LETTERS) for _letter in range(LENGTH))
    made = Code.objects.create(community=member.community, member=member, code_hash=_hash_code(member, code), address=address, made_at=timezone.now())
    try:
        return send_once(member, to, f"code {made.pk}", (written[0], written[1] % {"code": code, "minutes": MINUTES}))
    except OSError:
        made.delete()
        raise


def ask_to_enter(community: Community, address: str, network: str) -> Refusal | None:
    """Mail a code to the members who have this address; whether there are any is told to nobody. Refused: too many attempts, no mail here."""
    if not is_on():
        return Refusal(MailReason.NO_MAIL)
    keys = (whose(community, "asks", address), whose(community, "asks from", network))
    refused = count_attempt(community, keys)
    if refused is not None:
        return refused
    for profile in Profile.objects.filter(community=community, email__iexact=address.strip(), member__simulated=False).exclude(email="").select_related("member__community"):
        with override(spoken(profile.language) or spoken(community.language) or "en"):
            text = _("Hello %(name)s,\n\nyour code to enter %(community)s: %%(code)s\n\nIt works once, for %%(minutes)d minutes. If you did not ask for it, do nothing.\n") % {
                "name": profile.member, "community": said(community.name)}
            try:
                _mail_code(profile.member, profile.email, "", (_("%(community)s: your code") % {"community": said(community.name)}, text))
            except OSError:
                return Refusal(MailReason.NOT_SENT)
    return None


def _use(codes, member: Member, code: str) -> bool:
    """Use a code up, if it is there; of many at once, one does."""
    since = timezone.now() - timedelta(minutes=MINUTES)
    with transaction.atomic():
        return codes.filter(member=member, code_hash=_hash_code(member, code), used_at=None, made_at__gt=since).update(used_at=timezone.now()) == 1


def enter_by_code(community: Community, address: str, code: str, network: str) -> Member | Refusal:
    """Return whom a code lets enter; earlier links of theirs end with it. Refused: a wrong or old code, too many attempts."""
    keys = (whose(community, "tries", address), whose(community, "tries from", network))
    refused = count_attempt(community, keys)
    if refused is not None:
        return refused
    for profile in Profile.objects.filter(community=community, email__iexact=address.strip()).exclude(email="").select_related("member__community"):
        if _use(Code.objects.filter(address=""), profile.member, code):
            give_back(community, keys)
            revoke_links(profile.member)
            return profile.member
    return Refusal(MailReason.WRONG_CODE, "code", "", str(MINUTES))


def ask_to_prove(member: Member, address: str, network: str) -> Refusal | None:
    """Mail a code to an address that a member says is theirs; it is kept when the code comes back."""
    if not is_on():
        return Refusal(MailReason.NO_MAIL)
    keys = (whose(member.community, "proves", str(member.pk)), whose(member.community, "asks from", network))
    refused = count_attempt(member.community, keys)
    if refused is not None:
        return refused
    name = said(member.community.name)
    text = _("Hello %(name)s,\n\nto have mail of %(community)s here, give this code on the page where you asked for it: %%(code)s\n\n"
             "It works once, for %%(minutes)d minutes. If you did not ask for it, do nothing.\n") % {"name": member, "community": name}
    try:
        status = _mail_code(member, address, address, (_("%(community)s: is this your address?") % {"community": name}, text))
    except OSError:
        return Refusal(MailReason.NOT_SENT)
    return None if status == HANDED_OVER else Refusal(MailReason.NOT_SENT, "address", str(status or ""))


def prove_address(member: Member, code: str) -> Refusal | None:
    """Keep the address that a code was sent to as the member's."""
    keys = (whose(member.community, "tries to prove", str(member.pk)),)
    refused = count_attempt(member.community, keys)
    if refused is not None:
        return refused
    asked = Code.objects.filter(member=member, code_hash=_hash_code(member, code)).exclude(address="").first()
    if asked is None or not _use(Code.objects.exclude(address=""), member, code):
        return Refusal(MailReason.WRONG_CODE, "code", "", str(MINUTES))
    Profile.objects.update_or_create(member=member, defaults={"community_id": member.community_id, "email": asked.address})
    return None
