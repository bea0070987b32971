"""A worker of its own closes rounds: in line, once, whoever is killed, and everybody sees that it is being worked out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client, override_settings
from django.utils import timezone
from parecon_web.checking import find_faults
from parecon_web.members.links import make_link
from parecon_web.members.models import Member, Role
from parecon_web.record import later
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.later import Queued, last_refusal, perform_soon, waiting_since, work_on, work_until_stopped
from parecon_web.record.models import Community, Event, Heartbeat, Job
from parecon_web.record.refusals import Answered, Refused
from parecon_web.rounds.keeping import current_round, current_year

from web.trust.test_bars import place
from web.databases import use_database
from parecon_web.settings import sqlite


@pytest.fixture
def town(both) -> Community:
    """Return Riverside on SQLite and on PostgreSQL."""
    return Community.objects.get(slug="riverside")


def facilitators(town: Community) -> list[Member]:
    return list(Member.objects.filter(community=town, roles__task=Role.Task.FACILITATOR).order_by("number"))


def ask(town: Community, member: Member, key: str = ""):
    year = current_year(town)
    return perform_soon(town, "round.close", {"year": year.number, "round": current_round(year).number}, by=member.id, request_id=key or new_request_id())


def closed(town: Community) -> int:
    return Event.objects.filter(community=town, kind="round.close").count()


def test_without_a_worker_the_server_works_itself(town):
    assert isinstance(ask(town, facilitators(town)[0]), Answered) and not Job.objects.exists()


@override_settings(SEPARATE_WORKER=True)
def test_what_waits_is_done_in_line_and_once_by_any_number_of_workers(town):
    first, second = facilitators(town)[:2]
    key = new_request_id()
    assert all(isinstance(ask(town, first, key), Queued) for _again in range(3)) and isinstance(ask(town, second), Queued)
    assert waiting_since(town).count == 2 and closed(town) == 0
    other = perform_soon(town, "round.close", {"year": 1, "round": 99}, by=first.id, request_id=key)
    assert isinstance(other, Refused)

    def worker(_i: int) -> int:
        try:
            return work_on()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(worker, range(4))) == 2
    assert closed(town) == 2 and current_round(current_year(town)).number == 2 and waiting_since(town) is None


@override_settings(SEPARATE_WORKER=True)
def test_an_act_whose_worker_died_before_it_said_so_is_not_done_again(town, monkeypatch):
    ask(town, facilitators(town)[0])

    def die_after(*given, **named):
        perform(*given, **named)
        raise SystemExit

    with monkeypatch.context() as patched, pytest.raises(SystemExit):
        patched.setattr(later, "perform", die_after)
        work_on()
    assert closed(town) == 1 and waiting_since(town).count == 1
    assert work_on() == 1 and closed(town) == 1 and waiting_since(town) is None


@override_settings(SEPARATE_WORKER=True)
def test_an_act_that_breaks_holds_up_its_own_community_alone(town, monkeypatch):
    hilltop = Community.objects.get(slug="hilltop")
    first, second = facilitators(town)[:2]
    for home, member in ((town, first), (town, second), (hilltop, facilitators(hilltop)[0])):
        ask(home, member)

    def break_here(home, *given, **named):
        assert home != town, "a bug"
        return perform(home, *given, **named)

    with monkeypatch.context() as patched, pytest.raises(AssertionError, match="a bug"):
        patched.setattr(later, "perform", break_here)
        work_on()
    assert closed(hilltop) == 1 and closed(town) == 0 and waiting_since(town).count == 2 and waiting_since(hilltop) is None


@override_settings(SEPARATE_WORKER=True)
def test_pages_tell_what_is_worked_out_and_what_was_refused(town):
    first, second = facilitators(town)[:2]
    browser = Client()
    browser.get(f"/riverside/enter/{make_link(first)}")
    sent = browser.post("/riverside/facilitate/close", {"round": "1", "request_id": new_request_id()})
    assert sent.status_code == 302 and "has been in work since" in browser.get("/riverside/facilitate").content.decode()
    ask(town, second)
    late = {"year": current_year(town).number, "round": 1}
    perform_soon(town, "round.close", late, by=first.id, request_id=new_request_id())
    assert work_on() == 3 and current_round(current_year(town)).number == 2
    page = browser.get("/riverside/facilitate").content.decode()
    assert "has been in work" not in page and last_refusal(town, first.id) and last_refusal(town, first.id)[:20] in page and last_refusal(town, second.id) == ""


@override_settings(SEPARATE_WORKER=True)
def test_the_check_tells_where_nobody_works(town, monkeypatch):
    told = lambda: next(finding for finding in find_faults() if finding.what == "worker")  # noqa: E731
    assert not told().fine and "none was ever seen" in told().text

    class Stopped(Exception):
        """Ends the worker's endless look."""

    def stop(_seconds: float) -> None:
        raise Stopped

    with monkeypatch.context() as patched, pytest.raises(Stopped):
        patched.setattr(later.time, "sleep", stop)
        work_until_stopped(1.0, print)
    assert told().fine
    Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=5))
    assert not told().fine and "last seen" in told().text
    Heartbeat.objects.update(at=timezone.now())
    ask(town, facilitators(town)[0])
    assert told().fine
    Job.objects.update(at=timezone.now() - timedelta(minutes=5))
    assert not told().fine and "parecon worker" in told().text


def test_a_worker_killed_at_any_time_leaves_its_work_to_the_next(both):
    environment = {**os.environ, **place(both), "PARECON_WORKER": "separate", "PARECON_DEMO": "1"}
    if environment["DATABASE_URL"] == "":
        use_database(sqlite(both.with_name("parecon.sqlite3")))
    town = Community.objects.get(slug="riverside")
    command = [sys.executable, "-m", "parecon", "worker", "--look", "0.05"]
    with override_settings(SEPARATE_WORKER=True):
        first, second = facilitators(town)[:2]
        ask(town, first)
        ask(town, second)
    for delay in (0.6, 1.2, 1.5):
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert closed(town) in (0, 1, 2) and (closed(town) == 2) == (current_round(current_year(town)).number == 2)
    done = subprocess.run([*command[:-2], "--once"], env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and "acts done" in done.stdout, done.stderr
    assert closed(town) == 2 and current_round(current_year(town)).number == 2 and waiting_since(town) is None
    refused = subprocess.run([*command[:-2], "--once"], env={**environment, "PARECON_WORKER": ""}, capture_output=True, text=True, timeout=120)
    assert refused.returncode == 2 and "PARECON_WORKER=separate" in refused.stderr
