"""Like councils are grouped without losing a unit."""

import numpy as np
import pytest

from parecon.economy import CouncilKind
from parecon.feasibility import class_table
from parecon.feasibility.classes import income_groups


@pytest.fixture
def case(made):
    return made.make_economy(4, 40, 15, seed=3)


def table_of(case, charter):
    economy, record, batch = case
    return class_table(economy, batch, record.announcement.prices, charter)


def test_recipes_requests_and_offers_add_up_to_every_line(case, charter):
    economy, _, batch = case
    table = table_of(case, charter)
    supply, use = np.zeros(len(economy.goods), np.int64), np.zeros(len(economy.goods), np.int64)
    np.add.at(supply, batch.good, np.maximum(batch.quantity, 0))
    np.add.at(use, batch.good, np.maximum(-batch.quantity, 0))
    assert (table.supply.sum(axis=0) + table.offers + table.other_supply + table.earned_total(len(economy.goods)) == supply).all()
    assert (table.use.sum(axis=0) + table.requests.sum(axis=0) == use).all()
    assert (table.private_by_income.sum(axis=0) == table.requests[0]).all()


def test_a_class_holds_worker_councils_of_one_row_only(case, charter):
    economy, _, batch = case
    table = table_of(case, charter)
    workers = economy.councils.kind[batch.council] == CouncilKind.WORKER
    assert ((table.council_class >= 0) == workers).all()
    assert (table.row[table.council_class[workers]] == economy.councils.row[batch.council[workers]]).all()
    assert table.councils.sum() == workers.sum()


def test_no_class_may_do_more_than_its_least_able_council(case, charter):
    economy, _, batch = case
    table = table_of(case, charter)
    limit = np.minimum(np.where(batch.capacity > 0, batch.capacity, 1.0).astype(float), 1 + charter["closing.slack_up"])
    for i in np.flatnonzero(table.council_class >= 0):
        assert table.bound[table.council_class[i]] <= limit[i]


def test_bands_are_given_up_where_the_charter_allows_fewer_classes(case, charter):
    economy, _, _ = case
    few = table_of(case, charter.adopt({"closing.classes_max": 12}, "this test"))
    many = table_of(case, charter)
    workers_rows = sum(r.kind is CouncilKind.WORKER for r in economy.rows)
    assert workers_rows <= len(few.row) <= 12 < len(many.row)


def test_a_council_that_filed_no_capacity_is_not_asked_for_more(made, charter):
    economy, record, batch = made.make_economy(3, 9, 5)
    from parecon.proposals import make_batch
    silent = make_batch(batch.round, {**batch.columns(), "capacity": np.zeros(len(batch))})
    assert (class_table(economy, silent, record.announcement.prices, charter).bound == 1.0).all()


def test_income_groups_rise_with_income_per_head_and_are_of_like_size(case, charter):
    economy, _, batch = case
    groups = income_groups(economy, batch, charter.adopt({"closing.income_groups": 5}, "this test"))
    consumers = np.flatnonzero(groups >= 0)
    income = (economy.hours * economy.effort)[batch.council[consumers]] / economy.councils.members[batch.council[consumers]]
    assert (np.diff(groups[consumers][np.argsort(income)]) >= 0).all()
    assert np.bincount(groups[consumers], minlength=5).min() >= 2


def test_foreign_exchange_is_split_over_exports_without_losing_a_unit(case, charter):
    economy, _, batch = case
    table = table_of(case, charter)
    filed = batch.quantity[(batch.good == table.exchange) & (batch.quantity > 0)].sum()
    assert table.earned.sum() == filed
    worth = table.requests[3] * table.prices
    assert np.allclose(table.earned / filed, worth / worth.sum(), rtol=1e-6)
