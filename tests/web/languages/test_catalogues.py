"""Every text of the platform is translated, and the compiled catalogues are those of the sources."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.utils import translation
from parecon import facilitation
from parecon_web import catalogues
from parecon_web.engine_words import _BETWEEN, CLAUSES, patterns_of, say_why


def test_every_text_has_a_spanish_translation_and_every_compiled_catalogue_is_up_to_date():
    assert catalogues.update(write=False) == []


def test_a_text_without_a_translation_or_with_other_placeholders_is_named():
    catalogue = catalogues.Catalog(locale="es")
    catalogue.add("Good day")
    catalogue.add("Good day, %(name)s", "Buenos días, %(nombre)s", flags=["python-format"])
    catalogue.add(("%(n)s day", "%(n)s days"), ("%(n)s día", ""))
    catalogue.add("Good night", "Buenas noches")
    assert sorted(catalogues.missing(catalogue)) == ["%(n)s day", "Good day", "Good day, %(name)s"]


def test_texts_are_found_in_code_and_in_templates_with_their_plural_forms():
    found = catalogues.collect()
    assert "Your request is sent" in found["rounds"]
    assert ("%(count)s remark", "%(count)s remarks") in [message.id for message in found["rounds"]]
    assert "facilitator" in found["members"] and "facilitator" not in found["rounds"]


@pytest.mark.parametrize("reason", [
    "the prices at which a model of all rows, fitted to the last proposals, balances (no gap of the model above 1e-10); its rows are industries",
    "the prices at which a model of all rows, fitted to the last proposals, balances (no gap of the model above 1e-10), mixed with those of "
    "earlier rounds because the worst gap did not fall; its 12 rows are worker councils, for 40% of inputs differ within industries",
    "the prices at which a model of all rows, fitted to the last proposals, balances (no gap of the model above 1e-10); 2 prices stop between one at which "
    "their good was short and one at which it was left over; its rows are industries",
    "each price times (demand / supply) to the power 0.5, because the model fitted to the last proposals has no clearing prices",
])
def test_the_engine_s_reasons_are_told_in_spanish(reason):
    with translation.override("es"):
        told = say_why(reason)
    assert not any(word in told.split() for word in ("the", "rows", "because", "with", "of"))
    assert all(part.strip("();%,") in told for part in reason.split() if part[:1].isdigit())


def spoken_reasons() -> set[str]:
    """Return every clause that the engine's price rules give as a reason in their source; what they fill in is 1 here."""
    found = set()
    for path in Path(facilitation.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            is_reason = isinstance(node, ast.keyword) and node.arg == "why" or isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "why"
            if is_reason and isinstance(node.value, (ast.Constant, ast.JoinedStr)):
                parts = node.value.values if isinstance(node.value, ast.JoinedStr) else [node.value]
                text = "".join(part.value if isinstance(part, ast.Constant) else "1" for part in parts)
                found |= {clause for clause in _BETWEEN.split(text)[::2] if clause.removeprefix("because ").strip("1")}
    return found


def test_the_price_rules_give_no_reason_that_is_not_translated():
    reasons = spoken_reasons()
    assert len(reasons) > 5, "the rules give their reasons otherwise now; look for them there"
    assert not [reason for reason in reasons if not any(pattern.fullmatch(reason) for pattern, _clause in patterns_of(CLAUSES))]
