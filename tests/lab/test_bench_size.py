"""The rows at the size of a country say what they measured. No test here holds a time."""

import re

import numpy as np
import pytest

from parecon.lab.bench_central import _plan, build_programme, solve_programme
from parecon.lab.bench_row import SIZE_NAMES
from parecon.lab.bench_size import measure_goods, measure_published, measure_slope, measure_wishes, run_size_row


def test_a_row_that_is_none_is_refused_by_name():
    with pytest.raises(KeyError, match="there is no row 'goods-1'; there are published-60000"):
        run_size_row("goods-1")
    assert len(set(SIZE_NAMES)) == len(SIZE_NAMES)


def test_the_published_row_counts_its_lines_and_names_demplan():
    lines = measure_published(councils=60, goods=25)
    assert re.match(r"60 councils, 25 goods, \d+ lines, a round: [\d.]+ s", lines[0]) and any("demplan" in line for line in lines)


def test_a_pass_over_shards_says_that_its_totals_are_exact():
    assert measure_wishes(500)[-1].endswith("shards: yes")


def test_the_slope_is_of_the_sizes_asked_for():
    assert measure_slope((200, 400))[1].strip().startswith("40,000 lines")


def test_rounds_of_a_random_economy_are_told_one_by_one():
    head, *rounds = measure_goods(30, 0.5, "no bar")
    assert "30 products" in head and rounds[0].strip().startswith("round 1: replies")


def test_the_planners_programme_finds_no_plan_worse_than_the_rounds_and_keeps_every_balance():
    economy, batch, rounds = _plan(40, 1)
    programme = build_programme(economy, batch)
    ipm, pdlp = (solve_programme(programme, method) for method in ("ipm", "pdlp"))
    assert rounds["rounds"] <= 10 and ipm["status"] == "Optimal" and ipm["breach"] < 1e-9
    # The rounds end within 1 % of balance on every good, so the planner cannot be more than that short of what they proposed.
    assert ipm["factor"] > 0.98 and abs(pdlp["factor"] - ipm["factor"]) < 1e-2
    assert programme.matrix.shape == (len(economy.goods), len(programme.upper)) and np.isinf(programme.upper[-1])
