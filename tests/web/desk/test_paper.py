"""Requests on paper: printed with a code, typed twice by the clerk, marked as paper, and the same to the engine as any other."""

import json
import re

import pytest
from parecon_web.councils.models import Council
from parecon_web.members.links import make_link
from parecon_web.members.models import Member
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.models import Event
from parecon_web.record.refusals import Refused
from parecon_web.rounds.keeping import current_round, current_year
from parecon_web.rounds.models import Request, Round
from parecon_web.rounds.amounts import tidy
from parecon_web.rounds.requesting import latest_request, standing_lines
from web.bars.paper import enter, hidden, measure_paper

SHEETS = 50


def test_fifty_sheets_go_in_as_they_were_written(riverside):
    figure = measure_paper(SHEETS)
    assert figure.reached, str(figure)


def test_two_entries_that_differ_send_nothing_and_name_what_differs(riverside):
    answer = enter(riverside.cleo.browser, riverside.url(f"paper/{riverside.rosa.member.number}"), {"use:bicycle": "0.1"}, {"use:bicycle": "0.2"})
    assert answer.status_code == 422 and "bicycle" in answer.content.decode().casefold() and not Request.objects.filter(member=riverside.rosa.member).exists()


@pytest.mark.parametrize("typed", [{"use:bicycle": "many"}, {"use:bicycle": "-3"}, {"use:bicycle": "999999"}])
def test_what_cannot_be_sent_is_refused_and_what_was_typed_stays(riverside, typed):
    address = riverside.url(f"paper/{riverside.rosa.member.number}")
    answer = enter(riverside.cleo.browser, address, typed)
    assert answer.status_code == 422 and not Request.objects.filter(member=riverside.rosa.member).exists()
    assert all(f'value="{value}"' in answer.content.decode() for value in typed.values())


def test_a_person_s_own_later_request_is_not_overwritten_by_an_older_sheet(riverside):
    address = riverside.url(f"paper/{riverside.rosa.member.number}")
    page = riverside.cleo.browser.get(address).content.decode()
    riverside.rosa.browser.post(riverside.url("request"), {"request_id": "1" * 20, "based_on": "0", "use:bicycle": "0.1", "act": "send"})
    second = riverside.cleo.browser.post(address, {"request_id": hidden(page, "request_id"), "based_on": "0", "first": "", "use:bicycle": "0.2"}).content.decode()
    first = hidden(second, "first")
    answer = riverside.cleo.browser.post(address, {"request_id": hidden(page, "request_id"), "based_on": "0", "first": first, "use:bicycle": "0.2"})
    assert answer.status_code == 409 and latest_request(current_round(current_year(riverside.community)), riverside.rosa.member).lines["bicycle"] == -10**8


def test_what_a_sheet_leaves_empty_stays_and_zero_means_nothing(riverside):
    now = current_round(current_year(riverside.community))
    council = Council.objects.get(seats__member=riverside.rosa.member, kind=Council.Kind.CONSUMER)
    stands = {code: tidy(amount) for code, amount in standing_lines(riverside.rosa.member, council, now).items()}
    assert stands.get("bicycle") and len(stands) > 1
    enter(riverside.cleo.browser, riverside.url(f"paper/{riverside.rosa.member.number}"), {"use:bicycle": "0"})
    assert latest_request(now, riverside.rosa.member).lines == {code: amount for code, amount in stands.items() if code != "bicycle"}


def test_only_the_clerk_enters_and_only_as_paper(riverside):
    for one in (riverside.rosa, riverside.fay, riverside.ada):
        assert one.browser.get(riverside.url("paper")).status_code == 403
        assert one.browser.post(riverside.url(f"paper/{riverside.bao.member.number}"), {}).status_code == 403
    council = Council.objects.get(seats__member=riverside.bao.member, kind=Council.Kind.CONSUMER)
    body = {"year": 1, "round": 1, "council": council.slug, "lines": {"bicycle": -1}, "based_on": 0, "made_by": "paper", "member": riverside.bao.id}
    assert isinstance(perform(riverside.community, "request.send", body, by=riverside.rosa.id, request_id=new_request_id()), Refused)
    assert isinstance(perform(riverside.community, "request.send", body | {"made_by": "person"}, by=riverside.cleo.id, request_id=new_request_id()), Refused)


def test_the_log_says_who_typed_and_keeps_the_amounts_sealed(riverside):
    enter(riverside.cleo.browser, riverside.url(f"paper/{riverside.rosa.member.number}"), {"use:bicycle": "0.1"})
    event = Event.objects.filter(community=riverside.community, kind="request.send").last()
    body = json.loads(event.body)
    assert event.by == riverside.cleo.id and body["member"] == riverside.rosa.id and body["made_by"] == "paper" and "lines" not in body


def test_a_sheet_prints_on_one_a4_page_with_its_code(chromium, server, tmp_path):
    clerk = Member.objects.filter(community__slug="riverside", roles__task="clerk").first()
    page = chromium.new_context().new_page()
    page.goto(f"{server.address}/riverside/enter/{make_link(clerk)}")
    page.goto(f"{server.address}/riverside/paper/1/sheet")
    assert page.locator(".tracker").inner_text() == "1-1-1" and page.locator(".sheet svg").count() == 1
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 1
    page.emulate_media(media="print")
    assert not page.locator(".top").is_visible() and not page.locator(".screen-only").is_visible()


def test_after_the_close_nothing_is_entered(riverside):
    Round.objects.filter(community=riverside.community).update(state=Round.State.CLOSED)
    answer = enter(riverside.cleo.browser, riverside.url(f"paper/{riverside.rosa.member.number}"), {"use:bicycle": "0.1"})
    assert answer.status_code == 422 and not Request.objects.filter(member=riverside.rosa.member).exists()
