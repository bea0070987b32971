"""The laws of the normal form, on every bundled table, and what happens when they are broken."""

from dataclasses import replace

import numpy as np
import pytest

from parecon.datasets import SWEDEN_YEARS, US_SUMMARY_YEARS, check_tables, read_sweden, read_us_detail_2017, read_us_summary
from parecon.datasets.errors import DoesNotBalance, DuplicateLabel, MissingLabel, NegativeCell, NotANumber


@pytest.fixture(scope="module")
def tables():
    return read_sweden(2013)


def with_cell(array, place, value):
    changed = np.array(array)
    changed[place] = value
    return changed


BUNDLED = {
    **{f"sweden-{year}": lambda year=year: read_sweden(year) for year in SWEDEN_YEARS},
    **{f"us-summary-{year}": lambda year=year: read_us_summary(year) for year in US_SUMMARY_YEARS},
    "us-detail-2017": read_us_detail_2017,
}


@pytest.mark.parametrize("name", BUNDLED)
def test_every_bundled_table_keeps_the_laws_of_the_normal_form(name):
    tables = BUNDLED[name]()
    assert tables.name == name
    supply = tables.make.sum(axis=0) + tables.stock_release_domestic
    use = tables.use_domestic.sum(axis=1) + sum(tables.final_domestic.values())
    assert np.all(np.abs(supply - use) <= 1e-12 * np.maximum(supply, use))
    cost = tables.use_domestic.sum(axis=0) + tables.use_imported.sum(axis=0) + tables.labour_cost + tables.capital_charge + tables.social_charge
    output = tables.make.sum(axis=1)
    assert np.all(np.abs(output - cost) <= 1e-12 * output)
    exports = tables.final_domestic["exports"].sum() + tables.final_imported["exports"].sum()
    assert tables.trade_surplus == pytest.approx(exports - tables.imports.sum(), rel=1e-9)
    for array in (tables.make, tables.use_domestic, tables.use_imported, tables.labour_cost, tables.capital_charge, tables.hours,
                  tables.stock_release_domestic, tables.stock_release_imported, *tables.final_domestic.values(), *tables.final_imported.values()):
        assert np.isfinite(array).all() and (array >= 0).all()
    assert (output > 0).all() and set(tables.tiers.values()) <= {"survival", "comfort", "luxury"}


@pytest.mark.parametrize("name", BUNDLED)
def test_every_bundled_table_names_its_sources_with_their_digest(name):
    origin = BUNDLED[name]().origin
    assert origin and all(len(p.sha256) == 64 and p.publisher and p.licence for p in origin)


BREAKS = {
    "a missing number": (NotANumber, lambda t: {"use_domestic": with_cell(t.use_domestic, (3, 4), np.nan)}),
    "an infinite number": (NotANumber, lambda t: {"hours": with_cell(t.hours, 3, np.inf)}),
    "a negative use": (NegativeCell, lambda t: {"use_imported": with_cell(t.use_imported, (0, 0), -1.0)}),
    "a unit too much": (DoesNotBalance, lambda t: {"make": with_cell(t.make, (0, 0), t.make[0, 0] + 1)}),
    "a millionth of a row too much": (DoesNotBalance, lambda t: {"labour_cost": t.labour_cost * (1 + 1e-6)}),
    "a code twice": (DuplicateLabel, lambda t: {"products": (*t.products[:-1], t.products[0])}),
    "an array too short": (MissingLabel, lambda t: {"labour_cost": t.labour_cost[:-1]}),
    "a role too few": (MissingLabel, lambda t: {"final_domestic": {k: v for k, v in t.final_domestic.items() if k != "exports"}}),
    "a tier that nobody knows": (MissingLabel, lambda t: {"tiers": {**t.tiers, "A01": "splendour"}}),
}


@pytest.mark.parametrize("what", BREAKS)
def test_a_broken_law_is_named(tables, what):
    fault, change = BREAKS[what]
    with pytest.raises(fault, match="Way out"):
        check_tables(replace(tables, **change(tables)))


def test_the_arrays_cannot_be_written_to(tables):
    with pytest.raises(ValueError):
        tables.make[0, 0] = 1
    with pytest.raises(TypeError):
        tables.final_domestic["households"] = tables.make[0]
