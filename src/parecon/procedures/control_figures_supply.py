"""Supply organs: what is made within targets goes to uses by priority, each in parts, households last."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from parecon.economy import Economy, GoodKind
from parecon.procedures.control_figures_plan import USES
from parecon.procedures.recipes import made_goods
from parecon.responses import Ground

__all__ = ["serve_uses"]

_WORK_COST = 1e-4
_WAYS = ("highs", "highs-ipm")


def serve_uses(economy: Economy, ground: Ground, frame: tuple[np.ndarray, np.ndarray], wanted: dict[str, np.ndarray], *, charter) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return activity (u,) and what each use is served (n,) of what is ``wanted``, by the priorities of the charter at last year's fixed prices.

    frame: the most each unit makes (u,), what units draw at activity 1 (u, n). Balances, hours, capital, permits and exchange hold.
    """
    most, take = frame
    names = [name for name in USES if wanted[name].any()]
    parts = charter["figures.parts"]
    columns, reward = _columns(economy, wanted, names, charter)
    uses = sparse.hstack([_into(economy, columns[name], len(columns[name])) for name in names for _ in range(parts)]).tocsr()
    private = np.concatenate([np.full(len(columns[name]), name == "households") for name in names for _ in range(parts)])
    sold = np.concatenate([np.full(len(columns[name]), name == "exports") for name in names for _ in range(parts)])
    goods = np.concatenate([columns[name] for name in names for _ in range(parts)])
    matrix, bound = _rows(economy, ground, take, (uses, private, sold, goods))
    upper = np.concatenate([most, *(wanted[name][columns[name]] / parts for name in names for _ in range(parts))])
    worth = ground.make @ economy.last_prices
    found = _solve(np.concatenate([_WORK_COST * worth, -reward]), (matrix, bound, upper))
    served = {name: np.zeros(len(economy.goods)) for name in USES}
    at = len(most)
    for name in names:
        for _ in range(parts):
            served[name][columns[name]] += found[at:at + len(columns[name])]
            at += len(columns[name])
    return found[:len(most)], served


def _columns(economy: Economy, wanted, names, charter) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Return the goods of each use, and what each part of each is worth to the centre."""
    columns = {name: np.flatnonzero(wanted[name] > 0) for name in names}
    weight = {name: charter[f"figures.weight_{name}"] if name != "households" else 1.0 for name in names}
    fall = np.linspace(1.0, charter["figures.last_part"], charter["figures.parts"])
    fall = fall / fall.mean()
    reward = [weight[name] * part * economy.last_prices[columns[name]] for name in names for part in fall]
    return columns, np.concatenate(reward)


def _into(economy: Economy, goods: np.ndarray, count: int) -> sparse.csr_array:
    return sparse.csr_array((np.ones(count), (goods, np.arange(count))), shape=(len(economy.goods), count))


def _rows(economy: Economy, ground: Ground, take: np.ndarray, parts) -> tuple[sparse.csr_array, np.ndarray]:
    """Return balances: of what is made and what nature gives; of hours, capital, permits; and of exchange."""
    uses, private, sold, goods = parts
    made = made_goods(economy)
    limited = np.array([good.kind in (GoodKind.NATURE, GoodKind.CAPITAL, GoodKind.LABOUR, GoodKind.POLLUTANT) for good in economy.goods])
    there = ground.endowment - ground.claim
    if ground.labour >= 0:
        there = there.copy()
        there[ground.labour] += ground.hours.sum()
    emitted = np.where(private, ground.emits[goods], 0.0)
    kept = np.flatnonzero(made | limited)
    work = sparse.csr_array(np.where(made, take - ground.make, take)[:, kept].T)
    final = uses[kept].tolil()
    if ground.pollutant >= 0:
        place = int(np.searchsorted(kept, ground.pollutant))
        final[place] = final[[place]].toarray().ravel() + emitted
    rows, bounds = [sparse.hstack([work, final.tocsr()])], [there[kept]]
    if ground.exchange >= 0:
        cost = np.where(economy.follows == ground.exchange, economy.world_price, 0.0)
        pay = np.concatenate([take @ cost, cost[goods] - np.where(sold, ground.export_earning[goods], 0.0)])
        rows.append(sparse.csr_array(pay[None, :]))
        bounds.append([there[ground.exchange]])
    return sparse.vstack(rows).tocsr(), np.concatenate(bounds)


def _solve(cost: np.ndarray, programme) -> np.ndarray:
    matrix, bound, upper = programme
    open_columns = np.flatnonzero(upper > 0)
    width = upper[open_columns]
    scaled = matrix[:, open_columns] @ sparse.diags_array(width)
    scale = 1.0 / np.maximum(abs(scaled).max(axis=1).toarray().ravel(), 1e-300)
    scale = np.where(np.isfinite(scale), np.minimum(scale, 1e12), 1.0)
    costs = cost[open_columns] * width
    costs = costs / max(float(np.abs(costs).max(initial=0.0)), 1e-300)
    for way in _WAYS:
        found = linprog(costs, A_ub=sparse.diags_array(scale) @ scaled, b_ub=bound * scale, bounds=(0.0, 1.0), method=way)
        if found.status != 4:
            break
    x = np.zeros(len(cost))
    if found.x is None:  # what is promised cannot be made: nothing is served, and the year says why
        return x
    x[open_columns] = np.clip(found.x, 0.0, 1.0) * width
    return x
