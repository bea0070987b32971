"""Years under an adopted plan, lived quarter by quarter, for the tests of deliveries, draws and changes."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from parecon.charter import default_charter
from parecon.datasets.town import build_town
from parecon.economy import CouncilKind, GoodKind
from parecon.execution import Act, Draw, ExecutionYear, deliver, draw_goods, open_year, sell_outside, use_goods
from parecon.plans import AdoptedPlan
from parecon.procedures.participatory import run

CHARTER = default_charter()
QUARTERS = 4


@lru_cache(maxsize=2)
def planned_town(seed: int = 1):
    """Return economy and adopted plan of the demonstration town; made once, for both are frozen."""
    economy, society = build_town(CHARTER, seed)
    return economy, run(economy, society, CHARTER).plan


def opened_town(seed: int = 1, charter=CHARTER) -> ExecutionYear:
    """Return the demonstration town's year on its first day."""
    economy, plan = planned_town(seed)
    return open_year(economy, plan, charter, "2026-01-01")


def line_amounts(plan: AdoptedPlan):
    """Yield (council, good, signed fixed-point amount) of each line of a plan."""
    for council in plan.council.tolist():
        for good, _, amount in plan.lines_of(council):
            if amount:
                yield council, good, amount


def part(amount: int, quarter: int, parts: int = QUARTERS) -> float:
    """Return quarter ``quarter``'s part of a year's fixed-point amount, in units; the four parts sum to it."""
    whole = abs(amount)
    return (whole * (quarter + 1) // parts - whole * quarter // parts) / 1e9


def live_quarter(year: ExecutionYear, quarter: int, *, skip=lambda council, good: False, share=lambda council, good: 1.0, parts: int = QUARTERS) -> ExecutionYear:
    """Return the year after everybody did a fourth of what the plan holds for them: workplaces first, then boards, trade and people.

    skip: lines on which nothing happens; share: how much of a line's part is done; parts: of how many.
    """
    economy, day = year.economy, f"2026-{3 * quarter + 2:02d}-15"
    order = {CouncilKind.WORKER: 0, CouncilKind.TRADE: 1, CouncilKind.COLLECTIVE: 2, CouncilKind.INVESTMENT: 2, CouncilKind.CONSUMER: 3, CouncilKind.COMMUNITY: 4}
    lines = sorted(line_amounts(year.plan), key=lambda line: (order[year.council_kind(line[0])], line[2] < 0))
    # What a workplace makes is there before anybody uses it.
    for council, good, amount in lines:
        if skip(council, good):
            continue
        units = part(amount, quarter, parts) * share(council, good)
        kind, code = year.council_kind(council), economy.goods[good].code
        act = Act(f"{quarter}:{council}:{good}:{amount > 0}", day, council, code, units)
        if units <= 0 or (amount > 0 and kind is not CouncilKind.WORKER):
            continue
        if kind is CouncilKind.WORKER and amount > 0:
            year, refusal = deliver(year, act)
        elif kind is CouncilKind.TRADE:
            exchange = economy.kinds(GoodKind.FOREIGN_EXCHANGE)[0]
            year, refusal = sell_outside(year, act, units * float(year.plan.prices[good] / year.plan.prices[exchange]))
        elif kind is CouncilKind.CONSUMER:
            year, refusal = draw_goods(year, Draw(act.request, day, economy.council_name(council), code, units))
        else:
            year, refusal = use_goods(year, act)
        assert refusal is None, f"{quarter} {economy.council_name(council)} {code}: {refusal}"
    return year


def live_year(year: ExecutionYear, **how) -> ExecutionYear:
    """Return the year after four quarters as planned."""
    for quarter in range(QUARTERS):
        year = live_quarter(year, quarter, **how)
    return year


def line_of(year: ExecutionYear, council: int, code: str, made: bool) -> int:
    """Return the place of a line, which must be there."""
    found = year.lines.find(council, year.economy.labels.position(code), made)
    assert found >= 0, (council, code)
    return found


def council_called(year: ExecutionYear, code: str) -> int:
    """Return the position of the council whose leaf federation has that code."""
    return next(i for i in range(len(year.economy.councils)) if year.economy.federations[int(year.economy.councils.federation[i])].code == code)


def same_lines(one: ExecutionYear, other: ExecutionYear) -> bool:
    """Tell whether two years hold the same lines."""
    return all(np.array_equal(getattr(one.lines, name), getattr(other.lines, name)) for name in vars(one.lines))
