"""What a planning year tells those who watch it; the doors draw it and write it down.

A run calls ``on_event`` with these values, in this order::

    YearOpened  [CollectiveSettled]
      Announced  [IndustriesProjected]  [CollectiveSettled]  RoundProgress*  [PermitsVoted]  RoundClosed       once a round
      HiddenCostVoted*  [AppealsDecided]  [CollectiveSettled]  PriceStepped                                     between two rounds
    Closed  Voted  Adopted
    YearEnded

CollectiveSettled comes where places decide collective goods: before the first round, once more after a
round where their cost moved too far, or (a variant of the charter) after every announcement.
PriceStepped follows every round but the last. PermitsVoted comes where pollutants have communities, AppealsDecided
where proposals came back, IndustriesProjected from the charter's round on. Where no feasible plan exists, Closed holds the
certificate and YearEnded follows at once. Where systems are compared, ProcedureOpened and
ProcedureEnded stand around all that one of them tells.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from parecon.charter import Charter
from parecon.economy import Economy
from parecon.facilitation import PriceStep, RoundRecord
from parecon.proposals import Announcement, ProposalBatch

__all__ = [
    "Adopted", "Announced", "AppealsDecided", "Closed", "CollectiveSettled", "Event", "HiddenCostVoted", "IndustriesProjected", "OnEvent",
    "PermitsVoted", "PriceStepped", "ProcedureEnded", "ProcedureOpened", "RoundClosed", "RoundProgress", "Voted", "YearEnded", "YearOpened",
]


@dataclass(frozen=True)
class YearOpened:
    """A planning year begins: the public economy, the rules in force, and how the run was set up.

    rule: name of the price rule; start: where the first prices come from; start_prices: (n,) where they
    were given, so that anyone can replay the year; configuration: what else the caller chose, as plain
    values; data: SHA-256 of every source file by name.
    """

    economy: Economy
    charter: Charter
    seed: int
    rule: str
    start: str = "last-year"
    start_prices: np.ndarray | None = None
    configuration: Mapping[str, object] = field(default_factory=dict)
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Announced:
    """The board has announced prices, budgets and expected fund; why: one sentence."""

    announcement: Announcement
    why: str = ""


@dataclass(frozen=True)
class CollectiveSettled:
    """Places have decided their collective goods: the settlement with all votes, and the round that follows it."""

    settlement: object
    round: int = 1


@dataclass(frozen=True)
class HiddenCostVoted:
    """A claim that a good has a hidden social cost was voted on; decision: the claim, the amount that is charged, the ballot."""

    decision: object


@dataclass(frozen=True)
class PermitsVoted:
    """Those affected by pollutants have voted how much they permit in the open round; votes: one a pollutant."""

    round: int
    votes: tuple


@dataclass(frozen=True)
class AppealsDecided:
    """Industry federations have decided the appeals of councils whose proposals came back in the round just closed."""

    round: int
    decisions: tuple


@dataclass(frozen=True)
class IndustriesProjected:
    """Industry federations publish the likely final plan of their industries, with the announcement of this round."""

    round: int
    projection: object


@dataclass(frozen=True)
class RoundProgress:
    """A step that may take over a second has done ``done`` of ``total``; step: what it does, in two words or three."""

    done: int
    total: int
    step: str


@dataclass(frozen=True)
class RoundClosed:
    """A round is closed: its public record, the batches that were heard, and the seconds it took."""

    record: RoundRecord
    batches: tuple[ProposalBatch, ...]
    seconds: float = 0.0


@dataclass(frozen=True)
class PriceStepped:
    """A price rule has proposed the next prices."""

    step: PriceStep


@dataclass(frozen=True)
class Closed:
    """The rounds are over: the closing with its candidate plans, or the certificate that there is none."""

    closing: object
    seconds: float = 0.0


@dataclass(frozen=True)
class Voted:
    """The councils have voted on the candidates; options: their names in the order of the ballot."""

    options: tuple[str, ...]
    result: object


@dataclass(frozen=True)
class Adopted:
    """The plan that won is adopted and frozen."""

    plan: object


@dataclass(frozen=True)
class YearEnded:
    """Nothing follows. figures: what the year came to, as plain values by name."""

    figures: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class ProcedureOpened:
    """One procedure of a comparison begins with the economy of this name."""

    procedure: str
    economy: str
    seed: int


@dataclass(frozen=True)
class ProcedureEnded:
    """One procedure of a comparison has ended: why there is no plan (None: there is one), and its figures by name."""

    procedure: str
    refusal: str | None
    figures: Mapping[str, object] = field(default_factory=dict)


Event = (
    ProcedureOpened | ProcedureEnded | YearOpened | Announced | CollectiveSettled | HiddenCostVoted | PermitsVoted | AppealsDecided | IndustriesProjected | RoundProgress | RoundClosed | PriceStepped | Closed | Voted | Adopted | YearEnded
)
OnEvent = Callable[[Event], None]
