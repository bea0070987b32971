"""Simulated members of a demonstration: they fill in the same forms as people, by what the simulated society would answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

import parecon
from parecon.datasets.town import build_town
from parecon.economy import Economy, Society
from parecon.proposals import ProposalBatch
from parecon.responses import lay_out, respond
from parecon.responses.affected import vote_communities
from parecon.responses.collective import request_package
from parecon_web.councils.models import Council
from parecon_web.members.models import Member
from parecon_web.record.acts import new_request_id
from parecon_web.record.models import Community
from parecon_web.record.refusals import Answered
from parecon_web.rounds.allowances import fit_lines, lines_of, package_lines, personal_lines, price_table, shares_of
from parecon_web.rounds.amounts import tidy, write_amount
from parecon_web.rounds.drafting import latest_draft, latest_filing
from parecon_web.rounds.forms import save_draft_form, say_permit_form, send_request_form, vote_draft_form
from parecon_web.rounds.keeping import current_round, current_year, economy_of
from parecon_web.rounds.models import Round, Year
from parecon_web.rounds.packing import unpack

__all__ = ["answer_round", "demonstration_economy", "look_after", "second_drafts"]

DEMONSTRATIONS = ("town", "toy")
MORE_TO_DO: list[Callable[[Community], int]] = []
"""What simulated members do in later parts of the year; each part adds its own."""
DIGITS = 5
"""Simulated members type so many significant digits."""


@lru_cache(maxsize=len(DEMONSTRATIONS))
def demonstration_economy(name: str) -> tuple[Economy, Society]:
    """Return the economy and the simulated councils of a demonstration: "town", or "toy" for one that can be checked by hand."""
    return parecon.toy_economy() if name == "toy" else build_town(parecon.default_charter(), 1, places=True, harmed=True)


def look_after(community: Community) -> int:
    """Let the simulated members of a demonstration do what waits for them; return how many forms were sent."""
    later = sum(more(community) for more in MORE_TO_DO)
    year = current_year(community)
    if year is None or not community.demonstration or year.phase != Year.Phase.ROUNDS:
        return later
    round, members = current_round(year), list(Member.objects.filter(community=community, simulated=True))
    sent = answer_round(round, demonstration_economy(economy_of(year).name)[1], members)
    for draft in round.drafts.select_related("council"):
        sent += second_drafts(round, draft.council, members)
    return sent + later


def answer_round(round: Round, society: Society, members: Iterable[Member]) -> int:
    """Let ``members`` ask, draft and vote in an open round where nobody has; return how many forms were sent."""
    members = {member.id: member for member in members}
    economy, said = economy_of(round.year), unpack(round.announcement)
    batch = respond(economy, request_package(society, economy), said, lay_out(society))
    sent = 0
    for council in Council.objects.filter(community=round.community_id).order_by("position"):
        if council.kind == Council.Kind.CONSUMER:
            sent += _ask(round, council, members, (economy, said, lines_of(batch, council.position, economy)))
        elif council.kind != Council.Kind.COMMUNITY and not package_lines(economy, council.position):
            sent += _draft(round, council, members, (economy, batch))
    return sent + _permit(round, members, (economy, society, said))


def _permit(round: Round, members: dict[int, Member], known) -> int:
    economy, society, said = known
    sent = 0
    spoken = set(round.permit_voices.values_list("member_id", "pollutant"))
    for votes in vote_communities(economy, society, said) if society.affected else ():
        for position, amount in zip(votes.council.tolist(), votes.amount.tolist()):
            for member in Council.objects.get(community_id=round.community_id, position=position).seats.values_list("member_id", flat=True):
                if member in members and (member, votes.pollutant) not in spoken:
                    _sent(say_permit_form(round, members[member], {f"permit:{votes.pollutant}": write_amount(tidy(int(amount), DIGITS)), "request_id": new_request_id()}))
                    sent += 1
    return sent


def _ask(round: Round, council: Council, members: dict[int, Member], known) -> int:
    economy, said, lines = known
    prices, sent = price_table(economy, said), 0
    asked = set(round.requests.filter(council=council).values_list("member_id", flat=True))
    for member, share in shares_of(council, economy, said).items():
        if member in members and member not in asked:
            wanted = fit_lines(personal_lines(lines, share), share.allowance, prices)
            form = {f"{'use' if amount < 0 else 'offer'}:{code}": write_amount(tidy(abs(amount), DIGITS)) for code, amount in wanted.items()}
            _sent(send_request_form(round, members[member], council, {**form, "request_id": new_request_id()}))
            sent += 1
    return sent


def _draft(round: Round, council: Council, members: dict[int, Member], known: tuple[Economy, ProposalBatch]) -> int:
    economy, batch = known
    lines = lines_of(batch, council.position, economy)
    seats = [members[member] for member in council.seats.order_by("-delegate", "id").values_list("member_id", flat=True) if member in members]
    if not seats or not lines or latest_draft(round, council) is not None:
        return 0
    form = {f"{'use' if amount < 0 else 'make'}:{code}": write_amount(tidy(abs(amount), DIGITS)) for code, amount in lines.items()}
    form |= _filed(batch, council.position, economy)
    _sent(save_draft_form(round, seats[0], council, {**form, "request_id": new_request_id(), "based_on": "0"}, economy=economy))
    return 1 + second_drafts(round, council, seats)


def _filed(batch: ProposalBatch, position: int, economy: Economy) -> dict[str, str]:
    at = int((batch.council == position).argmax())
    first, last = batch.start[at], batch.start[at + 1]
    form = {f"flexibility:{economy.goods[good].code}": f"{max(share, 0.0):.3f}" for good, share, amount in zip(
        batch.good[first:last].tolist(), batch.flexibility[first:last].tolist(), batch.quantity[first:last].tolist()) if amount > 0 and share}
    return form | ({"capacity": f"{batch.capacity[at]:.3f}"} if batch.capacity[at] else {})


def second_drafts(round: Round, council: Council, members: Iterable[Member]) -> int:
    """Let ``members`` vote for the council's newest draft until it is sent; return how many voted."""
    draft, votes = latest_draft(round, council), 0
    for member in members:
        sent = latest_filing(round, council)
        if draft is None or sent is not None and sent.draft_id == draft.id:
            break
        if council.seats.filter(member=member).exists() and not draft.votes.filter(member=member).exists():
            _sent(vote_draft_form(round, member, council, {"version": str(draft.version), "yes": "yes", "request_id": new_request_id()}))
            votes += 1
    return votes


def _sent(outcome) -> None:
    assert isinstance(outcome, Answered), f"a simulated member keeps the rules, but {outcome}"
