"""U2 by keyboard and with large text, U11, U20, U22: everybody reaches everything, and is asked no more than is due."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import timedelta

from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.db import connections
from django.test import Client, override_settings
from django.utils import timezone
from parecon_web.councils.models import Council, Seat
from parecon_web.mail.digest import send_digests
from parecon_web.mail.models import Sent
from parecon_web.members.links import make_link
from parecon_web.members.models import Member, Profile, Role
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.models import Community
from parecon_web.rounds.board import BARS_MAX
from parecon_web.rounds.bots import answer_round, demonstration_economy
from parecon_web.rounds.home import open_needs
from parecon_web.rounds.keeping import current_round, current_year
from parecon_web.rounds.models import Filing, Request, Round
from parecon_web.rounds.situation import Situation
from parecon_web.town import seed_town
from parecon_web.voting.models import DelegateVoice, Report, SharedWish

from web.bars.figure import Figure
from web.bars.handling import RULES, addresses
from web.bars.permissions import World
from web.serving import Server

PRESSES_MAX = 400
_AT_FOCUS = """() => { const e = document.activeElement; if (!e || e === document.body || e.classList.contains("first")) return null;
  const box = e.getBoundingClientRect(), look = getComputedStyle(e), x = box.left + Math.min(box.width / 2, 40), y = box.top + box.height / 2;
  const top = document.elementFromPoint(x, y), label = e.labels && e.labels[0];
  const shown = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0 || look.boxShadow !== "none" || label && getComputedStyle(label).outlineStyle !== "none";
  return { text: (e.innerText || "").trim() || e.value || "", name: e.name || "", value: e.value || "", href: e.getAttribute("href") || "", id: e.id, shown: !!shown,
           covered: !top || top !== e && !e.contains(top) && !top.contains(e) && !(label && label.contains(top)), wide: document.documentElement.scrollWidth > innerWidth }; }"""
_CLIPPED = """() => [...document.querySelectorAll("main *, header *, footer *")].filter(e => { const look = getComputedStyle(e);
  return e.childElementCount === 0 && e.textContent.trim() && e.offsetParent && (look.overflowX === "hidden" || look.overflowX === "clip" || look.textOverflow === "ellipsis")
    && e.scrollWidth > e.clientWidth + 1 && !e.closest(".scroll, .first, .visually-hidden, svg"); }).map(e => e.outerHTML.slice(0, 90))"""

OVERLAPPING = """() => { const boxes = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange();
  for (let node = walk.nextNode(); node; node = walk.nextNode()) { const e = node.parentElement;
    if (!node.textContent.trim() || !e.offsetParent || e.closest(".bar-bottom, .live, .skip, .first, .scroll, .visually-hidden, svg, select, option, script, details:not([open])")) continue;
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) if (box.width > 1 && box.height > 1) boxes.push([box, node.textContent.trim().slice(0, 30), e]); }
  const found = [];
  for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) { const [a, one, e] = boxes[i], [b, other, f] = boxes[j];
    if (e === f) continue;
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left), high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (wide > 2 && high > 0.3 * Math.min(a.height, b.height)) found.push(`${one} / ${other}`); }
  return found.slice(0, 5); }"""


class Keys:
    """A browser in which somebody has a keyboard and nothing else, on a phone of 320 pixels; what stands in their way is noted."""

    def __init__(self, browser, server: Server) -> None:
        self.browser, self.server, self.faults, self.presses = browser, server, [], 0
        self.page = None

    def enter(self, community: Community, member: Member) -> None:
        """Open a member's link."""
        if self.page is not None:
            self.page.context.close()
        self.page = self.browser.new_context(viewport={"width": 320, "height": 640}).new_page()
        self.page.goto(f"{self.server.address}/{community.slug}/enter/{make_link(member)}")

    def go(self, wanted: Callable[[dict], bool], press: str = "Enter") -> None:
        """Press Tab until what is wanted has the focus, then a key; every stop on the way must be seen."""
        for _press in range(PRESSES_MAX):
            self.page.keyboard.press("Tab")
            self.presses += 1
            at = self.page.evaluate(_AT_FOCUS)
            if at is None:
                continue
            where = f"{self.page.url.split('/', 3)[-1]}: {at['text'][:30] or at['name']}"
            self.faults += [f"{where} {what}" for what, found in (("shows no focus", not at["shown"]), ("lies under something", at["covered"]), ("is wider than the window", at["wide"])) if found]
            if wanted(at):
                with self.page.expect_event("load", timeout=10_000) if press == "Enter" else _Nothing():
                    self.page.keyboard.press(press)
                return
        self.faults.append(f"{self.page.url.split('/', 3)[-1]}: not reached by {PRESSES_MAX} presses of Tab")

    def choose(self, name: str, value: str) -> None:
        """Go from choice to choice by the arrow down until one has the focus and is chosen."""
        for _press in range(20):
            if self.page.evaluate("document.activeElement.name + ' ' + document.activeElement.value + ' ' + document.activeElement.checked") == f"{name} {value} true":
                return
            self.page.keyboard.press("ArrowDown")
        self.faults.append(f"{self.page.url.split('/', 3)[-1]}: arrows do not reach {value}")

    def walk_back(self, stops: int = 8) -> None:
        """Press Tab so many times, then Shift and Tab; the same stops must come in the other order."""
        there = []
        for press in ("Tab",) * stops + ("Shift+Tab",) * (stops - 1):
            self.page.keyboard.press(press)
            there.append(self.page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)"))
        if there[stops:] != there[:stops - 1][::-1]:
            self.faults.append(f"{self.page.url.split('/', 3)[-1]}: Shift and Tab go another way back")

    def type(self, name: str, text: str) -> None:
        """Go to a field and type over what it holds."""
        self.go(lambda at: at["name"] == name, "Control+A")
        self.page.keyboard.type(text)


class _Nothing:
    def __enter__(self):
        return self

    def __exit__(self, *_all) -> None:
        return None


def says(text: str) -> Callable[[dict], bool]:
    """Tell whether a stop is the link or button with this text."""
    return lambda at: text.lower() in at["text"].lower() and not at["name"].startswith("use:")


def measure_keyboard(browser, server: Server) -> Figure:
    """U2: by Tab, Enter, Space, arrows and letters alone at 320 pixels: a member's request, a workplace's proposal, a facilitator's close, a delegate's vote and report, wishes for shared goods."""
    community = Community.objects.get(slug="riverside")
    town = seed_town("hillside", economy="town").community
    council = Council.objects.filter(community=community, kind=Council.Kind.WORKER).order_by("position").first()
    workers = list(Member.objects.filter(seats__council=council).order_by("number"))
    speaker, facilitators = council.seats.get(delegate=True).member, list(Member.objects.filter(community=community, roles__task=Role.Task.FACILITATOR).order_by("number"))
    perform(community, "question.raise", {"kind": 0, "title": "Shorter days", "text": "Shall they be?"}, by=speaker.id, request_id=new_request_id())
    keys, done = Keys(browser, server), {}
    server.start()
    try:
        keys.enter(community, workers[0])
        keys.walk_back()
        keys.go(says("Your request for next year"))
        keys.type("use:bicycle", "0.5")
        keys.go(lambda at: at["value"] == "send")
        done["request"] = Request.objects.filter(member=workers[0]).count() == 1
        for i, worker in enumerate(workers):
            keys.enter(community, worker)
            if not Filing.objects.filter(council=council).exists():
                keys.go(lambda at: at["href"].endswith(f"/councils/{council.slug}/draft"))
                if i == 0:
                    keys.go(lambda at: at["value"] == "save")
                keys.go(lambda at: at["name"] == "yes" and at["value"] == "yes")
        done["proposal"] = Filing.objects.filter(council=council).count() == 1
        for facilitator in facilitators[:2]:
            keys.enter(community, facilitator)
            keys.go(lambda at: at["href"].endswith("/facilitate"))
            keys.go(lambda at: at["href"].endswith("/dry-run"))
            keys.go(lambda at: at["href"].endswith("/facilitate"))
            keys.go(lambda at: "close the round" in at["text"])
        done["close"] = Round.objects.get(year__community=community, number=1).state == Round.State.CLOSED
        keys.enter(community, speaker)
        keys.go(says("Shorter days"))
        keys.go(lambda at: at["name"] == "voice", "Space")
        keys.choose("voice", "against")
        keys.go(lambda at: at["text"] == "Vote")
        keys.go(lambda at: at["href"] == f"/{community.slug}/")
        keys.go(lambda at: at["href"].endswith(f"/councils/{council.slug}"))
        keys.go(lambda at: at["href"].endswith(f"/councils/{council.slug}/delegate"))
        keys.type("text", "We voted for it.")
        keys.go(says("Publish the report"))
        done["vote and report"] = [voice.voice for voice in DelegateVoice.objects.filter(council=council)] == ["against"] and Report.objects.filter(council=council).count() == 1
        sharer = Member.objects.filter(community=town).order_by("number").first()
        keys.enter(town, sharer)
        keys.go(says("Shared goods: what do you wish?"))
        keys.go(lambda at: at["text"] in ("Send", "Send again"))
        done["shared goods"] = SharedWish.objects.filter(member=sharer).count() == 1
        keys.page.context.close()
    finally:
        server.kill()
        connections.close_all()
    missed = [name for name, reached in done.items() if not reached]
    faults = sorted(set(keys.faults))
    return Figure("U2", f"{len(done) - len(missed)} of 5 journeys by keyboard alone at 320 pixels{f' (not: {missed})' if missed else ''}, {keys.presses} presses of Tab, "
                  f"{len(faults)} stops not seen{f' ({faults[0]})' if faults else ''}", not missed and not faults and len(done) == 5)


def measure_large_text(browser, server: Server, widths: tuple[int, ...]) -> Figure:
    """U2: every screen with letters twice as large: nothing wider than the window, no text cut off, none over another."""
    world = World()
    links = {who: f"{server.address}/riverside/enter/{make_link(member)}" for who, member in world.people.items() if member is not None}
    screens, wide, cut, over, seen = list(addresses(world)), [], [], [], 0
    server.start()
    try:
        for width in widths:
            pages = {}
            for who in {who for _name, who, _path in screens}:
                pages[who] = browser.new_context(viewport={"width": width, "height": 1000}).new_page()
                pages[who].goto(links[who])
            for name, who, path in screens:
                pages[who].goto(server.address + path)
                pages[who].evaluate("document.documentElement.style.fontSize = '200%'")
                seen += 1
                wide += [f"{name}, {width}"] if pages[who].evaluate("document.documentElement.scrollWidth > innerWidth") else []
                cut += [f"{name}, {width}: {html}" for html in pages[who].evaluate(_CLIPPED)]
                over += [f"{name}, {width}: {texts}" for texts in pages[who].evaluate(OVERLAPPING)]
            for page in pages.values():
                page.context.close()
    finally:
        server.kill()
        connections.close_all()
    return Figure("U2", f"{seen} pages with letters twice as large at {', '.join(map(str, widths))} pixels: {len(wide)} wider than their window{f' ({wide[0]})' if wide else ''}, "
                  f"{len(cut)} texts cut off{f' ({cut[0]})' if cut else ''}, {len(over)} over one another{f' ({over[0]})' if over else ''}", not wide and not cut and not over)


def measure_board(browser, server: Server) -> Figure:
    """U11: the facilitator's board: who is missing, the largest gaps as chart and table, dry run, a close by two, no violation of accessibility."""
    from parecon_web.rounds.bots import answer_round, demonstration_economy

    community = Community.objects.get(slug="riverside")
    first, second = Member.objects.filter(community=community, roles__task=Role.Task.FACILITATOR).order_by("number")[:2]
    members = list(Member.objects.filter(community=community))
    answer_round(current_round(current_year(community)), demonstration_economy("toy")[1], members)
    for one in (first, second):
        perform(community, "round.close", {"year": current_year(community).number, "round": 1}, by=one.id, request_id=new_request_id())
    faults: list[str] = []
    server.start()
    try:
        pages = [browser.new_context(viewport={"width": 1280, "height": 3000}).new_page() for _one in range(2)]
        for page, member in zip(pages, (first, second)):
            page.goto(f"{server.address}/riverside/enter/{make_link(member)}")
            page.goto(f"{server.address}/riverside/facilitate")
        board = pages[0]
        # The second round has just opened: of those that file or ask, nobody has.
        expected = {one.name for one in Council.objects.filter(community=community).exclude(kind=Council.Kind.COMMUNITY)}
        missing = {text.strip() for text in board.locator("[aria-label='Missing councils'] tbody th").all_inner_texts()}
        faults += [] if missing == expected else [f"missing councils shown are {sorted(missing)}, not {sorted(expected)}"]
        board.locator("details").first.evaluate("one => one.open = true")
        bars = [text.strip() for text in board.locator("figure svg text").all_text_contents()]
        rows = [[cell.strip() for cell in row.locator("th, td").all_inner_texts()] for row in board.locator("[aria-label='Gaps of all goods'] tbody tr").all()]
        sizes = [abs(float(row[-1].split()[0].replace("−", "-").replace("+", "").replace(",", ""))) for row in rows]
        faults += [] if rows and sizes == sorted(sizes, reverse=True) else [f"gaps stand as {sizes}"]
        faults += [f"{row[0].split(chr(10))[0]} has no bar" for row in rows[:BARS_MAX] if not any(row[0].startswith(text) for text in bars if text)]
        said = board.locator(".figures dd").all_inner_texts()
        faults += [] if rows and any(rows[0][-1] in text for text in said) else [f"the largest gap is told as {said}"]
        before = Round.objects.filter(year__community=community).values_list("number", "state")
        kept = list(before)
        board.goto(f"{server.address}/riverside/facilitate/dry-run")
        faults += [f"dry run: {one['id']}" for one in Axe().run(board, options=RULES).response["violations"]]
        faults += [] if list(before.all()) == kept else ["the dry run changed something"]
        board.goto(f"{server.address}/riverside/facilitate")
        faults += [f"board: {one['id']}" for one in Axe().run(board, options=RULES).response["violations"]]
        board.get_by_role("button", name="Propose to close the round").click()
        faults += [] if current_round(current_year(community)).number == 2 else ["one alone closed it"]
        pages[1].reload()
        pages[1].get_by_role("button", name="Agree, and close the round").click()
        faults += [] if current_round(current_year(community)).number == 3 else ["two together did not close it"]
        for page in pages:
            page.context.close()
    finally:
        server.kill()
        connections.close_all()
    return Figure("U11", f"facilitator's board: {len(missing)} missing councils named, gaps as chart and table, dry run, close by two: {len(faults)} faults{f' ({faults[0]})' if faults else ''}", not faults)


def measure_without_scripts(browser, server: Server) -> Figure:
    """U22: joining, a member's request, wishes for shared goods, and a delegate's vote and report, with scripting off."""
    community, town = Community.objects.get(slug="riverside"), seed_town("hillside", economy="town").community
    member, sharer = (Member.objects.filter(community=one).order_by("number").first() for one in (community, town))
    council = Council.objects.filter(community=community, kind=Council.Kind.WORKER).order_by("position").first()
    speaker, done = council.seats.get(delegate=True).member, []
    perform(community, "question.raise", {"kind": 0, "title": "Shorter days", "text": "Shall they be?"}, by=speaker.id, request_id=new_request_id())
    server.start()
    try:
        for place, who, link, button, stored in ((community, member, "Your request for next year", "button[value=send]", Request), (town, sharer, "Shared goods: what do you wish?", "#wish button", SharedWish)):
            page = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False).new_page()
            page.goto(f"{server.address}/{place.slug}/enter/{make_link(who)}")
            done.append(("joined", page.locator("footer").inner_text().find(str(who)) >= 0))
            page.get_by_role("link", name=link).first.click()
            page.locator(button).last.click()
            page.wait_for_load_state()
            done.append((stored.__name__, stored.objects.filter(member=who).count() == 1))
            page.context.close()
        page = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False).new_page()
        page.goto(f"{server.address}/{community.slug}/enter/{make_link(speaker)}")
        page.get_by_role("link", name="Shorter days").first.click()
        page.locator("input[name=voice][value=for]").check()
        page.get_by_role("button", name="Vote", exact=True).first.click()
        page.wait_for_load_state()
        done.append(("vote", [voice.voice for voice in DelegateVoice.objects.filter(council=council)] == ["for"]))
        page.goto(f"{server.address}/{community.slug}/")
        for path in (f"/councils/{council.slug}", f"/councils/{council.slug}/delegate"):
            page.locator(f"a[href$='{path}']").first.click()
        page.locator("textarea[name=text]").fill("We voted for it.")
        page.get_by_role("button", name="Publish the report").click()
        page.wait_for_load_state()
        done.append(("report", Report.objects.filter(council=council).count() == 1))
        page.context.close()
    finally:
        server.kill()
        connections.close_all()
    missed = [name for name, reached in done if not reached]
    return Figure("U22", f"joining, a request, wishes for shared goods, a delegate's vote and report without scripts: {len(done) - len(missed)} of {len(done)} steps done{f' (not: {missed})' if missed else ''}", not missed)


def _act_in_round(community: Community, members: list[Member]) -> set[Member]:
    """Let members send a request, permit what they may, and vote on their councils' drafts; return those of whom the tables then say that they did."""
    round, acted = current_round(current_year(community)), set()
    answer_round(round, demonstration_economy("toy")[1], members)
    for member in members:
        drafts = [round.drafts.filter(council_id=council).order_by("-version").first() for council in member.seats.exclude(
            council__kind__in=(Council.Kind.CONSUMER, Council.Kind.COMMUNITY)).values_list("council_id", flat=True)]
        if round.requests.filter(member=member).exists() and all(draft is not None and (draft.votes.filter(member=member).exists() or Filing.objects.filter(draft=draft).exists()) for draft in drafts):
            acted.add(member)
    return acted


@override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend", MAIL_ON=True, SITE="https://plan.example")
def measure_mail(days: int) -> Figure:
    """U20: over so many days with random acts and runs at random hours: mails a day, mails to who has acted or wants none, a status for each, and what needs them first on their screen."""
    community, chance = Community.objects.get(slug="riverside"), random.Random(20)
    Community.objects.filter(pk=community.pk).update(demonstration=False)
    community.refresh_from_db()
    members = list(Member.objects.filter(community=community).order_by("number"))
    Member.objects.filter(community=community).update(simulated=False)
    for member in members:
        Profile.objects.update_or_create(member=member, defaults={"community": community, "email": f"member{member.number}@plan.example", "mail": Profile.Mail.DAILY if member.number % 4 else Profile.Mail.OFF})
    off = {f"member{member.number}@plan.example" for member in members if member.number % 4 == 0}
    faults, count, begin, reminded, acted = [], 0, timezone.now().replace(hour=0, minute=5), 0, set()
    for day in range(days):
        if day % 3 == 0:
            perform(community, "motion.raise", {"title": f"Motion {day}", "text": "Shall it be so?"}, by=chance.choice(members).id, request_id=new_request_id())
        for member in chance.sample(members, len(members) // 3):
            perform(community, "motion.vote", {"motion": 1 + day // 3, "voice": "for", "reason": ""}, by=member.id, request_id=new_request_id())
        if day == days - 1:
            acted = _act_in_round(community, chance.sample(members, len(members) // 2))
            Round.objects.filter(pk=current_round(current_year(community)).pk).update(closes_at=begin + timedelta(days=day, hours=20))
        for hour in sorted(chance.sample(range(23), 3)):
            at, year = begin + timedelta(days=day, hours=hour), current_year(community)
            now = Situation(year, current_round(year))
            mail.outbox = []
            send_digests(community, at)
            for one in mail.outbox:
                count += 1
                owner = next(member for member in members if one.to == [f"member{member.number}@plan.example"])
                faults += [f"{one.to[0]} wants none"] if one.to[0] in off else []
                faults += [f"{one.to[0]} has nothing to do"] if not open_needs(owner, now) else []
                if "round 1 closes" in one.subject:
                    reminded += 1
                    faults += [f"{one.to[0]} is reminded and has acted"] if owner in acted else []
    for member in members:
        sent = list(Sent.objects.filter(community=community, member=member))
        by_day = [timezone.localtime(one.at).date() for one in sent]
        faults += [f"{member} got {len(by_day)} mails on {len(set(by_day))} days"] if len(by_day) != len(set(by_day)) else []
        faults += [f"{member}: a mail without a status" for one in sent if not one.status]
        browser = Client()
        browser.get(f"/riverside/enter/{make_link(member)}")
        page = browser.get("/riverside/").content.decode()
        waiting = open_needs(member, Situation(current_year(community), current_round(current_year(community))))
        main = page.split("<main", 1)[1].split("</main>", 1)[0]
        first = re.search(r"<(?:a|button|input|select|textarea)[^>]*>", main)
        faults += [f"{member}: what needs them is not first"] if waiting and (first is None or f'href="{waiting[0].url}"' not in first.group(0)) else []
    return Figure("U20", f"{count} mails to {len(members) - len(off)} members in {days} days, {3 * days} runs ({reminded} before a close, {len(acted)} had acted in the round): {len(faults)} twice a day, unwanted, without need or status{f' ({faults[0]})' if faults else ''}",
                  not faults and count > len(members) and reminded > 0 and bool(acted))
