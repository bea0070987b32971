"""./run mutants puts in faults that are faults: the file still reads, it differs, and what cannot be noticed is left alone."""

from __future__ import annotations

import ast

import pytest
from mutants import TESTS, confidence, options
from mutations import find_changes


def changes(text: str) -> set[str]:
    """Return what is changed in a text."""
    return {str(change) for change in find_changes(text)}


@pytest.mark.parametrize("room", TESTS)
def test_every_fault_leaves_a_file_that_reads_and_differs(sources, room):
    source = min((source for source in sources if source.room == room and len(find_changes(source.text)) >= 10), key=lambda source: len(source.text))
    for change in find_changes(source.text):
        faulty = change.apply(source.text)
        assert ast.dump(ast.parse(faulty)) != ast.dump(source.tree), f"{source.name}:{change.line} {change}"


def test_limits_orders_and_refusals_are_changed():
    assert "a < b  →  (a <= b)" in changes("c = a < b")
    assert "min(a, b)  →  (max(a, b))" in changes("c = min(a, b)")
    assert "sorted(a, key=f)  →  (list(a))" in changes("c = sorted(a, key=f)")
    assert "raise Wrong(a)  →  pass" in changes("def f(a):\n    raise Wrong(a)")
    assert "a  →  (not a)" in changes("c = [b for b in d if a]")
    assert "total += 1  →  total -= 1" in changes("total += 1")


def test_a_fault_stands_where_its_text_stands_beside_letters_of_more_than_one_byte():
    (change,) = find_changes('é = "größer"; ü = not ö')
    assert change.apply('é = "größer"; ü = not ö') == 'é = "größer"; ü = (ö)'


def test_texts_types_and_assertions_are_left_alone():
    assert changes('"""One or 2."""\na: int | None\nassert b > 3, "c"\nd = f"{e + 1}"\n@f(1)\ndef g(h: 3) -> 4: ...') == set()


def test_every_room_has_tests(root):
    assert [pattern for patterns in TESTS.values() for pattern in patterns if not list(root.glob(pattern))] == []


def test_a_larger_sample_says_more():
    small, large = confidence(9, 10), confidence(90, 100)
    assert small[0] < large[0] < 0.9 < large[1] < small[1]
    assert confidence(0, 0) == (0.0, 1.0)


def test_an_unknown_room_ends_with_the_names_of_the_rooms(capsys):
    with pytest.raises(SystemExit, match="2"):
        options(["ledgers"])
    assert "ballots" in capsys.readouterr().err
