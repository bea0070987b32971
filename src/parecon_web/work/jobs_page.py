"""The screens of a workplace's jobs: the division in force, proposals to vote on, the list of tasks, and what each member says of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from parecon.work.refusals import Refused as EngineRefused
from parecon_web.councils.access import council_of, may_draft, my_council
from parecon_web.councils.models import Council
from parecon_web.members.models import Member
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.refusals import Answered, Refusal, Refused, Stale
from parecon_web.rounds.amounts import UnreadableAmount, read_amount
from parecon_web.rounds.answers import sent_to
from parecon_web.voting.motions import charter_of_community
from parecon_web.work.jobs import adopted_division, divide, latest_tasks, member_names, say_refusal, voices_of
from parecon_web.work.models import Division
from parecon_web.work.reasons import WorkReason

__all__ = ["edit_tasks", "propose", "say_form", "say_own", "show_jobs", "vote"]

_LINE = re.compile(r"^(?P<name>.*?)[;:\t ]+(?P<hours>[\d.,]+)\s*(h|hours|horas)?$")
FIXED = 1e9


@dataclass(frozen=True)
class TaskField:
    """One task as a member fills it in: its place on the list, name, hours a week, and what is typed."""

    at: int
    name: str
    hours: float
    typed: dict[str, str]
    barred: bool


@dataclass(frozen=True)
class Shown:
    """A division of labour as members read it: lines of (member, score, tasks with hours), how many voted for it, and what I voted."""

    division: Division
    lines: list[tuple]
    yes: int
    mine: bool | None


def read_tasks(text: str) -> tuple[list[list], list[Refusal]]:
    """Return the tasks of a list with one task and its hours a week in each line, and what could not be read."""
    tasks, refusals = [], []
    for line in filter(None, map(str.strip, text.splitlines())):
        found = _LINE.match(line)
        hours = _hours(found["hours"]) if found else None
        if hours is None:
            refusals.append(Refusal(WorkReason.LINE, "tasks", line[:60]))
        else:
            tasks.append([found["name"].strip(), hours])
    return tasks, refusals


def _hours(text: str) -> float | None:
    try:
        return read_amount(text) / FIXED if text.strip() else None
    except UnreadableAmount:
        return None


def write_hours(hours: float) -> str:
    """Write hours with up to two decimals, as a form takes them back."""
    return f"{hours:.2f}".rstrip("0").rstrip(".")


def show_jobs(request: HttpRequest, slug: str, *, errors: tuple = (), status: int = 200) -> HttpResponse:
    """Show a workplace's jobs: to its members whole, to others whether they are balanced."""
    council = council_of(request, slug)
    mine, newest = may_draft(request.member, council), latest_tasks(council)
    adopted, names = adopted_division(council), member_names(council)
    waiting = [division for division in council.divisions.filter(adopted_at=None) if newest is not None and division.version == newest.version]
    voices = voices_of(council)
    context = {
        "council": council, "mine": mine, "tasks": newest, "adopted": _shown(adopted, request.member, names) if adopted else None, "errors": errors,
        "waiting": [_shown(division, request.member, names) for division in waiting] if mine else [], "voices": voices, "seats": council.seats.count(),
        "spoken": any(voice.member_id == request.member.id for voice in voices), "whole": sum(hours for _name, hours in newest.tasks) if newest else 0,
        "weeks": sum(voice.week for voice in voices), "charter": charter_of_community(request.community)}
    return render(request, "work/jobs.html", context, status=status)


def _shown(division: Division, member: Member, names: dict[str, Member]) -> Shown:
    scores = division.figures.get("scores", {})
    lines = [(names.get(number, number), scores.get(number), [(task, write_hours(hours)) for task, hours in week.items()], number in division.figures["short"])
             for number, week in sorted(division.hours.items(), key=lambda one: int(one[0]))]
    own = division.voices.filter(member=member).first()
    return Shown(division, lines, division.voices.filter(yes=True).count(), own.yes if own else None)


def edit_tasks(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the list of tasks to change (GET), or save a version of it (POST); whoever saved before is shown."""
    council, errors, stale = my_council(request, slug), (), None
    newest = latest_tasks(council)
    text = request.POST.get("tasks", "\n".join(f"{name}; {write_hours(hours)}" for name, hours in newest.tasks) if newest else "")
    if request.method == "POST":
        tasks, refusals = read_tasks(text)
        based_on = request.POST.get("based_on", "")
        body = {"council": slug, "tasks": tasks, "based_on": int(based_on) if based_on.isdecimal() and len(based_on) < 10 else 0}
        outcome = Refused(tuple(refusals)) if refusals else perform(request.community, "tasks.save", body, by=request.member.id, request_id=request.POST.get("request_id", ""))
        if isinstance(outcome, Answered):
            return sent_to(outcome, redirect("jobs", request.community.slug, slug))
        errors, stale = (outcome.refusals, None) if isinstance(outcome, Refused) else ((), newest)
    context = {"council": council, "text": text, "errors": errors, "stale": stale, "version": newest.version if newest else 0,
               "theirs": "\n".join(f"{name}; {write_hours(hours)}" for name, hours in newest.tasks) if stale else ""}
    return render(request, "work/tasks.html", context, status=409 if stale else 422 if errors else 200)


def say_form(council: Council, member: Member, data: QueryDict) -> Answered | Refused | Stale:
    """Send what a member says of the tasks as a browser posts it; simulated members come through here too.

    Fields: version, week, and for the task in place N of the list ``empowerment:N``, ``desirability:N``, ``hours:N``, ``barred:N``.
    """
    newest, lines, refusals = latest_tasks(council), {}, []
    for at, (name, _hours_of_all) in enumerate(newest.tasks if newest else []):
        said: dict[str, object] = {}
        for key in ("empowerment", "desirability"):
            text = data.get(f"{key}:{at}", "").strip()
            if text:
                said[key] = int(text) if text.isdecimal() and len(text) < 6 else text
        text = data.get(f"hours:{at}", "").strip()
        hours = _hours(text)
        if text and hours is None:
            refusals.append(Refusal(WorkReason.OWN_HOURS, f"hours:{at}", text[:20]))
        elif hours:
            said["hours"] = hours
        if data.get(f"barred:{at}"):
            said["barred"] = True
        if said:
            lines[name] = said
    if refusals:
        return Refused(tuple(refusals))
    version, week = data.get("version", ""), data.get("week", "")
    body = {"council": council.slug, "version": int(version) if version.isdecimal() and len(version) < 10 else 0, "week": _hours(week) if _hours(week) is not None else week, "lines": lines}
    return perform(council.community, "tasks.say", body, by=member.id, request_id=data.get("request_id", ""))


def say_own(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form in which a member says how their week is and what the tasks are like (GET), or take it (POST)."""
    council, errors, stale = my_council(request, slug), (), False
    if request.method == "POST":
        outcome = say_form(council, request.member, request.POST)
        if isinstance(outcome, Answered):
            return sent_to(outcome, redirect("jobs", request.community.slug, slug))
        errors, stale = (outcome.refusals, False) if isinstance(outcome, Refused) else ((), True)
    newest, charter = latest_tasks(council), charter_of_community(request.community)
    if newest is None:
        return redirect("edit-tasks", request.community.slug, slug)
    before = council.task_voices.filter(member=request.member).first()
    week = write_hours(before.week if before else charter["jobs.week_hours"])
    fields = [_field(request, at, line, before.lines.get(line[0], {}) if before else {}) for at, line in enumerate(newest.tasks)]
    context = {"council": council, "tasks": newest, "fields": fields, "week": request.POST.get("week", week), "errors": errors, "stale": stale,
               "low": charter["jobs.rating_min"], "high": charter["jobs.rating_max"]}
    return render(request, "work/say.html", context, status=409 if stale else 422 if errors else 200)


def _field(request: HttpRequest, at: int, line: list, said: dict) -> TaskField:
    kept = {key: str(said.get(key, "")) for key in ("empowerment", "desirability")} | {"hours": write_hours(said["hours"]) if said.get("hours") else ""}
    typed = {key: request.POST.get(f"{key}:{at}", value) for key, value in kept.items()}
    barred = bool(request.POST.get(f"barred:{at}")) if request.method == "POST" else bool(said.get("barred"))
    return TaskField(at, line[0], line[1], typed, barred)


def propose(request: HttpRequest, slug: str) -> HttpResponse:
    """Work out balanced jobs from what members said, and put them to the workplace."""
    council = my_council(request, slug)
    outcome = propose_form(council, request.member, request.POST.get("request_id", ""))
    if isinstance(outcome, Answered):
        return sent_to(outcome, redirect("jobs", request.community.slug, slug))
    return show_jobs(request, slug, errors=outcome.refusals, status=422)


def propose_form(council: Council, member: Member, request_id: str) -> Answered | Refused | Stale:
    """Work out a division of labour and propose it as a member."""
    hours = divide(council)
    if hours is None:
        return Refused((Refusal(WorkReason.NOBODY_SAID),))
    if isinstance(hours, EngineRefused):
        return Refused((say_refusal(hours),))
    return perform(council.community, "division.propose", {"council": council.slug, "version": latest_tasks(council).version, "hours": hours}, by=member.id, request_id=request_id)


def vote(request: HttpRequest, slug: str) -> HttpResponse:
    """Vote on a proposed division of labour."""
    my_council(request, slug)
    number = request.POST.get("division", "")
    body = {"council": slug, "division": int(number) if number.isdecimal() and len(number) < 10 else 0, "yes": request.POST.get("yes") == "yes"}
    outcome = perform(request.community, "division.vote", body, by=request.member.id, request_id=request.POST.get("request_id", "") or new_request_id())
    if isinstance(outcome, Answered):
        return sent_to(outcome, redirect("jobs", request.community.slug, slug))
    return show_jobs(request, slug, errors=outcome.refusals, status=422)
