"""Collective goods settled before the first round: level by level from the highest, then one ballot on the package."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType
from typing import Mapping

import numpy as np

from parecon.ballots import ApprovalCounts, Result, read_decision, tally_approval
from parecon.economy import CouncilKind, Economy
from parecon.facilitation.collective import unit_costs
from parecon.facilitation.wishes import aggregate_wishes, goods_of, level_wishes, voters_of
from parecon.quantities import as_units

__all__ = [
    "Alternative", "CollectiveReason", "CollectiveRefusal", "LevelVote", "Settlement", "add_approvals", "close_level", "close_package",
    "file_alternative", "file_wishes", "level_options", "moved_levels", "open_settlement", "refile", "settled_economy",
]

WISHED, STANDING = "as wished", "as it stands"
PACKAGE = ("the package", "last year's amounts")


class CollectiveReason(Enum):
    """Why an act on collective goods is refused."""

    NO_SUCH_PLACE = "there is no such place on the level that is being settled"
    OTHER_LEVEL = "a place decides the goods of its own level"
    NEGATIVE = "an amount is zero or more"
    NOTHING_LEFT = "every level is settled"
    LEVELS_LEFT = "the package is voted when every level is settled"
    NO_VOTER = "only consumer councils wish and vote"
    SHAPE = "wishes and votes have one row for each council and one column for each good or option"


@dataclass(frozen=True)
class CollectiveRefusal:
    """A refused act: the reason, what was given, what is allowed, and the way out."""

    reason: CollectiveReason
    given: object
    allowed: object
    way_out: str

    def __str__(self) -> str:
        return f"{self.reason.value}: given {self.given}, allowed {self.allowed}; {self.way_out}"


@dataclass(frozen=True)
class Alternative:
    """Another option for one place, which anyone may file: amounts by collective good (fixed point), by whom, and why."""

    place: int
    amounts: Mapping[int, int]
    filed_by: str
    reason: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "amounts", MappingProxyType({int(q): int(amount) for q, amount in self.amounts.items()}))


@dataclass(frozen=True)
class LevelVote:
    """The ballots of all places of one level: weight behind each option (places, options), weight cast and option chosen (places,)."""

    level: str
    options: tuple[str, ...]
    counts: np.ndarray
    cast: np.ndarray
    chosen: np.ndarray


@dataclass(frozen=True)
class Settlement:
    """What is being settled, as a value; every act returns the next.

    prices: (n,) at which members wish and costs are told; wishes: (k, m) int64 fixed point a member, of all consumer
    councils; silent: how many of them said nothing and count with what stands; levels: positions of those still open,
    highest first; standing: (l,) amounts where nothing passes; amount: (l,) as settled so far; votes: levels voted;
    package: the last ballot. act: "settled" before the rounds, "reopened" later, when no package is voted. heard: (k,) bool, who has wished (None: nobody).
    """

    economy: Economy
    charter: object
    prices: np.ndarray
    wishes: np.ndarray
    silent: int
    levels: tuple[int, ...]
    standing: np.ndarray
    amount: np.ndarray
    alternatives: tuple[Alternative, ...] = ()
    votes: tuple[LevelVote, ...] = field(default=())
    package: Result | None = None
    act: str = "settled"
    heard: np.ndarray | None = None


def open_settlement(economy: Economy, charter, prices: np.ndarray, *, levels: tuple[int, ...] | None = None) -> Settlement:
    """Return the settlement with every level open and nobody heard; with ``levels`` only those, once more during the rounds."""
    held = economy.collective
    standing = held.last_amount if levels is None else held.amount
    wishes = _as_it_stands(economy, standing)
    every = tuple(range(len(held.levels)))
    return Settlement(economy, charter, np.asarray(prices, dtype=np.float64), wishes, len(wishes), every if levels is None else tuple(levels),
                      standing, standing.copy(), act="settled" if levels is None else "reopened")


def _as_it_stands(economy: Economy, standing: np.ndarray) -> np.ndarray:
    """Return what every member has by the amounts that stand, (k, m): what counts for councils that say nothing."""
    held, councils = economy.collective, voters_of(economy)
    members = np.maximum(held.count_members(np.where(economy.councils.kind == CouncilKind.CONSUMER, economy.councils.members, 0)), 1)
    each = np.zeros((len(held.council), len(held.goods)), dtype=np.int64)
    each[held.line_place, held.good] = standing // members[held.line_place]
    level = [held.levels.index(good.level) for good in held.goods]
    return each[held.membership[level][:, councils].T, np.arange(len(held.goods))]


def file_wishes(s: Settlement, councils: np.ndarray, wishes: np.ndarray) -> tuple[Settlement, CollectiveRefusal | None]:
    """Return the settlement with the wishes (b, m) of ``councils`` (b,) heard, amounts a member in fixed point; or the reason why not."""
    at = np.searchsorted(voters_of(s.economy), councils)
    known = voters_of(s.economy)
    if not len(s.levels):
        return s, CollectiveRefusal(CollectiveReason.NOTHING_LEFT, "wishes", "an open level", "wait until the levels vote once more")
    if wishes.shape != (len(councils), s.wishes.shape[1]):
        return s, CollectiveRefusal(CollectiveReason.SHAPE, wishes.shape, (len(councils), s.wishes.shape[1]), "give an amount for each good")
    wrong = np.flatnonzero((at >= len(known)) | (known[np.minimum(at, len(known) - 1)] != councils))
    if len(wrong):
        return s, CollectiveRefusal(CollectiveReason.NO_VOTER, int(councils[wrong[0]]), f"{len(known)} consumer councils", "give a consumer council")
    if (wishes < 0).any():
        return s, CollectiveRefusal(CollectiveReason.NEGATIVE, int(wishes.min()), 0, "wish for nothing or more")
    changed, heard = s.wishes.copy(), np.zeros(len(known), dtype=bool) if s.heard is None else s.heard.copy()
    changed[at], heard[at] = wishes, True
    # Whoever files again says something else, but is not one more council that has spoken.
    return replace(s, wishes=changed, silent=int((~heard).sum()), heard=heard), None


def file_alternative(s: Settlement, alternative: Alternative) -> tuple[Settlement, CollectiveRefusal | None]:
    """Return the settlement with one more option for a place of a level that is still open, or the reason why not."""
    held, place = s.economy.collective, alternative.place
    if not 0 <= place < len(held.council) or int(held.level[place]) not in s.levels:
        return s, CollectiveRefusal(CollectiveReason.NO_SUCH_PLACE, place, [held.levels[i] for i in s.levels], "name a place of a level that is open")
    own = set(goods_of(held, int(held.level[place])).tolist())
    if not set(alternative.amounts) <= own:
        return s, CollectiveRefusal(CollectiveReason.OTHER_LEVEL, sorted(set(alternative.amounts) - own), sorted(own), "file it where the good is decided")
    if min(alternative.amounts.values(), default=0) < 0:
        return s, CollectiveRefusal(CollectiveReason.NEGATIVE, min(alternative.amounts.values()), 0, "give nothing or more")
    return replace(s, alternatives=(*s.alternatives, alternative)), None


def level_options(s: Settlement) -> tuple[tuple[str, ...], np.ndarray, np.ndarray]:
    """Return the options of the level that is open: their names (o,), amounts (o, places, q) int64, and where each stands, (o, places) bool."""
    held, level = s.economy.collective, s.levels[0]
    wishes, line = level_wishes(s.economy, s.wishes, level, (s.standing, s.prices))
    places = np.flatnonzero(held.level == level)
    goods = goods_of(held, level)
    amounts, offered, filed = [aggregate_wishes(wishes, s.charter), s.standing[line]], [np.ones(len(places), dtype=bool)] * 2, np.zeros(len(places), dtype=np.int64)
    for alternative in (a for a in s.alternatives if held.level[a.place] == level):
        p = int(alternative.place - places[0])
        filed[p] += 1
        if len(amounts) < 2 + filed[p]:
            amounts.append(s.standing[line].copy())
            offered.append(np.zeros(len(places), dtype=bool))
        option = 1 + int(filed[p])
        offered[option][p] = True
        amounts[option][p] = [alternative.amounts.get(int(q), int(s.standing[line[p, i]])) for i, q in enumerate(goods)]
    names = (WISHED, STANDING, *(f"alternative {i}" for i in range(1, len(amounts) - 1)))
    return names, np.stack(amounts), np.stack(offered)


def add_approvals(s: Settlement, approves: np.ndarray, heard: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Return the weight of members behind each option (places, o) and cast (places,) for the open level.

    approves: (k, o) bool, one row for each consumer council; heard: (k,) bool, who voted (all unless given).
    """
    held, councils = s.economy.collective, voters_of(s.economy)
    level = s.levels[0]
    places = np.flatnonzero(held.level == level)
    at = held.membership[level][councils].astype(np.int64) - places[0]
    members = np.where(True if heard is None else heard, s.economy.councils.members[councils], 0).astype(np.int64)
    counts, cast = np.zeros((len(places), approves.shape[1]), dtype=np.int64), np.zeros(len(places), dtype=np.int64)
    np.add.at(counts, at, approves * members[:, None])
    np.add.at(cast, at, members)
    return counts, cast


def close_level(s: Settlement, counts: np.ndarray, cast: np.ndarray) -> tuple[Settlement, CollectiveRefusal | None]:
    """Return the settlement with the open level settled: in each place the option with most approvals above the charter's bar.

    Where none reaches the bar (row ``ballots.collective_good``), what stands goes on; between equals it comes first,
    then the wishes, then alternatives in the order of filing.
    """
    if not s.levels:
        return s, CollectiveRefusal(CollectiveReason.NOTHING_LEFT, "a vote", "an open level", "vote on the package")
    names, amounts, offered = level_options(s)
    if counts.shape != (offered.shape[1], len(names)):
        return s, CollectiveRefusal(CollectiveReason.SHAPE, counts.shape, (offered.shape[1], len(names)), "count every option of every place")
    held, level = s.economy.collective, s.levels[0]
    members = held.count_members(np.where(s.economy.councils.kind == CouncilKind.CONSUMER, s.economy.councils.members, 0))[held.level == level]
    chosen = _choose(np.where(offered.T, counts, 0), cast, members, read_decision(s.charter, "collective_good").bar)
    line = held.start[np.flatnonzero(held.level == level)][:, None] + np.arange(amounts.shape[2])
    amount = s.amount.copy()
    amount[line] = amounts[chosen, np.arange(len(chosen))]
    vote = LevelVote(held.levels[level], names, counts, cast, chosen)
    return replace(s, amount=amount, levels=s.levels[1:], votes=(*s.votes, vote)), None


def _choose(counts: np.ndarray, cast: np.ndarray, members: np.ndarray, bar) -> np.ndarray:
    """Return the option that each place chose, (places,); STANDING where none reaches the bar."""
    order = np.array([1, 0, *range(2, counts.shape[1])])
    best = order[np.argmax(counts[:, order], axis=1)]
    score, share, quorum = counts[np.arange(len(best)), best], bar.threshold, bar.quorum
    reached = score * share.denominator > cast * share.numerator if bar.strict else score * share.denominator >= cast * share.numerator
    present = cast * quorum.denominator >= members * quorum.numerator
    return np.where(reached & present & (score > 0), best, 1)


def close_package(s: Settlement, counts: ApprovalCounts) -> tuple[Settlement, CollectiveRefusal | None]:
    """Return the settlement with the package voted by all: without a majority for it, last year's amounts stand everywhere."""
    if s.levels:
        return s, CollectiveRefusal(CollectiveReason.LEVELS_LEFT, "a vote on the package", [s.economy.collective.levels[i] for i in s.levels], "settle these first")
    bar = read_decision(s.charter, "collective_good").bar
    everyone = int(s.economy.councils.members[voters_of(s.economy)].sum())
    result = tally_approval(counts, PACKAGE, PACKAGE[::-1], electorate=everyone, bar=bar)
    amount = s.amount if result.winner == PACKAGE[0] else s.standing.copy()
    return replace(s, package=result, amount=amount), None


def settled_economy(s: Settlement) -> Economy:
    """Return the economy with the amounts that were settled; a level that is still open is a bug."""
    assert not s.levels, f"{len(s.levels)} levels are still open"
    return replace(s.economy, collective=replace(s.economy.collective, amount=s.amount, settled_prices=s.prices.copy()))


def refile(economy: Economy, charter, prices: np.ndarray, wishes: np.ndarray) -> Economy:
    """Return the economy with the amounts that ``wishes`` (k, m) come to at once, without ballots: federations file anew."""
    amount = economy.collective.amount.copy()
    for level in range(len(economy.collective.levels)):
        found, line = level_wishes(economy, wishes, level, (economy.collective.amount, prices))
        amount[line] = aggregate_wishes(found, charter)
    return replace(economy, collective=replace(economy.collective, amount=amount))


def cost_per_head(economy: Economy, prices: np.ndarray) -> np.ndarray:
    """Return what the goods of each level cost a member, (L,) credits at ``prices``."""
    held = economy.collective
    worth = as_units(held.amount) * unit_costs(held, prices)[held.good]
    people = float(economy.councils.members[voters_of(economy)].sum())
    return np.bincount(held.line_level, worth, len(held.levels)) / max(people, 1.0)


def moved_levels(economy: Economy, before: np.ndarray, after: np.ndarray, charter) -> tuple[int, ...]:
    """Return the levels whose goods' cost per head differs by more than ``collective.reopen_share`` between two vectors of prices."""
    then, now = cost_per_head(economy, before), cost_per_head(economy, after)
    return tuple(int(i) for i in np.flatnonzero(np.abs(now - then) > charter["collective.reopen_share"] * then))
