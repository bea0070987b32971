"""R10, R11: every address × method × role × own, another council's, another economy's."""

from __future__ import annotations

import re
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.db import connections
from django.test import Client
from django.urls import get_resolver
from parecon_web.councils.models import Council, FederationSeat, Seat
from parecon_web.members.links import make_link
from parecon_web.members.models import Member, Role
from parecon_web.members.permissions import Who
from parecon_web.record.acts import new_request_id, perform
from parecon_web.record.models import Community
from parecon_web.rounds.models import Request
from parecon_web.setup.founding import begin_founding
from parecon_web.town import decide_before, seed_town
from parecon_web.work.effort import count_effort, rate_workmates
from parecon_web.work.models import Appeal, EffortBallot

from web.accounts.lived import adopt
from web.bars.figure import Figure

METHODS = ("GET", "POST", "PUT", "DELETE")
INNER = ("draft", "weigh", "vote-draft", "open-poll", "read-draft", "deliveries", "wishes", "agree-wishes", "edit-tasks", "say-tasks", "propose-division", "vote-division",
         "open-effort", "report-back", "needs", "vote-need")
"""Addresses about a council's inner matters: others of the same economy do not find them."""
OWN_ONLY = ("receipt",)
"""Addresses about one member's own matters."""
NEVER_OPEN = ("paper-amount-sheets", "paper-amount")
"""Addresses of what the town of this matrix never decides: it has no shared goods and no pollution."""

OF_NEIGHBOURHOODS = ("wishes", "agree-wishes", "needs", "vote-need")
"""Addresses about a neighbourhood; other addresses with a council's name are asked about a workplace."""
ADOPTED_ONLY = ("plan", "council-plan", "credits", "use-savings", "repay", "draw", "deliveries", "stocks", "wishes", "agree-wishes", "failures", "report-failure",
                "excuse", "take-step", "year", "pass-weeks", "close-year", "next-year")
"""Addresses of an adopted plan, which a town in its rounds does not find."""
MAY = (200, 302, 409, 422)


@dataclass(frozen=True)
class Place:
    """One address filled in: what it is about, and whether whoever has the role may find it there."""

    about: str
    path: str
    found: bool


def routes() -> list[tuple[str, str, dict]]:
    """Return name, pattern and who is allowed, of every address."""
    return [(pattern.name, str(pattern.pattern), pattern.callback.allowed) for pattern in get_resolver().url_patterns if hasattr(pattern, "callback")]


class World:
    """Riverside with somebody of each role, and Elsewhere, another economy with other goods and councils."""

    def __init__(self, *, adopted: bool = False) -> None:
        self.adopted = adopted
        self.home = Community.objects.get(slug="riverside")
        elsewhere = seed_town("elsewhere", economy="town")
        decide_before(elsewhere)
        self.elsewhere = elsewhere.community
        members = list(Member.objects.filter(community=self.home).order_by("number"))
        tasks = {task: Role.objects.filter(community=self.home, task=task).first().member for task in Role.Task.values}
        delegate = FederationSeat.objects.filter(community=self.home).first().member
        plain = next(member for member in members if not member.roles.exists() and not member.seats.filter(delegate=True).exists()
                     and not member.federation_seats.exists())
        council_delegate = next(member for member in members if member.seats.filter(delegate=True).exists() and not member.roles.exists())
        self.people = {Who.PUBLIC: None, Who.MEMBER: plain, Who.COUNCIL_DELEGATE: council_delegate, Who.FEDERATION_DELEGATE: delegate,
                       **{Who(task): member for task, member in tasks.items()}}
        self.trackers = {member.id: self.ask(self.home, member, {"bicycle": -1_000_000}) for member in members}
        self.there = self.ask(self.elsewhere, Member.objects.filter(community=self.elsewhere).first(), {"bread": -1_000_000})
        perform(self.home, "motion.raise", {"title": "Bread for all", "text": "Shall it be free?"}, by=plain.id, request_id=new_request_id())
        perform(self.home, "question.raise", {"kind": 0, "title": "Shorter days", "text": "Shall they be?"}, by=council_delegate.id, request_id=new_request_id())
        seat = Seat.objects.filter(community=self.home, council__kind=Council.Kind.WORKER).order_by("id").first()
        perform(self.home, "poll.open", {"council": seat.council.slug, "kind": "election"}, by=seat.member_id, request_id=new_request_id())
        self.rate_effort()
        if adopted:
            adopt(self.home)
        self.founding = begin_founding("Green Valley", "green-valley", "en", "UTC")[1]
        self.token, self.token_there = make_link(plain), make_link(Member.objects.filter(community=self.elsewhere).first())

    def rate_effort(self) -> None:
        """Let one workplace rate effort and somebody appeal against it."""
        council = max(Council.objects.filter(community=self.home, kind=Council.Kind.WORKER), key=lambda one: one.seats.count())
        workers = list(Member.objects.filter(seats__council=council).order_by("number"))
        perform(self.home, "effort.open", {"council": council.slug}, by=workers[0].id, request_id=new_request_id())
        ballot = EffortBallot.objects.get(community=self.home)
        for member in workers:
            rate_workmates(ballot, member, ({str(other.number): 9 for other in workers if other != member}, {}), new_request_id())
        count_effort(ballot, workers[0].id, new_request_id())
        perform(self.home, "effort.appeal", {"rating": ballot.number, "text": "Hear me"}, by=workers[0].id, request_id=new_request_id())
        assert Appeal.objects.filter(community=self.home).exists()

    @staticmethod
    def ask(community: Community, member: Member, lines: dict[str, int]) -> str:
        council = Council.objects.get(seats__member=member, kind=Council.Kind.CONSUMER)
        body = {"year": 1, "round": 1, "council": council.slug, "lines": lines, "based_on": 0, "made_by": "person"}
        year = Request.round.field.related_model.objects.filter(community=community).first().year.number
        outcome = perform(community, "request.send", body | {"year": year}, by=member.id, request_id=new_request_id())
        return outcome.answer["tracker"]

    def program(self, member: Member | None) -> Client:
        """Return a program that shows somebody's token, or none."""
        return Client(raise_request_exception=False, **({"HTTP_AUTHORIZATION": f"Bearer {make_link(member)}"} if member else {}))

    def browser(self, member: Member | None) -> Client:
        """Return a browser in which somebody is signed in, or nobody."""
        client = Client(raise_request_exception=False)
        if member is not None:
            client.get(f"/riverside/enter/{make_link(member)}")
        return client

    def places(self, name: str, pattern: str, member: Member | None) -> list[Place]:
        """Return the address for what is one's own, another council's, and another economy's."""
        names = re.findall(r"<\w+:(\w+)>", pattern)
        if "community" not in names:
            return [Place("own", self.fill(pattern, "", {"key": self.founding, "format": "ods"}), name not in ADOPTED_ONLY)]
        kind = Council.Kind.CONSUMER if name in OF_NEIGHBOURHOODS else Council.Kind.WORKER
        seats = [seat.council for seat in Seat.objects.filter(member=member, council__kind=kind)] if member else []
        own = seats[0] if seats else Council.objects.filter(community=self.home, kind=kind).first()
        other = Council.objects.filter(community=self.home).exclude(seats__member=member).exclude(pk=own.pk).first()
        mine = self.trackers[member.id] if member else next(iter(self.trackers.values()))
        others = next(tracker for key, tracker in self.trackers.items() if member is None or key != member.id)
        samples = {
            "own": {"slug": own.slug, "code": "bicycle", "tracker": mine, "token": self.token, "number": str(member.number) if member else "1", "name": "prices", "format": "ods", "motion": "1", "ballot": "motion-1", "form": "permits", "question": "1", "poll": "1", "rating": "1", "appeal": "1"},
            "another council's": {"slug": other.slug, "code": "house", "tracker": others, "token": self.token, "number": "1", "name": "prices", "format": "ods", "motion": "1", "ballot": "motion-1", "form": "permits", "question": "1", "poll": "1", "rating": "1", "appeal": "1"},
            "another economy's": {"slug": "bakery", "code": "bread", "tracker": self.there, "token": self.token_there, "number": "99999", "name": "nothing", "format": "ods", "motion": "99999", "ballot": "motion-99999", "form": "nothing", "question": "99999", "poll": "99999", "rating": "99999", "appeal": "99999"},
        }
        found = []
        for about, values in samples.items():
            if len(names) == 1 and about != "own":
                continue
            hidden = about == "another economy's" or about == "another council's" and name in INNER + OWN_ONLY
            found.append(Place(about, self.fill(pattern, "riverside", values), not hidden and name not in NEVER_OPEN and (self.adopted or name not in ADOPTED_ONLY)))
        return [*found, Place("in another economy", self.fill(pattern, "elsewhere", samples["another economy's"]), True)]

    @staticmethod
    def fill(pattern: str, community: str, values: dict[str, str]) -> str:
        """Return a path; KeyError for a kind of id that this matrix has no sample of."""
        return "/" + re.sub(r"<\w+:(\w+)>", lambda found: {"community": community, **values}[found[1]], pattern)


def is_program(path: str) -> bool:
    """Tell whether an address is for programs, which show a token at each call."""
    return path.split("/")[2:3] == ["api"]


def expected(name: str, method: str, allowed: dict, roles: frozenset[Who], place: Place) -> tuple[int, ...]:
    """Return the answers that are right."""
    if method not in allowed:
        return (405,)
    roles = frozenset({Who.PUBLIC}) if place.about == "in another economy" else roles
    if not allowed[method] & roles:
        # A program whose token is not known here is asked for one; whoever is known and may not is told so.
        return (401,) if is_program(place.path) and roles == frozenset({Who.PUBLIC}) else (403,)
    if is_program(place.path) and place.found:
        return (*MAY, 400)  # an empty body is no JSON; that it may be sent is what counts here
    return MAY if place.found else (404,)


def measure_permissions(methods: tuple[str, ...] = METHODS, *, adopted: bool = False) -> tuple[Figure, list[str]]:
    """R10, R11: ask everything as everybody and compare with what is declared; return the figure and what differed.

    adopted: in a town that lives its year under an adopted plan, otherwise in one in its rounds.

    It asks from a thread of its own: where a browser's loop runs in this one, streams could not be asked for.
    """
    def ask() -> tuple[Figure, list[str]]:
        try:
            return _ask_everything(methods, adopted)
        finally:
            connections.close_all()

    connections.close_all()
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(ask).result()


def _ask_everything(methods: tuple[str, ...], adopted: bool) -> tuple[Figure, list[str]]:
    from parecon_web.members.permissions import whoever

    world, wrong, count, foreign, foreign_open = World(adopted=adopted), [], 0, 0, 0
    for who, member in world.people.items():
        roles, browser, program = whoever(member), world.browser(member), world.program(member)
        for name, pattern, allowed in routes():
            for place in world.places(name, pattern, member):
                for method in methods:
                    client = Client(raise_request_exception=False) if name in ("enter", "leave") else program if is_program(place.path) else browser
                    with warnings.catch_warnings():
                        warnings.simplefilter("ignore")
                        answer = client.generic(method, place.path)
                    right, count = expected(name, method, allowed, roles, place), count + 1
                    if place.about == "another economy's" and method in allowed and allowed[method] & roles:
                        foreign, foreign_open = foreign + 1, foreign_open + (answer.status_code != 404)
                    if answer.status_code not in right:
                        wrong.append(f"{method} {place.path} as {who} ({place.about}): {answer.status_code}, right is {right}")
    text = (f"{'under a plan' if adopted else 'in the rounds'}, {len(routes())} addresses × {len(methods)} methods × {len(world.people)} roles × own, another council's, another economy's: {count:,} requests, "
            f"{len(wrong)} answered otherwise than declared; R11: {foreign} ids of another economy, {foreign_open} not 404")
    return Figure("R11" if adopted else "R10", text, not wrong and not foreign_open and foreign > 0), wrong
