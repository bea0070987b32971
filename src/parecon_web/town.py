"""The labelled demonstration town: an economy, councils with simulated members in all seats, and a link for each role."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from parecon.economy import CouncilKind, Economy
from parecon_web.councils.access import workplace_of
from parecon_web.councils.models import Council, Seat
from parecon_web.members.links import make_link, revoke_links
from parecon_web.members.models import Member, Profile, Role
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.models import Community
from parecon_web.record.refusals import Answered
from parecon_web.rounds.bots import answer_round, demonstration_economy
from parecon_web.rounds.keeping import current_round, current_year, economy_of
from parecon_web.rounds.opening import open_year
from parecon_web.setup.founding import council_entries
from parecon_web.voting.shared import WISHES, stage_of
from parecon_web.voting.shared_bots import decide_for, propose_for

__all__ = ["Town", "decide_before", "decide_part", "play_first_round", "role_links", "seed_town"]

NAMES = (
    "Ada Amina Aroha Asha Bao Bela Bilal Carmen Chidi Clara Dario Delia Diego Elif Emeka Esra Farid Fatou Freya Gia Goran Hana Hugo Ida Imani "
    "Ines Ivo Jamal Jana Jonas Kaito Kaya Kofi Lea Leila Lin Luca Maeve Malik Maria Mateo Mila Nadia Nico Noor Olga Omar Pavel Priya Quinn "
    "Rafa Rosa Sami Selma Sofia Tariq Tova Uma Viktor Wanja Xenia Yara Yusuf Zoe"
).split()
JOINED_MAX = 12
"""So many members of one neighbourhood join; the others stand in with last year's."""
FOR_PEOPLE = 2
"""So many members without a task are for people: their links are printed, nobody simulates them."""

TASKS = (Role.Task.FACILITATOR, Role.Task.FACILITATOR, Role.Task.CLERK, Role.Task.AUDITOR, Role.Task.TEACHER, Role.Task.ADMINISTRATOR)


@dataclass
class Town:
    """A town that was made: its community, and members by what they are."""

    community: Community
    members: list[Member] = field(default_factory=list)


def seed_town(slug: str = "town", *, economy: str = "town", title: str = "") -> Town:
    """Make a demonstration community with all its members and its year opened in round 1; every step is an act in the log."""
    public, _ = demonstration_economy(economy)
    town = Town(Community.objects.create(slug=slug, name=title or gettext_noop("Demonstration town"), demonstration=True))
    _do(town, "councils.found", {"councils": council_entries(public)})
    _join_members(town, public)
    _give_tasks(town)
    answer = open_year(town.community, public)
    assert isinstance(answer, Answered)
    return town


def _do(town: Town, kind: str, body: dict) -> dict:
    answer = perform(town.community, kind, body, by=None, request_id=new_request_id())
    assert isinstance(answer, Answered), f"{kind} is refused: {answer}"
    return answer.answer


def _join_members(town: Town, economy: Economy) -> None:
    homes = [council for council in Council.objects.filter(community=town.community, kind=Council.Kind.CONSUMER)
             for _place in range(min(int(economy.councils.members[council.position]), JOINED_MAX))]
    joined = _do(town, "members.join", {"simulated": [not is_person(i, len(homes)) for i in range(len(homes))]})["members"]
    town.members = list(Member.objects.filter(community=town.community).order_by("number"))
    Profile.objects.bulk_create(Profile(community=town.community, member=member, name=_name(i)) for i, member in enumerate(town.members))
    others = list(Council.objects.filter(community=town.community).exclude(kind=Council.Kind.CONSUMER))
    seats = [{"council": home.slug, "member": member, "delegate": False} for home, member in zip(homes, joined)]
    working = [council for council in others if council.kind == CouncilKind.WORKER]
    places = _workplaces(working, economy, len(joined))
    seats += [{"council": place.slug, "member": member, "delegate": i < len(working)} for i, (place, member) in enumerate(zip(places, joined))]
    at_home: dict[int, list[int]] = {}
    for home, member in zip(homes, joined):
        at_home.setdefault(home.position, []).append(member)
    for i, council in enumerate(council for council in others if council.kind not in (CouncilKind.WORKER, CouncilKind.COMMUNITY)):
        people = _sharing(council, economy, at_home) or joined
        seats += [{"council": council.slug, "member": people[(2 * i + k) % len(people)], "delegate": True} for k in range(2)]
    _do(town, "councils.seat", {"seats": seats})


def _sharing(council: Council, economy: Economy, at_home: dict[int, list[int]]) -> list[int]:
    """Return the members who share what a place decides, or nobody for other councils."""
    places = economy.collective.council.tolist() if economy.collective is not None else []
    if council.position not in places:
        return []
    members = economy.collective.membership[int(economy.collective.level[places.index(council.position)])]
    return [member for position, people in at_home.items() if int(members[position]) == places.index(council.position) for member in people]


def is_person(index: int, count: int) -> bool:
    """Tell whether a seat is kept for somebody who opens a link: the first members and those with a task."""
    return index < FOR_PEOPLE or index >= count - len(TASKS)


def _workplaces(working: list[Council], economy: Economy, people: int) -> list[Council]:
    """Return who works where, one workplace after the other as long as it has room, so that each has somebody of the first people."""
    left = {council.position: int(economy.councils.members[council.position]) for council in working}
    places: list[Council] = []
    while any(left.values()) and len(places) < people:
        for council in working:
            if left[council.position]:
                left[council.position] -= 1
                places.append(council)
    return places[:people]


def _name(i: int) -> str:
    return NAMES[i % len(NAMES)] + ("" if i < len(NAMES) else f" {i // len(NAMES) + 1}")


def _give_tasks(town: Town) -> None:
    for member, task in zip(reversed(town.members), TASKS):
        _do(town, "members.give-task", {"member": member.id, "task": task.value})
    home = Seat.objects.filter(member=town.members[0], council__kind=Council.Kind.CONSUMER).select_related("council").first()
    _do(town, "councils.send-delegate", {"federation": home.council.federation, "member": town.members[0].id, "council": home.council.slug})


def play_first_round(town: Town) -> None:
    """Let all members decide on shared goods, answer round 1 and close it, so that the year is under way."""
    decide_before(town)
    round = current_round(current_year(town.community))
    answer_round(round, demonstration_economy(economy_of(round.year).name)[1], town.members)
    for role in Role.objects.filter(community=town.community, task=Role.Task.FACILITATOR):
        perform(town.community, "round.close", {"year": round.year.number, "round": round.number}, by=role.member_id, request_id=new_request_id())


def decide_before(town: Town) -> None:
    """Let all members wish, propose and vote on shared goods, and facilitators count, until the round that waits for it is open."""
    while decide_part(town):
        pass


def decide_part(town: Town) -> bool:
    """Let all members do what one part of deciding on shared goods asks of them, and count it; False where nothing is being decided."""
    round = current_round(current_year(town.community))
    stage = stage_of(round)
    if stage is None:
        return False
    decide_for(round, town.members)
    if stage.what == WISHES:
        propose_for(round, town.members)
    for role in Role.objects.filter(community=town.community, task=Role.Task.FACILITATOR):
        body = {"year": round.year.number, "round": round.number, "stage": stage.number}
        perform(town.community, "shared.close", body, by=role.member_id, request_id=new_request_id())
    return True


def role_links(community: Community) -> list[tuple[str, str]]:
    """Make a personal link for somebody of each role and return who it is for, with its path; earlier links of theirs end."""
    first = list(Member.objects.filter(community=community).order_by("number")[:FOR_PEOPLE])
    people = [(first[0], _("member and delegate of %(council)s") % {"council": workplace_of(first[0])}),
              (first[1], _("member and delegate of %(council)s") % {"council": workplace_of(first[1])})]
    people += [(role.member, role.get_task_display()) for role in Role.objects.filter(community=community).select_related("member").order_by("id")]
    for member, _title in people:
        revoke_links(member)
    return [(f"{member}, {title}", reverse("enter", args=[community.slug, make_link(member)])) for member, title in people]
