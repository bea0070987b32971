"""The made-up economy of these tests, and a charter with other floors."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from parecon.charter import default_charter


@pytest.fixture(scope="session")
def made():
    """Return the module that makes small economies."""
    spec = importlib.util.spec_from_file_location("made_economy", Path(__file__).with_name("made_economy.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def charter():
    """Return the charter at its defaults."""
    return default_charter()
