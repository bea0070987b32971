"""The engine's frozen values as canonical text, and back to the last bit."""

from __future__ import annotations

import base64
import json
import math
from dataclasses import fields, is_dataclass

import numpy as np

from parecon.economy import RowTotals
from parecon.facilitation import Filings, PriceStep, RoundRecord
from parecon.journal import canonical_text
from parecon.proposals import Announcement, Assessment, ProposalBatch

__all__ = ["pack", "unpack"]

_TYPES = {kind.__name__: kind for kind in (Announcement, Assessment, Filings, PriceStep, ProposalBatch, RoundRecord, RowTotals)}


def pack(value: object) -> str:
    """Return an engine value as text: the same text for the same value, "" for None.

    >>> from parecon.economy import RowTotals
    >>> one = np.ones(1, dtype=np.int64)
    >>> unpack(pack(RowTotals(one, one, one, one))).supply
    array([1])
    """
    return "" if value is None else canonical_text(_plain(value))


def unpack(text: str) -> object:
    """Return the value that `pack` was given; raise ValueError where the text is none of its."""
    return None if text == "" else _restored(json.loads(text))


def _plain(value: object) -> object:
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else {"float": repr(value)}
    if isinstance(value, np.ndarray):
        little = np.ascontiguousarray(value, dtype=value.dtype.newbyteorder("<"))
        return {"array": little.dtype.str, "shape": list(value.shape), "bytes": base64.b64encode(little.tobytes()).decode()}
    if isinstance(value, tuple):
        return {"tuple": [_plain(entry) for entry in value]}
    if isinstance(value, dict):
        return {"dict": {key: _plain(entry) for key, entry in value.items()}}
    if is_dataclass(value) and type(value).__name__ in _TYPES:
        return {"type": type(value).__name__, "fields": {item.name: _plain(getattr(value, item.name)) for item in fields(value) if item.init}}
    raise TypeError(f"a {type(value).__name__} is no value of a planning year; packed are {', '.join(_TYPES)}, arrays, tuples and numbers")


def _restored(plain: object) -> object:
    if not isinstance(plain, dict):
        return plain
    if "array" in plain:
        flat = np.frombuffer(base64.b64decode(plain["bytes"]), dtype=plain["array"])
        return flat.reshape(plain["shape"]).astype(flat.dtype.newbyteorder("="))
    if "tuple" in plain:
        return tuple(_restored(entry) for entry in plain["tuple"])
    if "dict" in plain:
        return {key: _restored(entry) for key, entry in plain["dict"].items()}
    if "float" in plain:
        return float(plain["float"])
    if plain.get("type") not in _TYPES:
        raise ValueError(f"this text holds a {plain.get('type')!r}, which is no value of a planning year")
    return _TYPES[plain["type"]](**{name: _restored(entry) for name, entry in plain["fields"].items()})
