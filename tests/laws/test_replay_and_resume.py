"""What is recorded can be recomputed, and a year that was interrupted anywhere ends as one that was not."""

import json
from pathlib import Path

import pytest

from parecon.cli import main
from parecon.journal import BrokenJournal, Identical, JournalWriter, replay, verify

NATION = ["plan", "sweden-2014", "--size", "0.002", "--seed", "3", "--set", "permits.CO2=-10%", "--set", "rounds.worst_gap_to_close=0.1%", "--rounds", "4"]

TOWN = ["plan", "toy", "--seed", "3", "--set", "rounds.worst_gap_to_close=0.001%", "--rounds", "4"]


def plan(year: list[str], folder: Path, *more: str) -> int:
    return main([*year, "--out", str(folder), *more])


@pytest.fixture(scope="module")
def planned(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("planned") / "year"
    assert plan(NATION, folder) == 0
    return folder


def test_a_planned_nation_replays_as_identical(planned):
    found = replay(planned)
    assert isinstance(found, Identical), str(found)
    manifest = json.loads((planned / "manifest.json").read_text(encoding="utf-8"))
    assert found.plan == manifest["plan"] and found.head == manifest["journal"]["head"] and found.candidates >= 3
    assert verify(planned).intact


@pytest.mark.parametrize(("more", "acts"), [
    (["--start", "random", "--set", "collective.reopen_share=0.1%"], {"settled", "reopened"}),
    (["--set", "collective.settled=every round"], {"refiled"}),
    (["--set", "collective.aggregation=median", "--claim", "C20-21=10%:the river below the works"], {"settled"}),
])
def test_collective_goods_are_recounted_however_they_were_settled(tmp_path, more, acts):
    assert plan([word.replace("close=0.1%", "close=0.000001%") for word in NATION], tmp_path / "year", *more) == 0
    bodies = [json.loads(line)["body"] for line in (tmp_path / "year" / "journal.jsonl").read_text(encoding="utf-8").splitlines()
              if '"kind":"collective"' in line]
    assert {body["act"] for body in bodies} == acts
    found = replay(tmp_path / "year")
    assert isinstance(found, Identical), str(found)


def test_replay_names_a_vote_on_collective_goods_that_was_changed(planned, tmp_path):
    import shutil

    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = Path(shutil.copytree(planned, tmp_path / "year"))
    place = next(path for path in sorted((folder / "collective").iterdir()) if "cast" in pq.read_table(path).column_names)
    table = pq.read_table(place)
    forged = table.column("cast").to_numpy().copy()
    forged[0] += 1
    pq.write_table(table.set_column(table.schema.get_field_index("cast"), "cast", pa.array(forged)), place)
    with pytest.raises(BrokenJournal, match="have been changed"):
        replay(folder)


def test_the_same_command_gives_the_same_record_to_the_last_byte(planned, tmp_path):
    assert plan(NATION, tmp_path / "again") == 0
    for name in ("journal.jsonl", "plan.csv", "manifest.json"):
        assert (tmp_path / "again" / name).read_bytes() == (planned / name).read_bytes(), name


def kinds(folder: Path) -> list[str]:
    return [json.loads(line)["kind"] for line in (folder / "journal.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def uninterrupted(planned, tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("town") / "year"
    assert plan(TOWN, folder) == 0
    return {"nation": planned, "town": folder}


@pytest.mark.parametrize(("where", "kind", "written"), [
    ("nation", "totals", True),
    *(("town", kind, written) for kind in ("announce", "totals", "price-step", "close", "ballot", "adopt", "done") for written in (False, True)),
])
def test_a_year_interrupted_anywhere_and_resumed_is_the_uninterrupted_year(uninterrupted, tmp_path, monkeypatch, capsys, where, kind, written):
    """Interrupted just before or just after the last entry of a kind is written."""
    whole, year = uninterrupted[where], {"nation": NATION, "town": TOWN}[where]
    stop_at = max(i for i, found in enumerate(kinds(whole)) if found == kind)
    real, calls = JournalWriter.append, []

    def append(self, entry_kind, body):
        calls.append(entry_kind)
        if len(calls) - 1 == stop_at:
            if written:
                real(self, entry_kind, body)
            raise KeyboardInterrupt
        return real(self, entry_kind, body)

    folder = tmp_path / "year"
    monkeypatch.setattr(JournalWriter, "append", append)
    assert plan(year, folder) == 130
    assert not folder.exists()
    assert "--resume" in capsys.readouterr().err
    monkeypatch.setattr(JournalWriter, "append", real)
    assert plan(year, folder, "--resume") == 0
    assert (folder / "journal.jsonl").read_bytes() == (whole / "journal.jsonl").read_bytes()
    assert json.loads((folder / "manifest.json").read_text())["plan"] == json.loads((whole / "manifest.json").read_text())["plan"]
    assert verify(folder).intact and [place.name for place in tmp_path.iterdir()] == ["year"]


def test_replay_names_a_line_of_the_plan_that_was_changed(planned, tmp_path):
    import shutil

    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = Path(shutil.copytree(planned, tmp_path / "year"))
    table = pq.read_table(folder / "plan.parquet")
    quantity = table.column("quantity").to_numpy().copy()
    quantity[41] += 1
    pq.write_table(table.set_column(table.schema.get_field_index("quantity"), "quantity", pa.array(quantity)), folder / "plan.parquet")
    found = replay(folder)
    assert found.where == "plan.parquet: quantity of line 42" and found.recorded == found.recomputed + 1


@pytest.mark.parametrize(("kind", "change", "where"), [
    ("close", lambda body: body["candidates"][0]["scale"].__setitem__(0, body["candidates"][0]["scale"][0] - 2**30), "candidate"),
    ("close", lambda body: body["candidates"][0].__setitem__("objective", body["candidates"][0]["objective"] * 0.999), "objective"),
    ("close", lambda body: body["candidates"][0]["ration"].pop(), "the shape of ration"),
    ("ballot", lambda body: body["result"].__setitem__("winner", "least_nonsense"), "adopted norm"),
    ("ballot", lambda body: body["result"]["scores"].__setitem__(body["result"]["winner"], "1/1"), "winner of the ballot"),
    ("adopt", lambda body: body["accounts"].__setitem__("fund", body["accounts"]["fund"] + 1), "accounts.fund"),
    ("adopt", lambda body: body.__setitem__("plan", "0" * 64), "adopted plan: plan"),
])
def test_replay_names_what_was_forged_in_the_closing(planned, tmp_path, kind, change, where):
    import shutil

    from parecon.journal.verify import FIRST_PREVIOUS, entry_line

    folder, lines, previous = Path(shutil.copytree(planned, tmp_path / "year")), [], FIRST_PREVIOUS
    for number, line in enumerate((folder / "journal.jsonl").read_text(encoding="utf-8").splitlines()):
        entry = json.loads(line)
        if entry["kind"] == kind:
            change(entry["body"])
        text, previous = entry_line(number, previous, entry["kind"], entry["body"])
        lines.append(text)
    (folder / "journal.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = replay(folder)
    assert not isinstance(found, Identical) and where in found.where
