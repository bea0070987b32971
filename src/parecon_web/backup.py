"""One file that holds everything a server knows: the logs with what they are about, names and links; restored, it gives the same tables.

Tables that are built from the log are not in it: a restore builds them anew, and so proves that the log is whole.
"""

from __future__ import annotations

import base64
import json
import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.migrations.loader import MigrationLoader

from parecon_web.record.models import Community, Projection, Rebuilding
from parecon_web.record.rebuild import BrokenLog, play_again, play_in_parts

__all__ = ["CannotRestore", "Saved", "pending", "read_manifest", "restore", "save", "saved_labels", "unknown"]

FORMAT = 1
MANIFEST = "manifest.json"
ROWS_AT_ONCE = 2000
PREPARED_AFTER = 3
_NO_DATE = (1980, 1, 1, 0, 0, 0)


class CannotRestore(ValueError):
    """A backup that cannot be put back here; the sentence says why and what to do."""


@dataclass(frozen=True)
class Saved:
    """What a backup holds: communities with the number of entries and the head of each, and the rows of each table."""

    communities: tuple[tuple[str, int, str], ...]
    rows: dict[str, int]


def saved_labels() -> list[str]:
    """Return the tables that a backup holds: all of the platform that are not built from the log, but those that never leave the server.

    A table of secrets that no copy may hold says ``never_leaves = True``. Sessions are left out: after a restore everybody enters
    by their link again.
    """
    found = [model for model in apps.get_models() if model.__module__.startswith("parecon_web.") and model is not Rebuilding
             and not issubclass(model, Projection) and not getattr(model, "never_leaves", False)]
    return [model._meta.label for model in sorted(found, key=lambda model: (model is not Community, model._meta.label))]


def applied() -> set[tuple[str, str]]:
    """Return the migrations of the database."""
    return set(MigrationLoader(connection).applied_migrations)


def pending() -> list[tuple[str, str]]:
    """Return the migrations of the program that the database lacks."""
    return sorted(set(MigrationLoader(connection).graph.nodes) - applied())


def unknown(migrations: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return those of ``migrations`` that this program does not have: a newer program made them."""
    return sorted(migrations - set(MigrationLoader(connection).graph.nodes))


@contextmanager
def _snapshot() -> Iterator[None]:
    """Read as of one moment, without keeping anybody from writing."""
    if connection.vendor != "sqlite":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    with connection.cursor() as cursor:  # atomic() would take SQLite's one place for writers
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("COMMIT")


def save(file: Path) -> Saved:
    """Write everything into ``file``, whole or not at all, readable by its owner alone; raises FileExistsError where it is there."""
    if file.exists():
        raise FileExistsError(17, "there is a file of that name already; give another", str(file))
    part = file.with_name(file.name + ".part")
    loader = MigrationLoader(connection)
    models = loader.project_state(list(set(loader.applied_migrations) & set(loader.graph.nodes))).apps
    file.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as opened, zipfile.ZipFile(opened, "w", zipfile.ZIP_DEFLATED) as archive:
        tables = {}
        with _snapshot():
            for label in saved_labels():
                if _has(models, label):
                    tables[label] = _write_table(archive, models.get_model(label))
            homes = tuple(models.get_model("record.Community").objects.order_by("slug").values_list("slug", "entries", "head"))
        manifest = {"format": FORMAT, "program": version("parecon"), "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
                    "database": connection.vendor, "migrations": sorted(map(list, loader.applied_migrations)), "tables": tables,
                    "communities": [list(home) for home in homes]}
        archive.writestr(zipfile.ZipInfo(MANIFEST, _NO_DATE), json.dumps(manifest, indent=1), zipfile.ZIP_DEFLATED)
    os.replace(part, file)
    return Saved(homes, {label: table["rows"] for label, table in tables.items()})


def _has(models, label: str) -> bool:
    try:
        return models.get_model(label) is not None
    except LookupError:
        return False


def _write_table(archive: zipfile.ZipFile, model) -> dict:
    names = [field.attname for field in model._meta.concrete_fields]
    digest, count = sha256(), 0
    with archive.open(zipfile.ZipInfo(f"tables/{model._meta.label}.jsonl", _NO_DATE), "w", force_zip64=True) as out:
        for row in model.objects.order_by("pk").values_list(*names).iterator(chunk_size=ROWS_AT_ONCE):
            line = (json.dumps(dict(zip(names, map(_plain, row))), ensure_ascii=False) + "\n").encode()
            digest.update(line)
            out.write(line)
            count += 1
    return {"rows": count, "sha256": digest.hexdigest()}


def _plain(value: object) -> object:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return base64.b64encode(bytes(value)).decode() if isinstance(value, (bytes, memoryview)) else value


def read_manifest(file: Path) -> dict:
    """Return what a backup says of itself; raise CannotRestore where the file is no backup or of another format."""
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = json.loads(archive.read(MANIFEST))
    except (zipfile.BadZipFile, KeyError, json.JSONDecodeError):
        raise CannotRestore(f"{file} is no backup of parecon, or it is damaged; give a file that `parecon backup` wrote") from None
    if manifest.get("format") != FORMAT:
        raise CannotRestore(f"{file} has format {manifest.get('format')}, this program reads format {FORMAT}; use parecon {manifest.get('program')}")
    return manifest


def restore(file: Path, say: Callable[[str], None] = lambda text: None) -> Saved:
    """Put a backup into an empty database, build all tables from the logs and compare each log's head; whole or not at all.

    A backup of an older version is restored into this version's tables: columns that came later get their default. Raises CannotRestore
    where the backup is of a newer version or the database is not empty, BrokenLog where a log is not as it was written.
    """
    manifest = read_manifest(file)
    newer = unknown({tuple(each) for each in manifest["migrations"]})
    if newer:
        raise CannotRestore(f"{file} was written by parecon {manifest['program']}, which knows {'.'.join(newer[0])}; this is parecon {version('parecon')}. "
                            f"Restore it with parecon {manifest['program']} or later")
    call_command("migrate", verbosity=0)
    if Rebuilding.objects.exists():
        raise CannotRestore("a restore into this database is under way, or was cut off; where none runs, drop the database, create it empty, and restore again")
    if Community.objects.exists():
        raise CannotRestore("there are communities in this database already, and a restore overwrites nothing; name an empty one with DATABASE_URL or PARECON_DATA")
    with zipfile.ZipFile(file) as archive:
        homes = (_restore_at_once if connection.vendor == "sqlite" else _restore_in_parts)(archive, manifest, say)
    return Saved(homes, {label: table["rows"] for label, table in manifest["tables"].items()})


def _restore_at_once(archive: zipfile.ZipFile, manifest: dict, say: Callable[[str], None]) -> tuple[tuple[str, int, str], ...]:
    with transaction.atomic():
        _read_tables(archive, manifest, say)
        return tuple(_rebuilt(home, play_again, say) for home in manifest["communities"])


def _restore_in_parts(archive: zipfile.ZipFile, manifest: dict, say: Callable[[str], None]) -> tuple[tuple[str, int, str], ...]:
    """Restore with a mark on every community that is not whole yet, which hides it and keeps everybody from acting there; leave the database empty where it fails.

    What stands beside the log names members and councils that come only when it is played, and each row looked up in turn takes time: until the end foreign keys to what is
    built from the log are off, then all are checked. Where somebody founded a community meanwhile and the restore fails, nothing is taken out and the marks stay.
    """
    keys = _keys_to_projections()
    with transaction.atomic(), connection.cursor() as cursor:
        for table, name, _rule in keys:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        _read_tables(archive, manifest, say)
        Rebuilding.objects.bulk_create([Rebuilding(community=community) for community in Community.objects.all()])
    try:
        with _prepared():
            homes = tuple(_rebuilt(home, play_in_parts, say) for home in manifest["communities"])
        _put_back(keys)
        return homes
    except BaseException:
        if not Community.objects.exclude(slug__in=[slug for slug, _entries, _head in manifest["communities"]]).exists():
            _empty()
            _put_back(keys)
        raise


@contextmanager
def _prepared() -> Iterator[None]:
    """Let PostgreSQL keep the plan of a statement that comes back, on a connection of its own: an act sends the same few again and again.

    Elsewhere the platform does without, so that it can stand behind a pooler, which gives every transaction another connection.
    """
    usual = connections[DEFAULT_DB_ALIAS]
    usual.close()
    prepared = usual.copy()
    prepared.settings_dict["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": PREPARED_AFTER}
    connections[DEFAULT_DB_ALIAS] = prepared
    try:
        yield
    finally:
        prepared.close()
        connections[DEFAULT_DB_ALIAS] = usual


def _keys_to_projections() -> list[tuple[str, str, str]]:
    """Return table, name and rule of every foreign key to a table that is built from the log."""
    built = [model._meta.db_table for model in apps.get_models() if issubclass(model, Projection)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(source.relname), quote_ident(rule.conname), pg_get_constraintdef(rule.oid) FROM pg_constraint rule JOIN pg_class source ON source.oid = rule.conrelid "
                       "JOIN pg_class target ON target.oid = rule.confrelid WHERE rule.contype = 'f' AND target.relname = ANY(%s) ORDER BY 1, 2", [built])
        return cursor.fetchall()


def _put_back(keys: list[tuple[str, str, str]]) -> None:
    """Put foreign keys back that are not there, which checks every row."""
    there = {name for _table, name, _rule in _keys_to_projections()}
    with transaction.atomic(), connection.cursor() as cursor:
        for table, name, rule in keys:
            if name not in there:
                cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {rule}")


def _empty() -> None:
    """Take everything out of a database whose restore failed, also from the tables that only grow: nobody has acted in it."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("parecon_web.")]
    guarded = [connection.ops.quote_name(model._meta.db_table) for model in ours if getattr(model, "append_only", "")]
    with transaction.atomic(), connection.cursor() as cursor:
        for table in guarded:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"TRUNCATE {', '.join(connection.ops.quote_name(model._meta.db_table) for model in ours)}")
        for table in guarded:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _read_tables(archive: zipfile.ZipFile, manifest: dict, say: Callable[[str], None]) -> None:
    _verify_tables(archive, manifest)
    for label, table in manifest["tables"].items():
        say(f"{table['rows']} rows of {label} …")
        _read_table(archive, label, manifest["program"])


def _verify_tables(archive: zipfile.ZipFile, manifest: dict) -> None:
    for label, table in manifest["tables"].items():
        digest = sha256()
        try:
            with archive.open(f"tables/{label}.jsonl") as lines:
                while part := lines.read(1 << 20):
                    digest.update(part)
        except (KeyError, zipfile.BadZipFile, EOFError):
            raise CannotRestore(f"{archive.filename}: {label} is missing or damaged; nothing was restored; take another backup") from None
        if digest.hexdigest() != table["sha256"]:
            raise CannotRestore(f"{archive.filename}: {label} has hash {digest.hexdigest()}, the manifest says {table['sha256']}; nothing was restored; take another backup")


def _read_table(archive: zipfile.ZipFile, label: str, program: str) -> None:
    try:
        model = apps.get_model(label)
    except LookupError:
        raise CannotRestore(f"this program has no table {label}; restore with parecon {program}, then type `parecon upgrade` with this one") from None
    fields = {field.attname: field for field in model._meta.concrete_fields}
    rows = []
    with archive.open(f"tables/{label}.jsonl") as lines:
        for line in lines:
            row = json.loads(line)
            if gone := sorted(row.keys() - fields.keys()):
                raise CannotRestore(f"this program has no column {gone[0]} of {label}; restore with parecon {program}, then type `parecon upgrade` with this one")
            rows.append(model(**{name: fields[name].to_python(value) for name, value in row.items()}))
            if len(rows) == ROWS_AT_ONCE:
                _insert(model, rows)
                rows = []
    _insert(model, rows)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)


def _insert(model, rows: list) -> None:
    """Insert rows as they were saved: what a table fills in by itself (the time a link was made) stays as it was."""
    own = [field for field in model._meta.concrete_fields if getattr(field, "auto_now_add", False)]
    for field in own:
        field.auto_now_add = False
    try:
        model.objects.bulk_create(rows)
    finally:
        for field in own:
            field.auto_now_add = True


def _rebuilt(home: Sequence, play: Callable[[Community], int], say: Callable[[str], None]) -> tuple[str, int, str]:
    """Build a community's tables from its log, which must be the log that was saved."""
    slug, entries, head = home
    say(f"all tables of {slug} from its {entries} entries …")
    community = Community.objects.get(slug=slug)
    if (community.entries, community.head) != (entries, head):
        raise BrokenLog(f"{slug}: the log has {community.entries} entries ending in {community.head}, the backup says {entries} ending in {head}")
    play(community)
    return slug, entries, head
