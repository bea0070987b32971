"""``parecon serve``, ``check``, ``backup``, ``restore``, ``upgrade``, ``digest`` and ``worker``: the platform, which is loaded only when one of them is typed."""

from __future__ import annotations

import argparse
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from parecon.cli.messages import CannotGoOn

__all__ = ["add_commands"]

_SERVE = "Open the platform in the browser; where nothing is set up yet, with a demonstration town."
_CHECK = """Look at a server before it is opened to people: settings, hosts, https, demonstrations, database and its version, the log of each community.
The environment names the server (docs/operations.md). Ends with 1 where something is not as it should be.

  PARECON_SECRET_KEY=… PARECON_HOSTS=plan.example parecon check
"""
_BACKUP = """Write everything into one file, as of one moment, while the server runs: logs, what they are about, names, links.

  parecon backup
  parecon backup /safe/place/monday.backup.zip
"""
_RESTORE = """Put a backup into an empty database (DATABASE_URL, or SQLite in PARECON_DATA), build all tables from the logs, and check every log.

  PARECON_DATA=/new/place parecon restore monday.backup.zip
"""
_UPGRADE = """Bring the database to the version of this program. A backup is written first. Stop the server before.

  parecon upgrade
"""

_DIGEST = """Mail every member who wants it what waits for them: at most once a day, and once before a round closes for those who have not acted.
Let the server's clock type it, every hour say; who was mailed today is not mailed again. PARECON_SMTP_HOST names the mail server (docs/operations.md).

  parecon digest
"""


_WORKER = """Close rounds, count votes and draw up plans in a process of its own, where the server is started with PARECON_WORKER=separate.
It does what facilitators agreed to, in line and once, also if it is killed and started again, or runs twice (docs/operations.md).

  PARECON_WORKER=separate parecon worker
"""


def add_commands(commands) -> None:
    """Add the commands."""
    def add(name: str, summary: str, text: str, function: str):
        command = commands.add_parser(name, help=summary, description=text, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
        command.set_defaults(run=lambda options: _platform("operating", name).__dict__[function](options))
        return command

    serve = add("serve", "open the platform in the browser", _SERVE, "")
    serve.add_argument("--port", type=int, default=8000, help="where it listens (default 8000)")
    serve.add_argument("--host", default="127.0.0.1", help="address it listens at (default 127.0.0.1: this machine only)")
    serve.add_argument("--no-browser", action="store_true", help="do not open the browser")
    serve.set_defaults(run=_serve)
    add("check", "look whether a server may be opened to people", _CHECK, "check")
    backup = add("backup", "write all that a server knows into one file", _BACKUP, "back_up")
    backup.add_argument("file", metavar="FILE", type=Path, nargs="?", help="where to (default: parecon-DATE.backup.zip in this folder)")
    restore = add("restore", "put a backup into an empty database", _RESTORE, "restore_backup")
    restore.add_argument("file", metavar="FILE", type=Path, help="what `parecon backup` wrote")
    upgrade = add("upgrade", "bring a server's database to this version", _UPGRADE, "upgrade")
    upgrade.add_argument("--backup", metavar="FILE", type=Path, help="where the backup goes (default: parecon-DATE.backup.zip in this folder)")
    add("digest", "mail members what waits for them", _DIGEST, "send_digest")
    worker = add("worker", "close rounds in a process of its own", _WORKER, "work")
    worker.add_argument("--once", action="store_true", help="do what waits now, and end")
    worker.add_argument("--look", metavar="SECONDS", type=float, default=0.5, help="how often it looks (default: every half second)")


def _platform(module: str, command: str):
    """Return a module of the platform; refuse where its parts are not installed."""
    if find_spec("django") is None:
        raise CannotGoOn(f"`parecon {command}` needs the platform's parts; install them with: pip install \"parecon[web]\"")
    return import_module(f"parecon_web.{module}")


def _serve(options: argparse.Namespace) -> int:
    words = ["--port", str(options.port), "--host", options.host, *(["--no-browser"] if options.no_browser else [])]
    return _platform("serving", "serve").main(words)
