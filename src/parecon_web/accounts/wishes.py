"""A neighbourhood changes its wishes during the year: a member proposes, enough agree, and the engine says whether it can be served."""

from __future__ import annotations

from parecon.execution import WishChange, change_wishes
from parecon_web.accounts.acts import Step, live_of, together
from parecon_web.accounts.keeping import fixed, load
from parecon_web.accounts.models import LiveYear, WishBallot, WishVote
from parecon_web.accounts.reasons import LiveReason
from parecon_web.councils.models import Council
from parecon_web.record.acts import Act, handles
from parecon_web.record.refusals import Refusal, Refused
from parecon_web.rounds.drafting import votes_needed
from parecon_web.rounds.keeping import charter_in_force

__all__ = ["agree", "propose"]


@handles("wishes.propose", sealed=("less", "more"))
def propose(act: Act) -> dict | Refused:
    """Propose a change of a neighbourhood's wishes; body: year, council, less, more (fixed-point amounts by good). Whoever proposes agrees."""
    live = live_of(act)
    if isinstance(live, Refused):
        return live
    council = Council.objects.filter(community=act.community, slug=act.body["council"], kind=Council.Kind.CONSUMER).first()
    if council is None or not council.seats.filter(member_id=act.by).exists():
        return Refused((Refusal(LiveReason.NOT_SEATED),))
    less, more = ({code: int(amount) for code, amount in act.body[name].items() if amount} for name in ("less", "more"))
    if not less and not more:
        return Refused((Refusal(LiveReason.NOTHING),))
    # What cannot be served is said at once, not after everybody has agreed.
    _, refusal = _changed(act, live, council, (less, more))
    if refusal is not None:
        return refusal
    ballot = WishBallot.objects.create(id=act.new_id(), community=act.community, live=live, council=council, member_id=act.by, less=less, more=more, at=act.at)
    return _agree(act, live, ballot)


@handles("wishes.agree")
def agree(act: Act) -> dict | Refused:
    """Agree with a change of wishes; body: year, change (id). The consent that makes enough puts it in force, if stock, plan and credits still serve it."""
    live = live_of(act)
    if isinstance(live, Refused):
        return live
    ballot = live.wishes.filter(pk=act.body["change"], done_at__isnull=True).select_related("council").first()
    if ballot is None:
        return Refused((Refusal(LiveReason.NO_SUCH_CHANGE),))
    if not ballot.council.seats.filter(member_id=act.by).exists():
        return Refused((Refusal(LiveReason.NOT_SEATED),))
    return _agree(act, live, ballot)


def _agree(act: Act, live: LiveYear, ballot: WishBallot) -> dict | Refused:
    if not ballot.votes.filter(member_id=act.by).exists():
        WishVote.objects.create(id=act.new_id(), community=act.community, ballot=ballot, member_id=act.by)
    given, needed = ballot.votes.count(), votes_needed(ballot.council, charter_in_force(live.year))
    if given >= needed:
        steps, _ = _changed(act, live, ballot.council, (ballot.less, ballot.more))
        refused = together(act, load(live), steps)
        if refused is not None:
            return refused
        WishBallot.objects.filter(pk=ballot.pk).update(done_at=act.at)
    return {"change": ballot.pk, "given": given, "needed": needed, "done": given >= needed}


def _changed(act: Act, live: LiveYear, council: Council, amounts: tuple[dict, dict]) -> tuple[list[Step], Refused | None]:
    """Return the engine's step for a change, and why it would be refused now."""
    less, more = ({code: fixed(int(amount)) for code, amount in each.items()} for each in amounts)
    field = f"more:{next(iter(more))}" if more else f"less:{next(iter(less))}"
    steps: list[Step] = [(field, lambda year, request, day: change_wishes(year, WishChange(request, day, council.position, less, more)))]
    return steps, together(act, load(live), steps, write=False)
