"""Members, what they may do, and beside the log: their names and their links."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from parecon_web.record.models import Owned, Projection

__all__ = ["Link", "Member", "Profile", "Role"]


class Member(Projection):
    """Somebody who takes part; simulated members are marked for people, and the engine never sees the mark."""

    number = models.IntegerField()
    simulated = models.BooleanField(default=False)
    joined_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["community", "number"], name="member_number_once")]

    def __str__(self) -> str:
        profile = getattr(self, "profile", None)
        return profile.name if profile and profile.name else str(_("Member %(number)d") % {"number": self.number})


class Role(Projection):
    """A task for the whole community that a member was given."""

    class Task(models.TextChoices):
        """The tasks there are; seats in councils and federations are elsewhere."""

        FACILITATOR = "facilitator", _("facilitator")
        CLERK = "clerk", _("clerk")
        AUDITOR = "auditor", _("auditor")
        TEACHER = "teacher", _("teacher")
        ADMINISTRATOR = "administrator", _("administrator")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="roles")
    task = models.CharField(max_length=20, choices=Task.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "task"], name="role_once")]


class Profile(Owned):
    """Personal data: outside the log, so that forgetting somebody means deleting this row."""

    class Mail(models.TextChoices):
        """What mail somebody wants; off means off."""

        OFF = "off", _("off")
        DAILY = "daily", _("at most one a day")

    member = models.OneToOneField(Member, on_delete=models.DO_NOTHING, related_name="profile")
    name = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    mail = models.CharField(max_length=10, choices=Mail.choices, default=Mail.DAILY)


class Link(Owned):
    """A personal link: whoever opens it is that member. Only the hash of its token is kept."""

    member = models.ForeignKey(Member, on_delete=models.DO_NOTHING, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
