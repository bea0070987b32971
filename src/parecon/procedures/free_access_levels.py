"""Locality, region, world: orders go up, goods come down, and estimates of need are passed on."""

from __future__ import annotations

import numpy as np

from parecon.procedures.free_access_allotment import Allotment
from parecon.procedures.free_access_centres import Store
from parecon.procedures.free_access_stock import Need, level_for_fill
from parecon.procedures.free_access_tiers import TIERS, share_equally
from parecon.procedures.free_access_world import World

__all__ = ["Levels", "open_levels"]


class Levels:
    """The stores of all localities, regions and rows, and the depot; what is ordered from work and not yet made (n,), what bodies wait for (n,).

    asked, sent (2, n): what localities asked of regions and regions of the depot, and what was sent at once; lines (4,): orders
    of localities, of workplaces, of regions, of the depot; placed (n,): what the depot ordered this week.
    """

    def __init__(self, world: World, charter, stores: tuple[Store, Store, Store, Store]) -> None:
        self.world, self.charter = world, charter
        self.local, self.region, self.rows, self.depot = stores
        n = world.wants.shape[1]
        # the depot has ordered a week's need for every week that work takes
        self.backlog, self.owed_bodies, self.placed = np.zeros(n), np.zeros(n), np.zeros(n)
        self.asked, self.sent, self.lines = np.zeros((2, n)), np.zeros((2, n)), np.zeros(4, dtype=np.int64)
        self.opening = self.held()

    def held(self) -> np.ndarray:
        """Return all that is in stores and on its way, (n,)."""
        return sum((store.stock.sum(axis=0) + store.coming.sum(axis=(0, 1)) for store in (self.local, self.region, self.rows, self.depot)), np.zeros(len(self.backlog)))

    def lack(self) -> np.ndarray:
        """Return what stores lack, (n,): of the levels they order up to, less a week's need that is on its way as a rule."""
        usual = sum(((store.level() - (0.0 if store.gives_first else store.estimate)).sum(axis=0) for store in (self.local, self.region, self.rows, self.depot)), np.zeros(len(self.backlog)))
        return np.where(self.world.stored, np.maximum(usual - self.held(), 0.0), 0.0)

    def receive(self) -> None:
        """Let what is due arrive everywhere."""
        for store in (self.local, self.region, self.rows, self.depot):
            store.receive()

    def learn(self, wanted: np.ndarray) -> None:
        """Let localities estimate need anew from what was wanted of stored goods, (l, n)."""
        self.local.learn(wanted, self.charter["access.estimate_weight"])

    def pass_up(self, waiting: np.ndarray, fixed: np.ndarray, use: np.ndarray, number: int) -> np.ndarray:
        """Let localities order from regions, regions and rows from the depot, the depot from work; return what bodies receive of stored goods (n,)."""
        review = number % self.charter["access.review_weeks"] == 0
        placed = self.local.order(waiting) if review else np.zeros_like(waiting)
        self.lines[0] += int((placed > 0).sum())
        late = self._from_regions()
        if review:
            self._order_regions(placed, late, use)
        return self._from_depot(fixed, review)

    def _from_regions(self) -> np.ndarray:
        """Send from each region what it owes its localities, the same per head where it is short; return what it still owes (regions, n)."""
        owed = self._by_region(self.local.owed)
        for r in range(len(owed)):
            mine = np.flatnonzero(self.world.region == r)
            amounts = np.zeros_like(self.local.owed)
            amounts[mine] = share_equally(self.region.stock[r], self.local.owed[mine], self.world.heads[mine])
            self.region.stock[r] -= amounts.sum(axis=0)
            self.local.send(amounts)
        late = self._by_region(self.local.owed)
        self.asked[0] += owed.sum(axis=0)
        self.sent[0] += (owed - late).sum(axis=0)
        return late

    def _by_region(self, amounts: np.ndarray) -> np.ndarray:
        summed = np.zeros((len(self.region.stock), amounts.shape[1]))
        np.add.at(summed, self.world.region, amounts)
        return summed

    def _order_regions(self, placed: np.ndarray, late: np.ndarray, use: np.ndarray) -> None:
        weight = self.charter["access.estimate_weight"]
        if self.charter["access.needs_passed"]:
            self.region.be_told(self._by_region(self.local.estimate), np.sqrt(self._by_region(self.local.spread**2)))
        else:
            self.region.learn(self._by_region(placed), weight)
        self.rows.be_told(use, use * self.charter["access.use_buffer_weeks"])
        for place, store, waits in ((1, self.rows, 0.0), (2, self.region, late)):
            self.lines[place] += int((store.order(waits) > 0).sum())

    def _from_depot(self, fixed: np.ndarray, review: bool) -> np.ndarray:
        """Send what the depot owes: to rows first, which work with it, then to regions, then to bodies, who can wait; let the depot order from work."""
        fixed = np.where(self.world.stored, fixed, 0.0)
        self.owed_bodies = self.owed_bodies + fixed
        rows, regions = self.rows.owed.sum(axis=0), self.region.owed.sum(axis=0)
        asked = rows + regions + self.owed_bodies
        self.asked[1] += regions
        for store, owed in ((self.rows, rows), (self.region, regions)):
            part = self._part(owed)
            store.send(part * store.owed)
            self.depot.stock[0] -= part * owed
            if store is self.region:
                self.sent[1] += part * regions
        bodies = self._part(self.owed_bodies) * self.owed_bodies
        self.owed_bodies = self.owed_bodies - bodies
        self.depot.stock[0] -= bodies
        late = self.rows.owed.sum(axis=0) + self.region.owed.sum(axis=0) + self.owed_bodies
        self.placed = np.zeros_like(asked)
        if review:
            self._order_work(fixed, late, asked)
        return bodies

    def _part(self, owed: np.ndarray) -> np.ndarray:
        """Return the share of what is owed (n,) that the depot's stock allows."""
        return np.minimum(np.divide(np.maximum(self.depot.stock[0], 0.0), owed, out=np.ones_like(owed), where=owed > 0), 1.0)

    def _order_work(self, fixed: np.ndarray, late: np.ndarray, asked: np.ndarray) -> None:
        if self.charter["access.needs_passed"]:
            told = self.region.estimate.sum(axis=0) + self.rows.estimate.sum(axis=0) + fixed
            self.depot.be_told(told[None], np.hypot(np.sqrt((self.region.spread**2).sum(axis=0)), self.charter["access.need_spread"] * told)[None])
        else:
            self.depot.learn(asked[None], self.charter["access.estimate_weight"])
        self.placed = self.depot.order(late[None])[0]
        self.lines[3] += int((self.placed > 0).sum())
        self.backlog = self.backlog + self.placed

    def use_up(self, used: np.ndarray) -> None:
        """Take what rows used (r, n) from their stocks."""
        self.rows.stock = np.where(self.world.stored, np.maximum(self.rows.stock - used, 0.0), self.rows.stock)

    def arrive(self, amounts: np.ndarray) -> None:
        """Put what was made and bought (n,) on its way to the depot."""
        self.backlog = np.maximum(self.backlog - amounts, 0.0)
        self.depot.send(amounts[None])


def open_levels(world: World, allotment: Allotment, uses: tuple[np.ndarray, np.ndarray], charter, *, hoard: float) -> Levels:
    """Return stores that are full, for the needs expected at the start; uses: of rows (r, n) and of bodies (n,) a week."""
    use, fixed = uses
    spread, review = charter["access.need_spread"], charter["access.review_weeks"]
    weeks = {name: (charter[f"access.lead_weeks_{name}"], review) for name in ("local", "region", "work")}
    need = np.where(world.stored, world.wants * (hoard * allotment.private), 0.0)
    safety = {name: np.array([_safety(tier, weeks[name], charter) for tier in TIERS])[world.tier] for name in weeks}
    local = Store(need, need * spread, safety["local"], weeks["local"])
    regions = int(world.region.max()) + 1
    means, squares = np.zeros((regions, need.shape[1])), np.zeros((regions, need.shape[1]))
    np.add.at(means, world.region, need)
    np.add.at(squares, world.region, (need * spread) ** 2)
    region = Store(means, np.sqrt(squares), safety["region"], weeks["region"], gives_first=True)
    rows = Store(use, use * charter["access.use_buffer_weeks"], np.ones(use.shape[1]) / np.sqrt(sum(weeks["region"])), weeks["region"])
    total = means.sum(axis=0) + use.sum(axis=0) + np.where(world.stored, fixed, 0.0)
    depot = Store(total[None], spread * total[None], safety["work"], weeks["work"], gives_first=True)
    return Levels(world, charter, (local, region, rows, depot))


def _safety(tier: str, weeks: tuple[int, int], charter) -> float:
    """Return the factor z that gives goods of a tier their fill rate at the charter's spread of need."""
    spread, span = charter["access.need_spread"], sum(weeks)
    if spread == 0:
        return 0.0
    target = charter[f"access.fill_{'comfort' if tier == 'infrastructure' else tier}"]
    return max(0.0, (level_for_fill(target, Need(1.0, spread), *weeks) - span) / (spread * np.sqrt(span)))
