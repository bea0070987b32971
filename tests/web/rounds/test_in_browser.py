"""The screens in a real browser: exact sums while typing, without JavaScript, by keyboard, on a phone, and live."""

from __future__ import annotations

import random
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from parecon_web.councils.models import Council, Seat
from parecon_web.members.links import make_link
from parecon_web.members.models import Member, Role
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.models import Community
from parecon_web.rounds.allowances import share_of_member
from parecon_web.rounds.amounts import cost_of, read_amount
from parecon_web.rounds.bots import answer_round, demonstration_economy
from parecon_web.rounds.keeping import current_round, current_year
from parecon_web.rounds.models import Request
from parecon_web.rounds.situation import Situation

SCREENS = ("", "request", "prices", "goods/bicycle", "round", "review", "councils", "councils/carpenters", "councils/the-neighbourhood",
           "facilitate", "facilitate/dry-run")


@pytest.fixture
def town(server):
    """Return Riverside with round 1 closed and round 2 open, so that every screen has something to show."""
    community = Community.objects.get(slug="riverside")
    answer_round(current_round(current_year(community)), demonstration_economy("toy")[1], Member.objects.filter(community=community))
    for role in Role.objects.filter(community=community, task="facilitator"):
        perform(community, "round.close", {"year": 1, "round": 1}, by=role.member_id, request_id=new_request_id())
    return community


def enter(chromium, server, member: Member, **options):
    """Open a member's link in a browser window of its own."""
    page = chromium.new_context(**{"viewport": {"width": 360, "height": 740}, **options}).new_page()
    page.problems = []
    page.on("console", lambda message: page.problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.goto(f"{server.address}/riverside/enter/{make_link(member)}")
    return page


def situation(community: Community) -> Situation:
    year = current_year(community)
    return Situation(year, current_round(year))


def test_the_allowance_bar_equals_the_server_to_the_last_unit(chromium, server, town):
    rosa, now, chance = Member.objects.filter(community=town).first(), situation(town), random.Random(1)
    page = enter(chromium, server, rosa)
    page.goto(f"{server.address}/riverside/request")
    council = Council.objects.get(seats__member=rosa, kind=Council.Kind.CONSUMER)
    allowance = share_of_member(rosa.id, council, now.economy, now.said).allowance
    fields = page.eval_on_selector_all("#request .line input[data-price]", "all => all.filter(f => f.dataset.price).map(f => f.id)")
    for _ in range(200):
        text = chance.choice([f"{chance.uniform(0, 500):.{chance.randint(0, 9)}f}", f"{chance.randint(0, 90)},{chance.randint(0, 99)}", ""])
        exact = page.evaluate("""([id, text]) => { const field = document.getElementById(id); field.value = text;
            field.dispatchEvent(new Event("input", { bubbles: true })); return document.getElementById("left").dataset.exact; }""",
                              [chance.choice(fields), text])
        typed = page.eval_on_selector_all("#request .line input[data-price]", "all => all.filter(f => f.dataset.price).map(f => [f.id, f.value])")
        lines = {identity.removeprefix("use:"): -read_amount(value) for identity, value in typed}
        assert int(exact) == allowance - cost_of(lines, now.prices)
    assert page.problems == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_member_comes_from_the_link_to_the_receipt_in_few_taps(chromium, server, town, scripts):
    rosa = Member.objects.filter(community=town).first()
    page = enter(chromium, server, rosa, java_script_enabled=scripts)
    page.click("text=Your request for next year")
    more = page.locator('button[aria-label*="more of bicycles"]')
    before = page.input_value('[id="use:bicycle"]')
    page.locator('button[aria-label*="less of bicycles"]').click()
    assert page.input_value('[id="use:bicycle"]') != before
    more.click()
    page.click('.bar-bottom button[value=check]')
    page.fill('[id="use:bicycle"]', "0")
    page.click('.bar-bottom button[value=send]')
    page.wait_for_selector("text=Your request is sent")
    sent = Request.objects.get(member=rosa, round__number=2)
    assert sent.tracker in page.inner_text("main") and page.problems == []


def test_a_request_can_be_sent_by_keyboard_alone(chromium, server, town):
    rosa = Member.objects.filter(community=town).first()
    page = enter(chromium, server, rosa)
    page.goto(f"{server.address}/riverside/request")
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "send":
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Your request is sent")


@pytest.mark.parametrize("width", [320, 1280])
def test_every_screen_is_whole_and_accessible(chromium, server, town, width):
    fay = Role.objects.filter(community=town, task="facilitator").first().member
    # High enough for a whole screen: where a bar stands at the lower edge, axe counts what happens to lie half under it as too small to touch.
    page, found = enter(chromium, server, fay, viewport={"width": width, "height": 6000}), []
    own = Seat.objects.filter(member=fay, council__kind=Council.Kind.WORKER).first().council.slug
    for screen in (*SCREENS, f"councils/{own}/draft"):
        answer = page.goto(f"{server.address}/riverside/{screen}")
        violations = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}).response["violations"]
        found += [f"{screen}: {violation['id']} {violation['nodes'][0]['html'][:120]}" for violation in violations]
        found += [f"{screen}: status {answer.status}"] if answer.status != 200 else []
        wide = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{screen}: {wide} pixels wide"] if wide > width else []
        small = page.evaluate("""() => [...document.querySelectorAll("button, .button, input:not([type=hidden]), select")].filter(e => {
            const box = e.getBoundingClientRect(); return e.offsetParent && !e.classList.contains("first") && (box.height < 24 || box.width < 24); })
            .map(e => e.outerHTML.slice(0, 80))""")
        found += [f"{screen}: too small to touch: {one}" for one in small]
        found += [f"{screen}: no word on who decides"] if not page.inner_text(".phase .decides").strip() else []
    assert found + page.problems == []


def test_an_open_screen_hears_that_the_round_closed(chromium, server, town):
    rosa = Member.objects.filter(community=town).first()
    page = enter(chromium, server, rosa)
    page.wait_for_timeout(1500)
    for role in Role.objects.filter(community=town, task="facilitator"):
        perform(town, "round.close", {"year": 1, "round": 2}, by=role.member_id, request_id=new_request_id())
    closed = time.monotonic()
    page.wait_for_selector(".live a", timeout=10_000)
    print(f"heard {time.monotonic() - closed:.2f} s after the close")


def test_a_killed_tab_loses_no_typed_amount(chromium, server, town):
    rosa = Member.objects.filter(community=town).first()
    page = enter(chromium, server, rosa)
    page.goto(f"{server.address}/riverside/request")
    page.fill('[id="use:bicycle"]', "0.123")
    context = page.context
    page.close()
    page = context.new_page()
    page.goto(f"{server.address}/riverside/request")
    assert page.input_value('[id="use:bicycle"]') == "0.123"


def test_scripts_in_words_never_run(chromium, server, town):
    rosa = Member.objects.filter(community=town).first()
    page, dialogs = enter(chromium, server, rosa), []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    payloads = ('<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "<svg onload=alert(1)>", "javascript:alert(1)", "{{7*7}}", "'-alert(1)-'")
    for payload in payloads:
        page.goto(f"{server.address}/riverside/councils/concrete-works")
        page.fill("#text", payload)
        page.click("text=Publish")
        page.get_by_text(payload, exact=True).wait_for()
    page.goto(f"{server.address}/riverside/councils/concrete-works")
    assert dialogs == [] and page.locator(".card img, .card svg, .card script").count() == 0
    assert page.locator(".card").count() == len(payloads)
