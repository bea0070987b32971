"""No number that a society could change stands in an engine room: it is a row of the charter."""

from __future__ import annotations

import ast
from collections.abc import Iterator

ROOMS = ("ballots", "ledger", "work", "proposals", "facilitation", "feasibility", "plans", "execution")
# signs, halves, sides and the fixed point; a guard against rounding decides nothing
STRUCTURAL = (0, 1, 2, 0.5, 1e9)
GUARD_MAX = 1e-6
# places in a tuple and counts of columns, where they stand neither alone nor as a limit
COUNT_MAX = 10
PER_CENT = 100

# (file, number): why no society could want another one
ALLOWED: dict[tuple[str, float], str] = {
    # what a message shows of a long list or text
    ("ballots/budget.py", 5): "names shown in an error",
    ("feasibility/certificate.py", 5): "goods named in a sentence; the certificate itself holds all",
    ("ledger/lines.py", 500): "letters shown of a broken line",
    ("proposals/refusals.py", 100): "refusals listed of one batch",
    ("work/aggregate.py", 5): "tasks named in a refusal",
    ("work/membership.py", 5): "persons named in a refusal, which holds all",
    # the form of files and marks
    ("ballots/pabulib.py", 30): "powers of ten that an amount in a file may have, so that no cell fills the memory",
    ("ballots/pabulib.py", 31): "the same, as a range",
    ("ballots/poll.py", 16): "letters of a tracker, 64 bits of its hash",
    # units and definitions
    ("ledger/years.py", 60): "minutes in an hour",
    ("facilitation/aggregate.py", 1.1): "filed flexibility is defined as the change of quantity at ten per cent better terms",
    ("facilitation/aggregate.py", 0.1): "the same ten per cent, as a slope",
    ("facilitation/pollution.py", 1e-4): "the share that stands for nothing in logarithms",
    ("facilitation/pollution.py", 0.1): "the same ten per cent, as a slope",
    ("facilitation/pollution.py", 0.05): "the share of what was proposed below which the model's straight line bends, so that logarithms exist",
    ("facilitation/aggregate.py", 0.999): "a quantity cannot fall by more than all of it; its logarithm has to exist",
    ("facilitation/aggregate.py", 1000): "elasticities are summed as whole thousandths",
    ("facilitation/aggregate.py", 1e-4): "filed numbers are held in single precision",
    ("work/class_map.py", 0.25): "a published figure that ours is set beside",
    ("work/class_map.py", 0.60): "a published figure that ours is set beside",
    ("work/class_map.py", 20_000): "like jobs stand for each occupation in a sorted list",
    ("work/classes.py", 1e6): "hours are compared to a millionth",
    ("work/eligibility.py", 99): "stands for a task that no training opens",
    ("work/balance.py", 98): "the last number before that one",
    ("work/occupations.py", 3): "job zones as the source defines them",
    ("work/scores.py", 0.2): "the top fifth is how the index is defined; a caller may ask for another part",
    ("work/scores.py", 12): "digits, against rounding",
    # how programmes and equations are solved: another number ends elsewhere within the same precision, or later
    ("facilitation/evaluation.py", 50.0): "logarithms beyond which numbers overflow",
    ("facilitation/share_rule.py", 0.1): "part of the gaps that a step may leave before the derivative is taken anew",
    ("facilitation/share_rule.py", 0.01): "part of the gaps that the iterative solver may leave of a step",
    ("facilitation/share_rule.py", 30): "logarithms beyond which a gap is no longer told apart",
    ("facilitation/share_rule.py", 1500): "goods up to which a full matrix is the quicker way",
    ("facilitation/share_rule.py", 60): "memory of the iterative solver",
    ("facilitation/share_rule.py", 20): "restarts of the iterative solver",
    ("facilitation/share_rule.py", 12): "halvings of a Newton step",
    ("facilitation/share_rule.py", 1e-4): "what counts as progress of a Newton step",
    ("facilitation/wishes.py", 20): "parts in which a purse of equal shares is counted",
    ("feasibility/candidate.py", 4): "place of worker councils among the kinds",
    ("feasibility/close.py", 8): "repairs of what whole units cost a balance, else an error",
    ("feasibility/programme.py", 1e3): "scale of the programme's columns",
    ("feasibility/programme.py", 1e4): "scale of the programme's costs",
    ("feasibility/programme.py", 30_000): "steps of the solver before it is called stuck, an error",
    ("feasibility/programme.py", 1e-3): "most of a balance that is set aside for whole units",
    ("feasibility/shared_change.py", 200): "Newton steps before the search is called stuck, an error",
    ("feasibility/shared_change.py", 1e3): "precision that still counts after the last step",
    ("feasibility/shared_change.py", 40): "halvings of a Newton step",
    ("feasibility/shared_change.py", 1e-4): "what counts as progress of a Newton step",
    ("feasibility/shares.py", 20): "bits of half a share",
    ("execution/opening.py", 53): "weeks that a year touches at most",
    ("execution/stocks.py", 52): "weeks in a year",
    ("execution/recourse.py", 60): "minutes in an hour",
    ("work/sharing.py", 600): "people shared out at a time, for memory",
}


def parents_of(tree: ast.Module) -> dict[ast.AST, ast.AST]:
    """Return the node around each node."""
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def defaults(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield what stands for an argument or a field that nobody gave."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arguments):
            yield from (default for default in (*node.defaults, *node.kw_defaults) if default is not None)
        elif isinstance(node, ast.ClassDef):
            yield from (item.value for item in node.body if isinstance(item, ast.AnnAssign) and item.value is not None)


def is_power_or_shift(node: ast.AST, around: ast.AST) -> bool:
    """Tell whether a number is part of a power or of a shift of bits, which say how numbers are held."""
    return isinstance(around, ast.BinOp) and isinstance(around.op, ast.Pow | ast.LShift | ast.RShift)


def is_per_cent(node: ast.Constant, around: ast.AST) -> bool:
    """Tell whether a hundred turns a share into per cent or back."""
    return node.value == PER_CENT and isinstance(around, ast.BinOp) and isinstance(around.op, ast.Mult | ast.Div | ast.FloorDiv)


def is_quartile(node: ast.Constant, around: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """Tell whether a number says which quartile is measured."""
    call = parents.get(around) if isinstance(around, ast.List | ast.Tuple) else around
    return isinstance(call, ast.Call) and ast.unparse(call.func).endswith("percentile") and node.value in (25, 50, 75)


def is_count(node: ast.Constant, around: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """Tell whether a small whole number is a place or a count: neither a module's constant, a limit, a named argument nor a cut."""
    if not isinstance(node.value, int) or node.value > COUNT_MAX:
        return False
    if isinstance(around, ast.UnaryOp):
        around = parents[around]
    is_limit = isinstance(around, ast.Compare) and any(isinstance(op, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for op in around.ops)
    is_cut = isinstance(around, ast.Slice) and around.lower is None and node.value > 4
    return not (is_limit or is_cut or isinstance(around, ast.Assign | ast.AnnAssign | ast.keyword))


def names_places(node: ast.AST, around: ast.AST, parents: dict[ast.AST, ast.AST]) -> bool:
    """Tell whether a whole number names a member of an enumeration."""
    owner = parents.get(around)
    return isinstance(around, ast.Assign) and isinstance(owner, ast.ClassDef) and any("Enum" in ast.unparse(base) for base in owner.bases)


def rule_like_numbers(tree: ast.Module) -> Iterator[ast.Constant]:
    """Yield every number that could be a rule."""
    parents = parents_of(tree)
    in_defaults = {inner for default in defaults(tree) for inner in ast.walk(default)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or type(node.value) not in (int, float) or 0 < node.value <= GUARD_MAX:
            continue
        around = parents[node]
        if node in in_defaults:
            if node.value not in (0, 1):
                yield node
        elif not (
            node.value in STRUCTURAL or is_power_or_shift(node, around) or is_per_cent(node, around) or is_quartile(node, around, parents)
            or is_count(node, around, parents) or names_places(node, around, parents)
        ):
            yield node


def test_every_number_in_an_engine_room_is_structural_or_excused(sources):
    offences = [
        f"{source.at(node)} holds {node.value!r}: make it a row of the charter, or say in ALLOWED why no society could change it"
        for source in sources if source.room in ROOMS
        for node in rule_like_numbers(source.tree) if (source.name, node.value) not in ALLOWED
    ]
    assert not offences, "\n".join(offences)


def test_a_number_is_excused_only_while_it_is_there_and_with_a_reason(sources):
    held = {(source.name, node.value) for source in sources if source.room in ROOMS for node in rule_like_numbers(source.tree)}
    assert sorted(ALLOWED.keys() - held) == []
    assert all(reason.strip() for reason in ALLOWED.values())


def found(text: str) -> list[float]:
    """Return the numbers found in a text."""
    return [node.value for node in rule_like_numbers(ast.parse(text))]


def test_rules_in_the_open_are_found():
    assert found("def share(part=0.25, rounds=3, *, half=Fraction(1, 2)): pass") == [0.25, 3, 2]
    assert found("class Good:\n    fee: float = 0.5") == [0.5]
    assert found("_ATTEMPTS = 8") == [8]
    assert found("_SHARES = (0.3, 0.7)") == [0.3, 0.7]
    assert found("if len(members) < 5 or hours > 40: pass") == [5, 40]
    assert found("draw(jury=7)") == [7]
    assert found("jury = ranked[:5]") == [5]
    assert found("pay = 1.5 * rate") == [1.5]


def test_places_powers_guards_and_per_cent_are_no_rules():
    assert found("a = row[3] / 1e9 + 1e-9; b = 1 << 40; c = 100.0 * share; d = np.percentile(x, [25, 50, 75]); e = x[:-1]") == []
    assert found("def total(start=0, weight=1.0): pass") == []
    assert found("class Row(IntEnum):\n    HOURS = 7") == []
