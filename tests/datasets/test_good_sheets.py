"""What a national table tells of a good stands on its sheet, and nothing that the table does not tell."""

from dataclasses import replace

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.datasets import read_sweden
from parecon.datasets.generate_tables import generate_input_output
from parecon.datasets.good_sheets import write_sheets
from parecon.datasets.registry import load_tables
from parecon.datasets.society import build_society
from parecon.datasets.society_ground import lay_ground

CHARTER = default_charter()


def sheets_of(tables, charter=CHARTER):
    """Return the sheets of ``tables`` by product code."""
    return {sheet.code: sheet for sheet in write_sheets(tables, lay_ground(tables, charter), charter)}


@pytest.fixture(scope="module")
def sweden():
    return read_sweden(2013)


def test_every_product_made_at_home_has_a_sheet_with_its_sources(sweden):
    made = {code for code, amount in zip(sweden.products, sweden.make.sum(axis=0)) if amount > 0}
    sheets = sheets_of(sweden)
    assert set(sheets) == made
    assert all(sheet.sources.startswith("Statistics Sweden (CC0)") and "2013" in sheet.sources for sheet in sheets.values())


def test_a_sheet_says_what_the_table_says(sweden):
    code = "C24"
    g, share = sweden.products.index(code), sweden.make[:, sweden.products.index(code)] / sweden.make[:, sweden.products.index(code)].sum()
    inputs = ((sweden.use_domestic + sweden.use_imported) / sweden.output) @ share
    sheet = sheets_of(sweden)[code]
    largest = int(np.argmax(inputs))
    assert f"{100 * inputs.sum():.0f} went for what was used up" in sheet.made_of
    assert f"most for: {100 * inputs[largest]:.0f} for {sweden.product_names[largest][0].lower()}{sweden.product_names[largest][1:]}" in sheet.made_of
    hours, persons = (float(amount / sweden.output @ share) for amount in (sweden.hours, sweden.persons))
    assert f"worked {hours / persons * 1e6:,.0f} hours each" in sheet.work
    assert f"{float(sweden.emissions['CO2'] / sweden.output @ share):.3g} kilotonne of CO2" in sheet.land
    assert g >= 0


def test_what_a_table_lacks_is_not_made_up():
    sheet = next(iter(sheets_of(load_tables("us-detail-2017")).values()))
    assert "no hours of its own" in sheet.work and "no emissions" in sheet.land


def test_a_moved_recipe_moves_the_sheet(sweden):
    other = replace(sweden, emissions={"CO2": sweden.emissions["CO2"] * 2})
    assert sheets_of(sweden)["C24"].land != sheets_of(other)["C24"].land


def test_very_large_tables_have_no_sheets_unless_the_charter_asks_for_them():
    tables = generate_input_output(40, seed=1)
    assert not sheets_of(tables, CHARTER.adopt({"society.sheets_max": 39}, "test"))
    assert sheets_of(tables)


def test_the_economy_of_a_table_carries_the_sheets(sweden):
    economy, _ = build_society(sweden, seed=1, charter=CHARTER, size=0.01)
    assert {s.code for s in economy.sheets} == set(sheets_of(sweden))
