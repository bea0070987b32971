"""Numbers as options give them, refused kindly where they cannot be meant."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable

__all__ = ["positive_number", "whole_number"]


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """Return a reader of whole numbers from ``low`` to ``high``."""
    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number; give one from {low} to {high}") from None
        if not low <= number <= high:
            raise argparse.ArgumentTypeError(f"{number} lies outside {low} to {high}; give a whole number in that range")
        return number

    return read


def positive_number(high: float) -> Callable[[str], float]:
    """Return a reader of numbers above 0 up to ``high``."""
    def read(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not (math.isfinite(number) and 0 < number <= high):
            raise argparse.ArgumentTypeError(f"{text!r} is no number above 0 and up to {high:g}; give one in that range, such as 0.1")
        return number

    return read
