"""A member's request for the year, and the autopilot that repeats it."""

from __future__ import annotations

from hashlib import sha256

from parecon.economy import Economy, GoodKind
from parecon.proposals import Announcement
from parecon_web.councils.models import Council
from parecon_web.members.models import Member, Role
from parecon_web.record.acts import Act, handles
from parecon_web.record.refusals import Refusal, Refused, Stale
from parecon_web.rounds.allowances import fit_lines, lines_of, personal_lines, price_table, share_of_member
from parecon_web.rounds.amounts import cost_of, write_amount
from parecon_web.rounds.keeping import economy_of
from parecon_web.rounds.models import Autopilot, Request, Round
from parecon_web.rounds.packing import unpack
from parecon_web.rounds.reasons import RoundReason

__all__ = ["PAPER", "latest_request", "request_before", "requestable", "send_request", "standing_lines", "switch_autopilot", "tracker_of"]


PAPER = "paper"
"""How a request is marked that the clerk entered from a sheet."""


def requestable(economy: Economy, position: int, standing: dict[str, int]) -> list:
    """Return the goods that members of a council can put on their request: products, what they used before, and hours."""
    kinds = (GoodKind.PRODUCT, GoodKind.IMPORT, GoodKind.LABOUR)
    return [good for good in economy.goods if good.kind in kinds or good.code in standing]


def latest_request(round: Round, member: Member) -> Request | None:
    """Return a member's newest request of a round."""
    return round.requests.filter(member=member).order_by("-version").first()


def request_before(member: Member, round: Round) -> Request | None:
    """Return a member's last request of an earlier round of the year, or None."""
    return Request.objects.filter(round__year=round.year, round__number__lt=round.number, member=member).order_by("round__number", "version").last()


def standing_lines(member: Member, council: Council, round: Round) -> dict[str, int]:
    """Return what a silent member is taken to ask for: their last request, or their part of what the council used last, within the allowance."""
    year = round.year
    economy, said = economy_of(year), unpack(round.announcement)
    share = share_of_member(member.id, council, economy, said)
    before = request_before(member, round)
    lines = before.lines if before else personal_lines(lines_of(unpack(round.standing_before), council.position, economy), share)
    return fit_lines(lines, share.allowance, price_table(economy, said))


@handles("request.send", sealed=("lines",))
def send_request(act: Act) -> dict | Refused | Stale:
    """Send a request; body: round (number), year, council (slug), lines (good code: fixed point, hours positive), based_on (version), made_by,
    member (whose it is, where the clerk enters it from paper)."""
    body = act.body
    if "member" in body and not (body["made_by"] == PAPER and Role.objects.filter(community=act.community, member_id=act.by, task=Role.Task.CLERK).exists()):
        return Refused((Refusal(RoundReason.NOT_CLERK),))
    round = Round.objects.filter(community=act.community, year__number=body["year"], number=body["round"]).select_related("year").first()
    council = Council.objects.filter(community=act.community, slug=body["council"]).first()
    member = Member.objects.filter(community=act.community, id=body.get("member", act.by)).first()
    if member is None or council is None or round is None or not council.seats.filter(member=member).exists():
        return Refused((Refusal(RoundReason.NOT_SEATED),))
    if round.state != Round.State.OPEN:
        return Refused((Refusal(RoundReason.ROUND_CLOSED),))
    newest = latest_request(round, member)
    version = newest.version if newest else 0
    if body["based_on"] != version:
        return Stale({"version": version, "lines": newest.lines if newest else {}})
    economy, said = economy_of(round.year), unpack(round.announcement)
    lines = {code: int(amount) for code, amount in body["lines"].items() if amount}
    refused = find_request_refusals(lines, council, (economy, said), share_of_member(member.id, council, economy, said).allowance)
    if refused:
        return Refused(tuple(refused))
    cost = cost_of(lines, price_table(economy, said))
    request = Request.objects.create(id=act.new_id(), community=act.community, round=round, member=member, council=council, version=version + 1,
                                     lines=lines, cost=cost, made_by=body["made_by"], at=act.at, tracker=tracker_of(act))
    return {"request": request.id, "version": request.version, "tracker": request.tracker}


def find_request_refusals(lines: dict[str, int], council: Council, public: tuple[Economy, Announcement], allowance: int) -> list[Refusal]:
    """Return why lines are no request that fits: unknown goods, offers of goods, or more than the allowance."""
    economy, said = public
    refusals = [Refusal(RoundReason.UNKNOWN_GOOD, code, code) for code in lines if code not in economy.labels]
    if refusals:
        return refusals
    kind = {good.code: good.kind for good in economy.goods}
    refusals = [Refusal(RoundReason.NOT_A_USE, code, write_amount(amount), "0") for code, amount in lines.items()
                if (amount > 0) != (kind[code] is GoodKind.LABOUR)]
    cost = cost_of(lines, price_table(economy, said))
    if cost > allowance:
        refusals.append(Refusal(RoundReason.OVER_ALLOWANCE, "allowance", write_amount(cost, 3), write_amount(allowance, 3)))
    return refusals


def tracker_of(act: Act) -> str:
    """Return the short code under which an act can be found again."""
    digest = sha256(f"{act.community.slug} {act.sequence} {act.at.isoformat()}".encode()).hexdigest().upper()
    return f"{digest[:4]}-{digest[4:8]}"


@handles("request.autopilot")
def switch_autopilot(act: Act) -> dict:
    """Let the platform answer for a member who is silent, or not; body: on."""
    member = Member.objects.get(community=act.community, id=act.by)
    row = Autopilot.objects.filter(community=act.community, member=member).first()
    if row is None:
        Autopilot.objects.create(id=act.new_id(), community=act.community, member=member, on=act.body["on"])
    else:
        Autopilot.objects.filter(pk=row.pk).update(on=act.body["on"])
    return {"on": act.body["on"]}
