"""R1, R3, R4: nothing is lost, nothing counts twice."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from django.db import IntegrityError, connections
from parecon_web.councils.models import Council, Seat
from parecon_web.members.models import Member
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.models import Community, Event
from parecon_web.record.refusals import Answered, RecordReason, Refused, Stale
from parecon_web.rounds.drafting import latest_draft
from parecon_web.rounds.keeping import current_round, current_year
from parecon_web.rounds.models import Draft, DraftVote

from web.bars.figure import Figure

CLIENTS = 16
COUNCILS = 200


def run_clients(work: Callable[[int], None], clients: int = CLIENTS) -> None:
    """Let so many threads do ``work(number)`` at once, each with a connection of its own; raise what one of them raised."""
    start, failures = threading.Barrier(clients), []

    def one(number: int) -> None:
        try:
            start.wait()
            work(number)
        except BaseException as error:  # told to the caller
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def found_many(community: Community) -> tuple[list[Council], Member]:
    """Found the councils of R1 and seat one member in all of them."""
    first = Council.objects.filter(community=community).count()
    entries = [{"slug": f"many-{i}", "name": f"Many {i}", "kind": 0, "position": first + i, "federation": "many"} for i in range(COUNCILS)]
    perform(community, "councils.found", {"councils": entries}, by=None, request_id=new_request_id())
    member = Member.objects.filter(community=community).first()
    seats = [{"council": entry["slug"], "member": member.id, "delegate": False} for entry in entries]
    perform(community, "councils.seat", {"seats": seats}, by=None, request_id=new_request_id())
    return list(Council.objects.filter(community=community, slug__startswith="many-")), member


def measure_lost_updates(submissions: int) -> Figure:
    """R1: clients save drafts of councils as fast as they can, each on the newest version it saw."""
    community = Community.objects.get(slug="riverside")
    councils, member = found_many(community)
    round = current_round(current_year(community))
    saved: list[tuple[int, int, str]] = []
    stale, blind = [], []

    def work(number: int) -> None:
        chance = random.Random(number)
        for i in range(submissions // CLIENTS):
            council, text = chance.choice(councils), f"client {number}, save {i}"
            while True:
                seen = latest_draft(round, council)
                body = {"year": 1, "round": 1, "council": council.slug, "based_on": seen.version if seen else 0, "lines": {"house": 10**9},
                        "flexibility": {}, "capacity": 0.0, "reasons": text}
                outcome = perform(community, "draft.save", body, by=member.id, request_id=f"{number}-{i}-{new_request_id()}")
                if isinstance(outcome, Answered):
                    saved.append((council.id, outcome.answer["version"], text))
                    break
                assert isinstance(outcome, Stale), outcome
                stale.append(1)
                blind.extend([1] if outcome.newer["version"] <= body["based_on"] or not outcome.newer["reasons"] else [])

    began = time.monotonic()
    run_clients(work)
    seconds = time.monotonic() - began
    kept = {(draft.council_id, draft.version): draft.reasons for draft in Draft.objects.filter(council__in=councils)}
    lost = sum(kept.get((council, version)) != text for council, version, text in saved)
    doubled = len(saved) - len({(council, version) for council, version, _ in saved})
    holes = sum(max(version for council, version in kept if council == each) != sum(council == each for council, _ in kept)
                for each in {council for council, _ in kept})
    text = (f"{len(saved):,} submissions, {CLIENTS} clients, {COUNCILS} councils: {lost} lost, {doubled} duplicate versions, {holes} gaps, "
            f"{len(stale)} stale told with the newer text ({len(blind)} without), {len(saved) / seconds:.0f}/s")
    return Figure("R1", text, not (lost or doubled or holes or blind) and len(saved) == submissions // CLIENTS * CLIENTS)


def measure_votes(ballots: int) -> Figure:
    """R3: one member's votes at once count once; without the Python check the database still lets one pass."""
    community = Community.objects.get(slug="riverside")
    council = Council.objects.filter(community=community, kind=Council.Kind.WORKER).first()
    member = Seat.objects.filter(council=council).first().member
    round = current_round(current_year(community))
    body = {"year": 1, "round": 1, "council": council.slug, "based_on": 0, "lines": {"house": 10**9}, "flexibility": {}, "capacity": 0.0, "reasons": ""}
    perform(community, "draft.save", body, by=member.id, request_id=new_request_id())
    draft = latest_draft(round, council)
    vote = {"year": 1, "round": 1, "council": council.slug, "version": draft.version, "yes": True}
    run_clients(lambda number: [perform(community, "draft.vote", vote, by=member.id, request_id=new_request_id()) for _ in range(ballots // CLIENTS)])
    counted = DraftVote.objects.filter(draft=draft, member=member).count()
    DraftVote.objects.filter(draft=draft).delete()
    passed = []

    def insert(number: int) -> None:
        for i in range(ballots // CLIENTS):
            try:
                DraftVote.objects.create(id=10**15 + number * 10**6 + i, community=community, draft=draft, member=member, yes=True)
                passed.append(number)
            except IntegrityError:
                pass

    run_clients(insert)
    text = f"{ballots // CLIENTS * CLIENTS:,} parallel votes of one member: {counted} counted; without the Python check {len(passed)} passed"
    return Figure("R3", text, counted == 1 and len(passed) == 1)


_KILLED = """
import os, signal, sys
import django
django.setup()
from parecon_web.record import acts
from parecon_web.record.models import Community
acts.perform(Community.objects.get(slug="riverside"), "members.join", {"simulated": [False]}, by=None, request_id=sys.argv[1])
os.kill(os.getpid(), signal.SIGKILL)
"""


def measure_replays(replays: int, environment: dict[str, str]) -> Figure:
    """R4: replays give the same answer and no row, also where the process was killed between commit and answer."""
    community, body = Community.objects.get(slug="riverside"), {"simulated": [False]}
    first = perform(community, "members.join", body, by=None, request_id="again")
    before = Event.objects.count(), Member.objects.count()
    answers: list = []
    run_clients(lambda number: answers.extend(perform(community, "members.join", body, by=None, request_id="again") for _ in range(replays // CLIENTS)))
    wrong = sum(not (isinstance(answer, Answered) and answer.hit and answer.answer == first.answer) for answer in answers)
    new = Event.objects.count() - before[0] + Member.objects.count() - before[1]
    other = perform(community, "members.join", {"simulated": [True]}, by=None, request_id="again")
    refused = isinstance(other, Refused) and other.refusals[0].reason is RecordReason.KEY_REUSED
    killed = subprocess.run([sys.executable, "-c", _KILLED, "killed"], env=environment, check=False, capture_output=True, text=True)
    assert killed.returncode == -9, killed.stderr
    after = Member.objects.count()
    resumed = perform(community, "members.join", body, by=None, request_id="killed")
    whole = isinstance(resumed, Answered) and resumed.hit and Member.objects.count() == after
    text = (f"{len(answers):,} replays: {wrong} other answers, {new} new rows; other body {'refused' if refused else 'TAKEN'}; "
            f"after kill -9 between commit and answer {'the same answer' if whole else 'NOT the same answer'}")
    return Figure("R4", text, not wrong and not new and refused and whole)
