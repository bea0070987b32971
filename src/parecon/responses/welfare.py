"""What a year is worth to people, by their own tastes: the welfare that every procedure is measured by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parecon.economy import CouncilKind, Economy, Society
from parecon.responses.best_answers import effort_of
from parecon.responses.ground import CouncilLines, Ground

__all__ = ["Worth", "weigh_year"]


@dataclass(frozen=True)
class Worth:
    """A year as people value it, in value at last year's prices.

    utility (k,): of each consumer council, 1 for last year's consumption beyond needs, in the same proportion for more;
    spending (k,): what last year's prices would let it buy this utility for (money-metric), short (k,) bool: councils that miss some
    need, held at the charter's floor; outlay (k,): what its consumption beyond needs costs at the prices that were asked for; efforts (w,): of each worker council beyond hours and capital; harm: social charges at last
    year's prices; toils (k,): cost of hours to those of each consumer council who work; others: collective consumption and investment beyond last year's.
    """

    utility: np.ndarray
    spending: np.ndarray
    short: np.ndarray
    outlay: np.ndarray
    efforts: np.ndarray
    harm: float
    toils: np.ndarray
    others: float

    @property
    def effort(self) -> float:
        """Effort of all worker councils beyond hours and capital."""
        return float(self.efforts.sum())

    @property
    def toil(self) -> float:
        """Cost of all hours to those who work."""
        return float(self.toils.sum())

    def total(self, weight: np.ndarray) -> float:
        """Return welfare with weights (k,): sum weight * log utility, less effort, harm and toil, in value at last year's prices."""
        return float(weight @ np.log(self.utility)) - self.effort - self.harm - self.toil + self.others


def weigh_year(economy: Economy, society: Society, ground: Ground, amounts: CouncilLines, *, floor: float, prices: np.ndarray | None = None) -> Worth:
    """Return the worth of a year in which councils made and used ``amounts`` (units, signed).

    floor: least share of the wishes beyond needs that a council counts as having, so that nobody's loss is infinite. prices: (n,) for ``outlay``,
    last year's where None.
    """
    n = len(economy.goods)
    table = _tabulate(amounts, n, amounts.quantity)
    # A council may use its own product: what it made is then more than what it made less what it used.
    made = _tabulate(amounts, n, np.maximum(amounts.quantity, 0.0))
    utility, short, beyond, needs = _utilities(society, table, n, floor)
    efforts, harm = _efforts(society, (table, made), n)
    outlay = _outlay(society, table, n, society.benchmark_prices if prices is None else prices)
    return Worth(utility, needs + beyond * utility, short, outlay, efforts, harm, _toils(society, table, n), _others(economy, society, ground, amounts))


def _tabulate(amounts: CouncilLines, n: int, quantity: np.ndarray):
    """Return sorted keys (council times n plus good) and the sum of ``quantity`` (l,) at each."""
    key = amounts.council[amounts.owner].astype(np.int64) * n + amounts.good
    order = np.argsort(key, kind="stable")
    first = np.flatnonzero(np.concatenate([[True], np.diff(key[order]) > 0])) if len(key) else np.zeros(0, np.int64)
    return key[order][first], np.add.reduceat(quantity[order], first) if len(first) else np.zeros(0)


def _look_up(table, council: np.ndarray, good: np.ndarray, n: int) -> np.ndarray:
    keys, values = table
    wanted = council.astype(np.int64) * n + good
    at = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
    return np.where(keys[at] == wanted, values[at], 0.0) if len(keys) else np.zeros(len(wanted))


def _utilities(society: Society, table, n: int, floor: float):
    """Return utility (k,), who misses needs (k,), and what last year's prices ask for wishes beyond needs and for needs (k,)."""
    c, old = society.consumers, society.benchmark_prices
    owner = np.repeat(np.arange(len(c.council)), np.diff(c.start))
    price = old[c.good] + old[c.pollutant] @ c.emission
    used = -_look_up(table, c.council[owner], c.good, n)
    wish = c.quantity - c.subsistence
    missing = used < c.subsistence * (1 - 1e-9)
    ratio = np.maximum(np.divide(used - c.subsistence, wish, out=np.ones_like(wish), where=wish > 0), floor)
    worth = price * wish
    beyond = np.bincount(owner, worth, minlength=len(c.council))
    nest = np.cumsum(np.concatenate([[True], (np.diff(c.nest) != 0) | (np.diff(owner) != 0)])) - 1 if len(owner) else owner
    of_nest = np.bincount(nest, worth)
    beside = lambda s: np.where(np.abs(s - 1.0) < 1e-6, 1.0 - 1e-6, s)  # noqa: E731 - the formula has a hole at one
    single = np.bincount(nest)[nest] == 1
    inner = np.where(single, 0.0, 1.0 - 1.0 / beside(np.where(c.nest_sigma > 0, c.nest_sigma, 1.0 / 1e2)))
    within = np.divide(worth, of_nest[nest], out=np.zeros_like(worth), where=of_nest[nest] > 0)
    mixed = np.bincount(nest, within * np.where(single, ratio, ratio ** inner))
    first = np.unique(nest, return_index=True)[1]
    power = np.where(single[first], 1.0, inner[first])
    composite = np.where(mixed > 0, mixed, 1.0) ** (1.0 / power)
    home = owner[first]
    share = np.divide(of_nest, beyond[home], out=np.zeros_like(of_nest), where=beyond[home] > 0)
    outer = 1.0 - 1.0 / beside(c.sigma)
    total = np.bincount(home, share * composite ** outer[home], minlength=len(c.council))
    utility = np.where(total > 0, np.where(total > 0, total, 1.0) ** (1.0 / outer), 1.0)
    needs = np.bincount(owner, price * c.subsistence, minlength=len(c.council))
    return utility, np.bincount(owner, missing, minlength=len(c.council)) > 0, beyond, needs


def _outlay(society: Society, table, n: int, prices: np.ndarray) -> np.ndarray:
    """Return what each council's consumption beyond needs costs at ``prices``, with what it emits, (k,)."""
    c = society.consumers
    owner = np.repeat(np.arange(len(c.council)), np.diff(c.start))
    used = -_look_up(table, c.council[owner], c.good, n)
    cost = (prices[c.good] + prices[c.pollutant] @ c.emission) * np.maximum(used - c.subsistence, 0.0)
    return np.bincount(owner, cost, minlength=len(c.council))


def _efforts(society: Society, tables, n: int) -> tuple[np.ndarray, float]:
    """Return effort beyond hours and capital of each worker council (w,), and harm by products over all."""
    w, old, table = society.workers, society.benchmark_prices, tables[0]
    owner = np.repeat(np.arange(len(w.council)), np.diff(w.out_start))
    made = _look_up(tables[1], w.council[owner], w.out_good, n)
    worth_made = np.bincount(owner, old[w.out_good] * made, minlength=len(w.council))
    output = worth_made / np.maximum(np.bincount(owner, old[w.out_good] * w.out_quantity, minlength=len(w.council)), 1e-300)
    factors = [(g, a) for g, a in ((society.labour_good, w.labour), (society.capital_good, w.capital)) if g >= 0]
    value = _value_added(society, table, n, factors) if factors else output
    both = sum((old[g] * a for g, a in factors), np.zeros(len(w.council)))
    spent, usual = _spent_on_abatement(society, table, n, output) if factors else (np.zeros(len(w.council)), np.zeros(len(w.council)))
    value = np.where(both > usual, (value * both - spent) / np.maximum(both - usual, 1e-300), output)
    effort = [effort_of(float(v), (float(o), float(b), float(e), float(z))) for v, o, b, e, z in zip(
        value, w.own_value - usual, both - usual, w.size_elasticity, w.size)]
    return np.array(effort, dtype=float), float(worth_made @ w.social_rate)


def _spent_on_abatement(society: Society, table, n: int, output: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return hours and capital that went into cleaner technique, and last year's, (w,) each in value at benchmark prices: no effort of making anything.

    What a council does without is told by what it emits beside its recipe at its output (w,).
    """
    w, old = society.workers, society.benchmark_prices
    line = np.flatnonzero(w.abatement > 0)
    owner, curve = np.repeat(np.arange(len(w.council)), np.diff(w.in_start))[line], w.abatement[line]
    recipe = w.in_quantity[line] * output[owner]
    emitted = -_look_up(table, w.council[owner], w.in_good[line], n)
    share = np.clip(np.divide(recipe - emitted, recipe, out=np.zeros(len(line)), where=recipe > 0), -curve, 1.0)
    charge = old[w.in_good[line]] * recipe
    return (np.bincount(owner, charge * (curve + share) ** 2 / (2.0 * curve), minlength=len(w.council)),
            np.bincount(owner, old[w.in_good[line]] * w.in_quantity[line] * curve / 2.0, minlength=len(w.council)))


def _value_added(society: Society, table, n: int, factors) -> np.ndarray:
    """Return the index of value added (w,) that each council's hours and capital give, 1 for last year's."""
    w, old = society.workers, society.benchmark_prices
    both = sum(old[g] * a for g, a in factors)
    power = 1.0 - 1.0 / np.where(np.abs(w.sigma_value - 1.0) < 1e-6, 1.0 - 1e-6, np.maximum(w.sigma_value, 1e-2))
    total = np.zeros(len(w.council))
    for good, amount in factors:
        used = -_look_up(table, w.council, np.full(len(w.council), good), n)
        share = np.divide(old[good] * amount, both, out=np.zeros(len(both)), where=both > 0)
        ratio = np.divide(used, amount, out=np.zeros(len(both)), where=amount > 0)
        total += np.where(share > 0, share * np.maximum(ratio, 1e-12) ** power, 0.0)
    return np.where(total > 0, np.where(total > 0, total, 1.0) ** (1.0 / power), 0.0)


def _toils(society: Society, table, n: int) -> np.ndarray:
    """Return what the hours cost those who work in each consumer council (k,): marginal cost rises with hours by the elasticity they filed, one hour's price at last year's."""
    c, labour = society.consumers, society.labour_good
    if labour < 0:
        return np.zeros(len(c.council))
    hours = np.maximum(_look_up(table, c.council, np.full(len(c.council), labour), n), 0.0)
    ratio = np.divide(hours, c.hours, out=np.zeros(len(hours)), where=c.hours > 0)
    some = c.hours_elasticity > 1e-9
    power = 1.0 + 1.0 / np.where(some, c.hours_elasticity, 1.0)
    return society.benchmark_prices[labour] * c.hours * np.where(some, np.minimum(ratio, 10.0) ** power / power, 0.0)


def _others(economy: Economy, society: Society, ground: Ground, amounts: CouncilLines) -> float:
    """Return the value of collective consumption and investment beyond last year's, at last year's prices."""
    kind = economy.councils.kind[amounts.council[amounts.owner]]
    mine = np.isin(kind, (CouncilKind.COLLECTIVE, CouncilKind.INVESTMENT))
    given = -float(society.benchmark_prices[amounts.good[mine]] @ amounts.quantity[mine])
    return given - float(society.benchmark_prices @ (ground.collective + ground.investment))
