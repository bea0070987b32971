"""What a council's ballot on a person does: seating the delegate who was elected, recalling one at once."""

from __future__ import annotations

from datetime import UTC, datetime, time

from parecon.ballots import ClosedPoll, CouncilTree, Delegate, Result, recall_delegate, seat_delegate
from parecon.ballots import Council as Primary
from parecon_web.councils.models import Council, FederationSeat
from parecon_web.members.models import Member
from parecon_web.record.acts import Act
from parecon_web.voting.models import Poll, Term
from parecon_web.voting.motions import charter_of_community

__all__ = ["recall", "seat_winner"]


def _tree(poll: Poll) -> CouncilTree:
    return CouncilTree({poll.council.slug: Primary(poll.council.slug, None, tuple(poll.roll))})


def _past(council: Council) -> list[Delegate]:
    return [Delegate(str(term.member.number), council.slug, term.begins.date(), term.ends.date(), term.recalled_at and term.recalled_at.date())
            for term in council.terms.select_related("member")]


def _empty_seat(council: Council) -> None:
    """Take a council's delegate out of its seat and out of the federation."""
    council.seats.filter(delegate=True).update(delegate=False)
    FederationSeat.objects.filter(sent_by=council).delete()


def seat_winner(act: Act, poll: Poll, closed: ClosedPoll, result: Result) -> str:
    """Seat who was elected, in place of the delegate before; return "seated", or the reason why nobody was."""
    if not result.passed:
        return result.refusal.reason.name
    seated = seat_delegate(_tree(poll), poll.council.slug, result.winner, (closed, result), past=_past(poll.council), today=act.at.date(),
                           charter=charter_of_community(act.community))
    if not isinstance(seated, Delegate):
        return seated.reason.name
    member = Member.objects.get(community=act.community, number=int(result.winner))
    _empty_seat(poll.council)
    poll.council.seats.filter(member=member).update(delegate=True)
    if not FederationSeat.objects.filter(federation=poll.council.federation, member=member).exists():
        FederationSeat.objects.create(id=act.new_id(), community=act.community, federation=poll.council.federation, member=member, sent_by=poll.council)
    Term.objects.filter(council=poll.council, recalled_at=None, ends__gt=act.at).update(ends=act.at)
    Term.objects.create(id=act.new_id(), community=act.community, council=poll.council, member=member, begins=act.at,
                        ends=datetime.combine(seated.ends, time(), UTC))
    return "seated"


def recall(act: Act, poll: Poll, closed: ClosedPoll, result: Result) -> str:
    """Recall the delegate whom the ballot is about, at once; return "recalled", or the reason why not."""
    sitting = Delegate(str(poll.subject.number), poll.council.slug, poll.opened_at.date(), poll.closes_at.date())
    recalled = recall_delegate(_tree(poll), sitting, closed, result, today=act.at.date())
    if not isinstance(recalled, Delegate) or result.winner != "for":
        return result.refusal.reason.name if result.refusal else "OPPOSED"
    if poll.council.seats.filter(member=poll.subject, delegate=True).exists():
        poll.council.seats.filter(member=poll.subject).update(delegate=False)
        FederationSeat.objects.filter(sent_by=poll.council, member=poll.subject).delete()
        Term.objects.filter(council=poll.council, member=poll.subject, recalled_at=None, ends__gt=act.at).update(recalled_at=act.at)
    return "recalled"
