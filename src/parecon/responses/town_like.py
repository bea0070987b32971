"""A town's tables filled from a nation: what its people would have made and used last year if they lived like the nation of the tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from parecon.charter import Charter
from parecon.datasets.coming_year import ComingYear
from parecon.datasets.tables import NationalTables
from parecon.datasets.town_record import UNIT_OF_VALUE, TownCouncil, TownRecord
from parecon.datasets.town_scaled import build_scaled_town
from parecon.datasets.town_shared import row_of_place
from parecon.economy import Actuals, Collective, CollectiveGood, CouncilKind, Economy, Federation, GoodKind
from parecon.facilitation import announce_first
from parecon.proposals import ProposalBatch
from parecon.quantities import FIXED_PER_UNIT, as_units
from parecon.responses.respond import respond

__all__ = ["town_like"]

_TOWN, _NEIGHBOURHOOD = "town", "neighbourhood"


def town_like(tables: NationalTables, people: int, *, name: str, charter: Charter, coming: ComingYear | None = None, seed: int = 1) -> TownRecord:
    """Return the record of a town of ``people`` that lives like the nation of ``tables``, to be written as tables and replaced council by council.

    Workplaces are about 12 persons, at least one for each industry; neighbourhoods about 40. Last year is what
    simulated councils answer at last year's prices, hours and machines are the coming year's. What the nation, its
    regions and its towns decide is decided by everybody, the rest by neighbourhoods. Permits to emit are as many as last
    year's emissions. Raises what `build_scaled_town` raises.

    >>> from parecon.charter import default_charter
    >>> from parecon.datasets import read_sweden
    >>> record = town_like(read_sweden(2013), 300, name="Green Valley", charter=default_charter())
    >>> sum(council.members for council in record.councils if council.kind == CouncilKind.CONSUMER), record.collective.levels
    (300, ('town', 'neighbourhood'))
    """
    now, _society = build_scaled_town(tables, people, seed=seed, charter=charter, coming=coming)
    before, society = build_scaled_town(tables, people, seed=seed, charter=charter)
    assert np.array_equal(now.councils.members, before.councils.members), "the coming year changes hours and machines, not who is there"
    batch = respond(before, society, announce_first(before, charter, before.last_prices).announcement)
    councils, kept = _councils(now)
    actuals = _actuals(batch, before, kept)
    permits = np.isin(np.arange(len(now.goods)), now.kinds(GoodKind.POLLUTANT))
    net = np.zeros(len(now.goods), dtype=np.int64)
    np.add.at(net, actuals.good, -actuals.quantity)
    endowment, claim = as_units(now.endowment), as_units(now.claim)
    endowment = np.where(permits, np.maximum(as_units(net), 0.0), endowment)
    # What is left of last year's imports is bought like the rest of them.
    endowment[now.kinds(GoodKind.IMPORT)] = 0.0
    endowment, claim = _settle_currency(now, net, (endowment, claim))
    goods = tuple(replace(good, name=good.name.removeprefix("permits for ") if permits[i] else good.name) for i, good in enumerate(now.goods))
    return TownRecord(name, now.year, goods, councils, _federations(now), now.last_prices, now.world_price, endowment, claim, actuals,
                      {"source": f"{tables.name}, every flow per head, for {people} people"} | UNIT_OF_VALUE, _collective(before, councils, kept))


def _councils(economy: Economy) -> tuple[tuple[TownCouncil, ...], np.ndarray]:
    """Return the town's councils, and for each of the economy's its place among them, -1 for those that are left out, (c,).

    Workplaces and neighbourhoods stay; one council requests for everybody, one for each neighbourhood; those affected by a pollutant are left out.
    """
    held, kind, found = economy.collective, economy.councils.kind, []
    kept = np.full(len(economy.councils), -1)
    alone = np.bincount(economy.councils.row, minlength=len(economy.rows)) == 1
    for i in np.flatnonzero((kind == CouncilKind.WORKER) | (kind == CouncilKind.CONSUMER)):
        row, federation, working = economy.rows[economy.councils.row[i]], economy.federations[economy.councils.federation[i]], kind[i] == CouncilKind.WORKER
        kept[i] = len(found)
        count = sum(one.kind is CouncilKind(int(kind[i])) and one.federation == federation.code for one in found) + 1
        number = sum(one.kind is CouncilKind.CONSUMER for one in found) + 1
        called = (row.name if alone[economy.councils.row[i]] else f"{row.name} {count}") if working else f"Neighbourhood {number}"
        members = int(economy.councils.members[i])
        found.append(TownCouncil(f"{federation.code}-{count}".lower() if working else f"neighbourhood-{number}", called, CouncilKind(int(kind[i])), federation.code if working else "", members,
                                 0 if working else members - int(economy.not_working[i]), 0.0 if working else float(economy.hours[i]),
                                 1.0 if working else float(economy.effort[i]), float(economy.social_rate[economy.councils.row[i]]) if working else 0.0,
                                 1.0 if economy.coming_size is None or not working else float(economy.coming_size[economy.councils.row[i]])))
    kept[held.council] = len(found)
    found.append(TownCouncil("together", "Everybody together", CouncilKind.COLLECTIVE, row=row_of_place(_TOWN)))
    for place in np.flatnonzero(held.level == held.levels.index(_NEIGHBOURHOOD)):
        home = found[kept[int(np.flatnonzero(held.membership[-1] == place)[0])]]
        kept[held.council[place]] = len(found)
        found.append(TownCouncil(f"{home.code}-together", f"{home.name} together", CouncilKind.COLLECTIVE, row=row_of_place(_NEIGHBOURHOOD)))
    for one, code, called in ((CouncilKind.INVESTMENT, "investment", "Investment board"), (CouncilKind.TRADE, "trade", "Trade desk")):
        if (kind == one).any():
            kept[kind == one] = len(found)
            found.append(TownCouncil(code, called, one))
    return tuple(found), kept


def _federations(economy: Economy) -> tuple[Federation, ...]:
    """Return the federations of industries; neighbourhoods of a town need none above them."""
    industries = {economy.federations[f].code for f in economy.councils.federation[economy.councils.kind == CouncilKind.WORKER]}
    above = {f.parent for f in economy.federations if f.code in industries}
    return tuple(f for f in economy.federations if f.code in industries | above)


def _actuals(batch: ProposalBatch, economy: Economy, kept: np.ndarray) -> Actuals:
    """Return last year's amounts by the town's councils: what several of the nation's councils asked for together is added up."""
    owner = kept[np.repeat(batch.council, np.diff(batch.start))]
    here = owner >= 0
    keys, at = np.unique(np.stack([owner[here], batch.good[here], batch.quantity[here] < 0]), axis=1, return_inverse=True)
    amount = np.zeros(keys.shape[1], dtype=np.int64)
    np.add.at(amount, at.ravel(), batch.quantity[here])
    keys, amount = keys[:, amount != 0], amount[amount != 0]
    there, start = np.unique(keys[0], return_index=True)
    return Actuals(there, np.append(start, len(amount)), keys[1], amount)


def _settle_currency(economy: Economy, net: np.ndarray, given: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return endowment and claim in which trade is owed, or left over, what it was last year."""
    endowment, claim = (column.copy() for column in given)
    for currency in economy.kinds(GoodKind.FOREIGN_EXCHANGE):
        bought = economy.world_price > 0
        paid = int(np.ceil(np.maximum(net[bought], 0) * economy.world_price[bought]).sum())
        endowment[currency], claim[currency] = max(paid + int(net[currency]), 0) / FIXED_PER_UNIT, max(-int(net[currency]) - paid, 0) / FIXED_PER_UNIT
    return endowment, claim


def _collective(economy: Economy, councils: Sequence[TownCouncil], kept: np.ndarray) -> Collective:
    """Return the shared goods on two levels: what any level above neighbourhoods decides is decided by everybody."""
    held = economy.collective
    goods = tuple(CollectiveGood(good.code, good.name, good.level if good.level == _NEIGHBOURHOOD else _TOWN, good.unit) for good in held.goods)
    boards = [i for i, council in enumerate(councils) if council.kind is CouncilKind.COLLECTIVE]
    homes = [i for i, council in enumerate(councils) if council.kind is CouncilKind.CONSUMER]
    membership = np.full((2, len(councils)), -1, dtype=np.int32)
    membership[0, homes], membership[1, homes] = 0, 1 + np.arange(len(homes))
    level = np.array([0] + [1] * len(homes), dtype=np.int32)
    lines = [(place, q) for place in range(len(boards)) for q, good in enumerate(goods) if (good.level == _TOWN) == (place == 0)]
    amounts = dict.fromkeys(lines, 0)
    for place, q, amount in zip(held.line_place.tolist(), held.good.tolist(), held.last_amount.tolist()):
        amounts[boards.index(int(kept[held.council[place]])), q] += amount
    fixed = np.array([amounts[line] for line in lines], dtype=np.int64)
    start = np.concatenate([[0], np.cumsum(np.bincount([place for place, _q in lines], minlength=len(boards)))]).astype(np.int64)
    return Collective(goods, (_TOWN, _NEIGHBOURHOOD), np.array(boards, dtype=np.int32), level, membership, start, np.array([q for _place, q in lines], dtype=np.int32), fixed, fixed.copy(),
                      fixed.copy(), np.zeros(0), held.recipe_start, held.recipe_good, held.recipe_quantity, np.zeros((len(goods), len(councils)), dtype=np.int64))
