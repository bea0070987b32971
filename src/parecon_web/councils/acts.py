"""Acts about councils: founding them, seating members, sending delegates."""

from __future__ import annotations

from parecon_web.councils.models import Council, FederationSeat, Seat
from parecon_web.members.models import Member
from parecon_web.record.acts import Act, handles

__all__ = ["arrange", "found", "seat", "send_delegate"]


@handles("councils.found")
def found(act: Act) -> dict:
    """Found councils; body: councils, a list of slug, name, kind, position, federation; answers their ids."""
    councils = [Council(id=act.new_id(), community=act.community, **entry) for entry in act.body["councils"]]
    Council.objects.bulk_create(councils)
    return {"councils": [council.id for council in councils]}


@handles("councils.arrange")
def arrange(act: Act) -> dict:
    """Put the councils of a community in the order of an economy, and found those that it adds; body: councils, as for founding, where a known slug names one that is there."""
    entries, known = act.body["councils"], {council.slug: council for council in Council.objects.filter(community=act.community)}
    assert set(known) <= {entry["slug"] for entry in entries}, "every council that is there has its place in the economy"
    # Places are unique, so those that are taken are left first.
    for council in known.values():
        Council.objects.filter(pk=council.pk).update(position=-1 - council.position)
    for entry in entries:
        if entry["slug"] in known:
            Council.objects.filter(pk=known[entry["slug"]].pk).update(position=entry["position"], federation=entry["federation"])
        else:
            Council.objects.create(id=act.new_id(), community=act.community, **entry)
    return {"councils": len(entries)}


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
