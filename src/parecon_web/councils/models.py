"""Councils and who sits in them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from parecon_web.members.models import Member
from parecon_web.record.models import Projection

__all__ = ["Council", "FederationSeat", "Seat"]


class Council(Projection):
    """A council as people know it; position: its number in the engine's columns."""

    class Kind(models.IntegerChoices):
        """The engine's kinds (parecon.economy.CouncilKind)."""

        WORKER = 0, _("workplace")
        CONSUMER = 1, _("neighbourhood")
        COLLECTIVE = 2, _("collective consumption")
        INVESTMENT = 3, _("investment")
        TRADE = 4, _("trade")
        COMMUNITY = 5, _("those affected")

    slug = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    kind = models.IntegerField(choices=Kind.choices)
    position = models.IntegerField()
    federation = models.CharField(max_length=60)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["community", "slug"], name="council_slug_once"),
                       models.UniqueConstraint(fields=["community", "position"], name="council_position_once")]

    def __str__(self) -> str:
        return self.name


class Seat(Projection):
    """A member's seat in a council; delegates speak for it in front of others."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="seats")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="seats")
    delegate = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council", "member"], name="seat_once")]


class FederationSeat(Projection):
    """A delegate's seat in a federation, sent by a council."""

    federation = models.CharField(max_length=60)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="federation_seats")
    sent_by = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["federation", "member"], name="federation_seat_once")]
