"""Acts: once each, chained; the database refuses what would break the log even without the Python checks."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections
from parecon.journal.verify import FIRST_PREVIOUS, check_line
from parecon_web.members.models import Member
from parecon_web.record.acts import chained_line, perform
from parecon_web.record.models import Community, Event
from parecon_web.record.refusals import Answered, RecordReason, Refused


def join(community: Community, request_id: str, count: int = 1) -> object:
    return perform(community, "members.join", {"simulated": [False] * count}, by=None, request_id=request_id)


def test_the_same_request_again_gives_the_same_answer_and_no_new_row(both):
    community = Community.objects.get(slug="riverside")
    first = join(community, "a-request")
    before = Member.objects.count(), Event.objects.count()
    again = [join(community, "a-request") for _ in range(20)]
    assert all(answer == replace(first, hit=True) for answer in again)
    assert (Member.objects.count(), Event.objects.count()) == before


def test_the_same_request_with_another_body_is_refused(both):
    community = Community.objects.get(slug="riverside")
    join(community, "a-request")
    answer = join(community, "a-request", count=2)
    assert isinstance(answer, Refused) and answer.refusals[0].reason is RecordReason.KEY_REUSED


def test_two_communities_may_use_the_same_request_id(both):
    answers = [join(Community.objects.get(slug=slug), "a-request") for slug in ("riverside", "hilltop")]
    assert [answer.hit for answer in answers] == [False, False]


def test_of_racing_sendings_of_one_request_exactly_one_counts(both):
    community, answers, start = Community.objects.get(slug="riverside"), [], threading.Barrier(8)
    before = Member.objects.filter(community=community).count()

    def send():
        start.wait()
        answers.append(join(community, "a-race"))
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.hit for answer in answers) == [False] + [True] * 7
    assert len({str(answer.answer) for answer in answers}) == 1
    assert Member.objects.filter(community=community).count() == before + 1


@pytest.mark.parametrize("change", [{"sequence": 10**6}, {"request": "another", "previous": "f" * 64}, {"request": "another", "sequence": 10**6}],
                         ids=["same request", "same sequence", "same previous hash"])
def test_the_database_refuses_a_second_event_without_any_python_check(both, change):
    join(Community.objects.get(slug="riverside"), "a-request")
    event = Event.objects.order_by("pk").last()
    event.pk = None
    if set(change) == {"sequence"}:
        change = {**change, "previous": "f" * 64}
    for name, value in change.items():
        setattr(event, name, value)
    with pytest.raises(IntegrityError):
        event.save(force_insert=True)


@pytest.mark.parametrize("statement", ["UPDATE record_event SET kind = 'other'", "DELETE FROM record_event", "UPDATE record_blob SET name = 'x'"])
def test_the_database_refuses_to_change_what_only_grows(both, statement):
    with pytest.raises(DatabaseError, match="only grows"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_log_is_a_chain_that_the_standard_library_verifies(both):
    community, previous = Community.objects.get(slug="riverside"), FIRST_PREVIOUS
    for number, event in enumerate(Event.objects.filter(community=community)):
        line, digest = chained_line(event)
        assert digest == event.hash
        entry, fault = check_line(line.encode() + b"\n", number, previous)
        assert fault == () and entry["hash"] == digest
        previous = digest
    assert (number + 1, previous) == (community.entries, community.head)


def test_a_refused_act_leaves_nothing_behind(both):
    community = Community.objects.get(slug="riverside")
    before = community.entries
    answer = perform(community, "round.close", {"year": 1, "round": 1}, by=None, request_id="nobody")
    assert isinstance(answer, Refused)
    community.refresh_from_db()
    assert community.entries == before and not Event.objects.filter(request="nobody").exists()


def test_private_lines_stand_in_the_chain_as_a_salted_hash_only(both):
    community = Community.objects.get(slug="riverside")
    member = Member.objects.filter(community=community).first()
    body = {"year": 1, "round": 1, "council": "the-neighbourhood", "lines": {"bicycle": -12_000_000}, "based_on": 0, "made_by": "person"}
    answer = perform(community, "request.send", body, by=member.id, request_id="private")
    assert isinstance(answer, Answered), answer
    event = Event.objects.get(request="private")
    assert "bicycle" not in chained_line(event)[0] and "bicycle" in event.sealed
