"""The small faults that ./run mutants puts into the code, one at a time: each is one change of one expression or statement."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

COMPARISONS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}
OPERATIONS = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
}
CALLS = {"min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list", "floor": "ceil", "ceil": "floor"}


@dataclass(frozen=True)
class Change:
    """One fault: where the text stands (line, and begin and end as byte offsets), what stands there and what takes its place."""

    line: int
    begin: int
    end: int
    was: str
    now: str

    def apply(self, text: str) -> str:
        """Return the file's text with the fault in it."""
        data = text.encode()
        return (data[: self.begin] + self.now.encode() + data[self.end :]).decode()

    def __str__(self) -> str:
        return f"{' '.join(self.was.split())}  →  {' '.join(self.now.split())}"


def find_changes(text: str) -> list[Change]:
    """Return every fault that can be put into a file, in the order of the text.

    Left alone: annotations, docstrings and other texts, f-strings, decorators, and assertions, which nothing but a fault can fire.

    >>> [str(change) for change in find_changes("def f(a):\\n    return a + 1")]
    ['return a + 1  →  return None', 'a + 1  →  (a - 1)', '1  →  2']
    """
    data, tree = text.encode(), ast.parse(text)
    starts = [0]
    for line in data.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found = {}
    for node, now in walk(tree):
        begin, end = starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset
        change = Change(node.lineno, begin, end, data[begin:end].decode(), now)
        if change.apply(text) != text:
            found[begin, end, now] = change
    return [found[key] for key in sorted(found, key=lambda key: (key[0], -key[1], key[2]))]


def walk(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Yield each node to change with the text that takes its place."""
    if isinstance(node, ast.Assert | ast.JoinedStr):
        return
    for test in [node.test] if isinstance(node, ast.If | ast.While | ast.IfExp) else getattr(node, "ifs", []):
        if not isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp):  # those are changed themselves
            yield test, f"(not {ast.unparse(test)})"
    for now in changed(node):
        yield node, now if isinstance(node, ast.stmt | ast.Constant) else f"({now})"
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "bases", "format_spec"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from walk(child)


def changed(node: ast.AST) -> Iterator[str]:
    """Yield the texts that may take a node's place."""
    match node:
        case ast.Compare():
            for at, operator in enumerate(node.ops):
                swapped = [*node.ops[:at], COMPARISONS[type(operator)](), *node.ops[at + 1 :]]
                yield ast.unparse(ast.Compare(node.left, swapped, node.comparators))
        case ast.BinOp() if type(node.op) in OPERATIONS and not names_types(node) and not holds_text(node):
            yield ast.unparse(ast.BinOp(node.left, OPERATIONS[type(node.op)](), node.right))
        case ast.BoolOp():
            yield ast.unparse(ast.BoolOp(ast.And() if isinstance(node.op, ast.Or) else ast.Or(), node.values))
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield ast.unparse(node.operand)
        case ast.Constant(value=bool()):
            yield repr(not node.value)
        case ast.Constant(value=int() | float()):
            yield repr(node.value + 1)
        case ast.Call(func=ast.Name(id=name)) if name in CALLS:
            keywords = [] if CALLS[name] == "list" else node.keywords
            yield ast.unparse(ast.Call(ast.Name(CALLS[name]), node.args, keywords))
        case _:
            yield from changed_statement(node)


def changed_statement(node: ast.AST) -> Iterator[str]:
    """Yield the texts that may take a statement's place."""
    match node:
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield "return None"
        case ast.Raise() | ast.Expr(value=ast.Call()):
            yield "pass"
        case ast.Break():
            yield "continue"
        case ast.Continue():
            yield "break"
        case ast.AugAssign() if type(node.op) in OPERATIONS:
            yield ast.unparse(ast.AugAssign(node.target, OPERATIONS[type(node.op)](), node.value))


def names_types(node: ast.BinOp) -> bool:
    """Tell whether ``|`` joins types rather than values."""
    sides = [ast.unparse(side) for side in (node.left, node.right)]
    return isinstance(node.op, ast.BitOr) and any(side in ("None", "bool", "int", "float", "str", "tuple", "bytes") for side in sides)


def holds_text(node: ast.BinOp) -> bool:
    """Tell whether texts are put together, which no other operation can do."""
    return any(isinstance(side, ast.JoinedStr) or isinstance(side, ast.Constant) and isinstance(side.value, str) for side in (node.left, node.right))
