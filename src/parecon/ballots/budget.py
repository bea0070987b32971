"""Budget ballots: which projects a common budget pays for; the greedy count; one's own request as a knapsack."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from numbers import Rational
from types import MappingProxyType
from typing import Collection, Mapping, Sequence

from parecon.ballots.refusals import Reason, Refusal
from parecon.ballots.result import as_fraction, check_tie_break, check_votes, exact_weights, sum_weights

__all__ = ["Allocation", "BudgetVote", "Knapsack", "compare_allocations", "count_support", "fill_greedily", "tally_greedy", "weigh_request"]


@dataclass(frozen=True)
class BudgetVote:
    """Projects with their costs, one budget, and the points each voter gives to projects.

    costs: whole or exact amounts in the unit of ``budget``. points: voter → project → points above zero
    (an approval is one point). weights: exact weight of each voter, one each if None.
    """

    costs: Mapping[str, Rational]
    budget: Rational
    points: Mapping[str, Mapping[str, Rational]]
    weights: Mapping[str, Rational] | None = None

    def __post_init__(self) -> None:
        for name, amount in (("the budget", self.budget), *self.costs.items()):
            if not isinstance(amount, Rational) or amount < 0:
                raise ValueError(f"{name}: an amount is exact and zero or more, got {amount!r}; give an int or a Fraction")
        for voter, given in self.points.items():
            for project, points in given.items():
                if not isinstance(points, Rational) or points < 0:
                    raise ValueError(f"{voter!r} gives {project!r} {points!r} points; points are exact and zero or more, give an int or a Fraction")
        # Python's own integers never overflow, those of an array would.
        object.__setattr__(self, "budget", as_fraction(self.budget, "the budget"))
        object.__setattr__(self, "costs", MappingProxyType({p: as_fraction(cost, p) for p, cost in self.costs.items()}))
        points = {
            voter: {p: one if type(one) is int else as_fraction(one, p) for p, one in given.items()} for voter, given in self.points.items()
        }
        object.__setattr__(self, "points", MappingProxyType(points))
        weights = None if self.weights is None else MappingProxyType(exact_weights(self.weights))
        check_votes(self.points, list(self.costs), weights)
        object.__setattr__(self, "weights", weights)

    @classmethod
    def of_approvals(
        cls,
        costs: Mapping[str, Rational],
        budget: Rational,
        approvals: Mapping[str, Collection[str]],
        weights: Mapping[str, Rational] | None = None,
    ) -> BudgetVote:
        """Return the vote in which each approval is one point."""
        return cls(costs, budget, {voter: dict.fromkeys(approved, 1) for voter, approved in approvals.items()}, weights)

    def weight(self, voter: str) -> Fraction:
        """Return how much ``voter`` counts."""
        return Fraction(1) if self.weights is None else self.weights[voter]

    @property
    def cast(self) -> Fraction:
        """The weight of all who voted."""
        return sum_weights(self.points, self.weights)


@dataclass(frozen=True)
class Allocation:
    """The projects a budget pays for.

    chosen: projects in the order in which they were chosen. support: weighted points of every project.
    ties: for each choice that the tie-break decided, the projects that stood level. share: what each unit
    of weight had to spend in the round that counted (equal shares only). refusal: why nothing was chosen.
    """

    rule: str
    chosen: tuple[str, ...]
    spent: Fraction
    budget: Fraction
    support: Mapping[str, Fraction]
    ties: tuple[tuple[str, ...], ...] = ()
    share: Fraction | None = None
    refusal: Refusal | None = None

    @property
    def tie_broken(self) -> bool:
        """Whether the tie-break decided any choice."""
        return bool(self.ties)


def count_support(vote: BudgetVote) -> dict[str, Fraction]:
    """Add up the weighted points of every project."""
    support = dict.fromkeys(vote.costs, Fraction(0))
    if vote.weights is None:
        whole = dict.fromkeys(vote.costs, 0)
        for given in vote.points.values():
            for project, points in given.items():
                whole[project] += points
        return {project: Fraction(points) for project, points in whole.items()}
    for voter, given in vote.points.items():
        for project, points in given.items():
            support[project] += vote.weights[voter] * points
    return support


def find_no_vote(vote: BudgetVote, support: Mapping[str, Fraction], rule: str) -> Refusal | None:
    """Return why a budget vote decides nothing, or None."""
    if not vote.points:
        return Refusal(Reason.NOBODY_VOTED, "the ballot", rule, 0, "at least 1")
    if vote.cast == 0:
        return Refusal(Reason.WEIGHTS_SUM_TO_ZERO, "the ballot", rule, Fraction(0), "more than 0")
    if not any(support.values()):
        return Refusal(Reason.NOTHING_APPROVED, "the ballot", rule, Fraction(0), "more than 0")
    return None


def fill_greedily(vote: BudgetVote, chosen: Sequence[str], tie_break: Sequence[str], per_cost: bool) -> Allocation:
    """Add projects to ``chosen`` by support (or support per cost), best first, skipping what no longer fits.

    A project without support is never added; a project that costs nothing and has support always is.
    """
    support = count_support(vote)

    def merit(project: str) -> tuple:
        if not per_cost:
            return (0, support[project])
        cost = Fraction(vote.costs[project])
        return (1, support[project]) if cost == 0 else (0, support[project] / cost)

    order = sorted((p for p in tie_break if p not in set(chosen) and support[p] > 0), key=merit, reverse=True)
    filled, ties = list(chosen), []
    left = Fraction(vote.budget) - sum((Fraction(vote.costs[p]) for p in chosen), Fraction(0))
    for place, project in enumerate(order):
        if vote.costs[project] <= left:
            rivals = [p for p in order[place + 1 :] if merit(p) == merit(project) and vote.costs[p] <= left]
            filled.append(project)
            left -= vote.costs[project]
            # A tie counts only where choosing one keeps another out of the budget.
            if any(vote.costs[rival] > left for rival in rivals):
                ties.append((project, *rivals))
    return Allocation("greedy", tuple(filled), Fraction(vote.budget) - left, Fraction(vote.budget), support, tuple(ties))


def tally_greedy(vote: BudgetVote, tie_break: Sequence[str], *, per_cost: bool = False) -> Allocation:
    """Choose projects by total points, most first, skipping those that no longer fit.

    Refused where nobody voted, the weights are zero or nothing has any support.
    Source: N. Talmon and P. Faliszewski, A Framework for Approval-Based Budgeting Methods, AAAI 2019 (greedy rule, max).

    >>> vote = BudgetVote.of_approvals({"park": 60, "lamp": 10, "bus": 50}, 100, {"a": ["park"], "b": ["park", "bus"], "c": ["lamp"]})
    >>> tally_greedy(vote, tie_break=["lamp", "bus", "park"]).chosen
    ('park', 'lamp')
    """
    check_tie_break(list(vote.costs), tie_break)
    filled = fill_greedily(vote, (), tie_break, per_cost)
    if refusal := find_no_vote(vote, filled.support, "greedy"):
        return Allocation("greedy", (), Fraction(0), Fraction(vote.budget), filled.support, refusal=refusal)
    return filled


def compare_allocations(vote: BudgetVote, first: Collection[str], second: Collection[str]) -> tuple[Fraction, Fraction]:
    """Return the weight of those who get more from ``first`` and from ``second``: points times what is spent on the projects they support."""
    ahead = [Fraction(0), Fraction(0)]
    for voter, given in vote.points.items():
        one, two = (sum(given.get(p, 0) * vote.costs[p] for p in chosen) for chosen in (first, second))
        if one != two:
            ahead[0 if one > two else 1] += vote.weight(voter)
    return ahead[0], ahead[1]


@dataclass(frozen=True)
class Knapsack:
    """A personal request against a budget: what it uses, what is left, and the refusal if it does not fit."""

    used: Fraction
    left: Fraction
    refusal: Refusal | None


def weigh_request(quantities: Mapping[str, Rational], prices: Mapping[str, Rational], budget: Rational) -> Knapsack:
    """Hold one person's request against their budget; the refusal names the dearest line and both sums.

    quantities: units of each good asked for. prices: exact credits per unit. budget: credits.
    Raises ValueError for a good without a price or a negative quantity.
    Source: A. Goel and others, Knapsack Voting for Participatory Budgeting, ACM Trans. Econ. Comput. 7 (2019), art. 8.

    >>> weigh_request({"bread": 50, "trip": 2}, {"bread": 1, "trip": 30}, 100).refusal.subject
    'trip'
    """
    for good, quantity in quantities.items():
        if good not in prices:
            raise ValueError(f"{good!r} has no price; prices are given for {', '.join(sorted(prices)[:5]) or 'nothing'}, ask for one of these")
        if quantity < 0:
            raise ValueError(f"{quantity} of {good!r} asked for; a quantity is zero or more")
    lines = {good: Fraction(quantity) * Fraction(prices[good]) for good, quantity in quantities.items()}
    used, budget = sum(lines.values(), Fraction(0)), Fraction(budget)
    refusal = None
    if used > budget:
        dearest = max(sorted(lines), key=lines.__getitem__)
        refusal = Refusal(Reason.OVER_BUDGET, dearest, "knapsack", used, budget)
    return Knapsack(used, budget - used, refusal)
