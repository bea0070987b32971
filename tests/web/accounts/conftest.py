"""A community that lives under its adopted plan; it is brought there once, and every test has a copy."""

from __future__ import annotations

import pytest
from parecon_web.accounts.models import LiveYear
from parecon_web.record.models import Community

from web.accounts.lived import adopt


def adopt_riverside():
    """Let Riverside adopt a plan."""
    adopt(Community.objects.get(slug="riverside"))


@pytest.fixture
def on_sqlite(grown):
    """Use a copy on SQLite and return Riverside's year under its plan."""
    grown("sqlite", adopt_riverside)
    return LiveYear.objects.get(community__slug="riverside")


@pytest.fixture(params=["sqlite", "postgres"])
def lived(request, grown):
    """Return Riverside's year under its plan, on SQLite and on PostgreSQL."""
    grown(request.param, adopt_riverside)
    return LiveYear.objects.get(community__slug="riverside")
