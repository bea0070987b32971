"""The output folder appears whole or not at all."""

import subprocess
import sys

import pytest

from parecon.journal import FolderRefused, OutputFolder


def test_the_folder_appears_when_it_is_finished_and_not_before(tmp_path):
    folder = OutputFolder(tmp_path / "out" / "plan")
    (folder.work / "journal.jsonl").write_text("x")
    assert not folder.out.exists()
    folder.finish()
    assert [place.name for place in folder.out.iterdir()] == ["journal.jsonl"]
    assert [place.name for place in folder.out.parent.iterdir()] == ["plan"]


def test_a_folder_that_exists_is_refused_with_the_way_out(tmp_path):
    (tmp_path / "plan").mkdir()
    with pytest.raises(FolderRefused, match="give another folder with --out"):
        OutputFolder(tmp_path / "plan")
    with pytest.raises(FolderRefused, match="no result of this program"):
        OutputFolder(tmp_path / "plan", replace=True)
    assert list((tmp_path / "plan").iterdir()) == []


def test_an_earlier_result_is_replaced_only_when_asked(tmp_path):
    old = tmp_path / "plan"
    old.mkdir()
    for name in ("journal.jsonl", "manifest.json"):
        (old / name).write_text("old")
    folder = OutputFolder(old, replace=True)
    (folder.work / "journal.jsonl").write_text("new")
    assert (old / "journal.jsonl").read_text() == "old"
    folder.finish()
    assert (old / "journal.jsonl").read_text() == "new"
    assert [place.name for place in tmp_path.iterdir()] == ["plan"]


def test_an_interrupted_run_stays_for_resume_and_is_dropped_without_it(tmp_path):
    first = OutputFolder(tmp_path / "plan")
    (first.work / "journal.jsonl").write_text("half")
    first.release()
    again = OutputFolder(tmp_path / "plan", resume=True)
    assert (again.work / "journal.jsonl").read_text() == "half"
    again.release()
    anew = OutputFolder(tmp_path / "plan")
    assert anew.discarded and not (anew.work / "journal.jsonl").exists()
    anew.discard()
    assert list(tmp_path.iterdir()) == []


def test_nothing_to_resume_is_said(tmp_path):
    with pytest.raises(FolderRefused, match="no interrupted run"):
        OutputFolder(tmp_path / "plan", resume=True)
    folder = OutputFolder(tmp_path / "plan")
    folder.finish()
    with pytest.raises(FolderRefused, match="is finished"):
        OutputFolder(tmp_path / "plan", resume=True)


def test_an_interrupted_replacement_is_resumed_and_the_earlier_result_stays_until_then(tmp_path, monkeypatch):
    old = tmp_path / "plan"
    old.mkdir()
    for name in ("journal.jsonl", "manifest.json"):
        (old / name).write_text("old")
    folder = OutputFolder(old, replace=True)
    (folder.work / "journal.jsonl").write_text("new")
    real = type(old).rename

    def stop(place, target):
        if place == folder.work:
            raise KeyboardInterrupt
        return real(place, target)

    monkeypatch.setattr(type(old), "rename", stop)
    with pytest.raises(KeyboardInterrupt):
        folder.finish()
    assert (old / "journal.jsonl").read_text() == "old"
    monkeypatch.undo()
    OutputFolder(old, replace=True, resume=True).finish()
    assert (old / "journal.jsonl").read_text() == "new"
    assert [place.name for place in tmp_path.iterdir()] == ["plan"]


def test_two_runs_at_once_into_one_folder_are_refused(tmp_path):
    folder = OutputFolder(tmp_path / "plan")
    script = f"from parecon.journal import OutputFolder; OutputFolder({str(tmp_path / 'plan')!r}, resume=True)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert "another run is writing this folder" in done.stderr
    folder.discard()


def test_a_hidden_folder_of_somebody_else_is_left_alone(tmp_path):
    theirs = tmp_path / ".plan.unfinished"
    theirs.mkdir()
    (theirs / "diary.txt").write_text("private")
    with pytest.raises(FolderRefused, match="not ours"):
        OutputFolder(tmp_path / "plan")
    assert (theirs / "diary.txt").read_text() == "private"


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderRefused, match="cannot be written"):
        OutputFolder(tmp_path / "file" / "plan")


def test_a_name_that_is_none_is_refused():
    with pytest.raises(FolderRefused, match="no name of a new folder"):
        OutputFolder("/")
