"""Motions of the assembly: anybody raises one, everybody has one vote, nothing shows before the count, the roll is open after it."""

import json
import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import IntegrityError, transaction
from django.utils import timezone
from parecon_web.members.links import make_link
from parecon_web.members.models import Member
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.models import Event
from parecon_web.record.rebuild import rebuild, table_text
from parecon_web.record.refusals import Answered, Refused
from parecon_web.voting.bots import vote_on_motions
from parecon_web.voting.models import Motion, Voice
from parecon_web.voting.motions import MotionReason

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
TEXT = "From next year bread is free for children."


def raise_one(person, town, **changes):
    """Raise a motion through the form and return the answer."""
    return person.browser.post(town.url("assembly"), {"request_id": new_request_id(), "title": "Free bread", "text": TEXT, **changes})


def vote(person, town, voice: str, reason: str = "", motion: int = 1):
    """Vote through the form."""
    return person.browser.post(town.url(f"assembly/{motion}"), {"request_id": new_request_id(), "voice": voice, "reason": reason})


def count(person, town, motion: int = 1):
    """Ask for the count."""
    return person.browser.post(town.url(f"assembly/{motion}/close"), {"request_id": new_request_id()})


def time_is_over(motion: int = 1) -> None:
    """Let the time of a motion be over."""
    Motion.objects.filter(number=motion).update(closes_at=timezone.now() - timedelta(hours=1))


def test_a_motion_passes_by_the_votes_of_those_who_came(riverside):
    assert raise_one(riverside.rosa, riverside).status_code == 302
    for person, voice in ((riverside.rosa, "for"), (riverside.bao, "for"), (riverside.carl, "against")):
        assert vote(person, riverside, voice).status_code == 302
    vote_on_motions(riverside.community)
    assert count(riverside.carl, riverside).status_code in (302, 422)
    time_is_over()
    count(riverside.carl, riverside)
    motion = Motion.objects.get()
    said = list(motion.voices.values_list("voice", flat=True))
    assert motion.closed_at and motion.passed == (said.count("for") > said.count("against") + said.count("object"))
    page = riverside.bao.browser.get(riverside.url("assembly/1")).content.decode()
    assert page.count("<tr>") == 1 + len(said)


def test_before_the_count_nobody_sees_how_anyone_voted_anywhere(riverside):
    raise_one(riverside.rosa, riverside)
    vote(riverside.rosa, riverside, "object", "MARKER-4711 it is dear")
    for person in (riverside.bao, riverside.fay, riverside.ada, riverside.adam):
        for path in ("", "assembly", "assembly/1", "audit", "log.jsonl", "me/data.json", "councils"):
            answer = person.browser.get(riverside.url(path))
            text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
            assert "MARKER-4711" not in text and "Your vote is in" not in text and "checked" not in text, path
    event = Event.objects.filter(kind="motion.vote").get()
    assert "object" not in event.body + event.answer and "voice" not in json.loads(event.body)
    assert "MARKER-4711" in riverside.rosa.browser.get(riverside.url("assembly/1")).content.decode(), "one's own stays"


def test_voting_again_replaces_the_vote_with_a_new_tracker(riverside):
    raise_one(riverside.rosa, riverside)
    trackers = []
    for voice in ("for", "against"):
        vote(riverside.rosa, riverside, voice)
        trackers.append(re.search(r"Your vote is in: ([0-9A-F-]+)", riverside.rosa.browser.get(riverside.url("assembly/1")).content.decode()).group(1))
    assert len(set(trackers)) == 2 and list(Voice.objects.values_list("voice", flat=True)) == ["against"]
    with pytest.raises(IntegrityError), transaction.atomic():
        mine = Voice.objects.get()
        Voice.objects.create(id=mine.id + 1, community=mine.community, motion=mine.motion, member=mine.member, voice="for", at=mine.at, tracker="x")


@pytest.mark.parametrize(("changes", "reason"), [({"title": " "}, MotionReason.NO_TITLE), ({"title": "x" * 121}, MotionReason.NO_TITLE),
                                                 ({"text": ""}, MotionReason.NO_TEXT), ({"text": "x" * 4001}, MotionReason.NO_TEXT)])
def test_a_motion_without_title_or_text_is_refused_and_what_was_typed_stays(riverside, changes, reason):
    answer = raise_one(riverside.rosa, riverside, **changes)
    assert answer.status_code == 422 and str(reason.value) in answer.content.decode() and not Motion.objects.exists()
    assert "text" in changes or TEXT in answer.content.decode()


def test_votes_that_say_nothing_come_too_late_or_too_early_are_refused(riverside):
    def refused(kind: str, **body) -> MotionReason:
        outcome = perform(riverside.community, kind, {"motion": 1, **body}, by=riverside.rosa.id, request_id=new_request_id())
        assert isinstance(outcome, Refused)
        return outcome.refusals[0].reason

    assert refused("motion.vote", voice="for", reason="") is MotionReason.NOT_THERE
    raise_one(riverside.rosa, riverside)
    assert refused("motion.vote", voice="maybe", reason="") is MotionReason.NO_VOICE
    assert refused("motion.vote", voice="object", reason=" ") is MotionReason.NO_REASON
    assert refused("motion.vote", voice="for", reason="x" * 4001) is MotionReason.REASON_TOO_LONG
    assert refused("motion.close") is MotionReason.TOO_EARLY
    vote(riverside.rosa, riverside, "for")
    time_is_over()
    count(riverside.rosa, riverside)
    assert refused("motion.vote", voice="against", reason="") is MotionReason.CLOSED
    assert refused("motion.close") is MotionReason.CLOSED


def test_a_motion_that_too_few_vote_on_does_not_pass(riverside):
    raise_one(riverside.rosa, riverside)
    members = Member.objects.filter(community=riverside.community).count()
    vote(riverside.rosa, riverside, "for")
    time_is_over()
    count(riverside.rosa, riverside)
    assert Motion.objects.get().passed == (1 / members >= 0.25)


def test_it_is_counted_early_once_everybody_has_voted_and_rebuilds_to_the_same_bytes(riverside):
    raise_one(riverside.rosa, riverside)
    for member in Member.objects.filter(community=riverside.community):
        outcome = perform(riverside.community, "motion.vote", {"motion": 1, "voice": "for", "reason": ""}, by=member.id, request_id=new_request_id())
        assert isinstance(outcome, Answered)
    count(riverside.bao, riverside)
    assert Motion.objects.get().passed
    before = table_text(riverside.community)
    rebuild(riverside.community)
    assert table_text(riverside.community) == before


def test_an_open_motion_needs_you_until_you_have_voted(riverside):
    raise_one(riverside.rosa, riverside)
    assert "waits for your vote" in riverside.bao.browser.get(riverside.url("")).content.decode()
    vote(riverside.bao, riverside, "abstain")
    assert "waits for your vote" not in riverside.bao.browser.get(riverside.url("")).content.decode()


@pytest.mark.parametrize("width", [320, 1280])
def test_its_screens_are_whole_and_accessible(chromium, server, width):
    rosa = Member.objects.filter(community__slug="riverside").order_by("number").first()
    page, found = chromium.new_context(viewport={"width": width, "height": 4000}).new_page(), []

    def send(button: str) -> None:
        with page.expect_navigation():  # what looks at once may look at a page that is just going
            page.click(button)

    def look() -> None:
        found.extend(f"{page.url}: {one['id']} {one['nodes'][0]['html'][:120]}" for one in Axe().run(page, options=RULES).response["violations"])
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.goto(f"{server.address}/riverside/enter/{make_link(rosa)}")
    page.goto(f"{server.address}/riverside/assembly")
    look()
    send("main .questions button")
    look()
    page.fill("#title", "Free bread")
    page.fill("#text", TEXT)
    send("main .questions button")
    look()
    page.check("input[value=object]")
    send("main .questions button")
    look()
    page.fill("#reason", "It is dear.")
    page.check("input[value=object]")
    send("main .questions button")
    look()
    time_is_over()
    page.goto(f"{server.address}/riverside/assembly/1")
    send("form[action$='/close'] button")
    look()
    assert found == []
