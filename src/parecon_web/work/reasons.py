"""Why acts about jobs and effort are refused."""

from __future__ import annotations

from enum import Enum

from django.utils.translation import gettext_lazy as _

__all__ = ["WorkReason"]


class WorkReason(Enum):
    """The rules of work in a workplace."""

    PART_OFF = _("By its rules this community does not use this part")
    NOT_SEATED = _("Only members of this workplace decide about its work")
    NO_WORKPLACE = _("Only workplaces divide work and rate effort")
    NO_TASKS = _("List at least one task")
    TOO_MANY_TASKS = _("There are more tasks than one list holds")
    LINE = _("A line has a task and its hours a week, like “Baking bread; 60”")
    TASK_NAME = _("A task needs a name; letters")
    TASK_TWICE = _("A task stands on the list twice")
    TASK_HOURS = _("The hours of a task are a number above 0; hours a week")
    UNKNOWN_TASK = _("There is no such task on the list")
    WEEK = _("Your week is a number of hours above 0; hours")
    POINTS = _("Points are whole numbers on the scale")
    OWN_HOURS = _("The hours you do of a task are a number of 0 or more")
    MORE_THAN_WEEK = _("The hours of your tasks are more than your week; hours")
    NOBODY_SAID = _("Nobody has said how long their week is and what they do; at least one member does first")
    NO_DIVISION = _("There is no such proposal")
    OTHER_TASKS = _("The tasks have changed since; propose for the list as it is now")
    NOT_ALL_HOURS = _("The hours of each task are all given out; hours")
    OVER_WEEK = _("Nobody is given more hours than their week; hours")
    STRANGER = _("Hours are given to members of this workplace")
    NOT_DIVIDED = _("The work cannot be divided so")
    OPEN_ALREADY = _("Effort is being rated here; it is counted first")
    TOO_FEW = _("Effort is rated among workmates; members")
    NOT_THERE = _("There is no such rating")
    COUNTED = _("This rating has been counted")
    NOT_ON_ROLL = _("You are not on the roll of this rating: it is of another workplace, or you joined after it was opened")
    NOT_YOURSELF = _("Nobody rates their own effort")
    NOBODY_RATED = _("Rate at least one workmate")
    REASON_TOO_LONG = _("The words are longer than can be stored; letters")
    TOO_EARLY = _("It is counted when its time is over, or when everybody has rated")
    BOX_CHANGED = _("A rating came in while it was being counted; count again")
    NOT_RATED = _("Only who was rated may appeal, once, when it is counted")
    TOO_LATE = _("The time for an appeal is over; days")
    NO_WORDS = _("Say why: the jury decides on what you and your workmates tell it; letters")
    JURY_TOO_SMALL = _("Too few members are free to judge; members")
    NOT_ON_JURY = _("Only the jury that was drawn decides, until all of it have spoken")
