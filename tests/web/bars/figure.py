"""A bar: what was measured, against what it is held, and whether that is reached."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One printed figure."""

    name: str
    text: str
    reached: bool

    def __str__(self) -> str:
        return f"{self.name:<4} {'reached    ' if self.reached else 'NOT REACHED'}  {self.text}"
