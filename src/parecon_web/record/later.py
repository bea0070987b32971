"""Acts that compute for long, done at once or, where the server has a worker of its own, by that: in line, once, whoever is killed."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from parecon.journal.verify import canonical_text
from parecon_web.record.acts import is_storable, perform
from parecon_web.record.models import Community, Heartbeat, Job
from parecon_web.record.refusals import Answered, RecordReason, Refusal, Refused, Stale

__all__ = ["Queued", "Waiting", "last_refusal", "perform_soon", "waiting_since", "work_on", "work_until_stopped", "worker_seen"]

KEPT = timedelta(days=7)
SHOWN = timedelta(hours=1)
BEAT_SECONDS = 15.0


@dataclass(frozen=True)
class Queued:
    """An act that the worker will do; asked again with the same request id it is not asked twice."""


@dataclass(frozen=True)
class Waiting:
    """What the worker has still to do on a server: how many acts, and since when the oldest waits."""

    count: int
    since: datetime


def perform_soon(community: Community, kind: str, body: Mapping[str, object], *, by: int, request_id: str) -> Answered | Refused | Stale | Queued:
    """Do an act, or leave it to the worker (PARECON_WORKER=separate), which does it with the same request id and therefore once."""
    if not settings.SEPARATE_WORKER or not request_id or not is_storable(request_id, body):
        return perform(community, kind, body, by=by, request_id=request_id)
    try:
        with transaction.atomic():
            Job.objects.create(community=community, request=request_id, kind=kind, body=canonical_text(body), by=by, at=timezone.now())
    except IntegrityError:
        known = Job.objects.get(community=community, request=request_id)
        if (known.kind, known.by, known.body) != (kind, by, canonical_text(body)):
            return Refused((Refusal(RecordReason.KEY_REUSED, "request_id"),))
    return Queued()


def work_on(community: Community | None = None) -> int:
    """Do what waits, the oldest first, and return how much was done. Two workers at once, or one killed at any step, do each act once: the log has its request id once.

    An act that breaks holds up what waits behind it in its community, not the others; it goes on waiting, and is raised when the others are done.
    """
    jobs, done = Job.objects.filter(done_at=None).order_by("pk"), 0
    broken: dict[int, Exception] = {}
    Job.objects.filter(done_at__lt=timezone.now() - KEPT).delete()
    for job in (jobs if community is None else jobs.filter(community=community)).select_related("community"):
        if job.community_id in broken:
            continue
        try:
            outcome = perform(job.community, job.kind, json.loads(job.body), by=job.by, request_id=job.request)
        except Exception as error:
            broken[job.community_id] = error
            continue
        refused = " ".join(refusal.text for refusal in outcome.refusals) if isinstance(outcome, Refused) else ""
        done += Job.objects.filter(pk=job.pk, done_at=None).update(done_at=timezone.now(), refused=refused)
    for error in broken.values():
        raise error
    return done


def waiting_since(community: Community | None = None) -> Waiting | None:
    """Return what waits for the worker, or None where nothing does."""
    jobs = Job.objects.filter(done_at=None)
    found = list((jobs if community is None else jobs.filter(community=community)).order_by("pk").values_list("at", flat=True))
    return Waiting(len(found), found[0]) if found else None


def worker_seen() -> datetime | None:
    """Return when a worker last gave a sign of life, or None where none ever did."""
    return Heartbeat.objects.values_list("at", flat=True).first()


def last_refusal(community: Community, by: int) -> str:
    """Return why the worker refused the last act that a member left to it, "" where it did not, or some time ago."""
    last = Job.objects.filter(community=community, by=by).order_by("-pk").first()
    return last.refused if last is not None and last.done_at is not None and last.done_at > timezone.now() - SHOWN else ""


def work_until_stopped(seconds: float, say) -> None:
    """Do what waits, look again every so many seconds, and say what was done; ends by being stopped. Leaves a sign of life now and then."""
    beaten = -BEAT_SECONDS
    while True:
        if time.monotonic() - beaten >= BEAT_SECONDS:
            beaten = time.monotonic()
            Heartbeat.objects.update_or_create(pk=1, defaults={"at": timezone.now()})
        done = work_on()
        if done:
            say(done)
        else:
            time.sleep(seconds)
