"""A year in which everybody does what the plan holds: it balances to the last unit, and so do the accounts."""

from dataclasses import replace

import numpy as np
import pytest
from lived_years import CHARTER, live_quarter, live_year, opened_town, planned_town

from parecon.datasets import load_coming_year, load_tables
from parecon.datasets.town import build_town
from parecon.datasets.town_scaled import build_scaled_town
from parecon.economy import CouncilKind, GoodKind
from parecon.execution import (
    Act, ExecutionReason, Holder, close_year, deliver, line_results, next_economy, one_holder_each, open_year, stock_gaps, workplace_results, year_actuals, year_figures,
)
from parecon.facilitation import announce_first
from parecon.facilitation.aggregate import total_of_rows
from parecon.ledger import credit_flow, income_closure, pollution_flows, unit_results
from parecon.procedures.participatory import run
from parecon.proposals import batch_of_actuals


@pytest.fixture(scope="module")
def lived():
    return live_year(opened_town())


@pytest.fixture(scope="module")
def closed(lived):
    year, refusal = close_year(lived, "close", "2026-12-31")
    assert refusal is None
    return year


def test_everything_planned_is_done_to_the_last_unit(lived):
    labour = set(lived.economy.kinds(GoodKind.LABOUR).tolist()) | set(lived.economy.kinds(GoodKind.FOREIGN_EXCHANGE).tolist())
    offered = np.isin(lived.lines.good, sorted(labour)) & lived.lines.made
    assert (lived.lines.actual == lived.lines.planned)[~offered].all()


def test_a1_every_good_balances_exactly(lived, closed):
    assert (stock_gaps(lived) == 0).all() and (stock_gaps(closed) == 0).all()


def test_a2_and_a3_benefit_less_cost_is_handed_over(closed):
    results = unit_results(closed.book)
    assert len(results) == 12 and all(result.gap == 0 for result in results.values())
    assert sum(r.net_value for r in results.values()) == sum(r.charges + r.surplus for r in results.values())


def test_a4_to_a8_the_fund_the_credits_the_charges_and_the_sum(closed):
    closure, flow = income_closure(closed.book), credit_flow(closed.book)
    assert closure.gap == 0 and flow.gap == 0
    collective = closed.book.turnover_units()["collective_draw"]
    values = closed.plan.accounts.values
    # A4: the fund is private and collective consumption, here in thousandths of a credit, each line rounded.
    assert closure.fund == closure.drawn == closed.book.turnover_units()["draw_of_goods"] + collective
    assert closure.fund == pytest.approx((values["fund"] + values["own_emissions"]) / 1e6, abs=300)
    assert {flow.charged for flow in pollution_flows(closed.book).values()} == {closed.book.turnover_units()["charge_emission"]}
    assert sum(closed.book.balance_units(account.id) for account in closed.book.accounts()) == 0


def test_goods_and_workplaces_stand_at_zero_and_society_owes_what_is_saved_less_what_is_lent(closed):
    book = closed.book
    kinds = {account.id: str(account.kind) for account in book.accounts()}
    assert all(book.balance_units(a) == 0 for a, kind in kinds.items() if kind in ("goods", "worker_council", "person", "consumer_federation"))
    saved = sum(book.balance_units(a) for a, kind in kinds.items() if kind == "savings")
    lent = -sum(book.balance_units(a) for a, kind in kinds.items() if kind == "loan")
    assert -book.balance_units("society") == saved - lent


def test_incomes_are_what_plans_cost_with_everybodys_equal_share_of_collective_goods():
    year = opened_town()
    economy, plan = year.economy, year.plan
    shares = {h.id: 0 for h in year.holders}
    for entry in year.book.entries():
        if entry.code == "collective_share":
            shares[entry.debit] += entry.amount_units
    heads = {h.id: int(economy.councils.members[h.council]) for h in year.holders}
    per_head = [shares[h] / heads[h] for h in shares]
    assert max(per_head) - min(per_head) < 1.0 and min(per_head) > 0
    cost = {int(c): int(v) for c, v in zip(plan.council, plan.accounts.cost)}
    for holder in year.holders:
        assert year.book.balance_units(holder.id) == pytest.approx(cost[holder.council] / 1e6, abs=3000)


def test_ratios_come_out_as_planned(lived):
    for result in workplace_results(lived):
        assert result.ratio == pytest.approx(result.ratio_planned, rel=1e-12) == pytest.approx(result.ratio_judged, rel=1e-12)


def test_the_figures_say_that_all_was_delivered_and_drawn(closed):
    figures = year_figures(closed)
    assert figures["delivered_share"] == figures["drawn_share"] == 1.0 and figures["shocks"] == 0
    assert figures["issued_credits"] > figures["drawn_credits"] > 50_000


def test_the_closed_year_is_the_next_ones_last_year_and_balances(closed):
    economy = next_economy(closed)
    assert economy.year == closed.economy.year + 1 and economy.coming_size is None
    supply, demand = total_of_rows(replace(economy, endowment=closed.economy.endowment, claim=closed.economy.claim).last_totals, closed.economy)
    left = supply - demand
    stocked = np.array([closed.is_stocked(g) for g in range(len(economy.goods))])
    assert (left[stocked] == economy.endowment[stocked]).all() and (left >= 0).all()
    assert (economy.endowment == next_economy(closed).endowment).all()


def test_the_next_year_opens_with_everybody_silent_and_stands_where_the_last_one_ended(closed):
    economy = next_economy(closed)
    year = announce_first(economy, CHARTER, actuals=batch_of_actuals(year_actuals(closed)))
    assert year.announcement.prices.min() > 0 and (year.announcement.budgets[economy.councils.kind == CouncilKind.CONSUMER] > 0).all()


def test_nothing_is_recorded_after_the_close(closed):
    same, refusal = deliver(closed, Act("late", "2026-12-31", 0, "bread", 1))
    assert same is closed and refusal.reason is ExecutionReason.YEAR_CLOSED
    _, refusal = close_year(closed, "again", "2026-12-31")
    assert refusal.reason is ExecutionReason.YEAR_CLOSED
    again, refusal = close_year(closed, "close", "2026-12-31")
    assert again is closed and refusal is None


def test_hours_worked_are_put_down_to_those_who_offered_them(closed):
    hours = int(closed.economy.kinds(GoodKind.LABOUR)[0])
    mine = closed.lines.good == hours
    assert closed.lines.actual[mine & closed.lines.made].sum() == closed.lines.actual[mine & ~closed.lines.made].sum()


def test_lines_tell_planned_and_actual_by_council(lived):
    bakery = line_results(lived, 0)
    assert [r.good for r in bakery if r.made] == ["bread"] and all(r.share_done == 1.0 for r in bakery)
    assert len(line_results(lived)) == len(lived.lines)


def test_a_neighbourhoods_income_may_be_divided_among_its_members():
    economy, plan = planned_town()
    holders = []
    for one in one_holder_each(economy):
        holders += [Holder(f"{one.id}:{i}", one.council, weight) for i, weight in enumerate((2, 1, 1))]
    shared, whole = open_year(economy, plan, CHARTER, "2026-01-01", holders=holders), opened_town()
    for one in whole.holders:
        parts = [shared.book.balance_units(h.id) for h in holders if h.council == one.council]
        assert sum(parts) == pytest.approx(whole.book.balance_units(one.id), abs=3) and parts[0] == pytest.approx(2 * parts[1], abs=5)


@pytest.mark.parametrize(("change", "words"), [(lambda h: h[1:], "nobody holds the income"), (lambda h: (*h, h[0]), "give each one of its own")])
def test_every_neighbourhood_has_a_holder_and_every_holder_one_id(change, words):
    economy, plan = planned_town()
    with pytest.raises(ValueError, match=words):
        open_year(economy, plan, CHARTER, "2026-01-01", holders=change(one_holder_each(economy)))


def test_a_town_whose_places_decide_together_lives_a_year_and_each_place_pays_for_its_own():
    economy, society = build_town(CHARTER, 1, places=True)
    outcome = run(economy, society, CHARTER)
    year = open_year(outcome.year.economy, outcome.plan, CHARTER, "2026-01-01")
    payers = {}
    for entry in year.book.entries():
        if entry.code == "collective_share":
            payers.setdefault(entry.credit, set()).add(entry.debit)
    assert len(payers) == 9 and len(payers[year.account_of(20)]) == 8
    assert payers[year.account_of(21)] == {"mill-lane/1"}
    year, refusal = close_year(live_quarter(year, 0, parts=1), "close", "2026-12-31")
    assert refusal is None and (stock_gaps(year) == 0).all() and income_closure(year.book).gap == 0
    assert year.book.turnover_units()["collective_share"] == year.book.turnover_units()["collective_draw"]


def test_a_nation_in_small_with_places_and_a_harmed_community_lives_a_year_too():
    """A7: what is charged for a pollutant, people's own emissions among it, is what those it harms were paid; charges go place by place."""
    economy, society = build_scaled_town(load_tables("sweden-2014", CHARTER), 60, seed=1, charter=CHARTER, coming=load_coming_year("sweden-2014", CHARTER))
    assert economy.collective is not None and economy.communities
    plan = run(economy, society, CHARTER).plan
    year = live_quarter(open_year(economy, plan, CHARTER, "2026-01-01"), 0, parts=1)
    assert (stock_gaps(year) == 0).all()
    year, refusal = close_year(year, "close", "2026-12-31")
    assert refusal is None and income_closure(year.book).gap == credit_flow(year.book).gap == 0
    own = sum(entry.amount_units for entry in year.book.entries() if entry.code == "draw_of_goods" and entry.reference == "CO2")
    flow = pollution_flows(year.book)["CO2"]
    assert own > 0 and flow.charged + own == flow.compensated
    assert year.book.turnover_units()["collective_share"] == year.book.turnover_units()["collective_draw"]


def test_effort_divides_what_is_used_privately_and_neither_compensation_nor_shared_goods():
    """Two persons a neighbourhood, one rated three times as high: what harm is paid and shared goods cost is each person's alike, the rest is 3 to 1, and no unit is lost."""
    economy, society = build_town(CHARTER, 1, places=True, harmed=True)
    outcome = run(economy, society, CHARTER)
    pairs = [(one, Holder(f"{one.id}:a", one.council, 1, 150), Holder(f"{one.id}:b", one.council, 1, 50)) for one in one_holder_each(economy)]
    year = open_year(outcome.year.economy, outcome.plan, CHARTER, "2026-01-01", holders=[h for _one, *two in pairs for h in two])
    alike = open_year(outcome.year.economy, outcome.plan, CHARTER, "2026-01-01", holders=[replace(h, points=0) for _one, *two in pairs for h in two])
    paid = {h.id: {"compensation": 0, "collective_share": 0, "income": 0} for _one, *two in pairs for h in two}
    for entry in year.book.entries():
        holder, code = (entry.credit, entry.code) if entry.credit in paid else (entry.debit, entry.code)
        if holder in paid and code in ("compensation", "collective_share", "income_for_work", "allowance"):
            paid[holder][code if code in paid[holder] else "income"] += entry.amount_units
    for one, high, low in pairs:
        assert paid[high.id]["compensation"] == pytest.approx(paid[low.id]["compensation"], abs=1) and paid[high.id]["compensation"] > 0
        assert paid[high.id]["collective_share"] == pytest.approx(paid[low.id]["collective_share"], abs=12) and paid[high.id]["collective_share"] > 0
        private = [paid[h.id]["income"] - paid[h.id]["collective_share"] for h in (high, low)]
        assert private[0] == pytest.approx(3 * private[1], abs=60), one.id
        assert sum(year.book.balance_units(h.id) for h in (high, low)) == sum(alike.book.balance_units(h.id) for h in (high, low))


def test_what_is_granted_by_need_comes_from_the_others_of_the_council_and_never_makes_an_income_negative():
    economy, society = build_town(CHARTER, 1, places=True, harmed=True)
    outcome = run(economy, society, CHARTER)
    units = CHARTER["ledger.units_per_credit"]

    def balances(need: int) -> dict[str, int]:
        holders = [holder for one in one_holder_each(economy) for holder in (Holder(f"{one.id}:a", one.council, need=need), Holder(f"{one.id}:b", one.council))]
        year = open_year(outcome.year.economy, outcome.plan, CHARTER, "2026-01-01", holders=holders)
        return {holder.id: year.book.balance_units(holder.id) for holder in holders}

    alike, needy, endless = balances(0), balances(7 * 10**9), balances(10**9 * 10**9)
    for one in one_holder_each(economy):
        a, b = f"{one.id}:a", f"{one.id}:b"
        assert needy[a] - needy[b] == pytest.approx(7 * units, abs=2) and alike[a] - alike[b] == pytest.approx(0, abs=2)
        assert needy[a] + needy[b] == alike[a] + alike[b] == endless[a] + endless[b] and endless[b] >= 0
