"""Tasks and who does them; effort ratings, their box beside the log, and appeals."""

from __future__ import annotations

from django.db import models

from parecon_web.councils.models import Council
from parecon_web.members.models import Member
from parecon_web.record.models import Owned, Projection

__all__ = ["Appeal", "Division", "DivisionVoice", "EffortBallot", "EffortVote", "JurorVoice", "RatedMember", "TaskList", "TaskVoice"]


class TaskList(Projection):
    """A version of a workplace's tasks; tasks: [name, hours a week] in the order in which members wrote them."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="task_lists")
    version = models.IntegerField()
    tasks = models.JSONField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["council", "version"], name="task_list_version_once")]


class TaskVoice(Projection):
    """What a member says of a version of the tasks; week: hours; lines: task to {empowerment, desirability, hours, barred}, what is not said left out."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="task_voices")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    version = models.IntegerField()
    week = models.FloatField()
    lines = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council", "member"], name="task_voice_once")]


class Division(Projection):
    """A division of labour that a member proposes for a version of the tasks; hours: number of a member to task to hours a week; figures: what the engine found."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="divisions")
    number = models.IntegerField()
    version = models.IntegerField()
    hours = models.JSONField()
    figures = models.JSONField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    adopted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["council", "number"], name="division_number_once")]


class DivisionVoice(Projection):
    """A member's open vote on a proposed division of labour; one row a member, by constraint."""

    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="voices")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    yes = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["division", "member"], name="division_voice_once")]


class EffortBallot(Projection):
    """A secret ballot in which the members of a workplace rate each other's effort; roll, voted: numbers of members as texts; counts_in: the year whose incomes it sets."""

    number = models.IntegerField()
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="effort_ballots")
    roll = models.JSONField()
    voted = models.JSONField(default=list)
    opened_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    counts_in = models.IntegerField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["community", "number"], name="effort_ballot_number_once"),
                       models.UniqueConstraint(fields=["council"], condition=models.Q(closed_at=None), name="one_open_rating_a_council")]


class EffortVote(Owned):
    """The box of an effort ballot: who rates whom how, while it is open. No log, backup or export holds it, and the count empties it.

    points: number of a workmate to points; reasons: to words for that workmate alone; code: of which the trackers of this vote are made.
    """

    never_leaves = True

    ballot = models.IntegerField()
    member = models.ForeignKey(Member, on_delete=models.DO_NOTHING, related_name="+")
    points = models.JSONField()
    reasons = models.JSONField()
    code = models.CharField(max_length=64)
    request = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "ballot", "member"], name="effort_vote_once")]


class RatedMember(Projection):
    """What a ballot found of one member; raters: by how many; rows: [tracker, points] in an order drawn at the count, empty where too few rated to show them; rating: the median, or what a jury found later."""

    ballot = models.ForeignKey(EffortBallot, on_delete=models.PROTECT, related_name="rated")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    raters = models.IntegerField()
    rows = models.JSONField()
    reasons = models.JSONField()
    rating = models.FloatField()
    by_norm = models.BooleanField()
    by_jury = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "member"], name="rated_once")]


class Appeal(Projection):
    """A member's appeal against a rating, before a jury drawn by lot; jury: numbers of members; decided_at: None until all of it have spoken."""

    number = models.IntegerField()
    rated = models.OneToOneField(RatedMember, on_delete=models.PROTECT, related_name="appeal")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    jury = models.JSONField()
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["community", "number"], name="effort_appeal_number_once")]


class JurorVoice(Projection):
    """How a juror rates the effort of who appealed; one row a juror, by constraint: saying it again changes it until all have spoken."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="voices")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    points = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["appeal", "member"], name="juror_voice_once")]
