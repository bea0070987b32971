"""Anyone can recount an adopted plan; whatever was changed in it is found and named."""

from dataclasses import fields, replace

import numpy as np
import pytest

from parecon.feasibility import Balance, close_plan
from parecon.plans import PlanAccounts, PlanRule, adopt, check_plan, plan_hash


@pytest.fixture(scope="module")
def economy_and_plan(made, charter):
    economy, record, batch = made.make_economy(4, 30, 12, seed=9, gap=0.05)
    closing = close_plan(economy, record, batch, charter)
    return economy, adopt(economy, closing, made.elect(charter["closing.norms"], "shared-change"), charter)


def changed(array, place, step):
    copy = np.array(array)
    copy[place] += step
    return copy


def rehashed(plan):
    return replace(plan, hash=plan_hash(plan))


def rules(economy, plan, charter=None):
    return {violation.rule for violation in check_plan(economy, plan, charter)}


def test_an_adopted_plan_breaks_no_rule(economy_and_plan, charter):
    economy, plan = economy_and_plan
    assert check_plan(economy, plan) == []
    assert check_plan(economy, plan, charter) == []


def test_a_unit_slipped_to_a_council_is_found_even_under_a_new_hash(economy_and_plan):
    economy, plan = economy_and_plan
    line = int(np.flatnonzero(plan.kind == 3)[0])
    forged = rehashed(replace(plan, quantity=changed(plan.quantity, line, -1)))
    found = check_plan(economy, forged)
    assert {PlanRule.SHARE, PlanRule.BALANCE} <= {violation.rule for violation in found}
    named = next(v for v in found if v.rule is PlanRule.SHARE)
    assert named.expected == plan.quantity[line] and economy.goods[plan.good[line]].code in named.where


def test_any_changed_column_is_found_by_the_hash(economy_and_plan):
    economy, plan = economy_and_plan
    for name in ("proposal", "quantity", "scale", "ration", "other", "capacity", "prices"):
        column = getattr(plan, name)
        assert PlanRule.HASH in rules(economy, replace(plan, **{name: changed(column, (0,) * column.ndim, 1)})), name


@pytest.mark.parametrize("name", [field.name for field in fields(Balance)])
def test_a_balance_that_was_tampered_with_is_found(economy_and_plan, name):
    economy, plan = economy_and_plan
    forged = replace(plan.balance, **{name: changed(getattr(plan.balance, name), 2, 1)})
    assert PlanRule.BALANCE in rules(economy, rehashed(replace(plan, balance=forged)))


def test_a_council_above_its_capacity_is_found(economy_and_plan):
    economy, plan = economy_and_plan
    forged = rehashed(replace(plan, capacity=np.where(plan.capacity > 0, np.float32(0.5), plan.capacity)))
    assert PlanRule.CAPACITY in rules(economy, forged)


def test_an_income_that_was_moved_from_one_council_to_another_is_found(economy_and_plan, charter):
    economy, plan = economy_and_plan
    consumers = np.flatnonzero(plan.accounts.income)
    moved = changed(changed(plan.accounts.income, consumers[0], 1000), consumers[1], -1000)
    forged = replace(plan.accounts, income=moved, saving=moved - plan.accounts.cost)
    found = rules(economy, rehashed(replace(plan, accounts=forged)), charter)
    assert PlanRule.ACCOUNTS in found


def test_credits_from_nowhere_are_found_without_the_charter(economy_and_plan):
    economy, plan = economy_and_plan
    more = changed(plan.accounts.income, np.flatnonzero(plan.accounts.income)[0], 5)
    forged = replace(plan.accounts, income=more, saving=more - plan.accounts.cost)
    assert PlanRule.BUDGET in rules(economy, rehashed(replace(plan, accounts=forged)))


def test_accounts_that_were_embellished_are_found(economy_and_plan, charter):
    economy, plan = economy_and_plan
    accounts: PlanAccounts = replace(plan.accounts, values={**plan.accounts.values, "fund": plan.accounts.values["fund"] + 1})
    assert PlanRule.ACCOUNTS in rules(economy, rehashed(replace(plan, accounts=accounts)), charter)


def test_a_kinder_objective_is_found(economy_and_plan):
    economy, plan = economy_and_plan
    forged = rehashed(replace(plan, changed={**plan.changed, "lowered": 0}))
    assert PlanRule.OBJECTIVE in rules(economy, forged)


def test_a_violation_reads_as_a_sentence(economy_and_plan):
    economy, plan = economy_and_plan
    text = str(check_plan(economy, replace(plan, hash="0" * 64))[0])
    assert text.startswith("the plan: the hash is that of the plan (recorded 0000")
