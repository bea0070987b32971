"""What those harmed by a pollutant permit: every member's voice, their councils' amounts, and the vote of the community."""

from __future__ import annotations

import numpy as np

from parecon.ballots import tally_amount
from parecon.economy import Community as Affected
from parecon.economy import Economy
from parecon.facilitation import PlanningYear
from parecon.facilitation.pollution import PermitVote, count_permits
from parecon.proposals import ProposalBatch
from parecon_web.councils.models import Council
from parecon_web.members.models import Member
from parecon_web.record.acts import Act, handles
from parecon_web.record.refusals import Refusal, Refused
from parecon_web.rounds.allowances import lines_of
from parecon_web.rounds.drafting import batch_of_lines
from parecon_web.rounds.keeping import economy_of
from parecon_web.rounds.models import PermitCount, PermitVoice, Round
from parecon_web.rounds.reasons import RoundReason

__all__ = ["communities_of", "latest_voice", "note_permits", "permit_batches", "permit_vote", "recounted_votes", "standing_permit"]


def communities_of(member: Member, economy: Economy) -> list[Affected]:
    """Return the communities in which a member has a vote: their neighbourhood is harmed."""
    homes = set(Council.objects.filter(seats__member=member, kind=Council.Kind.CONSUMER).values_list("position", flat=True))
    return [community for community in economy.communities if any(community.voice[position] > 0 for position in homes)]


def latest_voice(round: Round, member: Member, pollutant: str) -> PermitVoice | None:
    """Return the most that a member permits, as they last said in this round or an earlier one of the year."""
    return PermitVoice.objects.filter(round__year_id=round.year_id, round__number__lte=round.number, member=member, pollutant=pollutant).order_by("-round__number").first()


def standing_permit(year: PlanningYear, community: Affected) -> int:
    """Return what was permitted last, fixed point: what counts for those who say nothing."""
    return max(lines_of(year.standing, community.council, year.economy).get(community.pollutant, 0), 0)


@handles("permit.say", sealed=("amount",))
def say_permit(act: Act) -> dict | Refused:
    """Say the most that one permits of a pollutant; body: year, round, pollutant (code), amount (fixed point). It replaces what was said before."""
    round = Round.objects.filter(community=act.community, year__number=act.body["year"], number=act.body["round"]).select_related("year").first()
    member = Member.objects.filter(community=act.community, id=act.by).first()
    if round is None or round.state != Round.State.OPEN:
        return Refused((Refusal(RoundReason.ROUND_CLOSED),))
    mine = [] if member is None else [community.pollutant for community in communities_of(member, economy_of(round.year))]
    if act.body["pollutant"] not in mine:
        return Refused((Refusal(RoundReason.NOT_HARMED, "", str(act.body["pollutant"])[:40]),))
    amount = int(act.body["amount"])
    if amount < 0:
        return Refused((Refusal(RoundReason.NEGATIVE, f"permit:{act.body['pollutant']}"),))
    said = round.permit_voices.filter(member=member, pollutant=act.body["pollutant"])
    if not said.update(amount=amount, at=act.at, paper=False):
        PermitVoice.objects.create(id=act.new_id(), community=act.community, round=round, member=member, pollutant=act.body["pollutant"], amount=amount, at=act.at)
    return {}


def permit_vote(round: Round, year: PlanningYear, community: Affected) -> PermitVote | None:
    """Return the vote of those harmed as it stands, or None while nobody has said anything this year.

    Within each council the largest amount that enough of its persons permit, by the community's own threshold, is the council's
    amount; councils then count by their voice. For whoever says nothing, and for those who have not joined, what was permitted last counts.
    """
    newest: dict[int, int] = {}
    for voice in PermitVoice.objects.filter(round__year_id=round.year_id, round__number__lte=round.number, pollutant=community.pollutant).order_by("round__number"):
        newest[voice.member_id] = voice.amount
    if not newest:
        return None
    standing, amounts = standing_permit(year, community), []
    councils = {council.position: council for council in Council.objects.filter(community_id=round.community_id, kind=Council.Kind.CONSUMER)}
    for position in np.flatnonzero(community.voice).tolist():
        seated = list(councils[position].seats.values_list("member_id", flat=True))
        persons = max(int(year.economy.councils.members[position]), len(seated), 1)
        said = [newest.get(member, standing) for member in seated] + [standing] * (persons - len(seated))
        amounts.append(tally_amount(np.array(said, dtype=np.int64), np.ones(persons, dtype=np.int64), community.threshold).amount)
    return count_permits(community, np.array(amounts, dtype=np.int64))


def permit_batches(round: Round, year: PlanningYear) -> list[ProposalBatch]:
    """Return what every community that has spoken permits, as the proposal of its council."""
    votes = [(community, permit_vote(round, year, community)) for community in year.economy.communities]
    return [batch_of_lines(round.number, community.council, {community.pollutant: vote.permitted}, year.economy) for community, vote in votes if vote is not None]


def note_permits(act: Act, round: Round, year: PlanningYear) -> None:
    """Keep what was counted when a round closes."""
    for community in year.economy.communities:
        vote = permit_vote(round, year, community)
        if vote is not None:
            PermitCount.objects.create(id=act.new_id(), community=act.community, round=round, pollutant=community.pollutant,
                                       amounts=[int(amount) for amount in vote.amount], permitted=int(vote.permitted))


def recounted_votes(round: Round, economy: Economy) -> tuple[PermitVote, ...]:
    """Return the votes of a closed round, counted again from the amounts that were kept."""
    kept = {count.pollutant: count for count in round.permit_counts.all()}
    votes = tuple(count_permits(community, np.array(kept[community.pollutant].amounts, dtype=np.int64)) for community in economy.communities if community.pollutant in kept)
    for vote in votes:
        assert vote.permitted == kept[vote.pollutant].permitted, f"{vote.pollutant} counted again gives {vote.permitted}, kept was {kept[vote.pollutant].permitted}"
    return votes
