"""What a council sees of its delegate: votes beside its own, reports, and what is overdue."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone
from parecon_web.councils.models import Council
from parecon_web.members.models import Member
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.rebuild import rebuild, table_text
from parecon_web.record.refusals import Answered
from parecon_web.voting.assembly import VOICE_NAMES
from parecon_web.voting.models import Motion, Report
from parecon_web.voting.reports import ReportReason, deeds_of, needs_of_reports, overdue_of

from web.voting.test_polls import great_council
from web.work.test_effort import signed_in


def decide(community, title: str, voices: dict[Member, str]) -> Motion:
    """Let a motion be raised, voted on and counted."""
    first = next(iter(voices))
    number = perform(community, "motion.raise", {"title": title, "text": "Shall it be?"}, by=first.id, request_id=new_request_id()).answer["motion"]
    for member, voice in voices.items():
        perform(community, "motion.vote", {"motion": number, "voice": voice, "reason": ""}, by=member.id, request_id=new_request_id())
    motion = Motion.objects.get(community=community, number=number)
    with patch.object(timezone, "now", return_value=motion.closes_at + timedelta(hours=1)):
        assert isinstance(perform(community, "motion.close", {"motion": number}, by=first.id, request_id=new_request_id()), Answered)
    return Motion.objects.get(pk=motion.pk)


@pytest.fixture
def council(riverside) -> Council:
    """Return a workplace of six with one delegate."""
    return great_council(riverside.community, 6)


def split(council: Council) -> tuple[Member, list[Member]]:
    """Return the delegate and the others."""
    delegate = council.seats.get(delegate=True).member
    return delegate, list(Member.objects.filter(seats__council=council).exclude(pk=delegate.pk).order_by("number"))


def test_votes_stand_beside_the_council_s_own_and_those_that_differ_come_first(riverside, council):
    delegate, others = split(council)
    decide(riverside.community, "Alike", {delegate: "for", **{one: "for" for one in others[:3]}, others[3]: "against"})
    decide(riverside.community, "Otherwise", {delegate: "against", **{one: "for" for one in others[:3]}})
    decide(riverside.community, "Level", {delegate: "for", others[0]: "for", others[1]: "against"})
    deeds = deeds_of(council, delegate, VOICE_NAMES)
    assert [(deed.title, deed.deviates, deed.council) for deed in deeds] == [("Otherwise", True, "For"), ("Alike", False, "For"), ("Level", False, "")]
    page = signed_in(others[0]).get(riverside.url(f"councils/{council.slug}/delegate")).content.decode()
    assert page.index("Otherwise") < page.index("Alike") and "most of the council: For" in page


def test_a_report_is_owed_after_the_charter_s_days_and_one_is_enough_for_all_before_it(riverside, council):
    delegate, others = split(council)
    motion = decide(riverside.community, "Alike", {delegate: "for", others[0]: "for"})
    with patch.object(timezone, "now", return_value=motion.closed_at + timedelta(days=14)):
        assert overdue_of(council, delegate) == 0
    later = motion.closed_at + timedelta(days=15, hours=1)
    with patch.object(timezone, "now", return_value=later):
        assert overdue_of(council, delegate) == 1 and len(needs_of_reports(delegate)) == 1 and not any(council.slug in need.url for need in needs_of_reports(others[0]))
        address = riverside.url(f"councils/{council.slug}/delegate/report")
        assert signed_in(others[0]).post(address, {"text": "I say so", "request_id": new_request_id()}).status_code == 422
        browser = signed_in(delegate)
        empty = browser.post(address, {"text": " ", "request_id": new_request_id()})
        assert empty.status_code == 422 and str(ReportReason.NO_TEXT.value) in empty.content.decode() and 'href="#text"' in empty.content.decode()
        assert browser.post(address, {"text": "It was decided <b>so</b>.", "request_id": new_request_id()}).status_code == 302
        assert overdue_of(council, delegate) == 0 and needs_of_reports(delegate) == []
    page = signed_in(others[1]).get(riverside.url(f"councils/{council.slug}/delegate")).content.decode()
    assert "It was decided &lt;b&gt;so&lt;/b&gt;." in page and Report.objects.count() == 1
    stranger = Member.objects.filter(community=riverside.community).exclude(seats__council=council).first()
    assert signed_in(stranger).post(address, {"text": "Mine", "request_id": new_request_id()}).status_code == 404
    before = table_text(riverside.community)
    rebuild(riverside.community)
    assert table_text(riverside.community) == before
