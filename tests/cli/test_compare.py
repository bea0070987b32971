"""``parecon compare`` writes one table and one page, and refuses kindly."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest

from parecon.cli.entry import run_command


def test_compare_writes_the_table_and_the_page(tmp_path, capsys):
    out = tmp_path / "both"
    assert run_command(["compare", "toy", "--procedures", "participatory,central", "--self-interest", "0", "--years", "2", "--wish", "bicycle=1.5", "--processes", "1", "--out", str(out)]) == 0
    table = pq.read_table(out / "comparison.parquet")
    assert table.column_names == ["procedure", "seed", "measure", "unit", "value"] and table.num_rows > 50
    measures = set(table["measure"].to_pylist())
    assert {"persistence of rulers", "year 2: rule", "consumption lost to the shock"} <= measures
    assert (out / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert "2 systems compared" in capsys.readouterr().out


@pytest.mark.parametrize(("words", "said"), [
    (["--procedures", "utopia"], "there is no procedure 'utopia'; there are participatory"),
    (["--self-interest", "2"], "expected a number from 0"),
    (["--shock", "bicycle"], "expected an industry and a factor"),
    (["--shock", "mars=0.5"], "toy has no industry mars"),
    (["--wish", "bicycle=many"], "expected a good and a factor"),
    (["--wish", "spaceship=2"], "toy has no good spaceship"),
    (["--years", "0"], "0"),
])
def test_what_cannot_be_meant_is_refused_and_nothing_is_left(tmp_path, capsys, words, said):
    out = tmp_path / "none"
    assert run_command(["compare", "toy", *words, "--out", str(out)]) != 0
    assert said in capsys.readouterr().err and not out.exists()
