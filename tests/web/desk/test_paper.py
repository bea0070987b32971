"""Requests on paper: printed with a code, typed twice by the clerk, marked as paper, and the same to the engine as any other."""

import json
import re
from html import unescape

import pytest
from django.test import Client
from parecon_web.councils.models import Council
from parecon_web.members.links import make_link
from parecon_web.members.models import Member
from parecon_web.record.acts import new_request_id, perform
from parecon_web.publish.own_data import own_data
from parecon_web.record.models import Event
from parecon_web.record.rebuild import rebuild, table_text
from parecon_web.record.refusals import Refused
from parecon_web.rounds.bots import answer_round, demonstration_economy
from parecon_web.rounds.keeping import current_round, current_year
from parecon_web.rounds.models import Draft, Filing, Request, Round, Year
from parecon_web.rounds.amounts import tidy
from parecon_web.rounds.requesting import latest_request, standing_lines
from parecon_web.town import decide_part, seed_town
from parecon_web.voting.models import PlanVote, SharedVote, Voice
from parecon_web.voting.shared import stage_of
from web.accounts.lived import together
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


def raise_motion(riverside) -> int:
    """Return the number of a motion that Rosa raises."""
    return perform(riverside.community, "motion.raise", {"title": "Shorter days", "text": "Shall they be?"}, by=riverside.rosa.id, request_id=new_request_id()).answer["motion"]


def test_a_ballot_typed_differently_is_refused_and_the_last_vote_counts(riverside):
    number, clerk = raise_motion(riverside), riverside.cleo.browser
    address = riverside.url(f"paper/ballots/motion-{number}/{riverside.bao.member.number}")
    refused = enter(clerk, address, {"marked": "for"}, {"marked": "against"})
    assert refused.status_code == 422 and "two entries differ" in refused.content.decode() and not Voice.objects.exists()
    assert enter(clerk, address, {"marked": ""}).status_code == 422
    assert enter(clerk, address, {"marked": "for"}).status_code == 200 and Voice.objects.get().paper
    assert riverside.bao.browser.post(riverside.url(f"assembly/{number}"), {"voice": "against", "reason": "", "request_id": new_request_id()}).status_code == 302
    assert (Voice.objects.get().voice, Voice.objects.get().paper) == ("against", False)


def test_ballots_are_printed_for_people_with_a_code_each_and_say_that_the_last_counts(riverside):
    number, clerk = raise_motion(riverside), riverside.cleo.browser
    Member.objects.filter(pk__in=[riverside.rosa.id, riverside.bao.id]).update(simulated=False)
    page = clerk.get(riverside.url(f"paper/ballots/motion-{number}/sheets")).content.decode()
    assert all(f"M{number}-{one.member.number}" in page for one in (riverside.rosa, riverside.bao)) and "only the last vote counts" in page
    shown = clerk.get(riverside.url("paper/ballots")).content.decode()
    assert "Shorter days" in shown and "not entered by anybody" in shown
    for address in ("paper/ballots", f"paper/ballots/motion-{number}/sheets", f"paper/ballots/motion-{number}/1", "paper/proposals"):
        assert riverside.bao.browser.get(riverside.url(address)).status_code == 403
    assert clerk.get(riverside.url("paper/ballots/motion-99/1")).status_code == 404 and clerk.get(riverside.url(f"paper/ballots/motion-{number}/999")).status_code == 404


def test_what_the_clerk_typed_is_in_the_data_of_whoever_it_is_about_and_not_in_the_clerk_s(riverside):
    number = raise_motion(riverside)
    enter(riverside.cleo.browser, riverside.url(f"paper/ballots/motion-{number}/{riverside.bao.member.number}"), {"marked": "object", "reason": "The ovens"})
    enter(riverside.cleo.browser, riverside.url(f"paper/{riverside.bao.member.number}"), {"use:bicycle": "0.125"})
    assert "The ovens" not in str(own_data(riverside.cleo.member)) and "125000000" not in str(own_data(riverside.cleo.member))
    assert "The ovens" in str(own_data(riverside.bao.member)) and "125000000" in str(own_data(riverside.bao.member))
    event = Event.objects.get(community=riverside.community, kind="paper.vote")
    assert "The ovens" not in event.body and "object" not in event.body


def test_plans_and_shared_goods_are_voted_on_paper_too(riverside):
    clerk, member = riverside.cleo.browser, riverside.bao.member
    members = list(Member.objects.filter(community=riverside.community))
    while current_year(riverside.community).phase == Year.Phase.ROUNDS:
        answer_round(current_round(current_year(riverside.community)), demonstration_economy("toy")[1], members)
        together(riverside.community, "round.close")
    together(riverside.community, "plans.draw")
    year = current_year(riverside.community)
    page = clerk.get(riverside.url(f"paper/ballots/plans-{year.number}/{member.number}")).content.decode()
    options = re.findall(r'name="marked" value="([^"]+)"', page)
    assert enter(clerk, riverside.url(f"paper/ballots/plans-{year.number}/{member.number}"), {"marked": options[:1]}).status_code == 200
    assert PlanVote.objects.get(member=member).approves == options[:1] and PlanVote.objects.get(member=member).paper
    before = table_text(riverside.community)
    rebuild(riverside.community)
    assert table_text(riverside.community) == before


def test_a_vote_on_shared_goods_goes_in_from_paper(sqlite_database):
    town = seed_town("hillside", economy="town")
    while stage_of(current_round(current_year(town.community))).what == "wishes":
        decide_part(town)
    round = current_round(current_year(town.community))
    stage, member = stage_of(round), town.members[0]
    clerk = Client()
    clerk.get(f"/hillside/enter/{make_link(Member.objects.filter(community=town.community, roles__task='clerk').first())}")
    address = f"/hillside/paper/ballots/shared-{round.number}-{stage.number}/{member.number}"
    options = re.findall(r'name="marked" value="([^"]+)"', clerk.get(address).content.decode())
    assert len(options) > 1 and enter(clerk, address, {"marked": options[:2]}).status_code == 200
    vote = SharedVote.objects.get(round=round, stage=stage.number, member=member)
    assert vote.paper and sorted(vote.approves) == sorted(unescape(one) for one in options[:2])


def test_a_proposal_on_paper_needs_signatures_of_a_majority(riverside):
    council = Council.objects.filter(community=riverside.community, kind=Council.Kind.WORKER).first()
    clerk, address = riverside.cleo.browser, riverside.url(f"paper/proposals/{council.slug}")
    numbers = [str(seat.member.number) for seat in council.seats.select_related("member").order_by("member__number")]
    assert enter(clerk, address, {"reasons": "Night shifts"}).status_code == 422 and not Draft.objects.exists()
    assert enter(clerk, address, {"make:house": "many", "signed": numbers}).status_code == 422
    one = enter(clerk, address, {"reasons": "Night shifts", "signed": numbers[:1]})
    assert one.status_code == 200 and Draft.objects.get().paper and Filing.objects.exists() == (len(numbers) < 2)
    assert enter(clerk, address, {"reasons": "Night shifts", "signed": numbers}).status_code == 200 and Filing.objects.get().draft.reasons == "Night shifts"
    sheet = clerk.get(f"{address}/sheet").content.decode()
    assert "signature" in sheet and all(str(seat.member) in sheet for seat in council.seats.select_related("member__profile"))
    before = table_text(riverside.community)
    rebuild(riverside.community)
    assert table_text(riverside.community) == before
