"""A planning year on the terminal: one aligned line a round."""

from __future__ import annotations

import io
import os
import shutil
import sys
from typing import TextIO

import numpy as np

from parecon.economy import Economy
from parecon.facilitation import RoundRecord, value_gap

__all__ = ["BANDS", "RoundLines", "colours_wanted", "gap_words", "signed_percent", "worst_goods"]

BANDS = ((0.03, "34"), (0.05, "32"), (0.10, "33"), (0.20, "38;5;208"), (float("inf"), "31"))
"""Up to which gap a colour is used: blue, green, yellow, orange, else red (institutions.md 2.5)."""

_NAME_WIDTH = 20
_GAP_WIDTH = _NAME_WIDTH + 11
_WIDE = 120


def colours_wanted(stream: TextIO) -> bool:
    """Whether ``stream`` is a terminal and its owner has not asked for plain text."""
    return bool(getattr(stream, "isatty", lambda: False)()) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def signed_percent(share: float) -> str:
    """Return a share as a signed percentage of readable length.

    >>> signed_percent(0.1234), signed_percent(-0.00456), signed_percent(12.5)
    ('+12.3 %', '-0.46 %', '+1250 %')
    """
    size = abs(100 * share)
    places = 0 if size >= 100 else 1 if size >= 10 else 2
    return f"{100 * share:+.{places}f} %"


def worst_goods(values: np.ndarray, count: int) -> list[int]:
    """Return the positions of the ``count`` largest absolute values, largest first; ties by position."""
    return [int(i) for i in np.argsort(-np.abs(values), kind="stable")[:count]]


def short_name(economy: Economy, good: int) -> str:
    """Return a good's name, or its code where the name is missing, cut to the width of a column."""
    text = economy.goods[good].name or economy.goods[good].code
    return text if len(text) <= _NAME_WIDTH else text[: _NAME_WIDTH - 1].rstrip() + "…"


def gap_words(record: RoundRecord, economy: Economy, count: int = 2) -> str:
    """Return the worst gaps with the names of their goods: + where more is wanted than there is."""
    gaps = record.gaps
    return ", ".join(f"{short_name(economy, g)} {signed_percent(float(gaps[g]))}" for g in worst_goods(gaps, min(count, len(gaps))))


class RoundLines:
    """Draws rounds on ``out``, in colours where that is a terminal."""

    def __init__(self, economy: Economy, out: TextIO | None = None) -> None:
        self.economy, self.out = economy, out or sys.stdout
        self.colours = colours_wanted(self.out)
        narrow = self.colours and shutil.get_terminal_size().columns < _WIDE
        self._count = 1 if narrow else 2
        self._prices = economy.last_prices

    def heading(self) -> None:
        """Print the line above the rounds."""
        gaps = "worst gap" if self._count == 1 else "worst gaps (+ wanted, - left over)"
        self._print(f"{'round':>5}  {'heard':>9}  {gaps:<{_GAP_WIDTH * self._count}}  {'by value':>8}  {'largest price change':<{_GAP_WIDTH}}  {'seconds':>7}")

    def round(self, record: RoundRecord, seconds: float) -> None:
        """Print one round."""
        prices = record.announcement.prices
        change = np.divide(prices, self._prices, out=np.ones_like(prices), where=self._prices > 0) - 1.0
        moved = worst_goods(change, 1)
        price = f"{short_name(self.economy, moved[0])} {signed_percent(float(change[moved[0]]))}" if moved else ""
        self._prices = prices
        words = f"{gap_words(record, self.economy, self._count):<{_GAP_WIDTH * self._count}}"
        share = value_gap(prices, record.supply, record.demand)
        self._print(f"{record.round:>5}  {record.heard + record.silent:>9,}  {self._coloured(words, float(np.max(np.abs(record.gaps), initial=0.0)))}  "
                    f"{100 * share:>6.2f} %  {price:<{_GAP_WIDTH}}  {seconds:>7.2f}")

    def _coloured(self, text: str, gap: float) -> str:
        code = next(code for limit, code in BANDS if gap < limit or limit == float("inf"))
        return f"\x1b[{code}m{text}\x1b[0m" if self.colours else text

    def _print(self, text: str) -> None:
        try:
            print(text.rstrip(), file=self.out, flush=True)
        except BrokenPipeError:
            self.out = io.StringIO()  # whoever read has read enough; the year goes on
