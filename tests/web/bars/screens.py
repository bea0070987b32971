"""U5, U6, U10, U16: how quick the screens answer, and whether they say what the server says."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.db import connections
from parecon_web.councils.models import Council, Seat
from parecon_web.members.links import make_link
from parecon_web.members.models import Member, Role
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.models import Community
from parecon_web.rounds.allowances import share_of_member
from parecon_web.rounds.amounts import cost_of, read_amount
from parecon_web.rounds.keeping import current_round, current_year
from parecon_web.rounds.situation import Situation

from web.bars.figure import Figure
from web.serving import Server

START_SECONDS = 30
LISTENERS = 6

_TYPE = """([id, text]) => { const field = document.getElementById(id), began = performance.now(); field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true })); return [document.getElementById("left").dataset.exact, performance.now() - began]; }"""
_WEIGH = """async ([id, text]) => { const field = document.getElementById(id), place = document.getElementById("worth"), began = performance.now();
  const seen = new Promise(done => new MutationObserver((_, watcher) => { watcher.disconnect(); done(); }).observe(place, { childList: true }));
  field.value = text; field.dispatchEvent(new Event("input", { bubbles: true })); await seen; return performance.now() - began; }"""


def measure_screens(chromium: str, server: Server, edits: int) -> list[Figure]:
    """U5, U6 and U10 with one browser each, and six that listen."""
    from playwright.sync_api import sync_playwright

    community = Community.objects.get(slug="riverside")
    rosa = Member.objects.filter(community=community).first()
    link = f"{server.address}/riverside/enter/{make_link(rosa)}"
    now = Situation(current_year(community), current_round(current_year(community)))
    server.start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            page = browser.new_page()
            page.goto(link)
            figures = [_measure_bar(page, server, (now, rosa), edits), _measure_worth(page, server, rosa, edits // 2)]
            pages = [browser.new_context().new_page() for _ in range(LISTENERS)]
            for each in pages:
                each.goto(link)
            time.sleep(2)
            for role in Role.objects.filter(community=community, task="facilitator"):
                perform(community, "round.close", {"year": 1, "round": 1}, by=role.member_id, request_id=new_request_id())
            closed, heard = time.monotonic(), []
            for each in pages:
                each.wait_for_selector(".live a", timeout=20_000)
                heard.append(time.monotonic() - closed)
            figures.append(Figure("U10", f"round close seen on {LISTENERS} open screens, the last after {max(heard):.1f} s (bar 2 s)", max(heard) <= 2.0))
            browser.close()
    finally:
        server.kill()
        connections.close_all()
    return figures


def _measure_bar(page, server: Server, known, edits: int) -> Figure:
    now, rosa = known
    chance, wrong, times = random.Random(5), 0, []
    council = Council.objects.get(seats__member=rosa, kind=Council.Kind.CONSUMER)
    allowance = share_of_member(rosa.id, council, now.economy, now.said).allowance
    page.goto(f"{server.address}/riverside/request")
    typed = dict(page.eval_on_selector_all("#request .line input[data-price]", "all => all.filter(f => f.dataset.price).map(f => [f.id, f.value])"))
    for _ in range(edits):
        field, text = chance.choice(list(typed)), chance.choice([f"{chance.uniform(0, 500):.{chance.randint(0, 9)}f}", f"{chance.randint(0, 90)},{chance.randint(0, 99)}"])
        exact, milliseconds = page.evaluate(_TYPE, [field, text])
        typed[field] = text
        times.append(milliseconds)
        wrong += int(exact) != allowance - cost_of({name.removeprefix("use:"): -read_amount(value) for name, value in typed.items()}, now.prices)
    slowest = max(times)
    return Figure("U5", f"{edits} edits of the allowance bar: {wrong} unlike the server's to the last unit, slowest {slowest:.1f} ms (bar 100 ms)", not wrong and slowest <= 100)


def _measure_worth(page, server: Server, rosa: Member, edits: int) -> Figure:
    council, chance, times = Seat.objects.get(member=rosa, council__kind=Council.Kind.WORKER).council, random.Random(6), []
    page.goto(f"{server.address}/riverside/councils/{council.slug}/draft")
    fields = page.eval_on_selector_all("#draft .line .amounts input", "all => all.map(f => f.id)")
    for _ in range(edits):
        times.append(page.evaluate(_WEIGH, [chance.choice(fields), f"{chance.uniform(0, 100):.2f}"]))
        page.wait_for_timeout(80)
    middle = sorted(times)[int(len(times) * 0.95)]
    return Figure("U6", f"{edits} edits of a draft: SB, SC and ratio, by the engine, are there after {middle:.0f} ms (p95; bar 200 ms)", middle <= 200)


def measure_start(folder: Path) -> Figure:
    """U16: seconds from `serve` in an empty folder to the first page of the demonstration town."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "PARECON_DEMO")} | {"PARECON_DATA": str(folder / "new")}
    began = time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", "parecon_web.serving", "--port", str(port), "--no-browser"], env=environment,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while time.monotonic() - began < 10 * START_SECONDS:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        seconds = time.monotonic() - began
    finally:
        process.terminate()
        process.wait()
    return Figure("U16", f"the demonstration town, in round 2, answers {seconds:.1f} s after `serve` in an empty folder (bar {START_SECONDS} s)", seconds <= START_SECONDS)
