"""What tables hold, in the words of the page that asks whether they are right."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from parecon.charter import Charter, default_charter
from parecon.datasets.errors import TableError
from parecon.datasets.town_faults import CellFault
from parecon.datasets.town_record import TownRecord
from parecon.economy import CouncilKind, GoodKind
from parecon_web.fault_words import say_fault

__all__ = ["Summary", "ToldFault", "summarize", "tell_fault"]


@dataclass(frozen=True)
class ToldFault:
    """One fault as the page shows it: the cell or sheet, and a sentence."""

    place: str
    text: str


def tell_fault(fault: CellFault | TableError) -> ToldFault:
    """Return where a fault is, as people look for it in a spreadsheet, and what is wrong, with both values and the way out."""
    if isinstance(fault, CellFault):
        place = f"{fault.sheet}!{fault.address}" if fault.address else f"{fault.sheet}, {fault.line}"
    else:
        place = ", ".join(part for part in (fault.file, str(fault.row), fault.column) if part)
    problem, found, expected, way_out = map(say_fault, (fault.problem, fault.found, fault.expected, fault.way_out))
    return ToldFault(place, _("%(problem)s; found %(found)s, expected %(expected)s. %(way_out)s.") % {
        "problem": problem, "found": found, "expected": expected, "way_out": way_out[:1].upper() + way_out[1:]})


@dataclass(frozen=True)
class Summary:
    """Counts of a town's tables, and the rules that differ: (key, what it says, usual value, theirs)."""

    name: str
    year: int
    goods: int
    products: tuple[str, ...]
    workplaces: tuple[str, ...]
    neighbourhoods: tuple[str, ...]
    others: tuple[str, ...]
    federations: int
    people: int
    lines: int
    rules: tuple[tuple[str, str, object, object], ...]


def summarize(record: TownRecord, charter: Charter) -> Summary:
    """Return the counts of a record, so that people see whether their tables were understood."""
    names = {kind: tuple(c.name for c in record.councils if c.kind == kind) for kind in CouncilKind}
    usual = default_charter()
    rules = tuple((key, rule.meaning, usual[key], charter[key]) for key, rule in usual.rules.items() if charter[key] != usual[key])
    return Summary(
        record.name, record.year, len(record.goods), tuple(g.name for g in record.goods if g.kind is GoodKind.PRODUCT), names[CouncilKind.WORKER], names[CouncilKind.CONSUMER],
        tuple(c.name for c in record.councils if c.kind not in (CouncilKind.WORKER, CouncilKind.CONSUMER)), len(record.federations),
        sum(c.members for c in record.councils if c.kind == CouncilKind.CONSUMER), len(record.actuals.good), rules)
