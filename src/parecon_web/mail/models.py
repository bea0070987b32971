"""Mail beside the log: what was sent to whom, codes, and failed attempts to enter."""

from __future__ import annotations

from django.db import models

from parecon_web.members.models import Member
from parecon_web.record.models import Owned

__all__ = ["Attempt", "Code", "Sent"]


class Sent(Owned):
    """One mail to a member; key: what it may be sent for once ("day 2026-01-31", "closing 17"); about: hash of what it told; status: "" while it is being sent."""

    member = models.ForeignKey(Member, on_delete=models.DO_NOTHING, related_name="+")
    key = models.CharField(max_length=60)
    about = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    status = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "member", "key"], name="mail_once")]


class Code(Owned):
    """A code that was mailed: it lets its member enter once, or proves that an address is theirs; address: what it proves, "" for entering."""

    never_leaves = True

    member = models.ForeignKey(Member, on_delete=models.DO_NOTHING, related_name="+")
    code_hash = models.CharField(max_length=64)
    address = models.EmailField(blank=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Attempt(Owned):
    """An attempt that failed, or a code that was asked for; whose: a hash of the account or of the network address, so that both are counted."""

    never_leaves = True

    whose = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["whose", "at"], name="attempt_recent")]
