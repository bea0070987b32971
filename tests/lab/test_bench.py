"""The bench: rows are kept as they finish, measured apart, and drawn as a table. No test here holds a time."""

import json
import os

import pytest

from parecon.cli.entry import run_command
from parecon.lab import bench
from parecon.lab.bench import BenchStore, code_digest, draw_table, run_rows
from parecon.lab.bench_row import QUICK, ROWS, SIZE_NAMES, Row, find_rows, measure_apart, measure_row

HAS_FORK = hasattr(os, "fork")
TOLD = {"row": "a", "councils": 5, "lines": 20, "text": [], "steps": {"read": {"seconds": 1.5, "processor_seconds": 1.25, "peak_mb": 90.4, "own_mb": None}}}


@pytest.fixture
def store(tmp_path):
    return BenchStore(tmp_path / "bench", "abc")


def fake_measure(measured):
    """Return a stand-in for the fresh process, which notes what it is asked for."""
    def measure(row):
        measured.append(row.name)
        return {**TOLD, "row": row.name} if row.name != "broken" else {"row": "broken", "error": "no memory"}

    return measure


def test_every_economy_stands_at_three_numbers_of_councils():
    sizes = {}
    for row in ROWS:
        sizes.setdefault(row.economy, []).append(row.size)
    assert {name: len(found) for name, found in sizes.items()} == {"sweden-2014": 3, "us-summary-2017": 3, "us-detail-2017": 3, "": 2 + len(SIZE_NAMES)}
    assert {row.name for row in QUICK} <= {row.name for row in ROWS}


def test_rows_are_found_by_name_by_economy_and_at_any_size():
    assert [row.name for row in find_rows("ledger")] == ["ledger"]
    assert len(find_rows("us-detail-2017")) == 3
    assert find_rows("sweden-2014@0.07") == (Row("sweden-2014@0.07", "sweden-2014", 0.07),)


@pytest.mark.parametrize("word", ["", "norway", "sweden-2014@", "sweden-2014@0", "sweden-2014@nan", "sweden-2014@2", "@1", "ledger@1"])
def test_what_is_no_row_is_not_found(word):
    assert [row for row in find_rows(word) if row.economy] == []


def test_a_row_that_was_measured_is_not_measured_again_unless_asked(store, monkeypatch):
    measured = []
    monkeypatch.setattr(bench, "_measure_in_process", fake_measure(measured))
    rows = (Row("a"), Row("b"))
    first = list(run_rows(rows[:1], store, say=lambda text: None))
    assert list(run_rows(rows, store, say=lambda text: None))[0] == first[0]
    assert measured == ["a", "b"]
    list(run_rows(rows, store, again=True, say=lambda text: None))
    assert measured == ["a", "b", "a", "b"]


def test_every_row_is_on_the_disk_before_the_next_begins(store, monkeypatch):
    monkeypatch.setattr(bench, "_measure_in_process", fake_measure([]))
    running = run_rows((Row("a"), Row("b")), store, say=lambda text: None)
    next(running)
    assert set(store.read()) == {"a"}


def test_a_row_that_fails_is_told_and_not_kept(store, monkeypatch):
    monkeypatch.setattr(bench, "_measure_in_process", fake_measure([]))
    found = list(run_rows((Row("broken"), Row("b")), store, say=lambda text: None))
    assert found[0]["error"] == "no memory" and set(store.read()) == {"b"}


def test_a_line_that_was_cut_off_costs_only_itself(store):
    store.add(TOLD)
    with open(store.path, "a") as file:
        file.write('{"row": "b", "coun')
    store.add({**TOLD, "row": "c"})
    assert set(store.read()) == {"a", "c"}
    assert [json.loads(line)["row"] for line in store.path.read_text().splitlines() if line.endswith("}")] == ["a", "c"]


def test_the_later_of_two_measures_counts(store):
    store.add(TOLD)
    store.add({**TOLD, "councils": 7})
    assert store.read()["a"]["councils"] == 7


def test_the_digest_is_of_the_code_alone():
    assert code_digest() == code_digest() and len(code_digest()) == 12


def test_the_table_shows_every_step_and_a_dash_for_what_is_unknown():
    lines = draw_table([TOLD, {"row": "b", "error": "why"}]).splitlines()
    assert lines[1].split() == ["a", "5", "20", "s", "1.500", *["–"] * 6]
    assert lines[3].split() == ["MB", "90", *["–"] * 6] and lines[4].split() == ["own", "MB", *["–"] * 7]
    assert lines[5].endswith("not measured: why")


def test_without_fork_the_step_runs_here_and_its_memory_is_unknown(monkeypatch):
    monkeypatch.delattr(os, "fork", raising=False)
    begun = []
    found = measure_apart(lambda: begun.append(1), repeats=3)
    assert len(begun) == 3 and found["peak_mb"] is None and found["own_mb"] is None


def test_what_a_step_takes_is_its_own():
    begun = []
    found = measure_apart(lambda: begun.append(bytearray(60_000_000)), repeats=2)
    if not HAS_FORK:
        assert found["own_mb"] is None
        return
    assert begun == [], "the step ran in a process of its own"
    assert 50 < found["own_mb"] < found["peak_mb"] and found["own_mb"] < 90, "the memory of the first run, though it ran twice"
    again = measure_apart(lambda: None)
    assert again["own_mb"] < 20, "what an earlier step took is not counted"


def test_a_step_that_fails_says_so(capfd):
    def fail():
        raise MemoryError("too large")

    with pytest.raises(RuntimeError if HAS_FORK else MemoryError):
        measure_apart(fail)
    assert not HAS_FORK or "MemoryError: too large" in capfd.readouterr().err


def test_a_small_country_is_measured_step_by_step():
    found = measure_row(Row("sweden-2014@0.01", "sweden-2014", 0.01))
    assert tuple(found["steps"]) == bench.STEPS
    assert found["councils"] > 500 and found["lines"] > 10 * found["councils"] and found["rounds"] >= 1
    assert all(step["seconds"] >= 0 for step in found["steps"].values())


@pytest.mark.parametrize(("words", "says"), [(("--row", "norway"), "--row norway: there is no such row; there are sweden-2014@0.1"),
                                             (("--quick", "--row", "ledger"), "give one of them")])
def test_the_command_refuses_what_it_cannot_measure(words, says, capsys):
    assert run_command(["bench", *words]) == 2
    assert says in capsys.readouterr().err


def test_the_command_prints_a_table_or_json_and_tells_a_failure(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(bench, "_measure_in_process", fake_measure([]))
    assert run_command(["bench", "--row", "ledger", "--row", "sweden-2014@1", "--dir", str(tmp_path)]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines() if "1.500" in line] == ["ledger", "sweden-2014@1"]
    assert run_command(["bench", "--row", "ledger", "--json", "--dir", str(tmp_path)]) == 0
    assert [row["row"] for row in json.loads(capsys.readouterr().out)] == ["ledger"]
    monkeypatch.setattr(bench, "_measure_in_process", lambda row: {"row": row.name, "error": "no memory"})
    assert run_command(["bench", "--row", "ballots", "--dir", str(tmp_path)]) == 1


def test_a_folder_that_is_a_file_is_refused(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert run_command(["bench", "--quick", "--dir", str(tmp_path / "file")]) == 2
    assert "this is a file" in capsys.readouterr().err
