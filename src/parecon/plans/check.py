"""Checking an adopted plan against itself: what anyone may recount."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from parecon.economy import CouncilKind, Economy
from parecon.feasibility import KINDS_OF_REQUESTS, SHARE_ONE, balance_lines
from parecon.feasibility.kernels import apply_shares
from parecon.plans.accounts import close_plan_accounts
from parecon.plans.adopted import AdoptedPlan, plan_hash
from parecon.plans.table import line_kinds
from parecon.proposals import make_batch, request_costs

__all__ = ["PlanRule", "Violation", "check_plan"]


class PlanRule(Enum):
    """What every adopted plan keeps."""

    HASH = "the hash is that of the plan"
    KIND = "every line has the kind its council and sign give it"
    SHARE = "every line is its proposal times one share"
    BALANCE = "every good balances and nothing is short"
    CAPACITY = "no worker council makes more than it may"
    REQUEST = "no request gets more than was asked"
    BUDGET = "cost plus saving is income, and savings and loans sum to zero"
    ACCOUNTS = "the accounts are those of the lines"
    OBJECTIVE = "the changes in value are those of the lines"


@dataclass(frozen=True)
class Violation:
    """One broken rule: where, the value recorded, and the value recomputed or the limit."""

    rule: PlanRule
    where: str
    given: object
    expected: object

    def __str__(self) -> str:
        return f"{self.where}: {self.rule.value} (recorded {self.given}, expected {self.expected})"


def check_plan(economy: Economy, plan: AdoptedPlan, charter=None) -> list[Violation]:
    """Return every rule that ``plan`` breaks, with the first place and both values; an empty list means that it stands.

    With the charter in force incomes are recomputed too; without it they are only added up.
    """
    adopted, totals = _recount(economy, plan)
    found = [_check_hash(plan), *_check_lines(economy, plan, adopted), *_check_balance(economy, plan, totals),
             *_check_capacity(economy, plan), *_check_budgets(economy, plan, charter), *_check_objective(plan, totals)]
    return [violation for violation in found if violation is not None]


def _batch(plan, quantity):
    flexibility = np.zeros(len(plan.good), dtype=np.float32)
    return make_batch(plan.round, {"council": plan.council, "start": plan.start, "good": plan.good, "quantity": quantity,
                                   "flexibility": flexibility, "capacity": plan.capacity, "marks": np.zeros(len(plan.council))})


def _recount(economy, plan):
    """Return each line by its share (l,), and the sums that the stored lines give: supply, use (n,), changed (8,)."""
    n = len(economy.goods)
    adopted, changed = np.zeros(len(plan.good), np.int64), np.zeros(2 + len(KINDS_OF_REQUESTS), np.int64)
    supply, use = np.zeros(n, np.int64), np.zeros(n, np.int64)
    apply_shares((plan.start, plan.good, plan.proposal), (plan.group, plan.council_class), (plan.scale, plan.ration, plan.other),
                 plan.prices, plan.request_kind, adopted, np.zeros(n, np.int64), np.zeros(n, np.int64), changed)
    np.add.at(supply, plan.good, np.maximum(plan.quantity, 0))
    np.add.at(use, plan.good, np.maximum(-plan.quantity, 0))
    return adopted, (supply, use, changed)


def _check_hash(plan) -> Violation | None:
    found = plan_hash(plan)
    return None if found == plan.hash else Violation(PlanRule.HASH, "the plan", plan.hash, found)


def _first(rule, differs, where, given, expected) -> list[Violation]:
    places = np.flatnonzero(differs)
    return [Violation(rule, where(int(places[0])), given[places[0]].item(), expected[places[0]].item())] if len(places) else []


def _check_lines(economy, plan, adopted) -> list[Violation]:
    def line(j: int) -> str:
        council = plan.council[np.searchsorted(plan.start, j, side="right") - 1]
        return f"{economy.council_name(council)}, {economy.goods[plan.good[j]].code}"

    kinds = line_kinds(economy, _batch(plan, plan.proposal))
    most = np.where((plan.kind != 0) & (plan.kind != 1), np.abs(plan.proposal), np.iinfo(np.int64).max)
    return [*_first(PlanRule.KIND, kinds != plan.kind, line, plan.kind, kinds), *_first(PlanRule.SHARE, adopted != plan.quantity, line, plan.quantity, adopted),
            *_first(PlanRule.REQUEST, np.abs(plan.quantity) > most, line, plan.quantity, plan.proposal)]


def _check_balance(economy, plan, totals) -> list[Violation]:
    balance = balance_lines(economy, totals[0], totals[1])
    code = lambda g: economy.goods[g].code  # noqa: E731
    found = []
    for name, mine in vars(plan.balance).items():
        expected = getattr(balance, name)
        found += _first(PlanRule.BALANCE, mine != expected, lambda g, n=name: f"{n} of {code(g)}", mine, expected)
    return found + _first(PlanRule.BALANCE, balance.remainder < 0, code, balance.remainder, np.zeros_like(balance.remainder))


def _check_capacity(economy, plan) -> list[Violation]:
    workers = np.flatnonzero(economy.councils.kind[plan.council] == CouncilKind.WORKER)
    capacity = plan.capacity[workers].astype(np.float64)
    limit = np.where(capacity > 0, np.minimum(capacity, 1 + plan.slack_up), 1.0)
    activity = plan.scale[plan.council_class[workers]] / SHARE_ONE
    return _first(PlanRule.CAPACITY, activity > limit, lambda i: economy.council_name(plan.council[workers[i]]), activity, limit)


def _check_budgets(economy, plan, charter) -> list[Violation]:
    accounts, rule = plan.accounts, PlanRule.BUDGET
    adopted = _batch(plan, plan.quantity)
    consumers = economy.councils.kind[plan.council] == CouncilKind.CONSUMER
    cost = np.where(consumers, request_costs(adopted, plan.prices), 0)
    name = lambda i: economy.council_name(plan.council[i])  # noqa: E731
    found = _first(rule, cost != accounts.cost, name, accounts.cost, cost)
    found += _first(rule, accounts.income - cost != accounts.saving, name, accounts.saving, accounts.income - cost)
    if not economy.fixed_incomes and accounts.saving.sum() != 0:
        found.append(Violation(rule, "savings and loans", int(accounts.saving.sum()), 0))
    if charter is None:
        return found
    again = close_plan_accounts(economy, adopted, plan.balance, (plan.prices, charter))
    found += _first(PlanRule.ACCOUNTS, again.income != accounts.income, name, accounts.income, again.income)
    return found + [Violation(PlanRule.ACCOUNTS, key, accounts.values.get(key), value)
                    for key, value in again.values.items() if accounts.values.get(key) != value][:1]


def _check_objective(plan, totals) -> list[Violation]:
    names = ("raised", "lowered", *KINDS_OF_REQUESTS)
    found = dict(zip(names, (int(v) for v in totals[2])))
    wrong = [Violation(PlanRule.OBJECTIVE, name, plan.changed.get(name), value) for name, value in found.items() if plan.changed.get(name) != value]
    return wrong[:1]
