"""The plan by control figures: directives for final uses, rounds of balances on what units report, targets for units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.economy import Economy
from parecon.procedures.control_figures_balances import balance_rounds
from parecon.procedures.recipes import made_goods, product_recipe, units_for
from parecon.responses import Ground

__all__ = ["USES", "Directives", "FiguresPlan", "make_plan", "set_directives"]

USES = ("military", "investment", "exports", "collective", "households")
"""Final uses by priority, first to last."""


@dataclass(frozen=True)
class Directives:
    """What the centre wants a year of, name of a use -> (n,) units; before: what final uses were (n,) last year; military: the part claimed."""

    uses: dict[str, np.ndarray]
    before: np.ndarray

    @property
    def total(self) -> np.ndarray:
        """Return all final uses together (n,)."""
        return sum(self.uses.values())


@dataclass(frozen=True)
class FiguresPlan:
    """Targets: activity (u,) of units; outputs, uncovered (n,): of goods, and what the balances leave open; pressed (u,) bool: who is pressed for more."""

    activity: np.ndarray
    outputs: np.ndarray
    uncovered: np.ndarray
    pressed: np.ndarray


def set_directives(economy: Economy, ground: Ground, charter) -> Directives:
    """Return final uses from the level achieved, and the military claim, taken out of what industry makes for investment."""
    more = 1.0 + charter["figures.growth"]
    named = np.array([(good.variety_of or good.code).startswith(tuple(charter["figures.military_goods"])) for good in economy.goods])
    uses = {"investment": ground.investment, "exports": ground.exports, "collective": ground.collective, "households": ground.wanted.sum(axis=0)}
    before = sum(uses.values())
    claim = np.where(named & (ground.investment > 0) & made_goods(economy), charter["figures.military_share"] * before, 0.0)
    # exports are what others buy; the centre cannot order more of them
    wanted = {name: amount * (more if name != "exports" else 1.0) for name, amount in uses.items()}
    return Directives({"military": claim, **wanted}, before)


def make_plan(economy: Economy, reported: Ground, wish: np.ndarray, charter) -> FiguresPlan:
    """Return targets for final uses that differ from last year's by ``wish`` (n,), or are ``wish`` where balances start from nothing.

    The centre knows what units report: last year's outputs, recipes and capacities. What K rounds leave uncovered is just
    ``A^(K+1) wish``; units that make those goods are pressed for a little more, no further than the capacity they admit.
    """
    made = made_goods(economy)
    share, recipe = product_recipe(reported.make, reported.take, made)
    square = np.where(made[:, None] & made[None, :], recipe, 0.0)
    found = balance_rounds(square, np.where(made, wish, 0.0), charter["figures.rounds"])
    last = np.where(made, reported.make.sum(axis=0), 0.0) if charter["figures.from_achieved"] else np.zeros(len(made))
    outputs = np.maximum(last + found.outputs, 0.0)
    activity = units_for(outputs, share, reported.make, made)
    short = np.maximum(found.uncovered, 0.0)
    pressed = (share @ short) > _SEEN * np.maximum(share @ outputs, 1e-300)
    activity = np.where(pressed, activity * (1.0 + charter["figures.press"]), activity)
    return FiguresPlan(np.minimum(activity, reported.capacity), outputs, found.uncovered, pressed)


_SEEN = 1e-6
