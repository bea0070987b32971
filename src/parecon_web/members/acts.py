"""Acts about members: joining and being given a task."""

from __future__ import annotations

from django.db.models import Max

from parecon_web.members.models import Member, Role
from parecon_web.record.acts import Act, handles

__all__ = ["give_task", "join"]


@handles("members.join")
def join(act: Act) -> dict:
    """Add members; body: simulated, a list with one mark for each; answers their ids."""
    first = (Member.objects.filter(community=act.community).aggregate(last=Max("number"))["last"] or 0) + 1
    members = [Member(id=act.new_id(), community=act.community, number=first + i, simulated=simulated, joined_at=act.at)
               for i, simulated in enumerate(act.body["simulated"])]
    Member.objects.bulk_create(members)
    return {"members": [member.id for member in members]}


@handles("members.give-task")
def give_task(act: Act) -> dict:
    """Give a member a task for the community; body: member, task."""
    member = Member.objects.get(community=act.community, id=act.body["member"])
    assert act.body["task"] in Role.Task.values, f"there is no task {act.body['task']!r}"
    Role.objects.get_or_create(member=member, task=act.body["task"], defaults={"id": act.new_id(), "community": act.community})
    return {}
