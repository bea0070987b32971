"""Pollution by consent costs at most one round more, and the table says whether it does."""

from itertools import count

from parecon.cli import main
from parecon.lab.bench_pollution import CASES, Case, draw_pollution, measure_case


def test_a_row_tells_rounds_and_time_with_and_without():
    ticks = count()
    row = measure_case(Case("river-20"), clock=lambda: next(ticks))
    assert row["pollutants"] == 2 and row["rounds_with"] <= row["rounds_without"] + 1
    assert row["seconds_without"] == row["seconds_with"] == 2 == 2 * row["times"]
    assert row["met"] == (row["times"] <= 1.5), "the clock of this test ticks once each time it is asked"


def test_a_bar_that_is_missed_is_said_aloud():
    row = {"row": "x", "pollutants": 1, "rounds_without": 2, "rounds_with": 4, "seconds_without": 1.0, "seconds_with": 1.0, "times": 1.0, "met": False}
    assert "NO" in draw_pollution([row])


def test_rows_there_are_not_are_refused(capsys):
    assert main(["bench", "pollution", "--row", "mars"]) == 2
    assert all(case.name in capsys.readouterr().err for case in CASES[:1])
