"""Lies that simulated councils tell: of themselves, of their techniques, and in what they file from round to round.

A lie is filed as a truth is: the board sees an economy as it was stated and batches as they were sent. What the liar really
needs, can and values stays in the true `Society`, by which what comes of the lie is weighed (`parecon.lab.lying`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from types import MappingProxyType

import numpy as np

from parecon.economy import CouncilKind, Economy, Society
from parecon.facilitation.standing import choose
from parecon.proposals import Announcement, ProposalBatch, make_batch, request_costs

__all__ = ["STRATEGIES", "Actor", "Lie", "Strategy", "draw_actors", "pretend", "speak", "state_facts"]

_BLOC = 0.01
"""The share of all people in a bloc of neighbourhoods."""


class Actor(Enum):
    """Who lies."""

    NEIGHBOURHOOD = "one neighbourhood"
    BLOC = "neighbourhoods of one per cent of the people"
    WORKERS = "one worker council"
    INDUSTRY = "all worker councils of an industry"


@dataclass(frozen=True)
class Strategy:
    """One way to lie: its name, what is done in a sentence, and who does it; size: how large the lie is, as a share."""

    name: str
    meaning: str
    actor: Actor
    size: float
    state: Callable[[Lie, Economy, object], Economy] | None = None
    technique: Callable[[Lie, Society], Society] | None = None
    say: Callable[[Lie, ProposalBatch, Announcement], ProposalBatch] | None = None


@dataclass(frozen=True)
class Lie:
    """A strategy in the hands of councils (a,), positions in the economy; last_round: the round that the liar expects to be the last."""

    strategy: Strategy
    council: np.ndarray
    last_round: int

    @property
    def size(self) -> float:
        """How large the lie is, as a share."""
        return self.strategy.size


def state_facts(lie: Lie, economy: Economy, charter) -> Economy:
    """Return the economy as the liar states it: people, ratings and needs that incomes follow."""
    return economy if lie.strategy.state is None else lie.strategy.state(lie, economy, charter)


def pretend(lie: Lie, society: Society) -> Society:
    """Return the society in which the liar has the technique that it claims; everybody's answers are computed from it."""
    return society if lie.strategy.technique is None else lie.strategy.technique(lie, society)


def speak(lie: Lie, batch: ProposalBatch, said: Announcement) -> ProposalBatch:
    """Return what is sent of ``batch`` in the announced round."""
    return batch if lie.strategy.say is None else lie.strategy.say(lie, batch, said)


def draw_actors(economy: Economy, society: Society, actor: Actor, seed: int) -> np.ndarray:
    """Return the positions (a,) of those who lie, drawn from ``seed``."""
    rng = np.random.Generator(np.random.PCG64([seed, list(Actor).index(actor)]))
    if actor in (Actor.NEIGHBOURHOOD, Actor.BLOC):
        order = rng.permutation(society.consumers.council)
        if actor is Actor.NEIGHBOURHOOD:
            return order[:1]
        people = np.cumsum(economy.councils.members[order])
        return np.sort(order[:max(int(np.searchsorted(people, _BLOC * economy.councils.members[society.consumers.council].sum())), 1)])
    first = int(rng.choice(society.workers.council))
    if actor is Actor.WORKERS:
        return np.array([first])
    councils = society.workers.council
    return councils[economy.councils.row[councils] == economy.councils.row[first]]


def _more_need(lie: Lie, economy: Economy, charter) -> Economy:
    members, unable = economy.councils.members[lie.council], economy.not_working.copy()
    unable[lie.council] = np.minimum(unable[lie.council] + lie.size * members, members)
    return replace(economy, not_working=unable)


def _dummies(lie: Lie, economy: Economy, charter) -> Economy:
    members, unable = economy.councils.members.copy(), economy.not_working.copy()
    more = np.maximum(np.rint(lie.size * members[lie.council]).astype(members.dtype), 1)
    members[lie.council] += more
    unable[lie.council] += more
    return replace(economy, councils=replace(economy.councils, members=members), not_working=unable)


def _praise(lie: Lie, economy: Economy, charter) -> Economy:
    """Return ratings raised as far as the charter's cap on a council's average counts them; what was above it stays."""
    effort = economy.effort.copy()
    true = effort[lie.council]
    effort[lie.council] = np.maximum(true, np.minimum(true * (1.0 + lie.size), charter["effort.cap"]))
    return replace(economy, effort=effort)


def _praise_uncapped(lie: Lie, economy: Economy, charter) -> Economy:
    effort = economy.effort.copy()
    effort[lie.council] *= 1.0 + lie.size
    return replace(economy, effort=effort)


def _hide_capacity(lie: Lie, society: Society) -> Society:
    workers = society.workers
    mine = np.isin(workers.council, lie.council)
    capacity = np.where(mine, np.minimum(workers.capacity, 1.0 - lie.size), workers.capacity)
    return replace(society, workers=replace(workers, capacity=capacity))


def _pad_hours(lie: Lie, society: Society) -> Society:
    workers = society.workers
    mine = np.isin(workers.council, lie.council)
    return replace(society, workers=replace(workers, labour=np.where(mine, workers.labour * (1.0 + lie.size), workers.labour)))


def _wait(lie: Lie, batch: ProposalBatch, said: Announcement) -> ProposalBatch:
    return batch if said.round >= lie.last_round else choose(batch, ~np.isin(batch.council, lie.council))


def _swing(lie: Lie, batch: ProposalBatch, said: Announcement) -> ProposalBatch:
    """Return requests that ask for more of every second good, the other half in every other round, within budgets; the truth in the last round."""
    if said.round >= lie.last_round:
        return batch
    liar = np.isin(batch.council, lie.council)
    owner = np.repeat(np.arange(len(batch)), np.diff(batch.start))
    raised = liar[owner] & (batch.quantity < 0) & ((batch.good + said.round) % 2 == 0)
    quantity = np.where(raised, np.rint(batch.quantity * (1.0 + lie.size)).astype(np.int64), batch.quantity)
    cost = request_costs(make_batch(batch.round, {**batch.columns(), "quantity": quantity}), said.prices)
    budget = said.budgets[batch.council]
    factor = np.where(liar & (cost > budget), budget / np.maximum(cost, 1), 1.0)[owner]
    quantity = np.where((quantity < 0) & liar[owner], -np.floor(-quantity * factor).astype(np.int64), quantity)
    return make_batch(batch.round, {**batch.columns(), "quantity": quantity})


STRATEGIES: Mapping[str, Strategy] = MappingProxyType({strategy.name: strategy for strategy in (
    Strategy("inflate need", "says that a tenth more of its people cannot work, and sends them to work", Actor.NEIGHBOURHOOD, 0.1, state=_more_need),
    Strategy("understate capacity", "files a fifth less capacity than last year's output", Actor.WORKERS, 0.2, technique=_hide_capacity),
    Strategy("exaggerate effort", "says that its work takes a fifth more hours than it does", Actor.WORKERS, 0.2, technique=_pad_hours),
    Strategy("wait for the last round", "says nothing before the last round", Actor.WORKERS, 0.0, say=_wait),
    Strategy("collude in a council", "all rate each other's effort a fifth higher", Actor.NEIGHBOURHOOD, 0.2, state=_praise),
    Strategy("collude, ratings without a cap", "the same where the charter's cap on a council's average is not applied", Actor.NEIGHBOURHOOD, 0.2,
             state=_praise_uncapped),
    Strategy("federation bloc", "all councils of an industry file a fifth less capacity than last year's output", Actor.INDUSTRY, 0.2,
             technique=_hide_capacity),
    Strategy("dummy councils", "registers a tenth more people, who do not exist and cannot work", Actor.NEIGHBOURHOOD, 0.1, state=_dummies),
    Strategy("swing prices", "ask double for every second good, for the other half in every other round, and the truth in the last", Actor.BLOC, 1.0,
             say=_swing),
)})
