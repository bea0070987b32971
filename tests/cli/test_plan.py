"""`parecon plan` as a person meets it: the lines, the files, and what stays after trouble."""

import errno
import io
import json
import os
import re
import sys

import pytest

from parecon.cli import main

SMALL = ["plan", "sweden-2014", "--size", "0.002"]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    folder, out = tmp_path_factory.mktemp("printed"), io.StringIO()
    real, sys.stdout = sys.stdout, out
    try:
        assert main([*SMALL, "--out", str(folder / "plan")]) == 0
    finally:
        sys.stdout = real
    return folder / "plan", out.getvalue().splitlines()


def test_every_round_is_one_aligned_line_with_names(printed):
    _, lines = printed
    heading = lines[0]
    assert heading.split()[:2] == ["round", "heard"] and heading.endswith("seconds")
    rounds = lines[1:lines.index("")]
    assert [int(line[:5]) for line in rounds] == list(range(1, len(rounds) + 1))
    assert all(len(line) == len(heading) for line in rounds)
    assert all(re.search(r"[+-][\d.]+ %, .* [+-][\d.]+ %", line) for line in rounds)


def test_the_summary_has_ten_lines_and_says_what_to_type_next(printed):
    _, lines = printed
    summary = lines[lines.index("") + 1:]
    assert len(summary) <= 10
    assert any("parecon replay" in line for line in summary) and any("report.html" in line for line in summary)


def test_the_folder_holds_the_plan_the_record_and_the_manifest(printed):
    folder, _ = printed
    assert {"plan.parquet", "plan.csv", "journal.jsonl", "batches", "manifest.json", "economy.json"} <= {place.name for place in folder.iterdir()}
    manifest = json.loads((folder / "manifest.json").read_text())
    assert {"seed", "configuration", "charter", "data", "versions", "plan", "journal", "figures", "files"} <= manifest.keys()
    assert manifest["configuration"]["size"] == 0.002 and len(manifest["data"]) > 5


def test_the_plan_by_row_and_good_sums_to_the_lines_of_all_councils(printed):
    import csv
    from decimal import Decimal

    import pyarrow.parquet as pq
    folder, _ = printed
    table = pq.read_table(folder / "plan.parquet")
    with (folder / "plan.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for column, name in (("planned", "quantity"), ("proposed", "proposal")):
        assert sum(Decimal(row[column]) for row in rows) * 10**9 == sum(table.column(name).to_pylist())


def test_replay_verify_and_compare_agree_with_what_was_written(printed, capsys):
    folder, _ = printed
    assert main(["replay", str(folder)]) == 0
    assert "identical: " in capsys.readouterr().out
    assert main(["verify", str(folder / "journal.jsonl")]) == 0
    assert main([*SMALL, "--seed", "1"]) == 0
    assert main(["compare-runs", str(folder), "out/sweden-2014"]) == 1
    text = capsys.readouterr().out
    assert "first difference: entry 1 (open)" in text and "price apart at most" in text
    assert main(["verify", "out/sweden-2014"]) == 0
    (elsewhere := folder.parent / "copy").mkdir()
    (elsewhere / "journal.jsonl").write_bytes((folder / "journal.jsonl").read_bytes()[:-5])
    assert main(["verify", str(elsewhere)]) == 1


def test_a_folder_that_exists_is_not_touched(tmp_path, capsys):
    (tmp_path / "plan").mkdir()
    assert main([*SMALL, "--out", "plan"]) == 2
    assert "give another folder with --out" in capsys.readouterr().err
    assert list((tmp_path / "plan").iterdir()) == []


@pytest.mark.parametrize("writer", ["journal", "batch", "manifest"])
def test_a_full_disk_ends_in_a_message_and_leaves_nothing(tmp_path, capsys, monkeypatch, writer):
    import pyarrow.parquet as pq

    from parecon.journal import manifest

    def full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    target = {"journal": (os, "fsync"), "batch": (pq, "write_table"), "manifest": (manifest, "manifest_text")}[writer]
    monkeypatch.setattr(*target, full)
    assert main([*SMALL, "--out", "plan"]) == 2
    said = capsys.readouterr().err
    assert "the disk is full" in said and "give a folder on another disk" in said
    assert list(tmp_path.iterdir()) == []


def test_an_interruption_before_the_first_round_leaves_nothing(tmp_path, capsys, monkeypatch):
    from parecon.cli import planning

    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(planning, "open_economy", stop)
    assert main([*SMALL, "--out", "plan"]) == 130
    assert "nothing was left behind" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_run_survives_a_mistyped_resume(tmp_path, capsys, monkeypatch):
    from parecon.journal import JournalWriter
    real = JournalWriter.append

    def stop_after_totals(self, kind, body):
        real(self, kind, body)
        if kind == "totals":
            raise KeyboardInterrupt

    monkeypatch.setattr(JournalWriter, "append", stop_after_totals)
    assert main([*SMALL, "--out", "plan"]) == 130
    monkeypatch.setattr(JournalWriter, "append", real)
    capsys.readouterr()
    for other, said in ((["--seed", "9"], "went another way"), (["--set", "permits.SO2=-1%"], "no emissions of SO2"), (["--set", "hours=-5%"], "went another way")):
        assert main([*SMALL, *other, "--out", "plan", "--resume"]) == 2
        assert said in capsys.readouterr().err
    assert main([*SMALL, "--out", "plan", "--resume"]) == 0
    assert main([*SMALL, "--out", "plan", "--resume"]) == 2
    assert "is finished" in capsys.readouterr().err


def test_no_feasible_plan_is_exit_code_1_and_names_what_is_missing(capsys, monkeypatch):
    from parecon.feasibility import Infeasible
    from parecon.procedures import participatory

    missing = Infeasible(("C10-12",), (12.5,), ("million SEK",), "hold one more round on these goods")
    monkeypatch.setattr(participatory, "close_plan", lambda *_: missing)
    assert main([*SMALL, "--out", "plan"]) == 1
    assert "NO PLAN" in (text := capsys.readouterr().out) and "12.5 million SEK of C10-12" in text
    assert main(["replay", "plan"]) == 0 and main(["verify", "plan"]) == 0


def test_the_demo_replaces_its_own_earlier_result_and_nothing_else(tmp_path, capsys):
    for _ in range(2):
        assert main(["demo", "--size", "0.002"]) == 0
    assert [place.name for place in (tmp_path / "out").iterdir()] == ["demo"]
    assert json.loads((tmp_path / "out/demo/manifest.json").read_text())["configuration"]["set"] == ["consent.CO2=-20%", "permits.CO2=-5%"]
    assert main(["demo", "--size", "0.002", "--out", "out/demo"]) == 2


def test_the_manifest_says_of_each_pollutant_what_was_charged_paid_emitted_and_permitted(tmp_path):
    assert main(["demo", "--size", "0.002", "--out", "fair"]) == 0
    (told,) = json.loads((tmp_path / "fair/manifest.json").read_text())["pollutants"].values()
    assert told["charges"] == told["compensation"] > 0 and told["kept"] == 0
    assert told["emitted"] <= told["permitted"] < told["cap"], "those affected permit less than the long-term plan"
    assert told["charges"] == pytest.approx(told["price"] * told["emitted"], rel=1e-6)


def test_consent_is_asked_for_a_pollutant_there_is(tmp_path, capsys):
    assert main(["plan", "sweden-2014", "--set", "consent.SO2=-5%", "--out", "none"]) == 2
    assert "consent.CO2" in capsys.readouterr().err


def test_a_reader_who_has_read_enough_does_not_cost_the_plan(tmp_path):
    import subprocess
    script = f"import sys\nfrom parecon.cli import main\nsys.exit(main({[*SMALL, '--out', 'plan']!r}))"
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path)
    process.stdout.close()
    assert (process.wait(120), process.stderr.read()) == (0, b"")
    process.stderr.close()
    assert main(["verify", "plan"]) == 0


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_colours_are_for_terminals_whose_owner_wants_them(monkeypatch):
    from parecon.cli.drawing import colours_wanted
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    assert colours_wanted(Terminal()) and not colours_wanted(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not colours_wanted(Terminal())


def test_a_bar_is_drawn_only_where_there_is_a_person_and_only_after_a_second(monkeypatch):
    from parecon.cli import progress
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    for stream, drawn in ((Terminal(), True), (io.StringIO(), False)):
        bar = progress.ProgressBar(stream, ticking=False)
        bar.show("councils propose", 0, 10)
        now[0] += 0.5
        bar.show("councils propose", 1, 10)
        assert stream.getvalue() == ""
        now[0] += 0.6
        bar.show("councils propose", 5, 10)
        assert ("[###############               ]  50 %" in stream.getvalue()) is drawn
        bar.close()
        assert stream.getvalue().endswith("\r") is drawn


def test_a_nation_of_millions_of_councils_is_planned_with_fewer_unless_asked(capsys):
    from types import SimpleNamespace

    import numpy as np

    from parecon.charter import default_charter
    from parecon.cli.economies import COUNCILS_BY_DEFAULT_MAX, default_size
    charter = default_charter()
    small = SimpleNamespace(persons=np.array([100.0]), population=250)
    large = SimpleNamespace(persons=np.array([1.5e8]), population=3.3e8)
    assert default_size(small, charter) == 1.0 and capsys.readouterr().err == ""
    councils = 1.5e8 / charter["society.persons_per_worker_council"] + 3.3e8 / charter["society.persons_per_neighbourhood"]
    assert abs(default_size(large, charter) * councils / COUNCILS_BY_DEFAULT_MAX - 1) < 0.01
    assert "--size 1 takes them all" in capsys.readouterr().err
