"""What work asks of members on their first screen."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from parecon_web.engine_words import said
from parecon_web.members.models import Member
from parecon_web.rounds.home import Need
from parecon_web.work.jobs import latest_tasks
from parecon_web.work.models import Appeal, Division, EffortBallot, EffortVote, TaskVoice

__all__ = ["needs_of_work"]


def needs_of_work(member: Member) -> list[Need]:
    """Return what waits for a member in their workplaces: tasks to speak of, a division to vote on, effort to rate, an appeal to judge."""
    slug, found = member.community.slug, []
    for division in Division.objects.filter(council__seats__member=member, adopted_at=None).select_related("council"):
        if division.version == latest_tasks(division.council).version:
            found.append(Need(_("A division of labour waits for your vote"), said(division.council.name), reverse("jobs", args=[slug, division.council.slug]),
                              done=division.voices.filter(member=member).exists()))
    for seat in member.seats.filter(council__task_lists__isnull=False).select_related("council").distinct():
        newest = latest_tasks(seat.council)
        if not TaskVoice.objects.filter(council=seat.council, member=member, version=newest.version).exists():
            found.append(Need(_("Say what the tasks of your workplace are like"), said(seat.council.name), reverse("say-tasks", args=[slug, seat.council.slug])))
    for ballot in EffortBallot.objects.filter(council__seats__member=member, closed_at=None).select_related("council"):
        if str(member.number) in ballot.roll:
            done = EffortVote.objects.filter(community=member.community, ballot=ballot.number, member=member).exists()
            text = _("You have rated; you can change it until it is counted.") if done else _("In secret; it sets how next year's income is shared.")
            found.append(Need(_("Rate your workmates' effort: %(council)s") % {"council": said(ballot.council.name)}, text, reverse("rating", args=[slug, ballot.number]), done=done))
    for appeal in Appeal.objects.filter(community=member.community, decided_at=None):
        if str(member.number) in appeal.jury:
            found.append(Need(_("You were drawn for a jury"), _("Somebody appeals against how their effort was rated."), reverse("appeal", args=[slug, appeal.number]),
                              done=appeal.voices.filter(member=member).exists()))
    return found
