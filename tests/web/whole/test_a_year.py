"""A town goes through a whole year with six browsers and 24 members over HTTP; simulated members fill the other seats."""

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connections
from parecon_web.accounts.bots import live_for_members
from parecon_web.accounts.models import Transfer
from parecon_web.councils.models import Council
from parecon_web.members.links import make_link
from parecon_web.members.models import Member, Role
from parecon_web.rounds.bots import answer_round, demonstration_economy, second_drafts
from parecon_web.rounds.keeping import current_round, current_year, economy_of
from parecon_web.rounds.models import Request, Settled, Year
from parecon_web.settings import sqlite
from parecon_web.town import seed_town
from parecon_web.voting.bots import vote_for_members
from parecon_web.voting.models import PlanVote, SharedVote, SharedWish
from parecon_web.voting.shared import WISHES, stage_of
from parecon_web.voting.shared_bots import decide_for

from parecon.cli import main as run_command
from web.databases import use_database
from web.serving import Server
from web.whole.http_member import HttpMember

HTTP_MEMBERS = 24
AT_ONCE = 8


@pytest.fixture
def town(tmp_path):
    """Yield the demonstration town with its server; the test sees the same database."""
    use_database(sqlite(tmp_path / "parecon.sqlite3"))
    call_command("migrate", verbosity=0)
    made = seed_town()
    running = Server({"PARECON_DATA": str(tmp_path)}, tmp_path).start()
    made.address = running.address
    yield made
    running.kill()
    connections.close_all()


class Browsers:
    """Six people at six browsers: two members (one without JavaScript), a delegate, two facilitators, an auditor."""

    def __init__(self, chromium, town) -> None:
        community, self.address, self.problems = town.community, town.address, []
        first = list(Member.objects.filter(community=community).order_by("number")[:3])
        task = lambda name: [role.member for role in Role.objects.filter(community=community, task=name).order_by("id")]  # noqa: E731
        self.people = {"rosa": first[0], "plain": first[1], "delegate": first[2], "fay": task("facilitator")[0], "finn": task("facilitator")[1], "ada": task("auditor")[0]}
        self.pages = {name: self._enter(chromium, member, scripts=name != "plain") for name, member in self.people.items()}

    def _enter(self, chromium, member: Member, *, scripts: bool):
        page = chromium.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=scripts).new_page()
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", lambda message: self.problems.append(message.text) if message.type == "error" else None)
        page.goto(f"{self.address}/town/enter/{make_link(member)}")
        return page

    def open(self, name: str, path: str):
        """Open a page of the town in somebody's browser."""
        page = self.pages[name]
        page.goto(f"{self.address}/town/{path}")
        return page

    def agree(self, path: str, form: str) -> None:
        """Let both facilitators open a page and press the button of a form."""
        for name in ("fay", "finn"):
            self.open(name, path).click(f"form[action$='{form}'] button")
            self.pages[name].wait_for_load_state()


def decide_on_shared_goods(town, browsers: Browsers, members: list[HttpMember], rest: list[Member]) -> None:
    """Let everybody wish for shared goods and vote on them, part by part, and both facilitators count in their browsers."""
    while current_year(town.community).phase == Year.Phase.SHARED:
        round = current_round(current_year(town.community))
        wishing = stage_of(round).what == WISHES
        for name in ("rosa", "plain", "delegate"):
            page = browsers.open(name, "shared")
            if not wishing:
                page.check("input[name=approves] >> nth=0")
            page.click("#wish .acts button" if wishing else "#vote .acts button")
            page.wait_for_selector(".note")
        said = SharedWish if wishing else SharedVote
        for member in members:
            pressed = {} if wishing else {"approves": page.get_attribute("input[name=approves] >> nth=0", "value")}
            assert member.send("/town/shared", "wish" if wishing else "vote", **pressed).status_code == 200
        before = said.objects.filter(round=round).count()
        decide_for(round, rest)
        assert said.objects.filter(round=round).count() > before
        browsers.agree("shared", "/shared/count")


def hold_round(town, browsers: Browsers, members: list[HttpMember], rest: list[Member]) -> None:
    """Let everybody answer an open round, and both facilitators close it in their browsers."""
    round = current_round(current_year(town.community))
    for name in ("rosa", "plain"):
        browsers.open(name, "request").click(".bar-bottom button[value=send]")
        browsers.pages[name].wait_for_selector(".tracker")
    council = Council.objects.get(seats__member=browsers.people["delegate"], kind=Council.Kind.WORKER)
    draft = browsers.open("delegate", f"councils/{council.slug}/draft")
    draft.click(".bar-bottom button[value=save]")
    draft.wait_for_selector("button[name=yes][value=yes]")
    draft.click("button[name=yes][value=yes]")
    draft.wait_for_load_state()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda member: member.send("/town/request", "request", act="send"), members))
    assert all("/receipts/" in answer.url for answer in answers)
    answer_round(round, demonstration_economy(economy_of(round.year).name)[1], rest)
    for each in round.drafts.select_related("council"):
        second_drafts(round, each.council, rest)
    assert Request.objects.filter(round=round, made_by="person").values("member").distinct().count() >= HTTP_MEMBERS + 2
    browsers.agree("facilitate", "/facilitate/close")


def test_a_whole_year_with_six_browsers_and_24_members_over_http(chromium, town, tmp_path, capsys):
    community = town.community
    everybody = list(Member.objects.filter(community=community).order_by("number"))
    browsers = Browsers(chromium, town)
    browsing = {member.id for member in browsers.people.values()}
    by_http = [member for member in everybody if member.id not in browsing][:HTTP_MEMBERS]
    members = [HttpMember(town.address, f"/town/enter/{make_link(member)}") for member in by_http]
    people = browsing | {one.id for one in by_http}
    Member.objects.filter(id__in=people).update(simulated=False)  # nobody answers for those who are here
    rest = [member for member in everybody if member.id not in people]

    decide_on_shared_goods(town, browsers, members, rest)
    assert current_year(community).phase == Year.Phase.ROUNDS and Settled.objects.filter(round__year=current_year(community)).count() == 1
    while current_year(community).phase == Year.Phase.ROUNDS:
        hold_round(town, browsers, members, rest)
    year = current_year(community)
    assert year.phase == Year.Phase.CLOSING and 2 <= current_round(year).number <= 7

    browsers.agree("plans", "/plans/draw")
    for name in ("rosa", "plain", "delegate"):
        page = browsers.open(name, "plans")
        page.check("input[name=approves] >> nth=0")
        page.click("form[action$='/plans/vote'] > button")
        page.wait_for_selector(".note")
    first = page.get_attribute("input[name=approves] >> nth=0", "value")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda member: member.send("/town/plans", "/plans/vote", approves=first), members))
    vote_for_members(community)
    assert PlanVote.objects.filter(ballot__year=year).values("member").distinct().count() >= HTTP_MEMBERS + 3
    browsers.agree("plans", "/plans/count")
    year = current_year(community)
    assert year.phase == Year.Phase.LIVE

    browsers.open("fay", "year").click("button[name=weeks] >> nth=-1")
    live_for_members(community)
    before = Transfer.objects.filter(community=community).count()
    drawn = browsers.open("rosa", "draw")
    drawn.click("button[value=send]")
    drawn.wait_for_load_state()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda member: member.send("/town/draw", "draw", refused=True, act="send"), members))
    done = sum(answer.status_code == 200 for answer in answers)
    # What one takes another finds gone: whoever is refused is told so, and nothing goes below zero.
    assert done and all(answer.status_code in (200, 422) for answer in answers)
    assert Transfer.objects.filter(community=community).count() >= before + done

    folder = tmp_path / "year"
    taken = browsers.pages["ada"].request.get(f"{town.address}/town/year.zip")
    zipfile.ZipFile(io.BytesIO(taken.body())).extractall(folder)
    (journal,) = folder.rglob("journal.jsonl")
    capsys.readouterr()
    assert run_command(["verify", str(journal.parent)]) == 0 and run_command(["replay", str(journal.parent)]) == 0
    assert "identical" in capsys.readouterr().out

    browsers.agree("year", "/year/close")
    assert current_year(community).phase == Year.Phase.ENDED
    browsers.agree("year", "/year/next")
    following = current_year(community)
    assert (following.number, following.phase) == (year.number + 1, Year.Phase.SHARED) and current_round(following).number == 1
    assert "1" in browsers.open("rosa", "").inner_text(".phase strong")
    assert browsers.problems == []
