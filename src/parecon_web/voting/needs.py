"""What the vote asks of a member, for the first screen."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from parecon_web.engine_words import said
from parecon_web.members.models import Member, Role
from parecon_web.rounds.home import Need
from parecon_web.rounds.models import Year
from parecon_web.rounds.situation import Situation
from parecon_web.voting.models import Motion, PlanVote, Poll, Question, SecretVote, SharedVote, SharedWish
from parecon_web.voting.shared import WISHES, places_of, stage_of

__all__ = ["needs_of_assembly", "needs_of_congress", "needs_of_polls", "needs_of_shared", "needs_of_vote"]


def needs_of_vote(member: Member, now: Situation) -> list[Need]:
    """Return what waits for a member between the last round and the adopted plan."""
    url = reverse("plans", args=[member.community.slug])
    facilitates = Role.objects.filter(member=member, task=Role.Task.FACILITATOR).exists()
    if now.year.phase == Year.Phase.CLOSING and facilitates:
        agreed = now.round.consents.filter(to="draw", member=member).exists()
        return [Need(_("Draw up the plans"), _("The rounds are over; two facilitators together let the last proposals be made exact."), url, done=agreed)]
    if now.year.phase == Year.Phase.BALLOT:
        voted = PlanVote.objects.filter(ballot__year=now.year, member=member).exists()
        needs = [Need(_("You have voted"), _("You can vote again until the vote is counted."), url, done=True) if voted
                 else Need(_("Vote on the plans"), _("See what each means for you and mark all that you can live with."), url)]
        if facilitates and now.round.consents.filter(to="count").exclude(member=member).exists() and not now.round.consents.filter(to="count", member=member).exists():
            needs.append(Need(_("Another facilitator wants to count the vote"), _("It is counted when you agree."), url))
        return needs
    if now.year.phase == Year.Phase.LIVE:
        return [Need(_("The plan is adopted"), _("See what it gives your councils."), reverse("plan", args=[member.community.slug]), done=True)]
    return []


def needs_of_shared(member: Member, now: Situation) -> list[Need]:
    """Return what waits for a member while shared goods are decided."""
    stage = stage_of(now.round)
    if stage is None:
        return []
    url, needs = reverse("shared", args=[member.community.slug]), []
    if places_of(member, now.economy):
        if stage.what == WISHES:
            done = SharedWish.objects.filter(round=now.round, member=member).exists()
            needs.append(Need(_("Shared goods: what do you wish?"), _("What your places have now is filled in. Change what you like."), url, done=done))
        else:
            done = SharedVote.objects.filter(round=now.round, stage=stage.number, member=member).exists()
            needs.append(Need(_("Vote on shared goods"), _("Mark all options that you can live with."), url, done=done))
    if Role.objects.filter(member=member, task=Role.Task.FACILITATOR).exists():
        agreed = set(now.round.consents.filter(to=f"shared {stage.number}").values_list("member_id", flat=True))
        if agreed and member.id not in agreed:
            needs.append(Need(_("Another facilitator wants to count what was decided on shared goods"), _("It is counted when you agree."), url))
    return needs


def needs_of_assembly(member: Member) -> list[Need]:
    """Return the open motions on which a member has not voted, and those on which they have."""
    found = []
    for motion in Motion.objects.filter(community=member.community, closed_at=None):
        voted = motion.voices.filter(member=member).exists()
        url = reverse("motion", args=[member.community.slug, motion.number])
        found.append(Need(motion.title, _("You have voted; you can vote again until it is counted.") if voted else _("A motion of the assembly waits for your vote."), url, done=voted))
    return found


def needs_of_congress(member: Member) -> list[Need]:
    """Return the open questions on which a member casts a council's vote, or can tell their delegate something."""
    found = []
    seats = [(seat.council, seat.delegate) for seat in member.seats.select_related("council")]
    for question in Question.objects.filter(community=member.community, closed_at=None):
        url = reverse("question", args=[member.community.slug, question.number])
        for council, speaks in seats:
            if council.kind != question.kind:
                continue
            names = {"council": said(council.name)}
            if speaks:
                done = question.voices.filter(council=council, member=member).exists()
                text = _("You have voted for %(council)s; you can vote again until it is counted.") if done else _("You vote on it for %(council)s.")
            else:
                done = question.instructions.filter(council=council, member=member).exists()
                text = _("You have said what the delegate of %(council)s shall be told.") if done else _("Say what the delegate of %(council)s shall be told.")
            found.append(Need(question.title, text % names, url, done=done))
    return found


def needs_of_polls(member: Member) -> list[Need]:
    """Return the open secret ballots of a member's councils."""
    found = []
    for poll in Poll.objects.filter(council__seats__member=member, closed_at=None).select_related("subject__profile", "council"):
        if str(member.number) not in poll.roll:
            continue
        done = SecretVote.objects.filter(community=member.community, poll=poll.number, member=member).exists()
        names = {"council": said(poll.council.name), "name": poll.subject}
        title = _("Recall of %(name)s, delegate of %(council)s") % names if poll.subject else _("Delegate of %(council)s") % names
        text = _("You have voted; you can vote again until it is counted.") if done else _("A secret ballot waits for your vote.")
        found.append(Need(title, text, reverse("poll", args=[member.community.slug, poll.number]), done=done))
    return found
