"""Why mail and codes are refused."""

from __future__ import annotations

from enum import Enum

from django.utils.translation import gettext_lazy as _

__all__ = ["MailReason"]


class MailReason(Enum):
    """The rules of mail."""

    NO_ADDRESS = _("This is no mail address")
    NO_MAIL = _("This server sends no mail; ask the clerk of your community for a new link")
    WRONG_CODE = _("This code is not right, or it was used, or it is older than its minutes; minutes")
    TOO_OFTEN = _("Too many attempts; wait a while and try again; attempts")
    NOT_SENT = _("The mail could not be handed over; nothing was changed")
