"""Benefit, cost and ratio of a proposal as the engine counts them, to the last unit."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from django.utils.translation import gettext as _

import numpy as np

from parecon.facilitation.federations import electorate_of
from parecon.proposals import PARTS, assess
from parecon_web.rounds.drafting import batch_of_lines
from parecon_web.rounds.packing import unpack
from parecon_web.rounds.situation import Situation

__all__ = ["Beside", "Worth", "beside_others", "worth_of"]


@dataclass(frozen=True)
class Worth:
    """Parts of benefit and cost in smallest units; norm: the ratio that passes; missing: what benefit lacks to reach it."""

    benefit: int
    cost: int
    parts: list[tuple[str, int, float]]
    norm: float
    missing: int

    @property
    def ratio(self) -> float:
        """Benefit over cost; 1 where nothing is used."""
        return self.benefit / self.cost if self.cost > 0 else 1.0

    @property
    def passes(self) -> bool:
        """Whether the ratio reaches the norm."""
        return self.missing <= 0


def worth_of(lines: dict[str, int], position: int, now: Situation) -> Worth:
    """Return what a council's lines are worth at the announced prices."""
    known = {code: amount for code, amount in lines.items() if code in now.economy.labels}
    batch = batch_of_lines(now.round.number, position, known, now.economy)
    found = assess(batch, now.economy, now.said.prices, now.charter)
    values = found.parts[0].tolist() if len(found.parts) else [0] * len(PARTS)
    benefit, cost = values[0], sum(values[1:])
    names = (_("materials and services"), _("work"), _("land and nature"), _("buildings and machines"), _("emissions"), _("social charges"))
    most = max([abs(value) for value in values] + [1])
    parts = [(name, value, abs(value) / most * 100) for name, value in zip(names, values[1:])]
    return Worth(benefit, cost, parts, now.said.norm, ceil(now.said.norm * cost) - benefit)


@dataclass(frozen=True)
class Beside:
    """A workplace beside others at the announced prices: the ratio of what stands for it, of the others of its industry (positions) together, and of all workplaces together."""

    own: float
    others: float
    positions: list[int]
    everybody: float


def beside_others(position: int, now: Situation) -> Beside | None:
    """Return how a workplace's standing proposal compares; None where there are no others of its industry, or nothing stands."""
    found = assess(unpack(now.round.standing_before), now.economy, now.said.prices, now.charter)
    others = electorate_of(now.economy, position)
    mine, theirs = found.council == position, np.isin(found.council, others)
    if not mine.any() or not theirs.any():
        return None
    ratio = lambda some: float(found.benefit[some].sum()) / max(float(found.cost[some].sum()), 1.0)  # noqa: E731
    return Beside(ratio(mine), ratio(theirs), [int(one) for one in found.council[theirs]], ratio(np.ones(len(found.council), dtype=bool)))
