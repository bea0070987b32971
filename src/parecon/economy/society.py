"""The society: techniques and tastes of simulated councils, which no board ever sees."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from parecon.economy.economy import freeze

__all__ = ["Affected", "CollectiveTastes", "Consumers", "FixedRequests", "Society", "TradeDesk", "Workers"]


def make_canonical(block: object) -> None:
    """Give every array of a block its canonical type (kernels are compiled once for these) and freeze it."""
    for name, value in list(vars(block).items()):
        if isinstance(value, np.ndarray):
            kind = np.int64 if name.endswith("start") else np.int32 if name.endswith(("good", "nest", "council", "pollutant", "member")) else np.float64
            object.__setattr__(block, name, np.ascontiguousarray(value, dtype=kind))
    freeze(block)


@dataclass(frozen=True)
class Workers:
    """Worker councils around a benchmark: what each would make and use at the benchmark prices.

    council: (w,) positions in the economy's councils. Lines are CSR: out_start (w+1,),
    out_good, out_quantity (units); in_start (w+1,), in_good, in_quantity, in_nest, where
    neighbouring lines with one nest number are varieties of one composite, with the
    elasticity of substitution nest_sigma of the line. labour, capital: (w,) units.
    own_value: (w,) what the council's value added earns at benchmark prices, credits.
    sigma_inputs, sigma_value: (w,) elasticities of substitution between composites, and
    between hours and capital; transform: (w,) elasticity of transformation between
    products; size_elasticity: (w,) how a council's size answers what its value added
    earns over what its hours and capital cost: effort and adjustment cost rise with
    size; size: (w,) size this year over the benchmark's; capacity: (w,) largest output
    over the benchmark's; social_rate: (w,) social charge per credit of output;
    abatement: (l,) of an emission line, by what share of its emissions the council does
    without for each doubling of their price over that of hours and capital, 0 on all
    other lines (None: nowhere). Cleaner technique takes more hours and capital.
    """

    council: np.ndarray
    out_start: np.ndarray
    out_good: np.ndarray
    out_quantity: np.ndarray
    in_start: np.ndarray
    in_good: np.ndarray
    in_quantity: np.ndarray
    in_nest: np.ndarray
    nest_sigma: np.ndarray
    labour: np.ndarray
    capital: np.ndarray
    own_value: np.ndarray
    sigma_inputs: np.ndarray
    sigma_value: np.ndarray
    transform: np.ndarray
    size_elasticity: np.ndarray
    size: np.ndarray
    capacity: np.ndarray
    social_rate: np.ndarray
    abatement: np.ndarray | None = None

    def __post_init__(self) -> None:
        if self.abatement is None:
            object.__setattr__(self, "abatement", np.zeros(len(self.in_good)))
        make_canonical(self)


@dataclass(frozen=True)
class Consumers:
    """Consumer councils around a benchmark: what each would use at the benchmark prices and budget.

    council: (k,); lines as for workers (start, good, quantity, nest, nest_sigma);
    subsistence: (l,) units of each line that are needed first (Stone–Geary; all zero is
    CES); pollutant: (q,) positions of the pollutants they emit (-1: none, one number: one);
    emission: (q, l) units of each emitted per unit used; sigma: (k,) elasticity between
    composites; hours: (k,) standard hours offered at the benchmark; hours_elasticity: (k,)
    with respect to income per hour in goods.
    """

    council: np.ndarray
    start: np.ndarray
    good: np.ndarray
    quantity: np.ndarray
    nest: np.ndarray
    nest_sigma: np.ndarray
    subsistence: np.ndarray
    emission: np.ndarray
    pollutant: np.ndarray
    sigma: np.ndarray
    hours: np.ndarray
    hours_elasticity: np.ndarray

    def __post_init__(self) -> None:
        named = np.atleast_1d(np.asarray(self.pollutant, dtype=np.int64))
        rate = np.asarray(self.emission, dtype=np.float64).reshape(-1, len(self.good)) if len(self.good) else np.zeros((len(named), 0))
        object.__setattr__(self, "emission", rate[:len(named)][named >= 0])
        object.__setattr__(self, "pollutant", named[named >= 0])
        make_canonical(self)


@dataclass(frozen=True)
class FixedRequests:
    """Councils that request fixed amounts of composites (collective consumption, investment).

    Lines as for consumers: within one nest the varieties substitute with nest_sigma.
    """

    council: np.ndarray
    start: np.ndarray
    good: np.ndarray
    quantity: np.ndarray
    nest: np.ndarray
    nest_sigma: np.ndarray

    def __post_init__(self) -> None:
        make_canonical(self)


@dataclass(frozen=True)
class CollectiveTastes:
    """What consumer councils wish of collective goods, around last year's amounts per member of their place.

    council: (k,) consumer councils; need: (k, m) wish at the benchmark over last year's amount
    per member; price_elasticity, income_elasticity: (m,) how a wish answers the cost of a unit,
    and income per member.
    """

    council: np.ndarray
    need: np.ndarray
    price_elasticity: np.ndarray
    income_elasticity: np.ndarray

    def __post_init__(self) -> None:
        make_canonical(self)


@dataclass(frozen=True)
class TradeDesk:
    """The trade council's exports: benchmark quantities and elasticities with respect to the price abroad.

    Imports need no answer of their own: every import that is used is bought at the
    world price with foreign exchange.
    """

    council: int
    good: np.ndarray
    quantity: np.ndarray
    elasticity: np.ndarray

    def __post_init__(self) -> None:
        make_canonical(self)


@dataclass(frozen=True)
class Affected:
    """What one pollutant does to the members of its community, as they feel it.

    council: position of the community's council; pollutant: position of the good;
    member: (m,) positions of the consumer councils it harms; benchmark: units permitted
    at the benchmark price by a member of harm 1; harm: (m,) what a unit more harms a
    member over what it is compensated for it at the benchmark; elasticity: how the amount
    wished for answers the price; wish: by what share members would permit more (less,
    if negative) at the benchmark price than benchmark; told: (m,) what a member says of
    its harm over what it feels, 1 for the truth (None: all tell it).
    """

    council: int
    pollutant: int
    member: np.ndarray
    benchmark: float
    harm: np.ndarray
    elasticity: float
    wish: float = 0.0
    told: np.ndarray | None = None

    def __post_init__(self) -> None:
        if self.told is None:
            object.__setattr__(self, "told", np.ones(len(self.harm)))
        make_canonical(self)


@dataclass(frozen=True)
class Society:
    """All simulated councils of one economy, and the benchmark prices (n,) and budgets (c,) they were calibrated at."""

    benchmark_prices: np.ndarray
    benchmark_budgets: np.ndarray
    labour_good: int
    capital_good: int
    exchange_good: int
    workers: Workers
    consumers: Consumers
    requests: FixedRequests
    trade: TradeDesk | None
    collective: CollectiveTastes | None = None
    notes: tuple[str, ...] = field(default=())
    affected: tuple[Affected, ...] = ()

    def __post_init__(self) -> None:
        freeze(self)
