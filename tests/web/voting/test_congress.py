"""Delegates together: mandates of their councils, votes beside them, the count, and the way down to everybody."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.utils import timezone
from parecon_web.councils.models import Council
from parecon_web.members.models import Member
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.models import Event
from parecon_web.record.rebuild import rebuild, table_text
from parecon_web.record.refusals import Answered, Refused
from parecon_web.voting.assembly import VOICE_NAMES
from parecon_web.voting.bots import speak_for_councils
from parecon_web.voting.congress import CongressReason, mandate_of, signatures_needed
from parecon_web.voting.models import Motion, Question
from parecon_web.voting.needs import needs_of_congress
from parecon_web.voting.reports import deeds_of, overdue_of

from web.work.test_effort import signed_in


def delegates(community) -> dict[str, Member]:
    """Return who speaks for each workplace."""
    return {council.slug: council.seats.get(delegate=True).member for council in Council.objects.filter(community=community, kind=Council.Kind.WORKER)}


def act(community, what: str, by: Member, **body):
    return perform(community, what, body, by=by.id, request_id=new_request_id())


@pytest.fixture
def question(riverside) -> Question:
    """Return an open question to the delegates of all workplaces, each of which has one."""
    by = next(iter(delegates(riverside.community).values()))
    number = act(riverside.community, "question.raise", by, kind=0, title="Shorter days", text="Shall we work shorter days?").answer["question"]
    return Question.objects.get(community=riverside.community, number=number)


def tell(question: Question, council: Council, kind: str, voice: str, *, count: int | None = None) -> None:
    """Let members of a council want their delegate told something; all of them unless a count is given."""
    for seat in council.seats.select_related("member").order_by("member__number")[:count]:
        assert isinstance(act(question.community, "question.instruct", seat.member, question=question.number, council=council.slug, kind=kind, voice=voice), Answered)


def cast(question: Question, council: Council, voice: str, reason: str = ""):
    return act(question.community, "question.vote", council.seats.get(delegate=True).member, question=question.number, council=council.slug, voice=voice, reason=reason)


def count(question: Question) -> Question:
    """Let time pass and the question be counted."""
    with patch.object(timezone, "now", return_value=question.closes_at + timedelta(hours=1)):
        assert isinstance(act(question.community, "question.close", question.raised_by, question=question.number), Answered)
    return Question.objects.get(pk=question.pk)


def workplaces(question: Question) -> list[Council]:
    return list(Council.objects.filter(community=question.community, kind=Council.Kind.WORKER))


def test_a_council_tells_what_more_than_half_of_it_want_told(question):
    council = max(workplaces(question), key=lambda one: one.seats.count())
    half = council.seats.count() // 2
    tell(question, council, "guided", "for", count=half)
    assert mandate_of(question, council) is None
    tell(question, council, "guided", "for", count=half + 1)
    told = mandate_of(question, council)
    assert (told.kind, told.allowed) == ("guided", ("for",))
    tell(question, council, "free", "", count=1)
    assert council.seats.count() % 2 == 0 or mandate_of(question, council) is None


def test_outside_a_binding_mandate_a_vote_is_refused_and_outside_a_guided_one_it_is_marked(question):
    bound, guided, *others = workplaces(question)
    tell(question, bound, "binding", "for")
    tell(question, guided, "guided", "for")
    refused = cast(question, bound, "against")
    assert isinstance(refused, Refused) and refused.refusals[0].reason is CongressReason.OUTSIDE and refused.refusals[0].given == "Vote for it; nothing else counts"
    assert isinstance(cast(question, bound, "for"), Answered) and isinstance(cast(question, guided, "against", "The mill stands still then"), Answered)
    for council in others:
        cast(question, council, "for")
    browser, own = signed_in(guided.seats.get(delegate=True).member), f"/{question.community.slug}/delegates/{question.number}"
    assert "The mill" not in signed_in(others[0].seats.get(delegate=True).member).get(own).content.decode()
    counted = count(question)
    roll = {line["council"]: line for line in counted.result["roll"]}
    assert counted.passed and roll[guided.slug]["outside"] and roll[guided.slug]["counted"] and not roll[bound.slug]["outside"]
    page = browser.get(own).content.decode()
    assert f"<dd>{len(others) + 1}</dd>" in page and "/1<" not in page
    assert "otherwise than told" in page and "The mill stands still then" in page and "Passed" in page
    deeds = deeds_of(guided, guided.seats.get(delegate=True).member, VOICE_NAMES)
    assert deeds[0].deviates and deeds[0].told and deeds[0].reason == "The mill stands still then"
    with patch.object(timezone, "now", return_value=counted.closed_at + timedelta(days=15, hours=1)):
        assert overdue_of(guided, guided.seats.get(delegate=True).member) == 1


def test_a_vote_that_its_council_binds_otherwise_afterwards_is_not_counted(question):
    bound, *others = workplaces(question)
    cast(question, bound, "against")
    tell(question, bound, "binding", "for")
    for council in others:
        cast(question, council, "for")
    counted = count(question)
    assert [line["council"] for line in counted.result["roll"] if not line["counted"]] == [bound.slug] and counted.result["scores"]["against"] == "0/1"
    assert "not counted: bound otherwise" in signed_in(question.raised_by).get(f"/{question.community.slug}/delegates/{question.number}").content.decode()


def test_a_close_vote_goes_to_everybody_as_a_motion(question):
    councils = workplaces(question)
    for i, council in enumerate(councils[:len(councils) // 2 * 2]):
        cast(question, council, ("for", "against")[i % 2])
    counted = count(question)
    assert counted.motion is not None and counted.motion.title == question.title and counted.motion.closed_at is None
    page = signed_in(question.raised_by).get(f"/{question.community.slug}/delegates/{question.number}").content.decode()
    assert "The delegates" in page and f"/assembly/{counted.motion.number}" in page


def test_enough_signatures_send_a_question_to_everybody_once(question):
    needed = signatures_needed(question)
    signers = list(Member.objects.filter(community=question.community, seats__council__kind=Council.Kind.WORKER).distinct().order_by("number"))
    for signer in signers[:needed - 1]:
        for _again in range(2):
            assert act(question.community, "question.petition", signer, question=question.number).answer["motion"] is None
    sent = act(question.community, "question.petition", signers[needed - 1], question=question.number)
    assert sent.answer == {"signed": needed, "motion": 1} and Motion.objects.filter(community=question.community).count() == 1
    late = act(question.community, "question.petition", signers[needed], question=question.number)
    assert isinstance(late, Refused) and late.refusals[0].reason is CongressReason.SENT_DOWN
    assert isinstance(cast(question, workplaces(question)[0], "for"), Refused)


def test_pages_take_what_members_and_delegates_say_and_refuse_with_a_reason(question):
    council = workplaces(question)[0]
    delegate, plain = council.seats.get(delegate=True).member, council.seats.filter(delegate=False).order_by("member__number").first().member
    address = f"/{question.community.slug}/delegates/{question.number}"
    browser = signed_in(plain)
    assert any(question.title in need.title and not need.done for need in needs_of_congress(plain))
    empty = browser.post(f"{address}/mandate", {"council": council.slug, "request_id": new_request_id()})
    assert empty.status_code == 422 and f'href="#mandate-{council.slug}"' in empty.content.decode() and str(CongressReason.NO_MANDATE.value) in empty.content.decode()
    assert browser.post(f"{address}/mandate", {"council": council.slug, "mandate": "guided against", "request_id": new_request_id()}).status_code == 302
    assert all(need.done for need in needs_of_congress(plain) if question.title in need.title)
    assert browser.post(f"{address}/vote", {"council": council.slug, "voice": "for", "request_id": new_request_id()}).status_code == 422
    other = workplaces(question)[1]
    assert browser.post(f"{address}/mandate", {"council": other.slug, "mandate": "free", "request_id": new_request_id()}).status_code == 422
    assert signed_in(delegate).post(f"{address}/vote", {"council": council.slug, "voice": "", "request_id": new_request_id()}).status_code == 422
    assert signed_in(delegate).post(f"{address}/vote", {"council": council.slug, "voice": "for", "request_id": new_request_id()}).status_code == 302
    assert browser.post(f"{address}/close", {"request_id": new_request_id()}).status_code == 422
    assert browser.post(f"/{question.community.slug}/delegates", {"kind": "7", "title": "", "text": "", "request_id": new_request_id()}).status_code == 422
    assert browser.get(f"/{question.community.slug}/delegates/999").status_code == 404
    sealed = Event.objects.filter(community=question.community, kind="question.vote").get()
    assert '"for"' not in sealed.body and '"for"' in sealed.sealed


def test_simulated_members_tell_and_delegates_vote_and_the_tables_are_rebuilt(question):
    assert speak_for_councils(question.community) > len(workplaces(question)) and speak_for_councils(question.community) == 0
    for council in workplaces(question):
        if not question.voices.filter(council=council).exists():
            cast(question, council, "for")
    with patch.object(timezone, "now", return_value=question.raised_at + timedelta(hours=1)):
        assert isinstance(act(question.community, "question.close", question.raised_by, question=question.number), Answered)
    before = table_text(question.community)
    rebuild(question.community)
    assert table_text(question.community) == before
