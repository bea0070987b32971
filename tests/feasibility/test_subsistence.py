"""A year in which people could ask for next to nothing has no plan."""

from dataclasses import replace

import pytest
from planned_years import three_rounds

from parecon.economy import CouncilKind, RowTotals
from parecon.feasibility import Infeasible, close_plan
from parecon.feasibility.subsistence import find_want


def starved(year, kept: float):
    """Return the last record of ``year`` with private requests cut to ``kept``."""
    record = year.records[-1]
    consumer = [row.kind is CouncilKind.CONSUMER for row in year.economy.rows]
    use = record.rows.use.copy()
    mine = [i for i, row in enumerate(record.rows.row) if consumer[row]]
    use[mine] = (use[mine] * kept).astype(use.dtype)
    return replace(record, rows=RowTotals(record.rows.row, record.rows.good, record.rows.supply, use))


def test_an_ordinary_year_lacks_nothing():
    year = three_rounds()
    assert find_want(year.economy, year.records[-1], year.charter) is None


def test_a_year_without_requests_is_refused_with_the_goods_that_are_missing():
    year = three_rounds()
    answer = close_plan(year.economy, starved(year, 0.1), year.standing, year.charter)
    assert isinstance(answer, Infeasible)
    tier = {good.code: good.tier for good in year.economy.goods}
    assert answer.goods and all(tier[code] == "survival" for code in answer.goods) and min(answer.amounts) > 0
    assert "closing.floor_last_year (0.25)" in answer.way_out


@pytest.mark.parametrize("kept, found", [(0.24, True), (0.30, False)])
def test_the_floor_is_the_charters(kept, found):
    year = three_rounds()
    assert (find_want(year.economy, starved(year, kept), year.charter) is not None) is found
