"""Small economies of the bench of rounds whose end is known: a room of thirty people, Scarf's example, a good that is free."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from parecon.datasets.town import build_room
from parecon.economy import CouncilKind, Councils, Economy, Federation, Good, GoodKind, Row, RowTotals, Society, Workers
from parecon.proposals import Announcement, ProposalBatch
from parecon.proposals.batch import make_batch
from parecon.quantities import to_fixed
from parecon.responses import answer_whole, lay_out, respond

__all__ = ["add_free_good", "answer_scarf", "room_market", "scarf_economy"]

_OWNED, _INCOME, _KEEPSAKES = 100.0, 100.0, 100.0
_FREE_SHARE, _TIMES_NEEDED = 0.02, 4.0


def room_market(seed: int, charter):
    """Return the room's economy, its society, and its people's answers, every amount a whole number."""
    economy, society = build_room(charter, seed)
    layout = lay_out(society)

    def answer(said: Announcement) -> ProposalBatch:
        return answer_whole(respond(economy, society, said, layout), economy, said)

    return economy, society, answer


def scarf_economy() -> Economy:
    """Return Scarf's economy in the form of a planning year: three councils, each of which owns one good and needs the next one as much.

    At any prices council i keeps as much of its own good as it gets of the next, which is what a
    consumer with the utility min(x_i, x_i+1) does. The only equilibrium is at equal prices, and
    prices that follow excess demand circle around it for ever (Scarf, International Economic Review 1, 1960, 157-172). A fourth good,
    of which there are 100, is all that a household with 100 credits wants: its price gives the scale.

    >>> economy = scarf_economy()
    >>> [good.code for good in economy.goods], economy.fixed_incomes
    (['first', 'second', 'third', 'keepsake'], True)
    """
    names = ("first", "second", "third")
    goods = (*(Good(name, f"{name} good", GoodKind.PRODUCT, "units") for name in names), Good("keepsake", "keepsakes", GoodKind.NATURE, "pieces"))
    rows = (*(Row(f"owners-{name}", f"owners of the {name} good", CouncilKind.WORKER) for name in names), Row("household", "the household", CouncilKind.CONSUMER))
    federations = (*(Federation(row.code, row.name, row.kind, "congress", "industry") for row in rows[:3]),
                   Federation("household", "the household", CouncilKind.CONSUMER, level="nation"),
                   Federation("congress", "congress", CouncilKind.WORKER, level="nation"))
    place = np.arange(4, dtype=np.int32)
    kind = np.array([row.kind for row in rows], dtype=np.uint8)
    zero = np.zeros(4)
    nothing = RowTotals(*(np.zeros(0, dtype=t) for t in (np.int32, np.int32, np.int64, np.int64)))
    return Economy(
        name="scarf", year=1, goods=goods, federations=federations, rows=rows,
        councils=Councils(kind, place, place.copy(), np.full(4, 5, dtype=np.int32), np.ones(4, np.int32)),
        endowment=to_fixed([0.0, 0.0, 0.0, _KEEPSAKES]), claim=np.zeros(4, dtype=np.int64), world_price=zero, last_prices=np.ones(4), last_totals=nothing,
        hours=zero, effort=zero, not_working=zero, social_rate=zero, clock_hours=np.ones(4), last_elasticity=np.full(4, -1.0), fixed_incomes=True,
        income=to_fixed([0.0, 0.0, 0.0, _INCOME]), source={"source": "Scarf 1960, as exchange between councils"})


def answer_scarf(said: Announcement) -> ProposalBatch:
    """Return what the three owners offer and ask for, each in balance at the announced prices, and what the household asks for."""
    price, after = said.prices[:3], np.roll(said.prices[:3], -1)
    offered = _OWNED * after / (after + price)
    good, quantity = np.empty(7, dtype=np.int32), np.empty(7)
    good[0:6:2], good[1:6:2], good[6] = np.arange(3), np.roll(np.arange(3), -1), 3
    quantity[0:6:2], quantity[1:6:2], quantity[6] = offered, -offered * price / after, -_INCOME / said.prices[3]
    return make_batch(said.round, {"council": np.arange(4), "start": np.array([0, 2, 4, 6, 7]), "good": good, "quantity": to_fixed(quantity, "proposal"),
                                   "flexibility": np.zeros(7), "capacity": np.array([10.0, 10.0, 10.0, 0.0]), "marks": np.zeros(4)})


def add_free_good(economy: Economy, society: Society) -> tuple[Economy, Society]:
    """Return the economy with water, which every worker council needs in fixed proportion and of which there is four times as much as all need.

    Nobody can use more of it, whatever it costs: recipes are fixed. So the only price at which nothing
    is left over that somebody would give something for is zero. At the first prices it costs makers 2 % of what they earn.
    """
    workers, n = society.workers, len(economy.goods)
    lengths = np.diff(workers.in_start)
    cost = _FREE_SHARE * workers.own_value
    end = workers.in_start[1:]
    put = lambda values, new: np.insert(values, end, new)  # noqa: E731
    nest = int(workers.in_nest.max(initial=0)) + 1
    block = replace(
        workers, in_start=np.concatenate([[0], np.cumsum(lengths + 1)]), in_good=put(workers.in_good, np.full(len(end), n)),
        in_quantity=put(workers.in_quantity, cost), in_nest=put(workers.in_nest, np.full(len(end), nest)), nest_sigma=put(workers.nest_sigma, 0.0),
        own_value=workers.own_value - cost, sigma_inputs=np.zeros(len(end)), abatement=put(workers.abatement, 0.0))
    grown = lambda values, more: np.append(values, np.asarray([more], dtype=values.dtype))  # noqa: E731
    water = Good("water", "water", GoodKind.NATURE, "units")
    there = int(to_fixed(_TIMES_NEEDED * float((cost * workers.size).sum())))
    first = grown(economy.last_prices, 1.0)
    return (replace(economy, goods=(*economy.goods, water), endowment=grown(economy.endowment, there), claim=grown(economy.claim, 0),
                    world_price=grown(economy.world_price, 0.0), last_prices=first, last_totals=_with_water(economy, block, n)),
            replace(society, benchmark_prices=grown(society.benchmark_prices, 1.0), workers=block))


def _with_water(economy: Economy, workers: Workers, water: int) -> RowTotals:
    """Return last year's totals with the water that each row used."""
    last = economy.last_totals
    row = economy.councils.row[workers.council]
    used = np.bincount(row, workers.in_quantity[workers.in_start[1:] - 1], minlength=len(economy.rows))
    mine = np.flatnonzero(used > 0)
    columns = [np.concatenate([last.row, mine]), np.concatenate([last.good, np.full(len(mine), water)]),
               np.concatenate([last.supply, np.zeros(len(mine), dtype=np.int64)]), np.concatenate([last.use, to_fixed(used[mine])])]
    order = np.lexsort((columns[1], columns[0]))
    return RowTotals(*(np.ascontiguousarray(column[order], dtype=kind) for column, kind in zip(columns, (np.int32, np.int32, np.int64, np.int64))))
