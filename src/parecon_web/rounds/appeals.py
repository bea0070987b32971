"""Appeals against a return: the other workplaces of the industry vote while the round is open, and it is decided when the round closes."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from parecon.ballots import ApprovalCounts
from parecon.economy import Economy
from parecon.facilitation import PlanningYear
from parecon.facilitation.federations import Appeal, AppealDecision, decide_appeal, electorate_of, file_appeal, hear_appeals
from parecon_web.councils.models import Council
from parecon_web.record.acts import Act, handles
from parecon_web.record.refusals import Refusal, Refused
from parecon_web.rounds.keeping import charter_in_force, economy_of
from parecon_web.rounds.models import AppealCount, AppealVoice, Remark, Round
from parecon_web.rounds.reasons import RoundReason

__all__ = ["appealed_in", "decided_appeals", "electors_of", "settle_appeals", "vote_on_appeal"]


def electors_of(council: Council, economy: Economy) -> list[Council]:
    """Return the workplaces whose delegates decide an appeal of ``council``: the others of its industry, else of the federation around it."""
    return list(Council.objects.filter(community_id=council.community_id, position__in=electorate_of(economy, council.position).tolist()))


def appealed_in(round: Round) -> list[Council]:
    """Return the workplaces that appeal in a round; none before the charter's round of appeals."""
    if round.number < charter_in_force(round.year)["federations.appeal_round"]:
        return []
    return list(Council.objects.filter(pk__in=round.remarks.filter(appeal=True, council__kind=Council.Kind.WORKER).values("council")))


@handles("appeal.vote", sealed=("grant",))
def vote_on_appeal(act: Act) -> dict | Refused:
    """Vote on an appeal for one's workplace; body: year, round, about and voter (slugs), grant. Sealed until the round closes; then the roll is open."""
    body = act.body
    round = Round.objects.filter(community=act.community, year__number=body["year"], number=body["round"]).select_related("year").first()
    if round is None or round.state != Round.State.OPEN:
        return Refused((Refusal(RoundReason.ROUND_CLOSED),))
    about = next((council for council in appealed_in(round) if council.slug == body["about"]), None)
    if about is None:
        return Refused((Refusal(RoundReason.NO_APPEAL),))
    voter = next((council for council in electors_of(about, economy_of(round.year)) if council.slug == body["voter"]), None)
    if voter is None or not voter.seats.filter(member_id=act.by, delegate=True).exists():
        return Refused((Refusal(RoundReason.NOT_ELECTOR),))
    found = AppealVoice.objects.filter(round=round, about=about, voter=voter)
    if not found.update(grant=body["grant"], member_id=act.by, at=act.at):
        AppealVoice.objects.create(id=act.new_id(), community=act.community, round=round, about=about, voter=voter, member_id=act.by, grant=body["grant"], at=act.at)
    return {}


def settle_appeals(act: Act, round: Round, year: PlanningYear) -> PlanningYear:
    """Return the closed round's year with this round's appeals decided and kept: what is granted is not announced as returned."""
    decisions = []
    for council in appealed_in(round):
        words = "\n".join(Remark.objects.filter(round=round, council=council, appeal=True).order_by("id").values_list("text", flat=True))
        appeal = file_appeal(year, council.position, words)
        if not isinstance(appeal, Appeal):
            # It reached the norm meanwhile: there is nothing to excuse.
            continue
        roll = {voice.voter.slug: voice.grant for voice in AppealVoice.objects.filter(round=round, about=council).select_related("voter").order_by("voter__position")}
        decision = _decide(appeal, roll.values(), year.economy, year.charter)
        AppealCount.objects.create(id=act.new_id(), community=act.community, round=round, council=council, ratio=appeal.ratio, norm=appeal.norm, words=words,
                                   granted=decision.granted, roll=roll, at=act.at)
        decisions.append(decision)
    return hear_appeals(year, tuple(decisions)) if decisions else year


def _decide(appeal: Appeal, votes: Iterable[bool], economy: Economy, charter) -> AppealDecision:
    given = list(votes)
    counts = ApprovalCounts((Fraction(sum(given)), Fraction(len(given) - sum(given))), len(given), Fraction(len(given)))
    return decide_appeal(appeal, counts, economy, charter)


def decided_appeals(round: Round, economy: Economy) -> tuple[AppealDecision, ...]:
    """Return the appeals of a closed round, decided again from the roll."""
    charter, found = charter_in_force(round.year), []
    for count in round.appeal_counts.select_related("council").order_by("council__position"):
        decision = _decide(Appeal(count.council.position, round.number, count.ratio, count.norm, count.words), count.roll.values(), economy, charter)
        assert decision.granted == count.granted, f"the roll of {count.council.slug}'s appeal counted again gives another decision"
        found.append(decision)
    return tuple(found)
