"""The year of an adopted plan as rows: accounts and transfers, lines of the plan, stocks; an act touches its own of each."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from parecon_web.councils.models import Council
from parecon_web.members.models import Member
from parecon_web.record.models import Projection
from parecon_web.rounds.models import Year

__all__ = ["Account", "Failure", "Line", "LiveYear", "Stock", "Transfer", "WeekUse", "WishBallot", "WishVote"]


class LiveYear(Projection):
    """The year under its plan; opened, today: first day and the last on which something happened (year-month-day)."""

    year = models.OneToOneField(Year, on_delete=models.PROTECT, related_name="live")
    opened = models.CharField(max_length=10)
    today = models.CharField(max_length=10)
    closed = models.BooleanField(default=False)


class Account(Projection):
    """An account of the year's book; balance: credited less debited, smallest units; floor: how low it may fall, None for freely.

    A person's account is held by a member, or, where member is None, by those of a neighbourhood who have not
    joined; weight: how many persons that is; drawn: fixed-point amounts by good so far.
    """

    live = models.ForeignKey(LiveYear, on_delete=models.PROTECT, related_name="accounts")
    code = models.CharField(max_length=90)
    kind = models.CharField(max_length=30)
    owner = models.CharField(max_length=90, blank=True)
    floor = models.BigIntegerField(null=True)
    balance = models.BigIntegerField(default=0)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="accounts")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, null=True, related_name="accounts")
    weight = models.IntegerField(default=0)
    drawn = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["live", "code"], name="account_code_once"),
            models.UniqueConstraint(fields=["live", "member"], condition=Q(member__isnull=False), name="account_of_member_once"),
            models.CheckConstraint(condition=Q(floor__isnull=True) | Q(balance__gte=F("floor")), name="account_not_below_its_floor"),
        ]


class Transfer(Projection):
    """One amount from one account to another, so that debits equal credits; it only grows, and its only correction is a linked reversal."""

    append_only = "but rebuilds"

    live = models.ForeignKey(LiveYear, on_delete=models.PROTECT, related_name="transfers")
    number = models.BigIntegerField()
    day = models.CharField(max_length=10)
    request = models.CharField(max_length=160)
    code = models.CharField(max_length=30)
    debit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="debits")
    credit = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="credits")
    amount = models.BigIntegerField()
    reference = models.CharField(max_length=90, blank=True)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversed_by")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["live", "number"], name="transfer_number_once"),
            models.UniqueConstraint(fields=["live", "request"], name="transfer_request_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="transfer_above_zero"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="transfer_between_two_accounts"),
        ]


class Line(Projection):
    """What a council was to make (or offer) or use of a good, what it wants by now, and what it did; amounts in fixed point, at least 0."""

    live = models.ForeignKey(LiveYear, on_delete=models.PROTECT, related_name="lines")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    good = models.CharField(max_length=60)
    made = models.BooleanField()
    planned = models.BigIntegerField()
    wanted = models.BigIntegerField()
    actual = models.BigIntegerField(default=0)
    reserved = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["live", "council", "good", "made"], name="year_line_once"),
            models.CheckConstraint(condition=Q(planned__gte=0, wanted__gte=0, actual__gte=0, reserved__gte=0), name="year_line_not_below_zero"),
        ]


class Stock(Projection):
    """A good of the year: what lies there and what was bought outside (fixed point), the plan's price and the one in force.

    The currency outside may be below zero by what the plan will still earn; nothing else may.
    """

    live = models.ForeignKey(LiveYear, on_delete=models.PROTECT, related_name="stocks")
    good = models.CharField(max_length=60)
    on_hand = models.BigIntegerField()
    owed = models.BooleanField(default=False)
    bought = models.BigIntegerField(default=0)
    planned_price = models.FloatField()
    price = models.FloatField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["live", "good"], name="stock_once"),
            models.CheckConstraint(condition=Q(owed=True) | Q(on_hand__gte=0), name="stock_not_below_zero"),
        ]


class WeekUse(Projection):
    """How much was taken out of stock in a week of the year: fixed-point amounts by good."""

    live = models.ForeignKey(LiveYear, on_delete=models.PROTECT, related_name="weeks")
    week = models.IntegerField()
    taken = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["live", "week"], name="week_once")]


class WishBallot(Projection):
    """A change of a neighbourhood's wishes that a member proposes: fixed-point amounts less and more by good; done when enough agree."""

    live = models.ForeignKey(LiveYear, on_delete=models.PROTECT, related_name="wishes")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    less = models.JSONField(default=dict)
    more = models.JSONField(default=dict)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]


class WishVote(Projection):
    """A member's agreement with a change of wishes."""

    ballot = models.ForeignKey(WishBallot, on_delete=models.PROTECT, related_name="votes")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "member"], name="wish_vote_once")]


class Failure(Projection):
    """What a workplace can no longer deliver, and why; excused: None until facilitators have decided together."""

    live = models.ForeignKey(LiveYear, on_delete=models.PROTECT, related_name="failures")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    good = models.CharField(max_length=60)
    amount = models.BigIntegerField()
    why = models.TextField()
    excused = models.BooleanField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
