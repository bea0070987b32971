"""Finding an economy by name or path."""

import pytest

from parecon.datasets import list_economies, load_coming_year, load_tables, read_sweden, write_example_folder
from parecon.datasets.errors import NotATablesFolder, UnknownEconomy


def test_the_economies_of_the_issue_are_there():
    names = {entry.name for entry in list_economies()}
    assert {"sweden-2014", "us-summary-2012", "us-summary-2022", "us-detail-2017"} <= names


@pytest.mark.parametrize("entry", list_economies(), ids=lambda entry: entry.name)
def test_every_listed_economy_loads_as_its_title_says(entry):
    tables = load_tables(entry.name)
    assert tables.year == entry.tables_year
    assert f"{len(tables.products)} products, {len(tables.industries)} industries" in entry.title


@pytest.mark.parametrize("entry", list_economies(), ids=lambda entry: entry.name)
def test_a_later_plan_year_comes_with_what_is_known_of_it(entry):
    known = load_coming_year(entry.name)
    assert (known is None) == (entry.plan_year == entry.tables_year)
    assert known is None or known.year == entry.plan_year


def test_a_folder_loads_by_its_path(tmp_path):
    write_example_folder(tmp_path / "island", read_sweden(2013))
    assert load_tables(str(tmp_path / "island")).name == "sweden-2013"
    assert load_coming_year(tmp_path / "island") is None


def test_a_misspelt_name_is_answered_with_the_nearest():
    with pytest.raises(UnknownEconomy, match="sweden-2014"):
        load_tables("swedn-2014")
    with pytest.raises(UnknownEconomy, match="us-detail-2017"):
        load_coming_year("us-details")


def test_a_folder_that_is_not_ours_is_refused(tmp_path):
    with pytest.raises(NotATablesFolder, match="tables.toml"):
        load_tables(tmp_path)
