"""Between a shock and the new plan: the old plan is carried on as far as it can be, with the means of execution in their order."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from parecon.economy import CouncilKind, Economy
from parecon.procedures.flows import assemble_flows
from parecon.procedures.protocol import Flows, Outcome, People
from parecon.quantities import as_units
from parecon.responses import CouncilLines, Respondents, Shock
from parecon.responses.ground import is_product

__all__ = ["carry_old_plan"]

_CUTS = (0.0, 0.1, 0.3, 0.6, 1.0)
_SHAVE = 1.0 - 1e-6
_BODIES = (CouncilKind.COLLECTIVE, CouncilKind.INVESTMENT, CouncilKind.TRADE)


@dataclass(frozen=True)
class _Lines:
    """An old plan's lines sorted out: unit and place (-1: none) of each line, net (u, n) of units, used (places, n): groups of people first, then bodies."""

    good: np.ndarray
    quantity: np.ndarray
    unit: np.ndarray
    place: np.ndarray
    trade: np.ndarray
    hours: np.ndarray
    net: np.ndarray
    used: np.ndarray


def carry_old_plan(economy: Economy, respond: Respondents, before: Outcome, shock: Shock) -> tuple[Flows, People] | None:
    """Return flows and people of a year at the pace of the weeks in which the plan ``before`` goes on after ``shock``, or None where even nothing can be made.

    Units of a struck industry that have room take over from the others (swap), all may work overtime up to ``execution.overtime_share_max``, and what
    still lacks is cut where it is worth least: the first tenth of a use cheaply, the last dearly, as wishes answer prices with
    ``execution.demand_elasticity``. Technique stays the plan's, so that nobody makes anything without what its recipe takes. Safety stocks have to be
    filled again within the year and bring nothing over all of it.
    """
    lines = _sort_out(economy, respond, before)
    upper = _room(economy, respond, lines, shock)
    solution = _least_loss(economy, respond, (lines, upper), before)
    if solution is None:
        return None
    scale, kept, imported, overtime = solution
    quantity = lines.quantity * np.where(lines.unit >= 0, scale[lines.unit], 1.0)
    quantity = np.where(lines.place >= 0, quantity * kept[lines.place, lines.good], quantity) * np.where(lines.hours, 1.0 + overtime, 1.0)
    trade = len(kept) - 1
    sold = respond.ground.export_earning * lines.used[trade]
    if sold.sum() > 0:
        quantity = np.where(lines.trade, quantity * float(sold @ kept[trade] / sold.sum()), quantity)
    flows = before.flows
    found = assemble_flows(economy, (CouncilLines(flows.council, flows.start, flows.good, quantity),), imported=imported, wasted=as_units(flows.wasted) * float(scale.mean()),
                           endless=flows.endless)
    people = before.people
    return found, replace(people, consumed=people.consumed * np.where(is_product(economy), kept[people.group], 1.0), hours=people.hours * (1.0 + overtime),
                          empowering=people.empowering * (1.0 + overtime))


def _sort_out(economy: Economy, respond: Respondents, before: Outcome) -> _Lines:
    ground, flows, n = respond.ground, before.flows, len(economy.goods)
    council = flows.council[np.repeat(np.arange(len(flows.council)), np.diff(flows.start))]
    quantity, kind, product = as_units(flows.quantity), economy.councils.kind[council], is_product(economy)
    unit, place = np.full(len(economy.councils), -1), np.full(len(economy.councils), -1)
    unit[ground.work.council], place[ground.wishes.council] = ground.unit, ground.group
    groups = len(ground.people)
    where = place[council]
    for k, body in enumerate(_BODIES):
        where = np.where(kind == body, groups + k, where)
    where = np.where((quantity < 0) & product[flows.good], where, -1)
    at, mine = unit[council], unit[council] >= 0
    net = np.bincount(at[mine] * n + flows.good[mine], quantity[mine], minlength=len(ground.row) * n).reshape(len(ground.row), n)
    uses = where >= 0
    used = np.bincount(where[uses] * n + flows.good[uses], -quantity[uses], minlength=(groups + len(_BODIES)) * n).reshape(groups + len(_BODIES), n)
    hours = (place[council] >= 0) & (quantity > 0) & (flows.good == ground.labour)
    trade = (kind == CouncilKind.TRADE) & (flows.good == ground.exchange) & (quantity > 0)
    return _Lines(flows.good, quantity, at, where, trade, hours, net, used)


def _room(economy: Economy, respond: Respondents, lines: _Lines, shock: Shock) -> np.ndarray:
    """Return how far each unit may go over what it was to do by the plan, (u,)."""
    ground, more = respond.ground, 1.0 + respond.charter["execution.overtime_share_max"]
    worth = economy.last_prices * is_product(economy)
    planned = np.maximum(lines.net, 0.0) @ worth / np.maximum(np.maximum(ground.make - ground.take, 0.0) @ worth, 1e-300)
    room = np.maximum(ground.capacity / np.maximum(planned, 1e-12), 1.0)
    struck = np.array([shock.capacity.get(economy.rows[r].code, 1.0) for r in ground.row])
    return np.where(struck != 1.0, room * struck, np.minimum(room, more))


def _least_loss(economy: Economy, respond: Respondents, parts, before: Outcome):
    """Return (scale (u,), kept (places, n), imported (n,), overtime) of the linear programme of what still can be done, or None."""
    (lines, upper), ground, charter = parts, respond.ground, respond.charter
    n, u = len(economy.goods), len(ground.row)
    prices = economy.last_prices if before.prices is None else np.maximum(before.prices, 0.0)
    cells = np.argwhere(lines.used > 0)
    amount = lines.used[cells[:, 0], cells[:, 1]]
    steps = np.diff(_CUTS)[::-1]
    # what the last of a use is worth where wishes answer prices with this elasticity: the share that is left, to the power -1/e
    left = 1.0 - 0.5 * (np.array(_CUTS[:-1]) + np.array(_CUTS[1:]))[::-1]
    worth = left ** (-1.0 / max(charter["execution.demand_elasticity"], 1e-3))
    base = sparse.csr_array((amount, (cells[:, 1], np.arange(len(cells)))), shape=(n, len(cells)))
    if ground.exchange >= 0:
        base = (base + _earnings(ground, lines, cells, n)).tocsr()
    imports = np.flatnonzero(economy.world_price > 0)
    bring = sparse.lil_array((n, len(imports) + 1))
    for j, i in enumerate(imports):
        bring[i, j] = -1.0
        bring[economy.follows[i], j] += economy.world_price[i]
    offered = float(lines.quantity[lines.hours].sum())
    if ground.labour >= 0:
        bring[ground.labour, len(imports)] = -offered
    matrix = sparse.hstack([-sparse.csr_array(lines.net.T), *(base for _ in steps), bring.tocsr()]).tocsr()
    aside = (lines.unit < 0) & (lines.place < 0) & ~lines.trade
    there = as_units(economy.endowment - economy.claim) + np.bincount(lines.good[aside], lines.quantity[aside], minlength=n)
    scale = 1.0 / np.maximum(abs(matrix).max(axis=1).toarray().ravel(), 1e-300)
    value = amount * prices[cells[:, 1]]
    idle = 1e-4 * np.abs(lines.net) @ prices
    cost = np.concatenate([idle, *(-value * w for w in worth), np.zeros(len(imports)), [offered * float(prices[ground.labour]) if ground.labour >= 0 else 0.0]])
    most = np.concatenate([upper, *(np.full(len(cells), s) for s in steps), np.full(len(imports), np.inf), [charter["execution.overtime_share_max"]]])
    limits = np.stack([np.zeros(len(most)), most], axis=1)
    found = linprog(cost / max(float(np.abs(cost).max()), 1e-300), A_ub=sparse.diags_array(scale) @ matrix, b_ub=there * scale, bounds=limits, method="highs")
    if found.status != 0:
        return None
    kept = np.ones_like(lines.used)
    kept[cells[:, 0], cells[:, 1]] = found.x[u:u + len(steps) * len(cells)].reshape(len(steps), len(cells)).sum(axis=0)
    kept[:-1] *= _SHAVE  # not what exports earn
    imported = np.zeros(n)
    imported[imports] = found.x[-1 - len(imports):-1]
    return found.x[:u], kept, imported, float(found.x[-1])


def _earnings(ground, lines: _Lines, cells: np.ndarray, n: int) -> sparse.csr_array:
    """Return what exports that are kept earn, as less use of exchange: on average as the plan's."""
    trade = len(lines.used) - 1
    sold = ground.export_earning * lines.used[trade]
    rate = float(lines.quantity[lines.trade].sum()) / max(float(sold.sum()), 1e-300)
    mine = np.flatnonzero(cells[:, 0] == trade)
    return sparse.csr_array((-rate * sold[cells[mine, 1]], (np.full(len(mine), ground.exchange), mine)), shape=(n, len(cells)))
