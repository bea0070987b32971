"""The laws of the normal form, on every bundled table, and what happens when they are broken."""

from dataclasses import replace

import numpy as np
import pytest

from parecon.datasets import check_tables, read_sweden
from parecon.datasets.errors import DoesNotBalance, DuplicateLabel, MissingLabel, NegativeCell, NotANumber


@pytest.fixture(scope="module")
def tables():
    return read_sweden(2013)


def with_cell(array, place, value):
    changed = np.array(array)
    changed[place] = value
    return changed


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
