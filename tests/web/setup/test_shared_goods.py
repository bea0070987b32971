"""A founded town decides its shared goods: what its tables name is wished, voted and asked for."""

import pytest
from django.test import Client
from parecon.facilitation.settlement import PACKAGE, WISHED
from parecon_web.councils.models import Council
from parecon_web.members.models import Member, Role
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.models import Community
from parecon_web.record.refusals import Answered
from parecon_web.rounds.keeping import current_round, current_year, load_year
from parecon_web.rounds.models import Round
from parecon_web.setup.founding import example_tables
from parecon_web.setup.people import split_lines
from parecon_web.voting.shared import LEVEL, places_of, settlement_of, stage_of

from web.setup.test_found import begin, links_on, send

pytestmark = pytest.mark.usefixtures("sqlite_database")


def count(community, round) -> None:
    """Let two facilitators count what is being decided."""
    stage = stage_of(round)
    for role in Role.objects.filter(community=community, task=Role.Task.FACILITATOR).order_by("pk")[:2]:
        body = {"year": round.year.number, "round": round.number, "stage": stage.number}
        assert isinstance(perform(community, "shared.close", body, by=role.member_id, request_id=new_request_id()), Answered)
    round.refresh_from_db()


def test_what_the_tables_name_is_wished_voted_and_asked_for():
    browser = Client()
    page = begin(browser)
    send(browser, page, example_tables())
    people = browser.get(page).content.decode().split("<textarea", 1)[1].split(">", 1)[1].split("</textarea>", 1)[0]
    assert len(split_lines(people)) > 5 and browser.post(f"{page}/people", {"people": people}).status_code == 302
    links = links_on(browser.post(f"{page}/done").content.decode())
    town = Community.objects.get(slug="green-valley")
    round = current_round(current_year(town))
    assert round.state == Round.State.WAITING and stage_of(round).what == "wishes"
    reader = Client()
    reader.get(links[0], follow=True)
    asked = reader.get("/green-valley/shared", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    member = Member.objects.filter(community=town).order_by("number").first()
    economy = settlement_of(round).economy
    place = places_of(member, economy)[0]
    library = next(q for q, good in enumerate(economy.collective.goods) if good.code == "library")
    assert f'name="wish:{place}/{library}"' in asked
    body = {"year": round.year.number, "round": 1, "wishes": {f"{place}/{library}": 90 * 10**9}}
    assert isinstance(perform(town, "shared.wish", body, by=member.id, request_id=new_request_id()), Answered)
    before = settlement_of(round).standing.copy()
    count(town, round)
    voters = list(Member.objects.filter(community=town).order_by("number"))
    while stage_of(round) is not None:
        stage = stage_of(round)
        for one in voters:
            body = {"year": round.year.number, "round": 1, "stage": stage.number, "approves": [WISHED if stage.what == LEVEL else PACKAGE[0]]}
            perform(town, "shared.vote", body, by=one.id, request_id=new_request_id())
        count(town, round)
    assert round.state == Round.State.OPEN
    held = load_year(round.year).economy.collective
    moved = dict(zip(zip(held.line_place.tolist(), held.good.tolist()), held.amount.tolist()))
    assert moved[place, library] > before[[*zip(held.line_place.tolist(), held.good.tolist())].index((place, library))]
    assert Council.objects.filter(community=town, kind=Council.Kind.COLLECTIVE).count() == 9
