"""The table of lies: both years are weighed by the truth, rows are kept, and breaches are printed."""

import pytest

from parecon.cli.entry import run_command
from parecon.lab import lying
from parecon.lab.bench import BenchStore
from parecon.lab.lying import draw_lies, measure_seed, run_seeds, tell_lies
from parecon.responses.strategies import STRATEGIES


@pytest.fixture(scope="module")
def measured():
    return {lie["strategy"]: lie for lie in measure_seed("input-output-20", 1)}


def test_every_strategy_has_a_row_and_a_plan(measured):
    assert list(measured) == list(STRATEGIES) and not any("failed" in lie for lie in measured.values())


def test_padded_hours_gain_at_most_the_idle_part_and_dummies_about_their_share(measured):
    idle = 0.2 / 1.2
    assert 0 < measured["exaggerate effort"]["gain"] <= idle + 0.01
    assert 0.03 < measured["dummy councils"]["gain"] < 0.15
    assert measured["collude in a council"]["gain"] < measured["collude, ratings without a cap"]["gain"]


def test_who_tells_the_truth_gains_nothing(monkeypatch):
    honest = {name: lying.replace(s, state=None, technique=None, say=None) for name, s in STRATEGIES.items() if name in ("inflate need", "federation bloc")}
    monkeypatch.setattr(lying, "STRATEGIES", {**honest, "exaggerate effort": None})
    stage = lying._set_up("input-output-20", 1)
    year = lying._plan(stage, None)
    for strategy in honest.values():
        row = lying._compare(stage, strategy, year, (year.worth.outlay, 1))
        assert [row["gain"], row["loss"], row["rounds"]] == pytest.approx([0, 0, 0], abs=1e-12)


def test_rows_are_kept_and_a_table_names_breaches(tmp_path, monkeypatch):
    row = {"strategy": "inflate need", "weight": 0.001, "loss": 0.0, "rounds": 1, "back": False}
    runs = []
    monkeypatch.setattr(lying, "measure_seed", lambda name, seed: runs.append((name, seed)) or [
        {**row, "gain": 0.02}, {**row, "strategy": "swing prices", "gain": 0.001}, {**row, "strategy": "federation bloc", "weight": 0.3, "gain": 0.5},
        {"strategy": "dummy councils", "weight": 0.001, "failed": "bread falls short"}])
    store = BenchStore(tmp_path, "lying")
    rows = list(run_seeds(["toy"], [1, 2], store, code="a", say=lambda text: None))
    assert list(run_seeds(["toy"], [1, 2], store, code="a", say=lambda text: None)) == rows and len(runs) == 2
    list(run_seeds(["toy"], [1], store, code="b", say=lambda text: None))
    assert len(runs) == 3
    told = {row["strategy"]: row for row in tell_lies(rows)}
    assert told["inflate need"]["kept"] is False and told["swing prices"]["kept"] is True and told["federation bloc"]["kept"] is None
    assert told["dummy councils"]["failed"] == 2
    text = draw_lies(tell_lies(rows))
    assert "breach" in text and "no bar, 2 of 2 without a plan" in text


def test_an_economy_that_is_not_there_is_refused(tmp_path, capsys):
    assert run_command(["bench", "lying", "--row", "nowhere", "--dir", str(tmp_path)]) == 2
    assert "sweden-2014" in capsys.readouterr().err
