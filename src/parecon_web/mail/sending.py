"""Handing mail over, once for each reason, with what became of it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import IntegrityError, transaction
from django.utils import timezone

from parecon_web.mail.models import Sent
from parecon_web.members.models import Member

__all__ = ["HANDED_OVER", "address_of", "hash_text", "is_on", "send_once"]

HANDED_OVER = "handed over"


def is_on() -> bool:
    """Tell whether this server sends mail; a demonstration never does."""
    return bool(settings.MAIL_ON)


def hash_text(text: str) -> str:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def address_of(path: str) -> str:
    """Return the whole address of a page, for mail."""
    return settings.SITE + path


def send_once(member: Member, to: str, key: str, written: tuple[str, str], *, about: str = "", at: datetime | None = None) -> str | None:
    """Send a mail to a member unless one went out for ``key``; return what became of it, None where it had been sent before.

    written: subject and text. The row is there before the mail leaves, so that two senders at once, or one that is
    killed, never send twice. Raises OSError where the mail server cannot be reached, and takes the row back.
    """
    if member.community.demonstration or not is_on():
        return None
    try:
        with transaction.atomic():
            sent = Sent.objects.create(community=member.community, member=member, key=key, about=about, at=at or timezone.now())
    except IntegrityError:
        return None
    (subject, text), (login, password) = written, settings.MAIL_LOGIN
    try:
        EmailMessage(" ".join(subject.split()), text, settings.DEFAULT_FROM_EMAIL, [to], connection=get_connection(username=login, password=password)).send()
        status = HANDED_OVER
    except SMTPException as error:
        status = f"refused: {error}"[:200]
    except OSError:
        sent.delete()
        raise
    Sent.objects.filter(pk=sent.pk).update(status=status)
    return status
