"""Verify finds every change of a record with the standard library alone."""

import ast
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from parecon.journal import verify
from parecon.journal import verify as verify_function
from parecon.journal.verify import FIRST_PREVIOUS, entry_line, main

SOURCE = Path(sys.modules["parecon.journal.verify"].__file__)


def test_a_finished_record_is_intact(recorded):
    found = verify(recorded)
    assert found.intact and found.remarks == ()
    assert found.entries == 1 + 3 * 2 + 2 + 1
    assert found.files == 2 + 4  # the economy's two, one batch a round and one of the silent council


def test_the_file_runs_alone_without_the_program(recorded):
    done = subprocess.run([sys.executable, "-I", "-S", SOURCE, recorded / "journal.jsonl"], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("intact: 10 entries, 6 files, last hash ")


def test_the_file_imports_the_standard_library_only():
    names = {node.module for node in ast.walk(ast.parse(SOURCE.read_text())) if isinstance(node, ast.ImportFrom)}
    names |= {alias.name for node in ast.walk(ast.parse(SOURCE.read_text())) if isinstance(node, ast.Import) for alias in node.names}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_every_changed_byte_of_the_journal_is_found(recorded):
    path = recorded / "journal.jsonl"
    content, draw = path.read_bytes(), random.Random(3)
    for place in draw.sample(range(len(content)), 400):
        changed = bytearray(content)
        changed[place] = draw.choice([b for b in range(256) if b != content[place]])
        path.write_bytes(changed)
        assert not verify(recorded).intact, f"byte {place}: {content[place]} to {changed[place]}"


@pytest.mark.parametrize("name", ["manifest.json", "economy.json", "councils.parquet"])
def test_every_changed_byte_of_another_file_is_found(recorded, name):
    path = recorded / name
    content, draw = path.read_bytes(), random.Random(4)
    for place in draw.sample(range(len(content)), 100):
        changed = bytearray(content)
        changed[place] ^= 1 << draw.randrange(8)
        path.write_bytes(changed)
        assert not verify(recorded).intact, f"byte {place} of {name}"


def test_a_removed_a_swapped_and_a_doubled_line_are_found(recorded):
    path = recorded / "journal.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    for i in range(len(lines) - 1):
        for changed in (lines[:i] + lines[i + 1:], lines[:i] + [lines[i + 1], lines[i]] + lines[i + 2:], lines[:i + 1] + lines[i:]):
            path.write_bytes(b"".join(changed))
            assert not verify(recorded).intact


def test_a_journal_cut_short_is_found_through_the_manifest(recorded):
    path = recorded / "journal.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    assert [problem.what for problem in verify(recorded).problems] == ["the journal was cut short or exchanged: its last hash differs"]


def test_a_journal_written_anew_is_found_through_the_manifest(recorded, tmp_path, plan_the_village):
    plan_the_village(tmp_path / "other", seed=6)
    (recorded / "journal.jsonl").write_bytes((tmp_path / "other" / "journal.jsonl").read_bytes())
    assert not verify(recorded).intact


def test_a_missing_file_and_a_missing_manifest_are_found(recorded):
    (recorded / "councils.parquet").unlink()
    assert [(p.file, p.what) for p in verify(recorded).problems] == [("councils.parquet", "the file is missing")]
    (recorded / "manifest.json").unlink()
    assert [(p.file, p.what) for p in verify(recorded).problems] == [("manifest.json", "the manifest is missing")]


def test_an_unfinished_year_is_intact_with_a_remark(tmp_path, plan_the_village):
    plan_the_village(tmp_path / "year", stop_after=2)
    found = verify(tmp_path / "year")
    assert found.intact and "not finished" in found.remarks[0]


def test_a_file_added_to_the_folder_is_remarked(recorded):
    (recorded / "notes.txt").write_text("mine")
    found = verify(recorded)
    assert found.intact and found.remarks == ("notes.txt is no part of the record",)


def test_a_manifest_may_not_point_outside_the_folder(recorded):
    from parecon.journal.verify import manifest_text
    path = recorded / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    for name in ("../elsewhere", "/etc/hostname", "C:\\secret"):
        path.write_text(manifest_text({**manifest, "files": {name: {"bytes": 1, "sha256": ""}}}), encoding="utf-8")
        assert verify(recorded).problems[0].what == "a file's name leads out of the folder"


@pytest.mark.parametrize("line", [
    b"", b"\n", b"null\n", b"[]\n", b"{}\n", b'{"body":NaN,"hash":"","kind":"open","previous":"","sequence":0}\n', b"[" * 200_000 + b"\n",
    b"\xff\xfe\n", b'{"body":1,"body":2}\n', b"9" * 5000 + b"\n", b'{"body":{},"hash":[],"kind":{},"previous":{},"sequence":"0"}\n',
    b'{"body":"\\ud800","hash":"","kind":"open","previous":"' + b"0" * 64 + b'","sequence":0}\n',
])
def test_rubbish_is_a_problem_and_never_an_exception(tmp_path, line):
    path = tmp_path / "journal.jsonl"
    path.write_bytes(line)
    assert len(verify(path).problems) == 1


@pytest.mark.parametrize("manifest", ["", "[]", "{}", '{"journal": 1, "files": 2}', '{"journal": {"entries": 1, "head": 2}, "files": [1]}', "\0"])
def test_a_manifest_of_rubbish_is_a_problem_and_never_an_exception(recorded, manifest):
    (recorded / "manifest.json").write_text(manifest)
    assert "manifest" in verify(recorded).problems[0].what


def test_the_hash_of_an_entry_is_what_the_documentation_says():
    """By hand: the SHA-256 of the canonical text without the hash."""
    import hashlib
    line, digest = entry_line(0, FIRST_PREVIOUS, "done", {"b": 1, "a": 0.1})
    text = '{"body":{"a":0.1,"b":1},"kind":"done","previous":"' + "0" * 64 + '","sequence":0}'
    assert digest == hashlib.sha256(text.encode()).hexdigest()
    assert json.loads(line) == {**json.loads(text), "hash": digest}


def test_exit_codes_are_0_intact_1_changed_2_unreadable(recorded, capsys):
    assert main([str(recorded)]) == 0
    (recorded / "councils.parquet").unlink()
    assert main([str(recorded)]) == 1
    assert main([str(recorded / "nothing.jsonl")]) == 2
    assert "expected a journal" in capsys.readouterr().err
    assert main([]) == 2


def test_the_room_exports_the_function():
    assert callable(verify_function)
