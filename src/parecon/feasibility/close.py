"""Closing the last round to exactly feasible candidate plans."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.charter import UnsuitableValue
from parecon.economy import Economy
from parecon.facilitation.record import RoundRecord
from parecon.feasibility.candidate import Candidate, draw_candidate
from parecon.feasibility.certificate import Infeasible, find_shortfalls
from parecon.feasibility.classes import ClassTable, class_table
from parecon.feasibility.norms import NORMS, solve_norm
from parecon.feasibility.programme import ClosingProgramme, NoConvergence
from parecon.feasibility.shares import SHARE_ONE
from parecon.feasibility.subsistence import find_want
from parecon.proposals import ProposalBatch

__all__ = ["Closing", "close_plan"]

_ATTEMPTS = 8


@dataclass(frozen=True)
class Closing:
    """All candidate plans of one closing, with what they share.

    table: the classes of like councils. candidates: one for each norm of the charter,
    in its order. left_out: norms that found no plan in
    time, with the reason. coincide: groups of norms whose plans are the same. dust: the largest
    share of a good's scale that was kept back so that whole units never fall short.
    batch: the proposals that were closed.
    """

    table: ClassTable
    candidates: tuple[Candidate, ...]
    left_out: tuple[tuple[str, str], ...]
    coincide: tuple[tuple[str, ...], ...]
    dust: float
    batch: ProposalBatch

    def candidate(self, norm: str) -> Candidate:
        """Return the candidate of ``norm``; raise KeyError naming those there are."""
        found = {c.norm: c for c in self.candidates}
        if norm not in found:
            raise KeyError(f"no candidate was closed by the norm {norm!r}; there are {', '.join(found)}")
        return found[norm]


def close_plan(economy: Economy, record: RoundRecord, batch: ProposalBatch, charter) -> Closing | Infeasible:
    """Return candidate plans whose every balance holds in integers, or the goods that stand in the way.

    ``batch`` holds the last proposal of every council, ``record`` the prices it
    answered. Programmes are solved over at most ``closing.classes_max`` classes and
    disaggregated in proportion (institutions.md 2.9). Prices stay those of the round.
    Raises UnsuitableValue where the charter names a norm or an order of needs there is not.
    """
    check_norms(charter["closing.norms"])
    want = find_want(economy, record, charter)
    if want is not None:
        return want
    table = class_table(economy, batch, record.announcement.prices, charter)
    programme = ClosingProgramme(economy, table, charter)
    missing = find_shortfalls(programme, charter)
    if missing is not None:
        programme.loosen()
        missing = find_shortfalls(programme, charter)
    if missing is not None:
        return missing
    candidates, left_out = _close_by_all(programme, batch, charter)
    return Closing(table, candidates, left_out, find_coincidences(candidates, charter["closing.coincide_below"]), float(programme.dust.max()), batch)


def check_norms(names: tuple[str, ...]) -> None:
    """Raise UnsuitableValue unless ``names`` are known norms, each once, and at least one."""
    wrong = [name for name in names if name not in NORMS or names.count(name) > 1]
    if wrong or not names:
        raise UnsuitableValue(f"closing.norms names {wrong[0] if wrong else 'nothing'!r}; the norms are {', '.join(NORMS)}, name each at most once")


def _close_by_all(programme, batch, charter):
    """Return the candidates of all norms of the charter, and those norms that have none, with the reason."""
    candidates, left_out = [], []
    for norm in charter["closing.norms"]:
        try:
            candidate = _close_by(norm, programme, batch, charter)
        except NoConvergence as reason:
            left_out.append((norm, str(reason)))
            continue
        if candidate is None:
            left_out.append((norm, "no plan keeps this norm and the floors of the charter, though others keep the floors"))
            continue
        candidates.append(candidate)
    assert candidates, "goods suffice for a plan, and yet no norm found one"
    return tuple(candidates), tuple(left_out)


def _close_by(norm, programme, batch, charter) -> Candidate | None:
    """Solve one norm; where rounding leaves a good units short, keep back that much more of it and solve again."""
    for _ in range(_ATTEMPTS):
        solution = solve_norm(norm, programme, charter)
        if solution is None:
            return None
        candidate = draw_candidate(norm, programme, solution, batch)
        short = np.minimum(candidate.balance.remainder, 0)
        if not short.any():
            return candidate
        programme.dust = programme.dust - 2.0 * short / 1e9 / programme.scale
    raise AssertionError(f"{norm}: rounding left {int(-short.min())} units short after {_ATTEMPTS} attempts")


def find_coincidences(candidates: tuple[Candidate, ...], below: float) -> tuple[tuple[str, ...], ...]:
    """Return groups of norms, two or more each, whose shares differ nowhere by more than ``below``."""
    groups: list[list[Candidate]] = []
    for candidate in candidates:
        same = next((group for group in groups if _distance(group[0], candidate) <= below), None)
        same.append(candidate) if same else groups.append([candidate])
    return tuple(tuple(c.norm for c in group) for group in groups if len(group) > 1)


def _distance(one: Candidate, other: Candidate) -> float:
    apart = max(np.abs(one.scale - other.scale).max(initial=0), np.abs(one.ration - other.ration).max(initial=0))
    return float(apart) / SHARE_ONE
