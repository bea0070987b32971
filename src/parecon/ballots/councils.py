"""Councils in a tree: primary councils of people, higher councils of delegates, and decisions that go back down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Collection, Iterable, Mapping, Sequence

from parecon.ballots.decisions import read_share
from parecon.ballots.poll import Poll, open_poll
from parecon.ballots.refusals import Reason, Refusal
from parecon.ballots.result import Result
from parecon.ballots.weights import count_one_each
from parecon.charter import Charter

__all__ = ["ROLES", "Council", "CouncilTree", "Referral", "check_petition", "check_tree", "find_close_vote", "form_councils", "refer_down"]

ROLES = ("polity", "consumers", "workers")


@dataclass(frozen=True)
class Council:
    """One council: id, the council it sends a delegate to, and its adults if it is a primary council.

    roles: what it decides as. One assembly may be both polity and consumer council.
    """

    id: str
    parent: str | None
    members: tuple[str, ...] = ()
    roles: tuple[str, ...] = ("polity",)

    def __post_init__(self) -> None:
        if len(set(self.members)) != len(self.members):
            raise ValueError(f"council {self.id!r} lists {len(self.members)} members, {len(set(self.members))} different ones; list each once")
        if not self.roles or not set(self.roles) <= set(ROLES):
            raise ValueError(f"council {self.id!r} has the roles {list(self.roles)}; give one or more of {', '.join(ROLES)}")


@dataclass(frozen=True)
class CouncilTree:
    """Councils by id; every parent is a council of the tree, one council has none, and there is no circle."""

    councils: Mapping[str, Council]

    def __post_init__(self) -> None:
        object.__setattr__(self, "councils", MappingProxyType(dict(self.councils)))
        tops = [council.id for council in self.councils.values() if council.parent is None]
        if len(tops) != 1:
            raise ValueError(f"a tree has one council without a parent, got {tops or 'none'}; give all others the council they send a delegate to")
        for council in self.councils.values():
            if council.parent is not None and council.parent not in self.councils:
                raise ValueError(f"council {council.id!r} sends its delegate to {council.parent!r}, which is not in the tree; add that council")
        children: dict[str, list[str]] = {id: [] for id in self.councils}
        for council in self.councils.values():
            if council.parent is not None:
                children[council.parent].append(council.id)
        object.__setattr__(self, "_children", children)
        reached, wave = 0, tops
        while wave:
            reached += len(wave)
            wave = [child for id in wave for child in children[id]]
        if reached != len(self.councils):
            raise ValueError(f"{len(self.councils) - reached} councils are their own parents in a circle; give each a way up to {tops[0]!r}")

    def children(self, id: str) -> tuple[str, ...]:
        """Return the councils that send a delegate to ``id``."""
        return tuple(self._children[id])

    @property
    def primary(self) -> tuple[Council, ...]:
        """The councils of people, which no council sends a delegate to."""
        return tuple(council for council in self.councils.values() if not self._children[council.id])

    @property
    def members(self) -> tuple[str, ...]:
        """All people, each once, sorted."""
        return tuple(sorted({person for council in self.primary for person in council.members}))

    def count_members(self, id: str) -> int:
        """Return how many people stand behind a council."""
        children = self._children[id]
        return sum(self.count_members(child) for child in children) if children else len(self.councils[id].members)

    def level(self, id: str) -> int:
        """Return how many councils lie above ``id``."""
        parent = self.councils[id].parent
        return 0 if parent is None else 1 + self.level(parent)


def check_tree(tree: CouncilTree, charter: Charter) -> tuple[Refusal, ...]:
    """Return everything in which a tree departs from the charter: sizes, levels, people in two primary councils."""
    row = {name: charter[f"ballots.councils.{name}"] for name in ("primary_members_min", "primary_members_max", "higher_members_max", "levels_max")}
    found: list[Refusal] = []

    def note(reason: Reason, subject: str, name: str, given: int) -> None:
        found.append(Refusal(reason, subject, f"ballots.councils.{name}", given, row[name]))

    homes: dict[str, str] = {}
    for council in tree.primary:
        if len(council.members) < row["primary_members_min"]:
            note(Reason.COUNCIL_TOO_SMALL, council.id, "primary_members_min", len(council.members))
        if len(council.members) > row["primary_members_max"]:
            note(Reason.COUNCIL_TOO_LARGE, council.id, "primary_members_max", len(council.members))
        for person in council.members:
            if person in homes:
                found.append(Refusal(Reason.IN_TWO_COUNCILS, person, "primary councils", f"{homes[person]}, {council.id}", 1))
            homes[person] = council.id
    for id in tree.councils:
        if len(tree.children(id)) > row["higher_members_max"]:
            note(Reason.COUNCIL_TOO_LARGE, id, "higher_members_max", len(tree.children(id)))
        if tree.level(id) + 1 > row["levels_max"]:
            note(Reason.TOO_MANY_LEVELS, id, "levels_max", tree.level(id) + 1)
    return tuple(found)


def _split(items: Sequence[str], most: int) -> list[Sequence[str]]:
    """Split into the fewest groups of nearly equal size, none larger than ``most``."""
    groups = -(-len(items) // most)
    edges = [len(items) * group // groups for group in range(groups + 1)]
    return [items[start:end] for start, end in zip(edges, edges[1:])]


def form_councils(people: Sequence[str], charter: Charter, roles: tuple[str, ...] = ("polity",)) -> CouncilTree | Refusal:
    """Form a tree of councils from people in the order given (by street, by shift), as few and as even as the charter lets.

    Refused where there are too few people for one primary council, or too many for the levels allowed.

    >>> from parecon.charter import default_charter
    >>> tree = form_councils([f"person {i}" for i in range(1000)], default_charter())
    >>> len(tree.primary), max(len(council.members) for council in tree.primary)
    (20, 50)
    """
    least, most = charter["ballots.councils.primary_members_min"], charter["ballots.councils.primary_members_max"]
    if len(set(people)) != len(people):
        raise ValueError(f"{len(people)} people are given, {len(set(people))} different ones; give each once")
    groups = _split(people, most) if people else [[]]
    if min(len(group) for group in groups) < least:
        return Refusal(Reason.COUNCIL_TOO_SMALL, "the people given", "ballots.councils.primary_members_min", min(map(len, groups)), least)
    levels: list[list[list[str]]] = [[list(group) for group in groups]]
    while len(levels[-1]) > 1:
        below = [f"council {len(levels)}.{place + 1}" for place in range(len(levels[-1]))]
        levels.append([list(group) for group in _split(below, charter["ballots.councils.higher_members_max"])])
    if len(levels) > charter["ballots.councils.levels_max"]:
        return Refusal(Reason.TOO_MANY_LEVELS, "the people given", "ballots.councils.levels_max", len(levels), charter["ballots.councils.levels_max"])
    parents = {child: f"council {height + 2}.{place + 1}" for height, level in enumerate(levels[1:]) for place, group in enumerate(level) for child in group}
    councils = {}
    for height, level in enumerate(levels):
        for place, group in enumerate(level):
            id = f"council {height + 1}.{place + 1}"
            councils[id] = Council(id, parents.get(id), tuple(group) if height == 0 else (), roles)
    return CouncilTree(councils)


@dataclass(frozen=True)
class Referral:
    """A decision of delegates that goes down to the primary councils, and why: both numbers and the rule."""

    decision: str
    why: str
    given: Fraction
    limit: Fraction
    rule: str


def find_close_vote(decision: str, result: Result, charter: Charter) -> Referral | None:
    """Return the referral of a vote of delegates won by less than the margin the charter sets, else None.

    Source: close votes are sent down to primary councils (Shalom); the margin in points is our design.
    """
    limit = read_share(charter["ballots.councils.close_margin_points"])[0] / 100
    if result.margin < limit:
        return Referral(decision, "close vote", result.margin, limit, "ballots.councils.close_margin_points")
    return None


def check_petition(
    tree: CouncilTree, decision: str, *, signers: Iterable[str], councils: Collection[str], charter: Charter
) -> Referral | Refusal:
    """Return the referral of a decision that enough members or enough primary councils ask for, or the refusal with both numbers.

    Everyone counts once. Refused as strangers: signers and councils that are not in the tree.
    """
    people, asking, primary = set(signers), set(councils), {council.id for council in tree.primary}
    if strange := sorted(people - set(tree.members)) or sorted(asking - primary):
        return Refusal(Reason.STRANGER, strange[0], "the tree of councils", strange[0], f"{len(tree.members)} members, {len(primary)} primary councils")
    shares = {
        "members": Fraction(len(people), max(1, len(tree.members))),
        "councils": Fraction(len(asking), len(primary)),
    }
    limits = {name: read_share(charter[f"ballots.councils.petition_{name}"])[0] for name in shares}
    for name, share in shares.items():
        if share >= limits[name]:
            return Referral(decision, f"petition of {name}", share, limits[name], f"ballots.councils.petition_{name}")
    return Refusal(Reason.PETITION_TOO_SMALL, decision, "ballots.councils.petition_members", shares["members"], limits["members"])


def refer_down(tree: CouncilTree, referral: Referral, opens: date, charter: Charter) -> Poll | Refusal:
    """Open the ballot of all primary councils on a decision that was referred to them; everyone counts one."""
    everyone = count_one_each(tree.members)
    if isinstance(everyone, Refusal):
        return everyone
    return open_poll(f"{referral.decision} in primary councils", "close_vote", (), everyone, opens=opens, charter=charter, subject=referral.decision)
