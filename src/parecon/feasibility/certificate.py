"""Why there is no plan: the goods that stand in the way, and by how much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.economy import GoodKind
from parecon.feasibility.programme import ClosingProgramme, NoConvergence
from parecon.quantities import as_units

__all__ = ["Infeasible", "find_shortfalls"]


@dataclass(frozen=True)
class Infeasible:
    """No plan keeps the floors of the charter: what is missing at least.

    goods: codes; amounts: units missing of each; units: their units; way_out: one
    sentence on what would make a plan possible.
    """

    goods: tuple[str, ...]
    amounts: tuple[float, ...]
    units: tuple[str, ...]
    way_out: str


def find_shortfalls(programme: ClosingProgramme, charter) -> Infeasible | None:
    """Return the goods, least in value at the round's prices, whose additional supply would make a plan possible.

    None where nothing is missing, or the solver cannot say.
    """
    at, goods = programme.columns, programme.economy.goods
    cost = np.zeros(at.count)
    cost[at.short] = np.maximum(programme.table.prices * programme.scale / programme.worth, 1e-6)
    upper, programme.upper = programme.upper, programme.upper.copy()
    try:
        solution = programme.solve(cost, at.equal)
    except NoConvergence:
        return None
    finally:
        programme.upper = upper
    assert solution is not None, "with shortfalls allowed there is always a way"
    missing = solution.changes[at.short] * programme.scale
    largest_first = np.argsort(-cost[at.short] * solution.changes[at.short], kind="stable")
    short = [int(g) for g in largest_first if solution.changes[at.short[g]] > programme.dust[g]]
    if not short:
        return None
    named = "; ".join(f"{missing[g]:.6g} {goods[g].unit} of {goods[g].name}" for g in short[:5])
    floors = ", ".join(f"closing.floor_{tier} = {charter[f'closing.floor_{tier}']:g}" for tier in ("survival", "comfort", "luxury"))
    way_out = f"find {named}, hold one more round on these goods, or vote to lower a floor ({floors}){_burnt(programme, short)}"
    return Infeasible(tuple(goods[g].code for g in short), tuple(float(missing[g]) for g in short), tuple(goods[g].unit for g in short), way_out)


def _burnt(programme: ClosingProgramme, short: list[int]) -> str:
    """Return what households emit themselves of the pollutants that are missing, "" where nothing of that kind is."""
    goods, requests = programme.economy.goods, as_units(programme.table.requests[0])
    own = [g for g in short if goods[g].kind is GoodKind.POLLUTANT and requests[g] > 0]
    return "".join(f"; at this price households still emit {requests[g]:.6g} {goods[g].unit} of {goods[g].name} by what they burn: permit at least that, "
                   "or they have to do without the goods they burn" for g in own)
