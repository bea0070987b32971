"""What the engine says of a town's tables is told in the reader's language, every phrase of it."""

from __future__ import annotations

import ast
import inspect

import pytest
from django.utils import translation
from parecon.charter import default_charter
from parecon.charter import table as charter_table
from parecon.datasets import town_balance, town_faults, town_parse, town_rules, town_shared, town_sheets
from parecon.datasets.town_faults import CellReader
from parecon_web.engine_words import patterns_of
from parecon_web.fault_words import PHRASES, say_fault
from parecon_web.setup import founding
from parecon_web.setup.founding import look_at_tables
from parecon_web.setup.summary import tell_fault

_TELLING = ("fault", "MissingLabel", "UnknownLabel", "EmptyTable", "RaggedTable", "UnsuitableValue")
_READ_BY_FORMS = ("arrange_sheets", "_checked", "_check_columns")


def spoken(tree: ast.AST) -> set[str]:
    """Return every text in calls that tell a fault; what is filled in is 7 here."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in _TELLING:
            for value in [*node.args, *(word.value for word in node.keywords if word.arg in ("found", "expected", "way_out"))]:
                found |= texts_of(value)
    return found


def texts_of(value: ast.expr) -> set[str]:
    """Return the texts that an expression can be."""
    if isinstance(value, ast.IfExp):
        return texts_of(value.body) | texts_of(value.orelse)
    if isinstance(value, ast.Constant):
        return {value.value} if isinstance(value.value, str) else set()
    if isinstance(value, ast.JoinedStr):
        return {"".join(part.value if isinstance(part, ast.Constant) else "7" for part in value.values)}
    return set()


def phrases_of_the_engine() -> set[str]:
    """Return the phrases that people meet who give the platform a town's tables."""
    found = set()
    for module in (town_balance, town_faults, town_parse, town_rules, town_shared, founding, charter_table):
        found |= spoken(ast.parse(inspect.getsource(module)))
    for name in _READ_BY_FORMS:
        found |= spoken(ast.parse(inspect.getsource(getattr(town_sheets, name))))
    return {text for text in found if " " in text.strip("7 ")}


def known(text: str) -> bool:
    """Tell whether a phrase is one of those that are translated; a word filled in may stand for another phrase."""
    return any(pattern.fullmatch(text) for pattern, _phrase in patterns_of(PHRASES))


def test_every_phrase_of_the_engine_is_one_that_is_translated():
    phrases = phrases_of_the_engine()
    assert len(phrases) > 80, "faults are told otherwise now; look for them there"
    # "7" stands for a kind of council, of good or of place: each has its own phrase, which another test reads
    by_kind = {"there is no such 7", "two 7s have one name", "the 7 has no name", "a town counts one kind of 7", "there is no 7", "at least one 7", "add a line for each 7",
               "this council is no 7", "a 7", "choose a 7", "choose one of these, or add the 7 first", "write 7 here", "7 offered or given", "7 made or given"}
    assert sorted(text for text in phrases - by_kind if not known(text)) == []


@pytest.mark.parametrize(("cell", "asked", "told"), [
    ("seven", {}, "la celda no es un número; un número de 0 o más; escriba un número de 0 o más"),
    ("1,5", {}, "la celda no es un número; un número de 0 o más; escriba los decimales con punto, y ningún signo entre los millares"),
    ("", {"whole": True, "above": True}, "la celda no es un número; un número entero mayor que 0; escriba aquí un número entero mayor que 0"),
    ("-1", {"high": 1_000_000}, "el número está fuera de su rango; un número de 0 o más y como máximo 1\u00a0000\u00a0000; escriba un número de 0 o más y como máximo 1\u00a0000\u00a0000"),
    ("-1", {}, "el número está fuera de su rango; un número de 0 o más y como máximo 1\u00a0000\u00a0000\u00a0000; escriba un número de 0 o más y como máximo 1\u00a0000\u00a0000\u00a0000, en una unidad mayor si hace falta"),
])
def test_a_number_that_is_none_is_told_in_spanish(cell, asked, told):
    faults = []
    sheets = town_sheets.TownSheets({"goods": town_sheets.Sheet(("price",), ((cell,),))})
    CellReader(sheets, "goods", faults).number(0, "price", **asked)
    with translation.override("es"):
        assert "; ".join(map(say_fault, (faults[0].problem, faults[0].expected, faults[0].way_out))) == told


@pytest.mark.parametrize("what", ["workplace", "neighbourhood", "council", "federation", "good", "shared good", "rule"])
def test_what_has_no_such_name_is_told_in_spanish(what):
    faults = []
    cells = CellReader(town_sheets.TownSheets({"goods": town_sheets.Sheet(("name",), (("x",),))}), "goods", faults)
    cells.named(0, "name", {}, what)
    cells.named(0, "name", {"Bakery": 0, "Dairy": 1}, what)
    with translation.override("es"):
        for fault in faults:
            for phrase in (fault.problem, fault.expected, fault.way_out):
                assert say_fault(phrase) != phrase, phrase


def test_faults_of_whole_tables_are_told_in_spanish_with_what_stands_in_them():
    grids = {"town": [["name", "year"], ["", "2026"]], "goods": [["name", "kind", "unit", "price"], ["Bread", "produkt", "", "2"]],
             "councils": [["name", "kind"], ["Bakery", "workplace"], ["Bakery", "neighbourhood"]], "last_year": [["council", "good", "made", "used"], ["Bakry", "Bread", "x", ""]]}
    _record, _charter, faults = look_at_tables(grids)
    with translation.override("es"):
        told = [tell_fault(fault).text for fault in faults]
    assert any("'produkt'" in text and "escriba product, si es eso" in text.lower() for text in told), told
    english = {"the", "write", "found", "expected", "none", "there", "a name", "choose"}
    assert not [text for text in told if english & set(text.lower().replace(";", " ").replace(",", " ").split())], told


def test_a_good_of_which_more_was_used_than_made_is_told_in_spanish():
    grids = {"town": [["name", "year"], ["Green Valley", "2026"]], "goods": [["name", "kind", "unit", "price"], ["Bread", "product", "loaves", "2"], ["Work", "labour", "hours", "1"]],
             "councils": [["name", "kind", "members"], ["Bakery", "workplace", "2"], ["Riverside", "neighbourhood", "4"]],
             "last_year": [["council", "good", "made", "used"], ["Bakery", "Bread", "1000", ""], ["Riverside", "Bread", "", "3000"], ["Bakery", "Work", "", "1500"], ["Riverside", "Work", "10", ""]]}
    _record, _charter, faults = look_at_tables(grids)
    with translation.override("es"):
        told = [tell_fault(fault).text for fault in faults]
    assert any(text.startswith("el año pasado se usaron 3\u00a0000 loaves y se produjeron o recibieron 1\u00a0000; hay una diferencia de 2\u00a0000, se espera como máximo ") for text in told), told
    assert any(text.startswith("el año pasado se usaron 1\u00a0500 hours y se ofrecieron o recibieron 10; ") for text in told), told


def test_a_missing_sheet_and_a_value_that_suits_no_rule_are_told_in_spanish():
    _record, _charter, faults = look_at_tables({"town": [["name", "year"], ["Green Valley", "2026"]]})
    with translation.override("es"):
        assert tell_fault(faults[0]).text == "falta la hoja; hay town, se espera town, goods, councils, last_year. Añada la hoja goods."
        try:
            default_charter().rule("rounds.count_max").check(10**6)
        except charter_table.UnsuitableValue as error:
            assert say_fault(error).startswith("rounds.count_max está entre ")
        else:
            raise AssertionError("a million rounds are suitable")
