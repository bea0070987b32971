"""Simulated members speak of tasks, vote on divisions, rate workmates and sit on juries through the same forms as people."""

from __future__ import annotations

from django.http import QueryDict

from parecon_web.members.models import Member
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.models import Community
from parecon_web.record.refusals import Answered
from parecon_web.voting.motions import charter_of_community
from parecon_web.work.effort_page import rate_form
from parecon_web.work.jobs import latest_tasks
from parecon_web.work.jobs_page import say_form
from parecon_web.work.models import Appeal, Division, EffortBallot, EffortVote, TaskList, TaskVoice

__all__ = ["work_together"]

WEEK_MAX = 168.0
SPREAD = 3
"""Simulated members rate so many points around a task's or workmate's middle."""


def work_together(community: Community) -> int:
    """Let the simulated members of a demonstration do what waits for them at work; return how many forms were sent."""
    if not community.demonstration:
        return 0
    return _speak(community) + _vote(community) + _rate(community) + _judge(community)


def _simulated(community: Community, council) -> list[Member]:
    return list(Member.objects.filter(community=community, simulated=True, seats__council=council).order_by("number"))


def _form(**fields: str) -> QueryDict:
    form = QueryDict(mutable=True)
    form.update({**fields, "request_id": new_request_id()})
    return form


def _around(middle: int, *of: int) -> int:
    return middle + (sum(7 * one for one in of) % (2 * SPREAD + 1)) - SPREAD


def _speak(community: Community) -> int:
    """Simulated members find tasks at the top of the list the most empowering, do one stretch of the list each today, and bar none."""
    sent, charter = 0, charter_of_community(community)
    for newest in TaskList.objects.filter(community=community).select_related("council"):
        if newest.version != latest_tasks(newest.council).version:
            continue
        seated, count = list(newest.council.seats.order_by("member__number").values_list("member_id", flat=True)), len(newest.tasks)
        low, high = charter["jobs.rating_min"], charter["jobs.rating_max"]
        simulated = _simulated(community, newest.council)
        # Weeks that hold all tasks, whoever else speaks.
        week = min(max(charter["jobs.week_hours"], round(1.05 * sum(hours for _name, hours in newest.tasks) / max(len(simulated), 1), 1)), WEEK_MAX)
        for member in simulated:
            if TaskVoice.objects.filter(council=newest.council, member=member, version=newest.version).exists():
                continue
            form = _form(version=str(newest.version), week=str(week))
            for place in range(count):
                middle = high - SPREAD - (high - low - 2 * SPREAD) * place // max(count - 1, 1)
                form[f"empowerment:{place}"] = str(min(max(_around(middle, member.number, place), low), high))
                form[f"desirability:{place}"] = str(min(max(_around(middle, member.number, place, 3), low), high))
                form[f"hours:{place}"] = f"{_stretch(newest.tasks, place, seated.index(member.id), len(seated)):.2f}"
            sent += isinstance(say_form(newest.council, member, form), Answered)
    return sent


def _stretch(tasks: list, place: int, index: int, count: int) -> float:
    """Return the hours of a task that fall to one of ``count`` people who divide the list, from its top, into stretches of as many hours each."""
    hours = [float(each) for _name, each in tasks]
    begin, each = sum(hours[:place]), sum(hours) / count
    return max(min(begin + hours[place], (index + 1) * each) - max(begin, index * each), 0.0)


def _vote(community: Community) -> int:
    """Simulated members are for every division that is balanced, or brings jobs nearer to each other."""
    sent = 0
    for division in Division.objects.filter(community=community, adopted_at=None).select_related("council"):
        if division.version != latest_tasks(division.council).version:
            continue
        before, after = division.figures.get("before"), division.figures["after"]
        nearer = division.figures["passed"] or before is None or after["spread"] < before["spread"]
        for member in _simulated(community, division.council):
            if not division.voices.filter(member=member).exists():
                body = {"council": division.council.slug, "division": division.number, "yes": nearer}
                sent += isinstance(perform(community, "division.vote", body, by=member.id, request_id=new_request_id()), Answered)
    return sent


def _rate(community: Community) -> int:
    sent, norm = 0, charter_of_community(community)["effort.rating_norm"]
    for ballot in EffortBallot.objects.filter(community=community, closed_at=None).select_related("council", "community"):
        rated = set(EffortVote.objects.filter(community=community, ballot=ballot.number).values_list("member_id", flat=True))
        for member in _simulated(community, ballot.council):
            if member.id in rated or str(member.number) not in ballot.roll:
                continue
            form = _form(**{f"points:{number}": str(_around(norm, int(number), int(number) % 3 * member.number)) for number in ballot.roll if number != str(member.number)})
            sent += isinstance(rate_form(ballot, member, form), Answered)
    return sent


def _judge(community: Community) -> int:
    """A simulated juror sides halfway with who appeals: one point more than workmates found."""
    sent, high = 0, charter_of_community(community)["effort.rating_max"]
    for appeal in Appeal.objects.filter(community=community, decided_at=None).select_related("rated"):
        for juror in Member.objects.filter(community=community, simulated=True, number__in=map(int, appeal.jury)):
            if not appeal.voices.filter(member=juror).exists():
                points = min(int(appeal.rated.rating) + 1, high)
                sent += isinstance(perform(community, "effort.judge", {"appeal": appeal.number, "points": points}, by=juror.id, request_id=new_request_id()), Answered)
    return sent
