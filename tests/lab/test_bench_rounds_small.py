"""Small economies whose end is known: the room, Scarf's example, a good that is free."""

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.facilitation import announce_first, close_round, follow, submit
from parecon.lab.bench_rounds_cases import Case
from parecon.lab.bench_rounds_markets import open_market
from parecon.lab.bench_rounds_run import run_case
from parecon.lab.bench_rounds_small import answer_scarf, scarf_economy
from parecon.procedures.participatory import gap_to_close, worst_gap


def test_scarfs_owners_are_in_balance_at_any_prices_and_meet_at_equal_ones():
    economy, charter = scarf_economy(), default_charter()
    skewed = announce_first(economy, charter, np.array([3.0, 1.0, 0.5, 1.0])).announcement
    batch = answer_scarf(skewed)
    worth = np.add.reduceat(batch.quantity * skewed.prices[batch.good], batch.start[:-1])[:3]
    assert np.abs(worth).max() < 10
    year = close_round(submit(announce_first(economy, charter, np.ones(4)), answer_scarf(announce_first(economy, charter, np.ones(4)).announcement))[0])
    assert np.abs(year.records[0].gaps).max() < 1e-9


@pytest.mark.parametrize(("rule", "reached"), [("anderson", True), ("published", False)])
def test_scarfs_row_says_whether_the_equilibrium_was_reached(rule, reached):
    (row,) = run_case(Case("scarf", "lognormal", rule, "fixed"))
    assert (row["rounds_worst_1"] is not None) is reached


def test_a_free_good_ends_at_no_price_and_the_rounds_do_not_wait_for_it():
    market, charter = open_market(Case("input-output-20-free-good", "last-year"), default_charter())
    year = announce_first(market.economy, charter, market.prices)
    for _ in range(4):
        year = close_round(submit(year, market.answer(year.announcement))[0])
        if gap_to_close(year.records[-1], market.economy, charter) <= 0.01:
            break
        year = follow(year)
    record = year.records[-1]
    assert record.announcement.prices[-1] < 0.001 and record.supply[-1] > 3 * record.demand[-1]
    assert gap_to_close(record, market.economy, charter) <= 0.01 < 1 < worst_gap(record, market.economy)


def test_the_room_answers_in_whole_numbers_and_its_plan_closes_within_five_rounds():
    market, charter = open_market(Case("room", "random"), default_charter())
    batch = market.answer(announce_first(market.economy, charter, market.prices).announcement)
    assert (batch.quantity % 10**9 == 0).all()
    row = next(run_case(Case("room", "random", bar=5, measure="close")))
    assert row["rounds_close_1"] <= 5
