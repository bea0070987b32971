"""A year of planning as tables: rounds, what was announced, what was proposed, what was closed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from parecon_web.councils.models import Council
from parecon_web.members.models import Member
from parecon_web.record.models import Projection

__all__ = ["AppealCount", "AppealVoice", "Autopilot", "Consent", "Draft", "DraftVote", "Earned", "Filing", "NeedAsk", "NeedVoice", "PermitCount", "PermitVoice", "Remark",
           "Request", "Round", "Settled", "Year"]


class Year(Projection):
    """A planning year; economy: hash of its files among the blobs; charter: the rules in force, as the journal holds them."""

    class Phase(models.TextChoices):
        """Where the year stands: the single source of every banner."""

        SHARED = "shared", _("Deciding on shared goods")
        ROUNDS = "rounds", _("Planning rounds")
        CLOSING = "closing", _("Making the plans exact")
        BALLOT = "ballot", _("Vote on the plans")
        LIVE = "live", _("The year of the plan")
        ENDED = "ended", _("Ended")

    number = models.IntegerField()
    economy = models.CharField(max_length=64)
    charter = models.TextField()
    seed = models.BigIntegerField(default=0)
    phase = models.CharField(max_length=10, choices=Phase.choices, default=Phase.ROUNDS)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["community", "number"], name="year_number_once")]


class Round(Projection):
    """A round; the engine's values as canonical text (`packing`), empty where there are none yet.

    standing_before: what the silent are taken to propose in this round; the others say what came of it.
    reminded_at: when facilitators asked that those who have not acted be reminded, once a round.
    """

    class State(models.TextChoices):
        """The engine's two states, and a round whose prices wait until shared goods are decided."""

        WAITING = "waiting", _("waiting")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="rounds")
    number = models.IntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    announcement = models.TextField()
    step = models.TextField()
    standing_before = models.TextField(blank=True)
    record = models.TextField(blank=True)
    assessment = models.TextField(blank=True)
    standing = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="round_number_once"),
            models.UniqueConstraint(fields=["year"], condition=models.Q(state="open"), name="one_open_round_a_year"),
        ]


class Request(Projection):
    """What one member asks for in a round, each version of it; lines: good code to fixed-point amount, hours offered positive.

    made_by: "person", "autopilot" or "paper".
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="requests")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="requests")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="requests")
    version = models.IntegerField()
    lines = models.JSONField()
    cost = models.BigIntegerField()
    made_by = models.CharField(max_length=10, default="person")
    at = models.DateTimeField()
    tracker = models.CharField(max_length=12)

    class Meta:
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["round", "member", "version"], name="request_version_once")]


class Draft(Projection):
    """A version of what a council drafts together for a round."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="drafts")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="drafts")
    version = models.IntegerField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    lines = models.JSONField()
    flexibility = models.JSONField(default=dict)
    capacity = models.FloatField(default=0.0)
    reasons = models.TextField(blank=True)
    at = models.DateTimeField()
    paper = models.BooleanField(default=False)

    class Meta:
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["round", "council", "version"], name="draft_version_once")]


class DraftVote(Projection):
    """A member's vote to send a draft, open to the council; one for each draft."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="votes")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    yes = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "member"], name="draft_vote_once")]


class Filing(Projection):
    """What a council sent in a round, each version; batch: the engine's batch of one as canonical text."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="filings")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="filings")
    version = models.IntegerField()
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, null=True, related_name="+")
    batch = models.TextField()
    batch_hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    tracker = models.CharField(max_length=12)

    class Meta:
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["round", "council", "version"], name="filing_version_once")]


class Consent(Projection):
    """A facilitator's consent to an act that needs two persons."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="consents")
    to = models.CharField(max_length=40)
    until = models.DateTimeField(null=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "to", "member"], name="consent_once")]


class Remark(Projection):
    """Published words about a council's proposal: an objection of others, or its own appeal."""

    append_only = "but rebuilds"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="remarks")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="remarks")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    appeal = models.BooleanField()
    at = models.DateTimeField()


class Autopilot(Projection):
    """A member's wish that the platform answers for them, within their last wishes, where they do not."""

    member = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="autopilot")
    on = models.BooleanField(default=True)


class Settled(Projection):
    """What members decided on collective goods before a round; value: amounts (l,) and the prices (n,) at which they were settled, packed."""

    append_only = "but rebuilds"

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="settled")
    value = models.TextField()
    at = models.DateTimeField()


class PermitVoice(Projection):
    """The most of a pollutant that a member who is harmed by it permits, fixed point; it stands in later rounds until it is changed."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="permit_voices")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    pollutant = models.CharField(max_length=60)
    amount = models.BigIntegerField()
    at = models.DateTimeField()
    paper = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "member", "pollutant"], name="permit_voice_once")]


class PermitCount(Projection):
    """What those harmed by a pollutant permitted in a closed round; amounts: of each voting council, in the order of councils."""

    append_only = "but rebuilds"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="permit_counts")
    pollutant = models.CharField(max_length=60)
    amounts = models.JSONField()
    permitted = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "pollutant"], name="permit_count_once")]


class Earned(Projection):
    """What a member's place in their neighbourhood's budget counts in a year: ``parts`` of ``of`` (``of`` is average effort), from the last year's effort ratings."""

    append_only = "but rebuilds"

    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="earned")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    parts = models.IntegerField()
    of = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "member"], name="earned_once")]


class NeedAsk(Projection):
    """What a member asks of their neighbourhood by need, above their share; amount: smallest units. from_round: since when it is theirs, None while it is not granted."""

    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="need_asks")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="need_asks")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField()
    reason = models.TextField()
    from_round = models.IntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["year", "member"], name="need_ask_once")]


class NeedVoice(Projection):
    """What a neighbour says to a request by need; one row a neighbour, by constraint."""

    ask = models.ForeignKey(NeedAsk, on_delete=models.CASCADE, related_name="voices")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    yes = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ask", "member"], name="need_voice_once")]


class AppealVoice(Projection):
    """How the delegate of a workplace votes on another's appeal against its return; one row a workplace, by constraint."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="appeal_voices")
    about = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    voter = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    grant = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "about", "voter"], name="appeal_voice_once")]


class AppealCount(Projection):
    """An appeal that was decided when its round closed: the engine's numbers, its words, who voted how (workplace to yes or no)."""

    append_only = "but rebuilds"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="appeal_counts")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="appeal_counts")
    ratio = models.FloatField()
    norm = models.FloatField()
    words = models.TextField()
    granted = models.BooleanField()
    roll = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "council"], name="appeal_count_once")]
