"""Take a picture of every screen, in two languages and three widths, on one contact sheet: ./run screens [--out DIR] [--docs]."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

os.environ["PARECON_DEMO"], os.environ["DJANGO_SETTINGS_MODULE"] = "1", "parecon_web.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
sys.path.insert(0, str(Path(__file__).parent))

LANGUAGES = ("en", "es")
WIDTHS = (320, 768, 1280)
DOCS_WIDTH, DOCS_HEIGHT, DOCS_QUALITY = 1000, 760, 72
DOCS = Path(__file__).resolve().parent.parent / "docs" / "year"
TOWN = "town"


@dataclass(frozen=True)
class Screen:
    """One screen to be shown: its name, whose it is (a role, "member" or "nobody"), its path in the town or from the root, and what is typed and pressed first.

    docs: whether the walk through the year shows it.
    """

    name: str
    whose: str
    path: str
    fill: tuple[tuple[str, str], ...] = ()
    press: str = ""
    docs: bool = False


BEFORE = (
    Screen("01 landing", "nobody", "/"), Screen("02 found", "nobody", "/found", docs=True),
    Screen("02 found, problem", "nobody", "/found", (("#name", ""), ("#slug", "Green Valley")), ".questions .acts button"),
    Screen("02 found, tables and people", "nobody", "/found", (("#name", "Green Valley"),), ".questions .acts button >> wait >> button[value=example]", docs=True),
    Screen("22 help", "nobody", "/help"),
)
ROUND = (
    Screen("02 people", "clerk", "people", docs=True), Screen("03 needs you", "member", "", docs=True), Screen("04 request", "member", "request", docs=True),
    Screen("04 request, problem", "member", "request", (('[id="use:bread"]', "many"),), ".bar-bottom button[value=send]"),
    Screen("05 good", "member", "goods/bread", docs=True), Screen("06 receipt", "member", "request", (), ".bar-bottom button[value=send]"),
    Screen("07 council", "member", "councils/mill-lane"), Screen("07 councils", "member", "councils"), Screen("08 draft", "member", "councils/bakery/draft", docs=True),
    Screen("10 review", "member", "review", docs=True), Screen("11 board", "member", "round", docs=True), Screen("12 prices", "member", "prices"),
    Screen("14 assembly", "member", "assembly"),
    Screen("14 motion", "member", "assembly", (("#title", "Free bread"), ("#text", "From next year bread is free for children.")), "main .questions button", docs=True),
    Screen("13 shared goods, decided", "member", "shared"), Screen("13 pollution", "member", "permits", docs=True),
    Screen("15 delegate", "member", "councils/mill-lane/delegate"), Screen("14 secret ballot", "member", "polls/1", docs=True),
    Screen("07 needs of a neighbourhood", "member", "councils/mill-lane/needs", docs=True), Screen("14 questions to delegates", "member", "delegates"), Screen("15 mandate and vote", "member", "delegates/1", docs=True),
    Screen("09 tasks", "member", "councils/bakery/jobs/tasks"), Screen("09 what tasks are like", "member", "councils/bakery/jobs/mine", docs=True),
    Screen("09 jobs, to be voted on", "member", "councils/bakery/jobs", docs=True), Screen("09 effort", "member", "councils/bakery/effort"),
    Screen("09 rate workmates", "member", "ratings/1", docs=True), Screen("09 rate workmates, problem", "member", "ratings/1", (("main .few >> nth=0", "many"),), "main .questions button"),
    Screen("18 audit", "auditor", "audit"), Screen("19 console", "facilitator", "facilitate", docs=True), Screen("19 dry run", "facilitator", "facilitate/dry-run"),
    Screen("21 paper", "clerk", "paper"), Screen("21 sheet", "clerk", "paper/1/sheet", docs=True), Screen("21 enter a sheet", "clerk", "paper/1"), Screen("21 tables", "member", "tables"),
    Screen("21 ballots on paper", "clerk", "paper/ballots"), Screen("21 ballot", "clerk", "paper/ballots/motion-1/sheets"), Screen("21 enter a ballot", "clerk", "paper/ballots/motion-1/1"),
    Screen("21 wishes and permits on paper", "clerk", "paper/amounts"), Screen("21 sheet of permits", "clerk", "paper/amounts/permits/sheets"), Screen("21 enter permits", "clerk", "paper/amounts/permits/1"),
    Screen("21 proposals on paper", "clerk", "paper/proposals"), Screen("21 sheet of a workplace", "clerk", "paper/proposals/bakery/sheet"), Screen("21 enter a proposal", "clerk", "paper/proposals/bakery"),
    Screen("22 rules", "member", "rules"), Screen("22 passkeys", "member", "me/passkeys"), Screen("22 enter with a passkey", "member", "passkey"),
    Screen("22 your data", "member", "me"),
)
BALLOT = (Screen("15 mandates and votes, counted", "member", "delegates/1"), Screen("09 jobs in force", "member", "councils/bakery/jobs"), Screen("09 effort, counted", "member", "ratings/1", docs=True), Screen("09 appeal", "member", "appeals/1"), Screen("13 plans", "member", "plans", docs=True), Screen("14 secret ballot, counted", "member", "polls/1", docs=True), Screen("15 delegate, elected", "member", "councils/mill-lane/delegate"))
SHARED = tuple(Screen(f"13 shared goods, {what}", whose, "shared", docs=what in ("wishes", "vote of the town")) for what, whose in (("wishes", "member"), ("vote of the town", "member"), ("vote of a neighbourhood", "member"), ("the whole", "facilitator")))
LIVE = (
    Screen("16 plan", "member", "plan", docs=True), Screen("16 plan of a council", "member", "plan/bakery"), Screen("17 the year", "member", "year", docs=True),
    Screen("17 credits", "member", "credits", docs=True), Screen("17 draw", "member", "draw", docs=True), Screen("17 deliveries", "member", "deliveries/bakery", docs=True),
    Screen("17 stocks", "member", "stocks"), Screen("17 wishes", "member", "wishes/mill-lane"), Screen("17 failures", "member", "failures"),
    Screen("18 audit of the year", "member", "audit", docs=True),
)
ENDED = (Screen("17 the year, closed", "facilitator", "year"), Screen("17 all years", "member", "years", docs=True))


def stages() -> Iterator[tuple[Screen, ...]]:
    """Bring the demonstration town from stage to stage of its year and yield the screens to be shown there."""
    from django.http import QueryDict
    from parecon_web.accounts.bots import live_for_members
    from parecon_web.councils.models import Council
    from parecon_web.members.models import Member
    from parecon_web.record.acts import new_request_id
    from parecon_web.rounds.bots import answer_round, demonstration_economy
    from parecon_web.rounds.keeping import current_round, current_year, economy_of
    from parecon_web.rounds.models import Year
    from parecon_web.town import decide_part, play_first_round, seed_town
    from parecon_web.voting.bots import WORDS, vote_for_members
    from parecon_web.voting.models import Poll
    from parecon_web.voting.poll_page import vote_in_secret
    from parecon_web.voting.polls import count_poll

    from web.accounts.lived import do, together

    town = seed_town(TOWN)
    community, members = town.community, list(Member.objects.filter(community=town.community))
    for screen in SHARED:
        yield (screen,)
        decide_part(town)
    play_first_round(town)
    council = Council.objects.get(community=community, slug="mill-lane")
    do(community, "poll.open", {"council": council.slug, "kind": "election"}, council.seats.first().member_id)
    poll = Poll.objects.get(community=community)
    work_begins(community)
    meet(community)
    yield BEFORE
    yield ROUND
    for member in Member.objects.filter(seats__council=council).order_by("number"):
        form = QueryDict(mutable=True)
        form.setlist("choice", poll.options[1:3] if member.number % 3 else poll.options[:2])
        form.update({"phrase": f"{WORDS[member.number % len(WORDS)]} {WORDS[member.number * 5 % len(WORDS)]}", "request_id": new_request_id()})
        vote_in_secret(poll, member, form)
    count_poll(poll, council.seats.first().member_id, new_request_id())
    work_goes_on(community)
    while current_year(community).phase == Year.Phase.ROUNDS:
        round = current_round(current_year(community))
        answer_round(round, demonstration_economy(economy_of(round.year).name)[1], members)
        together(community, "round.close")
    together(community, "plans.draw")
    for person in members[:2]:
        do(community, "question.vote", {"question": 1, "council": person.seats.filter(delegate=True, council__kind=0).first().council.slug, "voice": "against", "reason": "The ovens must not cool."}, person.id)
    do(community, "question.close", {"question": 1}, members[0].id)
    yield BALLOT
    vote_for_members(community)
    together(community, "plans.count")
    facilitator = Member.objects.filter(community=community, roles__task="facilitator").order_by("number").first()
    for _month in range(3):
        do(community, "year.pass", {"weeks": 4}, facilitator.id)
        live_for_members(community)
    yield LIVE
    together(community, "year.close")
    yield ENDED


def meet(community) -> None:
    """Let a member put a question to delegates, simulated members tell and vote, and a neighbour ask by need."""
    from parecon_web.members.models import Member
    from parecon_web.voting.bots import speak_for_councils

    from web.accounts.lived import do

    members = list(Member.objects.filter(community=community).order_by("number"))
    do(community, "question.raise", {"kind": 0, "title": "Shorter days in summer", "text": "Shall all workplaces work six hours a day in July and August?"}, members[0].id)
    speak_for_councils(community)
    neighbour = Member.objects.filter(community=community, seats__council__slug="mill-lane").exclude(pk=members[0].pk).first()
    do(community, "need.say", {"council": "mill-lane", "what": "ask", "amount": 20 * 10**9, "reason": "My knees since the fall; I need help at home."}, neighbour.id)


TASKS = (("Planning the week", 20), ("Ordering flour and keeping accounts", 15), ("Talking with neighbourhoods", 10), ("Baking at night", 70), ("Selling", 45), ("Cleaning", 25))


def work_begins(community) -> None:
    """Let the bakery list its tasks, say what they are like and work out jobs, and open a rating of effort."""
    from parecon_web.councils.models import Council
    from parecon_web.work.bots import work_together
    from parecon_web.work.jobs import divide

    from web.accounts.lived import do

    bakery = Council.objects.get(community=community, slug="bakery")
    first = bakery.seats.order_by("member__number").first().member_id
    do(community, "tasks.save", {"council": bakery.slug, "based_on": 0, "tasks": [list(task) for task in TASKS]}, first)
    work_together(community)
    do(community, "division.propose", {"council": bakery.slug, "version": 1, "hours": divide(bakery)}, first)
    do(community, "effort.open", {"council": bakery.slug}, first)


def work_goes_on(community) -> None:
    """Let the bakery adopt its jobs and rate effort, and its first member appeal."""
    from parecon_web.councils.models import Council
    from parecon_web.members.models import Member
    from parecon_web.record.acts import new_request_id
    from parecon_web.work.effort import count_effort, rate_workmates
    from parecon_web.work.models import EffortBallot

    from web.accounts.lived import do

    ballot, people = EffortBallot.objects.get(community=community), list(Member.objects.filter(seats__council__slug="bakery", community=community).order_by("number"))
    for member in people:
        do(community, "division.vote", {"council": "bakery", "division": 1, "yes": True}, member.id)
        points = {str(other.number): 8 + (member.number * 5 + other.number) % 5 for other in people if other != member}
        rate_workmates(ballot, member, (points, {str(people[0].number): "You took the nights that nobody wanted."} if member == people[1] else {}), new_request_id())
    assert Council.objects.get(community=community, slug="bakery").divisions.filter(adopted_at__isnull=False).exists()
    count_effort(ballot, people[0].id, new_request_id())
    do(community, "effort.appeal", {"rating": ballot.number, "text": "I was ill in spring and worked all the same."}, people[0].id)


def links() -> dict[str, str]:
    """Return the path of a personal link for a plain member and for each role."""
    from parecon_web.members.links import make_link
    from parecon_web.members.models import Member, Role
    from parecon_web.record.models import Community

    community = Community.objects.get(slug=TOWN)
    people = {"member": Member.objects.filter(community=community).order_by("number").first()}
    people |= {task: Role.objects.filter(community=community, task=task).order_by("id").first().member for task in Role.Task.values}
    return {who: f"/{TOWN}/enter/{make_link(member)}" for who, member in people.items()}


class Camera:
    """One browser window for each person, language and width."""

    def __init__(self, browser, server, folder: Path) -> None:
        self.browser, self.server, self.folder = browser, server, folder
        self.windows: dict = {}

    def window(self, whose: str, language: str, size: tuple[int, int]):
        """Return the window of somebody, entered by their link and speaking a language."""
        key = (whose, language, size)
        if key not in self.windows:
            context = self.browser.new_context(viewport=dict(zip(("width", "height"), size)), locale=language, extra_http_headers={"Accept-Language": language})
            self.windows[key] = context.new_page()
            if whose != "nobody":
                self.windows[key].goto(self.server.address + links()[whose])
        return self.windows[key]

    def show(self, screen: Screen, language: str, size: tuple[int, int]):
        """Open a screen and do what is to be done on it; raise where it answers with an error of the server."""
        page = self.window(screen.whose, language, size)
        answer = page.goto(self.server.address + (screen.path if screen.path.startswith("/") else f"/{TOWN}/{screen.path}"))
        assert answer.status < 500, f"{screen.name} answers {answer.status}"
        for field, text in screen.fill:
            page.fill(field, text)
        for press in filter(None, screen.press.split(" >> wait >> ")):
            page.click(press)
            page.wait_for_load_state()
        return page

    def take(self, screen: Screen) -> dict[tuple[str, int], tuple[str, bool]]:
        """Write the pictures of a screen and return, by language and width, their names and whether the page is wider than its window."""
        found = {}
        for language in LANGUAGES:
            for width in WIDTHS:
                page = self.show(screen, language, (width, 800))
                name = f"{screen.name.replace(' ', '-').replace(',', '')}-{language}-{width}.png"
                page.screenshot(path=self.folder / name, full_page=True)
                found[language, width] = (name, page.evaluate("document.documentElement.scrollWidth") > width)
        return found

    def take_for_docs(self, screen: Screen) -> Path:
        """Write the picture that the documentation shows, the first screenful in English, and return where."""
        page = self.show(screen, "en", (DOCS_WIDTH, DOCS_HEIGHT))
        file = DOCS / f"{screen.name.partition(' ')[2].replace(' ', '-').replace(',', '')}.jpg"
        page.screenshot(path=file, type="jpeg", quality=DOCS_QUALITY)
        return file


def contact_sheet(taken: dict[str, dict]) -> str:
    """Return a page with all pictures, a row for each screen."""
    rows = []
    for name, pictures in taken.items():
        cells = "".join(f'<figure><a href="{escape(file)}"><img loading="lazy" src="{escape(file)}" width="{width // 4}" alt=""></a>'
                        f"<figcaption>{language}, {width}{' <b>too wide</b>' if wide else ''}</figcaption></figure>" for (language, width), (file, wide) in pictures.items())
        rows.append(f"<section><h2>{escape(name)}</h2><div>{cells}</div></section>")
    return ("<!doctype html><meta charset=utf-8><title>All screens</title><style>body{font:16px system-ui;margin:2rem}section>div{display:flex;gap:1rem;align-items:flex-start;"
            "flex-wrap:wrap}figure{margin:0}img{border:1px solid #999}b{color:#b00}</style><h1>All screens</h1>" + "".join(rows))


def main() -> int:
    """Take the pictures; 1 where a page is wider than its window."""
    parser = argparse.ArgumentParser(prog="./run screens", description="Take a picture of every screen in two languages and three widths.")
    parser.add_argument("--out", type=Path, default=Path("out") / "screens", help="where the pictures go (default: out/screens)")
    parser.add_argument("--docs", action="store_true", help="take the pictures of docs/year.md instead")
    chosen = parser.parse_args()
    import django

    django.setup()
    from django.core.management import call_command
    from parecon_web.settings import sqlite
    from playwright.sync_api import sync_playwright

    from web.databases import use_database
    from web.serving import Server
    from bars import chromium

    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    (DOCS if chosen.docs else chosen.out).mkdir(parents=True, exist_ok=True)
    taken: dict[str, dict] = {}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        use_database(sqlite(Path(folder, "parecon.sqlite3")))
        call_command("migrate", verbosity=0)
        server = Server({"PARECON_DATA": folder}, Path(folder))
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        camera = Camera(browser, server, chosen.out)
        for screens in stages():
            if server.process is None:
                server.start()
            for screen in screens:
                if chosen.docs and screen.docs:
                    print(camera.take_for_docs(screen), flush=True)
                elif not chosen.docs:
                    taken[screen.name] = camera.take(screen)
                    print(screen.name, flush=True)
        browser.close()
        server.kill()
    if not chosen.docs:
        (chosen.out / "index.html").write_text(contact_sheet(taken), encoding="utf-8")
        wide = [f"{name}, {language}, {width}" for name, pictures in taken.items() for (language, width), (_, is_wide) in pictures.items() if is_wide]
        print(f"{len(taken)} screens, {sum(map(len, taken.values()))} pictures, {len(wide)} wider than their window; open {chosen.out / 'index.html'}", *wide, sep="\n")
        return 1 if wide else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
