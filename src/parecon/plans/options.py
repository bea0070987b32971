"""The options of the plan ballot."""

from __future__ import annotations

from dataclasses import dataclass

from parecon.economy import Economy
from parecon.feasibility import NORMS, Candidate, Closing, Effects, find_effects

__all__ = ["PlanOption", "plan_options", "tie_break"]


@dataclass(frozen=True)
class PlanOption:
    """One candidate plan as it stands on the ballot.

    name: key of its norm; sentence: what the norm says; also: other norms that give the
    same plan; candidate: its shares and balances; effects: who gains and who bears what.
    """

    name: str
    sentence: str
    also: tuple[str, ...]
    candidate: Candidate
    effects: Effects


def plan_options(economy: Economy, closing: Closing, charter) -> tuple[PlanOption, ...]:
    """Return the options of the ballot, in the charter's order; plans that coincide stand there once."""
    options, taken = [], set()
    for candidate in closing.candidates:
        if candidate.norm in taken:
            continue
        same = next((group for group in closing.coincide if candidate.norm in group), (candidate.norm,))
        taken.update(same)
        also = tuple(norm for norm in same if norm != candidate.norm)
        options.append(PlanOption(candidate.norm, NORMS[candidate.norm].sentence, also, candidate, find_effects(economy, closing, candidate, charter)))
    return tuple(options)


def tie_break(options: tuple[PlanOption, ...]) -> tuple[str, ...]:
    """Return the names of ``options`` from the least change to the most: the order that decides between equals (institutions.md 2.9)."""
    return tuple(o.name for o in sorted(options, key=lambda option: (option.candidate.objective, option.name)))
