"""The labelled demonstration town: an economy, councils with simulated members in all seats, and a link for each role."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.text import slugify

import parecon
from parecon.economy import CouncilKind, Economy, Society
from parecon_web.councils.models import Council, Seat
from parecon_web.members.models import Member, Profile, Role
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.models import Community
from parecon_web.record.refusals import Answered
from parecon_web.rounds.opening import open_year

__all__ = ["Town", "demonstration_economy", "seed_town"]

NAMES = (
    "Ada Amina Aroha Asha Bao Bela Bilal Carmen Chidi Clara Dario Delia Diego Elif Emeka Esra Farid Fatou Freya Gia Goran Hana Hugo Ida Imani "
    "Ines Ivo Jamal Jana Jonas Kaito Kaya Kofi Lea Leila Lin Luca Maeve Malik Maria Mateo Mila Nadia Nico Noor Olga Omar Pavel Priya Quinn "
    "Rafa Rosa Sami Selma Sofia Tariq Tova Uma Viktor Wanja Xenia Yara Yusuf Zoe"
).split()
JOINED_MAX = 12
"""So many members of one neighbourhood join; the others stand in with last year's."""


@dataclass
class Town:
    """A town that was made: its community, and members by what they are."""

    community: Community
    members: list[Member] = field(default_factory=list)


@lru_cache(maxsize=4)
def demonstration_economy(name: str = "town") -> tuple[Economy, Society]:
    """Return the economy and the simulated councils of a demonstration: "town", or "toy" for one that can be checked by hand."""
    if name == "toy":
        return parecon.toy_economy()
    try:
        from parecon.datasets.town import build_town
    except ImportError:
        return parecon.toy_economy()
    return build_town(parecon.default_charter(), 1)


def seed_town(slug: str = "town", *, economy: str = "town", title: str = "") -> Town:
    """Make a demonstration community with all its members and its year opened in round 1; every step is an act in the log."""
    public, _ = demonstration_economy(economy)
    town = Town(Community.objects.create(slug=slug, name=title or "Demonstration town", demonstration=True))
    _found_councils(town, public)
    _join_members(town, public)
    _give_tasks(town)
    answer = open_year(town.community, public)
    assert isinstance(answer, Answered)
    return town


def _do(town: Town, kind: str, body: dict) -> dict:
    answer = perform(town.community, kind, body, by=None, request_id=new_request_id())
    assert isinstance(answer, Answered), f"{kind} is refused: {answer}"
    return answer.answer


def _found_councils(town: Town, economy: Economy) -> None:
    councils, entries, taken = economy.councils, [], set()
    for i in range(len(councils)):
        row = economy.rows[councils.row[i]]
        alone = int((councils.row == councils.row[i]).sum()) == 1
        federation = economy.federations[councils.federation[i]]
        name = row.name if alone else f"{federation.name} {councils.number[i]}"
        name = name if name not in taken else f"{name} {i}"
        taken.add(name)
        entries.append({"slug": slugify(name)[:50] or f"council-{i}", "name": name[:1].upper() + name[1:], "kind": int(councils.kind[i]),
                        "position": i, "federation": federation.code})
    _do(town, "councils.found", {"councils": entries})


def _join_members(town: Town, economy: Economy) -> None:
    homes = [council for council in Council.objects.filter(community=town.community, kind=Council.Kind.CONSUMER)
             for _ in range(min(int(economy.councils.members[council.position]), JOINED_MAX))]
    joined = _do(town, "members.join", {"simulated": [True] * len(homes)})["members"]
    town.members = list(Member.objects.filter(community=town.community).order_by("number"))
    Profile.objects.bulk_create(Profile(community=town.community, member=member, name=_name(i)) for i, member in enumerate(town.members))
    others = list(Council.objects.filter(community=town.community).exclude(kind=Council.Kind.CONSUMER))
    seats = [{"council": home.slug, "member": member, "delegate": False} for home, member in zip(homes, joined)]
    working = [council for council in others if council.kind == CouncilKind.WORKER]
    seats += [{"council": working[i % len(working)].slug, "member": member, "delegate": i < len(working)} for i, member in enumerate(joined)]
    for i, council in enumerate(council for council in others if council.kind != CouncilKind.WORKER):
        seats += [{"council": council.slug, "member": joined[(2 * i + k) % len(joined)], "delegate": True} for k in range(2)]
    _do(town, "councils.seat", {"seats": seats})


def _name(i: int) -> str:
    return NAMES[i % len(NAMES)] + ("" if i < len(NAMES) else f" {i // len(NAMES) + 1}")


def _give_tasks(town: Town) -> None:
    tasks = (Role.Task.FACILITATOR, Role.Task.FACILITATOR, Role.Task.CLERK, Role.Task.AUDITOR, Role.Task.TEACHER, Role.Task.ADMINISTRATOR)
    for member, task in zip(reversed(town.members), tasks):
        _do(town, "members.give-task", {"member": member.id, "task": task.value})
    home = Seat.objects.filter(member=town.members[0], council__kind=Council.Kind.CONSUMER).select_related("council").first()
    _do(town, "councils.send-delegate", {"federation": home.council.federation, "member": town.members[0].id, "council": home.council.slug})
