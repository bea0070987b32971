"""What every outcome is measured by, the same for all procedures: pure functions of an `Outcome` and the common yardstick."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from parecon.economy import CouncilKind, GoodKind
from parecon.procedures.bound import Bound, find_bound, weights_by_income
from parecon.procedures.protocol import Outcome
from parecon.quantities import as_units
from parecon.reports.class_indices import class_measures
from parecon.reports.figures import gini
from parecon.responses import CouncilLines, Respondents
from parecon.responses.ground import is_product
from parecon.responses.welfare import Worth, weigh_year

__all__ = ["Measure", "Yardstick", "lay_yardstick", "measure_outcome"]

TIERS = ("survival", "comfort", "luxury")


@dataclass(frozen=True)
class Measure:
    """One figure of one outcome: name, unit, value; value None where the procedure does not know it."""

    name: str
    unit: str
    value: float | None


_OWN_PRECISION = 1e-2
"""Where the search for an outcome's own best may stop; on Sweden the bound is then found to a ten-millionth of consumption, as near convergence steps are quadratic."""


@dataclass(frozen=True)
class Yardstick:
    """What outcomes are held against: the true society, last year's prices (n,), and the bounds for every head alike and for last year's incomes.

    scale: last year's private consumption beyond needs, in value: one per cent of it is one per cent of consumption.
    """

    respond: Respondents
    prices: np.ndarray
    equal: Bound
    last_year: Bound
    scale: float


def lay_yardstick(respond: Respondents, *, near: Yardstick | None = None) -> Yardstick:
    """Return the yardstick of one economy; finding the two bounds takes most of the time, less from the prices of one that is ``near``."""
    economy, society, ground = respond.economy, respond.society, respond.ground
    weights = [weights_by_income(economy, society, ground, norm) for norm in ("equal", "last_year")]
    equal = find_bound(economy, society, ground, weights[0], start=None if near is None else near.equal.prices)
    last = find_bound(economy, society, ground, weights[1], start=equal.prices)
    return Yardstick(respond, society.benchmark_prices, equal, last, float(weights[0].sum()))


def measure_outcome(outcome: Outcome, yardstick: Yardstick) -> tuple[Measure, ...]:
    """Return all measures of ``outcome``; of one without a plan only what its planning cost."""
    found = list(_effort_of_planning(outcome, yardstick))
    if outcome.flows is None:
        return tuple(found)
    lines = CouncilLines(outcome.flows.council, outcome.flows.start, outcome.flows.good, as_units(outcome.flows.quantity))
    return (*_welfare(lines, yardstick), *_needs(outcome, yardstick), *_waste(outcome, lines, yardstick), *_finals(lines, yardstick),
            *_hours(outcome), *_emissions(outcome, lines, yardstick), *_inequality(outcome, yardstick), *found, *class_measures(outcome, yardstick))


def _welfare(lines: CouncilLines, y: Yardstick) -> Iterator[Measure]:
    respond = y.respond
    economy, society, ground = respond.economy, respond.society, respond.ground
    worth = weigh_year(economy, society, ground, lines, floor=respond.charter["comparison.need_floor"], prices=y.last_year.prices)
    beyond = np.maximum(_beyond_permits(lines, y), 0.0)
    for name, bound in (("equal heads", y.equal), ("last year's incomes", y.last_year)):
        lost = bound.value - worth.total(bound.weight) + float(bound.prices @ beyond)
        yield Measure(f"distance to the best plan, {name}", "share of consumption", _gain(lost, y.scale, respond))
    yield Measure("distance to the best plan, own distribution", "share of consumption", _own_distance(lines, worth, y, beyond))
    members = economy.councils.members[society.consumers.council].astype(float)
    yield Measure("money-metric welfare a person", "last year's prices, share of last year's", _spending(worth, y, members))
    order = np.argsort(worth.spending / np.maximum(members, 1), kind="stable")
    lowest = order[np.cumsum(members[order]) <= 0.1 * members.sum()]
    lowest = lowest if len(lowest) else order[:1]
    yield Measure("money-metric welfare of the lowest tenth", "share of the average", float(
        worth.spending[lowest].sum() / members[lowest].sum() / max(worth.spending.sum() / members.sum(), 1e-300)))
    yield Measure("people whose neighbourhood misses some need", "share of people", float(members[worth.short].sum() / members.sum()))


def _beyond_permits(lines: CouncilLines, y: Yardstick) -> np.ndarray:
    """Return by how much more of each pollutant is emitted than those affected permitted at last year's price, (n,), less where it is less.

    It counts at its price in the best plan, so that nobody seems better off for emitting more.
    """
    economy, ground = y.respond.economy, y.respond.ground
    emitted = np.bincount(lines.good, np.where(lines.quantity < 0, -lines.quantity, 0.0), minlength=len(economy.goods))
    pollutant = np.isin(np.arange(len(emitted)), economy.kinds(GoodKind.POLLUTANT))
    return np.where(pollutant, emitted - ground.endowment, 0.0)


def _gain(lost: float, scale: float, respond) -> float:
    """Return ``lost`` welfare as a uniform gain of consumption; what lies below zero by less than the search's precision is zero."""
    gain = float(np.expm1(lost / scale))
    return 0.0 if -respond.charter["comparison.bound_tolerance"] <= gain < 0 else gain


def _spending(worth: Worth, y: Yardstick, members) -> float:
    c = y.respond.society.consumers
    price = y.prices[c.good] + y.prices[c.pollutant] @ c.emission
    return float(worth.spending.sum() / max(float((price * c.quantity).sum()), 1e-300))


def _own_distance(lines: CouncilLines, worth: Worth, y: Yardstick, beyond: np.ndarray) -> float:
    """Return what everybody could still gain alike, with this outcome's own distribution, exports, collective consumption and investment."""
    respond = y.respond
    economy, ground, n = respond.economy, respond.ground, len(respond.economy.goods)
    kind = economy.councils.kind[lines.council[lines.owner]]
    # What communities permit is in the ground's endowment.
    others = np.isin(kind, (CouncilKind.COLLECTIVE, CouncilKind.INVESTMENT, CouncilKind.TRADE))
    given = ground.endowment - ground.claim + np.bincount(lines.good[others], lines.quantity[others], minlength=n)
    # The distribution that a plan stands for is what everybody's consumption costs at the prices of the best plan (Negishi, Metroeconomica 12, 1960).
    own = np.maximum(worth.outlay, 1e-6 * y.last_year.weight)
    own = own * (y.scale / max(float(own.sum()), 1e-300))
    bound = find_bound(economy, respond.society, ground, own, start=y.last_year.prices, given=given, precision=_OWN_PRECISION)
    return _gain(bound.value - (worth.total(own) - worth.others) + float(bound.prices @ beyond), y.scale, respond)


def _needs(outcome: Outcome, y: Yardstick) -> Iterator[Measure]:
    """Yield the share of each tier's norm that is unmet: what each kind of person lacks, by value; varieties of a product count together."""
    economy, ground, charter, people = y.respond.economy, y.respond.ground, y.respond.charter, outcome.people
    names = [g.variety_of or g.code for g in economy.goods]
    _, product = np.unique(names, return_inverse=True)
    together = lambda table: np.stack([np.bincount(product, row * y.prices, minlength=product.max() + 1) for row in table])  # noqa: E731
    had = together(people.consumed) / np.maximum(people.count, 1e-300)[:, None]
    average = together(ground.wanted.sum(axis=0, keepdims=True))[0] / max(float(ground.people.sum()), 1e-300)
    tier = np.array([""] * (product.max() + 1), dtype=object)
    tier[product] = [g.tier for g in economy.goods]
    for name in TIERS:
        norm = np.where(tier == name, average, 0.0) * charter[f"comparison.norm_{name}"]
        lacking = np.maximum(norm - had, 0.0).sum(axis=1) @ people.count
        if norm.sum() > 0:
            yield Measure(f"needs unmet, {name}", "share of the norm", float(lacking / (norm.sum() * people.count.sum())))
    if outcome.wanted is not None and outcome.served is not None:
        yield Measure("asked for and served", "share of value", float(outcome.served @ y.prices / max(float(outcome.wanted @ y.prices), 1e-300)))


def _waste(outcome: Outcome, lines: CouncilLines, y: Yardstick) -> Iterator[Measure]:
    economy = y.respond.economy
    kind = economy.councils.kind[lines.council[lines.owner]]
    made = (kind == CouncilKind.WORKER) & (lines.quantity > 0)
    output = float(lines.quantity[made] @ y.prices[lines.good[made]])
    last = float((y.respond.ground.make @ y.prices).sum())
    yield Measure("output", "share of last year's recipe at this year's size", output / max(last, 1e-300))
    for name in ("wasted", "unsold"):
        yield Measure(name, "share of output", float(as_units(getattr(outcome.flows, name)) @ y.prices / max(output, 1e-300)))


def _finals(lines: CouncilLines, y: Yardstick) -> Iterator[Measure]:
    kind = y.respond.economy.councils.kind[lines.council[lines.owner]]
    for name, number in (("collective", CouncilKind.COLLECTIVE), ("investment", CouncilKind.INVESTMENT)):
        mine = kind == number
        asked = float(getattr(y.respond.ground, name) @ y.prices)
        if asked > 0:
            yield Measure(f"{name} delivered", "share of last year's", float(-(lines.quantity[mine] @ y.prices[lines.good[mine]]) / asked))


def _hours(outcome: Outcome) -> Iterator[Measure]:
    people = outcome.people
    able = people.able & (people.count > 0)
    count, hours = people.count[able], people.hours[able]
    mean = float(count @ hours / max(float(count.sum()), 1e-300))
    yield Measure("hours a person who can work", "units of labour a person", mean)
    yield Measure("spread of hours", "standard deviation over mean", float(np.sqrt(count @ (hours - mean) ** 2 / max(float(count.sum()), 1e-300)) / max(mean, 1e-300)))
    wished = people.hours_wished
    yield Measure("hours wished and not found", "share of hours wished", None if wished is None else float(
        count @ np.maximum(wished[able] - hours, 0.0) / max(float(count @ wished[able]), 1e-300)))


def _emissions(outcome: Outcome, lines: CouncilLines, y: Yardstick) -> Iterator[Measure]:
    """Yield what was emitted, and the footprint a head of the highest fifth of incomes over the lowest: people bear the harm alike."""
    economy, ground, people = y.respond.economy, y.respond.ground, outcome.people
    pollutants = economy.kinds(GoodKind.POLLUTANT)
    if not len(pollutants):
        return
    mine = np.isin(lines.good, pollutants)
    permitted = float(ground.endowment[pollutants[0]])
    yield Measure("emissions beyond permits", "share of permits", max(float(_beyond_permits(lines, y)[pollutants[0]]), 0.0) / permitted if permitted > 0 else None)
    yield Measure("emissions", economy.goods[pollutants[0]].unit, float(-lines.quantity[mine & (lines.good == pollutants[0]) & (lines.quantity < 0)].sum()))
    footprint = people.consumed @ (_embodied(ground, y.prices, int(pollutants[0])) + ground.emits) / np.maximum(people.count, 1e-300)
    order = np.argsort(people.income + people.perks, kind="stable")
    reached = np.cumsum(people.count[order])
    total = reached[-1]
    low, high = order[reached <= 0.2 * total + 1e-9], order[reached - people.count[order] >= 0.8 * total - 1e-9]
    if len(low) and len(high):
        average = lambda who: float(footprint[who] @ people.count[who] / people.count[who].sum())  # noqa: E731
        yield Measure("footprint of the highest fifth over the lowest", "ratio", average(high) / max(average(low), 1e-300))


def _embodied(ground, prices: np.ndarray, pollutant: int) -> np.ndarray:
    """Return what a unit of each good has emitted on its way, (n,), by last year's recipes; joint products share by value, imports count nothing."""
    value = ground.make * prices
    share = value / np.maximum(value.sum(axis=1, keepdims=True), 1e-300)
    made = np.maximum(ground.make.sum(axis=0), 1e-300)
    direct, recipe = share.T @ ground.take[:, pollutant] / made, share.T @ ground.take / made[:, None]
    recipe[:, [i for i in (pollutant, ground.labour, ground.capital, ground.exchange) if i >= 0]] = 0.0
    recipe[made < 1e-12] = 0.0
    return np.linalg.solve(np.eye(len(prices)) - recipe, np.where(made < 1e-12, 0.0, direct))


def _inequality(outcome: Outcome, y: Yardstick) -> Iterator[Measure]:
    people = outcome.people
    product = is_product(y.respond.economy)
    eaten = people.consumed @ np.where(product, y.prices, 0.0) / np.maximum(people.count, 1e-300)
    yield Measure("Gini of income", "0 to 1", gini(np.maximum(people.income + people.perks, 0.0), people.count))
    yield Measure("Gini of consumption", "0 to 1", gini(eaten, people.count))


def _effort_of_planning(outcome: Outcome, y: Yardstick) -> Iterator[Measure]:
    economy = y.respond.economy
    people = float(economy.councils.members[economy.councils.kind == CouncilKind.CONSUMER].sum())
    yield Measure("rounds", "rounds", float(outcome.rounds))
    yield Measure("messages", "messages", float(sum(c.messages for c in outcome.counts)))
    yield Measure("acts a person", "acts a year", sum(c.acts for c in outcome.counts) / max(people, 1.0))
    yield Measure("minutes a person", "minutes a year", sum(c.minutes for c in outcome.counts) / max(people, 1.0))
