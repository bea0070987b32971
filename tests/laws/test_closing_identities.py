"""Identities A1 to A7 of institutions.md 3 hold in every adopted plan, in integers and without a residual."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.economy import CouncilKind
from parecon.feasibility import adopted_batch, close_plan
from parecon.plans import adopt, pollutant_accounts, plan_options, stock_values
from parecon.proposals import assess

MADE = Path(__file__).parents[1] / "feasibility" / "made_economy.py"
CASES = [(3, 12, 9, 1, 0.03, False), (5, 40, 20, 2, 0.06, False), (2, 8, 5, 3, 0.0, False), (6, 25, 30, 4, 0.1, False), (5, 40, 20, 2, 0.06, True),
         (3, 12, 9, 1, 0.03, True)]


def load_made():
    spec = importlib.util.spec_from_file_location("made_economy", MADE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module", params=CASES, ids=str)
def adopted(request):
    """Return (economy, closing, option, plan) of every option of one made economy."""
    products, workers, consumers, seed, gap, community = request.param
    charter = default_charter()
    made = load_made()
    economy, record, batch = made.make_economy(products, workers, consumers, seed=seed, gap=gap, community=community)
    closing = close_plan(economy, record, batch, charter)
    names = [c.norm for c in closing.candidates]
    return [(economy, closing, option, adopt(economy, closing, made.elect(names, option.name), charter))
            for option in plan_options(economy, closing, charter)]


def test_a1_every_good_balances(adopted):
    for economy, _, _, plan in adopted:
        b = plan.balance
        assert (economy.endowment + b.supply + b.bought == b.use + economy.claim + b.spent + b.remainder).all()
        assert (b.remainder >= 0).all()


def test_a2_surplus_is_benefit_minus_cost_of_every_council(adopted):
    for economy, closing, option, plan in adopted:
        batch = adopted_batch(economy, closing.table, closing.batch, option.candidate)
        assessed = assess(batch, economy, plan.prices, default_charter())
        assert (assessed.surplus == assessed.benefit - assessed.cost).all()
        assert assessed.surplus.sum() == plan.accounts.values["surplus"]


def test_a3_net_output_is_all_charges_and_surpluses(adopted):
    for *_, plan in adopted:
        v = plan.accounts.values
        charges = sum(v[f"{name}_charge"] for name in ("labour", "nature", "capital", "emission", "social"))
        assert v["net_output"] == charges + v["surplus"]


def test_a4_the_fund_is_the_value_of_private_and_collective_consumption(adopted):
    for *_, plan in adopted:
        v = plan.accounts.values
        assert v["fund"] == v["net_output"] - v["investment"] - v["stock_building"] - v["net_exports"]
        assert v["fund"] == v["private"] + v["collective"]


def test_a4_stocks_stand_at_their_price_but_for_the_rounding_of_lines(adopted):
    for economy, closing, option, plan in adopted:
        batch = adopted_batch(economy, closing.table, closing.batch, option.candidate)
        values = stock_values(economy, batch, plan.balance, plan.prices)
        lines = np.bincount(plan.good, minlength=len(economy.goods)) + 1
        produced = [i for i, g in enumerate(economy.goods) if g.kind.value in ("product", "imported product", "import")]
        for g in produced:
            exact = plan.prices[g] * (plan.balance.remainder[g] - economy.endowment[g] + economy.claim[g])
            assert abs(values[g] - exact) <= 0.5 * lines[g] + 1


def test_a5_incomes_of_all_kinds_add_up_to_the_fund(adopted):
    for *_, plan in adopted:
        v = plan.accounts.values
        incomes = v["work_incomes"] + v["allowances"] + v["compensation"] - v["saved"] + v["drawn_or_lent"]
        assert incomes == v["fund"] + v["own_emissions"]
        assert plan.accounts.income.sum() + v["collective_charge"] == v["incomes"]


def test_a5_every_councils_cost_and_saving_are_its_income(adopted):
    for economy, *_, plan in adopted:
        assert (plan.accounts.cost + plan.accounts.saving == plan.accounts.income).all()
        others = economy.councils.kind[plan.council] != CouncilKind.CONSUMER
        assert not plan.accounts.income[others].any()


def test_a6_credits_issued_less_destroyed_are_new_savings_less_loans(adopted):
    for *_, plan in adopted:
        v = plan.accounts.values
        assert v["issued"] - v["destroyed"] == v["saved"] - v["drawn_or_lent"] == 0


def test_a7_emission_charges_are_compensation_or_stay_in_the_fund(adopted):
    for *_, plan in adopted:
        v = plan.accounts.values
        assert v["emission_charge"] + v["own_emissions"] == v["compensation"] + v["emission_kept"]


def test_a7_a_community_is_paid_exactly_what_is_charged_and_nothing_stays(adopted):
    for economy, *_, plan in adopted:
        (account,) = pollutant_accounts(economy, plan)
        v = plan.accounts.values
        if economy.communities:
            assert account.charges == account.compensation == v["compensation"] > 0 and account.kept == v["emission_kept"] == 0
            assert (account.due > 0).tolist() == (economy.communities[0].share > 0).tolist()
        else:
            assert account.kept == account.charges == v["emission_kept"] > 0 and not account.due.any()
        assert account.emitted <= account.permitted
        # Price times quantity (hole H5), but for the rounding of each line to the smallest unit.
        assert account.charges == pytest.approx(account.price * account.emitted, abs=0.5 * len(plan.good))


def test_a_community_permits_no_more_in_the_plan_than_is_emitted(adopted):
    for economy, *_, plan in adopted:
        if economy.communities:
            at = economy.labels.position("CO2")
            assert 0 <= plan.balance.supply[at] - plan.balance.use[at] <= 1 + plan.balance.use[at] // 2**39


def test_what_trade_earns_is_what_its_exports_are_worth(adopted):
    """Foreign exchange falls with the exports that are rationed."""
    for economy, closing, option, plan in adopted:
        exchange = closing.table.exchange
        earned = int(plan.balance.supply[exchange])
        worth = plan.accounts.values["exports"] / plan.prices[exchange]
        filed = int(closing.table.earned.sum())
        before = float((closing.table.requests[3] * plan.prices).sum()) / plan.prices[exchange]
        assert earned == pytest.approx(filed * worth / before, rel=1e-9)
