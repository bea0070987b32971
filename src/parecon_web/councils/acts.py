"""Acts about councils: founding them, seating members, sending delegates."""

from __future__ import annotations

from parecon_web.councils.models import Council, FederationSeat, Seat
from parecon_web.members.models import Member
from parecon_web.record.acts import Act, handles

__all__ = ["found", "seat", "send_delegate"]


@handles("councils.found")
def found(act: Act) -> dict:
    """Found councils; body: councils, a list of slug, name, kind, position, federation; answers their ids."""
    councils = [Council(id=act.new_id(), community=act.community, **entry) for entry in act.body["councils"]]
    Council.objects.bulk_create(councils)
    return {"councils": [council.id for council in councils]}


@handles("councils.seat")
def seat(act: Act) -> dict:
    """Seat members in councils; body: seats, a list of council (slug), member (id), delegate."""
    councils = {council.slug: council for council in Council.objects.filter(community=act.community)}
    members = set(Member.objects.filter(community=act.community).values_list("id", flat=True))
    seats = act.body["seats"]
    assert {entry["member"] for entry in seats} <= members, "a seat names a member of another community"
    Seat.objects.bulk_create([Seat(id=act.new_id(), community=act.community, council=councils[entry["council"]], member_id=entry["member"],
                                   delegate=entry["delegate"]) for entry in seats])
    return {"seats": len(seats)}


@handles("councils.send-delegate")
def send_delegate(act: Act) -> dict:
    """Send a member as delegate to a federation; body: federation, member (id), council (slug)."""
    council = Council.objects.get(community=act.community, slug=act.body["council"])
    member = Member.objects.get(community=act.community, id=act.body["member"])
    row = FederationSeat.objects.create(id=act.new_id(), community=act.community, federation=act.body["federation"], member=member, sent_by=council)
    return {"seat": row.id}
