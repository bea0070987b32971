"""What a story is: its lines, and whether every number came out as computed by hand."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Story", "near"]


@dataclass(frozen=True)
class Story:
    """A story that was played: its name, about ten lines, and whether it and its control arm came out as computed by hand."""

    name: str
    lines: tuple[str, ...]
    passed: bool


def near(found: float, expected: tuple[float, float]) -> bool:
    """Tell whether ``found`` lies at most the second number of ``expected`` from the first.

    >>> near(1.0399, (1.040, 0.0005)), near(1.05, (1.040, 0.0005))
    (True, False)
    """
    value, apart = expected
    return abs(found - value) <= apart
