"""A community is founded in the browser from tables and a list of people, and plans at once."""

import io
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from parecon_web.councils.models import Council, Seat
from parecon_web.desk.file_reading import read_grids
from parecon_web.desk.file_writing import write_file
from parecon_web.members.models import Member, Profile, Role
from parecon_web.record.models import Community, Event
from parecon_web.record.rebuild import rebuild
from parecon_web.rounds.keeping import current_round, current_year, economy_of, load_year
from parecon_web.setup.founding import example_tables, look_at_tables
from parecon_web.setup.models import Founding
from parecon_web.setup.people import PeopleReason, example_people, read_people, split_lines

pytestmark = pytest.mark.usefixtures("sqlite_database")
WHERE = {"name": "Green Valley", "slug": "", "language": "es", "zone": "Europe/Madrid"}


def begin(browser: Client, **changes) -> str:
    """Begin a founding and return the address of its page."""
    answer = browser.post("/found", WHERE | changes)
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


def send(browser: Client, page: str, tables, format: str = "ods"):
    """Send tables as a file."""
    return browser.post(f"{page}/tables", {"file": SimpleUploadedFile(f"town.{format}", write_file(tables, format))})


def plain(tables) -> dict:
    """Return tables without the empty cells at the end of lines, which a file need not hold."""
    return {name: [[*line[:max((i + 1 for i, cell in enumerate(line) if cell), default=0)]] for line in lines] for name, lines in tables.items()}


def links_on(page: str) -> list[str]:
    """Return the personal links that a page shows."""
    return re.findall(r'href="(http://testserver/[a-z-]+/enter/[^"]+)"', page)


def test_from_nothing_to_a_request_in_round_one():
    browser = Client()
    page = begin(browser)
    assert send(browser, page, example_tables()).url == f"{page}#people"
    shown = browser.get(page).content.decode()
    assert "Bakery" in shown and 'name="people"' in shown
    people = re.search(r"<textarea[^>]*>(.*?)</textarea>", shown, re.S).group(1)
    assert browser.post(f"{page}/people", {"people": people}).url == f"{page}#found"
    done = browser.post(f"{page}/done").content.decode()
    town = Community.objects.get(slug="green-valley")
    links = links_on(done)
    assert (town.language, town.zone) == ("es", "Europe/Madrid") and len(links) == Member.objects.filter(community=town).count() == len(split_lines(people)) - 1
    assert done.count("<svg ") == len(links)
    member = Client()
    assert member.get(links[0], follow=True).status_code == 200
    assert member.get("/green-valley/request").status_code == 200
    year = current_year(town)
    assert current_round(year).number == 1 and load_year(year).standing is not None


def test_what_is_founded_is_what_the_tables_say_and_stands_in_the_log_without_names():
    browser = Client()
    page = begin(browser)
    tables = example_tables()
    send(browser, page, tables, "xlsx")
    record, _charter, faults = look_at_tables(tables)
    assert not faults
    browser.post(f"{page}/people", {"people": "\n".join("; ".join(line) for line in example_people(record))})
    browser.post(f"{page}/done")
    town = Community.objects.get(slug="green-valley")
    assert [c.name.casefold() for c in Council.objects.filter(community=town).order_by("position")] == [c.name.casefold() for c in record.councils]
    assert [good.name for good in economy_of(current_year(town)).goods] == [good.name for good in record.goods]
    assert Role.objects.filter(community=town, task="facilitator").count() == 2
    text = "".join(event.body + event.answer for event in Event.objects.filter(community=town))
    assert not any(profile.name in text for profile in Profile.objects.filter(community=town))
    assert all(seat.council.community_id == town.id for seat in Seat.objects.filter(community=town))
    before = [list(model.objects.filter(community=town).order_by("pk").values()) for model in (Member, Seat, Council, Role)]
    rebuild(town)
    assert before == [list(model.objects.filter(community=town).order_by("pk").values()) for model in (Member, Seat, Council, Role)]


def test_last_year_by_neighbourhood_is_sealed_in_the_log():
    browser = Client()
    page = begin(browser)
    browser.post(f"{page}/tables", {"use": "example"})
    browser.post(f"{page}/done")
    opened = Event.objects.get(community__slug="green-valley", kind="year.open")
    assert "actuals" not in json.loads(opened.body) and "actuals" in json.loads(opened.sealed)["body"]


def test_a_faulty_file_is_refused_cell_by_cell_and_nothing_of_it_is_kept():
    browser = Client()
    page = begin(browser)
    tables = example_tables()
    tables["goods"][1][tables["goods"][0].index("price")] = "cheap"
    tables["councils"][2][1] = "castle"
    answer = send(browser, page, tables)
    text = answer.content.decode()
    assert answer.status_code == 422 and "goods!D2" in text and "castle" in text and "a number above 0" in text
    assert Founding.objects.get().tables == "{}"
    send(browser, page, example_tables())
    send(browser, page, tables)
    assert plain(json.loads(Founding.objects.get().tables)) == plain(example_tables()), "what was good before stays"


@pytest.mark.parametrize("file", [b"", b"\x00\x01", b"PK\x03\x04rubbish", b"a,b\n1,2\n"])
def test_a_file_that_is_no_town_is_refused(file):
    browser = Client()
    page = begin(browser)
    assert browser.post(f"{page}/tables", {"file": SimpleUploadedFile("x.ods", file)}).status_code == 422
    assert browser.post(f"{page}/tables", {}).status_code == 422


def test_tables_are_given_back_as_they_were_in_every_format():
    browser = Client()
    page = begin(browser)
    tables = example_tables()
    send(browser, page, tables)
    for format in ("ods", "xlsx", "zip"):
        given = browser.get(f"{page}/tables.{format}")
        assert given.status_code == 200
        read = {grid.name: [list(line) for line in grid.lines] for grid in read_grids(given.content, f"town.{format}")}
        assert look_at_tables(read)[2] == [] and plain(read) == plain(tables)


@pytest.mark.parametrize(("change", "reason"), [
    (lambda lines: [], PeopleReason.NOBODY),
    (lambda lines: [["", lines[1][1]], *lines[1:]], PeopleReason.NO_NAME),
    (lambda lines: [*lines, ["x" * 81, lines[1][1]]], PeopleReason.NAME_TOO_LONG),
    (lambda lines: [*lines, lines[1]], PeopleReason.NAME_TWICE),
    (lambda lines: [*lines, ["New", "Atlantis"]], PeopleReason.NO_SUCH_PLACE),
    (lambda lines: [*lines, ["New", lines[1][1], "Nowhere"]], PeopleReason.NO_SUCH_PLACE),
    (lambda lines: [*lines, *[[f"N{i}", lines[1][1]] for i in range(99)]], PeopleReason.FULL),
    (lambda lines: [*lines, ["New", lines[1][1], "", "king"]], PeopleReason.NO_SUCH_TASK),
    (lambda lines: [*lines, ["New", lines[1][1], "", "delegate"]], PeopleReason.NOWHERE_DELEGATE),
    (lambda lines: [*lines, ["New", lines[1][1], "", "", "nobody@"]], PeopleReason.MAIL),
    (lambda lines: [*lines, ["New", lines[1][1], "", "", "", "more"]], PeopleReason.TOO_MANY_CELLS),
    (lambda lines: [line[:3] for line in lines], PeopleReason.FACILITATORS),
    (lambda lines: [[*line[:3], line[3].replace("clerk", "")] for line in lines], PeopleReason.CLERK),
])
def test_every_fault_of_the_list_of_people_is_named(change, reason):
    record, charter, _faults = look_at_tables(example_tables())
    lines = example_people(record)[1:]
    assert read_people(lines, record, charter)[1] == []
    assert reason in {fault.reason for fault in read_people(change(lines), record, charter)[1]}


@pytest.mark.parametrize(("changes", "field"), [({"name": ""}, "name"), ({"name": "x" * 121}, "name"), ({"slug": "Green Valley"}, "slug"), ({"slug": "found"}, "slug"),
                                                ({"slug": "riverside"}, "slug"), ({"language": "tlh"}, "language"), ({"zone": "Mars/Olympus"}, "zone")])
def test_where_it_is_has_to_make_sense(changes, field):
    answer = Client().post("/found", WHERE | changes)
    assert answer.status_code == 422 and f'href="#{field}"' in answer.content.decode() and not Founding.objects.exists()


def test_a_real_server_founds_only_for_its_key():
    with override_settings(DEMO=False, FOUNDING_KEY="", SECURE_SSL_REDIRECT=False):
        assert Client().post("/found", WHERE | {"key": ""}).status_code == 422
    with override_settings(DEMO=False, FOUNDING_KEY="a long key", SECURE_SSL_REDIRECT=False):
        assert Client().post("/found", WHERE | {"key": "another"}).status_code == 422
        assert Client().post("/found", WHERE | {"key": "a long key"}).status_code == 302


def test_founding_twice_makes_one_community_and_ends_the_first_links():
    browser = Client()
    page = begin(browser)
    browser.post(f"{page}/tables", {"use": "example"})
    first, second = (links_on(browser.post(f"{page}/done").content.decode()) for _ in range(2))
    assert Community.objects.filter(slug="green-valley").count() == 1
    assert Client().get(first[0]).status_code == 404 and Client().get(second[0]).status_code == 302


def test_nobody_finds_a_founding_without_its_link():
    begin(Client())
    assert all(Client().get(f"/found/{key}").status_code == 404 for key in ("x", "0" * 43))


def test_the_clerk_invites_replaces_and_ends_links(riverside):
    clerk = riverside.cleo.browser
    shown = clerk.get(riverside.url("people")).content.decode()
    council = Council.objects.filter(community=riverside.community, kind=Council.Kind.CONSUMER).first()
    key = re.search(r'name="request_id" value="([^"]+)"', shown).group(1)
    before = Member.objects.filter(community=riverside.community).count()
    form = {"name": "Newcomer", "neighbourhood": council.slug, "workplace": "", "request_id": key}
    answer = clerk.post(riverside.url("people"), form)
    if council.seats.count() >= int(economy_of(current_year(riverside.community)).councils.members[council.position]) and answer.status_code == 422:
        assert "have joined" in answer.content.decode() or "has joined" in answer.content.decode()
    else:
        (link,) = set(links_on(answer.content.decode()))
        assert Client().get(link).status_code == 302
        assert Member.objects.filter(community=riverside.community).count() == before + 1
        assert not links_on(clerk.post(riverside.url("people"), form).content.decode()), "a form sent twice invites once"
        assert Member.objects.filter(community=riverside.community).count() == before + 1
    number = riverside.rosa.member.number
    (link,) = set(links_on(clerk.post(riverside.url("people/link"), {"member": number}).content.decode()))
    visitor = Client()
    assert visitor.get(link).status_code == 302 and visitor.get(riverside.url("request")).status_code == 200
    clerk.post(riverside.url("people/revoke"), {"member": number})
    assert Client().get(link).status_code == 404 and visitor.get(riverside.url("request")).status_code == 403
    assert riverside.rosa.browser.get(riverside.url("people")).status_code == 403
    assert clerk.post(riverside.url("people/link"), {"member": "99999"}).status_code == 422


def test_the_template_can_be_opened_by_a_spreadsheet():
    assert read_grids(Client().get("/found/tables.ods").content, "town.ods") and Client().get("/found/tables.exe").status_code == 404
    assert io.BytesIO(Client().get("/found/tables.xlsx").content).read(2) == b"PK"


def test_whoever_has_no_books_begins_with_a_nation_s_habits():
    browser = Client()
    page = begin(browser)
    for wrong in ({"nation": "atlantis", "inhabitants": "300"}, {"nation": "sweden-2014", "inhabitants": "3"}, {"nation": "sweden-2014", "inhabitants": "many"}, {"nation": "sweden-2014"}):
        refused = browser.post(f"{page}/tables", {"use": "nation", **wrong})
        field = "nation" if wrong["nation"] == "atlantis" else "inhabitants"
        assert refused.status_code == 422 and f'href="#{field}"' in refused.content.decode() and not json.loads(Founding.objects.get().tables)
    assert browser.post(f"{page}/tables", {"use": "nation", "nation": "sweden-2014", "inhabitants": "300"}).url == f"{page}#people"
    shown = browser.get(page).content.decode()
    assert "Agriculture and hunting" in shown and "Neighbourhood 1" in shown
    people = re.search(r"<textarea[^>]*>(.*?)</textarea>", shown, re.S).group(1)
    browser.post(f"{page}/people", {"people": people})
    browser.post(f"{page}/done")
    town = Community.objects.get(slug="green-valley")
    year = current_year(town)
    assert current_round(year).number == 1 and int(economy_of(year).councils.members[economy_of(year).councils.kind == 1].sum()) == 300
    before = Event.objects.filter(community=town).count()
    rebuild(town)
    assert Event.objects.filter(community=town).count() == before and current_round(current_year(town)).number == 1


def test_a_rule_that_the_platform_does_not_carry_out_is_refused_with_its_cell():
    tables = example_tables()
    tables["charter"] = [["rule", "value"], ["collective.settled", "every round"]]
    record, _charter, faults = look_at_tables(tables)
    (fault,) = faults
    assert record is None and (fault.sheet, fault.column, fault.found, fault.expected) == ("charter", "value", "'every round'", "before")
