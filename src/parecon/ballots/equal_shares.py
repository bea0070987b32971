"""The method of equal shares: every voter holds the same part of the budget, and projects are bought by those who want them.

Exact and fast at once: floats only propose. Every comparison that they cannot decide with room to spare is made
again in whole numbers over one common denominator, and so is every payment.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Sequence

import numpy as np

from parecon.ballots.budget import Allocation, BudgetVote, compare_allocations, count_support, fill_greedily, find_no_vote, tally_greedy
from parecon.ballots.result import check_tie_break

__all__ = ["COMPLETIONS", "ENDS", "UTILITIES", "EqualSharesRule", "tally_equal_shares"]

UTILITIES = ("cost", "points")
COMPLETIONS = ("none", "greedy", "add", "add_greedy")
ENDS = ("overspent", "full")

# A single float here is off by about 1e-16 of itself, a sum by that for each term; what lies closer than
# this, or than the error of its sum, is compared again in whole numbers.
_CLEAR = 1e-9
_ROUNDING = 2.3e-16


@dataclass(frozen=True)
class EqualSharesRule:
    """How equal shares are counted.

    utility: what a voter has of a project: points times its cost, or points alone.
    completion: what happens with what is left over: nothing; the greedy count; raising every share by ``step``; or that
    and then the greedy count. until: shares rise until the budget would be "overspent" (then the outcome before counts),
    or until it is "full" and nothing more fits. raises_max: no more raises than this.
    compare: take the greedy outcome instead where more voters have more of it.
    """

    utility: str
    completion: str
    step: Fraction
    until: str
    raises_max: int
    compare: bool

    def __post_init__(self) -> None:
        for name, choices in (("utility", UTILITIES), ("completion", COMPLETIONS), ("until", ENDS)):
            if getattr(self, name) not in choices:
                raise ValueError(f"{name} of equal shares is one of {', '.join(choices)}, got {getattr(self, name)!r}; choose one of these")
        if self.step <= 0:
            raise ValueError(f"shares are raised by more than zero, got {self.step}; give a step such as 1")


class _Purse:
    """Purses of groups of like voters in whole numbers over one denominator, with a float shadow."""

    def __init__(self, vote: BudgetVote) -> None:
        groups: dict[tuple, Fraction | int] = {}
        if vote.weights is None:
            groups = Counter(tuple(given.items()) for given in vote.points.values())
        else:
            for voter, given in vote.points.items():
                key = tuple(given.items())
                groups[key] = groups.get(key, 0) + vote.weights[voter]
        self.weight = _scale(list(groups.values()))
        self.total_weight = sum(self.weight)
        place = {project: number for number, project in enumerate(vote.costs)}
        projects = np.array([place[project] for key in groups for project, _ in key], dtype=np.int64)
        given = [points for key in groups for _, points in key]
        kinds = set(given)
        unit = lcm(*(Fraction(points).denominator for points in kinds), 1)
        whole = {points: int(points * unit) for points in kinds}
        points = np.array([whole[one] for one in given], dtype=object)
        group = np.repeat(np.arange(len(groups)), [len(key) for key in groups])
        counts = (points > 0) & (np.array(self.weight, dtype=object)[group] > 0)
        self.backers, self.points = {}, {}
        order = np.argsort(projects, kind="stable")
        for project, rows in zip(vote.costs, np.split(order, np.searchsorted(projects[order], range(1, len(place))))):
            rows = rows[counts[rows].astype(bool)]
            if rows.size:
                self.backers[project], self.points[project] = group[rows], points[rows]
        self.float_points = {project: found.astype(float) for project, found in self.points.items()}
        self.weights = np.array(self.weight, dtype=object)
        self.float_weights = self.weights.astype(float)

    def fill(self, share: Fraction) -> None:
        """Give every unit of weight the same share."""
        self.unit = share.denominator
        self.held = np.full(len(self.weight), share.numerator, dtype=object)
        self.shadow = np.full(len(self.weight), float(share))

    def estimate(self, project: str, cost: float) -> tuple[float, float, float]:
        """Return the payment per point in floats with bounds below and above; infinity where supporters clearly cannot pay."""
        backers, points = self.backers[project], self.float_points[project]
        purses, weights = self.shadow[backers], self.float_weights[backers]
        if (purses * weights).sum() < cost * (1 - _CLEAR):
            return np.inf, np.inf, np.inf
        order = np.argsort(purses / points)
        paid_by_poor = np.concatenate(([0.0], np.cumsum((purses * weights)[order])[:-1]))
        points_of_rich = np.cumsum((points * weights)[order][::-1])[::-1]
        rates = (cost - paid_by_poor) / points_of_rich
        enough = np.flatnonzero(rates * points[order] <= purses[order] * (1 + _CLEAR))
        if not enough.size:
            # Rounding alone can leave nobody rich where supporters can just pay: then nothing is sure but the count in whole numbers.
            return float((purses / points).max()), 0.0, np.inf
        first = enough[0]
        rate = float(rates[first])
        # What the rich pay is a difference of sums, so its error may be large beside itself where few are rich.
        error = 2 * (len(backers) + 4) * _ROUNDING * cost / float(points_of_rich[first])
        return rate, max(0.0, (rate - error) * (1 - _CLEAR)), (rate + error) * (1 + _CLEAR)

    def rate(self, project: str, cost: Fraction, guess: float) -> Fraction | None:
        """Return the exact payment per point, or None where supporters cannot pay.

        Newton's method on a concave, piecewise linear sum: from any start it comes from below and ends exactly.
        """
        backers, points = self.backers[project], self.points[project]
        purses, weights = self.held[backers], self.weights[backers]
        due = cost * self.unit
        if (purses * weights).sum() < due:
            return None
        ratios, rate = self.shadow[backers] / self.float_points[project], None
        poor = ratios < guess * (1 - _CLEAR)
        while True:
            rich = ~poor
            found = (due - (purses[poor] * weights[poor]).sum()) / (points[rich] * weights[rich]).sum()
            if found == rate:
                return found / self.unit
            rate, level = found, float(found / self.unit)
            poor = ratios < level * (1 - _CLEAR)
            for unclear in np.flatnonzero(np.abs(ratios - level) <= level * 2 * _CLEAR):
                poor[unclear] = purses[unclear] < rate * points[unclear]

    def pay(self, project: str, rate: Fraction) -> None:
        """Take ``rate`` per point from every supporter, or all that they have left."""
        backers = self.backers[project]
        self.held *= rate.denominator
        left = self.held[backers] - self.points[project] * (rate.numerator * self.unit)
        self.unit *= rate.denominator
        self.held[backers] = np.where(left > 0, left, 0)
        self.shadow[backers] = (self.held[backers] / self.unit).astype(float)


def _scale(amounts: Sequence[Fraction]) -> list[int]:
    """Return the amounts as whole numbers in their common fraction."""
    common = lcm(*{Fraction(amount).denominator for amount in set(amounts)}, 1)
    return [int(amount * common) for amount in amounts]


def _buy(vote: BudgetVote, purse: _Purse, share: Fraction, tie_break: Sequence[str], by_cost: bool) -> tuple[list[str], list[tuple[str, ...]]]:
    """Buy projects, the lowest payment per unit of utility first, until no group of supporters can pay for another."""
    costs = {p: Fraction(vote.costs[p]) for p in tie_break if p in purse.backers}
    chosen = [p for p in costs if costs[p] == 0]
    ties: list[tuple[str, ...]] = []
    purse.fill(share)
    # Rates only rise as purses empty, so an old estimate is a lower bound and most projects need no new one.
    bound = {p: 0.0 for p in costs if costs[p] > 0}
    while bound:
        best, fresh = np.inf, {}
        for project in sorted(bound, key=bound.__getitem__):
            if bound[project] > best:
                break
            cost = float(costs[project])
            guess, low, high = purse.estimate(project, cost)
            if guess == np.inf:
                del bound[project]
                continue
            bound[project] = low / cost if by_cost else low
            fresh[project] = guess
            best = min(best, high / cost if by_cost else high)
        exact = {}
        for project in [p for p in fresh if bound[p] <= best]:
            rate = purse.rate(project, costs[project], fresh[project])
            if rate is None:
                del bound[project]
            else:
                exact[project] = (rate / costs[project] if by_cost else rate, rate)
        if not exact:
            continue
        lowest = min(measure for measure, _ in exact.values())
        level = [p for p in tie_break if p in exact and exact[p][0] == lowest]
        if len(level) > 1:
            ties.append(tuple(level))
        chosen.append(level[0])
        del bound[level[0]]
        purse.pay(level[0], exact[level[0]][1])
    return chosen, ties


def tally_equal_shares(vote: BudgetVote, tie_break: Sequence[str], rule: EqualSharesRule) -> Allocation:
    """Count a budget ballot by equal shares, exactly.

    Each unit of weight holds an equal part of the budget. The project bought next is the one whose supporters
    pay least per unit of utility, each in proportion to it or all they have left; ``tie_break`` decides between equals.
    Refused where nobody voted, the weights are zero or nothing has any support.
    Source: D. Peters, G. Pierczyński and P. Skowron, Proportional Participatory Budgeting with Additive Utilities,
    NeurIPS 2021 (arXiv 2008.13276), section 3; completions: section 6 of the same and equalshares.net.

    >>> vote = BudgetVote.of_approvals({"x": 2, "y": 2, "z": 2}, 4, {"a": "xy", "b": "xy", "c": "z", "d": "z"})
    >>> rule = EqualSharesRule("cost", "none", step=Fraction(1), until="overspent", raises_max=0, compare=False)
    >>> tally_equal_shares(vote, ["x", "y", "z"], rule).chosen
    ('x', 'z')
    """
    check_tie_break(list(vote.costs), tie_break)
    budget, support = Fraction(vote.budget), count_support(vote)
    if refusal := find_no_vote(vote, support, "equal shares"):
        return Allocation("equal shares", (), Fraction(0), budget, support, refusal=refusal)
    chosen, ties, share = _raise_shares(vote, _Purse(vote), tie_break, rule)
    if rule.completion in ("greedy", "add_greedy"):
        filled = fill_greedily(vote, chosen, tie_break, per_cost=False)
        chosen, ties = list(filled.chosen), [*ties, *filled.ties]
    if rule.compare:
        greedy = tally_greedy(vote, tie_break)
        here, there = compare_allocations(vote, chosen, greedy.chosen)
        if there > here:
            return Allocation("equal shares, greedy outcome preferred", greedy.chosen, greedy.spent, budget, support, greedy.ties)
    return Allocation("equal shares", tuple(chosen), _cost(vote, chosen), budget, support, tuple(ties), share)


def _raise_shares(vote, purse, tie_break, rule) -> tuple[list[str], list[tuple[str, ...]], Fraction]:
    budget, by_cost = Fraction(vote.budget), rule.utility == "cost"
    share = budget / vote.cast
    # Shares are per unit of weight as given; purses count in the smallest fraction of a weight.
    fine = vote.cast / purse.total_weight
    chosen, ties = _buy(vote, purse, share * fine, tie_break, by_cost)
    wanted = [p for p in vote.costs if p in purse.backers]
    raises = rule.raises_max if rule.completion in ("add", "add_greedy") else 0
    for _ in range(raises):
        left = budget - _cost(vote, chosen)
        if all(p in chosen or rule.until == "full" and vote.costs[p] > left for p in wanted):
            break
        more, more_ties = _buy(vote, purse, (share + rule.step) * fine, tie_break, by_cost)
        if _cost(vote, more) > budget:
            break
        chosen, ties, share = more, more_ties, share + rule.step
    return chosen, ties, share


def _cost(vote: BudgetVote, chosen: Sequence[str]) -> Fraction:
    return sum((Fraction(vote.costs[p]) for p in chosen), Fraction(0))
