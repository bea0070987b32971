"""U1–U4, U24, U25 over every screen there is, and U7, U8, U9, U12, U21: how the screens handle."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from django.test import Client
from parecon_web.councils.models import Council, Seat
from parecon_web.members.links import make_link
from parecon_web.members.models import Member, Profile
from parecon_web.members.permissions import Who
from parecon_web.record.models import Community
from parecon_web.rounds.keeping import current_round, current_year, economy_of
from parecon_web.rounds.models import Request

from web.bars.figure import Figure
from web.bars.permissions import ADOPTED_ONLY, World, routes
from web.serving import Server

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
NOT_SCREENS = ("table-file", "founding-file", "tables-template", "stream", "log", "year-file", "source", "enter", "own-data-file", "api-description", "begin-planning")
WIDTHS, LANGUAGES = (320, 360, 1280), ("en", "es")
TARGET, TAPS, ENTRIES, GRADE = 24, 12, 3, 9.0
FIRST_KIB, LATER_KIB, LCP_MS, CLS, INP_MS = 150, 30, 2500, 0.1, 200
_SMALL = """() => [...document.querySelectorAll("button, input:not([type=hidden]), select, textarea, summary")].filter(e => {
  const box = e.getBoundingClientRect(), look = getComputedStyle(e);
  return box.width && box.height && !e.classList.contains("first") && (box.width < %d || box.height < %d) && look.visibility !== "hidden"; }).map(e => e.outerHTML.slice(0, 90))""" % (TARGET, TARGET)


def addresses(world: World) -> Iterator[tuple[str, Who, str]]:
    """Yield name, whose it is and path of every screen that is there while a year is planned."""
    order = (Who.MEMBER, Who.FACILITATOR, Who.CLERK, Who.ADMINISTRATOR, Who.AUDITOR)
    for name, pattern, allowed in routes():
        if "GET" not in allowed or name in (*NOT_SCREENS, *ADOPTED_ONLY) or "/api/" in pattern or "api/" in pattern:
            continue
        who = next((one for one in order if one in allowed["GET"] or Who.PUBLIC in allowed["GET"] or one is not Who.MEMBER and Who.MEMBER in allowed["GET"]), None)
        if who is not None:
            yield name, who, world.places(name, pattern, world.people[who])[0].path


def measure_all_screens(browser, server: Server, grid: list[tuple[int, str]]) -> list[Figure]:
    """Look at every screen at widths and in languages: violations of accessibility, width, size of targets, help and who decides, errors in the console."""
    world = World()
    links = {who: f"{server.address}/riverside/enter/{make_link(world.people[who])}" for who in (Who.MEMBER, Who.FACILITATOR, Who.CLERK, Who.ADMINISTRATOR, Who.AUDITOR)}
    screens, seen = list(addresses(world)), 0
    bad: dict[str, list[str]] = {name: [] for name in ("axe", "wide", "small", "help", "console")}
    server.start()
    try:
        for width, language in grid:
            Profile.objects.filter(community=world.home).update(language=language)
            pages = {}
            for who, link in links.items():
                pages[who] = browser.new_context(viewport={"width": width, "height": 2000}, locale=language).new_page()
                pages[who].on("console", lambda said: bad["console"].append(said.text) if said.type == "error" and "status of 4" not in said.text else None)
                pages[who].goto(link)
            for name, who, path in screens:
                page = pages[who]
                page.goto(server.address + path)
                where = f"{name}, {width}, {language}"
                seen += 1
                bad["axe"] += [f"{where}: {one['id']} {one['nodes'][0]['html'][:100]}" for one in Axe().run(page, options=RULES).response["violations"]]
                if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                    bad["wide"].append(where)
                bad["small"] += [f"{where}: {html}" for html in page.evaluate(_SMALL)]
                if not page.locator("footer a[href$='/help']").count() or "/riverside/" in path and not page.locator(".decides").count():
                    bad["help"].append(where)
            for page in pages.values():
                page.context.close()
    finally:
        server.kill()
        connections.close_all()
    some = lambda found: f" ({found[0]})" if found else ""  # noqa: E731
    over = f"{len(screens)} screens, {len(grid)} of {len(WIDTHS) * len(LANGUAGES)} widths and languages"
    return [
        Figure("U1", f"{over}: {len(bad['axe'])} violations of WCAG 2.0 to 2.2 AA that axe finds{some(bad['axe'])}", not bad["axe"]),
        Figure("U2", f"{over}: {len(bad['wide'])} of {seen} pages wider than their window{some(bad['wide'])}", not bad["wide"]),
        Figure("U3", f"{over}: {len(bad['small'])} buttons and fields smaller than {TARGET} pixels{some(bad['small'])}", not bad["small"]),
        Figure("U24", f"{over}: {len(bad['help'])} without help in its place or without who decides{some(bad['help'])}", not bad["help"]),
        Figure("U25", f"{over}: {len(bad['console'])} errors in the console{some(bad['console'])}", not bad["console"])]


def _refusals(council: str, poll: int, rating: int, rated: int) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield paths and forms that break a rule, each in one place."""
    for text in ("many", "1..5", "--3", "1e", "½", "3 kg", "12,5,6", "0x10"):
        yield "request", {"use:bicycle": text, "act": "send"}
        yield f"councils/{council}/draft", {"make:bicycle": text, "act": "save", "based_on": "0"}
        yield "permits", {"permit:nothing": text}
    for text in ("-1", "-0.001", "-1000"):
        yield "request", {"use:bicycle": text, "act": "send"}
        yield f"councils/{council}/draft", {"use:bicycle": text, "act": "save", "based_on": "0"}
    for text in ("1000000", "99999999", "123456789"):
        yield "request", {"use:bicycle": text, "act": "send"}
    for title, text in (("", "words"), ("Title", ""), ("x" * 121, "words"), ("Title", "x" * 4001), ("   ", "words")):
        yield "assembly", {"title": title, "text": text}
    for voice, reason in (("", ""), ("maybe", ""), ("object", ""), ("for", "x" * 4001)):
        yield "assembly/1", {"voice": voice, "reason": reason}
    for choice, phrase in (("99999", "two words"), ("1", "one"), ("1", ""), ("1", "three whole words"), ("1", "x y" * 40)):
        yield f"polls/{poll}", {"choice": choice, "phrase": phrase}
    for text in ("", "Baking", "Baking; much", "Baking; 0", "Baking; 1\nbaking; 2", "; 10", "x" * 90 + "; 10"):
        yield f"councils/{council}/jobs/tasks", {"tasks": text, "based_on": "0"}
    for text in ("0", "21", "2.5", "ten", "-1"):
        yield f"ratings/{rating}", {f"points:{rated}": text}
    for address in ("nobody", "a@", "@b.c", "a b@c.d"):
        yield "me/mail/choose", {"address": address}


def measure_refusals() -> Figure:
    """U7: of forms that break a rule, how many are answered with the rule at the field it is about, and keep what was typed."""
    from parecon_web.record.acts import new_request_id, perform
    from parecon_web.work.models import EffortBallot

    community = Community.objects.get(slug="riverside")
    seat = Seat.objects.filter(community=community, council__kind=Council.Kind.WORKER).select_related("council").order_by("id").first()
    rosa = seat.member
    perform(community, "motion.raise", {"title": "Bread for all", "text": "Shall it be free?"}, by=rosa.id, request_id=new_request_id())
    perform(community, "poll.open", {"council": seat.council.slug, "kind": "election"}, by=rosa.id, request_id=new_request_id())
    perform(community, "effort.open", {"council": seat.council.slug}, by=rosa.id, request_id=new_request_id())
    ballot = EffortBallot.objects.get(community=community)
    browser, faults, count = Client(), [], 0
    browser.get(f"/riverside/enter/{make_link(rosa)}")
    for path, form in _refusals(seat.council.slug, 1, ballot.number, next(number for number in ballot.roll if number != str(rosa.number))):
        answer = browser.post(f"/riverside/{path}", {**form, "request_id": new_request_id()})
        page, count = answer.content.decode(), count + 1
        links = re.findall(r'<a href="#([^"]*)">([^<]+)</a>', (re.search(r'class="problems".*?</ul>', page, re.S) or [""])[0])
        tied = any(target and f'id="{target}"' in page for target, _text in links) or path == "permits"
        if answer.status_code not in (404, 422) or answer.status_code == 422 and not (links and tied):
            faults.append(f"{path} {str(form)[:60]}: {answer.status_code}, {links[:1]}")
    return Figure("U7", f"{count} forms that break a rule: {len(faults)} answered without the rule at its field{f' ({faults[0]})' if faults else ''}", not faults and count >= 60)


def measure_journeys(browser, server: Server) -> list[Figure]:
    """U4, U8, U9, U21: from the link to the receipt, double taps, going back, a broken network, a killed tab, and how heavy the pages are."""
    community = Community.objects.get(slug="riverside")
    members = [member for member in Member.objects.filter(community=community).order_by("number") if member.seats.filter(council__kind=Council.Kind.CONSUMER).exists()]
    server.start()
    try:
        return [_measure_taps(browser, server, members[0]), _measure_once(browser, server, members[1:5]), _measure_kept(browser, server, members[4]), _measure_weight(browser, server, members[5])]
    finally:
        server.kill()
        connections.close_all()


def _link(server: Server, member: Member) -> str:
    return f"{server.address}/riverside/enter/{make_link(member)}"


def _measure_taps(browser, server: Server, member: Member) -> Figure:
    page, taps = browser.new_context(viewport={"width": 320, "height": 640}, has_touch=True).new_page(), 0
    page.goto(_link(server, member))
    for choice in ("a.need >> nth=0", ".bar-bottom button[value=send]"):
        page.tap(choice)
        taps += 1
    page.wait_for_selector(".tracker")
    return Figure("U4", f"from the link to the receipt on 320 pixels: {taps} taps (bar {TAPS}), 0 text entries (bar {ENTRIES}), no registration", taps <= TAPS)


def _measure_once(browser, server: Server, members: list[Member]) -> Figure:
    """Double tap, back and send again, reload of the receipt, network away in mid-flight: one submission each."""
    counts = []
    for member, way in zip(members, ("double", "back", "reload", "offline")):
        context = browser.new_context(viewport={"width": 320, "height": 640})
        page = context.new_page()
        page.goto(_link(server, member))
        page.goto(f"{server.address}/riverside/request")
        send = ".bar-bottom button[value=send]"
        if way == "offline":
            context.set_offline(True)
            page.click(send, no_wait_after=True)
            page.wait_for_timeout(1500)
            context.set_offline(False)
            page.go_back() if "chrome-error" in page.url else None
            page.goto(f"{server.address}/riverside/request") if not page.locator(send).count() else None
            page.click(send)
        elif way == "double":
            page.dblclick(send)
        else:
            page.click(send)
        page.wait_for_selector(".tracker")
        if way == "back":
            page.go_back()
            page.click(send)
            page.wait_for_selector(".tracker")
        elif way == "reload":
            page.reload()
        counts.append((way, Request.objects.filter(member=member).count()))
        context.close()
    wrong = [f"{way}: {count}" for way, count in counts if count != 1]
    return Figure("U8", f"double tap, back and send again, reload, network away in mid-flight: {len(counts) - len(wrong)} of {len(counts)} end in exactly one submission{f' ({wrong})' if wrong else ''}", not wrong)


def _measure_kept(browser, server: Server, member: Member) -> Figure:
    """Type, kill the tab, sign out, come back by the link: what was typed is there."""
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(_link(server, member))
    page.goto(f"{server.address}/riverside/request")
    page.locator("#request input[data-price]").first.fill("0.125")
    page.close()
    context.clear_cookies()
    page = context.new_page()
    page.goto(_link(server, member))
    page.goto(f"{server.address}/riverside/request")
    kept = page.locator("#request input[data-price]").first.input_value()
    context.close()
    return Figure("U9", f"typed 0.125, then the tab was killed and its member entered again: the form holds {kept}", kept == "0.125")


def _measure_weight(browser, server: Server, member: Member) -> Figure:
    """On a slow 4G network and a processor four times slower."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.add_init_script("""window.seen = { lcp: 0, cls: 0, inp: 0 };
      new PerformanceObserver(l => l.getEntries().forEach(e => seen.lcp = e.startTime)).observe({ type: "largest-contentful-paint", buffered: true });
      new PerformanceObserver(l => l.getEntries().forEach(e => { if (!e.hadRecentInput) seen.cls += e.value; })).observe({ type: "layout-shift", buffered: true });
      new PerformanceObserver(l => l.getEntries().forEach(e => seen.inp = Math.max(seen.inp, e.duration))).observe({ type: "event", buffered: true, durationThreshold: 16 });""")
    page.goto(_link(server, member))
    context.clear_cookies()
    link = _link(server, member)
    speaks, hosts, sizes = context.new_cdp_session(page), set(), []
    speaks.send("Network.enable")
    speaks.send("Network.setCacheDisabled", {"cacheDisabled": False})
    speaks.send("Network.clearBrowserCache")
    speaks.send("Network.emulateNetworkConditions", {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8})
    speaks.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    speaks.on("Network.loadingFinished", lambda done: sizes.append(done["encodedDataLength"]))
    page.on("request", lambda asked: hosts.add(asked.url.split("/")[2]))
    weights, slowest, shift = [], 0.0, 0.0
    for path in (link, f"{server.address}/riverside/request", f"{server.address}/riverside/prices", f"{server.address}/riverside/councils"):
        sizes.clear()
        page.goto(path, wait_until="load")
        page.wait_for_timeout(1200)
        weights.append(sum(sizes) / 1024)
        seen = page.evaluate("seen")
        slowest, shift = max(slowest, seen["lcp"]), max(shift, seen["cls"])
    page.goto(f"{server.address}/riverside/request")
    for button in page.locator("button.step").all()[:6]:
        button.click()
        page.wait_for_timeout(100)
    inp = page.evaluate("seen.inp")
    context.close()
    reached = weights[0] <= FIRST_KIB and max(weights[1:]) <= LATER_KIB and slowest <= LCP_MS and shift <= CLS and inp <= INP_MS and len(hosts) == 1
    return Figure("U21", f"slow 4G, processor x4: first load {weights[0]:.0f} KiB (bar {FIRST_KIB}), later at most {max(weights[1:]):.0f} KiB (bar {LATER_KIB}), largest paint {slowest:.0f} ms (bar {LCP_MS}), "
                  f"shift {shift:.3f} (bar {CLS}), slowest tap {inp:.0f} ms (bar {INP_MS}), {len(hosts)} host", reached)


def measure_reasons() -> Figure:
    """U12: on every good's page the price before, the gap in units and the rule stand; reading grade of what is said (Flesch–Kincaid)."""
    community = Community.objects.get(slug="riverside")
    member = Member.objects.filter(community=community).order_by("number").first()
    year = current_year(community)
    from web.accounts.lived import together
    from parecon_web.rounds.bots import answer_round, demonstration_economy

    answer_round(current_round(year), demonstration_economy(economy_of(year).name)[1], list(Member.objects.filter(community=community)))
    together(community, "round.close")
    browser, lacking, words = Client(), [], []
    browser.get(f"/riverside/enter/{make_link(member)}")
    goods = economy_of(year).goods
    for good in goods:
        page = browser.get(f"/riverside/goods/{good.code}").content.decode()
        main = re.search(r"<main.*?</main>", page, re.S)[0]
        said = re.sub(r"\s+", " ", re.sub(r"<(svg|table|details).*?</\1>|<[^>]+>", " ", main, flags=re.S))
        words.append(" ".join(re.findall(r"[^.!?]*[a-z][^.!?]*[.!?]", said)))
        if not all(part in page.lower() for part in ("before", "rule", "why")):
            lacking.append(good.code)
    grade = reading_grade(" ".join(words))
    return Figure("U12", f"{len(goods)} goods: {len(lacking)} without the price before, the rule and why{f' ({lacking[0]})' if lacking else ''}; reading grade {grade:.1f} (bar {GRADE:.0f})",
                  not lacking and grade <= GRADE)


def reading_grade(text: str) -> float:
    """Return the Flesch–Kincaid grade of an English text; syllables are counted as groups of vowels, less a silent e."""
    sentences = max(len(re.findall(r"[.!?](?:\s|$)", text)), 1)
    words = re.findall(r"[A-Za-z']+", text)
    syllables = sum(max(len(re.findall(r"[aeiouy]+", re.sub(r"(?<=[^l])e$", "", word.lower()))), 1) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def rotating(of: int) -> int:
    """Return which of so many parts of a grid is looked at today."""
    return int(time.time() // 86400) % of
