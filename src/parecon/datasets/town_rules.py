"""The rules that a town's tables adopt."""

from __future__ import annotations

from parecon.charter import Charter, UnknownRule, UnsuitableValue
from parecon.datasets.town_faults import CellFault, CellReader, FaultyTown
from parecon.datasets.town_sheets import TownSheets

__all__ = ["read_rules", "town_charter"]


def town_charter(sheets: TownSheets, charter: Charter) -> Charter:
    """Return ``charter`` with the rules that the sheet ``charter`` sets; raise FaultyTown where one is unknown or unsuitable."""
    faults: list[CellFault] = []
    changes = read_rules(CellReader(sheets, "charter", faults), charter)
    if faults:
        raise FaultyTown(faults)
    return charter.adopt(changes, "the town's tables") if changes else charter


def read_rules(cells: CellReader, charter: Charter) -> dict[str, object]:
    """Return the rules that the sheet ``charter`` sets, by key; what is unknown or unsuitable is a fault."""
    changes = {}
    for line in cells:
        key, text = cells.text(line, "rule"), cells.text(line, "value")
        try:
            default = charter.rule(key).value
            changes[key] = charter.rule(key).check(_value_of(text, default))
        except UnknownRule:
            cells.named(line, "rule", dict.fromkeys(charter.rules, 0), "rule")
        except (UnsuitableValue, ValueError) as error:
            cells.fault(line, "value", "the value does not suit the rule", expected=str(error), way_out="`parecon charter` shows each rule with its range")
    return changes


def _value_of(text: str, default: object) -> object:
    """Return a cell of the sheet ``charter`` as its rule's type: yes or no, a number, or several words with semicolons between."""
    if isinstance(default, bool):
        words = {"yes": True, "no": False, "true": True, "false": False}
        if text.lower() not in words:
            raise ValueError(f"yes or no, not {text!r}")
        return words[text.lower()]
    if isinstance(default, int | float):
        return int(text) if isinstance(default, int) and text.lstrip("-").isdigit() else float(text)
    return tuple(word.strip() for word in text.split(";")) if isinstance(default, tuple) else text
