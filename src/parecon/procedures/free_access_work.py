"""A week of work under free access: units make what was ordered and what people come for, and what is scarcest decides how much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from parecon.procedures.free_access_programme import solve_in_kind
from parecon.procedures.free_access_tiers import TIERS
from parecon.procedures.free_access_world import World

__all__ = ["WeekOfWork", "work_week"]

_SEEN = 1e-6
_SHAVE = 1 - 1e-9


@dataclass(frozen=True)
class WeekOfWork:
    """What a week of work came to: activity (u,); services that people and bodies receive (n,); what held each row back (r,).

    held_back: 0 nothing, 1 capacity, 2 stocks of what it uses, 3 hours, capital, permits or exchange of all.
    """

    activity: np.ndarray
    private: np.ndarray
    bodies: np.ndarray
    held_back: np.ndarray


def work_week(world: World, orders: np.ndarray, asked: tuple[np.ndarray, np.ndarray], tools) -> WeekOfWork:
    """Return what is made in a week of stored goods that were ordered, orders (n,), and of services that people and bodies ask for, two of (n,).

    tools: stocks of what rows use (r, n), usual and largest activity (u,), flows (n,) of limited goods this week, the charter. Rows do a share of
    their usual week, and of what room those at work have beyond it; no row uses more than it has (the law of the minimum). Within that,
    units and their neighbours settle on what meets most, earlier tiers before later ones, with no more work than it takes: the linear
    programme in kind whose weights are those of the tiers alone.
    """
    stocks, usual, largest, flow, charter = tools
    base, most = _shares(world, (usual, largest), stocks)
    more = np.where(usual > 0, np.maximum(largest - usual, 0.0), 0.0)
    usual = np.minimum(usual, largest)
    make, take = (np.vstack([_by_row(world, lines * part[:, None]) for part in (usual, more)]) for lines in (world.make, world.take))
    share = _settle(world, (orders, *asked), (make, take, np.concatenate([base, most]), flow), charter)
    done, (private, bodies) = share
    activity = usual * done[:world.rows][world.row] + more * done[world.rows:][world.row]
    full = done >= np.concatenate([base, most]) - _SEEN
    full = full[:world.rows] & (full[world.rows:] | (most <= _SEEN))
    held_back = np.where(full, np.where((base < 1 - _SEEN) | (most < 1 - _SEEN), 2, 1), 0)
    used = activity @ world.take
    if (world.limits & np.isfinite(flow) & (used > 0) & (used >= flow * (1 - _SEEN))).any():
        held_back = np.where(held_back == 0, 3, held_back)
    return WeekOfWork(activity, private, bodies, held_back)


def _by_row(world: World, amounts: np.ndarray) -> np.ndarray:
    out = np.zeros((world.rows, amounts.shape[1]))
    np.add.at(out, world.row, amounts)
    return out


def _shares(world: World, activity, stocks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the share of its usual week (r,) and of its room beyond it (r,) that each row's stocks last for."""
    usual, largest = activity
    kept = world.stored | (world.nature > 0)
    take = np.where(kept, _by_row(world, world.take * np.minimum(usual, largest)[:, None]), 0.0)
    base = np.where(take > 0, stocks / np.where(take > 0, take, 1.0), np.inf).min(axis=1, initial=1.0)
    beyond = np.where(kept, _by_row(world, world.take * np.where(usual > 0, np.maximum(largest - usual, 0.0), 0.0)[:, None]), 0.0)
    left = np.maximum(stocks - take, 0.0)
    most = np.where(beyond > 0, left / np.where(beyond > 0, beyond, 1.0), np.inf).min(axis=1, initial=1.0)
    return np.clip(base, 0.0, 1.0), np.clip(np.where(base < 1, 0.0, most), 0.0, 1.0)


def _settle(world: World, wishes, frame, charter):
    """Return the share of each half of the rows' week (2 r,), and what people and bodies receive of services, by the programme in kind."""
    orders, private, bodies = wishes
    make, take, most, flow = frame
    services, goods = np.flatnonzero(world.made & ~world.stored), np.flatnonzero(world.made & world.stored & (orders > 0))
    limits = np.flatnonzero(world.limits & np.isfinite(flow))
    weight = np.array([charter["access.tier_weight"] ** (len(TIERS) - 1 - tier) for tier in range(len(TIERS))])
    infrastructure = weight[TIERS.index("infrastructure")]
    s, p, k = len(services), len(goods), len(most)
    reward = np.concatenate([weight[world.tier[services]], np.full(s, infrastructure), np.maximum(weight[world.tier[goods]], infrastructure)])
    cost = np.concatenate([charter["access.idle_weight"] * make.sum(axis=1), -reward])
    eye = sparse.identity(s, format="csr")
    rows = [sparse.hstack([sparse.csr_array((take - make)[:, services].T), eye, eye, sparse.csr_array((s, p))]),
            sparse.hstack([sparse.csr_array(-make[:, goods].T), sparse.csr_array((p, 2 * s)), sparse.identity(p, format="csr")]),
            sparse.hstack([sparse.csr_array(take[:, limits].T), sparse.csr_array((len(limits), 2 * s + p))])]
    bound = np.concatenate([np.zeros(s + p), np.maximum(flow[limits], 0.0)])
    matrix = sparse.vstack(rows).tocsr()
    value = solve_in_kind(cost, matrix, bound, np.concatenate([most, private[services], bodies[services], orders[goods]]))
    return value[:k], _leave_own_use(world, value, (make, take, services, k))


def _leave_own_use(world: World, value: np.ndarray, frame) -> tuple[np.ndarray, np.ndarray]:
    """Return what people and bodies receive (n,), no more than is made beyond what the making takes, whatever the programme's rounding."""
    make, take, services, k = frame
    there = np.maximum(value[:k] @ (make - take)[:, services], 0.0) * _SHAVE
    private, bodies = value[k:k + len(services)], value[k + len(services):k + 2 * len(services)]
    part = np.minimum(1.0, np.divide(there, private + bodies, out=np.ones_like(there), where=private + bodies > 0))
    found = np.zeros((2, make.shape[1]))
    found[:, services] = private * part, bodies * part
    return found[0], found[1]
