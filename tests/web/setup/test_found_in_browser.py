"""A community is founded in a real browser, without JavaScript too, and its pages are whole and accessible."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from parecon_web.record.models import Community

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def faults_of(page, width: int) -> list[str]:
    """Return what axe finds and whether the page is wider than the screen."""
    found = [f"{page.url}: {one['id']} {one['nodes'][0]['html'][:120]}" for one in Axe().run(page, options=RULES).response["violations"]]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return found + ([f"{page.url}: {wide} pixels wide"] if wide > width else [])


@pytest.mark.parametrize("width", [320, 1280])
def test_founding_and_inviting_are_whole_and_accessible(chromium, server, width):
    page = chromium.new_context(viewport={"width": width, "height": 6000}).new_page()
    page.goto(f"{server.address}/found")
    found = faults_of(page, width)
    page.fill("#name", "Green Valley")
    page.fill("#slug", "Not An Address")
    page.click(".questions .acts button")
    found += faults_of(page, width)
    page.fill("#slug", f"green-{width}")
    page.click(".questions .acts button")
    found += faults_of(page, width)
    page.click("button[value=example]")
    page.wait_for_selector("#people")
    found += faults_of(page, width)
    page.fill("#people", "Rosa; Atlantis; Nowhere; king")
    page.click("form[action$=people] button")
    page.wait_for_selector(".problems")
    found += faults_of(page, width)
    page.goto(page.url.removesuffix("/people"))
    page.click("form[action$=done] button")
    page.wait_for_selector(".cards svg")
    found += faults_of(page, width)
    clerk = page.eval_on_selector_all(".card a", "all => all.map(one => one.href)")[1]
    page.goto(clerk)
    page.goto(f"{server.address}/green-{width}/people")
    found += faults_of(page, width)
    assert found == []


def test_founding_needs_no_javascript(chromium, server):
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(f"{server.address}/found")
    page.fill("#name", "Plain Village")
    page.click(".questions .acts button")
    page.click("button[value=example]")
    page.click("form[action$=done] button")
    page.click(".card a >> nth=0")
    assert "Plain Village" in page.inner_text("header") and Community.objects.filter(slug="plain-village").exists()
