"""A community that lives under its adopted plan; it is brought there once, and every test has a copy."""

from __future__ import annotations

import shutil
import uuid

import pytest
from django.db import connections
from parecon_web.accounts.models import LiveYear
from parecon_web.record.models import Community
from parecon_web.settings import sqlite

from web.accounts.lived import adopt
from web.databases import postgres, run_on_server, use_database


@pytest.fixture(scope="session")
def lived_sqlite(sqlite_template, tmp_path_factory):
    """Return a SQLite file in which Riverside's plan is adopted, to be copied."""
    file = tmp_path_factory.mktemp("lived") / "lived.sqlite3"
    shutil.copy(sqlite_template, file)
    use_database(sqlite(file))
    adopt(Community.objects.get(slug="riverside"))
    with connections["default"].cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections.close_all()
    return file


@pytest.fixture(scope="session")
def lived_postgres(postgres_template):
    """Yield the name of a PostgreSQL database in which Riverside's plan is adopted, to be copied."""
    name = f"parecon_lived_{uuid.uuid4().hex[:12]}"
    run_on_server(f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    use_database(postgres(name))
    adopt(Community.objects.get(slug="riverside"))
    connections.close_all()
    yield name
    run_on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def on_sqlite(lived_sqlite, tmp_path):
    """Use a copy on SQLite and return Riverside's year under its plan."""
    file = tmp_path / "test.sqlite3"
    shutil.copy(lived_sqlite, file)
    use_database(sqlite(file))
    yield LiveYear.objects.get(community__slug="riverside")
    connections.close_all()


@pytest.fixture
def on_postgres(lived_postgres):
    """Use a copy on PostgreSQL and return Riverside's year under its plan."""
    name = f"parecon_test_{uuid.uuid4().hex[:12]}"
    connections.close_all()
    run_on_server(f"CREATE DATABASE {name} TEMPLATE {lived_postgres}")
    use_database(postgres(name))
    yield LiveYear.objects.get(community__slug="riverside")
    connections.close_all()
    run_on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgres"])
def lived(request):
    """Return Riverside's year under its plan, on SQLite and on PostgreSQL."""
    return request.getfixturevalue(f"on_{request.param}")
