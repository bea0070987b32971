"""Need inside a neighbourhood: a member asks for more than their share, the others grant it by more than half; nothing of it leaves the council."""

from __future__ import annotations

from parecon_web.councils.models import Council
from parecon_web.record.acts import Act, handles
from parecon_web.record.refusals import Refusal, Refused
from parecon_web.rounds.allowances import granted_in
from parecon_web.rounds.amounts import write_amount
from parecon_web.rounds.keeping import current_round
from parecon_web.rounds.models import NeedAsk, NeedVoice, Year
from parecon_web.rounds.packing import unpack
from parecon_web.rounds.reasons import RoundReason

__all__ = ["ASK", "VOTE", "say_of_need"]

ASK = "ask"
VOTE = "vote"
_WORDS_MAX = 1000
_PARTS_OF_BUDGET = 2
"""A neighbourhood grants at most one in so many parts of what it may ask for, so that the others keep as much as is given away."""


@handles("need.say", sealed=("what", "amount", "reason", "of", "yes"))
def say_of_need(act: Act) -> dict | Refused:
    """Ask by need, or vote on what a neighbour asks; body: year, council (slug), what; to ask amount (smallest units, 0 to withdraw) and reason; to vote of (a member's number) and yes.

    Asking and voting are one kind of act with one answer, so that the public log does not tell who is in need.
    """
    year = Year.objects.filter(community=act.community, number=act.body["year"]).first()
    council = Council.objects.filter(community=act.community, slug=act.body["council"], kind=Council.Kind.CONSUMER).first()
    if council is None or not council.seats.filter(member_id=act.by).exists():
        return Refused((Refusal(RoundReason.NOT_SEATED),))
    if year is None or year.phase != Year.Phase.ROUNDS:
        return Refused((Refusal(RoundReason.NOT_NOW),))
    return _ask(act, year, council) if act.body["what"] == ASK else _vote(act, year, council)


def _ask(act: Act, year: Year, council: Council) -> dict | Refused:
    amount, reason = int(act.body["amount"]), act.body["reason"].strip()
    found = NeedAsk.objects.filter(year=year, member_id=act.by).first()
    if found is not None and found.from_round is not None:
        return Refused((Refusal(RoundReason.GRANTED, "amount", write_amount(found.amount, 2)),))
    problems = [] if amount >= 0 else [Refusal(RoundReason.NEGATIVE, "amount")]
    if amount and not 0 < len(reason) <= _WORDS_MAX:
        problems.append(Refusal(RoundReason.WORDS, "reason", str(len(reason)), str(_WORDS_MAX)))
    problems += _find_too_much(council, year, amount, "amount")
    if problems:
        return Refused(tuple(problems))
    if found is not None:
        found.voices.all().delete()
        found.delete()
    if amount:
        NeedAsk.objects.create(id=act.new_id(), community=act.community, year=year, council=council, member_id=act.by, amount=amount, reason=reason, at=act.at)
    return {}


def _vote(act: Act, year: Year, council: Council) -> dict | Refused:
    ask = NeedAsk.objects.filter(year=year, council=council, member__number=act.body["of"]).select_related("member").first()
    if ask is None or ask.from_round is not None or ask.member_id == act.by:
        reason = RoundReason.NO_ASK if ask is None else RoundReason.OWN_ASK if ask.member_id == act.by else RoundReason.GRANTED
        return Refused((Refusal(reason),))
    if not ask.voices.filter(member_id=act.by).update(yes=act.body["yes"], at=act.at):
        NeedVoice.objects.create(id=act.new_id(), community=act.community, ask=ask, member_id=act.by, yes=act.body["yes"], at=act.at)
    others = council.seats.exclude(member=ask.member).count()
    if 2 * ask.voices.filter(yes=True, member__seats__council=council).count() > others:
        problems = _find_too_much(council, year, ask.amount, "")
        if problems:
            return Refused(tuple(problems))
        # What others may ask for changes by it, so it counts from the next round on.
        NeedAsk.objects.filter(pk=ask.pk).update(from_round=current_round(year).number + 1)
    return {}


def _find_too_much(council: Council, year: Year, amount: int, field: str) -> list[Refusal]:
    """Return the refusal of an amount that, with all that was granted, the neighbourhood cannot give."""
    together = sum(granted_in(council, year.number).values()) + amount
    most = max(int(unpack(current_round(year).announcement).budgets[council.position]), 0) // _PARTS_OF_BUDGET
    return [] if together <= most else [Refusal(RoundReason.TOO_MUCH_NEED, field, write_amount(together, 2), write_amount(most, 2))]
