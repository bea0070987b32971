"""A made-up economy of a few goods with its last proposals, for the tests of the closing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from parecon.economy import Community, Councils, CouncilKind, Economy, Federation, Good, GoodKind, Row, RowTotals
from parecon.facilitation.record import RoundRecord
from parecon.proposals import Announcement, make_batch
from parecon.quantities import to_fixed

KINDS = (CouncilKind.WORKER, CouncilKind.CONSUMER, CouncilKind.COLLECTIVE, CouncilKind.INVESTMENT, CouncilKind.TRADE, CouncilKind.COMMUNITY)


def make_goods(products: int, *, pollutant: bool = True) -> tuple[Good, ...]:
    """Products with tiers in turn, an imported variety of each second one, hours, capital, foreign exchange, CO2."""
    tiers = ("survival", "comfort", "luxury")
    goods = [Good(f"P{i}", f"product {i}", GoodKind.PRODUCT, "tonnes", tier=tiers[i % 3]) for i in range(products)]
    goods += [Good(f"P{i}.imported", f"product {i}, imported", GoodKind.IMPORT, "tonnes", variety_of=f"P{i}", priced_by="FX", tier=tiers[i % 3])
              for i in range(0, products, 2)]
    goods += [Good("hours", "hours", GoodKind.LABOUR, "hours"), Good("capital", "user rights of capital", GoodKind.CAPITAL, "machines"),
              Good("FX", "foreign exchange", GoodKind.FOREIGN_EXCHANGE, "crowns")]
    return tuple(goods + ([Good("CO2", "permits for carbon dioxide", GoodKind.POLLUTANT, "tonnes")] if pollutant else []))


def lay_councils(counts: dict[CouncilKind, int], rows_of_workers: int) -> tuple[Councils, tuple[Row, ...], tuple[Federation, ...]]:
    """Return councils of each kind in order, their rows and federations."""
    rows = [Row(f"I{i}", f"industry {i}", CouncilKind.WORKER) for i in range(rows_of_workers)]
    row, kind = [], []
    for council_kind in KINDS:
        for i in range(counts.get(council_kind, 0)):
            kind.append(council_kind)
            row.append(i % rows_of_workers if council_kind == CouncilKind.WORKER else len(rows) + list(KINDS).index(council_kind) - 1)
    rows += [Row(k.name.lower(), k.name.lower(), k) for k in KINDS[1:]]
    federations = tuple(Federation(r.code, r.name, r.kind) for r in rows)
    columns = {"kind": (kind, np.uint8), "federation": (row, np.int32), "row": (row, np.int32),
               "members": ([100 + 7 * (i % 5) for i in range(len(kind))], np.int32), "number": (range(len(kind)), np.int32)}
    return Councils(**{n: np.array(list(v), dtype=t) for n, (v, t) in columns.items()}), tuple(rows), federations


def as_batch(lines: list[dict[int, float]], capacity, flexibility=0.2, round: int = 4):
    """Return a batch from one mapping good -> units for each council."""
    start = np.cumsum([0, *(len(one) for one in lines)])
    good = np.array([g for one in lines for g in sorted(one)])
    quantity = np.array([one[g] for one in lines for g in sorted(one)], dtype=float)
    return make_batch(round, {"council": np.arange(len(lines)), "start": start, "good": good, "quantity": to_fixed(quantity),
                              "flexibility": np.where(quantity > 0, flexibility, 0.0), "capacity": np.array(capacity), "marks": np.zeros(len(lines))})


def build_economy(goods, parts, batch, *, prices, endowment=None, claim=None) -> tuple[Economy, RoundRecord]:
    """Return an economy and the record of its last round around ``batch``."""
    councils, rows, federations = parts
    n, c = len(goods), len(councils)
    consumer = councils.kind == CouncilKind.CONSUMER
    zero = np.zeros(0)
    economy = Economy(
        name="made", year=1, goods=goods, federations=federations, rows=rows, councils=councils,
        endowment=to_fixed(np.zeros(n) if endowment is None else endowment), claim=to_fixed(np.zeros(n) if claim is None else claim),
        world_price=np.array([1.0 if g.kind is GoodKind.IMPORT else 0.0 for g in goods]), last_prices=np.array(prices, dtype=float),
        last_totals=RowTotals(zero.astype(np.int32), zero.astype(np.int32), zero.astype(np.int64), zero.astype(np.int64)),
        hours=np.where(consumer, 50.0 + np.arange(c), 0.0), effort=np.where(consumer, 1.0, 0.0), not_working=np.where(consumer, 20.0, 0.0),
        social_rate=np.full(len(rows), 0.02), clock_hours=np.ones(len(rows)), last_elasticity=np.full(len(rows), -1.0))
    return economy, record_of(economy, batch, np.array(prices, dtype=float))


def record_of(economy: Economy, batch, prices) -> RoundRecord:
    """Return a record that holds what a closing reads: the announced prices."""
    c, n = len(economy.councils), len(economy.goods)
    announcement = Announcement(batch.round, economy.link_prices(prices), np.zeros(c, np.int64), 0, 1.0, 0.0, np.zeros(c, bool), np.ones(c), 1.0)
    empty = np.zeros(n, np.int64)
    return RoundRecord(announcement, len(batch), 0, 0, empty, empty, economy.last_totals, np.zeros(len(economy.rows)), np.zeros(len(economy.rows)),
                       np.zeros(c, np.int64), {})


def make_economy(products: int = 3, workers: int = 12, consumers: int = 9, *, seed: int = 1, gap: float = 0.03, community: bool = False):
    """Return (economy, record, batch): random recipes whose balances miss by about ``gap`` either way; a community may permit CO2."""
    rng = np.random.Generator(np.random.PCG64(seed))
    goods = make_goods(products)
    code = {g.code: i for i, g in enumerate(goods)}
    n, prices = len(goods), np.ones(len(goods))
    prices[:products] = rng.uniform(0.5, 2.0, products)
    counts = {CouncilKind.WORKER: workers, CouncilKind.CONSUMER: consumers, CouncilKind.COLLECTIVE: 1, CouncilKind.INVESTMENT: 1, CouncilKind.TRADE: 1,
              CouncilKind.COMMUNITY: int(community)}
    parts = lay_councils(counts, products)
    lines: list[dict[int, float]] = []
    for i in range(workers):
        size = rng.lognormal(2.0, 0.4)
        line = {g: -size * rng.uniform(0.1, 1.0) * 0.6 / products for g in range(len(goods) - 4) if g != i % products and rng.random() < 0.7}
        line |= {code["hours"]: -0.4 * size, code["capital"]: -0.2 * size, code["CO2"]: -0.05 * size}
        lines.append(line | {i % products: size})
    total = np.zeros(n)
    for line in lines:
        for g, q in line.items():
            total[g] += q
    asked = {k: {g: -s * max(total[g], 0.5) * (1 + gap * rng.uniform(-1, 1)) for g in range(products)}
             for k, s in ((CouncilKind.COLLECTIVE, 0.2), (CouncilKind.INVESTMENT, 0.15), (CouncilKind.TRADE, 0.25))}
    abroad = [i for i, g in enumerate(goods) if g.kind is GoodKind.IMPORT]
    weight = rng.dirichlet(np.full(consumers, 5.0))
    for w in weight:
        line = {g: -0.4 * w * consumers / consumers * max(total[g], 0.5) * (1 + gap * rng.uniform(-1, 2)) for g in range(products) if rng.random() < 0.9}
        lines.append(line | {g: -0.2 * w for g in abroad} | {code["hours"]: -total[code["hours"]] * w, code["CO2"]: -0.1 * w})
    earned = float(sum(-q * prices[g] for g, q in asked[CouncilKind.TRADE].items()))
    lines += [asked[CouncilKind.COLLECTIVE], asked[CouncilKind.INVESTMENT], asked[CouncilKind.TRADE] | {code["FX"]: earned}]
    endowment, claim = np.zeros(n), np.zeros(n)
    endowment[code["capital"]], endowment[code["CO2"]] = -total[code["capital"]] * 1.02, (-total[code["CO2"]] + 0.1) * 0.99
    spent = -sum(total[g] for g in abroad) + 0.2 * len(abroad)
    claim[code["FX"]] = max(earned - spent * (1 - gap / 3), 0.0)
    if community:
        lines.append({code["CO2"]: endowment[code["CO2"]]})
        endowment[code["CO2"]] = 0.0
    batch = as_batch(lines, [rng.choice([1.0, 1.01, 1.3]) for _ in range(workers)] + [0.0] * (len(lines) - workers))
    economy, record = build_economy(goods, parts, batch, prices=prices, endowment=endowment, claim=claim)
    if community:
        # Every second neighbourhood lives by the river.
        harmed = np.where((economy.councils.kind == CouncilKind.CONSUMER) & (np.arange(len(lines)) % 2 == 0), economy.councils.members, 0)
        economy = replace(economy, communities=(Community("CO2", "the river", len(lines) - 1, harmed, harmed, "more than 1/2"),))
    return economy, record, batch


def with_endowment(economy: Economy, units: float) -> Economy:
    """Return the same economy with ``units`` of every good given, and no claims."""
    n = len(economy.goods)
    return replace(economy, endowment=to_fixed(np.full(n, units)), claim=to_fixed(np.zeros(n)))


def make_press(paper: float = 1500.0, *, survival: bool = False):
    """Return (economy, record, batch) of the magazine: 940 newspaper readers ask one ream each, 60 magazine readers 12 each, a mill makes ``paper``."""
    goods = (Good("paper", "reams of paper", GoodKind.PRODUCT, "reams", tier="survival" if survival else "comfort"),
             Good("hours", "hours", GoodKind.LABOUR, "hours"))
    parts = lay_councils({CouncilKind.WORKER: 1, CouncilKind.CONSUMER: 1000}, 1)
    lines = [{0: paper, 1: -100.0}] + [{0: -1.0, 1: 1.0} for _ in range(940)] + [{0: -12.0, 1: 1.0} for _ in range(60)]
    batch = as_batch(lines, [1.0] + [0.0] * 1000)
    economy, record = build_economy(goods, parts, batch, prices=[1.0, 1.0])
    return economy, record, batch


def elect(names, favourite: str):
    """Return the result of a ballot among ``names`` that ``favourite`` wins by 60 to 40."""
    from fractions import Fraction

    from parecon.ballots import ApprovalCounts, tally_approval
    scores = tuple(Fraction(60 if n == favourite else 40) for n in names)
    return tally_approval(ApprovalCounts(scores, 100, Fraction(100)), list(names), list(names))
