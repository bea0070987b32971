"""Frozen values as plain ones that have a canonical text."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction

import numpy as np

__all__ = ["INLINE_MAX", "array_hash", "as_plain", "columns_hash"]

INLINE_MAX = 4096
"""Arrays of more entries than this stand in a plain value as their hash."""


def as_plain(value: object, inline_max: int = INLINE_MAX) -> object:
    """Return ``value`` as dictionaries, lists, texts and numbers, the same for equal values on any machine.

    Dataclasses become dictionaries of their fields, enums their names, fractions "a/b"; numbers that
    JSON lacks become texts; arrays become lists, or their hash, length and type above ``inline_max`` entries.

    >>> from fractions import Fraction
    >>> as_plain({"share": Fraction(1, 3), "gaps": np.array([0.5, np.inf])})
    {'share': '1/3', 'gaps': [0.5, 'inf']}
    """
    if isinstance(value, Enum):
        return value.name
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, np.generic):
        return as_plain(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, np.ndarray):
        return _plain_array(value, inline_max)
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: as_plain(getattr(value, item.name), inline_max) for item in fields(value)}
    if isinstance(value, Mapping):
        return {_plain_key(key): as_plain(entry, inline_max) for key, entry in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(as_plain(entry, inline_max) for entry in value)
    if isinstance(value, (list, tuple)):
        return [as_plain(entry, inline_max) for entry in value]
    raise TypeError(f"a {type(value).__name__} has no plain form; give dataclasses, mappings, lists, arrays, texts and numbers")


def _plain_key(key: object) -> str:
    return key.name if isinstance(key, Enum) else str(key)


def _plain_array(array: np.ndarray, inline_max: int) -> object:
    if array.size > inline_max:
        return {"array": array_hash(array), "shape": list(array.shape), "type": array.dtype.str}
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        return as_plain(array.tolist(), inline_max)
    return array.tolist()


def array_hash(array: np.ndarray) -> str:
    """Return the SHA-256 of an array's type, shape and little-endian bytes, as hexadecimal text."""
    return columns_hash("parecon array 1", {"": array})


def columns_hash(heading: str, columns: Mapping[str, np.ndarray]) -> str:
    """Return the SHA-256 of ``heading`` and of each column's name, type, shape and little-endian bytes, in their order."""
    digest = hashlib.sha256(f"{heading}\n".encode())
    for name, column in columns.items():
        little = np.ascontiguousarray(column, dtype=column.dtype.newbyteorder("<"))
        digest.update(f"{name} {little.dtype.kind}{little.dtype.itemsize} {'x'.join(map(str, column.shape))}\n".encode())
        digest.update(little.reshape(-1).view(np.uint8).data)
    return digest.hexdigest()
