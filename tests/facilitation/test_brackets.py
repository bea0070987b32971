"""Prices between which earlier rounds found balance, worked by hand; and abatement that is learnt where it was filed wrong."""

from types import SimpleNamespace

import numpy as np
import pytest
from planned_years import small_sweden

from parecon.charter import default_charter
from parecon.economy import CouncilKind
from parecon.facilitation import announce_first, close_round, follow, submit
from parecon.facilitation.brackets import find_brackets
from parecon.facilitation.incomes import income_weights
from parecon.facilitation.learning import learn_elasticities
from parecon.facilitation.record import relative_gaps
from parecon.lab.bench_rounds_variants import change_answer, read_name
from parecon.responses import lay_out, respond

ECONOMY = SimpleNamespace(priced=np.arange(25), fixed_incomes=False)
CHARTER = default_charter()


def record(price: float, demand: float, *, others: float = 1.0) -> SimpleNamespace:
    """Return a round in which good 0 costs ``price`` and so much of it is wanted for 1,000 offered; the others balance at one price."""
    supply, wanted = np.full(25, 1000), np.array([demand, *[1000] * 24])
    return SimpleNamespace(announcement=SimpleNamespace(prices=np.array([price, *[others] * 24])), supply=supply, demand=wanted, gaps=relative_gaps(supply, wanted))


def test_a_price_that_would_go_far_beyond_where_it_was_too_low_stops_on_the_chord():
    # 1 was too low by a gap of 2 * 100 / 2100, e is too high by 2 * 300 / 1700.
    found = find_brackets([record(1.0, 1100), record(np.e, 700)], ECONOMY, CHARTER)
    now, before = 600 / 1700, 200 / 2100
    assert found.end[0] == pytest.approx(-1.0) and found.chord[0] == pytest.approx(-now / (now + before)) and np.isnan(found.end[1:]).all()
    steps = {-2.5: found.chord[0], -1.9: np.nan, 0.5: np.nan}
    for step, held in steps.items():
        assert np.array_equal(found.hold(np.array([step, 0.1, -0.1, *[0.0] * 22])), np.array([held, *[np.nan] * 24]), equal_nan=True)
    # Twice all prices are the same prices.
    assert found.hold(np.array([-2.5, 0.1, -0.1, *[0.0] * 22]) + 7.0)[0] == pytest.approx(found.chord[0] + 7.0)
    doubled = [record(2.0, 1100, others=2.0), record(np.e, 700)]
    assert find_brackets(doubled, ECONOMY, CHARTER).chord[0] == pytest.approx(found.chord[0])
    # Where incomes are fixed they are not.
    fixed = find_brackets(doubled, SimpleNamespace(priced=np.arange(25), fixed_incomes=True), CHARTER)
    assert fixed.end[0] == pytest.approx(np.log(2.0) - 1.0) and fixed.hold(np.array([-0.7, *[0.5] * 24]))[0] == pytest.approx(fixed.chord[0])


@pytest.mark.parametrize("rounds", [
    [record(1.0, 1100)],
    [record(1.0, 1008), record(np.e, 700)],
    [record(1.0, 1100), record(np.e, 992)],
    [record(1.0, 900), record(np.e, 700)],
    [record(np.e, 1100), record(1.0, 700)],
    [record(1.0, 60_000), record(np.e, 700)],
], ids=["one round", "hardly too low", "hardly too high", "the same sign", "others moved the gap", "far from balance"])
def test_what_brackets_nothing(rounds):
    assert np.isnan(find_brackets(rounds, ECONOMY, CHARTER).end).all()


@pytest.mark.parametrize("word, least, most", [("", 0.8, 1.25), ("-abatement-low", 4.0, 9.0), ("-abatement-high", 0.1, 0.25)])
def test_rounds_teach_how_emissions_answer_their_price(word, least, most):
    economy, society, charter = small_sweden()
    layout = lay_out(society)
    answer = change_answer(lambda said: respond(economy, society, said, layout), read_name(f"sweden{word}")[1], (economy, society, 1))
    carbon = economy.labels.position("CO2")
    prices = economy.last_prices.copy()
    prices[carbon] *= 1.5
    year = announce_first(economy, charter, prices)
    for _ in range(3):
        year, refusals = submit(year, answer(year.announcement))
        assert not refusals
        year = close_round(year)
        known = learn_elasticities(year.records, economy, charter, float(income_weights(economy, year.records[-1].hours / 1e9, charter).sum()))
        year = follow(year)
    emits = np.unique(year.records[-1].rows.row[(year.records[-1].rows.good == carbon) & (year.records[-1].rows.use > 0)])
    emits = emits[economy.row_kind[emits] == CouncilKind.WORKER]
    learnt = known.abatement[emits]
    assert least < np.median(learnt[learnt != 1.0]) < most
