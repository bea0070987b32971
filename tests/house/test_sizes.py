"""Small rooms: short files, short bodies, few positional arguments."""

from __future__ import annotations

import ast

LINES_MAX = 400
LINES_EVER = 500
# files that may pass LINES_MAX, each with its reason; none passes LINES_EVER
LONGER: dict[str, str] = {}
BODY_LINES_MAX = 40
BODIES_WITHIN = 0.95
POSITIONAL_MAX = 4
COMPILERS = ("njit", "jit", "vectorize", "guvectorize", "cfunc")


def functions(tree: ast.Module):
    """Yield every function, with the class it is a method of."""
    owners = {id(item): node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for item in node.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, owners.get(id(node))


def is_compiled(function: ast.FunctionDef) -> bool:
    """Tell whether a decorator compiles the function: compiled kernels take no keyword-only arguments."""
    names = [ast.unparse(decorator).split("(")[0].rpartition(".")[2] for decorator in function.decorator_list]
    return any(name in COMPILERS or name.endswith(("njit", "kernel")) for name in names)


def positional_count(function: ast.FunctionDef, owner: ast.ClassDef | None) -> int:
    """Count the arguments that a caller may give by position, without the object itself."""
    count = len(function.args.posonlyargs) + len(function.args.args)
    static = any(ast.unparse(decorator) == "staticmethod" for decorator in function.decorator_list)
    return count - (owner is not None and not static)


def body_lines(function: ast.FunctionDef) -> int:
    """Count the lines of a body without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def test_no_file_is_longer_than_it_may_be(all_sources):
    offences = [
        f"{source.name} has {lines} lines, not {LINES_EVER if source.name in LONGER else LINES_MAX} at most"
        for source in all_sources if (lines := source.text.count("\n")) > (LINES_EVER if source.name in LONGER else LINES_MAX)
    ]
    assert not offences, "\n".join(offences)


def test_most_bodies_are_short(all_sources):
    lengths = {source.at(node): body_lines(node) for source in all_sources for node, _ in functions(source.tree)}
    long = {place: lines for place, lines in lengths.items() if lines > BODY_LINES_MAX}
    assert len(long) <= (1 - BODIES_WITHIN) * len(lengths), "\n".join(f"{place} has {lines} lines" for place, lines in long.items())


def test_what_is_public_takes_at_most_four_arguments_by_position(all_sources):
    offences = [
        f"{source.at(node)} {node.name} takes {count} arguments by position, not {POSITIONAL_MAX} at most"
        for source in all_sources for node, owner in functions(source.tree)
        if not node.name.startswith("_") and not is_compiled(node) and (count := positional_count(node, owner)) > POSITIONAL_MAX
    ]
    assert not offences, "\n".join(offences)
