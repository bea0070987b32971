"""The charter: every rule that a society could change, as data."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Mapping

Value = bool | int | float | str | tuple

__all__ = ["Charter", "Rule", "UnknownRule", "UnsuitableValue"]


class UnknownRule(KeyError):
    """A key that no row of the charter has."""

    def __str__(self) -> str:
        return str(self.args[0])


class UnsuitableValue(ValueError):
    """A value of the wrong type, outside its range or outside its choices."""


@dataclass(frozen=True)
class Rule:
    """One row of the charter.

    key: dotted name, area first (``rounds.count_max``). value: the default.
    unit: whole words ("rounds", "share", "hours per week"; "" for a choice).
    meaning: one sentence. source: where the rule comes from, or "our design".
    low, high: closed range of a number. choices: allowed values of a text rule.
    """

    key: str
    value: Value
    unit: str
    meaning: str
    source: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()

    def check(self, value: Value) -> Value:
        """Return ``value`` as this rule's type; raise UnsuitableValue with both values and the way out."""
        if isinstance(self.value, bool):
            if not isinstance(value, bool):
                raise UnsuitableValue(f"{self.key} is yes or no (default {self.value}), got {value!r}; give true or false")
            return value
        if isinstance(self.value, (int, float)):
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
                raise UnsuitableValue(f"{self.key} is a number in {self.unit} (default {self.value}), got {value!r}; give a number")
            if isinstance(self.value, int) and int(value) != value:
                raise UnsuitableValue(f"{self.key} is a whole number of {self.unit} (default {self.value}), got {value!r}; give a whole number")
            if self.low is not None and value < self.low or self.high is not None and value > self.high:
                raise UnsuitableValue(f"{self.key} lies between {self.low} and {self.high} {self.unit}, got {value!r}; give a value in that range")
            return type(self.value)(value)
        if self.choices and value not in self.choices:
            raise UnsuitableValue(f"{self.key} is one of {', '.join(self.choices)}, got {value!r}; choose one of these")
        if isinstance(self.value, tuple):
            if isinstance(value, (str, bytes)) or not hasattr(value, "__iter__"):
                raise UnsuitableValue(f"{self.key} is a list (default {list(self.value)}), got {value!r}; give a list")
            return self._check_entries(tuple(value))
        if not isinstance(value, str):
            raise UnsuitableValue(f"{self.key} is a text (default {self.value!r}), got {value!r}; give a text")
        return value

    def _check_entries(self, values: tuple) -> tuple:
        """Return a list's entries; where the list has a range, they are as many numbers as the default's, all within it, and not all zero."""
        if self.low is None or self.high is None:
            return values
        numbers = all(isinstance(v, (int, float)) and not isinstance(v, bool) and self.low <= v <= self.high for v in values)
        if len(values) != len(self.value) or not numbers or not any(values):
            raise UnsuitableValue(f"{self.key} is a list of {len(self.value)} numbers between {self.low} and {self.high} (default {list(self.value)}), got {list(values)!r}; "
                                  "give as many in that range, not all of them 0")
        return values


@dataclass(frozen=True)
class Charter:
    """The rules in force: rows by key, the values a society adopted, and who adopted them.

    >>> from parecon.charter import default_charter
    >>> charter = default_charter()
    >>> charter["rounds.count_max"]
    7
    >>> charter.adopt({"rounds.count_max": 5}, adopter="congress of 2026")["rounds.count_max"]
    5
    """

    rules: Mapping[str, Rule]
    adopted: Mapping[str, Value] = field(default_factory=dict)
    adopters: Mapping[str, str] = field(default_factory=dict)
    version: int = 1

    def __post_init__(self) -> None:
        for name in ("rules", "adopted", "adopters"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def rule(self, key: str) -> Rule:
        """Return the row of ``key``; raise UnknownRule with the nearest keys."""
        if key not in self.rules:
            area = key.split(".")[0]
            near = [k for k in self.rules if k.startswith(area + ".")] or sorted({k.split(".")[0] for k in self.rules})
            raise UnknownRule(f"the charter has no rule {key!r}; it has {', '.join(near)}")
        return self.rules[key]

    def __getitem__(self, key: str) -> Value:
        rule = self.rule(key)
        return self.adopted.get(key, rule.value)

    def adopt(self, changes: Mapping[str, Value], adopter: str) -> Charter:
        """Return the next version with ``changes`` adopted; refuse unknown keys and unsuitable values."""
        checked = {key: self.rule(key).check(value) for key, value in changes.items()}
        return Charter(
            self.rules,
            {**self.adopted, **checked},
            {**self.adopters, **dict.fromkeys(checked, adopter)},
            self.version + 1,
        )

    def as_rows(self) -> list[dict]:
        """Return the whole charter as plain rows, sorted by key."""
        return [
            {
                "key": key,
                "value": list(v) if isinstance(v := self[key], tuple) else v,
                "unit": rule.unit,
                "default": list(rule.value) if isinstance(rule.value, tuple) else rule.value,
                "meaning": rule.meaning,
                "source": rule.source,
                "adopter": self.adopters.get(key, "default"),
            }
            for key, rule in sorted(self.rules.items())
        ]

    def hash(self) -> str:
        """Return the SHA-256 of the values in force, as hexadecimal text."""
        values = {row["key"]: row["value"] for row in self.as_rows()}
        return hashlib.sha256(json.dumps(values, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
