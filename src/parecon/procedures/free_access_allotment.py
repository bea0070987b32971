"""What the committees of the world level work out: what final needs take of every factor, which tiers fit, and what to economise on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from parecon.procedures.free_access_programme import solve_in_kind
from parecon.procedures.free_access_tiers import TIERS
from parecon.procedures.free_access_world import World
from parecon.procedures.minimum import fit_tiers

__all__ = ["Allotment", "allot", "choose_units", "embodied_use", "share_rows"]


@dataclass(frozen=True)
class Allotment:
    """Shares that estimated needs can be met at, by good (n,): private, bodies (collective and investment) and exports.

    tiers (t,): the mean share of each tier's needs that is allotted; scarcity (f,): needed over available of every factor, rows first, then limits
    and foreign exchange.
    """

    private: np.ndarray
    bodies: np.ndarray
    exports: np.ndarray
    tiers: np.ndarray
    scarcity: np.ndarray


def share_rows(world: World, activity: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (r, n) the share of each row in what is made of a good, and (r, n) what a row takes a unit of volume, at the units' activity (u,)."""
    made = _by_row(world, world.make * activity[:, None])
    share = np.divide(made, made.sum(axis=0), out=np.zeros_like(made), where=made.sum(axis=0) > 0)
    volume = np.bincount(world.row, world.volume * activity, minlength=world.rows)
    return share, _by_row(world, world.take * activity[:, None]) / np.maximum(volume, 1e-300)[:, None]


def _by_row(world: World, amounts: np.ndarray) -> np.ndarray:
    out = np.zeros((world.rows, amounts.shape[1]))
    np.add.at(out, world.row, amounts)
    return out


def embodied_use(world: World, share: np.ndarray, take: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (n, r) volume of every row in a unit of each good, and (n, n) what of every good, made or not, it takes, all the way up.

    Rows make what is missing in their share: ``order = final + take' share order``. Source: Leontief, Review of Economics and
    Statistics 18 (1936).
    """
    n = share.shape[1]
    direct = np.where(world.made[:, None], take.T @ share, 0.0)
    orders = np.linalg.solve(np.eye(n) - direct, np.where(world.made[:, None], np.eye(n), 0.0))
    rows = (share @ orders).T
    return rows, rows @ take


def allot(world: World, needs: tuple[np.ndarray, np.ndarray, np.ndarray], technique: tuple[np.ndarray, np.ndarray], tools) -> Allotment:
    """Return which needs fit: estimated private needs, fixed uses and what stores lack (n,) a week, against capacities, hours, capital, permits, exchange.

    technique: share (r, n) of rows in goods, and activity (u,) by which units of a row are weighted; tools: (available (n,) of limited
    goods a week, what a unit of fixed uses earns (n,) and the share of exports in it (n,), exchange promised, emitted by private use of a unit (n,), the charter).
    First everybody economises on what is scarcest, most where a good takes most of it; what then still does not fit is left to the tiers.
    """
    private, fixed, stores = needs
    available, (earning, exported), claim, emits, charter = tools
    factors = _count_factors(world, technique, (available, emits))
    of_private, of_bodies, there = factors
    # full stores come before everything: without them nothing is there when it is needed
    filling = stores @ of_bodies
    there, claim = np.maximum(there - filling[:-1], 0.0), claim + float(filling[-1])
    kept, kept_bodies = _economise(world, (private, fixed), (of_private, of_bodies, there), (earning, claim, charter))
    there = np.append(there, max(float((kept_bodies * fixed) @ earning) - claim, 0.0))
    # exports come first, for they pay for what comes from abroad
    sold = (kept_bodies * fixed * exported) @ of_bodies
    infrastructure = TIERS.index("infrastructure")
    items = np.vstack([(kept * private)[:, None] * of_private, (kept_bodies * fixed * (1.0 - exported))[:, None] * of_bodies])
    tier = np.concatenate([world.tier, np.full(len(private), infrastructure)])
    shares = fit_tiers(items, tier, np.maximum(there - sold, 0.0) * _ROUNDING)
    fits, bodies = shares[:len(private)], shares[len(private):]
    whole_needs = np.concatenate([(private[:, None] * of_private).sum(axis=1), ((fixed * (1.0 - exported))[:, None] * of_bodies).sum(axis=1)])
    met = np.concatenate([kept * fits, kept_bodies * bodies])
    tiers = np.array([_mean_share(met[tier == t], whole_needs[tier == t]) for t in range(len(TIERS))])
    whole = there.copy()
    whole[-1] = max(float(fixed @ earning) - claim, 0.0)
    needed = private @ of_private + fixed @ of_bodies
    scarcity = np.divide(needed, whole, out=np.zeros_like(needed), where=whole > 0)
    return Allotment(kept * fits, kept_bodies * bodies, kept_bodies, tiers, scarcity)


def _mean_share(shares: np.ndarray, weight: np.ndarray) -> float:
    """Return the mean share of some needs, by the factors they take; 1 where there are none."""
    return float(shares @ weight / weight.sum()) if weight.sum() > 0 else 1.0


_ROUNDING = 1 + 1e-6


def _count_factors(world: World, technique, given) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what a unit of each good takes of every factor, all the way up, for people and for bodies (n, f), and what there is but exchange (f-1,).

    Factors: volume of each row, limited goods (exchange aside), exchange. What people emit they emit in using.
    """
    available, emits = given
    share, activity = technique
    _, take = share_rows(world, np.where(activity > 0, activity, 1e-9))
    rows, goods = embodied_use(world, share, take)
    goods = goods + np.diag(np.where(world.bought, 1.0, 0.0))
    limited = np.flatnonzero(world.limits & np.isfinite(available))
    paid = (goods @ world.cost)[:, None]
    bodies = np.hstack([rows, goods[:, limited], paid])
    private = bodies.copy()
    if emits.any():
        private[:, world.rows + int(np.searchsorted(limited, world.pollutant))] += emits
    capacity = np.bincount(world.row, world.volume * world.largest, minlength=world.rows)
    return private, bodies, np.concatenate([capacity, available[limited]])


def _economise(world: World, needs, factors, tools) -> tuple[np.ndarray, np.ndarray]:
    """Return the shares of private needs and of fixed uses (n,) that are left once everybody economises on what is scarcest.

    Most is saved where most of the scarcest factor lies for the work that is in a good; where people see prices of factors, where most of all
    that is scarce lies, each factor by how scarce it is. First those who see a signal take less, and
    bodies give up a part; then luxuries give way, then comfort, then what bodies ask for. Nobody is asked for what they need to live.
    """
    charter = tools[2]
    heeded = charter["access.signal_heeded"] * (charter["access.signal"] != "none")
    bodies = charter["access.bodies_economise_max"]
    spare, luxury = world.tier >= TIERS.index("comfort"), world.tier >= TIERS.index("luxury")
    stages = ((np.where(spare, heeded, 0.0), bodies), (np.where(luxury, 1.0, np.where(spare, heeded, 0.0)), bodies), (np.where(spare, 1.0, 0.0), bodies), (np.where(spare, 1.0, 0.0), 1.0))
    kept = (np.ones(len(needs[0])), np.ones(len(needs[0])))
    for most, most_bodies in stages:
        kept, fits = _save(world, needs, factors, (kept, (most, np.full(len(most), most_bodies)), tools))
        if fits:
            break
    return kept


def _save(world: World, needs, factors, what) -> tuple[tuple[np.ndarray, np.ndarray], bool]:
    """Return shares that are left (two of (n,)) after saving on the scarcest factor, again and again, as far as ``most`` may be given up; and whether all fits."""
    private, fixed = needs
    of_private, of_bodies, there = factors
    (kept, kept_bodies), (most, most_bodies), (earning, claim, charter) = what
    gross = max(float(fixed @ earning), 1e-300)
    net = of_bodies.copy()
    net[:, -1] -= earning
    work = np.maximum(of_bodies[:, :world.rows].sum(axis=1) + np.where(world.bought, 1.0, 0.0), 1e-300)
    for _ in range(_PASSES):
        over = (kept * private) @ of_private + (kept_bodies * fixed) @ net - np.append(there, -claim)
        ratio = over / np.maximum(np.append(there, gross), 1e-300)
        scarcest = int(np.argmax(ratio))
        seen = _as_seen(ratio, (private @ of_private + fixed @ of_bodies), charter)
        if ratio[scarcest] <= _ENOUGH:
            return (kept, kept_bodies), True
        taken = np.concatenate([kept * private * of_private[:, scarcest], kept_bodies * fixed * net[:, scarcest]])
        room = np.concatenate([_room(kept, most), _room(kept_bodies, most_bodies)])
        intensity = np.concatenate([np.maximum(of_private, 0.0) @ seen / work, np.maximum(net, 0.0) @ seen / work])
        cut = _cut(np.maximum(taken, 0.0), over[scarcest], (np.maximum(intensity, 0.0), room))
        if not (cut * taken).sum() > _ENOUGH * over[scarcest]:
            break
        kept, kept_bodies = kept * (1 - cut[:len(kept)]), kept_bodies * (1 - cut[len(kept):])
    return (kept, kept_bodies), False


def _as_seen(ratio: np.ndarray, used: np.ndarray, charter) -> np.ndarray:
    """Return what people weigh factors by (f,): the scarcest alone, as days of cover tell, or all by how scarce they are, as prices of factors tell."""
    alone = np.zeros(len(ratio))
    alone[int(np.argmax(ratio))] = 1.0
    if charter["access.signal"] != "prices":
        return alone
    return np.where((ratio > 0) & (used > 0), np.maximum(ratio, 0.0) / np.maximum(used, 1e-300), 0.0)


def _room(kept: np.ndarray, most: np.ndarray) -> np.ndarray:
    """Return the share of what is left that may still be given up."""
    return np.where(kept > 0, np.maximum(1 - (1 - most) / np.maximum(kept, 1e-300), 0.0), 0.0)


_PASSES = 60
_ENOUGH = 1e-5


def _cut(taken: np.ndarray, over: float, most) -> np.ndarray:
    """Return the share by which each use (k,) is cut so that ``over`` of a factor is saved, as far as room goes: in proportion to its intensity."""
    intensity, room = most
    weight = intensity / max(float(intensity[taken > 0].max(initial=0.0)), 1e-300)
    room = np.where(taken > 0, room, 0.0)
    low, high = 0.0, 1.0
    while float(taken @ np.minimum(high * weight, room)) < over and high < _STEEPEST:
        high *= 2
    for _ in range(_PASSES):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if float(taken @ np.minimum(middle * weight, room)) < over else (low, middle)
    return np.minimum(high * weight, room)


_STEEPEST = 1e6


def choose_units(world: World, final: np.ndarray, scarcity: np.ndarray, tools) -> np.ndarray:
    """Return the activity (u,) that gives ``final`` (n,) a week with the least use in kind, weighted by scarcity (n,): the linear programme of technique.

    What of every good a unit takes counts as a share of all that is taken of it. Workplaces have settled at what they do: more or less of it
    counts against a technique by the charter's weight. tools: available (n,) of limited goods, the charter. Where not everything can be
    made, as much as can be, each good's lack by its share of what is wanted. Sources: Cox (2005) on linear programming in kind; Kantorovich, Management
    Science 6 (1960).
    """
    available, charter = tools
    made, limits = np.flatnonzero(world.made & ((final > 0) | (world.take.sum(axis=0) > 0))), np.flatnonzero(world.limits & np.isfinite(available))
    cost = (world.take / np.maximum(world.take.sum(axis=0), 1e-300)) @ scarcity
    change = charter["access.settled_weight"] * float(cost.sum()) / max(float(world.volume.sum()), 1e-300) * world.volume
    net, used = (world.make - world.take)[:, made], world.take[:, limits]
    usual = np.minimum(1.0, world.largest)
    wanted = np.maximum(final[made], 0.0)
    # activity is the usual one, and more, less less
    steps = [sparse.hstack([sparse.csr_array(-part.T), sparse.csr_array(part.T)]) for part in (net, -used)]
    lacking = sparse.identity(len(made), format="csr")
    matrix = sparse.vstack([sparse.hstack([steps[0], -lacking]), sparse.hstack([steps[1], sparse.csr_array((len(limits), len(made)))])]).tocsr()
    bound = np.concatenate([usual @ net - wanted, np.maximum(available[limits], 0.0) - usual @ used])
    size = np.maximum(wanted, np.maximum(world.take.sum(axis=0)[made], 1e-300))
    costs = np.concatenate([cost + change, change - cost, _LACK_WEIGHT * float(cost.sum()) / size])
    upper = np.concatenate([world.largest - usual, usual, np.full(len(made), np.inf)])
    found = solve_in_kind(costs, matrix, bound, upper)
    units = len(usual)
    return np.clip(usual + found[:units] - found[units:2 * units], 0.0, world.largest)


_LACK_WEIGHT = 100.0
"""Far more than making anything costs: nothing is left unmade to save work."""
