"""From activities of units and consumption of groups to flows by council, exact to the smallest unit."""

from __future__ import annotations

from dataclasses import replace
from typing import Sequence

import numpy as np

from parecon.economy import CouncilKind, Economy, GoodKind
from parecon.procedures.protocol import Flows
from parecon.quantities import FIXED_PER_UNIT, to_fixed
from parecon.responses import CouncilLines, Ground

__all__ = ["Overdrawn", "assemble_flows", "consumer_lines", "other_lines", "spread_flows"]

_SLIP = 1e-6


class Overdrawn(AssertionError):
    """A procedure uses more of a good than there is, by more than rounding: a fault of the procedure, never of the people."""


def spread_flows(economy: Economy, ground: Ground, activity, consumed: np.ndarray, *, hours: np.ndarray, finals: dict[str, np.ndarray] | None = None,
                 imported: np.ndarray | None = None, wasted: np.ndarray | None = None, unsold: np.ndarray | None = None,
                 endless: tuple[int, ...] = ()) -> Flows:
    """Return flows by council of a plan in units and groups, in which nothing is used that is not there.

    activity: (u,) share of each unit's recipe, or a sequence of pairs (`CouncilLines` recipe, (u,) share) where units work
    by several recipes; consumed: (g, n) units; hours: (g,) standard hours worked; finals:
    "collective", "investment", "exports" -> (n,) units (last year's where not given);
    imported (n,): None buys what is missing; endless: goods the procedure does not limit, such as untaxed emissions. Groups are spread over their councils by last
    year's wishes (a good that nobody in the group wished: by members), units over theirs by recipe. Amounts are rounded towards using less;
    a good overdrawn by less than a millionth is cut from consumption, then from everything; more raises `Overdrawn`, naming the good.
    """
    finals = {"collective": ground.collective, "investment": ground.investment, "exports": ground.exports} | (finals or {})
    recipes = [(ground.work, np.asarray(activity))] if not isinstance(activity, (list, tuple)) else list(activity)
    parts = [_work(ground, recipes), _consumption(economy, ground, np.asarray(consumed, float), hours), other_lines(economy, ground, finals)]
    return assemble_flows(economy, parts, imported=imported, wasted=wasted, unsold=unsold, endless=endless)


def assemble_flows(economy: Economy, parts: Sequence[CouncilLines], *, imported: np.ndarray | None = None, wasted: np.ndarray | None = None,
                   unsold: np.ndarray | None = None, endless: tuple[int, ...] = ()) -> Flows:
    """Return flows of lines by council (units, signed; parts in ascending order of councils), rounded and settled as `spread_flows` says."""
    council = np.concatenate([p.council for p in parts]).astype(np.int32)
    start = np.concatenate([[0], np.cumsum(np.concatenate([np.diff(p.start) for p in parts]))]).astype(np.int64)
    good = np.concatenate([p.good for p in parts]).astype(np.int32)
    quantity = np.trunc(np.concatenate([p.quantity for p in parts]) * FIXED_PER_UNIT).astype(np.int64)
    zero = np.zeros(len(economy.goods))
    flows = Flows(council, start, good, quantity, to_fixed(zero if imported is None else imported), to_fixed(zero if wasted is None else wasted),
                  to_fixed(zero if unsold is None else unsold), endless)
    if imported is None:
        flows = _import_missing(economy, flows)
    return _settle(economy, flows)


def _work(ground: Ground, recipes: Sequence) -> CouncilLines:
    """Return the lines of all worker councils: the sum of their recipes, each at its unit's share."""
    first = recipes[0][0]
    amount = sum(lines.quantity * share[ground.unit[lines.owner]] for lines, share in recipes)
    assert all(len(lines.good) == len(first.good) for lines, _ in recipes), "recipes of one plan have the same lines"
    return CouncilLines(first.council, first.start, first.good, amount)


def _consumption(economy: Economy, ground: Ground, consumed: np.ndarray, hours: np.ndarray) -> CouncilLines:
    wishes, group, n = ground.wishes, ground.group, len(economy.goods)
    owner = wishes.owner
    total = np.where(ground.wanted > 0, ground.wanted, 1.0)
    share = -wishes.quantity / total[group[owner], wishes.good]
    lines = [(owner, wishes.good, -share * consumed[group[owner], wishes.good])]
    members = economy.councils.members[wishes.council].astype(float)
    part = members / np.maximum(ground.people, 1e-300)[group]
    for g, i in zip(*np.nonzero((ground.wanted <= 0) & (consumed > 0))):
        mine = np.flatnonzero(group == g)
        lines.append((mine, np.full(len(mine), i), -part[mine] * consumed[g, i]))
    return consumer_lines(economy, ground, lines, hours=_hours_of_councils(economy, ground, hours, part))


def _hours_of_councils(economy: Economy, ground: Ground, hours: np.ndarray, part: np.ndarray) -> np.ndarray:
    """Return hours (k,) of every consumer council: those of its group, by what its members worked last year."""
    group = ground.group
    worked = economy.hours[ground.wishes.council] if economy.hours.any() else part
    of_group = np.bincount(group, worked, minlength=len(ground.people))
    return np.where(of_group[group] > 0, worked / np.where(of_group > 0, of_group, 1.0)[group], part) * np.asarray(hours, float)[group]


def consumer_lines(economy: Economy, ground: Ground, lines: list, *, hours: np.ndarray) -> CouncilLines:
    """Return the lines of all consumer councils; lines: (owner, good, quantity) parts, negative; hours (k,) worked; what they emit follows from what they use."""
    each, lines = np.arange(len(ground.wishes.council)), list(lines)
    if ground.pollutant >= 0 and ground.emits.any():
        emitted = np.bincount(np.concatenate([o for o, _, _ in lines]), np.concatenate([q * ground.emits[i] for _, i, q in lines]), minlength=len(each))
        lines.append((each, np.full(len(each), ground.pollutant), np.minimum(emitted, 0.0)))
    if ground.labour >= 0:
        lines.append((each, np.full(len(each), ground.labour), hours))
    return _pack(ground.wishes.council, lines, len(economy.goods))


def other_lines(economy: Economy, ground: Ground, finals: dict[str, np.ndarray]) -> CouncilLines:
    """Return collective consumption, investment and trade, each spread over its councils by last year's requests; exports earn exchange."""
    other, n = ground.other, len(economy.goods)
    kind = economy.councils.kind[other.council]
    owner, names = other.owner, {CouncilKind.COLLECTIVE: "collective", CouncilKind.INVESTMENT: "investment", CouncilKind.TRADE: "exports"}
    lines = []
    for number, name in names.items():
        mine, wanted = kind[owner] == number, np.asarray(finals[name], float)
        asked = np.bincount(other.good[mine], -other.quantity[mine], minlength=n)
        assert not (wanted[asked <= 0] > 0).any(), f"{name}: something is planned that no council of this kind asks for"
        lines.append((owner[mine], other.good[mine], other.quantity[mine] / np.where(asked > 0, asked, 1.0)[other.good[mine]] * wanted[other.good[mine]]))
        if name == "exports" and ground.exchange >= 0 and mine.any():
            lines.append((owner[mine][:1], np.array([ground.exchange]), np.array([ground.earned_abroad(wanted)])))
    permits = kind[owner] == CouncilKind.COMMUNITY
    lines.append((owner[permits], other.good[permits], other.quantity[permits]))
    return _pack(other.council, lines, n)


def _pack(council: np.ndarray, lines, n: int) -> CouncilLines:
    """Return lines (owner, good, quantity) as CSR, one line a council and good, councils ascending."""
    owner, good, quantity = (np.concatenate([np.asarray(part[i]) for part in lines] or [np.zeros(0)]) for i in range(3))
    key = owner.astype(np.int64) * n + good.astype(np.int64)
    keys, place = np.unique(key, return_inverse=True)
    summed = np.bincount(place.ravel(), quantity, minlength=len(keys))
    start = np.searchsorted(keys, np.arange(len(council) + 1) * n).astype(np.int64)
    return CouncilLines(council, start, (keys % n).astype(np.int32), summed)


def _import_missing(economy: Economy, flows: Flows) -> Flows:
    missing = np.maximum(-(flows.total(len(economy.goods)) + economy.endowment - economy.claim), 0)
    bought = np.where(economy.world_price > 0, missing, 0).astype(np.int64)
    return replace(flows, imported=bought)


def _settle(economy: Economy, flows: Flows) -> Flows:
    """Cut what rounding overdrew: exchange from the largest imports, everything else from its largest uses."""
    imported, quantity = flows.imported.copy(), flows.quantity.copy()
    for g in np.flatnonzero((flows.left(economy) < 0) & _is(economy, GoodKind.FOREIGN_EXCHANGE)):
        short = _short(economy, flows, g)
        worth = imported * economy.world_price * (economy.follows == g)
        largest = int(np.argmax(worth))
        imported[largest] -= int(np.ceil(short / economy.world_price[largest])) + 1
    flows = replace(flows, imported=imported)
    for g in np.flatnonzero(flows.left(economy) < 0):
        _cut(economy, flows, quantity, (g, _short(economy, flows, g)))
    return replace(flows, quantity=quantity)


def _is(economy: Economy, kind: GoodKind) -> np.ndarray:
    return np.array([g.kind is kind for g in economy.goods])


def _short(economy: Economy, flows: Flows, g: int) -> int:
    """Return by how much good ``g`` is overdrawn, in smallest units; raise `Overdrawn` where that is no rounding."""
    short = -int(flows.left(economy)[g])
    handled = float(np.abs(flows.quantity[flows.good == g]).astype(float).sum()) + float(flows.imported[g])
    if short > max(_SLIP * handled, len(flows.council)):
        raise Overdrawn(f"{economy.goods[g].code}: {short / FIXED_PER_UNIT:.6g} {economy.goods[g].unit} more are used than there are, "
                        f"of {handled / FIXED_PER_UNIT:.6g} that are made, offered and used; plan less of it")
    return short


def _cut(economy: Economy, flows: Flows, quantity: np.ndarray, what: tuple[int, int]) -> None:
    """Take ``short`` smallest units off the uses of good ``g``, largest uses first and each by its share rounded up; hours are added instead."""
    g, short = what
    labour = economy.goods[g].kind is GoodKind.LABOUR
    lines = np.flatnonzero((flows.good == g) & ((quantity > 0) if labour else (quantity < 0)))
    size = np.abs(quantity[lines])
    order = lines[np.argsort(-size, kind="stable")]
    most = np.abs(quantity[order])
    share = np.minimum(np.ceil(most * (short / max(float(size.sum()), 1.0))).astype(np.int64), most)
    taken = np.minimum(np.maximum(short - np.concatenate([[0], np.cumsum(share)[:-1]]), 0), share)
    quantity[order] += taken
