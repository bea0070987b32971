"""A nation's tables become a town's: what a founder takes, replaces, and plans with."""

import numpy as np
import pytest

from parecon.charter import default_charter
from parecon.datasets import load_coming_year, load_tables
from parecon.datasets.town_parse import check_town, read_town
from parecon.datasets.town_record import record_economy
from parecon.datasets.town_write import record_sheets
from parecon.economy import CouncilKind, GoodKind
from parecon.facilitation import announce_first
from parecon.proposals import batch_of_actuals
from parecon.quantities import as_units
from parecon.responses.town_like import town_like

CHARTER = default_charter()


@pytest.mark.parametrize(("name", "people"), [("sweden-2014", 60), ("sweden-2014", 1000), ("us-summary-2017", 300)])
def test_its_tables_hold_no_fault_and_a_year_opens_from_them(name, people):
    record = town_like(load_tables(name, CHARTER), people, name="Green Valley", charter=CHARTER, coming=load_coming_year(name, CHARTER))
    sheets = record_sheets(record)
    assert check_town(sheets, CHARTER) == ()
    again = read_town(sheets, CHARTER)
    assert sum(council.members for council in again.councils if council.kind is CouncilKind.CONSUMER) == people
    year = announce_first(record_economy(again), CHARTER, actuals=batch_of_actuals(again.actuals, 0))
    assert year.announcement.income_factor == pytest.approx(1.0, abs=1e-6) and (year.announcement.prices > 0).all()


def test_nothing_of_the_nations_use_is_lost_but_what_those_affected_permit():
    tables = load_tables("sweden-2014", CHARTER)
    record = town_like(tables, 1000, name="Green Valley", charter=CHARTER)
    made = np.zeros(len(record.goods))
    np.add.at(made, record.actuals.good, as_units(np.maximum(record.actuals.quantity, 0)))
    products = [i for i, good in enumerate(record.goods) if good.kind is GoodKind.PRODUCT]
    assert made[products].sum() == pytest.approx(tables.output.sum() * 1000 / tables.population * 1e3, rel=1e-6)
    held = record.collective
    place = {council.code: i for i, council in enumerate(record.councils)}["together"]
    mine = record.actuals.good[record.actuals.start[np.searchsorted(record.actuals.council, place)]:record.actuals.start[np.searchsorted(record.actuals.council, place) + 1]]
    wanted = {int(held.recipe_good[j]) for q, good in enumerate(held.goods) if good.level == "town" for j in range(int(held.recipe_start[q]), int(held.recipe_start[q + 1]))}
    assert set(mine.tolist()) == wanted
