"""Where councils of one industry use different inputs, the board's model holds each of them; what it learns is how they answered."""

from dataclasses import replace

import numpy as np
import pytest
from planned_years import three_rounds
from published_years import hold_published, published_society

from parecon.charter import default_charter
from parecon.facilitation import announce_first, choose, close_round, follow, submit
from parecon.facilitation.derivative import differentiate
from parecon.facilitation.evaluation import evaluate
from parecon.facilitation.groups import find_groups, inputs_apart
from parecon.facilitation.learning import _approach, learn_elasticities, remember_answers
from parecon.facilitation.share_rule import mix_clearing
from parecon.facilitation.surrogate import fit_model


def worst(record):
    """Return the largest relative gap of a round."""
    return float(np.abs(record.gaps).max())


@pytest.fixture(scope="module")
def published():
    return hold_published(7)


def test_industries_of_the_published_kind_are_apart_and_those_of_a_national_table_are_not(published):
    sweden = three_rounds()
    threshold = published.charter["prices.councils_apart"]
    assert published.records[0].groups.single and published.records[0].groups.apart > threshold
    assert not sweden.records[-1].groups.single
    assert inputs_apart(sweden.standing, sweden.economy, sweden.announcement.prices) < threshold


def test_a_council_alone_is_not_apart_from_itself_and_the_level_of_prices_does_not_matter(published):
    batch, economy, prices = published.standing, published.economy, published.announcement.prices
    assert inputs_apart(choose(batch, batch.council < 1), economy, prices) == 0.0
    assert inputs_apart(batch, economy, prices) == inputs_apart(batch, economy, 4.0 * prices) > 0


def test_sums_of_councils_are_the_published_totals(published):
    record = published.records[-1]
    groups = record.groups
    row = groups.row[groups.totals.row].astype(np.int64) * len(published.economy.goods) + groups.totals.good
    for name in ("supply", "use"):
        whole = np.zeros(len(published.economy.rows) * len(published.economy.goods), dtype=np.int64)
        np.add.at(whole, row, getattr(groups.totals, name))
        known = record.rows.row.astype(np.int64) * len(published.economy.goods) + record.rows.good
        assert np.array_equal(whole[known], getattr(record.rows, name)) and whole.sum() == getattr(record.rows, name).sum()


def test_above_the_charters_number_of_lines_rows_are_industries(published):
    few = published.charter.adopt({"prices.council_lines_max": 10}, "test")
    record, batch = published.records[-1], published.standing
    groups = find_groups(batch, published.economy, record.announcement.prices, totals=(record.rows, record.filings), charter=few)
    assert not groups.single and len(groups.row) == len(published.economy.rows)


def test_the_announcement_says_whom_the_model_takes_together(published):
    assert "rows are worker councils" in published.step.why
    assert three_rounds().step.why.endswith("its rows are industries")


def test_the_derivative_of_a_model_of_councils_agrees_with_differences(published):
    known = learn_elasticities(published.records[:3], published.economy, published.charter, 0.0)
    assert np.abs(known.deepening).max() > 0.5
    model = fit_model(published.records[2], published.economy, published.charter, known)
    rng = np.random.default_rng(5)
    here = rng.normal(0.0, 0.02, len(model.own))
    matrix = differentiate(model, evaluate(model, here))

    def gaps(step):
        at = evaluate(model, step)
        return np.log(at.demand[model.own] / at.supply[model.own])

    for _ in range(3):
        way = rng.normal(0.0, 1.0, len(model.own))
        difference = (gaps(here + 1e-6 * way) - gaps(here - 1e-6 * way)) / 2e-6
        assert matrix.apply(way) == pytest.approx(difference, rel=1e-4, abs=1e-4)
        assert matrix.dense() @ way == pytest.approx(matrix.apply(way), rel=1e-9, abs=1e-9)
    assert matrix.diagonal() == pytest.approx(np.diagonal(matrix.dense()), rel=1e-9, abs=1e-12)


def test_what_is_learnt_of_cobb_douglas_councils_is_an_elasticity_of_one(published):
    known = learn_elasticities(published.records, published.economy, published.charter, 0.0)
    rows = slice(0, len(published.economy.rows) - 1)
    assert known.inputs[rows] == pytest.approx(np.ones(len(known.inputs[rows])), abs=0.05)
    assert known.deepening[rows] == pytest.approx(np.ones(len(known.inputs[rows])), abs=0.15)
    assert known.wishes == pytest.approx(1.0, abs=0.01)


def test_a_prior_holds_until_two_rounds_can_be_compared(published):
    known = learn_elasticities(published.records[:1], published.economy, published.charter, 0.0)
    assert set(known.inputs) == {published.charter["prices.substitution_inputs"]} and known.wishes == published.charter["prices.substitution_wishes"]


@pytest.mark.parametrize("start", [100.0, 700.0, 5000.0])
def test_any_level_of_first_prices_balances_within_four_rounds(start):
    year = hold_published(4, start, workers=600)
    assert worst(year.records[-1]) < 0.01


def test_it_goes_on_to_a_millionth(published):
    assert worst(published.records[-1]) < 1e-6


def test_councils_file_in_any_order_and_the_prices_are_the_same():
    economy, answer = published_society()
    charter = default_charter()
    steps = []
    for parts in (1, 3):
        year = announce_first(economy, charter, np.full(len(economy.goods), 700.0))
        batch = answer(year.announcement)
        for part in range(parts):
            year, refusals = submit(year, choose(batch, batch.council % parts == parts - 1 - part))
            assert not refusals
        steps.append(follow(close_round(year)).announcement.prices)
    assert np.array_equal(*steps)


def test_what_a_year_taught_is_known_before_the_next_ones_second_round(published):
    taught = remember_answers(published.records, published.economy, published.charter)
    economy, answer = published_society()
    off = published.records[-1].announcement.prices * np.exp(np.random.default_rng(2).normal(0.0, 0.2, len(economy.goods)))
    gaps = []
    for known in (None, taught):
        year = announce_first(replace(economy, last_answers=known), published.charter, off)
        year = follow(close_round(submit(year, answer(year.announcement))[0]))
        gaps.append(worst(close_round(submit(year, answer(year.announcement))[0]).records[1]))
    assert gaps[1] < 0.75 * gaps[0]
    assert taught.shape == (4, len(economy.rows)) and taught[0, -1] == pytest.approx(1.0, abs=0.01), "households' wishes stand in the first line"


def test_answers_that_scatter_teach_less_than_answers_that_do_not():
    known, cause, answer = np.array([3.0]), np.array([0.02]), np.array([0.12])
    charter = default_charter()
    learnt = [float(_approach(known, cause, answer, (charter, scatter))[0]) for scatter in (0.0, 0.05, 1.0)]
    assert 3.0 < learnt[2] < learnt[1] < learnt[0] <= 6.0 and learnt[2] == pytest.approx(3.0, rel=0.01)


def gaps_of(record, economy):
    """Return the worst gap of priced goods."""
    return float(np.abs(record.gaps[economy.priced]).max())


def test_clearing_prices_are_mixed_only_from_a_round_on_and_only_where_the_worst_gap_did_not_fall(published):
    economy, charter, records = published.economy, published.charter, published.records
    known = learn_elasticities(records, economy, charter, 0.0)
    assert all(gaps_of(b, economy) < gaps_of(a, economy) for a, b in zip(records[2:], records[3:]))
    assert mix_clearing(records, economy, (charter, known)) is None, "the gap falls"
    rose = (*records[:-1], replace(records[-2], announcement=replace(records[-2].announcement, prices=records[-1].announcement.prices)))
    assert mix_clearing(rose[-3:], economy, (charter, known)) is None, "too early"
    way = mix_clearing(rose, economy, (charter, known))
    assert way.shape == (len(economy.priced),) and np.isfinite(way).all()


def test_prices_at_which_proposals_would_outgrow_counting_are_not_announced():
    economy, answer = published_society()
    charter = default_charter()
    year = announce_first(economy, charter, 700.0 * np.exp(np.random.default_rng(6).normal(0.0, 2.0, len(economy.goods))))
    for _ in range(6):
        year, refusals = submit(year, answer(year.announcement))
        assert not refusals
        year = follow(close_round(year))
    assert np.isfinite(year.announcement.prices).all() and (year.announcement.prices > 0).all()
