"""Prices between which earlier rounds found balance: no price goes back beyond one at which its good's gap had the other sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parecon.economy import Economy
from parecon.facilitation.learning import record_gap
from parecon.facilitation.record import RoundRecord

__all__ = ["Brackets", "find_brackets"]


@dataclass(frozen=True)
class Brackets:
    """By good with a price of its own (k,), log points from the last prices: end, where its gap had the other sign; chord, where the line between the two gaps is zero.

    nan for goods whose gap never had the other sign, or hardly; beyond: how many times the way to the end is too far; closed: whether incomes are.
    """

    end: np.ndarray
    chord: np.ndarray
    beyond: float
    closed: bool

    def hold(self, step: np.ndarray) -> np.ndarray:
        """Return (k,) where to stop the prices that ``step`` would take beyond their end, nan for the others.

        With closed incomes prices count up to one factor: what all have in common, the median step, is no part of it.
        """
        level = float(np.median(step)) if self.closed else 0.0
        with np.errstate(invalid="ignore"):
            beyond = (step - level) * np.sign(self.end) > self.beyond * np.abs(self.end)
        return np.where(beyond, self.chord + level, np.nan)


def find_brackets(records: Sequence[RoundRecord], economy: Economy, charter) -> Brackets:
    """Return, for every good whose gap exceeds ``prices.bracket_gap`` now and had the other sign before, the last price at which it had.

    Rounds far from balance say nothing of it. The chord is the rule of false position (regula
    falsi): the two prices, weighted by the other's gap.
    """
    own, least, closed = economy.priced, charter["prices.bracket_gap"], not economy.fixed_incomes
    last = records[-1]
    now = last.gaps[own]
    end, chord = np.full((2, len(own)), np.nan)
    near = [record for record in records if record_gap(record, economy) <= charter["prices.last_year_trust"]]
    for record in near[:-1] if near and near[-1] is last else ():
        before = record.gaps[own]
        moved = np.log(record.announcement.prices[own] / last.announcement.prices[own])
        moved = moved - np.median(moved) if closed else moved
        # A price that fell though it was too low, or rose though too high, tells that others moved the gap.
        other = (np.abs(now) > least) & (np.abs(before) > least) & (np.sign(before) == -np.sign(now)) & (np.sign(moved) == np.sign(now))
        end = np.where(other, moved, end)
        chord = np.where(other, moved * np.abs(now) / np.maximum(np.abs(now) + np.abs(before), 1e-300), chord)
    return Brackets(end, chord, charter["prices.bracket_beyond"], closed)
