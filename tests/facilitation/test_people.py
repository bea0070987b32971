"""A town without any simulated society: people answer in whole numbers, some never, and the year ends in an adopted plan."""

import numpy as np
import pytest
from people import hold_round, hold_rounds, propose, small_town

from parecon.ballots import tally_approval
from parecon.charter import default_charter
from parecon.facilitation import announce_first, submit
from parecon.facilitation.aggregate import sum_filings
from parecon.feasibility import Infeasible, close_plan
from parecon.plans import adopt, check_plan, plan_options, tie_break
from parecon.proposals import Proposal, batch_of_actuals, batch_of_one

CHARTER = default_charter()


def opened():
    economy, record = small_town(CHARTER)
    return economy, record, announce_first(economy, CHARTER, actuals=batch_of_actuals(record.actuals))


def gap_of(year, code):
    return abs(float(year.records[-1].gaps[year.economy.labels.position(code)]))


@pytest.mark.parametrize("silent", [set(), {0}, {3}, {2, 5}, set(range(7))], ids=["nobody", "the only bakery", "a neighbourhood", "school and town hall", "everybody"])
def test_a_year_of_people_ends_in_a_plan_that_balances(silent):
    economy, record, year = opened()
    year = hold_rounds(year, record, silent, rounds=7)
    assert year.records[0].silent == len(silent)
    closing = close_plan(economy, year.records[-1], year.standing, CHARTER)
    assert not isinstance(closing, Infeasible)
    options = plan_options(economy, closing, CHARTER)
    names = [option.name for option in options]
    ballots = {f"voter-{i}": {names[i % len(names)], names[0]} for i in range(13)}
    result = tally_approval(ballots, names, tie_break(options))
    plan = adopt(economy, closing, result, CHARTER)
    assert plan.norm == result.winner == names[0]
    assert check_plan(economy, plan, CHARTER) == []
    assert (plan.balance.remainder >= 0).all()


def test_goods_that_somebody_answers_for_are_within_one_per_cent_by_the_third_round():
    _, record, year = opened()
    year = hold_rounds(year, record, set(), rounds=3)
    assert max(gap_of(year, code) for code in ("bread", "potatoes", "haircuts", "evening-classes", "work", "euros")) < 0.01


def test_land_that_its_only_farm_does_not_use_grows_cheap_and_stands_in_no_plans_way():
    economy, record, year = opened()
    year = hold_rounds(year, record, set(), rounds=7)
    fields = economy.labels.position("fields")
    prices = [float(record.announcement.prices[fields]) for record in year.records]
    assert prices[-1] < 0.5 * prices[0] and year.records[-1].supply[fields] > year.records[-1].demand[fields]


@pytest.mark.parametrize(("standing_order", "slack"), [("kept", 0.0), ("answers prices", 0.1)])
def test_a_council_that_is_silent_from_round_1_counts_with_last_years_amounts_marked(standing_order, slack):
    economy, record, _ = opened()
    charter = CHARTER.adopt({"rounds.standing_order": standing_order}, "test")
    year = hold_round(announce_first(economy, charter, actuals=batch_of_actuals(record.actuals)), record, {0})
    assert year.records[-1].heard == 6 and year.records[-1].silent == 1
    made = year.standing.quantity[(year.standing.good == economy.labels.position("bread")) & (year.standing.quantity > 0)]
    assert made.tolist() == [pytest.approx(4000 * 10**9, rel=slack)]
    assert year.standing.marks[0] == 1 and not year.standing.marks[1:].any()


def test_a_trade_desk_that_files_nothing_leaves_the_board_its_prior():
    economy, record, year = opened()
    spoken = propose(year, record, 6)
    lines = {economy.goods[g].code: q / 1e9 for g, q in zip(spoken.good, spoken.quantity)}
    silent = batch_of_one(Proposal(6, 1, lines, {}), economy.labels)
    row = economy.councils.row[6]
    prices = year.announcement.prices
    assert sum_filings(silent, economy, prices).elasticity[row] == -1
    assert sum_filings(spoken, economy, prices).elasticity[row] == pytest.approx(2.0, abs=0.01)


def test_a_person_may_answer_again_until_the_round_closes_and_over_the_budget_is_refused_with_both_numbers():
    economy, record, year = opened()
    year, refusals = submit(year, propose(year, record, 3))
    assert not refusals
    much = {"bread": -100_000.0, "work": 4800.0}
    after, refusals = submit(year, batch_of_one(Proposal(3, 1, much, {}), economy.labels))
    assert after is year and refusals[0].given > refusals[0].limit > 0
    again, refusals = submit(year, batch_of_one(Proposal(3, 1, {"bread": -100.0, "work": 4800.0}, {}), economy.labels))
    assert not refusals and sum(len(batch) for batch in again.batches) == 1
    assert np.abs(again.batches[-1].quantity).min() == 100 * 10**9
