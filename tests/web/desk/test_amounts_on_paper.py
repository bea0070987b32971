"""Wishes for shared goods and permits of pollution on paper: typed twice by the clerk, marked as paper, private, and counted like any other."""

import json

import pytest
from django.test import Client
from parecon_web.councils.models import Council
from parecon_web.members.links import make_link
from parecon_web.members.models import Member
from parecon_web.publish.own_data import own_data
from parecon_web.record.acts import chained_line
from parecon_web.record.models import Event
from parecon_web.record.rebuild import rebuild, table_text
from parecon_web.rounds.forms import say_permit_form
from parecon_web.rounds.keeping import current_round, current_year
from parecon_web.rounds.models import PermitVoice
from parecon_web.voting.models import SharedWish
from parecon_web.voting.shared import council_wishes, settlement_of

from web.bars.paper import enter
from web.voting.towns import decided, town  # noqa: F401 – fixtures

LIBRARY, CO2 = "wish:0/2", "permit:co2"


def clerk_of(town) -> Client:
    browser = Client()
    browser.get(f"/commons/enter/{make_link(Member.objects.filter(community=town.community, roles__task='clerk').first())}")
    return browser


def test_a_wish_goes_in_from_paper_private_and_like_one_from_a_screen(town):
    clerk, member, round = clerk_of(town), town.members[0], current_round(current_year(town.community))
    address = f"/commons/paper/amounts/wishes/{member.number}"
    assert enter(clerk, address, {LIBRARY: "123.456"}).status_code == 200
    wish = SharedWish.objects.get(round=round, member=member)
    assert wish.paper and wish.wishes["0/2"] == 123_456_000_000
    settled = settlement_of(round)
    home = Council.objects.get(seats__member=member, kind=Council.Kind.CONSUMER)
    assert council_wishes(round, settled)[str(home.position)][2] != int(settled.standing[2]) // 60
    assert all(amount == int(settled.standing[int(key.split("/")[1])]) or key == "0/2" for key, amount in wish.wishes.items() if key.startswith("0/")), "what was left empty stays"
    assert "123456" not in "".join(chained_line(event)[0] for event in Event.objects.filter(community=town.community))
    who = Member.objects.filter(community=town.community, roles__task="clerk").first()
    assert "123456" not in json.dumps(own_data(who), default=str) or who == member
    before = table_text(town.community)
    rebuild(town.community)
    assert table_text(town.community) == before


def test_a_second_sheet_keeps_what_the_first_said_and_a_screen_replaces_paper(town):
    clerk, member = clerk_of(town), town.members[0]
    address = f"/commons/paper/amounts/wishes/{member.number}"
    assert enter(clerk, address, {LIBRARY: "90"}).status_code == 200
    other = next(key for key in SharedWish.objects.get().wishes if key != "0/2")
    assert enter(clerk, address, {f"wish:{other}": "0"}).status_code == 200
    wish = SharedWish.objects.get()
    assert (wish.wishes["0/2"], wish.wishes[other], wish.paper) == (90 * 10**9, 0, True)
    browser = Client()
    browser.get(f"/commons/enter/{make_link(member)}")
    assert browser.post("/commons/shared", {"request_id": "1" * 20, LIBRARY: "80"}).status_code == 302
    assert not SharedWish.objects.get().paper and SharedWish.objects.get().wishes["0/2"] == 80 * 10**9


@pytest.mark.parametrize(("once", "again", "said"), [
    ({LIBRARY: "90"}, {LIBRARY: "91"}, "The two entries differ"), ({}, {}, "Nothing is written on the sheet"), ({LIBRARY: "much"}, None, "much"), ({LIBRARY: "-4"}, None, "An amount is zero or more"),
])
def test_what_differs_or_cannot_be_read_sends_nothing(town, once, again, said):
    answer = enter(clerk_of(town), f"/commons/paper/amounts/wishes/{town.members[0].number}", once, again)
    assert answer.status_code == 422 and not SharedWish.objects.exists()
    assert said.casefold() in answer.content.decode().casefold()


def test_what_is_permitted_goes_in_from_paper_and_counts(decided):
    round = current_round(current_year(decided.community))
    clerk, member = clerk_of(decided), decided.members[0]
    address = f"/commons/paper/amounts/permits/{member.number}"
    assert enter(clerk, address, {CO2: "1000"}).status_code == 200
    voice = PermitVoice.objects.get(round=round, member=member)
    assert voice.paper and voice.amount == 1000 * 10**9
    say_permit_form(round, member, {"permit:co2": "900", "request_id": "2" * 20})
    assert not PermitVoice.objects.get().paper and PermitVoice.objects.get().amount == 900 * 10**9
    assert clerk.get(f"/commons/paper/amounts/wishes/{member.number}").status_code == 404, "wishes are over"


def test_sheets_are_printed_for_those_who_have_a_say_with_what_stands(decided):
    Member.objects.filter(community=decided.community, pk__in=[member.pk for member in decided.members[:3]]).update(simulated=False)
    clerk = clerk_of(decided)
    listed = clerk.get("/commons/paper/amounts").content.decode()
    assert "paper/amounts/permits/sheets" in listed and "paper/amounts/wishes" not in listed
    page = clerk.get("/commons/paper/amounts/permits/sheets").content.decode()
    people = Member.objects.filter(community=decided.community, simulated=False).select_related("profile")
    assert len(people) >= 3 and all(str(member) in page for member in people) and page.count('class="box"') == page.count('class="sheet"') == len(people)
    assert clerk.get("/commons/paper/amounts/permits/99999").status_code == 404 and clerk.get("/commons/paper/amounts/nothing/sheets").status_code == 404


def test_nobody_but_the_clerk_types_for_others(town):
    browser = Client()
    browser.get(f"/commons/enter/{make_link(next(member for member in town.members if not member.roles.exists()))}")
    assert browser.get(f"/commons/paper/amounts/wishes/{town.members[0].number}").status_code == 403 and not SharedWish.objects.exists()
