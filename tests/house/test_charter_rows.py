"""Every rule that a society could change is a row of the charter, whole, and read by the code."""

from __future__ import annotations

import ast
import re

KEY = re.compile(r"[a-z]+(\.[a-z][a-z0-9_]*)+")
# rows that no code reads by its key, each with its reason
READ_ELSEWHERE: dict[str, str] = {}


def texts_and_beginnings(sources) -> tuple[set[str], set[str]]:
    """Return every text of the code outside the rows, and the beginnings of texts that are put together."""
    texts, beginnings = set(), set()
    for source in sources:
        if source.name.startswith("charter/rows/"):
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            elif isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
                beginnings.add(node.values[0].value)
    return texts, {text for text in beginnings if re.fullmatch(r"[a-z]+\.[a-z0-9_.]*", text)}


def keys_read(sources):
    """Yield every key that code takes from a charter, with its place."""
    for source in sources:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Subscript):
                holder, key = node.value, node.slice
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "rule" and node.args:
                holder, key = node.func.value, node.args[0]
            else:
                continue
            name = holder.attr if isinstance(holder, ast.Attribute) else getattr(holder, "id", "")
            if name.endswith("charter") and isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield source.at(node), key.value


def test_every_row_is_whole(charter_rows):
    offences = []
    for module, rule in charter_rows:
        is_number = isinstance(rule.value, int | float) and not isinstance(rule.value, bool)
        offences += [f"{module}: {rule.key} is no key like area.words"] if not KEY.fullmatch(rule.key) else []
        offences += [f"{module}: {rule.key} is a number without a unit"] if is_number and not rule.unit.strip() else []
        offences += [f"{module}: {rule.key} has no meaning"] if not rule.meaning.strip() else []
        offences += [f"{module}: {rule.key} has no source"] if not rule.source.strip() else []
    assert not offences, "\n".join(offences)


def test_every_default_is_within_its_own_range_and_choices(charter_rows):
    for _, rule in charter_rows:
        assert rule.check(rule.value) == rule.value


def test_no_two_rows_have_one_key(charter_rows):
    keys = [rule.key for _, rule in charter_rows]
    assert sorted(keys) == sorted(set(keys))


def test_every_key_that_code_takes_from_the_charter_is_a_row(all_sources, charter_rows):
    keys = {rule.key for _, rule in charter_rows}
    offences = [f"{place} takes {key!r} from the charter, which has no such row" for place, key in keys_read(all_sources) if key not in keys]
    assert not offences, "\n".join(offences)


def test_every_row_is_read_somewhere(all_sources, charter_rows):
    texts, beginnings = texts_and_beginnings(all_sources)
    unread = [
        f"{module}: nothing reads {rule.key}"
        for module, rule in charter_rows
        if rule.key not in texts | READ_ELSEWHERE.keys() and not rule.key.startswith(tuple(beginnings))
    ]
    assert not unread, "\n".join(unread)


def test_a_row_is_excused_only_while_it_is_there(charter_rows):
    assert READ_ELSEWHERE.keys() <= {rule.key for _, rule in charter_rows}
