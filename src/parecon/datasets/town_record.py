"""A town as it is known to everybody: councils, last year's actuals, what is given; from it follows its economy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from parecon.economy import Actuals, Collective, Community, CouncilKind, Councils, Economy, Federation, Good, Row, total_actuals
from parecon.quantities import to_fixed

__all__ = ["UNIT_OF_VALUE", "TownCouncil", "TownRecord", "kinds_of_federations", "record_economy"]

UNIT_OF_VALUE: Mapping[str, str] = {"unit of value": "one credit"}
"""What the source of a town's economy says of its values: they are credits, not millions of them."""

_PEOPLE_ROW = Row("neighbourhoods", "neighbourhoods", CouncilKind.CONSUMER)


@dataclass(frozen=True)
class TownCouncil:
    """One council: its federation's code ("" for none), persons, and of people their work in the coming year.

    at_work: persons who work; hours: hours they offer; effort: their average rating, 1 on
    average; social_rate: social charge of a workplace per credit of output; coming_size:
    this year's size of a workplace over last year's, as far as it is known; row: the code of
    a published row that it shares with others of its kind ("" for one of its own).
    """

    code: str
    name: str
    kind: CouncilKind
    federation: str = ""
    members: int = 0
    at_work: int = 0
    hours: float = 0.0
    effort: float = 1.0
    social_rate: float = 0.0
    coming_size: float = 1.0
    row: str = ""


@dataclass(frozen=True)
class TownRecord:
    """All that is public of a town before the first round.

    councils: by kind, in the order of ``CouncilKind``; federations: those above the
    councils, which are the leaves; price: (n,) last year's; world_price: (n,) of imports;
    endowment, claim: (n,) units of the coming year; actuals: last year by council;
    collective: the goods that places decide together, where they do; communities: those whom
    pollutants harm, who then permit what else is given.
    """

    name: str
    year: int
    goods: tuple[Good, ...]
    councils: tuple[TownCouncil, ...]
    federations: tuple[Federation, ...]
    price: np.ndarray
    world_price: np.ndarray
    endowment: np.ndarray
    claim: np.ndarray
    actuals: Actuals
    source: Mapping[str, str] = field(default_factory=dict)
    collective: Collective | None = None
    communities: tuple[Community, ...] = ()


def record_economy(record: TownRecord) -> Economy:
    """Return the economy of ``record``: a published row for each council, but one for all neighbourhoods together.

    The councils' order must be that of their kinds, which is asserted: simulated councils
    and people's proposals are laid out by it.
    """
    kinds = [council.kind for council in record.councils]
    assert kinds == sorted(kinds), "councils stand in the order of their kinds"
    rows, row = _rows(record)
    councils = Councils(
        np.array(kinds, dtype=np.uint8), np.arange(len(kinds), dtype=np.int32), row, np.array([c.members for c in record.councils], dtype=np.int32),
        np.ones(len(kinds), dtype=np.int32))
    leaves = tuple(Federation(c.code, c.name, c.kind, c.federation, "neighbourhood" if c.kind is CouncilKind.CONSUMER else "council") for c in record.councils)
    people = np.array(kinds) == CouncilKind.CONSUMER
    column = lambda name: np.array([float(getattr(c, name)) for c in record.councils])  # noqa: E731
    rate, size = np.zeros(len(rows)), np.ones(len(rows))
    working = np.array(kinds) == CouncilKind.WORKER
    rate[row[working]], size[row[working]] = column("social_rate")[working], column("coming_size")[working]
    return Economy(
        name=record.name, year=record.year, goods=record.goods, federations=(*leaves, *record.federations), rows=rows, councils=councils,
        endowment=to_fixed(record.endowment, "endowment"), claim=to_fixed(record.claim, "claim"), world_price=record.world_price,
        last_prices=record.price, last_totals=total_actuals(record.actuals, councils), hours=np.where(people, column("hours"), 0.0),
        effort=np.where(people, column("effort"), 0.0), not_working=np.where(people, column("members") - column("at_work"), 0.0), social_rate=rate,
        clock_hours=np.ones(len(rows)), last_elasticity=np.full(len(rows), -1.0), coming_size=size if (size != 1.0).any() else None, source=record.source,
        collective=record.collective, communities=record.communities)


def _rows(record: TownRecord) -> tuple[tuple[Row, ...], np.ndarray]:
    """Return the published rows, and the row of each council, (c,) int32."""
    rows: list[Row] = []
    place = []
    for council in record.councils:
        own = Row(council.row, council.row.replace("-", " "), council.kind) if council.row else Row(council.code, council.name, council.kind)
        row = _PEOPLE_ROW if council.kind is CouncilKind.CONSUMER else own
        if row not in rows:
            rows.append(row)
        place.append(rows.index(row))
    return tuple(rows), np.array(place, dtype=np.int32)


def kinds_of_federations(federations: Sequence[Federation], councils: Sequence[TownCouncil]) -> tuple[Federation, ...]:
    """Return the federations, each of the kind of the first council that belongs to it."""
    parent = {f.code: f.parent for f in federations}
    kind: dict[str, CouncilKind] = {}
    for council in councils:
        at = council.federation
        while at:
            kind.setdefault(at, council.kind)
            at = parent[at]
    return tuple(replace(f, kind=kind.get(f.code, CouncilKind.CONSUMER)) for f in federations)
