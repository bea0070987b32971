"""Databases in which something was done already: it is done once, and every test has a copy."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable
from pathlib import Path

from django.db import connections
from parecon_web.settings import sqlite

from web.databases import postgres, run_on_server, use_database


class Grown:
    """Templates by kind of database and by what was done in them; bases: a file of SQLite or a name on PostgreSQL, with nothing done yet."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.made = folder, {}

    def template(self, base: Path | str, grow: Callable[[], object]) -> tuple[Path | str, object]:
        """Return what is copied and what ``grow`` returned, made where this was not done yet."""
        if (base, grow) not in self.made:
            made = self.copy(base, self.folder / f"{len(self.made)}.sqlite3")
            result = grow()
            if isinstance(made, Path):
                with connections["default"].cursor() as cursor:
                    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connections.close_all()
            self.made[base, grow] = made, result
        return self.made[base, grow]

    @staticmethod
    def copy(template: Path | str, file: Path) -> Path | str:
        """Copy a template, use the copy, and return it; file: where a copy of SQLite goes."""
        connections.close_all()
        if isinstance(template, Path):
            shutil.copy(template, file)
            use_database(sqlite(file))
            return file
        name = f"parecon_test_{uuid.uuid4().hex[:12]}"
        run_on_server(f"CREATE DATABASE {name} TEMPLATE {template}")
        use_database(postgres(name))
        return name

    def drop(self) -> None:
        """Remove the templates on the server."""
        connections.close_all()
        for made, _result in self.made.values():
            drop(made)


def drop(copy: Path | str) -> None:
    """Remove a copy on the server; a file goes with its folder."""
    if isinstance(copy, str):
        run_on_server(f"DROP DATABASE {copy} WITH (FORCE)")
