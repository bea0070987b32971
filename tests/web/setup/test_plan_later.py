"""A movement grows into an economy: first assembly, delegates and jobs, later a planned year."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from parecon_web.councils.models import Council, Seat
from parecon_web.desk.file_writing import write_file
from parecon_web.members.links import make_link
from parecon_web.members.models import Member
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.models import Community
from parecon_web.record.rebuild import rebuild, table_text
from parecon_web.record.refusals import Answered
from parecon_web.rounds.keeping import current_round, current_year, economy_of
from parecon_web.setup.founding import begin_founding, example_tables, found_community
from parecon_web.setup.models import Founding
from parecon_web.work.models import TaskList

from web.setup.test_found import begin, links_on
from web.voting.test_polls import RULES

PEOPLE = """Rosa; Mill Lane; Bakery; facilitator; 
Bao; mill lane; BAKERY; facilitator, clerk; 
Ada; Harbour; Dairy; auditor; 
Finn; Harbour; Bakery; administrator, delegate; 
Gia; Mill Lane; ; ; """


@pytest.fixture
def movement(sqlite_database) -> dict[str, Client]:
    """Return browsers by name of people who meet and work, and plan nothing yet."""
    browser = Client()
    page = begin(browser, language="en")
    assert "leave the tables for later" in browser.get(page).content.decode()
    assert browser.post(f"{page}/people", {"people": PEOPLE}).url == f"{page}#found"
    assert "Nothing is planned yet" in browser.get(page).content.decode()
    links = links_on(browser.post(f"{page}/done").content.decode())
    people = {}
    for name, link in zip(("Rosa", "Bao", "Ada", "Finn", "Gia"), links):
        people[name] = Client()
        assert people[name].get(link, follow=True).status_code == 200
    return people


def valley() -> Community:
    """Return the community of these tests."""
    return Community.objects.get(slug="green-valley")


def test_before_a_year_is_planned_assembly_delegates_jobs_and_effort_are_in_use(movement):
    assert current_year(valley()) is None and [(c.name, c.kind) for c in Council.objects.filter(community=valley())] == [("Bakery", 0), ("Dairy", 0), ("Mill Lane", 1), ("Harbour", 1)]
    for who, path in (("Rosa", ""), ("Gia", ""), ("Bao", "people"), ("Rosa", "assembly"), ("Rosa", "councils"), ("Rosa", "councils/bakery"), ("Rosa", "councils/mill-lane/delegate"),
                      ("Rosa", "councils/bakery/jobs"), ("Rosa", "councils/bakery/effort"), ("Ada", "audit"), ("Rosa", "me"), ("Rosa", "me/mail"), ("Rosa", "log.jsonl"), ("Bao", "planning")):
        assert movement[who].get(f"/green-valley/{path}").status_code == 200, path
    home = movement["Rosa"].get("/green-valley/").content.decode()
    assert "No year is planned here yet" in home and "/prices" not in home and "/planning" not in home and "/planning" in movement["Bao"].get("/green-valley/").content.decode()
    for path in ("prices", "round", "request", "review", "plans", "shared"):
        assert movement["Rosa"].get(f"/green-valley/{path}").status_code == 404, path
    movement["Rosa"].post("/green-valley/assembly", {"title": "Let us plan", "text": "From spring on.", "request_id": new_request_id()})
    movement["Rosa"].post("/green-valley/councils/bakery/jobs/tasks", {"tasks": "Baking; 60", "based_on": "0", "request_id": new_request_id()})
    movement["Rosa"].post("/green-valley/councils/mill-lane/delegate/open", {"kind": "election", "request_id": new_request_id()})
    needs = movement["Bao"].get("/green-valley/").content.decode()
    assert "Let us plan" in needs and "what the tasks of your workplace are like" in needs and "A secret ballot waits" in needs


def test_later_the_tables_are_given_and_the_same_councils_plan(movement):
    movement["Rosa"].post("/green-valley/councils/bakery/jobs/tasks", {"tasks": "Baking; 60", "based_on": "0", "request_id": new_request_id()})
    bakery = Council.objects.get(community=valley(), slug="bakery")
    assert movement["Bao"].post("/green-valley/planning/tables", {"use": "example"}).status_code == 302
    page = movement["Bao"].get("/green-valley/planning").content.decode()
    assert "Open the year" in page, re.findall(r'problems.*?</ul>', page, re.S)
    assert movement["Bao"].post("/green-valley/planning").url == "/green-valley/"
    year = current_year(valley())
    assert current_round(year).number == 1 and Council.objects.get(pk=bakery.pk).seats.count() == 3 and TaskList.objects.get().council == Council.objects.get(pk=bakery.pk)
    economy = economy_of(year)
    for council in Council.objects.filter(community=valley()):
        assert economy.federations[economy.councils.federation[council.position]].name.casefold() == council.name.casefold()
    assert movement["Rosa"].get("/green-valley/request").status_code == 200 and movement["Finn"].get("/green-valley/councils/bakery/draft").status_code == 200
    assert Seat.objects.filter(community=valley(), council__kind=Council.Kind.TRADE, delegate=True).count() == 2, "facilitators speak for councils in which nobody sits"
    assert movement["Bao"].post("/green-valley/planning").url == "/green-valley/" and movement["Bao"].post("/green-valley/planning/tables", {"use": "example"}).url == "/green-valley/"
    assert Founding.objects.get(founded=valley()).tables == "{}"
    before = table_text(valley())
    rebuild(valley())
    assert table_text(valley()) == before


def test_a_beginning_that_was_broken_off_goes_on_where_it_stands(movement, monkeypatch):
    from parecon_web.setup import planning

    movement["Bao"].post("/green-valley/planning/tables", {"use": "example"})
    opens = planning.open_year
    monkeypatch.setattr(planning, "open_year", lambda *given, **named: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        movement["Bao"].post("/green-valley/planning")
    councils = Council.objects.filter(community=valley()).count()
    monkeypatch.setattr(planning, "open_year", opens)
    assert movement["Finn"].post("/green-valley/planning").url == "/green-valley/", "another goes on"
    assert current_year(valley()) is not None and Council.objects.filter(community=valley()).count() == councils
    assert Seat.objects.filter(community=valley(), council__kind=Council.Kind.TRADE).count() == 2, "nobody is seated twice"


def test_tables_that_do_not_know_a_council_or_count_too_few_are_refused_by_name(movement):
    tables = example_tables()
    councils = tables["councils"]
    name, members = councils[0].index("name"), councils[0].index("members")
    renamed = {**tables, "councils": [councils[0], *([*line[:name], "Baker's", *line[name + 1:]] if line[name] == "Bakery" else line for line in councils[1:])]}
    for sheet in tables:
        if sheet != "councils":
            renamed[sheet] = [["Baker's" if cell == "Bakery" else cell for cell in line] for line in tables[sheet]]
    answer = movement["Bao"].post("/green-valley/planning/tables", {"file": SimpleUploadedFile("town.ods", write_file(renamed, "ods"))}, follow=True)
    page = answer.content.decode()
    assert "This council is not in the tables: Bakery" in page and "Open the year" not in page and movement["Bao"].post("/green-valley/planning").status_code == 422
    few = {**tables, "councils": [councils[0], *([*line[:members], "2", *line[members + 1:]] if line[name] == "Bakery" else line for line in councils[1:])]}
    page = movement["Bao"].post("/green-valley/planning/tables", {"file": SimpleUploadedFile("town.ods", write_file(few, "ods"))}, follow=True).content.decode()
    assert "Bakery: 3" in page and current_year(valley()) is None
    wrong = movement["Bao"].post("/green-valley/planning/tables", {"file": SimpleUploadedFile("town.ods", b"nothing")})
    assert wrong.status_code == 422 and movement["Bao"].post("/green-valley/planning/tables").status_code == 422
    assert movement["Rosa"].post("/green-valley/planning").status_code == 403


def test_a_list_without_tables_still_says_what_it_lacks(sqlite_database):
    browser = Client()
    page = begin(browser)
    for people, lacks in (("Rosa; ; Bakery", "line 1"), ("Rosa; Mill Lane; Bakery; facilitator", "facilitators"), ("", "Nobody"), ("Rosa; " + "x" * 120, "120")):
        answer = browser.post(f"{page}/people", {"people": people}, headers={"accept-language": "en"})
        assert answer.status_code == 422 and lacks in answer.content.decode(), people


def test_a_part_that_the_charter_leaves_out_is_refused(riverside, monkeypatch):
    from parecon.charter import default_charter
    from parecon_web.work import jobs

    off = default_charter().adopt({"ballots.parts.effort_ratings": False, "ballots.parts.balanced_jobs": False}, "congress")
    monkeypatch.setattr(jobs, "charter_of_community", lambda community: off)
    seat = Seat.objects.filter(community=riverside.community, council__kind=Council.Kind.WORKER).first()
    for kind, body in (("effort.open", {}), ("tasks.save", {"based_on": 0, "tasks": [["Planning", 20]]})):
        refused = perform(riverside.community, kind, {"council": seat.council.slug, **body}, by=seat.member_id, request_id=new_request_id())
        assert not isinstance(refused, Answered) and refused.refusals[0].reason.name == "PART_OFF"


@pytest.mark.parametrize("width", [320, 1280])
def test_the_screens_before_and_at_the_beginning_of_planning(chromium, server, width):
    import json

    founding, _key = begin_founding("Green Valley", "green-valley", "en", "UTC")
    founding.people = json.dumps([[cell.strip() for cell in line.split(";")] for line in PEOPLE.splitlines()])
    founding.save()
    community, _links = found_community(founding)
    context, found = chromium.new_context(viewport={"width": width, "height": 3000}), []
    page = context.new_page()
    page.goto(f"{server.address}/green-valley/enter/{make_link(Member.objects.get(community=community, profile__name='Bao'))}")
    for path in ("", "councils/bakery", "planning"):
        page.goto(f"{server.address}/green-valley/{path}")
        found += [f"{page.url}: {one['id']} {one['nodes'][0]['html'][:120]}" for one in Axe().run(page, options=RULES).response["violations"]]
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    assert found == []
