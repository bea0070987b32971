"""From a town's sheets to its record: every cell is checked, every fault named, and nothing is read in part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

import numpy as np

from parecon.charter import Charter
from parecon.datasets.town_balance import check_balances, check_incomes, price_work
from parecon.datasets.town_faults import CellFault, CellReader, FaultyTown, code_of
from parecon.datasets.town_record import UNIT_OF_VALUE, TownCouncil, TownRecord, kinds_of_federations
from parecon.datasets.town_rules import read_rules
from parecon.datasets.town_shared import LEVEL_WORDS, Place, SharedGoods, check_places, fixed_use, lay_out_shared, level_of_place, read_shared, row_of_place, shared_of_use
from parecon.datasets.town_sheets import TownSheets
from parecon.economy import Actuals, CouncilKind, Federation, Good, GoodKind
from parecon.quantities import FIXED_PER_UNIT

__all__ = ["COUNCIL_KINDS", "check_town", "read_town"]

COUNCIL_KINDS: Mapping[str, CouncilKind] = {
    "workplace": CouncilKind.WORKER, "neighbourhood": CouncilKind.CONSUMER, "collective": CouncilKind.COLLECTIVE,
    "investment": CouncilKind.INVESTMENT, "trade": CouncilKind.TRADE}
"""The words by which the tables call the kinds of councils."""

_GOOD_KINDS = {kind.value: kind for kind in GoodKind}
_TIERS = ("survival", "comfort", "luxury")
_OWN_PRODUCTS = (GoodKind.PRODUCT, GoodKind.COLLECTIVE)
_MEMBERS_MAX, _EFFORT_MAX, _HOURS_IN_A_YEAR = 10**6, 10, 8784
_NO = Decimal(0)
_ONE = Decimal(1)


@dataclass
class _Draft:
    """What has been read so far; place: name or code -> position."""

    faults: list[CellFault] = field(default_factory=list)
    name: str = ""
    year: int = 0
    source: str = ""
    goods: list[Good] = field(default_factory=list)
    good_line: list[int] = field(default_factory=list)
    price: list[float] = field(default_factory=list)
    world: list[float] = field(default_factory=list)
    good_place: dict[str, int] = field(default_factory=dict)
    councils: list[TownCouncil] = field(default_factory=list)
    council_place: dict[str, int] = field(default_factory=dict)
    federations: list[Federation] = field(default_factory=list)
    federation_codes: dict[str, str] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    shared: SharedGoods = field(default_factory=SharedGoods)
    shared_amounts: dict[tuple[int, int], int] = field(default_factory=dict)


def check_town(sheets: TownSheets, charter: Charter) -> tuple[CellFault, ...]:
    """Return every fault of a town's sheets, sheet by sheet; none means that `read_town` reads them."""
    return tuple(_parse(sheets, charter)[1])


def read_town(sheets: TownSheets, charter: Charter) -> TownRecord:
    """Return the record of a town; raise FaultyTown with all faults where there are any.

    >>> from parecon.charter import default_charter
    >>> from parecon.datasets.town import town_record
    >>> from parecon.datasets.town_write import record_sheets
    >>> record = town_record(default_charter(), seed=1)
    >>> read_town(record_sheets(record), default_charter()).councils == record.councils
    True
    """
    record, faults = _parse(sheets, charter)
    if record is None:
        raise FaultyTown(faults)
    return record


def _parse(sheets: TownSheets, charter: Charter) -> tuple[TownRecord | None, list[CellFault]]:
    draft = _Draft()
    reader = lambda sheet: CellReader(sheets, sheet, draft.faults)  # noqa: E731
    _read_head(reader("town"), draft)
    _read_goods(reader("goods"), draft)
    _read_federations(reader("federations"), draft)
    _read_councils(reader("councils"), draft)
    _read_people(reader("people"), draft)
    read_rules(reader("charter"), charter)
    _read_shared(reader, draft)
    amounts = _read_last_year(reader("last_year"), draft)
    given = _read_endowments(reader("endowments"), draft)
    if draft.faults:
        return None, draft.faults
    record = _record(draft, amounts, given)
    check_balances(record, given, (reader("goods"), draft.good_line, charter))
    record = price_work(record, (reader("goods"), draft.good_line))
    check_incomes(record, (reader("goods"), draft.good_line))
    return (None if draft.faults else record), draft.faults


def _read_head(cells: CellReader, draft: _Draft) -> None:
    for line in cells:
        if line > cells.filled[0]:
            cells.fault(line, "name", "a town has one line here", expected="1 line", found=f"{len(cells)} lines", way_out="remove this line")
            return
        draft.name, draft.source = cells.text(line, "name"), cells.text(line, "source")
        if not draft.name:
            cells.fault(line, "name", "the town has no name", expected="a name", way_out="write the town's name")
        draft.year = int(cells.number(line, "year", whole=True, above=True) or 0)


def _read_goods(cells: CellReader, draft: _Draft) -> None:
    for line in cells:
        kind = _GOOD_KINDS.get(cells.choice(line, "kind", tuple(_GOOD_KINDS)))
        code = _read_name(cells, line, draft.good_place, (len(draft.goods), "good"))
        if not cells.text(line, "unit"):
            cells.fault(line, "unit", "the good has no unit", expected="a unit that people know", way_out="write one, such as kilograms, trips or hours")
        tier = cells.text(line, "tier") and cells.choice(line, "tier", _TIERS)
        follows = "currency" if kind is GoodKind.IMPORT else ""
        draft.goods.append(Good(code, cells.text(line, "name"), kind or GoodKind.PRODUCT, cells.text(line, "unit"), tier=tier,
                                level=cells.text(line, "level") or ("town" if kind is GoodKind.COLLECTIVE else ""), priced_by=follows))
        draft.good_line.append(line)
        _read_price(cells, line, kind, draft)
    if cells.records:
        _check_kinds(cells, draft)


def _read_price(cells: CellReader, line: int, kind: GoodKind | None, draft: _Draft) -> None:
    price = world = None
    if kind is GoodKind.IMPORT:
        world = cells.number(line, "price_outside", above=True)
        if cells.text(line, "price"):
            cells.fault(line, "price", "the price of what is bought outside follows from its price outside", expected="an empty cell",
                        way_out="leave it empty; the town's price is price_outside times the price of the currency")
    elif kind is GoodKind.LABOUR and not cells.text(line, "price"):
        price = _NO
    else:
        price = cells.number(line, "price", above=True)
    draft.price.append(float(price or 0))
    draft.world.append(float(world or 0))


def _check_kinds(cells: CellReader, draft: _Draft) -> None:
    """Note goods without which there is no plan, and those of which there is one too many."""
    lines: dict[GoodKind, list[int]] = {kind: [] for kind in GoodKind}
    for good, line in zip(draft.goods, draft.good_line):
        lines[good.kind].append(line)
    first = cells.filled[0] if cells.filled else 0
    for kind, what in ((GoodKind.LABOUR, "work"), (GoodKind.FOREIGN_EXCHANGE, "currency")):
        for line in lines[kind][1:]:
            cells.fault(line, "kind", f"a town counts one kind of {what}", expected="1", found=str(len(lines[kind])), way_out="put the lines together into one")
    if not lines[GoodKind.LABOUR]:
        cells.fault(first, "kind", "no good is work", expected="one good of the kind labour", found="none", way_out="add a line such as work,labour,hours")
    if not lines[GoodKind.PRODUCT]:
        cells.fault(first, "kind", "nothing is made", expected="at least one good of the kind product", found="none", way_out="add what the workplaces make")
    if lines[GoodKind.IMPORT] and not lines[GoodKind.FOREIGN_EXCHANGE]:
        cells.fault(lines[GoodKind.IMPORT][0], "kind", "goods are bought outside, and no good is the currency that pays for them",
                    expected="one good of the kind foreign exchange", found="none", way_out="add a line for the currency outside, with its price in credits")
    currency = next((g.code for g in draft.goods if g.kind is GoodKind.FOREIGN_EXCHANGE), "")
    draft.goods[:] = [replace(g, priced_by=currency if g.priced_by else "") for g in draft.goods]


def _read_name(cells: CellReader, line: int, place: dict[str, int], what: tuple[int, str]) -> str:
    """Return the code of what a line declares, and enter name and code into ``place``."""
    position, kind = what
    name = cells.text(line, "name")
    code = cells.text(line, "code") or code_of(name)
    if not code:
        cells.fault(line, "name", f"the {kind} has no name", expected="a name", way_out="write how people call it")
        return ""
    for key, column in ((name, "name"), (code, "code")):
        if place.setdefault(key, position) != position:
            cells.fault(line, column if cells.text(line, column) else "name", f"two {kind}s have one name", found=repr(key), expected="a name of its own",
                        way_out="call one of them otherwise, or put the two lines together")
    return code


def _read_federations(cells: CellReader, draft: _Draft) -> None:
    place: dict[str, int] = {}
    codes = [_read_name(cells, line, place, (i, "federation")) for i, line in enumerate(cells)]
    draft.federation_codes = {name: codes[i] for name, i in place.items()}
    for i, line in enumerate(cells):
        parent = cells.named(line, "part_of", place, "federation") if cells.text(line, "part_of") else -1
        above, seen = parent, {i}
        while above >= 0 and above not in seen:
            seen.add(above)
            up = cells.text(cells.filled[above], "part_of")
            above = place.get(up, -1) if up else -1
        if above in seen:
            cells.fault(line, "part_of", "the federation is part of itself", expected="one above it", way_out="break the circle")
        draft.federations.append(Federation(codes[i], cells.text(line, "name"), CouncilKind.WORKER, codes[parent] if parent >= 0 else "", cells.text(line, "level")))


def _read_councils(cells: CellReader, draft: _Draft) -> None:
    kinds: list[tuple[int, int, int]] = []
    homes = [cells.text(line, column) for line in cells for column in ("name", "code") if cells.text(line, "kind") == "neighbourhood"]
    for line in cells:
        kind = COUNCIL_KINDS.get(cells.choice(line, "kind", tuple(COUNCIL_KINDS)), CouncilKind.WORKER)
        level = level_of_place(cells.text(line, "for"), homes) if kind is CouncilKind.COLLECTIVE and cells.text(line, "for") else ""
        kinds.append((int(kind), list(LEVEL_WORDS.values()).index(level) if level else len(LEVEL_WORDS), line))
    # Councils are laid out by kind, those for places by their level, in the order of the sheet within each.
    for position, (kind, _level, line) in enumerate(sorted(kinds)):
        code = _read_name(cells, line, draft.council_place, (position, "council"))
        draft.councils.append(_read_council(cells, line, CouncilKind(kind), (draft, code)))
        _read_place(cells, line, draft, homes)
    for council, (_, _level, line) in zip(draft.councils, sorted(kinds)):
        if council.code and council.code in draft.federation_codes.values():
            cells.fault(line, "name", "a council and a federation have one name", expected="a name of its own", way_out="call one of them otherwise")
    for kind, word in ((CouncilKind.WORKER, "workplace"), (CouncilKind.CONSUMER, "neighbourhood")):
        if cells.filled and kind not in [k for k, _, _ in kinds]:
            cells.fault(cells.filled[0], "kind", f"there is no {word}", expected=f"at least one {word}", found="none", way_out=f"add a line for each {word}")


def _read_place(cells: CellReader, line: int, draft: _Draft, homes: list[str]) -> None:
    """Note for whom the last council requests, where it says so; `_read_shared` looks at whether that is there."""
    whom, council = cells.text(line, "for"), draft.councils[-1]
    if whom and council.kind is not CouncilKind.COLLECTIVE:
        cells.fault(line, "for", f"a {_word(council.kind)} requests for itself", expected="an empty cell", way_out="leave it empty; only a collective council is for others")
    elif whom:
        level = level_of_place(whom, homes)
        draft.councils[-1] = replace(council, row=row_of_place(level))
        draft.places.append(Place(len(draft.councils) - 1, line, whom, level))


def _read_council(cells: CellReader, line: int, kind: CouncilKind, given) -> TownCouncil:
    draft, code = given
    federation = cells.text(line, "federation")
    if federation and federation not in draft.federation_codes:
        # Where no sheet lists federations, those that councils name are the list.
        if not code_of(federation):
            cells.fault(line, "federation", "the federation has no name", expected="a name with letters or figures", way_out="write how people call it")
        draft.federation_codes[federation] = code_of(federation)
        draft.federations.append(Federation(code_of(federation), federation, kind, "", ""))
    people = kind in (CouncilKind.WORKER, CouncilKind.CONSUMER)
    members = int(cells.number(line, "members", default=_NO, whole=True, high=_MEMBERS_MAX) or 0)
    if not people and members:
        cells.fault(line, "members", "only workplaces and neighbourhoods have members", expected="an empty cell", way_out="leave it empty")
    working = cells.number(line, "at_work", default=Decimal(members), whole=True)
    if working is not None and working > members:
        cells.fault(line, "at_work", "more people work than live there", found=str(working), expected=f"at most {members}", way_out="correct at_work or members")
    at_work = int(working or 0) if kind is CouncilKind.CONSUMER else 0
    effort = cells.number(line, "effort", default=_ONE, above=True, high=_EFFORT_MAX)
    hours = cells.number(line, "hours", high=max(at_work, 1) * _HOURS_IN_A_YEAR) if cells.text(line, "hours") else Decimal(-1)
    return TownCouncil(code, cells.text(line, "name"), kind, draft.federation_codes.get(federation, ""), members, at_work, float(hours or 0), float(effort or 1),
                       float(cells.number(line, "social_charge", default=_NO, low=-1) or 0), float(cells.number(line, "coming_size", default=_ONE, above=True) or 1))


def _read_people(cells: CellReader, draft: _Draft) -> None:
    """Count members, hours and effort from a sheet with one line a person, who is named nowhere."""
    if not cells.filled:
        return
    counted: dict[int, list[tuple[float, float]]] = {}
    staff: dict[int, int] = {}
    for line in cells:
        home = cells.named(line, "neighbourhood", draft.council_place, "neighbourhood")
        place = cells.named(line, "workplace", draft.council_place, "workplace") if cells.text(line, "workplace") else -1
        for at, column, kind in ((home, "neighbourhood", CouncilKind.CONSUMER), (place, "workplace", CouncilKind.WORKER)):
            if at >= 0 and draft.councils[at].kind is not kind:
                cells.fault(line, column, f"this council is no {column}", expected=f"a {column}", way_out=f"choose a {column}")
        hours = cells.number(line, "hours", default=_NO, high=_HOURS_IN_A_YEAR)
        effort = cells.number(line, "effort", default=_ONE, above=True, high=_EFFORT_MAX)
        counted.setdefault(home, []).append((float(hours or 0), float(effort or 1)))
        staff[place] = staff.get(place, 0) + 1
    for i, council in enumerate(draft.councils):
        if council.kind is CouncilKind.WORKER:
            draft.councils[i] = replace(council, members=staff.get(i, 0))
        elif council.kind is CouncilKind.CONSUMER:
            draft.councils[i] = _with_people(council, counted.get(i, []))


def _with_people(council: TownCouncil, people: list[tuple[float, float]]) -> TownCouncil:
    hours = sum(h for h, _ in people)
    effort = sum(h * e for h, e in people) / hours if hours > 0 else 1.0
    return replace(council, members=len(people), at_work=sum(h > 0 for h, _ in people), hours=hours, effort=effort)


def _read_shared(reader, draft: _Draft) -> None:
    """Read which shared goods places decide, after the councils and federations are known."""
    cells, councils = reader("councils"), (draft.councils, draft.federations)
    known = {name for f in draft.federations for name in (f.name, f.code)}
    for place in draft.places:
        if place.level == "federation" and place.whom not in known:
            cells.fault(place.line, "for", "there is no such federation or neighbourhood", expected="everybody, a federation or a neighbourhood", way_out="write one of these, or add it first")
    together = [council for council in draft.councils if council.kind is CouncilKind.COLLECTIVE]
    if draft.places and len(draft.places) < len(together):
        alone = next(council for i, council in enumerate(draft.councils) if council in together and i not in [place.council for place in draft.places])
        line = next(i for i in cells if cells.text(i, "name") == alone.name)
        cells.fault(line, "for", "this council is for nobody, while others are for places", expected="everybody, a federation or a neighbourhood", way_out="write for whom it requests, or leave the column empty for all")
    check_places(cells, draft.places, councils)
    draft.shared = read_shared(reader("shared"), (draft.good_place, draft.goods), [place.level for place in draft.places])


def _read_last_year(cells: CellReader, draft: _Draft) -> dict[tuple[int, int, bool], int]:
    """Return last year's amounts, fixed point, by council, good and whether it was made."""
    amounts: dict[tuple[int, int, bool], int] = {}
    for line in cells:
        council = cells.named(line, "council", draft.council_place, "council")
        level = next((place.level for place in draft.places if place.council == council), "")
        shared = bool(level and draft.shared.goods)
        good = cells.named(line, "good", draft.shared.place if shared else draft.good_place, "shared good" if shared else "good")
        for column in ("made", "used"):
            amount = cells.number(line, column, default=_NO)
            if not amount or council < 0 or good < 0:
                continue
            if shared:
                _read_shared_amount(cells, (line, column), draft, (council, good, level, amount))
                continue
            key = (council, good, column == "made")
            if key in amounts:
                cells.fault(line, column, "the same council and good stand there twice", expected="one line", way_out="add the two up")
            elif column == "made" and not _may_make(draft.councils[council].kind, draft.goods[good].kind):
                cells.fault(line, column, f"a {_word(draft.councils[council].kind)} makes no {draft.goods[good].kind.value}", expected="0 or an empty cell",
                            way_out="workplaces make products and collective goods, neighbourhoods offer work, the trade desk earns the currency outside")
            amounts[key] = int((amount * FIXED_PER_UNIT).to_integral_value())
    if draft.places and not draft.shared.goods:
        draft.shared, draft.shared_amounts = shared_of_use({(c, g): amount for (c, g, made), amount in amounts.items() if not made}, draft.places, draft.goods)
    for (council, good), amount in draft.shared_amounts.items() if draft.shared.place else ():
        for made_of, quantity in fixed_use(draft.shared, amount, good).items():
            amounts[council, made_of, False] = amounts.get((council, made_of, False), 0) + quantity
    return amounts


def _read_shared_amount(cells: CellReader, at: tuple[int, str], draft: _Draft, given: tuple[int, int, str, Decimal]) -> None:
    """Take what a place had last year of a shared good."""
    (line, column), (council, good, level, amount) = at, given
    if column == "made" or draft.shared.goods[good].level != level:
        cells.fault(line, column, "a place uses the shared goods that it decides, and makes none", expected=f"a shared good decided by {level}, in the column used",
                    way_out="correct decided_by of the shared good, or who had it")
    elif (council, good) in draft.shared_amounts:
        cells.fault(line, column, "the same council and good stand there twice", expected="one line", way_out="add the two up")
    draft.shared_amounts[council, good] = int((amount * FIXED_PER_UNIT).to_integral_value())


def _may_make(council: CouncilKind, good: GoodKind) -> bool:
    may = {CouncilKind.WORKER: _OWN_PRODUCTS, CouncilKind.CONSUMER: (GoodKind.LABOUR,), CouncilKind.TRADE: (GoodKind.FOREIGN_EXCHANGE,)}
    return good in may.get(council, ())


def _word(kind: CouncilKind) -> str:
    return next(word for word, k in COUNCIL_KINDS.items() if k is kind)


def _read_endowments(cells: CellReader, draft: _Draft) -> dict[int, tuple[Decimal, Decimal, Decimal]]:
    """Return (amount, last year's, claim) by good."""
    found: dict[int, tuple[Decimal, Decimal, Decimal]] = {}
    for line in cells:
        good = cells.named(line, "good", draft.good_place, "good")
        amount = cells.number(line, "amount")
        before = cells.number(line, "last_year", default=amount if amount is not None else _NO)
        claim = cells.number(line, "claim", default=_NO)
        if good in found:
            cells.fault(line, "good", "the good stands there twice", expected="one line", way_out="add the two up")
        if good >= 0 and draft.goods[good].kind in (GoodKind.LABOUR, GoodKind.IMPORT):
            cells.fault(line, "good", f"{draft.goods[good].kind.value} is nothing that a town is given", expected="nature, capital, a permit, a stock or the currency outside",
                        way_out="write hours offered into last_year, and leave out what is bought outside")
        if good >= 0 and None not in (amount, before, claim):
            found[good] = (amount, before, claim)
    return found


def _record(draft: _Draft, amounts: dict[tuple[int, int, bool], int], given: dict[int, tuple[Decimal, Decimal, Decimal]]) -> TownRecord:
    n = len(draft.goods)
    endowment, claim = np.zeros(n), np.zeros(n)
    net = [0] * n
    for (_, good, made), amount in amounts.items():
        net[good] += -amount if made else amount
    world = np.array(draft.world)
    for i, good in enumerate(draft.goods):
        if i in given:
            endowment[i], claim[i] = float(given[i][0]), float(given[i][2])
        elif good.kind in (GoodKind.NATURE, GoodKind.CAPITAL, GoodKind.POLLUTANT):
            endowment[i] = max(net[i], 0) / FIXED_PER_UNIT
        elif good.kind is GoodKind.FOREIGN_EXCHANGE:
            paid = sum(int(np.ceil(net[j] * world[j])) for j, other in enumerate(draft.goods) if other.kind is GoodKind.IMPORT and net[j] > 0)
            endowment[i], claim[i] = max(paid + net[i], 0) / FIXED_PER_UNIT, max(-net[i] - paid, 0) / FIXED_PER_UNIT
    labour = next(i for i, good in enumerate(draft.goods) if good.kind is GoodKind.LABOUR)
    councils = tuple(replace(c, hours=(amounts.get((i, labour, True), 0) / FIXED_PER_UNIT if c.hours < 0 else c.hours) if c.kind is CouncilKind.CONSUMER else 0.0)
                     for i, c in enumerate(draft.councils))
    price = np.array(draft.price)
    currency = [i for i, good in enumerate(draft.goods) if good.kind is GoodKind.FOREIGN_EXCHANGE]
    price = np.where(world > 0, world * (price[currency[0]] if currency else 0.0), price)
    return TownRecord(draft.name, draft.year, tuple(draft.goods), councils, kinds_of_federations(draft.federations, draft.councils), price, world, endowment, claim,
                      _actuals(amounts, len(councils)), ({"source": draft.source} if draft.source else {}) | UNIT_OF_VALUE,
                      lay_out_shared(draft.shared, draft.places, (councils, kinds_of_federations(draft.federations, draft.councils)), draft.shared_amounts) if draft.shared.goods else None)


def _actuals(amounts: dict[tuple[int, int, bool], int], councils: int) -> Actuals:
    # Signed lines in ascending order of council and good; what is made stands before what is used.
    lines = sorted((council, good, not made, amount if made else -amount) for (council, good, made), amount in amounts.items())
    count = np.bincount([line[0] for line in lines], minlength=councils) if lines else np.zeros(councils, dtype=np.int64)
    there = np.flatnonzero(count)
    return Actuals(there, np.concatenate([[0], np.cumsum(count[there])]), [line[1] for line in lines], [line[3] for line in lines])
