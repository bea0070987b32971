"""What the balance report says."""

from dataclasses import replace

import pytest

from parecon.datasets import SWEDEN_YEARS, balance_report, read_sweden


@pytest.mark.parametrize("year", SWEDEN_YEARS)
def test_domestic_product_is_one_figure_in_three_ways(year):
    report = balance_report(read_sweden(year))
    assert report.figure("gdp_expenditure") == pytest.approx(report.figure("gdp_production"), rel=1e-12)
    assert report.figure("gdp_income") == pytest.approx(report.figure("gdp_production"), rel=1e-12)


def test_a_table_that_does_not_balance_is_said_so_loudly():
    tables = read_sweden(2013)
    report = balance_report(replace(tables, labour_cost=tables.labour_cost * 1.01))
    assert not report.balances
    assert "IT DOES NOT BALANCE" in report.as_text()


def test_every_rule_that_changed_a_cell_is_named_with_its_reason():
    tables = read_sweden(2013)
    text = balance_report(tables).as_text()
    for treatment in tables.treatments:
        assert treatment.rule in text and treatment.why in text


def test_every_source_is_named():
    report = balance_report(read_sweden(2014))
    text = report.as_text()
    assert "Statistics Sweden, CC0" in text and "2014_supply.csv" in text
    assert sum(len(cells) for cells in report.by_rule().values()) == len(report.treatments)
