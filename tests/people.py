"""People who take part in a small town without any simulated society: scripted, in whole numbers, each with a manner of their own."""

from __future__ import annotations

import numpy as np

from parecon.datasets.town_parse import read_town
from parecon.datasets.town_record import TownRecord, record_economy
from parecon.datasets.town_sheets import gather_sheets
from parecon.economy import CouncilKind, Economy
from parecon.facilitation import PlanningYear, close_round, follow, submit
from parecon.proposals import Proposal, ProposalBatch, batch_of_actuals, batch_of_one

GOODS = [
    {"name": "bread", "kind": "product", "unit": "loaves", "price": "1.5", "tier": "survival"},
    {"name": "potatoes", "kind": "product", "unit": "kilograms", "price": "1", "tier": "survival"},
    {"name": "haircuts", "kind": "product", "unit": "haircuts", "price": "12"},
    {"name": "flour", "kind": "import", "unit": "kilograms", "price_outside": "2"},
    {"name": "evening classes", "kind": "collective good", "unit": "evenings", "price": "30", "level": "town"},
    {"name": "work", "kind": "labour", "unit": "hours", "price": ""},
    {"name": "fields", "kind": "nature", "unit": "square metres", "price": "0.05"},
    {"name": "euros", "kind": "foreign exchange", "unit": "euros", "price": "0.5"},
]
COUNCILS = [
    {"name": "Bakery", "kind": "workplace", "federation": "food", "members": "3"}, {"name": "Farm", "kind": "workplace", "federation": "food", "members": "4"},
    {"name": "Barber and school", "kind": "workplace", "members": "2"},
    {"name": "North", "kind": "neighbourhood", "members": "7", "at_work": "5", "hours": "4800"},
    {"name": "South", "kind": "neighbourhood", "members": "6", "at_work": "4", "hours": "3700"},
    {"name": "Town hall", "kind": "collective"}, {"name": "Market stall", "kind": "trade"},
]
# council, good, made, used
LAST_YEAR = [
    ("Bakery", "bread", 4000, 0), ("Bakery", "flour", 0, 2000), ("Bakery", "work", 0, 3000), ("Bakery", "potatoes", 0, 200),
    ("Farm", "potatoes", 6000, 0), ("Farm", "work", 0, 4000), ("Farm", "fields", 0, 8000),
    ("Barber and school", "haircuts", 120, 0), ("Barber and school", "evening classes", 40, 0), ("Barber and school", "work", 0, 2000),
    ("North", "work", 5200, 0), ("North", "bread", 0, 2200), ("North", "potatoes", 0, 1500), ("North", "haircuts", 0, 70), ("North", "flour", 0, 60),
    ("South", "work", 3800, 0), ("South", "bread", 0, 1800), ("South", "potatoes", 0, 1300), ("South", "haircuts", 0, 50),
    ("Town hall", "evening classes", 0, 40), ("Market stall", "potatoes", 0, 3000), ("Market stall", "euros", 6000, 0),
]

WISHES = {("Town hall", "evening-classes"): -6, ("North", "haircuts"): -10, ("South", "bread"): 100}
"""What is new this year, beyond last year's amounts; hours are 4800 and 3700 instead of 5200 and 3800."""


def small_rows() -> dict[str, list[dict[str, object]]]:
    """Return the rows of a town of three workplaces, each alone in what it makes, and two neighbourhoods."""
    return {"town": [{"name": "Little Green", "year": "2026", "source": ""}], "goods": [dict(g) for g in GOODS], "councils": [dict(c) for c in COUNCILS],
            "last_year": [{"council": c, "good": g, "made": m or "", "used": u or ""} for c, g, m, u in LAST_YEAR]}


def small_town(charter) -> tuple[Economy, TownRecord]:
    """Return the economy of that town and its record; there is no society."""
    record = read_town(gather_sheets(small_rows()), charter)
    return record_economy(record), record


def last_year_of(record: TownRecord, council: int) -> dict[str, int]:
    """Return what a council made (positive) and used last year, whole units by code."""
    batch = batch_of_actuals(record.actuals)
    i = int(np.searchsorted(batch.council, council))
    lines = slice(int(batch.start[i]), int(batch.start[i + 1]))
    return {record.goods[g].code: int(round(q / 1e9)) for g, q in zip(batch.good[lines], batch.quantity[lines])}


def propose(year: PlanningYear, record: TownRecord, council: int) -> ProposalBatch:
    """Return what the people of a council write down: last year, moved a little away from what grew dear, in whole numbers."""
    economy, said = year.economy, year.announcement
    kind = CouncilKind(int(economy.councils.kind[council]))
    dearer = dict(zip(economy.labels.names, said.prices / economy.last_prices))
    lines = dict(last_year_of(record, council))
    lines = {code: amount + WISHES.get((record.councils[council].name, code), 0) for code, amount in lines.items()}
    capacity, flexibility = 0.0, {}
    if kind is CouncilKind.CONSUMER:
        lines = _basket(lines, dearer, said.budgets[council] / 1e9, dict(zip(economy.labels.names, said.prices)))
        lines["work"] = int(economy.hours[council])
    elif kind is CouncilKind.WORKER:
        made = {code: amount * (dearer[code] / dearer["work"]) ** 0.7 for code, amount in lines.items() if amount > 0}
        size = sum(amount * economy.last_prices[economy.labels.position(code)] for code, amount in made.items())
        size /= sum(lines[code] * economy.last_prices[economy.labels.position(code)] for code in made)
        lines = {code: int(round(made.get(code, amount * size))) for code, amount in lines.items()}
        capacity, flexibility = 1.2, dict.fromkeys(made, 0.07)
    elif kind is CouncilKind.TRADE:
        sold = {code: int(round(amount * (dearer[code] / dearer["euros"]) ** -2)) for code, amount in lines.items() if amount < 0}
        worth = -sum(amount * said.prices[economy.labels.position(code)] for code, amount in sold.items())
        flexibility = dict.fromkeys(sold, 1.1**-2 - 1)
        lines = sold | {"euros": int(worth / said.prices[economy.labels.position("euros")])}
    return batch_of_one(Proposal(council, year.round, {c: float(v) for c, v in lines.items() if v}, flexibility, capacity), economy.labels)


def _basket(lines, dearer, budget, prices):
    wanted = {code: -amount / dearer[code] for code, amount in lines.items() if amount < 0}
    cost = sum(amount * prices[code] for code, amount in wanted.items())
    return {code: -int(amount * budget / cost) for code, amount in wanted.items()}


def hold_round(year: PlanningYear, record: TownRecord, silent: set[int]) -> PlanningYear:
    """Return the year with its open round held by the councils that are not silent, one by one, and closed."""
    for council in range(len(year.economy.councils)):
        if council not in silent:
            year, refusals = submit(year, propose(year, record, council))
            assert not refusals, refusals
    return close_round(year)


def hold_rounds(year: PlanningYear, record: TownRecord, silent: set[int], rounds: int) -> PlanningYear:
    """Return the year after so many rounds, the last one closed."""
    year = hold_round(year, record, silent)
    for _ in range(rounds - 1):
        year = hold_round(follow(year), record, silent)
    return year
