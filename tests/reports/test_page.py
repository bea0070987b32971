"""The page: whole, closed in itself, readable without sight, without a network and without scripts."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from parecon.reports import report_text, write_report

VOID = {"meta", "br", "hr", "link", "img"}


class Page(HTMLParser):
    """Reads a page and remembers its elements; every element that opens must close in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open, self.elements, self.faults, self.inside = [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes), tuple(self.open)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes), tuple(self.open)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append((tag, self.getpos()))

    def all(self, tag: str) -> list[dict]:
        """Return the attributes of every element of a kind."""
        return [attributes for name, attributes, _ in self.elements if name == tag]


@pytest.fixture(scope="module")
def texts(toy_year, year_without_plan, sweden_year):
    """The pages of three years."""
    return {"toy": report_text(toy_year), "no plan": report_text(year_without_plan), "sweden": report_text(sweden_year)}


@pytest.fixture(scope="module", params=("toy", "no plan", "sweden"))
def page(request, texts):
    """One page, read."""
    return Page(texts[request.param])


def test_every_element_closes_in_order(page):
    assert page.faults == [] and page.open == []


def test_every_link_leads_to_a_place_on_the_page_and_every_place_has_its_own_name(page):
    names = [attributes["id"] for _, attributes, _ in page.elements if "id" in attributes]
    assert len(names) == len(set(names))
    targets = [attributes["href"] for attributes in page.all("a")]
    assert targets and all(target.startswith("#") for target in targets)
    assert {target[1:] for target in targets} <= set(names)


def test_nothing_is_loaded_and_no_script_runs(texts):
    for text in texts.values():
        assert "<script" not in text and "javascript:" not in text
        assert not re.search(r"\bsrc=|url\(|@import|<link|<iframe|\bon[a-z]+=", text)
        assert "http://" not in text.replace("http://www.w3.org", "") and "https://" not in text


def test_every_drawing_has_a_name_and_every_chart_its_table(texts, page):
    assert all(attributes.get("role") == "img" and attributes.get("aria-label") for attributes in page.all("svg"))
    for text in texts.values():
        for figure in re.findall(r"<figure>.*?</figure>", text, re.DOTALL):
            assert "<figcaption>" in figure and "<table>" in figure and figure.count("<svg") == 2


def test_tables_have_captions_and_scroll_by_keyboard(page, texts):
    for text in texts.values():
        assert text.count("<table>") == text.count("<caption>") == text.count('role="region"')
    assert all(attributes.get("tabindex") == "0" for attributes in page.all("div") if attributes.get("class") == "scroll")
    assert all(attributes.get("scope") in ("row", "col") for attributes in page.all("th"))


def test_headings_go_down_one_step_at_a_time(page):
    levels = [int(tag[1]) for tag, _, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:]))


def test_the_page_says_its_language_and_fits_small_screens(page):
    assert page.all("html")[0]["lang"] == "en"
    assert any("width=device-width" in attributes.get("content", "") for attributes in page.all("meta"))


def test_a_national_report_is_smaller_than_three_megabytes(texts):
    assert len(texts["sweden"].encode()) < 3_000_000


def test_no_number_went_wrong(texts):
    for text in texts.values():
        body = re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
        assert not re.search(r"\bnan\b|\binf\b|None|NaN|np\.|Fraction\(|\d{4,}\.\d{6,}", body)


def test_every_price_can_be_asked_why(texts, sweden_year):
    text, goods = texts["sweden"], sweden_year.year.economy.goods
    assert text.count('class="why"') == sum(g.kind.value != "import" for g in goods)
    for part in re.findall(r'<details id="price-[^>]*class="why">.*?</details>', text, re.DOTALL):
        assert "Last year it was" in part and "The rule:" in part and "Wanted less offered" in part
    assert text.count("<caption><span>What 100 credits of it contain") == sum(g.kind.value == "product" for g in goods)


def test_the_same_year_gives_the_same_page(toy_year, texts):
    assert report_text(toy_year) == texts["toy"]


def test_names_of_goods_are_text_and_never_markup(toy_year):
    economy = toy_year.year.economy
    goods = (replace(economy.goods[0], name='<script>alert("1")</script> & more'), *economy.goods[1:])
    other = replace(toy_year, year=replace(toy_year.year, economy=replace(economy, goods=goods)))
    text = report_text(other)
    assert "<script" not in text and "&lt;script&gt;" in text
    assert Page(text).faults == []


def test_a_year_without_a_plan_names_what_is_missing(texts, year_without_plan):
    text = texts["no plan"]
    assert "There is no plan" in text and year_without_plan.closing.way_out.split(";")[0] in text
    assert 'id="vote"' not in text and 'id="prices"' in text


def test_the_adopted_plan_is_named_with_its_hash(texts, toy_year):
    assert toy_year.plan.hash in texts["toy"]
    assert "(adopted)" in texts["toy"]


def test_a_report_is_written_whole(toy_year, texts, tmp_path):
    path = write_report(tmp_path / "report.html", toy_year)
    assert path.read_text(encoding="utf-8") == texts["toy"]
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]


def test_a_report_that_cannot_be_written_leaves_nothing(toy_year, tmp_path):
    with pytest.raises(OSError):
        write_report(tmp_path / "missing" / "report.html", toy_year)
    (tmp_path / "taken.html").mkdir()
    with pytest.raises(OSError):
        write_report(tmp_path / "taken.html", toy_year)
    assert [p.name for p in tmp_path.iterdir()] == ["taken.html"]


def test_the_distance_to_an_optimum_stands_on_the_page_where_it_was_measured(toy_year):
    class Distance:
        gain, gain_at_most, rounds, freedom = 0.0123, 0.02, 3, "Everything may change but the weather."

    text = report_text(toy_year, Distance)
    assert "at least 1.2\u202f% and at most 2\u202f% more" in text and "but the weather" in text
    Distance.gain, Distance.gain_at_most = 0.0, float("inf")
    assert "found nothing better" in report_text(toy_year, Distance)
