"""Jobs in the browser: the list of tasks, what members say, a division worked out, the vote."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from parecon_web.councils.models import Council
from parecon_web.members.links import make_link
from parecon_web.members.models import Member
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.models import Community, Event
from parecon_web.record.rebuild import rebuild, table_text
from parecon_web.record.refusals import Answered, Refused, Stale
from parecon_web.work.bots import work_together
from parecon_web.work.jobs import adopted_division, divide, voices_of
from parecon_web.work.models import Division, TaskList, TaskVoice
from parecon_web.work.reasons import WorkReason

from web.voting.test_polls import RULES, great_council

TASKS = "Planning the week; 20\nKeeping accounts; 20\nBaking; 100\nDelivering\t40\nCleaning: 30"


def members(council: Council) -> list[Member]:
    """Return who works there."""
    return list(Member.objects.filter(seats__council=council).order_by("number"))


def do(council: Council, kind: str, body: dict, by: Member):
    """Do an act about a workplace."""
    return perform(council.community, kind, {"council": council.slug, **body}, by=by.id, request_id=new_request_id())


@pytest.fixture
def bakery(riverside) -> Council:
    """Return a workplace of six, with rosa's town around it."""
    return great_council(riverside.community, 6)


@pytest.fixture
def enter(riverside):
    """Return a browser in which somebody is signed in."""
    from django.test import Client

    def signed_in(member: Member) -> Client:
        client = Client()
        client.get(f"/riverside/enter/{make_link(member)}")
        return client
    return signed_in


def test_from_a_list_of_tasks_to_balanced_jobs_in_force(bakery, enter):
    """Six people, one of whom plans and keeps accounts all day, share that work out and adopt it."""
    people = members(bakery)
    browsers = [enter(member) for member in people]
    page = f"/riverside/councils/{bakery.slug}/jobs"
    assert browsers[0].post(f"{page}/tasks", {"tasks": TASKS, "based_on": "0", "request_id": new_request_id()}).status_code == 302
    assert TaskList.objects.get().tasks == [["Planning the week", 20], ["Keeping accounts", 20], ["Baking", 100], ["Delivering", 40], ["Cleaning", 30]]
    today = [{0: 20, 1: 20}, {2: 40}, {2: 40}, {3: 40}, {2: 20}, {4: 30}]
    for browser, hours in zip(browsers, today):
        form = {"version": "1", "week": "40", "request_id": new_request_id()}
        for at, points in enumerate(((18, 15), (16, 9), (8, 12), (6, 8), (3, 3))):
            form |= {f"empowerment:{at}": str(points[0]), f"desirability:{at}": str(points[1]), f"hours:{at}": str(hours.get(at, ""))}
        assert browser.post(f"{page}/mine", form).status_code == 302
    assert browsers[1].post(f"{page}/propose", {"request_id": new_request_id()}).status_code == 302
    division = Division.objects.get()
    given = {task: sum(week.get(task, 0) for week in division.hours.values()) for task, _hours in TaskList.objects.get().tasks}
    assert given == pytest.approx({"Planning the week": 20, "Keeping accounts": 20, "Baking": 100, "Delivering": 40, "Cleaning": 30}, abs=1e-3)
    assert division.figures["before"]["gap"] > 13 and division.figures["after"]["gap"] < 1.0 and division.figures["passed"], division.figures
    for browser in browsers[:3]:
        assert browser.post(f"{page}/vote", {"division": "1", "yes": "yes", "request_id": new_request_id()}).status_code == 302
    assert adopted_division(bakery) is None, "three of six are no majority"
    browsers[4].post(f"{page}/vote", {"division": "1", "yes": "yes", "request_id": new_request_id()})
    assert adopted_division(bakery) == division
    shown = browsers[5].get(page).content.decode()
    assert "The division in force" in shown and "balanced" in shown and str(people[0]) in shown
    before = table_text(bakery.community)
    rebuild(bakery.community)
    assert table_text(bakery.community) == before


def test_others_see_whether_jobs_are_balanced_and_not_who_does_what(bakery, enter, riverside):
    people = members(bakery)
    do(bakery, "tasks.save", {"based_on": 0, "tasks": [["Planning", 120], ["Mopping", 120]]}, people[0])
    for member in people:
        do(bakery, "tasks.say", {"version": 1, "week": 40, "lines": {"Planning": {"empowerment": 18, "desirability": 9}, "Mopping": {"empowerment": 3, "desirability": 9}}}, member)
    do(bakery, "division.propose", {"version": 1, "hours": divide(bakery)}, people[0])
    for member in people:
        do(bakery, "division.vote", {"division": 1, "yes": True}, member)
    stranger = Member.objects.filter(community=bakery.community).exclude(seats__council=bakery).first()
    shown = enter(stranger).get(f"/riverside/councils/{bakery.slug}/jobs").content.decode()
    assert "balanced" in shown and "Planning" not in shown and str(people[1]) not in shown
    for path in ("tasks", "mine"):
        assert enter(stranger).get(f"/riverside/councils/{bakery.slug}/jobs/{path}").status_code == 404
    log = "".join(event.body + event.answer for event in Event.objects.filter(kind__in=("tasks.say", "division.propose", "division.vote")))
    assert "empowerment" not in log and "Mopping" not in log and "true" not in log.replace('"adopted":true', ""), "hours, ratings and votes are sealed"


@pytest.mark.parametrize(("text", "reason", "given"), [
    ("", WorkReason.NO_TASKS, ""), ("Baking", WorkReason.LINE, "Baking"), ("Baking; much", WorkReason.LINE, "Baking; much"), ("Baking; 0", WorkReason.TASK_HOURS, "Baking 0"),
    ("Baking; 10\nbaking; 5", WorkReason.TASK_TWICE, "baking"), ("; 10", WorkReason.TASK_NAME, "0"), ("x" * 90 + "; 10", WorkReason.TASK_NAME, "90"),
    ("\n".join(f"Task {n}; 1" for n in range(61)), WorkReason.TOO_MANY_TASKS, "61"), ("Baking; 1e9", WorkReason.LINE, "1e9"), ("Baking; 900000", WorkReason.TASK_HOURS, "900000")])
def test_lists_that_do_not_fit_are_refused_and_what_was_typed_stays(bakery, enter, text, reason, given):
    answer = enter(members(bakery)[0]).post(f"/riverside/councils/{bakery.slug}/jobs/tasks", {"tasks": text, "based_on": "0", "request_id": new_request_id()})
    page = answer.content.decode()
    assert answer.status_code == 422 and str(reason.value).replace("“", "“") in page and given in page and not TaskList.objects.exists()
    assert text.splitlines()[-1] in page if text else True


@pytest.mark.parametrize(("typed", "reason"), [
    ({"week": "0"}, WorkReason.WEEK), ({"week": "long"}, WorkReason.WEEK), ({"week": "200"}, WorkReason.WEEK), ({"empowerment:0": "21"}, WorkReason.POINTS), ({"desirability:1": "0"}, WorkReason.POINTS),
    ({"empowerment:0": "1.5"}, WorkReason.POINTS), ({"hours:0": "-3"}, WorkReason.OWN_HOURS), ({"hours:0": "many"}, WorkReason.OWN_HOURS), ({"hours:0": "30", "hours:1": "20"}, WorkReason.MORE_THAN_WEEK)])
def test_what_does_not_fit_the_scale_or_the_week_is_refused_at_its_field(bakery, enter, typed, reason):
    one = members(bakery)[0]
    do(bakery, "tasks.save", {"based_on": 0, "tasks": [["Planning", 20], ["Mopping", 20]]}, one)
    answer = enter(one).post(f"/riverside/councils/{bakery.slug}/jobs/mine", {"version": "1", "week": "40", **typed, "request_id": new_request_id()})
    page = answer.content.decode()
    assert answer.status_code == 422 and str(reason.value) in page and not TaskVoice.objects.exists()
    field = "week" if reason is WorkReason.MORE_THAN_WEEK else next(iter(typed))
    assert f'href="#{field}"' in page and all(f'value="{value}"' in page for value in typed.values())


def test_two_who_change_the_list_at_once_both_see_it(bakery, enter):
    one, other = members(bakery)[:2]
    do(bakery, "tasks.save", {"based_on": 0, "tasks": [["Planning", 20]]}, one)
    answer = enter(other).post(f"/riverside/councils/{bakery.slug}/jobs/tasks", {"tasks": "Mopping; 20", "based_on": "0", "request_id": new_request_id()})
    page = answer.content.decode()
    assert answer.status_code == 409 and "Mopping; 20" in page and "Planning; 20" in page and TaskList.objects.count() == 1
    assert isinstance(do(bakery, "tasks.say", {"version": 7, "week": 40, "lines": {}}, one), Stale)
    do(bakery, "tasks.say", {"version": 1, "week": 40, "lines": {}}, one)
    do(bakery, "tasks.save", {"based_on": 1, "tasks": [["Mopping", 20]]}, other)
    assert voices_of(bakery) == [], "what was said of another list counts no more"


def test_a_division_gives_out_all_hours_and_nobody_more_than_their_week(bakery):
    one, two = members(bakery)[:2]
    do(bakery, "tasks.save", {"based_on": 0, "tasks": [["Planning", 30], ["Mopping", 30]]}, one)

    def refused(hours: dict, version: int = 1) -> WorkReason:
        outcome = do(bakery, "division.propose", {"version": version, "hours": hours}, one)
        assert isinstance(outcome, Refused), outcome
        return outcome.refusals[0].reason

    assert divide(bakery) is None and refused({}) is WorkReason.NOBODY_SAID
    for member in (one, two):
        do(bakery, "tasks.say", {"version": 1, "week": 40, "lines": {}}, member)
    a, b = str(one.number), str(two.number)
    assert refused({a: {"Planning": 30}, b: {"Mopping": 20}}) is WorkReason.NOT_ALL_HOURS
    assert refused({a: {"Planning": 30, "Mopping": 30}}) is WorkReason.OVER_WEEK
    assert refused({a: {"Singing": 30}}) is WorkReason.UNKNOWN_TASK
    assert refused({"99999": {"Planning": 30}}) is WorkReason.STRANGER
    assert refused({a: {"Planning": -1}}) is WorkReason.OWN_HOURS
    assert refused({}, version=2) is WorkReason.OTHER_TASKS
    assert isinstance(do(bakery, "division.propose", {"version": 1, "hours": {a: {"Planning": 15, "Mopping": 15}, b: {"Planning": 15, "Mopping": 15}}}, one), Answered)
    do(bakery, "tasks.save", {"based_on": 1, "tasks": [["Mopping", 30]]}, two)
    late = do(bakery, "division.vote", {"division": 1, "yes": True}, two)
    assert isinstance(late, Refused) and late.refusals[0].reason is WorkReason.OTHER_TASKS


def test_more_hours_of_tasks_than_weeks_hold_is_said_with_both_numbers(bakery, enter):
    one = members(bakery)[0]
    do(bakery, "tasks.save", {"based_on": 0, "tasks": [["Planning", 90]]}, one)
    do(bakery, "tasks.say", {"version": 1, "week": 40, "lines": {}}, one)
    answer = enter(one).post(f"/riverside/councils/{bakery.slug}/jobs/propose", {"request_id": new_request_id()})
    assert answer.status_code == 422 and "90" in answer.content.decode() and "40" in answer.content.decode() and not Division.objects.exists()


def test_who_cannot_do_a_task_is_given_none_of_it(bakery):
    people = members(bakery)
    do(bakery, "tasks.save", {"based_on": 0, "tasks": [["Planning", 100], ["Lifting", 100]]}, people[0])
    for at, member in enumerate(people):
        lines = {"Planning": {"empowerment": 15, "desirability": 9}, "Lifting": {"empowerment": 5, "desirability": 5} | ({"barred": True} if at == 2 else {})}
        do(bakery, "tasks.say", {"version": 1, "week": 40, "lines": lines}, member)
    assert "Lifting" not in divide(bakery).get(str(people[2].number), {})


def test_strangers_and_neighbourhoods_divide_no_work(riverside, bakery):
    stranger = Member.objects.filter(community=bakery.community).exclude(seats__council=bakery).first()
    refused = do(bakery, "tasks.save", {"based_on": 0, "tasks": [["Planning", 20]]}, stranger)
    assert refused.refusals[0].reason is WorkReason.NOT_SEATED
    home = Council.objects.filter(community=bakery.community, kind=Council.Kind.CONSUMER, seats__isnull=False).first()
    refused = do(home, "tasks.save", {"based_on": 0, "tasks": [["Planning", 20]]}, members(home)[0])
    assert refused.refusals[0].reason is WorkReason.NO_WORKPLACE


def test_simulated_members_speak_and_vote_through_the_same_forms(bakery):
    people = members(bakery)
    do(bakery, "tasks.save", {"based_on": 0, "tasks": [["Planning", 60], ["Baking", 100], ["Mopping", 60]]}, people[0])
    simulated = [member for member in people if member.simulated]
    assert work_together(bakery.community) == len(simulated) > 0 == work_together(bakery.community)
    do(bakery, "division.propose", {"version": 1, "hours": divide(bakery)}, simulated[0])
    assert work_together(bakery.community) == len(simulated)


@pytest.mark.parametrize("width", [320, 1280])
def test_from_the_first_list_to_the_vote_on_screen(chromium, server, width):
    community = Community.objects.get(slug="riverside")
    council = great_council(community, 6)
    one = next(member for member in members(council) if not member.simulated)
    context, found = chromium.new_context(viewport={"width": width, "height": 4000}), []
    page = context.new_page()

    def look() -> None:
        found.extend(f"{page.url}: {one['id']} {one['nodes'][0]['html'][:120]}" for one in Axe().run(page, options=RULES).response["violations"])
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url

    page.goto(f"{server.address}/riverside/enter/{make_link(one)}")
    page.goto(f"{server.address}/riverside/councils/{council.slug}")
    page.click("main a[href$='/jobs']")
    look()
    page.click("main .acts a")
    look()
    page.fill("#tasks", "Planning")
    page.click("main .questions button")
    look()
    page.fill("#tasks", TASKS)
    page.click("main .questions button")
    look()
    page.click("main .acts a")
    look()
    page.fill("input[name='empowerment:0']", "30")
    page.click("main .questions button")
    look()
    page.fill("input[name='empowerment:0']", "18")
    page.click("main .questions button")
    work_together(community)
    page.reload()
    page.click("form[action$='/propose'] button")
    look()
    page.click("form[action$='/vote'] button")
    for member in members(council):
        do(council, "division.vote", {"division": 1, "yes": True}, member)
    page.reload()
    look()
    assert page.get_by_text("The division in force").count() == 1 and found == []
