"""An interrupted record goes on where it stopped, and refuses to become another year's."""

import errno
import os

import pytest

from parecon.journal import OtherYear, YearRecorder, compare_runs, verify


def test_an_interrupted_year_ends_as_an_uninterrupted_one(recorded, tmp_path, plan_the_village):
    for rounds in (1, 2, 3):
        folder = tmp_path / f"after-{rounds}"
        plan_the_village(folder, stop_after=rounds)
        assert YearRecorder(folder).count_rounds() == rounds
        plan_the_village(folder)
        assert (folder / "journal.jsonl").read_bytes() == (recorded / "journal.jsonl").read_bytes()
        assert verify(folder).intact


def test_a_line_that_a_crash_left_half_written_is_dropped(recorded, tmp_path, plan_the_village):
    folder = tmp_path / "crashed"
    plan_the_village(folder, stop_after=2)
    path = folder / "journal.jsonl"
    for cut in (1, 10, 300):
        path.write_bytes(path.read_bytes()[:-cut])
        plan_the_village(folder)
        assert path.read_bytes() == (recorded / "journal.jsonl").read_bytes()


def test_another_seed_cannot_go_on_with_this_year(tmp_path, plan_the_village):
    plan_the_village(tmp_path / "year", stop_after=2)
    with pytest.raises(OtherYear, match="seed; found 5, expected 6"):
        plan_the_village(tmp_path / "year", seed=6)


def test_another_rule_cannot_go_on_with_this_year(tmp_path, plan_the_village):
    plan_the_village(tmp_path / "year", stop_after=1)
    with pytest.raises(OtherYear, match="start anew without --resume"):
        plan_the_village(tmp_path / "year", rule="published")


def test_a_full_disk_leaves_the_journal_with_whole_entries(tmp_path, plan_the_village, monkeypatch):
    synced, real = [], os.fsync

    def full(descriptor):
        synced.append(descriptor)
        if len(synced) == 5:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        plan_the_village(tmp_path / "year")
    found = verify(tmp_path / "year")
    assert found.intact and found.entries == 3  # opened, announced, (a batch), totals: the fifth write is the price step
    plan_the_village(tmp_path / "year")
    assert verify(tmp_path / "year").intact


def test_two_equal_runs_compare_as_identical(recorded, tmp_path, plan_the_village):
    plan_the_village(tmp_path / "again")
    found = compare_runs(recorded, tmp_path / "again")
    assert found.identical and [r.price for r in found.rounds] == [0, 0, 0]


def test_two_different_runs_name_the_first_difference_and_the_goods(recorded, tmp_path, plan_the_village):
    plan_the_village(tmp_path / "other", rule="published", rounds=2)
    found = compare_runs(recorded, tmp_path / "other")
    assert found.first[0] == "entry 1 (open): charter.hash"
    assert (found.rounds_first, found.rounds_second, len(found.rounds)) == (3, 2, 2)
    assert found.rounds[0].price == 0 and found.rounds[1].price > 0 and found.rounds[1].price_good in ("bread", "hours")
