"""The facilitator sees everything that is public, closes with a second person, and can change no proposal."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from parecon_web.councils.models import Council, Seat
from parecon_web.members.models import Member
from parecon_web.record.models import Event
from parecon_web.rounds.bots import answer_round, demonstration_economy
from parecon_web.rounds.keeping import current_round, current_year
from parecon_web.rounds.models import Round

from web.rounds.listening import first_heard


def open_round(cast) -> Round:
    return current_round(current_year(cast.community))


def answer_all(cast) -> None:
    answer_round(open_round(cast), demonstration_economy("toy")[1], Member.objects.filter(community=cast.community))


def test_a_dry_run_shows_gaps_and_next_prices_and_changes_nothing(riverside):
    answer_all(riverside)
    before = Event.objects.count(), open_round(riverside).number
    page = riverside.fay.browser.get(riverside.url("facilitate/dry-run"))
    assert page.status_code == 200 and "Next prices" in page.content.decode() and "<svg" in page.content.decode()
    assert (Event.objects.count(), open_round(riverside).number) == before


def test_two_facilitators_close_and_everybody_sees_the_next_round(riverside):
    answer_all(riverside)
    assert "Your request for next year" not in riverside.fay.browser.get(riverside.url()).content.decode().split("Done")[0]
    first = riverside.fay.browser.post(riverside.url("facilitate/close"), {"round": "1", "request_id": "fay"})
    assert first["Location"] == riverside.url("facilitate") and open_round(riverside).number == 1
    assert "wants to close the round" in riverside.finn.browser.get(riverside.url()).content.decode()
    second = riverside.finn.browser.post(riverside.url("facilitate/close"), {"round": "1", "request_id": "finn"})
    assert second["Location"] == riverside.url("round") and open_round(riverside).number == 2
    for address in ("", "round", "prices", "goods/bicycle", "review", "councils", "request", "facilitate"):
        assert "Round 2" in riverside.fay.browser.get(riverside.url(address)).content.decode(), address


def test_a_late_click_closes_no_later_round(riverside):
    for name, person in (("fay", riverside.fay), ("finn", riverside.finn)):
        person.browser.post(riverside.url("facilitate/close"), {"round": "1", "request_id": name})
    answer = riverside.fay.browser.post(riverside.url("facilitate/close"), {"round": "1", "request_id": "again"})
    assert answer.status_code == 422 and open_round(riverside).consents.count() == 0


def test_a_round_is_extended_by_two_and_never_shortened(riverside):
    before = open_round(riverside).closes_at
    riverside.fay.browser.post(riverside.url("facilitate/extend"), {"round": "1", "hours": "24", "request_id": "fay"})
    assert open_round(riverside).closes_at == before
    riverside.finn.browser.post(riverside.url("facilitate/extend"), {"round": "1", "hours": "24", "request_id": "finn"})
    assert open_round(riverside).closes_at == before + timedelta(hours=24)
    shorter = (before - timedelta(hours=1)).isoformat()
    answer = riverside.fay.browser.post(riverside.url("facilitate/extend"), {"round": "1", "until": shorter, "request_id": "shorter"})
    assert answer.status_code == 422 and "only be extended" in answer.content.decode()


def test_members_cannot_open_the_console_and_facilitators_cannot_draft_for_others(riverside):
    assert riverside.rosa.browser.get(riverside.url("facilitate")).status_code == 403
    assert riverside.rosa.browser.post(riverside.url("facilitate/close"), {"round": "1", "request_id": "x"}).status_code == 403
    for council in Council.objects.filter(community=riverside.community).exclude(seats__member=riverside.fay.member):
        assert riverside.fay.browser.get(riverside.url(f"councils/{council.slug}/draft")).status_code == 404
    assert Seat.objects.filter(member=riverside.fay.member).exists()


def test_the_console_says_who_is_missing(riverside):
    page = riverside.fay.browser.get(riverside.url("facilitate")).content.decode()
    assert "Who is missing" in page and "Carpenters" in page
    answer_all(riverside)
    assert "Who is missing" not in riverside.fay.browser.get(riverside.url("facilitate")).content.decode()


def test_a_silent_member_with_autopilot_is_heard(riverside):
    from parecon_web.rounds.closing import heard_batches
    from parecon_web.rounds.keeping import load_year

    assert heard_batches(open_round(riverside), load_year(current_year(riverside.community))) is None
    riverside.rosa.browser.post(riverside.url("autopilot"), {"on": "on", "request_id": "pilot"})
    batch = heard_batches(open_round(riverside), load_year(current_year(riverside.community)))
    assert batch.marks.tolist() == [4]


def test_the_stream_tells_those_whose_page_stands_elsewhere(riverside):
    page = riverside.rosa.browser.get(riverside.url("")).content.decode()
    seen = re.search(r'sse-connect="[^"]*seen=([^"]+)"', page)[1]
    heard = first_heard(riverside.community.pk, seen="1/0/open/planning")
    assert heard.startswith("event: round\ndata: ") and heard.endswith("\n\n") and "told" in heard
    with pytest.raises(TimeoutError):
        first_heard(riverside.community.pk, seen=seen)
