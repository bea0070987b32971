"""`parecon check`: whether this server may be opened to people, one line for each thing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.checks import WARNING, run_checks
from django.db import DatabaseError, connection
from django.utils import timezone

from parecon_web.backup import applied, pending, unknown
from parecon_web.record.later import waiting_since, worker_seen
from parecon_web.record.models import Community, Rebuilding
from parecon_web.record.rebuild import BrokenLog, check_chain

__all__ = ["Finding", "find_faults"]

_WORKER_LATE = timedelta(minutes=1)
"""Acts that wait longer have no worker, and a worker that was not seen for so long does not run."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; fine: whether it is as it should be."""

    what: str
    fine: bool
    text: str

    def __str__(self) -> str:
        return f"{'ok   ' if self.fine else 'FAULT'}  {self.what:<14} {self.text}"


def find_faults() -> Iterator[Finding]:
    """Yield what was found: settings, hosts, database, its version, demonstrations, the chain of each community's log."""
    yield _demonstration()
    yield from _settings()
    try:
        connection.ensure_connection()
        yield Finding("database", True, f"{connection.display_name} answers")
        yield from _database()
    except DatabaseError as error:
        yield Finding("database", False, f"{connection.display_name} does not answer: {str(error).strip()}; look at DATABASE_URL and PARECON_DATA")


def _demonstration() -> Finding:
    if settings.DEMO:
        return Finding("demonstration", False, "PARECON_DEMO=1 opens printed links and plain http; leave it out, and set PARECON_SECRET_KEY and PARECON_HOSTS")
    return Finding("demonstration", True, "is off: its links enter nowhere")


def _settings() -> Iterator[Finding]:
    found = [message for message in run_checks(include_deployment_checks=True) if message.level >= WARNING]
    for message in found:
        yield Finding("settings", False, f"{message.msg.splitlines()[0]} ({message.id})")
    if not found:
        yield Finding("settings", True, "secret key, cookies, https and HSTS pass Django's deployment checks")
    hosts = [host for host in settings.ALLOWED_HOSTS if host]
    text = ", ".join(hosts) if hosts else "none; set PARECON_HOSTS to the names under which the site is reached, separated by commas"
    yield Finding("hosts", bool(hosts) and "*" not in hosts, text if "*" not in hosts else "* answers to every name; name them")
    place = os.environ.get("PARECON_SMTP_HOST", "")
    yield Finding("mail", True, f"is sent through {place}" if place else "is not sent (PARECON_SMTP_HOST is not set); links are handed over by the clerk")


def _worker() -> Finding:
    waiting, seen, late = waiting_since(), worker_seen(), timezone.now() - _WORKER_LATE
    if waiting is not None and waiting.since <= late:
        return Finding("worker", False, f"{waiting.count} acts wait since {waiting.since.isoformat(timespec='seconds')}; start `parecon worker`")
    if not settings.SEPARATE_WORKER:
        return Finding("worker", True, "is the server itself; PARECON_WORKER=separate gives it a process of its own")
    if seen is None or seen <= late:
        last = "none was ever seen" if seen is None else f"it was last seen {seen.isoformat(timespec='seconds')}"
        return Finding("worker", False, f"is to close rounds in a process of its own, and {last}; start `parecon worker`")
    return Finding("worker", True, "closes rounds in a process of its own, and runs")


def _database() -> Iterator[Finding]:
    newer, missing = unknown(applied()), pending()
    if newer:
        yield Finding("version", False, f"the database is of a later version (it has {'.'.join(newer[0])}); install that, or restore a backup of this one")
        return
    if missing:
        yield Finding("version", False, f"the database lacks {len(missing)} migrations ({'.'.join(missing[0])} …); type `parecon upgrade`")
        return
    yield Finding("version", True, "the database is of this program's version")
    yield _worker()
    for community in Community.objects.filter(pk__in=Rebuilding.objects.values("community")).order_by("slug"):
        yield Finding("restore", False, f"{community.slug} is not whole: a restore is under way, or was cut off; where none runs, drop the database, create it empty, and restore again")
    for community in Community.objects.order_by("slug"):
        try:
            yield Finding("log", True, f"{community.slug}: {check_chain(community)} entries, intact, head {community.head}")
        except BrokenLog as error:
            yield Finding("log", False, str(error))
