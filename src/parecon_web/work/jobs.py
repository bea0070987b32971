"""Acts about jobs: the tasks of a workplace, what members say of them, and dividing them so that nobody monopolises empowering work."""

from __future__ import annotations

import math

import numpy as np
from django.db.models import Max

from parecon.work import Person, Task, TaskRating, Workplace, balance_jobs, check_balance, make_workplace, measure_jobs, median_ratings
from parecon.work.refusals import Refused as EngineRefused
from parecon_web.councils.models import Council
from parecon_web.members.models import Member
from parecon_web.record.acts import Act, handles
from parecon_web.record.refusals import Refusal, Refused, Stale
from parecon_web.voting.motions import charter_of_community
from parecon_web.work.models import Division, DivisionVoice, TaskList, TaskVoice
from parecon_web.work.reasons import WorkReason

__all__ = ["adopted_division", "divide", "latest_tasks", "voices_of", "workplace_as_said"]

TASKS_MAX, NAME_MAX, HOURS_MAX = 60, 80, 100_000.0
DIGITS = 6
"""Hours and figures are kept to a millionth, so that they come out alike on every machine."""
EXACT = 10.0**-DIGITS


def seated(act: Act, part: str = "balanced_jobs") -> Council | Refused:
    """Return the workplace that an act is about, in which whoever acts has a seat; refused where this part (``ballots.parts.*``) is not in use."""
    if not charter_of_community(act.community)[f"ballots.parts.{part}"]:
        return Refused((Refusal(WorkReason.PART_OFF),))
    council = Council.objects.filter(community=act.community, slug=act.body["council"]).first()
    if council is None or not council.seats.filter(member_id=act.by).exists():
        return Refused((Refusal(WorkReason.NOT_SEATED),))
    return council if council.kind == Council.Kind.WORKER else Refused((Refusal(WorkReason.NO_WORKPLACE),))


def latest_tasks(council: Council) -> TaskList | None:
    """Return the newest list of a workplace's tasks, or None."""
    return council.task_lists.order_by("-version").first()


def voices_of(council: Council) -> list[TaskVoice]:
    """Return what members who still have a seat said of the newest list, by number."""
    last = latest_tasks(council)
    return list(council.task_voices.filter(version=last.version, member__seats__council=council).select_related("member__profile").order_by("member__number")) if last else []


def adopted_division(council: Council) -> Division | None:
    """Return the division of labour that was adopted last, or None."""
    return council.divisions.filter(adopted_at__isnull=False).order_by("-adopted_at", "-number").first()


@handles("tasks.save")
def save_tasks(act: Act) -> dict | Refused | Stale:
    """Save a version of the tasks; body: council, based_on (version), tasks ([name, hours a week])."""
    council = seated(act)
    if isinstance(council, Refused):
        return council
    newest = latest_tasks(council)
    if act.body["based_on"] != (newest.version if newest else 0):
        return Stale({"version": newest.version if newest else 0, "tasks": newest.tasks if newest else [], "member": newest.member_id if newest else None})
    tasks = [[str(name).strip(), hours] for name, hours in act.body["tasks"]]
    refusals = _find_task_refusals(tasks)
    if refusals:
        return Refused(refusals)
    TaskList.objects.create(id=act.new_id(), community=act.community, council=council, version=act.body["based_on"] + 1, tasks=tasks, member_id=act.by, at=act.at)
    return {"version": act.body["based_on"] + 1}


def _find_task_refusals(tasks: list[list]) -> tuple[Refusal, ...]:
    if not 0 < len(tasks) <= TASKS_MAX:
        return (Refusal(WorkReason.TOO_MANY_TASKS, "tasks", str(len(tasks)), str(TASKS_MAX)) if tasks else Refusal(WorkReason.NO_TASKS, "tasks"),)
    found, seen = [], set()
    for name, hours in tasks:
        if not 0 < len(name) <= NAME_MAX:
            found.append(Refusal(WorkReason.TASK_NAME, "tasks", str(len(name)), str(NAME_MAX)))
        if not _is_hours(hours) or not 0 < hours <= HOURS_MAX:
            found.append(Refusal(WorkReason.TASK_HOURS, "tasks", f"{name} {hours}"[:60], f"{HOURS_MAX:.0f}"))
        if name.casefold() in seen:
            found.append(Refusal(WorkReason.TASK_TWICE, "tasks", name))
        seen.add(name.casefold())
    return tuple(found)


def _is_hours(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


@handles("tasks.say", sealed=("week", "lines"))
def say_tasks(act: Act) -> dict | Refused | Stale:
    """Say how one's week is and what the tasks are like; body: council, version, week (hours), lines (task to empowerment, desirability, hours, barred).

    Ratings are on the charter's scale; what is left out is not said. Saying it again replaces it.
    """
    council = seated(act)
    if isinstance(council, Refused):
        return council
    newest = latest_tasks(council)
    if newest is None or act.body["version"] != newest.version:
        return Stale({"version": newest.version if newest else 0})
    week, lines = act.body["week"], act.body["lines"]
    refusals = _find_voice_refusals(act, week, lines, [name for name, _hours in newest.tasks])
    if refusals:
        return Refused(refusals)
    values = {"version": newest.version, "week": week, "lines": lines, "at": act.at}
    if not TaskVoice.objects.filter(council=council, member_id=act.by).update(**values):
        TaskVoice.objects.create(id=act.new_id(), community=act.community, council=council, member_id=act.by, **values)
    return {"version": newest.version}


def _find_voice_refusals(act: Act, week: object, lines: dict, names: list[str]) -> tuple[Refusal, ...]:
    charter, found, whole = charter_of_community(act.community), [], 0.0
    low, high = charter["jobs.rating_min"], charter["jobs.rating_max"]
    if not _is_hours(week) or not 0 < week <= 168:
        return (Refusal(WorkReason.WEEK, "week", str(week)[:20], "168"),)
    for name, said in lines.items():
        if name not in names:
            found.append(Refusal(WorkReason.UNKNOWN_TASK, "", name[:40]))
            continue
        field = names.index(name)
        for key in ("empowerment", "desirability"):
            points = said.get(key)
            if points is not None and (not isinstance(points, int) or isinstance(points, bool) or not low <= points <= high):
                found.append(Refusal(WorkReason.POINTS, f"{key}:{field}", str(points)[:20], f"{low}–{high}"))
        hours = said.get("hours", 0)
        if not _is_hours(hours) or hours < 0:
            found.append(Refusal(WorkReason.OWN_HOURS, f"hours:{field}", str(hours)[:20]))
        else:
            whole += hours
    if not found and whole > week + EXACT:
        found.append(Refusal(WorkReason.MORE_THAN_WEEK, "week", f"{whole:g}", f"{week:g}"))
    return tuple(found)


def workplace_as_said(council: Council) -> Workplace | EngineRefused | None:
    """Return the workplace of those who said how their week is, as the engine knows it; None where nobody did. People are named by their numbers."""
    newest, voices, charter = latest_tasks(council), voices_of(council), charter_of_community(council.community)
    if newest is None or not voices:
        return None
    middle = (charter["jobs.rating_min"] + charter["jobs.rating_max"]) / 2
    ratings = [TaskRating(str(voice.member.number), name, said["empowerment"], said["desirability"])
               for voice in voices for name, said in voice.lines.items() if "empowerment" in said and "desirability" in said]
    rated = median_ratings([Task(name, float(hours), middle, middle) for name, hours in newest.tasks], ratings, charter=charter)
    if isinstance(rated, EngineRefused):
        return rated
    people = [Person(str(voice.member.number), float(voice.week), today={name: float(said["hours"]) for name, said in voice.lines.items() if said.get("hours")},
                     barred=frozenset(name for name, said in voice.lines.items() if said.get("barred"))) for voice in voices]
    return make_workplace(rated[0], people, charter=charter)


def divide(council: Council) -> dict[str, dict[str, float]] | EngineRefused | None:
    """Return a division of labour that balances the jobs of those who said how their week is: number of a member to task to hours a week."""
    charter, workplace = charter_of_community(council.community), workplace_as_said(council)
    if not isinstance(workplace, Workplace):
        return workplace
    balanced = balance_jobs(workplace, charter=charter)
    if isinstance(balanced, EngineRefused):
        return balanced
    return {person.name: {task.name: round(float(hours), DIGITS) for task, hours in zip(workplace.tasks, row) if hours > EXACT}
            for person, row in zip(workplace.people, balanced.hours)}


@handles("division.propose", sealed=("hours",))
def propose_division(act: Act) -> dict | Refused:
    """Propose a division of labour; body: council, version (of the tasks), hours (number of a member to task to hours a week)."""
    council = seated(act)
    if isinstance(council, Refused):
        return council
    newest = latest_tasks(council)
    if newest is None or act.body["version"] != newest.version:
        return Refused((Refusal(WorkReason.OTHER_TASKS),))
    workplace = workplace_as_said(council)
    if workplace is None:
        return Refused((Refusal(WorkReason.NOBODY_SAID),))
    if isinstance(workplace, EngineRefused):
        return Refused((say_refusal(workplace),))
    hours = act.body["hours"]
    refusals = _find_division_refusals(workplace, hours)
    if refusals:
        return Refused(refusals)
    number = (council.divisions.aggregate(last=Max("number"))["last"] or 0) + 1
    Division.objects.create(id=act.new_id(), community=act.community, council=council, number=number, version=newest.version, hours=hours,
                            figures=figures_of(workplace, hours, charter_of_community(act.community)), member_id=act.by, at=act.at)
    return {"division": number}


def say_refusal(refused: EngineRefused) -> Refusal:
    """Return the engine's refusal as the platform's, with what it concerns and both numbers."""
    return Refusal(WorkReason.NOT_DIVIDED, "", f"{refused.subject}: {refused.reason.value} ({refused.found})"[:200], str(refused.allowed)[:60])


def _find_division_refusals(workplace: Workplace, hours: dict) -> tuple[Refusal, ...]:
    people, tasks = {person.name: person for person in workplace.people}, {task.name: task for task in workplace.tasks}
    found, given, slack = [], dict.fromkeys(tasks, 0.0), 0.01
    for name, week in hours.items():
        if name not in people:
            return (Refusal(WorkReason.STRANGER, "", name[:20]),)
        for task, amount in week.items():
            if task not in tasks or not _is_hours(amount) or amount < 0:
                return (Refusal(WorkReason.UNKNOWN_TASK if task not in tasks else WorkReason.OWN_HOURS, "", f"{task} {amount}"[:60]),)
            given[task] += amount
        if sum(week.values()) > people[name].hours_per_week + slack:
            found.append(Refusal(WorkReason.OVER_WEEK, "", f"{sum(week.values()):g}", f"{people[name].hours_per_week:g}"))
    found += [Refusal(WorkReason.NOT_ALL_HOURS, "", f"{name}: {given[name]:g}"[:60], f"{task.hours_per_week:g}")
              for name, task in tasks.items() if abs(given[name] - task.hours_per_week) > slack]
    return tuple(found)


def figures_of(workplace: Workplace, hours: dict, charter) -> dict:
    """Return what a division of labour comes to: spread, highest less lowest job, the index of monopoly, today's and its own, and whether it passes."""
    table = np.array([[hours.get(person.name, {}).get(task.name, 0.0) for task in workplace.tasks] for person in workplace.people])
    after, finding = measure_jobs(workplace, table, charter=charter), check_balance(workplace, table, charter=charter)
    told = {"passed": finding.passed, "tolerance": round(finding.tolerance_points, DIGITS), "near": round(finding.passing_share, DIGITS), "needed": finding.passing_share_min,
            "short": sorted({*finding.conceptual_short, *finding.manual_short}, key=int), "people": len(workplace.people),
            "scores": {person.name: round(float(score), DIGITS) for person, score in zip(workplace.people, after.scores)}}
    before = measure_jobs(workplace, workplace.today, charter=charter) if workplace.today.sum() > 0 else None
    for name, figures in (("after", after), ("before", before)):
        if figures is not None:
            told[name] = {key: round(float(getattr(figures, key)), DIGITS) for key in ("spread", "gap", "monopoly", "changed_share")}
    return told


@handles("division.vote", sealed=("yes",))
def vote_division(act: Act) -> dict | Refused:
    """Vote on a proposed division; body: council, division (number), yes. The vote that makes the majority of the workplace adopts it."""
    council = seated(act)
    if isinstance(council, Refused):
        return council
    division, newest = council.divisions.filter(number=act.body["division"]).first(), latest_tasks(council)
    if division is None:
        return Refused((Refusal(WorkReason.NO_DIVISION),))
    if division.version != newest.version:
        return Refused((Refusal(WorkReason.OTHER_TASKS),))
    if not division.voices.filter(member_id=act.by).update(yes=act.body["yes"]):
        DivisionVoice.objects.create(id=act.new_id(), community=act.community, division=division, member_id=act.by, yes=act.body["yes"])
    if division.adopted_at is None and division.voices.filter(yes=True).count() * 2 > council.seats.count():
        Division.objects.filter(pk=division.pk).update(adopted_at=act.at)
        return {"adopted": True}
    return {"adopted": division.adopted_at is not None}


def member_names(council: Council) -> dict[str, Member]:
    """Return the members of a community by number as text, to name people by."""
    return {str(one.number): one for one in Member.objects.filter(community=council.community_id).select_related("profile")}
