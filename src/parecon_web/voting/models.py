"""The ballot on the plans, and the plan that was adopted."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from parecon_web.councils.models import Council
from parecon_web.members.models import Member
from parecon_web.record.models import Owned, Projection
from parecon_web.rounds.models import Round, Year

__all__ = ["AdoptedYear", "DelegateVoice", "Instruction", "Motion", "Petition", "PlanBallot", "PlanVote", "Poll", "Question", "Report", "SecretVote", "SharedCount", "SharedOption", "SharedVote", "SharedWish", "Term", "Voice"]


class PlanBallot(Projection):
    """The ballot on a year's candidate plans; options: their norms in the order of the ballot; result: what was counted, empty while it is open."""

    year = models.OneToOneField(Year, on_delete=models.PROTECT, related_name="ballot")
    options = models.JSONField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)


class PlanVote(Projection):
    """What a member can live with; one row a member, by constraint: voting again changes it while the ballot is open."""

    ballot = models.ForeignKey(PlanBallot, on_delete=models.PROTECT, related_name="votes")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    approves = models.JSONField()
    times = models.IntegerField(default=1)
    at = models.DateTimeField()
    tracker = models.CharField(max_length=12)
    paper = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "member"], name="plan_vote_once")]


class AdoptedYear(Projection):
    """The plan that won: its norm and the hash of all its numbers, which anybody can derive again."""

    append_only = "but rebuilds"

    year = models.OneToOneField(Year, on_delete=models.PROTECT, related_name="adopted")
    norm = models.CharField(max_length=40)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()


class Motion(Projection):
    """A proposal that somebody puts to everybody; result: what was counted, empty while it is open; passed: None while it is open."""

    number = models.IntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField()
    raised_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    passed = models.BooleanField(null=True)
    result = models.JSONField(default=dict)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["community", "number"], name="motion_number_once")]


class Voice(Projection):
    """What a member says on a motion; one row a member, by constraint: voting again changes it while the motion is open."""

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="voices")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    voice = models.CharField(max_length=10)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    tracker = models.CharField(max_length=12)
    paper = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["motion", "member"], name="voice_once")]


class Poll(Projection):
    """A secret ballot of one council on a person.

    roll, options: numbers of members as texts, or the voices of a recall. subject: whose recall it is about. result: what was published, empty while it is open.
    """

    class Kind(models.TextChoices):
        """The kinds of the charter (``ballots.<kind>.*``) that councils hold here."""

        ELECTION = "election", _("election")
        RECALL = "recall", _("recall")

    number = models.IntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="polls")
    subject = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", null=True)
    options = models.JSONField()
    roll = models.JSONField()
    opened_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["community", "number"], name="poll_number_once"),
                       models.UniqueConstraint(fields=["council"], condition=models.Q(closed_at=None), name="one_open_poll_a_council")]


class SecretVote(Owned):
    """The ballot box: the one place that joins voter and choice, while a poll is open. No log, backup or export holds it, and the count empties it."""

    never_leaves = True

    poll = models.IntegerField()
    member = models.ForeignKey(Member, on_delete=models.DO_NOTHING, related_name="+")
    choice = models.JSONField()
    phrase = models.CharField(max_length=80)
    tracker = models.CharField(max_length=16)
    times = models.IntegerField()
    request = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "poll", "member"], name="secret_vote_once")]


class Term(Projection):
    """A delegate's term by election; recalled_at: when it was ended before its time."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="terms")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    recalled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-begins", "-id"]


class Report(Projection):
    """What a delegate tells their council, for everybody to read."""

    append_only = "but rebuilds"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="reports")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]


class SharedWish(Projection):
    """What a member wishes of shared goods before a round; wishes: place/good to the amount of the whole place, fixed point."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="shared_wishes")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    wishes = models.JSONField()
    at = models.DateTimeField()
    paper = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "member"], name="shared_wish_once")]


class SharedOption(Projection):
    """Another option for one place, which a member proposes; amounts: good to fixed point; number: in the order of proposing."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="shared_options")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    place = models.IntegerField()
    number = models.IntegerField()
    amounts = models.JSONField()
    reason = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "member", "place"], name="shared_option_once"),
                       models.UniqueConstraint(fields=["round", "place", "number"], name="shared_option_number_once")]


class SharedVote(Projection):
    """What a member can live with; one row a member and part of deciding, by constraint: voting again changes it until it is counted."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="shared_votes")
    stage = models.IntegerField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    approves = models.JSONField()
    at = models.DateTimeField()
    paper = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "stage", "member"], name="shared_vote_once")]


class SharedCount(Projection):
    """A part of deciding on shared goods that was counted; result: wishes of neighbourhoods, or votes behind each option; roll: who approved what."""

    append_only = "but rebuilds"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="shared_counts")
    stage = models.IntegerField()
    result = models.JSONField()
    roll = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "stage"], name="shared_count_once")]


class Question(Projection):
    """What delegates decide: those of all workplaces or of all neighbourhoods. result: what was counted, empty while it is open; motion: where it went down to everybody."""

    number = models.IntegerField()
    kind = models.IntegerField(choices=Council.Kind.choices)
    title = models.CharField(max_length=120)
    text = models.TextField()
    raised_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    passed = models.BooleanField(null=True)
    result = models.JSONField(default=dict)
    motion = models.OneToOneField(Motion, on_delete=models.PROTECT, related_name="question", null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["community", "number"], name="question_number_once")]


class Instruction(Projection):
    """What a member wants the delegate of their council to be told about a question: a kind of mandate (parecon.ballots.MANDATES) and, unless it is free, the voice."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="instructions")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    voice = models.CharField(max_length=10, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "council", "member"], name="instruction_once")]


class DelegateVoice(Projection):
    """How a council's delegate votes on a question; one row a council, by constraint."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="voices")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    voice = models.CharField(max_length=10)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    tracker = models.CharField(max_length=12)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "council"], name="delegate_voice_once")]


class Petition(Projection):
    """A member who wants everybody to decide a question of delegates."""

    append_only = "but rebuilds"

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="petitions")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "member"], name="petition_once")]
