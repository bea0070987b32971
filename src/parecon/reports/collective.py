"""Figures on collective goods: what each level costs its members, what each good came to, and who pays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.economy import CouncilKind
from parecon.facilitation.collective import Charges, unit_costs
from parecon.plans import plan_charges
from parecon.proposals import ProposalBatch, make_batch

__all__ = ["LevelFigures", "collective_figures", "forms_used", "level_figures", "place_members", "reduction_spent"]

_ALL_FEES = 1.0 - 1e-6
"""From this share of fees on, the equal shares are smallest units that no fee could divide."""


@dataclass(frozen=True)
class LevelFigures:
    """One level: places, cost in units of value, cost a member and its range between places, and the part paid by fees."""

    level: str
    places: int
    cost: float
    each: float
    least: float
    most: float
    fees: float


def place_members(economy) -> np.ndarray:
    """Return the members of each place, (f,) int64."""
    return economy.collective.count_members(np.where(economy.councils.kind == CouncilKind.CONSUMER, economy.councils.members, 0))


def level_figures(economy, plan) -> tuple[list[LevelFigures], Charges]:
    """Return what each level costs by the plan, highest first, and who is charged."""
    held, charges = economy.collective, plan_charges(economy, _batch(plan), plan.prices)
    cost = np.bincount(held.line_place, held.amount / 1e9 * unit_costs(held, plan.prices)[held.good], len(held.council))
    fee = np.array([g.fee_share for g in held.goods])
    paid = np.bincount(held.line_place, held.amount / 1e9 * (unit_costs(held, plan.prices) * fee)[held.good], len(held.council))
    members, found = place_members(economy), []
    for i, level in enumerate(held.levels):
        mine = (held.level == i) & (members > 0)
        each = cost[mine] / members[mine]
        share = float(paid[mine].sum() / cost[mine].sum()) if cost[mine].sum() else 0.0
        equal = float(charges.by_level[i].sum()) / 1e9
        # What users alone pay for leaves no equal shares to tell its cost by.
        whole = equal / (1.0 - share) if share < _ALL_FEES else float(cost[mine].sum())
        found.append(LevelFigures(level, int(mine.sum()), whole, whole / max(int(members[mine].sum()), 1), float(each.min()) if len(each) else 0.0,
                                  float(each.max(initial=0.0)), share))
    return found, charges


def _batch(plan) -> ProposalBatch:
    return make_batch(plan.round, {"council": plan.council, "start": plan.start, "good": plan.good, "quantity": plan.quantity,
                                   "flexibility": np.zeros(len(plan.good), dtype=np.float32), "capacity": plan.capacity,
                                   "marks": np.zeros(len(plan.council))})


def collective_figures(outcome) -> dict[str, object] | None:
    """Return what the manifest says of collective goods: cost by level and a head, fees, and the ballots; None where no places decide."""
    economy, plan = outcome.year.economy, outcome.plan
    if economy.collective is None or plan is None:
        return None
    levels, charges = level_figures(economy, plan)
    found: dict[str, object] = {"fees": int(charges.fees.sum()), "equal_shares": {
        level: int(part.sum()) for level, part in zip(economy.collective.levels, charges.by_level)}, "forms": forms_used(economy)}
    found["settlements"] = [{
        "act": s.act, "silent": int(s.silent), "alternatives": len(s.alternatives),
        "chosen": {v.level: dict(zip(v.options, np.bincount(v.chosen, minlength=len(v.options)).tolist())) for v in s.votes},
        "package": None if s.package is None else {name: float(score / s.package.cast) for name, score in s.package.scores.items()},
    } for s in outcome.year.settlements]
    found["a_head"] = {f.level: f.each for f in levels}
    return found


def reduction_spent(economy, prices: np.ndarray) -> float:
    """Return what pollution reduction as a collective good costs at ``prices`` (n,), in units of value."""
    held = economy.collective
    if held is None:
        return 0.0
    mine = np.array([good.code == "environment" for good in held.goods], dtype=bool)[held.good]
    return float((held.amount[mine] / 1e9 * unit_costs(held, prices)[held.good[mine]]).sum())


def forms_used(economy) -> list[str]:
    """Return by which forms harm is held down: as a collective good, by compensation of those affected, or by neither."""
    held, found = economy.collective, []
    if held is not None and any(g.code == "environment" and held.amount[held.good == q].any() for q, g in enumerate(held.goods)):
        found.append("pollution reduction as a collective good")
    if getattr(economy, "communities", ()):
        found.append("compensation of those affected")
    return found
