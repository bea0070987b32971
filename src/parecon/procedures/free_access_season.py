"""A season of free access, week by week: shelves, regions, the depot, work; needs go up, goods come down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from parecon.procedures.free_access_allotment import Allotment, allot, choose_units, share_rows
from parecon.procedures.free_access_centres import Takings
from parecon.procedures.free_access_levels import Levels, open_levels
from parecon.procedures.free_access_tiers import share_equally
from parecon.procedures.free_access_work import WeekOfWork, work_week
from parecon.procedures.free_access_world import World

__all__ = ["Season", "Setting", "run_season"]


@dataclass(frozen=True)
class Setting:
    """How people and the world outside behave in a season.

    earning (n,): exchange that a unit of exports earns, exported (n,): share of exports in fixed uses, claim: exchange promised a
    week; emits (n,): pollution of private use; hoarding: share of people; offered: share of last year's hours; shock_week: -1 for none, from
    which capacity (u,) and wishes (n,) are multiplied.
    """

    earning: np.ndarray
    exported: np.ndarray
    claim: float
    emits: np.ndarray
    labour: int
    exchange: int
    pollutant: int
    hoarding: float = 0.0
    offered: float = 1.0
    shock_week: int = -1
    capacity: np.ndarray | None = None
    wishes: np.ndarray | None = None


@dataclass
class Season:
    """What a season came to, in units, summed over its weeks; series hold a line a week.

    activity (u,): mean; taken (l, n); imported, fixed_taken, exported (n,), the last among the second; held_back (4,): row-weeks by what held them back (nothing, capacity, stocks,
    limits of all). series: needed (by people as they are), wanted (at the shelf), at_once, taken, ordered (weeks, n) and volume (weeks,). levels: lines ordered and
    needs met; hoard: what people take over what they need.
    """

    activity: np.ndarray
    taken: np.ndarray
    imported: np.ndarray
    fixed_taken: np.ndarray
    exported: np.ndarray
    held_back: np.ndarray
    levels: Levels
    hoard: float = 1.0
    allotments: list[Allotment] = field(default_factory=list)
    series: dict[str, list] = field(default_factory=lambda: {"wanted": [], "at_once": [], "taken": [], "needed": [], "ordered": [], "volume": []})


class _Run:
    """The state of a season."""

    def __init__(self, world: World, setting: Setting, seed: int, charter) -> None:
        self.world, self.setting, self.charter = world, setting, charter
        self.chance = np.random.Generator(np.random.PCG64(seed))
        n = world.wants.shape[1]
        self.served = world.made & ~world.stored
        self.abroad = world.bought & ~world.stored
        self.hoard = 1.0 + setting.hoarding * charter["access.hoarding_extra"]
        self.wishes, self.scarcity = np.ones(n), np.ones(n)
        self.estimate = world.wants.sum(axis=0) * self.hoard
        self.activity = np.minimum(1.0, world.largest)
        self.last_share, _ = share_rows(world, self.activity)
        self.permits, self.unmet, self.exchange = 0.0, 0.0, 0.0
        self.nature = world.nature.copy()
        self.allot(0)
        self.takings = Takings(world.wants.shape, charter["access.patience"])
        levels = open_levels(world, self.allotment, (self.row_use(), self.fixed()), charter, hoard=self.hoard)
        self.season = Season(np.zeros(len(world.row)), np.zeros_like(world.wants), *(np.zeros(n) for _ in range(3)), np.zeros(4, dtype=np.int64), levels, self.hoard)

    def fixed(self) -> np.ndarray:
        """Return what collective bodies, investment and exports may take this week, (n,)."""
        part, a = self.setting.exported, self.allotment
        return self.world.fixed * (part * a.exports + (1.0 - part) * a.bodies)

    def sold(self) -> np.ndarray:
        """Return the share of exports in what bodies and exports may take, (n,)."""
        sold = self.world.fixed * self.setting.exported * self.allotment.exports
        return np.divide(sold, self.fixed(), out=np.zeros_like(sold), where=self.fixed() > 0)

    def allot(self, number: int) -> None:
        """Compare estimated needs with what there is; technique, takings and estimates of use follow."""
        world, s = self.world, self.setting
        there = world.flow.copy()
        if s.labour >= 0:
            there[s.labour] *= s.offered
        if s.exchange >= 0:
            there[s.exchange] = np.inf  # counted by what imports cost
        left = max(world.weeks - number, self.charter["access.allotment_weeks"])
        if s.pollutant >= 0:
            there[s.pollutant] += self.permits / left
        tools = (there, (s.exported * s.earning, s.exported), s.claim - self.exchange / left, s.emits, self.charter)
        self.lacking = self.season.levels.lack() / self.charter["access.refill_weeks"] if number else np.zeros_like(self.estimate)
        self.allotment = allot(world, (self.estimate, world.fixed, self.lacking), (self.last_share, self.activity), tools)
        limited = np.flatnonzero(world.limits & np.isfinite(there))
        self.scarcity = np.ones(world.wants.shape[1])
        self.scarcity[limited] = self.allotment.scarcity[world.rows:world.rows + len(limited)]
        self.scarcity[world.bought] = self.allotment.scarcity[-1]
        if number == 0:
            final = self.estimate * self.allotment.private + self.fixed()
            if s.pollutant >= 0:
                there[s.pollutant] -= float((self.estimate * self.allotment.private) @ s.emits)
            # technique is chosen once a season, for what it uses has to be in store before it begins
            self.activity = choose_units(world, final, self.scarcity, (there, self.charter))

    def row_use(self) -> np.ndarray:
        """Return what each row expects to use of stored goods a week, (r, n), as its units say."""
        use = np.zeros((self.world.rows, self.world.wants.shape[1]))
        np.add.at(use, self.world.row, self.world.take * self.activity[:, None])
        return np.where(self.world.stored, use, 0.0)

    def week(self, number: int) -> None:
        """Play one week."""
        s = self.setting
        if number == s.shock_week:
            self.wishes = np.ones_like(self.wishes) if s.wishes is None else s.wishes
            self.world = self.world if s.capacity is None else replace(self.world, largest=self.world.largest * s.capacity)
        if number % self.charter["access.allotment_weeks"] == 0:
            if number:
                self.allot(number)
            self.season.allotments.append(self.allotment)
        levels = self.season.levels
        levels.receive()
        wanted = self.draw_wants()
        bodies = levels.pass_up(self.takings.waiting, self.fixed(), self.row_use(), number)
        shelf = np.where(self.world.stored, wanted, 0.0)
        at_once, taken = self.takings.take(levels.local.stock, shelf)
        levels.local.stock = levels.local.stock - taken
        levels.learn(shelf)
        done, served = self.work(wanted, bodies, taken, number)
        self.note(wanted, at_once + served, taken + served, done)

    def draw_wants(self) -> np.ndarray:
        """Return what each locality wants this week (l, n): its mean, its luck, hoarding, and what it economises on."""
        luck = np.maximum(1.0 + self.charter["access.need_spread"] * self.chance.standard_normal(self.world.wants.shape), 0.0)
        self.needed = self.world.wants * luck * self.wishes
        return self.needed * (self.hoard * self.allotment.private)

    def flows(self, number: int) -> np.ndarray:
        """Return what there is this week of hours, capital, permits and exchange, (n,); permits and exchange are kept, and borrowed from the next weeks."""
        s, flow = self.setting, self.world.flow.copy()
        if s.labour >= 0:
            flow[s.labour] *= s.offered * (1.0 + self.charter["access.work_by_need"] * self.unmet)
        ahead = min(self.charter["access.borrow_weeks"], self.world.weeks - 1 - number)
        if s.pollutant >= 0:
            flow[s.pollutant] = flow[s.pollutant] * (1.0 + ahead) + self.permits
        if s.exchange >= 0:
            weekly = float((self.fixed() * self.sold()) @ s.earning) - s.claim
            flow[s.exchange] = self.exchange + weekly * (1.0 + ahead)
        return flow

    def work(self, wanted: np.ndarray, bodies: np.ndarray, taken: np.ndarray, number: int) -> tuple[WeekOfWork, np.ndarray]:
        """Return the week's work, and the services each locality receives (l, n); what was ordered is made or bought."""
        world, s, levels = self.world, self.setting, self.season.levels
        asked = self._ask_services(wanted)
        flow = self.flows(number)
        if s.pollutant >= 0:
            flow[s.pollutant] = max(flow[s.pollutant] - float(((taken + asked).sum(axis=0) * s.emits).sum()), 0.0)
        stocks = np.maximum(levels.rows.stock, 0.0) + self._nature()
        wishes = (np.where(self.served, asked.sum(axis=0), 0.0), np.where(self.served, self.fixed(), 0.0))
        done = work_week(world, np.where(world.made, levels.backlog, 0.0), wishes, (stocks, self.activity, world.largest, flow, self.charter))
        used = np.zeros_like(levels.rows.stock)
        np.add.at(used, world.row, world.take * done.activity[:, None])
        self.nature = np.maximum(self.nature - np.where(world.nature > 0, done.activity @ world.take, 0.0), 0.0)
        to_bodies, given = self._hand_out(done, asked)
        bodies = bodies + to_bodies
        self._buy(done, (bodies, to_bodies + given.sum(axis=0)), flow)
        levels.use_up(used)
        self._keep(done, given + taken, flow)
        self.season.fixed_taken += bodies
        self.season.exported += bodies * self.sold()
        return done, given

    def _ask_services(self, wanted: np.ndarray) -> np.ndarray:
        """Return what people ask of services and of what is bought abroad as it is used (l, n); what stays in a locality is limited by what there is there."""
        world = self.world
        most, made = world.largest @ world.make, self.activity @ world.make
        room = np.where(world.local, np.maximum(np.divide(most, made, out=np.ones_like(made), where=made > 0), 1.0), np.inf)
        within = np.minimum(wanted, np.where(np.isfinite(room), self._usual() * np.where(np.isfinite(room), room, 1.0), np.inf))
        return np.where(self.served | self.abroad, within, 0.0)

    def _usual(self) -> np.ndarray:
        return self.world.wants * (self.hoard * self.allotment.private)

    def _nature(self) -> np.ndarray:
        """Return what each row may take of nature this week (r, n): by its use."""
        use = np.zeros((self.world.rows, len(self.nature)))
        np.add.at(use, self.world.row, np.where(self.world.nature > 0, self.world.take * self.activity[:, None], 0.0))
        return self.nature * np.divide(use, use.sum(axis=0), out=np.zeros_like(use), where=use.sum(axis=0) > 0)

    def _hand_out(self, done: WeekOfWork, asked: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return services that bodies (n,) and localities (l, n) receive: what there is, the same per head; what is local, by what was asked."""
        rest, total = np.where(self.served, done.private, asked.sum(axis=0)), asked.sum(axis=0)
        part = np.minimum(np.divide(rest, total, out=np.ones_like(rest), where=total > 0), 1.0)
        given = np.where(self.world.local, asked * part, share_equally(rest, asked, self.world.heads))
        return np.where(self.abroad, self.fixed(), done.bodies), given

    def _buy(self, done: WeekOfWork, uses, flow: np.ndarray) -> None:
        """Buy abroad what the week used at once and what was ordered, as far as exchange goes; what was made and bought is on its way to the depot."""
        world, s, levels = self.world, self.setting, self.season.levels
        bodies, at_once = uses
        now = np.where(self.abroad, done.activity @ world.take + at_once, 0.0)
        ordered = np.where(world.bought & world.stored, levels.backlog, 0.0)
        cost = world.cost
        earned = float((bodies * self.sold()) @ s.earning) - s.claim
        spent = float(now @ cost)
        ahead = float(flow[s.exchange]) - self.exchange if s.exchange >= 0 else 0.0
        have = self.exchange + max(ahead, earned) - spent
        bill = float(ordered @ cost)
        part = min(1.0, max(have, 0.0) / bill) if bill > 0 else 1.0
        self.exchange += earned - spent - part * bill
        self.season.imported += now + part * ordered
        levels.arrive(np.where(world.stored & world.made, done.activity @ world.make, 0.0) + part * ordered)

    def _keep(self, done: WeekOfWork, private: np.ndarray, flow: np.ndarray) -> None:
        """Carry permits that were not used into the next week."""
        s = self.setting
        if s.pollutant >= 0:
            emitted = float(done.activity @ self.world.take[:, s.pollutant]) + float(private.sum(axis=0) @ s.emits)
            self.permits += float(self.world.flow[s.pollutant]) - emitted

    def note(self, wanted: np.ndarray, at_once: np.ndarray, taken: np.ndarray, done: WeekOfWork) -> None:
        """Write the week down."""
        season, series = self.season, self.season.series
        season.activity += done.activity / self.world.weeks
        season.taken += taken
        season.held_back += np.bincount(done.held_back, minlength=4)
        total = wanted.sum(axis=0)
        for name, value in (("needed", self.needed.sum(axis=0)), ("wanted", total), ("at_once", at_once.sum(axis=0)), ("taken", taken.sum(axis=0)), ("ordered", season.levels.placed), ("volume", float(done.activity @ self.world.volume))):
            series[name].append(value)
        worth = np.divide(at_once.sum(axis=0), total, out=np.ones_like(total), where=total > 0)
        self.unmet = float(1.0 - worth[total > 0].mean()) if (total > 0).any() else 0.0
        weight = self.charter["access.estimate_weight"]
        whole = np.divide(total, self.allotment.private, out=self.estimate.copy(), where=self.allotment.private > 0)
        self.estimate = (1 - weight) * self.estimate + weight * whole


def run_season(world: World, setting: Setting, seed: int, charter, *, tell: Callable[[int], None] = lambda week: None) -> Season:
    """Return what a season of free access comes to; the same arguments give the same season. tell: hears the number of each week."""
    run = _Run(world, setting, seed, charter)
    for number in range(world.weeks):
        tell(number)
        run.week(number)
    return run.season
