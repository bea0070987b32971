"""A sweep runs every cell once, goes on after an interruption, and says how sure its means are."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest

from parecon.lab.studies import STUDIES, answer_lines, play_study
from parecon.lab.sweep import Sweep, bootstrap_mean, run_sweep, write_tidy
from parecon.reports.measures import Measure

SWEEP = Sweep({"a": (1, 2)}, (0, 1))


def counted(calls):
    def run(parameters, seed):
        calls.append((parameters["a"], seed))
        return (Measure("sum", "units", parameters["a"] + seed),)

    return run


def test_every_cell_runs_once_and_the_table_is_tidy(tmp_path):
    calls = []
    rows = run_sweep(SWEEP, counted(calls), tmp_path / "cells.jsonl")
    assert calls == [(1, 0), (1, 1), (2, 0), (2, 1)] and [row["value"] for row in rows] == [1, 2, 2, 3]
    table = pq.read_table(write_tidy(rows, tmp_path / "rows.parquet"))
    assert table.column_names == ["a", "seed", "measure", "unit", "value"]


def test_an_interrupted_sweep_goes_on_where_it_stopped_even_after_a_torn_line(tmp_path):
    journal, calls = tmp_path / "cells.jsonl", []
    run_sweep(SWEEP, counted([]), journal)
    lines = journal.read_text().splitlines(keepends=True)
    journal.write_text("".join(lines[:2]) + lines[2][:15])
    rows = run_sweep(SWEEP, counted(calls), journal)
    assert calls == [(2, 0), (2, 1)] and [row["value"] for row in rows] == [1, 2, 2, 3]


def test_another_sweeps_journal_is_refused(tmp_path):
    run_sweep(SWEEP, counted([]), tmp_path / "cells.jsonl")
    with pytest.raises(ValueError, match="holds another sweep: its parameters are a, not b"):
        run_sweep(Sweep({"b": (1,)}), counted([]), tmp_path / "cells.jsonl")


def test_the_interval_holds_the_mean_and_narrows_with_more_seeds():
    few, many = bootstrap_mean([1.0, 3.0] * 2), bootstrap_mean([1.0, 3.0] * 200)
    assert few.low <= few.mean == 2.0 <= few.high
    assert many.high - many.low < few.high - few.low


def test_the_soviet_process_with_honest_units_is_answered_on_small_sweden(tmp_path):
    """What a study says follows from its rows: more is asked for than was achieved, balances that start from nothing leave more open than those that start from last year's."""
    rows = play_study("soviet", "sweden-2014", tmp_path)
    lines = answer_lines("soviet", rows)
    assert lines[0] == STUDIES["soviet"].question and len(lines) == 2 + 16 + 1
    assert all(row["value"] == 1.0 for row in rows if row["measure"] == "plan")

    def served(**chosen):
        return next(row["value"] for row in rows if row["measure"] == "asked for and served" and all(row["figures." + key] == value for key, value in chosen.items()) and row["self_interest"] == 0.0)

    assert served(growth=0.0, from_achieved=False, rounds=1) < served(growth=0.0, from_achieved=False, rounds=3) < served(growth=0.0, from_achieved=True, rounds=3)


@pytest.mark.parametrize("name", ["hoarding", "coincidence", "lies"])
def test_every_other_question_is_answered_on_the_toy(tmp_path, name):
    rows = play_study(name, "toy", tmp_path)
    answer = answer_lines(name, rows)[-1]
    if name == "coincidence":
        honest = answer.split(";")[0]
        assert "control_figures" in honest and "participatory" not in honest
    if name == "hoarding":
        assert "10% of people hoard" in answer
    if name == "lies":
        assert "least" in answer and "most" in answer
