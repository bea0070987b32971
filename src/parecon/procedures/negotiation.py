"""Balances without prices: statistics are summed upward, those who make what lacks do more, and what still lacks is shared by requests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.economy import Economy, GoodKind
from parecon.procedures.recipes import made_goods
from parecon.responses import Ground

__all__ = ["WORK", "Agreement", "Terms", "negotiate"]

WORK = "work"
"""What units ask for, among the names of `Terms.first`."""


@dataclass(frozen=True)
class Terms:
    """What is negotiated about: needs name -> (n,) units a year; first: names that are served before the rest, `WORK` for what units use; most (u,): what units are willing to do at most.

    rounds: of statistics; settled: share below which a lack counts as none; asked_again: by how much those who got less ask for more
    in the first round, less in each that follows.
    """

    needs: dict[str, np.ndarray]
    first: tuple[str, ...]
    most: np.ndarray
    rounds: int
    settled: float
    asked_again: float


@dataclass(frozen=True)
class Agreement:
    """What was agreed: activity (u,); served name -> (n,); rounds it took; lacking (rounds,): greatest lack over requests at the end of each.

    within, between, upward: how many lacks branches met by doing more, how many were shared between branches, how many went up to the federation.
    """

    activity: np.ndarray
    served: dict[str, np.ndarray]
    rounds: int
    lacking: np.ndarray
    within: int
    between: int
    upward: int


def negotiate(economy: Economy, ground: Ground, take: np.ndarray, terms: Terms) -> Agreement:
    """Return what units and bodies agree on, by rounds of statistics; take (u, n): what units ask for at activity 1.

    In each round lacks of a good are first met within the branch that makes it, whose units do more as far as they are
    willing; what then lacks is shared between all who asked, in proportion to what they asked (needs that come ``first`` before); hours,
    capital, permits and exchange, which no branch makes, go up to the federation, which shares them the same way. The last
    word stays with the units: nobody is told to do more than they are willing to.
    """
    table = _Table(economy, ground, take, terms)
    activity, granted = np.minimum(np.ones(len(terms.most)), terms.most), {name: np.ones(take.shape[1]) for name in terms.needs}
    lacking, counts = [], np.zeros(3, dtype=np.int64)
    for number in range(terms.rounds):
        # those who got less ask again, for less and less more as the rounds go on
        granted = {name: np.minimum(share * (1.0 + terms.asked_again / (1 + number)), 1.0) for name, share in granted.items()}
        raised, met = table.do_more(activity, granted)
        activity, granted, shared = table.share_out(raised, granted)
        counts += np.array([met, *shared])
        lacking.append(table.worst_lack(activity, granted))
        if lacking[-1] <= terms.settled:
            break
    served = {name: terms.needs[name] * granted[name] for name in terms.needs}
    return Agreement(activity, served, len(lacking), np.array(lacking), *(int(count) for count in counts))


class _Table:
    """The balances of all goods, and who asks for what."""

    def __init__(self, economy: Economy, ground: Ground, take: np.ndarray, terms: Terms) -> None:
        self.ground, self.terms, self.take = ground, terms, take
        self.made = made_goods(economy)
        self.given = ground.endowment - ground.claim
        if ground.labour >= 0:
            self.given = self.given.copy()
            self.given[ground.labour] += ground.hours.sum()
        limited = np.array([good.kind in (GoodKind.LABOUR, GoodKind.CAPITAL, GoodKind.NATURE, GoodKind.POLLUTANT) for good in economy.goods])
        self.balanced = self.made | limited
        self.cost = np.where(economy.follows == ground.exchange, economy.world_price, 0.0) if ground.exchange >= 0 else np.zeros(len(self.made))

    def supply(self, activity: np.ndarray) -> np.ndarray:
        return np.where(self.balanced, np.maximum(activity @ np.where(self.made, self.ground.make, 0.0) + self.given, 0.0), np.inf)

    def requests(self, activity: np.ndarray, granted) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return what needs that come first, other needs, and work ask for of every good, (n,) each; permits as private use emits."""
        first, rest = np.zeros(len(self.made)), np.zeros(len(self.made))
        for name, amount in self.terms.needs.items():
            asked = amount * granted[name]
            if self.ground.pollutant >= 0 and name.startswith("people"):
                asked = asked.copy()
                asked[self.ground.pollutant] += float(asked @ self.ground.emits)
            if name in self.terms.first:
                first += asked
            else:
                rest += asked
        return first, rest, activity @ self.take

    def do_more(self, activity: np.ndarray, granted) -> tuple[np.ndarray, int]:
        """Return activity after branches have met what lacks as far as they are willing, and how many lacks they met whole."""
        asked = sum(self.requests(activity, granted))
        lack = np.where(self.made, np.maximum(asked - self.supply(activity), 0.0), 0.0)
        volume = np.where(self.made, self.ground.make, 0.0)
        room = np.maximum(self.terms.most - activity, 0.0)
        can = room @ volume
        part = np.minimum(np.divide(lack, can, out=np.zeros_like(lack), where=can > 0), 1.0)
        mix = np.divide(volume, volume.sum(axis=1, keepdims=True), out=np.zeros_like(volume), where=volume.sum(axis=1, keepdims=True) > 0)
        return activity + room * np.minimum((mix * part).sum(axis=1), 1.0), int(((lack > 0) & (can >= lack)).sum())

    def share_out(self, activity: np.ndarray, granted):
        """Return activity and grants (n,) by need after what lacks has been shared by requests, and how many lacks were shared and went up."""
        first, others, work = self.requests(activity, granted)
        early = WORK in self.terms.first
        first, others = (first + work, others) if early else (first, others + work)
        supply, exchange = self.supply(activity), np.where(self.cost > 0, self._exchange(activity, granted), 1.0)
        left = np.maximum(supply - first, 0.0)
        part_first = np.where(first > supply, np.divide(supply, first, out=np.ones_like(first), where=first > 0), 1.0) * exchange
        part = np.where(others > left, np.divide(left, others, out=np.ones_like(others), where=others > 0), 1.0) * exchange
        keep = np.where(self.take > 0, part_first if early else part, 1.0).min(axis=1)
        new = {name: granted[name] * self._grant(name, part_first if name in self.terms.first else part) for name in granted}
        short = (part < 1.0 - self.terms.settled) | (part_first < 1.0 - self.terms.settled)
        return activity * keep, new, (int((short & self.made).sum()), int((short & ~self.made).sum()))

    def _grant(self, name: str, part: np.ndarray) -> np.ndarray:
        if self.ground.pollutant >= 0 and name.startswith("people"):
            return np.where(self.ground.emits > 0, part * part[self.ground.pollutant], part)
        return part

    def _exchange(self, activity: np.ndarray, granted) -> float:
        """Return the share of imports that exports pay for."""
        if self.ground.exchange < 0:
            return 1.0
        needs = self.terms.needs
        used = activity @ self.take + sum(needs[name] * granted[name] for name in needs if name != "exports")
        bill = float(used @ self.cost)
        exports = needs.get("exports")
        earned = (self.ground.earned_abroad(exports * granted["exports"]) if exports is not None else 0.0) + float(self.given[self.ground.exchange])
        bill += float((exports * granted["exports"]) @ self.cost) if exports is not None else 0.0
        return 1.0 if bill <= max(earned, 0.0) else max(earned, 0.0) / bill

    def worst_lack(self, activity: np.ndarray, granted) -> float:
        """Return the greatest lack of a good over what is asked of it."""
        asked = sum(self.requests(activity, granted))
        lack = np.where(self.balanced, asked - self.supply(activity), 0.0)
        return float(np.max(np.divide(lack, asked, out=np.zeros_like(lack), where=asked > 0), initial=0.0))

