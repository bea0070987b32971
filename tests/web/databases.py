"""Databases of tests and bars: SQLite files and databases on a PostgreSQL server, made from a template with two towns."""

from __future__ import annotations

import os

import psycopg
from django.core.management import call_command
from django.db import connections

SERVER = os.environ.get("PARECON_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432/postgres")
_DEFAULTS = {
    "ATOMIC_REQUESTS": False, "AUTOCOMMIT": True, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False, "TIME_ZONE": None, "OPTIONS": {}, "USER": "",
    "PASSWORD": "", "HOST": "", "PORT": "", "TEST": {"CHARSET": None, "COLLATION": None, "MIGRATE": True, "MIRROR": None, "NAME": None}}


def use_database(settings: dict) -> None:
    """Let Django's only connection be to this database from now on."""
    connections.close_all()
    connections.settings["default"] = _DEFAULTS | settings
    if hasattr(connections._connections, "default"):
        del connections["default"]


def postgres(name: str) -> dict:
    """Return the settings of one database on the test server."""
    parts = psycopg.conninfo.conninfo_to_dict(SERVER)
    return {"ENGINE": "django.db.backends.postgresql", "NAME": name, "USER": parts.get("user", ""), "PASSWORD": parts.get("password", ""),
            "HOST": parts.get("host", ""), "PORT": parts.get("port", "")}


def postgres_address(name: str) -> str:
    """Return the address of one database on the test server, as DATABASE_URL holds it."""
    parts = psycopg.conninfo.conninfo_to_dict(SERVER)
    return f"postgres://{parts.get('user', '')}:{parts.get('password', '')}@{parts.get('host', '')}:{parts.get('port', '5432')}/{name}"


def run_on_server(statement: str) -> None:
    """Run one statement on the test server."""
    with psycopg.connect(SERVER, autocommit=True, connect_timeout=3) as server:
        server.execute(statement)


def make_template(settings: dict) -> None:
    """Migrate a database and make two towns on the toy economy in it, so that what belongs to one can be asked of the other."""
    from parecon_web.town import seed_town

    use_database(settings)
    call_command("migrate", verbosity=0)
    seed_town("riverside", economy="toy", title="Riverside")
    seed_town("hilltop", economy="toy", title="Hilltop")
    if "sqlite" in settings["ENGINE"]:
        with connections["default"].cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections.close_all()
