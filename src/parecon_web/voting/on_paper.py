"""Votes and amounts on paper: the clerk enters what a member wrote, and it counts as if they had said it on a screen; the last one counts. Secret ballots are never entered."""

from __future__ import annotations

from dataclasses import replace

from parecon_web.members.models import Member, Role
from parecon_web.record.acts import HANDLERS, Act, handles
from parecon_web.record.refusals import Refusal, Refused
from parecon_web.rounds.models import PermitVoice
from parecon_web.rounds.reasons import RoundReason
from parecon_web.voting.models import PlanVote, SharedVote, SharedWish, Voice

__all__ = ["ON_PAPER", "vote_on_paper"]

ON_PAPER = {"plans.vote": PlanVote, "motion.vote": Voice, "shared.vote": SharedVote, "shared.wish": SharedWish, "permit.say": PermitVoice}
"""The kinds of acts that paper may hold, votes with an open roll after the count and amounts, and the tables in which they stand."""


@handles("paper.vote", sealed=("vote",), withheld=True)
def vote_on_paper(act: Act) -> dict | Refused:
    """Enter a vote or amounts from paper; body: member (id), kind (of their act), about (its public part), vote (its sealed part). Only the clerk may."""
    body = act.body
    if not Role.objects.filter(community=act.community, member_id=act.by, task=Role.Task.CLERK).exists():
        return Refused((Refusal(RoundReason.NOT_CLERK),))
    if body["kind"] not in ON_PAPER or not Member.objects.filter(community=act.community, pk=body["member"]).exists():
        return Refused((Refusal(RoundReason.NOT_SEATED),))
    theirs = replace(act, by=body["member"], body={**body["about"], **body["vote"]})
    answer = HANDLERS[body["kind"]].handle(theirs)
    if isinstance(answer, dict):
        ON_PAPER[body["kind"]].objects.filter(community=act.community, member_id=body["member"], at=act.at).update(paper=True)
    return answer
