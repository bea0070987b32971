"""The bench of rounds: rows are written as they finish, taken up again, and say so where a run fails."""

import json

import pytest

from parecon.cli.entry import run_command
from parecon.lab import bench_rounds
from parecon.lab.bench_rounds import CASES, KEYS, QUICK_CASES, Case, draw_rounds, find_cases, measure_case, open_store, own_sign_of, public_row, run_cases

NOWHERE = Case("nowhere", "last-year", bar=3)


def quiet(message):
    """Say nothing."""


def test_no_two_rows_have_one_name_and_quick_rows_are_rows():
    assert len({case.name for case in CASES}) == len(CASES)
    assert {case.name for case in QUICK_CASES} <= {case.name for case in CASES}


def test_a_row_is_found_by_its_name_its_economy_and_its_start():
    case = CASES[0]
    assert find_cases(case.name) == (case,)
    assert case in find_cases(case.economy) and case in find_cases(f"{case.economy}/{case.start}")
    assert find_cases("nowhere") == ()


def test_a_run_that_fails_is_a_row_that_says_so_and_misses_its_bar():
    row = measure_case(NOWHERE)
    assert "UnknownEconomy" in row["failed"] and row["met"] is False and row["rounds_worst_5"] is None
    assert "stopped: parecon.datasets.errors.UnknownEconomy" in draw_rounds([row]) and "3 missed" in draw_rounds([row])


def test_a_row_in_public_has_exactly_the_agreed_keys():
    assert tuple(public_row(measure_case(NOWHERE))) == KEYS == (
        "economy", "start", "rule", "incomes", "seed", "rounds_worst_5", "rounds_worst_1", "rounds_worst_01", "rounds_value_1", "closing_loss",
        "distance", "bar", "met")


def test_rows_are_written_down_and_not_run_again_until_the_code_changes(tmp_path, monkeypatch):
    store = open_store(tmp_path)
    (row,) = run_cases([NOWHERE], store, say=quiet)
    assert json.loads((tmp_path / "rounds.jsonl").read_text(encoding="utf-8"))["row"] == NOWHERE.name
    runs = []
    monkeypatch.setattr(bench_rounds, "measure_case", lambda case: runs.append(case) or row)
    assert list(run_cases([NOWHERE], store, say=quiet)) == [row] and not runs
    list(run_cases([NOWHERE], store, again=True, say=quiet))
    monkeypatch.setattr(bench_rounds, "rounds_digest", lambda: "other code")
    list(run_cases([NOWHERE], store, say=quiet))
    assert len(runs) == 2


def test_the_default_rule_balances_sweden_within_its_bar():
    row = measure_case(Case("sweden-2014-permits-5", "last-year", bar=3))
    assert row["failed"] == "" and row["met"] and row["closing_loss"] < 0.001
    assert row["rounds_worst_5"] <= row["rounds_worst_1"] <= row["rounds_worst_01"]


@pytest.mark.parametrize("words", ["bench rounds --row nowhere", "bench rounds --quick --row published-3000", "bench turns"])
def test_a_row_that_is_not_there_is_refused_before_anything_runs(words, tmp_path, capsys):
    assert run_command([*words.split(), "--dir", str(tmp_path)]) == 2
    assert "parecon:" in capsys.readouterr().err and not list(tmp_path.iterdir())


def test_the_cost_of_the_switch_own_sign_is_a_column_beside_the_row_without_it():
    row = {"economy": "toy", "start": "random", "rule": "power", "incomes": "closed", "seed": 1, "rounds_worst_1": 2, "failed": ""}
    twin, other = {**row, "economy": "toy-own-sign", "rounds_worst_1": None}, {**row, "economy": "toy-own-sign", "seed": 2, "rounds_worst_1": 4}
    assert own_sign_of(row, [twin, other]) == "–" and own_sign_of({**row, "seed": 2}, [twin, other]) == "4 (+2)" and own_sign_of({**row, "seed": 3}, [twin, other]) == ""
    drawn = draw_rounds([{**row, "seed": 2}], [other]).splitlines()
    assert drawn[0].index("own sign") + len("own sign") == drawn[1].index("4 (+2)") + len("4 (+2)")
    switched = [case for case in CASES if case.economy.endswith("-own-sign")]
    names = {(case.economy, case.start, case.rule, case.incomes, case.seed) for case in CASES}
    assert len(switched) > 10 and all((case.economy.removesuffix("-own-sign"), case.start, case.rule, case.incomes, case.seed) in names for case in switched), "each has its row without the switch"
