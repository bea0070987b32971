"""Sweden's tables, read into the normal form."""

import numpy as np
import pytest

from parecon.datasets import SWEDEN_YEARS, read_sweden
from parecon.datasets.errors import UnknownEconomy
from parecon.datasets.labelled_csv import read_labelled


@pytest.fixture(scope="module", params=SWEDEN_YEARS)
def tables(request):
    return read_sweden(request.param)


def published(tables, part):
    provenance = next(p for p in tables.origin if p.source_file == f"sweden/{tables.year}_{part}.csv")
    from importlib.resources import files
    path = files("parecon.datasets") / "bundled" / provenance.source_file
    return read_labelled(path.read_bytes().splitlines(keepends=True), part, 100_000)


def test_the_trade_surplus_is_the_published_one_but_for_the_taxes_that_foreigners_pay(tables):
    accounts, domestic = published(tables, "final_accounts"), published(tables, "final_domestic")
    industry = published(tables, "industry_accounts")
    sold = domestic.column("exports").sum() + accounts.column("exports")[:-1].sum()
    bought = accounts.row("imports").sum() + accounts.row("residents_purchases_abroad").sum()
    bought += industry.row("imported_inputs").sum() + industry.row("residents_purchases_abroad").sum()
    assert tables.trade_surplus + tables.final_taxes["exports"] == pytest.approx(sold - bought, rel=1e-12)


def test_gross_domestic_product_is_the_published_one():
    gdp = {2012: 3684800, 2013: 3769909, 2014: 3936840, 2015: 4199860}
    for year, amount in gdp.items():
        tables = read_sweden(year)
        at_plan_prices = (tables.labour_cost + tables.capital_charge + tables.social_charge).sum()
        assert at_plan_prices + sum(tables.final_taxes.values()) == pytest.approx(amount, rel=1e-12)


def test_households_keep_what_non_residents_did_not_buy(tables):
    before = published(tables, "final_domestic").column("households")
    rents = tables.products.index("L68A")
    assert tables.final_domestic["households"][rents] == before[rents]
    kept = tables.final_domestic["households"][:-1] / np.where(before > 0, before, 1)
    others = np.delete(kept, rents)[np.delete(before, rents) > 0]
    assert others.max() - others.min() < 1e-12 and 0.8 < others.min() < 1


def test_industries_buy_abroad_through_a_product_nobody_makes_at_home(tables):
    abroad = tables.products.index("ABROAD")
    assert tables.make[:, abroad].sum() == tables.use_domestic[abroad].sum() == 0
    assert tables.use_imported[abroad].sum() == published(tables, "industry_accounts").row("residents_purchases_abroad").sum()
    assert tables.final_imported["households"][abroad] == tables.purchases_abroad > 0


def test_hours_and_carbon_dioxide_are_the_published_totals(tables):
    industry = published(tables, "industry_accounts")
    assert tables.hours.sum() == pytest.approx(industry.row("hours_worked_10k").sum() * 10_000 / 1e6)
    assert tables.emissions["CO2"].sum() == industry.row("co2_kt").sum()
    assert tables.hours[tables.industries.index("L68A")] == 0


def test_a_negative_output_is_used_by_the_same_industry():
    tables = read_sweden(2013)
    travel, air = tables.products.index("N79"), tables.industries.index("H51")
    moved = [t for t in tables.treatments if t.rule == "negative output becomes use"]
    assert [(t.row, t.column, t.before) for t in moved] == [("N79", "H51", -67.0)]
    assert tables.make[air, travel] == 0


def test_every_treated_final_use_reappears_as_a_release_from_stocks(tables):
    for kind in ("domestic", "imported"):
        moved = -sum(t.before for t in tables.treatments if t.rule == f"negative {kind} final use moves to supply")
        assert getattr(tables, f"stock_release_{kind}").sum() == pytest.approx(moved)


def test_a_year_without_a_table_is_refused_with_the_years_there_are():
    with pytest.raises(UnknownEconomy, match="2012, 2013, 2014, 2015"):
        read_sweden(1984)
