"""With CI=true a skip for what can be installed is a failure; absent shared data is not."""

from __future__ import annotations

import os
from types import SimpleNamespace

import pytest


@pytest.fixture
def forbid_skip(request, root):
    """Return the function of tests/conftest.py that looks at each report."""
    plugins = request.config.pluginmanager.get_plugins()
    path = os.fspath(root / "tests" / "conftest.py")
    return next(plugin.forbid_skip for plugin in plugins if getattr(plugin, "__file__", None) == path)


def skipped(reason: str) -> SimpleNamespace:
    """Return what pytest reports of a skipped test."""
    return SimpleNamespace(nodeid="tests/test_it.py::test_it", outcome="skipped", longrepr=("tests/test_it.py", 1, f"Skipped: {reason}"))


def test_a_skip_for_what_can_be_installed_fails_in_ci(forbid_skip, monkeypatch):
    monkeypatch.setenv("CI", "true")
    report = skipped("needs postgresql: install it to run this test")
    forbid_skip(report)
    assert report.outcome == "failed"
    assert "postgresql" in report.longrepr


def test_a_skip_for_absent_shared_data_passes_in_ci(forbid_skip, monkeypatch):
    monkeypatch.setenv("CI", "true")
    report = skipped("shared data absent: set PARECON_SHARED_DATA to read it elsewhere")
    forbid_skip(report)
    assert report.outcome == "skipped"


def test_any_skip_passes_outside_ci(forbid_skip, monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    report = skipped("needs postgresql: install it to run this test")
    forbid_skip(report)
    assert report.outcome == "skipped"
