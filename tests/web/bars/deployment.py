"""R28, R29: what a server for real communities is like, and whom it never calls."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

from django.test import Client

from web.bars.figure import Figure
from web.bars.permissions import World, routes

ROOT = Path(__file__).resolve().parents[3]
SECRETS = (r"-----BEGIN [A-Z ]*PRIVATE KEY-----", r"\bAKIA[0-9A-Z]{16}\b", r"\bgh[pousr]_[A-Za-z0-9]{36}\b", r"\bxox[baprs]-[A-Za-z0-9-]{10,}", r"\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.",
           r"postgres(?:ql)?://[^:@/\s{}…]+:[^@/\s{}…]+@(?!localhost|127\.)")
"""What keys and passwords look like; ours would be random text in the environment alone."""
ADDRESSES = ("http://198.51.100.7/a", "https://plan.invalid/b", "ftp://198.51.100.7/c", "file:///etc/passwd", "//198.51.100.7/d", "rosa@198.51.100.7")
FIELDS = ("title", "text", "reason", "reasons", "name", "phrase", "choice", "address", "next", "people", "tasks", "use:bicycle", "query", "q", "slug", "zone", "language", "code", "why", "file")
_ASK = """import os, json, django
django.setup()
from django.conf import settings as s
from parecon_web.members.models import Member
print(json.dumps({name: getattr(s, name) for name in ("DEBUG", "DEMO", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "CSRF_COOKIE_HTTPONLY", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "FOUNDING_KEY")}
      | {"passwords": any(field.name == "password" for field in Member._meta.get_fields())}))"""


def measure_deployment(folder: Path) -> Figure:
    """R28: Django's deployment checks, cookies, HSTS, no demonstration, no password at all, and nothing that looks like a secret in any file of the project."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PARECON_", "DATABASE_", "DJANGO_"))}
    given = {**clean, "PARECON_SECRET_KEY": "an unguessable text " * 4, "PARECON_HOSTS": "plan.example", "PARECON_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "parecon_web.settings"}
    checked = subprocess.run([sys.executable, "-m", "parecon_web", "check", "--deploy", "--fail-level", "WARNING"], env=given, capture_output=True, text=True, check=False)
    asked = subprocess.run([sys.executable, "-c", _ASK], env=given, capture_output=True, text=True, check=True)
    found = json.loads(asked.stdout)
    wrong = [name for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "CSRF_COOKIE_HTTPONLY", "SECURE_SSL_REDIRECT", "SECURE_HSTS_INCLUDE_SUBDOMAINS") if not found[name]]
    wrong += [name for name in ("DEBUG", "DEMO", "FOUNDING_KEY", "passwords") if found[name]] + (["HSTS under a year"] if found["SECURE_HSTS_SECONDS"] < 365 * 24 * 3600 else [])
    secrets, files = find_secrets()
    return Figure("R28", f"deployment checks {'silent' if checked.returncode == 0 else 'not silent'}, {len(wrong)} settings otherwise than they should be{f' ({wrong})' if wrong else ''}, "
                  f"{len(secrets)} of {files} files with what looks like a secret{f' ({secrets[0]})' if secrets else ''}", checked.returncode == 0 and not wrong and not secrets)


def find_secrets(root: Path = ROOT) -> tuple[list[str], int]:
    """Return the files of the project that hold what looks like a key or password, and how many were looked at."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=False).stdout.decode().split("\0")
    files = [root / name for name in listed if name] or [file for file in root.rglob("*") if file.is_file() and ".venv" not in file.parts]
    pattern, found = re.compile("|".join(SECRETS)), []
    for file in files:
        text = file.read_bytes().decode("utf-8", "ignore") if file.exists() else ""
        if file.name != Path(__file__).name and pattern.search(text):
            found.append(str(file.relative_to(root)))
    return found, len(files)


def measure_calls(roles: tuple[str, ...] = ("member", "clerk", "administrator", "facilitator")) -> Figure:
    """R29: addresses of elsewhere in every field of every form, file name and header, while every attempt to reach another host is counted."""
    world, called, sent = World(), [], 0

    def caught(self, address, *_more):
        called.append(str(address))
        raise OSError("no call leaves this bar")

    real, here = socket.getaddrinfo, ("127.0.0.1", "localhost", None, "")

    def looked_up(host, *more, **named):
        if host not in here:
            called.append(str(host))
        return real("127.0.0.1" if host not in here else host, *more, **named)

    with patch.object(socket.socket, "connect", caught), patch.object(socket, "getaddrinfo", looked_up):
        for who in roles:
            member = next(one for role, one in world.people.items() if str(role) == who)
            browser: Client = world.browser(member)
            for name, pattern, allowed in routes():
                path = world.places(name, pattern, member)[0].path
                for address in ADDRESSES[sent % 2::2]:
                    headers = {"referer": address, "x-forwarded-host": "198.51.100.7", "origin": address, "x-forwarded-for": "198.51.100.7"}
                    if "POST" in allowed:
                        browser.post(path, dict.fromkeys(FIELDS, address) | {"request_id": f"{sent:032d}"}, headers=headers)
                    if "GET" in allowed and name != "stream":
                        browser.get(path, {"next": address, "q": address, "year": address}, headers=headers)
                    sent += 1
    return Figure("R29", f"{sent} visits of all addresses by {len(roles)} roles with addresses of elsewhere in {len(FIELDS)} fields and four headers: {len(called)} attempts to reach another host"
                  f"{f' ({called[0]})' if called else ''}", not called)
