"""A town's record as sheets: what is exported is what can be read."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from parecon.datasets.town_parse import COUNCIL_KINDS
from parecon.datasets.town_record import TownCouncil, TownRecord
from parecon.datasets.town_shared import EVERYBODY, LEVEL_WORDS, Place, belongs, row_of_place
from parecon.datasets.town_sheets import SHEETS, Sheet, TownSheets
from parecon.economy import Actuals, CouncilKind, Economy, Federation, GoodKind
from parecon.quantities import FIXED_PER_UNIT, as_units

__all__ = ["economy_record", "record_sheets"]


def record_sheets(record: TownRecord, rules: Mapping[str, object] | None = None) -> TownSheets:
    """Return a record as sheets with every column; reading them gives an equal record. rules: rules of the charter that the town adopted, by key.

    >>> from parecon.charter import default_charter
    >>> from parecon.datasets.town import town_record
    >>> sheets = record_sheets(town_record(default_charter(), seed=1))
    >>> sheets.records("goods")[0]["name"], sheets.records("last_year")[0]
    ('bread', {'council': 'Bakery', 'good': 'bread', 'made': '12000', 'used': ''})
    """
    found = {
        "town": [(record.name, str(record.year), record.source.get("source", ""))],
        "goods": [(g.name, g.kind.value, g.unit, "" if record.world_price[i] > 0 else repr(float(record.price[i])), _number(record.world_price[i]), g.tier, g.level, g.code)
                  for i, g in enumerate(record.goods)],
        "councils": [_council_line(record, c) for c in record.councils],
        "federations": [(f.name, _federation_name(record, f.parent), f.level, f.code) for f in record.federations],
        "shared": _shared_lines(record),
        "last_year": _last_year_lines(record),
        "endowments": [(g.name, _number(record.endowment[i]) or "0", _number(_given_last_year(record, i)) or "0", _number(record.claim[i]))
                       for i, g in enumerate(record.goods) if record.endowment[i] > 0 or record.claim[i] > 0],
        "charter": [(key, _rule_text(value)) for key, value in sorted((rules or {}).items())],
    }
    sheets = {}
    for name, lines in found.items():
        form = SHEETS[name]
        if lines or form.required:
            sheets[name] = Sheet((*form.needed, *form.optional), tuple(lines))
    return TownSheets(sheets)


def _number(value: float) -> str:
    """Return a number as the shortest text that reads as the same number, whole numbers without a point, 0 as an empty cell."""
    value = float(value)
    return "" if value == 0 else str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)


def _fixed(amount: int) -> str:
    whole, rest = divmod(amount, FIXED_PER_UNIT)
    return str(whole) + (f".{rest:09d}".rstrip("0") if rest else "")


def _rule_text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _federation_name(record: TownRecord, code: str) -> str:
    return next((f.name for f in record.federations if f.code == code), "")


def _council_line(record: TownRecord, council: TownCouncil) -> tuple[str, ...]:
    word = next(word for word, kind in COUNCIL_KINDS.items() if kind is council.kind)
    people = council.kind is CouncilKind.CONSUMER
    return (council.name, word, _federation_name(record, council.federation), _number(council.members), str(council.at_work) if people else "",
            repr(council.hours) if people else "", repr(council.effort) if people and council.effort != 1.0 else "", _number(council.social_rate),
            repr(council.coming_size) if council.coming_size != 1.0 else "", _whom(record, council), council.code)


def _whom(record: TownRecord, council: TownCouncil) -> str:
    """Return for whom a collective council requests: everybody, a federation or a neighbourhood; "" where it is for no place."""
    held, at = record.collective, record.councils.index(council)
    place = int(np.flatnonzero(held.council == at)[0]) if held is not None and at in held.council else -1
    if place < 0:
        return ""
    level = held.levels[held.level[place]]
    mine = [record.councils[i] for i in np.flatnonzero(held.membership[held.level[place]] == place)]
    if level != "federation":
        return EVERYBODY if level == "town" else mine[0].name
    homes = [one for one in record.councils if one.kind is CouncilKind.CONSUMER]
    return next(f.name for f in record.federations if [one for one in homes if belongs(one, Place(at, 0, f.code, level), record.federations)] == mine)


def _shared_lines(record: TownRecord) -> list[tuple[str, ...]]:
    """Return one line for each good in a unit of each shared good."""
    held = record.collective
    if held is None:
        return []
    word = {level: word for word, level in LEVEL_WORDS.items()}
    return [(good.name, good.unit, word[good.level], record.goods[held.recipe_good[j]].name, _number(held.recipe_quantity[j]), good.code)
            for q, good in enumerate(held.goods) for j in range(int(held.recipe_start[q]), int(held.recipe_start[q + 1]))]


def _last_year_lines(record: TownRecord) -> list[tuple[str, ...]]:
    """Return one line a council and good, what was made and what was used."""
    found: dict[tuple[int, int], list[int]] = {}
    actuals = record.actuals
    owner, held = np.repeat(actuals.council, np.diff(actuals.start)), record.collective
    together = set(held.council.tolist()) if held is not None else set()
    for council, good, quantity in zip(owner.tolist(), actuals.good.tolist(), actuals.quantity.tolist()):
        if council not in together:
            found.setdefault((council, good), [0, 0])[quantity < 0] += abs(quantity)
    shared = [(record.councils[held.council[place]].name, held.goods[good].name, "", _fixed(amount)) for place, good, amount in
              zip(held.line_place.tolist(), held.good.tolist(), held.last_amount.tolist()) if amount] if held is not None else []
    return [(record.councils[c].name, record.goods[g].name, *(_fixed(a) if a else "" for a in amounts)) for (c, g), amounts in sorted(found.items())] + shared


def _given_last_year(record: TownRecord, good: int) -> float:
    """Return what was taken last year of what the town is given: what was used and not made."""
    if record.goods[good].kind in (GoodKind.LABOUR, GoodKind.IMPORT, GoodKind.FOREIGN_EXCHANGE):
        return 0.0
    return float(max(as_units(-record.actuals.quantity[record.actuals.good == good].sum()), 0.0))


def economy_record(economy: Economy, actuals: Actuals) -> TownRecord:
    """Return the record of an economy whose leaves are its councils, as `record_economy` makes them; asserts that they are."""
    councils = economy.councils
    assert len(set(councils.federation.tolist())) == len(councils), "each council is a leaf of the tree"
    leaves = [economy.federations[f] for f in councils.federation]
    size = economy.coming_size if economy.coming_size is not None else np.ones(len(economy.rows))
    found = []
    held = economy.collective
    row = {int(council): row_of_place(held.levels[level]) for council, level in zip(held.council, held.level)} if held is not None else {}
    for i, leaf in enumerate(leaves):
        kind, members = CouncilKind(int(councils.kind[i])), int(councils.members[i])
        working = kind is CouncilKind.WORKER
        people = kind is CouncilKind.CONSUMER
        found.append(TownCouncil(leaf.code, leaf.name, kind, leaf.parent, members, members - int(economy.not_working[i]) if people else 0, float(economy.hours[i]),
                                 float(economy.effort[i]) if people else 1.0, float(economy.social_rate[councils.row[i]]) if working else 0.0,
                                 float(size[councils.row[i]]) if working else 1.0, row.get(i, "")))
    above: tuple[Federation, ...] = tuple(f for i, f in enumerate(economy.federations) if i not in set(councils.federation.tolist()))
    return TownRecord(economy.name, economy.year, economy.goods, tuple(found), above, economy.last_prices, economy.world_price, as_units(economy.endowment),
                      as_units(economy.claim), actuals, economy.source, economy.collective)
