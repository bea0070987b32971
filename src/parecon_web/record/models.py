"""Communities, the chained event log of each, and the base of every table that is built from it."""

from __future__ import annotations

from django.db import models

from parecon.journal.verify import FIRST_PREVIOUS

__all__ = ["Blob", "Community", "Event", "Heartbeat", "Job", "Owned", "Projection", "Rebuilding"]


class Community(models.Model):
    """Several economies live in one database, and every row belongs to one of them.

    entries, head: how many events its log has, and the hash of the last. language: what it speaks to whoever chose none.
    """

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=60, default="UTC")
    language = models.CharField(max_length=10, default="en")
    demonstration = models.BooleanField(default=False)
    entries = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64, default=FIRST_PREVIOUS)

    def __str__(self) -> str:
        return self.slug


class Owned(models.Model):
    """A row of one community."""

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Event(Owned):
    """One act, as it happened: appended, never changed; the database refuses UPDATE and DELETE.

    body: what everybody may read, as canonical JSON; sealed: what is private, with a salt; the
    chain holds its hash only. request: the id that the browser made before sending.
    """

    append_only = "always"

    sequence = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    request = models.CharField(max_length=64)
    body = models.TextField()
    sealed = models.TextField(default="", blank=True)
    answer = models.TextField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["community", "sequence"], name="event_sequence_once"),
            models.UniqueConstraint(fields=["community", "request"], name="event_request_once"),
            models.UniqueConstraint(fields=["community", "previous"], name="event_chain_has_no_fork"),
        ]


class Blob(Owned):
    """Bytes beside the log, named by a hash that an event holds (the files of an economy)."""

    append_only = "always"

    hash = models.CharField(max_length=64)
    name = models.CharField(max_length=60)
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "hash", "name"], name="blob_once")]


class Job(Owned):
    """An act that waits for the worker of a server that has one of its own; beside the log, which it enters when it is done. refused: why it was not."""

    never_leaves = True

    request = models.CharField(max_length=64)
    kind = models.CharField(max_length=60)
    body = models.TextField()
    by = models.BigIntegerField()
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    refused = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "request"], name="job_request_once")]


class Heartbeat(models.Model):
    """One row: when a worker of the server's own last looked for what waits."""

    never_leaves = True

    at = models.DateTimeField()


class Projection(Owned):
    """A table that `rebuild` makes anew from the log: only acts write it, and ids come from the act (`act.new_id()`).

    append_only: "" for a table that acts may change, "but rebuilds" for one whose rows the database keeps
    from UPDATE and DELETE except while the log is played again.
    """

    append_only = ""

    id = models.BigIntegerField(primary_key=True)

    class Meta:
        abstract = True


class Rebuilding(Owned):
    """Stands there inside the transaction of a rebuild, and while a restore plays a log in parts; no act is done as long as it is seen."""
