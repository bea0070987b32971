"""A request and a proposal come back from a spreadsheet with the columns they left with; a fault is named by its cell, and reading stores nothing."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.uploadedfile import SimpleUploadedFile
from parecon_web.councils.access import workplace_of
from parecon_web.desk.file_reading import read_grids
from parecon_web.desk.file_writing import write_file
from parecon_web.desk.imports import ImportReason
from parecon_web.members.links import make_link
from parecon_web.members.models import Member
from parecon_web.record.models import Event
from parecon_web.rounds.keeping import current_round, current_year
from parecon_web.rounds.models import Draft, Request

HEAD = ["code", "good", "unit", "offered", "asked"]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def fields(page: str, *sides: str) -> dict[str, str]:
    """Return what the form on a page holds."""
    found = re.findall(r'<input[^>]*name="((?:%s):[^"]+)"[^>]*value="([^"]*)"' % "|".join(sides), page)
    return {name: text for name, text in found if text}


def send(person, address: str, table, format: str = "ods"):
    """Send a table as a file."""
    data = write_file({"request": table}, format) if not isinstance(table, bytes) else table
    return person.browser.post(address, {"file": SimpleUploadedFile(f"mine.{format}", data)})


@pytest.mark.parametrize("format", ["ods", "xlsx", "csv"])
def test_a_request_that_was_taken_away_comes_back_the_same_and_can_be_sent(riverside, format):
    rosa = riverside.rosa
    rosa.browser.post(riverside.url("request"), {"request_id": "r" * 20, "based_on": "0", "use:bicycle": "0.25", "use:house": "0.001234567", "act": "send"})
    assert Request.objects.count() == 1
    file = rosa.browser.get(riverside.url(f"tables/request.{format}")).content
    rosa.browser.post(riverside.url("request"), {"request_id": "t" * 20, "based_on": "1", "use:bicycle": "0.125", "act": "send"})
    before = Event.objects.count()
    answer = send(rosa, riverside.url("tables/request"), file, format)
    page = answer.content.decode()
    assert answer.status_code == 200 and "2 amounts were read" in page and Event.objects.count() == before
    assert fields(page, "use", "offer") == {"use:bicycle": "0.25", "use:house": "0.001234567"}
    form = {**fields(page, "use", "offer"), "based_on": re.search(r'name="based_on" value="(\d+)"', page)[1], "request_id": "s" * 20, "act": "send"}
    assert rosa.browser.post(riverside.url("request"), form).status_code == 302
    first, _second, third = Request.objects.order_by("version")
    assert first.lines == third.lines == {"bicycle": -250_000_000, "house": -1_234_567}
    assert rosa.browser.post(riverside.url("request"), {**form, "based_on": "3", "request_id": "u" * 20}).url == riverside.url(f"receipts/{third.tracker}")
    assert Request.objects.count() == 3, "what stands already is not sent again"
    assert rosa.browser.get(riverside.url(f"tables/request.{format}")).content == file, "out, in and out again gives the same bytes"


@pytest.mark.parametrize("format", ["ods", "xlsx", "csv"])
def test_a_proposal_comes_back_the_same_and_its_words_stay(riverside, format):
    rosa, council = riverside.rosa, workplace_of(riverside.rosa.member)
    page = rosa.browser.get(riverside.url(f"councils/{council.slug}/draft")).content.decode()
    form = fields(page, "make", "use", "flexibility") | {"based_on": "0", "request_id": "d" * 20, "act": "save", "reasons": "The oven is old.", "capacity": "1.5"}
    assert rosa.browser.post(riverside.url(f"councils/{council.slug}/draft"), form).status_code == 302
    file = rosa.browser.get(riverside.url(f"tables/proposal.{format}")).content
    answer = send(rosa, riverside.url(f"councils/{council.slug}/draft/file"), file, format)
    page = answer.content.decode()
    assert answer.status_code == 200 and Draft.objects.count() == 1 and "The oven is old." in page and 'value="1.5"' in page
    form = fields(page, "make", "use", "flexibility") | {"based_on": "1", "request_id": "e" * 20, "act": "save", "reasons": "The oven is old.", "capacity": "1.5"}
    assert rosa.browser.post(riverside.url(f"councils/{council.slug}/draft"), form).status_code == 302
    first, second = Draft.objects.order_by("version")
    assert first.lines == second.lines and len(first.lines) > 1
    assert rosa.browser.get(riverside.url(f"tables/proposal.{format}")).content == file


@pytest.mark.parametrize(("lines", "reason", "cell"), [
    ([["bicycle", "", "", "", "many"]], ImportReason.NO_AMOUNT, "request!E2"), ([["bicycle", "", "", "", "-1"]], ImportReason.NO_AMOUNT, "request!E2"),
    ([["bicycle", "", "", "", "1"], ["yacht", "", "", "", "1"]], ImportReason.UNKNOWN_GOOD, "request!A3"),
    ([["bicycle", "", "", "", "1"], [], ["bicycle", "", "", "", "2"]], ImportReason.GOOD_TWICE, "request!A4"),
    ([["bicycle", "", "dozen", "", "1"]], ImportReason.OTHER_UNIT, "request!C2"), ([], ImportReason.NO_LINES, "request")])
def test_a_fault_is_named_by_its_cell_and_nothing_is_read(riverside, lines, reason, cell):
    answer = send(riverside.rosa, riverside.url("tables/request"), [HEAD, *lines])
    page = answer.content.decode()
    assert answer.status_code == 422 and str(reason.value) in page and cell in page and not Request.objects.exists()


def test_a_fault_of_a_draft_leads_to_the_draft_s_field(riverside):
    place = workplace_of(riverside.rosa.member)
    page = send(riverside.rosa, riverside.url(f"councils/{place.slug}/draft/file"), [["code", "good", "unit", "made", "used", "flexibility"], ["bicycle", "", "", "x", "", "much"]]).content.decode()
    assert page.count('href="#draft-file"') == 2 and 'id="draft-file"' in page and str(ImportReason.NO_SHARE.value) in page


@pytest.mark.parametrize(("head", "reason"), [(["code", "asked"], ImportReason.NO_COLUMN), ([*HEAD, "asked"], ImportReason.COLUMN_TWICE), (["a", "b"], ImportReason.NO_COLUMN)])
def test_a_table_with_other_columns_is_refused(riverside, head, reason):
    answer = send(riverside.rosa, riverside.url("tables/request"), [head, ["bicycle", "1"]])
    assert answer.status_code == 422 and str(reason.value) in answer.content.decode()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no", b"\xff\xfe\x00", bytes(range(256)) * 10, b'code,asked\n"bicycle'])
def test_what_is_no_table_is_refused(riverside, data):
    assert send(riverside.rosa, riverside.url("tables/request"), data, "csv").status_code == 422
    assert riverside.rosa.browser.post(riverside.url("tables/request")).status_code == 422
    assert not Request.objects.exists()


def test_many_faults_are_counted_and_the_first_shown(riverside):
    page = send(riverside.rosa, riverside.url("tables/request"), [HEAD, *([f"good-{at}", "", "", "", "1"] for at in range(5000))]).content.decode()
    assert page.count(str(ImportReason.UNKNOWN_GOOD.value)) == 20 and "5000" in page


def test_more_than_the_allowance_is_read_and_said(riverside):
    answer = send(riverside.rosa, riverside.url("tables/request"), [HEAD, ["house", "", "", "", "1000"]])
    page = answer.content.decode()
    assert "The request is larger than the allowance" in page and fields(page, "use") == {"use:house": "1000"} and not Request.objects.exists()


def test_a_decimal_comma_and_an_unordered_table_are_understood(riverside):
    answer = send(riverside.rosa, riverside.url("tables/request"), b"asked;code;offered\n0,25;bicycle;\n", "csv")
    assert fields(answer.content.decode(), "use") == {"use:bicycle": "0.25"}


def test_others_workplaces_are_not_there(riverside):
    place = workplace_of(riverside.bao.member)
    assert send(riverside.rosa, riverside.url(f"councils/{place.slug}/draft/file"), [["code", "good", "unit", "made", "used", "flexibility"]]).status_code == 404


def test_a_sheet_in_a_spreadsheet_reads_as_it_was_written(riverside):
    riverside.rosa.browser.post(riverside.url("request"), {"request_id": "r" * 20, "based_on": "0", "use:bicycle": "0.25", "act": "send"})
    (grid,) = read_grids(riverside.rosa.browser.get(riverside.url("tables/request.ods")).content, "x.ods")
    assert list(grid.lines[0]) == HEAD and current_round(current_year(riverside.community)).number == 1


@pytest.mark.parametrize("width", [320, 1280])
def test_in_a_browser_the_file_fills_the_form_whatever_was_typed_before(chromium, server, width, tmp_path):
    rosa = Member.objects.filter(community__slug="riverside").order_by("number").first()
    page, found = chromium.new_context(viewport={"width": width, "height": 3000}).new_page(), []

    def look() -> None:
        found.extend(f"{page.url}: {one['id']} {one['nodes'][0]['html'][:120]}" for one in Axe().run(page, options=RULES).response["violations"])
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.goto(f"{server.address}/riverside/enter/{make_link(rosa)}")
    page.goto(f"{server.address}/riverside/request")
    page.fill('[id="use:bicycle"]', "7")
    page.goto(f"{server.address}/riverside/tables")
    look()
    good, bad = tmp_path / "good.ods", tmp_path / "bad.ods"
    good.write_bytes(write_file({"request": [HEAD, ["bicycle", "", "", "", "0.5"]]}, "ods"))
    bad.write_bytes(write_file({"request": [HEAD, ["bicycle", "", "", "", "lots"]]}, "ods"))
    page.set_input_files("#file", bad)
    page.click("form:has(#file) button")
    look()
    assert "request!E2" in page.inner_text(".problems")
    page.set_input_files("#file", good)
    page.click("form:has(#file) button")
    look()
    assert page.input_value('[id="use:bicycle"]') == "0.5"
    page.click(".bar-bottom button[value=send]")
    page.wait_for_url("**/receipts/**")
    assert Request.objects.get().lines == {"bicycle": -500_000_000} and found == []
