"""Simulated members deliver and draw through the forms of people, each once a week of the year."""

from __future__ import annotations

from parecon_web.accounts.acts import holder_of
from parecon_web.accounts.forms import deliver_form, draw_form
from parecon_web.accounts.models import LiveYear
from parecon_web.accounts.promised import Due, due_of_council, due_of_holder
from parecon_web.councils.models import Council
from parecon_web.members.models import Member
from parecon_web.record.acts import new_request_id
from parecon_web.record.models import Community
from parecon_web.record.refusals import Answered
from parecon_web.rounds.amounts import write_amount
from parecon_web.rounds.keeping import current_year
from parecon_web.rounds.models import Year

__all__ = ["live_for_members", "live_one_week"]


def live_for_members(community: Community) -> int:
    """Let the simulated members of a demonstration record what is due this week; return how many forms were sent."""
    year = current_year(community)
    if year is None or not community.demonstration or year.phase != Year.Phase.LIVE:
        return 0
    return live_one_week(year.live, list(Member.objects.filter(community=community, simulated=True).order_by("number")))


def live_one_week(live: LiveYear, members: list[Member]) -> int:
    """Let ``members`` record what is due by now: workplaces deliver, councils use, members draw, also for those who have not joined."""
    here = {member.id: member for member in members}
    seats = [(council, [here[m] for m in council.seats.order_by("id").values_list("member_id", flat=True) if m in here])
             for council in Council.objects.filter(community_id=live.community_id).order_by("position")]
    working = [(council, some[0]) for council, some in seats if some and council.kind != Council.Kind.CONSUMER]
    sent = sum(_deliver(live, council, member, True) for council, member in working)
    sent += sum(_deliver(live, council, member, False) for council, member in working)
    for council, some in seats:
        if council.kind == Council.Kind.CONSUMER:
            sent += sum(_draw(live, member, "") for member in some)
            sent += _draw(live, some[0], council.slug) if some else 0
    return sent


def _texts(lines: list[Due]) -> dict[str, str]:
    return {line.field: write_amount(line.due) for line in lines if line.due}


def _deliver(live: LiveYear, council: Council, member: Member, made: bool) -> int:
    lines = [line for line in due_of_council(live, council) if line.made == made]
    form = _texts(lines) | {f"earn:{line.good.code}": write_amount(line.earned) for line in lines if line.earned}
    if not form:
        return 0
    outcome = deliver_form(live, member, council, {**form, "request_id": new_request_id()})
    assert isinstance(outcome, Answered), f"a simulated member keeps the rules, but {council}: {[refusal.text for refusal in outcome.refusals]}"
    return 1


def _draw(live: LiveYear, member: Member, rest: str) -> int:
    account = holder_of(live, member.id, rest)
    form = _texts(due_of_holder(live, account)) if account is not None else {}
    if not form:
        return 0
    outcome = draw_form(live, member, {**form, "rest": rest, "request_id": new_request_id()})
    assert isinstance(outcome, Answered), f"a simulated member keeps the rules, but {member}: {[refusal.text for refusal in outcome.refusals]}"
    return 1
