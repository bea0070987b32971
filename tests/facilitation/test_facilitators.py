"""Whoever closes a round, and wherever they shop: the prices are the same to the last bit."""

import copy
import inspect
from dataclasses import replace

import numpy as np
import pytest
from planned_years import three_rounds
from published_years import hold_published, published_society

from parecon.charter import default_charter
from parecon.facilitation import announce_first, close_round, follow, rule_called, submit
from parecon.facilitation.rounds import RULES
from parecon.proposals import make_batch


@pytest.mark.parametrize("rule", sorted(RULES))
def test_another_facilitator_who_holds_the_same_records_announces_the_same_prices(rule):
    year = three_rounds()
    mine = rule_called(rule).next_prices(year.records, year.economy, year.charter)
    theirs = copy.deepcopy(RULES[rule]).next_prices(copy.deepcopy(year.records), replace(year.economy), year.charter)
    assert np.array_equal(mine.prices, theirs.prices) and mine.incomes == theirs.incomes and mine.why == theirs.why


@pytest.mark.parametrize("rule", sorted(RULES))
def test_a_rule_is_told_records_economy_and_charter_and_nothing_else(rule):
    assert list(inspect.signature(RULES[rule].next_prices).parameters) == ["records", "economy", "charter"]


def test_a_facilitators_household_moves_prices_exactly_as_a_strangers():
    economy, answer = published_society()
    charter = default_charter()
    year = announce_first(economy, charter, np.full(len(economy.goods), 700.0))
    batch = answer(year.announcement)
    facilitator, stranger = len(batch) - 1, len(batch) - 20
    assert year.announcement.budgets[facilitator] == year.announcement.budgets[stranger], "the two have one income"

    def prices(changed):
        return follow(close_round(submit(year, changed)[0])).announcement.prices

    def with_request(council, factor):
        quantity = batch.quantity.copy()
        lines = slice(batch.start[council], batch.start[council + 1])
        quantity[lines] = np.rint(quantity[lines] * factor).astype(np.int64)
        return make_batch(batch.round, {**batch.columns(), "quantity": quantity})

    def exchanged(changed):
        quantity = changed.quantity.copy()
        one, two = (slice(changed.start[c], changed.start[c + 1]) for c in (facilitator, stranger))
        quantity[one], quantity[two] = changed.quantity[two], changed.quantity[one]
        return make_batch(changed.round, {**changed.columns(), "quantity": quantity})

    modest = with_request(facilitator, 0.5)
    assert not np.array_equal(prices(batch), prices(modest)), "a household that asks for less moves prices"
    assert np.array_equal(prices(modest), prices(exchanged(modest))), "and it does not matter which household it is"


def test_the_same_year_held_twice_gives_the_same_bits():
    one, two = (hold_published(4) for _ in range(2))
    assert np.array_equal(one.announcement.prices, two.announcement.prices)
    assert [r.batches for r in one.records] == [r.batches for r in two.records]
