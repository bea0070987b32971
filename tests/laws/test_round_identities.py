"""The identities of institutions.md 3 hold in every round, under every price rule."""

import numpy as np
import pytest
from planned_years import hold_rounds, small_sweden, three_rounds

from parecon.economy import CouncilKind, GoodKind
from parecon.facilitation import close_round, submit
from parecon.quantities import exact_value
from parecon.responses import respond

RULES = ("calibrated-share", "power", "published")


@pytest.fixture(params=RULES)
def year(request):
    return three_rounds(request.param)


def test_surplus_is_benefit_minus_cost_for_every_council(year):
    assessed = year.assessment
    assert (assessed.surplus == assessed.parts[:, 0] - assessed.parts[:, 1:].sum(axis=1)).all()
    assert len(assessed.council) > 400


def test_net_output_is_all_charges_and_surpluses(year):
    for record in year.records:
        a = record.accounts
        charges = sum(a[f"{part}_charge"] for part in ("labour", "nature", "capital", "emission", "social"))
        assert a["output"] - a["input"] == charges + a["surplus"]
        # The same net output from the published totals, rounded once instead of once a line.
        assert a["net_output"] == pytest.approx(a["output"] - a["input"], rel=1e-9)


def test_every_good_balances_with_its_gap_as_a_named_line(year):
    economy = year.economy
    for record in year.records:
        supply, demand = economy.endowment.copy(), economy.claim.copy()
        np.add.at(supply, record.rows.good, record.rows.supply)
        np.add.at(demand, record.rows.good, record.rows.use)
        own = np.setdiff1d(economy.priced, economy.kinds(GoodKind.FOREIGN_EXCHANGE))
        gap = record.demand[own] - record.supply[own]
        assert (supply[own] + gap == demand[own]).all()
        imports = economy.kinds(GoodKind.IMPORT)
        assert (record.supply[imports] == record.demand[imports]).all(), "what is asked for from abroad is bought"


def test_budgets_sum_to_the_announced_fund_to_the_last_unit(year):
    consumers = year.economy.councils.kind == CouncilKind.CONSUMER
    for record in year.records:
        said = record.announcement
        assert int(said.budgets[consumers].sum()) + round(said.collective_charge * 1e9 * int(year.economy.councils.members[consumers].sum())) \
            == pytest.approx(said.fund, abs=2)
        assert (said.budgets[~consumers] == 0).all()


def test_announced_minus_realised_fund_is_the_value_of_the_gaps(year):
    """Walras: councils spend what was announced, so what the fund lacks is what goods lack."""
    economy = year.economy
    tied = np.concatenate([economy.kinds(k) for k in (GoodKind.PRODUCT, GoodKind.FOREIGN_EXCHANGE)])
    for record in year.records:
        prices = record.announcement.prices
        gaps = exact_value(prices[tied], record.demand[tied] - record.supply[tied])
        exchange = economy.kinds(GoodKind.FOREIGN_EXCHANGE)
        agreed = exact_value(prices[exchange], economy.claim[exchange] - economy.endowment[exchange])
        realised = record.accounts["incomes"] + record.accounts["net_exports"] - agreed
        spent = record.accounts["private"] + record.accounts["own_emissions"] + record.accounts["collective"]
        assert spent - realised == pytest.approx(gaps, abs=1e-9 * abs(realised) + 10)


def test_an_average_hour_earns_one_credit(year):
    for record in year.records[1:]:
        assert record.announcement.income_factor == pytest.approx(1.0, abs=1e-12)


def test_a_closed_round_takes_no_more_proposals():
    from parecon.facilitation import TransitionRefused

    economy, society, charter = small_sweden()
    closed = hold_rounds(economy, society, charter, 1)
    with pytest.raises(TransitionRefused, match="round 1 is closed"):
        submit(closed, respond(economy, society, closed.announcement))
    with pytest.raises(TransitionRefused, match="closed already"):
        close_round(closed)
