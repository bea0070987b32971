"""Every adjustable rule as data: value, unit, default, source, who adopted it."""

from importlib import import_module
from pkgutil import iter_modules

from parecon.charter import rows as _rows
from parecon.charter.table import Charter, Rule, UnknownRule, UnsuitableValue

__all__ = ["Charter", "Rule", "UnknownRule", "UnsuitableValue", "default_charter"]


def default_charter() -> Charter:
    """Return the charter with every rule at its default."""
    rules: dict[str, Rule] = {}
    for module in sorted(m.name for m in iter_modules(_rows.__path__)):
        for rule in import_module(f"{_rows.__name__}.{module}").ROWS:
            assert rule.key not in rules, f"two rows of the charter are called {rule.key}"
            rules[rule.key] = rule
    return Charter(rules)
