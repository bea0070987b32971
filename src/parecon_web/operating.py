"""`parecon check`, `backup`, `restore`, `upgrade`, `digest` and `worker`: what whoever runs a server types."""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

__all__ = ["back_up", "check", "restore_backup", "send_digest", "upgrade", "work"]

DONE, FAULTS, REFUSED = 0, 1, 2


def set_up(*, demonstration: bool = True) -> None:
    """Set Django up; where no key is set this is the demonstration of this machine, as for `parecon serve`."""
    if demonstration and not os.environ.get("PARECON_SECRET_KEY"):
        os.environ.setdefault("PARECON_DEMO", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parecon_web.settings")
    import django

    django.setup()
    from django.conf import settings

    settings.DATA.mkdir(parents=True, exist_ok=True)


def tell(text: str) -> None:
    """Print one line beside the result."""
    print(text, file=sys.stderr, flush=True)


def check(_options: argparse.Namespace) -> int:
    """Print what was looked at; 1 where something is not as it should be."""
    from django.core.exceptions import ImproperlyConfigured

    try:
        set_up(demonstration=False)
    except ImproperlyConfigured as error:
        print(f"FAULT  settings       {error}")
        return FAULTS
    from parecon_web.checking import find_faults

    fine = True
    for finding in find_faults():
        print(finding, flush=True)
        fine &= finding.fine
    print("ready to be opened to people" if fine else "not ready: see FAULT above")
    return DONE if fine else FAULTS


def back_up(options: argparse.Namespace) -> int:
    """Write a backup and print what it holds; 2 where the file is there already."""
    set_up()
    file = options.file or named_now()
    from parecon_web.backup import save

    started = time.monotonic()
    saved = save(file)
    for slug, entries, head in saved.communities:
        print(f"{slug}: {entries} entries, head {head}")
    print(f"{file}: {file.stat().st_size} bytes, {sum(saved.rows.values())} rows, {time.monotonic() - started:.1f} s. "
          "It holds names, links' hashes and private requests: keep it where only you can read it.")
    return DONE


def named_now() -> Path:
    """Return a name for a backup that is made now, in this folder."""
    return Path(f"parecon-{datetime.now(UTC):%Y-%m-%d-%H%M%S}.backup.zip")


def restore_backup(options: argparse.Namespace) -> int:
    """Put a backup into the empty database that the environment names; 2 where it is refused, with nothing changed."""
    set_up()
    from parecon_web.backup import CannotRestore, restore
    from parecon_web.record.rebuild import BrokenLog

    started = time.monotonic()
    try:
        saved = restore(options.file, tell)
    except CannotRestore as error:
        tell(f"restore: {error}")
        return REFUSED
    except BrokenLog as error:
        tell(f"restore: {error}. Nothing was restored; take another backup")
        return FAULTS
    for slug, entries, head in saved.communities:
        print(f"{slug}: {entries} entries, intact, all tables rebuilt, head {head}")
    print(f"restored in {time.monotonic() - started:.1f} s; compare the heads with those that were written down")
    return DONE


def upgrade(options: argparse.Namespace) -> int:
    """Bring the database to this program's version, after a backup, and check every log; 1 where one is not intact, 2 where it cannot be done."""
    set_up()
    from django.core.management import call_command

    from parecon_web.backup import applied, pending, save, unknown
    from parecon_web.record.models import Community
    from parecon_web.record.rebuild import BrokenLog, check_chain

    newer = unknown(applied())
    if newer:
        tell(f"upgrade: the database is of a later version (it has {'.'.join(newer[0])}); install that version, or restore a backup into an empty database")
        return REFUSED
    if applied() and pending():
        file = options.backup or named_now()
        save(file)
        print(f"backup: {file}")
    missing = pending()
    call_command("migrate", verbosity=0)
    print(f"{len(missing)} migrations applied" if missing else "the database is of this program's version already")
    try:
        for community in Community.objects.order_by("slug"):
            print(f"{community.slug}: {check_chain(community)} entries, intact")
    except BrokenLog as error:
        tell(f"upgrade: {error}")
        return FAULTS
    return DONE


def send_digest(_options: argparse.Namespace) -> int:
    """Mail every member who wants it what waits for them, and print how many; 1 where a mail was refused, 2 where none can be sent."""
    set_up()
    from django.conf import settings

    from parecon_web.mail.digest import send_digests
    from parecon_web.record.models import Community

    if not settings.MAIL_ON:
        tell("digest: this server sends no mail; set PARECON_SMTP_HOST (a demonstration never sends any)")
        return REFUSED
    refused = 0
    for community in Community.objects.filter(demonstration=False).order_by("slug"):
        try:
            done = send_digests(community)
        except OSError as error:
            tell(f"digest: the mail server {settings.EMAIL_HOST}:{settings.EMAIL_PORT} cannot be reached ({error}); type it again when it can, nobody is mailed twice")
            return REFUSED
        refused += done.refused
        print(f"{community.slug}: {done.wanted} want mail, {done.sent} were sent one, {done.refused} were refused")
    return FAULTS if refused else DONE


def work(options: argparse.Namespace) -> int:
    """Do what the server leaves to its worker, until it is stopped, or once; 2 where the server does it itself."""
    set_up()
    from django.conf import settings

    from parecon_web.record.later import work_on, work_until_stopped

    if not settings.SEPARATE_WORKER:
        tell("worker: this server works itself; set PARECON_WORKER=separate for it and for the worker")
        return REFUSED
    if options.once:
        print(f"{work_on()} acts done")
        return DONE
    tell("worker: waiting for what facilitators agree to; stop it with Ctrl+C")
    try:
        work_until_stopped(options.look, lambda done: print(f"{done} acts done", flush=True))
    except KeyboardInterrupt:
        tell("worker: stopped; what waits is done when it runs again")
    return DONE
