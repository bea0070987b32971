"""Why a passkey is refused."""

from __future__ import annotations

from enum import Enum

from django.utils.translation import gettext_lazy as _

__all__ = ["KeyReason"]


class KeyReason(Enum):
    """The rules of passkeys."""

    NOT_SIGNED = _("The device did not give a key for this place")
    TOO_LATE = _("That took too long, or was answered before; minutes that an answer has")
    UNKNOWN = _("This passkey is not known here; enter by your link and add it")
    COPIED = _("This passkey was used elsewhere meanwhile; it may be a copy")
    NO_NAME = _("Give the passkey a name by which you know the device; letters")
    TOO_MANY = _("So many passkeys are enough; take one out first")
