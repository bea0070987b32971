"""A database of its own for every web test, and a named cast of test people in two towns."""

from __future__ import annotations

import os
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path

os.environ["PARECON_DEMO"] = "1"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright keeps a loop running in the thread of the tests
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parecon_web.settings")

import django

django.setup()

import psycopg
import pytest
from django.db import connections
from django.test import Client
from django.test.utils import setup_test_environment
from parecon_web.members.links import make_link
from parecon_web.members.models import Member, Role
from parecon_web.record.models import Community
from parecon_web.settings import sqlite

from web.databases import SERVER, make_template, postgres, run_on_server, use_database
from web.grown import Grown, drop
from web.serving import Server

setup_test_environment()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory) -> Path:
    """Return a migrated SQLite file with both towns in it, to be copied."""
    file = tmp_path_factory.mktemp("template") / "template.sqlite3"
    make_template(sqlite(file))
    return file


@pytest.fixture(scope="session")
def postgres_template():
    """Yield the name of a migrated PostgreSQL database with both towns in it; skip where no server answers."""
    name = f"parecon_template_{uuid.uuid4().hex[:12]}"
    try:
        run_on_server(f"CREATE DATABASE {name}")
    except psycopg.OperationalError as error:
        pytest.skip(f"needs PostgreSQL: no server answers at {SERVER} ({str(error).strip().splitlines()[-1]}); name one with PARECON_TEST_POSTGRES")
    make_template(postgres(name))
    yield name
    connections.close_all()
    run_on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_database(sqlite_template, tmp_path):
    """Use a fresh SQLite file."""
    file = tmp_path / "test.sqlite3"
    shutil.copy(sqlite_template, file)
    use_database(sqlite(file))
    yield file
    connections.close_all()


@pytest.fixture
def postgres_database(postgres_template):
    """Use a fresh PostgreSQL database."""
    name = f"parecon_test_{uuid.uuid4().hex[:12]}"
    connections.close_all()
    run_on_server(f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    use_database(postgres(name))
    yield name
    connections.close_all()
    run_on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgres"])
def both(request):
    """Run the test on SQLite and on PostgreSQL."""
    return request.getfixturevalue(f"{request.param}_database")


@pytest.fixture(scope="session")
def templates(tmp_path_factory):
    """Yield the databases in which something was done already, as far as tests asked for them."""
    grown = Grown(tmp_path_factory.mktemp("grown"))
    yield grown
    grown.drop()


@pytest.fixture
def grown(request, templates, tmp_path):
    """Return a function that uses a copy of a database, "sqlite" or "postgres", with both towns in it, in which ``grow`` was done, once, and gives what it returned."""
    copies = []

    def use(vendor: str, grow) -> object:
        template, result = templates.template(request.getfixturevalue(f"{vendor}_template"), grow)
        copies.append(templates.copy(template, tmp_path / "parecon.sqlite3"))
        return result
    yield use
    connections.close_all()
    for copy in copies:
        drop(copy)


@dataclass
class Person:
    """Somebody of the cast: a member with a browser of their own."""

    member: Member
    browser: Client

    @property
    def id(self) -> int:
        return self.member.id


class Cast:
    """The test people of one town, by name.

    rosa sits in the neighbourhood and in the first workplace, whose delegate she is; bao in the second;
    fay and finn facilitate; cleo is the clerk, ada the auditor, tom the teacher, adam the administrator.
    """

    def __init__(self, slug: str) -> None:
        self.community = Community.objects.get(slug=slug)
        members = list(Member.objects.filter(community=self.community).order_by("number"))
        tasks = {task: [role.member for role in Role.objects.filter(community=self.community, task=task).select_related("member").order_by("id")]
                 for task in Role.Task.values}
        self.rosa, self.bao, self.carl = (self.enter(member) for member in members[:3])
        self.fay, self.finn = (self.enter(member) for member in tasks["facilitator"])
        self.cleo, self.ada, self.tom, self.adam = (self.enter(tasks[task][0]) for task in ("clerk", "auditor", "teacher", "administrator"))

    def enter(self, member: Member) -> Person:
        """Open a member's personal link in a browser of its own."""
        browser = Client()
        browser.get(f"/{self.community.slug}/enter/{make_link(member)}")
        return Person(member, browser)

    def url(self, path: str = "") -> str:
        """Return an address of this town."""
        return f"/{self.community.slug}/{path}"


@pytest.fixture
def cast():
    """Return what makes the cast of a town whose database is in use."""
    return Cast


@pytest.fixture
def riverside(sqlite_database) -> Cast:
    """Return the cast of Riverside on SQLite."""
    return Cast("riverside")


@pytest.fixture
def hilltop(sqlite_database) -> Cast:
    """Return the cast of Hilltop on SQLite."""
    return Cast("hilltop")


def find_chromium() -> str:
    """Return Debian's chromium; skip where there is none, which CI does not let pass."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("needs chromium: install it to run this test")
    return found


@pytest.fixture(scope="session")
def chromium():
    """Yield a browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def server(sqlite_template, tmp_path):
    """Yield a running server with both towns on SQLite; the test itself sees the same database."""
    file = tmp_path / "parecon.sqlite3"
    shutil.copy(sqlite_template, file)
    use_database(sqlite(file))
    running = Server({"PARECON_DATA": str(tmp_path)}, tmp_path).start()
    yield running
    running.kill()
    connections.close_all()
