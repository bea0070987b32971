"""Simulated members vote through the same form as people."""

from __future__ import annotations

import secrets

from django.http import QueryDict

from parecon.feasibility import keep_share
from parecon_web.councils.models import Seat
from parecon_web.members.models import Member
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.models import Community
from parecon_web.record.refusals import Answered
from parecon_web.rounds.amounts import cost_of
from parecon_web.rounds.keeping import current_year
from parecon_web.rounds.models import Request, Year
from parecon_web.rounds.situation import Situation
from parecon_web.voting.congress import mandate_of
from parecon_web.voting.models import Motion, PlanVote, Poll, Question, SecretVote
from parecon_web.voting.pages import vote_form
from parecon_web.voting.plans import options_of
from parecon_web.voting.poll_page import IN_SECRET, vote_in_secret

__all__ = ["speak_for_councils", "vote_for_members", "vote_in_polls", "vote_on_motions"]

WORDS = ("amber", "brook", "cedar", "dawn", "ember", "fern", "grove", "heron", "iris", "juniper", "kestrel", "lark", "maple", "nettle", "otter", "plover")
"""Of which simulated members make their phrases in secret ballots."""
LEANINGS = ("for", "for", "for", "against", "abstain")
"""How simulated members vote on motions, of which they understand nothing, by their number and the motion's."""


def vote_for_members(community: Community) -> int:
    """Let the simulated members of a demonstration vote where they have not; return how many did.

    Each approves every plan that costs its own last request no more than the charter's tolerance above what its best plan costs it.
    """
    year = current_year(community)
    if year is None or not community.demonstration or year.phase != Year.Phase.BALLOT:
        return 0
    voted, sent = set(PlanVote.objects.filter(ballot__year=year).values_list("member_id", flat=True)), 0
    for member in Member.objects.filter(community=community, simulated=True).exclude(id__in=voted):
        form = QueryDict(mutable=True)
        form.setlist("approves", _liked(year, member))
        form["request_id"] = new_request_id()
        outcome = vote_form(year, member, form)
        assert isinstance(outcome, Answered), f"simulated members keep the rules, but {outcome}"
        sent += 1
    return sent


def vote_on_motions(community: Community) -> int:
    """Let the simulated members of a demonstration vote on open motions where they have not; return how many votes were sent."""
    sent = 0
    for motion in Motion.objects.filter(community=community, closed_at=None) if community.demonstration else ():
        voted = set(motion.voices.values_list("member_id", flat=True))
        for member in Member.objects.filter(community=community, simulated=True).exclude(id__in=voted):
            body = {"motion": motion.number, "voice": LEANINGS[(member.number * 7 + motion.number) % len(LEANINGS)], "reason": ""}
            sent += isinstance(perform(community, "motion.vote", body, by=member.id, request_id=new_request_id()), Answered)
    return sent


def speak_for_councils(community: Community) -> int:
    """Let the simulated members of a demonstration tell their delegates what they lean to, and delegates vote as they are told; return how many acts were sent."""
    sent = 0
    for question in Question.objects.filter(community=community, closed_at=None).select_related("community") if community.demonstration else ():
        told, voted = set(question.instructions.values_list("council_id", "member_id")), set(question.voices.values_list("council_id", flat=True))
        seats = list(Seat.objects.filter(community=community, council__kind=question.kind, member__simulated=True).select_related("council", "member").order_by("council__position", "member__number"))
        for seat in seats:
            if (seat.council_id, seat.member_id) not in told:
                voice = LEANINGS[(seat.council.position + question.number) % 3 + 1]
                body = {"question": question.number, "council": seat.council.slug, "kind": "free" if voice == "abstain" else "guided", "voice": "" if voice == "abstain" else voice}
                sent += isinstance(perform(community, "question.instruct", body, by=seat.member_id, request_id=new_request_id()), Answered)
        for seat in seats:
            if seat.delegate and seat.council_id not in voted:
                mandate = mandate_of(question, seat.council)
                voice = mandate.allowed[0] if mandate is not None and mandate.allowed else LEANINGS[(seat.member.number + question.number) % len(LEANINGS)]
                body = {"question": question.number, "council": seat.council.slug, "voice": voice, "reason": ""}
                sent += isinstance(perform(community, "question.vote", body, by=seat.member_id, request_id=new_request_id()), Answered)
    return sent


def vote_in_polls(community: Community) -> int:
    """Let the simulated members of a demonstration vote in open secret ballots where they have not; return how many votes were sent."""
    sent = 0
    for poll in Poll.objects.filter(community=community, closed_at=None).select_related("community") if community.demonstration else ():
        voted = set(SecretVote.objects.filter(community=community, poll=poll.number).values_list("member_id", flat=True))
        for member in Member.objects.filter(community=community, simulated=True, seats__council=poll.council).exclude(id__in=voted):
            if str(member.number) not in poll.roll:
                continue
            form = QueryDict(mutable=True)
            chosen = [IN_SECRET[(member.number + poll.number) % 3]] if poll.kind == Poll.Kind.RECALL else [one for one in poll.options if (int(one) + poll.number) % 2]
            form.setlist("choice", chosen)
            form["phrase"], form["request_id"] = " ".join(secrets.choice(WORDS) for _word in range(2)), new_request_id()
            sent += isinstance(vote_in_secret(poll, member, form), str)
    return sent


def _liked(year: Year, member: Member) -> list[str]:
    options, now = options_of(year), Situation(year, year.rounds.order_by("-number").first())
    last = Request.objects.filter(member=member, round__year=year).order_by("round__number", "version").last()
    asked = {code: amount for code, amount in (last.lines if last else {}).items() if amount < 0}
    whole = cost_of(asked, now.prices)
    if not whole:
        return [option.name for option in options]
    place = now.economy.labels.position
    lost = {option.name: 1 - cost_of({code: -int(keep_share(-amount, option.candidate.ration[0][place(code)])) for code, amount in asked.items()}, now.prices) / whole
            for option in options}
    return [name for name, share in lost.items() if share <= min(lost.values()) + now.charter["ballots.simulated_tolerance"]]
