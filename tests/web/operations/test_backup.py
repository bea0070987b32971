"""Backup, restore and upgrade: the same tables elsewhere, on both databases, and a refusal that changes nothing where that cannot be."""

from __future__ import annotations

import argparse
import base64
import dataclasses
import gzip
import json
import math
import re
import shutil
import uuid
import zipfile
from pathlib import Path

import numpy as np
import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from parecon_web import backup, checking, operating
from parecon_web.members.links import make_link, member_of_token
from parecon_web.members.models import Link, Member, Profile
from parecon_web.record.acts import HANDLERS, BeingRestored, new_request_id, perform
from parecon_web.record.models import Community, Event, Rebuilding
from parecon_web.record.rebuild import BrokenLog, rebuild, table_text
from parecon_web.settings import sqlite

from web.databases import postgres, run_on_server, use_database

OLD = Path(__file__).parent / "databases"
HASH = re.compile("[0-9a-f]{64}")


@pytest.fixture
def other(both, tmp_path):
    """Return a function that leads to an empty database of the same kind."""
    made = []

    def go() -> None:
        name = f"parecon_other_{uuid.uuid4().hex[:12]}"
        if connection.vendor == "sqlite":
            use_database(sqlite(tmp_path / f"{name}.sqlite3"))
        else:
            run_on_server(f"CREATE DATABASE {name}")
            made.append(name)
            use_database(postgres(name))
    yield go
    connections.close_all()
    for name in made:
        run_on_server(f"DROP DATABASE {name} WITH (FORCE)")


def everything() -> list:
    beside = [list(model.objects.order_by("pk").values()) for model in (Community, Profile, Link)]
    return [beside, [table_text(community) for community in Community.objects.order_by("slug")], list(Event.objects.order_by("pk").values())]


def rewrite(file: Path, table: str, change) -> None:
    """Alter one table of a backup and let the manifest agree."""
    from hashlib import sha256

    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    rows = [json.loads(line) for line in parts[f"tables/{table}.jsonl"].splitlines()]
    change(rows)
    parts[f"tables/{table}.jsonl"] = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    manifest = json.loads(parts[backup.MANIFEST])
    manifest["tables"][table]["sha256"] = sha256(parts[f"tables/{table}.jsonl"]).hexdigest()
    parts[backup.MANIFEST] = json.dumps(manifest).encode()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_a_backup_restored_elsewhere_gives_the_same_tables_and_goes_on(both, other, tmp_path):
    town = Community.objects.get(slug="riverside")
    member = Member.objects.filter(community=town).first()
    token = make_link(member)
    file, before = tmp_path / "one.backup.zip", everything()
    saved = backup.save(file)
    other()
    restored = backup.restore(file)
    assert everything() == before
    assert restored == saved and {slug for slug, _entries, _head in restored.communities} == {"riverside", "hilltop"}
    assert member_of_token(Community.objects.get(slug="riverside"), token).id == member.id
    assert make_link(member) and Link.objects.count() == len(before[0][2]) + 1, "new rows get ids of their own"
    with pytest.raises(backup.CannotRestore, match="overwrites nothing"):
        backup.restore(file)
    assert file.stat().st_mode & 0o077 == 0


def test_a_backup_is_of_one_moment_and_keeps_nobody_from_writing(sqlite_database, tmp_path, monkeypatch):
    from parecon_web.record.acts import new_request_id, perform

    town, write = Community.objects.get(slug="riverside"), backup._write_table
    file, entries = tmp_path / "one.backup.zip", town.entries

    def act_meanwhile(archive, model):
        if model._meta.label == "members.Link":
            import threading

            acting = threading.Thread(target=lambda: (perform(town, "members.join", {"simulated": [True]}, by=None, request_id=new_request_id()), connections.close_all()))
            acting.start()
            acting.join(20)
            assert not acting.is_alive()
        return write(archive, model)

    monkeypatch.setattr(backup, "_write_table", act_meanwhile)
    saved = backup.save(file)
    assert dict((slug, count) for slug, count, _head in saved.communities)["riverside"] == entries
    assert Community.objects.get(slug="riverside").entries == entries + 1


def test_a_log_that_was_altered_is_not_restored_and_nothing_else_is(both, other, tmp_path):
    file = tmp_path / "one.backup.zip"
    backup.save(file)
    rewrite(file, "record.Event", lambda rows: rows[5].update(body=rows[5]["body"].replace("a", "e", 1)))
    other()
    with pytest.raises(BrokenLog, match="event 5"):
        backup.restore(file)
    assert not Community.objects.exists() and not Event.objects.exists()


def test_a_damaged_or_newer_backup_is_refused_with_the_way_out(sqlite_database, tmp_path):
    file = tmp_path / "one.backup.zip"
    backup.save(file)
    use_database(sqlite(tmp_path / "new.sqlite3"))
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts[backup.MANIFEST])

    def written(**changed) -> Path:
        made = tmp_path / f"{uuid.uuid4().hex}.zip"
        with zipfile.ZipFile(made, "w") as archive:
            for name, content in {**parts, **changed}.items():
                archive.writestr(name.replace("__", "/"), content)
        return made

    manifest["migrations"].append(["rounds", "9999_of_another_time"])
    with pytest.raises(backup.CannotRestore, match=r"9999_of_another_time.*or later"):
        backup.restore(written(**{backup.MANIFEST: json.dumps(manifest)}))
    with pytest.raises(backup.CannotRestore, match="record.Blob has hash"):
        backup.restore(written(**{"tables/record.Blob.jsonl": b"{}\n"}))
    (tmp_path / "words").write_text("no backup")
    with pytest.raises(backup.CannotRestore, match="no backup of parecon"):
        backup.restore(tmp_path / "words")
    assert not Community.objects.exists()


def test_a_backup_never_overwrites_a_file(sqlite_database, tmp_path):
    (tmp_path / "mine").write_text("precious")
    with pytest.raises(FileExistsError):
        backup.save(tmp_path / "mine")
    assert (tmp_path / "mine").read_text() == "precious"


def differing(here: object, there: object, where: str = "") -> list[str]:
    """Return the places where two values differ, packed texts included; real numbers by more than a millionth, hashes of them not at all."""
    if isinstance(here, str) and isinstance(there, str):
        if here.startswith("{") and there.startswith("{"):
            return differing(json.loads(here), json.loads(there), where)
        return [] if here == there or HASH.fullmatch(here) and HASH.fullmatch(there) else [where]
    if isinstance(here, dict) and isinstance(there, dict):
        if {"array", "bytes"} <= set(here):
            one, other = (np.frombuffer(base64.b64decode(value["bytes"]), dtype=value["array"]) for value in (here, there))
            return [] if here["shape"] == there["shape"] and np.allclose(one, other, rtol=1e-6, atol=0.0) else [where]
        return [where] if set(here) != set(there) else [found for key in here for found in differing(here[key], there[key], f"{where}.{key}")]
    if isinstance(here, list) and isinstance(there, list):
        return [where] if len(here) != len(there) else [found for i, (one, other) in enumerate(zip(here, there)) for found in differing(one, other, f"{where}[{i}]")]
    if isinstance(here, float) and isinstance(there, float):
        return [] if math.isclose(here, there, rel_tol=1e-6) else [where]
    return [] if here == there else [where]


@pytest.mark.parametrize("old", sorted(OLD.glob("*.sqlite3.gz")), ids=lambda path: path.name)
def test_the_database_of_every_version_upgrades_after_a_backup_and_its_logs_are_intact(old, tmp_path, capsys):
    with gzip.open(old) as packed, open(tmp_path / "parecon.sqlite3", "wb") as plain:
        shutil.copyfileobj(packed, plain)
    use_database(sqlite(tmp_path / "parecon.sqlite3"))
    lacked = backup.pending()
    assert operating.upgrade(argparse.Namespace(backup=tmp_path / "before.backup.zip")) == 0
    assert backup.pending() == []
    assert (tmp_path / "before.backup.zip").exists() == bool(lacked)
    for community in Community.objects.all():
        before = table_text(community)
        rebuild(community)
        here = table_text(community)
        # The file was written on another machine, whose last bits of a real number may be others; on one machine they are the same.
        assert differing(json.loads(here), json.loads(before)) == []
        rebuild(community)
        assert table_text(community) == here
    assert "intact" in capsys.readouterr().out


def test_the_database_of_a_later_version_is_left_alone(sqlite_database, capsys):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('rounds', '9999_of_another_time', '2030-01-01')")
    assert operating.upgrade(argparse.Namespace(backup=None)) == 2
    assert "9999_of_another_time" in capsys.readouterr().err


def test_an_upgrade_applies_what_is_missing_after_a_backup_that_can_be_restored(both, other, tmp_path, capsys):
    before = everything()
    call_command("migrate", "record", "0001", verbosity=0)
    lacked = backup.pending()
    assert ("record", "0002_language") in lacked
    assert operating.upgrade(argparse.Namespace(backup=tmp_path / "before.backup.zip")) == 0
    assert f"{len(lacked)} migrations applied" in capsys.readouterr().out and everything() == before
    other()
    backup.restore(tmp_path / "before.backup.zip")
    assert everything() == before


@pytest.mark.parametrize("here, there, places", [
    ('{"a": 1.0}', '{"a": 1.0000000001}', 0), ('{"a": 1.0}', '{"a": 1.1}', 1), ({"n": 1}, {"n": 2}, 1), (["a"], ["a", "b"], 1), ({"a": 1}, {"b": 1}, 1),
    ("bread", "broad", 1), ("a" * 64, "b" * 64, 0),
])
def test_what_counts_as_a_difference_between_machines(here, there, places):
    assert len(differing(here, there)) == places


def test_what_is_being_restored_takes_no_acts_and_no_second_restore(both, tmp_path):
    backup.save(tmp_path / "all.zip")
    community = Community.objects.get(slug="riverside")
    Rebuilding.objects.create(community=community)
    with pytest.raises(BeingRestored, match="until it is whole"):
        perform(community, "motion.raise", {"title": "Bread", "text": "Free?"}, by=Member.objects.filter(community=community).first().id, request_id=new_request_id())
    with pytest.raises(backup.CannotRestore, match="under way, or was cut off"):
        backup.restore(tmp_path / "all.zip")
    assert [Client().get(f"/{slug}/").status_code == 404 for slug in ("riverside", "hilltop")] == [True, False]
    assert [finding.text.split(":")[0] for finding in checking.find_faults() if finding.what == "restore" and not finding.fine] == ["riverside is not whole"]


def test_a_second_restore_at_once_takes_nothing_out(postgres_database, other, tmp_path, monkeypatch):
    before = everything()
    backup.save(tmp_path / "all.zip")
    other()
    backup.restore(tmp_path / "all.zip")
    monkeypatch.setattr(Rebuilding.objects, "exists", lambda: False)  # as where both looked before either wrote
    monkeypatch.setattr(Community.objects, "exists", lambda: False)
    with pytest.raises(IntegrityError):
        backup.restore(tmp_path / "all.zip")
    assert everything() == before


def test_a_restore_that_is_interrupted_in_the_middle_leaves_nothing(both, other, tmp_path, monkeypatch):
    monkeypatch.setattr("parecon_web.record.rebuild.PART", 7)
    before = everything()
    backup.save(tmp_path / "all.zip")
    other()
    founding, count = HANDLERS["councils.found"], [0]

    def interrupted(act):
        count[0] += 1
        if count[0] == 2:
            raise KeyboardInterrupt
        return founding.handle(act)
    with monkeypatch.context() as patched:
        patched.setitem(HANDLERS, "councils.found", dataclasses.replace(founding, handle=interrupted))
        with pytest.raises(KeyboardInterrupt):
            backup.restore(tmp_path / "all.zip")
    assert count[0] == 2 and not Community.objects.exists() and not Event.objects.exists() and not Member.objects.exists()
    backup.restore(tmp_path / "all.zip")
    assert everything() == before
    with pytest.raises(IntegrityError), transaction.atomic():
        Profile.objects.create(community=Community.objects.first(), member_id=1)
        connection.check_constraints()
