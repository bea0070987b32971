"""Passkeys beside the log: the public half of each, and challenges that wait for an answer."""

from __future__ import annotations

from django.db import models

from parecon_web.members.models import Member
from parecon_web.record.models import Owned

__all__ = ["Challenge", "Passkey"]


class Passkey(Owned):
    """The public half of a key that a member's device holds; uses: the device's own count, which never goes back."""

    member = models.ForeignKey(Member, on_delete=models.DO_NOTHING, related_name="passkeys")
    credential = models.CharField(max_length=1400, unique=True)
    public_key = models.TextField()
    uses = models.BigIntegerField()
    name = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["made_at", "id"]


class Challenge(Owned):
    """A number that a device is asked to sign: once, for some minutes; member: for whom a key is added, None for entering."""

    never_leaves = True

    value_hash = models.CharField(max_length=64, unique=True)
    member = models.ForeignKey(Member, on_delete=models.DO_NOTHING, related_name="+", null=True)
    made_at = models.DateTimeField()
