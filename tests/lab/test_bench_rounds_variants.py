"""What the words at the end of an economy's name do to the bench of rounds."""

import numpy as np
import pytest
from planned_years import small_sweden

from parecon.economy import CouncilKind, GoodKind
from parecon.facilitation import announce_first
from parecon.lab.bench_rounds_cases import CASES
from parecon.lab.bench_rounds_satiation import satiate, spend_quadratic
from parecon.lab.bench_rounds_variants import VARIANTS, adopt_changes, change_answer, change_society, read_name
from parecon.proposals import find_refusals, request_costs
from parecon.responses import respond


@pytest.fixture(scope="module")
def sweden():
    economy, society, charter = small_sweden()
    return economy, society, charter, announce_first(economy, charter).announcement


def answered(sweden, word):
    economy, society, charter, said = sweden
    variants = read_name(f"sweden-2014-{word}")[1]
    return change_answer(lambda s: respond(economy, society, s), variants, (economy, society, 1))(said)


def test_words_are_read_from_the_end_and_every_case_begins_with_an_economy_that_has_none():
    assert read_name("sweden-2014") == ("sweden-2014", ())
    assert read_name("sweden-2014-permits-30-shock") == ("sweden-2014", (VARIANTS["permits-30"], VARIANTS["shock"]))
    bases = {read_name(case.economy)[0] for case in CASES}
    assert bases == {"published-convex_01", "published-3000", "published-30000", "sweden-2014", "sweden-2015", "us-summary-2017", "us-detail-2017",
                     "input-output-60", "input-output-400", "input-output-1000", "input-output-10000", "input-output-100000", "room", "scarf"}


def test_words_change_the_charter_by_adoption(sweden):
    *_, charter, _ = sweden
    changed = adopt_changes(charter, read_name("sweden-2014-half-full-own-sign")[1])
    assert changed["society.at_capacity_share"] == 0.5 and changed["prices.own_sign"] and adopt_changes(charter, ()) is charter


@pytest.mark.parametrize("word", ["noise-2", "filed-low", "filed-high", "satiating", "abatement-low", "abatement-high", "maker-gone"])
def test_changed_answers_are_proposals_that_no_board_refuses(sweden, word):
    economy, _, charter, said = sweden
    assert not find_refusals(answered(sweden, word), economy, said, charter)


def test_noise_is_two_per_cent_and_another_in_every_round(sweden):
    economy, society, _, said = sweden
    plain = respond(economy, society, said)
    answer = change_answer(lambda s: respond(economy, society, s), read_name("x-noise-2")[1], (economy, society, 1))
    worker = economy.councils.kind[np.repeat(plain.council, np.diff(plain.start))] == CouncilKind.WORKER
    lines = worker & (np.abs(plain.quantity) > 10**6)
    one, two = (np.log(answer(said).quantity[lines] / plain.quantity[lines]) for _ in range(2))
    assert np.std(one) == pytest.approx(0.02, rel=0.05) and abs(np.corrcoef(one, two)[0, 1]) < 0.05


def test_a_wrong_filing_is_wrong_by_seven_and_keeps_within_capacity(sweden):
    economy, society, _, said = sweden
    plain, low = respond(economy, society, said), answered(sweden, "filed-low")
    owner = np.repeat(np.arange(len(plain)), np.diff(plain.start))
    filed = (economy.councils.kind[plain.council[owner]] == CouncilKind.WORKER) & (plain.flexibility > 0.01) & (plain.capacity[owner] > 1.0 + plain.flexibility)
    assert np.log1p(low.flexibility[filed]) * 7 == pytest.approx(np.log1p(plain.flexibility[filed]), rel=1e-3)
    assert np.array_equal(plain.quantity, low.quantity)


def test_a_wrong_filing_of_abatement_is_wrong_by_seven_in_emissions_alone(sweden):
    economy, society, _, said = sweden
    plain, low = respond(economy, society, said), answered(sweden, "abatement-low")
    emission = np.isin(plain.good, economy.kinds(GoodKind.POLLUTANT)) & (plain.quantity < 0) & (plain.flexibility < 0)
    assert emission.any() and low.flexibility[emission] * 7 == pytest.approx(plain.flexibility[emission], rel=1e-5)
    assert np.array_equal(low.flexibility[~emission], plain.flexibility[~emission]) and np.array_equal(low.quantity, plain.quantity)


def test_the_one_maker_of_a_good_proposes_nothing_and_all_others_what_they_did(sweden):
    economy, society, _, said = sweden
    plain, gone = respond(economy, society, said), answered(sweden, "maker-gone")
    fewer = np.flatnonzero(np.diff(gone.start) != np.diff(plain.start))
    assert len(fewer) == 1 and np.diff(gone.start)[fewer[0]] == 0
    owner = np.repeat(np.arange(len(plain)), np.diff(plain.start))
    made = np.setdiff1d(plain.good[(owner == fewer[0]) & (plain.quantity > 0)], gone.good[gone.quantity > 0])
    assert len(made) >= 1, "a good that nobody makes any more"
    assert np.array_equal(gone.quantity, plain.quantity[owner != fewer[0]]) and np.array_equal(gone.council, plain.council)


def test_a_shock_moves_ten_goods_by_half_and_last_years_totals_do_not_know(sweden):
    economy, society, *_ = sweden
    moved = change_society(economy, society, read_name("x-shock")[1], 1)
    before, after = society.workers, moved.workers
    factor = np.round(after.in_quantity / np.where(before.in_quantity > 0, before.in_quantity, 1.0), 6)
    assert {1.5, round(1 / 1.5, 6)} <= set(factor.tolist())
    assert len(np.unique(before.in_nest[np.isin(factor, (1.5, round(1 / 1.5, 6)))])) <= 10
    cost = lambda block, workers: np.add.reduceat(workers.in_quantity * society.benchmark_prices[workers.in_good], workers.in_start[:-1])  # noqa: E731
    assert cost(None, after) + after.own_value == pytest.approx(cost(None, before) + before.own_value, rel=1e-9)


def test_quadratic_wishes_spend_the_budget_until_they_have_enough():
    wanted, more, price = np.array([2.0, 3.0]), np.array([1.0, 0.5]), np.ones(2)
    owner = np.zeros(2, dtype=int)
    at_benchmark = spend_quadratic(wanted, more, (price, price), (owner, np.array([5.0])))
    assert at_benchmark == pytest.approx(wanted)
    enough = spend_quadratic(wanted, more, (price, price), (owner, np.array([100.0])))
    assert enough == pytest.approx([4.0, 4.5])
    dear = spend_quadratic(wanted, more, (np.array([9.0, 1.0]), np.array([9.0, 1.0])), (owner, np.array([4.0])))
    assert dear[0] == 0.0 and dear[1] == pytest.approx(4.0), "above its price of no return a good is not asked for"


def test_satiating_neighbourhoods_keep_their_budgets_and_the_others_are_untouched(sweden):
    economy, society, _, said = sweden
    plain, changed = respond(economy, society, said), satiate(lambda s: respond(economy, society, s), economy, society, 1)(said)
    consumer = np.flatnonzero(economy.councils.kind[plain.council] == CouncilKind.CONSUMER)
    differs = np.array([not np.array_equal(plain.quantity[plain.start[i]:plain.start[i + 1]], changed.quantity[plain.start[i]:plain.start[i + 1]]) for i in consumer])
    assert differs[::3].all() and not differs[1::3].any() and not differs[2::3].any()
    assert (request_costs(changed, said.prices)[consumer] <= said.budgets[plain.council[consumer]] + np.diff(plain.start)[consumer]).all()
