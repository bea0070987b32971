"""The act of objecting to a proposal, or of appealing against its return."""

from __future__ import annotations

from parecon_web.councils.models import Council
from parecon_web.record.acts import Act, handles
from parecon_web.record.refusals import Refusal, Refused
from parecon_web.rounds.models import Remark, Round
from parecon_web.rounds.reasons import RoundReason

__all__ = ["remark"]

_LENGTH_MAX = 2000


@handles("proposal.remark")
def remark(act: Act) -> dict | Refused:
    """Publish words about a council's proposal; body: year, round, council, text, appeal (only the council's own members appeal)."""
    body = act.body
    round = Round.objects.filter(community=act.community, year__number=body["year"], number=body["round"]).first()
    council = Council.objects.filter(community=act.community, slug=body["council"]).first()
    if round is None or council is None or body["appeal"] and not council.seats.filter(member_id=act.by).exists():
        return Refused((Refusal(RoundReason.NOT_SEATED),))
    if not body["text"] or len(body["text"]) > _LENGTH_MAX:
        return Refused((Refusal(RoundReason.WORDS, "text", str(len(body["text"])), str(_LENGTH_MAX)),))
    row = Remark.objects.create(id=act.new_id(), community=act.community, round=round, council=council, member_id=act.by, text=body["text"],
                                appeal=body["appeal"], at=act.at)
    return {"remark": row.id}
