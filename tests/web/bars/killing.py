"""R5, R6: killed at any moment, or without its database at any moment, the round resumes, and the plan is the same."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import requests
from django.db import connection, connections
from parecon.proposals import batch_hash
from parecon_web.councils.access import neighbourhood_of
from parecon_web.members.links import make_link
from parecon_web.members.models import Member, Role
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.models import Community, Event
from parecon_web.record.rebuild import rebuild, table_text
from parecon_web.record.refusals import Answered
from parecon_web.rounds.bots import answer_round, demonstration_economy
from parecon_web.rounds.closing import heard_batches
from parecon_web.rounds.keeping import current_round, current_year, load_year
from parecon_web.rounds.packing import pack

from web.bars.figure import Figure
from web.databases import OwnPostgres
from web.serving import Server

WRITERS = 4
CYCLE_SECONDS = (0.15, 0.6)


def measure_kills(cycles: int, server: Server, database: OwnPostgres | None = None) -> Figure:
    """R5: kill the serving process, or stop its database at once, while members send requests; count acknowledged writes that are gone, then close and compare."""
    community = Community.objects.get(slug="riverside")
    members = [member for member in Member.objects.filter(community=community) if neighbourhood_of(member)][:WRITERS]
    tokens = {member.id: make_link(member) for member in members}
    council, acknowledged, sent, stop = neighbourhood_of(members[0]), {}, [0], threading.Event()
    connections.close_all()

    def write(member: Member) -> None:
        # Amounts of nine digits do not come twice in a row: the same request sent again would be no new entry of the log.
        chance, version, browser = random.Random(member.number), 0, requests.Session()
        while not stop.is_set():
            key = f"{member.id}-{sent[0]}-{chance.random()}"[:64]
            try:
                if "sessionid" not in browser.cookies:
                    browser.get(f"{server.address}/riverside/enter/{tokens[member.id]}", timeout=5)
                page = browser.get(f"{server.address}/riverside/request", timeout=5).text
                version = int(page.split('name="based_on" value="')[1].split('"')[0])
                form = {"csrfmiddlewaretoken": page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0], "use:bicycle": f"{chance.uniform(0, 1):.9f}",
                        "based_on": str(version), "request_id": key, "act": "send"}
                sent[0] += 1
                answer = browser.post(f"{server.address}/riverside/request", form, timeout=5, allow_redirects=False)
                if answer.status_code == 302 and "/receipts/" in answer.headers["Location"]:
                    acknowledged[key] = answer.headers["Location"].rpartition("/")[2]
            except (requests.RequestException, IndexError, ValueError):
                time.sleep(0.02)

    threads = [threading.Thread(target=write, args=(member,)) for member in members]
    try:
        server.start()
        for thread in threads:
            thread.start()
        strike_again_and_again(server, database, cycles, acknowledged)
    finally:
        stop.set()
        server.kill()
        for thread in (each for each in threads if each.ident):
            thread.join()
    kept = dict(Event.objects.filter(community=community, kind="request.send").values_list("request", "answer"))
    lost = sum(tracker not in kept.get(key, "") for key, tracker in acknowledged.items())
    extra = len(kept) - len(acknowledged)
    same, council_name = close_both_ways(community), council.name
    what = "kill -9 cycles on" if database is None else "immediate stops of"
    text = (f"{cycles} {what} {connection.vendor}: {len(acknowledged)} acknowledged requests of {council_name!r}, {lost} lost, {extra} committed but never "
            f"acknowledged; the round then closes, from tables and from the log, {'to the same plan' if same else 'to DIFFERENT plans'}")
    return Figure("R5", text, lost == 0 and same and len(acknowledged) >= cycles)


def strike_again_and_again(server: Server, database: OwnPostgres | None, cycles: int, acknowledged: dict) -> None:
    """Kill the server (or stop the database) so many times, each time after at least one more write was acknowledged, and start it anew."""
    chance = random.Random(5)
    for _ in range(cycles):
        until, limit = len(acknowledged) + 1, time.monotonic() + 60
        while len(acknowledged) < until and time.monotonic() < limit:
            time.sleep(0.01)
        time.sleep(chance.uniform(*CYCLE_SECONDS))
        if database is None:
            server.kill()
            server.start()
        else:
            database.stop_at_once()
            database.start()


def close_both_ways(community: Community) -> bool:
    """Close the round from the tables, then from tables that the log made anew, and compare announcement, record and standing."""
    ends = []
    for again in (False, True):
        if again:
            rebuild(community)
        else:
            close(community)
        community.refresh_from_db()
        ends.append(fingerprint(community))
    return ends[0] == ends[1]


def close(community: Community) -> None:
    """Let both facilitators close the open round."""
    round = current_round(current_year(community))
    for role in Role.objects.filter(community=community, task="facilitator").order_by("id"):
        outcome = perform(community, "round.close", {"year": round.year.number, "round": round.number}, by=role.member_id, request_id=new_request_id())
        assert isinstance(outcome, Answered), outcome


def fingerprint(community: Community) -> str:
    """Return everything the engine knows of the year, as text."""
    year = load_year(current_year(community))
    return "\n".join([pack(year.announcement), pack(year.standing), pack(year.assessment), *(pack(record) for record in year.records)])


class Fault(RuntimeError):
    """Raised on purpose."""


def fail_at(step: int) -> Callable:
    """Return a wrapper of database statements that raises at the given one."""
    count = [0]

    def wrapper(execute, sql, parameters, many, context):
        count[0] += 1
        if count[0] == step:
            raise Fault(f"statement {step}")
        return execute(sql, parameters, many, context)

    wrapper.count = count
    return wrapper


_CLOSE_AND_DIE = """
import os, signal, sys
import django
django.setup()
from django.db import connection
from parecon_web.record.acts import perform
from parecon_web.record.models import Community
step, count = int(sys.argv[1]), [0]
def wrapper(execute, sql, parameters, many, context):
    count[0] += 1
    if count[0] == step:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, parameters, many, context)
community = Community.objects.get(slug="riverside")
with connection.execute_wrapper(wrapper):
    perform(community, "round.close", {"year": 1, "round": 1}, by=int(sys.argv[2]), request_id="the-close")
"""


def measure_steps(kills: int, environment: dict[str, str]) -> Figure:
    """R6: fail at every statement of closing a round, and kill the process at some; each time nothing is half done, and the close gives the same."""
    community = Community.objects.get(slug="riverside")
    round = current_round(current_year(community))
    answer_round(round, demonstration_economy("toy")[1], Member.objects.filter(community=community))
    first, second = (role.member_id for role in Role.objects.filter(community=community, task="facilitator").order_by("id"))
    place = {"year": 1, "round": 1}
    perform(community, "round.close", place, by=first, request_id=new_request_id())
    before, heard = state_of(community), batch_hash(heard_batches(round, load_year(round.year)))
    step, half = 0, 0
    while True:
        step += 1
        wrapper = fail_at(step)
        try:
            with connection.execute_wrapper(wrapper):
                perform(community, "round.close", place, by=second, request_id="the-close")
            break
        except Fault:
            half += state_of(community) != before
    steps = step - 1
    by_faults = fingerprint(community)
    return _after_faults((community, second), (steps, half, heard), by_faults, (kills, environment))


def _after_faults(who, counts, by_faults: str, killing) -> Figure:
    community, second = who
    (steps, half, heard), (kills, environment) = counts, killing
    with_kills, killed_half = "", 0
    other = Community.objects.get(slug="hilltop")
    answer_round(current_round(current_year(other)), demonstration_economy("toy")[1], Member.objects.filter(community=other))
    one, two = (role.member_id for role in Role.objects.filter(community=other, task="facilitator").order_by("id"))
    perform(other, "round.close", {"year": 1, "round": 1}, by=one, request_id=new_request_id())
    before = state_of(other)
    connections.close_all()
    for number in range(kills):
        step = 1 + number * steps // max(kills, 1)
        script = _CLOSE_AND_DIE.replace("riverside", "hilltop")
        done = subprocess.run([sys.executable, "-c", script, str(step), str(two)], env=environment, check=False, capture_output=True, text=True)
        assert done.returncode == -9, done.stderr
        killed_half += state_of(other) != before
    perform(other, "round.close", {"year": 1, "round": 1}, by=two, request_id="the-close")
    with_kills = fingerprint(other)
    same = with_kills == by_faults
    text = (f"{steps} statements of a close on {connection.vendor}: failed at each, {half} half-open; killed at {kills} of them, {killed_half} half-open; "
            f"both towns then close {'to the same bytes' if same else 'to DIFFERENT bytes'} (proposals {heard[:12]})")
    return Figure("R6", text, not half and not killed_half and same and steps > 0)


def state_of(community: Community) -> str:
    """Return all tables of a community with the head of its log."""
    community.refresh_from_db()
    return f"{community.entries} {community.head}\n{table_text(community)}"
