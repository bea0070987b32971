"""Names are the field's words: a council is no firm, agent or user, and a credit is never money."""

from __future__ import annotations

import ast
import re

FOGGY_MODULES = {"utils", "util", "common", "helpers", "helper", "core", "managers", "manager", "misc", "platform", "site"}
FOREIGN_WORDS = {"firm", "firms", "agent", "agents", "user", "users", "money", "customer", "customers", "boss", "bosses"}
# the texts' own terms, in which a foreign word has its proper meaning
TERMS = ("user_rights", "user_right", "users_per_cell")


def words_of(name: str) -> list[str]:
    """Split an identifier into lower-case words, at underscores and capitals."""
    return [word.lower() for part in name.split("_") for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", part)]


def foreign_words(name: str) -> set[str]:
    """Return the words of a name that are not the field's, the texts' own terms aside."""
    for term in TERMS:
        name = name.lower().replace(term, "") if term in name.lower() else name
    return FOREIGN_WORDS.intersection(words_of(name))


def defined_names(tree: ast.Module):
    """Yield the nodes that give a name, with the name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node, node.name
        elif isinstance(node, ast.arg):
            yield node, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node, node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node, node.attr


def test_a_files_name_says_what_is_inside(all_sources):
    assert [source.name for source in all_sources if set(source.module.split(".")) & FOGGY_MODULES] == []


def test_no_name_calls_a_council_a_firm_or_a_credit_money(all_sources):
    offences = [
        f"{source.at(node)} names something {name}: not {', '.join(sorted(foreign))}"
        for source in all_sources for node, name in defined_names(source.tree) if (foreign := foreign_words(name))
    ]
    assert not offences, "\n".join(offences)


def test_no_rule_of_the_charter_uses_a_foreign_word(charter_rows):
    assert [rule.key for _, rule in charter_rows if foreign_words(rule.key.replace(".", "_"))] == []
