"""Acts of the vote on the plans: drawing them up, voting, counting and adopting."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from django.utils.translation import gettext_lazy as _

from parecon.facilitation import follow
from parecon.feasibility import Infeasible
from parecon.journal.plain import as_plain
from parecon_web.members.models import Member, Role
from parecon_web.record.acts import Act, handles
from parecon_web.record.refusals import Refusal, Refused
from parecon_web.rounds.keeping import charter_in_force, current_round, load_year
from parecon_web.rounds.models import Consent, Year
from parecon_web.rounds.opening import announce
from parecon_web.rounds.reasons import RoundReason
from parecon_web.rounds.requesting import tracker_of
from parecon_web.voting.models import AdoptedYear, PlanBallot, PlanVote
from parecon_web.voting.plans import closing_of, count, options_of, plan_of

__all__ = ["AT_ADOPTION", "VotingReason", "cast_vote", "consent_to_count", "consent_to_draw", "note_consent"]


AT_ADOPTION: list[Callable[[Act, Year], None]] = []
"""What later parts of the year do, in the same act, when a plan is adopted; each part adds its own."""


class VotingReason(Enum):
    """Why the platform refuses an act of the vote."""

    NOT_CLOSING = _("Plans are drawn up when the rounds are over, once")
    NOT_OPEN = _("No vote on plans is open now")
    UNKNOWN_PLAN = _("There is no such plan on this ballot")
    NOTHING_MARKED = _("Mark at least one plan that you can live with")
    NOBODY_VOTED = _("Nobody has voted yet; a plan is adopted by those who vote")


def _year(act: Act, phase: str, reason: VotingReason) -> Year | Refused:
    year = Year.objects.filter(community=act.community, number=act.body["year"]).first()
    return year if year is not None and year.phase == phase else Refused((Refusal(reason),))


def note_consent(act: Act, year: Year, to: str) -> tuple[int, int] | Refused:
    """Note the consent of a facilitator, on the last round, and return how many there are and how many are needed."""
    if not Role.objects.filter(community=act.community, member_id=act.by, task=Role.Task.FACILITATOR).exists():
        return Refused((Refusal(RoundReason.NOT_FACILITATOR),))
    last = current_round(year)
    if not last.consents.filter(to=to, member_id=act.by).exists():
        Consent.objects.create(id=act.new_id(), community=act.community, round=last, to=to, member_id=act.by, at=act.at)
    return last.consents.filter(to=to).count(), charter_in_force(year)["rounds.close_consents"]


@handles("plans.draw")
def consent_to_draw(act: Act) -> dict | Refused:
    """Consent to making the last proposals exact; body: year. The last consent needed opens the ballot, or, where no plan exists, one more round."""
    year = _year(act, Year.Phase.CLOSING, VotingReason.NOT_CLOSING)
    given = year if isinstance(year, Refused) else note_consent(act, year, "draw")
    if isinstance(given, Refused):
        return given
    if given[0] < given[1]:
        return {"given": given[0], "needed": given[1], "drawn": False}
    closing = closing_of(year)
    if isinstance(closing, Infeasible):
        announce(act, year, follow(load_year(year)))
        Year.objects.filter(pk=year.pk).update(phase=Year.Phase.ROUNDS)
        return {"given": given[0], "needed": given[1], "drawn": False, "short": as_plain(closing)}
    options = [option.name for option in options_of(year)]
    PlanBallot.objects.create(id=act.new_id(), community=act.community, year=year, options=options, opened_at=act.at)
    Year.objects.filter(pk=year.pk).update(phase=Year.Phase.BALLOT)
    return {"given": given[0], "needed": given[1], "drawn": True, "options": options}


@handles("plans.vote", sealed=("approves",))
def cast_vote(act: Act) -> dict | Refused:
    """Vote on the plans; body: year, approves (norms). Secret until the count, an open roll after it; voting again replaces it."""
    year = _year(act, Year.Phase.BALLOT, VotingReason.NOT_OPEN)
    if isinstance(year, Refused):
        return year
    approves = sorted(set(act.body["approves"]))
    strange = [name for name in approves if name not in year.ballot.options]
    if strange:
        return Refused((Refusal(VotingReason.UNKNOWN_PLAN, "approves", str(strange[0])[:40], ", ".join(year.ballot.options)),))
    if not approves:
        return Refused((Refusal(VotingReason.NOTHING_MARKED, "approves"),))
    tracker = tracker_of(act)
    changed = PlanVote.objects.filter(ballot=year.ballot, member_id=act.by).first()
    if changed is None:
        PlanVote.objects.create(id=act.new_id(), community=act.community, ballot=year.ballot, member_id=act.by, approves=approves, at=act.at, tracker=tracker)
    else:
        PlanVote.objects.filter(pk=changed.pk).update(approves=approves, times=changed.times + 1, at=act.at, tracker=tracker, paper=False)
    return {"tracker": tracker}


@handles("plans.count")
def consent_to_count(act: Act) -> dict | Refused:
    """Consent to closing the vote; body: year. The last consent needed counts it, publishes the roll and adopts the winner."""
    year = _year(act, Year.Phase.BALLOT, VotingReason.NOT_OPEN)
    given = year if isinstance(year, Refused) else note_consent(act, year, "count")
    if isinstance(given, Refused):
        return given
    if given[0] < given[1]:
        return {"given": given[0], "needed": given[1], "counted": False}
    roll = {str(vote.member_id): vote.approves for vote in year.ballot.votes.order_by("member_id")}
    if not roll:
        return Refused((Refusal(VotingReason.NOBODY_VOTED),))
    result = count(year, roll, Member.objects.filter(community=act.community).count())
    plan = plan_of(year, result)
    PlanBallot.objects.filter(pk=year.ballot.pk).update(closed_at=act.at, result=as_plain(result))
    AdoptedYear.objects.create(id=act.new_id(), community=act.community, year=year, norm=result.winner, hash=plan.hash, at=act.at)
    Year.objects.filter(pk=year.pk).update(phase=Year.Phase.LIVE)
    for begin in AT_ADOPTION:
        begin(act, Year.objects.get(pk=year.pk))
    return {"given": given[0], "needed": given[1], "counted": True, "winner": result.winner, "plan": plan.hash, "roll": roll}
