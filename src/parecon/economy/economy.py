"""The economy: what everybody may know before the first round."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Mapping

import numpy as np

from parecon.economy.collective import Collective
from parecon.economy.communities import Community, check_communities
from parecon.economy.councils import CouncilKind, Councils, Federation, check_tree
from parecon.economy.goods import Good, GoodKind
from parecon.economy.sheets import GoodSheet, check_sheets
from parecon.quantities import Labels

__all__ = ["Economy", "Row", "RowTotals"]


@dataclass(frozen=True)
class Row:
    """One published row: all proposals of an industry federation, or of all consumer councils, summed."""

    code: str
    name: str
    kind: CouncilKind


@dataclass(frozen=True)
class RowTotals:
    """Sums by row and good, as sorted cells.

    row, good: (k,) int32; supply, use: (k,) int64 fixed point, both at least 0.
    """

    row: np.ndarray
    good: np.ndarray
    supply: np.ndarray
    use: np.ndarray


@dataclass(frozen=True)
class Economy:
    """Public knowledge only: goods, councils, federations, endowments, last year.

    endowment: (n,) int64 fixed point, supplied by nature, last year or long-term plans
    (capital, permits, opening stocks); claim: (n,) int64 fixed point, uses fixed before
    the rounds (the trade surplus, in foreign exchange); world_price: (n,) foreign
    exchange per unit of each import, 0 elsewhere; last_prices: (n,) credits per unit;
    last_totals: last year's actuals by row; hours, effort, not_working: (c,) of the
    consumer councils (0 elsewhere), from which incomes follow; social_rate: (r,) social
    charge of each row per credit of output; last_elasticity: (r,) own-price elasticity
    of supply by row from last year's filings, -1 where nothing was filed; last_answers: (4, r)
    how rows answered prices with what they use in last year's rounds: elasticities between
    inputs (of households: between wishes), between hours and capital, and of goods and of
    hours and capital beyond output (None: no rounds were held); clock_hours: (r,)
    hours by the clock in a standard hour of labour, by row; coming_size: (r,) this year's
    size of each row over last year's, as far as capital put in place makes it known
    (None: unchanged); communities: who is harmed by each pollutant that has a community, and
    permits it; fixed_incomes: budgets are `income` (c,) int64 instead of following from the
    fund (the published model); collective: the goods that places decide together
    (None: one federation requests last year's volumes, and everyone is charged alike);
    hidden_cost: (n,) credits a unit that its makers are charged for social costs voted during the
    rounds, hidden_charged: those in force in the last closed round (None: nothing);
    sheets: what prices do not say of goods, in words.
    """

    name: str
    year: int
    goods: tuple[Good, ...]
    federations: tuple[Federation, ...]
    rows: tuple[Row, ...]
    councils: Councils
    endowment: np.ndarray
    claim: np.ndarray
    world_price: np.ndarray
    last_prices: np.ndarray
    last_totals: RowTotals
    hours: np.ndarray
    effort: np.ndarray
    not_working: np.ndarray
    social_rate: np.ndarray
    clock_hours: np.ndarray
    last_elasticity: np.ndarray
    coming_size: np.ndarray | None = None
    communities: tuple[Community, ...] = ()
    fixed_incomes: bool = False
    income: np.ndarray | None = None
    collective: Collective | None = None
    last_answers: np.ndarray | None = None
    hidden_cost: np.ndarray | None = None
    hidden_charged: np.ndarray | None = None
    sheets: tuple[GoodSheet, ...] = ()
    source: Mapping[str, str] = field(default_factory=dict)
    labels: Labels = field(init=False, repr=False)
    follows: np.ndarray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        n, c, r = len(self.goods), len(self.councils), len(self.rows)
        object.__setattr__(self, "labels", Labels(tuple(g.code for g in self.goods)))
        object.__setattr__(self, "source", MappingProxyType(dict(self.source)))
        follows = [self.labels.position(g.priced_by) if g.priced_by else i for i, g in enumerate(self.goods)]
        object.__setattr__(self, "follows", np.array(follows, dtype=np.int64))
        places = {kind: np.array([i for i, g in enumerate(self.goods) if g.kind is kind], dtype=np.int64) for kind in GoodKind}
        for array in places.values():
            array.setflags(write=False)
        object.__setattr__(self, "_places", MappingProxyType(places))
        for name, size in (("endowment", n), ("claim", n), ("world_price", n), ("last_prices", n), ("hours", c),
                           ("effort", c), ("not_working", c), ("social_rate", r), ("clock_hours", r),
                           ("last_elasticity", r)):
            array = getattr(self, name)
            assert array.shape == (size,), f"{name} has shape {array.shape}, expected ({size},)"
            assert np.isfinite(array).all(), f"{name} holds a value that is not a number"
        assert self.last_answers is None or (self.last_answers.shape == (4, r) and np.isfinite(self.last_answers).all()), "last_answers is no (4, r)"
        assert (self.endowment >= 0).all() and (self.last_prices >= 0).all()
        check_tree(self.federations)
        check_sheets(self.sheets, {g.code for g in self.goods})
        check_communities(self.communities, tuple(g.code for g in self.goods if g.kind is GoodKind.POLLUTANT), self.councils)
        freeze(self)

    def kinds(self, kind: GoodKind) -> np.ndarray:
        """Return the positions of all goods of one kind, shape (k,)."""
        return self._places[kind]

    @cached_property
    def row_kind(self) -> np.ndarray:
        """The `CouncilKind` of every row, shape (r,)."""
        return np.array([int(row.kind) for row in self.rows], dtype=np.int64)

    @cached_property
    def composite(self) -> np.ndarray:
        """A number for every good, shape (n,): the same for the varieties of one product, and for hours and capital together."""
        number: dict[str, int] = {}
        names = ("value added" if g.kind in (GoodKind.LABOUR, GoodKind.CAPITAL) else g.variety_of or g.code for g in self.goods)
        return np.array([number.setdefault(name, len(number)) for name in names], dtype=np.int64)

    def council_name(self, i: int) -> str:
        """Return the name of council ``i``: its federation's code and its number there, or whose collective goods it proposes."""
        federation, number = self.federations[self.councils.federation[i]].code, self.councils.number[i]
        if self.councils.kind[i] == CouncilKind.COLLECTIVE and self.collective is not None:
            return f"{federation}/{number} together" if number else f"{federation} together"
        return f"{federation}/{number}"

    def link_prices(self, prices: np.ndarray) -> np.ndarray:
        """Return ``prices`` (n,) with every following price recomputed: imports cost world price times foreign exchange."""
        linked = np.array(prices, dtype=np.float64)
        importing = self.follows != np.arange(len(linked))
        linked[importing] = self.world_price[importing] * linked[self.follows[importing]]
        return linked

    @property
    def priced(self) -> np.ndarray:
        """Positions of the goods that have a price of their own, shape (k,)."""
        return np.flatnonzero(self.follows == np.arange(len(self.goods)))


def freeze(value: object) -> None:
    """Make every array held by a frozen dataclass read-only."""
    for item in vars(value).values():
        if isinstance(item, np.ndarray):
            item.setflags(write=False)
        elif isinstance(item, (Councils, RowTotals)):
            freeze(item)
