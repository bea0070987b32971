"""What every procedure is: ``run(economy, charter, respond, seed, on_event) -> Outcome``; and what an outcome holds.

A procedure is a module with a function ``run`` of this form, named in `parecon.procedures.registry`; nothing more. It gets

    economy     public knowledge: goods, councils, endowments, last year
    charter     the rules; every parameter of a procedure is a row of it
    respond     the simulated people (`parecon.responses.Respondents`): call it with an announcement as councils are
                called, or plan by ``respond.ground`` (true) and ``respond.reported`` (what units say), units by goods
    seed        all chance there is
    on_event    told what happens; `RoundProgress` for any step over a second, and events of its own

and returns an `Outcome`, in which all that the comparison measures is stated by the procedure itself. What it does not
know it leaves None: missing is not zero. No procedure imports another; `parecon.procedures.flows` turns activities of
units and consumption of groups into flows by council; `parecon.procedures.conformance.check_procedure` tries a procedure of
anybody's. A year that ends without a plan is an outcome with a ``refusal`` and no flows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Mapping, Protocol

import numpy as np

from parecon.economy import Economy
from parecon.economy.economy import freeze
from parecon.procedures.events import OnEvent
from parecon.responses import Respondents

__all__ = ["FEATURES", "FLAGS", "HIRE_TEST", "Count", "Fact", "Flows", "Outcome", "People", "Procedure", "Say"]

FLAGS = ("on_spec", "revenue_becomes_income", "entitlements_transferable", "seller_sets_price")
"""Wetzel's four marks of a market: production on expectation of sale; revenue becomes income; entitlements pass from hand to hand; sellers set prices."""

HIRE_TEST = ("who_dismisses", "who_sets_pay", "pay_follows_sale", "refusal_costs_subsistence", "who_owns_product")
"""The hire test of institutions.md 13: five questions about what it is to have a job."""

FEATURES = ("wage_labour", "commodity_production", "value", "profit", "accumulation", "separation", "rule_by_controllers")
"""SPGB's seven features of capitalism, as a procedure states them of itself; the readings say how each text would."""


@dataclass(frozen=True)
class Flows:
    """What every council made and used, exactly: CSR by council, the sum of a year.

    council (b,) int32 ascending; start (b+1,) int64; good (l,) int32; quantity (l,) int64
    fixed point: what it made, or the hours it offered and worked, is positive; what it
    used, consumed, employed or emitted is negative. imported (n,) int64: bought abroad, paid for with foreign exchange
    at world prices. wasted (n,) int64: taken by units and not needed by their true recipes, spoilt in queues and the like;
    already contained in what they used. unsold (n,) int64: made for somebody and taken by nobody; it is part of what is left over.
    endless: goods that the procedure does not limit, such as emissions that are free or taxed; of these none is ever said to be missing.
    """

    council: np.ndarray
    start: np.ndarray
    good: np.ndarray
    quantity: np.ndarray
    imported: np.ndarray
    wasted: np.ndarray
    unsold: np.ndarray
    endless: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        freeze(self)

    def total(self, n: int) -> np.ndarray:
        """Return made less used of each good over all councils, (n,) int64."""
        found = np.zeros(n, dtype=np.int64)
        np.add.at(found, self.good, self.quantity)
        return found

    def left(self, economy: Economy) -> np.ndarray:
        """Return what is left of each good, (n,) int64: made and imported and there, less used, claimed and paid abroad; never below zero."""
        from_abroad = self.imported * (economy.world_price > 0)
        left = self.total(len(economy.goods)) + economy.endowment - economy.claim + from_abroad
        paid = np.flatnonzero((economy.world_price > 0) & (self.imported > 0))
        for exchange in np.unique(economy.follows[paid]):
            mine = paid[economy.follows[paid] == exchange]
            left[exchange] -= int(np.floor(economy.world_price[mine] @ self.imported[mine].astype(np.float64)))
        left[list(self.endless)] = np.maximum(left[list(self.endless)], 0)
        return left


@dataclass(frozen=True)
class People:
    """The population in kinds of persons whose position in the system is the same (k of them, a hundred at most).

    name: (k,) such as "owner" or "worker, lowest fifth"; count (k,): persons; group (k,)
    int: the consumer group of `Ground` they belong to; consumed (k, n): units of each good that all persons of the
    kind consume together (over all kinds this is what consumer councils use); income (k,): credits, or value at common prices, that a
    person is entitled to by work, need or property; perks (k,): what a person gets besides, in the same unit (priority access,
    official cars); hours (k,): by the clock, a person a year, all persons of the kind counted; empowering (k,): of these, hours
    of tasks rated 14 or more of 20; effort (k,): rating, 1 is average; able (k,) bool: could work; need (k,): share of
    the average income that need entitles a person to, beyond work.

    hours_wished (k,): what they would work at these terms, None where the procedure does not ask; tedium, danger (k,):
    of their work, 0 to 1, None where not known.
    """

    name: tuple[str, ...]
    count: np.ndarray
    group: np.ndarray
    consumed: np.ndarray
    income: np.ndarray
    perks: np.ndarray
    hours: np.ndarray
    empowering: np.ndarray
    effort: np.ndarray
    able: np.ndarray
    need: np.ndarray
    hours_wished: np.ndarray | None = None
    tedium: np.ndarray | None = None
    danger: np.ndarray | None = None

    def __post_init__(self) -> None:
        k = len(self.name)
        for name, value in vars(self).items():
            assert name == "name" or value is None or len(value) == k, f"people.{name} has {len(value)} entries for {k} kinds of persons"
        freeze(self)


@dataclass(frozen=True)
class Say:
    """Who has a say over what, by kind of person (the k of `People`); each column sums to 1 over the kinds.

    asset: names (a,); asset_value (a,): at reference prices; control (k, a): share of
    effective say over the asset; benefit (k, a): share of what it yields beyond effort and need (a column of zeros: it yields nobody
    anything). decision: names (d,); weight (d,): resources moved, summing to 1; say (k, d): effective share of say;
    affected (k, d): share of being affected; society_wide (d,) bool: rules, plan adoption, prices, sanctions, appointments.

    Who holds say (institutions.md 13): an assembly vote: its members; a binding mandate: the council that gives it; a
    free mandate: the delegate, by the share of votes that differ; an irrevocable office: its holder; an algorithm:
    those who may change its parameters; a proposal nearly always passed unchanged: half its drafter.
    """

    asset: tuple[str, ...]
    asset_value: np.ndarray
    control: np.ndarray
    benefit: np.ndarray
    decision: tuple[str, ...]
    weight: np.ndarray
    say: np.ndarray
    affected: np.ndarray
    society_wide: np.ndarray

    def __post_init__(self) -> None:
        freeze(self)


@dataclass(frozen=True)
class Count:
    """What planning cost at one level: messages sent, acts of persons (a proposal, a vote, an order), and minutes of persons for all acts."""

    level: str
    messages: int
    acts: int
    minutes: float


@dataclass(frozen=True)
class Fact:
    """One thing that is so in this procedure, or not, with the reason; ``holds`` None where the question has no yes or no."""

    holds: bool | None
    reason: str


@dataclass(frozen=True)
class Outcome:
    """What a year came to under one procedure; every procedure returns this and the comparison reads nothing else.

    procedure, variant: names; seed; flows: None with a ``refusal`` that says why there
    is no plan; activity (u,): share of the year's size at which each unit of `Ground` worked, None where it has no meaning.
    wanted, served (n,) float: what people asked for on the terms of the procedure (not limited by stock) and what they got,
    units; None where nobody asked. prices (n,): what a unit was charged, credits, None where nothing has a price.
    people, say: as above. counts: one a level; rounds: of planning, bidding or balancing, or weeks of delivery; reached:
    (r,) share by which plan and reality agreed after each round, if it knows. last_hand: who changed
    each quantity last, name -> share of the value of output (sums to 1). facts: `FLAGS`, `HIRE_TEST` and `FEATURES`, each with
    its reason. assumed: sentences that a reader must know. figures: anything else by name, plain numbers or
    texts.
    """

    procedure: str
    variant: str
    seed: int
    flows: Flows | None
    people: People | None
    say: Say | None
    counts: tuple[Count, ...]
    rounds: int
    last_hand: Mapping[str, float]
    facts: Mapping[str, Fact]
    assumed: tuple[str, ...]
    activity: np.ndarray | None = None
    wanted: np.ndarray | None = None
    served: np.ndarray | None = None
    prices: np.ndarray | None = None
    reached: np.ndarray | None = None
    refusal: str | None = None
    figures: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        assert (self.flows is None) == (self.refusal is not None), "an outcome has flows, or a refusal that says why not"
        for name in ("last_hand", "facts", "figures"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))
        freeze(self)


class Procedure(Protocol):
    """A way to run an economy for a year."""

    def __call__(self, economy: Economy, charter, respond: Respondents, *, seed: int, on_event: OnEvent) -> Outcome:
        """Return what the year comes to; the same arguments give the same bytes; nothing outside is read or changed."""
        ...
