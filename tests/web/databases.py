"""Databases of tests and bars: SQLite files and databases on a PostgreSQL server, made from a template with two towns."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

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


def postgres_programs() -> Path | None:
    """Return the folder with PostgreSQL's own programs, the newest where there are several; None where there is none."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name), default=None)


class OwnPostgres:
    """A PostgreSQL server of a test's own, which may be stopped at any moment; root starts it as ``postgres`` or ``nobody``, since it refuses root."""

    def __init__(self, programs: Path) -> None:
        self.programs, self.folder = programs, Path(tempfile.mkdtemp(prefix="parecon-postgres-"))
        self.runs_as = next((name for name in ("postgres", "nobody") if name in {one.pw_name for one in pwd.getpwall()}), None) if os.geteuid() == 0 else None
        if self.runs_as:
            shutil.chown(self.folder, self.runs_as)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._run("initdb", "-D", str(self.folder / "data"), "-A", "trust", "-U", "parecon", "-E", "UTF8")
        self.start()

    @property
    def settings(self) -> dict:
        """Django's settings of its database."""
        return {"ENGINE": "django.db.backends.postgresql", "NAME": "postgres", "USER": "parecon", "PASSWORD": "", "HOST": "127.0.0.1", "PORT": str(self.port)}

    @property
    def address(self) -> str:
        """Its database, as DATABASE_URL holds it."""
        return f"postgres://parecon@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it and wait until it has recovered and answers."""
        self._run("pg_ctl", "start", "-w", "-t", "120", "-D", str(self.folder / "data"), "-l", str(self.folder / "log"), "-o", f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder}")

    def stop_at_once(self) -> None:
        """End it without a checkpoint, as when the machine fails: it must recover from its log."""
        self._run("pg_ctl", "stop", "-m", "immediate", "-w", "-D", str(self.folder / "data"))

    def remove(self) -> None:
        """End it and take its folder away."""
        self._run("pg_ctl", "stop", "-m", "immediate", "-w", "-D", str(self.folder / "data"), check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        # pg_ctl leaves the server behind it, which would hold a pipe open for ever.
        with tempfile.TemporaryFile() as said:
            done = subprocess.run([str(self.programs / program), *arguments], cwd=self.folder, user=self.runs_as, stdout=said, stderr=said, check=False)
            said.seek(0)
            assert done.returncode == 0 or not check, said.read().decode(errors="replace")
