"""The stated rules that turn the US make, use and import tables into domestic and imported uses of products."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from parecon.datasets.errors import DoesNotBalance
from parecon.datasets.tables import Treatment

__all__ = ["BeaCodes", "BeaTables", "apply_bea_rules"]


@dataclass(frozen=True)
class BeaCodes:
    """What the special rows and columns are called at one level of detail."""

    households: str
    inventories: str
    exports: str
    imports: str
    scrap_and_used: tuple[str, ...]
    noncomparable: str
    world_adjustment: str
    housing: tuple[str, ...]
    government: str
    customs_duties: str = ""
    wholesale: str = ""


@dataclass
class BeaTables:
    """One year as published: make (J, G), use and import matrices (G, J), final columns (G,), value added (J,)."""

    file: str
    codes: BeaCodes
    goods: list[str]
    industries: list[str]
    make: np.ndarray
    use: np.ndarray
    final: dict[str, np.ndarray]
    imported: np.ndarray
    final_imported: dict[str, np.ndarray]
    compensation: np.ndarray
    taxes: np.ndarray
    surplus: np.ndarray
    treatments: list[Treatment] = field(default_factory=list)

    def good(self, code: str) -> int:
        """Return the place of a commodity."""
        return self.goods.index(code)

    def note(self, rule: str, place: tuple[str, str], values: tuple[float, float], why: str) -> None:
        """List one changed cell: its (row, column), its (before, after)."""
        self.treatments.append(Treatment(rule, *place, float(values[0]), float(values[1]), why))


def apply_bea_rules(tables: BeaTables, allocation_share_max: float, rounding: float) -> None:
    """Apply every rule in place; afterwards `use` and `final` hold domestic uses only, and special rows are gone."""
    _sell_government_stocks(tables)
    _move_visitors_purchases(tables)
    _remove_scrap_and_used(tables)
    if tables.codes.customs_duties:
        _merge_customs_duties(tables)
    _export_services_to_imports(tables)
    _scale_import_allocation(tables, allocation_share_max, rounding)
    _import_what_nobody_makes(tables)
    _fit_imports_into_uses(tables)
    tables.use -= tables.imported
    for column in tables.final:
        tables.final[column] -= tables.final_imported[column]


def _sell_government_stocks(tables: BeaTables) -> None:
    """What general government sells out of farm stocks (a negative input) becomes its output."""
    j = tables.industries.index(tables.codes.government)
    for g in np.flatnonzero(tables.use[:, j] < 0):
        if tables.goods[g] in tables.codes.scrap_and_used:
            continue
        amount = -tables.use[g, j]
        tables.note("government's sales from stocks become its output", (tables.goods[g], tables.codes.government), (-amount, 0.0),
                    "crop loans that are not paid back leave the government with crops, which it sells")
        tables.use[g, j] = 0.0
        tables.make[j, g] += amount


def _move_visitors_purchases(tables: BeaTables) -> None:
    """The rest-of-the-world adjustment: what visitors bought leaves household consumption and becomes exports."""
    codes = tables.codes
    other, world = tables.good(codes.noncomparable), tables.good(codes.world_adjustment)
    bought = -(tables.final[codes.households][world] - tables.final_imported[codes.households][world])
    special = [tables.good(code) for code in (codes.noncomparable, codes.world_adjustment, *codes.housing, *codes.scrap_and_used)]
    movable = np.ones(len(tables.goods), dtype=bool)
    movable[special] = False
    share = bought / tables.final[codes.households][movable].sum()
    for columns in (tables.final, tables.final_imported):
        moved = np.where(movable, share * columns[codes.households], 0.0)
        if columns is tables.final:
            for g in np.flatnonzero(moved):
                before = columns[codes.households][g]
                tables.note("visitors' purchases become exports", (tables.goods[g], codes.households), (before, before - moved[g]),
                            f"{share:.4%} of household consumption (but no housing) was bought by visitors")
        columns[codes.households] = columns[codes.households] - moved
        columns[codes.exports] = columns[codes.exports] + moved
    government = tables.industries.index(codes.government)
    own = tables.good(codes.government)
    sold = tables.make[government, world]
    tables.note("government's sales to the world become its own product", (codes.world_adjustment, codes.government), (sold, 0.0),
                "the row holds imports that nothing at home compares with, and no output")
    tables.make[government, own] += sold
    tables.final[codes.exports][own] += sold
    tables.make[:, world] = 0.0
    tables.final[codes.exports][world] = tables.final_imported[codes.exports][world] = 0.0
    tables.final[codes.households][world] += bought
    if other != world:
        _fold_row(tables, world, other)


def _fold_row(tables: BeaTables, source: int, target: int) -> None:
    for matrix in (tables.use, tables.imported):
        matrix[target] += matrix[source]
    for columns in (tables.final, tables.final_imported):
        for values in columns.values():
            values[target] += values[source]
    tables.make[:, target] += tables.make[:, source]
    _drop_goods(tables, [source])


def _drop_goods(tables: BeaTables, places: list[int]) -> None:
    stay = [g for g in range(len(tables.goods)) if g not in set(places)]
    tables.goods = [tables.goods[g] for g in stay]
    tables.make, tables.use, tables.imported = tables.make[:, stay], tables.use[stay], tables.imported[stay]
    for columns in (tables.final, tables.final_imported):
        for column in columns:
            columns[column] = columns[column][stay]


def _remove_scrap_and_used(tables: BeaTables) -> None:
    """Scrap and used goods are not newly produced: an industry's net purchase of them is a social charge."""
    places = [tables.good(code) for code in tables.codes.scrap_and_used]
    why = "scrap and used goods are not newly produced; who buys them pays the Society account, who sells them is paid by it"
    bought = tables.use[places].sum(axis=0) - tables.make[:, places].sum(axis=1)
    for j in np.flatnonzero(bought):
        tables.note("scrap and used goods become a social charge", ("+".join(tables.codes.scrap_and_used), tables.industries[j]), (bought[j], 0.0), why)
    tables.taxes += bought
    for column, values in tables.final.items():
        if values[places].any():
            tables.note("scrap and used goods leave final use", ("+".join(tables.codes.scrap_and_used), column), (values[places].sum(), 0.0), why)
    _drop_goods(tables, places)


def _merge_customs_duties(tables: BeaTables) -> None:
    """The industry that only collects customs duties joins the largest wholesale industry, as in the summary tables."""
    codes = tables.codes
    j, k = tables.industries.index(codes.customs_duties), tables.industries.index(codes.wholesale)
    why = "nobody works in the collection of duties; the summary tables count them in wholesale trade"
    tables.note("customs duties join wholesale trade", (codes.customs_duties, "output"), (tables.make[j].sum(), 0.0), why)
    tables.make[k] += tables.make[j]
    for matrix in (tables.use, tables.imported):
        matrix[:, k] += matrix[:, j]
    for values in (tables.compensation, tables.taxes, tables.surplus):
        values[k] += values[j]
    stay = [i for i in range(len(tables.industries)) if i != j]
    tables.industries = [tables.industries[i] for i in stay]
    tables.make, tables.use, tables.imported = tables.make[stay], tables.use[:, stay], tables.imported[:, stay]
    tables.compensation, tables.taxes, tables.surplus = tables.compensation[stay], tables.taxes[stay], tables.surplus[stay]
    _fold_row(tables, tables.good(codes.customs_duties), tables.good(codes.wholesale))


def _export_services_to_imports(tables: BeaTables) -> None:
    """Domestic freight, trade and duty contained in imports at the port: the trade abroad buys them, so they are exports."""
    codes = tables.codes
    services = tables.final[codes.imports] - tables.final_imported[codes.imports]
    for g in np.flatnonzero(services):
        if services[g] < 0:
            raise DoesNotBalance("the use and the import table disagree on imports", file=tables.file, row=tables.goods[g], column=codes.imports,
                                 found=tables.final[codes.imports][g], expected=tables.final_imported[codes.imports][g],
                                 way_out="take both tables from one release")
        before = tables.final[codes.exports][g]
        tables.note("domestic services to imports become exports", (tables.goods[g], codes.exports), (before, before + services[g]),
                    "imports are valued at the domestic port, with freight by domestic carriers and customs duty")
        tables.final[codes.exports][g] += services[g]
    tables.final[codes.imports] = tables.final_imported[codes.imports].copy()


def _scale_import_allocation(tables: BeaTables, share_max: float, rounding: float) -> None:
    """The import matrix is scaled, product by product, to the published imports."""
    total = -tables.final.pop(tables.codes.imports)
    tables.final_imported.pop(tables.codes.imports)
    given = tables.imported.sum(axis=1) + sum(tables.final_imported.values())
    cells = (tables.use != 0).sum(axis=1) + len(tables.final_imported)
    for g in np.flatnonzero(given != total):
        off = abs(given[g] - total[g])
        if off > max(share_max * abs(total[g]), rounding * cells[g]) or given[g] < 0:
            raise DoesNotBalance("the allocated imports do not sum to the imports", file=tables.file, row=tables.goods[g], found=given[g],
                                 expected=total[g], way_out="take both tables from one release, or have datasets.import_allocation_share_max changed")
        tables.note("import allocation scaled to imports", (tables.goods[g], "imports"), (given[g], total[g]),
                    "who uses imports is an estimate, how much was imported is counted")
        if not given[g]:
            tables.imported[g] = np.maximum(tables.use[g], 0.0)
            given[g] = tables.imported[g].sum()
        factor = total[g] / given[g]
        tables.imported[g] *= factor
        for values in tables.final_imported.values():
            values[g] *= factor


def _fit_imports_into_uses(tables: BeaTables) -> None:
    """No use can contain less than nothing of a variety: what does not fit moves to other users, last to exports."""
    codes = tables.codes
    columns = [column for column in tables.final if column not in (codes.inventories, codes.exports)]
    for g, code in enumerate(tables.goods):
        whole = np.concatenate([tables.use[g], [tables.final[c][g] for c in columns]])
        part = np.concatenate([tables.imported[g], [tables.final_imported[c][g] for c in columns]])
        fitted = np.clip(part, 0.0, np.maximum(whole, 0.0))
        wrong = np.flatnonzero(fitted != part)
        if not wrong.size:
            continue
        for place in wrong:
            who = tables.industries[place] if place < len(tables.industries) else columns[place - len(tables.industries)]
            tables.note("imports fitted into the use", (code, who), (part[place], fitted[place]),
                        "a use cannot contain more imports than it is, nor less than none; the rest goes to other users in proportion")
        fitted, rest = _shift(fitted, np.maximum(whole, 0.0), part.sum() - fitted.sum())
        if rest > tables.final[codes.exports][g]:
            raise DoesNotBalance("more is imported than used", file=tables.file, row=code, found=rest, expected=tables.final[codes.exports][g],
                                 way_out="correct the import table")
        if rest:
            tables.note("imports beyond home use become re-exports", (code, codes.exports), (0.0, rest), "what nobody at home uses was exported again")
            tables.final_imported[codes.exports][g] += rest
        tables.imported[g] = fitted[:len(tables.industries)]
        for place, column in enumerate(columns, start=len(tables.industries)):
            tables.final_imported[column][g] = fitted[place]


def _import_what_nobody_makes(tables: BeaTables) -> None:
    """Every use of a product without domestic output is an import; the tables say so up to rounding."""
    for g in np.flatnonzero(tables.make.sum(axis=0) == 0):
        before = tables.imported[g].sum() + sum(values[g] for values in tables.final_imported.values())
        after = tables.use[g].sum() + sum(values[g] for values in tables.final.values())
        tables.imported[g] = tables.use[g]
        for column, values in tables.final_imported.items():
            values[g] = tables.final[column][g]
        if before != after:
            tables.note("what nobody makes at home is imported", (tables.goods[g], "imports"), (before, after), "use and import table differ by rounding")


def _shift(part: np.ndarray, whole: np.ndarray, amount: float) -> tuple[np.ndarray, float]:
    """Return ``part`` changed by ``amount`` in proportion to the room (or to itself), and what found no room."""
    if amount <= 0:
        return part * (1 + amount / part.sum()) if amount else part, 0.0
    room = whole - part
    taken = min(amount, room.sum())
    return np.minimum(part + room * (taken / room.sum()), whole) if taken else part, amount - taken
