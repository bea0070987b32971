"""Benefit, cost and ratio of a proposal as the engine counts them, to the last unit."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from django.utils.translation import gettext as _

from parecon.proposals import PARTS, assess
from parecon_web.rounds.drafting import batch_of_lines
from parecon_web.rounds.situation import Situation

__all__ = ["Worth", "worth_of"]


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
