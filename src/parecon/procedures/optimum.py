"""How far an adopted plan lies from an optimum: the uniform gain in consumption that could still be given."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from parecon.economy import CouncilKind, Economy, GoodKind, Society
from parecon.feasibility import SHARE_ONE, Closing
from parecon.plans import AdoptedPlan
from parecon.quantities import as_units

__all__ = ["Distance", "distance_to_optimum"]

FREEDOM = (
    "Worker councils keep the proportions they filed and may work at any scale up to the capacity they filed; consumers may change what they "
    "use along the tastes of their income group; imports follow. What work costs councils beyond its charges is counted as their proposals show "
    "it: their surplus at the last prices, rising with the flexibility they filed. Collective goods, investment, exports, hours offered, capital "
    "and permits stay."
)
_LEAST_VALUE = 1e-12
_REACH = 0.3
_COST = 1e3
_SOLVER_STEPS_MAX = 5_000
_STEPS_UP = (0.0, 0.005, 0.02, 0.06, 0.2, 0.5, np.inf)
_STEPS_DOWN = (0.0, 0.005, 0.02, 0.06, 0.2, 1.0)


@dataclass(frozen=True)
class Distance:
    """The uniform gain in everybody's consumption that the reference still finds, between two bounds.

    gain: at least this much, reached by a plan that keeps every balance; gain_at_most: no
    plan of the reference gives more (infinite where a large economy gave no bound in
    time). Both are shares of consumption, at least 0. rounds: of linearisation; freedom: what the reference may change and what it may not.
    """

    gain: float
    gain_at_most: float
    rounds: int
    freedom: str = FREEDOM


@dataclass(frozen=True)
class _Tastes:
    """Nested CES of each income group around what it filed.

    share: (i, n) of value; nest: (n,) number of each good's composite; sigma: (i,) between
    composites; inner: (n,) within the composite of each good.
    """

    share: np.ndarray
    nest: np.ndarray
    sigma: np.ndarray
    inner: np.ndarray

    def log_utility(self, ratio: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return log u of each group (i,) and its derivative by the logarithm of each good (i, n), at ``ratio`` (i, n) of what was filed."""
        weight = _sum_nests(self.share, self.nest)
        within = self.share / np.maximum(weight[:, self.nest], 1e-300)
        inner = 1.0 - 1.0 / self.inner
        parts = within * ratio ** inner
        composite = np.where(weight > 0, np.maximum(_sum_nests(parts, self.nest), 1e-300), 1.0)
        index = composite ** _per_nest(1.0 / inner, self.nest)
        outer = (1.0 - 1.0 / self.sigma)[:, None]
        tops = weight * index ** outer
        total = tops.sum(axis=1)
        return np.log(total) / outer[:, 0], (tops / total[:, None])[:, self.nest] * parts / composite[:, self.nest]


@dataclass(frozen=True)
class _Effort:
    """What each class's activity costs its members beyond charges, as a share of all incomes.

    slope: (k,) at the proposal; revenue: (k,) net of social charges; power: (k,) 1 / elasticity.
    A council that proposed s = 1 and files the elasticity e would make s at a price s**(1/e)
    times the announced one, so each further share of activity costs it revenue * (s**(1/e) - 1)
    more than the surplus it now accepts.
    """

    slope: np.ndarray
    revenue: np.ndarray
    power: np.ndarray

    def cost(self, activity: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the cost of ``activity`` (k,) over that of the proposal, and its derivative (k,)."""
        risen = np.maximum(activity, 0.0) ** self.power
        rise = np.where(self.power > 0, (activity * risen - 1) / (1 + self.power) - (activity - 1), 0.0)
        return self.slope * (activity - 1) + self.revenue * rise, self.slope + self.revenue * (np.where(self.power > 0, risen, 1.0) - 1)


def _effort(economy, closing, incomes: float) -> _Effort:
    table, batch = closing.table, closing.batch
    value = (table.supply @ table.prices) * (1 - economy.social_rate[table.row])
    cost = table.use @ table.prices
    owner = np.repeat(table.council_class[np.arange(len(batch))], np.diff(batch.start))
    made = (owner >= 0) & (batch.quantity > 0)
    worth = batch.quantity[made] * table.prices[batch.good[made]]
    total = np.bincount(owner[made], worth, minlength=len(table.row))
    filed = np.bincount(owner[made], worth * batch.flexibility[made], minlength=len(table.row)) / np.maximum(total, 1.0)
    elasticity = np.log1p(np.maximum(filed, 0.0)) / np.log(1.1)
    power = np.where(elasticity > 1e-3, 1.0 / np.maximum(elasticity, 1e-3), 0.0)
    return _Effort((value - cost) / incomes, value / incomes, np.minimum(power, 50.0))


def _sum_nests(values, nest) -> np.ndarray:
    summed = np.zeros((len(values), int(nest.max(initial=-1)) + 1))
    np.add.at(summed, (slice(None), nest), values)
    return summed


def _per_nest(values, nest) -> np.ndarray:
    found = np.ones(int(nest.max(initial=-1)) + 1)
    found[nest] = values
    return found


def distance_to_optimum(economy: Economy, society: Society | None, plan: AdoptedPlan, charter, *, closing: Closing) -> Distance:
    """Return how much more consumption the programme max sum m_i log u_i would give, less the effort it takes, at final incomes m_i.

    m_i is what income group i spends by the plan: its income with savings and loans. u_i
    are nested CES tastes around what the group filed, with the average elasticities of its
    councils where the society is known and those of the charter where it is not. The gain
    is the g for which (1 + g) u_i for all is worth as much as the optimum. Utilities are
    linearised from above (J. E. Kelley, The Cutting-Plane Method for Solving Convex
    Programs, J. SIAM 8, 1960, 703-712), so that the two bounds enclose the truth.
    """
    table = closing.table
    filed = as_units(table.private_by_income)
    consumed = _product_mask(economy) & (filed.sum(axis=0) > 0)
    groups = np.flatnonzero((filed[:, consumed] * table.prices[consumed]).sum(axis=1) > 0)
    goods = np.flatnonzero(consumed)
    if not len(groups) or not len(goods):
        return Distance(0.0, 0.0, 0)
    filed = filed[np.ix_(groups, goods)]
    tastes = _tastes(economy, society, (filed * table.prices[goods], goods, groups, closing), charter)
    mine = table.income_group >= 0
    income = np.bincount(table.income_group[mine], plan.accounts.cost[mine].astype(float), minlength=len(table.private_by_income))[groups]
    if income.sum() <= 0:
        return Distance(0.0, 0.0, 0)
    frame = _frame(economy, society, plan, (closing, filed, goods, groups))
    kept = np.maximum(np.broadcast_to(plan.ration[0, goods] / SHARE_ONE, filed.shape), 1e-6)
    aims = _Aims(income / income.sum(), tastes, _effort(economy, closing, float(income.sum())))
    return _search(frame, aims, (plan.scale / SHARE_ONE, kept), charter)


@dataclass(frozen=True)
class _Aims:
    """What is maximised: sum weight * log u less the cost of effort, both as shares of all incomes."""

    weight: np.ndarray
    tastes: _Tastes
    effort: _Effort

    def value(self, point) -> float:
        """Return the aim at ``point``: activities (k,) and ratios (i, n)."""
        return float(self.weight @ self.tastes.log_utility(point[1])[0] - self.effort.cost(point[0])[0].sum())


def _product_mask(economy) -> np.ndarray:
    kinds = (GoodKind.PRODUCT, GoodKind.IMPORT, GoodKind.COLLECTIVE)
    return np.array([g.kind in kinds for g in economy.goods])


def _tastes(economy, society, filed, charter) -> _Tastes:
    value, goods, groups, closing = filed
    names = [economy.goods[g].variety_of or economy.goods[g].code for g in goods]
    _, nest = np.unique(names, return_inverse=True)
    sigma = np.full(len(groups), charter["closing.distance_sigma"])
    inner = np.full(len(goods), charter["closing.distance_sigma_varieties"])
    if society is not None and len(society.consumers.council):
        sigma, inner = _average_elasticities(economy, society, (goods, groups, closing), (sigma, inner))
    share = value / np.maximum(value.sum(axis=1, keepdims=True), _LEAST_VALUE)
    # The formulas have a hole at one, where they become Cobb-Douglas: a hair beside it makes no difference.
    step_off = lambda s: np.where(np.abs(s - 1.0) < 1e-3, 1.0 + 1e-3, s)  # noqa: E731
    return _Tastes(share, nest, step_off(sigma), _per_nest(step_off(inner), nest)[nest])


def _average_elasticities(economy, society, places, defaults):
    """Return elasticities averaged over councils of each group by members, and over lines of each good by quantity."""
    goods, groups, closing = places
    consumers = society.consumers
    group = np.full(len(economy.councils), -1)
    group[closing.batch.council] = closing.table.income_group
    mine = group[consumers.council]
    members = economy.councils.members[consumers.council].astype(float)
    size = np.bincount(mine[mine >= 0], members[mine >= 0], minlength=groups.max() + 1)[groups]
    sums = np.bincount(mine[mine >= 0], (members * consumers.sigma)[mine >= 0], minlength=groups.max() + 1)[groups]
    n = len(economy.goods)
    amount = np.bincount(consumers.good, consumers.quantity, minlength=n)[goods]
    nests = np.bincount(consumers.good, consumers.quantity * consumers.nest_sigma, minlength=n)[goods]
    sigma = np.where(size > 0, sums / np.maximum(size, 1e-300), defaults[0])
    inner = np.where((amount > 0) & (nests > 0), nests / np.maximum(amount, 1e-300), defaults[1])
    return sigma, inner


@dataclass(frozen=True)
class _Frame:
    """What any plan of the reference keeps: matrix x <= limit over columns (activities, ratios of what was filed by group and good, imports)."""

    matrix: sparse.csr_array
    limit: np.ndarray
    upper: np.ndarray
    activities: int
    imports: int


def _frame(economy, society, plan, parts) -> _Frame:
    closing, filed, goods, groups = parts
    table, n = closing.table, len(economy.goods)
    net = (table.supply - table.use).tocsr() / 1e9
    imports = economy.kinds(GoodKind.IMPORT)
    given = as_units(economy.endowment - economy.claim) + as_units(table.offers) + as_units(_other_supply(economy, plan))
    limit = given - as_units(_fixed_uses(economy, plan, goods))
    cells = [np.tile(goods, len(groups)), np.arange(filed.size)]
    use = sparse.csr_array((filed.ravel(), cells), shape=(n, filed.size))
    use, limit = _add_emissions(economy, society, (use, limit), (plan, filed, goods))
    bring = sparse.lil_array((n, len(imports)))
    bring[imports, np.arange(len(imports))] = -1.0
    paid = imports[economy.follows[imports] != imports]
    bring[economy.follows[paid], np.searchsorted(imports, paid)] = economy.world_price[paid]
    matrix = sparse.hstack([-net.T, use, bring.tocsr()]).tocsr()
    scale = np.maximum(np.abs(matrix).max(axis=1).toarray().ravel(), 1e-9)
    upper = np.concatenate([_capacities(closing), np.full(filed.size, np.inf), np.full(len(imports), np.inf)])
    return _Frame((sparse.diags_array(1 / scale) @ matrix).tocsr(), limit / scale, upper, net.shape[0], len(imports))


def _other_supply(economy, plan) -> np.ndarray:
    """Return what other than worker and consumer councils supply by the plan, (n,) int64."""
    total = np.zeros(len(economy.goods), dtype=np.int64)
    mine = plan.kind >= 7
    np.add.at(total, plan.good[mine], plan.quantity[mine])
    return total


def _fixed_uses(economy, plan, goods) -> np.ndarray:
    """Return final uses that the reference leaves as they are, (n,) int64: all but private consumption of ``goods``."""
    total = np.zeros(len(economy.goods), dtype=np.int64)
    free = np.isin(plan.good, goods) & (plan.kind == 3)
    mine = (plan.kind >= 3) & (plan.kind <= 6) & ~free
    np.add.at(total, plan.good[mine], -plan.quantity[mine])
    return total


def _add_emissions(economy, society, rows, parts):
    """Let what households emit follow what they use, where the society is known, at the rate at which they filed it."""
    (use, limit), (plan, filed, goods) = rows, parts
    if society is None:
        return rows
    consumers, n, given = society.consumers, len(economy.goods), limit.copy()
    amount = np.bincount(consumers.good, consumers.quantity, minlength=n)[goods]
    for pollutant, emission in zip(consumers.pollutant, consumers.emission):
        rate = np.bincount(consumers.good, consumers.quantity * emission, minlength=n)[goods] / np.maximum(amount, 1e-300)
        emitted = as_units(-plan.quantity[(plan.kind == 3) & (plan.good == pollutant)].sum())
        found = float((filed * rate).sum())
        if found > 0:
            use = use + sparse.csr_array(((filed * rate).ravel() * (emitted / found), (np.full(filed.size, pollutant), np.arange(filed.size))), shape=use.shape)
            given[pollutant] += emitted
    return use, given


def _capacities(closing) -> np.ndarray:
    """Return the largest activity of each class over its proposal: the mean capacity its councils filed, by value of output."""
    batch, table = closing.batch, closing.table
    owner = np.repeat(np.arange(len(batch)), np.diff(batch.start))
    worth = np.bincount(owner, np.maximum(batch.quantity, 0) * table.prices[batch.good], minlength=len(batch))
    mine = table.council_class >= 0
    capacity = np.maximum(batch.capacity.astype(np.float64), 1.0)
    total = np.bincount(table.council_class[mine], worth[mine], minlength=len(table.row))
    weighted = np.bincount(table.council_class[mine], (worth * capacity)[mine], minlength=len(table.row))
    return np.maximum(np.where(total > 0, weighted / np.maximum(total, 1e-300), 1.0), 1.0)


def _search(frame: _Frame, aims: _Aims, start, charter) -> Distance:
    """Climb from the plan, between points that keep every balance and tangents that no plan exceeds."""
    base = best = aims.value(start)
    reference = _Reference(frame, aims, start[1].shape)
    centre, reach, rounds = start, _REACH, 0
    reference.add_tangents(start[1])
    for rounds in range(1, charter["closing.distance_rounds"] + 1):
        found, predicted = reference.best_within(centre[1], reach)
        if found is None:
            break
        reference.add_tangents(found[1])
        value = aims.value(found)
        if value > best:
            best, centre = value, found
        else:
            reach *= 0.5
        if predicted - best <= charter["closing.distance_precision"]:
            break
    found, above = reference.best_within(centre[1], np.inf)
    best = best if found is None else max(best, aims.value(found))
    return Distance(max(float(np.expm1(best - base)), 0.0), max(float(np.expm1(max(above, best) - base)), 0.0), rounds)


class _Reference:
    """The linear reference: activities move in steps of rising cost, tangents bound log u, and each solve starts from the last."""

    def __init__(self, frame: _Frame, aims: _Aims, shape) -> None:
        self.frame, self.aims, self.shape = frame, aims, shape
        classes, steps = frame.activities, len(_STEPS_UP) + len(_STEPS_DOWN) - 2
        activity, rest = frame.matrix[:, :classes], frame.matrix[:, classes:]
        blocks = [activity] * (len(_STEPS_UP) - 1) + [-activity] * (len(_STEPS_DOWN) - 1)
        self.matrix = sparse.hstack([*blocks, rest, sparse.csr_array((activity.shape[0], shape[0]))]).tocsc()
        self.first = classes * steps
        self.count = self.matrix.shape[1]
        widths, prices = self._step_columns()
        self.lower = np.zeros(self.count)
        self.upper = np.concatenate([widths, np.full(self.count - self.first, np.inf)])
        self.lower[self.count - shape[0]:] = -np.inf
        self.cost = np.concatenate([prices, np.zeros(self.count - self.first - shape[0]), -aims.weight])
        self.limit = frame.limit + 1e-9 - activity @ np.ones(classes)
        self._build()

    def _step_columns(self):
        """Return the width and the cost of each step of activity: the cost at the end of the step that is nearer the proposal."""
        room = self.frame.upper[:self.frame.activities] - 1
        widths, prices = [], []
        for begin, end in zip(_STEPS_UP[:-1], _STEPS_UP[1:]):
            widths.append(np.clip(room - begin, 0.0, end - begin))
            prices.append(self.aims.effort.cost(np.full(len(room), 1 + begin))[1])
        for begin, end in zip(_STEPS_DOWN[:-1], _STEPS_DOWN[1:]):
            widths.append(np.full(len(room), end - begin))
            prices.append(-self.aims.effort.cost(np.full(len(room), 1 - begin))[1])
        return np.concatenate(widths), np.concatenate(prices)

    def _build(self) -> None:
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self.count, self.matrix.shape[0]
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = self.cost * _COST, self.lower, self.upper
        lp.row_lower_, lp.row_upper_ = np.full(self.matrix.shape[0], -np.inf), self.limit
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = self.matrix.indptr, self.matrix.indices, self.matrix.data
        self.solver = highspy.Highs()
        for option, value in (("output_flag", False), ("threads", 1), ("presolve", "off"), ("solver", "simplex"), ("random_seed", 0),
                              ("simplex_iteration_limit", _SOLVER_STEPS_MAX)):
            self.solver.setOptionValue(option, value)
        assert self.solver.passModel(lp) != highspy.HighsStatus.kError, "the reference programme was not accepted"

    def _solve(self) -> bool:
        """Solve from the last basis; where that fails, from the start and simplified; return whether an optimum was found."""
        for presolve in ("off", "on"):
            self.solver.setOptionValue("presolve", presolve)
            self.solver.run()
            status = self.solver.getModelStatus()
            if status == highspy.HighsModelStatus.kOptimal:
                return True
            if status == highspy.HighsModelStatus.kIterationLimit:
                return False
            self.solver.clearSolver()
        return False

    def add_tangents(self, ratio: np.ndarray) -> None:
        """Bound log u of each group by its tangent at ``ratio``: log u at x is at most level + sum slope * (x / ratio - 1)."""
        level, slope = self.aims.tastes.log_utility(ratio)
        goods, groups = self.shape[1], self.shape[0]
        for i in range(groups):
            columns = np.append(self.first + i * goods + np.arange(goods), self.count - groups + i).astype(np.int32)
            values = np.append(-slope[i] / ratio[i], 1.0)
            keep = values != 0
            self.solver.addRow(-np.inf, float(level[i] - slope[i].sum()), int(keep.sum()), columns[keep], values[keep])

    def best_within(self, ratio: np.ndarray, reach: float):
        """Return the best point whose ratios lie within ``reach`` of ``ratio``, and the value the tangents promise; None and infinity where it takes too long."""
        span = np.arange(self.first, self.first + ratio.size, dtype=np.int32)
        near = np.isfinite(reach)
        lower = ratio.ravel() / (1 + reach) if near else np.full(ratio.size, 1e-3)
        upper = ratio.ravel() * (1 + reach) if near else np.full(ratio.size, 1e3)
        self.solver.changeColsBounds(len(span), span, lower, upper)
        if not self._solve():
            return None, np.inf
        found = np.array(self.solver.getSolution().col_value)
        classes, up = self.frame.activities, len(_STEPS_UP) - 1
        steps = found[:self.first].reshape(-1, classes)
        scale = 1 + steps[:up].sum(axis=0) - steps[up:].sum(axis=0)
        return (np.maximum(scale, 0.0), np.maximum(found[span].reshape(ratio.shape), 1e-9)), -float(np.dot(self.cost, found))
