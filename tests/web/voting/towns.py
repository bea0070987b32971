"""The demonstration town, with shared goods and pollution, as far as tests want it."""

import pytest
from parecon_web.town import decide_before, seed_town


def begin_town():
    """Make the demonstration town before anything is decided."""
    return seed_town("commons")


def decide_town():
    """Make the demonstration town and decide what is decided before round 1."""
    town = begin_town()
    decide_before(town)
    return town


@pytest.fixture
def town(grown):
    """Return the demonstration town before anything is decided, on SQLite."""
    return grown("sqlite", begin_town)


@pytest.fixture
def decided(grown):
    """Return the demonstration town in round 1, on SQLite."""
    return grown("sqlite", decide_town)
