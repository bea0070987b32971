"""What simulated councils emit, abate and permit."""

from dataclasses import replace

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.datasets.generate_tables import generate_input_output
from parecon.datasets.pollution import Harm
from parecon.datasets.society import build_society
from parecon.facilitation import announce_first
from parecon.quantities import as_units
from parecon.responses import lay_out, respond
from parecon.responses.abatement import abated


@pytest.fixture(scope="module")
def case():
    """Return (economy, society, announcement of last year's prices, position of CO2)."""
    economy, society = build_society(generate_input_output(30, seed=1), seed=1, charter=default_charter())
    return economy, society, announce_first(economy, default_charter(), economy.last_prices).announcement, economy.labels.position("CO2")


def emitted(case, relative):
    """Return what each worker council emits when a permit costs ``relative`` times last year's price, all else unchanged; and the batch."""
    economy, society, said, at = case
    prices = said.prices.copy()
    prices[at] *= relative
    batch = respond(economy, society, replace(said, prices=prices))
    owner = np.repeat(batch.council, np.diff(batch.start))
    mine = (batch.good == at) & (owner < len(society.workers.council))
    return np.bincount(owner[mine], -as_units(batch.quantity[mine]), len(society.workers.council)), batch


def test_at_last_years_price_nobody_abates(case):
    economy, society, _, at = case
    owner = np.repeat(society.workers.council, np.diff(society.workers.in_start))
    mine = society.workers.in_good == at
    np.testing.assert_allclose(emitted(case, 1.0)[0], np.bincount(owner[mine], society.workers.in_quantity[mine], len(society.workers.council)), atol=2e-9)


def test_emissions_fall_as_their_price_rises_up_to_the_price_at_which_there_are_none(case):
    economy, society, _, at = case
    curve = society.workers.abatement[society.workers.in_good == at]
    levels = [emitted(case, r)[0].sum() for r in (0.001, 0.018, 0.1, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0)]
    assert (np.diff(levels) < 0).all()
    # The straight line ends at 1 + 1/slope: beyond the flattest curve nothing is emitted, with the price of hours and capital unchanged.
    assert emitted(case, 1.01 * (1.0 + 1.0 / curve.min()))[0].sum() == 0.0


def test_what_is_filed_on_an_emission_line_is_what_ten_per_cent_bring_at_the_same_output(case):
    economy, society, said, at = case
    before, batch = emitted(case, 1.3)
    after, dearer = emitted(case, 1.3 * 1.1)
    made = [as_units(np.bincount(np.repeat(b.council, np.diff(b.start)), np.maximum(b.quantity, 0), len(economy.councils)))[:len(before)] for b in (batch, dearer)]
    owner = np.repeat(batch.council, np.diff(batch.start))
    mine = (batch.good == at) & (owner < len(before)) & (batch.quantity < -(10**6))
    rate = (after / np.where(made[1] > 0, made[1], 1)) / np.where(before > 0, before / np.where(made[0] > 0, made[0], 1), 1) - 1
    np.testing.assert_allclose(batch.flexibility[mine], rate[owner[mine]], rtol=0.05, atol=2e-3)


def test_each_unit_more_that_is_done_without_costs_what_a_permit_costs_then():
    """The dearer a permit, the more is abated, up to the unit that costs as much as the permit (envelope theorem), and all of it costs hours and capital."""
    for answer in (0.1, 0.5, 2.0):
        usual = 1.0 + answer / 2.0
        for relative in (0.0, 0.018, 0.7, 1.0, 1.3, 1.0 + 1.0 / answer - 1e-5, 5.0 + 1.0 / answer):
            share, cost = abated.py_func(relative, answer)
            more = abated.py_func(relative + 1e-6, answer)[1]
            assert usual * (more - cost) / 1e-6 == pytest.approx(1.0 - share, abs=1e-5)
            spent = usual * cost - relative * (1.0 - share)
            assert spent == pytest.approx((share + answer) ** 2 / (2.0 * answer)), "abatement costs the sum of what its units cost, from nothing where emitting is free"
            assert share == min(answer * (relative - 1.0), 1.0)
        assert abated.py_func(1.0, answer)[1] == 1.0


def test_abating_takes_more_hours_and_capital_for_the_same_output(case):
    economy, society, said, at = case
    blunt = replace(society, workers=replace(society.workers, abatement=np.zeros_like(society.workers.abatement)))
    prices = said.prices.copy()
    prices[at] *= 2.0
    per_output = []
    for some in (society, blunt):
        batch = respond(economy, some, replace(said, prices=prices))
        owner = np.repeat(batch.council, np.diff(batch.start))
        factors = np.isin(batch.good, [society.labour_good, society.capital_good]) & (batch.quantity < 0)
        worth, made = (np.bincount(owner[m], np.abs(batch.quantity[m]) * prices[batch.good[m]], len(economy.councils)) for m in (factors, batch.quantity > 0))
        per_output.append(worth / np.maximum(made, 1e-300))
    owner = np.repeat(society.workers.council, np.diff(society.workers.in_start))
    dirty = np.unique(owner[society.workers.abatement > 0])
    assert len(dirty) > 5 and (per_output[0][dirty] > per_output[1][dirty]).all()


def test_a_community_permits_more_the_more_it_is_paid_and_last_years_emissions_at_last_years_price(case):
    economy, society, said, at = case
    line = lay_out(society).first_permit
    permitted = []
    for relative in (0.5, 1.0, 1.1, 2.0):
        prices = said.prices.copy()
        prices[at] *= relative
        batch = respond(economy, society, replace(said, prices=prices))
        permitted.append(int(batch.quantity[line]))
        if relative == 1.0:
            assert batch.flexibility[line] == pytest.approx(0.05, rel=0.3)
    assert np.all(np.diff(permitted) > 0)
    last = economy.last_totals
    assert permitted[1] == pytest.approx(int(last.use[last.good == at].sum()), abs=len(economy.councils))


def test_a_vote_counts_hours_not_credits(case):
    """Twice the prices and twice what an hour earns is the same offer."""
    economy, society, said, _ = case
    dearer = replace(said, prices=2 * said.prices, budgets=2 * said.budgets, income_factor=2 * said.income_factor)
    line = lay_out(society).first_permit
    assert respond(economy, society, said).quantity[line] == respond(economy, society, dearer).quantity[line]


def test_a_hard_cap_overrides_the_vote():
    economy, society = build_society(generate_input_output(30, seed=1), seed=1, charter=default_charter(), permits={"CO2": -0.2})
    said = announce_first(economy, default_charter(), economy.last_prices).announcement
    batch = respond(economy, society, said)
    assert batch.quantity[-1] == economy.communities[0].cap and batch.flexibility[-1] == 0.0


def test_whoever_permits_nothing_at_any_price_is_heard():
    tables = generate_input_output(30, seed=1)
    economy, society = build_society(tables, seed=1, charter=default_charter(), harms={"CO2": Harm(wish=-50.0)})
    said = announce_first(economy, default_charter(), economy.last_prices).announcement
    assert respond(economy, society, said).quantity[-1] == 0
