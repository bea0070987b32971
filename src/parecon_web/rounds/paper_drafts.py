"""A workplace's proposal on paper: the clerk enters it with the signatures of those who want it sent, and it counts as their draft and their votes."""

from __future__ import annotations

from dataclasses import replace

from parecon_web.councils.models import Council
from parecon_web.members.models import Role
from parecon_web.record.acts import Act, handles
from parecon_web.record.refusals import Refusal, Refused, Stale
from parecon_web.rounds.drafting import save_draft, vote_draft
from parecon_web.rounds.models import Draft
from parecon_web.rounds.reasons import RoundReason

__all__ = ["draft_on_paper"]

_PLACE = ("year", "round", "council")


@handles("paper.draft", sealed=("lines", "flexibility", "capacity", "reasons", "signed"), withheld=True)
def draft_on_paper(act: Act) -> dict | Refused | Stale:
    """Enter a proposal from paper; body as for `draft.save`, and signed: the numbers of members who want it sent. Signatures of a majority send it."""
    body = act.body
    if not Role.objects.filter(community=act.community, member_id=act.by, task=Role.Task.CLERK).exists():
        return Refused((Refusal(RoundReason.NOT_CLERK),))
    council = Council.objects.filter(community=act.community, slug=body["council"]).first()
    seats = dict(council.seats.values_list("member__number", "member_id")) if council is not None else {}
    strange = [number for number in body["signed"] if number not in seats]
    if strange or not body["signed"]:
        return Refused((Refusal(RoundReason.NOT_SEATED if strange else RoundReason.UNSIGNED, "signed", ", ".join(map(str, strange))),))
    signed = [seats[number] for number in sorted(set(body["signed"]))]
    saved = _as(act, signed[0], {key: value for key, value in body.items() if key != "signed"}, save_draft)
    if not isinstance(saved, dict):
        return saved
    Draft.objects.filter(pk=saved["draft"]).update(paper=True)
    sent: dict = {"sent": 0}
    for member in signed:
        voted = _as(act, member, {**{key: body[key] for key in _PLACE}, "version": saved["version"], "yes": True}, vote_draft)
        if not isinstance(voted, dict):
            return voted
        sent = voted
    return {"version": saved["version"], "sent": sent["sent"]}


def _as(act: Act, member: int, body: dict, handle) -> dict | Refused | Stale:
    """Do a part of the act as a member's own, with ids that follow on those given before."""
    theirs = replace(act, by=member, body=body)
    answer = handle(theirs)
    act._given = theirs._given
    return answer
